"""Wholes: what a share is a share of, and which other rate a growth gap is measured from."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from xjllm.narrowing import cues, names
from xjllm.narrowing.mentions import find_mentions
from xjllm.narrowing.topic import WORLD, find_flow
from xjllm.places import GROUPS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xjllm.narrowing.months import Anchor, Months
    from xjllm.narrowing.passages import Group
    from xjllm.narrowing.topic import Topic

_I = re.IGNORECASE
_OF_PERIOD = re.compile(
    r"\s?of\s(?:the\s|what\b[^,;.]{0,50}?\s|the\s(?:total|figure|level|volume)\s(?:of|in|for)\s)?"
    r"(?P<when>last\syear|(?:19|20)\d\d)(?:[’']s|\stotal|\b(?=[,.;]))",
    _I,
)
# "49 percent of them", "of that sum": the whole is what the figure before measures.
_OF_BEFORE = re.compile(
    r"^\s?(?:of|in|out\sof)\s(?:(?:it|them|these|those|which)\b(?!\s(?:exports|imports))|"
    r"(?:that|this|these|those)\s(?:\w+\s)?(?:sum|amount|figure|total|trade|volume|number|exports|imports|trains|"
    r"shipments|cargo)\b)",
    _I,
)
_THE_GROUP = re.compile(
    r"\b(?:trade|exports|imports|turnover)\s(?:with|to|from)\s(?:the|that|this)\s(?:union|bloc|group|"
    r"organi[sz]ation|region|five)\b|\btrade\swith\sthem\b|\bmutual\strade\b|\b(?:bloc|union|group)[’']s\b",
    _I,
)
# "Peru for 68.9 percent and Chile for 29.4 percent of the mutual trade"
_MUTUAL = re.compile(r"[^,;.]{0,60}[\d.]+\s(?:percent|per\scent)\sof\s(?:the\s|their\s)?mutual\strade\b")
_TRADE_WITH = re.compile(
    r"\b(?:trade|turnover|exports|imports|shipments|business)\s(?:volume\s|value\s)?(?:with|to|"
    r"from)\s(?P<whom>[^,;.]{3,60})",
    _I,
)
_ITS_PLACE = re.compile(r"\b(?:the|its|this)\s(?:\w+\s)?(?:zone|port|city|prefecture|county)[’']s\b", _I)
_ALL_FLOWS = re.compile(
    r"^\s?of\s(?:the\s)?(?:[\w’'-]+\s){0,3}?(?:(?:foreign|total|overall|external)\s)+(?:trade|turnover)\b|"
    r"^\s?of\s(?:\w+\s){0,4}?imports\sand\sexports\b",
    _I,
)
_ITS_TRADE = re.compile(
    r"^\s?of\s(?:its|their|the\s(?:\w+\s)?(?:port|zone|city|prefecture)[’']s)\s(?:\w+\s)?(?:trade|turnover)\b", re.I
)
_EARLIER = re.compile(
    r"\b(?:previous|preceding|prior|last)\s(?:month|quarter)\b|\b(?:month|quarter)\s(?:before|earlier)\b", _I
)
_TO_PARTNER = re.compile(
    r"\s?(?:of|in)\s(?:the\s|its\s|all\s)?(?:\w+[’']s\s)?(?:total\s)?(?:trade|turnover|exports|imports|shipments|sales|what\s\w+\s(?:sells|buys|exports|imports))"
    r"\s(?:to|from|with)\s"
)
_OF_TRADE = re.compile(r"\b(?:trade|turnover|exports|imports)\b")
_RESTRICTING = ("partner", "zone", "port", "transport", "enterprise_type", "trade_mode", "goods")


@dataclass(frozen=True, slots=True)
class Part:
    """A figure that may be a part of a whole.

    Attributes:
        group: the figure and its words.
        topic: what it measures.
        before: what the figure before it measures.
        partners: the partners named so far, latest last.
        statistic: what it states.
        period: its period.
    """

    group: Group
    topic: Topic
    before: Topic
    partners: Sequence[str]
    statistic: str
    period: Months


def read_whole(part: Part, *, reporter: str, zone: str, anchor: Anchor) -> dict[str, str]:
    """What a share is a share of, or a gap's other rate, as in the answer schema; empty for all of the reporter's."""
    if part.statistic == "growth_gap":
        return _gap_whole(part, reporter, anchor)
    if part.statistic not in {"share", "share_change"}:
        return {}
    topic, words = part.topic, part.group.tail
    if cues.NATIONAL.search(part.group.gap[:90]) and (topic.reporter or reporter).startswith("CN-"):
        return {"reporter": "CHN"}
    if _OF_BEFORE.match(part.group.gap) and part.before != topic:
        return _differences(topic, part.before)
    if (
        part.statistic == "share"
        and topic.wider_goods
        and topic.wider_goods != topic.goods
        and topic.goods
        and not re.search(r"\b(?:trade|exports|imports|total)\b", words)
    ):
        return {"commodity": topic.wider_goods[0]}
    if topic.goods and topic.partner and part.statistic == "share" and (whole := _of_goods(part)):
        return whole
    if wider := _wider_partner(part):
        return {"partner": wider}
    if of_period := _OF_PERIOD.match(words):
        found = find_mentions(of_period["when"], anchor)
        if found:
            return {"period": str(found[0].months)}
    if zone:
        return _zone_whole(topic, zone)
    if _ITS_PLACE.search(words) and (topic.zone or topic.port):
        return _everything(topic, ("partner", "goods", "enterprise_type", "trade_mode"))
    return _all_flows(part)


def _of_goods(part: Part) -> dict[str, str]:
    """The whole of the share that goods traded with a partner are; empty where unclear."""
    words, before = part.group.tail, part.before
    turns_to_goods = (
        before.partner == part.topic.partner and before.goods != part.topic.goods and not words.strip(" .,")
    )
    if turns_to_goods or _TO_PARTNER.match(words):
        # "Cars were 17 percent of exports to the country".
        return {"commodity": "all"}
    # "Peru took 12 percent": of what was told of, those goods.
    return {} if _OF_TRADE.search(words) else {"partner": WORLD}


def _all_flows(part: Part) -> dict[str, str]:
    """Exports and imports as the whole of one of them: where it says so, or where nothing else could be the whole."""
    topic = part.topic
    if topic.flow not in {"exports", "imports"} or topic.measure not in {"", "trade_value"}:
        return {}
    if not any(getattr(topic, name) for name in _RESTRICTING):
        return {"flow": "total"}
    if _ALL_FLOWS.match(part.group.tail) and find_flow(part.group.tail) == "total":
        return {"flow": "total"} | _everything(topic, _RESTRICTING)
    return {"flow": "total"} if _ITS_TRADE.match(part.group.tail) else {}


def _differences(topic: Topic, whole: Topic) -> dict[str, str]:
    """In what the whole differs from its part; empty where the whole is all of the reporter's trade."""
    if not any(getattr(whole, name) for name in _RESTRICTING) and whole.flow in {"", topic.flow}:
        return {}
    found = {
        ("commodity" if name == "goods" else name): _written(whole, name)
        for name in _RESTRICTING
        if getattr(whole, name) != getattr(topic, name)
    }
    return found | ({"flow": whole.flow} if whole.flow not in {"", topic.flow} else {})


def _written(topic: Topic, name: str) -> str:
    if name == "goods":
        return topic.goods[0] if topic.goods else "all"
    value: str = getattr(topic, name)
    return value or (WORLD if name == "partner" else "all")


def _everything(topic: Topic, restricting: tuple[str, ...]) -> dict[str, str]:
    return {
        ("commodity" if name == "goods" else name): WORLD if name == "partner" else "all"
        for name in restricting
        if getattr(topic, name)
    }


def _wider_partner(part: Part) -> str:
    """The group whose trade a partner's share is a part of; empty where none is named."""
    own = part.topic.partner
    if not own:
        return ""
    words = f"{part.group.left} # {part.group.tail}"
    for match in _TRADE_WITH.finditer(words):
        named = [each.code for each in names.find_partners(match["whom"]) if each.code in GROUPS]
        if named and named[-1] != own:
            return named[-1]
    if _THE_GROUP.search(words) or _MUTUAL.match(part.group.after):
        groups = [code for code in part.partners if code != own and (code in GROUPS or code.islower())]
        return groups[-1] if groups else ""
    return ""


def _zone_whole(topic: Topic, zone: str) -> dict[str, str]:
    """The whole of a share in an article about one zone: all of that zone's trade."""
    whole = _everything(topic, ("partner", "enterprise_type", "trade_mode", "goods"))
    if topic.zone and topic.zone != zone:
        whole["zone"] = zone
    return whole


def _gap_whole(part: Part, reporter: str, anchor: Anchor) -> dict[str, str]:
    words = part.group.gap[:90]
    if re.search(r"\b(?:quarter|half|month|year)\b", words, re.I) and not re.search(
        r"nation|average|country", words, re.I
    ):
        if _EARLIER.search(words):
            return {"period": str(part.period.shifted(-part.period.length))}
        mention = next(iter(find_mentions(words, anchor)), None)
        return {"period": str(mention.months if mention else part.period.shifted(-12))}
    of_region = re.search(r"\b(?:region|province)\b", words, re.I) and not re.search(r"\bnation|average", words, re.I)
    if (part.topic.zone or part.topic.port) and of_region:
        return {}
    if part.topic.partner and re.search(r"\b(?:region|province|overall|total)\b", words, re.I):
        return {"partner": WORLD}
    return {"reporter": "CHN"} if reporter.startswith("CN-") else {"partner": WORLD}
