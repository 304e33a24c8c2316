"""Ranges: what a printed figure can stand for, and arithmetic that never says more than was printed."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from xjllm.figures import read_figure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xjllm.fact import Fact
    from xjllm.figures import Figure

INFINITE = Decimal("Infinity")

# "About 41 percent" may be 40.2, one unit of the last place; "about 1,204.3" is hardly meant to the decimal.
_ABOUT_UNITS = 2
_ABOUT_SHARE = Decimal("0.02")
# "Doubled" is said of 1.8 to 2.2, "a third" of 31 to 35 percent.
_WORD_SHARE = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Range:
    """All numbers from `low` to `high`, both inclusive; either may be infinite."""

    low: Decimal
    high: Decimal

    def __add__(self, other: Range) -> Range:
        return Range(self.low + other.low, self.high + other.high)

    def __sub__(self, other: Range) -> Range:
        return Range(self.low - other.high, self.high - other.low)

    def __neg__(self) -> Range:
        return Range(-self.high, -self.low)

    def __mul__(self, other: Range) -> Range:
        """The product; both ranges must be 0 or above."""
        return Range(self.low * other.low, INFINITE if self.open_above or other.open_above else self.high * other.high)

    def __truediv__(self, other: Range) -> Range:
        """The quotient; both ranges must be 0 or above. A divisor that may be 0 leaves it open above."""
        low = self.low / other.high if other.high > 0 else self.low
        return Range(low, self.high / other.low if other.low > 0 else INFINITE)

    @property
    def open_above(self) -> bool:
        """Whether there is no upper bound."""
        return self.high == INFINITE

    @property
    def bounded(self) -> bool:
        """Whether both ends are finite."""
        return self.low.is_finite() and self.high.is_finite()

    def scaled(self, factor: int) -> Range:
        """This range times a number above 0."""
        return Range(self.low * factor, self.high * factor)

    def meets(self, other: Range) -> bool:
        """Whether a number lies in both."""
        return self.low <= other.high and other.low <= self.high


def first_conflict(ranges: Sequence[Range]) -> tuple[int, int] | None:
    """The first pair of ranges, as indices in order, that have no number in common; None where all have one.

    Time is linear: a range that meets the highest low end and the lowest high end behind it meets all behind it.
    """
    lowest_high, highest_low = INFINITE, -INFINITE
    first = None
    for index in range(len(ranges) - 1, -1, -1):
        if ranges[index].low > lowest_high or ranges[index].high < highest_low:
            first = index
        lowest_high = min(lowest_high, ranges[index].high)
        highest_low = max(highest_low, ranges[index].low)
    if first is None:
        return None
    return first, next(n for n in range(first + 1, len(ranges)) if not ranges[first].meets(ranges[n]))


@lru_cache(maxsize=4096)
def printed_figure(text: str) -> Figure | None:
    """The figure that the whole of `text` is; None where it is none."""
    try:
        return read_figure(text)
    except ValueError:
        return None


def stated_range(fact: Fact) -> Range:
    """All values that the fact's figure can stand for, by its printed digits and its comparator.

    ">" leaves the size open above and "<" down to 0; both are of the size: "fell more than 5 percent" is at
    most -5. "~" widens to one unit of the last place or 2 percent.
    """
    size, half = abs(fact.value), _half_unit(fact)
    if fact.comparator == ">":
        sizes = Range(size, INFINITE)
    elif fact.comparator == "<":
        sizes = Range(Decimal(0), size)
    else:
        if fact.comparator == "~":
            half = max(half * _ABOUT_UNITS, size * _ABOUT_SHARE)
        sizes = Range(size - half, size + half)
    return -sizes if fact.value < 0 else sizes


def growth_factor(fact: Fact) -> Range:
    """How many times the earlier level the later one is, by a growth fact; never below 0.

    "Grew 1.7 times" and "a sixfold increase" are read both ways, as 1.7 and 2.7 times: writers mean either.
    """
    stated = stated_range(fact)
    if fact.unit != "times":
        return Range(max(1 + stated.low / 100, Decimal(0)), max(1 + stated.high / 100, Decimal(0)))
    one_word = " " not in fact.figure and not fact.figure.lower().endswith("fold")
    return stated if one_word else Range(stated.low, stated.high + 1)


def _half_unit(fact: Fact) -> Decimal:
    size = abs(fact.value)
    figure = printed_figure(fact.figure)
    if figure is None:
        return size * _WORD_SHARE
    if figure.half_unit == 0:
        return Decimal(0) if fact.unit == "rank" else size * _WORD_SHARE
    if size >= 1000 and figure.half_unit == Decimal("0.5"):
        # A count written out with zeros at its end, 412,000, may be rounded to them.
        digits = str(int(size))
        return figure.half_unit.scaleb(len(digits) - len(digits.rstrip("0")))
    if figure.value and size != abs(figure.value):
        # The text shares the scale of a later number: "4.4 to 5.6 billion".
        return figure.half_unit * size / abs(figure.value)
    return figure.half_unit
