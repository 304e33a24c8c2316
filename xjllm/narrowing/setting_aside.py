"""Setting aside: figures that are no trade facts, by the words around them and by what stands before them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from xjllm.narrowing import cues

if TYPE_CHECKING:
    from xjllm.narrowing.passages import Group, Passage
    from xjllm.narrowing.topic import Topic

_CLAUSE_START = re.compile(r"[;:]|,\s(?=\w+\s(?:will|is|are|was|were)\b)|,?\s(?:while|whereas|although|but)\s")
_BARE_ON = re.compile(
    r"^[\s,]*(?:and|to|or|from|at|by)?\s?(?:more\sthan|about|over|nearly|around|up\sto|some|almost|almost|less\sthan|"
    r"exceed)?[\s,]*$",
    re.I,
)
_EACH_BEFORE = re.compile(
    r"(?:^|\b)(?:a|each|every|one)\s(?:metric\s)?(?:ton|tonne|kilo\w*|barrel|pound|container|unit|box|bag|bottle|"
    r"bunch|piece|crate|litre|liter|jin)\b[^.;]{0,60}$",
    re.I,
)
_TIMES_DONE = re.compile(
    r"\s(?:this|last|a|per|every|each|in|since|already|before)\b(?!\s(?:value|volume|more|terms))", re.I
)
_RISES = re.compile(r"\b(?:rose|grew|increased|jumped|surged|expanded|up|by|growth|increase|is|was|were|are)\b", re.I)
# What a firm turns over at home is none of the region's trade.
_FIRM = re.compile(
    r"\b(?:his|her|my|our|whose|the)\s(?:\w+\s){0,2}(?:shop|store|stall|company|firm|factory|plant|workshop|farm|restaurant|"
    r"cooperative)\b(?![’']s\s(?:data|figures))",
    re.I,
)
_CROSSES = re.compile(r"\b(?:ex|im)port|\babroad\b|\boverseas\b|\bforeign\b|\bshipped\b|\bfreight\b", re.I)
# Exports in percent of imports.
_COVERAGE = re.compile(r"\bcoverage\s(?:ratio|rate)\b|\bcoverage\sof\simports\b", re.I)
_SURVEY = re.compile(r"\bsurvey(?:ed)?\b", re.I)
_NO_TRADE_NOUN = re.compile(
    r"\s(?:(?!(?:to|from|in|at|for|between|via|through|on|of|along)\s)[\w-]+\s){0,3}?(?:routes|lines|flights|cities|stations|workers|drivers|students|visitors|passengers|booths|stands)\b"
)
_NUMBER_OF_ROUTES = re.compile(
    r"\bnumber\sof\s(?:\w+\s){0,2}(?:routes|lines|flights|cities|stations)\b[^.;]{0,30}$", re.I
)
_FOUNDED = re.compile(
    r"\bnew(?:ly)?\b[^.;,]{0,40}\b(?:registered|established|set\sup|settled|founded|opened)\b|\bbeen\s(?:established|set\sup|founded)\b"
)
# What follows such a word is told beside the figure: "486,000 tons after a record harvest", "… as prices fell".
_BEHIND = 45
_BEHIND_END = re.compile(
    r"[,;:.](?=\s|$)|\s(?:on\s(?:lower|higher|rising|falling|soaring|surging|weaker|stronger|cheaper|record)|as(?!\s(?:a|part|much|many|of)\b)|after|following|amid|because|since|while|when|before|thanks\s(?:\w+\s)?to|due\s(?:\w+\s)?to|on\sthe\sback\sof|"
    r"(?:held|dragged|weighed|driven|helped|supported|boosted|lifted|fuel+ed|led)\s(?:back\s|down\s|up\s)?by|"
    r"despite|owing\sto)\s"
)
_STOCKS = re.compile(
    r"\b(?:(?:is|are|was|were)\s(?:still\s)?holding|each\s(?:holding|weighing|containing|measuring)|stockpile\w*|inventor(?:y|ies)|"
    r"piled\sup|in\sstock|stocks\s(?:of|at|in)|stored)\b",
    re.I,
)
_WORKS = re.compile(r"\bspen[dt]\w*\s(?:\w+\s){0,3}$|\b(?:put|puts|pumped|poured|sank|ploughed)\s(?:\w+\s){0,2}$", re.I)
_FOR_WORKS = re.compile(
    r"\sinto\s(?:an?|the|its|their|new|drying|cold|storage)\s|"
    r"\sto\s(?!buy\b|purchase\b|import\b|obtain\b|bring\b|the\b|[A-Z])[a-z]+\b|"
    r"\s(?:on|in|into)\s(?:(?:a|an|the|its|their|new)\s){0,3}(?:build\w*|upgrad\w*|expan\w*|renovat\w*|improv\w*|"
    r"construct\w*|equip\w*|research|marketing|infrastructure|plants?|factor(?:y|ies)|warehouses?|lanes?|facilit\w+)\b",
)
_AVERAGE_PRICE = re.compile(
    r"\b(?:for|at|of)\s(?:an\saverage|a\sprice|prices)(?:\sof)?\s(?:\w+\s)?$|"
    r"\b(?:an?|one)\s(?:[\w-]+\s){1,3}(?:sold|sells|retails|retailed|went|goes)\s(?:in\s\w+\s)?(?:for|at)\s(?:\w+\s){0,4}$",
    re.I,
)
# "the 4 percent decline that economists had pencilled in"
_FORESEEN = re.compile(
    r"\s(?:[\w-]+\s){0,2}(?:that\s|which\s)?(?:(?:most|many|the)\s)?(?:economists|analysts|forecasters|markets|experts)\s(?:polled\s[^,;.]{1,30}\s)?"
    r"(?:had|have)\s",
)
_SIGNED_DEALS = re.compile(
    r"\b(?:contracts?|deals|agreements?|memorand\w+|letters\sof\sintent)\b(?:[^.;]|\.(?=\d)){0,60}\bsigned\b|"
    r"\bsigned\b(?:[^.;]|\.(?=\d)){0,50}\b(?:contracts?|deals|agreements?|memorand\w+)\b",
    re.I,
)
_FIRST_PERSON = re.compile(r"\b(?:we|us|our|I|me|my)\b")
_EARLIER = re.compile(
    r"[\s,(](?:up|down|rising|falling|compared|against|versus)\s(?:from|with|to)?\s?(?:about\s|nearly\s|over\s|some\s)?$",
    re.I,
)
_ITS_VALUE = re.compile(r"\b(?:its|their|the)\s(?:total\s|combined\s|overall\s)?value\s")
# "Imports fell 3 percent versus a forecast of 2 percent": the former is none.
_COMPARED = re.compile(r"\s(?:vs\.?|versus|against|than)\s")
_OF_TIME = re.compile(r"\s(?:shorter|longer|cheaper|dearer)\b")
# What is said of a place or thing on the way: "Trade of the city, home to some 80,000 people, came to 3 billion".
_DIGRESSION = re.compile(
    r",\s(?:which|who|whose|where|home\sto|with|an?|some|about|located|situated)\s(?:[^,;]|(?<=\d),(?=\d)){1,120},"
    r"(?=\s(?:[a-z]|$))"
)
_MORE = re.compile(r"^\s(?:more|fewer|less|higher|lower)\b", re.I)
_OF_THE = re.compile(r"\sof\s(?:the|these|those|them)\b")
# "Gyirong, a town of 20,000 people, contributed …": what stands between the commas is said of the place.
_DOES = re.compile(
    r",\s(?:\w+\s)?(?:contributed|accounted|handled|traded|recorded|reported|posted|registered|generated|saw|came|stood|dispatched)\b"
)
# "Revenue fell 15 percent last quarter to 96 million": where the figure set aside arrived.
_ARRIVING = re.compile(r"^\s[^,;.]{0,30}\b(?:to|at)\s(?:about\s|nearly\s|over\s|some\s|around\s|just\s){0,2}$")
# "grows 80 percent of the country's cotton and about a fifth of the world's"
_OF_THAT_AND = re.compile(r"\sof\s[^,;.]{1,40}\sand\s(?:about\s|nearly\s|over\s|some\s|around\s|almost\s)?$")
# "half of the world's jade": what is made or found there, unless it is told as trade.
_OF_WORLD = re.compile(r"\sof\s(?:the\sworld[’']s|global)\s(?!(?:\w+\s)?(?:trade|exports?|imports?|shipments|sales)\b)")
_WORKS_WORTH = re.compile(r"^\s(?:project|program(?:me)?|fund|loan|plant|upgrade|facility)\b")
_GROWN = re.compile(r"\b(?:grew|grow|planted|picked)\s(?:about\s|nearly\s|over\s|some\s|around\s|more\sthan\s)?$", re.I)
_NO_TRADE_RANK = re.compile(
    r"\s(?:\w+\s)?(?:investors?|producers?|growers?|econom(?:y|ies)|manufacturers?|makers?|employers?|cit(?:y|ies)|basin|desert)\b"
)
_TRADED = re.compile(r"\b(?:exported|imported|shipped|sold|bought|traded)\b")
_PRICE_OF = re.compile(r"^\s(?:of|for|on)\s(?:all\s|the\s)?(?:imported|exported|imports?|exports?)(?:\s\w+)?")
_COST = re.compile(
    r"\b(?:imports|purchases|they)\scost\s(?:about\s|nearly\s|over\s|some\s)?$|,\sat\sa\s(?:total\s)?cost\sof\s(?:\w+\s)?$"
)
# "economists had pointed to a 6 percent decline after July's 5 percent fall"
_AFTER_FACT = re.compile(r"\bafter\s(?:an?\s|[A-Z]\w+[’']s\s)")
_PLAN_ENDS = re.compile(r";|\bwhile\b|\bbut\b|\bafter\s(?:an?\s|the\s|[A-Z]\w+[’']s\s)")
_LEAST_IMPORTS = 1_000_000
_LITTLE = 16
_SHORT = 40
_LEAST_TRADED = 50_000
"""Units of any currency: less is the price of a thing or somebody's pay."""
_RETAIN = frozenset({"rank", "percentage_points"})


def read_aside(
    group: Group, passage: Passage, previous: tuple[str, bool] | None, topic: Topic, before: Topic
) -> tuple[str, bool]:
    """Why the figure may be no fact, as a reason of the answer schema, and whether that needs no second opinion.

    Args:
        group: the figure and its words.
        passage: its sentence.
        previous: the same of the figure before in the sentence; None where there is none.
        topic: what is being told.
        before: what was told of the figure before.

    Returns:
        an empty reason where nothing says that it is none.
    """
    if previous and previous[0] and _goes_on_with(previous[0], group):
        return previous
    plain = _DIGRESSION.sub(lambda match: " " * len(match[0]), group.before)
    ahead = _CLAUSE_START.split(plain[len(group.before) - len(group.left) :])[-1][-90:]
    behind = _BEHIND_END.split(group.gap)[0][:_BEHIND]
    if reason := _of_one_thing(group, passage, ahead, behind):
        return reason, True
    subject = bool(cues.SUBJECT.search(ahead[-50:])) or bool(cues.SUBJECT.search(behind))
    if reason := _of_other_matters(group, ahead, behind):
        return reason, reason != "production" and not subject
    if group.figure.text.endswith("times") and _TIMES_DONE.match(group.gap) and not _RISES.search(ahead):
        return "not_trade", True
    if group.figure.kind == "money" and _FIRM.search(ahead) and not _CROSSES.search(f"{ahead} # {behind}"):
        return "economy", True
    if _NO_TRADE_NOUN.match(group.gap) or _NUMBER_OF_ROUTES.search(group.left):
        return "not_trade", True
    counted = _of_count(group, topic, before)
    if counted is not None:
        return counted
    told = subject or topic.flow or topic.measure or topic.partner or cues.SUBJECT.search(passage.words)
    return "", bool(told or group.figure.kind == "rank")


def _goes_on_with(reason: str, group: Group) -> bool:
    """Whether a figure goes on with the one before it, which was set aside for `reason`."""
    return bool(
        _BARE_ON.match(group.left)
        or _goes_on(group)
        or _EARLIER.search(group.left)
        or _ARRIVING.search(group.left)
        or (len(group.head) < _LITTLE and _MORE.match(group.gap))
        or (reason == "production" and group.figure.kind in {"percent", "fraction"} and _OF_THAT_AND.match(group.left))
        or (reason == "plan_or_forecast" and not _PLAN_ENDS.search(group.left))
    )


def _of_one_thing(group: Group, passage: Passage, ahead: str, behind: str) -> str:
    """The reason where a figure is surely none of trade: the price of one thing, works, stocks, plans, speech."""
    figure = group.figure
    if figure.kind == "money":
        if abs(figure.value) < _LEAST_TRADED or _EACH_BEFORE.search(ahead) or _AVERAGE_PRICE.search(group.before):
            return "price"
        for_works = _WORKS_WORTH.match(group.gap) or (_WORKS.search(group.left) and _FOR_WORKS.match(group.gap))
        if for_works or _SIGNED_DEALS.search(passage.words):
            return "economy"
    if _is_produced(group, ahead):
        return "production"
    if figure.kind == "rank" and _NO_TRADE_RANK.match(group.gap):
        return "not_trade"
    if figure.kind == "rank" and _FIRST_PERSON.search(f"{group.left[-40:]} # {group.gap[:20]}"):
        return "not_trade"
    if figure.kind == "percent" and _OF_TIME.match(group.gap):
        return "not_trade"
    if _SURVEY.search(passage.words[: len(group.before) + 40]) or _COVERAGE.search(group.before):
        return "not_trade"
    if figure.unit == "enterprises" and _FOUNDED.search(f"{ahead[-40:]} # {group.gap[:60]}"):
        return "not_trade"
    if (
        _FORESEEN.match(group.gap)
        or cues.PLAN.search(ahead)
        or cues.PLAN.search(_COMPARED.split(behind)[0][:20])
        or cues.PLANNERS.search(_AFTER_FACT.split(group.before)[-1])
    ):
        return "plan_or_forecast"
    return ""


def _is_produced(group: Group, ahead: str) -> bool:
    """Whether a figure is what is grown, in stock, or made of all in the world."""
    if group.figure.kind in {"percent", "fraction"}:
        return _OF_WORLD.match(group.gap) is not None and not cues.FLOWS.search(group.before)
    is_amount = group.figure.kind in {"quantity", "count"}
    is_grown = group.figure.kind == "quantity" and _GROWN.search(group.left)
    return bool(is_grown or (is_amount and _STOCKS.search(ahead)))


def _of_other_matters(group: Group, ahead: str, behind: str) -> str:
    """What else than trade the clause is about: prices, the economy, production; empty where nothing says so."""
    clause = f"{ahead} # {behind}"
    for pattern, reason in ((cues.PRICE, "price"), (cues.ECONOMY, "economy"), (cues.PRODUCTION, "production")):
        found = pattern.search(clause)
        if not found or group.figure.kind in _RETAIN:
            continue
        # "At the pass, which is 4,000 metres above sea level, 3,000 trucks were exported" is about the trucks.
        resumed = found.end() <= len(ahead) and "," in ahead[found.end() :]
        # "Trade of the city, home to 200,000 people, came to 3 billion" is about the trade.
        told = reason == "economy" and cues.FLOWS.search(clause[: found.start()])
        if resumed and (cues.SUBJECT.search(behind) or told):
            continue
        # "3 billion yuan were exported to such warehouses" is about the exports.
        if _TRADED.search(clause[len(ahead) : found.start()]):
            continue
        # "Higher prices lifted the value of these imports by 5 percent" is about the imports.
        if found.end() <= len(ahead) and _DOES.search(ahead[found.end() :]):
            continue
        rest = ahead[found.end() :] if found.end() <= len(ahead) else ""
        if reason == "price":
            if _COST.search(ahead) and abs(group.figure.value) >= _LEAST_IMPORTS:
                # "The imports cost 3 billion dollars" is their value.
                continue
            # "The average price of imported goods rose": whose price it is.
            rest = _PRICE_OF.sub(" ", rest)
        if _ITS_VALUE.search(rest):
            continue
        if cues.SUBJECT.search(rest if reason != "economy" else rest.partition(",")[2]):
            continue
        return reason
    return ""


def _of_count(group: Group, topic: Topic, before: Topic) -> tuple[str, bool] | None:
    """As `read_aside` for what is counted; None for other figures."""
    figure = group.figure
    if figure.kind in {"count", "number"} and figure.unit is None:
        flow = cues.FLOWS.search(group.before) or cues.FLOWS.search(group.gap[:60])
        counted = cues.MEASURES.search(group.gap[:60]) or before.measure == "shipments"
        if cues.MEASURES.search(group.before) or topic.measure or flow or counted:
            return "", topic.measure not in {"", "trade_value"}
        return "not_trade", False
    if figure.kind == "count" and figure.unit in {"enterprises", "vehicles", "countries", "items"}:
        near = (
            f"{group.before[-100:]} # {group.left[:80]} # {group.gap[:80]} # {_BEHIND_END.split(group.after)[0][:160]}"
        )
        goes_on = before.measure == ("enterprises" if figure.unit == "enterprises" else "shipments")
        of_goods = figure.unit == "vehicles" and topic.goods and topic.flow in {"exports", "imports"}
        told = (
            goes_on
            or of_goods
            or _OF_THE.match(group.gap)
            or cues.SUBJECT_OF_COUNT.search(near)
            or cues.FLOWS.search(near)
        )
        return ("", True) if told else ("not_trade", False)
    return None


def _goes_on(group: Group) -> bool:
    """Whether a rate says no more than how the figure before it moved: ", up 31 percent from a year ago"."""
    words = f"{group.head} # {group.tail[:60]}"
    told = cues.SUBJECT.search(words) or cues.FLOWS.search(words) or cues.MEASURES.search(words)
    return group.figure.kind in {"percent", "multiple"} and len(group.head) < _SHORT and not told
