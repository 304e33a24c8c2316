"""Elapsed years: "nearly seven years on" behind a date tells the year of an article that states none."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from xjllm.reading.dates import MONTH

if TYPE_CHECKING:
    from xjllm.article import Article

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WORDS = ("a", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_COUNTS = {**{str(n): n for n in range(1, 51)}, **{word: n for n, word in enumerate(_WORDS, 1)}, "one": 1}
_ELAPSED = re.compile(
    rf"\b(?P<n>{'|'.join(sorted(_COUNTS, key=len, reverse=True))})\syears?\s"
    r"(?:on\b(?!\s(?:year|the\syear))|(?:has|have)\s(?P<since>gone\sby|passed|elapsed)\b)",
    re.IGNORECASE,
)
_DATE = re.compile(
    rf"\b(?:(?P<month>{MONTH})\.?\s(?:\d{{1,2}},?\s)?|in\s)(?P<year>(?:19|20)\d\d)(?![\d%]|[.,]\d)", re.IGNORECASE
)
_REACH = 250
"""Characters between the date and the words that count from it."""
_LONGEST = 2_000
"""Characters of a paragraph that are looked at."""


def find_elapsed_year(article: Article) -> int | None:
    """The year of publication, counted from a date of the text; None where the text does not count from one."""
    for span in article.paragraphs:
        words = " ".join(article.text[span.start : span.end][:_LONGEST].split())
        for match in _ELAPSED.finditer(words):
            if match["since"]:
                dates = list(_DATE.finditer(words, match.end(), match.end() + _REACH))[:1]
            else:
                dates = list(_DATE.finditer(words, max(0, match.start() - _REACH), match.start()))[-1:]
            if dates:
                return _year(dates[0], _COUNTS[match["n"].lower()], article.published_month_day)
    return None


def _year(date: re.Match[str], years: int, published: tuple[int, int] | None) -> int:
    reached = int(date["year"]) + years
    if not date["month"] or not published:
        return reached
    # "Nearly" and "a little over" are not asked for: the day that is nearest is meant.
    distance = published[0] - 1 - _MONTHS.index(date["month"][:3].lower())
    return reached + (distance < -6) - (distance > 6)
