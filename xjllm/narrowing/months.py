"""Months: runs of months in the form of the answer schema (`2019-01/2019-08`, `Y-04`), and when an article stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xjllm.article import Article

UNKNOWN_LENGTH = 1000
"""More months than any period of trade news has."""
_YEARS = 1000  # years below are relative to one that nobody states


@dataclass(frozen=True, slots=True)
class Anchor:
    """When an article was published, as far as it is known, and what its years are.

    Attributes:
        year: year of publication; 0 stands for a year that nobody states.
        month: month of publication, 1 to 12; None where unknown.
        fiscal_start: first month of the reporter's fiscal year, 1 to 12.
        fiscal_named_by_first: whether a fiscal year goes by the calendar year in which it begins, as Japan's do.
        in_fiscal_years: whether the article counts in fiscal years: its "first quarter" is the fiscal one.
        data_year: year of the article's newest data; None where not yet known.
        likely_year: year of publication, inferred where `year` is 0; 0 where nothing tells it.
    """

    year: int
    month: int | None
    fiscal_start: int = 1
    fiscal_named_by_first: bool = False
    in_fiscal_years: bool = False
    data_year: int | None = None
    likely_year: int = 0

    def calendar_year(self, year: int) -> int:
        """The calendar year of one that may be counted from that of publication; 0 where that is not known."""
        if is_stated(year):
            return year
        return self.likely_year + year if self.likely_year else 0

    @property
    def newest(self) -> tuple[int, int]:
        """The last month that data can be expected of: that before publication, December where it is unknown."""
        if self.month is None:
            return self.year, 12
        return (self.year, self.month - 1) if self.month > 1 else (self.year - 1, 12)


@dataclass(frozen=True, slots=True)
class Months:
    """A run of months; years as in `Anchor`."""

    first: tuple[int, int]
    last: tuple[int, int]

    @classmethod
    def ending(cls, last: tuple[int, int], length: int) -> Months:
        """The `length` months up to `last`, inclusive."""
        return cls(_shift(last, 1 - length), last)

    @classmethod
    def beginning(cls, first: tuple[int, int], length: int) -> Months:
        """The `length` months from `first` on."""
        return cls(first, _shift(first, length - 1))

    @property
    def length(self) -> int:
        """Number of months; `UNKNOWN_LENGTH` from a real year on to one that nobody states."""
        if is_stated(self.first[0]) and not is_stated(self.last[0]):
            return UNKNOWN_LENGTH
        return (self.last[0] - self.first[0]) * 12 + self.last[1] - self.first[1] + 1

    @property
    def end(self) -> Months:
        """The last month alone."""
        return Months(self.last, self.last)

    def shifted(self, months: int) -> Months:
        """The same length of time, `months` later."""
        return Months(_shift(self.first, months), _shift(self.last, months))

    def holds(self, other: Months) -> bool:
        """Whether every month of `other` is one of these."""
        return self.first <= other.first and other.last <= self.last

    def __str__(self) -> str:
        first, last = (f"{_year(year)}-{month:02d}" for year, month in (self.first, self.last))
        return first if first == last else f"{first}/{last}"


def anchor_of(article: Article) -> Anchor:
    """When the article was published, as far as its page or its dateline says."""
    if article.published:
        return Anchor(article.published.year, article.published.month)
    return Anchor(0, article.published_month_day[0] if article.published_month_day else None)


def is_stated(year: int) -> bool:
    """Whether `year` is a real one, not one that is counted from a year that nobody states."""
    return year > _YEARS


def is_before(first: tuple[int, int], last: tuple[int, int]) -> bool:
    """Whether one month is no later than the other; one of a real year is before one of a year that nobody states."""
    return first <= last or (is_stated(first[0]) and not is_stated(last[0]))


def _shift(month: tuple[int, int], by: int) -> tuple[int, int]:
    total = month[0] * 12 + month[1] - 1 + by
    return total // 12, total % 12 + 1


def _year(year: int) -> str:
    if is_stated(year):
        return f"{year:04d}"
    return "Y" if year == 0 else f"Y{year:+d}"
