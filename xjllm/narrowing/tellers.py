"""Whose figures an office gives: its own country's or province's, whatever the article is about.

In the news of a province, "the Ministry of Commerce" counts for the whole country, and "Italy's statistics agency"
for Italy; in the news of a country, "Urumqi Customs" counts for Xinjiang.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from xjllm.narrowing import names
from xjllm.narrowing.places_named import find_port, find_zone
from xjllm.narrowing.reporters import trades_with

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xjllm.article import Article
    from xjllm.narrowing.passages import Passage
    from xjllm.narrowing.topic import Memory

# National statistics offices that go by a name of their own.
_STATISTICIANS = {
    "armstat": "ARM", "belstat": "BLR", "destatis": "DEU", "eurostat": "EU", "geostat": "GEO", "ibge": "BRA",
    "indec": "ARG", "insee": "FRA", "istat": "ITA", "kita": "KOR", "rosstat": "RUS", "turkstat": "TUR",
    "uzstat": "UZB", "ukrstat": "UKR", "kazakhstan temir zholy": "KAZ", "ktz": "KAZ", "census bureau": "USA",
}  # fmt: skip
_NATIONAL = re.compile(
    r"\bGeneral\sAdministration\b|^GAC\b|^Ministry\b|^(?:National|State|Federal|Central)\s|^China\s(?:State\s)?Railway\s"
    r"(?:Group|Corporation)\b|^China\sState\b|\bState\sCouncil\b"
)
_REGIONAL = re.compile(r"\b(?:Urumqi|Xinjiang|Regional|Provincial|Municipal)\b")
_OF_PLACE = re.compile(
    r"^\s?(?:\([^()]{1,20}\)\s)?(?:of|in)\s(?:the\s)?(?:(?:People[’']s\s)?Republic\sof\s)?(?P<place>[A-Z]\w+(?:\s[A-Z]\w+)?)"
)
_PLACES = re.compile(r"(?P<place>[A-Z]\w+(?:\s[A-Z]\w+)?)[’']s?\s(?:(?:own|statistics|statistical|national|state)\s)*$")
_REACH = 60
# What an office is called says nothing of whose trade is told.
_OFFICES = re.compile(
    r"\b(?:[A-Z]\w+[’']s\s)?(?:own\s)?(?:[A-Z]\w+\s){0,4}(?:Customs|Administration|Ministry|Bureau|Committee|Office|Statistics|Department)\b"
    r"(?:\s(?:of|for)\s(?:the\s)?[A-Z]\w+(?:\s(?:and\s|of\s(?:the\s)?)?[A-Z]\w+){0,4})?"
)
_DEALS = re.compile(
    r"(?:^\W*|[,;:]\s|\b(?:while|and|that|when|as)\s)(?:the\s)?(?P<who>[A-Z]\w+(?:\s[A-Z]\w+){0,2})\s"
    r"(?:alone\s|also\s|itself\s|has\s|had\s|\w+ly\s){0,2}(?:imported|exported|imports|exports)\s"
)
_BOTH_SIDES = re.compile(r"\b(?:bilateral|mutual|two-way)\s(?:trade|turnover)\b|\bbetween\sthe\stwo\b", re.IGNORECASE)
_THE_REGION = re.compile(r"\b[Tt]he\s(?:[\w-]+\s)?(?:region|province|prefecture|city|zone|port)\b")
_OF_CHINA = re.compile(
    r"(?<!\bof\s)\bChina[’']s\s(?:[a-z-]+\s){0,2}(?:trade|exports|imports|turnover)\b.{0,200}?[\d$€]"
)
# "China was the country's largest trading partner", as another country's office tells it.
_OWN_IS_PARTNER = re.compile(
    r"\bChina\s(?:\w+\s){0,2}(?:was|is|remain\w*|became|stay\w*|ranked|topped|led)\b[^.;]{0,60}\b(?:partner|market|buyer|supplier|"
    r"destination)"
)
# The country's customs counts for its provinces, too.
_COUNTS_PROVINCES = re.compile(r"\bGeneral\sAdministration\sof\sCustoms\b|\bGAC\b")
_OF_CHINAS_CUSTOMS = re.compile(
    r"\bGeneral\sAdministration\sof\sCustoms\s(?:\(GACC?\)\s)?of\s(?:the\s)?(?:China|PRC|People[’']s\sRepublic)\b"
)
_CLEARS = re.compile(
    r"\W*(?P<who>[A-Z]\w{1,30}(?:\s[A-Z]\w{1,30})?)\s[Cc]ustoms\s(?:\w+\s)?(?:cleared|handled|processed|registered|recorded)\b"
)
_WHOLE_COUNTRY = re.compile(
    r"\bChina[’']s\s|\bChina\s(?:\w+ly\s)?[a-z]+(?:ed|t|s)\b|\b[Nn]ationwide\b|\bthe\s(?:country|nation)\b"
)


def find_tellers(article: Article, passages: Sequence[Passage], sources: Sequence[tuple[int, str]]) -> dict[int, str]:
    """Code of the country or province for which the office counts that a figure's own sentence names, by figure."""
    text = re.sub(r"\s", " ", article.text)
    country = {name: _place_of(name, text) for _, name in sources if name}
    found: dict[int, str] = {}
    for passage in passages:
        sentence = text[passage.start : passage.end].lower()
        for group in passage.groups:
            for member in group.members:
                name = next((name for first, name in reversed(sources) if first <= member.n), "")
                code = country.get(name, "")
                if code and _is_named(name, sentence):
                    found[member.n] = code
    return found


def _is_named(name: str, sentence: str) -> bool:
    """Whether a sentence, in lower case, names an office or points back to it: "the group said"."""
    return name.lower() in sentence or f"the {name.split()[-1].lower()} " in sentence


def _place_of(name: str, text: str) -> str:
    """Code of the place for which an office counts; `NATION` for a country that it does not name, else empty."""
    known = _STATISTICIANS.get(name.lower())
    if known:
        return known
    if _REGIONAL.search(name) or not name.startswith("China"):
        name_places = names.name_cities if name.endswith(" Customs") else names.name_provinces
        inside = names.find_reporters(name_places(name))
        if inside:
            return inside[-1].code
    elif _NATIONAL.search(name):
        return "CHN"
    at = text.find(name)
    while at >= 0:
        end = at + len(name)
        told = _OF_PLACE.match(text[end : end + _REACH]) or _PLACES.search(text[max(0, at - _REACH) : at])
        places = names.find_offices(names.name_provinces(told["place"])) if told else []
        if places:
            return places[-1].code
        at = text.find(name, end)
    return NATION if _NATIONAL.search(name) else ""


NATION = "nation"
"""Stands for the country of an article in whose name an office speaks."""


def find_turn(words: str, teller: str, memory: Memory) -> tuple[str, str] | None:
    """The reporter that a sentence turns to by who gives its figures or who trades, and its partner, empty for all.

    Args:
        words: the sentence.
        teller: code of the place for which the office counts that the sentence names; empty where it names none.
        memory: what is kept in mind of the story.

    Returns:
        None where it does not turn to anybody.
    """
    own, country = memory.reporter, "CHN" if memory.reporter.startswith("CN-") else memory.reporter
    told = _OFFICES.sub(" ", words)
    with_own = country if trades_with(told, country) else ""
    teller = (
        country
        if teller == NATION
        else teller or _clearing(words) or ("CHN" if _OF_CHINAS_CUSTOMS.search(words) else "")
    )
    named = {each.code for each in names.find_reporters(names.name_provinces(told))}
    if own != country and with_own and (dealing := _deals_with_own(told, memory)):
        return dealing, with_own
    if teller in {"", own}:
        return None
    if teller == country:
        # The country's figures in the news of a province.
        by_province = _COUNTS_PROVINCES.search(words) and not _WHOLE_COUNTRY.search(told)
        of_own = by_province or own in named or _THE_REGION.search(told) or find_zone(told) or find_port(told)
        return None if of_own else (country, "")
    if own == "CHN" and teller.startswith("CN-"):
        return None if _WHOLE_COUNTRY.search(told) else (teller, "")
    if teller.startswith("CN-") and own.startswith("CN-"):
        return None if own in named else (teller, "")
    if teller.startswith("CN-"):
        # "Urumqi Customs said" in the news of Kazakhstan: Xinjiang's trade, unless it is told as China's.
        return (teller, with_own) if with_own and not _OF_CHINA.search(told) else None
    if own in {"CHN"} | memory.own and _OWN_IS_PARTNER.search(told) and named == {country}:
        return teller, country
    if with_own or _BOTH_SIDES.search(told):
        return teller, with_own or country
    return None if named - {teller} & {own, country} else (teller, "")


def _clearing(words: str) -> str:
    """Code of the country whose customs clear what is told of: "Pakistan Customs cleared 900 lorries"; else empty."""
    office = _CLEARS.match(words)
    codes = [each.code for each in names.find_reporters(office["who"])] if office else []
    return codes[-1] if codes and not codes[-1].startswith("CN-") else ""


def _deals_with_own(words: str, memory: Memory) -> str:
    """Code of the country of which it is said what it imported or exported; empty where none is."""
    match = _DEALS.search(words)
    codes = [each.code for each in names.find_reporters(match["who"])] if match else []
    return codes[-1] if codes and codes[-1] not in memory.own and not codes[-1].startswith("CN-") else ""
