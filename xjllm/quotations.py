"""Quotations: a figure that a model names by its words is found in the article, read by code, or refused.

A model quotes what has no number. Where it quotes a figure that has one, that one is meant; where it quotes what the
finder leaves out on purpose (a date, a list number, a length), nothing is.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from xjllm.figures import Figure, context, find_figures, read_figure
from xjllm.figures.amounts import find_amounts
from xjllm.figures.units import read_unit
from xjllm.figures.values import fold_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xjllm.article import Article
    from xjllm.numbering import NumberedFigure

_LONGEST_QUOTE = 120
_MOST_PLACES = 100
"""Places of a quotation that are looked at; nobody quotes "1" a hundred times and means the last one."""
_AROUND = 80
"""Characters on each side of a quoted number that decide whether it is a date, a label or a size."""
_LONGEST_LIST = 60


class UnusableAnswerError(Exception):
    """An answer that cannot become a fact; its text is the finding's message."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def find_quoted(
    article: Article, quote: str, *, within: str | None, numbered: Sequence[NumberedFigure], has_unit: bool
) -> tuple[Figure, int | None]:
    """The figure that the model quotes, and its number where it has one.

    Args:
        article: the article.
        quote: the figure's words, perhaps with the noun that it counts.
        within: a longer piece of the text that holds the quotation, for one that stands there more than once; None
            means the quotation itself.
        numbered: the figures that the model was asked about, in text order.
        has_unit: whether the model gives a unit, without which four digits are a year.

    Raises:
        UnusableAnswerError: the story has no such words, they are no figure, or one that the finder leaves out.
    """
    places = list(islice(_places(article.text, quote, within or quote), _MOST_PLACES))
    if not places:
        raise UnusableAnswerError("quote_not_in_text", f"the model quoted {quote!r}, which the article does not have")
    places = [start for start in places if not article.furniture_at(start, start + len(quote))]
    if not places:
        raise UnusableAnswerError("quote_in_furniture", f"the model quoted {quote!r} from outside the story")
    problems: list[UnusableAnswerError] = []
    for start in places:
        try:
            return _figure_at(article.text, quote, start, numbered=numbered, has_unit=has_unit)
        except UnusableAnswerError as problem:
            problems.append(problem)
    raise problems[0]


def _places(text: str, quote: str, within: str) -> Iterator[int]:
    """Where the quotation begins, inside no longer word or number."""
    offset = within.find(quote)
    at = text.find(within) if offset >= 0 and quote else -1
    while at >= 0:
        start = at + offset
        if not _joins(text, start) and not _joins(text, start + len(quote)):
            yield start
        at = text.find(within, at + 1)


def _joins(text: str, at: int) -> bool:
    """Whether a word or a number runs over the place between `text[at - 1]` and `text[at]`."""
    before, after = text[max(0, at - 2) : at], text[at : at + 2]
    if not before or not after:
        return False
    if before[-1].isdigit() and len(after) == 2 and after[0] in ",." and after[1].isdigit():
        return True
    if after[0].isdigit() and len(before) == 2 and before[1] in ",." and before[0].isdigit():
        return True
    # "3bn" and "$3" are cut at the digit by nobody who quotes a figure: only letters with letters, digits with digits.
    return (before[-1].isalpha() and after[0].isalpha()) or (before[-1].isdigit() and after[0].isdigit())


def _figure_at(
    text: str, quote: str, start: int, *, numbered: Sequence[NumberedFigure], has_unit: bool
) -> tuple[Figure, int | None]:
    end = start + len(quote)
    meant = [each for each in numbered if each.figure.start < end and start < each.figure.end]
    if len(meant) == 1:
        return meant[0].figure, meant[0].n
    read = None if meant else _read_quote(quote)
    if read is None:
        raise UnusableAnswerError("quote_unreadable", f"code cannot read a value from the quoted {quote!r}")
    figure = replace(read, start=start + read.start, end=start + read.end)
    first = max(0, figure.start - _AROUND)
    around = fold_text(text[first : figure.end + _AROUND])
    begin, end = figure.start - first, figure.end - first
    whole = _whole_amount(around, begin, end, figure)
    kind = _left_out(around, *(whole or (begin, end)), figure=figure, has_unit=has_unit)
    if kind:
        raise UnusableAnswerError("quote_no_figure", f"the model quoted {quote!r}, which is {kind}")
    if whole:
        longer = text[first + whole[0] : first + whole[1]]
        raise UnusableAnswerError("quote_partial", f"the model quoted {quote!r}, which is only a part of {longer!r}")
    return figure, None


def _whole_amount(around: str, start: int, end: int, figure: Figure) -> tuple[int, int] | None:
    """Start and end of an amount that the quoted figure is cut from ("66" of "$66"); None where it is whole."""
    for amount in find_amounts(around):
        is_longer = amount.start <= start and end <= amount.end and (amount.start, amount.end) != (start, end)
        if is_longer and (abs(amount.value), amount.unit) != (abs(figure.value), figure.unit):
            return amount.start, amount.end
    # "88 euros" of a few is no figure of the finder's, for such words have other meanings: here one is claimed.
    unit = read_unit(around, end) if figure.unit is None else None
    return (start, unit.end) if unit else None


def _read_quote(quote: str) -> Figure | None:
    """The one figure of a quotation, at its place in it: a model quotes nouns with it ("14 container trains")."""
    inside = find_figures(quote)
    if inside:
        return inside[0] if len(inside) == 1 else None
    words = [(match.start(), match.end()) for match in re.finditer(r"\S+", quote[:_LONGEST_QUOTE])]
    for count in range(len(words), 0, -1):
        for start, end in ((words[0][0], words[count - 1][1]), (words[-count][0], words[-1][1])):
            try:
                read = read_figure(quote[start:end])
            except ValueError:
                continue
            return replace(read, start=read.start + start, end=read.end + start)
    return None


def _left_out(around: str, start: int, end: int, *, figure: Figure, has_unit: bool) -> str:
    """What a number is that the finder leaves out where it stands, for a message; empty where it may count.

    Args:
        around: the text around the number, folded.
        start: where the number begins in it, with its currency.
        end: where it ends, with its scale and unit.
        figure: the quoted figure, perhaps only a part of that.
        has_unit: whether the model gives a unit.
    """
    if figure.kind in {"money", "number", "count"} and _is_price(around, start, end):
        return "a price or an exchange rate"
    if figure.kind not in {"number", "count"}:
        return ""
    if context.is_year(around, start, end) and (not has_unit or context.follows_year_word(around, start)):
        return "a year"
    if context.is_label_or_date(around, start, end):
        return "a date or the number of something"
    if context.is_other_measure(around, end):
        return "a duration, a length or another size"
    if abs(figure.value) <= _LONGEST_LIST and context.is_list_size(around, start):
        return "the size of a list"
    return ""


def _is_price(around: str, start: int, end: int) -> bool:
    priced = context.is_price(around, end) or context.is_worth(around, start, end)
    return priced or context.is_exchange_rate(around, start, end)
