"""The answer schema: what a model fills in. It is half of the prompt.

Docstrings and descriptions in this module are sent to the model and are written to it; notes to maintainers
are comments. A changed description changes the schema's hash, and so makes recordings stale, which is wanted.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator, model_validator

from xjllm.model import STRICT
from xjllm.periods import check_readable
from xjllm.vocabulary import (
    Basis,
    Comparator,
    EnterpriseType,
    Flow,
    Measure,
    Per,
    RankedBy,
    Statistic,
    Transport,
)

Reason = Literal[
    "restated",
    "date_or_duration",
    "list_size",
    "price",
    "production",
    "economy",
    "plan_or_forecast",
    "not_trade",
    "not_a_figure",
]

PERIOD_PATTERN = (
    r"^(\d{4}|Y([+-]\d)?)(-(0[1-9]|1[0-2]|Q[1-4]|H[12]))?"
    r"(/(\d{4}|Y([+-]\d)?)-(0[1-9]|1[0-2]))?$"
)

_PERIOD = (
    "First and last month inclusive: 2019-01/2019-08. Also 2019, 2019-H1, 2019-Q3, 2019-08. "
    "Where the year of publication is unknown, write Y for it: Y-01/Y-08, Y-1 for the year before."
)


def _check_period(period: str | None, info: ValidationInfo) -> str | None:
    # A wrong period of the article would cost all its facts: the model is told, as long as it can be.
    if period is not None and (info.context or {}).get(STRICT):
        check_readable(period)
    return period


def _plain(schema: dict[str, Any]) -> None:
    # Titles, nulls and defaults only lengthen the prompt: an optional field is one that is not required.
    for field in schema.get("properties", {}).values():
        field.pop("title", None)
        field.pop("default", None)
        options = [option for option in field.pop("anyOf", ()) if option != {"type": "null"}]
        if not options:
            continue
        # The description comes last, as pydantic has it elsewhere.
        description = field.pop("description", None)
        field.update(options[0] if len(options) == 1 else _one_enum(options))
        if description:
            field["description"] = description


def _untitled(schema: dict[str, Any]) -> None:
    schema.pop("title", None)
    _plain(schema)


def _one_enum(options: list[dict[str, Any]]) -> dict[str, Any]:
    words = [word for option in options for word in option.get("enum", [option.get("const")])]
    return {"enum": words, "type": "string"}


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, json_schema_extra=_untitled)


class WholeAnswer(_Part):
    """What a share is a share of, or the other rate of a growth gap: only the fields in which it differs from the fact.

    Write all for a field that the fact restricts and the whole does not.
    """

    reporter: str | None = Field(None, description="CHN where the share is of the whole country's trade.")
    partner: str | None = None
    flow: Flow | None = None
    measure: Measure | None = None
    commodity: str | None = None
    enterprise_type: EnterpriseType | Literal["all"] | None = None
    trade_mode: str | None = None
    zone: str | None = None
    port: str | None = None
    transport: Transport | Literal["all"] | None = None
    period: str | None = Field(None, pattern=PERIOD_PATTERN)

    _check_period = field_validator("period")(_check_period)


class FactAnswer(_Part):
    """One trade fact of a numbered figure. Leave out every field that is at its default."""

    n: int | None = Field(None, description="Number of the figure. Repeat it for each further fact of the figure.")
    quote: str | None = Field(
        None,
        description="Instead of n, only for a trade figure that has no number: "
        "its exact words, scale and unit included.",
    )
    context: str | None = Field(
        None, description="With quote only: a longer exact piece of the text that holds the quote once."
    )
    statistic: Statistic | None = Field(
        None,
        description="Default: level for amounts and counts, growth for percent and multiples, "
        "share_change for percentage points, rank for ranks.",
    )
    measure: Measure | None = Field(
        None,
        description="Default: by the figure's unit (trains: freight_trains, tonnes: freight_volume, …), "
        "else trade_value. "
        "Give it for rates, shares and ranks that are not about the value of trade.",
    )
    flow: Literal["total", "exports", "imports", "balance", "none"] | None = Field(
        None, description="Default: total for trade_value, none for the other measures."
    )
    down: bool | None = Field(None, description="true where the figure states a decline, a deficit, or a gap below.")
    period: str | None = Field(None, pattern=PERIOD_PATTERN, description="Where it differs from the article's period.")
    partner: str | None = Field(None, description="ISO 3166-1 alpha-3 or group code. Default: WLD, no partner named.")
    reporter: str | None = Field(None, description="Where it differs from the article's reporter.")
    basis: Basis | None = Field(None, description="Default: yoy for growth, change and share_change.")
    ranked_by: RankedBy | None = Field(None, description="Ranks only. Default: level.")
    whole: WholeAnswer | None = Field(
        None,
        description="Shares: where the whole is not the reporter's whole trade in the same flow and period. "
        "Growth gaps: always.",
    )
    commodity: str | None = Field(None, description="Lower-case noun phrase as the article has it.")
    enterprise_type: EnterpriseType | None = None
    trade_mode: str | None = Field(None, description="Customs regime, lower case: general trade, border trade, …")
    zone: str | None = Field(None, description="Zone, prefecture or city within the reporter whose trade it is.")
    port: str | None = Field(None, description="Port or border crossing that it passes, without the word Port.")
    transport: Transport | None = None
    per: Per | None = Field(None, description="For rates: month in '45 trains a month'.")
    record: bool | None = Field(None, description="true where the article calls this amount a record or a new high.")
    adjusted: bool | None = Field(None, description="true where seasonally or calendar adjusted.")
    comparator: Comparator | None = Field(None, description="Only where the one in the list of figures is wrong.")
    unit: str | None = Field(
        None,
        description="Only where the list of figures has ? or a wrong unit: "
        "ISO 4217, trains, tonnes, TEU, vehicles, countries, enterprises, items.",
    )

    _check_period = field_validator("period")(_check_period)

    @model_validator(mode="after")
    def _names_its_figure(self) -> FactAnswer:
        if (self.n is None) == (self.quote is None):
            raise ValueError("give either n, the number of a figure, or quote, the exact words of one without a number")
        return self


class NotFact(_Part):
    """Figures that are no trade facts."""

    n: list[int] = Field(min_length=1, description="Numbers of the figures.")
    reason: Reason = Field(
        description="restated: the same figure stands at another number that you do answer; "
        "list_size: 'six border cities'; economy: GDP, investment, population, tourism, …; "
        "plan_or_forecast: targets, capacities, expectations; "
        "not_a_figure: no statement of an amount, rate, share, count, multiple or single rank."
    )


class SourceAnswer(_Part):
    """Who gave the figures from figure n on, until the next entry."""

    n: int
    name: str = Field(description="The office, not the medium that publishes the article; empty where nobody is named.")


class Answer(_Part):
    """Report what every numbered figure of the article measures, and which figures are no trade facts.

    Every number appears in facts or in not_facts. Never write a value: the figures already have theirs.
    """

    # The title is the tool's name.
    model_config = ConfigDict(title="report_trade_facts", json_schema_extra=_plain)

    reporter: str = Field(description="Whose trade the article is about: CN-XJ for Xinjiang, ISO 3166-2 or alpha-3.")
    period: str = Field(pattern=PERIOD_PATTERN, description="The period of most figures. " + _PERIOD)
    year: int | None = Field(
        None,
        ge=1990,
        le=2100,
        description="Only where the year of publication is unknown: the year, where events in the text tell it to you. "
        "Periods keep Y all the same.",
    )
    facts: list[FactAnswer]
    not_facts: list[NotFact] = Field(default_factory=list)
    sources: list[SourceAnswer] = Field(default_factory=list)

    _check_period = field_validator("period")(_check_period)
