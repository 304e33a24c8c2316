"""Time comparisons: figures of an earlier time that another one is only compared with.

"… 5.1 billion yuan, against 4.2 billion a year earlier": the second amount is a fact of the earlier period
(guidelines, reading rules), while "up 5 percent from a year earlier" is one of the current period (field `period`).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from xjllm.narrowing import cues
from xjllm.narrowing.months import Months
from xjllm.narrowing.time_slots import in_gap, in_left

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xjllm.narrowing.mentions import Mention
    from xjllm.narrowing.time_slots import Slot

_I = re.IGNORECASE
_FARTHEST = 75
"""Characters between a compared figure and the period that it is of."""
_REACH = 200
"""Characters ahead of a figure in which its verb is looked for."""
_NEVER = frozenset({"percentage_points", "rank", "multiple"})
_RATES = frozenset({"percent", "fraction"})
_BREAK = re.compile(r"[;:,]|\b(?:while|whereas|but|and)\b|\bto\s⟦", _I)
_LIST_BREAK = re.compile(r"[;:,]|\b(?:while|whereas|but|although|up|down)\b|\bto\s⟦", _I)
_HEDGES = r"(?:about|just|only|some|nearly|around|almost|over|merely|approximately|roughly|more\sthan|less\sthan)\s"
_LEVELS = (
    r"(?:surplus|deficit|gap|level|total|value|volume|figure|growth|rise|increase|gain|drop|decline|decrease|fall|rate|"
    r"pace|record|revised)\s"
)
_NOUNS = (
    rf"(?:{_LEVELS}|(?:share|jump|surge|slump|contraction|expansion|peak|combined|mere|previous|prior|corresponding|"
    r"earlier|year[- ]on[- ]year|yoy|annual|rising|falling|growing|gaining|shrinking|dropping|declining|expanding|of|"
    r"by|in|at)\s)"
)
_OPENING = rf"(?:(?:the|a|an|its|that)\s|{_HEDGES}|{_NOUNS}){{0,7}}"
_POSSESSED = re.compile(rf"\s?\((?:{_HEDGES})?|(?:[’']s)?\s(?:{_LEVELS}(?:of\s)?){{0,2}}(?:{_HEDGES})?", _I)
_SET_AGAINST = re.compile(
    r"\b(?:compar(?:ed|ing)\s(?:with|to)|(?:as\s)?against|versus|vs\.?|relative\sto|in\scontrast\s(?:with|to))\s"
    rf"{_OPENING}$",
    _I,
)
_FROM = re.compile(rf"\bfrom\s{_OPENING}$", _I)
_AFTER = re.compile(
    r"\b(?:after|following|reversing|versus|despite|extending|than(?=\s(?:the|a|an|that)\s)|"
    r"(?:higher|lower|faster|slower|better|worse|bigger|larger|smaller|greater)\sthan|"
    r"(?:exceed(?:s|ed|ing)|surpass(?:es|ed|ing)?|overtaking)(?=\sthe\s)|turn(?:ed|ing)\s(?:around\s)?(?:a|an|the)|"
    rf"with\s(?:a|an|the)\s(?:decrease|decline|drop|fall|increase|rise|growth))\s{_OPENING}$",
    _I,
)
_THE = re.compile(rf"\b(?:the|double|twice|triple|half)\s(?:{_HEDGES})?$", _I)
_MOVED = re.compile(
    r"\b(?:up|down|rose|rise[sn]?|rising|fell|fall\w*|gr[eo]w\w*|increas\w+|decreas\w+|climb\w*|drop\w*|declin\w+|"
    r"jump\w*|"
    r"surg\w+|widen\w*|narrow\w*|shr[aiu]nk\w*|slow\w*|eas\w+|accelerat\w+|quicken\w*|expand\w*|edg\w+|chang\w+|swung|"
    r"improv\w+|slip\w*|soar\w*|higher|lower|compared|retreat\w*|advanc\w+|swell\w*|swollen|multipli\w+|doubled|"
    r"tripled|"
    r"plung\w+|tumbl\w+)\b",
    _I,
)
_MARK = re.compile(r"\s(?:\w+\s)?(?:mark|threshold|milestone|barrier|target|goal)\b", _I)
_OF_OTHERS = re.compile(
    r"\s(?:(?:year|month)[- ]on[- ](?:year|month)\s)?(?:in|for|of|to|from|by|with|among)\s"
    r"(?:(?:its|the|total|overall|all|domestic|foreign|private)\s)*(?:(?:im|ex)ports?\b|trade\b|(?-i:[A-Z])|"
    r"(?:trucks?|lorries|road|rail(?:ways?)?|trains?|sea|ships?|air(?:craft)?|planes?)\b)",
    _I,
)
"""Another flow, partner or way is compared, not another time: "compared with an increase of 3 percent in imports"."""
_WAS = re.compile(
    r"\b(?:was|were|been|stood\sat|total(?:l)?ed|amounted\sto|came\s(?:to|in\sat)|reached|reported|recorded|at|"
    r"with|saw|"
    rf"registered|exported|imported|shipped|sold|handled|posted)\s(?:(?:a|an|the|only|just)\s|{_HEDGES}|{_NOUNS}){{0,4}}$",
    _I,
)
_CONTRASTED = re.compile(
    r"\b(?:with|from|against|after|reversing|following|compared\s(?:with|to)|despite|versus|than|reversed|turning|"
    r"turned)"
    r"\s(?:(?:a|an|the|last|its)\s)?(?:\w+\s){0,2}(?:decrease|decline|drop|fall|increase|rise|growth|gain|loss|"
    r"contraction|"
    r"reduction)\s(?:of|by)\s(?:\w+\s)?$",
    _I,
)
_WHEN = re.compile(r",?\swhen\s[^,;⟦]{0,70}$", _I)
_TO = re.compile(rf"\sto\s(?:{_HEDGES})?$", _I)
_ARRIVES = re.compile(rf"(?:\s(?!to\b)[a-z]+){{0,2}}\sto\s(?:{_HEDGES})?$", _I)
_ALONG = re.compile(r"\W*(?:and|or)\s(?:\w+\s)?$", _I)
_BARE = re.compile(r"\s(?:(?:in|during|for)\s)?$", _I)
_WHOLE_YEAR = re.compile(r"\b(?:all\sof|whole\sof|the\swhole|full|entire|in|for|during)\s(?:the\s)?$", re.IGNORECASE)
_CLAUSE_HEAD = re.compile(
    r"(?:^|[;:—–]\s?|,\s(?:while|and|but|whereas|as)\s|\bbut\s|\bwhile\s|[\"“])\W*(?:in|for|during|"
    r"over)?\s?(?:the\s)?$",
    _I,
)


def mark_comparison(slots: list[Slot], index: int, words: str, mentions: Sequence[Mention]) -> bool:
    """Whether something is only compared with the figure; if so, its slot gets the period that is named with it.

    Args:
        slots: the sentence's figures; those before `index` have been read.
        index: which of them is asked about.
        words: the sentence, figures masked.
        mentions: the periods that it names, in text order.
    """
    slot = slots[index]
    if slot.kind in _NEVER:
        return False
    previous = slots[index - 1] if index else None
    if previous is not None and previous.how == "compared" and _is_of(previous.mention, slot):
        slot.how, slot.mention = "compared", previous.mention
        return True
    ahead = next(reversed(in_left(slot, mentions)), None)
    behind = _behind(slot, words, mentions)
    if ahead is not None and ahead.is_base and _is_told_of(ahead, slot, words):
        found: Mention | None = ahead
    elif _is_set_against(slots, index, words, behind) or (behind is not None and _was_then(slot, words, behind)):
        found = behind
    else:
        return False
    if found is None:
        found = _further_behind(slot, words, mentions)
    slot.how, slot.mention = "compared", found
    if found is not None:
        slot.taken.append(found)
    return True


def _behind(slot: Slot, words: str, mentions: Sequence[Mention]) -> Mention | None:
    first = next(iter(in_gap(slot, mentions)), None)
    if first is None:
        return None
    between = words[slot.end : first.start]
    return first if len(between) < _FARTHEST and not _BREAK.search(between) else None


def _is_of(mention: Mention | None, slot: Slot) -> bool:
    """Whether the period of the compared figure before stands behind this one too."""
    return mention is not None and mention.start >= slot.end


def _further_behind(slot: Slot, words: str, mentions: Sequence[Mention]) -> Mention | None:
    """The period behind a list of figures: "against a 12 percent drop in exports and a 7 percent fall … in June"."""
    until = slot.end + 2 * _FARTHEST
    first = next((each for each in mentions if slot.end <= each.start < until), None)
    return None if first is None or _LIST_BREAK.search(words, slot.end, first.start) else first


def _is_told_of(ahead: Mention, slot: Slot, words: str) -> bool:
    """Whether a base named ahead has the figure: "March's 8.4 percent", "A year earlier, it was …", "when it was …"."""
    if _POSSESSED.fullmatch(words, ahead.end, slot.start) and not _TO.search(slot.left):
        return True
    if _WHEN.fullmatch(words, ahead.end, slot.start):
        return True
    points_back = bool(ahead.shift) or ahead.reference == "same"
    return points_back and _CLAUSE_HEAD.search(words, max(0, ahead.start - _REACH), ahead.start) is not None


def _is_set_against(slots: list[Slot], index: int, words: str, behind: Mention | None) -> bool:
    """Whether the words ahead set the figure against another one: "compared with", "up from", "and" behind such."""
    slot, left = slots[index], slots[index].left
    if _MARK.match(slot.gap) or (behind is None and _OF_OTHERS.match(slot.gap)):
        return False
    if _SET_AGAINST.search(left):
        return True
    if _FROM.search(left):
        arrives = index + 1 < len(slots) and _ARRIVES.fullmatch(slot.gap) is not None
        moved = _MOVED.search(words, max(0, slot.start - 80), slot.start) is not None
        return behind is not None or (moved and (arrives or slot.kind in {"money", "percent", "quantity"}))
    if behind is not None and (_AFTER.search(left) or (_THE.search(left) and _is_earlier(behind, slots[:index]))):
        return True
    previous = slots[index - 1] if index else None
    if previous is None or previous.how != "compared":
        return False
    begin = max([previous.end, *(each.end for each in previous.taken)])
    return _ALONG.fullmatch(words, begin, slot.start) is not None and (
        behind is not None or left.strip() in {"and", "or"}
    )


def _is_earlier(behind: Mention, before: Sequence[Slot]) -> bool:
    """Whether "the 4.2 billion yuan recorded in 2020" is of an earlier time than the figure before it."""
    latest = next((slot.mention for slot in reversed(before) if slot.mention), None)
    return behind.is_base or (latest is not None and behind.months.last < latest.months.last)


def _was_then(slot: Slot, words: str, behind: Mention) -> bool:
    """Whether the figure is told of the base behind it: "it was 4.2 billion yuan a year earlier"."""
    if not behind.is_base or not (behind.shift or behind.reference == "same"):
        return False
    if not _BARE.fullmatch(words, slot.end, behind.start):
        return False
    told = _CONTRASTED if slot.kind in _RATES else _WAS
    return told.search(words, max(0, slot.start - _REACH), slot.start) is not None


def find_compared_months(slot: Slot, words: str, context: Months, *, main: Months) -> list[Months]:
    """The periods that a figure may have with which something of `context` is compared, likeliest first.

    Args:
        slot: the figure, with the period that is named with it.
        words: its sentence, figures masked.
        context: the period of what is compared with it.
        main: the story's main period.
    """
    base = slot.mention
    near = slot.left[-60:] + slot.gap[:60]
    if base is None:
        months = -1 if cues.MOM.search(near) and not cues.YOY.search(near) else -12
        return [context.end.shifted(-1) if months == -1 else context.shifted(-12)]
    if base.shift == -1:
        return [context.end.shifted(-1)]
    if base.shift == -3:
        return [context.shifted(-3) if context.length == 3 else Months.ending(context.last, 3).shifted(-3)]
    if base.shift:
        return [context.shifted(base.shift)]
    if base.reference == "since":
        # "the lowest since 2000, when it was 59 billion"
        first = base.months.first
        return [Months.beginning(first, 12 if first[1] == 1 else 1)]
    if base.reference == "same":
        return [context.shifted(12 * (base.count - context.last[0]) if base.count else -12)]
    if base.is_year and base.is_cumulative and base.months.last < context.last:
        # "up from 78 at the end of last year"
        return [base.months.end]
    if (
        base.is_year
        and context.length < 12
        and not base.is_stated
        and not _WHOLE_YEAR.search(words, max(0, base.start - 40), base.start)
    ):
        return [context.shifted(-12), base.months]
    if base.months == context:
        return [context.shifted(-12)]
    if base.months.last > context.last and not base.is_stated and not base.reference:
        # "up from 3 billion in December" in a story of the April before.
        return [base.months.shifted(-12), base.months] if base.months.first > main.last else [base.months]
    return [base.months]
