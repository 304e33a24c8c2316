"""Year bounds: what an article speaks of as past is older than it is, and what it plans for is yet to come."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from xjllm.article import Span
from xjllm.reading.dates import find_dates, find_months, find_years
from xjllm.reading.sentences import sentence_at

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from xjllm.article import Article

_PLANNED = re.compile(
    r"\b(?:will|would|shall|should|could|may|might|until|till|plan\w{0,4}|targets?|targeted|goals?|expect\w{0,3}|"
    r"forecasts?|aim\w{0,3}|scheduled?|due|set to|to be|(?:is|are) to(?=\s[a-z])|projected|"
    r"next|upcoming|seeks?|strives?|intends?|vows?|hop(?:es?|ing)|deadline)\b"
)
_BY_YEAR = re.compile(r"\b[Bb]y (?:the end of )?(?:early |late |mid-)?(?:[A-Z][a-z]{2,8} )?(?:19|20)\d\d\b")
_OVER = re.compile(
    r"\bhad\b|^\W*By\s[^,;.]{4,40},?\s[^,;.]{0,80}\b(?:were|was|reached|exceeded|surpassed|stood|total+ed)\b"
)
_GOAL = re.compile(
    r"\b(?:will|plan\w{0,4}|targets?|targeted|goals?|expect\w{0,3}|aim\w{0,3}|scheduled?|due|set to|to be|projected|"
    r"(?:is|are) to(?=\s[a-z])|"
    r"seeks?|strives?|intends?|vows?|hop(?:es?|ing)|wants?)\b[^.;]{0,120}\b(?:by|in|until|before)\s"
    r"(?:the end of |mid-|early |late )?(?:[A-Z][a-z]{2,8} )?$"
)
_BEGAN = re.compile(
    r"\b(?:first(?!\s(?:\w+\s)?(?:half|quarter|month))|since|launch\w*|found(?:ed|ing)|establish\w*|inaugurat\w*|open(?:ed|ing)|unveil\w*|signed|signing|"
    r"set up|(?:into|in|took) (?:force|effect|operation|use|service)|approved|introduced|imposed|lifted|born|"
    r"proposed|joined|acceded|broke out)\b",
    re.IGNORECASE,
)
_LEAD = 4
"""Paragraphs, headline included, that may tell of a day near that of publication."""
_BEFORE = 160


def latest_date_mentioned(article: Article) -> date | None:
    """The latest day that the story or a picture's caption speaks of as past; None where there is none.

    The article is not older than this day. A month without a day counts as its first day, a year alone as its
    first of January. What stands in a sentence about the future ("will", "by 2030") does not count.
    """
    captions = (part for part in article.furniture if part.kind == "caption")
    days = [day for span in (*article.paragraphs, *captions) for day in _past_days(article.text, span)]
    if article.published:
        days = [day for day in days if day <= article.published]
    return max(days, default=None)


def latest_year_of_the_story(article: Article) -> int | None:
    """The latest year that the story, captions left out, speaks of as past; None where there is none."""
    return max((day.year for span in article.paragraphs for day in _past_days(article.text, span)), default=None)


def is_day_of_the_lead(article: Article, year: int) -> bool:
    """Whether the lead tells of a day in that year, month and day printed: the story is hardly of a later year.

    Not so where something began that day ("the zone was opened on November 1, 2023"): that is spoken of for long.
    """
    for span in article.paragraphs[:_LEAD]:
        content = article.text[span.start : span.end]
        for mention in find_dates(content):
            sentence = sentence_at(content, mention.start, mention.end)
            words = content[sentence.start : sentence.end]
            if mention.day.year == year and not (_BEGAN.search(words) or is_ahead(content, sentence)):
                return True
    return False


def earliest_year_planned_for(article: Article) -> int | None:
    """The first of the years in which something is to be reached ("by 2026"); None where there is none.

    The article is not younger than that year.
    """
    planned: list[int] = []
    for span in article.paragraphs:
        content = article.text[span.start : span.end]
        planned += [
            mention.day.year
            for mention in find_years(content)
            if _GOAL.search(content, max(0, mention.start - _BEFORE), mention.start)
        ]
    return min(planned, default=None)


def _past_days(text: str, span: Span) -> Iterator[date]:
    content = text[span.start : span.end]
    written = [*find_dates(content), *find_months(content)]
    in_written = {mention.end for mention in written}
    years = (mention for mention in find_years(content) if mention.end not in in_written)
    sentence, ahead = Span(0, 0), False
    for mention in sorted([*written, *years], key=lambda each: each.start):
        if not (sentence.start <= mention.start and mention.end <= sentence.end):
            sentence = sentence_at(content, mention.start, mention.end)
            ahead = is_ahead(content, sentence)
        if not ahead:
            yield mention.day


def is_ahead(content: str, sentence: Span) -> bool:
    """Whether the sentence of `content` speaks of what is to come ("by 2030")."""
    if _PLANNED.search(content, sentence.start, sentence.end):
        return True
    # "By 2030 the port can take twice as many", but "By the end of 2023 it had taken twice as many".
    by_year = _BY_YEAR.search(content, sentence.start, sentence.end)
    return by_year is not None and not _OVER.search(content[sentence.start : sentence.end])
