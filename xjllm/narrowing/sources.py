"""Sources: who gave the figures of an article (guidelines, field `source`).

A source covers its own paragraph, what stands before its name there included, and the paragraphs after it until
another is named. An official speaks for the office; who speaks for no office is the source of what is quoted alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

from xjllm.reading.dates import MONTH

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from xjllm.article import Article
    from xjllm.narrowing.passages import Passage

_CAPITAL = r"(?:[A-Z]\.(?:[A-Z]\.)+|[A-Z][\w&’'-]*)"
_HEADS = (
    r"Customs|Bureau|Administration|Office|Committee|Ministry|Department|Group|Commission|Service|Agency|Authority|"
    r"Zholy|Bank|Statistics|Association|Council|Board|Institute|Chamber|Secretariat|Federation|Railways?|Organi[sz]ation|Union|Station"
)
_LOWER_HEADS = r"customs|bureau|office|committee|department|commission|station|administration|authority|association"
# "Urumqi Customs", "General Administration of Customs of China", "Chongqing Municipal Port and Logistics Office".
_PROPER = rf"{_CAPITAL}(?:\s(?:{_CAPITAL}|(?:of|for|and|on)(?=\s(?:the\s)?[A-Z])|the(?=\s[A-Z]))){{0,11}}"
# "Horgos border inspection station", "regional port management office".
_PLAIN = (
    rf"(?:{_CAPITAL}\s){{1,3}}(?:[a-z]+\s){{0,3}}(?:{_LOWER_HEADS})\b(?:\s(?:service|agency|office)\b)?|"
    rf"(?:regional|provincial|local|municipal|prefectural|city)\s(?:[a-z]+\s){{0,3}}(?:{_LOWER_HEADS})\b|"
    rf"(?:(?:regional|local|national)\s)?(?:railway|port|aviation)\sauthorities\b|"
    rf"customs\s(?:administration|agency|service)\b|"
    rf"(?:commerce|trade|finance|economy|agriculture|farm|industry|energy|development|statistics)\s"
    rf"(?:ministry|committee|agency|office|bureau)\b(?!\s[A-Z])|"
    rf"central\sbank\b"
)
_NAME = re.compile(
    rf"(?<![\w’'.-])(?!(?:Figures|Data|Statistics|Numbers)\s(?:of|from|for|on)\b|(?:According|Citing|There|Here)\b)(?:(?P<plain>{_PLAIN})|(?P<proper>{_PROPER}))"
)
_OFFICE = re.compile(rf"\b(?:{_HEADS})\b")
_LOWER_OFFICE = re.compile(rf"\b(?:{_LOWER_HEADS}|authorities|ministry|agency|service|bank)$")
# "Numstat, the national statistics office, said"
_IS_OFFICE = re.compile(
    rf"^,\s(?:the\s)?(?![^,.;]{{0,40}}\b(?:news|press)\s)[^,.;]{{0,50}}\b(?:{_LOWER_HEADS}|agency|body),\s"
)
_MEDIUM = re.compile(
    r"\b(?:Xinhua|Reuters|CCTV|CGTN|Bloomberg|Interfax|TASS|Kazinform|News|Daily|Times|Herald|Post|Press|Television|"
    r"Broadcasting|Media|Journal)\b"
)
_OWNER = re.compile(r"^(?:[\w.-]+\s){0,2}?[\w.-]+[’']s?\s(?=[A-Z])|^[Tt]he\s|^(?:In|At|But|And|While|As|On)\s")
# "… of the Republic of Uzbekistan", "(KTZ)" are no part of the name that the office goes by.
_NAME_END = re.compile(
    rf"\sof\sthe\s|\s(?:and|with)\sthe\s|\s(?:on|in|for|and)\s(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(?i:{MONTH}))(?![a-z])"
)
_LIMITED = re.compile(r"\.?,?\sLtd\b")
_FIGURES = (
    r"(?:data|figures|statistics|numbers|records?|information|reports?|statements?|releases?|estimates|accounts?|"
    r"tables?)"
)
_GIVEN = (
    r"(?:(?:learned|learnt|obtained|gathered|provided|released|published|compiled|collected|issued|announced|disclosed|"
    r"made\spublic|quoted|cited|reported|given|shared)\s(?:[\w.-]+\s){0,3}?)?"
)
_TITLE = (
    r"(?:head|heads|chief|director|deputy|director-general|official|officials|officer|spokes\w+|manager|chairman|"
    r"chairwoman|founder|owner|president|minister|statistician|economist|commissioner|representative|inspector|staff\smember|section|"
    r"division)"
)
_AHEAD = re.compile(
    rf"\b(?:(?:said|says|told\sby)\s|(?:[Aa]ccording\sto|[Cc]iting|[Rr]eference\sto|[Bb]y\sthe\scount\sof|[Cc]ited\sby|[Qq]uoting|[Aa]s\sper|[Rr]eports?\svia)\s(?:(?:\w+\s){{0,3}}?{_FIGURES}\s{_GIVEN}(?:from|by|of|at)\s)?"
    rf"|(?i:{_FIGURES})\s(?:[\w’'.-]+\s){{0,5}}?(?:from|by|of|at)\s|(?i:{_FIGURES})\s(?:that|which)\s"
    rf"|(?:learned|learnt|obtained|published|released|announced|compiled|disclosed|quoted|provided|reported|calculated)\s(?:\w+\s){{0,3}}?(?:from|by|at)\s"
    rf"|{_TITLE}\s(?:[\w’'-]+\s){{0,7}}?(?:of|at|with|for|from)\s(?:the\s(?:[a-z]+\s){{1,4}}(?:of|at)\s)?)"
    r"(?:the\s|its\s)?(?:[\w.-]+[’']s?\s)?(?:(?:state|national|statistics|statistical|railway|rail|train|logistics|customs|port|lobby|industry|"
    r"regional|local)\s)*(?:agency\s|office\s|bureau\s|operator\s|company\s|group\s|association\s|authority\s|body\s)?$"
)
_SAID = (
    r"(?:said|says|say|told|tells|gave|gives|provided|informs?|informed|reported|reports|announced|disclosed|revealed|noted|added|showed|shows|show|"
    r"counted|counts|puts?|estimates|estimated|(?:has\s|have\s)?(?:published|released|issued)|recorded|"
    r"(?:held|holds|hosted)\s(?:a\s)?(?:\w+\s)?(?:press|news)\s(?:conference|briefing))"
)
_BEHIND = re.compile(
    rf"^(?:[’']s?)?(?:\.?,?\s(?:Co\b\.?,?\s?)?Ltd\b\.?,?)?(?:\s(?:authorities|officials?|autonomous\s\w+|region|province|prefecture|city|of\sthe\s(?:republic|country|region)))?(?:\sunder\sthe\s(?:[A-Z]\w+|of|the)(?:\s(?:[A-Z]\w+|of|the)){{0,6}})?(?:\s?\([^()]{{1,20}}\))?(?:,\s[^,.;]{{1,60}},)?\s(?:(?:on|in)\s\w+\s|today\s|yesterday\s|also\s|has\s|have\s|earlier\s|\w+ly\s)?"
    rf"(?:{_SAID}\b|(?i:{_FIGURES})\b|(?:has|have|had)\s[^,.;]{{0,30}}\b(?:number|figure|count)\b)"
)
# A company that runs trains gives the number of those that it ran.
_RUNS = re.compile(
    r"^(?:\s?\([^()]{1,20}\))?(?:,\s[^,.;]{1,60},)?\s(?:carried|transported|moved|operated|dispatched|ran|handled)\b"
)
_CARRIER = re.compile(r"\b(?:Railways?|Zholy|Airlines|Group)\b")
# What is put at so much by somebody in a clause of its own is not given by the source of the sentence.
_RELATIVE = re.compile(r"\b(?:that|which|what)\s(?:the\s)?$")
_FIGURES_THAT = re.compile(rf"\b(?i:{_FIGURES})\b[^.;]{{0,50}}\s(?:that|which)\s(?:the\s)?$")
_SPEAKS = re.compile(r"\b(?:said|says|told|added|noted|explained|explains|adds|introduced|presented|briefed)\b")
_AGAIN = re.compile(
    r"\b(?:(?:the|its)\s(?:\w+\s){0,2}?)?(?P<what>[Cc]ustoms(?=[’']\s(?:\w+\s){1,2}(?:section|division|department)|"
    rf"\s(?:data|figures|statistics|officials?|authorities|said|showed|told|reported))|(?<=the\s)(?:\w+\s)?(?:{_LOWER_HEADS}|ministry|group|company|agency|bank))\b"
    r"(?=(?:[’']s)?\s(?:said|says|told|added|reported|showed|announced|noted|data|figures|statistics|officials?|authorities)\b|[.,]\s?(?:He|She)\b|"
    r"[’']\s(?:\w+\s){1,2}(?:section|division|department)\b|\.?$)"
)
_PERSON = re.compile(
    r"(?:\b(?:said|says|added|told|noted|explained)\s(?P<after>[A-Z][a-z]+(?:[ -][A-Z][a-z]+){1,2})\b|"
    r"(?P<before>[A-Z][a-z]+(?:[ -][A-Z][a-z]+){1,2})(?:,\s[^.;“”\"]{1,140},)?\s"
    r"(?:said|says|added|told|noted|explained)\b)"
)
_CUSTOMS_IN = re.compile(
    r"\bcustoms\s(?:authorities\s|office\s|officials?\s)?in\s(?:the\s(?:\w+\s)?capital\s(?:of\s)?)?(?P<city>[A-Z]\w+)"
)
_CUSTOMS = "customs"
_LOCAL = "local customs"
"""Both stand for the customs that the article names elsewhere."""
_FULL_CUSTOMS = re.compile(r"\sCustoms$|\bAdministration\sof\sCustoms\b")
_COMPANY = re.compile(r"\b(?:Group|Zholy)\b")
_FOR_FIRM = re.compile(rf"{_TITLE}\s(?:[\w’'-]+\s){{0,7}}?(?:of|at|with|for|from)\s")
_MARKS = '"“”'
_MOST = 160


@dataclass(frozen=True, slots=True)
class _Naming:
    """A source that a sentence names.

    Attributes:
        at: where, in the article.
        name: the office.
    """

    at: int
    name: str


def find_sources(article: Article, passages: Sequence[Passage]) -> tuple[tuple[int, str], ...]:
    """(n, name): who gave the figures from figure n on; an empty name where nobody is named."""
    given: list[tuple[int, str]] = []
    office = ""
    known: list[str] = []
    for _, held in groupby(passages, key=lambda passage: passage.paragraph):
        sentences = [each for each in held if not each.in_title]
        texts = [re.sub(r"\s", " ", article.text[each.start : each.end]) for each in sentences]
        named: list[list[_Naming]] = []
        for passage, text in zip(sentences, texts, strict=True):
            named.append(list(_namings(text, passage.start, known)))
            named[-1] = [replace(each, name=_in_full(each.name, known)) for each in named[-1]]
            known += [each.name for each in named[-1]]
        first = next((each[0].name for each in named if each), "")
        office = first or office
        speaker = "" if first else _speaker(texts)
        in_quote = False
        for passage, text, namings in zip(sentences, texts, named, strict=True):
            for group in passage.groups:
                for member in group.members:
                    at = member.figure.start
                    quoted = _is_quoted(text[: at - passage.start], in_quote)
                    name = _nearest(namings, at) or (speaker if quoted else "") or office
                    given.append((member.n, name))
            in_quote = _is_quoted(text, in_quote)
            office = namings[-1].name if namings else office
    in_full = next((name for name in known if _FULL_CUSTOMS.search(name)), "")
    given.sort()
    if given and given[0][0] > 1:
        # What the headline tells is what the story tells first.
        given.insert(0, (1, given[0][1]))
    return tuple(_changes((n, in_full or name if name in {_CUSTOMS, _LOCAL} else name) for n, name in given))


def _changes(given: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """The first figure of each run with one source."""
    for name, run in groupby(given, key=lambda each: each[1]):
        first, _ = next(run)
        if name or first > 1:
            yield first, name


def _nearest(namings: Sequence[_Naming], at: int) -> str:
    """The source of a figure among those that its sentence names: the next one behind it, else the last before."""
    return next((each.name for each in namings if each.at > at), namings[-1].name if namings else "")


def _is_quoted(text: str, quoted: bool) -> bool:
    """Whether a quotation is open at the end of `text`; `quoted` says whether it was at its start."""
    for mark in text:
        if mark in _MARKS:
            quoted = not quoted if mark == '"' else mark == "“"
    return quoted


def _speaker(texts: Sequence[str]) -> str:
    """The person who speaks in a paragraph; empty where none does."""
    for text in texts:
        for match in _PERSON.finditer(text):
            name: str = match["after"] or match["before"]
            if not _OFFICE.search(name) and not _MEDIUM.search(name):
                return name
    return ""


def _namings(text: str, start: int, known: Sequence[str]) -> Iterator[_Naming]:
    """The sources that a sentence names or points back to; `known` are those named before it."""
    found: dict[int, str] = {}
    for match in _NAME.finditer(text):
        name, first = _tidy(match), match.start()
        cited = _AHEAD.search(text[max(0, first - _MOST) : first])
        if cited and cited[0].split()[0].lower() in _TITLES and not _SPEAKS.search(text):
            continue
        after = text[match.end() : match.end() + _MOST]
        is_aside = _RELATIVE.search(text[:first]) and not _FIGURES_THAT.search(text[:first])
        says = _BEHIND.match(after) and not is_aside
        says = says or (_CARRIER.search(name) is not None and _RUNS.match(after) is not None)
        is_called_office = " " not in name and _IS_OFFICE.match(after) is not None
        is_body = _is_body(name, cited[0]) if cited else is_called_office
        speaks = cited is not None and _FOR_FIRM.match(cited[0]) is not None and _is_firm(name)
        if name and (cited or says) and (speaks or _is_office(name) or is_body):
            found[first] = name
    for match in _CUSTOMS_IN.finditer(text):
        found.setdefault(match.start(), f"{match['city']} Customs")
    for match in _AGAIN.finditer(text):
        again = match["what"].split()[-1].lower()
        meant = next((each for each in reversed(known) if re.search(rf"\b{again}\b", each, re.IGNORECASE)), "")
        if again == "company":
            meant = next((each for each in reversed(known) if _COMPANY.search(each)), "")
        if again == "customs":
            meant = meant or _CUSTOMS
        if meant and not any(abs(first - match.start()) < len(name) + 4 for first, name in found.items()):
            found[match.start()] = meant
    for first in sorted(found):
        yield _Naming(start + first, found[first])


_TITLES = frozenset(
    [
        "head",
        "heads",
        "chief",
        "director",
        "deputy",
        "director-general",
        "official",
        "officials",
        "officer",
        "manager",
        "chairman",
        "chairwoman",
        "president",
        "minister",
        "statistician",
        "economist",
        "commissioner",
        "representative",
        "inspector",
        "staff",
        "section",
        "division",
        "spokesperson",
        "spokesman",
        "spokeswoman",
    ]
)


def _tidy(match: re.Match[str]) -> str:
    """The name alone: without owner, article, company form and country in full; one of two that are joined."""
    name = match[0][:_MOST]
    name = _OWNER.sub("", _OWNER.sub("", name))
    name = _NAME_END.split(name, maxsplit=1)[0].strip(" ,.’'")
    name = re.sub(r"\b(?:of|for|and|on|the)$", "", re.sub(r"[’']s?$", "", name).strip()).strip()
    if name.endswith(" Co") and _LIMITED.match(match.string[match.end() :]):
        name += "., Ltd."
    one, _, other = name.partition(" and ")
    if other and _OFFICE.search(one) and _OFFICE.search(other):
        name = one
    return re.sub(r"(?<=[A-Z][a-z]{2} )customs$|(?<=\w )customs$", "Customs", name) if name[:1].isupper() else name


def _is_office(name: str) -> bool:
    return bool((_OFFICE.search(name) or _LOWER_OFFICE.search(name)) and " " in name and not _MEDIUM.search(name))


def _is_firm(name: str) -> bool:
    """Whether somebody may speak for `name` as for a company: "general manager of Red Lake Trading"."""
    return " " in name and not _MEDIUM.search(name)


def _in_full(name: str, known: Sequence[str]) -> str:
    """The name that an abbreviation or "customs administration" stands for, where the article gives it."""
    if name in {"customs administration", "customs agency"}:
        return next((each for each in known if each.endswith("Administration of Customs")), name)
    if not name.isupper():
        return next((each for each in known if each.startswith(f"{name} Co")), name)
    return next((each for each in known if "".join(filter(str.isupper, each)) == name and each != name), name)


def _is_body(name: str, cited: str) -> bool:
    """Whether who is cited by one proper name ("statistics agency ISTAT", "data from Eurostat") is a body."""
    kind = cited.split()[-1] in {"agency", "office", "bureau", "operator", "association", "authority", "lobby", "body"}
    statistical = re.fullmatch(r"[A-Z]{3,8}|[A-Z][a-z]+sta(?:t|tis)", name) is not None
    return (kind or statistical) and not _MEDIUM.search(name)
