"""How many tokens a request will use, before it is sent: a count of characters, corrected by what was seen.

A tokenizer would have to be fetched, and each model has its own. Characters do: the ratio is nearly constant for
one model and one kind of text, and the endpoint's own counts correct it after the first answers.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from xjllm.model import Usage

if TYPE_CHECKING:
    from pydantic import BaseModel

    from xjllm.model import Request

CHARS_PER_TOKEN = 3.6
"""Characters of English news, figures and JSON in one token. Plain prose has about 4, a schema about 3."""

TOKENS_PER_WIDE_CHAR = 0.8
"""Tokens in one character outside ASCII; Chinese has 0.6 to 1.1, depending on the tokenizer."""

OUTPUT_SHARE = 0.3
"""Part of the cap that an answer of ordinary length fills, before any was seen. Models that reason use more."""


class TokenCounts:
    """Estimates requests' tokens; `learn` makes the estimates better."""

    def __init__(self) -> None:
        self._raw_input = 0.0
        self._seen_input = 0
        self._allowed_output = 0
        self._seen_output = 0
        self._schemas: WeakKeyDictionary[type[BaseModel], float] = WeakKeyDictionary()

    def estimate(self, request: Request) -> Usage:
        """What `request` will probably use: one attempt, nothing cached."""
        return Usage(
            requests=1,
            input_tokens=round(self._count_input(request) * self._input_factor()),
            output_tokens=round(request.max_output_tokens * self._output_share()),
        )

    def learn(self, request: Request, usage: Usage) -> None:
        """Take what `request` did use into the estimates; ignored where re-asks blur it or nothing was counted."""
        if usage.requests != 1 or not usage.input_tokens or not usage.output_tokens:
            return
        self._raw_input += self._count_input(request)
        self._seen_input += usage.input_tokens
        self._allowed_output += request.max_output_tokens
        self._seen_output += usage.output_tokens

    def _input_factor(self) -> float:
        return self._seen_input / self._raw_input if self._raw_input else 1.0

    def _output_share(self) -> float:
        return self._seen_output / self._allowed_output if self._allowed_output else OUTPUT_SHARE

    def _count_input(self, request: Request) -> float:
        messages = sum(count_tokens(message["content"]) for message in request.messages)
        return messages + self._count_schema(request.answer_type)

    def _count_schema(self, answer_type: type[BaseModel]) -> float:
        # The schema is most of a short request, and rendering it costs more than all the rest of the estimate.
        if answer_type not in self._schemas:
            self._schemas[answer_type] = count_tokens(json.dumps(answer_type.model_json_schema()))
        return self._schemas[answer_type]


def count_tokens(text: str) -> float:
    """Tokens in `text`, by its characters."""
    # Encoding counts the characters outside ASCII without a loop over them.
    narrow = len(text.encode("ascii", "ignore"))
    return narrow / CHARS_PER_TOKEN + (len(text) - narrow) * TOKENS_PER_WIDE_CHAR
