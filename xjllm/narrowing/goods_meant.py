"""Goods that a figure points back to: "12 of them", "3 tons of the oilseed"; those that a sentence introduces."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from xjllm.narrowing.goods import find_all_goods

if TYPE_CHECKING:
    from xjllm.narrowing.passages import Group, Passage
    from xjllm.narrowing.topic import Memory, Topic

# A number alone, without a noun of its own: "Kazakhstan 43,200", "more than 500 a day", "to 12,600 units".
OWN_NOUN_MISSING = re.compile(
    r"\s?(?:[,.;:)]|$|(?:units|sets|pieces)\b|(?:a|per|each|every)\s(?:day|month|year|week)\b|(?:and|while|but|were|was|left|went|crossed|in|"
    r"from|during|over|last|more|fewer|compared|against|on|by|as)\b)"
)
_OF_THEM = re.compile(r"\s?of\s(?:them|it|which|these|those|this|that)\b(?!\s\w+\s(?:trade|exports|imports))")
# Goods by the name of their kind: "300 tons of the oilseed".
_OF_THE_KIND = re.compile(
    r"\s?of\s(?:the|these|those|such)\s(?:goods|products?|commodity|oilseeds?|metals?|fuels?|minerals?|crops?|produce)\b"
)
_OF_THE_GOODS = re.compile(r"(?:[\d,.\s]|\sand\s){0,60}\sof\s(?:the|these|those|such)\s(?P<goods>[\w-]+)\b")
_OF_IT = re.compile(
    r"\sof\s(?:it|them|these|those|this|that)(?:\s(?:was|were|is|are|went|goes|came|comes|left)\b|\s?[.;])"
)
_COUNTING = frozenset({"count", "number", "percent", "fraction"})


def _goods_counted(group: Group, goes_on: bool, memory: Memory) -> tuple[str, ...]:
    """The goods told of, where a figure counts some of them: "12 of them", "12, 13 and 14 of the cars"."""
    if (_OF_THEM.match(group.gap) and not goes_on) or _OF_THE_KIND.match(group.gap):
        return memory.last.goods
    if (
        group.figure.kind == "count"
        and group.figure.unit in {"vehicles", "items"}
        and OWN_NOUN_MISSING.match(group.gap)
    ):
        return memory.counted
    counted = _OF_THE_GOODS.match(group.after) if group.figure.kind in _COUNTING else None
    for told in (memory.last.goods, memory.story.goods) if counted else ():
        if counted and any(each.split()[-1] == counted["goods"] for each in told):
            return told
    return ()


def with_counted(topic: Topic, group: Group, goes_on: bool, memory: Memory) -> Topic:
    """The topic with the goods that the figure counts some of."""
    meant = () if topic.goods else _goods_counted(group, goes_on, memory)
    if not meant:
        return topic
    return replace(
        topic, goods=meant, measure=topic.measure or memory.shipped or "shipments", flow=topic.flow or memory.last.flow
    )


def find_introduced(passage: Passage, memory: Memory) -> tuple[str, ...]:
    """The goods that the first sentence of a paragraph, without figures, is about; else those told of."""
    named = find_all_goods(passage.words) if passage.paragraph != memory.paragraph and not passage.in_title else ()
    return named if len(named) == 1 else memory.told_goods


def is_part_of_it(group: Group) -> bool:
    """Whether a percentage is a part of what was told of, and names no goods: "71 percent of it came from Peru"."""
    is_part = group.figure.kind in {"percent", "fraction"} and _OF_IT.match(group.gap) is not None
    return is_part and not find_all_goods(group.before)


def of_it(topic: Topic, last: Topic) -> Topic:
    """The topic of "71 percent of it came from Peru": of what was told of last, in its own measure."""
    return replace(topic, goods=last.goods, flow=last.flow or topic.flow, measure=last.measure or topic.measure)
