"""Time origins: where a running total begins that a story gives for the time since something opened.

"The first train left in March 2011. By the end of April, 51,000 trips had been made in all" is a figure of all the
time since, not of April (guidelines, field `period`: the figure's reference period).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from xjllm.narrowing.calendar_reading import year_in_words
from xjllm.narrowing.months import Months, is_before
from xjllm.reading.dates import MONTH, month_number

if TYPE_CHECKING:
    from xjllm.narrowing.months import Anchor

_BEGAN = re.compile(
    r"\b(?:first|debut|maiden|opened|opening|launched|launch|began|started|starting|inaugurated|inauguration|established|"
    r"founded|set\sup|since|into\s(?:operation|service|use))\b[^;.]{0,80}?\b(?:in|on|since)\s"
    rf"(?:(?P<month>(?-i:(?=[A-Z])){MONTH})\.?\s(?:\d{{1,2}},?\s)?)?(?:(?P<year>(?:19|20)\d\d)(?![\d%]|[.,]\d)|(?P<rel>last\syear))",
    re.IGNORECASE,
)
_RUNNING_TOTAL = re.compile(
    r"\b(?:in\s(?:all|total)|since\sthen|cumulative(?:ly)?|accumulat\w+|altogether|all\stold|so\sfar|to\sdate|"
    r"since\s(?:the|its|their)\s(?:very\s)?(?:first|debut|maiden|launch|opening))\b",
    re.IGNORECASE,
)
_SINCE_THEN = re.compile(r"\b(?:ha(?:s|ve)\s(?:since|so\sfar)|since\sthen|ever\ssince)\b", re.IGNORECASE)


def find_origin(words: str, anchor: Anchor) -> tuple[int, int] | None:
    """Year and month in which something began, by a sentence's words; None where they tell of no beginning."""
    found = None
    for match in _BEGAN.finditer(words):
        month = month_number(match["month"]) if match["month"] else 1
        found = (int(match["year"]) if match["year"] else year_in_words(match["rel"], month, anchor), month)
    return found


def from_origin(period: Months, origin: tuple[int, int], words: str) -> Months:
    """The months since the origin where the words give a running total up to the end of `period`; else `period`."""
    if not _RUNNING_TOTAL.search(words) or not is_before(origin, period.last):
        return period
    return Months(origin, period.last)


def is_since_then(between: str) -> bool:
    """Whether what stands between a period and a figure makes it the figure's first: "… and has since handled"."""
    return _SINCE_THEN.search(between) is not None
