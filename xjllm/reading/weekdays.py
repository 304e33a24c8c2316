"""Weekdays: "the customs said on Tuesday" in a story of 20 July leaves one year in six or so."""

from __future__ import annotations

import re
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING

from xjllm.reading.dates import MONTH, month_number
from xjllm.reading.lines import single_spaced

if TYPE_CHECKING:
    from xjllm.article import Article

_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SAID = re.compile(
    r"\b(?:said|says|showed|shows?|told|reported|released?|announced|published|revealed|obtained|issued|learned|"
    rf"conference|briefing|according\sto)\b[^.!?]{{0,100}}?\b(?P<day>{'|'.join(_NAMES)})\b|"
    rf"\bon\s(?P<on>{'|'.join(_NAMES)})\b(?!\s(?:morning\s)?market)",
    re.IGNORECASE,
)
_DAY = r"(?P<number>\d{1,2})(?:st|nd|rd|th)?(?![\d.:]?\d)"
_DATED = re.compile(
    rf"\b(?P<day>{'|'.join(_NAMES)})(?:,\s|\s?\()(?:(?P<month>{MONTH})\.?\s{_DAY}|"
    rf"(?P<number2>\d{{1,2}})\s(?P<month2>{MONTH})(?![a-z])\.?)(?!,?\s\d{{4}})",
    re.IGNORECASE,
)
_LEAD = 4
_LONGEST = 1_500
"""Characters of a paragraph that are looked at."""
_PAGE = 20_000
"""Characters of the page that are looked at."""


def find_reported_weekday(article: Article) -> int | None:
    """The weekday, 0 for Monday, on which the lead says that its news was given out; None where it says none."""
    # Bullets, bylines and reading times ahead of the story are none of its paragraphs.
    sentences = (
        span for span in article.paragraphs if article.text[span.start : span.end].rstrip('"”’) ').endswith(".")
    )
    for span in islice(sentences, _LEAD):
        match = _SAID.search(single_spaced(article.text, span, _LONGEST))
        if match:
            return _NAMES.index((match["day"] or match["on"]).lower())
    return None


def find_dated_weekdays(article: Article) -> list[tuple[int, int, int]]:
    """Weekday (0 for Monday), month and day of each day that the page names so without its year: "Friday, July 18"."""
    return [
        (
            _NAMES.index(match["day"].lower()),
            month_number(match["month"] or match["month2"]),
            int(match["number"] or match["number2"]),
        )
        for match in _DATED.finditer(article.text, 0, _PAGE)
    ]


def fits_weekday(year: int, published: tuple[int, int], weekday: int, *, exactly: bool = False) -> bool:
    """Whether the weekday was the day of publication in that year, or the day before.

    Args:
        year: year of publication.
        published: month and day of publication.
        weekday: 0 for Monday.
        exactly: whether the day before does not count.
    """
    try:
        day = date(year, *published)
    except ValueError:
        return False
    return (day.weekday() - weekday) % 7 <= (not exactly)
