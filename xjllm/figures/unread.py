"""Unread numbers: what looks like an amount and is no figure, so that nothing of an article is lost in silence."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from xjllm.figures.context import is_other_measure
from xjllm.figures.units import read_unit
from xjllm.figures.values import UNSEEN, fold_text, read_scale

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xjllm.figures.finder import Figure

_NUMBER = re.compile(r"(?:\d(?<![\w.,:]\d)|[¼½¾⅓⅔⅛])(?:[\d.,٫٬]{0,99}\d)?")
_PARTED = re.compile(r"\d[.,٫٬]\d")
_DATE = re.compile(r"\d{1,4}([./])\d{1,2}\1\d{2,4}")
_CLOCK = re.compile(r"[ \u00a0]?[ap]\.?m\b", re.IGNORECASE)
_CURRENCY_BEFORE = re.compile(r"[$€£¥₽][ \u00a0]?$")
_GLUED = re.compile(rf"[\u3000-\u9fff{UNSEEN}]")
_CELL_BEFORE, _CELL_AFTER = re.compile(r"[|\t][ \u00a0]*$"), re.compile(r"[ \u00a0]*[|\t]")
_REACH = 12
_YEARS = range(1900, 2101)


def find_unread(text: str, figures: Sequence[Figure]) -> Iterator[tuple[int, int]]:
    """First and one past the last character of each number in `text` that looks like an amount and is no figure.

    The scale is a part of it, what it counts is not: "58,000" of "58,000 villagers", "4 million" of "4 million people".

    These are numbers with a decimal point, groups of digits, a scale, unit or currency, in a cell of a table, or in
    digits that are not read; prices, rates of exchange and numbers of persons are among them. Bare numbers that may be
    dates, years or labels, clock times, lengths and durations are not.

    Args:
        text: the article's text.
        figures: its figures, sorted; a number that is a part of one is read.
    """
    folded = fold_text(text)
    at = 0
    for match in _NUMBER.finditer(folded):
        while at < len(figures) and figures[at].end <= match.start():
            at += 1
        if at < len(figures) and figures[at].start < match.end():
            continue
        if _looks_like_an_amount(folded, match):
            factor, scaled, is_letter = read_scale(folded, match.end())
            yield match.start(), scaled if factor > 1 and not is_letter else match.end()


def _looks_like_an_amount(folded: str, match: re.Match[str]) -> bool:
    number, after = match[0], folded[match.end() : match.end() + _REACH]
    if is_other_measure(folded, match.end()) or _DATE.fullmatch(number) or _CLOCK.match(after):
        return False
    if not number.isascii() or _PARTED.search(number) or _GLUED.match(after):
        return True
    before = folded[max(0, match.start() - _REACH) : match.start()]
    if _CURRENCY_BEFORE.search(before):
        return True
    if _CELL_BEFORE.search(before) and _CELL_AFTER.match(after):
        return not (len(number) <= len("2000") and int(number) in _YEARS)
    factor, scaled, is_letter = read_scale(folded, match.end())
    return (factor > 1 and not is_letter) or read_unit(folded, scaled) is not None
