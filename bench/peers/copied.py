"""Facts that a model copied out, as the peers have them, and how they become ours for scoring."""

from __future__ import annotations

from contextlib import suppress
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, Field, ValidationError

from xjllm.fact import Fact, Provenance
from xjllm.periods import Period
from xjllm.places import partner_code

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xjllm.article import Article

# The definitions are those of the annotation guidelines, shortened, the same for both peers.
RULES = """Extract every figure that measures foreign trade: amounts of money, growth rates, shares, changes of a
share, freight trains, tons, vehicles, numbers of trading partners and enterprises, multiples ("doubled") and ranks
("largest partner"). Leave out dates, GDP, prices, production, plans and forecasts."""


class Copied(BaseModel):
    """One trade fact, copied out of the article."""

    figure: str = Field(description="Exact words of the figure with its scale and unit: 220.63 billion yuan.")
    value: str = Field(description="Number in base units without separators, negative for a decline: 220630000000.")
    unit: str = Field(
        description="ISO 4217 code, percent, percentage_points, times, rank, trains, tonnes, TEU, vehicles, countries, "
        "enterprises or items."
    )
    statistic: Literal["level", "change", "growth", "growth_gap", "share", "share_change", "rank"]
    measure: Literal[
        "trade_value", "freight_trains", "freight_volume", "shipments", "trading_partners", "enterprises"
    ] = Field(description="What is measured.")
    flow: Literal["total", "exports", "imports", "balance", "none"] = Field(
        description="total is exports plus imports; none for trains, partners and enterprises."
    )
    partner: str = Field(description="Country or group traded with; WLD for all.")
    period: str = Field(description="First and last month: 2023-01/2023-08.")


def facts_of(article: Article, copied: Sequence[Copied]) -> tuple[Fact, ...]:
    """The copied facts that stand in the article and are of a known form, in their order; the rest is left out."""
    facts: list[Fact] = []
    at: dict[str, int] = {}
    for each in copied:
        start = article.text.find(each.figure, at.get(each.figure, 0))
        start = start if start >= 0 else article.text.find(each.figure)
        if start < 0 or not each.figure:
            continue
        at[each.figure] = start + 1
        with suppress(ValidationError, ValueError, InvalidOperation):
            facts.append(_fact(article, each, start))
    return tuple(facts)


def _fact(article: Article, each: Copied, start: int) -> Fact:
    first, _, last = each.period.partition("/")
    return Fact.model_validate(
        {
            "figure": each.figure,
            "occurrence": 1,
            "value": Decimal(each.value.replace(",", "")),
            "unit": each.unit,
            "statistic": each.statistic,
            "basis": "yoy" if each.statistic in {"growth", "change", "share_change"} else None,
            "measure": each.measure,
            "flow": None if each.flow == "none" else each.flow,
            "reporter": "CHN",
            "partner": partner_code(each.partner) or "WLD",
            "period": Period.parse(f"{first}/{last or first}"),
            "start": start,
            "end": start + len(each.figure),
            "sentence": each.figure,
            "provenance": Provenance(
                article_sha256=article.sha256,
                prompt="peer",
                prompt_sha256="",
                schema_sha256="",
                model="local",
                reply_id="",
            ),
        }
    )
