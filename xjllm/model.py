"""The seam to language models: a request goes in, a reply comes out.

Three kinds stand behind it: an OpenAI-compatible endpoint (`openai_model`), an embedded model (`local_model`), and a
recording (`cassettes`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pydantic import BaseModel


STRICT = "strict"
"""Key of the validation context that is true while the model can be asked again.

Answer types may then refuse what could be used in part; without it they take it, and it becomes findings.
"""


@dataclass(frozen=True, slots=True)
class Request:
    """One rendered request.

    Attributes:
        messages: chat messages with `role` and `content`, already rendered: nothing in them is a template.
        answer_type: the pydantic model that the answer must satisfy; its JSON schema is sent as the tool.
        context: validation context for `answer_type` (the numbers that exist in this request, …).
        max_output_tokens: cap on the answer.
        name: what the request is about, for messages ("story.txt, part 2 of 3").
        prompt: version of the prompt.
        prompt_sha256: hash of everything in the prompt but the article.
        schema_sha256: hash of the answer schema as sent.
    """

    messages: Sequence[Mapping[str, str]]
    answer_type: type[BaseModel]
    name: str
    prompt: str
    prompt_sha256: str
    schema_sha256: str
    context: Mapping[str, Any] = field(default_factory=dict)
    max_output_tokens: int = 8_000


@dataclass(frozen=True, slots=True)
class Usage:
    """What a request used; all counts are of every attempt, re-asks included."""

    requests: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cached_tokens: int = 0

    @property
    def tokens(self) -> int:
        """Input and output tokens together; 0 where the endpoint counts none."""
        return self.input_tokens + self.output_tokens

    def __add__(self, other: Usage) -> Usage:
        return Usage(
            self.requests + other.requests,
            self.input_tokens + other.input_tokens,
            self.output_tokens + other.output_tokens,
            self.cached_tokens + other.cached_tokens,
        )


@dataclass(frozen=True, slots=True)
class Token:
    """One token of an answer.

    Attributes:
        text: as it stands in the answer.
        likely: natural logarithms of the probabilities of the likeliest tokens there, its own among them, by text.
    """

    text: str
    likely: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Reply:
    """A validated answer.

    Attributes:
        answer: instance of the request's `answer_type`.
        raw: the answer's JSON text as the model wrote it.
        reply_id: the endpoint's id of the completion; empty where it gave none.
        model: the model's name as the endpoint gave it.
        usage: tokens of all attempts.
        tokens: the answer's tokens with what else was likely; empty where they were not asked for or not given.
    """

    answer: BaseModel
    raw: str
    reply_id: str
    model: str
    usage: Usage
    tokens: Sequence[Token] = ()


class Model(Protocol):
    """Anything that answers requests. Constructing one never touches the network."""

    @property
    def name(self) -> str:
        """What users call it: `gpt-5.2`, `recorded:relay-large`, `local`."""
        ...

    async def complete(self, request: Request) -> Reply:
        """The validated answer to `request`.

        Raises:
            ModelError: no usable answer; see `xjllm.errors` for which.
        """
        ...

    async def aclose(self) -> None:
        """Release connections; the model is not used afterwards."""
        ...
