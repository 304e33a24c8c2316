"""Facts that a model copied out, as the peers have them, and how they become ours for scoring."""

from __future__ import annotations

import re
from contextlib import suppress
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin

from pydantic import BaseModel, Field, ValidationError, field_validator

from xjllm.fact import Fact, Provenance
from xjllm.figures import read_figure
from xjllm.periods import Period, resolve_period
from xjllm.places import partner_code

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xjllm.article import Article

# The definitions are those of the annotation guidelines, shortened, the same for both peers.
RULES = """Extract every figure that measures foreign trade: amounts of money, growth rates, shares, changes of a
share, freight trains, tons, vehicles, numbers of trading partners and enterprises, multiples ("doubled") and ranks
("largest partner"). Leave out dates, GDP, prices, production, plans and forecasts."""


_DAY = re.compile(r"(\d{4}-\d\d)-\d\d")
# Whose trade Chinese news is about; the reporter is no core field.
_REPORTER = "CHN"
EXAMPLE = (
    "Ecuador's foreign trade totaled 5.2 billion U.S. dollars in the first five months of 2016, up 4.1 percent year on "
    "year. Exports to Norway rose 7 percent to 61 million U.S. dollars, making Norway its third-largest market. "
    "Imports from Chile fell by 12 percent in May to 40.5 million dollars, 3.1 percent of all imports. In that month "
    "310 freight trains carried 45,000 tons of goods."
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
    period: str = Field(description="First and last month of the figure's period, as YYYY-MM/YYYY-MM.")

    @field_validator("statistic", "measure", "flow", mode="before")
    @classmethod
    def _in_other_words(cls, value: Any) -> Any:  # noqa: ANN401 (whatever the model wrote)
        """Other words for a kind are no mistake of a fact."""
        word = "none" if value is None else str(value).strip().lower().replace(" ", "_")
        return _KINDS.get(word, word)


_KINDS = {
    "growth_rate": "growth",
    "increase": "growth",
    "decrease": "growth",
    "amount": "level",
    "value": "level",
    "volume": "level",
    "number": "level",
    "ranking": "rank",
    "trade": "total",
    "total_trade": "total",
    "imports_and_exports": "total",
    "export": "exports",
    "import": "imports",
    "surplus": "balance",
    "deficit": "balance",
    "": "none",
    "null": "none",
    "trains": "freight_trains",
    "freight": "freight_volume",
}


def _example(figure: str, value: str, unit: str, statistic: str, shared: dict[str, str]) -> Copied:
    given = {"figure": figure, "value": value, "unit": unit, "statistic": statistic, "measure": "trade_value"}
    return Copied.model_validate(given | shared)


_ALL = {"flow": "total", "partner": "WLD", "period": "2016-01/2016-05"}
_NORWAY = {"flow": "exports", "partner": "NOR", "period": "2016-01/2016-05"}
_CHILE = {"flow": "imports", "partner": "CHL", "period": "2016-05/2016-05"}
_MOVED = {"flow": "none", "partner": "WLD", "period": "2016-05/2016-05"}
EXAMPLE_FACTS = (
    _example("5.2 billion U.S. dollars", "5200000000", "USD", "level", _ALL),
    _example("4.1 percent", "4.1", "percent", "growth", _ALL),
    _example("7 percent", "7", "percent", "growth", _NORWAY),
    _example("61 million U.S. dollars", "61000000", "USD", "level", _NORWAY),
    _example("third-largest", "3", "rank", "rank", _NORWAY),
    _example("12 percent", "-12", "percent", "growth", _CHILE),
    _example("40.5 million dollars", "40500000", "USD", "level", _CHILE),
    _example("3.1 percent", "3.1", "percent", "share", _CHILE),
    _example("310", "310", "trains", "level", _MOVED | {"measure": "freight_trains"}),
    _example("45,000 tons", "45000", "tonnes", "level", _MOVED | {"measure": "freight_volume"}),
)
# Nor are other words for a unit.
_UNITS = {
    "yuan": "CNY",
    "rmb": "CNY",
    "dollars": "USD",
    "dollar": "USD",
    "u.s. dollars": "USD",
    "us dollars": "USD",
    "$": "USD",
    "us$": "USD",
    "¥": "CNY",
    "%": "percent",
    "percentage": "percent",
    "percentage point": "percentage_points",
    "percentage points": "percentage_points",
    "points": "percentage_points",
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

    Read as kindly as their sense allows: kinds and units in other words, values and periods as people write them, and
    a partner that is no country, or China or a part of it, as all countries. A period that is none is left open.
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


def _value(written: str) -> Decimal:
    try:
        return Decimal(written.replace(",", "").strip().removesuffix("%"))
    except InvalidOperation:
        return read_figure(written.strip()).value  # "48 percent", "5.2 billion"


def _unit(written: str) -> str:
    words = written.strip().lower()
    # "billion yuan"
    return _UNITS.get(words) or _UNITS.get(words.rsplit(maxsplit=1)[-1] if words else "") or written.strip()


def _partner(written: str) -> str:
    code = partner_code(written) or "WLD"
    is_another = code == code.upper() and code != _REPORTER and not code.startswith("CN-")
    return code if is_another else "WLD"


def _period(written: str) -> Period | None:
    with suppress(ValueError):
        return resolve_period(_DAY.sub(r"\1", written.strip()), year=None)
    return None


def _fact(article: Article, each: Copied, start: int) -> Fact:
    return Fact.model_validate(
        {
            "figure": each.figure,
            "occurrence": 1,
            "value": _value(each.value),
            "unit": _unit(each.unit),
            "statistic": each.statistic,
            "basis": "yoy" if each.statistic in {"growth", "change", "share_change"} else None,
            "measure": each.measure,
            "flow": None if each.flow == "none" else each.flow,
            "reporter": _REPORTER,
            "partner": _partner(each.partner),
            "period": _period(each.period),
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
