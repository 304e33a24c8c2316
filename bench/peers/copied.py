"""Facts that a model copied out, as the peers have them, and how they become ours for scoring."""

from __future__ import annotations

from contextlib import suppress
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Literal, get_args, get_origin

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


# Whose trade Chinese news is about; the reporter is no core field.
_REPORTER = "CHN"
EXAMPLE = (
    "Ecuador's exports to Norway rose 7 percent to 61 million U.S. dollars in the first five months of 2016, making "
    "Norway its third-largest market. Imports from Chile fell by 12 percent in May to 40.5 million dollars, 3.1 "
    "percent of all imports."
)


class Copied(BaseModel):
    """One trade fact, copied out of the article."""

    figure: str = Field(description="Exact words of the figure with its scale and unit: 61 million U.S. dollars.")
    value: str = Field(description="Number in base units without separators, negative for a decline: 61000000.")
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
    period: str = Field(description="First and last month: 2016-01/2016-05.")


def _example(figure: str, value: str, unit: str, statistic: str, shared: dict[str, str]) -> Copied:
    given = {"figure": figure, "value": value, "unit": unit, "statistic": statistic, "measure": "trade_value"}
    return Copied.model_validate(given | shared)


_NORWAY = {"flow": "exports", "partner": "NOR", "period": "2016-01/2016-05"}
_CHILE = {"flow": "imports", "partner": "CHL", "period": "2016-05/2016-05"}
EXAMPLE_FACTS = (
    _example("7 percent", "7", "percent", "growth", _NORWAY),
    _example("61 million U.S. dollars", "61000000", "USD", "level", _NORWAY),
    _example("third-largest", "3", "rank", "rank", _NORWAY),
    _example("12 percent", "-12", "percent", "growth", _CHILE),
    _example("40.5 million dollars", "40500000", "USD", "level", _CHILE),
    _example("3.1 percent", "3.1", "percent", "share", _CHILE),
)
# Other words for a unit are no mistake of a fact.
_UNITS = {
    "yuan": "CNY",
    "rmb": "CNY",
    "dollars": "USD",
    "dollar": "USD",
    "u.s. dollars": "USD",
    "us dollars": "USD",
    "%": "percent",
    "percentage": "percent",
    "percentage points": "percentage_points",
    "train": "trains",
    "tons": "tonnes",
    "vehicle": "vehicles",
    "country": "countries",
    "enterprise": "enterprises",
}


def describe_fields(*, but: frozenset[str] = frozenset()) -> str:
    """What each field of a copied fact is, a line each; for a library that does not show its schema to the model."""
    lines = []
    for name, field in Copied.model_fields.items():
        if name in but:
            continue
        words = get_args(field.annotation) if get_origin(field.annotation) is Literal else ()
        lines.append(f"{name}: " + " ".join(filter(None, (field.description, ", ".join(words)))))
    return "\n".join(lines)


def facts_of(article: Article, copied: Sequence[Copied]) -> tuple[Fact, ...]:
    """The copied facts that stand in the article and are of a known form, in their order; the rest is left out.

    Read as kindly as their sense allows: units in other words, and a partner that is no country or is the reporter.
    """
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
    partner = partner_code(each.partner)
    return Fact.model_validate(
        {
            "figure": each.figure,
            "occurrence": 1,
            "value": Decimal(each.value.replace(",", "").removesuffix("%")),
            "unit": _UNITS.get(each.unit.strip().lower(), each.unit.strip()),
            "statistic": each.statistic,
            "basis": "yoy" if each.statistic in {"growth", "change", "share_change"} else None,
            "measure": each.measure,
            "flow": None if each.flow == "none" else each.flow,
            "reporter": _REPORTER,
            "partner": "WLD" if partner in {None, _REPORTER} else partner,
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
