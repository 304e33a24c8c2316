"""Known events: what happened in the trade policy of the region, and when.

An article that speaks of one is not older than it, and one that says how long ago it was tells its own year.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from xjllm.reading.dates import MONTH

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xjllm.article import Article

_I = re.IGNORECASE
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
    ("the Covid-19 pandemic", r"\bCOVID", date(2020, 2, 11)),
    (
        # It was spoken of for years before; trade by its members is counted since it was signed.
        "the signing of the RCEP",
        r"\b(?:RCEP|Regional\sComprehensive\sEconomic\sPartnership)\b.{0,20}\b(?:members?|partners|countries)\b",
        date(2020, 11, 15),
    ),
    (
        "the entry into force of the RCEP",
        (
            r"\b(?:RCEP|Regional\sComprehensive\sEconomic\sPartnership)\b.{0,60}"
            r"\b(?:took\seffect|(?:came|entered|went)\sinto\s(?:force|effect))"
        ),
        date(2022, 1, 1),
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
    ("the China-Central Asia Summit", r"\bChina[-–]Central\sAsia\sSummit\b", date(2023, 5, 18)),
    (
        "the Xinjiang Pilot Free Trade Zone",
        r"\bXinjiang\s\(?(?:China\)?\s)?Pilot\sF(?:ree\sTrade\sZone|TZ)\b|\bChina\s\(Xinjiang\)\sPilot\b",
        date(2023, 11, 1),
    ),
    (
        "visa-free travel between China and Kazakhstan",
        r"\bvisa[-‐ ](?:free|exempt\w*)\b.{0,80}\b(?:Kazakh\w*\b.{0,40}\bChin|Chin\w*\b.{0,40}\bKazakh)",
        date(2023, 11, 10),
    ),
)
_BEGAN = re.compile(
    r"\b(?:launched|founded|established|inaugurated|opened|unveiled|joined|joining|signed|set\sup|took\seffect|"
    r"(?:came|entered|went)\sinto\s(?:force|effect)|effective)\b",
    _I,
)
_SINCE_THEN = re.compile(
    rf"\b(?:in\s|on\s|since\s|of\s|at\s)?(?P<last>last)\s(?P<m1>{MONTH}|year)\b|"
    rf"\b(?P<m2>{MONTH})\.?\s(?:\d{{1,2}}\s?,?\s)?(?:of\s)?(?P<rel>last\syear|this\syear|the\syear\sbefore|the\sprevious\syear)",
    _I,
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


def find_event_evidence(article: Article) -> EventEvidence | None:
    """The latest event that the story speaks of, one before all that it dates from its own day; None without any."""
    found: list[EventEvidence] = []
    for span in article.paragraphs:
        words = " ".join(article.text[span.start : span.end][:_LONGEST].split())
        found += _in_paragraph(words, article.published_month_day)
    dated = [each for each in found if each.year is not None]
    return max(dated or found, key=lambda each: each.day, default=None)


def _in_paragraph(words: str, published: tuple[int, int] | None) -> Iterator[EventEvidence]:
    for name, pattern, day in _EVENTS:
        match = re.search(pattern, words, _I)
        if match:
            yield EventEvidence(day, name, _year_told(words, match.start(), match.end(), (day, published)))


def _year_told(words: str, start: int, end: int, when: tuple[date, tuple[int, int] | None]) -> int | None:
    """The year of publication, from "the zone, inaugurated last November"; None where the text does not say."""
    day, published = when
    began = _BEGAN.search(words, start, min(len(words), end + _FARTHEST))
    then = began and _SINCE_THEN.search(words, began.end(), min(len(words), began.end() + _FARTHEST))
    if not then or "." in words[end : then.start()]:
        return None
    month = then["m1"] or then["m2"]
    named = None if month.lower() == "year" else _month(month)
    if named not in (None, day.month):
        return None
    if then["last"]:
        if named is None:
            return day.year + 1
        # In December "last November" is this year's or the one before: only an earlier month tells.
        return day.year + 1 if (published[0] if published else _LATE) <= named else None
    back = {"this year": 0, "last year": 1}.get(then["rel"].lower())
    if back is None:
        # "Turnover last year, the first since the country joined in August of the year before"
        back = 2 if "last year" in words[: then.start()].lower() else None
    return None if back is None else day.year + back


def _month(name: str) -> int:
    return ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec").index(
        name[:3].lower()
    ) + 1
