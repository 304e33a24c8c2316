"""langextract over its OpenAI provider, with one worked example and otherwise its defaults."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from bench.peers.copied import RULES, Copied

if TYPE_CHECKING:
    from xjllm.openai_model import EndpointSettings

_EXAMPLE = "Ecuador's exports to Norway rose 7 percent to 61 million U.S. dollars in the first five months of 2016."
_KNOWN = {"flow": "exports", "measure": "trade_value", "partner": "NOR", "period": "2016-01/2016-05"}


def ask_langextract(text: str, settings: EndpointSettings) -> tuple[list[Copied], int | None]:
    """The facts that langextract finds in `text`; it does not tell the tokens."""
    import langextract
    from langextract import data
    from langextract.factory import ModelConfig

    fields = "\n".join(
        f"{name}: {field.description or field.annotation}" for name, field in Copied.model_fields.items()
    )
    example = data.ExampleData(
        text=_EXAMPLE,
        extractions=[
            _extraction(data, "7 percent", value="7", unit="percent", statistic="growth"),
            _extraction(data, "61 million U.S. dollars", value="61000000", unit="USD", statistic="level"),
        ],
    )
    reached = {"api_key": settings.api_key, "base_url": settings.base_url, "temperature": 0, "max_workers": 1}
    config = ModelConfig(model_id="local", provider="OpenAILanguageModel", provider_kwargs=reached)
    found = langextract.extract(
        text,
        prompt_description=f"{RULES}\nAttributes of each trade_fact:\n{fields}",
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
    return copied, None


def _extraction(data: Any, figure: str, **own: str) -> Any:  # noqa: ANN401 (langextract has no types)
    return data.Extraction(extraction_class="trade_fact", extraction_text=figure, attributes={**own, **_KNOWN})
