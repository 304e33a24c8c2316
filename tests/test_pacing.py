from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
import virtual_time
from endpoint import Endpoint, failure, tool_call
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from xjllm.concurrency import Window
from xjllm.errors import (
    ConnectionFailed,
    CutOff,
    InvalidAnswer,
    ModelError,
    NotSent,
    Overloaded,
    RateLimited,
    Rejected,
    SettingsError,
    TimedOut,
)
from xjllm.model import Reply, Request, Usage
from xjllm.openai_model import EndpointSettings, OpenAIModel
from xjllm.pacing import Limits, Pace, PacedModel
from xjllm.throttle import Bucket, Outcome, Quota, SeenLimits, Throttle, read_duration_s, read_limits

if TYPE_CHECKING:
    from collections.abc import Callable


class Count(BaseModel):
    """How many."""

    n: int


def ask(name: str = "story.txt", max_output_tokens: int = 100) -> Request:
    return Request(
        messages=[{"role": "user", "content": "How many?"}],
        answer_type=Count,
        name=name,
        prompt="p",
        prompt_sha256="",
        schema_sha256="",
        max_output_tokens=max_output_tokens,
    )


@dataclass
class Timed:
    """A model that takes `latency_s` of virtual time and does what `plan` says for its n-th request, from 1."""

    plan: Callable[[int], Exception | None] = lambda _: None
    latency_s: float = 1.0
    usage: Usage = field(default_factory=lambda: Usage(1, 40, 10, 0))
    starts: list[float] = field(default_factory=list)
    most: int = 0
    running: int = 0
    name: str = "timed"
    watch: Any = None

    def watch_headers(self, watch: Any) -> None:
        self.watch = watch

    async def complete(self, _: Request) -> Reply:
        self.starts.append(virtual_time.now())
        number = len(self.starts)
        self.running += 1
        self.most = max(self.most, self.running)
        try:
            await asyncio.sleep(self.latency_s)
        finally:
            self.running -= 1
        problem = self.plan(number)
        if problem is not None:
            raise problem
        return Reply(Count(n=number), "{}", f"r{number}", "timed-1", self.usage)

    async def aclose(self) -> None:
        self.name = "closed"


def paced(inner: Any, **limits: Any) -> PacedModel:
    settings = Limits(**limits)
    throttle = Throttle(settings.rpm, settings.tpm, clock=virtual_time.now, draw=lambda: 1.0)
    return PacedModel(inner, settings, throttle=throttle, draw=lambda: 1.0)


def finish(inner: Any, count: int, **limits: Any) -> tuple[list[Reply | ModelError], Pace, float]:
    """What `count` requests sent at once gave, and the virtual seconds it took."""

    async def main() -> tuple[list[Reply | ModelError], Pace, float]:
        model = paced(inner, **limits)
        results = await asyncio.gather(
            *(model.complete(ask(f"{index}.txt")) for index in range(count)), return_exceptions=True
        )
        for result in results:
            assert isinstance(result, Reply | ModelError), result
        return results, model.snapshot(), virtual_time.now()  # type: ignore[return-value]

    return virtual_time.run(main)


def once(error: Exception, *numbers: int) -> Callable[[int], Exception | None]:
    return lambda number: error if number in numbers else None


# --- requests and tokens a minute ---


@settings(derandomize=True, max_examples=60, deadline=None)
@given(rpm=st.integers(1, 900), gaps=st.lists(st.floats(0, 20), min_size=1, max_size=30))
def test_no_minute_has_more_starts_than_the_limit(rpm: int, gaps: list[float]) -> None:
    """Whenever requests come, no 60 seconds hold more starts than `rpm`."""
    now, starts = 0.0, []
    bucket = Bucket(rpm, now)
    for gap in gaps:
        now += gap
        starts += [now + bucket.book(1, now) for _ in range(max(1, rpm // 10))]
    assert starts == sorted(starts)
    for late, early in zip(starts[rpm:], starts, strict=False):
        assert late - early > 60 - 1e-6


def test_a_limit_is_used_up() -> None:
    """With 120 requests a minute allowed, 360 of them take three minutes, not four."""
    _, _, took_s = finish(Timed(latency_s=0.1), 360, rpm=120, max_concurrency=50)
    assert 170 <= took_s <= 185


def test_a_large_request_is_late_not_impossible() -> None:
    """A request of more tokens than a whole minute has starts, and what follows waits until it is paid off."""
    bucket = Bucket(600, 0.0)
    assert bucket.book(6_000, 0.0) == 0
    assert bucket.book(1, 0.0) > 590


def test_tokens_are_settled_with_what_was_used() -> None:
    """Tokens that were booked and not used come back; those used beyond the booking are taken."""

    async def main() -> list[float]:
        waits = []
        for used in (0, 600, 6_000):
            throttle = Throttle(tpm=600, clock=lambda: 0.0)
            booking = await throttle.book(600)
            await throttle.settle(Outcome(round=booking.round, booked_tokens=600, tokens=used))
            waits.append((await throttle.book(1)).wait_s)
        return waits

    gave_back, as_booked, took_more = virtual_time.run(main)
    assert gave_back == 0
    assert 55 < as_booked < 65
    assert 590 < took_more < 660


@pytest.mark.parametrize("requests", [1, 2, 3])
def test_re_asks_count_as_requests(requests: int) -> None:
    """An answer that took three requests leaves two requests' wait for the next one, beside its own second."""

    async def main() -> float:
        throttle = Throttle(rpm=60, clock=lambda: 0.0)
        booking = await throttle.book(0)
        await throttle.settle(Outcome(round=booking.round, requests=requests))
        return (await throttle.book(0)).wait_s

    assert virtual_time.run(main) == pytest.approx(float(requests))


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("6m0s", 360), ("1.5s", 1.5), ("20ms", 0.02), ("2", 2), ("1h2m3s", 3723), ("1d", 86400), ("", None)]
    + [(bad, None) for bad in ("soon", "-1s", "1s!", "2026-11-22T00:00:00Z", "9" * 50)],
)
def test_durations_of_headers(text: str, seconds: float | None) -> None:
    """Durations are read as endpoints write them, and what is none is None."""
    assert read_duration_s(text) == seconds


def test_headers_that_make_no_sense_are_ignored() -> None:
    """Hostile or broken header values become None, never an error or a limit."""
    headers = {
        "x-ratelimit-limit-requests": "∞",
        "x-ratelimit-remaining-requests": "-3",
        "x-ratelimit-limit-tokens": "1e9",
        "x-ratelimit-reset-tokens": "tomorrow",
    }
    assert read_limits(headers) == SeenLimits()


def test_limits_are_learned_from_headers() -> None:
    """The endpoint's headers set the limits; a lower one of the user's stays, a higher one does not."""

    async def main() -> list[tuple[float | None, float | None]]:
        seen = SeenLimits(Quota(100, 99, 0.6), Quota(5_000, 4_000, 12.0))
        states = []
        for user in ((None, None), (60, 1_000_000)):
            throttle = Throttle(*user, clock=lambda: 0.0)
            await throttle.settle(Outcome(round=0, seen=seen))
            states.append((throttle.state().rpm, throttle.state().tpm))
        return states

    assert virtual_time.run(main) == [(100, 5_000), (60, 5_000)]


def test_nothing_left_means_waiting_until_something_is() -> None:
    """Where headers say that no request is left, the next waits for one request's part of the reset."""

    async def main() -> float:
        throttle = Throttle(clock=lambda: 0.0)
        await throttle.settle(Outcome(round=0, seen=SeenLimits(requests=Quota(50, 0, 100.0))))
        return (await throttle.check()).cooling_s

    assert virtual_time.run(main) == 2.0


def test_too_few_tokens_left_mean_waiting_until_there_are_enough() -> None:
    """Of 80 tokens that come back in 60 seconds, the 30 that are missing take 22.5 of them."""

    async def main() -> float:
        throttle = Throttle(clock=lambda: 0.0)
        seen = SeenLimits(tokens=Quota(100, 20, 60.0))
        await throttle.settle(Outcome(round=0, booked_tokens=50, seen=seen))
        return (await throttle.check()).cooling_s

    assert virtual_time.run(main) == 22.5


def test_headers_reach_the_throttle_through_the_http_client() -> None:
    """A real response's `x-ratelimit-*` headers become the limits in force, those of a refusal too."""
    reply = tool_call({"n": 3})
    reply.headers |= {"x-ratelimit-limit-requests": "77", "x-ratelimit-limit-tokens": "8800"}
    refusal = failure(400, **{"x-ratelimit-limit-requests": "55"})
    with Endpoint(reply, refusal) as endpoint:

        async def main() -> list[float | None]:
            inner = OpenAIModel("stub", settings=EndpointSettings(endpoint.url, "k", max_retries=0))
            model = PacedModel(inner)
            await model.complete(ask())
            seen = [model.snapshot().rpm, model.snapshot().tpm]
            with pytest.raises(Rejected):
                await model.complete(ask())
            seen.append(model.snapshot().rpm)
            await model.aclose()
            return seen

        assert asyncio.run(main()) == [77, 8800, 55]


# --- cool-down ---


def test_retry_after_holds_every_request() -> None:
    """After a 429 with Retry-After no request at all starts before that time, and all are answered."""
    inner = Timed(once(RateLimited("429", retry_after_s=20.0), 1))
    results, pace, _ = finish(inner, 12, max_concurrency=4)
    assert all(isinstance(result, Reply) for result in results)
    assert not [start for start in inner.starts if 1.0 < start < 21.0]
    assert len(inner.starts) == 13
    assert pace.refused == 1


def test_a_cool_down_holds_those_who_wait_for_their_share() -> None:
    """A request that waits for its share of the minute when a cool-down begins waits for that too."""
    inner = Timed(once(RateLimited("429", retry_after_s=30.0), 1))
    results, _, _ = finish(inner, 3, rpm=6, max_concurrency=3)
    assert all(isinstance(result, Reply) for result in results)
    assert inner.starts[:2] == [0.0, 31.0]


def test_pauses_grow_while_the_endpoint_stays_busy() -> None:
    """Without Retry-After the pauses double; an answer sets them back."""
    inner = Timed(once(RateLimited("429"), 1, 2, 3, 5), latency_s=0)
    results, _, _ = finish(inner, 2, max_concurrency=1)
    gaps = [late - early for early, late in zip(inner.starts, inner.starts[1:], strict=False)]
    assert [isinstance(result, Reply) for result in results] == [True, True]
    assert gaps == [1.0, 2.0, 4.0, 0.0, 1.0]


def test_one_storm_is_one_cool_down() -> None:
    """Thirty requests refused together lengthen the pause once, not thirty times."""
    inner = Timed(once(Overloaded("503", busy=True), *range(1, 31)))
    results, _, took_s = finish(inner, 30, max_concurrency=30, start_concurrency=30)
    assert all(isinstance(result, Reply) for result in results)
    assert inner.starts[30] == 2.0
    assert took_s < 10


def test_a_day_is_not_waited_for() -> None:
    """An endpoint that asks to wait longer than the limit gets no more requests: all are given back, and say so."""
    inner = Timed(once(RateLimited("429", retry_after_s=7_200.0), 1))
    results, _, took_s = finish(inner, 5, max_concurrency=1, longest_cool_down_s=60)
    assert all(isinstance(result, NotSent) for result in results)
    assert "takes no requests for another 7200 s" in str(results[0])
    assert len(inner.starts) == 1
    assert took_s < 60
    assert [getattr(result, "usage", None) for result in (results[0], results[-1])] == [Usage(requests=1), Usage()]


def test_less_than_an_hour_is_waited_for() -> None:
    """A pause of 400 seconds costs 400 seconds and no request."""
    inner = Timed(once(RateLimited("429", retry_after_s=400.0), 1))
    results, pace, took_s = finish(inner, 5, max_concurrency=1)
    assert all(isinstance(result, Reply) for result in results)
    assert 400 < took_s < 420
    assert (pace.pauses, pace.pause_s, pace.pause_reason) == (1, 400.0, "429")


@pytest.mark.parametrize("asked_s", [None, 1.0, 500.0])
def test_an_endpoint_that_refuses_everything_is_given_up(asked_s: float | None) -> None:
    """Ten minutes of nothing but refusals, three pauses at least: all requests are given back, with one reason."""
    inner = Timed(lambda _: RateLimited("429", retry_after_s=asked_s), latency_s=0.1)

    async def main() -> tuple[list[ModelError], float]:
        model = paced(inner, max_concurrency=4)

        async def go(name: str) -> ModelError:
            with pytest.raises(NotSent) as caught:
                await model.complete(ask(name))
            model.halt()
            return caught.value

        return await asyncio.gather(*(go(f"{index}.txt") for index in range(6))), virtual_time.now()

    results, took_s = virtual_time.run(main)
    assert 600 <= took_s < 1_600
    reasons = [str(result) for result in results]
    assert any("nothing but 429" in reason for reason in reasons)
    assert all("429" in reason or "not sent" in reason for reason in reasons)


def test_refusals_of_everybody_are_no_tries_of_one() -> None:
    """Twenty refusals while nobody was answered fail no request; a request that alone is refused fails."""
    inner = Timed(lambda number: RateLimited("429", retry_after_s=1.0) if number <= 20 else None)
    (result,), pace, _ = finish(inner, 1)
    assert isinstance(result, Reply)
    assert (pace.retries, pace.pauses) == (20, 20)

    class Picky(Timed):
        async def complete(self, request: Request) -> Reply:
            if request.name == "0.txt":
                self.starts.append(virtual_time.now())
                raise RateLimited("too large a request", retry_after_s=0.5)
            return await super().complete(request)

    results, _, _ = finish(Picky(), 60, max_concurrency=2, max_tries=4)
    assert isinstance(results[0], RateLimited)
    assert all(isinstance(result, Reply) for result in results[1:])


def test_what_waits_is_given_back_when_sending_ends() -> None:
    """After `halt` what was sent is answered; what waits for a place, its share, a pause or its next try is not."""

    def plan(number: int) -> Exception | None:
        return ConnectionFailed("reset") if number == 1 else None

    async def main() -> tuple[list[Any], int, int, float, Any]:
        inner = Timed(plan, latency_s=1.0)
        model = paced(inner, rpm=20, max_concurrency=3)
        tasks = [asyncio.create_task(model.complete(ask(f"{index}.txt"))) for index in range(8)]
        await asyncio.sleep(3.5)
        model.halt()
        results = await asyncio.gather(*tasks, return_exceptions=True)
        sent, ended_s = len(inner.starts), virtual_time.now()
        with pytest.raises(NotSent):
            await model.complete(ask("late.txt"))
        model.resume()
        return results, sent, model._window.in_flight, ended_s, await model.complete(ask("next.txt"))

    results, sent, taken, ended_s, following = virtual_time.run(main)
    assert sent == 2
    assert [type(result) for result in results].count(Reply) == 1
    assert [type(result) for result in results].count(NotSent) == 7
    assert ended_s < 5
    assert taken == 0
    assert isinstance(following, Reply)


def test_a_request_between_its_tries_is_given_back_when_sending_ends() -> None:
    """The pause before the next try ends at once, and what the tries used is told."""

    async def main() -> tuple[Any, float]:
        model = paced(Timed(lambda _: ConnectionFailed("reset"), latency_s=0))
        task = asyncio.create_task(model.complete(ask()))
        await asyncio.sleep(4)
        model.halt()
        (result,) = await asyncio.gather(task, return_exceptions=True)
        return result, virtual_time.now()

    result, ended_s = virtual_time.run(main)
    assert isinstance(result, NotSent)
    assert result.usage == Usage(requests=3)
    assert ended_s == 4


# --- retries ---


def test_only_what_can_pass_is_tried_again() -> None:
    """A rejected, cut-off or unfit request is sent once; a broken connection, time-out or 500 is sent again."""
    for error in (Rejected("401"), CutOff("cap"), InvalidAnswer("unfit")):
        inner = Timed(once(error, 1))
        (result,), _, _ = finish(inner, 1)
        assert result is error
        assert len(inner.starts) == 1
    for error in (ConnectionFailed("reset"), TimedOut("stall"), Overloaded("500")):
        inner = Timed(once(error, 1))
        (result,), pace, _ = finish(inner, 1)
        assert isinstance(result, Reply)
        assert len(inner.starts) == 2
        assert pace.retries == 1


def test_tries_are_bounded() -> None:
    """A request that always fails is tried `max_tries` times and raises its last error, with all attempts counted."""
    for error in (ConnectionFailed, Overloaded):
        inner = Timed(lambda _, error=error: error("gone"))
        (result,), _, took_s = finish(inner, 1, max_tries=4)
        assert isinstance(result, error)
        assert len(inner.starts) == 4
        assert result.usage == Usage(requests=4)
        assert took_s < 60


def test_a_failing_request_does_not_hold_up_others() -> None:
    """While one request pauses between its tries, its place is used by others."""

    async def main() -> list[str]:
        done: list[str] = []

        def plan(number: int) -> Exception | None:
            return ConnectionFailed("reset") if number in (1, 2, 3) else None

        model = paced(Timed(plan, latency_s=0.01), max_concurrency=1)

        async def go(name: str, delay_s: float) -> None:
            await asyncio.sleep(delay_s)
            await model.complete(ask(name))
            done.append(name)

        await asyncio.gather(go("unlucky", 0), go("a", 3.5), go("b", 3.5))
        return done

    assert virtual_time.run(main) == ["a", "b", "unlucky"]


def test_usage_has_the_failed_tries_in_it() -> None:
    """Tokens of tries that failed are added to those of the one that succeeded."""
    error = Overloaded("500")
    error.usage = Usage(2, 100, 20, 50)
    (result,), _, _ = finish(Timed(once(error, 1)), 1)
    assert isinstance(result, Reply)
    assert result.usage == Usage(3, 140, 30, 50)


def test_an_answer_that_dribbles_is_given_up() -> None:
    """An attempt ends at `try_timeout_s`, however the connection is doing, and is tried again."""
    inner = Timed(latency_s=50)
    (result,), _, _ = finish(inner, 1, try_timeout_s=20, max_tries=2)
    assert isinstance(result, TimedOut)
    assert len(inner.starts) == 2
    assert inner.running == 0


# --- concurrency ---


def test_concurrency_grows_to_its_limit_and_not_beyond() -> None:
    """With an endpoint that is never busy the window widens to `max_concurrency`."""
    inner = Timed()
    _, pace, _ = finish(inner, 200, start_concurrency=2, max_concurrency=24)
    assert inner.most == 24
    assert pace.concurrency == 24


def test_a_busy_endpoint_halves_the_window_once_a_round() -> None:
    """Ten refusals of requests that were in flight together narrow the window from 16 to 8, not to 0."""
    window = Window(16, 64)
    numbers = [window.begin() for _ in range(10)]
    for number in numbers:
        window.narrow(number)
    assert window.width == 8
    window.narrow(window.begin())
    assert window.width == 4


def test_after_a_refusal_the_window_widens_by_one_a_round() -> None:
    """Additive increase: a full round of answers adds one place."""
    window = Window(16, 64)
    window.narrow(window.begin())
    for _ in range(9):
        window.succeed()
    assert window.width == 9


def test_few_failures_leave_the_window_and_many_narrow_it() -> None:
    """One 500 in twenty says nothing about load; five in a row do."""
    window = Window(32, 32)
    for index in range(400):
        number = window.begin()
        if index % 20:
            window.succeed()
        else:
            window.fail(number)
    assert window.width == 32
    for _ in range(5):
        window.fail(window.begin())
    assert window.width == 16


def test_many_failures_of_requests_narrow_the_window() -> None:
    """An endpoint that breaks down without saying that it is busy is sent fewer requests at a time."""
    _, pace, _ = finish(Timed(lambda _: Overloaded("500")), 16, start_concurrency=16, max_concurrency=16, max_tries=2)
    assert pace.concurrency < 16
    _, pace, _ = finish(Timed(lambda _: Rejected("400")), 16, start_concurrency=16, max_concurrency=16)
    assert pace.concurrency == 16


def test_the_window_finds_what_an_endpoint_bears() -> None:
    """Against an endpoint that refuses what exceeds ten at a time, every request is answered, few are refused."""

    class Small(Timed):
        async def complete(self, request: Request) -> Reply:
            if self.running >= 10:
                self.starts.append(virtual_time.now())
                raise RateLimited("429", retry_after_s=0.5)
            return await super().complete(request)

    inner = Small()
    results, pace, took_s = finish(inner, 600, max_concurrency=64, start_concurrency=4, max_tries=10)
    assert all(isinstance(result, Reply) for result in results)
    assert pace.refused < 120
    assert took_s < 150


def test_cancelled_requests_leave_no_place_taken() -> None:
    """Requests cancelled while waiting, pausing or in flight give their places back."""

    async def main() -> tuple[int, int, int, list[Reply]]:
        model = paced(Timed(latency_s=5), max_concurrency=2, start_concurrency=2)
        tasks = [asyncio.create_task(model.complete(ask(f"{index}.txt"))) for index in range(6)]
        await asyncio.sleep(1)
        for index in (0, 3, 5):
            tasks[index].cancel()
        rest = await asyncio.gather(*(tasks[index] for index in (1, 2, 4)))
        await asyncio.gather(*tasks, return_exceptions=True)
        pace = model.snapshot()
        return pace.in_flight, pace.waiting, model._window.in_flight, rest

    in_flight, waiting, taken, rest = virtual_time.run(main)
    assert (in_flight, waiting, taken) == (0, 0, 0)
    assert len(rest) == 3


def test_a_place_given_to_a_cancelled_request_goes_on() -> None:
    """A place that becomes free in the moment in which its heir is cancelled is not lost."""

    async def main() -> int:
        window = Window(1, 1)
        order: list[str] = []

        async def hold(name: str) -> None:
            async with window:
                order.append(name)
                await asyncio.sleep(1)

        async with window:
            heir = asyncio.create_task(hold("heir"))
            third = asyncio.create_task(hold("third"))
            await asyncio.sleep(1)
        # The place was just given to the heir, whose task has not run since.
        heir.cancel()
        await asyncio.gather(heir, third, return_exceptions=True)
        assert order == ["third"]
        return window.in_flight

    assert virtual_time.run(main) == 0


def test_the_snapshot_counts_what_goes_on() -> None:
    """While two requests are in flight and three wait, the snapshot says so."""

    async def main() -> Any:
        model = paced(Timed(latency_s=5), max_concurrency=2, start_concurrency=2)
        tasks = [asyncio.create_task(model.complete(ask())) for _ in range(5)]
        await asyncio.sleep(1)
        pace = model.snapshot()
        await asyncio.gather(*tasks)
        return pace

    pace = virtual_time.run(main)
    assert (pace.in_flight, pace.waiting, pace.concurrency, pace.requests) == (2, 3, 2, 2)
    assert (pace.retries, pace.refused, pace.cooling_s, pace.rpm) == (0, 0, 0, None)


def test_one_paced_model_serves_one_loop_after_another() -> None:
    """`extract()` starts a new event loop a call: a paced model goes through them."""
    inner = Timed()
    model = PacedModel(inner)

    async def main() -> int:
        replies = await asyncio.gather(*(model.complete(ask()) for _ in range(40)))
        return len(replies)

    assert [virtual_time.run(main) for _ in range(3)] == [40, 40, 40]


def test_it_is_named_and_closed_as_the_model_within() -> None:
    """A paced model carries the inner model's name and releases its connections."""

    async def main() -> list[str]:
        model = PacedModel(Timed())
        names = [model.name]
        await model.aclose()
        return [*names, model.name]

    assert virtual_time.run(main) == ["timed", "closed"]


@pytest.mark.parametrize(
    "bad", [{"rpm": 0}, {"rpm": float("inf")}, {"tpm": -5}, {"max_concurrency": 0}, {"max_tries": 0}]
)
def test_limits_without_sense_are_refused(bad: dict[str, float]) -> None:
    """A limit of nothing is an error that names it, not a run that never ends."""
    with pytest.raises(SettingsError, match=next(iter(bad))):
        Limits(**bad)  # type: ignore[arg-type]


# --- usage on failures, at the endpoint ---


@pytest.mark.parametrize(
    ("replies", "kind", "used"),
    [
        ([tool_call({"n": "x"})] * 3, InvalidAnswer, Usage(3, 300, 30, 180)),
        ([tool_call({"n": 1}, finish_reason="length")], CutOff, Usage(1, 100, 10, 60)),
        ([tool_call({"n": "x"}), failure(500)], Overloaded, Usage(2, 100, 10, 60)),
        ([tool_call({"n": "x"}), failure(401)], Rejected, Usage(2, 100, 10, 60)),
    ],
    ids=["unfit", "cut off", "failed in a re-ask", "rejected in a re-ask"],
)
def test_failures_say_what_they_used(replies: list[Any], kind: type[ModelError], used: Usage) -> None:
    """Tokens of answers that came to nothing stand in the error: they are paid for."""
    with Endpoint(*replies) as endpoint:

        async def main() -> ModelError:
            model = OpenAIModel("stub", settings=EndpointSettings(endpoint.url, "k", max_retries=0))
            try:
                with pytest.raises(kind) as caught:
                    await model.complete(ask())
            finally:
                await model.aclose()
            return caught.value

        assert asyncio.run(main()).usage == used


@pytest.mark.parametrize(
    ("status", "headers", "busy", "wait_s"),
    [(500, {}, False, None), (503, {}, True, None), (529, {}, True, None), (502, {"Retry_After": "7"}, True, 7.0)],
)
def test_busy_is_told_from_broken(status: int, headers: dict[str, str], busy: bool, wait_s: float | None) -> None:
    """503, 529 and any 5xx with Retry-After are for want of capacity; a plain 500 is not."""
    with Endpoint(failure(status, **headers)) as endpoint:

        async def main() -> Overloaded:
            model = OpenAIModel("stub", settings=EndpointSettings(endpoint.url, "k", max_retries=0))
            with pytest.raises(Overloaded) as caught:
                await model.complete(ask())
            await model.aclose()
            return caught.value

        error = asyncio.run(main())
        assert (error.busy, error.retry_after_s) == (busy, wait_s)
