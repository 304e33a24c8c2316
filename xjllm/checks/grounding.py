"""The guard: does each fact say what its figure in the article says, digit for digit?"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from xjllm.article import occurrence_at
from xjllm.checks.direction import Cue, find_balance_cue, find_change_cue
from xjllm.checks.ranges import printed_figure
from xjllm.figures import Figure, figures_of
from xjllm.figures.nouns import read_noun
from xjllm.figures.values import TENS_WORDS, fold_text
from xjllm.finding import Finding, Severity
from xjllm.reading.sentences import sentence_at
from xjllm.vocabulary import PLAIN_UNITS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xjllm.article import Article
    from xjllm.fact import Fact

_COUNT_UNITS = {"trains", "tonnes", "TEU", "vehicles", "countries", "enterprises", "items"}
# Whether motorcycles, tractors or cars in sets are vehicles or items, the guidelines leave open.
_PIECES = {"vehicles", "items"}
_RUNNING_UNITS = {"trains", "vehicles", "items"}
# "$" alone and "dollars" are the US dollar in most articles, and another one at home.
_DOLLARS = {"USD", "AUD", "CAD", "HKD", "NZD", "SGD", "TWD"}

_STATISTICS_OF_UNIT = {
    "percent": {"growth", "share"},
    "percentage_points": {"growth_gap", "share_change"},
    "times": {"growth"},
    "rank": {"rank"},
} | {unit: {"level", "change"} for unit in _COUNT_UNITS}
_MEASURES_OF_UNIT = {
    "trains": {"freight_trains"},
    "tonnes": {"freight_volume"},
    "TEU": {"freight_volume"},
    "vehicles": {"shipments", "freight_volume"},
    "items": {"shipments", "freight_volume"},
    "countries": {"trading_partners"},
    "enterprises": {"enterprises"},
}
_SIGNED_STATISTICS = {"change", "growth", "growth_gap", "share_change"}
_STATISTICS_OF_FIELD = {
    "ranked_by": {"rank"},
    "basis": {"change", "growth", "share_change"},
    "whole": {"share", "growth_gap", "rank"},
}
_SIGNS = ("+", "-", "\N{MINUS SIGN}")
_REACH = 400
"""Characters of the paragraph before a sentence that are searched for a word of decline."""
_DIGITS_BEFORE, _DIGITS_BEHIND = re.compile(r"\d[.,]?$"), re.compile(r"[.,]?\d")
_NOUN_REACH = 300
"""Characters behind a number that hold the noun it counts."""
_CELL = 256
"""Characters that share an entry in the index of an article's figures."""


def check_spans(facts: Sequence[Fact], article: Article) -> Iterator[Finding]:
    """Facts whose figure does not stand where they say, is another occurrence, or is part of a figure."""
    for index, fact in enumerate(facts):
        if article.text[fact.start : fact.end] != fact.figure:
            there = article.text[fact.start : fact.end][:60]
            yield _error("span_mismatch", index, f"{fact.figure!r} is not at {fact.start}: there is {there!r}")
            continue
        occurrence = occurrence_at(article.text, fact.figure, fact.start)
        if occurrence != fact.occurrence:
            yield _error(
                "occurrence_mismatch",
                index,
                f"{fact.figure!r} at {fact.start} is its occurrence {occurrence}, not {fact.occurrence}",
            )
        longer = _surrounding_figure(article.text, fact)
        if longer is None and _cuts_number(article.text, fact):
            yield _error("partial_figure", index, f"{fact.figure!r} is only a part of the article's number")
        if longer is not None:
            yield _error(
                "partial_figure",
                index,
                f"{fact.figure!r} is only a part of the article's figure {longer.text!r}",
            )


def check_values(facts: Sequence[Fact], article: Article) -> Iterator[Finding]:
    """Facts whose value or unit is not the one that their figure prints."""
    for index, fact in enumerate(facts):
        figure = _figure_at(fact, article.text)
        if figure is None:
            yield _warning("unreadable_figure", index, f"no number can be read from {fact.figure!r} to compare with")
            continue
        if abs(fact.value) != abs(figure.value):
            yield _error("value_mismatch", index, f"{fact.figure!r} is {abs(figure.value):f}, not {abs(fact.value):f}")
        if not _unit_fits(fact.unit, figure):
            yield _misfit_of_unit(index, fact, figure, article.text)


def check_kinds(facts: Sequence[Fact], _article: Article) -> Iterator[Finding]:
    """Facts whose statistic, measure, flow and unit cannot go together."""
    for index, fact in enumerate(facts):
        money = fact.unit not in PLAIN_UNITS
        if fact.statistic not in _STATISTICS_OF_UNIT.get(fact.unit, {"level", "change"}):
            yield _error("statistic_unit_mismatch", index, f"{fact.figure!r} in {fact.unit} is no {fact.statistic}")
        wanted = {"trade_value"} if money else _MEASURES_OF_UNIT.get(fact.unit)
        if wanted and fact.measure not in wanted:
            yield _error(
                "measure_unit_mismatch",
                index,
                f"{fact.figure!r} in {fact.unit} does not measure {fact.measure}",
            )
        if (fact.measure == "trade_value") != (fact.flow is not None) and (
            fact.measure == "trade_value" or fact.flow == "balance"
        ):
            yield _warning("flow_mismatch", index, f"{fact.figure!r}: {fact.measure} with flow {fact.flow or 'none'}")
        for field, statistics in _STATISTICS_OF_FIELD.items():
            if getattr(fact, field) is not None and fact.statistic not in statistics:
                yield _warning("field_misplaced", index, f"{fact.figure!r} is a {fact.statistic}, which has no {field}")


def check_signs(facts: Sequence[Fact], article: Article) -> Iterator[Finding]:
    """Facts whose sign the words around the figure contradict, or do not bear out."""
    for index, fact in enumerate(facts):
        if article.text[fact.start : fact.end] != fact.figure:
            continue
        signed = fact.unit != "times" and (fact.statistic in _SIGNED_STATISTICS or fact.flow == "balance")
        if not signed or fact.statistic in {"rank", "share"}:
            if fact.value < 0:
                yield _error(
                    "sign_impossible",
                    index,
                    f"a {fact.statistic} in {fact.unit} is never negative: {fact.figure!r}",
                )
            continue
        yield from _check_direction(index, fact, article)


def check_comparators(facts: Sequence[Fact], article: Article) -> Iterator[Finding]:
    """Facts whose comparator is not that of the words before the figure."""
    found = {(figure.start, figure.end): figure for figure in figures_of(article.text)}
    for index, fact in enumerate(facts):
        figure = found.get((fact.start, fact.end))
        if figure is not None and figure.text == fact.figure and figure.comparator != fact.comparator:
            yield _warning(
                "comparator_mismatch",
                index,
                f"{fact.figure!r} is printed with {figure.comparator!r}, not {fact.comparator!r}",
            )


def _check_direction(index: int, fact: Fact, article: Article) -> Iterator[Finding]:
    sentence = sentence_at(article.text, fact.start, fact.end)
    before, after = article.text[sentence.start : fact.start], article.text[fact.end : sentence.end]
    cue = find_change_cue(before, after) if fact.statistic != "level" else None
    if fact.flow == "balance":
        balance = find_balance_cue(before, after)
        if fact.statistic == "level":
            # "The deficit narrowed … The gap stood at 8 billion dollars": what a gap is, was said before.
            cue = balance or find_balance_cue(article.text[max(0, sentence.start - _REACH) : sentence.start], "")
        elif fact.statistic != "growth" and balance is not None and balance.direction == "down":
            # Of a deficit, "narrowed by 2 million" is a rise of the balance; without such a word no sign is told.
            if cue is None:
                return
            cue = replace(cue, direction="up" if cue.direction == "down" else "down")
    sign = _printed_sign(article.text, fact)
    if sign:
        cue = Cue("up" if sign == "+" else "down", sign, close=True)
    said = "negative" if fact.value < 0 else "positive"
    if cue is None and fact.value < 0:
        if not _paragraph_declines(article.text, sentence.start):
            yield _warning("sign_without_cue", index, f"no word near {fact.figure!r} says that it is {said}")
    elif cue is not None and (cue.direction == "down") != (fact.value < 0):
        severity: Severity = "error" if cue.close and fact.flow != "balance" else "warning"
        yield _finding(
            "sign_contradicts_text",
            severity,
            index,
            f"{fact.figure!r} is {said}, but the sentence says {cue.word!r}",
        )


_SIGN_AHEAD = re.compile(r"(plus|minus)\s", re.IGNORECASE)
_SIGN_BEFORE = re.compile(r"\b(plus|minus)\s$", re.IGNORECASE)


def _printed_sign(text: str, fact: Fact) -> str | None:
    """The sign, or the word for it, in or right before the figure; a hyphen in "3-5 percent" is none."""
    if fact.figure[0] in (*_SIGNS, "\N{EN DASH}"):
        return fact.figure[0]
    worded = _SIGN_AHEAD.match(fact.figure) or _SIGN_BEFORE.search(text[max(0, fact.start - 6) : fact.start])
    if worded:
        return "-" if worded[1].lower() == "minus" else "+"
    before = text[max(0, fact.start - 2) : fact.start]
    return before[-1] if before[-1:] in _SIGNS and not before[:-1].isalnum() else None


def _paragraph_declines(text: str, sentence_start: int) -> bool:
    """Whether the paragraph before the sentence, which may go on about it, has a word of decline."""
    paragraph = text[max(0, sentence_start - _REACH) : sentence_start].rsplit("\n", 1)[-1]
    cue = find_change_cue(paragraph, "")
    return cue is not None and cue.direction == "down"


_FIRM_CURRENCIES = frozenset(("CNY", "EUR", "GBP", "JPY", "RUB", "USD"))


def _unit_fits(unit: str, figure: Figure) -> bool:
    if figure.kind == "count":
        if figure.unit is None:
            # "3,412 trips", "230 services": a noun of what runs.
            return unit in _RUNNING_UNITS
        return unit == figure.unit or {unit, figure.unit} == _PIECES
    if figure.unit is not None and figure.kind != "number":
        return unit == figure.unit
    if figure.kind == "number":
        return unit not in {"times", "rank"}
    if figure.kind == "money":
        # A currency is printed that the finder cannot tell; it is none of those that need no nation beside them.
        return unit not in PLAIN_UNITS and (unit not in _FIRM_CURRENCIES or any(sign in figure.text for sign in "¥$"))
    if figure.kind == "quantity":
        # Barrels and cubic metres have no unit in the guidelines; "12 mt" may be metric tons.
        return unit == "tonnes" and figure.text.lower().endswith("mt")
    return {"rank": "rank", "multiple": "times", "percent": "percent"}.get(figure.kind, unit) == unit


def _misfit_of_unit(index: int, fact: Fact, figure: Figure, text: str) -> Finding:
    """The finding on a fact in another unit than its figure's: an error where the unit is printed with the number."""
    sign = fact.unit in _DOLLARS and figure.unit in _DOLLARS and "$" in fact.figure[:1]
    weak = (
        figure.kind == "count"
        and (
            # A container may be one TEU or two.
            {fact.unit, figure.unit} == {"items", "TEU"}
            # What is counted was named before the number, and the finder may have taken the wrong noun for it.
            or read_noun(fold_text(text[fact.end : fact.end + _NOUN_REACH]), 0).unit != figure.unit
        )
    )
    printed = figure.unit or ("another unit" if figure.kind == "count" else figure.kind)
    return _finding(
        "unit_mismatch",
        "warning" if sign or weak else "error",
        index,
        f"{fact.figure!r} is printed in {printed}, not {fact.unit}",
    )


def _surrounding_figure(text: str, fact: Fact) -> Figure | None:
    """The article's figure that the fact's span cuts, where it has another value or unit than the fact's."""
    figure = printed_figure(fact.figure)
    for found in _figures_by_start(text).get(fact.start // _CELL, ()):
        covers = (
            found.start <= fact.start and fact.end <= found.end and (found.start, found.end) != (fact.start, fact.end)
        )
        if covers and (figure is None or (abs(found.value), found.unit) != (abs(figure.value), figure.unit)):
            return found
    return None


_TENS = rf"\b(?:{'|'.join(TENS_WORDS.split())})"
_ONES = re.compile(r"(?:one|two|three|four|five|six|seven|eight|nine)\b", re.IGNORECASE)
_TENS_BEFORE = re.compile(rf"{_TENS}-$", re.IGNORECASE)
_TENS_AT_END = re.compile(rf"{_TENS}$", re.IGNORECASE)
_ONES_BEHIND = re.compile(rf"-{_ONES.pattern}", re.IGNORECASE)


def _cuts_number(text: str, fact: Fact) -> bool:
    """Whether the number goes on before or behind the span: "13" in "213", "1.2" in "1.25", "six" in "forty-six"."""
    if _TENS_BEFORE.search(text[max(0, fact.start - 8) : fact.start]) and _ONES.match(fact.figure):
        return True
    if _TENS_AT_END.search(fact.figure) and _ONES_BEHIND.match(text[fact.end : fact.end + 7]):
        return True
    before, after = text[max(0, fact.start - 2) : fact.start], text[fact.end : fact.end + 2]
    # ".4" of "16.4" begins in mid-number, too.
    first, last = fact.figure.lstrip(".,")[:1].isdigit(), fact.figure[-1].isdigit()
    return (first and bool(_DIGITS_BEFORE.search(before))) or (last and bool(_DIGITS_BEHIND.match(after)))


def _figure_at(fact: Fact, text: str) -> Figure | None:
    """The figure of the fact's span: in the text it may share scale and unit with a later one."""
    for found in _figures_by_start(text).get(fact.start // _CELL, ()):
        if (found.start, found.end) == (fact.start, fact.end) and found.text == fact.figure:
            return found
    return printed_figure(fact.figure)


@lru_cache(maxsize=8)
def _figures_by_start(text: str) -> dict[int, list[Figure]]:
    cells: dict[int, list[Figure]] = defaultdict(list)
    for figure in figures_of(text):
        for cell in range(figure.start // _CELL, figure.end // _CELL + 1):
            cells[cell].append(figure)
    return cells


def _finding(code: str, severity: Severity, index: int, message: str) -> Finding:
    return Finding(code=code, severity=severity, message=" ".join(message.split()), facts=(index,))


def _error(code: str, index: int, message: str) -> Finding:
    return _finding(code, "error", index, message)


def _warning(code: str, index: int, message: str) -> Finding:
    return _finding(code, "warning", index, message)
