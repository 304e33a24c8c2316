"""Compared years: "up 12 percent from the first half of 2019" in an article that names no other year is of 2020."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from xjllm.article import Span
from xjllm.reading.dates import MONTH
from xjllm.reading.lines import single_spaced
from xjllm.reading.year_bounds import is_ahead

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xjllm.article import Article

_YEAR = r"(?P<year>19[5-9]\d|20\d\d)(?![\d%]|[.,]\d)"
_NUMBER = r"(?:\d{1,2}|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
_PART = (
    rf"(?:(?:the\s)?(?:first|second|third|fourth|last|same|corresponding|comparable|equivalent|like)\s(?:{_NUMBER}[\s-])?"
    rf"(?:half(?:[\s-]year)?|quarters?|months?|period|stretch|time|span)|{MONTH}\.?(?:\s?(?:-|–|to|through|and)\s?{MONTH}\.?)?"
    r"|[QH][1-4]|that\s(?:month|quarter|half))"
)
_DATED = re.compile(
    rf"(?<![A-Za-z])(?P<part>{_PART})(?:\speriod)?,?\s(?:of\s|in\s)?(?:the\syear\s)?{_YEAR}", re.IGNORECASE
)
_SAME = re.compile(r"(?:the\s)?(?:same|corresponding|comparable|equivalent|like|that)\s", re.IGNORECASE)
_WHOLE = re.compile(
    r"(?<![A-Za-z])(?:whole|full|entire|all)(?:[\s-]year)?(?:\s(?:figure|total|value|result|level))?(?:\s(?:of|in))?"
    rf"(?:\sthe)?(?:\syear)?(?:\s(?:of|in))?\s{_YEAR}",
    re.IGNORECASE,
)
_AMOUNT = (
    r"(?:(?:about|around|only|just|nearly|some|the)\s)?[^\s\w]{0,3}[A-Z]{0,3}\$?\d\S*"
    r"(?:\s(?!(?:from|to|and|in)\s)[\w.%]+){0,3}"
)
_LEVEL = r"(?:(?:in|during|for|that\sof|those\sof|the\s(?:\w{1,15}\s){1,2}(?:of|in|for))\s)?"
_COMPARED = re.compile(
    rf"(?<![A-Za-z])(?:(?:than|as)\s{_LEVEL}"
    r"|(?:times|double|twice|triple)\s(?:that\sof|those\sof|the\s(?:\w{1,15}\s){1,2}(?:of|in|for))\s"
    # "Up 4 percent on October 2025": without a day, "on" only compares.
    r"|(?:percent|per\scent|pct|up|down|higher|lower|more|less)\son\s"
    rf"|(?:against|versus|vs\.?|compar(?:ed|ison)\s(?:with|to)|relative\sto|from|above|below)\s(?:{_AMOUNT}\s)?{_LEVEL}"
    rf"|than\sthe\s{_AMOUNT}\s(?:\w{{1,15}}\s)?(?:in|of|for)\s)(?:the\s)?$"
    r"|%\son\s(?:the\s)?$",
    re.IGNORECASE,
)
_COMPARED_YEAR = re.compile(
    rf"(?<![A-Za-z])(?:than\sin|as\s(?:much|many|high|large|big)\sas\sin|compar(?:ed|ison)\s(?:with|to)|(?:after|following|against|versus|vs\.?|from|than)\s(?:the\s|an?\s)?"
    rf"(?:\w{{4,12}}\sof\s)?{_AMOUNT}\sin)\s$",
    re.IGNORECASE,
)
_OWN_YEAR = re.compile(r"(?<![A-Za-z])(?:in|during|for|throughout)\s(?:the\syear\s)?$", re.IGNORECASE)
_RUNNING = re.compile(
    r"\bso\sfar\b|\bto\sdate\b|\bthe\s(?:same|corresponding)\s(?:period|months)\s(?:of\s|in\s|a\s)?(?:last|the\sprevious|year)",
    re.IGNORECASE,
)
_EXCEEDED = re.compile(
    r"(?<![A-Za-z])(?:than|exceed\w*|surpass\w*|topp?\w*|above|over|beat\w*|match\w*|against|compared|equal\w*"
    r"|(?:percent|per\scent|pct|parts?|third|quarters?|half)\sof|%\sof)(?![A-Za-z])",
    re.IGNORECASE,
)
_FROM_TO = re.compile(r"from\s(?:the\s)?$", re.IGNORECASE)
_RANGE = re.compile(rf"{MONTH}\.?\s?(?:-|–|to|through|and)\s?{MONTH}", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?][\"”’]?\s(?=[A-Z\"“])")
_CLAUSE_END = re.compile(r"[.;:!?]\s")
_ALONE = re.compile(rf"(?<![\w.,$€£¥-]){_YEAR}")
_LAST_YEAR = re.compile(r"\blast\syear\b(?![’']s)", re.IGNORECASE)
_BEGUN = re.compile(
    r"\b(?:launch\w*|found(?:ed|ing)|establish\w*|inaugurat\w*|open(?:ed|ing)|reopen\w*|unveil\w*|join\w*|accession|signed|"
    r"signing|set\sup|built|complet\w*|started|began|begun|since|(?:took|into|in)\s(?:effect|force|operation|use|service)|"
    r"approved|introduced|imposed|lifted|visit\w*|left|ran|born|moved|came)\b[^⟦]{0,60}$",
    re.IGNORECASE,
)
_MEASURED = re.compile(
    r"\d\s?(?:%|percent|per\scent|pct|[mbt]n\b|[a-z]{1,2}illion|(?:metric\s)?tonn?e?s|yuan|trains|trips|vehicles|units|TEUs?)|"
    r"\b(?:rose|fell|grew|climbed|dropped|increased|declined|jumped|shrank)\b",
    re.IGNORECASE,
)
_BEFORE = 110
"""Characters before a dated period in which the words of comparison stand."""
_LONGEST = 3_000
"""Characters of a paragraph that are looked at."""


def find_compared_year(article: Article, *, whole_years: bool = False) -> int | None:
    """The newest year whose figures the story only compares its own with: those are of the year after.

    None where no year is compared with, and where the story names as new a year, or a part of one, as its own. A whole
    year counts where it is called so ("already more than in the whole of 2022"): the story's own is not over yet.

    Args:
        article: the article.
        whole_years: whether the story's own data are of a whole year, so that "up from 3 billion in 2022" compares it
            with the year before, and "3 billion in 2023" is its own.
    """
    compared: list[int] = []
    own: list[int] = []
    for span in article.paragraphs or (Span(0, len(article.text)),):
        words = single_spaced(article.text, span, _LONGEST)
        for year, is_compared in _dated_periods(words):
            (compared if is_compared else own).append(year)
        wholes = [match for match in _WHOLE.finditer(words) if _EXCEEDED.search(_clause_before(words, match.start()))]
        compared += [int(match["year"]) for match in wholes]
        if whole_years:
            for match in _ALONE.finditer(words):
                clause = _clause_before(words, match.start())
                if _COMPARED_YEAR.search(clause):
                    compared.append(int(match["year"]))
                elif _OWN_YEAR.search(clause) and _is_measured(_sentence_around(words, match)):
                    own.append(int(match["year"]))
    newest = max(compared, default=None)
    return None if newest is None or max(own, default=0) >= newest else newest


def _dated_periods(words: str) -> Iterator[tuple[int, bool]]:
    """The years that `words` name with a part of theirs, and whether something is compared with it."""
    for match in _DATED.finditer(words):
        clause = _clause_before(words, match.start())
        # "From January to May 2019" is a period, "from May 2019" mostly what is compared with.
        is_span = _FROM_TO.search(clause) and _RANGE.match(match["part"])
        yield int(match["year"]), not is_span and bool(_SAME.match(match["part"]) or _COMPARED.search(clause))


def _clause_before(words: str, start: int) -> str:
    return _CLAUSE_END.split(words[max(0, start - _BEFORE) : start])[-1]


def find_series_year(article: Article) -> int | None:
    """The year that "last year" is, in a row of years that ends with it: "… in 2021, … in 2022 and … last year"."""
    for span in article.paragraphs or (Span(0, len(article.text)),):
        words = single_spaced(article.text, span, _LONGEST)
        for sentence in re.split(r"[.!?]\s(?=[A-Z\"“])", words):
            years = [int(match["year"]) for match in _ALONE.finditer(sentence)]
            last = _LAST_YEAR.search(sentence)
            if last and len(years) > 1 and years == list(range(years[0], years[0] + len(years))):
                after = not _ALONE.search(sentence, last.end())
                if after:
                    return years[-1] + 1
    return None


def find_year_before_last(article: Article) -> int | None:
    """The year with which the story compares last year: "last year, 5 percent more than in 2016"; None without one."""
    for span in article.paragraphs or (Span(0, len(article.text)),):
        words = single_spaced(article.text, span, _LONGEST)
        for match in _ALONE.finditer(words):
            is_compared = _COMPARED_YEAR.search(_clause_before(words, match.start()))
            if is_compared and _LAST_YEAR.search(words, _sentence_begin(words, match.start()), match.start()):
                return int(match["year"])
    return None


def find_own_year(article: Article) -> int | None:
    """The newest year that the story names with a part of it of which it tells; None where it names none.

    What only began or happened then ("the zone, launched in November 2023") is not told of. What a headline names
    needs no figure beside it ("Foreign trade of Yunnan, Jan.-April 2024").
    """
    own: list[int] = []
    for span in article.paragraphs or (Span(0, len(article.text)),):
        words = single_spaced(article.text, span, _LONGEST)
        for match in _DATED.finditer(words):
            clause = _clause_before(words, match.start())
            is_span = _FROM_TO.search(clause) and _RANGE.match(match["part"])
            is_compared = not is_span and bool(_SAME.match(match["part"]) or _COMPARED.search(clause))
            is_told = span == article.title or _MEASURED.search(_sentence_around(words, match))
            if not is_compared and not _BEGUN.search(clause) and is_told:
                own.append(int(match["year"]))
        # "1,486 trains in 2025, 5 percent more than in the same period last year": the year is not over.
        own += [
            int(match["year"])
            for match in _ALONE.finditer(words)
            if _OWN_YEAR.search(_clause_before(words, match.start()))
            and _RUNNING.search(sentence := _sentence_around(words, match))
            and _is_measured(sentence)
        ]
    return max(own, default=None)


def _is_measured(sentence: str) -> bool:
    """Whether the sentence gives figures of what has been."""
    return _MEASURED.search(sentence) is not None and not is_ahead(sentence, Span(0, len(sentence)))


def _sentence_begin(words: str, position: int) -> int:
    return max((stop.end() for stop in _SENTENCE_END.finditer(words, 0, position)), default=0)


def _sentence_around(words: str, match: re.Match[str]) -> str:
    end = _SENTENCE_END.search(words, match.end())
    return words[_sentence_begin(words, match.start()) : end.start() if end else len(words)]
