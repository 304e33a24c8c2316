"""langextract over its OpenAI provider, with one worked example of ten facts and otherwise its defaults."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from bench.peers.copied import EXAMPLE, EXAMPLE_FACTS, RULES, Copied, describe_fields

if TYPE_CHECKING:
    from xjllm.openai_model import EndpointSettings

# The figure itself is langextract's `extraction_text`.
_FIGURE = frozenset({"figure"})


def ask_langextract(text: str, settings: EndpointSettings) -> list[Copied]:
    """The facts that langextract finds in `text`."""
    import langextract
    from langextract import data
    from langextract.factory import ModelConfig

    example = data.ExampleData(text=EXAMPLE, extractions=[_extraction(data, each) for each in EXAMPLE_FACTS])
    reached = {"api_key": settings.api_key, "base_url": settings.base_url, "temperature": 0, "max_workers": 1}
    config = ModelConfig(model_id="local", provider="OpenAILanguageModel", provider_kwargs=reached)
    found = langextract.extract(
        text,
        prompt_description=f"{RULES}\nAttributes of each trade_fact:\n{describe_fields(but=_FIGURE)}",
        examples=[example],
        config=config,
        max_workers=1,
        show_progress=False,
    )
    copied = []
    for each in found.extractions or []:
        try:
            copied.append(Copied.model_validate({**(each.attributes or {}), "figure": each.extraction_text}))
        except ValidationError:
            continue
    return copied


def _extraction(data: Any, each: Copied) -> Any:  # noqa: ANN401 (langextract has no types)
    attributes = each.model_dump(exclude=set(_FIGURE))
    return data.Extraction(extraction_class="trade_fact", extraction_text=each.figure, attributes=attributes)
