"""The answer in a chat completion: found, told apart from refusals and fragments, and validated."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from xjllm.errors import CutOff, EmptyAnswer, Refused
from xjllm.model import STRICT, Token, Usage
from xjllm.openai_errors import one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from openai.types.chat import ChatCompletion
    from pydantic import BaseModel

    from xjllm.model import Request

_MAX_PROBLEMS = 10


class MisfitError(Exception):
    """An answer that does not fit; its text is what the model is told about it.

    Attributes:
        raw: the answer as text.
        usable: what it states, where it can be used although something in it is wrong; else None.
    """

    def __init__(self, message: str, raw: str, *, usable: BaseModel | None = None) -> None:
        super().__init__(message)
        self.raw = raw
        self.usable = usable


def read_completion(body: bytes | str) -> ChatCompletion | None:
    """The chat completion in an endpoint's answer; None where it is none."""
    from pydantic_core import from_json

    try:
        plain = from_json(body)
    except ValueError:
        return None
    return build_completion(plain)


def build_completion(plain: object) -> ChatCompletion | None:
    """The chat completion in plain JSON types; None where it is none."""
    from openai.types.chat import ChatCompletion

    if not isinstance(plain, dict) or not isinstance(plain.get("choices"), list):
        return None
    # As the client does: servers leave out fields that the type demands.
    return ChatCompletion.construct(**plain)


def read_answer(completion: ChatCompletion, *, where: str, tool: str | None, cap: int) -> tuple[str, bool]:
    """The answer's JSON text, and whether it is plain content although a tool was to be called.

    Args:
        completion: what the endpoint answered.
        where: article and endpoint, for messages.
        tool: name of the tool that was to be called; None where none was offered.
        cap: the number of tokens that the answer was allowed, for messages.

    Raises:
        CutOff: the answer ended at the cap.
        Refused: the model declined, or a filter stopped it.
        EmptyAnswer: there is no choice, no content and no call.
        MisfitError: another tool was called, or more than one.
    """
    choice = completion.choices[0] if completion.choices else None
    if choice is None or choice.message is None:
        raise EmptyAnswer(f"{where} answered nothing: try another model or --mode")
    message = choice.message
    calls = message.tool_calls or []
    content = (message.content or "").strip()
    said = "\n".join(filter(None, [content, *(_call_text(call)[1] for call in calls)]))
    if choice.finish_reason == "length":
        raise CutOff(
            f"{where}: the answer ended at the limit of {cap} tokens: raise max_output_tokens, split the "
            "article, or switch the model's reasoning off",
            raw=said,
        )
    if message.refusal or choice.finish_reason == "content_filter":
        reason = message.refusal or "stopped by a content filter"
        raise Refused(f"{where} declined: {one_line(reason)}", raw=message.refusal or said)
    if tool is not None and calls:
        return _read_call(calls, tool), False
    if not content:
        raise EmptyAnswer(f"{where} answered nothing: try another model or --mode")
    return _strip_fence(content), tool is not None


def validate_answer(raw: str, request: Request) -> BaseModel:
    """The instance of the request's answer type that `raw` states, nothing in it wrong.

    Raises:
        MisfitError: `raw` is no JSON or does not fit; its text names at most ten problems, a line each.
    """
    from pydantic import ValidationError

    try:
        return request.answer_type.model_validate_json(raw, context={**request.context, STRICT: True})
    except ValidationError as error:
        problems = error.errors(include_url=False)
        lines = [
            f"- {'.'.join(map(str, problem['loc'])) or 'answer'}: {one_line(problem['msg'])}"
            for problem in problems[:_MAX_PROBLEMS]
        ]
        if len(problems) > _MAX_PROBLEMS:
            lines.append(f"- and {len(problems) - _MAX_PROBLEMS} more")
        raise MisfitError("\n".join(lines), raw, usable=_read_usable(raw, request)) from error


def _read_usable(raw: str, request: Request) -> BaseModel | None:
    from pydantic import ValidationError

    try:
        return request.answer_type.model_validate_json(raw, context=dict(request.context))
    except ValidationError:
        return None


def read_usage(completion: ChatCompletion, retries: int) -> Usage:
    """What one completion used; 0 where the endpoint does not count. `retries` are the attempts before it."""
    usage = completion.usage
    details = getattr(usage, "prompt_tokens_details", None)
    return Usage(
        requests=1 + retries,
        input_tokens=_read_count(usage, "prompt_tokens"),
        output_tokens=_read_count(usage, "completion_tokens"),
        cached_tokens=_read_count(details, "cached_tokens"),
    )


def read_tokens(completion: ChatCompletion) -> tuple[Token, ...]:
    """The answer's tokens with what else was likely; empty where the endpoint gives none, or something else."""
    choice = completion.choices[0] if completion.choices else None
    given = getattr(getattr(choice, "logprobs", None), "content", None)
    tokens = []
    for each in given if isinstance(given, list) else ():
        others = getattr(each, "top_logprobs", None)
        near = [each, *(others if isinstance(others, list) else ())]
        likely = {
            one.token: float(one.logprob)
            for one in near
            if isinstance(getattr(one, "token", None), str) and isinstance(getattr(one, "logprob", None), int | float)
        }
        if not isinstance(getattr(each, "token", None), str):
            return ()
        tokens.append(Token(each.token, likely))
    return tuple(tokens)


def _read_count(usage: object, name: str) -> int:
    """The count, 0 where the endpoint sends none, or something else: an answer is not lost for that."""
    count = getattr(usage, name, None)
    return count if type(count) is int and count > 0 else 0


def _call_text(call: object) -> tuple[str, str]:
    """Name and arguments of a tool call as text; servers send text, an object, or nothing."""
    function = getattr(call, "function", None)
    arguments = getattr(function, "arguments", None)
    if not isinstance(arguments, str):
        arguments = "" if arguments is None else json.dumps(arguments, ensure_ascii=False)
    return getattr(function, "name", None) or "", arguments


def _read_call(calls: Sequence[object], tool: str) -> str:
    texts = [_call_text(call) for call in calls]
    said = "\n".join(arguments for _, arguments in texts)
    if len(texts) > 1:
        raise MisfitError(f"- {len(texts)} tool calls were made: call {tool} once, with everything", said)
    name, arguments = texts[0]
    if name != tool:
        raise MisfitError(f"- the tool {one_line(name, 60)!r} does not exist: call {tool}", said)
    return arguments


def _strip_fence(content: str) -> str:
    """`content` without the reasoning before it and the Markdown fence around it that small models write."""
    if content.startswith("<think>") and "</think>" in content:
        content = content.split("</think>", 1)[1].strip()
    if content.startswith("```") and content.endswith("```") and "\n" in content:
        content = content.split("\n", 1)[1][:-3].strip()
    return content
