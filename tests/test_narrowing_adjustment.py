"""Narrowing, adjustment: which figures are adjusted for the season, and what their growth is measured from."""

import pytest

from tests.narrowing_samples import read_story

LEAD = "Peru's exports fell 2.1 percent from February to 4.4 billion euros after adjustment for seasonal effects."
TITLE = "Peruvian exports drop in March"


def _last(*paragraphs):
    reading, _ = read_story(*paragraphs, title=TITLE)
    return reading.readings[-1].rest


@pytest.mark.parametrize(
    ("sentence", "adjusted", "basis"),
    [
        ("Imports from Chile rose 3.3 percent.", True, "mom"),
        ("Compared with March 2021, adjusted imports were up 3.3 percent.", True, None),
        ("Imports from Chile rose 3.3 percent from a year earlier.", None, None),
        ("In the first three months, imports rose 3.3 percent.", None, None),
        ("Without adjustment, imports rose 3.3 percent.", None, None),
        ("In the first three months, after adjusting for inflation, imports rose 3.3 percent.", None, None),
    ],
)
def test_what_the_lead_says_of_adjustment(sentence, adjusted, basis):
    """It holds for all figures of single months, unless these are compared with the year before or said not to be."""
    rest = _last(LEAD, sentence)
    assert (rest.get("adjusted"), rest.get("basis")) == (adjusted, basis)


def test_adjustment_ends_where_figures_are_unadjusted():
    """After figures without adjustment, those that follow are not adjusted either."""
    assert "adjusted" not in _last(
        LEAD, "Without adjustment, imports rose 3.3 percent.", "Exports to Chile rose 1.1 percent."
    )


def test_adjustment_of_a_later_paragraph():
    """What is said of adjustment after the lead holds for its own paragraph alone."""
    lead = "Peru's exports rose 2.1 percent from a year earlier in March."
    later = "Adjusted for the season, exports rose 0.4 percent from February. Imports rose 0.5 percent."
    assert _last(lead, later)["adjusted"] is True
    assert "adjusted" not in _last(lead, later, "Exports to Chile rose 1.1 percent.")


@pytest.mark.parametrize(
    "how", ["After adjusting for inflation,", "Adjusted for prices,", "In inflation-adjusted terms,"]
)
def test_what_is_adjusted_for_prices(how):
    """Prices are neither season nor calendar: such figures are not adjusted, nor are those that follow."""
    reading, _ = read_story(f"{how} exports rose 3.3 percent in March. Imports rose 1.1 percent.", title=TITLE)
    assert [(each.rest.get("adjusted"), each.rest.get("basis")) for each in reading.readings] == [(None, None)] * 2
