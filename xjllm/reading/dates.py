"""Calendar dates as news pages write them: strict forms only, so that a date is never guessed.

dateparser and dateutil accept almost anything ("May", "1.2", "10 of 12") as a date and fill in what is
missing from today; here a date counts only when day, month and year are printed and can be read in one way.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from xjllm.article import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

EARLIEST_YEAR, LATEST_YEAR = 1950, 2100
"""Years outside this range (inclusive) are no dates of news about trade."""

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?"
    r"|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
"""An English month, whole or abbreviated, without its dot; to be used ignoring case."""

_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>\d{4})(?!\d(?!\d?:\d\d))"  # pages print "May 5, 20253:05 AM"
_FULL = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?<![a-z])(?P<month>{MONTH})\.?\s{{1,3}}{_DAY}\s?[,.]?\s{{1,3}}{_YEAR}",
        rf"(?<![\d.:]){_DAY}(?:\s{{1,3}}of)?[\s-]{{1,3}}(?P<month>{MONTH})(?![a-z])[.,]?[\s-]{{0,3}}{_YEAR}",
        r"(?<![\d./-])(?P<year>\d{4})(?P<mark>[-/.])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})(?![\d]|[-/.]\d)",
        r"(?<!\d)(?P<year>\d{4})\s?年\s?(?P<month>\d{1,2})\s?月\s?(?P<day>\d{1,2})\s?日",
    )
)
_NUMERIC = re.compile(r"(?<![\d./-])(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?![\d]|[-/.]\d)")
BARE_DAYS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?<![a-z])(?P<month>{MONTH})\.?\s{{1,3}}{_DAY}(?![\d.:]\d|\d|\s?,?\s\d{{4}}(?!\d))",
        rf"(?<![\d.:]){_DAY}\s{{1,3}}(?P<month>{MONTH})(?![a-z])(?!\.?,?\s{{1,3}}\d{{4}}(?!\d))",
    )
)
"""A day in words without its year."""
CLOCK_TIME = re.compile(
    r"(?<![\d.:])\d{1,2}[:.]\d{2}(?::\d{2})?(?!\d)\s?(?:[ap]\.?m\b\.?)?|\b\d{1,2}\s?[ap]\.?m\b\.?"
    r"|\b(?:utc|gmt)\s?[+-]\s?\d{1,2}(?::?\d{2})?",
    re.IGNORECASE,
)
"""A time of day, or an offset from UTC."""
_MONTH_YEAR = re.compile(rf"(?<![a-z])(?P<month>{MONTH})(?![a-z])\.?,?\s{{1,3}}(?:of\s)?{_YEAR}", re.IGNORECASE)

_YEAR_ALONE = re.compile(r"(?<![\w.,:/$€£¥-])((?:19|20)\d\d)(?![\w%:/-]|[.,]\d)(?!\s[a-z]{3,12}s\b)")
_STAMP = re.compile(r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}:\d{2}")
_EDGE = " \t,:|-–—()[]"
_TITLE_WORDS = 4


@dataclass(frozen=True, slots=True)
class DateMention(Span):
    """A date that stands in `text[start:end]`."""

    day: date


def find_dates(text: str) -> list[DateMention]:
    """The dates of which `text` prints day, month and year, in text order.

    Purely numeric dates are read only where one reading is possible: the year first (ISO 8601), a number
    above 12 or two equal numbers, or dots between day, month and year, which are written day first (CLDR: de,
    kk, pl, ru, tr). `03/04/2021` is no date.
    """
    found = sorted([*_written_dates(text), *_numeric_dates(text)], key=lambda mention: (mention.start, -mention.end))
    kept: list[DateMention] = []
    for mention in found:
        if not kept or mention.start >= kept[-1].end:
            kept.append(mention)
    return kept


def find_month_days(text: str) -> list[tuple[int, int]]:
    """Month and day (1 to 12, 1 to 31) of each day that is named in words without a year, in text order."""
    found: list[tuple[int, tuple[int, int]]] = []
    for pattern in BARE_DAYS:
        for match in pattern.finditer(text):
            month, day = month_number(match["month"]), int(match["day"])
            if _date_of(2000, month, day):  # a leap year: 29 February is a day
                found.append((match.start(), (month, day)))
    return [pair for _, pair in sorted(found)]


def find_months(text: str) -> list[DateMention]:
    """The months named with their year ("March 2017"), each dated by its first day, in text order."""
    return [
        DateMention(match.start(), match.end(), day)
        for match in _MONTH_YEAR.finditer(text)
        if (day := _date_of(int(match["year"]), month_number(match["month"]), 1))
    ]


def find_years(text: str) -> list[DateMention]:
    """The years ("in 2017"), also those of days and months, each dated by its first day, in text order."""
    return [
        DateMention(match.start(), match.end(), date(int(match[1]), 1, 1))
        for match in _YEAR_ALONE.finditer(text)
        if EARLIEST_YEAR <= int(match[1]) <= LATEST_YEAR
    ]


def title_beside_date(line: str) -> Span | None:
    """Where the headline stands in a line that begins or ends with one date; None where it is no such line.

    A date behind the headline must look like a time stamp: "in trade pact signed May 5, 2020" is a headline.
    """
    dates = find_dates(line)
    if len(dates) != 1:
        return None
    before, after = line[: dates[0].start], line[dates[0].end :]
    if before.strip(_EDGE).lower() in ("", "date", "published", "updated", "posted", "time"):
        title = CLOCK_TIME.sub(" ", after, count=1) if CLOCK_TIME.match(after.lstrip(_EDGE)) else after
        start = len(line) - len(title.lstrip(_EDGE))
        return Span(start, len(line)) if len(line[start:].split()) >= _TITLE_WORDS else None
    if not CLOCK_TIME.sub("", after).strip(_EDGE) and _STAMP.search(line[dates[0].start :]):
        end = len(before.rstrip(_EDGE))
        return Span(0, end) if len(line[:end].split()) >= _TITLE_WORDS else None
    return None


def _written_dates(text: str) -> Iterator[DateMention]:
    for pattern in _FULL:
        for match in pattern.finditer(text):
            day = _date_of(int(match["year"]), month_number(match["month"]), int(match["day"]))
            if day:
                yield DateMention(match.start(), match.end(), day)


def _numeric_dates(text: str) -> Iterator[DateMention]:
    for match in _NUMERIC.finditer(text):
        first, second, year = int(match[1]), int(match[3]), int(match[4])
        if match[2] == "." or first == second:
            readings = {_date_of(year, second, first)}
        else:
            readings = {_date_of(year, second, first), _date_of(year, first, second)} - {None}
        day = readings.pop() if len(readings) == 1 else None
        if day:
            yield DateMention(match.start(), match.end(), day)


def month_number(name: str) -> int:
    """Number, 1 to 12, of a month given by its name, its abbreviation or its number."""
    return int(name) if name.isdecimal() else _MONTHS.index(name[:3].lower()) + 1


def _date_of(year: int, month: int, day: int) -> date | None:
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None
