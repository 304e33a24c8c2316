"""Fitting: the topic of a figure as far as it can be that of one of its kind and unit: trains, freight, companies."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from xjllm.narrowing import goods, names
from xjllm.narrowing.goods_meant import OWN_NOUN_MISSING
from xjllm.narrowing.places_named import find_port
from xjllm.narrowing.topic import ACTORS, BOTH_BOUND, Topic, find_flow
from xjllm.vocabulary import MEASURE_OF_UNIT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xjllm.narrowing.passages import Group
    from xjllm.narrowing.topic import Memory

_I = re.IGNORECASE
_BOUND = (
    (re.compile(r"\b(?:inbound|incoming|return(?:ing)?|arriv\w+|c[ao]m(?:e|ing)\sin)\b", _I), "imports"),
    (
        re.compile(r"\b(?:outbound|outgoing|departing|(?:bound|heading|headed)\sfor|go(?:ing)?\sout|went\sout)\b", _I),
        "exports",
    ),
)
_RAIL = re.compile(r"\b(?:railway|rail|KTZ|Temir\sZholy|trains?)\b")
_IN_VOLUME = re.compile(
    r"\s(?:(?:lower|higher|more|less)\s)?(?:in|by)\s(?:terms\sof\s)?(?:volume|quantity|tonnage|weight|physical)\b"
)
_WAY = re.compile(r"\b(?:(?P<from>from)|to|for|towards)\s(?:the\s)?(?P<who>[A-Z][\w.-]*(?:\s[A-Z]\w*){0,2})")
_BOTH_WAYS = re.compile(r"\b(?:to\sand\sfrom|from\sand\sto)\b")
_IN_NUMBER = re.compile(r"\s(?:in|by)\s(?:terms\sof\s)?(?:numbers?|units|pieces)\b")
_OTHER_TRAINS = re.compile(
    r"\b(?:(?:international|freight|intermodal|special|passenger)\s(?:freight\s)?|rail-sea\s(?:[a-z]+\s)?)trains\b"
)
_ARRIVED = re.compile(r"\bto\s(?:about\s|nearly\s|over\s)?$")
_THE_TRAINS = re.compile(r"\b(?:the|these|those|such)\strains\b", _I)
_TRADING_IN = re.compile(
    r"\b(?:had|were|with|did|(?:engaged|active|involved)\sin(?:\s[\w-]+){0,3})\s(export|import)s?(?:ing)?\b(?!\s(?:and|or)\s)(?!ing\s(?:and|or)\s)"
)
# "They were sold to 47 countries", "41 companies exported cars": what is counted deals in the goods told of.
_TRADED = re.compile(
    r"\b(?<!imported\sor\s)(?<!imported\sand\s)(?:sold|exported|shipped|went|go|reach(?:ed)?|sent|delivered|imported|com(?:e|ing)|came)\b(?=\s(?:\w+\s){0,2}(?:to|from)\s(?:\w+\s){0,2}$"
    r"|\s(?!and\b|or\b|to\b|more\b|less\b)[\w-]+)",
    _I,
)
_PLAIN_FIRMS = re.compile(
    r"\s(?:local\s|such\s|other\s)?(?:firms|companies|enterprises|businesses|exporters|importers)\b"
)
_IN_THIS_TRADE = re.compile(r"\bin\s(?:this|that|such)\s(?:trade|business|line|segment|sector|field|category)\b")
# "47 countries and regions, three more", "310 firms, up from 290": the same ones.
_GOES_ON = re.compile(r"[\s,]*(?:and\sregions)?[\s,]*")
_THAN = re.compile(r"\b(?:than|from|against|compared\s(?:with|to))\s(?:the\s|about\s|just\s|only\s)?$")
_DEALERS = re.compile(r"\s(?:[\w-]+\s){0,2}?(export|import)ers\b(?!\sand\b)")
_BROUGHT_IN = re.compile(r"\bbr(?:ought|ings?)\sin\s(?:\w+\s){0,2}$")
_GIVEN_GOODS = re.compile(
    r"\b(?:countries|nations|states|members)\s(?:of|in|along|participating)\b|\bof\s(?:which|whom|them)\b"
)
_BOTH_CARGO = re.compile(
    r"^[^#]{0,300}# \s?of\s(?:imports?\sand\sexports?|exports?\sand\simports?)\b|"
    r"\b(?:imports?\sand\sexports?|exports?\sand\simports?|imported\sand\sexported)\s(?:cargo|freight|goods)\b"
    r"|\b(?:cargo|freight|goods)\s(?:entering\sand\s(?:leaving|exiting)|leaving\sand\sentering)\b",
    _I,
)
_TRUCKS = re.compile(r"\s(?:[a-zA-Z-]+\s)?trucks\b(?![^,;.]{0,40}\b(?:exported|imported|shipped|sold)\b)")
_SOLD = re.compile(r"\b(?:exports?|imports?|exported|imported|sold|bought|sales)\b", _I)
_BARE_TRAINS = re.compile(r"\s(?:freight\s|such\s)?(?:trains|trips|services)\b")
_TRAINS_AFTER = re.compile(
    r"[^,;.]{0,60}\bfreight\strains\b|\s(?:China[-–][A-Z]\w+(?:\sAsia)?\s)?(?:freight\s)?(?:trains|train\strips|"
    r"trips)\b"
)
_SCALED = re.compile(r"(?:million|billion|trillion|bn|mln|tn)$", _I)
_AFTER_AMOUNT = re.compile(
    r"(?:(?:[mbtr]illion|bn|mln)\s(?:[A-Za-z]+\s)?(?:yuan|renminbi|RMB|dollars|euros|rubles|rupees|tenge|soms?|sums?|yen)"
    r"\b|(?:[$€¥£]|RMB\s?)\d)(?!.*\b(?:numbers?|quantity|volume|count|units|pieces|sets|items)\b)",
    _I,
)
_AFTER_TONNES = re.compile(
    r"\d\s(?:[mb]illion\s|bn\s|mln\s)?(?:metric\s)?(?:tons?|tonnes?)\b(?!.*(?:\b(?:numbers?|units|pieces|sets|items)\b|[$€¥£]))",
    _I,
)
_SENT = re.compile(r"\b(?:sent|dispatched)\s(?:(?:about|some|nearly|over|almost|more\sthan)\s)?$", _I)
_SHIPPED = frozenset({"freight_volume", "shipments"})
_BOUND_REACH = 60
_AMOUNT_REACH = 160
_RATE_REACH = 25


def fit_kind(topic: Topic, group: Group, memory: Memory) -> Topic:
    """The topic as far as it can be that of a figure of this kind and unit."""
    figure = group.figure
    # "Lamps came to 2 billion yuan, and toys to 1.2 billion": yuan again.
    is_money = figure.kind == "number" and bool(
        _SCALED.search(figure.text) and _AFTER_AMOUNT.search(group.before[-_AMOUNT_REACH:])
    )
    countless = figure.kind in {"count", "number"} and figure.unit is None and not is_money
    if countless and _is_tonnes(group):
        countless, topic = False, replace(topic, measure="freight_volume")
    if figure.kind in {"quantity", "count"} and figure.unit in MEASURE_OF_UNIT:
        topic = replace(topic, measure=MEASURE_OF_UNIT[figure.unit])
    elif countless and _TRAINS_AFTER.match(group.gap):
        topic = replace(topic, measure="freight_trains")
    elif countless and topic.measure in {"", "trade_value"} and topic.goods:
        topic = replace(topic, measure="shipments")
    elif figure.kind == "money" or is_money:
        topic = replace(topic, measure="trade_value")
    elif topic.goods and topic.measure in {"", "trade_value"} and _IN_VOLUME.match(group.tail):
        topic = replace(topic, measure="freight_volume")
    elif figure.kind in {"percent", "multiple"} and _IN_NUMBER.match(group.tail):
        topic = replace(topic, measure="shipments")
    topic = _with_verb(topic, group, memory)
    if topic.measure == "freight_trains":
        topic = _of_trains(topic, group, memory)
    if topic.measure == "freight_volume":
        topic = _of_freight(topic, group, memory)
    if topic.measure == "shipments" and not topic.flow and _is_told(topic.goods, memory.last.goods):
        # "Of the cars, 300 crossed the border by road": those that were exported.
        topic = replace(topic, flow=memory.last.flow)
    if topic.measure == "shipments" and _is_traffic(topic, group, memory):
        # Trucks that pass a port carry goods; they are none.
        topic = replace(topic, goods=(), transport="road")
    topic = _with_way(topic, group, memory)
    return _of_actors(topic, group) if topic.measure in ACTORS else _of_parcels(topic)


def _is_tonnes(group: Group) -> bool:
    """Whether a bare "1.2 million" is tonnes like the amount before it: "Exports were 3 million tons, imports …"."""
    scaled = _SCALED.search(group.figure.text) and OWN_NOUN_MISSING.match(group.gap.removeprefix(" (").lstrip())
    return bool(scaled and _AFTER_TONNES.search(group.before[-_AMOUNT_REACH:]))


def _with_verb(topic: Topic, group: Group, memory: Memory) -> Topic:
    """The topic of an amount of goods with the flow that a verb ahead of it or behind the next one tells."""
    if group.figure.kind in {"quantity", "count"} and _BROUGHT_IN.search(group.head):
        # What brings in money is exported, goods that are brought in are imported.
        return replace(topic, flow="imports")
    if memory.own_subject and group.figure.kind in {"quantity", "count"} and _SENT.search(group.head):
        return replace(topic, flow="exports")
    if group.figure.kind in {"quantity", "count", "number"} and not topic.flow and topic.measure in _SHIPPED:
        # "3 tons of coal and 2 tons of ore were imported through Khorgos": the verb stands behind the last one.
        rest = re.split(r"[;,]\s", group.after)[0]
        return replace(topic, flow=find_flow(rest), port=topic.port or find_port(rest) or "")
    return topic


def _with_way(topic: Topic, group: Group, memory: Memory) -> Topic:
    """The topic of goods counted with the flow that their way tells: "4 tons came from Peru"."""
    if topic.measure not in {"freight_volume", "shipments"} or not topic.partner or topic.flow:
        return topic
    if _BOTH_WAYS.search(group.before + group.tail):
        return topic
    own = {topic.reporter} if topic.reporter else memory.own
    ways = {
        "imports" if way["from"] else "exports"
        for way in _WAY.finditer(f"{group.head} # {group.tail}")
        if {each.code for each in names.find_partners(way["who"])} - own
    }
    return replace(topic, flow=ways.pop()) if len(ways) == 1 else topic


def _is_told(goods: Sequence[str], told: Sequence[str]) -> bool:
    """Whether `goods` are among those told of: "vehicles" are where "new energy vehicles" were."""
    return bool(goods) and any(each.endswith(goods[0]) for each in told)


def _is_traffic(topic: Topic, group: Group, memory: Memory) -> bool:
    """Whether the vehicles counted carry what is traded, as they pass a border."""
    if group.figure.unit == "vehicles" and _TRUCKS.match(group.gap):
        return True
    of_trucks = bool(topic.goods) and topic.goods[0].endswith(("trucks", "lorries"))
    of_vehicles = bool(topic.goods) and topic.goods[0] in {"vehicles", "cargo vehicles", "freight vehicles"}
    told = f"{group.head} # {group.tail}"
    if _is_told(topic.goods, (*memory.story.goods, *memory.last.goods)):
        return False
    return (of_trucks or (of_vehicles and not topic.flow)) and not _SOLD.search(told)


def _of_freight(topic: Topic, group: Group, memory: Memory) -> Topic:
    """The topic of an amount of freight: on the trains told of, or of imports and exports together."""
    if not topic.partner and memory.trains and _THE_TRAINS.search(group.before):
        topic = replace(topic, partner=memory.trains, transport="rail")
    if not topic.transport and _RAIL.search(group.before) and not names.moves_many_ways(group.before):
        topic = replace(topic, transport="rail")
    if _BOTH_CARGO.search(f"{group.head} # {group.tail}"):
        topic = replace(topic, flow="total", sure=topic.sure | {"both"})
    return topic


def _of_actors(topic: Topic, group: Group) -> Topic:
    """The topic of a number of companies or partners: without a flow, unless it says that they export or import."""
    if topic.measure == "enterprises" and _PLAIN_FIRMS.match(group.gap) and not names.enterprise_type(group.head):
        topic = replace(topic, enterprise_type="")
    again = _is_second(group) and (_GOES_ON.fullmatch(group.head) or _THAN.search(group.head))
    if _IN_THIS_TRADE.search(group.gap[:90]) or (again and topic.flow):
        return replace(topic, sure=topic.sure | {"flow"})
    stated = _TRADING_IN.search(group.gap[:90]) or _DEALERS.match(group.gap)
    # "300 tons were shipped, 3 percent more than last year, to 47 countries": the verb is the sentence's.
    ahead = group.before if group.head.strip(" ,") == "to" else group.head
    verb = None if stated else _TRADED.search(ahead if topic.measure == "trading_partners" else group.gap[:60])
    flow = "" if not (stated or verb) else _flow_of(stated[1] if stated else verb[0])  # type: ignore[index]
    if topic.measure == "trading_partners" and not _GIVEN_GOODS.search(group.before):
        topic = replace(topic, partner="")
    goods_of = topic.goods if verb else ()
    if (verb or stated) and topic.measure == "enterprises" and (object_of := goods.find_goods(group.gap[:90])):
        goods_of = object_of.names
    return replace(topic, goods=goods_of, flow=flow, sure=topic.sure | {"flow"})


def _is_second(group: Group) -> bool:
    """Whether the sentence has a figure ahead of this one."""
    return group.left != group.before


def _of_parcels(topic: Topic) -> Topic:
    """The topic with its regime where parcels are counted, as trade news does where it tells of online sales."""
    counts = bool(topic.goods) and topic.goods[0].endswith("parcels")
    return replace(topic, trade_mode="cross-border e-commerce") if counts and not topic.trade_mode else topic


def _flow_of(verb: str) -> str:
    return "imports" if verb.lower().startswith(("im", "com", "cam")) else "exports"


def _of_trains(topic: Topic, group: Group, memory: Memory) -> Topic:
    if topic.partner:
        memory.trains = topic.partner
    elif _is_second(group) and group.figure.kind in {"percent", "multiple"} and len(group.head) < _RATE_REACH:
        # "Some 310 special trains ran, up 27 percent": the rate is that of the same ones.
        pass
    elif memory.trains and (_BARE_TRAINS.match(group.gap) or not _OTHER_TRAINS.search(group.head + group.gap)):
        topic = replace(topic, partner=memory.trains)
    bound = _bounds(group.tail) or _bounds(group.head[-_BOUND_REACH:])
    arrived = group.figure.kind != "count" or _ARRIVED.search(group.left)
    compared = _is_second(group) and _THAN.search(group.head)
    kept = topic.flow if (arrived or compared) and topic.flow in {"exports", "imports"} else ""
    return replace(topic, transport="rail", goods=(), flow=bound[0] if len(bound) == 1 else kept)


def _bounds(words: str) -> list[str]:
    words = BOTH_BOUND.sub("", words)
    return [flow for pattern, flow in _BOUND if pattern.search(words)]
