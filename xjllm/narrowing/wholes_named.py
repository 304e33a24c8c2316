"""Wholes that the words behind a share name: "of the region's wheat exports", "of the zone's total"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from xjllm.narrowing import cues, goods, names
from xjllm.narrowing.mentions import find_mentions
from xjllm.narrowing.part import RESTRICTING, lift
from xjllm.narrowing.places_named import find_port, find_zone
from xjllm.narrowing.topic import find_flow
from xjllm.places import GROUPS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xjllm.narrowing.part import Part

_I = re.IGNORECASE
_PHRASE = re.compile(r"^\s?(?:of|in)\s(?P<phrase>[^,;.]{2,90})")
_THEIRS = re.compile(r"\s?of\s(?:its|their)\s(?:total\s|overall\s|foreign\s)*(?:trade|exports|imports|turnover)\b", _I)
_TRADE_OF = re.compile(r"\b(?:exports|imports|shipments|sales|purchases|trade)\b", _I)
_TO_THEM = re.compile(
    r"\b(?:to|with|from)\s(?:them|it|(?:the|these|those|that|this)\s(?:\w+\s)?(?:countr(?:y|ies)|bloc|region|market|neighbou?rs?|nations?|five))\b"
)
_IN_THIS_MODE = re.compile(r"\bin\s(?:this|that|such)\s(?:mode|form|way|manner)\b")
_THE_PORTS = re.compile(r"\b(?:the|its)\s(?:\w+\s)?(?:port|crossing|pass)\b")
_OF_PERIOD = re.compile(
    r"\s?of\s(?:the\s|what\b[^,;.]{0,50}?\s|the\s(?:total|figure|level|volume)\s(?:of|in|for)\s)?"
    r"(?P<when>last\syear|(?:19|20)\d\d)(?:[’']s|\stotal|\b(?=[,.;]))",
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
_ITS_PLACE = re.compile(
    r"\b(?:the|its|this)\s(?:\w+\s)?(?P<kind>zone|port|city|prefecture|county)[’']s\b|"
    r"\b(?:the|these|those)\s(?:\w+\s)?(?P<many>zones|ports)[’'](?=\s)",
    _I,
)
_ALL_FLOWS = re.compile(
    r"^\s?of\s(?:the\s)?(?:[\w’'-]+\s){0,3}?(?:(?:foreign|total|overall|external)\s)+(?:trade|turnover)\b|"
    r"^\s?of\s(?:\w+\s){0,4}?imports\sand\sexports\b",
    _I,
)
_ITS_TRADE = re.compile(
    r"^\s?of\s(?:its|their|the\s(?:\w+\s)?(?:port|zone|city|prefecture)[’']s)\s(?:\w+\s)?(?:trade|turnover)\b", re.I
)


def of_country(part: Part) -> dict[str, str] | None:
    """All of the country, of which the reporter is a part; not only what passes the port or zone that is the part."""
    is_part = (part.topic.reporter or part.reporter).startswith("CN-")
    if not is_part or not cues.NATIONAL.search(part.group.gap[:90]):
        return None
    return {"reporter": "CHN"} | lift(part.topic, ("zone", "port"))


def of_what_is_named(part: Part) -> dict[str, str] | None:
    """The whole as far as its own words name what the part is of: "of the region's wheat exports"; else None.

    What they name is the whole's as well; in all else the whole is not restricted.
    """
    topic = part.topic
    phrase = _PHRASE.match(part.tail)
    if phrase is None:
        return None
    words = phrase["phrase"]
    kept: set[str] = set()
    named = goods.find_goods(words)
    listed = goods.find_traded(words) or named
    names_in_it = [each for found in (listed, named) if found for each in found.names]
    if topic.goods and any(_same_goods(each, topic.goods) for each in names_in_it):
        kept.add("goods")
    elif topic.goods and listed and _are_wider(listed.names, topic.goods) and _TRADE_OF.search(words):
        # "Apples made up 30 percent of the region's fruit exports".
        return {"commodity": listed.names[0]} | lift(
            topic, ("partner", "zone", "port", "enterprise_type", "trade_mode")
        )
    if topic.partner and (
        _TO_THEM.search(words) or topic.partner in {each.code for each in names.find_partners(words)}
    ):
        kept.add("partner")
    if topic.trade_mode and (_IN_THIS_MODE.search(words) or names.trade_mode(words) == topic.trade_mode):
        kept.add("trade_mode")
    if topic.enterprise_type and names.enterprise_type(words) == topic.enterprise_type:
        kept.add("enterprise_type")
    if not kept or not part.topic.flow:
        return None
    if topic.port and (_THE_PORTS.search(words) or find_port(words) == topic.port):
        kept.add("port")
    if topic.zone and (_ITS_PLACE.search(words) or find_zone(words) == topic.zone):
        kept.add("zone")
    return lift(topic, tuple(name for name in RESTRICTING if name not in kept)) or None


def _same_goods(name: str, told: Sequence[str]) -> bool:
    return any(name == each or (" " not in name and each.endswith(f" {name}")) for each in told)


def _are_wider(listed: Sequence[str], told: Sequence[str]) -> bool:
    """Whether the goods whose trade is a whole are others than those told of, which are a part of them."""
    known = len(listed) == 1 and goods.find_all_goods(listed[0]) == (listed[0],)
    return known and not any(listed[0].endswith(each) for each in told)


def of_group(part: Part) -> dict[str, str] | None:
    """The trade of a group, of which the partner is a member; None where no group is named."""
    own = part.topic.partner
    if not own:
        return None
    words = f"{part.group.left} # {part.tail}"
    for match in _TRADE_WITH.finditer(words):
        named = [each.code for each in names.find_partners(match["whom"]) if each.code in GROUPS]
        if named and named[-1] != own:
            return {"partner": named[-1]}
    if own in GROUPS and own in {each.code for each in names.find_partners(words)}:
        # "Trade with the five countries made up 60 percent": they are the part.
        return None
    if _THE_GROUP.search(words) or _MUTUAL.match(part.group.after):
        groups = [code for code in part.partners if code != own and (code in GROUPS or code.islower())]
        return {"partner": groups[-1]} if groups else None
    return None


def of_period(part: Part) -> dict[str, str] | None:
    """The total of another period: "of last year's total"."""
    match = _OF_PERIOD.match(part.tail)
    found = find_mentions(match["when"], part.anchor) if match else ()
    return {"period": str(found[0].months)} if found and found[0].months != part.period else None


def of_place(part: Part) -> dict[str, str] | None:
    """All of the zone, port or city that the words point back to, or that the article is about."""
    topic = part.topic
    if part.story_zone:
        whole = lift(topic, ("partner", "enterprise_type", "trade_mode", "goods"))
        return whole | ({"zone": part.story_zone} if topic.zone not in {"", part.story_zone} else {})
    if topic.zone and topic.trade_mode and _THEIRS.match(part.tail):
        return lift(topic, ("partner", "goods", "enterprise_type", "trade_mode"))
    place = _ITS_PLACE.search(part.tail)
    if not place or not (topic.zone or topic.port):
        return None
    if place["many"]:
        return _of_many(place["many"].lower(), part)
    meant = _place_meant(place["kind"].lower(), part) if topic.zone else ""
    if meant and meant != topic.zone:
        return {"zone": meant} | lift(topic, ("port", "partner", "goods", "enterprise_type", "trade_mode"))
    return lift(topic, ("partner", "goods", "enterprise_type", "trade_mode"))


def _of_many(kind: str, part: Part) -> dict[str, str] | None:
    """All zones or ports together, where the words mean those, of which the one told of is one."""
    if kind == "ports":
        return lift(part.topic, ("port",)) or None
    zones = max((each for each in part.zones if each.lower().endswith("zones")), key=len, default="")
    return {"zone": zones} if zones and zones != part.topic.zone else None


def _place_meant(kind: str, part: Part) -> str:
    """The place that "the zone's", "the prefecture's" means, another than the part's own; empty where none is known."""
    of_kind = [each for each in part.zones if ("zone" in each.lower() or "FTZ" in each) == (kind == "zone")]
    others = [each for each in of_kind if each != part.topic.zone]
    own_fits = part.topic.zone in of_kind
    return others[-1] if others and not own_fits and kind != "port" else ""


def of_both_flows(part: Part) -> dict[str, str]:
    """Exports and imports as the whole of one of them: where it says so, or where nothing else could be the whole."""
    topic = part.topic
    if topic.flow not in {"exports", "imports"} or topic.measure not in {"", "trade_value"}:
        return {}
    if not any(getattr(topic, name) for name in RESTRICTING):
        return {"flow": "total"} if find_flow(part.tail) != topic.flow else {}
    if _ALL_FLOWS.match(part.tail) and find_flow(part.tail) == "total":
        return {"flow": "total"} | lift(topic, RESTRICTING)
    return {"flow": "total"} if _ITS_TRADE.match(part.tail) else {}
