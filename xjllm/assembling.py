"""Assembling: a model's answers and the figures they name become facts.

Values, units and comparators come from the figures; the model's words are read into codes and months. What
does not fit becomes a finding or a figure that is set aside, never a guess.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from xjllm.article import occurrence_at
from xjllm.dating import currency_pairs, infer_year, needs_year, resolve_period
from xjllm.fact import Fact, Provenance, Whole
from xjllm.figures import Figure, find_figures, read_figure
from xjllm.finding import Finding, Severity
from xjllm.places import WORLD, partner_code, port_name, reporter_code, zone_name
from xjllm.result import SetAside
from xjllm.sentences import sentence_at
from xjllm.vocabulary import MEASURE_OF_UNIT, PLAIN_UNITS, Measure, Statistic

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from xjllm.answer import Answer, FactAnswer, WholeAnswer
    from xjllm.article import Article
    from xjllm.prompting import NumberedFigure

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


@dataclass(slots=True)
class Assembly:
    """What the answers of one article come to; see `Extraction` for the fields."""

    facts: list[Fact] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    set_aside: list[SetAside] = field(default_factory=list)
    year_inferred: bool = False


class _Unusable(Exception):
    """An answer that cannot become a fact; its text is the finding's message."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def assemble(article: Article, parts: Sequence[AnsweredPart]) -> Assembly:
    """Facts in text order, findings, and every figure that became no fact, with the reason."""
    assembly = Assembly()
    year = _find_year(article, parts, assembly)
    for part in parts:
        _assemble_part(article, part, year, assembly)
    assembly.facts.sort(key=lambda fact: (fact.start, fact.end))
    assembly.set_aside.sort(key=lambda aside: (aside.start, aside.end))
    return assembly


def _find_year(article: Article, parts: Sequence[AnsweredPart], assembly: Assembly) -> int | None:
    if article.published:
        return article.published.year
    periods = [fact.period for part in parts for fact in part.answer.facts if fact.period]
    periods += [part.answer.period for part in parts]
    if not any(needs_year(period) for period in periods):
        return None
    amounts = []
    for part in parts:
        by_span = {(each.figure.start, each.figure.end): each.n for each in part.figures}
        given = {fact.n: fact.period for fact in part.answer.facts if fact.n is not None}
        for first, second in currency_pairs(article.text, [each.figure for each in part.figures]):
            n = by_span[first.start, first.end]
            if n in given:
                amounts.append((first, second, given[n] or part.answer.period))
    inferred = infer_year(article, amounts)
    assembly.year_inferred = True
    if inferred.year is None:
        _note(assembly, "year_unknown", "warning", f"no year for the periods: {inferred.reason}; give published=")
    else:
        _note(assembly, "year_inferred", "info", f"the year {inferred.year} stands nowhere: {inferred.reason}")
    return inferred.year


def _assemble_part(article: Article, part: AnsweredPart, year: int | None, assembly: Assembly) -> None:
    figures = {each.n: each.figure for each in part.figures}
    reader = _Reader(article, part, year)
    answered: set[int] = set()
    seen: set[Fact] = set()
    failed: dict[int, str] = defaultdict(str)
    for given in part.answer.facts:
        try:
            figure = reader.figure_of(given, figures)
            fact = reader.read(given, figure)
        except _Unusable as problem:
            known = figures.get(given.n) if given.n is not None else None
            if known and given.n is not None:
                failed[given.n] = problem.code
            _note(assembly, problem.code, "warning", str(problem), known)
            continue
        if given.n is not None:
            answered.add(given.n)
        if fact in seen:
            _note(assembly, "answered_twice", "info", f"the model gave the same fact of {fact.figure!r} twice", figure)
            continue
        seen.add(fact)
        assembly.facts.append(fact)
    for note in part.answer.not_facts:
        for n in note.n:
            if n not in figures:
                _note(assembly, "unknown_number", "warning", f"the model set aside number {n}, which does not exist")
            elif n in answered:
                message = f"the model both answered {figures[n].text!r} and set it aside ({note.reason}); it is kept"
                _note(assembly, "answered_and_set_aside", "warning", message, figures[n])
            else:
                answered.add(n)
                assembly.set_aside.append(_aside(figures[n], note.reason, "model"))
    for n, figure in figures.items():
        if n in failed and n not in answered:
            assembly.set_aside.append(_aside(figure, failed[n], "code"))
        elif n not in answered:
            _note(assembly, "unanswered", "warning", f"the model said nothing about {figure.text!r}", figure)
            assembly.set_aside.append(_aside(figure, "unanswered", "code"))


class _Reader:
    """Reads the facts of one answer."""

    def __init__(self, article: Article, part: AnsweredPart, year: int | None) -> None:
        self.article = article
        self.part = part
        self.year = year
        self.sources = sorted(part.answer.sources, key=lambda source: source.n)
        self.numbers = {(each.figure.start, each.figure.end): each.n for each in part.figures}

    def figure_of(self, given: FactAnswer, figures: dict[int, Figure]) -> Figure:
        """The figure that an answer is about: the numbered one, or the one that it quotes."""
        if given.n is not None:
            if given.n not in figures:
                raise _Unusable("unknown_number", f"the model answered number {given.n}, which does not exist")
            return figures[given.n]
        quote = given.quote or ""
        context = given.context or quote
        at = self.article.text.find(context)
        if at < 0 or quote not in context:
            raise _Unusable("quote_not_in_text", f"the model quoted {quote!r}, which the article does not have")
        start = at + context.find(quote)
        if self.article.furniture_at(start, start + len(quote)):
            raise _Unusable("quote_in_furniture", f"the model quoted {quote!r} from outside the story")
        inside = [f for f in find_figures(quote) if len(f.text) >= len(quote.strip()) - 2]
        try:
            read = inside[0] if inside else read_figure(quote)
        except ValueError as error:
            raise _Unusable("quote_unreadable", f"code cannot read a value from the quoted {quote!r}") from error
        offset = start + (read.start if inside else 0)
        return Figure(
            start=offset,
            end=offset + len(read.text),
            text=read.text,
            value=read.value,
            unit=read.unit,
            comparator=read.comparator,
            kind=read.kind,
            half_unit=read.half_unit,
        )

    def read(self, given: FactAnswer, figure: Figure) -> Fact:
        """The fact that `given` makes of `figure`."""
        unit = self._unit(given, figure)
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
            "whole": self._whole(given.whole) if statistic in {"share", "growth_gap", "share_change"} else None,
            "adjusted": bool(given.adjusted),
            "record": bool(given.record),
            "source": self._source(figure),
            "start": figure.start,
            "end": figure.end,
            "sentence": _sentence(self.article, figure),
            "provenance": self.part.provenance,
        }
        try:
            return Fact.model_validate(fields)
        except ValidationError as error:
            first = error.errors()[0]
            raise _Unusable("invalid_fact", f"{figure.text!r}: {first['loc']}: {first['msg']}") from error

    def _unit(self, given: FactAnswer, figure: Figure) -> str:
        if figure.unit and (figure.kind in _FIRM_KINDS or not given.unit):
            return figure.unit
        if given.unit:
            unit = given.unit if given.unit in PLAIN_UNITS else given.unit.upper()
            if unit in PLAIN_UNITS or _is_currency(unit):
                return unit
            raise _Unusable("unknown_unit", f"the model gave the unit {given.unit!r} to {figure.text!r}")
        if given.measure in _UNIT_OF_MEASURE:
            return _UNIT_OF_MEASURE[given.measure]
        money = [
            each.figure.unit
            for each in self.part.figures
            if each.figure.kind == "money" and each.figure.unit and each.figure.start < figure.start
        ]
        if figure.kind in {"number", "money"} and money:
            # "against 2.3 billion a year earlier" is in the currency of the amount before it.
            return money[-1]
        raise _Unusable("no_unit", f"neither the text nor the model tells the unit of {figure.text!r}")

    def _period(self, text: str) -> Any:  # noqa: ANN401 (Period or None, validated by Fact)
        try:
            return resolve_period(text, year=self.year)
        except ValueError as error:
            raise _Unusable("invalid_period", f"the model gave the period {text!r}: {error}") from error

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
        for name, tidy in (("port", port_name), ("zone", zone_name), ("commodity", str.lower), ("trade_mode", str.lower)):
            if fields.get(name):
                fields[name] = tidy(fields[name])
        return Whole.model_validate(fields) if fields else None

    def _source(self, figure: Figure) -> str | None:
        n = self.numbers.get((figure.start, figure.end))
        if n is None:
            # A quoted figure has the source of the numbered one before it.
            n = max((number for (start, _), number in self.numbers.items() if start < figure.start), default=0)
        names = [source.name for source in self.sources if source.n <= n]
        return " ".join(names[-1].split()) or None if names else None


def _signed(value: Decimal, *, down: bool, statistic: str, unit: str, flow: str) -> Decimal:
    can_be_negative = (statistic in _SIGNED and unit != "times") or flow == "balance"
    return -abs(value) if can_be_negative and (down or value < 0) else abs(value)


def _code(read: Any, text: str, name: str) -> str:  # noqa: ANN401 (one of two readers of xjllm.places)
    code: str | None = read(text)
    if code is None:
        raise _Unusable("unknown_code", f"the model gave the {name} {text!r}, which is no code or known name")
    return code


def _is_currency(unit: str) -> bool:
    import pycountry

    return pycountry.currencies.get(alpha_3=unit) is not None


def _lower(text: str | None) -> str | None:
    return " ".join(text.lower().split()) or None if text else None


def _sentence(article: Article, figure: Figure) -> str:
    span = sentence_at(article.text, figure.start, figure.end)
    return " ".join(article.text[span.start : span.end].split())


def _aside(figure: Figure, reason: str, by: Any) -> SetAside:  # noqa: ANN401 (a literal that SetAside validates)
    return SetAside(figure=figure.text, start=figure.start, end=figure.end, reason=reason, by=by)


def _note(
    assembly: Assembly, code: str, severity: Severity, message: str, figure: Figure | None = None
) -> None:
    start, end = (figure.start, figure.end) if figure else (None, None)
    assembly.findings.append(Finding(code=code, severity=severity, message=message, start=start, end=end))
