"""Mentions: the words of a text that name a period, and the months that they stand for by themselves.

Some words name months outright ("in the first half of 2019"), some only together with what the story is about
("in the same period", "a year earlier"): these have a `reference` or a `shift`, which `timing` turns into months.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal

from xjllm.narrowing.calendar_reading import read_months, year_in_words
from xjllm.narrowing.months import Months, is_before
from xjllm.narrowing.time_bases import COMPARED_BEFORE, HIGHEST_SINCE, OVER_BEFORE, is_base_of
from xjllm.narrowing.time_events import REACH, read_event
from xjllm.narrowing.time_joins import join_quarters, join_years
from xjllm.narrowing.time_words import COUNTS, PATTERNS
from xjllm.reading.dates import month_number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xjllm.narrowing.months import Anchor

_REFERENCES = {
    "nmonths": "months", "period": "period", "themonth": "month", "thequarter": "quarter", "thehalf": "half",
    "theyear": "year", "pastn": "past", "todate": "todate", "since": "since", "same": "same",
}  # fmt: skip
_SHIFTS = {"year_ago": -12, "month_ago": -1, "quarter_ago": -3, "years_ago": -12, "months_ago": -1}
Reference = Literal["", "months", "period", "month", "quarter", "half", "year", "past", "todate", "since", "same"]

# "Even as the border was closed for much of the third quarter".
_PART_OF = re.compile(
    r"\b(?:for|during|in|over|through|throughout)\s(?:much|most|part|parts|some)\sof\s(?:the\s)?$", re.I
)
_RANKED_BEFORE = re.compile(
    r"\b(?:\w+est|most|least|best|worst|first|second|third|fourth|fifth|\d+th|only|once|twice|time|times|high|low|record)\b"
    r"[^,;⟦]{0,40}$",
    re.IGNORECASE,
)
_MEASURED_BY = re.compile(r"⟦\s(?:of\s)?(?:the|that|those|what)\b[^,;⟦]{0,40}$", re.IGNORECASE)
"""A multiple or a share of what was then: "twice the figure for the same period of 2016"."""
_ENDING = re.compile(
    r"\b(?:(?:by|at|as\sof|until|till|through|up\sto)\s(?:the\s)?(?:end|close)\sof|as\sof|by|before|by\s(?:early|mid|"
    r"late|the\smiddle\sof)|(?:by|as\sof)\s(?:early|mid|late)[\s-]?)\s?(?:the\s)?$",
    re.IGNORECASE,
)
_UP_TO = re.compile(r"\b(?:through|until|till|up\sto|up\suntil)\s(?:the\send\sof\s)?(?:the\s)?$", re.IGNORECASE)
_END_OF = re.compile(r"\b(?:end|close)\sof\s(?:the\s)?$|\bas\sof\s(?:the\s)?$|\byear[- ]end\s$", re.IGNORECASE)
_COUNTED_ON = re.compile(
    r"\b(?:record|busiest|single\sday|day)\b[^,;.]{0,30}⟦+\s(?!(?:[\w’'-]+\s){0,6}(?:said|told|announced|released|published)\b)"
    r"(?:[\w’'-]+\s){0,6}on\s$",
    re.IGNORECASE,
)
_CALENDAR = frozenset({"month", "dated", "year", "quarter", "half", "years", "range", "fiscal", "lastmonth"})
_PARTS_OF_YEAR = frozenset({"month", "quarter", "half", "firstn", "range"})
_YEAR_GROUPS = ("year", "rel", "fiscal", "yy", "y1")
_CAPITALISED = re.compile(r"(?<![.!?:•]\s)(?<!^)\b[A-Z][a-z]+\s$")
_PREPOSITION = re.compile(
    r"\b(?:in|of|for|during|over|through|until|since|from|than|with|against|on|to|by|early|late|mid|and|as|both|"
    r"only|at|"
    r"last|this|said|the|per)[\s-](?:the\s)?$",
    re.IGNORECASE,
)
_TRADE_AHEAD = re.compile(
    r"\s(?:trade|exports?|imports?|figures?|data|foreign|was|saw|brought|shipments|sales|turnover|reading|alone|"
    r"total)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A period that a text names.

    Attributes:
        start: where the words begin.
        end: where they end.
        months: what they stand for; where `reference` or `shift` is set, what they stand for in a story that
            tells nothing more.
        is_base: whether they only name what something is compared with ("up from October").
        is_year: whether they name a whole year, or a year alone.
        reference: what they point back to in the story ("the same period"); empty where they name months.
        count: the number in "these three months", years for `same`; 0 where there is none.
        shift: months from the current period to the one that they name ("a year earlier": -12); 0 where they
            name months.
        is_stated: whether they name their year.
        is_open: whether they leave their year to the sentence: "in the first half".
        is_cumulative: whether they only name the end ("as of April"), so that "this year" begins the period; with
            `is_year` the months are still those of the whole year.
    """

    start: int
    end: int
    months: Months
    is_base: bool = False
    is_year: bool = False
    reference: Reference = ""
    count: int = 0
    shift: int = 0
    is_stated: bool = False
    is_open: bool = False
    is_cumulative: bool = False


def find_mentions(text: str, anchor: Anchor) -> list[Mention]:
    """The periods that `text` names by themselves, in text order; what only points back is left out."""
    return [
        each for each in scan_mentions(text, anchor) if not each.shift and each.reference in {"", "months", "todate"}
    ]


def scan_mentions(text: str, anchor: Anchor) -> list[Mention]:
    """All periods that `text` names or points back to, in text order."""
    text = re.sub(r"[\s\u00a0]", " ", text)
    return join_quarters(join_years(list(_scan(text, anchor)), text), text)


@cache
def _pattern() -> re.Pattern[str]:
    kinds = (rf"(?P<{kind}_>{re.sub(r'[(][?]P<[a-z0-9_]+>', '(?:', body)})" for kind, body in PATTERNS.items())
    return re.compile(rf"(?<![\w])(?:{'|'.join(kinds)})", re.IGNORECASE)


@cache
def _own_pattern(kind: str) -> re.Pattern[str]:
    return re.compile(PATTERNS[kind], re.IGNORECASE)


def _scan(text: str, anchor: Anchor) -> Iterator[Mention]:
    position = 0
    while found := _pattern().search(text, position):
        kind = (found.lastgroup or "")[:-1]
        match = _own_pattern(kind).match(text, found.start())
        position = max(found.end(), position + 1)
        if match is None:
            continue
        before = text[max(0, match.start() - REACH) : match.start()]
        mentions = list(_read(kind, match, before, text, anchor))
        yield from mentions


def _read(kind: str, match: re.Match[str], before: str, text: str, anchor: Anchor) -> Iterator[Mention]:
    start, end = match.span()
    after = text[end : end + 60]
    groups = match.groupdict()
    if kind in _SHIFTS:
        yield _shifted(kind, match, anchor)
        return
    if kind == "same":
        yield _same(match, before, anchor)
        return
    if kind == "range" and match["to"].strip().lower() in {"and", "&"} and not _is_run(match, before, text):
        yield from _apart(match, before, anchor)
        return
    if _is_no_period(kind, match, before, after):
        return
    event = read_event(text, start, end) if kind in _CALENDAR else None
    if event and event.happened:
        if event.since is not None and (months := _since_event(kind, match, anchor)):
            is_base = HIGHEST_SINCE.search(before[: event.since]) is not None
            yield Mention(start, end, months, is_base=is_base, reference="since")
        return
    if kind == "dated" and not (_ENDING.search(before) or _UP_TO.search(before) or _is_day_counted(before, after)):
        return
    months = read_months(kind, match, anchor)
    if months is None or (anchor.year and months.first > (anchor.year, 12)):
        return
    is_year = kind in {"year", "fiscal", "theyear"} and months.length == 12
    is_cumulative = False
    if kind != "since":
        if kind in {"month", "dated"} and _UP_TO.search(before) and not _END_OF.search(before):
            months = Months((months.last[0], 1), months.last)
        elif _ENDING.search(before) and (kind in {"month", "dated"} or _END_OF.search(before)):
            # Guidelines, field `period`: "by the end of February" is that month alone.
            months, is_cumulative = (months if is_year else months.end), True
    yield Mention(
        start,
        end,
        months,
        is_base=bool(event and event.is_when and event.since is not None)
        or is_base_of(kind, match, before, months, anchor),
        is_year=is_year,
        reference="" if kind == "nmonths" and groups["rel"] else _REFERENCES.get(kind, ""),  # type: ignore[arg-type]
        count=_count(kind, match),
        is_stated=bool(groups.get("year") or groups.get("y") or groups.get("y1") or groups.get("y2")),
        is_open=kind in _PARTS_OF_YEAR and not any(groups.get(name) for name in _YEAR_GROUPS),
        is_cumulative=is_cumulative,
    )


def _is_day_counted(before: str, after: str) -> bool:
    """Whether a day is a figure's own: "on April 12 alone", "a record 412 trucks crossed on March 28"."""
    if re.match(r"\salone\b", after):
        return True
    return _COUNTED_ON.search(before) is not None and re.match(r"\s?[,.;)]|$", after) is not None


def _shifted(kind: str, match: re.Match[str], anchor: Anchor) -> Mention:
    groups = match.groupdict()
    count = 10 if groups.get("decade") else COUNTS[(groups.get("n") or "1").lower()]
    shift = count * (-3 if (groups.get("of") or "").lower() == "quarters" else _SHIFTS[kind])
    return Mention(*match.span(), Months.ending(anchor.newest, 1).shifted(shift), is_base=True, shift=shift)


def _is_no_period(kind: str, match: re.Match[str], before: str, after: str) -> bool:
    if _PART_OF.search(before):
        return True
    if kind == "nmonths":
        # "for the second time in three months", "the fastest growth in ten months"
        # "in ten months", not "in the ten months": those were told of.
        is_bare = re.match(r"(?:in|over)\s(?!th(?:e|ese|ose)\s)", match[0], re.IGNORECASE) is not None
        return is_bare and _RANKED_BEFORE.search(before) is not None
    return kind == "month" and not _is_month(match, before, after)


def _since_event(kind: str, match: re.Match[str], anchor: Anchor) -> Months | None:
    """The months from an event on ("since the pass reopened on April 3"); None where they are not known."""
    months = read_months(kind, match, anchor)
    if months is None or not is_before(months.first, anchor.newest):
        return None
    return Months(months.first, anchor.newest)


def _count(kind: str, match: re.Match[str]) -> int:
    if kind == "pastn":
        count = COUNTS[(match["n"] or "1").lower()] if match["of"].lower() != "decade" else 10
        return count * {"months": 1, "quarters": 3}.get(match["of"].lower(), 12)
    if kind == "theyear":
        return 12 if match["full"] else 0
    return COUNTS[match["n"].lower()] if kind == "nmonths" else 0


def _same(match: re.Match[str], before: str, anchor: Anchor) -> Mention:
    start, end = match.span()
    stated = int(match["sy"]) if match["sy"] else 0
    back = bool(match["back"]) or match.group().lower().replace("the ", "").startswith(("year", "corresponding"))
    newest = Months.ending(anchor.newest, 1)
    months = Months((stated, newest.first[1]), (stated, newest.last[1])) if stated else newest
    compared = COMPARED_BEFORE.search(before) is not None
    is_base = compared or back or bool(stated and _MEASURED_BY.search(before))
    shift = -12 if not stated and (back or (compared and not OVER_BEFORE.search(before))) else 0
    if not stated and not back and OVER_BEFORE.search(before):
        # "China's exports rose 5 percent over the same period": nothing says that it is another year's.
        is_base = False
    length = _named_length(match)
    if length and not (is_base or stated or back):
        # "In the same nine months": the latest period of that length that was told of.
        return Mention(start, end, Months.ending(anchor.newest, length), reference="months", count=length)
    return Mention(
        start, end, months, is_base=is_base, reference="same", count=stated, shift=shift, is_stated=bool(stated)
    )


def _named_length(match: re.Match[str]) -> int:
    """Months of "the same nine months" or "the same quarter"; 0 where no length is named."""
    what = match["what"].lower()
    if match["sn"]:
        return COUNTS[match["sn"].lower()] * (3 if what.startswith("quarter") else 1)
    return {"quarter": 3, "half": 6}.get(what, 0)


def _is_run(match: re.Match[str], before: str, text: str) -> bool:
    """Whether "A and B" is one run of months."""
    adjacent = (month_number(match["m2"]) - month_number(match["m1"])) % 12 == 1
    apart = re.search(r"\brespectively\b|\bboth\s$", text[match.end() :] + " # " + before)
    return (adjacent and apart is None) or re.search(r"\bbetween\s(?:the\s)?$", before, re.I) is not None


def _apart(match: re.Match[str], before: str, anchor: Anchor) -> Iterator[Mention]:
    year = match["year"]
    is_base = COMPARED_BEFORE.search(before) is not None
    for name in ("m1", "m2"):
        month = month_number(match[name])
        at = (int(year) if year else year_in_words(match["rel"], month, anchor), month)
        yield Mention(match.start(name), match.end(name), Months(at, at), is_base=is_base, is_stated=bool(year))


def _is_month(match: re.Match[str], before: str, after: str) -> bool:
    """Whether the word is a month, not a name ("Theresa May", "April Chen") or a verb ("May the …")."""
    if re.search(r"(?<![\w.,])\d{1,2}\s$", before) or _PREPOSITION.search(before):
        return re.search(r"(?<![\w.,])\d{1,2}\s$", before) is None
    if match["year"] or _TRADE_AHEAD.match(after) or match.group().endswith(("'s", "’s")):
        return True
    return not (_CAPITALISED.search(before) or re.match(r"\s[A-Z][a-z]", after))
