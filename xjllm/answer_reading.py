"""Reading answers: one answered figure becomes one fact, or an error that says why it cannot."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from xjllm.article import occurrence_at
from xjllm.fact import Fact, Provenance, Whole
from xjllm.periods import resolve_period
from xjllm.places import WORLD, partner_code, port_name, reporter_code, zone_name
from xjllm.quotations import UnusableAnswerError, find_quoted
from xjllm.reading.sentences import sentence_at
from xjllm.vocabulary import MEASURE_OF_UNIT, PLAIN_UNITS, Measure, Statistic

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from xjllm.answer import Answer, FactAnswer, WholeAnswer
    from xjllm.article import Article
    from xjllm.figures import Figure
    from xjllm.numbering import NumberedFigure

STATISTIC_OF_KIND: dict[str, Statistic] = {
    "money": "level",
    "quantity": "level",
    "count": "level",
    "number": "level",
    "percent": "growth",
    "multiple": "growth",
    "percentage_points": "share_change",
    "fraction": "share",
    "rank": "rank",
}
"""What a figure of this kind states unless the model says otherwise; the answer schema tells the model the same."""

_SIGNED = {"change", "growth", "growth_gap", "share_change"}
_WITH_BASIS = {"change", "growth", "share_change"}
_WITH_WHOLE = {"share", "growth_gap"}
_UNIT_OF_MEASURE: dict[Measure, str] = {
    "freight_trains": "trains",
    "trading_partners": "countries",
    "enterprises": "enterprises",
}
_FIRM_KINDS = {"money", "percent", "percentage_points", "multiple", "fraction", "rank"}
"""Kinds whose unit is printed; the model cannot change it."""


@dataclass(frozen=True, slots=True)
class AnsweredPart:
    """One request's answer, with the figures it was asked about and where the answer comes from."""

    answer: Answer
    figures: Sequence[NumberedFigure]
    provenance: Provenance


class AnswerReader:
    """Reads the facts of one answer."""

    def __init__(self, article: Article, part: AnsweredPart, year: int | None) -> None:
        self.article = article
        self.part = part
        self.year = year
        self.figures = {each.n: each.figure for each in part.figures}
        self.sources = sorted(part.answer.sources, key=lambda source: source.n)
        self.money = [each for each in part.figures if each.figure.kind == "money"]
        self.given = {fact.n: fact for fact in part.answer.facts if fact.n is not None}

    def find(self, given: FactAnswer) -> tuple[Figure, int | None]:
        """The figure that an answer is about, numbered or quoted, and its number where it has one.

        Raises:
            UnusableAnswerError: there is no such figure; the code and the text say why.
        """
        if given.n is None:
            return find_quoted(
                self.article,
                given.quote or "",
                within=given.context,
                numbered=self.part.figures,
                has_unit=bool(given.unit or given.measure),
            )
        figure = self.figures.get(given.n)
        if figure is None:
            raise UnusableAnswerError("unknown_number", f"the model answered number {given.n}, which does not exist")
        return figure, given.n

    def read(self, given: FactAnswer, figure: Figure, *, n: int | None) -> Fact:
        """The fact that `given` states of `figure`, whose number is `n`; None where it has none.

        Raises:
            UnusableAnswerError: it cannot become a fact; the code and the text say why.
        """
        unit = self._unit(given, figure, n)
        statistic = given.statistic or STATISTIC_OF_KIND[figure.kind]
        measure = given.measure or MEASURE_OF_UNIT.get(unit, "trade_value")
        flow = given.flow or ("total" if measure == "trade_value" else "none")
        transport = "rail" if measure == "freight_trains" else given.transport
        period = self._period(given.period or self.part.answer.period)
        text = self.article.text
        fields: dict[str, Any] = {
            "figure": figure.text,
            "occurrence": occurrence_at(text, figure.text, figure.start),
            "value": _signed(figure.value, down=bool(given.down), statistic=statistic, unit=unit, flow=flow),
            "unit": unit,
            "comparator": given.comparator or figure.comparator,
            "statistic": statistic,
            "ranked_by": given.ranked_by if statistic == "rank" and given.ranked_by != "level" else None,
            "basis": (given.basis or "yoy") if statistic in _WITH_BASIS else None,
            "measure": measure,
            "flow": None if flow == "none" else flow,
            "reporter": _code(reporter_code, given.reporter or self.part.answer.reporter, "reporter"),
            "partner": _code(partner_code, given.partner or WORLD, "partner"),
            "commodity": _lower(given.commodity),
            "enterprise_type": given.enterprise_type,
            "trade_mode": _lower(given.trade_mode),
            "zone": zone_name(given.zone) if given.zone else None,
            "port": port_name(given.port) if given.port else None,
            "transport": transport,
            "period": period,
            "per": given.per,
            "whole": self._whole(given.whole) if statistic in _WITH_WHOLE else None,
            "adjusted": bool(given.adjusted),
            "record": bool(given.record),
            "source": self._source(figure, n),
            "start": figure.start,
            "end": figure.end,
            "sentence": _sentence(self.article, figure),
            "provenance": self.part.provenance,
        }
        try:
            return Fact.model_validate(fields)
        except ValidationError as error:
            first = error.errors()[0]
            raise UnusableAnswerError("invalid_fact", f"{figure.text!r}: {first['loc']}: {first['msg']}") from error

    def _unit(self, given: FactAnswer, figure: Figure, n: int | None) -> str:
        if figure.unit and (figure.kind in _FIRM_KINDS or not given.unit):
            return figure.unit
        if given.unit:
            unit = given.unit if given.unit in PLAIN_UNITS else given.unit.upper()
            if unit in PLAIN_UNITS or _is_currency(unit):
                return unit
            raise UnusableAnswerError("unknown_unit", f"the model gave the unit {given.unit!r} to {figure.text!r}")
        if given.measure in _UNIT_OF_MEASURE:
            return _UNIT_OF_MEASURE[given.measure]
        # "against 2.3 billion a year earlier" is in the currency of the amount before it. What the finder does not
        # take for an amount, and the model quotes, is not; nor is a printed currency that the finder cannot tell.
        before = bisect_left(self.money, figure.start, key=lambda each: each.figure.start)
        if figure.kind == "number" and n is not None and before:
            last = self.money[before - 1]
            told = self.given.get(last.n)
            if last.figure.unit:
                return last.figure.unit
            if told and told.unit:
                return self._unit(told, last.figure, last.n)
        raise UnusableAnswerError("no_unit", f"neither the text nor the model tells the unit of {figure.text!r}")

    def _period(self, text: str) -> Any:  # noqa: ANN401 (Period or None, validated by Fact)
        try:
            return resolve_period(text, year=self.year)
        except ValueError as error:
            raise UnusableAnswerError("invalid_period", f"the model gave the period {text!r}: {error}") from error

    def _whole(self, given: WholeAnswer | None) -> Whole | None:
        if given is None:
            return None
        fields: dict[str, Any] = given.model_dump(exclude_none=True)
        for name, value in fields.items():
            if value == "all":
                fields[name] = WORLD if name == "partner" else None
        for name, read in (("reporter", reporter_code), ("partner", partner_code)):
            if fields.get(name):
                fields[name] = _code(read, fields[name], f"whole.{name}")
        if "period" in fields:
            fields["period"] = self._period(fields["period"])
        for name, tidy in (
            ("port", port_name),
            ("zone", zone_name),
            ("commodity", str.lower),
            ("trade_mode", str.lower),
        ):
            if fields.get(name):
                fields[name] = tidy(fields[name])
        return Whole.model_validate(fields) if fields else None

    def _source(self, figure: Figure, n: int | None) -> str | None:
        if n is None:
            # A quoted figure has the source of the numbered one before it.
            before = bisect_left(self.part.figures, figure.start, key=lambda each: each.figure.start)
            n = self.part.figures[before - 1].n if before else 0
        named = bisect_right(self.sources, n, key=lambda source: source.n)
        return " ".join(self.sources[named - 1].name.split()) or None if named else None


def find_ignored(given: FactAnswer, fact: Fact) -> list[str]:
    """What the model said of a figure and `fact` does not have, since such a figure cannot; for people to read."""
    ignored = []
    if given.unit and given.unit not in {fact.unit, fact.unit.lower()}:
        ignored.append(f"unit {given.unit} (it is printed in {fact.unit})")
    if given.down and fact.value > 0:
        ignored.append(f"down ({_named(fact)} is never negative)")
    if given.transport and given.transport != fact.transport:
        ignored.append(f"transport {given.transport} (freight trains go by rail)")
    if given.ranked_by and fact.statistic != "rank":
        ignored.append(f"ranked_by ({_named(fact)} has none)")
    if given.basis and fact.basis is None:
        ignored.append(f"basis ({_named(fact)} has none)")
    if given.whole and fact.statistic not in _WITH_WHOLE:
        ignored.append(f"whole ({_named(fact)} has none)")
    return ignored


def _named(fact: Fact) -> str:
    return "a multiple" if fact.unit == "times" else f"a {fact.statistic.replace('_', ' ')}"


def _signed(value: Decimal, *, down: bool, statistic: str, unit: str, flow: str) -> Decimal:
    can_be_negative = (statistic in _SIGNED and unit != "times") or flow == "balance"
    return -abs(value) if can_be_negative and (down or value < 0) else abs(value)


def _code(read: Any, text: str, name: str) -> str:  # noqa: ANN401 (one of two readers of xjllm.places)
    code: str | None = read(text)
    if code is None:
        raise UnusableAnswerError("unknown_code", f"the model gave the {name} {text!r}, which is no code or known name")
    return code


def _is_currency(unit: str) -> bool:
    import pycountry

    return pycountry.currencies.get(alpha_3=unit) is not None


def _lower(text: str | None) -> str | None:
    return " ".join(text.lower().split()) or None if text else None


def _sentence(article: Article, figure: Figure) -> str:
    span = sentence_at(article.text, figure.start, figure.end)
    return " ".join(article.text[span.start : span.end].split())
