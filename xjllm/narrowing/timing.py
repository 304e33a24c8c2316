"""Timing: the reference period of each figure, carried from sentence to sentence.

The story has a main period, that of its lead. A sentence may name others. What follows goes on with

- a period as long as the main one or longer, to the end of the story or until another is named;
- a shorter or an earlier one ("in May alone", "in 2019"), or what a month's news adds up "since January", to the
  end of the paragraph;
- one that is only compared with ("a year earlier, it had been …") not at all.

Guidelines, reading rules: "a new paragraph keeps the period". Where a figure goes on after a passing period both are
given, the likelier one first.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from xjllm.narrowing import cues
from xjllm.narrowing.main_period import find_main_period
from xjllm.narrowing.mentions import scan_mentions
from xjllm.narrowing.months import Months, is_before
from xjllm.narrowing.time_clauses import place_periods
from xjllm.narrowing.time_comparisons import find_compared_months
from xjllm.narrowing.time_origins import find_origin, from_origin, is_since_then
from xjllm.narrowing.time_references import Told, join_to_date
from xjllm.narrowing.time_slots import MASK, mask_figures
from xjllm.narrowing.time_words import COUNTS

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from xjllm.article import Article
    from xjllm.narrowing.mentions import Mention
    from xjllm.narrowing.passages import Group, Passage
    from xjllm.narrowing.time_slots import Slot

_STREAK = re.compile(
    r"\bfor\s(?:the\s(?:past|last)\s|more\sthan\s|at\sleast\s)?(?P<n>\w+)\s(?:consecutive|straight|successive|"
    r"running)\s"
    r"(?P<of>month|quarter|year)s\b|\bfor\s(?P<n2>\w+)\s(?P<of2>month|quarter|year)s\s(?:in\sa\srow|running|on\send)\b",
    re.IGNORECASE,
)
_STREAK_ENDS = re.compile(r"[;:]|,\s|\b(?:while|but|whereas)\b", re.IGNORECASE)
_LONG = 24
"""Spans of more months are told of for what has grown in them."""
_STREAK_MONTHS = {"month": 1, "quarter": 3, "year": 12}
_OF_WHOLE = re.compile(
    r"\s?(?:\w+\s)?of\s(?:the\s)?(?:(?:whole|total|trade|exports|imports|volume|value|figure|"
    r"number)\s(?:\w+\s)?(?:of|in|"
    r"for)\s)?(?:all\sof\s|the\swhole\sof\s)?(?:last\syear|the\sprevious\syear|(?:19|20)\d\d)(?:[’']s|\stotal|"
    r"\sas\sa\swhole|"
    r"(?=\s?[.,;]|$))",
    re.IGNORECASE,
)
_OPENS = re.compile(r"[\s\"“]*(?:[Ii]n|[Ff]or|[Dd]uring|[Oo]ver)?\s?")
_NEW_CLAUSE = re.compile(r"[;:]|,\s(?:and|but|while|whereas)\b|\b(?:while|but)\b")
_NOW = re.compile(r"[\s\"“]*(?:Now|Today|Nowadays|Currently|At\spresent|These\sdays)\b")
_RESULT = re.compile(
    r"[\s\"“]*(?:As\sa\s(?:result|consequence)|Consequently|Thus|Hence|(?:This|That)\s(?:left|brought|took|put|gave|made|"
    r"meant|resulted|led|compares|compared))\b"
)
"""A paragraph that begins so goes on about what the one before ended with."""
_YEAR_AGO = re.compile(r"[\s\"“]*(?:A|One)\s(?:year|month)\s(?:earlier|ago|before)\b")
_ON_AVERAGE = re.compile(
    r"\b(?:average|averag\w+|annual(?:ly|ized)?|(?:a|per|each|every)\syear|compound)\b", re.IGNORECASE
)
_SUBJECT = re.compile(r"[\s\"“]*(?:(?:[Ii]n|[Ff]or|[Dd]uring|[Oo]ver|[Aa]s\sfor|[Tt]he|[Ll]ast)\s(?:the\s)?)?")


class PeriodReader:
    """Reads the period of each figure, in text order.

    Attributes:
        anchor: when the article stands.
        main: the period that most of the article's figures seem to have.
    """

    def __init__(self, article: Article, passages: Sequence[Passage]) -> None:
        self.anchor, self.main = find_main_period(article, passages)
        self._standing = self.main
        self._passing: Months | None = None
        self._left: Months | None = None
        self._told = Told(self.anchor, self.main)
        self._origin: tuple[int, int] | None = None
        self._paragraph = -1
        self._read: dict[int, tuple[Months, ...]] = {}
        self._named: dict[int, Months] = {}
        self._since: Collection[Months] = ()
        self._compared_with: frozenset[int] = frozenset()

    def read(self, passage: Passage, group: Group, *, is_first: bool) -> tuple[Months, ...]:
        """The periods that the figures of a group may have, likeliest first; one where the words leave nothing open."""
        if is_first:
            self._read = self._sentence(passage)
        return self._read[len(group.before)]

    def is_compared(self, group: Group) -> bool:
        """Whether something is only compared with the figures of a group of the sentence last read."""
        return len(group.before) in self._compared_with

    def go_on(self, facts: Collection[int]) -> None:
        """Carry on what the sentence told of its figures, as far as they are facts: targets and GDP set no period.

        Args:
            facts: where the figures that are facts begin in their sentence.
        """
        told = [period for start, period in self._named.items() if start in facts]
        self._named = {}
        self._told.named += told
        self._carry(told)

    def pass_by(self, passage: Passage) -> None:
        """Take note of a sentence without figures: "July was busier than any month before it"."""
        self._enter(passage)
        if passage.in_title:
            return
        self._origin = find_origin(passage.words, self.anchor) or self._origin
        found = [each for each in self._mentions(passage.words) if not each.is_base]
        opening = _SUBJECT.match(passage.words)
        if found and opening and found[0].start <= opening.end():
            self._carry([found[0].months])

    def _enter(self, passage: Passage) -> None:
        if passage.paragraph != self._paragraph:
            self._paragraph = passage.paragraph
            # The period just left is still possible in the next paragraph, no longer in the one after.
            self._left, self._passing = self._passing, None
            self._origin = None
        if _NOW.match(passage.words):
            self._passing = None

    def _sentence(self, passage: Passage) -> dict[int, tuple[Months, ...]]:
        self._enter(passage)
        words = mask_figures(passage)
        self._origin = (None if passage.in_title else find_origin(words, self.anchor)) or self._origin
        mentions = self._mentions(words)
        slots = place_periods(passage, words, [each for each in mentions if not self._is_whole(each, words, passage)])
        periods = self._periods(passage, words, slots, mentions)
        self._compared_with = frozenset(slot.start for slot in slots if slot.how == "compared")
        if not passage.in_title:
            self._named = {
                slot.start: period[0]
                for slot, period in zip(slots, periods, strict=True)
                if slot.how in {"own", "ahead", "far_ahead"} and slot.mention is not None
            }
            self._since = [each.months for each in mentions if each.reference in {"since", "todate"}]
        return {slot.start: period for slot, period in zip(slots, periods, strict=True)}

    def _is_whole(self, mention: Mention, words: str, passage: Passage) -> bool:
        """Whether the mention is of what a share is a share of: "two thirds of last year's total"."""
        for group in passage.groups:
            if group.figure.kind in {"percent", "fraction"}:
                end = len(words) - len(group.after)
                whole = _OF_WHOLE.match(words, end)
                if whole and whole.start() <= mention.start < whole.end():
                    return True
        return False

    def _mentions(self, words: str) -> list[Mention]:
        """The sentence's periods, each with the months that it has in this story."""
        found = join_to_date(scan_mentions(words, self.anchor), words)
        resolved: list[Mention] = []
        for each in found:
            # "Over the same period" at the head of a paragraph is what the one before ended with.
            opens = (
                each.reference == "same" and not (each.is_base or each.count) and _OPENS.fullmatch(words, 0, each.start)
            )
            told = (self._left if opens and not self._passing else None) or self._current
            here = next((one.months for one in reversed(resolved) if not one.is_base), told)
            months = self._told.resolve(each, here)
            if months is not None:
                resolved.append(replace(each, months=months))
        return _in_year_ahead(resolved, words)

    @property
    def _current(self) -> Months:
        return self._passing or self._standing

    def _periods(
        self, passage: Passage, words: str, slots: Sequence[Slot], mentions: Sequence[Mention]
    ) -> list[tuple[Months, ...]]:
        periods: list[tuple[Months, ...]] = []
        for slot in slots:
            if slot.how == "compared":
                periods.append(())
                continue
            periods.append(self._plain(passage, words, slot, mentions))
        for index, slot in enumerate(slots):
            if slot.how == "compared":
                # "A year earlier" at the head of a paragraph is that of what the one before ended with.
                told = self._left if self._left and not self._passing and _YEAR_AGO.match(words) else self._current
                context = periods[slot.context][0] if slot.context is not None else told
                periods[index] = _unique(find_compared_months(slot, words, context, main=self.main))
        return [self._with_streak(words, slot, period) for slot, period in zip(slots, periods, strict=True)]

    def _plain(self, passage: Passage, words: str, slot: Slot, mentions: Sequence[Mention]) -> tuple[Months, ...]:
        is_bare = all(each.is_base for each in mentions)
        state = self._state(passage)
        if slot.mention is None:
            is_of_month = any(_is_beside(each, state[0]) for each in mentions) and not cues.YOY.search(words)
            if is_bare and state[0].length > 1 and (_is_monthly(words) or is_of_month):
                # "up 3 percent month on month", "up from 2 million tons in July" can be told of a month only.
                return _unique([state[0].end, *state])
            return state
        months = slot.mention.months
        is_ahead = slot.mention.end <= slot.start
        if is_ahead and is_since_then(words[slot.mention.end : slot.start]) and is_before(months.first, self.main.last):
            return (Months(months.first, self.main.last), months)
        if slot.mention.is_cumulative and self._origin:
            whole = from_origin(months, self._origin, words)
            if whole != months:
                return (whole, months)
        if slot.mention.is_year and slot.mention.is_cumulative and months.length == 12:
            # By the end of 2023 trade had reached so much in that year; so many companies there were in December.
            return (months.end, months) if slot.kind == "count" else (months, months.end)
        if slot.kind == "multiple" and months.length > _LONG and not _ON_AVERAGE.search(words):
            # Guidelines, field `period`: growth carries the current period, not the base.
            return (Months.ending(months.last, 12), months)
        if slot.how == "far_ahead":
            return _unique([months, state[0]])
        return _unique([months, slot.doubt.months]) if slot.doubt else (months,)

    def _state(self, passage: Passage) -> tuple[Months, ...]:
        """The periods that a figure may have of which its sentence says nothing."""
        if passage.in_title:
            return (self.main,)
        if self._passing:
            return _unique([self._passing, self._standing])
        if self._left and self._left != self._standing:
            return (self._left, self._standing) if _RESULT.match(passage.words) else (self._standing, self._left)
        if self._standing != self.main:
            return (self._standing, self.main)
        return (self._standing,)

    def _with_streak(self, words: str, slot: Slot, period: tuple[Months, ...]) -> tuple[Months, ...]:
        """Guidelines, reading rules: "for five consecutive months" ends with the article's last data month."""
        if slot.how == "compared":
            return period
        for streak in _STREAK.finditer(words):
            between = (
                words[slot.end : streak.start()] if streak.start() >= slot.end else words[streak.end() : slot.start]
            )
            count = COUNTS.get((streak["n"] or streak["n2"]).lower())
            if count and MASK not in between and not _STREAK_ENDS.search(between):
                of = _STREAK_MONTHS[(streak["of"] or streak["of2"]).lower()]
                return _unique([Months.ending(self.main.last, count * of), *period])
        return period

    def _carry(self, told: Sequence[Months]) -> None:
        """Go on with the periods that a sentence has told of its figures."""
        if not told:
            return
        main = self.main
        chosen = main if main in told else self._standing if self._standing in told else told[-1]
        if chosen == self._standing:
            self._passing = None
        elif chosen in {main.shifted(-12), main.shifted(-24)} or chosen.length > max(12, main.length):
            # Last year's level, or growth over a decade, is a passing remark.
            return
        elif (
            chosen.last < main.last
            or (main.holds(chosen) and chosen.length < main.length and not self._is_to_date(chosen))
            or (main.length == 1 and chosen in self._since)
        ):
            self._passing = chosen
        else:
            self._standing, self._passing = chosen, None

    def _is_to_date(self, months: Months) -> bool:
        """Whether the months run from the beginning of the year to the newest data."""
        starts = {1, self.anchor.fiscal_start}
        return months.length > 1 and months.last == self.main.last and months.first[1] in starts


def _in_year_ahead(mentions: list[Mention], words: str) -> list[Mention]:
    """The mentions, in the year that opens their sentence: "Last year, exports rose 5 percent in the first half"."""
    opening = mentions[0] if mentions else None
    if opening is None or not opening.is_year or opening.is_base or opening.months.first[1] != 1:
        return mentions
    if not _OPENS.fullmatch(words, 0, opening.start):
        return mentions
    year, placed = opening.months.first[0], [opening]
    for each in mentions[1:]:
        months = each.months
        if each.is_open and not each.is_base and not _NEW_CLAUSE.search(words, opening.end, each.start):
            months = months.shifted(12 * (year - months.last[0]))
        placed.append(replace(each, months=months))
    return placed


def _is_beside(base: Mention, months: Months) -> bool:
    """Whether a base is the month before the last of `months`, or that month of the year before."""
    named = not (base.shift or base.reference) and base.months.length == 1
    return base.is_base and named and base.months in {months.end.shifted(-1), months.end.shifted(-12)}


def _is_monthly(words: str) -> bool:
    return bool(cues.MONTHLY_RECORD.search(words) or (cues.MOM.search(words) and not cues.YOY.search(words)))


def _unique(periods: Sequence[Months]) -> tuple[Months, ...]:
    return tuple(dict.fromkeys(periods))
