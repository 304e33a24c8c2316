"""For each figure of an article, the values that each field may have: what the words leave open, likeliest first."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pycountry

from xjllm.checks.direction import find_balance_cue
from xjllm.figures.currencies import read_currency_of
from xjllm.narrowing import cues, kinds
from xjllm.narrowing.adjustment import AdjustmentReader
from xjllm.narrowing.bases import read_basis
from xjllm.narrowing.each_of import find_each
from xjllm.narrowing.goods_meant import OWN_NOUN_MISSING
from xjllm.narrowing.lists import is_share_of_entry
from xjllm.narrowing.mentions import find_mentions
from xjllm.narrowing.paired_rates import measure_rates
from xjllm.narrowing.part import Part
from xjllm.narrowing.passages import find_passages
from xjllm.narrowing.relations import find_near
from xjllm.narrowing.restated import find_restated
from xjllm.narrowing.setting_aside import read_aside
from xjllm.narrowing.sources import find_sources
from xjllm.narrowing.story_reading import Reading, StoryReading
from xjllm.narrowing.story_reporters import find_story_reporters
from xjllm.narrowing.story_topic import find_story_zone
from xjllm.narrowing.tails import is_market_aside
from xjllm.narrowing.tellers import find_tellers
from xjllm.narrowing.timing import PeriodReader
from xjllm.narrowing.topic import WORLD, Topic, find_flows
from xjllm.narrowing.topics import TopicReader
from xjllm.narrowing.wholes import read_whole

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xjllm.article import Article
    from xjllm.narrowing.months import Months
    from xjllm.narrowing.passages import Group, Passage
    from xjllm.numbering import NumberedFigure

_RANKED_GOODS = re.compile(
    r"\b(?:exporter|importer|supplier|buyer|market|destination)\s(?:of|for)\b"
    r"|\b(?:ex|im)port(?:ed)?\s(?:item|product|commodity|good|category)\b"
    r"|^\s(?:category|group|item|product)\s(?:of|in)\s(?:\w+\s)?(?:ex|im)ports\b"
    r"|^\s(?:single\s)?(?:ex|im)ports?\s(?:was|were|is|are|remained)\b"
    r"|^\s(?:\w+\s){0,2}?(?:buyer|customer|supplier)\b"
)
_OF_TOTAL = re.compile(r"\s?of\s(?:the|its|their|all)\s[^,;.]{0,40}\b(?:total|trade|exports|imports|turnover)\b")
_WORTH = re.compile(
    r"\s(?:of\s(?:[\w-]+\s){1,6}|[a-z]+\s)?(?:worth|valued\sat|with\sa\s(?:total\s|combined\s)?value\sof)\s(?:about\s|some\s|over\s|nearly\s)?"
)
_CLAUSES = re.compile(r"[;:,]\s|\s(?:as|since|after|while|although|despite)\s", re.IGNORECASE)
_OWN_WHOLE = re.compile(r"\s?(?:\([^()]{1,60}\)\s?)?(?:of|in|from)\s(?!(?:19|20)\d\d\b|[A-Z][a-z]+(?:\s\d|\W*$))")
_VEHICLES = ("vehicles", "vehicle", "cars", "car", "automobiles", "trucks", "buses")
_UNITS = {"shipments": "items", "freight_volume": "tonnes"}


def read_figures(article: Article, figures: Sequence[NumberedFigure]) -> StoryReading:
    """What code makes of the figures of an article."""
    passages = find_passages(article, figures)
    reporters = find_story_reporters(article)
    zone = find_story_zone(passages) if reporters[0].startswith("CN-") else ""
    sources = find_sources(article, passages)
    topics = TopicReader(reporters[0], zone, find_tellers(article, passages, sources))
    topics.learn_story(passages)
    reader = _StoryReader(passages, topics, PeriodReader(article, passages))
    readings = [reading for passage in passages for reading in reader.read(passage)]
    known = {reading.n for reading in readings}
    readings += [
        Reading(n=each.n, aside="not_trade", sure=False, periods=(str(reader.periods.main),))
        for each in figures
        if each.n not in known
    ]
    readings.sort(key=lambda reading: reading.n)
    restated = find_restated(article, figures)
    return StoryReading(
        reporters=reporters,
        period=str(reader.periods.main),
        readings=tuple(replace(each, aside="restated", sure=True) if each.n in restated else each for each in readings),
        sources=sources,
    )


class _StoryReader:
    def __init__(self, passages: Sequence[Passage], topics: TopicReader, periods: PeriodReader) -> None:
        self.passages = passages
        self.topics = topics
        self.periods = periods
        self.adjustment = AdjustmentReader()
        self.before = Topic()
        self.told = Topic()
        self.whole: dict[str, str] | None = None
        self.basis = ""
        self.in_deficit = False

    def read(self, passage: Passage) -> list[Reading]:
        if not passage.groups:
            list(self.topics.read(passage))
            self.periods.pass_by(passage)
            return []
        self.before = self.told = self.topics.memory.last
        if balance := find_balance_cue(passage.words, ""):
            self.in_deficit = balance.direction == "down"
        told = measure_rates(list(self.topics.read(passage)))
        readings: list[Reading] = []
        statistic = ""
        self.whole, self.basis = None, ""
        stretch: tuple[tuple[str, str, str], int] | None = None
        aside: tuple[str, bool] | None = None
        facts: list[int] = []
        for index, (group, topic) in enumerate(told):
            statistics = kinds.read_statistics(_before_tail(passage, group), statistic)
            listed = self.topics.memory.listed_lines
            if index == 0 and listed and listed.of_shares and is_share_of_entry(passage):
                statistics = ("share", "growth")
            statistic = statistics[0]
            topic = self._arriving(topic, statistic, group, told[index + 1] if index + 1 < len(told) else None)
            periods = self.periods.read(passage, group, is_first=index == 0)
            aside = read_aside(group, passage, aside, topic, self.before)
            facts += [] if aside[0] else [len(group.before)]
            told_of = (topic.partner, topic.flow, topic.reporter)
            begun = stretch[1] if stretch and stretch[0] == told_of else None
            if begun is None:
                stretch = (told_of, group.members[0].n)
            readings += [
                replace(each, stretch_of=begun if each.with_n is None else (begun or each.with_n))
                for each in self._readings(passage, group, topic, statistics, periods, aside)
            ]
            self.before = topic
        self.periods.go_on(facts)
        return readings

    def _arriving(self, topic: Topic, statistic: str, group: Group, following: tuple[Group, Topic] | None) -> Topic:
        """The topic of a rate: in "doubled to 2 million tons" it is that of the amount which it arrived at."""
        if following is None:
            return topic
        if _WORTH.fullmatch(group.gap):
            # "200 tons of honey worth 3 million went to Peru": what is said of the value is said of the amount.
            other = following[1]
            return replace(
                topic,
                partner=topic.partner or other.partner,
                port=topic.port or other.port,
                transport=topic.transport or other.transport,
            )
        if statistic != "growth":
            return topic
        if not re.fullmatch(
            r"\s(?:(?:in|from|over|year|on|compared)\b(?!\s(?:to|with)\s)[^,;.]{0,50}?\s)?(?:to|at|reaching)\s(?:(?:about|nearly|around|some|over|"
            r"more\sthan|almost|just)\s)*",
            group.gap,
        ):
            return topic
        other = following[1]
        return replace(topic, measure=other.measure, flow=topic.flow or other.flow, goods=topic.goods or other.goods)

    def _readings(
        self,
        passage: Passage,
        group: Group,
        topic: Topic,
        statistics: tuple[str, ...],
        periods: tuple[Months, ...],
        aside: tuple[str, bool],
    ) -> list[Reading]:
        measure = topic.measure or "trade_value"
        flows = _flows(topic, measure, passage, group)
        several = find_each(group)
        partners = several[:1] or self._partners(topic, group)
        rest = self._rest(passage, group, topic, statistics[0], flows[0], periods[0])
        goods: tuple[str | None, ...] = topic.goods or (None,)
        followed = re.match(r"\s(?:in\s\w+\s)?to\s(?:\w+\s){0,2}$", group.gap)
        if statistics[0] != "growth" or group.figure.kind != "multiple" or followed:
            goods = (_listed(topic.goods),) if topic.goods else (None,)
        of_goods = topic.goods and (topic.goods == self.topics.memory.story.goods or is_market_aside(group))
        if group.figure.kind == "rank" and not of_goods and not _RANKED_GOODS.search(group.gap[:60]):
            goods = (None,)
        first = Reading(
            n=group.members[0].n,
            aside=aside[0],
            sure=aside[1],
            statistics=statistics,
            measures=(measure,),
            flows=flows,
            partners=partners,
            also=several[1:],
            periods=tuple(str(each) for each in periods),
            goods=goods,
            rest=rest,
            paragraph=passage.paragraph,
            words=passage.words,
            left=group.left,
        )
        return [
            replace(
                first,
                n=member.n,
                rest=_with_unit(rest, group, member, measure, topic.goods, self.topics.memory.reporter),
                with_n=None if member.n == first.n else first.n,
            )
            for member in group.members
        ]

    def _partners(self, topic: Topic, group: Group) -> tuple[str, ...]:
        """Partners, likeliest first: open where the figure's own clause names a country without a word that ties it.

        Of those that are named as partners, or pointed back to, code was right far more often than a small model.
        """
        likely = topic.partner or WORLD
        if likely != WORLD or "partner" in topic.sure:
            return (likely,)
        own = frozenset({topic.reporter or self.topics.memory.reporter, *self.topics.memory.own})
        ahead = _CLAUSES.split(group.head)
        clause = ahead[-1]
        if not cues.FLOWS.search(clause) and not clause.strip():
            clause = " ".join(ahead[-2:])
        return tuple(dict.fromkeys([likely, *find_near(f"{clause} # {group.tail}", own)]))

    def _rest(
        self, passage: Passage, group: Group, topic: Topic, statistic: str, flow: str, period: Months
    ) -> dict[str, object]:
        rest: dict[str, object] = {}
        if kinds.read_direction(group, statistic, flow, in_deficit=self.in_deficit):
            rest["down"] = True
        adjusted = self.adjustment.read(passage, group, period)
        if statistic in {"growth", "change", "share_change"}:
            compared = self.periods.is_compared(group)
            basis = read_basis(group, period, self.periods.anchor, of_goods=bool(topic.goods), is_compared=compared)
            if not basis and adjusted and period.length == 1 and not self._is_compared(passage):
                # What is adjusted for the season is compared with the month before.
                basis = "mom"
            if not basis and self.basis in {"mom", "qoq"} and not compared and not self._is_compared(passage, group):
                # "Exports were up 8 percent from the month before, whereas imports were down 4 percent."
                basis = self.basis
            self.basis = basis
            if basis:
                rest["basis"] = basis
        if (
            statistic == "rank"
            and re.search(r"\b(?:growth|fastest|rates?|pace)\b", group.tail[:90] + group.before[-110:], re.I)
            and not re.search(r"partner|market|supplier", group.gap[:40])
        ):
            rest["ranked_by"] = "growth"
        elsewhere = topic.port or topic.reporter or topic.everywhere
        # The port is what a figure is told of, the prefecture where it lies.
        zone = "" if topic.port else topic.zone or ("" if elsewhere else self.topics.memory.zone)
        told = {
            "reporter": topic.reporter,
            "zone": zone,
            "port": topic.port,
            # What an airport handles goes by air.
            "transport": topic.transport or ("air" if topic.port.lower().endswith("airport") else ""),
            "enterprise_type": topic.enterprise_type,
            "trade_mode": topic.trade_mode,
            "per": kinds.read_per(group, statistic),
        }
        rest |= {name: value for name, value in told.items() if value}
        whole = read_whole(
            Part(
                group=group,
                topic=topic,
                before=self.before,
                told=self.told,
                tail=_tail_of_row(passage, group),
                partners=self.topics.memory.recent,
                zones=self.topics.memory.zones,
                statistic=statistic,
                period=period,
                reporter=self.topics.memory.reporter,
                story_zone="" if topic.everywhere else self.topics.memory.zone,
                anchor=self.periods.anchor,
            )
        )
        if statistic in {"share", "share_change"}:
            if self.whole is not None and not _OWN_WHOLE.match(group.tail):
                # "5 percent of the country's exports, up from 4 percent": of the same whole.
                whole = self.whole
            self.whole = whole
        if whole:
            rest["whole"] = whole
        following = passage.groups[passage.groups.index(group) + 1 :]
        if statistic == "level" and kinds.is_record(group, following):
            rest["record"] = True
        if adjusted:
            rest["adjusted"] = True
        return rest

    def _is_compared(self, passage: Passage, group: Group | None = None) -> bool:
        """Whether a sentence, or what it says of one group, tells what its rates are measured from."""
        words = f"{group.head} # {group.tail}" if group else passage.words
        named = any(each.is_base for each in find_mentions(words, self.periods.anchor))
        return named or cues.YOY.search(words) is not None


def _before_tail(passage: Passage, group: Group) -> Group:
    """The group; of percentages in a row before the words that follow the row."""
    if group.figure.kind != "percent" or kinds.MOVED_BY.search(group.left):
        return group
    tail = _tail_of_row(passage, group)
    return replace(group, gap=tail) if tail != group.tail and _OF_TOTAL.match(tail) else group


def _tail_of_row(passage: Passage, group: Group) -> str:
    """The words behind a figure; of a row ("4, 5 and 6 percent of the total, respectively") those behind its last."""
    place = passage.groups.index(group)
    for each in passage.groups[place:]:
        if each.figure.kind != group.figure.kind:
            break
        if each.gap.strip(" ,") not in {"", "and"}:
            return each.tail
    return group.tail


def _flows(topic: Topic, measure: str, passage: Passage, group: Group) -> tuple[str, ...]:
    fallback = "total" if measure == "trade_value" else "none"
    likely = topic.flow or fallback
    if measure != "trade_value" and likely in {"total", "balance"} and "both" not in topic.sure:
        likely = "none"
    if "flow" in topic.sure:
        return (likely,)
    others = [each for each in find_flows(passage.words) if each != "balance" or group.figure.kind == "money"]
    if measure != "trade_value":
        others = ["none" if each in {"total", "balance"} else each for each in others]
    return tuple(dict.fromkeys([likely, *others, fallback]))


def _listed(goods: Sequence[str]) -> str:
    """Several goods as one phrase, as an article lists them."""
    return " and ".join([", ".join(goods[:-1]), goods[-1]] if len(goods) > 1 else goods)


def _with_unit(
    rest: dict[str, object], group: Group, member: NumberedFigure, measure: str, goods: Sequence[str], reporter: str
) -> dict[str, object]:
    """`rest` with the unit that a figure does not tell: of a count by the goods, of "pesos" by whose trade it is."""
    figure = member.figure
    if figure.kind == "money" and figure.unit is None:
        country = pycountry.countries.get(alpha_3=reporter)
        unit = read_currency_of(figure.text, country.alpha_2) if country else None
        return {**rest, "unit": unit} if unit else dict(rest)
    unit = "vehicles" if goods and goods[-1].endswith(_VEHICLES) else _UNITS.get(measure)
    needs = figure.unit is None and figure.kind in {"count", "number"} and measure in _UNITS
    # "To 12,600 units", "against 97": what they are the story tells.
    told = (
        figure.kind == "count" and figure.unit in {"items", "vehicles"} and goods and OWN_NOUN_MISSING.match(group.gap)
    )
    return {**rest, "unit": unit} if needs or (told and measure == "shipments") else dict(rest)
