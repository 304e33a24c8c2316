"""Tails: what the words behind a figure, and its own kind and unit, make of the topic."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from xjllm.narrowing import cues, goods, names
from xjllm.narrowing.heads import SHIPPED_WORDS, read_goods, read_places
from xjllm.narrowing.places_named import find_port
from xjllm.narrowing.relations import refers_back
from xjllm.narrowing.reporters import find_switch
from xjllm.narrowing.topic import ACTORS, BUYING, IN_VALUE, Topic, find_flow, find_measure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xjllm.narrowing.passages import Group
    from xjllm.narrowing.relations import Partner
    from xjllm.narrowing.topic import Memory

_I = re.IGNORECASE
_KIND = r"(?:item|product|commodity|good|category|group)s?"
_RANK_FLOWS = (
    (
        re.compile(
            r"^\s(?:\w+\s){0,2}?(?:export\s(?:market|destination)|market|destination|buyer|customer|importer)s?\b"
            r"|^\s(?:\w+\s){0,1}exporter\b",
            _I,
        ),
        "exports",
    ),
    (re.compile(r"^\s(?:single\s)?exports?\s(?:was|were|is|are|remained)\b", _I), "exports"),
    (re.compile(r"^\s(?:single\s)?imports?\s(?:was|were|is|are|remained)\b", _I), "imports"),
    (
        re.compile(rf"^\s(?:\w+\s){{0,1}}?(?:export(?:ed)?\s{_KIND}|{_KIND}\s(?:of|in)\s(?:\w+\s)?exports)", _I),
        "exports",
    ),
    (
        re.compile(rf"^\s(?:\w+\s){{0,1}}?(?:import(?:ed)?\s{_KIND}|{_KIND}\s(?:of|in)\s(?:\w+\s)?imports)", _I),
        "imports",
    ),
    (re.compile(r"^\s(?:\w+\s){0,2}?(?:supplier|import\ssource|source\sof\simports|source\b|seller)", _I), "imports"),
    (re.compile(r"^\s(?:\w+\s){0,3}?(?:trade|trading)\spartner", _I), "total"),
    (re.compile(r"^\samong\s(?:[\w’']+\s){1,5}?(?:markets|destinations|buyers|customers)\b", _I), "exports"),
    (re.compile(r"^\samong\s(?:[\w’']+\s){1,5}?(?:suppliers|sources)\b", _I), "imports"),
    (re.compile(r"^\samong\s(?:[\w’']+\s){1,5}?(?:trade|trading)\spartners\b", _I), "total"),
)
_OR_SHARE = re.compile(
    r"(?:\s?\([^()]{1,60}\))?,\s(?:or|accounting\sfor|making\sup|representing)\s(?:\w+\s){0,2}[\d.]+\s?(?:%|per\s?cent|"
    r"percent|pct)\sof\s(?:all|the|its|total)\s(?:\w+[’']s\s)?(?:total\s)?(?:exports|imports)\b"
)
_IN_FLOW = re.compile(
    r"\s?\)?\s?(?:(?:in|of|on|from|were|was|are|is)\s(?:\w+\s){0,2})?(?:imports?|exports?|imported|exported)\b"
)
_ITEM = re.compile(
    r"\b(?:item|product|commodity|good|category)\b|^\s(?:single\s)?(?:ex|im)ports?\s(?:was|were|is|are|remained)\b"
)
# "the largest market for the resin"
_DEALER_IN = re.compile(
    r"\s(?:[\w-]+\s){0,2}?(?:buyer|customer|supplier|market|destination|source|seller|importer|exporter)s?\s(?:of|for)\s"
)
_BY_VOLUME = re.compile(
    r"\b(?:by|in)\s(?:terms\sof\s)?(?:volume|tonnage|quantity|weight)\b|\b(?:ex|im)port(?:ed)?\stonnage\b"
)
_OF_VALUE = re.compile(r"\sof\s(?:the|its|their|this|that)\s(?:total\s|trade\s|combined\s)?value\b")
# "faster than the 2 percent of the region as a whole"
_OF_ALL = re.compile(r"\s(?:of|in|for)\s(?:the\s)?(?:whole\s(?:region|province)|(?:region|province)\sas\sa\swhole)\b")
_THAN = re.compile(r"\b(?:than|against|above|below|with)\b")
_RANKED_IN = re.compile(r"\s(?:in|by|for)\s(?:terms\sof\s)?(?:the\s)?(?:\w+\s){0,3}?(?:ex|im)ports?\b")
_WENT = re.compile(r"\b(?:was|were|went|came|is|are|goes|sold|shipped|exported)\b")
_PREDICATE = re.compile(
    r"\s(?:was|were|is|are|went|goes|came|comes|made|done|moved|carried|pass(?:es|ed)?|moves|takes\splace)\b"
)
_THE_PORTS = re.compile(r"\bthe\s(?:land\s|railway\s|border\s)?(?:port|crossing|pass)[’']s\b")
_PLAIN_GOODS = re.compile(r"\s?(?:worth\sof\s)?goods\b|\sof\sgoods\b")
_RANK_OF = re.compile(
    r"\s(?:[a-z-]+\s){0,3}?(?:partner|market|supplier|buyer|customer|destination|source|exporter|importer)s?\s(?:of|for)\s"
    r"(?P<who>(?:the\s)?(?:[A-Z]\w+\s?){0,3}(?P<region>(?:[a-z-]+\s){0,2}(?:region|province)\b)?)"
)
# "faster than the 6 percent recorded by China"
_BY_NATION = re.compile(
    r"\s(?:(?:recorded|posted|registered|reported|seen|achieved|logged|growth|rise|increase)\s)?(?:by|for|in|of|across)\s"
    r"(?:China\b(?![’'])|the\s(?:whole\s|entire\s)?(?:country|nation)\b(?![’'])|(?:mainland\s)?China\sas\sa\swhole)|\snationwide\b"
)
_VERB_BEHIND = re.compile(
    r"[^,;]{0,60}?,?\s(?:weighing|worth|valued\sat|(?:with|at)\sa\s(?:\w+\s)?(?:value|weight|volume)\sof)\s[^;]{1,60}?,?\s"
    r"(?:was|were|(?:has|have|had)\sbeen)\s(?P<told>[^,;]{3,120})"
)
# "900 came in, and 300 went the other way"
_OTHER_WAY = re.compile(
    r"\s(?:[a-z-]+\s){0,3}?(?:in\s)?the\s(?:other|opposite|reverse)\s(?:way(?!\sround)|direction)\b", _I
)
_OPPOSITE = {"exports": "imports", "imports": "exports"}
_TO_COMMA = re.compile(r"[,;()⟦]|\.\s|\d")
_FROM_TRADE = re.compile(r"\s(?:from|on|in)\s")
_COUNTED_KINDS = frozenset({"quantity", "count", "number", "money", "multiple"})
_SHARE_KINDS = frozenset({"percent", "fraction", "percentage_points"})
_ASIDE_BEFORE = re.compile(r",\s(?:the|its|their)\s$")
_ASIDE_BEHIND = re.compile(r"\s(?:single\s)?(?:market|buyer|destination|customer|supplier|source),")
_TRAINS_REACH = 80


def read_tail(topic: Topic, group: Group, behind: Sequence[Partner], memory: Memory) -> Topic:
    """The topic of a group of figures, by the words behind it; `behind` are the partners named there."""
    end = len(group.before) + (group.members[-1].figure.end - group.figure.start)
    inside = [each for each in behind if end <= each.start < end + len(group.tail)]
    if _OF_ALL.match(group.tail) and _THAN.search(group.head):
        return replace(topic, zone="", port="", everywhere=True)
    if (
        memory.reporter[:3] == "CN-"
        and group.figure.kind == "percent"
        and _THAN.search(group.left)
        and (_BY_NATION.match(group.tail))
    ):
        return Topic(flow=topic.flow, measure=topic.measure, partner=topic.partner, goods=topic.goods, reporter="CHN")
    if group.figure.kind == "rank":
        return _of_rank(topic, group, inside, [each for each in behind if each.start >= end], memory)
    if group.figure.kind in _SHARE_KINDS and cues.WHOLE_AFTER.match(group.tail):
        return _of_share(topic, group, inside, memory)
    if cues.COMPARED.search(group.head) and not inside:
        return topic
    topic = _with_goods(_with_traders(_with_flow_and_partner(topic, group, inside, memory), group, memory), group)
    return _with_verb_behind(topic, group, [each for each in behind if each.start >= end], end)


def _ranked_for(tail: str, memory: Memory) -> str:
    """Code of the one for whom somebody is the largest partner or market; empty where the words do not say."""
    owner = _RANK_OF.match(tail)
    if not owner:
        return ""
    codes = [each.code for each in names.find_reporters(owner["who"])]
    if owner["region"] and codes[-1:] in ([], ["CHN"]):
        # "the Chinese region": the one that was named.
        return memory.province if memory.reporter[:3] != "CN-" else ""
    return codes[-1] if codes else ""


def is_market_aside(group: Group) -> bool:
    """Whether a rank is that of a market for what is told of: "Exports of rye to Peru, the largest market, rose"."""
    return _ASIDE_BEFORE.search(group.left) is not None and _ASIDE_BEHIND.match(group.gap) is not None


def _of_rank(topic: Topic, group: Group, inside: Sequence[Partner], after: Sequence[Partner], memory: Memory) -> Topic:
    if (owner := _ranked_for(group.tail, memory)) and owner != (topic.reporter or memory.reporter):
        # "Kazakhstan is the largest partner of Xinjiang" in the news of Kazakhstan.
        own = "CHN" if memory.reporter.startswith("CN-") else memory.reporter
        subjects = [each.code for each in names.find_reporters(group.before) if each.code != owner]
        topic = replace(topic, reporter=owner, partner=own if subjects[-1:] == [own] else topic.partner)
        after = inside = ()
    flow = next((flow for pattern, flow in _RANK_FLOWS if pattern.match(group.tail)), "")
    if not topic.partner and after:
        topic = replace(topic, partner=inside[-1].code if inside else after[0].code)
    if _BY_VOLUME.search(group.tail) and (topic.goods or memory.shipped or memory.story.goods):
        topic = replace(topic, measure="freight_volume")
    elif topic.measure != "freight_trains" or flow or inside:
        topic = replace(topic, measure="trade_value")
    if not flow and _RANKED_IN.search(group.tail):
        return replace(topic, flow=find_flow(group.tail) or topic.flow)
    if not flow:
        return topic
    if _DEALER_IN.match(group.tail):
        of_goods = read_goods(replace(topic, goods=()), group.tail, memory).goods
        return replace(topic, flow=flow, goods=of_goods, sure=topic.sure | {"flow"})
    if topic.goods and flow == topic.flow and is_market_aside(group):
        return replace(topic, sure=topic.sure | {"flow"})
    named = goods.find_goods(group.tail) if _ITEM.search(group.tail[:40]) else None
    kept = named.names if named else topic.goods if _ITEM.search(group.tail[:40]) else ()
    return replace(topic, flow=flow, goods=kept, sure=topic.sure | {"flow"})


def _of_share(topic: Topic, group: Group, inside: Sequence[Partner], memory: Memory) -> Topic:
    """What follows a share is first of all its whole: "54 percent of its total exports"."""
    tail = group.tail
    flow, measure = find_flow(BUYING.sub("", tail)), find_measure(tail)
    made = goods.find_goods(tail)
    if made and not topic.goods and re.search(r"\bthem\b", group.after):
        topic = replace(topic, goods=made.names)
    if not topic.goods and _is_part(topic) and (traded := goods.find_traded(tail)):
        # "Private companies did 90 percent of the exports of shoes": theirs were of shoes as well.
        topic = replace(topic, goods=traded.names)
    # "Exports were 3 billion. The business made up 11 percent of foreign trade": in both directions again.
    alone = flow == "total" and group.before == group.left and "flow" not in topic.sure
    if flow in {"exports", "imports"} or (flow and (alone or not topic.flow or topic.measure in ACTORS)):
        topic = replace(topic, flow=flow)
    if flow and topic.measure in {"", *ACTORS}:
        topic = replace(topic, measure="trade_value")
    if memory.shipped and SHIPPED_WORDS[memory.shipped].search(tail):
        topic = replace(topic, measure=memory.shipped)
    if _OF_VALUE.match(tail):
        topic = replace(topic, measure="trade_value", sure=topic.sure - {"flow"})
    elif flow and _BY_VOLUME.search(tail):
        topic = replace(topic, measure="freight_volume")
    if measure and measure not in ACTORS and (not topic.measure or not flow):
        topic = replace(topic, measure=measure, transport=names.transport_of(tail) or topic.transport)
    if _THE_PORTS.search(tail) and memory.port and not topic.zone:
        topic = replace(topic, port=topic.port or memory.port)
    if predicate := _PREDICATE.search(tail):
        topic = _with_predicate(topic, tail[predicate.start() :])
    if topic.measure == "freight_trains" and (train := names.train_partner(tail)):
        return replace(topic, partner=train)
    takes = bool(inside) and bool(_WENT.search(tail) or not topic.partner)
    return replace(topic, partner=inside[-1].code) if takes else topic


def _is_part(topic: Topic) -> bool:
    """Whether a topic is a part of the trade in any goods: that of somebody, with somebody, at one place."""
    return bool(topic.partner or topic.enterprise_type or topic.port or topic.zone or topic.trade_mode)


def _with_predicate(topic: Topic, words: str) -> Topic:
    """The topic of a share by what is said of it: "71 percent of the trade was done by private companies"."""
    return replace(
        topic,
        enterprise_type=names.enterprise_type(words) or topic.enterprise_type,
        trade_mode=names.trade_mode(words) or topic.trade_mode,
        transport=names.transport_of(words) or topic.transport,
        port=find_port(words) or topic.port,
    )


def _with_flow_and_partner(topic: Topic, group: Group, inside: Sequence[Partner], memory: Memory) -> Topic:
    tail = group.tail
    flow = find_flow(tail)
    if not flow and _OTHER_WAY.match(tail):
        flow = _OPPOSITE.get(topic.flow, "")
        topic = replace(topic, sure=topic.sure - {"flow"})
    if not flow and group.figure.kind == "money" and (share := _OR_SHARE.match(group.after)):
        flow = find_flow(share[0])
    changes: dict[str, str] = {}
    if flow and ("flow" not in topic.sure or flow == topic.flow or _IN_FLOW.match(tail)):
        changes["flow"] = flow
    switch = find_switch(tail, topic, memory) if inside or topic.reporter else None
    if switch and switch[1]:
        changes |= {"reporter": switch[0], "partner": switch[1]}
    elif inside:
        changes["partner"] = inside[-1].code
    elif (refers_back(tail) or memory.means_region(f"{group.head} # {tail}")) and (
        again := memory.partner_meant(topic, tail)
    ):
        changes["partner"] = again
    topic = replace(topic, **changes, sure=topic.sure | changes.keys())  # type: ignore[arg-type]
    train = names.train_partner(group.gap[:_TRAINS_REACH]) if not names.train_partner(group.head) else None
    if group.figure.kind in {"count", "number"} and train:
        topic = replace(topic, partner=train, transport="rail", goods=(), sure=topic.sure | {"partner"})
    return topic


def _with_verb_behind(topic: Topic, group: Group, after: Sequence[Partner], end: int) -> Topic:
    """The topic of a figure whose verb stands behind another one: "3 parcels, weighing 2 tonnes, were flown out"."""
    verb = _VERB_BEHIND.match(group.after)
    if not verb or group.figure.kind not in _COUNTED_KINDS:
        return topic
    words, start = verb["told"], end + verb.start("told")
    told = [each for each in after if start <= each.start < start + len(words)]
    partner = told[-1].code if told and "partner" not in topic.sure else ""
    return replace(
        topic,
        flow=topic.flow if topic.flow in {"exports", "imports"} else find_flow(words) or topic.flow,
        partner=partner or topic.partner,
        port=find_port(words) or topic.port,
        transport=names.transport_of(words) or topic.transport,
    )


def _with_traders(topic: Topic, group: Group, memory: Memory) -> Topic:
    tail = group.tail
    if group.figure.kind in {"percent", "multiple"} and IN_VALUE.search(tail):
        topic = replace(topic, measure="trade_value")
    topic = read_places(topic, tail, memory)
    counts_firms = "enterprises" in {topic.measure, group.figure.unit} and group.figure.kind != "money"
    kind = names.enterprise_type(tail) if group.figure.kind == "money" or counts_firms else None
    return replace(
        topic,
        enterprise_type=kind or topic.enterprise_type,
        trade_mode=names.trade_mode(tail) or topic.trade_mode,
        transport=names.transport_of(tail) or topic.transport,
    )


def _with_goods(topic: Topic, group: Group) -> Topic:
    figure = group.figure
    if figure.kind not in _COUNTED_KINDS or figure.unit in {"trains", "countries", "enterprises"}:
        return topic
    if figure.kind == "money" and not topic.goods and _FROM_TRADE.match(group.tail):
        # "It earned 3 million from plum exports."
        traded = goods.find_traded(_TO_COMMA.split(group.after, maxsplit=1)[0])
        topic = replace(topic, goods=traded.names if traded else ())
    counted = goods.find_counted(group.gap)
    if not counted and figure.unit == "items" and topic.flow:
        counted = goods.find_listed(group.gap)
    return replace(topic, goods=counted) if counted and not _PLAIN_GOODS.match(group.gap) else topic
