"""Assembling: a model's answers and the figures they name become facts.

Values, units and comparators come from the figures; the model's words are read into codes and months. What
does not fit becomes a finding or a figure that is set aside, never a guess.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from xjllm.answer_reading import AnsweredPart, AnswerReader, UnusableAnswerError
from xjllm.dating import currency_pairs, infer_year, needs_year
from xjllm.finding import Finding, Severity
from xjllm.result import SetAside

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xjllm.article import Article
    from xjllm.fact import Fact
    from xjllm.figures import Figure

__all__ = ["AnsweredPart", "Assembly", "assemble"]


@dataclass(slots=True)
class Assembly:
    """What the answers of one article come to; see `Extraction` for the fields."""

    facts: list[Fact] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    set_aside: list[SetAside] = field(default_factory=list)
    year_inferred: bool = False


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
    suggested = next((part.answer.year for part in parts if part.answer.year), None)
    inferred = infer_year(article, amounts, suggested=suggested)
    assembly.year_inferred = True
    if inferred.year is None:
        _note(
            assembly,
            "year_unknown",
            "warning",
            f"no year for the periods: {inferred.reason}; give published=",
        )
    else:
        _note(assembly, "year_inferred", "info", f"the year {inferred.year} stands nowhere: {inferred.reason}")
        if suggested and suggested != inferred.year:
            message = f"the model dates the article to {suggested}, but {inferred.reason}: {inferred.year} is taken"
            _note(assembly, "year_doubtful", "warning", message)
    return inferred.year


def _assemble_part(article: Article, part: AnsweredPart, year: int | None, assembly: Assembly) -> None:
    figures = {each.n: each.figure for each in part.figures}
    reader = AnswerReader(article, part, year)
    answered: set[int] = set()
    failed: dict[int, str] = {}
    seen: set[Fact] = set()
    for given in part.answer.facts:
        try:
            fact = reader.read(given)
        except UnusableAnswerError as problem:
            figure = figures.get(given.n) if given.n is not None else None
            if figure and given.n is not None:
                failed[given.n] = problem.code
            _note(assembly, problem.code, "warning", str(problem), figure)
            continue
        if given.n is not None:
            answered.add(given.n)
        if fact in seen:
            message = f"the model gave the same fact of {fact.figure!r} twice"
            assembly.findings.append(
                Finding(code="answered_twice", severity="info", message=message, start=fact.start, end=fact.end)
            )
        else:
            seen.add(fact)
            assembly.facts.append(fact)
    _set_aside(part, answered, assembly)
    for n, figure in figures.items():
        if n in answered:
            continue
        if n not in failed:
            _note(assembly, "unanswered", "warning", f"the model said nothing about {figure.text!r}", figure)
        assembly.set_aside.append(_aside(figure, failed.get(n, "unanswered"), "code"))


def _set_aside(part: AnsweredPart, answered: set[int], assembly: Assembly) -> None:
    """Take over what the model set aside; `answered` has the figures that are facts, and gets the others."""
    figures = {each.n: each.figure for each in part.figures}
    facts = frozenset(answered)
    for note in part.answer.not_facts:
        for n in note.n:
            if n not in figures:
                _note(assembly, "unknown_number", "warning", f"the model set aside number {n}, which does not exist")
            elif n in facts:
                message = f"the model both answered {figures[n].text!r} and set it aside ({note.reason}); it is kept"
                _note(assembly, "answered_and_set_aside", "warning", message, figures[n])
            elif n not in answered:
                answered.add(n)
                assembly.set_aside.append(_aside(figures[n], note.reason, "model"))


def _aside(figure: Figure, reason: str, by: Literal["model", "code"]) -> SetAside:
    return SetAside(figure=figure.text, start=figure.start, end=figure.end, reason=reason, by=by)


def _note(assembly: Assembly, code: str, severity: Severity, message: str, figure: Figure | None = None) -> None:
    start, end = (figure.start, figure.end) if figure else (None, None)
    assembly.findings.append(Finding(code=code, severity=severity, message=message, start=start, end=end))
