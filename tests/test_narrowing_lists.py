"""Lists and tables whose head says what their lines are of."""

import pytest

from tests.narrowing_samples import read_story

LEAD = "Chile's foreign trade rose 5 percent to $30.1 billion in April, customs said."


def _read(*lines):
    reading, texts = read_story(LEAD, *lines, title="Chile's trade rises")
    said = {
        text: (each.statistics[0], each.flows[0], each.partners[0], *filter(None, each.goods))
        for text, each in zip(texts, reading.readings, strict=True)
    }
    return {text: said[text] for text in said if text not in {"5 percent", "$30.1 billion"}}


def test_entries_are_of_the_flow_that_the_head_names():
    """Lines under "Exports by partner:" are of exports to the partner that each begins with, up to a sentence."""
    assert _read(
        "Exports by partner:",
        "Peru $3.1 million, up 3 percent",
        "Cuba: $4.1 million",
        "Laos, up 7.1%",
        "Trade with Nepal was $9 million.",
    ) == {
        "$3.1 million": ("level", "exports", "PER"),
        "3 percent": ("growth", "exports", "PER"),
        "$4.1 million": ("level", "exports", "CUB"),
        "7.1%": ("growth", "exports", "LAO"),
        "$9 million": ("level", "total", "NPL"),
    }


def test_rows_of_a_table_are_of_what_its_header_names():
    """The header of a table is its head, the line below it says nothing."""
    rows = "| Partner | Imports | Change |\n|---|---|---|\n| Peru | $3.1 million | 3% |\n| Cuba | $4.1 million | -2% |"
    assert _read(rows) == {
        "$3.1 million": ("level", "imports", "PER"),
        "3%": ("growth", "imports", "PER"),
        "$4.1 million": ("level", "imports", "CUB"),
        "-2%": ("growth", "imports", "CUB"),
    }


def test_a_header_of_several_flows_tells_of_none():
    """Where columns are exports and imports, no row says which of them it is."""
    rows = "| Partner | Exports | Imports |\n| Peru | $3.1 million | $4.1 million |"
    assert _read(rows)["$3.1 million"] == ("level", "total", "PER")


def test_entries_of_goods():
    """Goods may be listed below a sentence with figures, too."""
    said = _read("Imports were $13 million, of which:\n- Coal $3.1 million\n- Crude oil $4.1 million (+3%)")
    assert said["$3.1 million"] == ("level", "imports", "WLD", "coal")
    assert said["$4.1 million"][:3] == ("level", "imports", "WLD")
    assert said["+3%"][:3] == ("growth", "imports", "WLD")


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ("Peru 34.2%", ("share", "exports", "PER")),
        ("Peru +34.2%", ("growth", "exports", "PER")),
        ("Peru up 34.2%", ("growth", "exports", "PER")),
    ],
)
def test_entries_of_a_list_of_shares(entry, expected):
    """Under "share in exports:" a rate without a sign is a share."""
    [said] = _read("Partners' share in exports:", entry).values()
    assert said == expected


def test_a_sentence_ends_the_list():
    """A line that says more than a name is none of the list, nor is what comes after it."""
    said = _read("Exports by partner:", "Peru $3.1 million", "The office gave no others.", "Cuba $4.1 million")
    assert said["$4.1 million"] == ("level", "total", "CUB")
