"""The tokens of a reply, with what else was likely there: from any endpoint, whatever it sends."""

import pytest
from openai.types.chat import ChatCompletion

from xjllm.model import Token
from xjllm.openai_answer import read_tokens


def _completion(logprobs):
    choice = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": "EA"}}
    if logprobs is not None:
        choice["logprobs"] = logprobs
    return ChatCompletion.construct(choices=[ChatCompletion.construct(**choice)])


def _token(text, logprob, top):
    return ChatCompletion.construct(token=text, logprob=logprob, top_logprobs=top)


def test_tokens_have_their_own_probability_and_that_of_others():
    """Each token of the answer is there, in order, with the logarithms of what was likely."""
    top = [_token("E", -0.1, None), _token("I", -2.5, None)]
    logprobs = ChatCompletion.construct(content=[_token("E", -0.1, top), _token("A", 0.0, [])])
    assert read_tokens(_completion(logprobs)) == (Token("E", {"E": -0.1, "I": -2.5}), Token("A", {"A": 0.0}))


@pytest.mark.parametrize("content", [None, True, "E", [], [{"token": "E"}], [None]])
def test_anything_else_is_no_tokens(content):
    """An answer is not lost because its probabilities are missing or odd."""
    assert read_tokens(_completion(ChatCompletion.construct(content=content))) == ()


@pytest.mark.parametrize("top", [True, 5, None, [None], [_token(None, -1.0, None)], [_token("I", "x", None)]])
def test_odd_alternatives_are_left_out(top):
    """Alternatives that are none leave the token itself."""
    logprobs = ChatCompletion.construct(content=[_token("E", -0.1, top)])
    assert read_tokens(_completion(logprobs)) == (Token("E", {"E": -0.1}),)


def test_no_logprobs():
    """Most endpoints send none."""
    assert read_tokens(_completion(None)) == ()
    assert read_tokens(ChatCompletion.construct(choices=[])) == ()
