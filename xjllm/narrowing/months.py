"""The periods that a text names, as months in the form of the answer schema (`2019-01/2019-08`, `Y-04`)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from xjllm.reading.dates import MONTH

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xjllm.article import Article

_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
COUNTS = {
    **{str(n): n for n in range(1, 13)},
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12,
}  # fmt: skip
_ORDINALS = {
    "first": 1,
    "second": 2,
    "third": 3,
    "fourth": 4,
    "final": 4,
    "last": 4,
    "1st": 1,
    "2nd": 2,
    "3rd": 3,
    "4th": 4,
}
_N = "|".join(COUNTS)
_M = rf"(?-i:(?=[A-Z])){MONTH}\.?+(?![a-z])"
_YEAR = r"(?:\s(?:of\s|in\s)?(?P<year{0}>\d{{4}}|this\syear|last\syear|the\syear|the\sprevious\syear)(?!\d))?"
_WHEN = re.compile(
    "|".join(
        (
            rf"(?P<range>(?P<m1>{_M})(?:\s(?P<y1>\d{{4}}))?(?:\s?(?:-|–|-to-)\s?|\s(?:to|through|until|till|and)\s)(?P<m2>{_M}),?(?:\speriod)?{_YEAR.format(1)})",
            rf"(?P<half>(?P<which>first|second|1st|2nd)[\s-]half{_YEAR.format(2)}|(?<![\w])H(?P<h>[12])(?!\w){_YEAR.format(3)})",
            rf"(?P<firstn>first\s(?:(?P<n>{_N})[\s-])?(?P<of>months?|quarters?){_YEAR.format(4)})",
            rf"(?P<quarter>(?P<q>first|second|third|fourth|final)[\s-]quarter{_YEAR.format(5)}|(?<!\w)Q(?P<qn>[1-4])(?!\w){_YEAR.format(6)})",
            rf"(?P<month>(?P<m>{_M}),?+(?!\s?\d{{1,2}}(?:st|nd|rd|th)?\b(?!\d)){_YEAR.format(7)})",
            rf"(?P<same>(?:the|these|those)\s(?P<sn>{_N})[\s-]months?(?:\speriod)?(?:\sof\s(?P<sy>\d{{4}}))?(?!\s(?:later|earlier|ago|before)))",
            r"(?P<lastmonth>(?:last|previous|past)\smonth)",
            (
                r"(?P<year>(?<![\d.,$€£¥-])(?P<y>(?:19|20)\d\d)(?![\d%]|[.,]\d|-\d)|last\syear|this\syear|"
                r"the\sprevious\syear)"
            ),
        )
    ),
    re.IGNORECASE,
)
_BASE_BEFORE = re.compile(
    r"(?:\b(?:from|than|than\sin|with|over|against|on|to|versus|since|same\s(?:period|months?|quarter|month|"
    r"time)\s(?:of|in|a))"
    r"(?:\s(?:that|those|the|in|of|level|levels|a))*|same\s(?:period|months?|quarter|month|time|span)(?:\s(?:of|"
    r"in))?)\s$",
    re.IGNORECASE,
)
_SAME_BEFORE = re.compile(
    r"\b(?:same\s\w+\s(?:of|in)|than\s(?:in|over|during)?|compared\s(?:with|to)|from|against|on)\s?(?:that\s(?:of|"
    r"in)\s)?(?:the\s)?$",
    re.IGNORECASE,
)
# "compared with 3.1 billion yuan in May": May is only compared with, unless "to" has come in between.
_COMPARED_BEFORE = re.compile(
    r"\b(?:compared\s(?:with|to)|against|versus|from|than|exceeding|times)\s(?:(?!\bto\b)[^,;])*$", re.IGNORECASE
)
_NAMED_BEFORE = re.compile(
    r"(?:^|\b(?:in|of|for|during|over|through|until|since|from|than|with|against|on|to|by|early|late|mid|and|as|both|"
    r"only|fiscal|whole|full)\s(?:the\s)?|[,(\s]\s?|^\W*)$",
    re.IGNORECASE,
)
BASE = re.compile(
    r"(?:a\syear\s(?:ago|earlier|before)|one\syear\s(?:ago|earlier|before)|year[- ]earlier|"
    r"(?:the|that)\s(?:same|corresponding)\s(?:period|months?|quarter|time|span)|the\sprevious\syear|"
    r"(?:in|for|during|of)?\s?(?:the\s)?(?:same|corresponding)\s(?:period|months?|quarter|half|time)|last\syear|"
    r"twelve\smonths\searlier|12\smonths\searlier)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Anchor:
    """When an article was published, as far as it is known.

    Attributes:
        year: year of publication; 0 stands for a year that nobody states.
        month: month of publication, 1 to 12; None where unknown.
    """

    year: int
    month: int | None


@dataclass(frozen=True, slots=True)
class Months:
    """A run of months; years as in `Anchor`."""

    first: tuple[int, int]
    last: tuple[int, int]

    def shifted(self, months: int) -> Months:
        """The same length of time, `months` later."""

        def shift(year: int, month: int) -> tuple[int, int]:
            total = year * 12 + month - 1 + months
            return total // 12, total % 12 + 1

        return Months(shift(*self.first), shift(*self.last))

    @property
    def length(self) -> int:
        """Number of months."""
        return (self.last[0] - self.first[0]) * 12 + self.last[1] - self.first[1] + 1

    def __str__(self) -> str:
        first, last = (f"{_year(year)}-{month:02d}" for year, month in (self.first, self.last))
        return first if first == last else f"{first}/{last}"


@dataclass(frozen=True, slots=True)
class Mention:
    """A period that a text names.

    Attributes:
        start: where the words begin.
        end: where they end.
        months: what they stand for.
        is_base: whether they only name what something is compared with ("up from October").
        is_year: whether they name a whole year, or a year alone.
    """

    start: int
    end: int
    months: Months
    is_base: bool
    is_year: bool


def anchor_of(article: Article) -> Anchor:
    """When the article was published, as far as its page or its dateline says."""
    if article.published:
        return Anchor(article.published.year, article.published.month)
    return Anchor(0, article.published_month_day[0] if article.published_month_day else None)


def find_mentions(text: str, anchor: Anchor) -> list[Mention]:
    """The periods that `text` names, in text order."""
    return list(_find(re.sub(r"[\s\u00a0]", " ", text), anchor))


def _find(text: str, anchor: Anchor) -> Iterator[Mention]:
    for match in _WHEN.finditer(text):
        months = _resolve(match, anchor)
        before = text[max(0, match.start() - 90) : match.start()]
        if months is None or ((match["month"] or match["year"]) and not _NAMED_BEFORE.search(before)):
            continue
        if anchor.year and months.first[0] > anchor.year:
            continue
        named = match["month"] or match["lastmonth"] or match["year"]
        is_base = (not match["range"] or not before.endswith(("from ", "From "))) and (
            bool(named and _BASE_BEFORE.search(before))
            or bool(not named and _SAME_BEFORE.search(before))
            or bool(_COMPARED_BEFORE.search(before))
        )
        yield Mention(match.start(), match.end(), months, is_base, bool(match["year"]) and months.length == 12)


def _resolve(match: re.Match[str], anchor: Anchor) -> Months | None:
    stated = next((match[f"year{n}"] for n in range(1, 8) if match[f"year{n}"]), None)
    if match["range"]:
        first, last = _month(match["m1"]), _month(match["m2"])
        year = _when(stated, last, anchor)
        begin = int(match["y1"]) if match["y1"] else year - (first > last)
        return Months((begin, first), (year, last))
    if match["half"]:
        half = int(match["h"]) if match["h"] else _ORDINALS[match["which"].lower()]
        return _span(half * 6 - 5, half * 6, stated, anchor)
    if match["firstn"]:
        count = COUNTS[(match["n"] or "1").lower()] * (3 if match["of"].lower().startswith("q") else 1)
        return _span(1, count, stated, anchor) if 0 < count <= 12 else None
    if match["quarter"]:
        quarter = int(match["qn"]) if match["qn"] else _ORDINALS[match["q"].lower()]
        return _span(quarter * 3 - 2, quarter * 3, stated, anchor)
    if match["month"]:
        month = _month(match["m"])
        return _span(month, month, stated, anchor)
    if match["same"]:
        count = COUNTS[match["sn"].lower()]
        return _span(1, count, match["sy"], anchor)
    if match["lastmonth"]:
        if anchor.month is None:
            return None
        here = Months((anchor.year, anchor.month), (anchor.year, anchor.month))
        return here.shifted(-1)
    year = _when(match["y"] or match["year"], 12, anchor)
    return Months((year, 1), (year, 12))


def _span(first: int, last: int, stated: str | None, anchor: Anchor) -> Months:
    year = _when(stated, last, anchor)
    return Months((year, first), (year, last))


def _when(stated: str | None, last_month: int, anchor: Anchor) -> int:
    words = (stated or "").lower()
    if words.isdigit():
        return int(words)
    if words in {"last year", "the previous year"}:
        return anchor.year - 1
    if words == "this year":
        return anchor.year
    # What is reported has happened: a month later than that of publication was the year before.
    return anchor.year - (anchor.month is not None and last_month > anchor.month)


def _month(name: str) -> int:
    return _NAMES.index(name[:3].lower()) + 1


def _year(year: int) -> str:
    if year > 1000:
        return f"{year:04d}"
    return "Y" if year == 0 else f"Y{year:+d}"
