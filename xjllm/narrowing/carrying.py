"""What a sentence begins with: the topic of the one before, as far as it goes on about that."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from xjllm.narrowing import names
from xjllm.narrowing.goods import find_all_goods, find_goods, find_traded
from xjllm.narrowing.goods_meant import OWN_NOUN_MISSING
from xjllm.narrowing.lists import is_entry
from xjllm.narrowing.places_named import find_port, find_zone
from xjllm.narrowing.topic import PLAIN_CARGO, WHOLE_TRADE, Memory, Topic, find_flow, find_measure
from xjllm.places import GROUPS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xjllm.narrowing.passages import Passage
    from xjllm.narrowing.relations import Partner

_OPEN = r"^[\s\"“'‘]*"
_I = re.IGNORECASE
_LEAD_IN = re.compile(
    _OPEN + r"(?:(?:meanwhile|however|nevertheless|notably|in\sparticular|specifically|moreover|besides|also|still|"
    r"in\s(?:addition|turn|terms\sof\s\w+|total)|as\sa\sresult|at\sthe\ssame\stime|by\scontrast|in\scontrast|"
    r"(?:though|although|even\sso|together|yet|so)|(?:according|compared)\s(?:to|with)\s[^,]{1,60}|(?:in|during|"
    r"over|for|from|between|through|by|as\sof)\s[^,]{1,45}(?=,)|and|but|thus|then|"
    # "In the January-August period the crossing took in …": the time is set ahead without a comma, too.
    r"(?:in|during|over|for)\s(?:the\s)?[^,.;]{1,35}?(?:period|months?|quarter|half|year)(?=\s(?:the|its|their|it|they)\s))"
    r",?\s){1,2}",
    _I,
)
_GOES_ON = re.compile(
    _OPEN + r"(?:among\sthe\s(?:outbound|inbound|westbound|eastbound)\s(?:goods|cargo|products|items)\b|"
    r"(?:of|among|out\sof)\s(?:which|these|those|them|this|that|the\stotal|all|it)\b|(?:this|that|these|"
    r"those|it|they|its|their|such|which)\b|the\s(?:figures?|amount|volume|tonnage|quantity|sum|number|total|growth|proportion|"
    r"share|ratio|rate|pace|"
    r"increase|decline|decrease|rise|drop|gap|surplus|deficit|value|port|zone|crossing|bloc|"
    r"sector|business|segment|category|industry|shipments|deliveries|sales|purchases|goods|products|cargo|parcels|"
    r"trade\s(?:surplus|deficit))\b(?!\s(?:of|that|with|from)\b)|the\s(?:value|volume|amount|number|share|"
    r"growth)\sof\s(?:these|those|this|that|such)\b|(?:volumes?|tonnage|quantities)\s(?!of\b|traded\b)|(?:a\syear\s(?:ago|earlier),\s)?the\sgap\b)",
    _I,
)
_NOT_ON = re.compile(_OPEN + r"(?:it|this)\s(?:is|was)\s(?:understood|reported|noted|learned|expected|said)\b", _I)
_AS_A_RESULT = re.compile(_OPEN + r"(?:as\sa\sresult|thus|consequently)\b.{0,40}\b(?:surplus|deficit)\b", _I)
_OF_THEM = re.compile(r"\s?of\s(?:them|which|these|those|this|that)\b(?!\s\w+\s(?:trade|exports|imports))")
_IN_THIS = re.compile(r"\bin\sthis\s(?:mode|way|sector|category|form|respect|business|segment|line|field)\b", _I)
_MARKED = re.compile(
    _OPEN + r"(?:(?:meanwhile|notably|in\sparticular|specifically|and|in\saddition|also)\b|"
    # "Rye alone made up 3 million": of the trade told of.
    r"(?:[a-z-]+\s){1,3}alone\s(?=account|made|contribut|came|rose|w))",
    _I,
)
_ITS_PLACE = re.compile(_OPEN + r"the\s(?:\w+\s)?(?:port|zone|crossing|pass)\b", _I)
_THE_RATE = re.compile(
    _OPEN + r"(?:the|this|its)\s(?:overall\s|total\s)?(?:growth(?:\srate)?|rate|pace)\b(?!\sof\b)", _I
)
_THE_BLOC = re.compile(_OPEN + r"the\s(?:bloc|union|group)\b", _I)
_ITS = re.compile(_OPEN + r"(?:its|their)\s(?!share|import\sand|value|growth)", _I)
# "Lorries went abroad. Their exports grew": those of the lorries.
_THEIR_TRADE = re.compile(_OPEN + r"their\s(?:exports|sales|shipments)\b", _I)
_THE_REGION = re.compile(r"\bthe\s(?:region|province)\b", _I)
_ALL_TRADE = re.compile(r"\b(?:foreign|overall|total)\s(?:trade|imports|exports)\b", _I)
_THAT_TOTAL = re.compile(_OPEN + r"(?:that|this|the\s(?:said|latter))\s(?:grand\s)?total\b", _I)
_PRONOUN = re.compile(
    r"\b(?:it|they|this|these|that)\s(?:also\s|then\s|now\s|together\s)?(?:\w{2,}ed|had|has|have|was|were|is|are|"
    r"rose|grew|"
    r"fell|made|came|went|stood|hit|saw|took|shrank|sank|brought)\b",
    _I,
)
_FREIGHT = re.compile(r"\b(?:tons|tonnes|TEUs?|containers|cargo)\b")
_BARE_FLOW = re.compile(_OPEN + r"(exports|imports)(?!\s(?:to|from|of|by|via|through|through)\b)", _I)
_THE_GOODS = re.compile(
    _OPEN + r"(?:the|these|those|such)\s(?:\w+\s)?(\w+)\s(?:was|were|is|are|went|came|had|have)\b", _I
)
_THE_CARGO = re.compile(
    _OPEN + r"(?:the|these|those|such)\s(?:goods|products|items|cargo)\s(?:(?:on\sboard|aboard|carried|"
    r"they\scarried)\s)?(?:was|were|went|came|had)\b",
    _I,
)
# "The imports were worth 3 million": those of the goods told of.
_THE_TRADE = re.compile(
    _OPEN + r"(?:the|these|those)\s(exports|imports)\s(?:were|was|had|amounted|totall?ed|came|cost)\b", _I
)
_FLOW_OF = re.compile(_OPEN + r"(?:exports|imports)\sof\b(?![^,;]*\b(?:there|port|via|through)\b)", _I)
_HAD_BEEN = re.compile(
    r"\b(?:exports|imports|shipments|arrivals|deliveries|sales|purchases|trade)\shad\s(?:been|stood|totall?ed|reached|amounted|come)\b",
    _I,
)
_SUBJECT_CHARS = 50
_OF_NATIONAL = re.compile(
    r"\s?of\s(?:(?:the\s)?(?:national|nationwide|country[’']s|nation[’']s|China[’']s)|all(?=\s[^,;.]{1,30}\s(?:nationwide|in\sthe\scountry)))\s"
    r"(?:total(?!\s(?:foreign|trade|exports|imports|import|export))|trips|trains|figure|number|volume|amount|sum)\b(?!\sof\s(?:foreign|trade|ex|im))",
    _I,
)
_OF_FIGURE = re.compile(
    r"\s?of\s(?:the|that|this)\s(?:[A-Z]\w+|monthly|quarterly|annual)\s(?:figure|total|volume|amount|sum)\b(?!\sof)"
)
_OF_THE_TOTAL = re.compile(r"\bof\sthe\stotal\b(?!\s\w)")
_MADE_UP = re.compile(
    r"\b(?:made\sup|accounted\sfor|contributed)\s(?:(?:about|nearly|over|some|more\sthan|around)\s)?$"
)
_OF_REGION = re.compile(r"\b(?:region|province)[’']s\s(?!\w+\sports?\b)", _I)


def _starts_with_goods(bare: str, first: str) -> bool:
    """Whether the subject of a sentence, its first words, is goods."""
    named = find_goods(first)
    return named is not None and bare.lower().startswith(named.names[0])


def _leaves_goods_unsaid(passage: Passage) -> bool:
    """Whether a sentence with figures names neither goods, nor the trade in all of them, nor a regime."""
    words = passage.words
    if not passage.groups or find_all_goods(words) or find_traded(words) or names.trade_mode(words):
        return False
    first = passage.groups[0]
    if PLAIN_CARGO.match(first.gap) or first.figure.unit == "TEU":
        return False
    counts_other = first.figure.kind in {"count", "number"} and not OWN_NOUN_MISSING.match(first.gap)
    return not counts_other and not _ALL_TRADE.search(words) and find_flow(words) not in {"total", "balance"}


def _flow_unsaid(words: str, last: Topic) -> str:
    """The flow told of last where that is one direction and the sentence names none; else empty."""
    return last.flow if last.flow in {"exports", "imports"} and not find_flow(words) else ""


def _is_the_same(bare: str, goods: Sequence[str]) -> bool:
    """Whether the subject of a sentence is the goods told of before: "The vehicles were worth 3 billion"."""
    subject = _THE_GOODS.match(bare)
    return subject is not None and any(
        each.split()[-1] in {subject[1].lower(), f"{subject[1].lower()}s"} for each in goods
    )


def _is_part_of_sum(passage: Passage) -> bool:
    """Whether a sentence begins with a part of the amount told of: "Rye made up 3 million"."""
    first = passage.groups[0] if passage.groups else None
    summed = first is not None and first.figure.kind in {"money", "quantity", "count"}
    if not (first and summed and _MADE_UP.search(first.before)) or first.tail.startswith(" of "):
        return False
    # Those who trade, and how, make up all trade, not that with the partner told of last.
    return not (names.enterprise_type(first.before) or names.trade_mode(first.before))


class Carrier:
    """Carries what is being told from one sentence to the next.

    Args:
        memory: what is kept in mind of the story so far.
    """

    def __init__(self, memory: Memory) -> None:
        self.memory = memory

    def start(self, passage: Passage, related: Sequence[Partner]) -> Topic:
        """What a sentence begins with: the topic of the one before, where it goes on about that."""
        memory = self.memory
        bare = _LEAD_IN.sub("", passage.words)
        same_paragraph = passage.paragraph == memory.paragraph
        if _THAT_TOTAL.match(bare) and passage.paragraph <= memory.paragraph + 1:
            # The whole of the share that was told of.
            return Topic(flow=memory.last.flow, measure="trade_value", everywhere=True)
        if same_paragraph and passage.groups and _OF_NATIONAL.match(passage.groups[0].tail):
            # "Xinjiang's two ports took 85 percent of the national total": of what was told of.
            return replace(memory.last, reporter="", zone="", port="")
        if passage.groups and passage.paragraph <= memory.paragraph + 1 and _OF_FIGURE.match(passage.groups[0].tail):
            # "Coking coal made up 4 million tons of the August figure": of what was told of before.
            return replace(memory.last, goods=())
        ahead = min(_SUBJECT_CHARS, len(passage.groups[0].before) if passage.groups else _SUBJECT_CHARS)
        if memory.zone and self._names_own(bare[:ahead]) and not find_zone(bare[: 2 * _SUBJECT_CHARS]):
            kept = self._kept(passage, related, bare) if same_paragraph else Topic()
            return replace(kept, zone="", everywhere=True)
        if same_paragraph and self._has_pronoun_only(passage, related):
            return memory.last
        if self._goes_on(passage, bare) and (same_paragraph or passage.paragraph == memory.paragraph + 1):
            return self._gone_on(bare, same_paragraph=same_paragraph)
        if same_paragraph:
            return self._kept(passage, related, bare)
        if memory.listed_lines and is_entry(passage):
            return memory.listed_lines.topic
        of_zone = passage.paragraph == memory.paragraph + 1 and memory.last.flow == "total" and _BARE_FLOW.match(bare)
        headed = memory.headed_goods if _leaves_goods_unsaid(passage) and not self._names_own(bare[:ahead]) else ()
        # "Exports grew": those of the zone whose trade the paragraph before told.
        return Topic(zone=memory.last.zone) if of_zone else Topic(goods=headed)

    def _gone_on(self, bare: str, *, same_paragraph: bool) -> Topic:
        """What a sentence keeps that goes on about what was told last."""
        last = self.memory.last
        if _THE_BLOC.match(bare) and last.port:
            return Topic(partner=last.partner)
        if _THE_RATE.match(bare) and {"total", "exports", "imports"} <= self.memory.told_flows:
            # "Trade rose by 5 percent, exports by 6, imports by 3. The growth rate was": of all trade.
            return replace(last, flow="total", goods=())
        if not same_paragraph and _ITS_PLACE.match(bare):
            return Topic(port=last.port, zone=last.zone)
        if _ITS.match(bare):
            # "Their trade" is that of the companies told of.
            of_goods = _THEIR_TRADE.match(bare) and last.goods and last.partner not in GROUPS
            of_firms = last.measure == "enterprises" or bare.lower().startswith("their")
            kept_type = last.enterprise_type if of_firms else ""
            if of_goods:
                return last
            return replace(last, goods=(), trade_mode="", transport="", enterprise_type=kept_type)
        return last

    def _has_pronoun_only(self, passage: Passage, related: Sequence[Partner]) -> bool:
        """Whether all that the words ahead of the first figure say of what it measures is a pronoun."""
        first = passage.words[: len(passage.groups[0].before)] if passage.groups else ""
        pronoun = _PRONOUN.search(first)
        return (
            pronoun is not None
            and not _NOT_ON.match(first[pronoun.start() :])
            and not find_flow(first)
            and not find_measure(first)
            and not any(each.start < len(first) for each in related)
        )

    def _goes_on(self, passage: Passage, bare: str) -> bool:
        words = passage.words
        if _NOT_ON.match(words):
            return False
        if _is_the_same(bare, self.memory.last.goods):
            return True
        if self.memory.last.measure in {"shipments", "freight_volume"} and _THE_CARGO.match(bare):
            return True
        dealt = _THE_TRADE.match(bare)
        if dealt and self.memory.last.goods and self.memory.last.flow == dealt[1].lower():
            return True
        first = passage.groups[0] if passage.groups else None
        near = first.before + first.gap if first else words
        counted = (first and _OF_THEM.match(first.gap)) or _IN_THIS.search(near)
        return bool(_GOES_ON.match(words) or _GOES_ON.match(bare) or _AS_A_RESULT.match(words) or counted)

    def _turns_to_other_flow(self, bare: str) -> bool:
        """Whether a sentence begins with the other flow than the one told of, or with one of two: "Imports fell"."""
        flow = _BARE_FLOW.match(bare)
        return flow is not None and self.memory.last.flow != flow[1].lower()

    def _kept(self, passage: Passage, related: Sequence[Partner], bare: str) -> Topic:
        """What a new sentence of the same paragraph keeps."""
        memory, last = self.memory, self.memory.last
        first = passage.words[: len(passage.groups[0].before)] if passage.groups else passage.words
        names_own = self._names_own(first)
        # "Dalian sent 300 trains. Shanghai sent 200": what another province did is no longer the city's.
        elsewhere = any(each.code.startswith("CN-") for each in names.find_reporters(first)) and not last.port
        kept = Topic(port=last.port, zone="" if elsewhere or last.zone == memory.zone else last.zone)
        if names_own or _ALL_TRADE.search(first) or _OF_REGION.search(first):
            kept = Topic()
        elif _FLOW_OF.match(bare) and last.port != self.memory.story.port:
            # "Imports of honey": no longer only those that came through the port.
            kept = replace(kept, port="")
        told_anew = related or WHOLE_TRADE.search(first)
        if last.transport == "rail" and not told_anew and not find_port(first) and _FREIGHT.search(passage.words):
            # What follows trains is what they carry.
            kept = replace(kept, partner=last.partner, transport=last.transport)
        had_been = _HAD_BEEN.search(first)
        if had_been and not related and last.flow == find_flow(had_been[0]):
            # "In May, exports had been worth 3 million": those told of.
            kept = replace(kept, partner=last.partner, goods=last.goods)
        if last.flow in {"exports", "imports"} and not find_flow(first) and _starts_with_goods(bare, first):
            # "Crude oil, on the other hand, went down": one of the exports or imports that are being told of.
            kept = replace(kept, flow=last.flow)
        one_flow = last.flow in {"exports", "imports"} and not {"exports", "imports"} <= memory.told_flows
        if one_flow and not find_flow(passage.words) and _OF_THE_TOTAL.search(passage.words):
            # "Private companies contributed 2 billion, or 5 percent of the total": of the exports, told of alone.
            kept = replace(kept, flow=last.flow)
        if last.reporter and not names_own:
            kept = replace(kept, reporter=last.reporter, partner=last.partner if last.partner in memory.own else "")
        if not names_own:
            kept = self._with_goods_unsaid(kept, passage)
        goes_on = _MARKED.match(passage.words) or self._turns_to_other_flow(bare) or _is_part_of_sum(passage)
        if goes_on and not related and not WHOLE_TRADE.search(first):
            kept = replace(kept, partner=last.partner, transport=last.transport)
        of_pair = memory.of_pair or kept.reporter or not memory.reporter.startswith("CN-")
        # "The port handled 300 China-Europe trains. Exports of cars rose": not those to Europe.
        of_trains = last.measure == "freight_trains" and last.partner in GROUPS and find_flow(first)
        if of_pair and not (told_anew or of_trains or _ALL_TRADE.search(first)):
            # In the news of a country, of somebody else's trade, or of one partner, a paragraph goes on about it.
            kept = replace(kept, partner=last.partner)
        return replace(kept, port="") if kept.port and find_zone(first) else kept

    def _with_goods_unsaid(self, kept: Topic, passage: Passage) -> Topic:
        """`kept` with the goods, and the way they go, that the paragraph told of last and the sentence leaves unsaid.

        In development articles the figures of such sentences were of the same goods in 37 cases out of 38.
        """
        last = self.memory.last
        if last.goods and last.goods == self.memory.told_goods and _leaves_goods_unsaid(passage):
            return replace(kept, goods=last.goods, flow=kept.flow or _flow_unsaid(passage.words, last))
        counts = bool(passage.groups) and passage.groups[0].figure.unit in {"vehicles", "items"}
        if counts and last.measure == "shipments" and last.goods:
            # "Another 300 crossed at the port": what is counted goes the way that was told of.
            return replace(kept, flow=kept.flow or _flow_unsaid(passage.words, last))
        return kept

    def _names_own(self, words: str) -> bool:
        named = any(each.code == self.memory.reporter for each in names.find_reporters(words))
        return named or (self.memory.reporter.startswith("CN-") and _THE_REGION.search(words) is not None)
