"""What an extraction returns: facts, findings, and every figure that is not a fact, with the reason."""

from __future__ import annotations

import json
from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from xjllm.fact import Fact
from xjllm.finding import Finding

ROW_COLUMNS = (
    "article",
    "published",
    "figure",
    "value",
    "unit",
    "comparator",
    "statistic",
    "ranked_by",
    "basis",
    "measure",
    "flow",
    "reporter",
    "partner",
    "commodity",
    "enterprise_type",
    "trade_mode",
    "zone",
    "port",
    "transport",
    "period_first",
    "period_last",
    "per",
    "whole",
    "adjusted",
    "record",
    "source",
    "findings",
    "start",
    "end",
    "sentence",
    "article_sha256",
    "prompt",
    "prompt_sha256",
    "schema_sha256",
    "model",
    "reply_id",
)
"""Columns of `Extraction.to_rows`, in order."""


class SetAside(BaseModel):
    """A figure of the text that is not a fact, or a number that looks like an amount and is no figure, and why.

    Attributes:
        figure: verbatim text, `article.text[start:end]`.
        reason: short name of the reason (`restated`, `date_or_duration`, `not_trade`, `furniture:…`,
            `not_read_as_figure`, …).
        by: `model` where the model set it aside, `code` where a rule did.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    figure: str
    start: int
    end: int
    reason: str
    by: Literal["model", "code"]


class TokenUse(BaseModel):
    """Tokens and requests that an extraction used, every attempt counted."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    requests: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cached_tokens: int = 0


class Extraction(BaseModel):
    """All that one article gave.

    Attributes:
        name: the article's name.
        article_sha256: the article's identity.
        title: headline; None where none is seen.
        published: day of publication as found or given; None where unknown.
        year_inferred: whether the year of the periods stands nowhere and was inferred.
        facts: in text order.
        findings: what may be wrong; `Finding.facts` are indices into `facts`.
        set_aside: figures that are not facts, in text order. Facts and these together are every figure found.
        model: name of the model that answered.
        usage: what it cost.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    article_sha256: str
    title: str | None = None
    published: date | None = None
    year_inferred: bool = False
    facts: tuple[Fact, ...] = ()
    findings: tuple[Finding, ...] = ()
    set_aside: tuple[SetAside, ...] = ()
    model: str = ""
    usage: TokenUse = TokenUse()

    def findings_of(self, index: int) -> tuple[Finding, ...]:
        """The findings that name the fact at `index`."""
        return tuple(finding for finding in self.findings if index in finding.facts)

    def to_dict(self) -> dict[str, Any]:
        """Everything as plain JSON types; facts leave out what is at its default, as gold files do."""
        plain = self.model_dump(mode="json", exclude={"facts"})
        plain["facts"] = [fact.to_dict() for fact in self.facts]
        return plain

    def to_json(self, *, indent: int | None = 2) -> str:
        """`to_dict` as JSON text, non-ASCII characters kept; on one line where `indent` is None."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=indent)

    def to_rows(self) -> list[dict[str, Any]]:
        """The facts as flat rows with the columns `ROW_COLUMNS`, for data frames and spreadsheets.

        `value` is a Decimal in base units; `period_first` and `period_last` are months as `YYYY-MM`, inclusive;
        `whole` is JSON text; `findings` are the codes of the errors and warnings that name the fact, separated by
        spaces. None means not restricted or not stated.
        """
        return [self._row(index, fact) for index, fact in enumerate(self.facts)]

    def _row(self, index: int, fact: Fact) -> dict[str, Any]:
        row: dict[str, Any] = dict.fromkeys(ROW_COLUMNS)
        row |= {name: value for name, value in fact.model_dump().items() if name in row}
        row |= fact.provenance.model_dump(exclude={"article_sha256"}) if fact.provenance else {}
        first, _, last = str(fact.period or "").partition("/")
        whole = fact.whole.model_dump(mode="json", exclude_unset=True) if fact.whole else None
        serious = [finding.code for finding in self.findings_of(index) if finding.severity != "info"]
        return row | {
            "article": self.name,
            "article_sha256": self.article_sha256,
            "published": self.published.isoformat() if self.published else None,
            "period_first": first or None,
            "period_last": last or None,
            "whole": json.dumps(whole, ensure_ascii=False) if whole else None,
            "findings": " ".join(dict.fromkeys(serious)) or None,
        }
