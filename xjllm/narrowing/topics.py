"""Topics: what the sentences go on about, carried from figure to figure as readers carry it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from xjllm.narrowing import cues, goods, names
from xjllm.narrowing.places_named import find_port, find_zone
from xjllm.narrowing.relations import find_related, refers_back, refers_to_group
from xjllm.places import GROUPS
from xjllm.vocabulary import MEASURE_OF_UNIT

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xjllm.narrowing.passages import Group, Passage
    from xjllm.narrowing.relations import Partner

WORLD = "WLD"
_LEAD_IN = re.compile(
    r"^[\s\"“'‘]*(?:(?:meanwhile|however|nevertheless|notably|in\sparticular|specifically|moreover|besides|also|"
    r"still|in\s(?:addition|turn|terms\sof\s\w+|total)|"
    r"as\sa\sresult|at\sthe\ssame\stime|by\scontrast|in\scontrast|according\sto\s[^,]{1,60}|(?:in|during|over|for|"
    r"from|between|through|by|as\sof)\s[^,]{1,45}|and|but|thus|then)"
    r",?\s){1,2}",
    re.IGNORECASE,
)
_GOES_ON = re.compile(
    r"^[\s\"“'‘]*(?:(?:of|among|out\sof)\s(?:which|these|those|them|this|that|the\stotal|all|it)\b|(?:this|that|"
    r"these|those|it|they|its|their|such|which)\b|"
    r"the\s(?:figures?|amount|volume|sum|number|total|growth|rate|pace|increase|decline|decrease|rise|drop|gap|"
    r"surplus|deficit|value|port|zone|crossing|bloc|"
    r"trade\s(?:surplus|deficit))\b(?!\s(?:of|that|with|from)\b)|(?:a\syear\s(?:ago|earlier),\s)?the\sgap\b)",
    re.IGNORECASE,
)
_NOT_ON = re.compile(
    r"^[\s\"“'‘]*(?:it|this)\s(?:is|was)\s(?:understood|reported|noted|learned|expected|said)\b", re.IGNORECASE
)
_AS_A_RESULT = re.compile(r"^[\s\"“'‘]*(?:as\sa\sresult|thus|consequently)\b", re.IGNORECASE)
_WHOLE_TRADE = re.compile(
    r"\b(?:overall|total|entire|whole|combined)\s(?:foreign\s|merchandise\s|external\s|goods\s|trade\s)?(?:trade|"
    r"exports?|imports?|turnover|import|export|surplus|deficit|outbound|inbound)\b(?!\s(?:with|to|from|between|"
    r"turnover\swith|trade\swith|of\s))"
    r"|\b(?:region|province|country|nation|state)[’']s\s(?:overall\s|total\s)?(?:foreign\s|external\s)?(?:trade|"
    r"exports|imports)\b(?!\s(?:with|to|from|between|of|turnover\swith))",
    re.IGNORECASE,
)
_EXCEEDED = re.compile(
    r"\b(?:ex|im)ports\s(?:\w+\s)?exceed(?:ed|ing|s)?\s(?:\w+\s)?(?:ex|im)ports\b|\bthe\sgap\b", re.IGNORECASE
)
_RANK_FLOW = (
    (re.compile(r"^\s(?:\w+\s){0,2}?(?:export\s(?:market|destination)|market|destination|buyer|customer|importer)s?\b|^\s(?:\w+\s){0,1}exporter\b", re.I), "exports"),
    (re.compile(r"^\s(?:\w+\s){0,2}?(?:supplier|import\ssource|source\sof\simports|source\b|seller)", re.I), "imports"),
    (re.compile(r"^\s(?:\w+\s){0,3}?(?:trade|trading)\spartner", re.I), "total"),
)  # fmt: skip
_BOUND = (
    (re.compile(r"\b(?:inbound|incoming|return(?:ing)?|arriv\w+)\b", re.I), "imports"),
    (re.compile(r"\b(?:outbound|outgoing|departing)\b", re.I), "exports"),
)
_RAIL = re.compile(r"\b(?:railway|rail|KTZ|Temir\sZholy|trains?)\b")
_IN_VALUE = re.compile(r"\bin\s(?:value|monetary|terms\sof\svalue|dollar|yuan)\b|\bthe\svalue\sof\b", re.IGNORECASE)
_SWITCH = re.compile(
    r"\b(?P<who>[A-Z][\w’'.-]*(?:\s[A-Z][\w’'.-]*){0,2}?)(?:[’']s\s(?:own\s|total\s|overall\s|foreign\s|national\s|"
    r"goods\s|merchandise\s)*"
    r"(?:trade|exports?|imports?|statistics|shipments|turnover|purchases|sales)\b|\s(?:as\sa\swhole)\b)"
)
_BETWEEN = re.compile(r"\bbetween\s(?P<one>[A-Z][\w.-]*)\sand\s(?P<two>[A-Z][\w.-]*)(?![\w’'])(?!\s[A-Z])")
_OR_SHARE = re.compile(
    r"(?:\s?\([^()]*\))?,\s(?:or|accounting\sfor|making\sup|representing)\s(?:\w+\s){0,2}[\d.]+\s?(?:%|per\s?cent|"
    r"percent|pct)\sof\s(?:all|the|its|total)\s(?:\w+[’']s\s)?(?:total\s)?(?:exports|imports)\b"
)
_GOING_ON = 45
_BARE_TRAINS = re.compile(r"\s(?:freight\s|such\s)?(?:trains|trips|services)\b")
_BOTH_BOUND = re.compile(
    r"\b(?:inbound|outbound|incoming|outgoing)\sand\s(?:inbound|outbound|incoming|outgoing)\b", re.IGNORECASE
)
_MARKED = re.compile(
    r"^[\s\"“'‘]*(?:meanwhile|notably|in\sparticular|specifically|and|in\saddition|also)\b", re.IGNORECASE
)
_ITS_PLACE = re.compile(r"^[\s\"“'‘]*the\s(?:\w+\s)?(?:port|zone|crossing|pass)\b", re.IGNORECASE)
_TRAINS_AFTER = re.compile(r"[^,;.]{0,60}\bfreight\strains\b")
_OF_THEM = re.compile(r"\s?of\s(?:them|which|these|those|this|that)\b(?!\s\w+\s(?:trade|exports|imports))")
_NATIONWIDE = re.compile(
    r"\b[Nn]ationwide,?\s(?:\w+\s)?(?:trade|exports|imports|foreign)|\b(?:[Nn]ational|"
    r"[Tt]he\scountry[’']s)\s(?:total\s|overall\s)?(?:foreign\strade|exports|imports)\s(?:rose|grew|fell|were|was|"
    r"increased|reached|totaled)"
)
_SECOND_ROW = re.compile(
    r"[\s,]*(?:up|down|increasing|growing|rising|surging|an\sincrease\sof|to|rose|by|a\srise\sof|"
    r"with\sgrowth\sof)\s(?:by\s)?"
)
_THE_PORT = re.compile(r"\b[Tt]he\s(?:land\s|railway\s|road\s|border\s|rail\s)?(?:port|crossing|pass)\b(?!\scity)")
_AND_ONLY = re.compile(r"[\s,]*(?:and\s)?(?:by\s|to\s)?\s*")
_LISTED = re.compile(r"[\s,()]*(?:and|to|by|at)?\s?(?:by\s|to\s)?(?:about\s|nearly\s|over\s|more\sthan\s)?\s*")
_BUYS = re.compile(r"\b(?:purchas\w+|bought|buying|spen(?:t|ding)|orders)\b", re.IGNORECASE)


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
        maybe: code of the partner that the sentence before was about, where this one may go on about it.
        wider_goods: goods that the present ones are a part of.
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
    maybe: str = ""
    wider_goods: tuple[str, ...] = ()
    sure: frozenset[str] = field(default_factory=frozenset)


class TopicReader:
    """Reads the topic of each group of figures.

    Args:
        reporter: code of the article's reporter.
        zone: the zone that the whole article is about; empty where none.
    """

    def __init__(self, reporter: str, zone: str) -> None:
        self.reporter = reporter
        self.zone = zone
        self.last = Topic()
        self.paragraph = -1
        self.recent: list[str] = []
        self.own_subject = False
        self.trains = ""
        self.port = ""
        self.own = frozenset({reporter, "CHN"} if reporter.startswith("CN-") else {reporter})

    def read(self, passage: Passage) -> Iterator[tuple[Group, list[Topic]]]:
        """The groups of a sentence with the topic of each, several where a list is paired "respectively"."""
        words = passage.words
        self.own_subject = any(
            each.code == self.reporter and words[each.end - 2 : each.end] not in {"’s", "'s"}
            for each in names.find_reporters(words[:50])
        )
        related = find_related(words, self.own)
        topic = self._start(passage, related)
        position = 0
        for index, group in enumerate(passage.groups):
            at = len(group.before)
            head_start = at - len(group.head)
            previous_gap = passage.groups[index - 1] if index else None
            if previous_gap and re.match(r"\s?,?\s?which\b", group.head) and _WHOLE_TRADE.search(previous_gap.tail):
                topic = Topic(
                    flow=_flow(previous_gap.tail) or topic.flow, measure="trade_value", reporter=topic.reporter
                )
            topic = self._told(
                topic, group.head, [each for each in related if head_start <= each.start < at], is_head=True
            )
            own = self._behind(topic, group, [each for each in related if at <= each.start])
            own = self._of_kind(own, group)
            yield group, [self._paired(own, passage, group, related)]
            topic = own
            position = at
        rest = words[position:] if passage.groups else words
        if not passage.groups:
            topic = self._told(topic, rest, related, is_head=True)
        self.recent += [each.code for each in related]
        self.last = topic
        self.paragraph = passage.paragraph

    # -- where a sentence begins ----------------------------------------------------------------------------------

    def _start(self, passage: Passage, related: Sequence[Partner]) -> Topic:
        words = passage.words
        first = words[: len(passage.groups[0].before)] if passage.groups else words
        bare = _LEAD_IN.sub("", words)
        same_paragraph = passage.paragraph == self.paragraph
        goes_on = (_GOES_ON.match(words) or _GOES_ON.match(bare)) and not _NOT_ON.match(words)
        goes_on = goes_on or (passage.groups and _OF_THEM.match(passage.groups[0].gap))
        if (goes_on or (_AS_A_RESULT.match(words) and re.search(r"\b(?:surplus|deficit)\b", words))) and (
            same_paragraph or passage.paragraph == self.paragraph + 1
        ):
            topic = self.last
            if not same_paragraph and _ITS_PLACE.match(bare):
                return Topic(port=topic.port, zone=topic.zone)
            if re.match(r"[\s\"“'‘]*(?:its|their)\s", bare, re.I) and not re.match(
                r"[\s\"“'‘]*(?:its|their)\s(?:share|import\sand|value|growth)", bare, re.I
            ):
                topic = replace(topic, goods=(), trade_mode="", enterprise_type="")
            return topic
        if same_paragraph:
            kept = Topic(port=self.last.port, zone=self.last.zone if self.last.zone != self.zone else "")
            if self._names_own(first) or re.search(
                r"\b(?:foreign|overall|total)\s(?:trade|imports|exports)\b", first, re.I
            ):
                kept = Topic()
            if self.last.reporter and not self._names_own(first):
                kept = replace(
                    kept, reporter=self.last.reporter, partner=self.last.partner if self.last.partner == "CHN" else ""
                )
            if _MARKED.match(words) and not related and not _WHOLE_TRADE.search(first):
                kept = replace(kept, partner=self.last.partner, transport=self.last.transport)
            elif not related and not _WHOLE_TRADE.search(first) and kept.partner != "CHN":
                kept = replace(kept, maybe=self.last.partner or self.last.maybe)
            if kept.port and find_zone(first):
                kept = replace(kept, port="")
            return kept
        return Topic()

    def _names_own(self, words: str) -> bool:
        return (
            any(each.code == self.reporter for each in names.find_reporters(words))
            or re.search(r"\bthe\s(?:region|province)\b", words) is not None
        )

    # -- the words ahead ------------------------------------------------------------------------------------------

    def _told(self, topic: Topic, words: str, related: Sequence[Partner], *, is_head: bool) -> Topic:
        flow = _flow(words)
        # What was said of the figure before holds for one that only goes on: "up 5 percent", "or 3 billion dollars".
        sure = set(topic.sure) if not related and len(words) < _GOING_ON else set()
        subject = any(each.is_subject for each in related)
        if _WHOLE_TRADE.search(words) and not related:
            topic = replace(
                topic,
                partner="",
                goods=(),
                enterprise_type="",
                trade_mode="",
                zone="",
                port="",
                transport="",
                measure="trade_value",
            )
        if flow and is_head:
            kept_flow = (
                topic.flow == "exports"
                and flow == "imports"
                and not self.own_subject
                and _BUYS.search(words)
                and not re.search(r"\bimport", words, re.I)
            )
            if not kept_flow:
                if topic.goods and flow != topic.flow and flow in {"total", "balance"}:
                    topic = replace(topic, goods=())
                topic = replace(topic, flow=flow)
                sure.add("flow")
        measure = _measure(words)
        if measure:
            topic = replace(topic, measure=measure, flow=topic.flow if flow or measure != "freight_trains" else "")
        elif flow:
            topic = replace(topic, measure="trade_value")
        if _IN_VALUE.search(words):
            topic = replace(topic, measure="trade_value")
        switched = self._reporter(words, topic)
        if switched:
            topic = replace(
                topic,
                reporter=switched[0],
                partner=switched[1] or ("" if switched[0] != topic.reporter else topic.partner),
            )
            if switched[1]:
                sure.add("partner")
        if related and not (switched and switched[1]):
            others = [each for each in related if each.code != (topic.reporter or self.reporter)]
            if others:
                changes = others[-1].code != topic.partner
                topic = replace(topic, partner=others[-1].code)
                sure.add("partner")
                if changes and (flow or subject) and not refers_to_goods(words):
                    topic = replace(topic, goods=())
        elif refers_back(words) and not (switched and switched[1]):
            again = self._recent_partner(topic, words)
            if again:
                topic = replace(topic, partner=again)
        if re.search(r"[’']s?\s(?:purchases|orders)\b", words) and (related or refers_back(words)):
            topic = replace(topic, flow="exports")
        train = names.train_partner(words)
        if train:
            topic = replace(topic, partner=train, transport="rail", goods=())
            sure.add("partner")
        topic = self._places(topic, words)
        if not topic.zone and not topic.port and re.search(r"\b[Tt]he\s(?:prefecture|city|zone|county)\b", words):
            topic = replace(topic, zone=self.last.zone)
        topic = self._traders(topic, words)
        traded = goods.find_traded(words)
        named = goods.find_goods(words)
        new = (
            traded.names
            if traded and (not named or traded.start >= named.start - 25 or len(traded.names) > 1)
            else (named.names if named else ())
        )
        if new and measure not in {"freight_trains", "enterprises", "trading_partners"}:
            topic = replace(topic, goods=new, wider_goods=topic.goods if topic.goods != new else topic.wider_goods)
        return replace(topic, sure=frozenset(sure))

    def _places(self, topic: Topic, words: str) -> Topic:
        zone, port = find_zone(words), find_port(words)
        if zone:
            topic = replace(topic, zone=zone, port="" if not port else topic.port)
        if port:
            self.port = port
            topic = replace(topic, port=port, zone=zone if zone else "")
        elif self.port and not topic.port and not zone and _THE_PORT.search(words):
            topic = replace(topic, port=self.port, zone="", trade_mode="")
        return topic

    def _traders(self, topic: Topic, words: str) -> Topic:
        kind, mode, transport = names.enterprise_type(words), names.trade_mode(words), names.transport_of(words)
        if kind:
            topic = replace(topic, enterprise_type=kind, trade_mode=mode or "")
        if mode:
            topic = replace(topic, trade_mode=mode, enterprise_type=kind or "")
        if transport:
            topic = replace(topic, transport=transport)
        return topic

    def _recent_partner(self, topic: Topic, words: str) -> str:
        """What the words point back to: the latest group where they speak of several countries."""
        if refers_to_group(words):
            groups = [
                code for code in (*self.recent, topic.partner) if code in GROUPS and code not in {"EUROPE", "AFRICA"}
            ]
            if groups:
                return groups[-1]
        if topic.partner:
            return topic.partner
        return next((code for code in reversed(self.recent) if code != (topic.reporter or self.reporter)), "")

    def _reporter(self, words: str, topic: Topic) -> tuple[str, str] | None:
        """Another reporter that the words turn to, and its partner where that is the article's own country."""
        own_country = "CHN" if self.reporter.startswith("CN-") else self.reporter
        own_partner = (
            own_country
            if re.search(r"\b(?:with|to|from|and)\sChina\b(?![’']s)", words) and own_country == "CHN" != self.reporter
            else ""
        )
        for match in reversed(list(_SWITCH.finditer(words))):
            who = re.sub(r"^(?:In|While|But|And|As|The|Of)\s", "", match["who"])
            found = [each.code for each in names.find_reporters(who)]
            if not found:
                continue
            code = found[-1]
            if code == self.reporter:
                return (code, "") if topic.reporter else None
            if code == own_country:
                return (code, "")
            if own_partner:
                return (code, own_partner)
        if own_country != self.reporter and _NATIONWIDE.search(words):
            return (own_country, "")
        between = _BETWEEN.search(words)
        if between and self.reporter.startswith("CN-"):
            codes = [each.code for name in (between["one"], between["two"]) for each in names.find_partners(name)]
            if len(codes) == 2 and "CHN" in codes:
                # The one that is named first is the one that reports.
                return (codes[0], codes[1])
        if topic.reporter and own_partner:
            return (topic.reporter, own_partner)
        return None

    # -- the words behind -----------------------------------------------------------------------------------------

    def _behind(self, topic: Topic, group: Group, behind: Sequence[Partner]) -> Topic:
        tail, figure = group.tail, group.figure
        end = len(group.before) + (group.members[-1].figure.end - figure.start)
        inside = [each for each in behind if end <= each.start < end + len(tail)]
        if figure.kind == "rank":
            flow = next((flow for pattern, flow in _RANK_FLOW if pattern.match(tail)), "")
            after = [each for each in behind if each.start >= end]
            if not topic.partner and after and not inside:
                topic = replace(topic, partner=after[0].code)
            sure = topic.sure | {"flow"} if flow else topic.sure
            of_trains = topic.measure == "freight_trains" and not flow and not inside
            topic = replace(topic, measure=topic.measure if of_trains else "trade_value")
            topic = replace(topic, flow=flow or topic.flow, goods=topic.goods if not flow else (), sure=sure)
            return replace(topic, partner=inside[-1].code) if inside and not topic.partner else topic
        if figure.kind in {"percent", "fraction", "percentage_points"} and cues.WHOLE_AFTER.match(tail):
            flow = _flow(_BUYS.sub("", tail))
            if figure.kind == "fraction" or group.figure.kind == "percent":
                made = goods.find_goods(tail)
                if made and not topic.goods and re.search(r"\bthem\b", group.after):
                    topic = replace(topic, goods=made.names)
            if flow in {"exports", "imports"} or (
                flow and (not topic.flow or topic.measure in {"trading_partners", "enterprises"})
            ):
                topic = replace(topic, flow=flow)
            if flow and topic.measure in {"", "trading_partners", "enterprises"}:
                topic = replace(topic, measure="trade_value")
            measure = _measure(tail)
            if measure == "freight_volume" and not topic.measure:
                topic = replace(topic, measure=measure, transport=names.transport_of(tail) or topic.transport)
            if inside and re.search(r"\b(?:was|were|went|came|is|are|goes|sold|shipped|exported)\b", tail):
                topic = replace(topic, partner=inside[-1].code)
            return topic
        if cues.COMPARED.search(group.head) and not inside:
            return topic
        flow = _flow(tail)
        if not flow and figure.kind == "money" and (share := _OR_SHARE.match(group.after)):
            flow = _flow(share[0])
        changes: dict[str, object] = {}
        unsaid = "flow" not in topic.sure
        if flow and (
            unsaid
            or flow == topic.flow
            or (
                re.match(r"\s?\)?\s?(?:in|of|from)\s(?:\w+\s){0,2}(?:imports?|exports?)\b", tail)
                and not re.search(r"imports?\s(?:and|or)\sexports?", topic.flow)
            )
        ):
            changes["flow"] = flow
        if inside:
            changes["partner"] = inside[-1].code
            switched = self._reporter(tail, topic)
            if switched and switched[1]:
                changes |= {"reporter": switched[0], "partner": switched[1]}
        elif refers_back(tail) and self._recent_partner(topic, tail):
            changes["partner"] = self._recent_partner(topic, tail)
        if changes:
            topic = replace(topic, **changes, sure=topic.sure | changes.keys())  # type: ignore[arg-type]
        if train := (names.train_partner(group.gap[:80]) if figure.kind in {"count", "number"} else None):
            topic = replace(topic, partner=train, transport="rail", goods=(), sure=topic.sure | {"partner"})
        if figure.kind in {"percent", "multiple"} and _IN_VALUE.search(tail):
            topic = replace(topic, measure="trade_value")
        topic = self._places(topic, tail)
        mode, transport, kind = names.trade_mode(tail), names.transport_of(tail), names.enterprise_type(tail)
        if kind and figure.kind == "money":
            topic = replace(topic, enterprise_type=kind)
        topic = replace(topic, trade_mode=mode or topic.trade_mode, transport=transport or topic.transport)
        counted = (
            goods.find_counted(group.gap) if figure.kind in {"quantity", "count", "number", "money", "multiple"} else ()
        )
        if (
            counted
            and figure.unit not in {"trains", "countries", "enterprises"}
            and not re.match(r"\s?(?:worth\sof\s)?goods\b|\sof\sgoods\b", group.gap)
        ):
            topic = replace(topic, goods=counted)
        return topic

    def _of_kind(self, topic: Topic, group: Group) -> Topic:
        """The topic of a figure of this kind and unit."""
        figure = group.figure
        if figure.kind in {"quantity", "count"} and figure.unit in MEASURE_OF_UNIT:
            topic = replace(topic, measure=MEASURE_OF_UNIT[figure.unit])
        elif figure.kind in {"count", "number"} and figure.unit is None and _TRAINS_AFTER.match(group.gap):
            topic = replace(topic, measure="freight_trains")
        elif (
            figure.kind in {"count", "number"}
            and figure.unit is None
            and topic.measure in {"", "trade_value"}
            and topic.goods
        ):
            topic = replace(topic, measure="shipments")
        elif figure.kind == "money":
            topic = replace(topic, measure="trade_value")
        if figure.kind == "quantity" and not topic.flow:
            # "3 tons of coal and 2 tons of ore were imported through Khorgos": the verb stands behind the last one.
            rest = re.split(r"[;,]", group.after)[0]
            topic = replace(topic, flow=_flow(rest), port=topic.port or find_port(rest) or "")
        if topic.measure == "freight_trains":
            if topic.partner:
                self.trains = topic.partner
            elif _BARE_TRAINS.match(group.gap) and self.trains:
                topic = replace(topic, partner=self.trains)
            bound = [flow for pattern, flow in _BOUND if pattern.search(_BOTH_BOUND.sub("", group.tail))]
            bound = bound or [flow for pattern, flow in _BOUND if pattern.search(_BOTH_BOUND.sub("", group.head[-60:]))]
            topic = replace(
                topic,
                transport="rail",
                goods=(),
                flow=bound[0]
                if len(bound) == 1
                else ("" if figure.kind == "count" else topic.flow if topic.flow in {"exports", "imports"} else ""),
            )
        if topic.measure == "freight_volume" and not topic.transport and _RAIL.search(group.before):
            topic = replace(topic, transport="rail")
        if topic.measure in {"trading_partners", "enterprises"}:
            topic = replace(topic, goods=(), flow="", sure=topic.sure | {"flow"})
        return topic

    def _paired(self, topic: Topic, passage: Passage, group: Group, related: Sequence[Partner]) -> Topic:
        """The topic that "respectively" gives a group, or one list followed by as many figures."""
        row, first_row = _respective(passage, group)
        if len(row) < 2:
            row = first_row = _in_step(passage, group, related)
        if len(row) < 2:
            return topic
        place = row.index(group)
        first = len(first_row[0].before)
        ahead = [each for each in related if each.end <= first]
        if len(ahead) >= len(row):
            return replace(topic, partner=ahead[-len(row) :][place].code)
        flows = re.search(
            r"\b(exports?|imports?)\s(?:and|&)\s(?:its\s)?(exports?|imports?)\b", row[0].before, re.IGNORECASE
        )
        if flows and len(row) == 2 and flows[1][0].lower() != flows[2][0].lower():
            return replace(topic, flow="exports" if flows[1 + place].lower().startswith("e") else "imports")
        if len(topic.goods) == len(row):
            return replace(topic, goods=(topic.goods[place],))
        modes, traders = names.listed_modes(row[0].before), names.listed_traders(row[0].before)
        if len(modes) == len(row):
            return replace(topic, trade_mode=modes[place])
        if len(traders) == len(row):
            return replace(topic, enterprise_type=traders[place])
        listed = goods.find_all_goods(row[0].before)
        return replace(topic, goods=(listed[place],)) if len(listed) == len(row) else topic


def _respective(passage: Passage, group: Group) -> tuple[list[Group], list[Group]]:
    """The row of figures that "respectively" pairs and that holds `group`, and the sentence's first such row; else empty."""
    last = next((i for i, each in enumerate(passage.groups) if cues.RESPECTIVELY.search(each.gap)), -1)
    if last < 0:
        return [], []
    first = last
    while (
        first
        and _LISTED.fullmatch(passage.groups[first].left)
        and passage.groups[first - 1].figure.kind == passage.groups[last].figure.kind
    ):
        first -= 1
    row = list(passage.groups[first : last + 1])
    earlier = list(passage.groups[max(0, first - len(row)) : first])
    alike = len({each.figure.kind for each in earlier}) == 1
    if alike and len(earlier) == len(row) > 1 and all(_AND_ONLY.fullmatch(each.left) for each in earlier[1:]):
        # "worth 3, 4 and 5 million, up 6, 7 and 8 percent, respectively": both rows go by the list before them.
        return (earlier, earlier) if group in earlier else ((row, earlier) if group in row else ([], []))
    again = list(passage.groups[last + 1 : last + 1 + len(row)])
    if group in again and len(again) == len(row) and all(_LISTED.fullmatch(each.left) for each in again[1:]):
        # "rose 3 percent and 5 percent respectively to 7 million and 9 million": the second row goes as the first.
        return again, row
    return (row, row) if group in row else ([], [])


def _in_step(passage: Passage, group: Group, related: Sequence[Partner]) -> list[Group]:
    """The row of figures that holds `group` and follows a list of as many partners; empty where there is none."""
    groups = passage.groups
    first = last = groups.index(group)
    while first and _AND_ONLY.fullmatch(groups[first].left) and groups[first - 1].figure.kind == group.figure.kind:
        first -= 1
    while (
        last + 1 < len(groups)
        and _AND_ONLY.fullmatch(groups[last + 1].left)
        and groups[last + 1].figure.kind == group.figure.kind
    ):
        last += 1
    row = list(groups[first : last + 1])
    earlier = groups[first - len(row) : first] if first >= len(row) > 1 else ()
    head = earlier[0] if earlier and _SECOND_ROW.fullmatch(row[0].left) else row[0]
    inside = [each for each in related if len(head.before) - len(head.head) <= each.start < len(head.before)]
    return row if len(row) == len(inside) > 1 else []


def refers_to_goods(words: str) -> bool:
    """Whether words name goods themselves."""
    return goods.find_traded(words) is not None


def _flow(words: str) -> str:
    words = _BOTH_BOUND.sub(" ", words)
    if _EXCEEDED.search(words):
        return "balance"
    found = [match.lastgroup or "" for match in cues.FLOWS.finditer(words)]
    return found[-1] if found else ""


def _measure(words: str) -> str:
    found = [(match.end(), match.lastgroup or "") for match in cues.MEASURES.finditer(words)]
    if not found:
        return ""
    flows = [match.end() for match in cues.FLOWS.finditer(words)]
    end, measure = found[-1]
    return measure if not flows or end >= flows[-1] - 12 else ""
