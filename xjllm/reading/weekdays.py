"""Weekdays: "the customs said on Tuesday" in a story of 20 July leaves one year in six or so."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xjllm.article import Article

_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SAID = re.compile(
    r"\b(?:said|says|showed|shows?|told|reported|released?|announced|published|revealed|according\sto)\b"
    rf"[^.!?]{{0,100}}?\b(?P<day>{'|'.join(_NAMES)})\b",
    re.IGNORECASE,
)
_LEAD = 4
_LONGEST = 1_500
"""Characters of a paragraph that are looked at."""


def find_reported_weekday(article: Article) -> int | None:
    """The weekday, 0 for Monday, on which the lead says that its news was given out; None where it says none."""
    for span in article.paragraphs[:_LEAD]:
        match = _SAID.search(" ".join(article.text[span.start : span.end][:_LONGEST].split()))
        if match:
            return _NAMES.index(match["day"].lower())
    return None


def fits_weekday(year: int, published: tuple[int, int], weekday: int) -> bool:
    """Whether the weekday was the day of publication in that year, or the day before.

    Args:
        year: year of publication.
        published: month and day of publication.
        weekday: 0 for Monday.
    """
    try:
        day = date(year, *published)
    except ValueError:
        return False
    return (day.weekday() - weekday) % 7 <= 1
