"""Reference periods: first and last month, both inclusive (guidelines, field `period`), and how a model writes them."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema

if TYPE_CHECKING:
    from collections.abc import Iterable

FIRST_YEAR, LAST_YEAR = 1800, 2199
"""Years outside this range (inclusive) are misread: no article on trade has a period in them."""

_FORM = re.compile(r"(\d{4})-(0[1-9]|1[0-2])/(\d{4})-(0[1-9]|1[0-2])")
_PART = re.compile(r"(?:(?P<year>\d{4})|Y(?P<shift>[+-]\d)?)(?:-(?P<part>0[1-9]|1[0-2]|Q[1-4]|H[12]))?")
_ANY_YEAR = 2000
_MONTHS = {"Q1": (1, 3), "Q2": (4, 6), "Q3": (7, 9), "Q4": (10, 12), "H1": (1, 6), "H2": (7, 12)}


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A run of whole months.

    Attributes:
        first: first month, counted as year * 12 + month - 1.
        last: last month, inclusive, counted the same way; never before `first`.
    """

    first: int
    last: int

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(f"the period ends before it begins: {self}")

    @classmethod
    def parse(cls, text: str) -> Period:
        """The period written as `YYYY-MM/YYYY-MM`.

        Raises:
            ValueError: the text has another form, ends before it begins, or its years are not 1800 to 2199.
        """
        match = _FORM.fullmatch(text)
        if not match:
            raise ValueError(f"not a period of the form YYYY-MM/YYYY-MM: {text!r}")
        year1, month1, year2, month2 = map(int, match.groups())
        return cls.months(year1, month1, year2, month2)

    @classmethod
    def months(cls, year1: int, month1: int, year2: int, month2: int) -> Period:
        """The period from month `month1` of `year1` to month `month2` of `year2`, both 1 to 12, inclusive.

        Raises:
            ValueError: it ends before it begins, or a year is not 1800 to 2199.
        """
        for year in (year1, year2):
            if not FIRST_YEAR <= year <= LAST_YEAR:
                raise ValueError(f"a period of the year {year:04d}: years are {FIRST_YEAR} to {LAST_YEAR}")
        return cls(year1 * 12 + month1 - 1, year2 * 12 + month2 - 1)

    @property
    def length(self) -> int:
        """Number of months, at least 1."""
        return self.last - self.first + 1

    @property
    def start_date(self) -> date:
        """The first day."""
        return date(self.first // 12, self.first % 12 + 1, 1)

    @property
    def end_date(self) -> date:
        """The last day, inclusive."""
        year, month = self.last // 12, self.last % 12 + 1
        return date(year, month, calendar.monthrange(year, month)[1])

    def shifted(self, months: int) -> Period:
        """The same length of time, `months` later (earlier where negative)."""
        return Period(self.first + months, self.last + months)

    def contains(self, other: Period) -> bool:
        """Whether every month of `other` is one of this period's."""
        return self.first <= other.first and other.last <= self.last

    def __str__(self) -> str:
        first, last = self.first, self.last
        return f"{first // 12:04d}-{first % 12 + 1:02d}/{last // 12:04d}-{last % 12 + 1:02d}"


def needs_year(text: str) -> bool:
    """Whether a period is written relative to the year of publication (`Y-01/Y-08`)."""
    return "Y" in text


def is_of_years(text: str) -> bool:
    """Whether a period is written as whole years (`Y`, `Y-1`)."""
    return all(match and match["part"] is None for match in map(_PART.fullmatch, text.split("/")))


def newest_year_but(periods: Iterable[str], *, named: str) -> int | None:
    """The newest year that `periods` write out; None where they write none, or where the text `named` has it."""
    years = [
        int(match["year"])
        for text in periods
        for match in map(_PART.fullmatch, text.split("/"))
        if match and match["year"]
    ]
    newest = max(years, default=None)
    return None if newest is None or str(newest) in named else newest


@lru_cache(maxsize=1024)
def resolve_period(text: str, *, year: int | None) -> Period | None:
    """The months that a period of the answer schema stands for; None where it needs a year that is not known.

    Args:
        text: `2019-01/2019-08`, `2019`, `2019-H1`, `2019-Q3`, `2019-08`, and the same with `Y`, `Y-1`, `Y+1`
            for the year.
        year: the year that `Y` stands for; None where unknown.

    Raises:
        ValueError: the text has another form, or ends before it begins.
    """
    ends = text.split("/")
    spans = [_span(end, year) for end in ends]
    if len(spans) > 2:
        raise ValueError(f"not a period: {text!r}")
    known = [span for span in spans if span is not None]
    if len(known) < len(spans):
        return None
    return Period(known[0].first, known[-1].last)


def _span(text: str, year: int | None) -> Period | None:
    match = _PART.fullmatch(text)
    if not match:
        raise ValueError(f"not a period: {text!r}")
    if match["year"]:
        resolved = int(match["year"])
    elif year is None:
        return None
    else:
        resolved = year + int(match["shift"] or 0)
    part = match["part"]
    if part is None:
        first, last = 1, 12
    elif part in _MONTHS:
        first, last = _MONTHS[part]
    else:
        first = last = int(part)
    return Period.months(resolved, first, resolved, last)


def check_readable(text: str) -> None:
    """Raise where no year of publication makes the period of the answer schema one of months in order.

    Raises:
        ValueError: it ends before it begins, or its years are not 1800 to 2199; the words are for a model.
    """
    ends = text.split("/")
    # "2018-11/Y-02" may be in order or not.
    pieces = [text] if len({needs_year(end) for end in ends}) == 1 else ends
    try:
        for piece in pieces:
            resolve_period(piece, year=_ANY_YEAR)
    except ValueError as error:
        raise ValueError(
            f"the period {text} is none: its first month comes first, and its years are {FIRST_YEAR} to {LAST_YEAR}"
        ) from error


def _parse(value: Any) -> Any:  # noqa: ANN401 (pydantic hands over whatever came in)
    return Period.parse(value) if isinstance(value, str) else value


PeriodField = Annotated[
    Period,
    BeforeValidator(_parse),
    PlainSerializer(str, return_type=str),
    WithJsonSchema({"type": "string", "pattern": f"^{_FORM.pattern}$"}),
]
"""A `Period` that pydantic reads from and writes to `YYYY-MM/YYYY-MM`."""
