"""Periods against the words of the sentence."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from xjllm.checks.wording import doubt_at
from xjllm.periods import Period

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xjllm.article import Article
    from xjllm.fact import Fact
    from xjllm.finding import Finding

_COUNTS = {
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "eleven": 11,
    "twelve": 12,
}
# Nothing but a few words stands between the figure and its streak: "more than 40 trains for five straight months".
_STREAK = re.compile(
    r"(?:\s[a-z-]{1,20}){0,4}?\s(?:for|in each of)\s(?:the\s(?:past|last)\s)?(?P<count>\d{1,3}|[a-z]{3,6})\s"
    r"(?:consecutive|straight|successive)\smonths",
    re.IGNORECASE,
)
_WINDOW = 100


def check_streaks(facts: Sequence[Fact], article: Article) -> Iterator[Finding]:
    """A figure "for N consecutive months" whose period has another length (guidelines, "Reading rules")."""
    for index, fact in enumerate(facts):
        streak = _STREAK.match(article.text[fact.end : fact.end + _WINDOW].replace("\n", " "))
        if streak is None or fact.period is None:
            continue
        word = streak["count"].lower()
        count = int(word) if word.isdigit() else _COUNTS.get(word)
        if count and count != fact.period.length:
            months = f"{count} months, the last of them {str(Period(fact.period.last, fact.period.last))[:7]}"
            message = f"{fact.figure} is said of {months}; the period is {fact.period}"
            yield doubt_at("streak_mismatch", message, index)


def check_future(facts: Sequence[Fact], article: Article) -> Iterator[Finding]:
    """A period that begins after the day of publication: what is reported has happened."""
    if article.published is None:
        return
    for index, fact in enumerate(facts):
        if fact.period is not None and fact.period.start_date > article.published:
            message = f"{fact.figure} is of {fact.period}, after the day of publication, {article.published}"
            yield doubt_at("period_in_future", message, index)
