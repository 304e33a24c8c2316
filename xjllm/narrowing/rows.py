"""Rows: figures that go by a list before them, one each: "A, B and C rose 3, 4 and 5 percent, respectively"."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from xjllm.narrowing import cues, goods, names
from xjllm.narrowing.places_named import find_ports, find_zones
from xjllm.narrowing.relations import refers_back

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xjllm.narrowing.passages import Group, Passage
    from xjllm.narrowing.relations import Partner
    from xjllm.narrowing.topic import Topic

_AND_ONLY = re.compile(r"[\s,]*(?:and\s)?(?:by\s|to\s)?\s*")
_LISTED = re.compile(r"[\s,()]*(?:and|to|by|at)?\s?(?:by\s|to\s)?(?:about\s|nearly\s|over\s|more\sthan\s)?\s*")
_SECOND_ROW = re.compile(
    r"[\s,]*(?:up|down|increasing|growing|rising|surging|an\sincrease\sof|to|rose|by|a\srise\sof|"
    r"with\sgrowth\sof)\s(?:by\s)?"
)
_FORMER_OR_LATTER = re.compile(r"\bthe\s(former|latter)\b", re.IGNORECASE)
_BOTH_FLOWS = re.compile(
    r"\b(exports?|imports?)\s(?:to\s|from\s)?(?:and|&)\s(?:its\s)?(exports?|imports?)\b", re.IGNORECASE
)


def pair_row(
    topic: Topic,
    passage: Passage,
    group: Group,
    related: Sequence[Partner],
    told: Sequence[Topic],
    before_it: Sequence[str] = (),
) -> Topic:
    """The topic of a group that stands in a row: with the list's item that is in its place.

    Args:
        topic: the topic as the words around the group tell it.
        passage: its sentence.
        group: the group.
        related: the partners that the sentence names.
        told: the topics of the groups before it.
        before_it: codes of the partners that the sentence before this one names.
    """
    row, first_row = _respective(passage, group)
    if len(row) < 2:
        row = first_row = _in_step(passage, group, related)
    if len(row) < 2:
        return topic
    place, length = row.index(group), len(row)
    words = first_row[0].before
    ahead = [each for each in related if each.end <= len(words)]
    if len(ahead) >= length:
        return replace(topic, partner=ahead[-length:][place].code)
    if not ahead and len(before_it) == length and refers_back(words):
        # "Peru, Chile and Cuba were its top partners. Trade with them reached 3, 4 and 5 million."
        return replace(topic, partner=before_it[place])
    end = len(passage.words) - len(row[-1].after)
    told_behind = cues.RESPECTIVELY.search(row[-1].gap)
    behind = [each for each in related if told_behind and end <= each.start < end + told_behind.start()]
    if len(behind) == length:
        # "3 billion and 4 billion to Peru and Chile, respectively": the list stands behind its figures.
        return replace(topic, partner=behind[place].code)
    before = told[len(told) - place - length : len(told) - place]
    amounts = passage.groups[len(told) - place - length : len(told) - place] if len(told) >= place + length else ()
    if _family(row[0]) == "percent" and len({_family(each) for each in amounts}) == length > 1:
        # "300 tons of nuts and figs worth 4 million, up 6 and 7 percent": one rate of the weight, one of the value.
        return before[place]
    flows = _BOTH_FLOWS.search(words)
    if flows and length == 2 and flows[1][0].lower() != flows[2][0].lower():
        return replace(topic, flow="exports" if flows[1 + place].lower().startswith("e") else "imports")
    if listed := _of_list(topic, words, row, place):
        return listed
    # "97 trains with 3 million tons, up 6 percent and 7 percent, respectively": each rate goes with its amount.
    return before[place] if len(before) == length and _family(row[0]) == "percent" else topic


def _of_list(topic: Topic, words: str, row: Sequence[Group], place: int) -> Topic | None:
    """The topic with the item in `place` of the list in `words`; None where they hold no list as long as `row`."""
    length = len(row)
    if len(topic.goods) == length:
        return replace(topic, goods=(topic.goods[place],))
    ports, zones = find_ports(words), find_zones(words)
    if len(ports) == length:
        train = names.train_partner(row[-1].gap)
        return replace(topic, port=ports[place], zone="", partner=train or topic.partner)
    if len(zones) == length:
        return replace(topic, zone=zones[place], port="")
    modes, traders, listed = names.listed_modes(words), names.listed_traders(words), goods.find_all_goods(words)
    if len(modes) == length:
        return replace(topic, trade_mode=modes[place])
    if len(traders) == length:
        return replace(topic, enterprise_type=traders[place])
    if len(listed) == length:
        return replace(topic, goods=(listed[place],))
    return None


def find_pair(words: str, related: Sequence[Partner]) -> tuple[str, ...]:
    """The two flows, or codes of the two partners, that `words` name together; empty where they name no two."""
    flows = list(_BOTH_FLOWS.finditer(words))
    if flows:
        return tuple("exports" if flow.lower().startswith("e") else "imports" for flow in flows[-1].groups())
    codes = tuple(dict.fromkeys(each.code for each in related))
    listed = goods.find_traded(words) or goods.find_goods(words)
    named = listed.names if listed else ()
    return codes if len(codes) == 2 else named if len(named) >= 2 else ()


def take_of_pair(topic: Topic, words: str, pair: tuple[str, ...]) -> Topic:
    """The topic with the one of the pair that "the former" or "the latter" in `words` means."""
    which = list(_FORMER_OR_LATTER.finditer(words))
    is_latter = bool(which) and which[-1][1].lower() == "latter"
    # Of three and more, "the latter" is the last.
    if not which or len(pair) < 2 or (len(pair) > 2 and not is_latter):
        return topic
    meant = pair[-1] if is_latter else pair[0]
    if meant in {"exports", "imports"}:
        return replace(topic, flow=meant, sure=topic.sure | {"flow"})
    if meant in topic.goods or not (meant.isupper() or names.is_group(meant)):
        return replace(topic, goods=(meant,))
    return replace(topic, partner=meant, sure=topic.sure | {"partner"})


def _respective(passage: Passage, group: Group) -> tuple[list[Group], list[Group]]:
    """The row that "respectively" pairs and that holds `group`, and the sentence's first such row; else empty."""
    groups = passage.groups
    last = next((i for i, each in enumerate(groups) if cues.RESPECTIVELY.search(each.gap)), -1)
    if last < 0:
        return [], []
    first = _run_start(groups, last, _LISTED)
    row = list(groups[first : last + 1])
    earlier = list(groups[max(0, first - len(row)) : first])
    again = list(groups[last + 1 : last + 1 + len(row)])
    if len(earlier) == len(row) > 1 and _is_row(earlier, _AND_ONLY) and group in [*earlier, *row]:
        # "worth 3, 4 and 5 million, up 6, 7 and 8 percent, respectively": both rows go by the list before them.
        return (earlier if group in earlier else row), earlier
    if group in again and len(again) == len(row) and _is_row(again, _LISTED):
        # "rose 3 percent and 5 percent respectively to 7 million and 9 million": the second row goes as the first.
        return again, row
    return (row, row) if group in row else ([], [])


def _in_step(passage: Passage, group: Group, related: Sequence[Partner]) -> list[Group]:
    """The row of figures that holds `group` and follows a list as long as it; empty where there is none."""
    groups = passage.groups
    last = groups.index(group)
    first = _run_start(groups, last, _AND_ONLY)
    while last + 1 < len(groups) and _run_start(groups, last + 1, _AND_ONLY) == first:
        last += 1
    row = list(groups[first : last + 1])
    earlier = groups[first - len(row) : first] if first >= len(row) > 1 else ()
    head = earlier[0] if earlier and _SECOND_ROW.fullmatch(row[0].left) else row[0]
    inside = [each for each in related if len(head.before) - len(head.head) <= each.start < len(head.before)]
    if len(row) < 2 or len(row) == len(inside):
        return row if len(row) > 1 else []
    listed = goods.find_goods(head.head)
    named = len(listed.names) if listed else 2 * bool(_BOTH_FLOWS.search(head.head))
    return row if named == len(row) else []


def _run_start(groups: Sequence[Group], last: int, glue: re.Pattern[str]) -> int:
    """Index of the first group of the run of figures of one kind that ends with the group at `last`."""
    first = last
    while first and glue.fullmatch(groups[first].left) and _family(groups[first - 1]) == _family(groups[last]):
        first -= 1
    return first


def _family(group: Group) -> str:
    """The kind of a group, rates and multiples taken as one."""
    return "percent" if group.figure.kind == "multiple" else group.figure.kind


def _is_row(groups: Sequence[Group], glue: re.Pattern[str]) -> bool:
    same_kind = len({_family(each) for each in groups}) == 1
    return same_kind and all(glue.fullmatch(each.left) for each in groups[1:])
