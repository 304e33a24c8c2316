"""Time references: the months that words like "the same period", "that quarter" or "this year" have in a story."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from xjllm.narrowing.months import Months, is_before

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xjllm.narrowing.mentions import Mention
    from xjllm.narrowing.months import Anchor

_CUMULATIVE = re.compile(
    r"\bthis\syear\b|\bsince\s(?:the\s)?(?:start|beginning|January|Jan)\b|\byear[- ]to[- ]date\b|\bso\sfar\b",
    re.IGNORECASE,
)
_LENGTHS = {"month": 1, "quarter": 3, "half": 6}


@dataclass(slots=True)
class Told:
    """What a story has told of time so far.

    Attributes:
        anchor: when the article stands.
        main: the period that most of its figures seem to have.
        named: the periods that its figures have had, in text order.
    """

    anchor: Anchor
    main: Months
    named: list[Months] = field(default_factory=list)

    def resolve(self, mention: Mention, current: Months) -> Months | None:
        """The months that a mention has in the story; None where it points to nothing.

        Args:
            mention: the words; those with a `shift` are left as they are, until it is known what from.
            current: the period that is being told of.
        """
        if mention.shift or not mention.reference:
            is_current_year = mention.is_year and not mention.is_base and not mention.shift
            return self._so_far(mention.months) if is_current_year else mention.months
        if mention.reference == "same":
            return current.shifted(12 * (mention.count - current.last[0])) if mention.count else current
        if mention.reference == "period":
            return current
        if mention.reference in {"todate", "since"}:
            return self._to_date(mention)
        if mention.reference == "past":
            return Months.ending(self.main.last, mention.count) if mention.count > 1 else None
        if mention.reference == "year":
            return self._year(mention)
        return self._of_length(mention, current)

    def _so_far(self, year: Months) -> Months:
        """The part of a year that data can be of: "this year" in August is January to July."""
        main = self.main
        if year.first[0] != self.anchor.year:
            return year
        if year.first[0] == main.last[0] and year.first <= main.first:
            return Months(year.first, main.last)
        newest = self.anchor.newest
        return Months(year.first, newest) if year.first <= newest < year.last else year

    def _year(self, mention: Mention) -> Months | None:
        main = self.main
        if main.length == 12:
            return main
        if mention.count and main.last[1] == 12:
            return Months((main.last[0], 1), main.last)
        return next((each for each in reversed(self.named) if each.length == 12), None)

    def _of_length(self, mention: Mention, current: Months) -> Months:
        """The latest period of so many months: "in the three months", "that quarter"."""
        if mention.is_stated:
            return mention.months
        length = _LENGTHS.get(mention.reference, mention.months.length)
        recent = [current, *reversed(self.named), self.main]
        found = next((each for each in recent if each.length == length), None)
        if found is None and mention.reference == "months" and mention.months.last > self.anchor.newest:
            # "Those 11 months" that are not the first of the year: what is nearly as long.
            found = next((each for each in recent if abs(each.length - length) == 1), None)
        return found or (self.main.end if mention.reference == "month" else mention.months)

    def _to_date(self, mention: Mention) -> Months | None:
        first, last = mention.months.first, self.main.last
        if not is_before(first, last):
            return None if mention.reference == "since" and mention.months.length == 1 else mention.months
        if self.anchor.in_fiscal_years and first[1] == 1 and self.main.first[1] != 1:
            first = self.main.first
        return Months(first, last)


def join_to_date(found: Sequence[Mention], words: str) -> list[Mention]:
    """The periods of a sentence; an end and "this year" are one: "By the end of July, 500 trains had run this year"."""
    ends = next((each for each in found if each.is_cumulative), None)
    begins = next((each for each in found if each.reference == "since" and not each.is_base), None)
    if ends is None or not (begins or _CUMULATIVE.search(words)):
        return list(found)
    first = begins.months.first if begins and begins.months.first <= ends.months.last else (ends.months.last[0], 1)
    joined = replace(ends, months=Months(first, ends.months.last))
    others = [each for each in found if each.is_base or not _is_said_by(each, ends, begins)]
    return sorted([joined, *others], key=lambda each: each.start)


def _is_said_by(mention: Mention, ends: Mention, begins: Mention | None) -> bool:
    """Whether "this year" and the like are said by the joined period already."""
    if mention is ends or mention is begins or mention.is_year or mention.reference in {"todate", "since"}:
        return True
    return ends.months.holds(mention.months)
