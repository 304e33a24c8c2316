"""A plain instructor extraction: definitions, a worked example, the article and a list of facts to fill in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import BaseModel

from bench.peers.copied import EXAMPLE, EXAMPLE_FACTS, RULES, Copied, describe_fields

if TYPE_CHECKING:
    from xjllm.openai_model import EndpointSettings

_MOST_TOKENS = 4_000


class Facts(BaseModel):
    """All trade facts of the article, in text order."""

    facts: list[Copied]


def ask_instructor(text: str, settings: EndpointSettings) -> list[Copied]:
    """The facts that the model copies out of `text`."""
    import instructor
    import openai

    client = openai.OpenAI(base_url=settings.base_url, api_key=settings.api_key, timeout=900, max_retries=0)
    asked = instructor.from_openai(client, mode=instructor.Mode.JSON_SCHEMA)
    answer = asked.chat.completions.create(
        model="local",
        response_model=Facts,
        # The server forces the schema but does not show it to the model, and instructor does not either in this mode.
        messages=[
            {"role": "system", "content": f"{RULES}\nFields of each fact:\n{describe_fields()}"},
            {"role": "user", "content": EXAMPLE},
            {"role": "assistant", "content": Facts(facts=list(EXAMPLE_FACTS)).model_dump_json()},
            {"role": "user", "content": text},
        ],
        temperature=0,
        max_tokens=_MOST_TOKENS,
        max_retries=1,
    )
    return list(answer.facts)
