"""Reference periods: first and last month, both inclusive (guidelines, field `period`)."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema

FIRST_YEAR, LAST_YEAR = 1800, 2199
"""Years outside this range (inclusive) are misread: no article on trade has a period in them."""

_FORM = re.compile(r"(\d{4})-(0[1-9]|1[0-2])/(\d{4})-(0[1-9]|1[0-2])")


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


def _parse(value: Any) -> Any:  # noqa: ANN401 (pydantic hands over whatever came in)
    return Period.parse(value) if isinstance(value, str) else value


PeriodField = Annotated[
    Period,
    BeforeValidator(_parse),
    PlainSerializer(str, return_type=str),
    WithJsonSchema({"type": "string", "pattern": f"^{_FORM.pattern}$"}),
]
"""A `Period` that pydantic reads from and writes to `YYYY-MM/YYYY-MM`."""
