"""Numbers as newspapers print them, in digits or in words, as Decimal; and the scales behind them.

Written in English: `1,234.5` has a comma between groups and a point before decimals. A decimal comma with one or
two digits behind it is read where a scale or a percent sign follows (`3 456,7 mln`, `48,4%`): nothing else can be
meant. Elsewhere (`48,4`) it is never guessed: such a number is left out whole rather than read wrongly. Groups may
also be parted by a space (`12 345`, thin and no-break spaces included) or, in South Asia, be of two digits
(`1,23,456`); or an apostrophe, as in Switzerland (`12'345`). `3½` is three and a half.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_SPACES = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_FOLDS: dict[int, str] = {
    **{code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)},
    **dict.fromkeys(map(ord, _SPACES), "\u00a0"),
    **dict.fromkeys(map(ord, "\u2010\u2011\u2212\ufe63"), "-"),
    **dict.fromkeys(map(ord, "\u2018\u2019\u02bc"), "'"),
    ord("\u066a"): "%",
    ord("\ufe6a"): "%",
    ord("\uffe5"): "¥",
    ord("\uffe1"): "£",
}
_FOLDABLE = re.compile(f"[{''.join(map(chr, _FOLDS))}]")

UNSEEN = "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
"""Soft hyphens, joiners and marks of direction, as the inside of a set of characters."""
GAP = r"[ \t\u00a0]{0,3}(?:\r?\n[ \t\u00a0]{0,3})?"
"""Pattern between a number and its scale or unit: a few spaces, at most one line break, never a blank line."""

# At most 15 digits before the point and 6 behind it, so that no run of digits is costly. The look-behind comes after
# the first digit because a pattern that begins with a set of characters is searched several times faster.
_DIGITS = re.compile(
    r"[0-9](?<![0-9]{2})(?<![0-9][.,:'/][0-9])(?:"
    r"[0-9]{0,2}[¼½¾]"
    r"|[0-9]{0,2}(?:'[0-9]{3}){1,4}(?:\.[0-9]{1,6})?(?!')"
    r"|[0-9]{0,2}(?:[ \u00a0][0-9]{3}){0,4},[0-9]{1,2}(?=[ \u00a0]{0,2}(?:%|(?i:per[ -]?cent|pct"
    r"|thousand|thsd|ths|mln|mn|million|bln|bn|billion|trln|trn|tln|trillion)(?![A-Za-z])))|"
    r"[0-9]{0,2}(?:,[0-9]{2,3}){0,4},[0-9]{3}(?:\.[0-9]{1,6})?"
    r"|[0-9]{0,2}(?:[ \u00a0][0-9]{3}){1,4}(?:\.[0-9]{1,6})?"
    r"|[0-9]{0,14}(?:\.[0-9]{1,6})?"
    r")(?![0-9]|[.,:'/][0-9])"
)

_EUROPEAN_GROUPS = re.compile(r"\.000$")  # "12.000 tonnes": a point between groups, for nobody prints such decimals
_QUARTERS = {"¼": Decimal("0.25"), "½": Decimal("0.5"), "¾": Decimal("0.75")}

SCALES = {
    "hundred": 2,
    "thousand": 3,
    "thsd": 3,
    "ths": 3,
    "k": 3,
    "lakh": 5,
    "million": 6,
    "mln": 6,
    "mn": 6,
    "mio": 6,
    "mil": 6,
    "m": 6,
    "crore": 7,
    "billion": 9,
    "bln": 9,
    "bn": 9,
    "mrd": 9,
    "bil": 9,
    "b": 9,
    "trillion": 12,
    "trln": 12,
    "trn": 12,
    "tln": 12,
    "tn": 12,
    "tril": 12,
}
"""Powers of ten of the scale words, short scale (a billion is 10**9), without plural s or full stop."""

_LONG_SCALES = (
    r"hundred|thousands?|thsd|ths|lakhs?|millions?|mln|mn|mio|mil|crores?|billions?|bln|bn|bil|mrd|trillions?|trln|trn|tln|tn"
    r"|tril"
)
_SCALE = re.compile(
    rf"(?:(?:{GAP}|-)(?P<word>{_LONG_SCALES})(?![A-Za-z])(?-i:(?<=ln|rn|mn|bn|tn|io|sd|hs|il)\.(?=[ \u00a0][a-z]))?"
    rf"(?:[ -](?P<more>million|billion|trillion|crore)s?(?![A-Za-z]))?|(?P<letter>[mbk])(?![A-Za-z]))",
    re.IGNORECASE,
)

_ONES_WORDS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
TENS_WORDS = "twenty thirty forty fifty sixty seventy eighty ninety"
_ONES = {word: value for value, word in enumerate(_ONES_WORDS.split())}
_TENS = {word: 10 * value for value, word in enumerate(TENS_WORDS.split(), 2)}
_BELOW_20 = "|".join(sorted(_ONES, key=len, reverse=True))
_BELOW_100 = rf"(?:(?:{'|'.join(_TENS)})(?:[ -](?:one|two|three|four|five|six|seven|eight|nine)\b)?|(?:{_BELOW_20}))\b"
_BELOW_1000 = rf"(?:(?:an?|{_BELOW_20}) hundred\b(?:(?: and)? {_BELOW_100})?|{_BELOW_100})"
_BIG = r"(?:thousand|million|billion|trillion)"
_WORDS = re.compile(
    rf"\b(?<!-)(?=an? [bhmpt]|half|[efnost])(?:(?P<half>half an? (?:{_BIG}\b|(?=per[ -]?cent|pct)))|(?P<number>"
    rf"(?:{_BELOW_1000}|an?(?= (?:{_BIG}|percent(?:age)? point)\b))(?:[ -]{_BIG}\b(?:(?: and)? {_BELOW_1000})?){{0,3}})"
    rf"(?P<and_half> and a half\b)?)"
)


@dataclass(frozen=True, slots=True)
class Number:
    """A number of a text, before its scale word.

    Attributes:
        start: first character, in the folded and the given text alike.
        end: one past the last.
        value: as printed, never negative.
        place: value of the last printed digit's place (`12.34` 0.01, `5,678` 1, `three billion` 10**9).
        form: `plain` digits; `grouped` digits parted by commas or no-break spaces; `spaced` digits parted by plain
            spaces, which may also be several numbers; `words`.
    """

    start: int
    end: int
    value: Decimal
    place: Decimal
    form: str


def fold_text(text: str) -> str:
    """The same text, character for character, with full-width forms, odd spaces, dashes and quotes made plain.

    Length and offsets are kept. All spaces but the plain one and the tab become no-break spaces.
    """
    return text if text.isascii() else _FOLDABLE.sub(lambda match: _FOLDS[ord(match[0])], text)


def lower_text(text: str) -> str:
    """The same text in lower case, character for character; Python's own `lower` lengthens a few letters."""
    lowered = text.lower()
    return lowered if len(lowered) == len(text) else "".join(letter.lower()[0] for letter in text)


def find_digits(folded: str, start: int = 0) -> Iterator[Number]:
    """Numbers in digits, in text order. A run of digits that is no well-formed number is left out whole."""
    for match in _DIGITS.finditer(folded, start):
        if not _has_european_groups(match):
            yield _from_digits(match)


def read_digits(folded: str, start: int) -> Number | None:
    """The number in digits that begins at `start`; None where none does."""
    match = _DIGITS.match(folded, start)
    return _from_digits(match) if match and not _has_european_groups(match) else None


def _has_european_groups(match: re.Match[str]) -> bool:
    # A number with a scale is not in groups: "1.000 billion" is one.
    return bool(_EUROPEAN_GROUPS.search(match[0])) and read_scale(match.string, match.end())[0] == 1


def _from_digits(match: re.Match[str]) -> Number:
    printed = match[0]
    form = "plain"
    if part := _QUARTERS.get(printed[-1]):
        place = Decimal("0.5") if part == Decimal("0.5") else Decimal("0.25")
        return Number(match.start(), match.end(), Decimal(printed[:-1]) + part, place, form)
    if "'" in printed:
        printed, form = printed.replace("'", ""), "grouped"
    if printed[-2:-1] == "," or printed[-3:-2] == ",":
        printed = printed.replace(",", ".").replace(" ", "").replace("\u00a0", "")
    elif not printed.isdigit():
        if " " in printed:
            form = "spaced"
        elif "," in printed or "\u00a0" in printed:
            form = "grouped"
        printed = printed.replace(",", "").replace(" ", "").replace("\u00a0", "")
    _, _, decimals = printed.partition(".")
    start = match.start()
    if not decimals and form == "plain" and _has_leading_point(match.string, start):
        start, decimals, printed = start - 1, printed, f".{printed}"
    return Number(start, match.end(), Decimal(printed), Decimal(1).scaleb(-len(decimals)), form)


def _has_leading_point(folded: str, start: int) -> bool:
    if start == 0 or folded[start - 1] != ".":
        return False
    return start == 1 or folded[start - 2] in " \u00a0\t\n(+-$€£"


def find_words(folded: str, start: int = 0) -> Iterator[Number]:
    """Numbers in words, in text order: `twelve`, `a hundred and five`, `three billion`, `half a million`."""
    for match in _WORDS.finditer(lower_text(folded), start):
        yield _from_words(match)


def read_words(folded: str, start: int) -> Number | None:
    """The number in words that begins at `start`; None where none does."""
    match = _WORDS.match(lower_text(folded), start)
    return _from_words(match) if match else None


def _from_words(match: re.Match[str]) -> Number:
    words = re.split(r"[ -]", (match["half"] or match["number"]).strip())
    total = current = last_scale = Decimal(0)
    for word in words:
        if word in SCALES:
            factor = Decimal(10) ** SCALES[word]
            if word == "hundred":
                current *= factor
            else:
                total += current * factor
                current = Decimal(0)
            last_scale = factor
        elif word == "half":
            current = Decimal("0.5")
        elif word in {"a", "an"}:
            current = current or Decimal(1)
        elif word != "and":
            current += _ONES.get(word, 0) or _TENS.get(word, 0)
            last_scale = Decimal(1)
    value, place = total + current, last_scale or Decimal(1)
    if match["half"]:
        place /= 10
    elif match["and_half"]:
        value, place = value + Decimal("0.5") * place, place / 10
    return Number(match.start(), match.end(), value, place, "words")


def read_scale(folded: str, start: int) -> tuple[Decimal, int, bool]:
    """The factor of the scale word at `start`, where it ends, and whether it is a single letter.

    `(1, start, False)` where there is none. A letter (`3.4m`, `$3B`, `20k`) must touch the number; what it means
    is for the caller to decide, since it may be metres. Two words multiply (`27 hundred million`).
    """
    match = _SCALE.match(folded, start)
    if match is None:
        return Decimal(1), start, False
    if letter := match["letter"]:
        return Decimal(10) ** SCALES[letter.lower()], match.end(), True
    word = match["word"].lower()
    power = SCALES[word] if word in SCALES else SCALES[word.removesuffix("s")]
    if more := match["more"]:
        power += SCALES[more.lower()]
    return Decimal(10) ** power, match.end(), False
