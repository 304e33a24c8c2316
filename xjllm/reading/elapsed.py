"""Elapsed time: "nearly seven years on", "the tenth anniversary", "the first full year since" tell an article's year.

They count from a date that stands beside them, or from a known event ("a decade after the Belt and Road Initiative
was proposed"). What they lead to is the day of publication or, for the first full year of something, that of the data.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from xjllm.reading.dates import MONTH, month_number
from xjllm.reading.known_events import find_events
from xjllm.reading.lines import single_spaced

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xjllm.article import Article

_I = re.IGNORECASE
_COUNTS = {
    **{str(n): n for n in range(1, 101)}, "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5,
    "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14,
    "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20,
}  # fmt: skip
_ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
    "tenth": 10, "eleventh": 11, "twelfth": 12, "fifteenth": 15, "twentieth": 20, "thirtieth": 30, "fortieth": 40,
}  # fmt: skip
_NUMBER = "|".join(sorted(_COUNTS, key=len, reverse=True))
_SPAN = (
    r"(?:\b(?P<hedge>nearly|almost|close\sto|just\sunder|more\sthan|(?:just\s|a\slittle\s|well\s)?over)\s)?"
    rf"(?:(?<![\w.,])(?P<n>{_NUMBER})(?:[\s-](?P<half>and[\s-]a[\s-]half))?[\s-](?P<unit>year|month|decade)s?(?:\s(?P<half2>and\sa\shalf))?"
    r"|\b(?P<halfyear>half\sa\syear))"
)
_FROM_AHEAD = re.compile(
    rf"{_SPAN}(?:\sof\s\w+|\s(?:have|has|had)\s(?:passed|elapsed|gone\sby))?\s(?:after|since|following|on\sfrom)\b|"
    rf"\b(?P<old>{_NUMBER})-(?P<oldunit>year|month)-old\s"
    r"(?=(?:[\w-]+,?\s){1,6}(?:opened|launched|founded|established|inaugurated|started|set\sup|which)\b)",
    _I,
)
_FROM_BEHIND = re.compile(
    rf"{_SPAN}(?:\son\b(?!\s(?:year|from|the\syear))|\s(?:has|have)\s(?:passed|elapsed|gone\sby)\b(?!\ssince)|"
    r"\slater,?\s(?=(?:it|they|the\s\w+)\s(?:is|are|has|have)\b))|(?:now|today),?\s"
    rf"(?:(?P<n3>{_NUMBER})\s(?P<unit3>year|decade)s?\slater)\b",
    _I,
)
_IN_ITS = re.compile(
    rf"\bin\s(?:its|their)\s(?:(?P<n>{_NUMBER})\s(?P<unit>year)s\b|"
    rf"(?:(?P<nth>\d{{1,3}})(?:st|nd|rd|th)|(?P<word>{'|'.join(_ORDINALS)}))\syear\b)",
    _I,
)
_AGO = re.compile(rf"{_SPAN}\sago\b", _I)
_ANNIVERSARY = re.compile(
    rf"\b(?:(?P<nth>\d{{1,3}})(?:st|nd|rd|th)|(?P<word>{'|'.join(_ORDINALS)}))\s(?:founding\s)?(?:anniversary|birthday)\b",
    _I,
)
_LAST = re.compile(rf"[^.;,]{{0,40}}?\blast\s(?P<when>year|{MONTH})(?![a-z])", _I)
_FULL = re.compile(
    r"\bfirst\s(?:full|complete|whole)\s(?:calendar\s|financial\s)?(?P<unit>year|half|quarter|month)\b", _I
)
_DATE = re.compile(
    rf"(?:(?<![A-Za-z])(?:\d{{1,2}}\s)?(?P<month>{MONTH})(?![a-z])\.?\s(?:\d{{1,2}}(?:st|nd|rd|th)?,?\s)?(?:of\s)?)?"
    r"(?<![\w.,$€£¥-])(?P<year>(?:19|20)\d\d)(?![\w%-]|[.,]\d)(?!\s[a-z]{3,12}s\b)",
    _I,
)
_NEXT_YEAR = re.compile(r"\bnext\syear|\bupcoming\b", _I)
_SENTENCE_END = re.compile(r"(?<!\b[A-Z][a-z])(?<!\b[A-Z][a-z]{2})[.!?][\"”’')]?\s(?=[\"“‘(]?[A-Z0-9])")
_REACH = 250
"""Characters between the date and the words that count from it."""
_BESIDE = re.compile(
    r"[,\s(–—-]*(?:(?:or|some|about|around|just|nearly|almost|over|more\sthan|back|in|on|early|late)\s)*", _I
)
_LONGEST = 2_000
"""Characters of a paragraph that are looked at."""
_LASTING = frozenset({"the Covid-19 pandemic"})
"""Years "after" it are not counted from its first day."""
_UNITS = {"year": 12, "half": 6, "quarter": 3, "month": 1}


@dataclass(frozen=True, slots=True)
class CountedYear:
    """A year that an article leads to by counting.

    Attributes:
        year: the year.
        since: what is counted from, for the reader.
        is_of_data: whether it is the year of the data instead of that of publication.
    """

    year: int
    since: str
    is_of_data: bool = False


@dataclass(frozen=True, slots=True)
class _Origin:
    start: int
    end: int
    year: int
    month: int | None
    is_first: bool
    name: str


def find_counted_years(article: Article, month: int | None = None) -> list[CountedYear]:
    """The years that the story's words lead to by counting from a date or a known event, in text order.

    Args:
        article: the article; its month of publication decides between two years.
        month: that month (1 to 12), where the dateline does not say it but the story's data do.
    """
    month = article.published_month_day[0] if article.published_month_day else month
    found: list[CountedYear] = []
    for span in article.paragraphs:
        words = single_spaced(article.text, span, _LONGEST)
        found += _in_paragraph(words, month)
    return found


def _in_paragraph(words: str, month: int | None) -> Iterator[CountedYear]:
    origins = _origins(words)
    if origins:
        yield from _spans(words, origins, month)
        yield from _milestones(words, origins, month)


def _spans(words: str, origins: list[_Origin], month: int | None) -> Iterator[CountedYear]:
    """What lengths of time lead to: "14 years after", "seven years on", "two years ago"."""
    for match in _FROM_AHEAD.finditer(words):
        origin = _ahead(words, origins, match.end())
        if origin and not _is_history(words, origins, match, origin):
            yield _counted(origin, _months(match), match["hedge"], month)
    for match in _FROM_BEHIND.finditer(words):
        origin = _behind(words, origins, match.start(), across=True)
        if origin:
            yield _counted(origin, _months(match), match["hedge"], month)
    for match in _AGO.finditer(words):
        origin = next((each for each in origins if _is_beside(words, each, match)), None)
        if origin:
            yield _counted(origin, _months(match), match["hedge"], month)


def _milestones(words: str, origins: list[_Origin], month: int | None) -> Iterator[CountedYear]:
    """What anniversaries, years of age and first full years lead to."""
    for match in _IN_ITS.finditer(words):
        origin = _behind(words, origins, match.start(), across=False) or _ahead(words, origins, match.end())
        if origin:
            # In its fifteenth year something is more than fourteen years old.
            months = _months(match) if match["n"] else 12 * (_nth(match) - 1)
            yield _counted(origin, months, None if match["n"] else "over", month)
    for match in _ANNIVERSARY.finditer(words):
        # "The trains mark the tenth anniversary of their launch": the event's own words are around it.
        around = next((each for each in origins if each.start < match.start() and match.end() < each.end), None)
        origin = around or _ahead(words, origins, match.end()) or _behind(words, origins, match.start(), across=True)
        if origin and not _NEXT_YEAR.search(_sentence(words, match.start())):
            # An anniversary is marked all through its year.
            yield CountedYear(origin.year + _nth(match) + _years_since(words, match, month), origin.name)
    for match in _FULL.finditer(words):
        origin = _ahead(words, origins, match.end()) or _behind(words, origins, match.start(), across=True)
        if origin:
            yield CountedYear(_first_full(origin, match["unit"].lower()), origin.name, is_of_data=True)


def _years_since(words: str, anniversary: re.Match[str], month: int | None) -> int:
    """1 where the anniversary is told of as last year's ("marked its first anniversary last November"), else 0."""
    then = _LAST.match(words, anniversary.end())
    if then is None:
        return 0
    return int(then["when"].lower() == "year" or month is None or month_number(then["when"]) > month)


def _origins(words: str) -> list[_Origin]:
    """The dates and known events that can be counted from, in text order."""
    dates = [
        _Origin(
            match.start(),
            match.end(),
            int(match["year"]),
            month_number(match["month"]) if match["month"] else None,
            is_first=False,
            name=match.group(),
        )
        for match in _DATE.finditer(words)
    ]
    events = [
        _Origin(each.start, each.end, each.day.year, each.day.month, is_first=each.day.day == 1, name=each.name)
        for each in find_events(words)
        if each.name not in _LASTING
    ]
    # A date of the text's own goes before what is known of the event.
    return sorted([*dates, *events], key=lambda each: each.start)


def _ahead(words: str, origins: list[_Origin], position: int) -> _Origin | None:
    """What is counted from behind `position`, in the same sentence: a date before an event."""
    end = _SENTENCE_END.search(words, position)
    until = min(end.start() if end else len(words), position + _REACH)
    near = [each for each in origins if position <= each.start < until]
    return next((each for each in near if each.name[-1:].isdecimal()), near[0] if near else None)


def _behind(words: str, origins: list[_Origin], position: int, *, across: bool) -> _Origin | None:
    """The last date or event before `position`; `across` sentences of the paragraph, too."""
    begin = 0 if across else max((each.end() for each in _SENTENCE_END.finditer(words, 0, position)), default=0)
    near = [each for each in origins if max(begin, position - _REACH) <= each.start and each.end <= position]
    return near[-1] if near else None


def _sentence(words: str, position: int) -> str:
    """The sentence around `position`."""
    begin = max((match.end() for match in _SENTENCE_END.finditer(words, 0, position)), default=0)
    end = _SENTENCE_END.search(words, position)
    return words[begin : end.start() if end else len(words)]


def _is_history(words: str, origins: list[_Origin], match: re.Match[str], origin: _Origin) -> bool:
    """Whether the sentence is told of a year that it names itself: "In 2015, two years after it opened in 2013"."""
    sentence = _sentence(words, match.start())
    begin = words.find(sentence)
    return any(
        begin <= each.start < begin + len(sentence) and each.year > origin.year and each.name[-1:].isdecimal()
        for each in origins
    )


def _is_beside(words: str, origin: _Origin, match: re.Match[str]) -> bool:
    """Whether "14 years ago" stands beside the date, or in the sentence in which an event is said to have begun."""
    first, second = (origin, match) if origin.start < match.start() else (match, origin)
    begin = first.end if isinstance(first, _Origin) else first.end()
    end = second.start if isinstance(second, _Origin) else second.start()
    if begin > end:
        return False
    if origin.name[-1:].isdecimal():
        return _BESIDE.fullmatch(words, begin, end) is not None
    between = words[begin:end]
    return (
        len(between) < _REACH // 4
        and re.search(
            r"\b(?:proposed|launched|opened|founded|established|signed|put\sforward|began|unveiled)\b", between, _I
        )
        is not None
    )


def _nth(match: re.Match[str]) -> int:
    return int(match["nth"]) if match["nth"] else _ORDINALS[match["word"].lower()]


def _months(match: re.Match[str]) -> int:
    """How many months the words count."""
    groups = match.groupdict()
    if groups.get("halfyear"):
        return 6
    if groups.get("old"):
        return _COUNTS[groups["old"].lower()] * _UNITS[groups["oldunit"].lower()]
    count = _COUNTS[(groups.get("n") or groups.get("n3") or "").lower()]
    unit = {"year": 12, "month": 1, "decade": 120}[(groups.get("unit") or groups.get("unit3") or "").lower()]
    return count * unit + (unit // 2 if groups.get("half") or groups.get("half2") else 0)


def _counted(origin: _Origin, months: int, hedge: str | None, published: int | None) -> CountedYear:
    if origin.month is None:
        return CountedYear(origin.year + months // 12, origin.name)
    reached = origin.year * 12 + origin.month - 1 + months
    nearly = (hedge or "").lower() in {"nearly", "almost", "close to", "just under"}
    if published is None:
        return CountedYear((reached + (0 if hedge is None else -3 if nearly else 3)) // 12, origin.name)
    # The only month of that name within a year around the one that is reached; two months of slack to the other side.
    first = reached - (6 if hedge is None else 9 if nearly else 2)
    return CountedYear((first + (published - 1 - first) % 12) // 12, origin.name)


def _first_full(origin: _Origin, unit: str) -> int:
    """The year of the first whole year, quarter … after the origin."""
    if origin.month is None:
        return origin.year + (unit == "year")
    length = _UNITS[unit]
    month = origin.year * 12 + origin.month - 1
    begins_with = origin.is_first and month % length == 0
    return (month if begins_with else (month // length + 1) * length) // 12
