"""Timing: the reference period of each figure, carried from sentence to sentence."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from xjllm.narrowing import cues
from xjllm.narrowing.months import BASE, COUNTS, Anchor, Months, anchor_of, find_mentions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xjllm.article import Article
    from xjllm.narrowing.months import Mention
    from xjllm.narrowing.passages import Group, Passage

_FARTHEST_TAIL = 120
_YEARS = 1000  # years below are relative to one that nobody states
_NOT_ITS = re.compile(
    r"[;:]|,\s(?:as|after|when|because|which|since|although|while|but|and)\b|\b(?:compared|against|from|versus|than)\b"
)
_LAST_MONTH = re.compile(
    r"\b(?:previous|last|prior|preceding)\smonth|\bmonth\s(?:earlier|before|ago)|\bthe\smonth\sbefore", re.I
)
_STREAK = re.compile(r"\bfor\s(\w+)\s(?:consecutive|straight|successive)\smonths", re.I)
_YEAR_AGO_FIRST = re.compile(r"^[\s\"“]*(?:a|one)\syear\s(?:ago|earlier|before)\b", re.I)
_THE_MONTH = re.compile(r"\b(?:the|that)\smonth\b(?!\s(?:before|earlier|ago))", re.I)
_MONTH_SUBJECT = re.compile(
    r"^[\s\"“]*(?:January|February|March|April|May|June|July|August|September|October|November|December)\s(?:was|saw|"
    r"brought|proved)\b"
)

_END_OF = re.compile(r"\bend\sof\s$|\bas\sof\s(?:the\send\sof\s)?$", re.I)
_THIS_YEAR = re.compile(r"\b(?:so\sfar\s)?this\syear\b|\bsince\sthe\s(?:start|beginning)\sof\sthe\syear\b", re.I)
_GOES_ON_IN_MONTH = re.compile(r"[\s\"“]*(?:Imports\sand\sexports|It|The\s(?:month|figure|amount|value))\b")


class PeriodReader:
    """Reads the period of each figure, in text order.

    Attributes:
        main: the period that most of the article's figures seem to have.
    """

    def __init__(self, article: Article, passages: Sequence[Passage]) -> None:
        self.anchor = anchor_of(article)
        self.main = self._main(passages)
        if not self.anchor.year and self.main.last[0] > _YEARS:
            # The year stands with the first period: "in the first half of 2019", though no date line names it.
            month = self.anchor.month
            self.anchor = Anchor(self.main.last[0] + (month is not None and self.main.last[1] > month), month)
        self.period = self.main
        self.local: Months | None = None
        self.month: Months | None = None
        self.compared = False
        self.paragraph = -1

    def read(self, passage: Passage, group: Group, *, is_first: bool) -> tuple[Months, ...]:
        """The periods that the figures of a group may have, likeliest first."""
        was_compared = self.compared and not is_first
        self.compared = False
        if is_first and passage.paragraph != self.paragraph:
            self.paragraph, self.month, self.local = passage.paragraph, None, None
        current = [self._so_far(each) for each in find_mentions(group.before, self.anchor) if not each.is_base]
        after = find_mentions(group.gap, self.anchor)
        if group.figure.kind in {"percent", "fraction"} and re.match(
            r"\s?of\s(?:the\s)?(?:last\syear|(?:19|20)\d\d)(?:[’']s|\stotal)", group.gap
        ):
            # "93 percent of last year's total" is a share in this period, of another one's.
            after = []
        behind = [self._so_far(each) for each in after if not each.is_base and _is_near(group.gap[: each.start])]
        chosen, local = self._chosen(passage, group, current, behind, is_first=is_first, was_compared=was_compared)
        compared = self._base(group, chosen, after, was_compared=was_compared)
        if compared is None and _YEAR_AGO_FIRST.match(group.before) and is_first:
            compared = chosen.shifted(-12)
        if compared:
            self.compared = True
            return _unique([compared, chosen, self.main])
        if local or chosen.last < self.main.last or (chosen.length == 1 < self.main.length):
            # A passing remark about an earlier time, or one month alone, does not set the period of what follows.
            self.local = chosen
        else:
            self.period, self.local = chosen, None
        if chosen.length == 1 and (current or behind):
            self.month = chosen
        others = [each.months for each in (*current[::-1], *behind)]
        streak = _STREAK.search(group.after)
        if streak and (count := COUNTS.get(streak[1].lower())):
            chosen = Months(Months(chosen.last, chosen.last).shifted(1 - count).first, chosen.last)
        return _unique([chosen, *others, self.main])[:4]

    def _so_far(self, mention: Mention) -> Mention:
        """The mention, "this year" taken as the part of it that the article reports on."""
        now = mention.is_year and mention.months.first[0] == self.main.last[0] == self.anchor.year
        same_start = mention.months.first == self.main.first
        return replace(mention, months=self.main, is_year=False) if now and same_start else mention

    def pass_by(self, passage: Passage) -> None:
        """Take note of a sentence without figures: "July was busier than any month before it"."""
        found = [each for each in find_mentions(passage.words, self.anchor) if not each.is_base]
        if found and found[0].months.length == 1 and _MONTH_SUBJECT.match(passage.words):
            self.paragraph, self.month = passage.paragraph, found[0].months

    def _chosen(
        self,
        passage: Passage,
        group: Group,
        current: list[Mention],
        behind: list[Mention],
        *,
        is_first: bool,
        was_compared: bool,
    ) -> tuple[Months, bool]:
        if current and not was_compared:
            words = group.before[current[-1].end :]
            named = current[-1].months
            by_then = _END_OF.search(group.before[: current[-1].start]) and _THIS_YEAR.search(words + group.gap)
            if by_then and named.length == 1:
                # "By the end of July, it had handled 500 trains this year."
                named = Months((named.last[0], 1), named.last)
            return named, words.startswith(" alone")
        if behind and not was_compared:
            return behind[0].months, group.gap[behind[0].end :].startswith(" alone")
        if not is_first:
            return self.local or self.period, self.local is not None
        if self.month and (
            _THE_MONTH.search(group.before) or _MONTH_SUBJECT.match(passage.words) or self._follows_month(passage)
        ):
            return self.month, True
        later = [
            each
            for each in find_mentions(group.after, self.anchor)
            if not each.is_base and not each.is_year and _is_near(group.after[: each.start])
        ]
        if later:
            return later[0].months, False
        return (self.local or self.period), self.local is not None

    def _follows_month(self, passage: Passage) -> bool:
        """Whether the sentence goes on about the month that its paragraph has begun with."""
        in_month = self.month is not None and self.main.length > 1 and passage.paragraph == self.paragraph
        return in_month and _GOES_ON_IN_MONTH.match(passage.words) is not None

    def _base(self, group: Group, chosen: Months, after: Sequence[Mention], *, was_compared: bool) -> Months | None:
        """The period of a level that something is only compared with; None where the figure is of the current one."""
        kind, left = group.figure.kind, group.left
        too = was_compared and re.search(r"\b(?:and|or)\s(?:\w+\s)?$", left)
        if kind == "percent" and not re.search(r"\b(?:from|against)\s$", left):
            return None
        times = (
            kind == "money"
            and re.search(r"\b(?:times|double|twice|triple|half|quadruple)?\s?the\s$", left)
            and cues.YOY.search(group.gap)
        )
        if kind in {"rank", "multiple", "percentage_points"} or not (too or times or cues.COMPARED.search(left)):
            return (
                self._base_after_times(after)
                if kind in {"money", "quantity", "count"} and re.match(r"^\sthe\s$", left)
                else None
            )
        base = next((each for each in after if each.start < 60), None)
        if base:
            words = group.gap[base.start : base.end].lower()
            if words in {"last year", "the previous year"} and chosen.length < 12:
                return chosen.shifted(-12)
            if (
                base.is_year
                and chosen.length < 12
                and re.search(r"\b(?:same|corresponding)\b", group.gap[: base.start], re.I)
            ):
                return chosen.shifted(-12 * (chosen.first[0] - base.months.first[0]))
            return base.months
        if _LAST_MONTH.search(group.gap):
            return chosen.shifted(-1)
        if BASE.search(group.gap) or cues.YOY.search(group.gap) or re.search(r"\bfrom\s$|against\s(?:\w+\s)*$", left):
            return chosen.shifted(-12)
        return None

    def _is_running(self, mention: Mention) -> bool:
        """Whether the mention is of the year in which the article was published, as "this year"."""
        return mention.is_year and mention.months.first[0] == self.anchor.year

    def _base_after_times(self, after: Sequence[Mention]) -> Months | None:
        """The period of the level that a multiple is a multiple of: "ten times the 2.2 billion of a year earlier"."""
        base = next((each for each in after if each.start < 60), None)
        return base.months if base else None

    def _main(self, passages: Sequence[Passage]) -> Months:
        lead = [passage for passage in passages if passage.in_title or passage.groups][:4]
        for want_figures in (True, False):
            for passage in lead:
                if want_figures and (not passage.groups or passage.in_title):
                    continue
                named = [each for each in find_mentions(passage.words, self.anchor) if not each.is_base]
                spans = [each for each in named if not each.is_year] or [
                    each for each in named if not self._is_running(each)
                ]
                if spans:
                    return spans[0].months
        everywhere = [
            each for passage in passages for each in find_mentions(passage.words, self.anchor) if not each.is_base
        ]
        longer = [
            each.months
            for each in everywhere
            if each.months.length > 1 and not each.is_year and each.months.last[0] == self.anchor.year
        ]
        if longer:
            return longer[0]
        month = max(1, (self.anchor.month or 13) - 1)
        return Months((self.anchor.year, 1), (self.anchor.year, month))


def _is_near(between: str) -> bool:
    """Whether a period after these words still belongs to the figure before them."""
    return len(between) < _FARTHEST_TAIL and not _NOT_ITS.search(between)


def _unique(periods: Sequence[Months]) -> tuple[Months, ...]:
    return tuple(dict.fromkeys(periods))
