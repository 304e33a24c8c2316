"""Time slots: the figures of a sentence as places that want a period, and the words between them."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xjllm.narrowing.mentions import Mention
    from xjllm.narrowing.passages import Group, Passage

MASK = "⟦"
"""Stands for each character of a figure, so that none is read as a year."""
YEAR_OF_ONE = re.compile(rf"\((?:in\s)?(?:19|20)\d\d:(?=\s?(?:{MASK}|$))")
"""The year of the figure behind it alone: "exports: 3 billion (2023: 2.8 billion)"."""
How = Literal["none", "own", "shared", "ahead", "far_ahead", "compared"]


@dataclass(slots=True)
class Slot:
    """One figure of a sentence, or an amount and its conversions.

    Attributes:
        start: where it begins in the sentence.
        end: one past its end.
        kind: the figure's kind.
        left: the words since the figure before.
        gap: the words up to the next figure.
        how: how it comes by its period: its clause names one; it shares that of the figure before, or of one that
            follows; it is only compared with; "none" where the sentence names none.
        mention: the period that it has, or for a compared figure the one that is named with it; else None.
        doubt: another period that it might have; None where there is none.
        context: index of the slot whose period a compared figure is measured from; None where there is none.
        taken: the periods in the words behind it that are its own.
    """

    start: int
    end: int
    kind: str
    left: str
    gap: str
    how: How = "none"
    mention: Mention | None = None
    doubt: Mention | None = None
    context: int | None = None
    taken: list[Mention] = field(default_factory=list)


def mask_figures(passage: Passage) -> str:
    """The sentence with its figures masked; of the same length."""
    pieces, done = [], 0
    for group in passage.groups:
        start, end = _span(group, passage.words)
        if any(char.isdigit() for char in passage.words[start:end]):
            pieces += [passage.words[done:start], MASK * (end - start)]
            done = end
    return "".join([*pieces, passage.words[done:]])


def find_slots(passage: Passage, words: str) -> list[Slot]:
    """The sentence's figures in text order; `words` are those of `mask_figures`."""
    spans = [_span(group, words) for group in passage.groups]
    begins = [0, *(end for _, end in spans)]
    ends = [*(start for start, _ in spans[1:]), len(words)]
    return [
        Slot(start, end, group.figure.kind, words[begin:start], YEAR_OF_ONE.split(words[end:until])[0])
        for group, (start, end), begin, until in zip(passage.groups, spans, begins, ends, strict=False)
    ]


def in_gap(slot: Slot, mentions: Sequence[Mention]) -> Sequence[Mention]:
    """The periods named between the figure and the next one."""
    return _between(slot.end, slot.end + len(slot.gap), mentions)


def in_left(slot: Slot, mentions: Sequence[Mention]) -> Sequence[Mention]:
    """The periods named between the figure and the one before."""
    return _between(slot.start - len(slot.left), slot.start, mentions)


def _between(start: int, end: int, mentions: Sequence[Mention]) -> Sequence[Mention]:
    first, last = (bisect_left(mentions, at, key=lambda each: each.start) for at in (start, end))
    return mentions[first:last]


def _span(group: Group, words: str) -> tuple[int, int]:
    return len(group.before), len(words) - len(group.after)
