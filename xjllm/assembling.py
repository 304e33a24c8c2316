"""Assembling: a model's answers and the figures they name become facts.

Values, units and comparators come from the figures; the model's words are read into codes and months. What
does not fit becomes a finding or a figure that is set aside, never a guess.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from xjllm.answer_reading import AnsweredPart, AnswerReader, find_ignored
from xjllm.converted_years import currency_pairs
from xjllm.dating import infer_year
from xjllm.finding import Finding, Severity
from xjllm.periods import needs_year, newest_year_but
from xjllm.quotations import UnusableAnswerError
from xjllm.result import SetAside

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xjllm.article import Article
    from xjllm.fact import Fact
    from xjllm.figures import Figure

__all__ = ["AnsweredPart", "Assembly", "assemble"]


@dataclass(slots=True)
class Assembly:
    """What the answers of one article come to; see `Extraction` for the fields.

    `year` is what `Y` stands for where the article has no day of publication; None where nothing asks for it.
    """

    facts: list[Fact] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    set_aside: list[SetAside] = field(default_factory=list)
    year_inferred: bool = False
    year: int | None = None


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
    relative = [period for period in periods if needs_year(period)]
    # "Twice the amount of May 2019" dates the rest to 2020, which the answer may write out though no word names it.
    unnamed = None if relative else newest_year_but(periods, named=article.text)
    if unnamed:
        relative = [period.replace(str(unnamed), "Y") for period in periods if str(unnamed) in period]
    if not relative:
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
    inferred = infer_year(article, amounts, suggested=suggested, relative=relative)
    year = inferred.year
    if unnamed and year != unnamed:
        return None
    assembly.year = year
    assembly.year_inferred = not inferred.stated
    if year is None:
        _note(assembly, "year_unknown", "warning", f"no year for the periods: {inferred.reason}; give published=")
    elif inferred.stated:
        message = f"no day of publication; the periods are of {year}, as {inferred.reason}"
        _note(assembly, "year_from_text", "info", message)
    else:
        stands = "is not said to be the article's" if str(year) in article.text else "stands nowhere"
        _note(assembly, "year_inferred", "info", f"the year {year} {stands}: {inferred.reason}")
    if year is not None and suggested and suggested != year:
        message = f"the model dates the article to {suggested}, but {inferred.reason}: {year} is taken"
        _note(assembly, "year_doubtful", "warning", message)
    return year


def _assemble_part(article: Article, part: AnsweredPart, year: int | None, assembly: Assembly) -> None:
    figures = {each.n: each.figure for each in part.figures}
    reader = AnswerReader(article, part, year)
    answered: set[int] = set()
    failed: dict[int, str] = {}
    seen: set[Fact] = set()
    for given in part.answer.facts:
        n, figure = None, None
        try:
            figure, n = reader.find(given)
            fact = reader.read(given, figure, n=n)
        except UnusableAnswerError as problem:
            if n is not None:
                failed[n] = problem.code
            _note(assembly, problem.code, "warning", str(problem), figure)
            continue
        if n is not None:
            answered.add(n)
        ignored = find_ignored(given, fact)
        if ignored:
            message = f"what the model said of {fact.figure!r} is ignored: {', '.join(ignored)}"
            _note(assembly, "statement_ignored", "info", message, figure)
        known = len(seen)
        seen.add(fact)
        if len(seen) == known:
            message = f"the model gave the same fact of {fact.figure!r} twice"
            assembly.findings.append(
                Finding(code="answered_twice", severity="info", message=message, start=fact.start, end=fact.end)
            )
        else:
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
