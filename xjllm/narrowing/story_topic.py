"""The story's own topic: what headline and lead agree on holds for figures that leave it unsaid.

An article about one port, one kind of goods or the trade of two countries does not repeat that in every sentence.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from xjllm.narrowing import cues, names
from xjllm.narrowing.goods import find_all_goods
from xjllm.narrowing.places_named import find_port, find_ports, find_zone, find_zones, names_many_ports
from xjllm.narrowing.relations import refers_back
from xjllm.narrowing.topic import BOTH_SIDES, PLAIN_CARGO, WHOLE_TRADE, Topic, find_flow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xjllm.narrowing.passages import Group, Passage
    from xjllm.narrowing.relations import Partner
    from xjllm.narrowing.topic import Memory

_ALL = re.compile(
    r"\b(?:foreign|overall|total|external|nationwide|national)\s(?:goods\s|merchandise\s)?(?:trade|exports?|imports?|turnover)\b"
    r"|\b(?:overall|total)\s(?:rail(?:way)?\s|road\s)?(?:freight|cargo)\b(?!\sof\b)"
    r"|^\W*(?:in\stotal|altogether|overall),\s|\b(?:goods|merchandise)\s(?:exports|imports)\b"
    r"|\bas\sa\swhole\b|\bwhole\sof\b|\b(?:all|other)\s(?:[a-z]+\s)?(?:ports|crossings|countries|zones|destinations|markets)\b",
    re.IGNORECASE,
)
# "Peru bought 9 percent of Chile's exports, Cuba 3": of all goods, whatever the story is about.
_OF_OWN_TRADE = re.compile(
    r"\d\s?(?:%|percent|per\scent|pct)\sof\s(?P<whose>[A-Z]\w+)[’']s\s(?:total\s)?(?:exports|imports)\b(?!\sof\b)|"
    r"^\W*Of\s(?:all\s|total\s)?(?:imports|exports),"
)
_OWN = re.compile(r"[’']s\s|[’']\s")
_REGION_DOES = re.compile(
    r"\W*(?:[^,]{1,40},\s)?(?:[Tt]he\s(?:whole\s)?(?:region|province)|[A-Z]\w+\sas\sa\swhole)\s(?:also\s|alone\s)?(?:export|import|trad|s[oe]ld?\b|ship)"
)
_REGION_OWN = re.compile(r"\b(?:region|province|country|nation|republic)[’']s\b")
_OF_THE_TOTAL = re.compile(r"\sof\sthe\stotal\b(?!\s\w)")
_PAIR = re.compile(r"\b(?P<one>[A-Z]\w+)[-–](?P<two>[A-Z]\w+)\b")
_ITS_SHARE = re.compile(r"\W*(?:[Ii]ts|[Tt]heir)\sshare\b")
_BOTH_WAYS = re.compile(
    r"\b(?:imports?\sand\sexports?|import\sand\sexport|handl\w+|pass(?:ed|es|ing)?|transit\w*|throughput|inbound|"
    r"imported|imports?)\b",
    re.IGNORECASE,
)
_THE_CITY = re.compile(r"\b[Tt]he\s(?:city|prefecture)(?:[’']s)?\b")
_CITY_OWN = re.compile(r"\b[Tt]he\s(?:city|prefecture)[’']s\s(?:\w+\s){0,2}(?:trade|imports|exports)\b")
_CITY_TRADES = re.compile(
    r"\b(?P<who>[A-Z][a-z]{1,20})(?:[’']s\s(?:[a-z]+\s){0,2}(?:trade|imports|exports)|\s(?:exported|imported))\b"
    r"|\b(?:trade|imports|exports)\sof\s(?P<of>[A-Z][a-z]{1,20})\b(?!\s[A-Z])"
)
_LEAD_SENTENCES = 3
_LEAST_KEPT_UP = 3
_SHIPMENTS = r"(?:imports|exports|shipments|deliveries|sales|purchases|arrivals|supplies)"
_GOODS_WITH = re.compile(
    rf"\b(?:(?P<goods>[a-z-]{{3,20}})\s{_SHIPMENTS}|{_SHIPMENTS}\sof\s(?:[a-z-]{{1,20}}\s){{0,3}}?(?P<of>[a-z-]{{3,20}}))\s(?:to|from)\s"
    r"(?:the\s)?(?P<partner>[A-Z]\w+(?:\s[A-Z]\w+){0,2})"
)
# "The largest coal port" is not about coal alone.
_KIND_OF_PLACE = re.compile(r"\b[\w-]+\s(?=(?:ports?|hubs?|crossings?|terminals?|capital)\b)")
_SHIPPED = frozenset({"freight_volume", "shipments"})


def find_story_zone(passages: Sequence[Passage]) -> str:
    """The zone or city that the whole article is about: named in the headline and as whose trade the lead tells.

    The lead is the first sentence with a figure of trade, or one of the two behind it where a scene comes first.
    Empty where there is none.
    """
    told = [each for each in passages if each.groups and not each.in_title][:_LEAD_SENTENCES]
    for passage in told:
        zone = find_zone(passage.groups[0].before)
        if zone:
            return zone if _is_of_story(passages, zone) else ""
        if cues.FLOWS.search(passage.groups[0].before):
            break
    return _find_titled_city(passages) or _find_city_before(passages)


def _find_city_before(passages: Sequence[Passage]) -> str:
    """The city that the sentences before the lead name, where the lead tells of its trade as "the city's"."""
    told = next((index for index, each in enumerate(passages) if each.groups and not each.in_title), 0)
    if not told or not _CITY_OWN.search(passages[told].words):
        return ""
    named = find_zones(" ".join(each.words for each in passages[:told] if not each.in_title))
    return named[-1] if named and _is_of_story(passages, named[-1]) else ""


def _is_of_story(passages: Sequence[Passage], zone: str) -> bool:
    """Whether the headline names a zone or city, or most paragraphs do."""
    title = " ".join(passage.words for passage in passages if passage.in_title).lower()
    return zone.split()[0].lower() in title or _is_told_throughout(passages, zone)


def _find_titled_city(passages: Sequence[Passage]) -> str:
    """The city or prefecture that the headline names and whose own trade the story tells; empty where there is none."""
    title = " ".join(passage.words for passage in passages if passage.in_title)
    body = [passage.words for passage in passages if not passage.in_title]
    if not any(_THE_CITY.search(words) for words in body):
        return ""
    for match in (match for words in body for match in _CITY_TRADES.finditer(words)):
        city = match["who"] or match["of"]
        if re.search(rf"\b{city}\b", title) and not (names.find_reporters(city) or find_ports(city)):
            return city
    return ""


def _is_told_throughout(passages: Sequence[Passage], zone: str) -> bool:
    """Whether most paragraphs with figures name a prefecture or city, or call it that."""
    if "zone" in zone.lower():
        return False
    name = re.compile(rf"\b{re.escape(zone.split()[0])}\b|\b[Tt]he\s(?:prefecture|city)\b")
    told: dict[int, bool] = {}
    for each in passages:
        if each.groups and not each.in_title:
            told[each.paragraph] = told.get(each.paragraph, False) or name.search(each.words) is not None
    return sum(told.values()) >= _LEAST_KEPT_UP and 2 * sum(told.values()) > len(told)


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


def find_titled(passages: Sequence[Passage], own: frozenset[str]) -> frozenset[str]:
    """The codes of the countries and groups that the headline names, other than `own`, the reporter's."""
    title = " ".join(passage.words for passage in passages if passage.in_title)
    return frozenset(each.code for each in names.find_partners(_PAIR.sub(r"\g<one> \g<two>", title))) - own


def find_story_topic(passages: Sequence[Passage], first: Passage, lead: Topic, own: frozenset[str]) -> Topic:
    """What the headline names of `lead`, the topic of the first figure, and its sentence; `own` is the reporter."""
    told = [each for each in passages if each.groups and not each.in_title][:_LEAD_SENTENCES]
    ports = [lead.port, *(find_port(each.words) or "" for each in (first, *told))]
    title = " ".join(passage.words for passage in passages if passage.in_title)
    titled = title.lower()
    partners = find_titled(passages, own)
    traded = _KIND_OF_PLACE.sub(" ", titled)
    goods = {each.split()[-1].rstrip("s") for each in find_all_goods(traded)}
    kept = tuple(
        each
        for each in lead.goods
        if each.split()[-1].rstrip("s") in goods or each.rstrip("s") in traded.replace("-", " ")
    )
    with_whom = lead.partner
    if not with_whom and len(partners) == 1 and BOTH_SIDES.search(first.words):
        with_whom = next(iter(partners))
    of_country = not any(code.startswith("CN-") for code in own)
    same_flow = lead.flow in {"exports", "imports"} and (
        find_flow(title) == lead.flow or (kept and not find_flow(title))
    )
    lasting = kept if len(lead.goods) == 1 else ()
    if len(lead.goods) == 1 and not lasting and _is_kept_up(passages, lead.goods[0]):
        lasting = lead.goods
    return Topic(
        trade_mode=lead.trade_mode if lead.trade_mode and _is_kept_up(passages, lead.trade_mode) else "",
        port=next((port for port in ports if port and port.split()[0].lower() in titled), "")
        or next((port for port in ports if port and _of_airport(passages, port)), ""),
        partner=with_whom if partners == {with_whom} and (lead.flow == "total" or of_country) else "",
        goods=lasting,
        flow=lead.flow if same_flow else "",
    )


def _of_airport(passages: Sequence[Passage], port: str) -> bool:
    """Whether a story is about an airport, `port`, that its headline does not name."""
    return port.lower().endswith("airport") and _is_kept_up(passages, "airport")


def _is_kept_up(passages: Sequence[Passage], name: str) -> bool:
    """Whether most paragraphs with figures name `name`: what the whole story is about though its headline is not."""
    told: dict[int, bool] = {}
    for each in passages:
        if not each.in_title and (each.groups or each.paragraph in told):
            told[each.paragraph] = told.get(each.paragraph, False) or name in each.words.lower()
    return sum(told.values()) >= _LEAST_KEPT_UP and 2 * sum(told.values()) >= len(told)


def fill_from_story(topic: Topic, passage: Passage, group: Group, related: Sequence[Partner], memory: Memory) -> Topic:
    """The topic of a figure, with what its sentence leaves unsaid and the story is about."""
    # What a share is a share of is not what is told of.
    of_whole = group.figure.kind in {"percent", "fraction"} and cues.WHOLE_AFTER.match(group.tail)
    story, said = memory.story, f"{group.before} # {'' if of_whole else group.tail}"
    if _OF_THE_TOTAL.match(group.tail) and not cues.FLOWS.search(group.before):
        # "Private companies did 5 percent of the total": of what was told, which is not always the story's.
        return _with_mode(topic, group, story)
    if topic.everywhere or topic.reporter or WHOLE_TRADE.search(said) or _ALL.search(said):
        return topic
    if (whole := _OF_OWN_TRADE.search(passage.words)) and not topic.goods:
        named = {each.code for each in names.find_reporters(whole["whose"] or "")}
        if not whole["whose"] or named & memory.own:
            return topic
    owners = [each for each in names.find_reporters(said) if each.code in memory.own]
    names_own = any(_OWN.match(said[max(each.start, each.end - 2) :]) for each in owners) or _REGION_OWN.search(said)
    names_own = names_own or _REGION_DOES.match(said)
    of_own = names_own or any(each.start < len(group.before) for each in owners)
    if (
        story.port
        and not topic.port
        and not topic.zone
        and not of_own
        and not find_zone(said)
        and not names_many_ports(said)
    ):
        topic = topic if find_ports(passage.words) else replace(topic, port=story.port)
    of_place = topic.port or topic.zone or topic.transport
    shipped = topic.measure in _SHIPPED and topic.goods and topic.flow in {"exports", "imports"}
    of_partner = topic.measure == "trade_value" or shipped
    goes_on = (
        memory.of_all and passage.paragraph == memory.paragraph and not (refers_back(said) or _ITS_SHARE.match(said))
    )
    # "Overall trade was 4 billion. Exports rose": those to all partners, whoever the story is about.
    if story.partner and of_partner and not (topic.partner or related or names_own or of_place or goes_on):
        topic = replace(topic, partner=story.partner)
    if PLAIN_CARGO.match(group.gap) or group.figure.unit == "TEU":
        return topic
    return _with_goods_and_flow(_with_mode(topic, group, story), said, story)


def _with_mode(topic: Topic, group: Group, story: Topic) -> Topic:
    """The topic with the customs regime that the whole story is about."""
    if not story.trade_mode or topic.trade_mode or topic.enterprise_type or topic.goods:
        return topic
    in_value = topic.measure in {"", "trade_value"} and not topic.transport
    named = story.trade_mode.rsplit(maxsplit=1)[-1] in f"{group.head} {group.tail}".lower()
    return replace(topic, trade_mode=story.trade_mode) if in_value or named else topic


def _with_goods_and_flow(topic: Topic, said: str, story: Topic) -> Topic:
    """The topic with the goods and the flow that the whole story is about; `said` are the words around the figure."""
    goods = flow = False
    if story.flow and topic.partner and topic.flow == story.flow:
        # "Sales to Iraq doubled": of what the story is about.
        goods = True
    if not cues.FLOWS.search(said) and not topic.transport and topic.measure in {"", "trade_value"}:
        goods, flow = goods or bool(topic.partner), True
    if topic.measure in _SHIPPED:
        goods, flow = True, not _BOTH_WAYS.search(said)
    return replace(
        topic,
        goods=topic.goods or (story.goods if goods else ()),
        flow=topic.flow or (story.flow if flow else ""),
    )
