"""The story's own topic: what headline and lead agree on holds for figures that leave it unsaid.

An article about one port, one kind of goods or the trade of two countries does not repeat that in every sentence.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from xjllm.narrowing import cues, names
from xjllm.narrowing.goods import find_all_goods
from xjllm.narrowing.places_named import find_port, find_ports, find_zone
from xjllm.narrowing.topic import WHOLE_TRADE, Topic, find_flow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xjllm.narrowing.passages import Group, Passage
    from xjllm.narrowing.relations import Partner
    from xjllm.narrowing.topic import Memory

_ALL = re.compile(
    r"\b(?:foreign|overall|total|external|nationwide|national)\s(?:trade|exports?|imports?|turnover)\b"
    r"|\bas\sa\swhole\b|\bwhole\sof\b|\b(?:all|other)\s(?:[a-z]+\s)?(?:ports|crossings|countries|zones)\b",
    re.IGNORECASE,
)
_OWN = re.compile(r"[’']s\s|[’']\s")
_REGION_OWN = re.compile(r"\b(?:region|province|country|nation|republic)[’']s\b")
_PAIR = re.compile(r"\b(?P<one>[A-Z]\w+)[-–](?P<two>[A-Z]\w+)\b")
_BOTH_WAYS = re.compile(
    r"\b(?:imports?\sand\sexports?|import\sand\sexport|handl\w+|pass(?:ed|es|ing)?|transit\w*|throughput|inbound|"
    r"imported|imports?)\b",
    re.IGNORECASE,
)
_LEAD_SENTENCES = 3
_SHIPMENTS = r"(?:imports|exports|shipments|deliveries|sales|purchases|arrivals|supplies)"
_GOODS_WITH = re.compile(
    rf"\b(?:(?P<goods>[a-z-]{{3,20}})\s{_SHIPMENTS}|{_SHIPMENTS}\sof\s(?:[a-z-]{{1,20}}\s){{0,3}}?(?P<of>[a-z-]{{3,20}}))\s(?:to|from)\s"
    r"(?:the\s)?(?P<partner>[A-Z]\w+(?:\s[A-Z]\w+){0,2})"
)
_SHIPPED = frozenset({"freight_volume", "shipments"})


def find_story_zone(passages: Sequence[Passage]) -> str:
    """The zone or city that the whole article is about: named in the headline and as whose trade the lead tells.

    The lead is the first sentence with a figure of trade, or one of the two behind it where a scene comes first.
    Empty where there is none.
    """
    title = " ".join(passage.words for passage in passages if passage.in_title).lower()
    told = [each for each in passages if each.groups and not each.in_title][:_LEAD_SENTENCES]
    for passage in told:
        zone = find_zone(passage.groups[0].before)
        if zone:
            return zone if zone.split()[0].lower() in title else ""
        if cues.FLOWS.search(passage.groups[0].before):
            return ""
    return ""


def find_goods_partners(passages: Sequence[Passage], own: frozenset[str]) -> dict[str, str]:
    """With whom headline and lead say that goods are traded, by the goods' last word: "coal imports from Mongolia"."""
    lead = next((each.paragraph for each in passages if each.groups and not each.in_title), 0)
    found: dict[str, str] = {}
    for passage in passages:
        for match in _GOODS_WITH.finditer(passage.words) if passage.in_title or passage.paragraph <= lead else ():
            codes = [each.code for each in names.find_partners(match["partner"]) if each.code not in own]
            if codes:
                found.setdefault((match["goods"] or match["of"]).lower(), codes[0])
    return found


def find_story_topic(passages: Sequence[Passage], first: Passage, lead: Topic, own: frozenset[str]) -> Topic:
    """What the headline names of `lead`, the topic of the first figure, and its sentence; `own` is the reporter."""
    port = lead.port or find_port(first.words) or ""
    title = " ".join(passage.words for passage in passages if passage.in_title)
    titled = title.lower()
    partners = {each.code for each in names.find_partners(_PAIR.sub(r"\g<one> \g<two>", title))} - own
    goods = {each.split()[-1].rstrip("s") for each in find_all_goods(titled)}
    kept = tuple(
        each
        for each in lead.goods
        if each.split()[-1].rstrip("s") in goods or each.rstrip("s") in titled.replace("-", " ")
    )
    of_country = not any(code.startswith("CN-") for code in own)
    same_flow = lead.flow in {"exports", "imports"} and (
        find_flow(title) == lead.flow or (kept and not find_flow(title))
    )
    return Topic(
        port=port if port and port.split()[0].lower() in titled else "",
        partner=lead.partner if partners == {lead.partner} and (lead.flow == "total" or of_country) else "",
        goods=kept if len(lead.goods) == 1 else (),
        flow=lead.flow if same_flow else "",
    )


def fill_from_story(topic: Topic, passage: Passage, group: Group, related: Sequence[Partner], memory: Memory) -> Topic:
    """The topic of a figure, with what its sentence leaves unsaid and the story is about."""
    story, said = memory.story, f"{group.before} # {group.tail}"
    if topic.everywhere or topic.reporter or WHOLE_TRADE.search(said) or _ALL.search(said):
        return topic
    owners = [each for each in names.find_reporters(said) if each.code in memory.own]
    names_own = any(_OWN.match(said[max(each.start, each.end - 2) :]) for each in owners) or _REGION_OWN.search(said)
    of_own = names_own or any(each.start < len(group.before) for each in owners)
    if story.port and not topic.port and not topic.zone and not of_own and not find_zone(said):
        topic = topic if find_ports(passage.words) else replace(topic, port=story.port)
    of_place = topic.port or topic.zone or topic.transport
    shipped = topic.measure in _SHIPPED and topic.goods and topic.flow in {"exports", "imports"}
    of_partner = topic.measure == "trade_value" or shipped
    if story.partner and of_partner and not (topic.partner or related or names_own or of_place):
        topic = replace(topic, partner=story.partner)
    if not cues.FLOWS.search(said) and not topic.transport:
        if story.goods and not topic.goods and topic.partner and topic.measure in {"", "trade_value"}:
            topic = replace(topic, goods=story.goods)
        if story.flow and not topic.flow and topic.measure in {"", "trade_value"}:
            topic = replace(topic, flow=story.flow)
    if topic.measure in _SHIPPED:
        if story.goods and not topic.goods:
            topic = replace(topic, goods=story.goods)
        if story.flow and not topic.flow and not _BOTH_WAYS.search(said):
            topic = replace(topic, flow=story.flow)
    return topic
