"""Reporters: where an article turns to somebody else's trade."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from xjllm.narrowing import names

if TYPE_CHECKING:
    from xjllm.narrowing.topic import Memory, Topic

# "Peru was Xinjiang's largest partner" is told of Peru.
_COPULA = re.compile(r"\b(?:is|was|remain(?:s|ed)|became)\s(?:also\s|still\s)?$")
_SWITCH = re.compile(
    r"\b(?P<who>[A-Z][\w’'.-]*(?:\s[A-Z][\w’'.-]*){0,2}?)(?:[’']s\s(?:own\s|total\s|overall\s|foreign\s|national\s|"
    r"goods\s|merchandise\s)*(?:trade|exports?|imports?|statistics|shipments|turnover|purchases|sales|"
    r"surplus|deficit|trade\sbalance|(?:exporters|importers|traders|companies|enterprises|firms|businesses)\s(?:also\s|\w+ly\s)?"
    r"(?:exported|imported|sold|bought|shipped|sent|delivered))\b|"
    r"[’']s\s(?:(?:to|at|by)\s)?(?:about\s|nearly\s|some\s)?$|"
    r"[’']s\s(?=(?:stood|reached|came|amounted|totaled|rose|grew|fell|increased|decreased|dropped|were|was|climbed|jumped)\b)|"
    r"\s(?:as\sa\swhole)\b)"
)
_BY_PEOPLE = re.compile(
    r"\b(?P<who>Chinese)\s(?:exports|sales|shipments|deliveries|purchases|imports(?!\s(?:to|into)\b))\b"
)
# "Peruvian exports to China"
_SENT_TO = re.compile(r"\b(?P<who>(?:[A-Z]\w+\s)?[A-Z]\w+)\s(?:exports|shipments)\sto\s(?:the\s)?(?=[A-Z])")
_TO_NEIGHBOUR = re.compile(
    r"\s?(?:with|to|from)\s(?:its|the|this|that)\s(?:\w+\s){0,3}(?:neighbou?r|country|republic|nation)\b(?!s)"
)
_BETWEEN = re.compile(
    r"\bbetween\s(?P<one>[A-Z][\w.-]*)\sand\s(?:the\s)?(?:five\s)?(?P<two>Central\sAsian\s\w+|Central\sAsia|[A-Z][\w.-]*)(?![\w’'])(?!\s[A-Z])"
)
_PAIRED = re.compile(
    r"\b(?P<one>China)(?:[-–]|\sand\s)(?P<two>Central\sAsia|[A-Z]\w+)\s(?:bilateral\s|two-way\s|total\s)?(?:trade|turnover)\b(?!\s(?:zone|cooperation))"
)
_PASSING = re.compile(
    r"\b(?:via|through)\s(?:the\s)?[A-Z]|\b(?:crossings?|border|gateway|ports?|pass(?:es)?|hub)\sbetween\s"
)
_NATIONWIDE = re.compile(
    r"^\W*(?:Nationwide|Nationally|Countrywide|(?:Across|Throughout)\s(?:China|the\s(?:whole\s)?(?:country|nation))),\s|"
    r"\b[Nn]ationwide,?\s(?:\w+\s)?(?:trade|exports|imports|foreign)|\bnational\s(?:average|rate|growth|"
    r"figure)\s(?:\w+\s)?of\s|\b(?:[Nn]ational|"
    r"[Tt]he\scountry[’']s)\s(?:total\s|overall\s)?(?:foreign\strade|exports|imports)\s(?:rose|grew|fell|were|was|"
    r"increased|reached|totaled)"
)
_OTHER_PROVINCE = re.compile(
    r"^\W*(?:[Nn]eighbou?ring\s|[Nn]earby\s)?(?:[A-Z]\w+\s){1,3}(?:Province|Municipality|"
    r"Autonomous\sRegion)(?=,?\s[^.;]{0,40}?"
    r"\b(?:saw|recorded|reported|posted|registered|exported|imported|traded|had)\b)"
)
_PROVINCE_SUBJECT = re.compile(
    r"(?:^\W*|[,;]\s|\b(?:while|and|with)\s)(?:[Tt]he\s)?(?P<who>(?!Beijing\b)[A-Z]\w+(?:\s[A-Z]\w+){0,2}?)(?:\s(?:[Aa]utonomous\s)?"
    r"(?:[Rr]egion|[Pp]rovince|[Mm]unicipality))?,?\s{1,120}(?:alone\s|also\s|itself\s)?(?:\w+ly\s)?"
    r"(?:account\w*|contribut\w+|handl\w+|export(?:ed|ing)|import(?:ed|ing)|trad(?:ed|ing)|generat\w+|saw|record(?:ed|ing)|report(?:ed|ing)|"
    r"post(?:ed|ing)|took|made\sup|shipped|had|topped|led|ranked)\b"
)
# "Guangdong, by comparison, sold", "The province of Yunnan exported": at the beginning of a sentence or clause.
_OTHER_SUBJECT = re.compile(
    r"(?:^\W*(?:(?!(?:In|At)\s[A-Z])[A-Z][^,;.]{3,60},\s)?|;\s|,\swhile\s)(?:(?:Meanwhile|Elsewhere|In\scontrast|By\scontrast),\s)?(?:(?:[Tt]he\s)?(?:[\w-]+\s){0,2}(?:province|region|municipality)\s"
    r"of\s|[Nn]eighbou?ring\s|[Nn]earby\s)?(?P<who>(?!Beijing\b)[A-Z][\w’']+(?:\s[A-Z]\w+)?)(?:\sin\s[A-Z]\w+(?:\s[A-Z]\w+)?)?(?=,\s|\s(?:\w+ly\s|also\s|alone\s)?(?:\w+ed|is|was|"
    r"had|has|came|saw|sold|bought|led|took|rose|grew|fell|ran|sent|stood|made|with|did|kept)\b)"
)
_COUNTRY_TRADES = re.compile(
    r"(?:^\W*|[,;]\s|\b(?:as|that|while|and)\s)China(?:,\swhich\s[^,;.]{3,80},)?\s{1,120}(?:itself\s|alone\s|also\s|has\s|\w+ly\s){0,2}(?:exported|imported|exports|imports|traded|bought|sold)\b"
)
_ON_SIDE = re.compile(r"^\W*(?:[Oo]n|[Ff]rom)\sthe\s(?P<who>[A-Z]\w+)\sside(?:\sof\sthe\sborder)?,")
_ALIKE = re.compile(r"(?:stood|reached|came|amounted|totaled|rose|grew|fell|was)\b")
_NATIONWIDE_BEHIND = re.compile(
    r"\s(?!of\b|in\b)(?:(?!(?:of|than|the)\b)[\w-]+\s){0,4}(?:nationwide|(?:across|throughout)\s(?:China|the\scountry|the\snation))\b"
)
_AVERAGE = re.compile(
    r"\b(?:national|nationwide|country[’']s|China[’']s)\s(?:\w+\s)?(?:average|rate|growth|increase|decline|rise|fall)\s(?:rate\s)?(?:of\s|\(|"
    r",\s)(?:\w+\s){0,2}$"
)
_NAMES_TRADE = re.compile(
    r"\b(?:trade|exports?|imports?|statistics|shipments|turnover|purchases|sales|surplus|deficit)\b"
)
# "Peru's overall exports": with everybody.
_ALL_OF_IT = re.compile(r"[’']s\s(?:own\s)?(?:total|overall)\s")
_TRADE_WITH = re.compile(r"(?:\s(?:volume|turnover|value))?\s(?:with|to|from)\s(?:the\s)?(?P<whom>[^,;.]{3,40})")
_WITH = re.compile(r"\b(?:with|to|from|and)\s(?:the\s)?$")
_FIRST_WORD = re.compile(r"^(?:In|While|But|And|As|The|Of)\s")


def find_switch(words: str, topic: Topic, memory: Memory) -> tuple[str, str] | None:
    """The reporter that the words turn to, and its partner where that is the article's own country, else empty.

    None where they do not turn to anybody.
    """
    own_country = "CHN" if memory.reporter.startswith("CN-") else memory.reporter
    in_province = own_country != memory.reporter
    own_partner = own_country if trades_with(words, own_country) else ""
    if sided := _ON_SIDE.match(words):
        sides = [each.code for each in names.find_reporters(sided["who"])]
        if sides and sides[-1] not in {own_country, memory.reporter}:
            return sides[-1], own_country
    turns = [match for pattern in (_SWITCH, _BY_PEOPLE, _SENT_TO) for match in pattern.finditer(words)]
    for match in sorted(turns, key=lambda match: match.start(), reverse=True):
        found = [each.code for each in names.find_reporters(_FIRST_WORD.sub("", match["who"]))]
        if not found or (match[0].endswith(" as a whole") and _WITH.search(words[: match.start()])):
            # "Trade with China as a whole" is somebody else's.
            continue
        if found[-1] == "CN-BJ" != memory.reporter:
            # "Beijing's surplus" is the country's.
            found[-1] = "CHN"
        behind = words[match.end() :]
        elliptic = not _NAMES_TRADE.search(match[0]) and (not behind.strip() or _ALIKE.match(behind))
        goes_on = (topic.reporter or found[-1] in {own_country, memory.reporter}) and not _COPULA.search(
            words[: match.start()]
        )
        if elliptic and goes_on and found[-1] not in {topic.reporter, topic.partner}:
            # "China's trade with them fell to 3 billion and Xinjiang's to 2 billion": with the same ones.
            return found[-1], topic.partner
        if found[-1] == memory.reporter:
            return (found[-1], "") if topic.reporter else None
        partner = _told_with(found[-1], (match[0], behind), topic, own_country=own_country, own_partner=own_partner)
        if partner is not None:
            return found[-1], partner
    if turn := _turn_at_home(words, topic, memory):
        return turn
    between = (_BETWEEN.search(words) or _PAIRED.search(words)) if in_province and not _PASSING.search(words) else None
    between = None if topic.port and between and between.re is _BETWEEN else between
    if between:
        codes = [each.code for each in names.find_partners(f"{between['one']} and {between['two']}")]
        if len(codes) == 2 and own_country in codes:
            # The one that is named first is the one that reports.
            return codes[0], codes[1]
    return (topic.reporter, own_partner) if topic.reporter and own_partner else None


def _turn_at_home(words: str, topic: Topic, memory: Memory) -> tuple[str, str] | None:
    """The turn from a province to its country or to another province, or from the country to a province."""
    if memory.reporter == "CHN":
        subject = _PROVINCE_SUBJECT.search(words)
        codes = [each.code for each in names.find_reporters(subject["who"])] if subject else []
        if codes and codes[-1].startswith("CN-"):
            # What is told of the country's trade is told of its part next.
            return codes[-1], "" if topic.reporter.startswith("CN-") else topic.partner
    if memory.reporter != "CHN" and not memory.reporter.startswith("CN-"):
        return None
    if province := _other_province(words, memory.reporter):
        return province, topic.partner if memory.reporter == "CHN" else ""
    if memory.reporter == "CHN":
        return None
    if _COUNTRY_TRADES.search(words):
        return "CHN", ""
    told = _OTHER_PROVINCE.match(words)
    codes = [each.code for each in names.find_reporters(told[0]) if each.code.startswith("CN-")] if told else []
    if codes and codes[-1] != memory.reporter:
        return codes[-1], ""
    return ("CHN", "") if _NATIONWIDE.search(words) else None


def _other_province(words: str, own: str) -> str:
    """Code of the Chinese province other than `own` that a sentence or clause is about; empty where none."""
    subject = next(reversed(list(_OTHER_SUBJECT.finditer(words))), None)
    who = names.name_cities(subject["who"]).strip() if subject else ""
    # "Zhao Hong, an official" is no trade of Hong Kong's.
    codes = [each.code for each in names.find_reporters(who) if each.end - each.start == len(who)]
    known = codes and codes[-1].startswith("CN-") and codes[-1] != own
    behind = words[subject.end() :] if subject and known else ""
    return codes[-1] if known and own not in {each.code for each in names.find_reporters(behind)} else ""


def _told_with(owner: str, words: tuple[str, str], topic: Topic, *, own_country: str, own_partner: str) -> str | None:
    """The partner of another reporter's trade, empty where none is named; None where it is not turned to.

    Args:
        owner: code of the one whose trade is named.
        words: the words that name it, and those behind.
        topic: what is being told.
        own_country: code of the article's country.
        own_partner: the same where trade with it is told, else empty.
    """
    named, behind = words
    if owner == own_country:
        return ""
    if owner.startswith("CN-"):
        # "XUAR's trade with Kazakhstan" in the news of Kazakhstan; "Hebei's stood at 4 million": with the same partner.
        if own_country == "CHN" and _ALIKE.match(behind):
            return topic.partner
        return own_partner
    if own_partner or _TO_NEIGHBOUR.match(behind):
        return own_partner or own_country
    # "China's trade with ASEAN" in the news of Vietnam.
    other = _TRADE_WITH.match(behind)
    codes = [each.code for each in names.find_partners(other["whom"])] if other else []
    if other is None and _ALL_OF_IT.search(named):
        return ""
    return codes[0] if codes and owner not in codes else None


def trades_with(words: str, country: str) -> bool:
    """Whether `words` tell of trade with `country`."""
    return any(
        each.code == country and _WITH.search(words[: each.start]) and not words.startswith(("’s", "'s"), each.end - 2)
        for each in names.find_partners(words)
    )


def is_nationwide(tail: str, head: str, memory: Memory) -> bool:
    """Whether a figure of a province's news is the country's, by the words behind it: "17,000 trips nationwide"."""
    if not memory.reporter.startswith("CN-") or not _NATIONWIDE_BEHIND.match(tail):
        return False
    return not any(each.code == memory.reporter for each in names.find_reporters(names.name_provinces(head)))


def is_national(words: str, memory: Memory) -> bool:
    """Whether `words` end with the rate of the reporter's country: "the national average of"."""
    return memory.reporter.startswith("CN-") and _AVERAGE.search(words) is not None
