"""Numbers that look like amounts and are no figures: none of an article is lost in silence."""

import pytest

import xjllm
from xjllm.figures import find_figures, find_unread


def _unread(text):
    return [text[start:end] for start, end in find_unread(text, find_figures(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Some 58,000 villagers trade there.", ["58,000"]),
        ("a town of 1.2 million people", ["1.2 million"]),
        ("Coal cost $71 a barrel and 78 yuan a kilogram.", ["71", "78"]),
        ("The rupee closed at 158.1 to the dollar.", ["158.1"]),
        ("Exports to Peru: 170.2; to Chile: 98.7 (billion yuan).", ["170.2", "98.7"]),
        ("| Peru | 170 | 45 |", ["170", "45"]),
        ("Exports were ٣٤٥ million dollars.", ["٣٤٥ million"]),
        ("Exports were 345万美元.", ["345"]),
        ("Exports were 1.2.3 million dollars.", ["1.2.3 million"]),
        ("Some ½ of it was cotton.", ["½"]),
        ("up 10^6 tons", ["6"]),
    ],
)
def test_numbers_that_are_told_of(text, expected):
    """Prices, persons, cells of tables, other digits and numbers that are badly formed are given as they stand."""
    assert _unread(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "In May 2019, at 10:30 a.m. on 15.11.2024, 9.30 p.m.",
        "a line of 47.2 km over 1,200 square meters in 3.5 years",
        "Route 312, Boeing 737, Q3, the 21st, G7, 8 companies, 12 June",
        "| 2019 | 2020 |",
        "Exports rose 3.1 percent to 1.2 billion yuan, or 40,000 tons.",
    ],
)
def test_numbers_that_are_not(text):
    """Dates, times, lengths, years and labels are passed over, and so is what is read."""
    assert _unread(text) == []


def test_any_length_is_read_in_linear_time():
    """Long runs of digits and a great many figures end."""
    text = "9" * 50_000 + " yuan, " + "1.2.3, " * 6_000 + "3.1 percent, " * 3_000
    assert len(_unread(text)) > 5_000


def test_they_are_set_aside():
    """The extraction lists them between the figures that are no facts, and says why; furniture has none."""
    text = (
        "Trade of Peru\n\nPeru's exports rose 3.1 percent in May 2019. A barrel cost $71.2 a barrel.\n\n"
        "Also read: Coal at 158.1 to the dollar\n"
    )
    extraction = xjllm.extract(text, model="rules")
    assert [fact.figure for fact in extraction.facts] == ["3.1 percent"]
    assert [(aside.figure, aside.reason, aside.by) for aside in extraction.set_aside] == [
        ("71.2", "not_read_as_figure", "code")
    ]
    assert all(text[aside.start : aside.end] == aside.figure for aside in extraction.set_aside)
