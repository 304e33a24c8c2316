"""A topic, what is being told, and what a reader keeps in mind from sentence to sentence."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from xjllm.narrowing import cues
from xjllm.narrowing.relations import refers_to_group
from xjllm.places import GROUPS

WORLD = "WLD"
ACTORS = frozenset({"trading_partners", "enterprises"})
"""Measures that count who trades, not what is traded."""
BOTH_BOUND = re.compile(
    r"\b(?:inbound|outbound|incoming|outgoing)\sand\s(?:inbound|outbound|incoming|outgoing)\b", re.IGNORECASE
)
WHOLE_TRADE = re.compile(
    r"\b(?:overall|total|entire|whole|combined)\s(?:foreign\s|merchandise\s|external\s|goods\s|trade\s)?(?:trade|"
    r"exports?|imports?|turnover|import|export|surplus|deficit|outbound|inbound)\b(?!\s(?:with|to|from|between|"
    r"turnover\swith|trade\swith|of\s))"
    r"|\b(?:region|province|country|nation|state)[’']s\s(?:overall\s|total\s)?(?:foreign\s|external\s)?(?:trade|"
    r"exports|imports)\b(?!\s(?:with|to|from|between|of|turnover\swith))",
    re.IGNORECASE,
)
SELLING = re.compile(
    r"\b(?:sold|supplied|delivered|sent|shipped|provided)\s(?:goods\s)?(?:to\s)?(?:the\s(?:region|province|"
    r"country)|it|them|"
    r"Xinjiang|China)\b|\b(?:shipped|sold|sent|ships|sells|sends)\s(?=(?:\w+\s){0,2}$)|\b(?:supplied|delivered|provided|earned)\b|\bsupplies\s(?!of\b|to\b|from\b)"
)
BUYING = re.compile(r"\b(?:purchas\w+|bought|buying|spen(?:t|ding)|orders)\b(?:\sabroad\b)?", re.IGNORECASE)
IN_VALUE = re.compile(
    r"\bin\s(?:value|monetary|terms\sof\svalue|dollar|yuan)\b|\bthe\svalue\sof\b|\b(?:its|their|whose|the)\svalue\b",
    re.IGNORECASE,
)
# "300 tons of cargo": of whatever passes, not of the goods told of.
PLAIN_CARGO = re.compile(r"\s?of\s(?:[a-z-]+\s){0,2}(?:cargo|freight|containers)\b")
_EXCEEDED = re.compile(
    r"\b(?:ex|im)ports\s(?:\w+\s)?(?:exceed|outstripp|outstrip|surpass|outpac|topp)(?:e?d|ing|"
    r"e?s)?\s(?:\w+\s)?(?:ex|im)ports\b|\bthe\sgap\b(?!\s(?:with|to)\b)",
    re.IGNORECASE,
)
_OF_BALANCE = re.compile(
    r"(\b(?:surplus(?:es)?|deficits?|shortfall|gap|(?:positive|negative)\sbalance))\s(?:in|of|from)\s(?:\w+\s){0,2}?(?:trade|commerce)\b",
    re.IGNORECASE,
)
# "The deficit, the gap between imports and exports, was": no trade of its own.
_DIFFERENCE = re.compile(
    r"\b(?:difference|gap)\sbetween\s(?:the\s)?(?:imports\sand\s(?:the\s)?exports|exports\sand\s(?:the\s)?imports)\b",
    re.IGNORECASE,
)
# What the reporter buys from somebody: its imports, not what a partner buys of it.
BOUGHT_FROM = re.compile(r"\b(?:purchases|purchased|bought|buying)\s(?:[\w-]+\s){0,4}?from\b", re.IGNORECASE)
# How it is traded, which does not say which way: "exports under border trade".
_BY_MODE = re.compile(
    r"\b(?:under|via|by\sway\sof|in\sthe\s(?:form|mode)\sof|by(?=\s(?:general|processing|border|barter|market\sprocurement)\s))\s(?:the\s)?(?:[\w-]+\s){1,3}trade\b(?!\s(?:with|of|between))",
    re.I,
)
_THERE = re.compile(r"\bthere\b")
_NEIGHBOUR = re.compile(r"\bits\s(?:\w+ern|giant|big|large)\sneighbou?r\b")
_MEASURE_REACH = 12
_WITH_REGION = re.compile(
    r"\b(?:trade|turnover|exports?|imports?|exported|imported|shipments|sales|purchases|shipped|sold|bought|commerce)\s(?:\w+\s){0,3}?"
    r"(?:with|to|from)\sthe\sregion\b(?![’'])",
    re.IGNORECASE,
)
BOTH_SIDES = re.compile(
    r"\b(?:bilateral|two-way|mutual)\s(?:goods\s)?(?:trade|turnover)\b|\bthe\stwo\s(?:sides|countries)\b", re.I
)
_THE_FIVE = re.compile(r"\b(?:the|these|those)\s(?:five|group|bloc|stans|republics)\b(?!\s(?:months|years))")
# Continents are no group that "the five countries" could mean.
_NOT_COUNTRIES = frozenset({"EUROPE", "AFRICA", "ASIA"})


@dataclass(frozen=True, slots=True)
class Topic:
    """What is being told; empty where nothing says it.

    Attributes:
        flow: `total`, `exports`, `imports`, `balance`.
        measure: a measure of the guidelines.
        partner: code of the partner.
        reporter: code of the reporter, where another than the article's.
        goods: the commodities.
        zone: the zone, as written.
        port: the port, as written.
        transport: how the goods move.
        enterprise_type: who trades.
        trade_mode: the customs regime.
        wider_goods: goods that the present ones are a part of.
        everywhere: whether it is told of the whole reporter, in an article about one of its zones.
        sure: names of the fields that the words next to the figure state.
    """

    flow: str = ""
    measure: str = ""
    partner: str = ""
    reporter: str = ""
    goods: tuple[str, ...] = ()
    zone: str = ""
    port: str = ""
    transport: str = ""
    enterprise_type: str = ""
    trade_mode: str = ""
    wider_goods: tuple[str, ...] = ()
    everywhere: bool = False
    sure: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class Listed:
    """What the lines of a list are of, by its head.

    Attributes:
        topic: what its entries are of; each names a partner or goods of its own.
        of_shares: whether their rates are shares: "Share in exports:".
    """

    topic: Topic
    of_shares: bool


@dataclass(slots=True)
class Memory:
    """What is kept in mind of the story so far.

    Attributes:
        reporter: code of the article's reporter.
        own: the reporter's code, and its country's.
        zone: the zone that the whole article is about; empty where none.
        last: the topic of the latest figure or sentence.
        paragraph: index of its paragraph; -1 before the first.
        recent: codes of the partners named so far, latest last.
        trains: partner of the freight trains named latest; empty where none.
        port: the port named latest; empty where none.
        pair: two flows or two partners named together latest: the former, the latter; empty where none.
        both: exports and imports in the order in which the latest sentence told of them; empty unless of both.
        listed: codes of the partners that the latest sentence names.
        zones: the zones, prefectures and cities named so far, as written, latest last.
        own_subject: whether the sentence says what the reporter does.
        shipped: measure of the latest amount or number of goods; empty where there was none in this paragraph or
            the one before.
        counted: the goods that were counted latest, as long as `shipped` is kept.
        told_goods: the goods of the latest figure, or those that the first sentence of a paragraph introduces; those of
            other sentences without figures do not count.
        headed_goods: the goods that the latest heading within the story names; empty where it names none, or several.
        told_flows: the flows of the figures of the paragraph told last.
        story: what the whole article is about.
        goods_with: code of the partner with whom headline or lead say that goods are traded, by the goods' last word.
        of_all: whether the latest figure is one of trade with all partners.
        of_five: whether the five Central Asian countries were named, with or without their trade.
        of_pair: whether the headline names one partner and no more.
        listed_lines: the list whose entries the lines are that follow; None outside of any.
        province: code of the Chinese province named latest, in an article about a country; empty where none.
    """

    reporter: str
    own: frozenset[str]
    zone: str
    last: Topic = field(default_factory=Topic)
    paragraph: int = -1
    recent: list[str] = field(default_factory=list)
    trains: str = ""
    port: str = ""
    pair: tuple[str, ...] = ()
    both: tuple[str, ...] = ()
    listed: tuple[str, ...] = ()
    zones: list[str] = field(default_factory=list)
    own_subject: bool = False
    shipped: str = ""
    counted: tuple[str, ...] = ()
    told_goods: tuple[str, ...] = ()
    headed_goods: tuple[str, ...] = ()
    told_flows: frozenset[str] = frozenset()
    story: Topic = field(default_factory=Topic)
    goods_with: dict[str, str] = field(default_factory=dict)
    of_all: bool = False
    of_pair: bool = False
    of_five: bool = False
    listed_lines: Listed | None = None
    province: str = ""

    def head_goods(self, goods: tuple[str, ...]) -> None:
        """Keep in mind that a heading within the story names `goods`: what is told below it is of them, if of one."""
        self.headed_goods = goods if len(goods) == 1 else ()
        if self.headed_goods:
            self.last = Topic(goods=goods)

    def means_region(self, words: str) -> bool:
        """Whether `words` tell of trade with "the region", in the news of a country that trades with groups of them."""
        return not self.reporter.startswith("CN-") and _WITH_REGION.search(words) is not None

    def partner_meant(self, topic: Topic, words: str) -> str:
        """The partner that `words` point back to: the latest group where they speak of several countries."""
        if refers_to_group(words) or self.means_region(words):
            named = (*self.recent, topic.partner)
            groups = [code for code in named if code in GROUPS and code not in _NOT_COUNTRIES]
            if groups:
                return groups[-1]
            if _THE_FIVE.search(words) and self.of_five:
                return "C5"
        if self.of_pair and self.story.partner and _NEIGHBOUR.search(words):
            return self.story.partner
        if topic.partner:
            return topic.partner
        if self.story.partner and self.story.partner not in GROUPS and BOTH_SIDES.search(words):
            return self.story.partner
        traded = next((code for goods, code in self.goods_with.items() if re.search(rf"\b{goods}\b", words)), "")
        if traded:
            return traded
        if topic.port and _THERE.search(words):
            return ""
        return next((code for code in reversed(self.recent) if code != (topic.reporter or self.reporter)), "")


# The words of a sentence are asked about for each of its figures.
@lru_cache(maxsize=256)
def find_flows(words: str) -> tuple[str, ...]:
    """The flows that `words` name, in text order."""
    return tuple(match.lastgroup or "" for match in cues.FLOWS.finditer(words))


def find_flow(words: str) -> str:
    """The flow that `words` name last; empty where they name none."""
    words = BOTH_BOUND.sub(" ", words)
    if _EXCEEDED.search(words):
        return "balance"
    words = _BY_MODE.sub(" ", words)
    # "a deficit in trade with the neighbour" is one of the balance.
    words = _DIFFERENCE.sub("trade balance", _OF_BALANCE.sub(r"\1", words))
    return next(reversed(find_flows(words)), "")


def tells_only_total(words: str) -> bool:
    """Whether all the flows that `words` name are imports and exports together, and they name any."""
    return set(find_flows(words)) == {"total"}


def find_measure(words: str) -> str:
    """The measure that `words` name, unless a word for trade comes after it; empty where they name none."""
    found = [(match.end(), match.lastgroup or "") for match in cues.MEASURES.finditer(words)]
    if not found:
        return ""
    flows = [match.end() for match in cues.FLOWS.finditer(words)]
    end, measure = found[-1]
    return measure if not flows or end >= flows[-1] - _MEASURE_REACH else ""
