"""Known events: what happened in trade and trade policy, and when.

An article that speaks of one is not older than it, and one that says how long ago it was tells its own year.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from xjllm.reading.dates import MONTH, month_number
from xjllm.reading.lines import single_spaced
from xjllm.reading.presidencies import PRESIDENCIES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xjllm.article import Article

_I = re.IGNORECASE
_RCEP = r"\b(?:RCEP|Regional\sComprehensive\sEconomic\sPartnership)\b"
_CONGRESS = r"(?:(?:CPC\s)?National\sCongress|(?:CPC|Party)\sCongress)\b"
_EDITION = r"(?P<nth>first|1st|second|2nd|third|3rd|\d{1,3}th|[a-z]{3,9}th)\s"
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_REPUBLIC = r"(?:Kazakh|Uzbek|Tajik|Turkmen|Kyrgyz|Azerbaijan|Armenia|Georgia|Ukrain|Belarus|Moldova)[a-z]{0,8}"
_EVENTS: tuple[tuple[str, str, date], ...] = (
    # What it is called in the reason, how articles name it, and when it began.
    ("the Belt and Road Initiative", r"\bBelt\sand\sRoad\b", date(2013, 9, 7)),
    ("the Eurasian Economic Union", r"\bEurasian\sEconomic\sUnion\b|\bEAEU\b", date(2015, 1, 1)),
    (
        "Kyrgyzstan's accession to the Eurasian Economic Union",
        r"\bKyrgyz\w*\b.{0,160}\bjoin\w*\sthe\s(?:Eurasian|EAEU)",
        date(2015, 8, 12),
    ),
    ("the brand China Railway Express", r"\bChina\sRailway\sExpress\b", date(2016, 6, 8)),
    ("the 19th congress of the Communist Party of China", rf"\b19th\s{_CONGRESS}", date(2017, 10, 18)),
    ("the 20th congress of the Communist Party of China", rf"\b20th\s{_CONGRESS}", date(2022, 10, 16)),
    ("the Covid-19 pandemic", r"\bCOVID", date(2020, 2, 11)),
    (
        # It was spoken of for years before; trade by its members is counted since it was signed.
        "the signing of the RCEP",
        rf"{_RCEP}.{{0,20}}\b(?:members?|partners|countries)\b|\bmembers?\b.{{0,12}}\bof\s(?:the\s)?{_RCEP}",
        date(2020, 11, 15),
    ),
    (
        "the entry into force of the RCEP",
        (
            rf"{_RCEP}.{{0,60}}\b(?:took\seffect|(?:came|entered|went)\sinto\s(?:force|effect))|"
            rf"\b(?:entry\sinto\sforce|implementation)\sof\sthe\s{_RCEP}"
        ),
        date(2022, 1, 1),
    ),
    (
        "the China-Laos Railway",
        r"\bChina[-–]Laos\s[Rr]ailway\b.{0,80}\b(?:open|carri|began|launch|operat)",
        date(2021, 12, 3),
    ),
    ("the Uyghur Forced Labor Prevention Act", r"\bForced\sLabou?r\sPrevention\sAct\b|\bUFLPA\b", date(2021, 12, 23)),
    (
        "the war in Ukraine",
        (
            r"\b(?:war|conflict)\sin\sUkraine\b|\bUkraine\s(?:war|conflict|crisis)\b|\binvasion\sof\sUkraine\b|"
            r"\bRussia[-–]Ukraine\b"
        ),
        date(2022, 2, 24),
    ),
    (
        "the end of China's pandemic border controls",
        (
            r"\b(?:China|country|Beijing)\b.{0,60}\b(?:lifted|scrapped|dropped|ended|eased|downgraded|optimi[sz]ed)\b.{0,60}"
            r"\b(?:zero-COVID|COVID-19\s(?:response|management|controls?|restrictions|measures))"
        ),
        date(2023, 1, 8),
    ),
    (
        "the China-Central Asia Summit",
        (
            r"\bChina[-–]Central\sAsia\sSummit\b|\bCentral\sAsian?\b.{0,60}\b(?:met|gathered|summit|convened)\b.{0,40}\bXi[’']an\b|"
            r"\bXi[’']an\b.{0,40}\bsummit\b.{0,60}\bCentral\sAsia"
        ),
        date(2023, 5, 18),
    ),
    (
        "the Xinjiang Pilot Free Trade Zone",
        (
            r"\bXinjiang\s\(?(?:China\)?\s)?Pilot\sF(?:ree[-\s]Trade\sZone|TZ)\b|\bChina\s\(Xinjiang\)\sPilot\b|"
            r"\bpilot\sfree[-\s]trade\szone\b.{0,30}\bin\sXinjiang\b|"
            r"\bXinjiang(?:[’']s)?\s(?:first\s)?(?:pilot\s)?(?:free[-\s]trade\szone|FTZ)\b"
        ),
        date(2023, 11, 1),
    ),
    (
        "visa-free travel between China and Kazakhstan",
        r"\bvisa[-‐ ](?:free|exempt\w*)\b.{0,80}\b(?:Kazakh\w*\b.{0,40}\bChin|Chin\w*\b.{0,40}\bKazakh)",
        date(2023, 11, 10),
    ),
    *PRESIDENCIES,
)
_FOUNDINGS: tuple[tuple[str, str, date], ...] = (
    # Long known, or spoken of ahead of their day: they tell a year only together with how long ago they were.
    (
        "the founding of the Xinjiang Uygur Autonomous Region",
        r"\b(?:found|establish)\w*\sof\s(?:the\s)?Xinjiang\b",
        date(1955, 10, 1),
    ),
    (
        "the founding of the People's Republic of China",
        r"\b(?:found|establish)\w*\sof\s(?:the\s)?(?:People[’']s\sRepublic|PRC|New\sChina)\b",
        date(1949, 10, 1),
    ),
    (
        "the independence of the former Soviet republics",
        rf"\b{_REPUBLIC}\b.{{0,80}}\bindependence\b|\bindependence\sof\s(?:the\s)?(?:Republic\sof\s)?{_REPUBLIC}\b",
        date(1991, 9, 1),
    ),
    ("China's reform and opening-up", r"\breform\sand\sopening[-\s]up\b", date(1978, 12, 18)),
    (
        "ties between China and the Central Asian countries",
        r"\b(?:diplomatic\s(?:ties|relations)|establishment\sof\s(?:diplomatic\s)?(?:ties|relations))\b",
        date(1992, 1, 3),
    ),
    ("the Shanghai Cooperation Organization", r"\bShanghai\sCooperation\sOrgani[sz]ation\b", date(2001, 6, 15)),
    (
        "China's accession to the World Trade Organization",
        r"\b(?:WTO|World\sTrade\sOrgani[sz]ation)\b",
        date(2001, 12, 11),
    ),
    (
        "the China-Europe freight trains",
        (
            r"\b(?:first|debut|maiden|launch\w*)\b.{0,40}\bChina[-–]Europe\b|"
            r"\bChina[-–]Europe\b.{0,80}\b(?:launch\w*|(?:began|started)\s(?:running|operat\w+))"
        ),
        date(2011, 3, 19),
    ),
)
_EDITIONS: tuple[tuple[str, str, tuple[int, ...]], ...] = (
    # Years in which the first, second … was held.
    ("China-Eurasia Expo", r"China[-–]Eurasia\sExpo", (2011, 2012, 2013, 2014, 2016, 2018, 2022, 2024, 2026)),
    ("China International Import Expo", r"(?:China\sInternational\sImport\sExpo|CIIE)", tuple(range(2018, 2027))),
    ("Belt and Road Forum", r"Belt\sand\sRoad\sForum", (2017, 2019, 2023)),
    ("China-Central Asia Summit", r"China[-–]Central\sAsia\sSummit", (2023, 2025)),
    ("China-ASEAN Expo", r"China[-–]ASEAN\sExpo", tuple(range(2004, 2027))),
    ("China-South Asia Expo", r"China[-–]South\sAsia\sExpo", (2013, 2014, 2015, 2016, 2018, 2022, 2023, 2024, 2025)),
    ("China-Arab States Expo", r"China[-–]Arab\sStates\sExpo", (2013, 2015, 2017, 2019, 2021, 2023, 2025)),
    (
        "Canton Fair",
        r"(?:session\sof\sthe\s)?(?:Canton\sFair|China\sImport\sand\sExport\sFair)",
        # Two a year since 1957.
        tuple(1957 + session // 2 for session in range(140)),
    ),
)
_BEGAN = re.compile(
    r"\b(?:launch(?:ed)?|founded|establish(?:ed|ment)|inaugurat(?:ed|ion)|open(?:ed|ing)|unveil(?:ed|ing)|join(?:ed|ing)|"
    r"signed|set\sup|took\seffect|(?:came|entered|went)\sinto\s(?:force|effect)|entry\sinto\sforce|effective|"
    r"lifted|scrapped|ended|eased|downgraded|optimi[sz]ed|held|met|gathered|convened|concluded|closed)\b",
    _I,
)
_SINCE_THEN = re.compile(
    rf"\b(?P<month>(?P<lastmonth>last|this)\smonth)\b|\b(?P<last>last)\s(?P<m1>{MONTH}|year)\b|(?P<now>\bthis\syear)\b|"
    rf"\b(?P<m2>{MONTH})(?![a-z])\.?(?:\s\d{{1,2}}(?:st|nd|rd|th)?(?!\d|[.:]\d))?(?:\s?,)?"
    r"(?:\s(?:of\s)?(?P<rel>last\syear|this\syear|the\syear\sbefore|the\sprevious\syear))?",
    _I,
)
_YEAR_AFTER = re.compile(r"\s(?:of\s)?\d{4}")
_AHEAD = re.compile(r"\b(?:will|upcoming|next|plans?|scheduled|to\sbe\sheld)\b", _I)
_NEXT_YEAR = re.compile(r"\bnext\syear\b", _I)
_PREPOSITION = re.compile(
    r"\b(?:in|on|of|since|at|from)\s(?:early\s|late\s|mid-)?(?:the\s(?:start|end|beginning)\sof\s)?$", _I
)
_FARTHEST = 120
"""Characters from the verb to the words that say when."""
_LATE = 10
"""An article of unknown date that says "last October" is hardly of the two months after it."""
_LONGEST = 2_000
"""Characters of a paragraph that are looked at."""


@dataclass(frozen=True, slots=True)
class EventEvidence:
    """What an event tells of an article's day of publication.

    Attributes:
        day: the day of the event: the article is not older.
        name: what the event is called.
        year: year of publication, where the article says how long ago the event was; else None.
    """

    day: date
    name: str
    year: int | None = None


@dataclass(frozen=True, slots=True)
class EventMention:
    """Where words name a known event, one long past included."""

    start: int
    end: int
    name: str
    day: date


def find_event_evidence(article: Article, month: int | None = None) -> EventEvidence | None:
    """The latest event that the story speaks of, one before all that it dates from its own day; None without any.

    Args:
        article: the article.
        month: month of publication (1 to 12), where the dateline does not say it but the story's data do.
    """
    found: list[EventEvidence] = []
    month = article.published_month_day[0] if article.published_month_day else month
    for span in article.paragraphs:
        words = single_spaced(article.text, span, _LONGEST)
        found += _in_paragraph(words, month)
    dated = [each for each in found if each.year is not None]
    return max(dated or found, key=lambda each: each.day, default=None)


def find_edition_ahead(article: Article) -> tuple[int, str] | None:
    """The year of a numbered fair or summit that the story says is to be held, and its name; None without one.

    Such are announced in their own year, if not "next year".
    """
    for span in article.paragraphs:
        words = single_spaced(article.text, span, _LONGEST)
        for year, name, start in _editions(words):
            if _is_ahead(words, start) and not _NEXT_YEAR.search(words, start, start + _FARTHEST):
                return year, name
    return None


def find_events(words: str) -> list[EventMention]:
    """The known events that `words` name, in text order; `words` are one paragraph, its white space single blanks."""
    found = [
        EventMention(match.start(), match.end(), name, day)
        for name, pattern, day in (*_EVENTS, *_FOUNDINGS)
        for match in re.finditer(pattern, words, _I)
    ]
    return sorted(found, key=lambda each: (each.start, each.end))


def _in_paragraph(words: str, month: int | None) -> Iterator[EventEvidence]:
    for name, pattern, day in _EVENTS:
        match = re.search(pattern, words, _I)
        if match:
            yield EventEvidence(day, name, _year_told(words, match, day, month))
    for year, name, start in _editions(words):
        if not _is_ahead(words, start):
            yield EventEvidence(date(year, 1, 1), name)


def _editions(words: str) -> Iterator[tuple[int, str, int]]:
    """Year, name and place of each numbered fair and summit that `words` name."""
    for name, pattern, years in _EDITIONS:
        for match in re.finditer(rf"\b{_EDITION}(?:\w+\s)?{pattern}\b", words, _I):
            number = _ordinal(match["nth"].lower())
            if 0 < number <= len(years):
                yield years[number - 1], f"the {match['nth']} {name}", match.start()


def _ordinal(word: str) -> int:
    return int(word[:-2]) if word[0].isdecimal() else (_ORDINALS.index(word) + 1 if word in _ORDINALS else 0)


def _is_ahead(words: str, start: int) -> bool:
    """Whether the sentence around speaks of what is to come."""
    begin = max(words.rfind(". ", 0, start), 0)
    return _AHEAD.search(words, begin, start + _FARTHEST) is not None


def _year_told(words: str, match: re.Match[str], day: date, month: int | None) -> int | None:
    """The year of publication, from "the zone, inaugurated last November"; None where the text does not say."""
    start, end = match.span()
    began = _BEGAN.search(words, start, min(len(words), end + _FARTHEST))
    if began is None:
        return None
    for then in _SINCE_THEN.finditer(words, began.end(), min(len(words), began.end() + _FARTHEST)):
        if re.search(r"\.(?=\s[A-Z])", words[began.end() : then.start()]):
            return None
        # A month with its year says when the event was, not when the article is.
        no_clue = _YEAR_AFTER.match(words, then.end()) or not _PREPOSITION.search(words, 0, then.start())
        if then["m2"] and not then["rel"] and no_clue:
            continue
        return _year_at(then, words, day, month)
    return None


def _year_at(then: re.Match[str], words: str, day: date, month: int | None) -> int | None:
    if then["month"]:
        # "Unveiled last month" tells the year where the article's own month fits.
        back = then["lastmonth"].lower() == "last"
        if month is not None and (day.month + back - 1) % 12 + 1 != month:
            return None
        return day.year + (back and day.month == 12)
    if then["now"]:
        return day.year
    name = then["m1"] or then["m2"]
    named = None if name.lower() == "year" else month_number(name)
    if named not in (None, day.month):
        return None
    if then["last"]:
        if named is None:
            return day.year + 1
        # In December "last November" is this year's or the one before: only an earlier month tells.
        return day.year + 1 if (month or _LATE) <= named else None
    if not then["rel"]:
        # A month without its year is one of the last twelve.
        return day.year + (month is not None and month < day.month)
    back_years = {"this year": 0, "last year": 1}.get(then["rel"].lower())
    if back_years is None:
        # "Turnover last year, the first since the country joined in August of the year before"
        back_years = 2 if "last year" in words[: then.start()].lower() else None
    return None if back_years is None else day.year + back_years
