"""Numbers: digits, words and scales to Decimal."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xjllm.figures.values import SCALES, find_digits, find_words, fold_text, lower_text, read_scale, read_words

exact = settings(derandomize=True, max_examples=200, deadline=None)


def numbers_in(text):
    folded = fold_text(text)
    return [(text[number.start : number.end], number.value, number.place) for number in find_digits(folded)]


@pytest.mark.parametrize(
    ("text", "value", "place"),
    [
        ("7", "7", "1"),
        ("3,456", "3456", "1"),
        ("1,234,567.8", "1234567.8", "0.1"),
        ("12,34,567", "1234567", "1"),
        ("45 678", "45678", "1"),
        ("45\u202f678", "45678", "1"),
        ("1\u00a0234\u00a0567", "1234567", "1"),
        ("\uff11\uff12.\uff15", "12.5", "0.1"),
        (".75", "0.75", "0.01"),
    ],
)
def test_one_number(text, value, place):
    """Grouped, spaced, full-width and short-written numbers are read whole, with the place of their last digit."""
    assert numbers_in(text) == [(text, Decimal(value), Decimal(place))]


@pytest.mark.parametrize("text", ["48,7", "1.234.567", "21.11.2020", "08:35", "24/7", "9" * 16, "1,2,3", "1.234,5"])
def test_ill_formed_numbers_are_left_out_whole(text):
    """Decimal commas, dates, clock times and endless digits give no number, not a part of one."""
    assert numbers_in(text) == []


@pytest.mark.parametrize(
    ("text", "value"), [("48,7%", "48.7"), ("2 345,67 mln", "2345.67"), ("9,5 percent", "9.5"), ("1,234 mln", "1234")]
)
def test_a_decimal_comma_is_read_before_a_scale_or_percent(text, value):
    """One or two digits behind a comma are decimals where a scale or percent follows; three are a group."""
    assert [number for _, number, _ in numbers_in(text)] == [Decimal(value)]


@exact
@given(
    units=st.integers(0, 10**12 - 1),
    decimals=st.text("0123456789", max_size=4),
    notation=st.sampled_from([",", "\u00a0", "\u202f", ""]),
)
def test_formatted_numbers_come_back(units, decimals, notation):
    """Writing a number in any notation and reading it gives the number, with half of its last place exact."""
    written = f"{units:,}".replace(",", notation) + (f".{decimals}" if decimals else "")
    expected = Decimal(f"{units}.{decimals}" if decimals else units)
    assert numbers_in(written) == [(written, expected, Decimal(1).scaleb(-len(decimals)))]


@pytest.mark.parametrize(
    ("text", "value", "place"),
    [
        ("twelve", "12", "1"),
        ("twenty-one", "21", "1"),
        ("a hundred and five", "105", "1"),
        ("three billion", "3000000000", "1000000000"),
        ("two thousand five hundred", "2500", "100"),
        ("half a million", "500000", "100000"),
        ("two and a half", "2.5", "0.1"),
        ("One million", "1000000", "1000000"),
    ],
)
def test_number_words(text, value, place):
    """Numbers in words have their value and the place of their last word."""
    number = read_words(text, 0)
    assert number is not None
    assert (number.end, number.value, number.place) == (len(text), Decimal(value), Decimal(place))


def test_number_words_are_whole_words():
    """Number words inside other words, and behind a hyphen, are none."""
    assert list(find_words("someone often lonely height mid-ten")) == []


@pytest.mark.parametrize("scale", sorted(SCALES))
def test_every_scale_is_read(scale):
    """Each scale word of the table is read behind a number, in either case, and touching or not as it is written."""
    gap = "" if len(scale) == 1 else " "
    for word in (scale, scale.upper()):
        factor, end, is_letter = read_scale(f"3{gap}{word} tons", 1)
        assert (factor, end) == (Decimal(10) ** SCALES[scale], 1 + len(gap + word))
        assert is_letter == (len(scale) == 1)


def test_scale_needs_its_word():
    """A word that begins like a scale is none, and two scale words multiply."""
    assert read_scale("3 millionaires", 1) == (1, 1, False)
    assert read_scale("3metres", 1) == (1, 1, False)
    assert read_scale("3 hundred million yuan", 1)[0] == 10**8


@exact
@given(st.text())
def test_folding_keeps_every_offset(text):
    """Folding and lower-casing change no length, so offsets into the folded text are offsets into the article."""
    assert len(fold_text(text)) == len(text)
    assert len(lower_text(text)) == len(text)
