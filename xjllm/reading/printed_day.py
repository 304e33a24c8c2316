"""Printed day: the day of publication in lines that are too full to be known as a date line or a dateline.

"2024-05-06 10:20 | Our Paper | 120 views", "BONN, 6 May 2024 (abc-News) -". Such a line stays in the story, since it
may be one; but the day that it begins with, or that it labels as that of publication, dates the story all the same.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Final

from xjllm.reading.dates import CLOCK_TIME, MONTH, find_dates, find_month_days

if TYPE_CHECKING:
    from datetime import date

    from xjllm.article import Article

_DATE: Final = (
    rf"(?:(?i:{MONTH})\.?\s\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s\d{{4}})?|\d{{1,2}}(?:st|nd|rd|th)?\s(?i:{MONTH})\.?(?:,?\s\d{{4}})?"
    r"|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{4})(?!\d)"
)
_BRACKETS: Final = r"[(\[][^()\[\]]{2,60}[)\]]"
_DASH: Final = r"(?:--|[—–―|]|-(?=\s))"
_DATELINE: Final = (
    # Names and brackets ahead of the day: "Our Paper, BONN,", "BONN (abc-News),", "BONN —".
    rf"[(\[]?(?:(?:{_BRACKETS}[.,:]?|[A-Z][\w.'’&/-]{{0,25}}[\])]?[.,:]?|{_DASH})\s){{0,9}}"
    rf"(?P<date>{_DATE})"
    # What ends it: a bracket, a dash, a colon or a stop before the first word of the story.
    rf",?\s?(?:{_BRACKETS}|[)\]]|(?:[A-Z][\w.'’&/-]{{0,25}},?\s){{0,4}}{_DASH}|[:.](?=\s[A-Z]))"
)
_NO_NAMES: Final = re.compile(
    r"\b(?:On|In|By|Since|From|Until|Till|Between|As|At|Before|After|Through|During|For|To|Of|The|And|When|While|Photo|File|Updated)\s"
)
_LABEL: Final = re.compile(
    r"\b(?:publi\w{2,9}|posted|releas\w{1,3}|issued|pub|date|time|updated?|modified)(?:\s(?:date|time|on|at))?\s?[:：]?\s?$",
    re.IGNORECASE,
)
_LOOSE: Final = re.compile(r"[\s\[\](|•·/—–-]*(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s)?$", re.IGNORECASE)
_SEPARATED_AHEAD: Final = re.compile(r"[|•·]\s?$")
_SEPARATED_BEHIND: Final = re.compile(r"\s?(?:$|[|•·])")
_PICTURE: Final = re.compile(r"\b(?:photos?|pictures?|images?|taken|captured)\b", re.IGNORECASE)
_PARAGRAPHS = 6
"""A dateline or a stamp stands in one of so many paragraphs, headline included."""
_LINE = 200
_HEAD = 160
"""Characters of a paragraph that are looked at."""


def date_by_print(article: Article) -> Article:
    """The article with the day of publication that its first lines print; itself where it has one, or they print none.

    A day without its year becomes `published_month_day`.
    """
    if article.published or not article.paragraphs:
        return article
    day, month_day = _printed_day(article)
    if day:
        return replace(article, published=day, published_from="text", published_month_day=None)
    if month_day and not article.published_month_day:
        return replace(article, published_month_day=month_day)
    return article


def _printed_day(article: Article) -> tuple[date | None, tuple[int, int] | None]:
    """The first day that the lines print, else month and day; neither where lines begin with days of several years."""
    first: date | None = None
    begun: set[date] = set()
    bare: tuple[int, int] | None = None
    begin = article.paragraphs[min(2, len(article.paragraphs) - 1)].end
    above = [each for each in article.furniture if each.end <= begin and each.kind in ("credits", "share", "notice")]
    for span in sorted([*article.paragraphs[:_PARAGRAPHS], *above], key=lambda each: each.start):
        for line in article.text[span.start : min(span.end, span.start + 10 * _LINE)].splitlines():
            words = " ".join(line.split())
            head = _dateline_day(words)
            dates = find_dates(head) if head else []
            day = dates[0].day if dates else _stamp(words)
            if head and not dates and bare is None:
                bare = next(iter(find_month_days(head)), None)
            first = first or day
            if day and (opening := find_dates(words)) and not opening[0].start:
                begun.add(day)
    if len({day.year for day in begun}) > 1 and first in begun:
        # A timeline: "May 6, 2019: the line is opened".
        return None, None
    return first, None if first else bare


def _dateline_day(words: str) -> str | None:
    """The date in the dateline that `words` begin with; None without one."""
    match = _dateline().match(words[:_HEAD])
    if match is None or _NO_NAMES.search(words, 0, match.start("date")) or _PICTURE.search(match.group()):
        return None
    return match["date"]


@cache
def _dateline() -> re.Pattern[str]:
    return re.compile(_DATELINE)


def _stamp(words: str) -> date | None:
    """The day in a short line that begins with it, labels it, or sets it apart between strokes; None without one."""
    if len(words) > _LINE or _PICTURE.search(words) or words.endswith("."):
        return None
    for mention in find_dates(words):
        ahead, behind = words[: mention.start], CLOCK_TIME.sub("", words[mention.end :], count=1)
        is_apart = _SEPARATED_AHEAD.search(ahead) and _SEPARATED_BEHIND.match(behind)
        if is_apart or _LABEL.search(ahead) or _LOOSE.fullmatch(ahead):
            return mention.day
    return None
