"""Time clauses: which of the periods that a sentence names belongs to which of its figures.

A period behind a figure and in the same clause is the figure's; else the one ahead of it in the same clause, else
that of the figure before, else the next one that follows. A figure that something is only compared with has the
period named with it, or that of a year before.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from xjllm.narrowing.time_comparisons import mark_comparison
from xjllm.narrowing.time_slots import MASK, find_slots, in_gap, in_left
from xjllm.reading.dates import MONTH

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xjllm.narrowing.mentions import Mention
    from xjllm.narrowing.passages import Passage
    from xjllm.narrowing.time_slots import Slot

_KNOWN = frozenset({"own", "shared", "ahead"})
_I = re.IGNORECASE
_FARTHEST_TAIL = 120
_MOVING = frozenset({"percent", "multiple"})
_LONG = 24
"""Months; growth "since" a time longer ago is measured from there."""
_MOST_FIGURES = 8
"""A period behind a figure is shared by at most so many figures before it."""
_BREAK = re.compile(
    r"[;:]|,\s(?:as(?!\sof\b)|after|when|because|which|where|who|since|although|though|while|whereas|but|and|with|of\swhich|including|"
    r"compared|bringing|taking|making|the|a|an|its)\b|\b(?:compared|against|versus|than|while|whereas|but)\b|"
    # What comes from a place is not compared.
    rf"\bfrom\b(?!\s(?:the\s)?(?!(?i:{MONTH}))(?-i:[A-Z])(?![1-4H]\b))|\b(?:after|following|despite|because|although|amid|owing\sto|thanks\sto|due\s(?:\w+\s)?to)\b|"
    r"\sand\s(?:its\s|the\s)?(?:im|ex)ports?\b",
    _I,
)
_CLAUSE_END = re.compile(r"\s?(?:[.,;:)—–]|$|alone\b)|\s(?:and|while|as|but|or)\b", _I)
_TIMES_THE = re.compile(r"\s(?:(?:more|higher|larger|greater)\sthan|the|that|those|what|as\s(?:many|much))\b", _I)
_APPOSITION = re.compile(r",\s(?:the|its|their)\s", _I)
_HEADS = re.compile(rf"\s?[:=]\s?[^\w\s]?{MASK}")
"""A period that is set before a figure: "(April 2021: 4.2 billion yuan)"."""
_LEADING = re.compile(r"\b(?:from|between)\s(?:the\s)?$", _I)
_PART = re.compile(
    r"[;:]|,\s(?:with|of\swhich|including|which|after|when|bringing|taking|as|then|reversing|following|extending|against|"
    r"compared|versus)\b|\b(?:of\swhich|including)\b",
    _I,
)
_AND = re.compile(r"\band\b", _I)
_RESPECTIVELY = re.compile(r"\brespectively\b", _I)


def place_periods(passage: Passage, words: str, mentions: Sequence[Mention]) -> list[Slot]:
    """The figures of a sentence, each with the period that the sentence gives it.

    Args:
        passage: the sentence.
        words: its words, figures blanked out.
        mentions: the periods that it names, in text order.
    """
    slots = find_slots(passage, words)
    for index in range(len(slots)):
        if not mark_comparison(slots, index, words, mentions):
            _find_own(slots, index, words, mentions)
    _pair_in_order(slots, words, mentions)
    for index, slot in enumerate(slots):
        if slot.how == "none":
            _share(slots, index)
    for index, slot in enumerate(slots):
        if slot.how == "compared":
            slot.context = _context(slots, index)
    return slots


def _find_own(slots: list[Slot], index: int, words: str, mentions: Sequence[Mention]) -> None:
    slot = slots[index]
    taken = slots[index - 1].taken if index else []
    ahead = [each for each in in_left(slot, mentions) if not each.is_base and each not in taken]
    ahead = _without_appositions(ahead, words)
    behind = _behind(slot, words, mentions)
    if behind is not None:
        slot.how, slot.mention = "own", behind
        slot.taken.append(behind)
        if ahead and _PART.search(words[ahead[-1].end : slot.start]) is None and ahead[-1].months != behind.months:
            slot.doubt = ahead[-1]
    elif ahead:
        slot.how, slot.mention = "own", ahead[-1]


def _without_appositions(mentions: list[Mention], words: str) -> list[Mention]:
    """The periods without those that only explain the one before: "in September, the first month of the season"."""
    kept: list[Mention] = []
    explained = 0
    for each in mentions:
        if kept and _APPOSITION.fullmatch(words, kept[-1].end, each.start):
            explained = words.find(",", each.end)
        if each.start >= explained >= 0:
            kept.append(each)
    return kept


def _behind(slot: Slot, words: str, mentions: Sequence[Mention]) -> Mention | None:
    for each in in_gap(slot, mentions):
        between = _LEADING.sub("", words[slot.end : each.start])
        if len(between) > _FARTHEST_TAIL or _BREAK.search(between):
            return None
        if each.is_base or (slot.kind == "multiple" and _TIMES_THE.match(between)):
            continue
        if slot.kind in _MOVING and each.reference == "since" and each.months.length > _LONG:
            # "has tripled since 2017": the base, not the period.
            continue
        if _HEADS.match(words, each.end):
            return None
        # Behind a comma a period may begin the next clause: "…, in May they rose 3 percent".
        ends = _CLAUSE_END.match(words, each.end)
        return each if "," not in between or ends else None
    return None


def _pair_in_order(slots: list[Slot], words: str, mentions: Sequence[Mention]) -> None:
    """Guidelines, reading rules: "respectively" pairs in order, also figures and months."""
    current = [each for each in mentions if not each.is_base]
    if len(current) < 2 or not _RESPECTIVELY.search(words):
        return
    together = [
        current[at : at + len(slots)]
        for at in range(len(current) - len(slots) + 1)
        if all(
            re.fullmatch(
                r"\s?(?:,|,?\sand|,?\sin|\sand\sin)\s?(?:the\s|in\s|in\sthe\s)?",
                words[one.end - words[: one.end].endswith(",") : two.start],
            )
            for one, two in zip(current[at:], current[at + 1 : at + len(slots)], strict=False)
        )
    ]
    if len(slots) > 1 and together:
        for slot, mention in zip(slots, together[0], strict=True):
            slot.how, slot.mention, slot.doubt = "own", mention, None


def _share(slots: list[Slot], index: int) -> None:
    """Give a figure without a period of its own that of a neighbour."""
    before = next((slots[at] for at in range(index - 1, -1, -1) if slots[at].how in _KNOWN), None)
    following = _following(slots, index)
    linked = following is not None and _links(slots, index, following)
    slot = slots[index]
    if before is not None and not linked:
        slot.how, slot.mention = "shared", before.mention
    elif following is not None:
        joined = [each.gap for each in slots[index:following]]
        if any(_PART.search(gap) for gap in joined):
            return
        far = not linked and any(_BREAK.search(gap) for gap in joined)
        slot.how, slot.mention = "far_ahead" if far else "ahead", slots[following].mention


def _following(slots: list[Slot], index: int) -> int | None:
    """The next figure that has a period behind it: one ahead of it may begin a clause of its own."""
    for at in range(index + 1, min(index + 1 + _MOST_FIGURES, len(slots))):
        if slots[at].how == "own":
            return at if slots[at].taken else None
    return None


def _links(slots: list[Slot], index: int, following: int) -> bool:
    """Whether the figures up to `following` share one verb: "rose 5 percent to 3 billion yuan"."""
    return all(
        slot.how != "compared" and not _BREAK.search(slot.gap) and not _AND.search(slot.gap)
        for slot in slots[index:following]
    )


def _context(slots: list[Slot], index: int) -> int | None:
    nearest = [*range(index - 1, -1, -1), *range(index + 1, len(slots))]
    return next((at for at in nearest if slots[at].how != "compared"), None)
