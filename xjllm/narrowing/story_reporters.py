"""Whose trade an article is about, by its headline and lead."""

from __future__ import annotations

import re
from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING

from xjllm.narrowing import names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xjllm.article import Article

_LEAD_CHARS = 1_200
_CAPITALS = frozenset({"CN-BJ", "CN-SH"})
_NOT_REPORTERS = re.compile(
    r"\b(?:US|HK|A)\$|\bU\.?S\.?\sdollars|\bShanghai\sCooperation|\bChina-(?=[A-Z])|\b[A-Z]\w{1,30}(?:\s[A-Z]\w{1,30})?-based"
)
# "China keeps its lead among Uzbekistan's trading partners" is about Uzbekistan.
_OWNER = re.compile(
    r"(?<![\w’'.-])(?P<who>[A-Z][\w’'.-]{0,30}(?:\s[A-Z][\w’'.-]{0,30}){0,2}?)(?:[’']s|[’'])\s(?:[\w-]+\s){0,3}?(?i:trade|"
    r"trading|exports?|imports?|turnover|shipments|purchases|sales|partners?|suppliers?|deficit|surplus|market)\b"
)
_TOLD_OF = re.compile(
    r"\b(?<!\sand\s)(?<!\sand\sthe\s)([A-Z][\w.-]*(?:\s[A-Z][\w.-]*){0,2}?)(?=(?:(?:[’']s)?\s(?:(?:foreign|total|overall|merchandise|goods|external)\s){0,2}|[’']s\s(?:[a-z-]+\s){0,3})"
    r"(?:trade|trading\spartner|exports?|imports?|turnover|exported|imported|bought|sold|shipped|sent|delivered|supplied|traded)\b)"
    r"|\b(?:[Tt]rade|[Tt]urnover|[Ee]xports|[Ii]mports)\sof\s(?:the\s)?(?:Republic\sof\s)?([A-Z]\w+(?:\s[A-Z]\w+)?)"
    r"|\b(?:[Tt]rade|[Tt]urnover|[Cc]ommerce)\s(?:volume\s|turnover\s)?between\s(?:the\s)?([A-Z]\w+)"
)

# "UPDATE 1-China's exports", "METALS-Peru ships more": what kind of story it is.
_TAG = re.compile(r"^\W*[A-Z]{3,}(?:\s\d)?-(?=[A-Z][a-z])")
_BILATERAL_TITLE = re.compile(r"\bChina[-–](?=[A-Z]\w+\s(?:[\w-]+\s)?(?:trade|turnover)\b)")
_WITH_CHINA = re.compile(r"(?<=[a-z])[-–](?=China\b)")
_BILATERAL = re.compile(
    r"\b(?:[Tt]rade|[Tt]urnover|[Cc]ommerce)\s(?:\w+\s)?between\s(?:the\s)?(?P<one>[A-Z]\w+)\sand\s(?:the\s)?(?P<two>[A-Z]\w+)|"
    r"\b(?P<one1>[A-Z]\w+)[-–](?P<two1>[A-Z]\w+)\s(?:bilateral\s|mutual\s)?(?:trade|turnover)\b"
)
# "13:52, 14 December 2023, Bishkek - a news agency", "Cars wait on July 6. MA LI / FOR A PAPER": no sentences.
_BYLINE = re.compile(
    r"[^.!?\n]{0,60}\d[^!?\n]{0,100}[^.!?:;\s\"”’')\]]$|.{0,300}\.\s[A-Z][A-Z’' -]{2,40}\s?/\s?[A-Z][A-Z ]{1,30}$"
)
_AS_PARTNER = re.compile(
    r"\b(?:[Tt]o|[Ww]ith|[Ff]rom|[Ii]nto)\s(?:the\s)?(?:[\w-]+\s){0,2}(?:(?:[\w-]+\s)?China[’']s\s)?(?:[a-z-]+\s){0,2}$"
)
_COUNTED_BY = re.compile(
    r"\b[Cc]ustoms\s(?:of|in)\s(?:the\s)?(?P<of>[A-Z]\w+)|"
    r"\b(?P<whose>[A-Z]\w+)(?:[’']s)?\s(?:General\sAdministration\sof\s)?[Cc]ustoms\b"
)


def find_story_reporters(article: Article) -> tuple[str, ...]:
    """Codes that the article's reporter may have, likeliest first: Chinese provinces before countries."""
    title = article.text[article.title.start : article.title.end] if article.title else ""
    home = _home(article)
    body = " ".join(article.text[span.start : span.end] for span in article.paragraphs)
    if article.dateline:
        body = body.replace(article.text[article.dateline.start : article.dateline.end], " ")
    body = names.name_provinces(_NOT_REPORTERS.sub(" ", body)).replace("-", " ")
    title = _WITH_CHINA.sub(" ", _BILATERAL_TITLE.sub("China ", _TAG.sub(" ", title)))
    title = names.name_provinces(title)
    in_title = [each.code for each in names.find_reporters(title)]
    lead = [each.code for each in names.find_reporters(title + ". " + body[:_LEAD_CHARS])]
    everywhere = Counter(each.code for each in names.find_reporters(title + ". " + body))
    owner = next((each for each in _OWNER.finditer(title) if names.find_reporters(each["who"])), None)
    owner_code = names.find_reporters(owner["who"])[-1].code if owner else ""
    if owner_code and not any(code.startswith("CN-") for code in in_title):
        # "Turkmen gas keeps China's imports growing" is about China.
        in_title.insert(0, owner_code)
        lead.insert(0, owner_code)
    told = _told_of(article)
    provinces = _find_provinces(everywhere, in_title, lead)
    if not provinces and home in everywhere and home.startswith("CN-") and told != "CHN":
        provinces = [home]
    countries = [code for code in everywhere if not code.startswith("CN-") and code != "CHN"]
    countries.sort(
        key=lambda code: (code != (owner_code or told), code != home, code not in lead[:3], -everywhere[code])
    )
    if not owner_code and (whose := _whose_lead(told or home, lead, countries)):
        lead.insert(0, whose)
    if counted := _counting_side(article):
        countries.sort(key=lambda code: code != counted)
        lead.insert(0, counted)
    is_only_place = told == "CHN" and (in_title[:1] == ["CHN"] or not set(provinces[:1]) & set(in_title))
    abroad = told or (home if home in in_title else "")
    abroad = "" if abroad == "CHN" or abroad.startswith("CN-") else abroad
    if provinces and abroad and not set(provinces) & _named_as_own(article, home):
        # "Pakistan's trade through Khunjerab": the pass is on its border, too. "Kazakhstan sent melons to Xinjiang".
        return tuple(dict.fromkeys([abroad, provinces[0], "CHN"]))
    if provinces and (is_only_place or _is_of_several(article, everywhere, in_title)):
        # "China-Peru trade rises as a fair opens in Nanning".
        return ("CHN", provinces[0])
    country_titled = [code for code in countries if code in in_title]
    if provinces and provinces[0] not in in_title and country_titled:
        first = next(_figure_paragraphs(article), "")
        if provinces[0] not in [each.code for each in names.find_reporters(first)]:
            return tuple(dict.fromkeys([*country_titled, provinces[0], "CHN"]))
    if provinces and in_title[:1] == ["CHN"] and (provinces[0] not in in_title or owner_code == "CHN"):
        # China's trade, and a province only further down.
        is_below = provinces[0] not in [each.code for each in names.find_reporters(_opening(article))]
        provinces = [] if is_below else provinces
    if provinces:
        return tuple(dict.fromkeys([*provinces[:2], *countries[:1], "CHN"]))
    return tuple(dict.fromkeys([*(["CHN"] if "CHN" in lead[:1] else []), *countries[:2], "CHN"]))


def _named_as_own(article: Article, home: str) -> set[str]:
    """Codes of the places that headline and lead name, but for cities, and for partners in a story from abroad."""
    title = article.text[article.title.start : article.title.end] if article.title else ""
    opening = _NOT_REPORTERS.sub(" ", f"{title}. {_opening(article)}")
    is_abroad = home != "" and not home.startswith("CN-")
    return {
        each.code
        for each in names.find_reporters(opening)
        if not (is_abroad and _AS_PARTNER.search(opening[: each.start]))
    }


def _is_of_several(article: Article, everywhere: Counter[str], in_title: list[str]) -> bool:
    """Whether the story is of the country in several provinces, none of which headline or lead name."""
    several = {code for code in everywhere if code.startswith("CN-")} - _CAPITALS
    named = {*in_title, *(each.code for each in names.find_reporters(names.name_provinces(_opening(article))))}
    return len(several) > 1 and named == {"CHN"}


def _whose_lead(told: str, lead: list[str], countries: list[str]) -> str:
    """Code of the country of whose trade the lead is, by what it tells or where it was written; else empty."""
    # "China stays Germany's largest partner": the lead says whose trade it is.
    return told if told == "CHN" or (told in countries and lead[:1] == ["CHN"]) else ""


def _find_provinces(everywhere: Counter[str], in_title: list[str], lead: list[str]) -> list[str]:
    """The provinces that headline and lead name, those of the headline first."""
    named = [code for code in everywhere if code.startswith("CN-") and code in lead]
    # Beijing, Shanghai and Hong Kong are named in the news of all provinces.
    named = [code for code in named if code not in _CAPITALS or (code in in_title and "CHN" not in in_title)]
    return sorted(named, key=lambda code: (code not in in_title, lead.index(code)))


def _home(article: Article) -> str:
    """Code of the country or province in which the dateline says that the news was written; else empty.

    From Beijing, Shanghai and Hong Kong comes the news of all China, and of its neighbours.
    """
    dateline = article.text[article.dateline.start : article.dateline.end] if article.dateline else ""
    found = [each.code for each in names.find_offices(names.name_cities(dateline.title()))]
    return found[0] if found and found[0] not in {*_CAPITALS, "CHN", "HKG"} else ""


def _told_of(article: Article) -> str:
    """Code of the country of whose trade the first paragraph with a figure tells, or those before; else empty."""
    dateline = article.text[article.dateline.start : article.dateline.end] if article.dateline else "\n"
    for text in (next(_figure_paragraphs(article), ""), _opening(article)):
        for match in _TOLD_OF.finditer(_NOT_REPORTERS.sub(" ", text.replace(dateline, " "))):
            codes = [each.code for each in names.find_reporters(next(group for group in match.groups() if group))]
            if codes:
                return codes[-1]
    return ""


def _counting_side(article: Article) -> str:
    """Code of the one of two countries whose customs count what they trade; empty where the lead tells no such thing.

    "Trade between Peru and China rose …, according to the Chinese customs": of two that trade the one that reports.
    """
    lead = " ".join(islice(_figure_paragraphs(article), 3))
    pair = _BILATERAL.search(lead)
    if pair is None:
        return ""
    sides = {each.code for group in pair.groups() if group for each in names.find_reporters(group)}
    for office in _COUNTED_BY.finditer(lead):
        counting = names.find_reporters(office["of"] or office["whose"])
        if counting and counting[-1].code in sides:
            return counting[-1].code
    return ""


def _opening(article: Article) -> str:
    """The story as far as its first paragraph with a digit, headline left out."""
    first = next(_figure_paragraphs(article), "")
    begin = article.title.end if article.title else 0
    return article.text[begin : max(begin, article.text.find(first) + len(first))]


def _figure_paragraphs(article: Article) -> Iterator[str]:
    """The beginnings of the paragraphs behind the headline that hold a digit."""
    for span in article.paragraphs:
        text = article.text[span.start : span.end]
        in_title = article.title is not None and article.title.covers(span.start, span.end)
        if not in_title and re.search(r"\d", text) and not _BYLINE.match(text):
            yield text[:400]
