"""Time joins: periods that are told by two of a text's mentions: "this year's first quarter", "… and in the second"."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from xjllm.narrowing.time_words import ORDINALS

if TYPE_CHECKING:
    from xjllm.narrowing.mentions import Mention

_NEXT_QUARTER = re.compile(r"\bin\sthe\s(?P<nth>second|third|fourth)(?=\s?[,.;)]|\sand\b|$)")
_REACH_OF_QUARTER = 120


def join_quarters(mentions: list[Mention], text: str) -> list[Mention]:
    """The mentions and the quarters that go on with one: "in the first quarter and 4 percent in the second"."""
    found: list[Mention] = []
    for each in mentions:
        found.append(each)
        if each.months.length != 3 or each.reference or each.shift:
            continue
        for match in _NEXT_QUARTER.finditer(text, each.end, each.end + _REACH_OF_QUARTER):
            months = each.months.shifted(3 * ORDINALS[match["nth"]] - each.months.last[1])
            if months.last > each.months.last and not any(one.start <= match.start() < one.end for one in mentions):
                found.append(replace(each, start=match.start("nth"), end=match.end(), months=months))
    return sorted(found, key=lambda each: each.start)


def join_years(mentions: list[Mention], text: str) -> list[Mention]:
    """The mentions, a part of a year joined with the year whose it is: "this year's first quarter"."""
    joined: list[Mention] = []
    for each in mentions:
        year = joined[-1] if joined else None
        if year and year.is_year and each.is_open and re.fullmatch(r"[’']?s?\s", text[year.end - 2 : each.start][-3:]):
            whose = text[year.start : each.start].rstrip()
            if whose.endswith(("’s", "'s")):
                months = each.months.shifted(12 * (year.months.last[0] - each.months.last[0]))
                stated, based = year.is_stated, year.is_base or each.is_base
                joined[-1] = replace(
                    each, start=year.start, months=months, is_stated=stated, is_base=based, is_open=False
                )
                continue
        joined.append(each)
    return joined
