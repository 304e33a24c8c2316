"""Topics: what the sentences go on about, carried from figure to figure as readers carry it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from xjllm.narrowing import cues, names
from xjllm.narrowing.carrying import Carrier
from xjllm.narrowing.fitting import fit_kind
from xjllm.narrowing.goods import find_all_goods
from xjllm.narrowing.goods_meant import find_introduced, is_part_of_it, of_it, with_counted
from xjllm.narrowing.heads import read_head
from xjllm.narrowing.lists import find_listed
from xjllm.narrowing.places_named import drops_both_ports, find_zones
from xjllm.narrowing.relations import find_related
from xjllm.narrowing.reporters import is_national, is_nationwide
from xjllm.narrowing.rows import find_pair, pair_row, take_of_pair
from xjllm.narrowing.story_topic import fill_from_story, find_goods_partners, find_story_topic, find_titled
from xjllm.narrowing.tails import read_tail
from xjllm.narrowing.tellers import find_turn
from xjllm.narrowing.topic import WHOLE_TRADE, Memory, Topic, find_flow, tells_only_total
from xjllm.places import port_subdivision

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from xjllm.narrowing.passages import Group, Passage
    from xjllm.narrowing.relations import Partner

_MORE_OF_IT = re.compile(r"\s(?:more|fewer)\sthan\b")
_OPEN = r"^[\s\"“'‘]*"
_I = re.IGNORECASE
_ONLY_TELLS = re.compile(
    r"\W*(?:The|This|That|It)\s[^,;.]{0,90}\s(?:reported|announced|said|noted|informed|stated)(?:\s(?:this|so|it|that|on\s[A-Z]\w+))?\W*"
)
_OF_SOME_TRADE = re.compile(
    r"\sof\s(?:the\s)?[\w’'-]+[’']s\s(?!(?:foreign|overall|total|trade|exports|imports)\b)(?:[a-z-]+\s){1,3}(?:exports|imports)"
)
_OF_ALL_OF = re.compile(
    r"\sof\s(?:(?:the|its)\s)?(?:[\w’'-]+[’']s\s)?(?:overall|total|all)\s(?:\w+\s){0,2}(?:exports|imports|trade)\s"
    r"(?:of|worth|at)\s(?:about\s|nearly\s|some\s)?$"
)
_WHICH = re.compile(r"\s?,?\s?which\b")
_THAT_IS = re.compile(
    _OPEN + r"(?:that|this|these|those|they)\s(?:\w+ly\s)?(?:is|was|were|are|means|meant|marks|marked)\b", _I
)
_SUBJECT_CHARS = 50
# "The largest buyer of Peruvian fruit" is not Peru.
# Nor is Peru in "Spain supplied Peru".
_NO_SUBJECT = re.compile(r"\b(?:of|for|from|to|with|supplied|supplies|supplying)\s(?:the\s)?$")
_REGION_DEALS = re.compile(_OPEN + r"(?:the|this)\s(?:region|province)\s(?:also\s)?[a-z]", _I)
_IN_ASIDE = re.compile(r"[^,;.]{1,60},\s[a-z]")
_ASIDE_BEGINS = re.compile(r",\s(?:now\s|still\s)?(?:its|their|the(?:\s[\w-]+[’']s)?|[A-Z][\w-]*[’']s)\s?$")
_LEAD_SENTENCES = 3
_OWNS_FIGURE = re.compile(r"\b[A-Z]\w+[’']s\s$")
_FORMER_FIRST = re.compile(_OPEN + r"the\sformer\b", _I)
_FRONTED_PLACE = re.compile(r"^\W*(?:In|At|For|As\sfor)\s([A-Z]\w+),\s")


def _heed_heading(passage: Passage, memory: Memory) -> None:
    if passage.heading:
        memory.head_goods(find_all_goods(passage.heading))


def _of_which(topic: Topic, previous: Group | None, group: Group) -> Topic:
    """The whole that a share before it was of: "27 percent of the region's trade, which stood at 3 billion"."""
    if previous is not None and _OF_ALL_OF.match(group.left) and previous.figure.kind in {"percent", "fraction"}:
        # "21 percent of total exports of 23 billion"
        flow = find_flow(group.left) or topic.flow
        return Topic(flow=flow, measure="trade_value", reporter=topic.reporter)
    if previous is None or not _WHICH.match(group.head):
        return topic
    if _OF_SOME_TRADE.match(previous.tail) and previous.figure.kind in {"percent", "fraction"}:
        return replace(topic, partner="", enterprise_type="", trade_mode="")
    if not WHOLE_TRADE.search(previous.tail):
        return topic
    flow = find_flow(previous.tail) or topic.flow
    return Topic(flow=flow, measure="trade_value", reporter=topic.reporter)


def _province_of_share(group: Group, topic: Topic, memory: Memory) -> str:
    """The province whose share of the country's trade a figure is, where that is not being told of; else empty."""
    if (topic.reporter or memory.reporter) != "CHN" or not cues.NATIONAL.search(group.gap[:90]):
        return ""
    named = [each.code for each in names.find_reporters(group.head) if each.code.startswith("CN-")]
    return named[-1] if named and group.figure.kind in {"percent", "fraction"} else ""


def _of_province_or_nation(told: Topic, topic: Topic, group: Group, memory: Memory) -> Topic:
    """`told`, or `topic` as that of the province whose share a figure is, or of the country that its words name."""
    if is_national(group.left, memory):
        return Topic(flow=topic.flow, measure=topic.measure, reporter="CHN")
    if province := _province_of_share(group, topic, memory):
        return replace(topic, reporter="" if province == memory.reporter else province)
    return told


def _of_scene(topic: Topic, before: Topic, passage: Passage, memory: Memory) -> Topic:
    """The topic after a sentence without figures: a place that it names only in passing is not what is told of."""
    fronted = _FRONTED_PLACE.match(passage.words)
    if fronted and (area := next((each for each in reversed(memory.zones) if each.startswith(f"{fronted[1]} ")), "")):
        # "In Khorgos, it is wheels", where the zones of an article are told of one by one.
        memory.zones.append(area)
        return replace(topic, zone=area, port="")
    if topic.zone != before.zone and passage.words.find(topic.zone) > _SUBJECT_CHARS:
        return replace(topic, zone=before.zone, port=before.port)
    return topic


def _begin(topic: Topic, passage: Passage) -> Topic:
    """The topic that a sentence begins with, as far as it is not made another by the words of the whole sentence."""
    # Cargo of imports and exports stays that of both while it is told of.
    topic = replace(topic, sure=topic.sure & {"both"} if topic.flow == "total" else frozenset())
    if topic.flow != "total" and passage.groups and tells_only_total(passage.words):
        # "The five took 3 billion, or 6 percent of the foreign trade": the share says which way all went.
        return replace(topic, flow="total", goods=())
    return topic


def _of_all_listed(topic: Topic, related: Sequence[Partner]) -> Topic:
    """The topic after "They went to Peru, Chile and Cuba.": what follows is not of the last alone."""
    listed = len({each.code for each in related}) > 1 and topic.partner == related[-1].code
    return replace(topic, partner="") if listed else topic


def _find_subject(passage: Passage, own: frozenset[str]) -> list[str]:
    """The code of the country that a sentence without figures is about: "Peru, by contrast, hardly counts"."""
    named = [] if passage.groups else names.find_partners(passage.words)
    begins = named and named[0].start <= len("“The ") and named[0].code not in own
    return [named[0].code] if begins and len(named) == 1 else []


def _is_rank_in_aside(group: Group) -> bool:
    begins = _ASIDE_BEGINS.search(group.left) is not None
    return group.figure.kind == "rank" and begins and _IN_ASIDE.match(group.gap) is not None


def _both_told(told: Sequence[Topic]) -> tuple[str, ...]:
    """Exports and imports in the order in which the figures of a sentence told of them; empty unless of both."""
    flows = tuple(dict.fromkeys(each.flow for each in told if each.flow in {"exports", "imports"}))
    return flows if len(flows) > 1 else ()


def _more_of_it(topic: Topic, told: Sequence[Topic], group: Group) -> Topic:
    """The topic of "113 companies exported pears, 41 more than a year ago": of what the figure before counts."""
    return told[-1] if told and _MORE_OF_IT.match(group.gap) and not group.head.strip(" ,") else topic


def _is_own_subject(passage: Passage, reporter: str) -> bool:
    """Whether the sentence says what the reporter does: it stands near the beginning, ahead of any figure."""
    begin = passage.words[: len(passage.groups[0].before) if passage.groups else None][:_SUBJECT_CHARS]
    named = any(
        each.code == reporter
        and begin[each.end - 2 : each.end] not in {"’s", "'s"}
        and not _NO_SUBJECT.search(begin[: each.start])
        for each in names.find_reporters(begin)
    )
    return named or (reporter.startswith("CN-") and _REGION_DEALS.match(begin) is not None)


def _of_both_ports(topic: Topic, words: str, group: Group) -> Topic:
    """The topic without its port where the sentence `words` names two together for the figure."""
    at, end = len(group.before), len(words) - len(group.after)
    near = (slice(at - len(group.head), at), slice(end, end + len(group.tail)))
    return replace(topic, port="") if drops_both_ports(topic.port, words, near) else topic


class TopicReader:
    """Reads the topic of each group of figures; sentences are read in text order.

    Args:
        reporter: code of the article's reporter.
        zone: the zone that the whole article is about; empty where none.
        tellers: code of the place for which the office counts that gives a figure, by the figure's number.

    Attributes:
        memory: what is kept in mind of the story so far.
    """

    def __init__(self, reporter: str, zone: str, tellers: Mapping[int, str]) -> None:
        self.tellers = tellers
        own = frozenset({reporter, "CHN"} if reporter.startswith("CN-") else {reporter})
        self.memory = Memory(reporter, own, zone)

    def learn_story(self, passages: Sequence[Passage]) -> None:
        """Take what headline and first figure agree on for what the article is about; before anything is read."""
        told = [each for each in passages if each.groups and not each.in_title][:_LEAD_SENTENCES]
        leads = [
            (each, next(TopicReader(self.memory.reporter, self.memory.zone, self.tellers).read(each))[1])
            for each in told
        ]
        if leads:
            # A scene or a price may come before what the story is about.
            first, lead = next((each for each in leads if each[1].flow or each[1].port or each[1].transport), leads[0])
            self.memory.story = find_story_topic(passages, first, lead, self.memory.own)
            self.memory.of_pair = len(find_titled(passages, self.memory.own)) == 1
            self.memory.goods_with = find_goods_partners(passages, self.memory.own)

    def read(self, passage: Passage) -> Iterator[tuple[Group, Topic]]:
        """The groups of a sentence with the topic of each; run it to the end, also for sentences without figures."""
        memory, words = self.memory, passage.words
        memory.own_subject = _is_own_subject(passage, memory.reporter)
        _heed_heading(passage, memory)
        related = find_related(words, memory.own)
        topic = _begin(Carrier(memory).start(passage, related), passage)
        first = passage.groups[0].members[0].n if passage.groups else 0
        goes_on = _THAT_IS.match(words) is not None
        turn = find_turn(words, self.tellers.get(first, ""), memory) if passage.groups else None
        if turn and turn[0] != topic.reporter:
            topic = Topic(reporter=turn[0], partner=turn[1])
        previous: Group | None = None
        told: list[Topic] = []
        begun = topic
        for group in passage.groups:
            at = len(group.before)
            begin = at - len(group.head)
            if group.is_fronted:
                at = len(words) - len(group.after) + len(group.after.partition(group.head)[0]) + len(group.head)
                begin = at - len(group.head)
            topic = _of_which(topic, previous, group)
            ahead = [each.moved(-begin) for each in related if begin <= each.start < at]
            owned = None if group.is_fronted else _OWNS_FIGURE.search(group.left)
            # "36 percent of China's 50 billion": the owner stands where the figure before has its tail.
            head = owned[0] if owned and not group.head.strip() else group.head
            topic = headed = read_head(topic, head, ahead, memory)
            topic = with_counted(topic, group, bool(told), memory)
            both = memory.both if _FORMER_FIRST.match(words) else ()
            pair = find_pair(words[:at], [each for each in related if each.start < at]) or both or memory.pair
            topic = take_of_pair(topic, group.head, pair)
            topic = read_tail(topic, group, [each for each in related if at <= each.start], memory)
            topic = fit_kind(topic, group, memory)
            topic = _of_both_ports(_more_of_it(topic, told, group), words, group)
            topic = self._of_other_reporter(topic, group)
            told.append(pair_row(topic, passage, group, related, told, memory.listed))
            if topic.goods and topic.measure in {"freight_volume", "shipments"}:
                memory.shipped = topic.measure
            told[-1] = _of_province_or_nation(told[-1], topic, group, memory)
            filled = fill_from_story(told[-1], passage, group, related, memory)
            if memory.of_all and goes_on:
                # "That is 3 points more" of what was told of all partners.
                filled = replace(filled, partner=told[-1].partner)
            memory.of_all = not filled.partner
            if not told[:-1] and is_part_of_it(group):
                filled = topic = of_it(filled, memory.last)
            yield group, filled
            if "flow" in headed.sure and _is_rank_in_aside(group):
                # "Exports to Peru, its largest partner, rose": not the trade of which it is a partner.
                topic = replace(topic, flow=headed.flow, measure=headed.measure, goods=headed.goods)
            elif told[-1] == topic:
                # What the story tells of this one, the next sentence may go on about.
                topic = replace(topic, goods=filled.goods, flow=filled.flow)
            previous = group
            if told[-1].everywhere and not begun.everywhere:
                # What a rate is compared with is not what is told next.
                topic = begun
            begun = topic
        if not passage.groups:
            if passage.paragraph == memory.paragraph and _ONLY_TELLS.fullmatch(words):
                # "The statistics office reported this." says nothing of trade.
                return
            topic = _of_scene(_of_all_listed(read_head(topic, words, related, memory), related), topic, passage, memory)
        self._remember(passage, related, topic, told)

    def _of_other_reporter(self, topic: Topic, group: Group) -> Topic:
        """The topic of what is the country's by "nationwide", or, in a country's news, the province's by its port."""
        if group.figure.kind != "rank" and is_nationwide(group.tail, group.head, self.memory):
            return replace(topic, reporter="CHN", port="", zone="")
        province = port_subdivision(topic.port) if topic.port else ""
        if province and province == self.memory.reporter and topic.reporter == "CHN":
            # "China's trade with Peru through the port" is told of the province in which the port lies.
            return replace(topic, reporter="")
        return replace(topic, reporter=province) if province and self.memory.reporter == "CHN" else topic

    def _remember(self, passage: Passage, related: Sequence[Partner], topic: Topic, told: Sequence[Topic]) -> None:
        """Keep in mind what a sentence told: `topic` at its end, `told` of its figures."""
        memory, words = self.memory, passage.words
        memory.recent += [each.code for each in related] or _find_subject(passage, memory.own)
        memory.of_five = memory.of_five or any(each.code == "C5" for each in names.find_partners(words))
        provinces = [each.code for each in names.find_reporters(names.name_provinces(words)) if each.code[:3] == "CN-"]
        memory.zones += [zone for zone in find_zones(words) if zone.endswith("zones") and zone not in memory.zones]
        memory.province = provinces[-1] if provinces else memory.province
        if len(set(names.train_partners(words))) > 1:
            # "702 China-Europe trains and 784 China-Central Asia ones": what is said next is said of all.
            memory.trains = ""
        memory.pair = find_pair(words, related) or memory.pair
        memory.both = _both_told(told)
        memory.listed = tuple(dict.fromkeys(each.code for each in related))
        if passage.paragraph > memory.paragraph + 1:
            memory.shipped, memory.counted = "", ()
        shipped = [each.measure for each in told if each.measure in {"freight_volume", "shipments"} and each.goods]
        memory.shipped = shipped[-1] if shipped else memory.shipped
        counted = [each.goods for each in told if each.measure == "shipments" and each.goods]
        memory.counted = counted[-1] if counted else memory.counted
        memory.told_goods = told[-1].goods if told else find_introduced(passage, memory)
        before = memory.told_flows if passage.paragraph == memory.paragraph else frozenset()
        memory.told_flows = before | {each.flow for each in told}
        memory.listed_lines = find_listed(passage, topic, memory.listed_lines)
        memory.last, memory.paragraph = topic, passage.paragraph
