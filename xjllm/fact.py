"""The trade fact: one model for users, for gold files and for stores (docs/annotation.md has every field)."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer

from xjllm.periods import PeriodField
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


def _exact(value: Any) -> Any:  # noqa: ANN401 (pydantic hands over whatever came in)
    # A float reaches Decimal through its shortest form, so 48.4 stays 48.4.
    return Decimal(repr(value)) if isinstance(value, float) else value


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


Value = Annotated[Decimal, BeforeValidator(_exact), PlainSerializer(_number, when_used="json")]
"""A Decimal that is written to JSON as a number; figures of the press have at most 15 digits, which float keeps."""


class Whole(BaseModel):
    """What a share is part of, or the other growth rate of a growth gap: only what differs from the fact itself.

    A dimension that is not set is the fact's own; one set to None is not restricted in the whole.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    measure: Measure | None = None
    flow: Flow | None = None
    reporter: str | None = None
    partner: str | None = None
    commodity: str | None = None
    enterprise_type: EnterpriseType | None = None
    trade_mode: str | None = None
    zone: str | None = None
    port: str | None = None
    transport: Transport | None = None
    period: PeriodField | None = None


class Provenance(BaseModel):
    """Where a fact comes from, enough to find and repeat the exchange that gave it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    article_sha256: str
    prompt: str
    """Version of the prompt, as `extract.v1`."""
    prompt_sha256: str
    schema_sha256: str
    model: str
    reply_id: str


class Fact(BaseModel):
    """One figure with everything needed to read it without the article.

    Units are those of the guidelines: money in units of its currency (not thousands or billions), growth and
    shares in percent, `period` in whole months. None means "not restricted" or "not stated".
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    figure: str = Field(min_length=1)
    """Verbatim text: `article.text[start:end]`."""
    occurrence: int = Field(default=1, ge=1)
    """Which occurrence of that text in the whole file this is, from 1."""
    value: Value
    """Base units, signed by meaning: a decline or a deficit is negative."""
    unit: str
    comparator: Comparator = "="
    statistic: Statistic
    ranked_by: RankedBy | None = None
    basis: Basis | None = None
    measure: Measure
    flow: Flow | None = None
    reporter: str
    partner: str = "WLD"
    commodity: str | None = None
    enterprise_type: EnterpriseType | None = None
    trade_mode: str | None = None
    zone: str | None = None
    port: str | None = None
    transport: Transport | None = None
    period: PeriodField | None
    """None only where no year can be found; a finding says so."""
    per: Per | None = None
    whole: Whole | None = None
    adjusted: bool = False
    record: bool = False
    source: str | None = None

    start: int = Field(ge=0)
    """First character of the figure in the article's text."""
    end: int = Field(ge=1)
    """One past the figure's last character."""
    sentence: str = ""
    """The sentence the figure stands in."""
    provenance: Provenance | None = None
    """None for facts annotated by hand."""

    def to_dict(self) -> dict[str, Any]:
        """The fact as plain JSON types, what is at its default left out, as gold files have it."""
        plain = self.model_dump(mode="json", exclude_defaults=True)
        if self.whole:
            # A dimension set to None means "not restricted in the whole": it is no default.
            plain["whole"] = self.whole.model_dump(mode="json", exclude_unset=True)
        return plain
