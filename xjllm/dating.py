"""Dates: periods as a model writes them become months, and an article that states no year gets one.

Order of evidence (guidelines, "Reading rules"): the article's own words, its dateline, its publication date,
then arithmetic: an amount in two currencies dates itself by the exchange rate, a weekday leaves some years, and an
event that the text speaks of was before it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from xjllm.article import Span
from xjllm.exchange import CONVERSION_SLACK, PARITY_SLACK, Amount, years_that_fit
from xjllm.periods import needs_year, resolve_period
from xjllm.reading.compared_years import find_compared_year
from xjllm.reading.dateline import latest_date_mentioned
from xjllm.reading.dates import MONTH
from xjllm.reading.elapsed import find_elapsed_year
from xjllm.reading.known_events import find_event_evidence
from xjllm.reading.weekdays import find_reported_weekday, fits_weekday

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from decimal import Decimal

    from xjllm.article import Article
    from xjllm.figures import Figure
    from xjllm.periods import Period

_BETWEEN_CURRENCIES = re.compile(
    r"[\s(\[,–—-]*(?:or|about|around|nearly|some|almost|approximately|roughly|equal to)?\s*"
)
_FARTHEST = 30
"""Characters between an amount and its conversion."""
_YEAR_OF_PERIOD = re.compile(
    rf"(?<![a-z])(?:{MONTH}\.?(?:\s\d{{1,2}}(?:st|nd|rd|th)?)?|months?|quarters?|half(?:[\s-]year)?|[qh][1-4]),?"
    r"\s{1,3}(?:of\s|in\s)?(?:19[5-9]|20\d)\d(?!\d)",
    re.IGNORECASE,
)
_NEXT_YEARS = 3
"""Years from that of a photo on in which the article may have been published."""
_YEAR = re.compile(r"(?<![\d.,$€£¥])(?:19[89]\d|20[0-4]\d)(?![\d%]|[.,]\d)")


@dataclass(frozen=True, slots=True)
class InferredYear:
    """The year that an article leaves out.

    Attributes:
        year: year of publication; None where nothing tells.
        reason: what tells it, as part of a sentence.
        stated: whether the story names the year with a period ("in May 2019", "the first half of 2019").
    """

    year: int | None
    reason: str
    stated: bool = False


def infer_year(
    article: Article,
    amounts: Sequence[tuple[Figure, Figure, str]],
    *,
    suggested: int | None = None,
    whole_years: bool = False,
) -> InferredYear:
    """The year of publication of an article that does not state it.

    A year that the model suggests, since it knows the events of the text, is taken where nothing speaks against it:
    no newer date in the text, and amounts in two currencies that it could have. Exchange rates come again from
    year to year, so by themselves they are taken only where nothing is suggested, or the suggestion is impossible.

    Args:
        article: the article; its dateline, captions and other dates bound the year.
        amounts: neighbouring amounts in two currencies, each with its period as the model wrote it.
        suggested: the year that the model gives; None where it gives none.
        whole_years: whether the periods that want a year are years, so that a year without a month states theirs.
    """
    inferred = _infer_year(article, amounts, suggested)
    if inferred.year is not None and inferred.year == _stated_year(article, whole_years=whole_years):
        return InferredYear(inferred.year, f"the text names a period of {inferred.year}", stated=True)
    return inferred


def _infer_year(article: Article, amounts: Sequence[tuple[Figure, Figure, str]], suggested: int | None) -> InferredYear:
    earliest = latest_date_mentioned(article)
    event = find_event_evidence(article)
    if event and event.year and not (earliest and event.year < earliest.year):
        return InferredYear(event.year, f"the text says how long before it {event.name} was ({event.day.year})")
    # Photos are rarely older than the year before, events may be: only a photo makes the first year the likely one.
    bound = max((day for day in (earliest, event.day if event else None) if day), default=None)
    if suggested and not (bound and suggested < bound.year):
        possible = _fitting_years(article, amounts, earliest=bound, slack=PARITY_SLACK)
        if not possible or suggested in possible:
            fit = ", and the amounts in two currencies fit its exchange rates" if possible else ""
            return InferredYear(suggested, f"the model dates it by the events of the text{fit}")
    compared = find_compared_year(article)
    told = [(find_elapsed_year(article), "the text counts the years up to {}")]
    told.append((compared and compared + 1, f"the text compares with {compared}"))
    for year, reason in told:
        if year and not (bound and year < bound.year):
            possible = _fitting_years(article, amounts, earliest=bound, slack=PARITY_SLACK)
            if not possible or year in possible:
                return InferredYear(year, reason.format(year))
    common = _on_weekday(article, _fitting_years(article, amounts, earliest=bound, slack=CONVERSION_SLACK))
    if common:
        year = min(common) if earliest else common[0]
        others = f"; so do {', '.join(map(str, sorted(set(common) - {year})))}" if len(common) > 1 else ""
        return InferredYear(year, f"the amounts in two currencies fit the exchange rates of {year}{others}")
    common = _on_weekday(article, _fitting_years(article, amounts, earliest=bound, slack=PARITY_SLACK)) if bound else []
    if common:
        # So far from the market's rates the closest year is likelier than the first one.
        reason = f"of the years since {bound:%B %Y} the amounts in two currencies fit {common[0]}"
        return InferredYear(common[0], reason)
    if earliest and earliest == bound:
        likely = _on_weekday(article, list(range(earliest.year, earliest.year + _NEXT_YEARS)))
        return InferredYear(likely[0], f"the newest date in the text is of {earliest:%B %Y}")
    if event:
        return InferredYear(event.day.year, f"the text speaks of {event.name} ({event.day.year})")
    years = [int(match[0]) for match in _YEAR.finditer(article.text)]
    if years:
        return InferredYear(max(years), f"{max(years)} is the newest year that the text names")
    return InferredYear(None, "neither a date nor an amount in two currencies tells it")


def _on_weekday(article: Article, years: list[int]) -> list[int]:
    """Those of the years in which the news came out on the weekday that the lead names; all where none fits."""
    weekday, published = find_reported_weekday(article), article.published_month_day
    if weekday is None or published is None:
        return years
    return [year for year in years if fits_weekday(year, published, weekday)] or years


def _stated_year(article: Article, *, whole_years: bool) -> int | None:
    """The newest year that the story, captions left out, names with a period; None where it names none."""
    pattern = _YEAR if whole_years else _YEAR_OF_PERIOD
    spans = article.paragraphs or (Span(0, len(article.text)),)
    return max(
        (int(match[0][-4:]) for span in spans for match in pattern.finditer(article.text, span.start, span.end)),
        default=None,
    )


def _fitting_years(
    article: Article, amounts: Sequence[tuple[Figure, Figure, str]], *, earliest: date | None, slack: Decimal
) -> list[int]:
    """Years of publication in which all amounts could have been converted so, best first; empty where none tells."""
    votes: list[list[int]] = []
    for first, second, period in amounts:
        # The year 2000 stands for Y: only the months, and their distance from Y, are wanted.
        months = _months_of(period) if needs_year(period) else None
        if months is None:
            continue
        fits = years_that_fit(
            [(_amount(first), _amount(second))],
            months=(months.first % 12 + 1, months.last % 12 + 1),
            published=article.published_month_day,
            earliest=earliest,
            slack=slack,
        )
        if fits:
            votes.append([fit + 2000 - months.last // 12 for fit in fits])
    return [year for year in votes[0] if all(year in years for years in votes)] if votes else []


def _months_of(period: str) -> Period | None:
    try:
        return resolve_period(period, year=2000)
    except ValueError:
        return None  # what is no period dates nothing; it becomes a finding where its fact is read


def _amount(figure: Figure) -> Amount:
    return Amount.printed(figure.unit or "", figure.value, figure.half_unit)


def currency_pairs(text: str, figures: Sequence[Figure]) -> list[tuple[Figure, Figure]]:
    """Neighbouring money figures in two currencies, as "3.1 billion yuan (about $430 million)"."""
    return [
        (first, second)
        for first, second in pairwise(figures)
        if first.kind == second.kind == "money"
        and first.unit
        and second.unit
        and first.unit != second.unit
        and second.start - first.end <= _FARTHEST
        and _BETWEEN_CURRENCIES.fullmatch(text, first.end, second.start)
    ]
