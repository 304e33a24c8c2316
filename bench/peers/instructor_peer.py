"""A plain instructor extraction: the article and a list of facts to fill in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import BaseModel

from bench.peers.copied import RULES, Copied

if TYPE_CHECKING:
    from xjllm.openai_model import EndpointSettings

_MOST_TOKENS = 4_000


class Facts(BaseModel):
    """All trade facts of the article, in text order."""

    facts: list[Copied]


def ask_instructor(text: str, settings: EndpointSettings) -> tuple[list[Copied], int | None]:
    """The facts that the model copies out of `text`, and the tokens it wrote."""
    import instructor
    import openai

    client = openai.OpenAI(base_url=settings.base_url, api_key=settings.api_key, timeout=900, max_retries=0)
    asked = instructor.from_openai(client, mode=instructor.Mode.JSON_SCHEMA)
    answer, completion = asked.chat.completions.create_with_completion(
        model="local",
        response_model=Facts,
        messages=[{"role": "system", "content": RULES}, {"role": "user", "content": text}],
        temperature=0,
        max_tokens=_MOST_TOKENS,
        max_retries=1,
    )
    return list(answer.facts), completion.usage.completion_tokens if completion.usage else None
