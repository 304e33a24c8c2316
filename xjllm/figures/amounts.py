"""Amounts: numbers with the sign, currency, scale and unit attached to them, and whether they are figures."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from xjllm.figures import context
from xjllm.figures.currencies import read_currency_before, read_currency_nearby
from xjllm.figures.nouns import (
    Noun,
    counts_persons,
    is_listed,
    is_of_them,
    is_rate,
    read_noun,
    read_noun_of,
    read_unit_before,
    read_unit_compared,
    read_unit_in_sentence,
    read_unit_of_pieces,
)
from xjllm.figures.units import Unit, read_unit
from xjllm.figures.values import UNSEEN, Number, find_digits, find_words, read_digits, read_scale, read_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xjllm.figures.units import FigureKind


@dataclass(slots=True)
class Amount:
    """A number of a text with what is attached to it.

    Attributes:
        start: first character, sign and currency sign included.
        end: one past the last, scale and unit included.
        number: the number itself.
        value: base units, with the printed sign.
        place: value of the last printed digit's place, base units.
        kind: as `Figure.kind`; `number` where nothing but a scale is attached.
        unit: as `Figure.unit`.
        factor: of the scale alone; 1 without one.
        unit_factor: of the unit alone, 0.001 for kilograms.
        by_sign: whether the currency stands before the number.
    """

    start: int
    end: int
    number: Number
    value: Decimal
    place: Decimal
    kind: FigureKind = "number"
    unit: str | None = None
    factor: Decimal = Decimal(1)
    unit_factor: Decimal = Decimal(1)
    by_sign: bool = False

    @property
    def is_bare(self) -> bool:
        """Whether the number stands alone: no scale, no unit."""
        return self.kind == "number" and self.factor == 1


# A dash is a sign where nothing else can be: behind a bracket or a comma, or where the text is the figure alone.
_SIGN = re.compile(
    r"(?:(?<![\w)%+-])[+-]|(?:(?<=[(\[])|(?<=[,;:(] )|(?<![\s\S]))–|(?<![A-Za-z])minus[ \u00a0])$", re.IGNORECASE
)
_BEFORE_SIGN = ("+", "-", "–", " ", "\u00a0")
_BEFORE_NUMBER = re.compile(r"[ \u00a0-][0-9]")
_SMALLER_PART = re.compile(r"[ \u00a0](?=[0-9])")
_PLUS = re.compile(r"-(?:plus|odd)(?![A-Za-z])|\+")
_CUT_AFTER = re.compile(rf"\^|[{UNSEEN}]{{1,2}}[0-9]")
_CUT_BEFORE = re.compile(rf"\^$|[0-9][{UNSEEN}]{{1,2}}$")
_MONEY_LETTER = re.compile(r"[ \u00a0]?(?:MM|(?i:[mbt]))(?![A-Za-z])")
_LENGTH = re.compile(r"[ \u00a0-](?:long|tall|wide|high|deep|thick|square|above|below)(?![A-Za-z])")
_FREQUENCY = re.compile(
    r"[\s\u00a0](?:an? (?:day|week|month|year)|per|daily|weekly|monthly|in a row|square)(?![A-Za-z])", re.IGNORECASE
)
_MORE_THAN = re.compile(
    r"[\s\u00a0](?:more|fewer|less)[\s\u00a0]than[\s\u00a0](?:a|in|the|last|at|during|for|one)(?![A-Za-z])"
)
_POINTS_OF = re.compile(
    r"[\s\u00a0](?:higher|lower|faster|slower|above|below|more|less|up|down|from|over|than|to|ahead|year|compared|on)(?![A-Za-z])"
)
_LOST_SPACE = re.compile(
    r"(?<![A-Za-z])(?:by|to|of|up|down|was|were|is|reached|hit|totall?ed|from|at|over|than|about|nearly|and|rose|fell"
    r"|(?:in|de)creas(?:ed|ing))$"
)
_SHARED_CURRENCIES = (None, "INR", "KGS")  # what signs and names that several countries share are read as
_LETTER_FACTORS = {"m": Decimal(10) ** 6, "b": Decimal(10) ** 9, "t": Decimal(10) ** 12}
_LONGEST_PLAIN = 5  # digits; longer ones without a comma are numbers of telephones, licences, documents
_LARGE = 1000
_MOST_POINTS = 100
_DAILY_TRAINS = 10
_LIST_SIZE = 20
_KNOWN_LIST_SIZE = 60


def find_amounts(folded: str) -> Iterator[Amount]:
    """All numbers of the text, in digits and in words, with what is attached; each kind in text order."""
    for find in (find_digits, find_words):
        for number in find(folded):
            if amount := _read_amount(folded, number):
                yield amount


def read_amount(folded: str) -> Amount | None:
    """The amount that is the whole of `folded`; None where it is none."""
    for read in (_first_digits, _first_words, _word_after_sign):
        number = read(folded)
        if number is not None:
            amount = _read_amount(folded, number)
            if amount is not None and amount.start == 0 and amount.end == len(folded):
                return amount
    return None


def _first_digits(folded: str) -> Number | None:
    return next(find_digits(folded), None)


def _first_words(folded: str) -> Number | None:
    return read_words(folded, 0)


def _word_after_sign(folded: str) -> Number | None:
    return read_words(folded, 6) if folded[:5].lower() == "minus" else None


def _read_amount(folded: str, number: Number) -> Amount | None:
    factor, end, is_letter = read_scale(folded, number.end)
    if (number.form == "words" and is_letter) or _is_cut(folded, number):
        return None
    unit = read_unit(folded, end)
    amount = Amount(number.start, end, number, number.value * factor, number.place * factor, factor=factor)
    if factor > 1 and unit is None:
        unit = _add_smaller_part(folded, amount)
    if number.form != "words":
        has_currency = _add_currency_before(folded, amount, unit)
        if not has_currency and _is_glued(folded, number.start) and not _lost_space(folded, amount, unit):
            return None
        if amount.kind == "money" and unit is not None and (unit.kind != "money" or unit.code != amount.unit):
            unit = None
    if is_letter and amount.kind != "money" and unit is None and not _is_letter_scale(folded, number, end):
        return None
    if unit is not None and _is_certain(folded, amount, unit):
        _add_unit(amount, unit)
    elif number.form == "words" and folded[number.start : number.end].lower().rstrip() in {
        "a",
        "an",
        "half a",
        "half an",
    }:
        return None
    if amount.end < len(folded) and folded[amount.end].isalnum() and folded[amount.end - 1].isalnum():
        return None
    _add_sign(folded, amount)
    if amount.kind == "money" and amount.unit in _SHARED_CURRENCIES:
        amount.unit = read_currency_nearby(folded, amount.start, amount.end, otherwise=amount.unit)
    return amount


def _is_cut(folded: str, number: Number) -> bool:
    # Neither number of "10^6 tons" is one of tons; a sign that nobody sees cuts 12 into 1 and 2; "000 dollars" is
    # the rest of a number with more groups than any amount has.
    if folded.startswith("00", number.start):
        return True
    return _CUT_AFTER.match(folded, number.end) is not None or bool(
        _CUT_BEFORE.search(folded[max(0, number.start - 3) : number.start])
    )


def _is_glued(folded: str, start: int) -> bool:
    return start > 0 and (folded[start - 1].isalnum() or folded[start - 1] == "_")


def _lost_space(folded: str, amount: Amount, unit: Unit | None) -> bool:
    # "down4.5 percent", "was1.2 million tons"
    is_measured = amount.factor > 1 or unit is not None
    return is_measured and bool(_LOST_SPACE.search(folded[max(0, amount.start - 12) : amount.start]))


def _is_letter_scale(folded: str, number: Number, end: int) -> bool:
    # "1.2m" is millions, "100m" may be metres and "5K" a race: decimals or a counted noun tell.
    if _LENGTH.match(folded, end):
        return False
    return number.place < 1 or read_noun(folded, end).group == "counted"


def _add_smaller_part(folded: str, amount: Amount) -> Unit | None:
    # "$1 billion 234.5 million", usual in Central Asia, is one amount.
    gap = _SMALLER_PART.match(folded, amount.end)
    part = read_digits(folded, gap.end()) if gap else None
    if part is None:
        return None
    factor, end, is_letter = read_scale(folded, part.end)
    if factor == 1 or is_letter or part.value * factor >= amount.factor:
        return None
    amount.end = end
    amount.value += part.value * factor
    amount.place = part.place * factor
    return read_unit(folded, end)


def _add_currency_before(folded: str, amount: Amount, unit: Unit | None) -> bool:
    """Whether a currency before the number was added; none is where the number has another unit."""
    start = amount.start
    sign = folded[start - 1] if start > 1 and folded[start - 1] in "+-" else ""
    found = read_currency_before(folded, start - len(sign))
    if found is None or (unit is not None and unit.kind != "money"):
        return False
    code, begin, is_word = found
    # "B2B" and "H1" are no money; "Sh3.2bn" and "P3.2B" are.
    if is_word and (amount.factor == 1 or (folded[amount.end - 1] in "bBmMkK" and amount.number.place == 1)):
        return False
    amount.start, amount.unit, amount.kind, amount.by_sign = begin, code, "money", True
    letter = _MONEY_LETTER.match(folded, amount.end)
    if letter and amount.factor == 1 and unit is None:
        amount.end = letter.end()
        amount.factor = _LETTER_FACTORS[letter[0][-1].lower()]
        amount.value *= amount.factor
        amount.place *= amount.factor
    if sign == "-":
        amount.value = -amount.value
    return True


def _is_certain(folded: str, amount: Amount, unit: Unit) -> bool:
    if unit.weak and unit.code == "percentage_points" and amount.value > _MOST_POINTS:
        return False  # of a stock index
    if not unit.weak or amount.factor > 1 or amount.number.form == "grouped" or amount.number.place < 1:
        return True
    if unit.kind == "money":
        return amount.number.place > 1
    return amount.number.form != "words" or bool(_POINTS_OF.match(folded, unit.end))


def _add_unit(amount: Amount, unit: Unit) -> None:
    amount.end = unit.end
    amount.value *= unit.factor
    amount.place *= unit.factor
    amount.kind, amount.unit_factor = unit.kind, unit.factor
    amount.unit = amount.unit or unit.code


def _add_sign(folded: str, amount: Amount) -> None:
    if folded[amount.start - 1 : amount.start] not in _BEFORE_SIGN:
        return
    sign = _SIGN.search(folded[max(0, amount.start - 7) : amount.start])
    if sign is None:
        return
    amount.start -= len(sign[0])
    if sign[0] != "+":
        amount.value = -amount.value


def is_figure(folded: str, amount: Amount) -> bool:
    """Whether the amount is a figure where it stands; for a count, sets its kind and unit from the nouns nearby.

    Left out: prices, exchange rates, frequencies ("three times a week"), and bare numbers that are dates, years,
    durations, ages, labels, lengths, persons, list sizes, or small numbers of an unknown noun.
    """
    if amount.kind == "money":
        if amount.factor == 1 and (
            context.is_price(folded, amount.end) or context.is_worth(folded, amount.start, amount.end)
        ):
            return False
        return not context.is_exchange_rate(folded, amount.start, amount.end)
    if amount.kind == "multiple":
        return amount.number.value not in (0, 1) and not _FREQUENCY.match(folded, amount.end)
    if amount.kind != "number":
        return True
    return _is_count(folded, amount)


def _is_count(folded: str, amount: Amount) -> bool:
    number, start, end = amount.number, amount.start, amount.end
    if amount.is_bare and number.form == "plain" and (number.value < 2 or _BEFORE_NUMBER.match(folded, end)):
        return False
    if context.is_other_measure(folded, end):
        return False
    suffix = _PLUS.match(folded, end)
    noun = read_noun(folded, suffix.end() if suffix else end)
    if noun.group == "not_trade" or (noun.group != "counted" and context.is_population(folded, start)):
        return False
    if noun.group == "counted":
        return _is_counted(folded, amount, noun)
    if noun.group == "ones" and (unit := read_unit_in_sentence(folded, start)):
        return _is_counted(folded, amount, Noun("counted", unit))
    if amount.factor > 1 or (number.form == "words" and number.place > 1):
        if is_of_them(folded, end):
            _set_count(amount, read_unit_before(folded, start))
        return True
    if number.form == "words":
        return noun.group == "none" and _is_small_count(folded, amount)
    return _is_bare_figure(folded, amount, noun)


def _is_small_count(folded: str, amount: Amount) -> bool:
    # "1,830 trains, or about five a day", "174 countries, six more than a year before"; small numbers without such
    # words are rarely of trade.
    is_of_trains = bool(_FREQUENCY.match(folded, amount.end))
    if not is_of_trains and not _MORE_THAN.match(folded, amount.end):
        return False
    unit = read_unit_in_sentence(folded, amount.start)
    if unit is None or (is_of_trains and unit != "trains"):
        return False
    _set_count(amount, unit)
    return True


def _set_count(amount: Amount, unit: str | None) -> None:
    amount.unit = unit
    if unit is not None:
        amount.kind = "count"


def _is_counted(folded: str, amount: Amount, noun: Noun) -> bool:
    number, start, end = amount.number, amount.start, amount.end
    unit = noun.unit
    if unit == "items":
        unit = read_unit_of_pieces(folded, start, end) or unit
    if unit is None and read_unit_before(folded, start) == "trains":
        unit = "trains"
    amount.kind, amount.unit = "count", unit
    if number.form == "words":
        if amount.value > _LIST_SIZE:
            return True
        return unit == "trains" and (amount.value >= _DAILY_TRAINS or is_rate(folded, end))
    if amount.factor > 1:
        return True
    is_label = context.is_label_or_date(folded, number.start, number.end) and not context.ends_range(folded, start)
    if is_label or number.place < 1 or _is_zero_padded(folded, number):
        return False
    if unit == "countries" and number.value <= _KNOWN_LIST_SIZE and context.is_list_size(folded, start):
        return False
    return not (
        number.form == "plain"
        and context.is_year(folded, number.start, number.end)
        and context.follows_year_word(folded, number.start)
    )


def _is_zero_padded(folded: str, number: Number) -> bool:
    return folded[number.start] == "0" and number.end - number.start > 1 and number.place == 1


def _is_bare_figure(folded: str, amount: Amount, noun: Noun) -> bool:
    number, start, end = amount.number, amount.start, amount.end
    if number.form == "spaced" or (number.place < 1 and number.form != "grouped") or _is_zero_padded(folded, number):
        return False
    if number.form == "plain" and (context.is_year(folded, number.start, number.end) or end - start > _LONGEST_PLAIN):
        return False
    if noun.group in {"other", "ones"}:
        traded = context.is_traded(folded, start) or (noun.group == "other" and is_listed(folded, start))
        _set_count(amount, "items" if traded else None)
        is_stated = number.form == "grouped" or amount.unit is not None
    elif number.form == "grouped" and (of_noun := read_noun_of(folded, end)):
        return _is_counted(folded, amount, of_noun)
    elif counts_persons(folded, start):
        return False
    else:
        is_compared = bool(_MORE_THAN.match(folded, end))
        _set_count(amount, (is_compared and read_unit_compared(folded, start)) or read_unit_before(folded, start))
        is_stated = is_compared or number.form == "grouped" or amount.unit is not None
        is_stated = is_stated or (number.value >= _LARGE and context.follows_count_cue(folded, start))
    return is_stated and not context.is_label_or_date(folded, number.start, number.end)
