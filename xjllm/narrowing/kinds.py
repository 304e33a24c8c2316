"""Kinds: what a figure states of what it measures (a level, a share, a rise …), and the marks that go with it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from xjllm.checks.direction import find_balance_cue, find_change_cue
from xjllm.narrowing import cues

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xjllm.narrowing.passages import Group

_UNSURE_SHARE = frozenset({"nearly", "about", "for", "or", "holding", "had", "with"})
_OTHER_CLAUSE = re.compile(r"\s(?:while|as|but)\s|,?\sand\s(?:its\s)?(?:im|ex)ports?\b", re.I)
_SIGNED = frozenset({"growth", "change", "growth_gap", "share_change"})
_FRONTED_SHARE = re.compile(
    r"\b(?:share|proportion|portion|part|slice)\b|\b(?:took|takes?|had|made\sup|held|account)", re.I
)
_OF_WHICH = re.compile(r"\b(?:of|among)\s(?:which|whom|them|these|those|this|that)\b[\w\s’'-]{0,40},?\s?$", re.I)
_OF_FRONTED = re.compile(r"^\W*Of\s(?!course\b)[^,;]{1,60},\s[^,;]*$")
_NAMED_WITH = re.compile(
    r"\b(?:first|second|third|fourth|next|ahead|behind)\s(?:place\s)?(?:with|at)\s(?:about\s|nearly\s)?$|"
    r"\b[A-Z][\w’'.]+,\s(?:with|at)\s(?:about\s|nearly\s)?$|"
    r"\b(?:by|and|then|while|was|remained)\s(?:the\s)?[A-Z][\w’'. ]{1,40}\s(?:with|at)\s(?:about\s|nearly\s)?$"
)
_RIVALLED = re.compile(
    r"\b(?:faster|higher|slower|lower|more|less|above|below|quicker|better|against|versus|compared)\s(?:than|with|"
    r"to)?\s?(?:the\s)?$",
    re.I,
)
_IN_BRACKETS = re.compile(r"[A-Z][\w’'.-]{0,40}\s\($")
_BULK = re.compile(
    r"\b(?:bulk|majority|most|part|lion[’']s\sshare)\sof\s[^,;.]{1,60},\s(?:or\s|about\s|some\s|nearly\s)*$", re.I
)
# "cars accounted for most of it, 53 percent"
_ACCOUNTED = re.compile(
    r"\b(?:account\w*\sfor|made\sup|took)\s(?:more|most|the\s\w+)[^,;.\d]{0,30},\s(?:or\s|about\s|nearly\s)*$", re.I
)
_APART = re.compile(
    r"^,?\s(?:went|goes|came\sfrom|comes\sfrom|(?:was|were)\s(?:sold|sent|shipped|bound|bought|private|state-owned))\b"
)
_NEAR = 25
_HEDGE = r"(?:about|around|nearly|almost|some|over|more\sthan|less\sthan|just)\s"
_EXCEEDED_BY = re.compile(r"\b(?:exceed|outstrip|surpass|outpac|top)\w*\s\w+\sby\s$")
MOVED_BY = re.compile(rf"(?:^|[,(]\s?)(?:up|down)\s(?:{_HEDGE})?$")
_MORE_AFTER_RATE = re.compile(
    r",?\s(?:or\s|\()(?:about\s|nearly\s)?\d[\d.,]{0,6}\s?(?:percent|per\scent|pct|%)\)?,?\s(?:more|less|higher|lower|fewer|above|below)\b"
)
_OR = re.compile(rf"(?:,?\sor|\s?\()\s?(?:by\s)?(?:{_HEDGE})?")
_OR_BEHIND = re.compile(rf",\sor\s(?:{_HEDGE})?$")
_ARRIVING = re.compile(r"\),?\sto\s")
_OF_GROWTH = re.compile(r"\b(?:growth|pace|rate\sof\s(?:growth|increase))\b[^.;]*$", re.I)
_SHARE_BY = re.compile(r"\bshare\b[^.;,]{0,60}\bby\s(?:about\s|nearly\s)?$", re.I)
_OF_SHARE = re.compile(
    r"\s(?:(?:more|higher|less|lower)\s)?(?:of|in)\s(?:the\s|its\s|their\s)?(?:(?:market|overall|total)\s)?share\b",
    re.I,
)
_HEDGED = re.compile(r"(?:\b(?:and|or|for)|,)\s(?:more|less)\sthan\s$")
_LIST_OF_SHARES = re.compile(
    r"(?:,?\s(?:and\s)?\d[\d.,]{0,6}\s?(?:percent|per\scent|pct|%)){1,8}\s(?:of|share)\b(?!\sgrowth)"
)
_WITH = re.compile(rf"\W*With\s(?:{_HEDGE})?")
_OWNER = re.compile(r",\s(?:the\s)?[A-Z]")
# "this is 3 percent, or 2 million tons, less than a year ago": what is said of the two stands behind both.
_LESS_BEHIND = re.compile(
    r"^(?:,\s(?:or|and)\s[^,;()]{1,30})?,(?=\s(?:more|less|fewer|higher|lower|above|below)\sthan\b)"
)
_SIGNED_BEFORE = re.compile(r"[,(:]\s?[+−–-]\d[\d.]*\s?(?:%|percent|per\scent|pct),\s$")
_BRACKET = re.compile(r"[(;,]\s?(?:share\s)?$")
_BRACKET_END = re.compile(r"\s?[);,]")
# "21.9 percent, up from 20.3 percent": the share that it was before.
_EARLIER_SHARE = re.compile(
    r"^[\s,(]*(?:up|down|rising|falling|higher|lower|compared|against|versus)\s(?:slightly\s|sharply\s)?(?:from|than|with|to)?\s?"
    r"(?:about\s|nearly\s|over\s|only\s|just\s)?$",
    re.I,
)
_EACH = re.compile(
    r"^(?!\s?(?:more|fewer|less))[^,;.]{0,80}?\s(?:each|every|per|a)\s(?P<per>day|month)\b(?!\s(?:earlier|ago|before))",
    re.I,
)
_SINGLE_DAY = re.compile(r"[^,;.]{0,40}?\b(?:on|in|within)\s(?:a\ssingle|one|just\sone)\s(?P<per>day)\b", re.I)
_SHARES_LISTED = re.compile(r"\b(?:shares?(?!\sa\b)|proportions?)\b[^;.]{0,80}$", re.I)


def read_statistics(group: Group, previous: str) -> tuple[str, ...]:
    """The values that `statistic` may have, likeliest first.

    Args:
        group: the figures and their words.
        previous: the statistic of the figure before in the same sentence; empty where there is none.
    """
    kind = group.figure.kind
    if kind in {"money", "quantity", "count", "number"}:
        return ("change",) if _is_change(group, previous) else ("level",)
    if kind in {"rank", "multiple"}:
        return ("rank",) if kind == "rank" else ("growth",)
    if kind == "fraction":
        down = re.search(r"\b(?:by|down|up|fell|rose|dropped|grew)\s(?:\w+\s){0,2}$", group.left, re.I)
        return ("growth", "share") if down else ("share",)
    return _points(group, previous) if kind == "percentage_points" else _percent(group, previous)


def _is_change(group: Group, previous: str) -> bool:
    """Whether an amount or a count is the difference to another time."""
    by = cues.CHANGE_BEFORE.search(group.left) and not _EXCEEDED_BY.search(group.left)
    # "Up 1.94 billion dollars, or 8.9 percent", "1.94 billion dollars, or 8.9 percent, more"
    if by or cues.CHANGE_AFTER.search(group.gap) or MOVED_BY.search(group.left) or _MORE_AFTER_RATE.match(group.after):
        return True
    restates = previous in {"growth", "change"} and _OR.fullmatch(group.left) and not cues.PER.match(group.gap)
    return bool(restates) and ("(" not in group.left or _ARRIVING.match(group.gap) is not None)


def _points(group: Group, previous: str) -> tuple[str, ...]:
    gap = bool(cues.GAP.match(group.gap)) and bool(cues.GAP_WORDS.search(group.gap[:80]))
    gap = gap or bool(
        re.search(r"\b(?:growth|pace|rate|average|nation\w*|country)\b[^.;]{0,30}\bby\s$", group.left, re.I)
    )
    share = bool(cues.SHARE_WORD.search(group.before[-120:])) or previous in {"share", "share_change"}
    if _SHARE_BY.search(group.left) or _OF_SHARE.match(group.gap):
        return ("share_change", "growth_gap")
    if gap and _OF_GROWTH.search(group.left) and not cues.SHARE_WORD.search(group.left):
        return ("growth_gap", "share_change")
    if gap and not (share and previous != "growth"):
        return ("growth_gap", "share_change")
    return ("share_change", "growth_gap") if share else ("growth_gap", "share_change")


def _percent(group: Group, previous: str) -> tuple[str, ...]:
    if group.figure.text.startswith("+"):
        return ("growth", "share")
    if _is_surely_share(group, previous):
        return ("share",)
    if previous == "growth" and _RIVALLED.search(group.left):
        return ("growth",)
    return ("share", "growth") if _is_likely_share(group, previous) else ("growth", "share")


def _is_surely_share(group: Group, previous: str) -> bool:
    """Whether the words next to a percentage make it a share."""
    if group.is_fronted and _FRONTED_SHARE.search(group.left) and not re.search(r"growth|increase|rise", group.left):
        return True
    if (_OF_WHICH.search(group.left) or _OF_FRONTED.match(group.before)) and not find_change_cue(
        group.left, group.tail[:_NEAR]
    ):
        return True
    before = cues.SHARE_BEFORE.search(group.left)
    strong = before is not None and bool(before[0].split()) and before[0].split()[0].lower() not in _UNSURE_SHARE
    rivalled = previous == "growth" and _RIVALLED.search(group.left) and not _HEDGED.search(group.left)
    if strong or (not rivalled and (cues.SHARE_AFTER.match(group.gap) or _SHARES_LISTED.search(group.left))):
        return True
    if _WITH.fullmatch(group.before) and _OWNER.match(group.after):
        return True
    if previous != "growth" and _LIST_OF_SHARES.match(group.after) and not _moves(group.left):
        return True
    return previous == "share_change" and re.search(r"\b(?:to|from|at)\s(?:\w+\s)?$", group.left) is not None


def _is_likely_share(group: Group, previous: str) -> bool:
    """Whether a percentage goes on as the share, or stands beside the level, before it."""
    left = group.left
    if previous in {"change", "level", "share"} and cues.CHANGE_AFTER.match(group.gap):
        return False
    if _is_bracketed(group, previous):
        return True
    if previous == "growth" and left == ", " and _SIGNED_BEFORE.search(group.before) and group.figure.text[0].isdigit():
        # "3 million yuan, +5%, 12%": what has no sign among what has is no rate.
        return True
    if not _moves(left) and (_NAMED_WITH.search(left) or _APART.match(group.gap)):
        return True
    if (
        _ACCOUNTED.search(left)
        or _BULK.search(left)
        or (_IN_BRACKETS.search(left) and group.gap.startswith(")") and not _moves(group.before))
    ):
        return True
    if previous == "share":
        next_name = re.fullmatch(r"[\s,;]*(?:and\s|while\s)?[A-Z][\w’'. -]{1,40}[’']s?\s(?:\w+\s)?", left)
        next_head = re.fullmatch(r"[\s,]*(?:and\s|while\s)?(?:[\w’'-]+\s){1,6}(?:for\s)?", group.head)
        bare = re.search(r"^[\s,]*(?:in\s\d{4}\s)?(?:and|or|from|to|against)?\s?$", left)
        further = re.search(r"\b(?:from|while|and)\s(?:the\s)?(?:[\w’'-]+\s){0,5}$", left)
        earlier = _EARLIER_SHARE.search(group.head)
        if earlier or next_name or bare or (next_head and not _moves(group.head)) or (further and not _moves(left)):
            return True
    if previous == "rank" and left.strip(" ,") in {"with", "at"}:
        return True
    if previous == "change":
        return False
    if previous == "level" and re.search(r"^[\s,(]*(?:or\s(?:about\s|nearly\s|some\s|around\s)?|about\s)$", group.head):
        return True
    if previous == "level" and _OR_BEHIND.search(left) and not _moves(group.before):
        return True
    beside = previous in {"level", "share"} and re.fullmatch(r"[\s,]*(?:and|with)\s(?:a\s)?", left)
    return bool(beside) and not find_change_cue(left, group.gap)


def _is_bracketed(group: Group, previous: str) -> bool:
    """Whether a percentage stands in brackets as a share: bare behind an amount, or behind a rate with its sign."""
    if group.before.rfind("(") <= group.before.rfind(")") or group.figure.text[0] in "+-−–":
        return False
    if not _BRACKET.search(group.left) or not _BRACKET_END.match(group.gap):
        return False
    if _moves(group.left) or re.search(r"\b(?:growth|increase|change)\b", group.left, re.I):
        return False
    if previous == "growth":
        return group.left.strip() in {";", ","}
    return previous == "level" and not _moves(group.before)


def _moves(words: str) -> bool:
    cue = find_change_cue(words, "")
    return cue is not None


def read_direction(group: Group, statistic: str, flow: str, *, in_deficit: bool = False) -> bool:
    """Whether the figure states a decline, a deficit or a gap below.

    Args:
        group: the figure and its words.
        statistic: what it states.
        flow: its flow.
        in_deficit: whether the balance last told of was a deficit, as "the gap" is that follows.
    """
    if group.figure.text.startswith("+"):
        # Whatever the sentence says of other figures.
        return False
    if statistic in _SIGNED and group.figure.unit != "times":
        cue = find_change_cue(group.before, _LESS_BEHIND.sub("", group.after))
        return cue is not None and cue.direction == "down"
    if flow == "balance" and statistic == "level":
        balance = find_balance_cue(group.before, group.gap)
        return balance.direction == "down" if balance is not None else in_deficit
    return False


def read_per(group: Group, statistic: str) -> str:
    """`day`, `month` or `year` where the figure is a rate of so many each; else empty."""
    per = (
        cues.PER.match(group.gap)
        or _SINGLE_DAY.match(group.gap)
        or cues.PER_BEFORE.search(group.left)
        or _EACH.match(group.gap)
    )
    if group.figure.kind == "count":
        per = per or cues.PER_DAY.search(group.before)
    if not per or statistic != "level" or group.figure.kind not in {"count", "quantity", "number", "money"}:
        return ""
    word = (per.groupdict().get("per") or per.groupdict().get("adv") or "").lower()
    return {"monthly": "month", "daily": "day", "annual": "year", "annually": "year"}.get(word, word)


def is_record(group: Group, following: Sequence[Group] = ()) -> bool:
    """Whether the words call the level a record, those behind its conversions and rates (`following`) included."""
    near = group.left[-40:]
    ahead = cues.RECORD.search(near)
    if ahead and "," not in near[ahead.end() :]:
        return True
    if group.is_fronted and cues.RECORD.search(group.left):
        return True
    behind = _OTHER_CLAUSE.split(group.gap[:140])[0]
    if cues.RECORD.search(behind[:120]):
        return True
    for each in following:
        if each.figure.kind not in {"percent", "multiple"} and not re.fullmatch(r".*\(\W*(?:about\s)?", each.left):
            return False
        behind = _OTHER_CLAUSE.split(each.gap[:90])[0]
        if cues.RECORD.search(re.sub(r"(?:growth|rate|pace|increase)\b.*", "", behind[:75])):
            return True
    return False
