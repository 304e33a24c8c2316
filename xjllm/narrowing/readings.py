"""For each figure of an article, the values that each field may have: what the words leave open, likeliest first."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from xjllm.checks.direction import find_balance_cue, find_change_cue
from xjllm.narrowing import cues, names
from xjllm.narrowing.months import BASE, COUNTS, Mention, Months, anchor_of, find_mentions
from xjllm.narrowing.story import Place, find_places, paragraph_text
from xjllm.vocabulary import MEASURE_OF_UNIT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xjllm.article import Article
    from xjllm.numbering import NumberedFigure

_GLUE = re.compile(
    r"^[\s,;:(]*(?:and|or|to|from|but|while|about|around|nearly|almost|over|some|up|by|with|the|a|an|of|in)?[\s,;:(]*$",
    re.I,
)
_CONVERSION = re.compile(
    r"^[\s(\[,–—-]*(?:or|about|around|nearly|some|almost|approximately|roughly|equivalent\sto)?[\s$]*$", re.I
)
_WORLD = "WLD"


@dataclass(frozen=True, slots=True)
class Reading:
    """What code makes of one figure.

    Tuples have the likeliest value first; one value means that the words leave nothing open.

    Attributes:
        n: the figure's number.
        aside: why it may be no fact, as a reason of the answer schema; empty where nothing says so.
        sure: whether `aside`, or its absence, needs no second opinion.
        statistics: values that `statistic` may have.
        measures: values that `measure` may have.
        flows: values that `flow` may have, "none" included.
        partners: codes that `partner` may have.
        periods: periods that it may have, as in the answer schema.
        rest: the other fields of a fact that code reads, at their values.
        goods: the commodities; several mean several facts.
        continues: whether it goes on about the figure before it.
    """

    n: int
    aside: str = ""
    sure: bool = True
    statistics: tuple[str, ...] = ("level",)
    measures: tuple[str, ...] = ("trade_value",)
    flows: tuple[str, ...] = ("total",)
    partners: tuple[str, ...] = (_WORLD,)
    periods: tuple[str, ...] = ()
    rest: dict[str, object] = field(default_factory=dict)
    goods: tuple[str | None, ...] = (None,)
    continues: bool = False


@dataclass(frozen=True, slots=True)
class StoryReading:
    """What code makes of an article.

    Attributes:
        reporters: codes that the article's reporter may have, likeliest first.
        period: the period that most figures seem to have.
        readings: one for each figure, in order.
        sources: (n, name): who gave the figures from n on.
    """

    reporters: tuple[str, ...]
    period: str
    readings: tuple[Reading, ...]
    sources: tuple[tuple[int, str], ...]


def read_figures(article: Article, figures: Sequence[NumberedFigure]) -> StoryReading:
    """What code makes of the figures of an article."""
    return _Story(article, figures).read()


class _Story:
    def __init__(self, article: Article, figures: Sequence[NumberedFigure]) -> None:
        self.article = article
        self.anchor = anchor_of(article)
        self.places = find_places(article, figures)
        self.reporters = _find_reporters(article)
        self.main = self._main_period()
        self.period = self.main
        self.local: Months | None = None
        self.compared = False
        self.readings: list[Reading] = []

    def read(self) -> StoryReading:
        for place in self.places:
            self.readings.append(self._read(place))
        self._set_restated_aside()
        sources = _find_sources(self.article, self.places)
        main = str(self.main)
        return StoryReading(self.reporters, main, tuple(self.readings), sources)

    # -- one figure ---------------------------------------------------------------------------------------------

    def _read(self, place: Place) -> Reading:
        self.compared = False
        previous = self.readings[-1] if self.readings else None
        before = self._place_before(place)
        same_sentence = not place.first_in_sentence and previous is not None
        converted = bool(
            same_sentence and before and place.figure.kind == "money" == before.figure.kind
            and before.figure.unit != place.figure.unit and _CONVERSION.match(place.left)
        )  # fmt: skip
        if converted and previous:
            return replace(previous, n=place.n, continues=True, rest={**previous.rest})
        kind = place.figure.kind
        statistics = self._statistics(place, previous if same_sentence else None)
        has_subject = bool(cues.SUBJECT.search(place.left))
        continues = bool(previous) and (
            (same_sentence and not has_subject)
            or (place.first_in_sentence and bool(cues.ANAPHORA.search(place.before)) and self._same_paragraph(place))
        )
        carried = previous if continues and previous else None
        measures = self._measures(place, carried, previous if same_sentence else None)
        flows = self._flows(place, carried, previous if same_sentence else None, measures[0])
        partners = self._partners(place, carried, previous if same_sentence else None, measures[0], statistics[0])
        periods = self._periods(place, previous if same_sentence else None)
        rest = self._rest(place, carried, statistics[0], measures[0], flows[0])
        if self.compared:
            rest["_compared"] = True
        aside, sure = self._aside(place)
        goods = self._goods(place, carried, flows[0], measures[0]) if kind != "rank" else (None,)
        if measures[0] in {"trading_partners", "freight_trains"}:
            goods = (None,)
        return Reading(
            n=place.n, aside=aside, sure=sure, statistics=statistics, measures=measures, flows=flows,
            partners=partners, periods=periods, rest=rest, goods=goods, continues=continues,
        )  # fmt: skip

    def _place_before(self, place: Place) -> Place | None:
        index = self.places.index(place)
        return self.places[index - 1] if index else None

    def _same_paragraph(self, place: Place) -> bool:
        before = self._place_before(place)
        return before is not None and before.paragraph == place.paragraph

    def _statistics(self, place: Place, previous: Reading | None) -> tuple[str, ...]:
        kind = place.figure.kind
        if kind in {"money", "quantity", "count", "number"}:
            is_change = cues.CHANGE_AFTER.search(place.right) or (
                cues.CHANGE_BEFORE.search(place.left) and cues.SUBJECT.search(place.before)
            )
            return ("change",) if is_change else ("level",)
        if kind in {"rank", "multiple"}:
            return ("rank",) if kind == "rank" else ("growth",)
        if kind == "fraction":
            return ("share",)
        if kind == "percentage_points":
            gap = bool(cues.GAP.match(place.right)) and bool(cues.GAP_WORDS.search(place.right[:80]))
            share = bool(cues.SHARE_WORD.search(place.before[-120:])) or (
                previous is not None and previous.statistics[0] == "share"
            )
            if gap and not share:
                return ("growth_gap", "share_change")
            return ("share_change", "growth_gap") if share else ("growth_gap", "share_change")
        share = bool(cues.SHARE_AFTER.match(place.right))
        before = cues.SHARE_BEFORE.search(place.left)
        strong = bool(before) and len(before[0].split()) > 0 and before[0].split()[0].lower() not in {
            "nearly", "about", "for", "or", "holding", "had", "with",
        }  # fmt: skip
        if share or strong:
            return ("share",)
        if (
            previous
            and _GLUE.match(place.left)
            and previous.statistics[0] in {"share", "growth"}
            and not place.left.strip(" ,").startswith("up")
        ):
            return (previous.statistics[0],)
        return ("growth",)

    def _measures(self, place: Place, carried: Reading | None, previous: Reading | None) -> tuple[str, ...]:
        unit = place.figure.unit
        if place.figure.kind in {"quantity", "count"} and unit in MEASURE_OF_UNIT:
            return (MEASURE_OF_UNIT[unit],)
        if place.figure.kind == "money":
            return ("trade_value",)
        if carried:
            return carried.measures
        if place.figure.kind in {"count", "number"}:
            found = [match.lastgroup for match in cues.MEASURES.finditer(place.before)]
            return (str(found[-1]),) if found else ("trade_value",)
        if place.figure.kind == "rank":
            return ("trade_value",)
        found = [match.lastgroup for match in cues.MEASURES.finditer(place.left)]
        flows = [match.end() for match in cues.FLOWS.finditer(place.left)]
        if found and (not flows or list(cues.MEASURES.finditer(place.left))[-1].end() >= flows[-1]):
            return (str(found[-1]), "trade_value")
        if flows or not previous:
            return ("trade_value",)
        return previous.measures

    def _flows(self, place: Place, carried: Reading | None, previous: Reading | None, measure: str) -> tuple[str, ...]:
        words = [match.lastgroup or "" for match in cues.FLOWS.finditer(place.left)]
        both = re.search(r"\b(exports?|imports?)\s(?:and|&)\s(exports?|imports?)\b", place.before, re.I)
        if both and cues.RESPECTIVELY.search(place.after) and both[1].lower()[0] != both[2].lower()[0]:
            order = ("exports", "imports") if both[1].lower().startswith("e") else ("imports", "exports")
            return (order[0] if cues.RESPECTIVELY.search(place.right) is None else order[1],)
        if measure in {"trading_partners", "freight_trains", "enterprises"}:
            named = [word for word in words if word in {"exports", "imports"}]
            return (named[-1], "none") if named and measure != "freight_trains" else ("none",)
        fallback = "total" if measure == "trade_value" else "none"
        after = [match.lastgroup or "" for match in cues.FLOWS.finditer(place.right[:60])]
        options: list[str] = []
        if words:
            options.append(words[-1])
        elif carried:
            options.append(carried.flows[0])
        elif previous and measure == previous.measures[0]:
            options.append(previous.flows[0])
        elif after and re.match(r"\s?(?:of|in|worth\sof)?\s?(?:\w+\s){0,3}$", place.right[: self._flow_start(place)]):
            options.append(after[0])
        else:
            earlier = [match.lastgroup or "" for match in cues.FLOWS.finditer(place.before)]
            options.append(earlier[-1] if earlier else (after[0] if after else fallback))
        options += [word for word in (*words[::-1], *after, fallback) if word]
        if measure != "trade_value":
            options = ["none" if option == "total" else option for option in options]
        if place.figure.kind == "money" and "balance" not in options[:1]:
            options = [option for option in options if option != "balance"]
        return _unique(options)

    def _flow_start(self, place: Place) -> int:
        match = cues.FLOWS.search(place.right)
        return match.start() if match else 0

    def _partners(
        self, place: Place, carried: Reading | None, previous: Reading | None, measure: str, statistic: str
    ) -> tuple[str, ...]:
        excluded = self._own_names()
        start = place.sentence.start
        sentence = self.article.text[start : place.sentence.end]
        at = place.figure.start - start
        dateline = self.article.dateline
        shift = max(0, dateline.end - start) if dateline and dateline.start >= start - 1 else 0
        named = [each for each in names.find_partners(sentence) if each.code not in excluded and each.start >= shift]
        if measure in {"freight_trains", "freight_volume"} or "train" in place.before:
            train = names.train_partner(place.before) or (
                names.train_partner(place.after) if measure == "freight_trains" else None
            )
            if train:
                return (train, *_unique([each.code for each in named] + [_WORLD]))
        ahead = [each for each in named if each.end <= at]
        behind = [each for each in named if each.start >= at]
        left_begin = at - len(place.left)
        fresh = [each for each in ahead if each.start >= left_begin]
        if cues.RESPECTIVELY.search(place.after):
            paired = self._paired(place, sentence, named)
            if paired:
                return (paired,)
        options: list[str] = []
        near = [
            each for each in behind
            if each.start - (at + len(place.figure.text)) <= 60
            and re.match(
                r"[^,;.]*\b(?:with|to|from|in|for|of\sthe|by)\s(?:the\s)?(?:\w+\s){0,2}$|\s(?:the\s)?$",
                sentence[at + len(place.figure.text) : each.start],
            )
            and each.start < at + len(place.figure.text) + len(place.right)
        ]  # fmt: skip
        if fresh:
            options.append(fresh[-1].code)
        elif statistic == "rank" and (ahead or behind):
            options.append((ahead or behind)[-1 if ahead else 0].code)
        elif near:
            options.append(near[0].code)
        elif carried:
            options.append(carried.partners[0])
        elif previous and not cues.SUBJECT.search(place.left):
            options.append(previous.partners[0])
        elif (
            place.first_in_sentence
            and behind
            and not ahead
            and place.figure.kind != "count"
            and behind[0].start - at < 160
        ):
            options.append(
                behind[0].code
                if re.search(r"\b(?:with|to|from)\s(?:the\s)?(?:\w+\s){0,2}$", sentence[at : behind[0].start])
                else _WORLD
            )
        else:
            options.append(_WORLD)
        options += [each.code for each in (*fresh, *near, *ahead[::-1], *behind)][:4]
        if previous:
            options.append(previous.partners[0])
        return _unique([*options, _WORLD])[:5]

    def _paired(self, place: Place, sentence: str, named: list[names.Named]) -> str | None:
        """The partner that "respectively" gives this figure."""
        row = [
            each for each in self.places if each.sentence == place.sentence and each.figure.kind == place.figure.kind
        ]
        before_all = [each for each in named if each.end <= row[0].figure.start - place.sentence.start]
        if place in row and len(row) >= 2 and len(before_all) >= len(row):
            return before_all[-len(row) :][row.index(place)].code
        return None

    def _own_names(self) -> set[str]:
        reporter = self.reporters[0]
        own = {reporter, "CHN"} if reporter.startswith("CN-") else {reporter}
        return own | {"ASIA" if reporter == "ASIA" else reporter}

    # -- periods ------------------------------------------------------------------------------------------------

    def _main_period(self) -> Months:
        lead = (
            paragraph_text(self.article, 0)
            + ". "
            + paragraph_text(self.article, 1)
            + ". "
            + paragraph_text(self.article, 2)
        )
        mentions = [each for each in find_mentions(lead, self.anchor) if not each.is_base]
        spans = [each for each in mentions if not each.is_year] or mentions
        if spans:
            return spans[0].months
        month = self.anchor.month or 12
        return Months((self.anchor.year, 1), (self.anchor.year, month))

    def _periods(self, place: Place, previous: Reading | None) -> tuple[str, ...]:
        mentions = find_mentions(place.before, self.anchor)
        current = [each for each in mentions if not each.is_base]
        after = find_mentions(place.after[: len(place.right)], self.anchor)
        after_current = [each for each in after if not each.is_base and _is_near(place.after[: each.start])]
        was_compared = previous is not None and bool(previous.rest.get("_compared"))
        local = False
        if current and not was_compared:
            chosen = current[-1].months
            local = "alone" in place.before[current[-1].end : current[-1].end + 7]
        elif after_current and not was_compared:
            chosen = after_current[0].months
            local = "alone" in place.after[after_current[0].end : after_current[0].end + 7]
        elif previous:
            chosen = self.local or self.period
        else:
            self.local = None
            later = [
                each for each in find_mentions(place.after, self.anchor)
                if not each.is_base and not each.is_year and _is_near(place.after[: each.start])
            ]  # fmt: skip
            chosen = later[0].months if later else self.period
        compared = self._compared(place, chosen, after, was_compared=was_compared)
        if compared:
            self.compared = True
            return _unique([str(compared), str(chosen), str(self.main)])
        # A passing remark about an earlier time, or one month alone, does not set the period of what follows.
        if local or chosen.last < self.main.last:
            self.local = chosen
        else:
            self.period, self.local = chosen, None
        others = [each.months for each in (*current[::-1], *after_current)]
        streak = re.search(r"\bfor\s(\w+)\s(?:consecutive|straight|successive)\smonths", place.after, re.I)
        if streak and (count := COUNTS.get(streak[1].lower())):
            chosen = Months(Months(chosen.last, chosen.last).shifted(1 - count).first, chosen.last)
        return _unique([str(each) for each in (chosen, *others, self.main)])[:4]

    def _compared(self, place: Place, chosen: Months, after: Sequence[Mention], *, was_compared: bool) -> Months | None:
        """The period of a level that something is only compared with; None where the figure is of the current one."""
        too = was_compared and re.search(r"\b(?:and|or)\s(?:\w+\s)?$", place.left)
        if place.figure.kind == "percent" and not re.search(r"\b(?:from|against)\s$", place.left):
            return None
        if place.figure.kind in {"rank", "multiple", "percentage_points"} or not (
            too or cues.COMPARED.search(place.left)
        ):
            return None
        base = next((each for each in after if each.start < 60), None)
        if base:
            words = place.after[base.start : base.end].lower()
            if words in {"last year", "the previous year"} and chosen.length < 12:
                return chosen.shifted(-12)
            if (
                base.is_year
                and chosen.length < 12
                and re.search(r"\b(?:same|corresponding)\b", place.after[: base.start], re.I)
            ):
                years = chosen.first[0] - base.months.first[0]
                return chosen.shifted(-12 * years)
            return base.months
        if re.search(r"\b(?:previous|last|prior|preceding)\smonth|\bmonth\s(?:earlier|before|ago)", place.right, re.I):
            return chosen.shifted(-1)
        if (
            BASE.search(place.right)
            or cues.YOY.search(place.right)
            or re.search(r"\bfrom\s$|against\s(?:\w+\s)*$", place.left)
        ):
            return chosen.shifted(-12)
        return None

    # -- the rest -----------------------------------------------------------------------------------------------

    def _rest(
        self, place: Place, carried: Reading | None, statistic: str, measure: str, flow: str
    ) -> dict[str, object]:
        rest: dict[str, object] = {}
        held = carried.rest if carried else {}
        text = place.left if not place.first_in_sentence else place.before
        if statistic in {"growth", "change", "growth_gap", "share_change"} and place.figure.unit != "times":
            cue = find_change_cue(place.before, place.after)
            if cue and cue.direction == "down":
                rest["down"] = True
        if flow == "balance" and statistic == "level":
            balance = find_balance_cue(place.before, place.after)
            if balance and balance.direction == "down":
                rest["down"] = True
        if statistic in {"growth", "change", "share_change"}:
            near = place.left[-80:] + " # " + place.right[:80]
            month_base = [each for each in find_mentions(near, self.anchor) if each.is_base and each.months.length == 1]
            if cues.MOM.search(near) or (
                month_base and not cues.YOY.search(near) and month_base[0].months.last[1] != self.period.last[1]
            ):
                rest["basis"] = "mom"
            elif cues.QOQ.search(near) and not cues.YOY.search(near):
                rest["basis"] = "qoq"
        if statistic == "rank" and re.search(r"growth|fastest|rate", place.after[:60] + place.left[-30:], re.I):
            rest["ranked_by"] = "growth"
        if statistic == "growth_gap":
            rest["whole"] = self._gap_whole(place)
        if statistic == "share" and cues.NATIONAL.search(place.right[:90]) and self.reporters[0].startswith("CN-"):
            rest["whole"] = {"reporter": "CHN"}
        for name, read in (
            ("enterprise_type", names.enterprise_type),
            ("trade_mode", names.trade_mode),
            ("transport", names.transport_of),
        ):
            value = read(text) or held.get(name)
            if value:
                rest[name] = value
        if measure == "freight_trains":
            rest["transport"] = "rail"
        ports = names.find_ports(text)
        zones = names.find_zones(text)
        if ports:
            rest["port"] = ports[-1].code
        elif held.get("port"):
            rest["port"] = held["port"]
        if zones:
            rest["zone"] = zones[-1].code
        elif held.get("zone"):
            rest["zone"] = held["zone"]
        if statistic == "level" and cues.RECORD.search(place.left[-60:] + " # " + place.right[:70]):
            rest["record"] = True
        if cues.ADJUSTED.search(place.before) or cues.ADJUSTED.search(place.right):
            rest["adjusted"] = True
        per = cues.PER.match(place.right) or cues.PER_BEFORE.search(place.left)
        if per and statistic == "level" and place.figure.kind in {"count", "quantity", "number", "money"}:
            word = per.groupdict().get("per") or per.groupdict().get("adv") or ""
            rest["per"] = {"monthly": "month", "daily": "day", "annual": "year", "annually": "year"}.get(
                word.lower(), word.lower()
            )
        return rest

    def _gap_whole(self, place: Place) -> dict[str, str]:
        words = place.right[:90]
        if re.search(r"\b(?:quarter|half|month|year)\b", words, re.I) and not re.search(
            r"nation|average|country", words, re.I
        ):
            mention = next(iter(find_mentions(words, self.anchor)), None)
            return {"period": str(mention.months)} if mention else {"period": str(self.period.shifted(-12))}
        return {"reporter": "CHN"} if self.reporters[0].startswith("CN-") else {"partner": _WORLD}

    def _goods(self, place: Place, carried: Reading | None, flow: str, measure: str) -> tuple[str | None, ...]:
        if carried and not cues.GOODS.search(place.left):
            return carried.goods
        if flow not in {"exports", "imports", "none"} and measure == "trade_value":
            return (None,)
        found = list(cues.GOODS.finditer(place.left)) or (
            [] if place.left != place.before else list(cues.GOODS.finditer(place.before))
        )
        goods = found[-1]["goods"] if found else None
        if goods is None:
            ahead = [
                m["goods"]
                for m in cues.GOODS_BEFORE.finditer(place.left)
                if m["goods"].split()[-1].lower() not in cues.NOT_GOODS
            ]
            goods = ahead[-1] if ahead else None
        if goods is None and measure in {"freight_volume", "shipments"}:
            match = re.match(
                r"\s?(?:of\s)?(?P<goods>[a-z][\w-]*(?:\s(?!(?:to|from|in|by|were|was|with|for|abroad|worth|went)\b)[a-z][\w-]*){0,2})",
                place.right,
            )
            if match and place.right.startswith(" of "):
                goods = match["goods"]
        if goods is None or goods.split()[0].lower() in cues.NOT_GOODS:
            return (None,)
        if place.figure.kind == "multiple":
            listed = re.findall(r"[a-z][\w -]*", re.sub(r"\sand\s", ", ", goods))
            return tuple(each.strip() for each in listed if each.strip()) or (None,)
        return (goods.lower(),)

    def _aside(self, place: Place) -> tuple[str, bool]:
        ahead = re.split(r"[;:]|, (?=\w+ (?:will|is|are|was|were)\b)", place.left)[-1][-70:]
        behind = re.split(r"[,;:.]", place.right)[0][:45]
        clause = f"{ahead} # {behind}"
        subject = bool(cues.SUBJECT.search(ahead[-50:])) or bool(cues.SUBJECT.search(behind))
        if cues.PLAN.search(ahead) or cues.PLAN.search(behind[:20]):
            return "plan_or_forecast", True
        for pattern, reason in ((cues.PRICE, "price"), (cues.ECONOMY, "economy"), (cues.PRODUCTION, "production")):
            if pattern.search(clause) and place.figure.kind not in {"rank", "percentage_points"}:
                return reason, not subject
        if place.figure.kind in {"count", "number"} and place.figure.unit is None:
            return ("not_trade", False) if not cues.MEASURES.search(place.before) else ("", False)
        return "", True

    def _set_restated_aside(self) -> None:
        """A figure of the headline that the body repeats, exactly or rounded, is no fact of its own."""
        body = [place.figure for place in self.places if not place.in_title]
        for index, place in enumerate(self.places):
            if not place.in_title:
                continue
            value, half = abs(place.figure.value), place.figure.half_unit
            for other in body:
                same_unit = other.unit == place.figure.unit and other.kind == place.figure.kind
                if same_unit and abs(abs(other.value) - value) <= max(half, other.half_unit):
                    self.readings[index] = replace(self.readings[index], aside="restated", sure=True)
                    break


def _find_reporters(article: Article) -> tuple[str, ...]:
    title = paragraph_text(article, 0)
    lead = paragraph_text(article, 1)
    if article.dateline:
        lead = article.text[article.dateline.end : article.dateline.end + 600]
    named = [each.code for each in (*names.find_reporters(title), *names.find_reporters(lead))]
    provinces = [code for code in named if code.startswith("CN-")]
    return _unique([*provinces, *named, "CHN"])[:4]


def _find_sources(article: Article, places: Sequence[Place]) -> tuple[tuple[int, str], ...]:
    found: list[tuple[int, str]] = []
    pattern = re.compile(
        r"(?:according\sto|citing|data\s(?:released\s)?(?:by|from)|figures\s(?:released\s)?(?:by|from)|statistics\sfrom)\s(?:data\sfrom\s)?(?:the\s)?"
        r"(?P<name>(?:[A-Z][\w&.'’-]*|of|the|for|and|on)(?:\s(?:[A-Z][\w&.'’-]*|of|the|for|and|on))*)|(?P<said>(?:[A-Z][a-z]+\s){1,3}Customs)\b"
    )
    for place in places:
        text = paragraph_text(article, place.paragraph)
        match = pattern.search(text)
        if match:
            name = re.sub(r"\s(?:of|the|for|and|on)$", "", (match["name"] or match["said"]).strip(" ,.")).strip()
            name = re.sub(r"customs$", "Customs", name)
            if name and (not found or found[-1][1] != name):
                found.append((place.n, name))
    return tuple(found)


def _is_near(between: str) -> bool:
    """Whether a period after these words still belongs to the figure before them."""
    return len(between) < 120 and not re.search(
        r"[;:]|,\s(?:as|after|when|because|which|since|although|while|but|and)\b|\b(?:compared|against|from|versus|than)\b",
        between,
    )


def _unique(values: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))
