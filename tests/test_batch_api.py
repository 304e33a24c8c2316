from __future__ import annotations

import asyncio
import sqlite3
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from batch_api_server import CANCELLED, EXPIRED, BatchServer
from endpoint import content, failure, tool_call
from pydantic import BaseModel, ValidationInfo, field_validator

from xjllm.batch_api import BatchApiModel
from xjllm.batch_api_lines import explain_line, read_line
from xjllm.batch_api_queue import QueueSettings
from xjllm.errors import (
    CutOff,
    InvalidAnswer,
    ModelError,
    Overloaded,
    RateLimited,
    Refused,
    Rejected,
    SettingsError,
    TimedOut,
)
from xjllm.model import STRICT, Reply, Request, Usage
from xjllm.openai_model import EndpointSettings

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


class Count(BaseModel):
    """How many."""

    n: int

    @field_validator("n")
    @classmethod
    def _not_below(cls, n: int, info: ValidationInfo) -> int:
        if n == -13 and (info.context or {}).get(STRICT):
            raise ValueError("-13 is none")
        return n


def ask(number: int) -> Request:
    messages = [{"role": "user", "content": f"新疆 — how many in {number}?"}]
    return Request(messages, Count, f"{number}.txt", "p", "", "", max_output_tokens=100)


def number_of(body: dict[str, Any]) -> int:
    return int(body["messages"][0]["content"].split()[-1].rstrip("?"))


def echo(body: dict[str, Any]) -> Any:
    """An answer with the number of the question, and an id of its own."""
    reply = tool_call({"n": number_of(body)})
    reply.body["id"] = f"chatcmpl-{number_of(body)}"
    return reply


def model_at(server: BatchServer, state: Path, *, reasks: int = 1, **queue: Any) -> BatchApiModel:
    settings = EndpointSettings(server.url, "sk-secret-key", max_retries=0, reasks=reasks)
    return BatchApiModel(
        "stub", state, settings=settings, queue=QueueSettings(**{"idle_s": 0.02, "poll_s": 0.02} | queue)
    )


def finish(
    server: BatchServer, state: Path, numbers: list[int], *, reasks: int = 1, **queue: Any
) -> list[Reply | ModelError]:
    """What the requests of these numbers gave, sent at once by one process."""

    async def main() -> list[Any]:
        model = model_at(server, state, reasks=reasks, **queue)
        try:
            return await asyncio.gather(*(model.complete(ask(number)) for number in numbers), return_exceptions=True)
        finally:
            await model.aclose()

    results = asyncio.run(main())
    for result in results:
        assert isinstance(result, Reply | ModelError), repr(result)
    return results


def counts(results: list[Reply | ModelError]) -> list[Any]:
    return [result.answer.n if isinstance(result, Reply) else type(result) for result in results]  # type: ignore[attr-defined]


def stop_when(server: BatchServer, state: Path, numbers: list[int], seen: Callable[[], bool]) -> None:
    """Send the requests and drop everything as soon as `seen()`, as an interrupted process would."""

    async def main() -> None:
        model = model_at(server, state)
        tasks = [asyncio.create_task(model.complete(ask(number))) for number in numbers]
        while not seen():  # noqa: ASYNC110 (the server runs in threads, without events)
            await asyncio.sleep(0.005)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await model.aclose()

    asyncio.run(main())


def test_answers_come_back_to_their_questions(tmp_path: Path) -> None:
    """Requests go out as one batch, and each gets its own answer, in whatever order the file has them."""
    with BatchServer(echo) as server:
        server.shuffle = True
        server.looks = 3
        results = finish(server, tmp_path / "s.db", list(range(40)))
    assert counts(results) == list(range(40))
    assert server.sizes() == [40]
    first = results[7]
    assert isinstance(first, Reply)
    assert (first.reply_id, first.model, first.usage) == ("chatcmpl-7", "stub-1", Usage(1, 100, 10, 60))


def test_lines_are_what_the_endpoint_would_be_asked(tmp_path: Path) -> None:
    """A line's body has the model, messages, tool and cap of an ordinary request, and nothing of the key."""
    with BatchServer(echo) as server:
        finish(server, tmp_path / "s.db", [3])
        (body,) = server.asked
        assert body["model"] == "stub"
        assert body["messages"][0]["content"] == "新疆 — how many in 3?"
        assert body["tools"][0]["function"]["name"] == "Count"
        assert body["max_tokens"] == 100
        assert b"sk-secret" not in b"".join(server.files.values())


def test_batches_are_no_larger_than_allowed(tmp_path: Path) -> None:
    """Seven requests with three to a batch are three batches."""
    with BatchServer(echo) as server:
        results = finish(server, tmp_path / "s.db", list(range(7)), max_lines=3)
    assert counts(results) == list(range(7))
    assert sorted(server.sizes()) == [1, 3, 3]


def test_batches_are_no_larger_than_allowed_in_bytes(tmp_path: Path) -> None:
    """A limit on bytes below one line still sends one line a batch."""
    with BatchServer(echo) as server:
        results = finish(server, tmp_path / "s.db", [1, 2], max_bytes=10)
    assert counts(results) == [1, 2]
    assert server.sizes() == [1, 1]


def test_the_same_request_is_sent_once(tmp_path: Path) -> None:
    """Two callers with the same request share one line and its price."""
    with BatchServer(echo) as server:
        results = finish(server, tmp_path / "s.db", [5, 5, 6])
    assert counts(results) == [5, 5, 6]
    assert len(server.asked) == 2


def test_a_stopped_run_collects_what_it_sent(tmp_path: Path) -> None:
    """Stopped while the batch runs, started again: the same batch is collected, no line is paid for twice."""
    state = tmp_path / "s.db"
    with BatchServer(echo) as server:
        server.looks = 10**9
        stop_when(
            server, state, [1, 2, 3], lambda: any(batch.status == "in_progress" for batch in server.batches.values())
        )
        server.batches["batch_0"].looks = 1
        results = finish(server, state, [1, 2, 3])
    assert counts(results) == [1, 2, 3]
    assert server.sizes() == [3]
    assert len(server.asked) == 3


def test_a_run_killed_between_sending_and_noting_finds_its_batch(tmp_path: Path) -> None:
    """A batch that the endpoint has and the state file does not know of is found by its tag, not sent again."""
    state = tmp_path / "s.db"
    with BatchServer(echo) as server:
        server.looks = 10**9
        stop_when(server, state, [1, 2], lambda: bool(server.batches))
        with sqlite3.connect(state) as database:
            database.execute("UPDATE batch SET batch_id = NULL, file_id = NULL")
        database.close()
        server.batches["batch_0"].looks = 1
        # Other batches of the same account, more than one page of them.
        for index in range(150):
            server._create(
                {"endpoint": "/v1/chat/completions", "completion_window": "24h", "input_file_id": f"x{index}"}
            )
        results = finish(server, state, [1, 2])
        assert ("GET", "/v1/batches") in server.calls
    assert counts(results) == [1, 2]
    assert len(server.asked) == 2
    assert len([call for call in server.calls if call == ("POST", "/v1/batches")]) == 1


def test_an_endpoint_whose_clock_is_slow_still_finds_the_batch(tmp_path: Path) -> None:
    """Batches that seem half an hour older than ours, by the endpoint's clock, do not end the search for it."""
    state = tmp_path / "s.db"
    with BatchServer(echo) as server:
        server.looks = 10**9
        stop_when(server, state, [1, 2], lambda: bool(server.batches))
        database = sqlite3.connect(state)
        with database:
            database.execute("UPDATE batch SET batch_id = NULL, file_id = NULL")
        (prepared_at,) = database.execute("SELECT prepared_at FROM batch").fetchone()
        database.close()
        server.batches["batch_0"].looks = 1
        server._create({"endpoint": "/v1/chat/completions", "completion_window": "24h", "input_file_id": "x"})
        for batch in server.batches.values():
            batch.created_at = prepared_at - 1_800
        server.looks = 1
        results = finish(server, state, [1, 2])
    assert counts(results) == [1, 2]
    assert server.calls.count(("POST", "/v1/batches")) == 1


def test_a_run_killed_before_sending_sends(tmp_path: Path) -> None:
    """A batch that was prepared and never reached the endpoint is sent by the next run."""
    state = tmp_path / "s.db"
    with BatchServer(echo) as server:
        server.looks = 10**9
        stop_when(server, state, [1, 2], lambda: bool(server.batches))
        with sqlite3.connect(state) as database:
            database.execute("UPDATE batch SET batch_id = NULL, file_id = NULL")
        database.close()
        server.batches.clear()
        server.looks = 1
        results = finish(server, state, [1, 2])
    assert counts(results) == [1, 2]
    assert server.sizes() == [2]


def test_a_lost_reply_to_sending_is_no_second_batch(tmp_path: Path) -> None:
    """Where the batch was made but the reply got lost, the batch is found and not made again."""
    lost = iter([failure(500)])
    with BatchServer(echo) as server:
        server.after = lambda method, path: next(lost, None) if (method, path) == ("POST", "/v1/batches") else None
        results = finish(server, tmp_path / "s.db", [1, 2])
    assert counts(results) == [1, 2]
    assert server.sizes() == [2]


def test_answers_are_kept_until_they_are_asked_for_again(tmp_path: Path) -> None:
    """Answers that were collected are in the state file: a run that lost its own notes pays nothing."""
    state = tmp_path / "s.db"
    with BatchServer(echo) as server:
        finish(server, state, [1, 2])
        again = finish(server, state, [1, 2])
    assert counts(again) == [1, 2]
    assert len(server.asked) == 2


def test_passing_failures_go_into_another_batch(tmp_path: Path) -> None:
    """Lines that were refused, failed or expired are sent again; the others are not."""
    seen: dict[int, int] = {}

    def answer(body: dict[str, Any]) -> Any:
        number = number_of(body)
        seen[number] = seen.get(number, 0) + 1
        trouble = {1: failure(429), 2: failure(500), 3: EXPIRED}
        return trouble[number] if number in trouble and seen[number] == 1 else echo(body)

    with BatchServer(answer) as server:
        results = finish(server, tmp_path / "s.db", [1, 2, 3, 4])
    assert counts(results) == [1, 2, 3, 4]
    assert seen == {1: 2, 2: 2, 3: 2, 4: 1}
    assert server.sizes() == [4, 3]


def test_tries_are_bounded(tmp_path: Path) -> None:
    """A line that always fails ends with its error after `max_tries` batches."""
    with BatchServer(lambda _: failure(503)) as server:
        results = finish(server, tmp_path / "s.db", [1], max_tries=3)
    assert counts(results) == [Overloaded]
    assert len(server.asked) == 3


def test_rejected_lines_fail_alone(tmp_path: Path) -> None:
    """A line that the endpoint rejects is an error that says why; the rest of the batch is used."""

    def answer(body: dict[str, Any]) -> Any:
        return failure(400, "context too long") if number_of(body) == 2 else echo(body)

    with BatchServer(answer) as server:
        results = finish(server, tmp_path / "s.db", [1, 2, 3])
    assert counts(results) == [1, Rejected, 3]
    assert "2.txt" in str(results[1])
    assert "context too long" in str(results[1])
    assert len(server.asked) == 3


@pytest.mark.parametrize("ending", ["cancelled", "failed"])
def test_a_batch_that_came_to_nothing_fails_its_requests(tmp_path: Path, ending: str) -> None:
    """A cancelled or failed batch ends its requests with an error, once; a later run sends them again."""
    state = tmp_path / "s.db"
    with BatchServer(lambda _: CANCELLED) as server:
        server.ending = ending
        assert counts(finish(server, state, [1, 2])) == [Rejected, Rejected]
        assert server.sizes() == [2]
        server.ending, server.answer = "completed", echo
        assert counts(finish(server, state, [1, 2])) == [1, 2]


def test_a_failed_batch_says_why(tmp_path: Path) -> None:
    """The endpoint's reason for failing a whole batch stands in the error of each request."""
    with BatchServer(echo) as server:
        server.ending = "failed"
        server.errors = [{"code": "invalid_request", "message": "billing limit reached"}]
        results = finish(server, tmp_path / "s.db", [1])
    assert "billing limit reached" in str(results[0])
    assert "ended as failed" in str(results[0])


def test_what_an_expired_batch_did_answer_is_used(tmp_path: Path) -> None:
    """A batch that expires half way gives the answers that it has."""
    with BatchServer(lambda body: echo(body) if number_of(body) < 3 else EXPIRED) as server:
        server.ending = "expired"
        results = finish(server, tmp_path / "s.db", [1, 2, 3], max_tries=1)
    assert counts(results) == [1, 2, TimedOut]


def test_too_many_tokens_at_once_makes_batches_smaller(tmp_path: Path) -> None:
    """Where a batch exceeds the tokens that may wait at the endpoint, it is halved until it fits."""
    with BatchServer(echo) as server:
        server.max_lines = 3
        results = finish(server, tmp_path / "s.db", list(range(8)), max_tries=1)
    assert counts(results) == list(range(8))
    assert server.sizes() == [8, 4, 4, 2, 2, 2, 2]
    assert len(server.asked) == 8


def test_a_batch_that_was_too_large_is_no_try(tmp_path: Path) -> None:
    """What was refused with the whole batch may still fail once by itself, and be sent again, within two tries."""
    refusal = iter([failure(503)])

    with BatchServer(lambda body: next(refusal, None) or echo(body)) as server:
        server.max_lines = 1
        results = finish(server, tmp_path / "s.db", [1, 2], max_tries=2)
    assert counts(results) == [1, 2]
    assert server.sizes() == [2, 1, 1, 1]


def test_too_many_tokens_at_once_waits_for_other_batches(tmp_path: Path) -> None:
    """While another batch is under way, one that exceeds the waiting tokens is not sent again and again."""

    async def main() -> list[Any]:
        model = model_at(server, tmp_path / "s.db", max_tries=1)
        tasks = [asyncio.create_task(model.complete(ask(0)))]
        while not server.batches:  # noqa: ASYNC110 (the server runs in threads, without events)
            await asyncio.sleep(0.005)
        server.looks = 1
        tasks += [asyncio.create_task(model.complete(ask(number))) for number in (1, 2, 3)]
        try:
            return await asyncio.gather(*tasks)
        finally:
            await model.aclose()

    with BatchServer(echo) as server:
        server.looks, server.max_lines = 12, 2
        results = asyncio.run(main())
    assert counts(results) == [0, 1, 2, 3]
    assert server.sizes() == [1, 3, 3, 1, 1, 1]


def test_one_request_too_large_for_the_limit_fails(tmp_path: Path) -> None:
    """A single request beyond the limit is an error, not an endless loop."""
    with BatchServer(echo) as server:
        server.max_lines = 0
        results = finish(server, tmp_path / "s.db", [1, 2])
    assert counts(results) == [Rejected, Rejected]


def test_an_answer_that_does_not_fit_is_sent_back(tmp_path: Path) -> None:
    """An unfit answer goes into the next batch with its errors; both answers are counted."""

    def answer(body: dict[str, Any]) -> Any:
        return tool_call({"n": 8}) if len(body["messages"]) == 3 else tool_call({"n": "x"})

    with BatchServer(answer) as server:
        (result,) = finish(server, tmp_path / "s.db", [1])
    assert isinstance(result, Reply)
    assert result.answer == Count(n=8)
    assert result.usage == Usage(2, 200, 20, 120)


@pytest.mark.parametrize("reasks", [0, 1])
def test_an_answer_that_can_be_used_in_part_is_taken_in_the_end(tmp_path: Path, reasks: int) -> None:
    """What only a strict reading refuses is sent back, and taken where the model does not mend it."""
    with BatchServer(lambda _: tool_call({"n": -13})) as server:
        (result,) = finish(server, tmp_path / "s.db", [1], reasks=reasks)
    assert isinstance(result, Reply)
    assert result.answer == Count(n=-13)
    assert result.usage.requests == reasks + 1


def test_a_failed_answer_is_counted_and_asked_anew_next_time(tmp_path: Path) -> None:
    """An answer of no use raises with its usage and is forgotten, so that a retry is a new question."""
    state = tmp_path / "s.db"
    with BatchServer(lambda _: tool_call({"n": "x"})) as server:
        (result,) = finish(server, state, [1], reasks=0)
        assert isinstance(result, InvalidAnswer)
        assert result.usage == Usage(1, 100, 10, 60)
        server.answer = lambda _: tool_call({"n": 4}, finish_reason="length")
        (result,) = finish(server, state, [1], reasks=0)
        assert isinstance(result, CutOff)
        server.answer = echo
        assert counts(finish(server, state, [1], reasks=0)) == [1]


def test_an_answer_without_the_tool_is_read(tmp_path: Path) -> None:
    """Plain JSON instead of the tool call is an answer all the same."""
    with BatchServer(lambda _: content('{"n": 6}')) as server:
        assert counts(finish(server, tmp_path / "s.db", [1])) == [6]


def test_a_reply_that_is_no_completion_is_rejected(tmp_path: Path) -> None:
    """A line whose body is something else is an error with that body in it."""
    reply = content("x")
    reply.body = {"hello": 1}
    with BatchServer(lambda _: reply) as server:
        (result,) = finish(server, tmp_path / "s.db", [1])
    assert isinstance(result, Rejected)
    assert result.raw == '{"hello": 1}'


def test_a_wrong_key_fails_at_once(tmp_path: Path) -> None:
    """401 at the upload ends all waiting requests with the reason, and the key is not repeated."""
    with BatchServer(echo) as server:
        server.fault = lambda *_: failure(401, "bad key sk-secret-key")
        results = finish(server, tmp_path / "s.db", [1, 2])
    assert counts(results) == [Rejected, Rejected]
    assert "OPENAI_API_KEY" in str(results[0])
    assert "sk-secret-key" not in str(results[0])
    assert len(server.calls) == 1


def test_looking_goes_on_after_a_failure(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Failures of the endpoint while looking or fetching are waited out, and said."""
    troubles = iter([failure(503), failure(502), None, failure(500)])
    with BatchServer(echo) as server:
        server.fault = lambda method, _: next(troubles, None) if method == "GET" else None
        results = finish(server, tmp_path / "s.db", [1, 2])
    assert counts(results) == [1, 2]
    assert len(server.asked) == 2
    assert caplog.text.count("the server failed") == 3


def test_an_endpoint_that_stays_away_ends_the_wait(tmp_path: Path) -> None:
    """After `max_tries` failures in a row the requests fail; what was sent is collected by a later run."""
    state = tmp_path / "s.db"
    with BatchServer(echo) as server:
        server.fault = lambda method, _: failure(503) if method == "GET" else None
        results = finish(server, state, [1, 2], max_tries=3)
        assert counts(results) == [Overloaded, Overloaded]
        server.fault = lambda *_: None
        assert counts(finish(server, state, [1, 2])) == [1, 2]
    assert server.sizes() == [2]


def test_a_batch_that_was_deleted_is_sent_again(tmp_path: Path) -> None:
    """Where the endpoint has forgotten a batch, its requests go into a new one."""
    state = tmp_path / "s.db"
    with BatchServer(echo) as server:
        server.looks = 10**9
        stop_when(server, state, [1], lambda: bool(server.batches))
        del server.batches["batch_0"]
        server.looks = 1
        assert counts(finish(server, state, [1])) == [1]


def test_hostile_output_lines_are_passed_over(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Broken lines and answers to nobody's question are warned of, and the rest is used."""
    with BatchServer(echo) as server:

        def spoil(method: str, path: str) -> None:
            if path.endswith("/content"):
                name = path.split("/")[3]
                if b"\x1b[31m" not in server.files[name]:
                    stranger = b'{"custom_id":"zz","response":{"status_code":200,"body":{}}}\n'
                    junk = b'{"custom_id": 3}\n\x1b[31mnot json\n'
                    server.files[name] = junk + stranger + server.files[name]

        server.fault = spoil  # type: ignore[assignment]
        assert counts(finish(server, tmp_path / "s.db", [1, 2])) == [1, 2]
    assert "is no answer" in caplog.text
    assert "\x1b" not in caplog.text


def test_uploaded_articles_are_deleted_afterwards(tmp_path: Path) -> None:
    """Once a batch is collected its input file is removed from the endpoint."""
    with BatchServer(echo) as server:
        finish(server, tmp_path / "s.db", [1])
    assert server.deleted == ["file-0"]


def test_a_cancelled_request_that_was_not_sent_never_is(tmp_path: Path) -> None:
    """Requests cancelled while they gather do not go into a batch."""

    async def main() -> None:
        model = model_at(server, tmp_path / "s.db", idle_s=0.1)
        tasks = [asyncio.create_task(model.complete(ask(number))) for number in (1, 2)]
        await asyncio.sleep(0.01)
        tasks[0].cancel()
        assert (await tasks[1]).answer == Count(n=2)
        assert model.snapshot().gathering == 0
        await model.aclose()

    with BatchServer(echo) as server:
        asyncio.run(main())
    assert [number_of(body) for body in server.asked] == [2]


def test_a_cancelled_caller_does_not_take_the_answer_from_others(tmp_path: Path) -> None:
    """Of two callers with the same request one is cancelled: the other one gets the answer."""

    async def main() -> Reply:
        model = model_at(server, tmp_path / "s.db")
        first, second = (asyncio.create_task(model.complete(ask(1))) for _ in range(2))
        await asyncio.sleep(0.01)
        first.cancel()
        try:
            return await second
        finally:
            await model.aclose()

    with BatchServer(echo) as server:
        assert asyncio.run(main()).answer == Count(n=1)


def test_two_processes_cannot_share_a_state_file(tmp_path: Path) -> None:
    """A second model on the same state file is refused: it would send the same lines."""

    async def main() -> None:
        first = model_at(server, tmp_path / "s.db")
        with pytest.raises(SettingsError, match="another process"):
            model_at(server, tmp_path / "s.db")
        await first.aclose()
        second = model_at(server, tmp_path / "s.db")
        await second.aclose()

    with BatchServer(echo) as server:
        asyncio.run(main())


@pytest.mark.parametrize("kind", ["version", "garbage", "folder"])
def test_a_state_file_that_is_none_is_refused(tmp_path: Path, kind: str) -> None:
    """A file of a later version, of something else, or a folder is a clear error."""
    path = tmp_path / "s.db"
    if kind == "version":
        with sqlite3.connect(path) as database:
            database.execute("PRAGMA user_version = 99")
        database.close()
    elif kind == "garbage":
        path.write_bytes(b"not a database at all, but long enough to be looked at" * 50)
    else:
        path.mkdir()
    with BatchServer(echo) as server, pytest.raises(SettingsError, match=r"s\.db"):
        model_at(server, path)


def test_the_price_is_half(tmp_path: Path) -> None:
    """The model says which part of the list price is paid, and is named as at the endpoint."""

    async def main() -> tuple[str, Decimal]:
        model = model_at(server, tmp_path / "s.db")
        await model.aclose()
        return model.name, model.price_share

    with BatchServer(echo) as server:
        assert asyncio.run(main()) == ("stub", Decimal("0.5"))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ('{"custom_id":"a","error":{"code":"insufficient_quota","message":"no"}}', Rejected),
        ('{"custom_id":"a","response":{"status_code":400,"body":{"error":{"code":"content_filter"}}}}', Refused),
        ('{"custom_id":"a","response":{"status_code":429,"body":{}}}', RateLimited),
        ('{"custom_id":"a","response":{"status_code":408,"body":{}}}', TimedOut),
        ('{"custom_id":"a","error":"just words"}', Rejected),
        ('{"custom_id":"a","error":{"code":"server_error"}}', Overloaded),
        ('{"custom_id":"a","response":{"status_code":200,"body":{}},"error":{"code":"batch_expired"}}', TimedOut),
        ('{"custom_id":"a","response":[],"error":null}', Rejected),
    ],
)
def test_each_kind_of_line_error_has_its_meaning(text: str, kind: type[ModelError]) -> None:
    """Status and code of a line decide its error as they do for ordinary requests."""
    line = read_line(text)
    assert line is not None
    assert line.answer is None
    assert type(explain_line(line, "a.txt")) is kind
