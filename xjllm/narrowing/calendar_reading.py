"""Calendar reading: the months that words for a period stand for, given when the article stands.

Years that the words leave out are those of publication: what is reported has happened, so a month later in the
year than that of publication was the year before. Fiscal years are the reporter's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xjllm.narrowing.months import Months
from xjllm.narrowing.time_words import COUNTS, ORDINALS
from xjllm.reading.dates import month_number

if TYPE_CHECKING:
    import re
    from collections.abc import Callable

    from xjllm.narrowing.months import Anchor

    Groups = dict[str, str | None]

_BEGINNING = 2
"""Months of a fiscal year in which the figures of it that are told are hardly its own."""
_LAST_YEARS = frozenset({"last", "previous", "past", "outgoing"})


def read_months(kind: str, match: re.Match[str], anchor: Anchor) -> Months | None:
    """The months that the words stand for by themselves; None where they name none.

    Args:
        kind: kind of the words, a key of `time_words.PATTERNS`.
        match: the words, matched by that pattern.
        anchor: when the article stands.
    """
    if kind in _BACKWARD:
        return _pointing(kind, match, anchor)
    return _READ[kind](match.groupdict(), anchor)


def year_in_words(words: str | None, last_month: int, anchor: Anchor) -> int:
    """The year that words like "last year" name; without words the last one in which the month can be over."""
    named = (words or "").lower()
    if named == "last year":
        return anchor.year - 1
    if named in {"the previous year", "the year before"}:
        return (anchor.data_year if anchor.data_year is not None else anchor.newest[0]) - 1
    return anchor.year - (anchor.month is not None and last_month > anchor.month)


def _range(groups: Groups, anchor: Anchor) -> Months:
    first, last = month_number(groups["m1"] or ""), month_number(groups["m2"] or "")
    if groups.get("fiscal"):
        start = _fiscal_year(groups, anchor)
        return _ordered((start + (first < anchor.fiscal_start), first), (start + (last < anchor.fiscal_start), last))
    begun = groups["y1"]
    if begun and not groups.get("year"):
        return _ordered((int(begun), first), (int(begun) + (first > last), last))
    year = _year_of(groups, last, anchor)
    return _ordered((int(begun) if begun else year - (first > last), first), (year, last))


def _event_range(groups: Groups, anchor: Anchor) -> Months:
    """From an event to a month: "between its launch on Nov. 1 last year and the end of September"."""
    if rel := groups["rel1"]:
        groups = {**groups, "y1": str(anchor.year - (rel.lower() == "last year"))}
    if not groups["y1"]:
        return _range(groups, anchor)
    first, last = month_number(groups["m1"] or ""), month_number(groups["m2"] or "")
    return _ordered((int(groups["y1"] or 0), first), (_year_of(groups, last, anchor), last))


def _ordered(first: tuple[int, int], last: tuple[int, int]) -> Months:
    return Months(min(first, last), last)


def _to_month(groups: Groups, anchor: Anchor) -> Months:
    last = month_number(groups["m"] or "")
    count = 12 if groups["oneyear"] else 3 if groups["onequarter"] else COUNTS[(groups["n"] or "").lower()]
    return Months.ending((_year_of(groups, last, anchor), last), count)


def _month(groups: Groups, anchor: Anchor) -> Months:
    month = month_number(groups["m"] or groups.get("m2") or "")
    if groups.get("fiscal"):
        year = _fiscal_year(groups, anchor)
        year += month < anchor.fiscal_start
    else:
        year = _year_of({**groups, "year": groups["year"] or groups.get("year2")}, month, anchor)
    return Months((year, month), (year, month))


def _last_month(groups: Groups, anchor: Anchor) -> Months | None:
    if anchor.month is None:
        return None
    here = Months((anchor.year, anchor.month), (anchor.year, anchor.month))
    return here if groups["this"] else here.shifted(-1)


def _half(groups: Groups, anchor: Anchor) -> Months:
    digit = groups["h1"] or groups["h2"]
    half = int(digit) if digit else min(2, ORDINALS[(groups["h"] or "").lower()])
    return _part_of_year(half * 6 - 5, half * 6, groups, anchor)


def _quarter(groups: Groups, anchor: Anchor) -> Months:
    if groups["mq"]:
        last = month_number(groups["mq"])
        return Months.ending((_year_of(groups, last, anchor), last), 3)
    digit = groups["q1"] or groups["q2"]
    quarter = int(digit) if digit else ORDINALS[(groups["q"] or "").lower()]
    return _part_of_year(quarter * 3 - 2, quarter * 3, groups, anchor)


def _first(groups: Groups, anchor: Anchor) -> Months | None:
    count = COUNTS[(groups["n"] or "1").lower()] * (3 if (groups.get("of") or "").lower().startswith("q") else 1)
    return _part_of_year(1, count, groups, anchor) if 0 < count <= 12 else None


def _half_year(groups: Groups, anchor: Anchor) -> Months:
    return _part_of_year(1, 6, groups, anchor)


def _years(groups: Groups, anchor: Anchor) -> Months | None:
    first, last = int(groups["y1"] or 0), int(groups["y2"] or 0)
    return Months((first, 1), (last, 12)) if first < last <= (anchor.year or last) else None


def _fiscal(groups: Groups, anchor: Anchor) -> Months | None:
    if groups.get("fy4") and (int(groups["fy4"] or 0) + 1) % 100 != int(groups["fy4_to"] or 0):
        return None
    return Months.beginning((_fiscal_year(groups, anchor), anchor.fiscal_start), 12)


def _year(groups: Groups, anchor: Anchor) -> Months:
    stated = groups["y"]
    year = int(stated) if stated else anchor.year - ((groups["rel"] or "").lower() == "last year")
    return Months((year, 1), (year, 12))


def _since(groups: Groups, anchor: Anchor) -> Months:
    newest = anchor.newest
    first = (newest[0], 1)
    if year := groups.get("y"):
        first = (int(year), 1)
    elif name := groups.get("m"):
        month = month_number(name)
        first = (int(groups["year"] or 0) or year_in_words(None, month, anchor), month)
    return Months(first, max(first, newest))


_READ: dict[str, Callable[[Groups, Anchor], Months | None]] = {
    "eventrange": _event_range,
    "range": _range,
    "days": _range,
    "to_month": _to_month,
    "month": _month,
    "dated": _month,
    "lastmonth": _last_month,
    "half": _half,
    "halfyear": _half_year,
    "quarter": _quarter,
    "firstn": _first,
    "nmonth": _first,
    "shortm": _first,
    "years": _years,
    "fiscal": _fiscal,
    "year": _year,
    "since": _since,
}
_BACKWARD = frozenset({"nmonths", "period", "themonth", "thequarter", "thehalf", "theyear", "pastn", "todate"})


def _pointing(kind: str, match: re.Match[str], anchor: Anchor) -> Months:
    """What words that point back stand for where there is nothing to point to."""
    newest = anchor.newest
    if kind == "nmonths":
        return _first({**match.groupdict(), "of": ""}, anchor) or Months.ending(newest, COUNTS[match["n"].lower()])
    if kind == "thequarter":
        # The last one that is over.
        return Months.ending(newest, 3).shifted(-(newest[1] % 3))
    if kind == "thehalf":
        return Months.beginning((newest[0], 1), 6)
    if kind in {"theyear", "pastn"}:
        return Months.beginning((newest[0], 1), 12)
    return Months(newest, newest) if kind == "themonth" else Months((newest[0], 1), newest)


def _part_of_year(first: int, last: int, groups: Groups, anchor: Anchor) -> Months:
    """Months `first` to `last`, counted from the beginning of the year that the words are about."""
    in_calendar_year = groups.get("year") or "calendar" in (groups.get("rel") or "").lower()
    in_fiscal_year = bool(groups.get("fiscal")) or (anchor.in_fiscal_years and not in_calendar_year)
    if not in_fiscal_year:
        year = _year_of(groups, last, anchor)
        return Months((year, first), (year, last))
    start = _fiscal_year(groups, anchor)
    whole = Months.beginning((start, anchor.fiscal_start), last)
    named = any(groups.get(name) for name in ("fy", "fy2", "fy3", "fy4", "which"))
    if not named and whole.last > (anchor.year, anchor.month or 12):
        whole = whole.shifted(-12)
    if (groups.get("rel") or "").lower() in {"last year", "the previous year", "the year before"}:
        whole = whole.shifted(-12)
    return Months.ending(whole.last, last - first + 1)


def _fiscal_year(groups: Groups, anchor: Anchor) -> int:
    """The calendar year in which the fiscal year that is named begins; the running one where none is."""
    for name in ("fy", "fy2", "fy3", "fy4"):
        if named := groups.get(name):
            year = int(named) if len(named) == 4 else 2000 + int(named)
            # "2020-21" names both years, "FY21" and "fiscal 2021" in most countries the one in which it ends.
            is_first = groups.get(f"{name}_to") or anchor.fiscal_start == 1 or anchor.fiscal_named_by_first
            return year if is_first else year - 1
    month, which = anchor.month or 12, (groups.get("which") or "").lower()
    running = anchor.year - (month < anchor.fiscal_start)
    # "The fiscal year" of which figures are told in its first months is the one that has ended.
    just_begun = not which and (month - anchor.fiscal_start) % 12 < _BEGINNING
    return running - (which in _LAST_YEARS or just_begun)


def _year_of(groups: Groups, last_month: int, anchor: Anchor) -> int:
    stated = groups.get("yy") or groups.get("year")
    if stated:
        return int(stated) if len(stated) == 4 else 2000 + int(stated)
    return year_in_words(groups.get("rel"), last_month, anchor)
