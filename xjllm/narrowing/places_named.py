"""The zones, cities and ports whose trade a sentence is about."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

# Land ports of China's west and north and their usual spellings; others are known by "port", "via", "through".
_KNOWN_PORTS = (
    "Nur\\sZholy|Dostyk|Altynkol|Kalzhat|Kolzhat|Maikapchagai|Khorgos|Horgos|Alashankou|Alataw\\sPass|Khunjerab(?:\\sPass)?|Irkeshtam|Torugart|Bakhty|Bakhtu|Baketu|Baktu|Jeminay|Jimunai|"
    "Dulata|Muzart|Laoyemiao|Hongshanzui|Ulastai|Wulasitai|Kulma|Zamyn-Uud|Erenhot|Manzhouli|Suifenhe|Heihe|Takeshiken|Kalasu|Karasu|Ganqimaodu"
)
_PORT = re.compile(
    rf"\b(?P<known>{_KNOWN_PORTS})\b(?!\s(?i:comprehensive|integrated|bonded|economic|free|city|prefecture|area|zone|customs\s(?:said|disclosed|announced|reported|data|statistics|showed|has|have)))"
    r"|\b(?P<name>(?:[A-Z][\w’'-]+\s){0,1}[A-Z][\w’'-]+)\s(?:(?:land|highway|railway|road|rail|dry|"
    r"border)\s){0,2}(?:[Pp]ort|[Cc]rossing|[Cc]heckpoint)\b(?!\sof\s[A-Z])"
    r"|\b(?P<pass>[A-Z][\w’'-]+\sPass)\b(?!\s(?i:comprehensive|integrated|bonded|free))"
    r"|\b(?:through|via)\s(?:the\s)?(?P<via>[A-Z][a-z]+(?:-[A-Z][a-z]+)?)\b(?!-|\s(?:side\b|part\b|pipeline|rail|line\b|route\b|corridor|Customs|Province|Autonomous|Sea|Corridor|[A-Z]|"
    r"(?i:comprehensive|integrated|bonded|free|pilot)\b))"
    r"|\b[Pp]orts?\sof\s(?P<of>[A-Z][a-z]+)\b"
    r"|\b(?P<airport>(?:(?!The\s|In\s|At\s)[A-Z][\w’'-]+\s){1,4}[Aa]irport)\b(?!\s(?:Customs|Group|Economic|Co\b|[Zz]one|[Bb]onded))"
)
_BOTH_PORTS = re.compile(
    rf"\b(?:through|via|at)\s(?:the\s)?(?P<one>{_KNOWN_PORTS})\s(?:[Pp]ort\s)?and\s(?:the\s)?(?P<two>{_KNOWN_PORTS})\b(?!\s\d)"
)
_MANY_PORTS = re.compile(
    r"\b(?:(?:[Bb]oth|[Aa]ll)(?:\sof)?(?:\s(?:the|its|these))?|(?:[Tt]he|[Ii]ts|[Tt]hese|[Aa]ll)\s(?:two|three|four|five|six)|"
    r"(?:[Tt]he\s(?:region|province|country)|[A-Z]\w+)[’']s\s(?:two\s|three\s)?|[Ii]ts)\s?(?:[a-z]+\s)?(?:ports|crossings|passes|checkpoints)\b"
)
_NEVER_PORTS = """
    january february march april may june july august september october november december the land dry this free
    each highway railway border inland in from at its their major china xinjiang kazakhstan russia europe
    georgia mongolia vietnam such municipal provincial regional
"""
_NOT_PORTS = frozenset(_NEVER_PORTS.split())
_BEFORE_NAMES = frozenset({"the", "at", "in", "through", "via", "and", "of", "but", "while", "from", "for", "yet"})
_ZONE = re.compile(
    r"\b(?P<named>(?:China\s\([A-Z]\w+\)\s)?(?:[A-Z][\w’'-]+\s){1,6}(?:Zones?|FTZ))\b"
    r"|\b(?P<plain>(?:(?!The\s|In\s|At\s|And\s|Its\s|Their\s|This\s|Both\s|All\s)[A-Z][\w’'-]+\s){0,2}(?:(?:integrated|"
    r"comprehensive)\s)?bonded\s(?:zones?|areas?)|pilot\sfree\strade\szones?|free\strade\szones?)\b"
)
_PREFECTURES = (
    "Kashgar|Kashi|Urumqi|Hotan|Aksu|Changji|Ili|Yili|Altay|Tacheng|Bortala|Bayingolin|Bayingol|Karamay|Turpan|Hami|"
    "Kizilsu|Shihezi|Yining|Korla|"
    # Cities of other provinces, where trains begin and traders sit.
    "Lanzhou|Chengdu|Xi[’']an|Zhengzhou|Wuhan|Yiwu|Ningbo|Hangzhou|Guangzhou|Shenzhen|Dongguan|Suzhou|Nanjing|Xiamen|"
    "Qingdao|Jinan|Dalian|Shenyang|Harbin|Changchun|Changsha|Hefei|Kunming|Nanning|Hohhot|Xining|Yinchuan|Baotou"
)
_AREA = re.compile(
    r"\b(?P<area>[A-Z][\w’'-]+(?:\s[A-Z][\w’'-]+){0,3}\s(?:Autonomous\s)?(?:Prefecture|(?<!Trade\s)City|League|County))\b"
    rf"|\b[Ii]n\s(?P<within>(?:{_PREFECTURES}))\b(?!\s(?:[A-Z]\w+\s){{0,3}}(?:Prefecture|City|League|Zone)\b)|(?:\b(?:of|from|and|while|then)\s|^\s*|[,;.]\s)(?P<prefecture>(?:{_PREFECTURES}))(?=[’']s\s|\s\((?:\d|$)|,|\s?$|\sand\s(?:{_PREFECTURES})\s(?:was|were|had|saw|recorded|posted|reported|led|topped)\b|\s(?:\w+\s)?(?=\d[\d.,]*\s(?:million|billion))|\s{{1,90}}(?:stood\sout|started|began|grew|lagged|doubled|fared|was|were|topped|led|ranked|took|came|ran|saw|recorded|posted|reported|registered|achieved|exported|imported|"
    r"had|handled|traded|sold|prefecture|city|alone|accounted|contributed|reached|launched|dispatched|operated))"
    rf"|\b(?:trains?\s(?:have\s|had\s)?(?:set\s(?:out|off)|departed|left|departing|leaving|originating)|dispatched)\sfrom\s(?:the\s)?(?P<start>{_PREFECTURES})\b(?!\s[A-Z])"
    rf"|\b[Tt]he\s(?P<part>(?:{_PREFECTURES}|Khorgos|Horgos)\s(?:area|section|block))\b"
    rf"|\b[Tt]he\s(?P<yard>{_PREFECTURES})\s(?:marshall?ing|consolidation|assembly)\s(?:cent(?:er|re)|station|yard)\b"
    r"|\b(?P<park>(?:[A-Z][\w’'-]+\s){1,5}(?:Area|Park|Cooperation\sCent(?:er|re)))\b"
    r"|\b(?:prefecture|city|county)\sof\s(?P<called>[A-Z][\w’'-]+)"
    r"|\b[Ii]n\s(?P<city>[A-Z][a-z]+),\san?\s(?:\w+\s){0,2}(?:city|town|county|prefecture)\b"
)
_PLACE = rf"(?:{_PREFECTURES}|{_KNOWN_PORTS})"
# Where zones lie says nothing of those places: "the zones, in Karasu, Aksu and Hotan, took in 3 billion".
_LIES_IN = re.compile(
    rf"(?<=[\s,])in\s(?:the\scities\sof\s)?{_PLACE}(?:,\s{_PLACE}){{0,6}},?\sand\s{_PLACE}(?=,)", re.IGNORECASE
)
# Where somebody works or speaks, or how far away something lies, is not whose trade is told.
_SCENE_BEFORE = re.compile(
    r"\b(?:(?:north|south|east|west|outskirts|suburbs?|outside|kilomet\w+|km|miles|capital|heart|cent(?:re|er)|port|Port)\sof|"
    r"(?:institute|university|academy|studies|school|conference|forum|fair|expo|briefing|meeting|seminar|ceremony|held|"
    r"said|speaking|based|office|offices|headquarter\w+|analyst|trader|traders|broker|maker|dealer|dealers|professor|"
    r"researcher|shop|stall|mall|bazaar|warehouse|plant|factory|yard|shelf|phones|born|lives?|living|reporters?|correspondents?|newsroom)\sin)\s$",
    re.IGNORECASE,
)
_POSSESSOR = re.compile(r"^[A-Z]\w+[’']s?\s")
_NOT_OFFICES = re.compile(
    r"^[’']?s?\s(?:Customs|customs|Municipal|Group|Bureau|Administration|Department|Railway|Regional)|^-based"
)


def names_many_ports(words: str) -> bool:
    """Whether `words` are about several ports together: "both ports", "the region's crossings"."""
    return _MANY_PORTS.search(words) is not None


def drops_both_ports(port: str, words: str, near: Sequence[slice]) -> bool:
    """Whether `port` is one of two that `words` name together: "passed through Karasu and Bakhty".

    Not so where it is named alone in a part of `words` that is `near` the figure: "…, with Karasu handling 300".
    """
    both = _BOTH_PORTS.search(words)
    if both is None or port not in (both["one"], both["two"]) or "respectively" in words:
        return False
    alone = _BOTH_PORTS.sub(lambda match: " " * len(match[0]), words)
    return not any(port in find_ports(alone[each]) for each in near)


def find_port(words: str) -> str | None:
    """The port that `words` name last, as they write it, without "Port"; None where they name none."""
    return next(reversed(find_ports(words)), None)


def find_ports(words: str) -> tuple[str, ...]:
    """All ports that `words` name, in text order, each once."""
    found: list[str] = []
    for match in _PORT.finditer(_LIES_IN.sub("", words)):
        name = next(group for group in match.groups() if group)
        name = _POSSESSOR.sub("", name)
        kept = [word for word in name.split() if word.lower() not in _BEFORE_NAMES]
        if kept and kept[-1].lower() not in _NOT_PORTS and kept[0].lower() not in _NOT_PORTS:
            found.append(" ".join(kept))
    return tuple(dict.fromkeys(found))


def find_zone(words: str) -> str | None:
    """The zone, prefecture or city whose trade `words` are about, the last one; None where they name none."""
    return next(reversed(find_zones(words)), None)


def find_zones(words: str) -> tuple[str, ...]:
    """All zones, prefectures and cities whose trade `words` are about, in text order, each once."""
    found: list[tuple[int, str]] = []
    words = _LIES_IN.sub("", words)
    for match in _ZONE.finditer(words):
        name = re.sub(r"^(?:The|In|And|Meanwhile)\s", "", match["named"] or match["plain"])
        if not re.match(r"(?:Economic|Exclusive)\sZone", name):
            found.append((match.start(), name))
    for match in _AREA.finditer(words):
        name = next(group for group in match.groups() if group)
        scene = _SCENE_BEFORE.search(
            words[max(0, match.start(match.lastgroup or 0) - 60) : match.start(match.lastgroup or 0)]
        )
        if not scene and not _NOT_OFFICES.match(words[match.end() : match.end() + 20]):
            found.append((match.start(), re.sub(r"^(?:The|In|Of)\s", "", name)))
    found.sort()
    # "The Kashgar area of the Pilot Zone" is the area, not all of the zone.
    kept = [each for index, each in enumerate(found) if not index or not _is_part(words, found[index - 1], each)]
    return tuple(dict.fromkeys(name for _, name in kept))


def _is_part(words: str, part: tuple[int, str], whole: tuple[int, str]) -> bool:
    between = words[part[0] : whole[0]]
    return re.search(rf"{re.escape(part[1])}\s(?:of|in)\s(?:the\s)?$", between) is not None
