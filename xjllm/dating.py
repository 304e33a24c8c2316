"""Dates: periods as a model writes them become months, and an article that states no year gets one.

Order of evidence (guidelines, "Reading rules"): the article's own words, its dateline, its publication date,
then arithmetic: an amount in two currencies dates itself by the exchange rate, a weekday leaves some years, and an
event that the text speaks of was before it.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from xjllm.article import Span
from xjllm.converted_years import fitting_years, months_of
from xjllm.exchange import CONVERSION_SLACK, PARITY_SLACK
from xjllm.periods import is_of_years
from xjllm.reading.compared_years import (
    find_compared_year,
    find_own_year,
    find_series_year,
    find_year_before_last,
)
from xjllm.reading.dates import MONTH
from xjllm.reading.elapsed import find_counted_years
from xjllm.reading.known_events import find_edition_ahead, find_event_evidence
from xjllm.reading.plan_years import find_plan_year
from xjllm.reading.printed_day import date_by_print
from xjllm.reading.weekdays import find_dated_weekdays, find_reported_weekday, fits_weekday
from xjllm.reading.year_bounds import (
    earliest_year_planned_for,
    is_day_of_the_lead,
    latest_date_mentioned,
    latest_year_of_the_story,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from xjllm.article import Article
    from xjllm.figures import Figure

_YEAR_OF_PERIOD = re.compile(
    rf"(?<![a-z])(?:{MONTH}\.?(?:\s\d{{1,2}}(?:st|nd|rd|th)?)?|months?|quarters?|half(?:[\s-]year)?|[qh][1-4]),?"
    r"\s{1,3}(?:of\s|in\s)?(?:19[5-9]|20\d)\d(?!\d)",
    re.IGNORECASE,
)
_NEXT_YEARS = 3
"""Years from that of a photo on in which the article may have been published."""
_NEWEST = 2025
"""The newest year to which weekdays alone date an article: they come again from year to year."""
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
    relative: Sequence[str] = (),
) -> InferredYear:
    """The year of publication of an article that does not state it.

    A year that the model suggests, since it knows the events of the text, is taken where nothing speaks against it:
    no newer date in the text, and amounts in two currencies that it could have. What the text itself counts or
    compares comes next. Exchange rates come again from year to year, so by themselves they are taken only where
    nothing is suggested or told, or where that is impossible; weekdays alone only where there is nothing else.

    Args:
        article: the article; its dateline, captions and other dates bound the year.
        amounts: neighbouring amounts in two currencies, each with its period as the model wrote it.
        suggested: the year that the model gives; None where it gives none.
        relative: the periods that want a year, as the model wrote them. Where all are whole years, a year without a
            month states theirs; the newest of them tells whether the article's data are of the year before.
    """
    if not article.published:
        article = date_by_print(article)
        if article.published:
            reason = f"a line about its publication names {article.published:%B %Y}"
            return InferredYear(article.published.year, reason, stated=True)
    whole_years = bool(relative) and all(map(is_of_years, relative))
    month, behind = _newest_data(relative or [period for _, _, period in amounts])
    inferred = _infer_year(article, amounts, suggested, month=month, behind=behind, whole_years=whole_years)
    if inferred.year is not None and inferred.year == _stated_year(article, whole_years=whole_years):
        return InferredYear(inferred.year, f"the text names a period of {inferred.year}", stated=True)
    return inferred


def _infer_year(
    article: Article,
    amounts: Sequence[tuple[Figure, Figure, str]],
    suggested: int | None,
    *,
    month: int | None,
    behind: int,
    whole_years: bool,
) -> InferredYear:
    earliest = latest_date_mentioned(article)
    event = find_event_evidence(article, month)
    # Photos are rarely older than the year before, events may be: only a photo makes the first year the likely one.
    bound = max((day for day in (earliest, event.day if event else None) if day), default=None)
    possible = fitting_years(article, amounts, earliest=bound, slack=PARITY_SLACK)
    if suggested and not (bound and suggested < bound.year) and (not possible or suggested in possible):
        fit = ", and the amounts in two currencies fit its exchange rates" if possible else ""
        return InferredYear(suggested, f"the model dates it by the events of the text{fit}")
    if event and event.year and not (earliest and event.year < earliest.year):
        return InferredYear(event.year, f"the text says how long before it {event.name} was ({event.day.year})")
    told = [
        each for each in _told_years(article, month, behind) if not (bound and _is_before(each.year, bound, article))
    ]
    if told:
        agreeing = [each for each in told if each.year in possible] if possible else told
        if agreeing:
            counts = Counter(each.year for each in agreeing)
            return max(agreeing, key=lambda each: counts[each.year])
    is_own = whole_years and behind == 0
    likely_from = _first_likely_year(article, earliest, is_own=is_own, behind=behind)
    common = _on_weekday(article, fitting_years(article, amounts, earliest=bound, slack=CONVERSION_SLACK))
    # Few articles are of the very year of a photo or an event: pictures lie in stock, events are spoken of for long.
    is_of_story = bound is not None and latest_year_of_the_story(article) == bound.year
    after = likely_from if bound is None or is_of_story else bound.year + 1
    if common:
        common = _from_likely(common, after, article)
        year = _nearest(common, article, bound)
        others = f"; so do {', '.join(map(str, sorted(set(common) - {year})))}" if len(common) > 1 else ""
        return InferredYear(year, f"the amounts in two currencies fit the exchange rates of {year}{others}")
    common = _on_weekday(article, possible)
    if common:
        # So far from the market's rates the closest year is likelier than the first one.
        common = _from_likely(common, likely_from, article)
        since = f"of the years since {bound:%B %Y} " if bound else ""
        return InferredYear(common[0], f"{since}the amounts in two currencies fit {common[0]}")
    if likely_from and (not event or likely_from > event.day.year or (earliest and earliest == bound)):
        likely = _on_weekday(article, list(range(likely_from, likely_from + _NEXT_YEARS)))
        newest = f"the newest date in the text is of {earliest:%B %Y}" if earliest else ""
        return InferredYear(likely[0], newest)
    if event:
        return InferredYear(event.day.year, f"the text speaks of {event.name} ({event.day.year})")
    years = [int(match[0]) for match in _YEAR.finditer(article.text)]
    if years:
        return InferredYear(max(years), f"{max(years)} is the newest year that the text names")
    dated = _on_weekday(article, recent := list(range(_NEWEST, _NEWEST - 12, -1)))
    if len(dated) < len(recent):
        return InferredYear(dated[0], f"{dated[0]} is the newest year in which the weekdays of the text fit its days")
    return InferredYear(None, "neither a date nor an amount in two currencies tells it")


def _newest_data(relative: Sequence[str]) -> tuple[int | None, int]:
    """The month after the newest data (1 to 12), None without any, and how many years they are behind the article."""
    newest = max((months.last for period in relative if (months := months_of(period))), default=None)
    if newest is None:
        return None, 0
    behind = 2000 - newest // 12
    return newest % 12 + 1 if behind == 0 else 1, max(0, behind)


def _told_years(article: Article, month: int | None, behind: int) -> list[InferredYear]:
    """The years of publication to which the text's own words lead, surest first."""
    told = [
        InferredYear(each.year + (behind if each.is_of_data else 0), f"the text counts the years since {each.since}")
        for each in find_counted_years(article, month)
    ]
    if series := find_series_year(article):
        told.append(InferredYear(series + 1, f"the text names the years up to {series}, which was last year"))
    if before_last := find_year_before_last(article):
        told.append(InferredYear(before_last + 2, f"the text compares last year with {before_last}"))
    if compared := find_compared_year(article, whole_years=behind == 1 and month == 1):
        told.append(InferredYear(compared + 1 + behind, f"the text compares with {compared}"))
    if planned := find_plan_year(article):
        told.append(InferredYear(planned + behind, f"the text names {planned} as a year of a five-year plan"))
    if ahead := find_edition_ahead(article):
        told.append(InferredYear(ahead[0], f"the text looks ahead to {ahead[1]} ({ahead[0]})"))
    return told


def _is_before(year: int | None, bound: date, article: Article) -> bool:
    """Whether an article of that year would be older than `bound`."""
    if year is None or year != bound.year or article.published_month_day is None:
        return year is None or year < bound.year
    return article.published_month_day < (bound.month, bound.day)


def _first_likely_year(article: Article, earliest: date | None, *, is_own: bool, behind: int) -> int | None:
    """The first year that the article is likely of: a year that it names of the past by itself is over.

    Not so where its lead tells of a day of that year, nor where `is_own`: what it tells of are whole years, so that
    the year may be theirs. Nor where it tells of a part of that year, unless its data are of the year before
    (`behind`).
    """
    if earliest is None:
        return None
    of_story, own = latest_year_of_the_story(article), find_own_year(article)
    first = earliest.year
    if of_story and of_story == first and not (is_own or is_day_of_the_lead(article, first)):
        first += bool(behind or not (own and own >= of_story))
    return first + _is_before(first, earliest, article)


def _nearest(years: list[int], article: Article, earliest: date | None) -> int:
    """The first of the years since a photo or an event, or soon after the newest date; else the first in order."""
    if earliest is None:
        return years[0]
    is_of_story = latest_year_of_the_story(article) == earliest.year
    near = [year for year in years if not is_of_story or year <= earliest.year + _NEXT_YEARS]
    return min(near) if near else years[0]


def _from_likely(years: list[int], first: int | None, article: Article) -> list[int]:
    """Those of the years that are neither too early nor later than what is planned for; all where none is left."""
    planned = earliest_year_planned_for(article)
    likely = [year for year in years if (not first or year >= first) and (not planned or year <= planned)]
    return likely or years


def _on_weekday(article: Article, years: list[int]) -> list[int]:
    """Those of the years in which the days that the text names fell on the weekdays that it names; all where none fits.

    A weekday with its date, and then that on which the lead says that its news came out: best the day of publication
    itself, else the day before it.
    """
    published = article.published_month_day
    for weekday, month, number in find_dated_weekdays(article):
        # A day later in the year than that of publication was the year before.
        back = published is not None and (month, number) > (published[0] + 1, published[1])
        fitting = [year for year in years if fits_weekday(year - back, (month, number), weekday, exactly=True)]
        years = fitting or years
    weekday_said = find_reported_weekday(article)
    if weekday_said is None or published is None:
        return years
    return (
        [year for year in years if fits_weekday(year, published, weekday_said, exactly=True)]
        or [year for year in years if fits_weekday(year, published, weekday_said)]
        or years
    )


def _stated_year(article: Article, *, whole_years: bool) -> int | None:
    """The newest year that the story, captions left out, names with a period; None where it names none."""
    pattern = _YEAR if whole_years else _YEAR_OF_PERIOD
    spans = article.paragraphs or (Span(0, len(article.text)),)
    return max(
        (int(match[0][-4:]) for span in spans for match in pattern.finditer(article.text, span.start, span.end)),
        default=None,
    )
