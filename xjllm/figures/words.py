"""Figures without a number in digits or scale: multiples (`doubled`), fractions (`a third`), ranks (`largest`)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from xjllm.figures.values import lower_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xjllm.figures.units import FigureKind

_words = str.split

ORDINALS = _words(
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth "
    "fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
)
_CARDINALS = _words("one two three four five six seven eight nine ten")
_FOLDS = {
    **{word: value for value, word in enumerate(_CARDINALS, 1)},
    "eleven": 11,
    "twelve": 12,
    "fifteen": 15,
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "hundred": 100,
    "thousand": 1000,
}
_MULTIPLES = {
    "doubl": Decimal(2),
    "trebl": Decimal(3),
    "tripl": Decimal(3),
    "quadrupl": Decimal(4),
    "quintupl": Decimal(5),
    "sextupl": Decimal(6),
    "halv": Decimal("0.5"),
    "twic": Decimal(2),
    "thric": Decimal(3),
    "half as": Decimal("1.5"),
}
_DENOMINATORS = {
    "half": 2,
    "third": 3,
    "quarter": 4,
    "fourth": 4,
    "fifth": 5,
    "sixth": 6,
    "seventh": 7,
    "eighth": 8,
    "ninth": 9,
    "tenth": 10,
}

ORDINAL = rf"(?:{'|'.join(ORDINALS)}|[0-9]{{1,3}}(?:st|nd|rd|th))"
"""Pattern of an ordinal in words to twentieth, or in digits."""

_PARTS = "thirds?|quarters?|fourths?|fifths?|sixths?|sevenths?|eighths?|ninths?|tenths?"
_FIGURE = re.compile(
    r"\b(?<!-)(?=an? |[bdfhlnoqst]|eig|ele|[0-9]{1,3}[snrt])(?:"
    r"(?P<multiple>doubl(?:ed|es|e|ing)|trebl(?:ed|es|e|ing)|tripl(?:ed|es|e|ing)|quadrupl(?:ed|es|e|ing)"
    r"|quintupl(?:ed|es|e|ing)|sextupl(?:ed|es|e|ing)|halv(?:ed|es|e|ing)|twice|thrice"
    r"|half as (?:much|many|large|big|high) again)"
    rf"|(?P<fold>(?:{'|'.join(_FOLDS)})[ -]?fold)"
    rf"|(?P<fraction>(?:an?|one|two|three|four|five|six|seven|eight|nine)[ -](?:{_PARTS})|(?:(?:a|one)[ -])?half)"
    rf"|(?P<one_in>(?:{'|'.join(_CARDINALS)})(?: in (?:every )?| out of (?:every )?)(?:{'|'.join(_CARDINALS[1:])}))"
    rf"|(?P<superlative>(?:{ORDINAL}[ -])?(?:largest|biggest)|{ORDINAL}[ -](?:highest|fastest)|highest|fastest"
    rf"|{ORDINAL}(?=-?,? and {ORDINAL}[ -](?:largest|biggest)))"
    r"|(?P<number_one>no\.?[ \u00a0]?[0-9]{1,2}(?![0-9]|[.,][0-9])|number[ -](?:one|two|three|four|five)(?![0-9]))"
    r"|(?P<top>top(?: spot| position| place)?|top(?:ped|s|ping) the (?:list|rankings?|table|chart))"
    rf"|(?P<ordinal>{ORDINAL}(?: place| position| spot)?)"
    r")(?![A-Za-z0-9])"
)


@dataclass(frozen=True, slots=True)
class WordFigure:
    """A phrase that may be a figure; whether it is one depends on the words around it.

    Attributes:
        form: which group of phrases it belongs to, for the rules of `figure_rules`.
    """

    start: int
    end: int
    form: str
    kind: FigureKind
    value: Decimal
    half_unit: Decimal


def find_word_figures(folded: str) -> Iterator[WordFigure]:
    """Phrases that may be figures, in text order, not overlapping."""
    for match in _FIGURE.finditer(lower_text(folded)):
        yield _from_match(match)


def read_word_figure(folded: str) -> WordFigure | None:
    """The phrase that is the whole of `folded`; None where it is none."""
    match = _FIGURE.fullmatch(lower_text(folded))
    return _from_match(match) if match else None


def _from_match(match: re.Match[str]) -> WordFigure:
    form, written = match.lastgroup or "", re.sub(r"[\s\u00a0]+", " ", match[0])
    kind: FigureKind = "rank"
    half_unit = Decimal(0)
    if form == "multiple":
        kind = "multiple"
        value = next(number for stem, number in _MULTIPLES.items() if written.startswith(stem))
    elif form == "fold":
        kind, value = "multiple", Decimal(_FOLDS[written.removesuffix("fold").rstrip(" -")])
    elif form in {"fraction", "one_in"}:
        kind, value, half_unit = "fraction", _read_fraction(written), Decimal("0.5")
    else:
        value = Decimal(_read_position(written))
    return WordFigure(match.start(), match.end(), form, kind, value, half_unit)


def _read_fraction(written: str) -> Decimal:
    words = re.split(r"[ -]", written)
    if written.endswith("half"):
        numerator, denominator = 1, 2
    elif len(words) == 2:
        numerator = 1 if words[0] in {"a", "an"} else _CARDINALS.index(words[0]) + 1
        denominator = _DENOMINATORS[words[1].removesuffix("s")]
    else:
        numerator, denominator = _CARDINALS.index(words[0]) + 1, _CARDINALS.index(words[-1]) + 1
    return (Decimal(100 * numerator) / denominator).quantize(Decimal("0.01"))


def _read_position(written: str) -> int:
    if digits := re.search(r"[0-9]+", written):
        return int(digits[0])
    first = re.split(r"[ -]", written)
    if first[0] in ORDINALS:
        return ORDINALS.index(first[0]) + 1
    if first[0] == "number":
        return _CARDINALS.index(first[1]) + 1
    return 1
