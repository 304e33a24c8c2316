"""Heads: what the words ahead of a figure make of the topic."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from xjllm.narrowing import goods, names
from xjllm.narrowing.places_named import find_port, find_ports, find_zone, names_many_ports
from xjllm.narrowing.relations import refers_back
from xjllm.narrowing.reporters import find_switch
from xjllm.narrowing.topic import BOUGHT_FROM, BUYING, IN_VALUE, SELLING, WHOLE_TRADE, find_flow, find_measure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xjllm.narrowing.relations import Partner
    from xjllm.narrowing.topic import Memory, Topic

_GOING_ON = 45
_MUNICIPALITIES = frozenset({"CN-BJ", "CN-CQ", "CN-SH", "CN-TJ"})
"""Reporters that are cities."""
_PHRASE_REACH = 25
_WITHOUT_GOODS = frozenset({"freight_trains", "enterprises", "trading_partners"})
# "Purchases of Peruvian goods" are the reporter's own.
_THEIR_GOODS = re.compile(r"\bpurchases\sof\s(?P<whose>[A-Z][\w.]+)\s[a-z]")
_BOTH_DEALT = re.compile(r"\b(?:bought\s(?:from\s)?and\ssold|sold\s(?:to\s)?and\sbought)\b")
# "Deliveries of Peruvian ore": what comes from there.
_THEIR_SUPPLIES = re.compile(r"\b(?i:deliveries|supplies)\sof\s(?P<whose>[A-Z][\w.]+)\s[a-z]")
# "Peru, whose shipments fell": they came from there.
_THEIR_ACTS = re.compile(
    r"\b(?P<whose>[A-Z][\w.]+),\swhose\s(?:\w+\s)?(?:(?P<sells>shipments|deliveries|supplies|sales|exports)|"
    r"purchases|orders|imports)\b"
)
# "of which Peru supplied 3 million tons"
_SUPPLIED = re.compile(
    r"\b(?P<whose>[A-Z][\w.]+)\s(?:\w+ly\s|also\s)?(?:supplied|provided)\b(?!\s(?:to|it\s(?:to|with)))"
)
_FROM_OWN = re.compile(
    r"\b(?i:deliveries|supplies|shipments)\s(?:of\s[\w-]+\s)?from\s(?P<whose>[A-Z][\w.]+)(?![^.;]{0,120}\b(?i:imports?|imported)\b)"
)
_THEIR_PURCHASES = re.compile(r"[’']s?\s(?:purchases|orders)\b")
_THE_ZONE = re.compile(
    r"\b(?:[Tt]he|[Tt]hat)\s(?:bonded\s|free\strade\s|pilot\s)?(?P<one>prefecture|city|zone|county|area)\b(?![’']s\s(?:customs|"
    r"government))|\b(?:[Tt]hose|[Tt]hese|[Tt]he)\s(?:\w+\s){0,2}(?P<many>zones)\b"
)
_THE_PORT = re.compile(
    r"\b(?:[Tt]he|[Ii]ts|[Tt]his)\s(?:(?:land|railway|highway|road|border|rail|mountain)\s)?(?:port|crossing|pass|airport)\b(?!\scity)"
)
_FROM_THERE = re.compile(r"\b(?:from|out\sof|through)\sthere\b")
_DONE_THERE = re.compile(r"\b(?:done|cleared|handled|inspected|registered|processed)\sthere\b|\bcrossed\sthere\b")
# What "the volume" and "their number" mean where amounts or numbers of goods are being told of.
SHIPPED_WORDS = {
    "freight_volume": re.compile(
        r"\b(?:the|its|their|whose|this|physical|in|export|import|shipment|overall)\s(?:volumes?|tonnage|quantity)\b",
        re.I,
    ),
    "shipments": re.compile(r"\b(?:the|its|their|whose|this)\s(?:\w+\s)?numbers?\b|\bin\s(?:numbers|units)\b", re.I),
}
_TWO_PORTS = re.compile(
    r"(?:\b(?:[Aa]t|[Tt]hrough|[Vv]ia|of|[Bb]oth|[Tt]ogether,)\s(?:the\s)?|^\W*)[A-Z]\w+(?:\s(?:Pass|Port))?\sand\s(?:the\s)?[A-Z]"
)
_IN_MONEY = re.compile(r"\btrade\svolume|\bvolume\sof\s(?:trade|foreign)|\b(?:value|worth)\b", re.I)
_BARE_KINDS = frozenset({"vehicles", "cars"})
# What has been told of, by the name of its kind.
_THE_PRODUCT = re.compile(
    r"\b(?:the|this|these)\s(?:metal|product|commodity|fuel|mineral|crop)s?\b(?![’']?\s(?:group|categor|price))", re.I
)
_CARRIERS = re.compile(
    r"(?:trucks|lorries|trains|ships|vessels|planes|aircraft|vehicles)\s(?:also\s|then\s)?(?:took|take|carried|carry|hauled|haul|brought|bring|moved|move|"
    r"transported|transport|delivered|deliver)\b",
    re.I,
)
_THE_TRAINS = re.compile(
    r"\b(?:[Tt]he|[Tt]hese|[Tt]hose|[Ss]uch)\strains\b|^\W*The\s(?:goods|cargo)\s(?:carried|on\sboard|transported)\b"
)
_ALL_OF_THEM = re.compile(r"\b[Tt]he(?:ir)?\s(?:total|combined|overall)\s(?:value|number|volume)\b(?!\sof)")
_TAKES = re.compile(
    r"^(?:\s(?:alone|also|then))?\s(?:receiv\w+|took|takes|taking|absorbed|bought|buying|purchas\w+|got)\b"
)
_PARTNERS_ARE = re.compile(
    r"\btrad(?:e|ing)\spartners\s(?:are|were|remained|include|included)\b|\btrad(?:e|ing)\spartners,?\swith\b"
)
# What a share is of is not what is told of.
_SHARE_OF = re.compile(r"\b(?:share|proportion|portion|part)\s(?:of|in)\s(?:the\s|its\s|their\s)?(?:[\w’'-]+\s)?$")
# "Peru imported 300 tons": what a partner imports is the reporter's exports.
_DEALS = re.compile(
    r"\s(?:\w+ly\s|alone\s|also\s|has\s|have\s){0,2}(im|ex)(?:ported|ports|porting)\b(?!\s(?:rose|fell|grew|of|from|to|and|were|was)\b)",
    re.I,
)
_BROUGHT_IN = re.compile(r"\bbrought\sin\s(?:\w+\s){0,2}$", re.IGNORECASE)
_SIDE = re.compile(
    r"\b(?:main|major|top|leading|key|biggest|largest|chief|principal)\s(?:export\s|import\s)?(?:(?P<buyers>buyers|customers|purchasers|destinations)|"
    r"suppliers)\b[^.;]{0,40}\s(?:were|are|included?|remain\w*)\b",
    re.I,
)
_IMPORT = re.compile(r"\bimport", re.IGNORECASE)
_GOODS_OF_PORT = re.compile(
    r"\b(?:[Tt]he|[Tt]his)\s(?:\w+\s)?(?:port|pass|crossing)\s(?:also\s)?(?:saw|recorded|handled|registered)\s(?:the\s)?"
    r"(?:exports?|imports?)\s"
)
_WITH_ALL = re.compile(
    r"\b(?:to|from|with)\sall\s(?:destinations|countries|markets|partners|origins)\b|"
    r"\b(?:country|nation|region|province)\s(?:recorded|posted|ran|had|registered|reported|booked|logged)\s(?:an?|its)\s"
    r"(?:\w+\s)?(?:surplus|deficit)\b"
)


def read_head(topic: Topic, words: str, related: Sequence[Partner], memory: Memory) -> Topic:
    """The topic after `words`, which name the partners `related`."""
    if topic.measure == "freight_trains" and _GOODS_OF_PORT.search(words):
        # They need not have gone by the trains.
        topic = replace(topic, partner="", transport="")
    if related or len(words) >= _GOING_ON:
        # What was said of the figure before holds for one that only goes on: "up 5 percent", "or 3 billion dollars".
        topic = replace(topic, sure=topic.sure & {"both"})
    whole = WHOLE_TRADE.search(words)
    if whole and not related and not _SHARE_OF.search(words[: whole.start()]):
        topic = replace(topic, partner="", goods=(), enterprise_type="", trade_mode="", transport="")
        topic = replace(topic, zone="", port="", measure="trade_value")
    if _WITH_ALL.search(words) and not related:
        topic = replace(topic, partner="")
    if _ALL_OF_THEM.search(words) and len(set(memory.recent[-2:])) == 2 and not related:
        # After what single partners took, the total is that of all of them.
        topic = replace(topic, partner="")
    topic = _with_measure(_with_flow(topic, words, memory), words, memory)
    topic = _with_partner(topic, words, related, memory)
    topic = read_places(topic, words, memory)
    return read_goods(_with_traders(topic, words), words, memory)


def read_places(topic: Topic, words: str, memory: Memory) -> Topic:
    """The topic with the zone or port that `words` name or point back to."""
    zone, port = find_zone(words), find_port(words)
    if zone:
        # "The comprehensive bonded zones" are called "the bonded zones" later.
        zone = next((each for each in memory.zones if each.lower().endswith(f" {zone.lower()}")), zone)
        memory.zones.append(zone)
        if zone != topic.zone:
            # What firms did is told; what a zone did is told next.
            topic = replace(topic, enterprise_type="", trade_mode="")
    elif not port and (again := _THE_ZONE.search(words)):
        zone = _zone_meant((again["one"] or again["many"]).lower(), topic, memory)
    elif not zone and not port and memory.zones and not memory.last.port and _FROM_THERE.search(words):
        zone = memory.zones[-1]
    if zone:
        topic = replace(topic, zone=zone, port=topic.port if port else "")
    if not port and names_many_ports(words):
        return replace(topic, port="")
    if port and len(find_ports(words)) > 1 and _TWO_PORTS.search(words):
        # Of two ports together, neither is the figure's.
        port, zone = None, ""
        topic = replace(topic, port="")
    if port:
        memory.port = port
        topic = replace(topic, port=port, zone=zone or "")
    elif memory.port and not topic.port and not zone and (_THE_PORT.search(words) or _DONE_THERE.search(words)):
        topic = replace(topic, port=memory.port, zone="", trade_mode="")
    return topic


def _zone_meant(kind: str, topic: Topic, memory: Memory) -> str | None:
    """The zone that "the zone", "those zones" or "the city" points back to: the latest that can be called so."""
    if kind == "city" and memory.reporter in _MUNICIPALITIES:
        return None
    named = [each for each in (memory.zone, *memory.zones, topic.zone) if each]
    if kind == "zones":
        latest = next((each for each in reversed(named) if each.lower().endswith("zones")), None)
        return next((each for each in named if latest and each.lower().endswith(f" {latest.lower()}")), latest)
    if kind == "area":
        return next((each for each in reversed(named) if each.lower().endswith("area")), None)
    is_zone = kind == "zone"
    named = [each for each in named if is_zone or not each.endswith(("Area", "Park", "Center", "Centre"))]
    return next((each for each in reversed(named) if ("zone" in each.lower() or "FTZ" in each) == is_zone), None)


def _with_flow(topic: Topic, words: str, memory: Memory) -> Topic:
    flow = find_flow(words)
    if side := _SIDE.search(words):
        # "The main buyers of Peruvian fruit were …": what they buy is the reporter's exports.
        flow = "exports" if side["buyers"] else "imports"
    elif (
        memory.last.flow == "imports"
        and memory.last.goods
        and _DELIVERIES.search(words)
        and not find_flow(_DELIVERIES.sub(" ", words))
    ):
        # "It imported 900 cars. In value terms, deliveries rose": those that were told of.
        flow = "imports"
    if (theirs := _THEIR_ACTS.search(words)) and _is_foreign(theirs, memory):
        return replace(topic, flow="imports" if theirs["sells"] else "exports", sure=topic.sure | {"flow"})
    if not flow:
        return replace(topic, flow="total") if _PARTNERS_ARE.search(words) else topic
    if topic.flow == "exports" and flow == "imports" and _buys(words, memory):
        # "China was the largest export market, with purchases of 3 billion": it is the partner who buys.
        return topic
    supply = (_THEIR_SUPPLIES.search(words) or _SUPPLIED.search(words)) if flow == "exports" else None
    if supply and _is_foreign(supply, memory):
        flow = "imports"
    if flow == "imports" and (own := _FROM_OWN.search(words)):
        # "Shipments from Peru", in Peru's news.
        whose = {each.code for each in names.find_reporters(own["whose"])}
        flow = "exports" if whose & ({topic.reporter} if topic.reporter else memory.own) else flow
    if flow == "exports" and memory.own_subject and _BROUGHT_IN.search(words):
        # What goods brought in they earned; what a country brought in it imported.
        flow = "imports"
    if topic.goods and flow != topic.flow and flow in {"total", "balance"}:
        topic = replace(topic, goods=())
    return replace(topic, flow=flow, sure=topic.sure | {"flow"})


def _is_foreign(match: re.Match[str], memory: Memory) -> bool:
    """Whether what `whose` names is another country than the reporter's."""
    return bool({each.code for each in names.find_partners(match["whose"])} - memory.own)


_DELIVERIES = re.compile(r"\b(?:deliveries|shipments|supplies)\b(?!\s(?:of|to|from|abroad|out)\b)", re.IGNORECASE)
# "300 tons were exported by road, an increase of": the verb is the amount's.
_ONLY_MOVED = re.compile(
    r"^[^;]{0,120}?\b(?:was|were|been|had|have)\s(?:\w+ly\s)?(?:exported|imported|shipped|sold|sent|left|bought|brought|delivered)\b"
)
_TRADE_NOUN = re.compile(
    r"\b(?:exports?|imports?|trade|turnover|sales|purchases|value|worth|those|that)\b", re.IGNORECASE
)


def _buys(words: str, memory: Memory) -> bool:
    """Whether somebody else than the reporter buys."""
    theirs = _THEIR_GOODS.search(words)
    foreign = theirs and _is_foreign(theirs, memory)
    buys = BUYING.search(words) and not BOUGHT_FROM.search(words) and not foreign
    return bool(buys) and not _IMPORT.search(words) and not memory.own_subject


def _with_measure(topic: Topic, words: str, memory: Memory) -> Topic:
    flow, measure = find_flow(words), find_measure(words)
    if measure:
        keeps_flow = flow or measure != "freight_trains"
        topic = replace(topic, measure=measure, flow=topic.flow if keeps_flow else "")
    elif flow and not (topic.measure in SHIPPED_WORDS and _ONLY_MOVED.search(words) and not _TRADE_NOUN.search(words)):
        topic = replace(topic, measure="trade_value")
    if memory.shipped and SHIPPED_WORDS[memory.shipped].search(words) and not _IN_MONEY.search(words):
        topic = replace(topic, measure=memory.shipped)
    return replace(topic, measure="trade_value") if IN_VALUE.search(words) else topic


def _with_partner(topic: Topic, words: str, related: Sequence[Partner], memory: Memory) -> Topic:
    switch = find_switch(words, topic, memory)
    if switch:
        reporter, partner = switch
        kept = topic.partner if reporter == topic.reporter else ""
        topic = replace(topic, reporter=reporter, partner=partner or kept)
    if switch and switch[1]:
        topic = replace(topic, sure=topic.sure | {"partner"})
    elif related:
        topic = _with_related(topic, words, related, memory)
    elif (refers_back(words) or memory.means_region(words)) and (again := memory.partner_meant(topic, words)):
        topic = replace(topic, partner=again)
        if _buys(words, memory) and not find_flow(BUYING.sub("", words)):
            topic = replace(topic, flow="exports", sure=topic.sure | {"flow"})
    if _THEIR_PURCHASES.search(words) and (related or refers_back(words)):
        topic = replace(topic, flow="exports")
    train = names.train_partner(words)
    if not train and not related and memory.trains and _THE_TRAINS.search(words):
        # What the trains that are told of carry goes where they go.
        return replace(topic, partner=memory.trains, transport="rail", sure=topic.sure | {"partner"})
    return replace(topic, partner=train, transport="rail", goods=(), sure=topic.sure | {"partner"}) if train else topic


def _with_related(topic: Topic, words: str, related: Sequence[Partner], memory: Memory) -> Topic:
    others = [each for each in related if each.code != (topic.reporter or memory.reporter)]
    if not others:
        return topic
    changes = others[-1].code != topic.partner
    told_anew = find_flow(words) or any(each.is_subject for each in related)
    told_anew = told_anew and not _TAKES.search(words[others[-1].end :])
    if changes and told_anew and find_flow(words) == "total" and goods.find_traded(words) is None:
        topic = replace(topic, goods=())
    does = [each for each in others if each.is_subject and not memory.own_subject]
    deals = _DEALS.match(words[does[-1].end :]) if does else None
    if deals:
        topic = replace(topic, flow="exports" if deals[1].lower() == "im" else "imports")
    elif others[-1].is_subject and _buys(words, memory) and not _BOTH_DEALT.search(words):
        # What a partner buys is the reporter's exports.
        topic = replace(topic, flow="exports")
    if others[-1].is_subject and not topic.flow and _TAKES.match(words[others[-1].end :]):
        topic = replace(topic, flow="exports")
    if others[0].is_subject and not memory.own_subject and SELLING.search(words) and not _BOTH_DEALT.search(words):
        topic = replace(topic, flow="imports")
    return replace(topic, partner=others[-1].code, sure=topic.sure | {"partner"})


def _with_traders(topic: Topic, words: str) -> Topic:
    kind, mode, transport = names.enterprise_type(words), names.trade_mode(words), names.transport_of(words)
    if kind:
        topic = replace(topic, enterprise_type=kind, trade_mode=mode or "")
    if mode:
        topic = replace(topic, trade_mode=mode, enterprise_type=kind or "")
    if names.moves_many_ways(words):
        return replace(topic, transport="")
    return replace(topic, transport=transport) if transport else topic


def _is_definite(name: str, words: str) -> bool:
    """Whether goods are pointed back to: "the pears", "these pears"."""
    return " " not in name and re.search(rf"\b(?:[Tt]he|[Tt]h[eo]se|[Ss]uch)\s{re.escape(name)}\b", words) is not None


def _meant(name: str, told: Sequence[str], story: Sequence[str], *, is_told: bool) -> str:
    """The goods that a bare name stands for: "vehicles" for "new energy vehicles" where these are told of.

    Of what the whole story is about, any last word will do: "paste" in news of tomato paste; of what was told just
    before where the words point back to it (`is_told`).
    """
    known = (*(told if is_told or name in _BARE_KINDS else ()), *(story if " " not in name else ()))
    return next((each for each in known if each.endswith(f" {name}")), name)


_CAUSE = re.compile(r"\b(?:because\sof|due\s(?:\w+\s)?to|owing\sto|amid)\s[^,;.]{1,60}(?=,)")


def read_goods(topic: Topic, words: str, memory: Memory) -> Topic:
    """The topic with the goods that `words` name or point back to; what is given as a cause is not what is told of."""
    words = _CAUSE.sub(lambda match: " " * len(match[0]), words)
    traded, named = goods.find_traded(words), goods.find_goods(words)
    if find_measure(words) in _WITHOUT_GOODS:
        return topic
    if named and _CARRIERS.match(words[named.start :]):
        # "Trucks took 400 tons of fruit out": they are not what is traded.
        named = None
    pointed = _THE_PRODUCT.search(words) if memory.last.goods else None
    if pointed and not (goods.find_goods(words[pointed.end() :]) or goods.find_traded(words[pointed.end() :])):
        # Not so where its name follows: "Of the products, shoes brought 3 million".
        return replace(topic, goods=memory.last.goods)
    new = named.names if named else ()
    if traded and (not named or traded.start >= named.start - _PHRASE_REACH or len(traded.names) > 1):
        new = traded.names
    if not new or (topic.goods[1:] == new and words.startswith(" and ")):
        # "3 million from fruit and vegetable exports, up": the words of both stand on two sides of a joint.
        return topic
    told = (*topic.goods, *memory.last.goods)
    new = tuple(_meant(each, told, memory.story.goods, is_told=_is_definite(each, words)) for each in new)
    return replace(topic, goods=new, wider_goods=topic.goods if topic.goods != new else topic.wider_goods)
