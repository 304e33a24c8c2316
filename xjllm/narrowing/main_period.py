"""The main period of an article, and the year that it stands in: headline and lead set them for what follows."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from xjllm.dating import infer_year
from xjllm.narrowing.fiscal import NAMED_BY_FIRST_YEAR, fiscal_start, names_fiscal_year
from xjllm.narrowing.mentions import find_mentions, scan_mentions
from xjllm.narrowing.months import Anchor, Months, anchor_of, is_stated
from xjllm.narrowing.story_reporters import find_story_reporters
from xjllm.narrowing.time_clauses import place_periods
from xjllm.narrowing.time_references import join_to_date
from xjllm.narrowing.time_slots import MASK, YEAR_OF_ONE, mask_figures
from xjllm.reading.compared_years import find_compared_year
from xjllm.reading.printed_day import date_by_print
from xjllm.reading.year_bounds import latest_year_of_the_story

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xjllm.article import Article
    from xjllm.narrowing.mentions import Mention
    from xjllm.narrowing.passages import Passage

_HISTORY = 24
"""Months before publication."""
_DECEMBER, _NEW_YEAR = 12, 2
_LAST_DAYS = 25
"""Day of the month from which on some offices publish estimates of that month."""
_HAS_BEEN = re.compile(
    r"\b(?:this\syear\s(?:has|is|looks|was)|so\sfar\sthis\syear|has\s[^.;]{0,60}\sthis\syear)\b", re.IGNORECASE
)
_LEAD = 4
"""Sentences with figures, headline included, that may set the main period."""


def find_main_period(article: Article, passages: Sequence[Passage]) -> tuple[Anchor, Months]:
    """When the article stands, and the period that most of its figures seem to have."""
    article = date_by_print(article)
    anchor = _with_fiscal_year(article, _with_month_ending(article, anchor_of(article)), passages)
    of_story = None if anchor.year else latest_year_of_the_story(article)
    main = _find(passages, anchor, of_story)
    if not anchor.year and is_stated(main.last[0]):
        # The year stands with the first period: "in the first half of 2019", though no date line names it.
        # News of a whole year is of the one after.
        month = anchor.month or (main.last[1] if main.last[1] < _DECEMBER else 0)
        anchor = replace(anchor, year=main.last[0] + (main.last[1] > month))
    if not anchor.year:
        year = _likely_year(article, passages, main)
        compared = find_compared_year(article)
        if compared and year - 2 <= compared < year:
            # What is compared with names its year: so does the rest, counted from it.
            anchor = replace(anchor, year=year)
            main = _find(passages, anchor, of_story)
        anchor = replace(anchor, likely_year=year)
    is_later = of_story == anchor.year or any(_tells_of_this_year(passage.words) for passage in passages)
    if anchor.month is None and main.last == (anchor.year - 1, _DECEMBER) and not is_later:
        # Last year is told of while the year is new: by then "in December" was the year before, "in January" was not.
        anchor = replace(anchor, month=_NEW_YEAR)
    return replace(anchor, data_year=main.last[0]), main


def _with_month_ending(article: Article, anchor: Anchor) -> Anchor:
    """The anchor a month later where the story, published as a month ends, gives figures of that month already."""
    day = article.published
    if day is None or day.day < _LAST_DAYS:
        return anchor
    body = " ".join(article.text[span.start : span.end] for span in article.paragraphs)
    if not re.search(rf"\b[Ii]n {day:%B}(?! (?:last|this|next|of|\d|[12]\d\d\d))\b", body):
        return anchor
    return replace(anchor, month=day.month + 1 if day.month < _DECEMBER else None)


def _tells_of_this_year(words: str) -> bool:
    """Whether the sentence says that this year has been like something: by then some months of it were over."""
    return _HAS_BEEN.search(words) is not None


def _likely_year(article: Article, passages: Sequence[Passage], main: Months) -> int:
    """The year of publication that the story's words and amounts tell; 0 where they tell none."""
    amounts = [
        (each.members[0].figure, each.members[1].figure, str(main))
        for passage in passages
        for each in passage.groups
        if len(each.members) > 1
    ]
    return infer_year(article, amounts, relative=[str(main)]).year or 0


def _with_fiscal_year(article: Article, anchor: Anchor, passages: Sequence[Passage]) -> Anchor:
    lead = " ".join(passage.words for passage in _lead(passages))
    if not any(names_fiscal_year(passage.words) for passage in passages):
        return anchor
    country = find_story_reporters(article)[0]
    return replace(
        anchor,
        fiscal_start=fiscal_start(country),
        fiscal_named_by_first=country in NAMED_BY_FIRST_YEAR,
        in_fiscal_years=names_fiscal_year(lead),
    )


def _lead(passages: Sequence[Passage]) -> list[Passage]:
    return [passage for passage in passages if passage.in_title or passage.groups][:_LEAD]


def _find(passages: Sequence[Passage], anchor: Anchor, of_story: int | None) -> Months:
    title = [each for passage in _lead(passages) if passage.in_title for each in _named(passage, anchor)]
    ahead = [each for each in title if not _is_running(each, anchor)]
    seen = 0
    for passage in passages:
        if passage.in_title:
            continue
        spans = [each for each in _set_by(passage, anchor) if _is_recent(each, anchor, of_story)]
        if not passage.groups:
            # "Trade boomed in the first half": the sentence before the figures may set their period.
            ahead = (spans or ahead) if not seen else ahead
            continue
        seen += 1
        if spans:
            # Of several periods in the sentence the headline's is the story's, of a row of years the newest.
            in_title = [each.months for each in spans if any(each.months == one.months for one in title)]
            if not in_title and _are_before(spans, ahead):
                # "Exports fell 3 percent, reversing growth of 2 percent in July": the month before is compared with.
                return ahead[0].months
            if not in_title and all(each.is_year for each in spans):
                return max((each.months for each in spans), key=lambda months: months.last)
            return (in_title or [spans[0].months])[0]
        if ahead:
            return ahead[0].months
        if seen == _LEAD:
            break
    if ahead:
        return ahead[0].months
    everywhere = [each for passage in passages for each in _named(passage, anchor)]
    longer = [each.months for each in everywhere if each.months.length > 1 and not each.is_year]
    recent = [each for each in longer if each.last[0] == anchor.newest[0] and each.last <= anchor.newest]
    if recent:
        return recent[0]
    newest = anchor.newest
    return Months((newest[0], 1), newest)


def _are_before(mentions: Sequence[Mention], ahead: Sequence[Mention]) -> bool:
    """Whether all `mentions` are months before the one month that headline or lead named `ahead`."""
    if not ahead or ahead[0].months.length > 1:
        return False
    return all(each.months.length == 1 and each.months.last < ahead[0].months.last for each in mentions)


def _is_recent(mention: Mention, anchor: Anchor, of_story: int | None) -> bool:
    """Whether news can be about the period: what is two years old by then is history, as is what is yet to come.

    Where no date line names the year, the newest one that the story speaks of as past (`of_story`) stands for it.
    """
    if not anchor.year:
        year = mention.months.last[0]
        return of_story is None or not is_stated(year) or of_story - 1 <= year <= of_story
    return mention.months.shifted(_HISTORY).last >= anchor.newest


def _set_by(passage: Passage, anchor: Anchor) -> list[Mention]:
    """The periods of a sentence's figures, spans before whole years."""
    words = _words_of(passage)
    mentions = join_to_date(scan_mentions(words, anchor), words)
    slots = place_periods(passage, words, mentions)
    placed = [slot.mention for slot in slots if slot.mention and slot.how != "compared" and _is_own(slot.mention)]
    named = [*placed, *(each for each in mentions if _is_own(each) and not each.is_base and each not in placed)]
    named = [each for each in named if not _is_to_come(each, anchor)] or [
        each
        for each in mentions
        # "Since the beginning of the year", not "the line has hardly stopped since August".
        if each.reference == "since" and not each.is_base and each.months.first[1] in {1, anchor.fiscal_start}
        if each.months.length <= _HISTORY
    ]
    return [each for each in named if not each.is_year] or [each for each in named if not _is_running(each, anchor)]


def _named(passage: Passage, anchor: Anchor) -> list[Mention]:
    return [each for each in find_mentions(_words_of(passage), anchor) if not each.is_base and _is_own(each)]


def _words_of(passage: Passage) -> str:
    """The words of a sentence without its figures, and without years that are only one figure's."""
    return YEAR_OF_ONE.sub(lambda match: MASK * len(match[0]), mask_figures(passage))


def _is_own(mention: Mention) -> bool:
    return mention.reference in {"", "months"} and not mention.shift


def _is_to_come(mention: Mention, anchor: Anchor) -> bool:
    """Whether "those 11 months" cannot be the first of the year, as they are not over."""
    return mention.reference == "months" and anchor.month is not None and mention.months.last > anchor.newest


def _is_running(mention: Mention, anchor: Anchor) -> bool:
    """Whether the mention is of the year in which the article was published, as "this year"."""
    return mention.is_year and mention.months.first[0] == anchor.year
