import asyncio
import doctest

import pytest
from pydantic import BaseModel, ValidationInfo, field_validator

from xjllm import testing
from xjllm.errors import InvalidAnswer, RateLimited
from xjllm.model import Model, Request, Usage
from xjllm.testing import FakeModel


class Count(BaseModel):
    n: int
    unit: str = "trains"

    @field_validator("n")
    @classmethod
    def _known(cls, n: int, info: ValidationInfo) -> int:
        if info.context and n not in info.context["known"]:
            raise ValueError(f"number {n} is not shown")
        return n


def ask(model: Model, **more):
    request = Request([], Count, "story.txt", "p", "ph", "sh", **more)
    return asyncio.run(model.complete(request))


@pytest.mark.parametrize("answer", [{"n": 2}, '{"n": 2}', Count(n=2)], ids=["types", "text", "instance"])
def test_answers_may_be_types_text_or_an_instance(answer):
    """All three forms become the same validated answer; what is at its default is left out of the text."""
    reply = ask(FakeModel([answer]))
    assert reply.answer == Count(n=2)
    assert reply.raw.replace(" ", "") == '{"n":2}'
    assert (reply.model, reply.reply_id, reply.usage) == ("fake", "fake-1", Usage(requests=1))


def test_answers_come_in_order_and_requests_are_kept():
    """The second request gets the second answer; a third is a mistake of the test."""
    model = FakeModel([{"n": 1}, {"n": 2}], name="other")
    assert [ask(model).answer.n, ask(model).answer.n] == [1, 2]
    with pytest.raises(AssertionError, match="request 3"):
        ask(model)
    assert [request.name for request in model.requests] == ["story.txt"] * 3
    assert model.name == "other"


def test_a_function_answers_from_the_request():
    """The function sees the request that it answers."""
    assert ask(FakeModel(lambda request: {"n": len(request.name)})).answer.n == 9


def test_an_answer_that_does_not_fit_its_request_is_invalid():
    """A fake answer passes the validators with the request's context, as a real one must."""
    with pytest.raises(InvalidAnswer, match="n: Value error, number 7 is not shown") as caught:
        ask(FakeModel([{"n": 7}]), context={"known": {1}})
    assert caught.value.raw == '{"n": 7}'


def test_errors_are_raised_as_given():
    """An exception among the answers is what the request ends in."""
    error = RateLimited("story.txt: stub answered 429", retry_after_s=1.0)
    with pytest.raises(RateLimited) as caught:
        ask(FakeModel([error]))
    assert caught.value is error


def test_closing_is_noted():
    """A test can see whether its code closed the model."""
    model = FakeModel([])
    assert not model.closed
    asyncio.run(model.aclose())
    assert model.closed


def test_the_example_in_the_docstring_runs():
    """What the documentation shows is what happens."""
    results = doctest.testmod(testing)
    assert (results.failed, results.attempted > 0) == (0, True)
