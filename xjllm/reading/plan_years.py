"""Plan years: "the final year of the 14th Five-Year Plan" is 2025, its "opening quarter" is of 2021."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from xjllm.reading.lines import single_spaced

if TYPE_CHECKING:
    from xjllm.article import Article

_FIRST_YEARS = {"11": 2006, "12": 2011, "13": 2016, "14": 2021, "15": 2026}
"""First years of China's five-year plans since the eleventh."""
_WORDS = {"eleven": "11", "twelf": "12", "thirteen": "13", "fourteen": "14", "fifteen": "15"}
_YEARS = {
    "first": 0, "opening": 0, "initial": 0, "starting": 0, "inaugural": 0, "second": 1, "third": 2, "middle": 2,
    "fourth": 3, "fifth": 4, "final": 4, "last": 4, "closing": 4, "concluding": 4,
}  # fmt: skip
_BEGINNINGS = "first|opening|initial|starting"
_PLAN = re.compile(
    rf"\b(?:(?P<nth>{'|'.join(_YEARS)})\syear|(?P<begun>{_BEGINNINGS})\s(?:month|quarter|half|(?:two|three|four|five)\smonths))\s(?:of|for|in|under)\s(?:the\s|its\s|China[’']s\s)?(?:country[’']s\s)?"
    rf"(?:(?P<plan>1[1-5])th|(?P<word>{'|'.join(_WORDS)})th)\sfive[-\s]year\splan\b",
    re.IGNORECASE,
)
_LONGEST = 2_000
"""Characters of a paragraph that are looked at."""


def find_plan_year(article: Article) -> int | None:
    """The year that the story names as one of a five-year plan of China; None where it names none."""
    for span in article.paragraphs:
        match = _PLAN.search(single_spaced(article.text, span, _LONGEST))
        if match:
            plan = match["plan"] or _WORDS[match["word"].lower()]
            return _FIRST_YEARS[plan] + _YEARS[(match["nth"] or match["begun"]).lower()]
    return None
