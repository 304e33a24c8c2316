"""Figures: every amount, rate, share, count, multiple and rank in a text, found by code from the surface alone.

What is read how, and the choices behind it:

- The text of a figure is the number with its sign, currency, scale and unit: `+18.2%`, `US$1 billion`,
  `1.1 million tons`, `3,400 TEU`. The noun of a count is left out: `6,500` of "6,500 trains", `1.2 million` of
  "1.2 million vehicles". A rank is its shortest phrase (guidelines, field `figure`).
- A range ("3 to 4 percent", "1.2-1.4 billion yuan", "between 3 and 4 percent") is two figures, its ends: nothing
  that is not printed, as their middle, is a value.
- Numbers that share a unit ("4.5 and 8 percent, respectively", "from 1.2 to 1.4 billion yuan") each have it and
  its scale, though their text is the number alone; `read_figure` of such a text alone cannot know it.
- A bare `$` is the US dollar. `¥` is yuan or yen, `manat` Azerbaijan's or Turkmenistan's by the words nearby, else
  of unknown unit; `Rs` and rupees are Pakistan's, Sri Lanka's or Nepal's by such words, else India's. Names that
  several countries share ("pesos", "dinars") are of unknown unit without nationality.
- Dates, years, durations, ages, labels, lengths, persons, list sizes, unit prices ("$80 a barrel") and exchange rates
  are left out. Plans, forecasts and GDP are offered: what they mean is not on the surface.
- A decimal comma is read before a scale or percent alone (`3 456,7 mln`, `48,4%`); a bare `48,4` is no figure.

Time is linear in the length of the text: every pattern is bounded and every rule sees a window of fixed size.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from threading import Lock
from typing import TYPE_CHECKING

from xjllm.figures import phrases
from xjllm.figures.amounts import Amount, find_amounts, is_figure, read_amount
from xjllm.figures.context import is_label_or_date, is_other_measure, is_year
from xjllm.figures.cues import read_comparator
from xjllm.figures.units import FigureKind
from xjllm.figures.values import fold_text
from xjllm.figures.words import WordFigure, find_word_figures, read_word_figure

if TYPE_CHECKING:
    from xjllm.vocabulary import Comparator

__all__ = ["Figure", "FigureKind", "figures_of", "find_figures", "keep_figures", "read_figure"]


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a text.

    Attributes:
        start: first character, `text[start:end] == self.text`.
        end: one past the last character.
        text: verbatim, number with its scale and unit, without "about" or brackets (guidelines, field `figure`).
        value: base units; negative only where a sign is printed with it ("-3.1%"). Meaning signs it later.
        unit: unit of the guidelines (ISO 4217 for money); None where the surface does not tell.
        comparator: "~" about, ">" over, "<" less than, else "=".
        kind: `money`; `percent`; `percentage_points`; `multiple` (doubled, eightfold, 1.2 times); `fraction`
            (a third, half); `quantity` (tons, TEU); `count` (a number of trains, countries, companies, cars …);
            `rank` (largest, first, top spot); `number` a bare number with a scale ("2.25 billion").
        half_unit: half of the last printed digit's place in base units, above 0 ("12.34 billion" 5,000,000);
            0 for ranks and word multiples. The true figure lies within value ± half_unit.
    """

    start: int
    end: int
    text: str
    value: Decimal
    unit: str | None
    comparator: Comparator
    kind: FigureKind
    half_unit: Decimal


_UNIT_OF_PHRASE = {"multiple": "times", "fraction": "percent", "rank": "rank"}
_DASH = re.compile(r"[-–]")
_SPACED_DASH = re.compile(r"[ \u00a0][-–][ \u00a0]")
_TO = re.compile(r"[ \u00a0](?:to|or)[ \u00a0]")
_AND = re.compile(r",?[ \u00a0](?:and|or|versus|vs\.?)[ \u00a0](?:by )?")
_COMMA = re.compile(r",[ \u00a0]")
_FROM = re.compile(r"(?<![A-Za-z])from[\s\u00a0](?:about |around |nearly |over |only |just )?$", re.IGNORECASE)
_BETWEEN = re.compile(r"(?<![A-Za-z])between[\s\u00a0]$", re.IGNORECASE)
_LINK_LENGTH = 12
_WIDEST_RANGE = 5


_KEPT_TEXTS = 8
_kept: dict[str, tuple[Figure, ...]] = {}
_keeping = Lock()


def figures_of(text: str) -> tuple[Figure, ...]:
    """As `find_figures`; the last few texts are not searched again, as planning and checks want the same figures."""
    figures = _kept.get(text)
    if figures is None:
        figures = tuple(find_figures(text))
        keep_figures(text, figures)
    return figures


def keep_figures(text: str, figures: tuple[Figure, ...]) -> None:
    """Makes `figures_of` give the figures of `text`, which were found long ago or in another process."""
    with _keeping:
        _kept.pop(text, None)
        _kept[text] = figures
        if len(_kept) > _KEPT_TEXTS:
            del _kept[next(iter(_kept))]


def find_figures(text: str) -> list[Figure]:
    """All figures of `text`, sorted by `start`, not overlapping; empty where there are none."""
    folded = fold_text(text)
    found = _find_amount_figures(folded, text)
    found += [
        _figure_of_phrase(text, phrase) for phrase in find_word_figures(folded) if phrases.is_figure(folded, phrase)
    ]
    figures: list[Figure] = []
    for figure in sorted(found, key=lambda figure: (figure.start, -figure.end)):
        if figures and figure.start < figures[-1].end:
            continue
        comparator = read_comparator(folded, figure.start, figure.end)
        figures.append(figure if comparator == "=" else replace(figure, comparator=comparator))
    return figures


def read_figure(text: str) -> Figure:
    """The single figure that is the whole of `text`, whatever words would have to stand around it.

    It accepts every text that `find_figures` yields, and bare counts, whose unit is None. The value is that of
    `find_figures`, but for numbers that take scale and unit from a later one.

    Raises:
        ValueError: `text` is no figure, or more than one.
    """
    folded = fold_text(text)
    if phrase := read_word_figure(folded):
        return _figure_of_phrase(text, phrase)
    if amount := read_amount(folded):
        return _figure_of_amount(text, amount)
    raise ValueError(f"not a figure: {text[:80]!r}")


def _figure_of_phrase(text: str, phrase: WordFigure) -> Figure:
    written = text[phrase.start : phrase.end]
    unit = _UNIT_OF_PHRASE[phrase.kind]
    return Figure(phrase.start, phrase.end, written, _shortest(phrase.value), unit, "=", phrase.kind, phrase.half_unit)


def _figure_of_amount(text: str, amount: Amount) -> Figure:
    half_unit = amount.place / 2
    if amount.kind == "multiple" and amount.number.form == "words":
        half_unit = Decimal(0)
    written = text[amount.start : amount.end]
    value = _shortest(amount.value)
    return Figure(amount.start, amount.end, written, value, amount.unit, "=", amount.kind, half_unit)


def _shortest(value: Decimal) -> Decimal:
    return Decimal(int(value)) if value == value.to_integral_value() else value.normalize()


def _sorted_amounts(folded: str) -> list[Amount]:
    amounts: list[Amount] = []
    for amount in sorted(find_amounts(folded), key=lambda amount: (amount.start, -amount.end)):
        if not amounts or amount.start >= amounts[-1].end:
            amounts.append(amount)
    return amounts


def _find_amount_figures(folded: str, text: str) -> list[Figure]:
    amounts = _sorted_amounts(folded)
    figures: list[Figure] = []
    following: Amount | None = None
    in_list = False
    # From the last to the first: a number may take scale and unit from the one behind it.
    for amount in reversed(amounts):
        link = _read_link(folded, amount, following, in_list=in_list)
        if link and following is not None and _lends_currency(amount, following):
            # "$3-4 billion": the sign stands once, before the first number.
            following.kind, following.unit = "money", amount.unit
            figures[-1] = _figure_of_amount(text, following)
        if link and following is not None and _may_share(folded, amount) and _share_unit(amount, following):
            in_list = link == "list"
            figures.append(_figure_of_amount(text, amount))
            following = amount
            continue
        in_list = False
        following = None
        if is_figure(folded, amount):
            figures.append(_figure_of_amount(text, amount))
            following = amount
    return figures


def _read_link(folded: str, amount: Amount, following: Amount | None, *, in_list: bool) -> str:
    """`list` or `pair` where the words between two amounts tie them; empty where they do not."""
    if following is None or not 0 < following.start - amount.end <= _LINK_LENGTH:
        return ""
    link, before = folded[amount.end : following.start], folded[max(0, amount.start - 16) : amount.start]
    if _DASH.fullmatch(link) or (_SPACED_DASH.fullmatch(link) and amount.is_bare):
        return "pair"
    if _TO.fullmatch(link):
        if _FROM.search(before):
            return "pair"
        return "pair" if amount.is_bare or _lacks_what_follows(amount, following) else ""
    if _AND.fullmatch(link):
        return "pair" if _BETWEEN.search(before) else "list"
    return "list" if in_list and _COMMA.fullmatch(link) else ""


def _lends_currency(amount: Amount, following: Amount) -> bool:
    bare_scaled = following.kind == "number" and following.unit is None and following.factor > 1
    return amount.kind == "money" and amount.by_sign and amount.factor == 1 and bare_scaled


def _lacks_what_follows(amount: Amount, following: Amount) -> bool:
    # "Rose 3 billion yuan to 45 billion yuan" and "rose 17 to 120 trains" are a change and a level, no range.
    if following.kind in {"number", "count"} or following.number.value > _WIDEST_RANGE * amount.number.value:
        return False
    return amount.is_bare or (amount.kind == "money" and amount.factor == 1 < following.factor)


def _may_share(folded: str, amount: Amount) -> bool:
    number = amount.number
    if amount.kind != "number" or amount.factor > 1:
        return True
    return not (
        is_label_or_date(folded, number.start, number.end)
        or is_other_measure(folded, amount.end)
        or (number.form == "plain" and is_year(folded, number.start, number.end))
    )


def _share_unit(first: Amount, last: Amount) -> bool:
    """Whether the first has a unit to share with the last; if so, gives it the scale and unit that it lacks."""
    if last.is_bare and last.unit is None and first.is_bare:
        return False
    if first.kind not in {"number", last.kind} or (first.kind == last.kind and first.unit not in {None, last.unit}):
        return False
    if first.kind == last.kind and first.factor == last.factor and first.kind != "number" and not first.by_sign:
        return True
    if last.kind in {"percent", "percentage_points"} and (first.number.form == "grouped" or first.factor > 1):
        return False  # "79,000, or 27.6 percent" is a count and its share, and so is "3 billion, or 27.6 percent"
    if first.factor == 1 and last.factor > 1:
        if abs(first.value) >= 1000:
            return False
        first.value, first.place, first.factor = first.value * last.factor, first.place * last.factor, last.factor
    if first.kind == "number":
        first.kind, first.unit = last.kind, last.unit
        first.value, first.place = first.value * last.unit_factor, first.place * last.unit_factor
    return True
