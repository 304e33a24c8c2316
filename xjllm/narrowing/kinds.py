"""Kinds: what a figure states of what it measures (a level, a share, a rise …), and the marks that go with it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from xjllm.checks.direction import find_balance_cue, find_change_cue
from xjllm.narrowing import cues
from xjllm.narrowing.months import find_mentions

if TYPE_CHECKING:
    from xjllm.narrowing.months import Anchor, Months
    from xjllm.narrowing.passages import Group
    from xjllm.narrowing.topic import Topic

_GLUE = re.compile(
    r"^[\s,;:(]*(?:and|or|to|from|but|while|about|around|nearly|almost|over|some|up|by|with|the|a|an|of|"
    r"in)?[\s,;:(]*(?:[\w’'-]+\s){0,4}$",
    re.I,
)
_UNSURE_SHARE = frozenset({"nearly", "about", "for", "or", "holding", "had", "with"})
_OTHER_CLAUSE = re.compile(r"\s(?:while|as|but)\s|,?\sand\s(?:its\s)?(?:im|ex)ports?\b", re.I)
_OF_PERIOD = re.compile(r"\s?of\s(?:the\s)?(?P<when>last\syear|(?:19|20)\d\d)(?:[’']s|\stotal)\b", re.I)
_SIGNED = frozenset({"growth", "change", "growth_gap", "share_change"})
_SHARES_LISTED = re.compile(r"\b(?:shares?|proportions?)\b[^;.]{0,80}$", re.I)


def read_statistics(group: Group, previous: str) -> tuple[str, ...]:
    """The values that `statistic` may have, likeliest first.

    Args:
        group: the figures and their words.
        previous: the statistic of the figure before in the same sentence; empty where there is none.
    """
    kind = group.figure.kind
    if kind in {"money", "quantity", "count", "number"}:
        changed = cues.CHANGE_AFTER.search(group.gap) or (
            cues.CHANGE_BEFORE.search(group.left) and not re.search(r"\bexceed(?:ed|s|ing)\s\w+\sby\s$", group.left)
        )
        return ("change",) if changed else ("level",)
    if kind in {"rank", "multiple"}:
        return ("rank",) if kind == "rank" else ("growth",)
    if kind == "fraction":
        down = re.search(r"\b(?:by|down|up|fell|rose|dropped|grew)\s(?:\w+\s)?$", group.left, re.I)
        return ("growth", "share") if down else ("share",)
    return _points(group, previous) if kind == "percentage_points" else _percent(group, previous)


def _points(group: Group, previous: str) -> tuple[str, ...]:
    gap = bool(cues.GAP.match(group.gap)) and bool(cues.GAP_WORDS.search(group.gap[:80]))
    gap = gap or bool(
        re.search(r"\b(?:growth|pace|rate|average|nation\w*|country)\b[^.;]{0,30}\bby\s$", group.left, re.I)
    )
    share = bool(cues.SHARE_WORD.search(group.before[-120:])) or previous in {"share", "share_change"}
    if gap and not (share and previous != "growth"):
        return ("growth_gap", "share_change")
    return ("share_change", "growth_gap") if share else ("growth_gap", "share_change")


def _percent(group: Group, previous: str) -> tuple[str, ...]:
    before = cues.SHARE_BEFORE.search(group.left)
    strong = before is not None and bool(before[0].split()) and before[0].split()[0].lower() not in _UNSURE_SHARE
    if cues.SHARE_AFTER.match(group.gap) or strong or _SHARES_LISTED.search(group.left):
        return ("share",)
    if previous == "share_change" and re.search(r"\b(?:to|from|at)\s(?:\w+\s)?$", group.left):
        return ("share",)
    if previous == "share" and re.fullmatch(
        r"[\s,]*(?:and\s|while\s)?[A-Z][\w’'. -]{1,40}[’']s?\s(?:\w+\s)?", group.left
    ):
        return ("share", "growth")
    if (
        previous == "share"
        and re.fullmatch(r"[\s,]*(?:and\s|while\s)?(?:[\w’'-]+\s){1,6}(?:for\s)?", group.head)
        and not _moves(group.head)
    ):
        return ("share", "growth")
    if previous == "share" and (
        re.search(r"^[\s,]*(?:and|or|from|to|against)?\s?$", group.left)
        or (re.search(r"\b(?:from|while|and)\s(?:the\s)?(?:[\w’'-]+\s){0,5}$", group.left) and not _moves(group.left))
    ):
        return ("share", "growth")
    if re.search(r"^[\s,(]*(?:or\s(?:about\s|nearly\s|some\s|around\s)?|about\s)$", group.left) and previous == "level":
        return ("share", "growth")
    if (
        previous in {"level", "share"}
        and re.fullmatch(r"[\s,]*(?:and|with)\s(?:a\s)?", group.left)
        and not find_change_cue(group.left, group.gap)
    ):
        return ("share", "growth")
    return ("growth", "share")


def _moves(words: str) -> bool:
    cue = find_change_cue(words, "")
    return cue is not None


def read_direction(group: Group, statistic: str, flow: str) -> bool:
    """Whether the figure states a decline, a deficit or a gap below."""
    if statistic in _SIGNED and group.figure.unit != "times":
        cue = find_change_cue(group.before, group.after)
        return cue is not None and cue.direction == "down"
    if flow == "balance" and statistic == "level":
        balance = find_balance_cue(group.before, group.gap)
        return balance is not None and balance.direction == "down"
    return False


def read_basis(group: Group, period: Months, anchor: Anchor) -> str:
    """`mom` or `qoq`; empty for `yoy`."""
    near = group.left[-80:] + " # " + group.gap[:80]
    months = [each for each in find_mentions(near, anchor) if each.is_base and each.months.length == 1]
    ahead = re.search(r"\b[Cc]ompared\s(?:with|to)\s(?P<m>[A-Z]\w+),[^.;]*$", group.before)
    if ahead and not cues.YOY.search(group.before) and not group.left.strip().startswith("and"):
        months += [each for each in find_mentions("from " + ahead["m"], anchor) if each.is_base]
    behind = [each for each in find_mentions(group.tail, anchor) if each.is_base and each.months.length == 1]
    if behind and behind[0].months.last[1] != period.last[1] and not cues.YOY.search(group.tail):
        return "mom"
    if cues.MOM.search(near) or (months and not cues.YOY.search(near) and months[0].months.last[1] != period.last[1]):
        return "mom"
    return "qoq" if cues.QOQ.search(group.tail) or (cues.QOQ.search(near) and not cues.YOY.search(near)) else ""


def read_per(group: Group, statistic: str) -> str:
    """`day`, `month` or `year` where the figure is a rate of so many each; else empty."""
    per = cues.PER.match(group.gap) or cues.PER_BEFORE.search(group.left)
    if group.figure.kind == "count":
        per = per or cues.PER_DAY.search(group.before)
    if not per or statistic != "level" or group.figure.kind not in {"count", "quantity", "number", "money"}:
        return ""
    word = (per.groupdict().get("per") or per.groupdict().get("adv") or "").lower()
    return {"monthly": "month", "daily": "day", "annual": "year", "annually": "year"}.get(word, word)


def is_record(group: Group) -> bool:
    """Whether the words call the level a record."""
    near = group.left[-40:]
    ahead = cues.RECORD.search(near)
    if ahead and "," not in near[ahead.end() :]:
        return True
    behind = _OTHER_CLAUSE.split(group.gap[:90])[0]
    return cues.RECORD.search(behind[:75]) is not None


def read_whole(
    group: Group, topic: Topic, statistic: str, *, reporter: str, zone: str, period: Months, anchor: Anchor
) -> dict[str, str]:
    """What a share is a share of, or a gap's other rate, as in the answer schema; empty for all of the reporter's."""
    if statistic == "growth_gap":
        return _gap_whole(group, reporter, period, anchor, partner=topic.partner)
    if statistic not in {"share", "share_change"}:
        return {}
    words = group.tail
    if cues.NATIONAL.search(group.gap[:90]) and reporter.startswith("CN-") and not topic.reporter:
        return {"reporter": "CHN"}
    if (
        statistic == "share"
        and topic.wider_goods
        and topic.wider_goods != topic.goods
        and topic.goods
        and not re.search(r"\b(?:trade|exports|imports|total)\b", words)
    ):
        return {"commodity": topic.wider_goods[0]}
    if (
        re.search(r"\btrade\swith\s(?:the\s)?(?:five|region|bloc|group|them)|\bCentral\sAsia", words)
        and topic.partner
        and topic.partner != "C5"
    ):
        return {"partner": "C5"}
    if of_period := _OF_PERIOD.match(words):
        found = find_mentions(of_period["when"], anchor)
        if found:
            return {"period": str(found[0].months)}
    if zone:
        return _zone_whole(topic, zone)
    return {}


def _zone_whole(topic: Topic, zone: str) -> dict[str, str]:
    """The whole of a share in an article about one zone: all of that zone's trade."""
    whole = {
        name: "all"
        for name in ("partner", "enterprise_type", "trade_mode", "commodity")
        if (getattr(topic, name) if name != "commodity" else topic.goods)
    }
    if topic.zone and topic.zone != zone:
        whole["zone"] = zone
    return whole


def _gap_whole(group: Group, reporter: str, period: Months, anchor: Anchor, *, partner: str) -> dict[str, str]:
    words = group.gap[:90]
    if re.search(r"\b(?:quarter|half|month|year)\b", words, re.I) and not re.search(
        r"nation|average|country", words, re.I
    ):
        mention = next(iter(find_mentions(words, anchor)), None)
        return {"period": str(mention.months)} if mention else {"period": str(period.shifted(-12))}
    if partner and re.search(r"\b(?:region|province|overall|total)\b", words, re.I):
        return {"partner": "WLD"}
    return {"reporter": "CHN"} if reporter.startswith("CN-") else {"partner": "WLD"}
