"""A model for tests: it answers from a list or a function, without network and without key.

    import json
    import xjllm
    from xjllm.testing import FakeModel

    model = FakeModel([json.dumps({...})])
    extraction = xjllm.extract("story.txt", model=model)
    assert model.requests[0].name == "story.txt"

Answers pass the same validation as a real model's: one that does not fit its request raises `InvalidAnswer`.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ValidationError

from xjllm.errors import InvalidAnswer
from xjllm.model import Reply, Request, Usage

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    Answer = BaseModel | Mapping[str, Any] | str | Exception
    """What a fake model says: an instance, plain JSON types, JSON text, or an error to raise."""


class FakeModel:
    """Answers requests from memory and keeps them.

    Args:
        answers: one answer a request, in order, or a function from the request to its answer. An answer is
            JSON text, plain JSON types, an instance of the answer type, or an exception, which is raised.
        name: what it calls itself.

    Attributes:
        requests: the requests so far, in order.
        closed: whether `aclose` was called.

    Example:
        >>> import asyncio
        >>> from pydantic import BaseModel
        >>> from xjllm.model import Request
        >>> class Count(BaseModel):
        ...     n: int
        >>> ask = Request([], Count, "story.txt", prompt="p", prompt_sha256="", schema_sha256="")
        >>> asyncio.run(FakeModel([{"n": 3}]).complete(ask)).answer
        Count(n=3)
    """

    def __init__(self, answers: Sequence[Answer] | Callable[[Request], Answer], *, name: str = "fake") -> None:
        self._answers = answers
        self._name = name
        self.requests: list[Request] = []
        self.closed = False

    @property
    def name(self) -> str:
        """The name that was given."""
        return self._name

    async def complete(self, request: Request) -> Reply:
        """The next answer, validated against the request.

        Raises:
            InvalidAnswer: the answer does not fit the request's answer type in its context.
            AssertionError: more requests came than there are answers.
        """
        self.requests.append(request)
        number = len(self.requests)
        if callable(self._answers):
            given = self._answers(request)
        elif number <= len(self._answers):
            given = self._answers[number - 1]
        else:
            raise AssertionError(
                f"request {number} ({request.name}) came, but the fake model has {len(self._answers)} answers"
            )
        if isinstance(given, Exception):
            raise given
        raw = _render(given)
        try:
            answer = request.answer_type.model_validate_json(raw, context=dict(request.context))
        except ValidationError as error:
            problem = error.errors(include_url=False)[0]
            where = ".".join(map(str, problem["loc"])) or "answer"
            raise InvalidAnswer(
                f"{request.name}: answer {number} of the fake model does not fit: {where}: {problem['msg']}",
                raw=raw,
            ) from error
        return Reply(answer, raw, reply_id=f"fake-{number}", model=self._name, usage=Usage(requests=1))

    async def aclose(self) -> None:
        """Note that it was closed."""
        self.closed = True


def _render(given: BaseModel | Mapping[str, Any] | str) -> str:
    if isinstance(given, BaseModel):
        return given.model_dump_json(exclude_defaults=True)
    return given if isinstance(given, str) else json.dumps(given, ensure_ascii=False)
