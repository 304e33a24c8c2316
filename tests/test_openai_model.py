import asyncio
import importlib
import json
import logging
import pkgutil
import subprocess
import sys
from contextlib import ExitStack
from dataclasses import replace
from typing import Literal

import openai
import pytest
from endpoint import Endpoint, Reply, completion, content, failure, tool_call
from pydantic import BaseModel, Field, ValidationInfo, field_validator

from xjllm import errors
from xjllm.answer import Answer
from xjllm.model import Request, Usage
from xjllm.openai_clients import CONNECTIONS_EACH, OpenAIClients
from xjllm.openai_errors import MEANINGS, find_meaning
from xjllm.openai_model import EndpointSettings, OpenAIModel


class Item(BaseModel):
    """One thing counted."""

    n: int = Field(description="the number shown")
    kind: Literal["a", "b"] = "a"

    @field_validator("n")
    @classmethod
    def _known(cls, n: int, info: ValidationInfo) -> int:
        known = (info.context or {}).get("known")
        if known is not None and n not in known:
            raise ValueError(f"number {n} is not shown")
        return n


class Count(BaseModel):
    """Say what each number counts."""

    items: list[Item]


GOOD = {"items": [{"n": 1}]}


def ask(text="Text with {{ 7*7 }} and 新疆.", *, name="story.txt", context=None):
    return Request(
        messages=({"role": "system", "content": "Count."}, {"role": "user", "content": text}),
        answer_type=Count,
        name=name,
        prompt="count.v1",
        prompt_sha256="p",
        schema_sha256="s",
        context=context or {},
        max_output_tokens=77,
    )


def complete(endpoint, request=None, **settings):
    """The outcome of one request, and the model that made it."""
    settings = {"base_url": endpoint.url, "max_retries": 0, **settings}
    model = OpenAIModel("stub", settings=EndpointSettings(**settings))

    async def run():
        try:
            return await model.complete(request or ask())
        finally:
            await model.aclose()

    return asyncio.run(run()), model


@pytest.mark.parametrize("count", [-5, "x", None, True, 2.5, [3]])
def test_an_answer_is_not_lost_for_a_count_of_tokens_that_is_none(count):
    """What is no count is taken as not counted; the request is counted in any case."""
    answer = tool_call(GOOD)
    answer.body["usage"] = {"prompt_tokens": count, "completion_tokens": 10, "prompt_tokens_details": count}
    with Endpoint(answer) as endpoint:
        reply, _ = complete(endpoint)
    assert reply.answer == Count(items=[Item(n=1)])
    assert reply.usage == Usage(requests=1, input_tokens=0, output_tokens=10, cached_tokens=0)


def test_an_answer_comes_back_validated_with_its_text_its_id_and_what_it_used():
    """A tool call becomes the answer; id, model, text and tokens are the endpoint's."""
    with Endpoint(tool_call(GOOD)) as endpoint:
        reply, _ = complete(endpoint)
    assert reply.answer == Count(items=[Item(n=1)])
    assert json.loads(reply.raw) == GOOD
    assert (reply.reply_id, reply.model) == ("chatcmpl-1", "stub-1")
    assert reply.usage == Usage(requests=1, input_tokens=100, output_tokens=10, cached_tokens=60)


def test_article_text_is_never_rendered_as_a_template():
    """What looks like a template in an article reaches the endpoint as it stands."""
    with Endpoint(tool_call(GOOD)) as endpoint:
        complete(endpoint, ask(context={"known": {1}}))
    assert endpoint.bodies[0]["messages"][1]["content"] == "Text with {{ 7*7 }} and 新疆."


def test_the_validation_context_of_the_request_reaches_the_validators():
    """A number that the request does not know goes back to the model with the validator's words."""
    with Endpoint(tool_call({"items": [{"n": 9}]}), tool_call(GOOD)) as endpoint:
        reply, _ = complete(endpoint, ask(context={"known": {1}}))
    assert reply.answer == Count(items=[Item(n=1)])
    assert "items.0.n: Value error, number 9 is not shown" in endpoint.bodies[1]["messages"][-1]["content"]


@pytest.mark.parametrize("mode", ["tools", "json_schema", "json", "md_json"])
def test_every_mode_sends_the_schema_its_own_way_and_never_tools_with_response_format(mode):
    """Each mode reads the answer from where it asked for it, nested schema included."""
    answer = tool_call(GOOD) if mode == "tools" else content(f"```json\n{json.dumps(GOOD)}\n```")
    with Endpoint(answer) as endpoint:
        reply, _ = complete(endpoint, mode=mode)
    assert reply.answer == Count(items=[Item(n=1)])
    body = endpoint.bodies[0]
    assert not ("tools" in body and "response_format" in body)
    assert ("tools" in body) == (mode == "tools")
    kinds = {"json_schema": "json_schema", "json": "json_object"}
    assert body.get("response_format", {}).get("type") == kinds.get(mode)
    assert "the number shown" in json.dumps(body)


def test_the_tool_is_forced_and_carries_the_nested_schema():
    """Function calling asks for one tool by name, with the definitions that the schema refers to."""
    with Endpoint(tool_call(GOOD)) as endpoint:
        complete(endpoint)
    body = endpoint.bodies[0]
    assert body["tool_choice"] == {"type": "function", "function": {"name": "Count"}}
    parameters = body["tools"][0]["function"]["parameters"]
    assert parameters["properties"]["items"]["items"] == {"$ref": "#/$defs/Item"}
    assert parameters["$defs"]["Item"]["properties"]["n"]["description"] == "the number shown"


def test_settings_reach_the_body_and_unset_ones_do_not():
    """Cap, temperature, seed and further fields are sent as set; None sends nothing."""
    with Endpoint(tool_call(GOOD), tool_call(GOOD)) as endpoint:
        complete(endpoint, temperature=0.0, seed=7, extra_body={"reasoning_effort": "low"})
        complete(endpoint, token_cap="max_completion_tokens")  # noqa: S106 — not that kind of token
    first, second = endpoint.bodies
    assert (first["max_tokens"], first["temperature"], first["seed"]) == (77, 0.0, 7)
    assert first["reasoning_effort"] == "low"
    assert second["max_completion_tokens"] == 77
    assert not {"temperature", "seed", "max_tokens"} & second.keys()


def test_openai_itself_gets_its_own_name_of_the_cap():
    """OpenAI's host takes max_completion_tokens, others the older name."""
    own = OpenAIModel("m", settings=EndpointSettings(base_url="https://api.openai.com/v1", api_key="k"))
    other = OpenAIModel("m", settings=EndpointSettings(base_url="http://127.0.0.1:1/v1"))
    assert (own.token_cap, other.token_cap) == ("max_completion_tokens", "max_tokens")


def test_a_re_ask_holds_the_last_bad_answer_alone():
    """The third request is the original messages, the second answer and its errors: nothing piles up."""
    bad_1, bad_2 = '{"items": [{"n": "x"}]}', '{"items": 4}'
    with Endpoint(tool_call(bad_1), tool_call(bad_2), tool_call(GOOD)) as endpoint:
        reply, _ = complete(endpoint)
    first, second, third = (body["messages"] for body in endpoint.bodies)
    assert second[:2] == third[:2] == first
    assert [len(first), len(second), len(third)] == [2, 4, 4]
    assert third[2] == {"role": "assistant", "content": bad_2}
    assert "- items: Input should be a valid array" in third[3]["content"]
    assert bad_1 not in json.dumps(third)
    assert reply.usage == Usage(requests=3, input_tokens=300, output_tokens=30, cached_tokens=180)


def test_a_long_list_of_errors_is_cut_in_the_re_ask():
    """The model is told ten problems and how many more there are."""
    bad = {"items": [{"n": "x"}] * 25}
    with Endpoint(tool_call(bad), tool_call(GOOD)) as endpoint:
        complete(endpoint)
    told = endpoint.bodies[1]["messages"][-1]["content"]
    assert told.count("\n- ") == 11
    assert "- and 15 more" in told


@pytest.mark.parametrize("reasks", [0, 1, 2])
def test_re_asks_are_bounded_and_end_in_an_invalid_answer_with_its_text(reasks):
    """After the last re-ask the error has the answer as it was, the article and the endpoint."""
    with Endpoint(*[tool_call("{broken")] * 5) as endpoint, pytest.raises(errors.InvalidAnswer) as caught:
        complete(endpoint, reasks=reasks)
    assert len(endpoint.bodies) == reasks + 1
    assert caught.value.raw == "{broken"
    assert str(caught.value).startswith("story.txt: stub at 127.0.0.1:")
    assert "\n" not in str(caught.value)


def answer_call(period, /, **fact):
    """A call with an answer of one fact, of an article about `period`."""
    answer = {"reporter": "GEO", "period": period, "facts": [{"n": 1, **fact}]}
    return tool_call(answer, name="report_trade_facts")


def about_trade():
    return replace(ask(), answer_type=Answer)


@pytest.mark.parametrize(
    ("where", "bad"),
    [
        ("period", answer_call("2018-12/2018-01")),
        ("period", answer_call("Y-12/Y-01")),
        ("period", answer_call("1066-01/1066-12")),
        ("facts.0.period", answer_call("2018", period="2018-05/2017-04")),
        ("facts.0.whole.period", answer_call("2018", whole={"period": "2018-H2/2018-03"})),
    ],
)
def test_a_period_that_is_none_goes_back_to_the_model(where, bad):
    """A period that ends before it begins, or of a year that is none, is told like one with a 13th month."""
    with Endpoint(bad, answer_call("2018-01/2018-12")) as endpoint:
        reply, _ = complete(endpoint, about_trade())
    assert reply.answer.period == "2018-01/2018-12"
    told = endpoint.bodies[1]["messages"][-1]["content"]
    assert f"- {where}: Value error, the period" in told
    assert "its first month comes first" in told


@pytest.mark.parametrize("reasks", [0, 2])
def test_after_the_re_asks_a_wrong_period_is_taken(reasks):
    """An answer that is wrong in a period alone is taken in the end: it becomes findings, not a failed article."""
    with Endpoint(*[answer_call("2018-12/2018-01")] * 5) as endpoint:
        reply, _ = complete(endpoint, about_trade(), reasks=reasks)
    assert len(endpoint.bodies) == reasks + 1
    assert reply.answer.period == "2018-12/2018-01"
    assert reply.usage.requests == reasks + 1


@pytest.mark.parametrize("worse", [tool_call("{broken"), content("", refusal="no"), failure(401, "no")])
def test_an_answer_with_a_wrong_period_is_better_than_none(worse):
    """Where the re-ask ends in nothing, the answer before it is taken, and all attempts are counted."""
    with Endpoint(answer_call("2018-12/2018-01"), worse) as endpoint:
        reply, _ = complete(endpoint, about_trade(), reasks=1)
    assert reply.answer.period == "2018-12/2018-01"
    assert '"period": "2018-12/2018-01"' in reply.raw
    assert reply.usage.requests == 2


@pytest.mark.parametrize(
    "bad", [tool_call(GOOD, GOOD), tool_call(GOOD, name="Other")], ids=["two calls", "another name"]
)
def test_several_calls_or_another_tool_are_asked_again_not_guessed_at(bad):
    """Neither the first of two calls nor a call of an unknown tool is the answer."""
    with Endpoint(bad, tool_call(GOOD)) as endpoint:
        reply, _ = complete(endpoint)
    assert reply.usage.requests == 2
    assert "call Count" in endpoint.bodies[1]["messages"][-1]["content"]


def test_arguments_sent_as_an_object_are_read():
    """Some servers send a tool call's arguments unquoted."""
    call = {"id": "c", "type": "function", "function": {"name": "Count", "arguments": GOOD}}
    with Endpoint(completion({"content": None, "tool_calls": [call]}, "tool_calls")) as endpoint:
        reply, _ = complete(endpoint)
    assert reply.answer == Count(items=[Item(n=1)])


def test_reasoning_and_a_fence_around_the_json_are_taken_off():
    """Small models think aloud and write Markdown in JSON modes."""
    text = f"<think>\n{{1}}\n</think>\n```json\n{json.dumps(GOOD)}\n```"
    with Endpoint(content(text)) as endpoint:
        reply, _ = complete(endpoint, mode="json_schema")
    assert json.loads(reply.raw) == GOOD


@pytest.mark.parametrize(
    ("reply", "error", "raw"),
    [
        (tool_call('{"items": [', finish_reason="length"), errors.CutOff, '{"items": ['),
        (content("half an ans", "length"), errors.CutOff, "half an ans"),
        (content(None, refusal="I cannot help with that."), errors.Refused, "I cannot help with that."),
        (content("so far", "content_filter"), errors.Refused, "so far"),
        (content(None), errors.EmptyAnswer, None),
        (content("  \n "), errors.EmptyAnswer, None),
        (
            Reply({"id": "x", "object": "chat.completion", "choices": [], "model": "m"}),
            errors.EmptyAnswer,
            None,
        ),
    ],
    ids=["cut call", "cut text", "refusal", "filter", "empty", "blank", "no choice"],
)
def test_answers_that_are_none_have_their_own_errors_and_are_not_asked_again(reply, error, raw):
    """Cut-off, refused and empty answers end at once, with what was said: a retry would end the same."""
    with Endpoint(reply) as endpoint, pytest.raises(error) as caught:
        complete(endpoint, max_retries=3)
    assert type(caught.value) is error
    assert caught.value.raw == raw
    assert len(endpoint.bodies) == 1
    assert "story.txt" in str(caught.value)


@pytest.mark.parametrize(
    ("status", "code", "error"),
    [
        (400, None, errors.Rejected),
        (400, "content_filter", errors.Refused),
        (401, "invalid_api_key", errors.Rejected),
        (403, None, errors.Rejected),
        (404, "model_not_found", errors.Rejected),
        (408, None, errors.TimedOut),
        (409, None, errors.Rejected),
        (413, None, errors.Rejected),
        (422, None, errors.Rejected),
        (429, None, errors.RateLimited),
        (429, "insufficient_quota", errors.Rejected),
        (500, None, errors.Overloaded),
        (503, None, errors.Overloaded),
    ],
)
def test_each_status_has_its_error_which_names_article_and_endpoint(status, code, error):
    """A status becomes one of our errors in one line, raised from the client's own."""
    with (
        Endpoint(failure(status, "it said\nso", code)) as endpoint,
        pytest.raises(errors.ModelError) as caught,
    ):
        complete(endpoint)
    assert type(caught.value) is error
    assert isinstance(caught.value.__cause__, openai.OpenAIError)
    message = str(caught.value)
    assert message.startswith("story.txt: stub at 127.0.0.1:")
    assert "\n" not in message


@pytest.mark.parametrize(
    ("status", "advice"),
    [(401, "set OPENAI_API_KEY"), (404, "check --model and OPENAI_BASE_URL"), (429, "too many requests")],
)
def test_a_rejection_says_what_to_do(status, advice):
    """The common mistakes are named with the setting that cures them."""
    with Endpoint(failure(status)) as endpoint, pytest.raises(errors.ModelError, match=advice):
        complete(endpoint)


def test_a_key_that_the_endpoint_repeats_is_not_shown():
    """An endpoint that quotes the key in its error does not get it into our message."""
    key = "sk-test-0123456789abcdef"
    with Endpoint(failure(401, f"Incorrect key {key}")) as endpoint, pytest.raises(errors.Rejected) as caught:
        complete(endpoint, api_key=key)
    assert key not in str(caught.value)
    assert "Incorrect key [key]" in str(caught.value)


def test_only_what_can_pass_is_retried_and_every_attempt_is_counted():
    """429, 500 and a reset connection are followed by another try; the answer counts all four requests."""
    soon = {"retry_after_ms": "1"}
    faults = (failure(429, **soon), failure(500, **soon), failure(503, **soon))
    with Endpoint(*faults, tool_call(GOOD)) as endpoint:
        reply, _ = complete(endpoint, max_retries=3)
    assert reply.usage == Usage(requests=4, input_tokens=100, output_tokens=10, cached_tokens=60)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 422])
def test_what_cannot_pass_is_not_retried(status):
    """A wrong key, model or request is asked once."""
    with Endpoint(failure(status), tool_call(GOOD)) as endpoint, pytest.raises(errors.Rejected):
        complete(endpoint, max_retries=3)
    assert len(endpoint.bodies) == 1


@pytest.mark.parametrize(
    "said",
    [
        {"code": "insufficient_quota", "type": "insufficient_quota"},
        {"code": None, "type": "insufficient_quota"},
        {"code": "billing_hard_limit_reached", "type": "invalid_request_error"},
    ],
    ids=["code", "type", "limit"],
)
def test_an_empty_account_is_asked_once_and_not_told_to_wait(said):
    """A 429 for want of credit does not pass by waiting: one request, and a message of its own."""
    empty = Reply({"error": {"message": "You exceeded your current quota.", "param": None, **said}}, 429)
    with Endpoint(empty, empty, empty, empty) as endpoint, pytest.raises(errors.Rejected) as caught:
        complete(endpoint, max_retries=3)
    assert len(endpoint.bodies) == 1
    assert "no credit left" in str(caught.value)
    assert "too many requests" not in str(caught.value)
    assert caught.value.usage == Usage(requests=1)


@pytest.mark.parametrize("body", ["<html>slow down</html>", ["x"], {"error": {"code": [1], "type": {}}}, None])
def test_a_429_of_any_shape_is_tried_again(body):
    """What a 429 says is data: only the one answer that names the account ends the tries."""
    with Endpoint(Reply(body, 429, {"retry-after-ms": "1"}), tool_call(GOOD)) as endpoint:
        complete(endpoint, max_retries=1)
    assert len(endpoint.bodies) == 2


def test_retry_after_is_honoured_and_handed_on(monkeypatch):
    """The pause between two tries is the one that the endpoint names; the last error carries it."""
    pauses = []

    async def sleep(seconds):
        pauses.append(seconds)

    monkeypatch.setattr("anyio.sleep", sleep)
    slow = failure(429, Retry_After="7")
    with Endpoint(slow, slow) as endpoint, pytest.raises(errors.RateLimited) as caught:
        complete(endpoint, max_retries=1)
    assert pauses == [7.0]
    assert caught.value.retry_after_s == 7.0
    assert "wait 7 s" in str(caught.value)


def test_a_stalled_endpoint_times_out():
    """No byte within the time-out is TimedOut."""
    with Endpoint(Reply(stall=True)) as endpoint, pytest.raises(errors.TimedOut, match="timeout_s"):
        complete(endpoint, timeout_s=0.1)


def test_a_reset_connection_is_a_failed_connection():
    """A connection that breaks in the middle says so and names the endpoint."""
    with (
        Endpoint(Reply(reset=True)) as endpoint,
        pytest.raises(errors.ConnectionFailed, match=r"127\.0\.0\.1"),
    ):
        complete(endpoint)


def test_an_endpoint_that_is_not_there_is_a_failed_connection():
    """A closed port ends in one line that names OPENAI_BASE_URL."""
    with Endpoint() as endpoint:
        pass
    with pytest.raises(errors.ConnectionFailed, match="OPENAI_BASE_URL"):
        complete(endpoint)


@pytest.mark.parametrize(
    "reply",
    [
        Reply(b"<html>Welcome</html>", headers={"Content-Type": "text/html"}),
        Reply(b"{half", headers={"Content-Type": "application/json"}),
        Reply(b"[]", headers={"Content-Type": "application/json"}),
    ],
    ids=["page", "broken JSON", "list"],
)
def test_a_page_instead_of_a_completion_points_to_the_address(reply):
    """What answers 200 but is no chat completion is a wrong address, not a wrong answer."""
    with Endpoint(reply) as endpoint, pytest.raises(errors.Rejected, match="OPENAI_BASE_URL") as caught:
        complete(endpoint)
    assert caught.value.raw == reply.body.decode()


@pytest.mark.parametrize("status", [400, 404, 422, 500, 501])
def test_an_endpoint_without_tools_is_asked_by_json_schema_once_and_for_all(status, caplog):
    """The refusal of tools switches the mode with one warning; the next request does not try tools again."""
    replies = (failure(status, "tools are not supported"), *[content(json.dumps(GOOD))] * 2)
    with Endpoint(*replies) as endpoint:
        model = OpenAIModel("stub", settings=EndpointSettings(base_url=endpoint.url, max_retries=0))

        async def run():
            try:
                return [await model.complete(ask()), await model.complete(ask())]
            finally:
                await model.aclose()

        with caplog.at_level(logging.WARNING, "xjllm"):
            first, second = asyncio.run(run())
    assert ["tools" in body for body in endpoint.bodies] == [True, False, False]
    assert (first.usage.requests, second.usage.requests) == (2, 1)
    assert [record.getMessage().split(": ")[1] for record in caplog.records] == [
        "asking with mode json_schema from now on (set it to avoid this)"
    ]
    assert model.mode == "json_schema"


def test_a_400_that_is_not_about_tools_does_not_switch_the_mode():
    """Another mistake in the request stays that mistake."""
    with Endpoint(failure(400, "context length exceeded")) as endpoint, pytest.raises(errors.Rejected):
        complete(endpoint)
    assert len(endpoint.bodies) == 1


def test_plain_json_instead_of_the_call_is_taken_and_switches_the_mode():
    """A server that ignores the tool but answers rightly loses nothing."""
    with Endpoint(content(json.dumps(GOOD))) as endpoint:
        reply, model = complete(endpoint)
    assert reply.answer == Count(items=[Item(n=1)])
    assert (reply.usage.requests, model.mode) == (1, "json_schema")


def test_prose_instead_of_the_call_is_asked_afresh_in_the_other_mode():
    """The model may never have seen the tool: the question is put again, without a re-ask."""
    with Endpoint(content("There is one."), content(json.dumps(GOOD))) as endpoint:
        reply, _ = complete(endpoint, reasks=0)
    assert endpoint.bodies[1]["messages"] == endpoint.bodies[0]["messages"]
    assert endpoint.bodies[1]["response_format"]["type"] == "json_schema"
    assert reply.usage.requests == 2


def test_one_model_serves_tasks_and_event_loops():
    """Twenty tasks share it, and a second event loop gets connections of its own, without warnings."""
    with Endpoint(answer=lambda body: tool_call({"items": [{"n": int(body["messages"][1]["content"])}]})) as endpoint:
        model = OpenAIModel("stub", settings=EndpointSettings(base_url=endpoint.url))

        async def run():
            try:
                return await asyncio.gather(*(model.complete(ask(str(n))) for n in range(20)))
            finally:
                await model.aclose()

        for _ in range(2):
            assert [reply.answer.items[0].n for reply in asyncio.run(run())] == list(range(20))


def test_two_event_loops_alive_at_once_do_not_share_connections():
    """Connections belong to the loop that opened them, closed or not."""
    with (
        Endpoint(tool_call(GOOD), tool_call(GOOD)) as endpoint,
        asyncio.Runner() as one,
        asyncio.Runner() as two,
    ):
        model = OpenAIModel("stub", settings=EndpointSettings(base_url=endpoint.url, max_retries=0))
        replies = [runner.run(model.complete(ask())) for runner in (one, two)]
    assert [reply.answer for reply in replies] == [Count(items=[Item(n=1)])] * 2


def test_closing_a_model_that_asked_nothing_is_no_error():
    """`aclose` may come without a request, and twice."""
    model = OpenAIModel("m", settings=EndpointSettings(base_url="http://127.0.0.1:1/v1"))

    async def run():
        await model.aclose()
        await model.aclose()
        return model.name

    assert asyncio.run(run()) == "m"


def test_constructing_imports_neither_openai_nor_instructor():
    """The heavy libraries come with the first request."""
    code = (
        "import sys; from xjllm.openai_model import OpenAIModel, EndpointSettings as S;"
        "OpenAIModel('m', settings=S(base_url='http://127.0.0.1:1/v1'));"
        "print({'openai', 'instructor', 'httpx2', 'vcr'} & set(sys.modules))"
    )
    done = subprocess.run(  # noqa: S603 — our own words
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "set()"


@pytest.mark.parametrize(
    ("model", "settings", "words"),
    [
        ("m", {}, ("OPENAI_API_KEY", "OPENAI_BASE_URL", "--model")),
        (" ", {"api_key": "k"}, ("--model",)),
        ("m", {"api_key": "k", "mode": "telepathy"}, ("telepathy", "json_schema")),
        ("m", {"base_url": "127.0.0.1:8080"}, ("OPENAI_BASE_URL", "http://")),
        ("m", {"base_url": "http://a:port/v1"}, ("OPENAI_BASE_URL",)),
        ("m", {"base_url": "file:///etc/passwd"}, ("OPENAI_BASE_URL",)),
    ],
    ids=["no key", "no model", "mode", "no scheme", "port", "file"],
)
def test_wrong_settings_are_told_at_once_in_one_line(model, settings, words, monkeypatch):
    """A missing or impossible setting is an error of the constructor that names what to set."""
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)
    with pytest.raises(errors.SettingsError) as caught:
        OpenAIModel(model, settings=EndpointSettings(**settings))
    assert all(word in str(caught.value) for word in words)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "setting",
    [{"timeout_s": 0}, {"timeout_s": float("nan")}, {"max_retries": -1}, {"reasks": -1}, {"max_connections": 0}],
    ids=str,
)
def test_numbers_out_of_range_are_told_at_once(setting):
    """A number that means nothing is an error of the constructor that names it and the least value."""
    ((name, value),) = setting.items()
    with pytest.raises(errors.SettingsError, match=f"{name} of an endpoint is {value}: give at least "):
        OpenAIModel("m", settings=EndpointSettings(base_url="http://127.0.0.1:1/v1", **setting))


def test_address_and_key_come_from_the_environment(monkeypatch):
    """The environment counts where the settings are silent; the key is sent, not shown."""
    with Endpoint(tool_call(GOOD)) as endpoint:
        monkeypatch.setenv("OPENAI_BASE_URL", endpoint.url)
        monkeypatch.setenv("OPENAI_API_KEY", "key-of-the-environment")
        model = OpenAIModel("stub")

        async def run():
            await model.complete(ask())
            await model.aclose()

        asyncio.run(run())
    assert endpoint.headers[0]["authorization"] == "Bearer key-of-the-environment"
    assert "secret" not in repr(EndpointSettings(api_key="secret"))


def test_an_articles_name_cannot_break_the_line():
    """A hostile file name stays one printable line in the message."""
    request = ask(name="a\n\x1b[31mb\u2028c.txt")
    with Endpoint(failure(401)) as endpoint, pytest.raises(errors.Rejected) as caught:
        complete(endpoint, request)
    assert str(caught.value).isprintable()
    assert str(caught.value).startswith("a [31mb c.txt: ")


def test_every_error_of_the_installed_client_has_a_meaning():
    """An error class that a new version of the client brings fails here until it is in the table."""
    for module in pkgutil.walk_packages(openai.__path__, "openai."):
        if module.name.startswith(("openai._", "openai.lib.")) and "__main__" not in module.name:
            try:
                importlib.import_module(module.name)
            except ImportError:
                continue

    def walk(kind):
        return {kind}.union(*(walk(child) for child in kind.__subclasses__()))

    found = {kind.__name__ for kind in walk(openai.OpenAIError) if kind.__module__.startswith("openai")}
    assert found == MEANINGS.keys()
    assert all(issubclass(ours, errors.ModelError) for ours in MEANINGS.values())


def test_an_unknown_error_takes_its_parents_meaning():
    """Between two releases of ours a new client error is at least what it derives from."""

    class NewTimeoutError(openai.APITimeoutError):
        pass

    assert find_meaning(NewTimeoutError.__new__(NewTimeoutError)) is errors.TimedOut


def test_connections_are_spread_over_small_pools():
    """A request takes a client with room; no more clients are opened than the connections need."""
    opened = []

    class Client:
        closed = False

        async def close(self):
            self.closed = True

    def open_client(connections):
        opened.append((connections, Client()))
        return opened[-1][1]

    clients = OpenAIClients(open_client, 2 * CONNECTIONS_EACH + 3)
    assert opened == []
    with ExitStack() as held:
        taken = [held.enter_context(clients.taken()) for _ in range(2 * CONNECTIONS_EACH + 3)]
        assert [connections for connections, _ in opened] == [CONNECTIONS_EACH, CONNECTIONS_EACH, 3]
        assert [taken.count(client) for _, client in opened] == [CONNECTIONS_EACH, CONNECTIONS_EACH, 3]
        held.enter_context(clients.taken())  # waits in a client's own pool
        assert len(opened) == 3
    with clients.taken() as first:
        assert first is opened[0][1]
    asyncio.run(clients.aclose())
    assert all(client.closed for _, client in opened)
