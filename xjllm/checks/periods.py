"""Periods against the words of the sentence."""

from __future__ import annotations

import re
from functools import lru_cache
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
_YEAR = re.compile(r"(?<!\d)(?P<year>(?:1[89]|2[01])\d\d)(?:[-/–](?P<end>\d\d)(?!\d))?(?!\d)")
_BACK = re.compile(
    rf"\b(?:(?P<count>\d{{1,2}}|{'|'.join(_COUNTS)})[\s-](?:\w{{1,12}}[\s-])?years?|(?P<decade>decades?))\b",
    re.IGNORECASE,
)
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
    """A period that ends after the month of publication: what is reported has happened.

    Where the day is not known the year that was inferred counts to its end.
    """
    if article.published is not None:
        latest, said = article.published.year * 12 + article.published.month - 1, f"{article.published}"
    elif article.inferred_year is not None:
        latest, said = article.inferred_year * 12 + 11, f"in {article.inferred_year}"
    else:
        return
    for index, fact in enumerate(facts):
        if fact.period is not None and fact.period.last > latest:
            after = "begins" if fact.period.first > latest else "ends"
            message = f"{fact.figure} is of {fact.period}, which {after} after the day of publication, {said}"
            yield doubt_at("period_in_future", message, index)


def check_years(facts: Sequence[Fact], article: Article) -> Iterator[Finding]:
    """A period whose last year the text neither names nor lets reckon.

    Known are the years that the text names (and the ones before where it says "a year earlier"), those around
    publication (its own, the one before, the one after), and those that it counts back to ("five years ago", "in a
    decade").
    """
    known = _named_years(article.text)
    if _YEAR_BEFORE.search(article.text):
        known |= {year - 1 for year in known}
    published = article.published.year if article.published else article.inferred_year
    if published is not None:
        known |= {published - 1, published, published + 1}
    for index, fact in enumerate(facts):
        year = fact.period.last // 12 if fact.period is not None else None
        if year is None or year in known:
            continue
        if published is None or published - year not in _years_back(article.text):
            near = f" or near {published}" if published else ""
            message = f"{fact.figure} is of {fact.period}, a year that the text does not name{near}"
            yield doubt_at("year_not_in_text", message, index)


_YEAR_BEFORE = re.compile(
    r"\b(?:(?:a|one)\syear|12\smonths|twelve\smonths)\s(?:ago|before|earlier)\b|\byear[- ](?:ago|earlier)\b|"
    r"\b(?:previous|preceding|prior|last)\syear\b|\bcorresponding\s(?:period|month)|\bsame\s(?:period|month)\b",
    re.IGNORECASE,
)


@lru_cache(maxsize=8)
def _named_years(text: str) -> frozenset[int]:
    years = set()
    for match in _YEAR.finditer(text):
        year = int(match["year"])
        years.add(year)
        if match["end"]:
            # "2018-19" and "2018/19" name two.
            years.add(year // 100 * 100 + int(match["end"]))
    return frozenset(years)


@lru_cache(maxsize=8)
def _years_back(text: str) -> frozenset[int]:
    back = set()
    for match in _BACK.finditer(text):
        word = (match["count"] or "").lower()
        count = 10 if match["decade"] else int(word) if word.isdigit() else _COUNTS[word]
        back |= {count - 1, count, count + 1}
    return frozenset(back)
