"""Narrowing, kinds and bases: what each figure of a sentence states, and what a change is measured from."""

import pytest

from tests.narrowing_samples import read_sentence, read_story

LEAD = "Xinjiang's foreign trade rose 3.1 percent in the first four months of 2022, Urumqi Customs said."
L, G, S, CHANGE, GAP, POINTS = "level", "growth", "share", "change", "growth_gap", "share_change"


def readings_after_lead(*paragraphs):
    """The readings of the figures behind the lead."""
    return read_story(LEAD, *paragraphs)[0].readings[1:]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        # in brackets: a rate has its sign, a share has not
        ("Border trade followed with RMB 24.41 billion (+12.9%; 42%).", [L, G, S]),
        (
            "Private firms traded RMB 50.7 billion (87.4% of the total), state-owned ones RMB 6.6 billion (11.4%).",
            [L, S, L, S],
        ),
        ("Trade with Kazakhstan was 2.31 billion yuan (38.2 percent).", [L, S]),
        ("Exports rose to 2.31 billion yuan (38.2 percent).", [L, G]),
        ("Exports to Russia were $8.56 million (-11.5%) and to Iran $7.02 million (+22.4%).", [L, G, L, G]),
        # an amount and a rate of one change
        ("Exports grew by 5.6 percent, or $503 million, on the year.", [G, CHANGE]),
        ("Turnover was $23.68 billion, which is $1.94 billion, or 8.9%, more than a year earlier.", [L, CHANGE, G]),
        ("Turnover was $23.68 billion, up $1.94 billion, or 8.9%, from a year earlier.", [L, CHANGE, G]),
        ("Turnover rose by 8.9 percent ($1.94 billion) to $23.68 billion.", [G, CHANGE, L]),
        ("As a result, a deficit of $2.6 billion has opened up.", [L]),
        # lists
        (
            "Kazakhstan, Russia and Iran took 54.4 percent, 25 percent and 20.6 percent of exports, respectively.",
            [S, S, S],
        ),
        ("Exports rose to 2 billion yuan, a rise of 31.7 percent, and 98.2 percent of it was cotton.", [L, G, S]),
        ("With 31 percent, Kazakhstan was ahead.", [S]),
        (
            "It handled 6,291 trips, 3.3 percent more than a year earlier and more than 80 percent of all trips.",
            [L, G, S],
        ),
        ("Trade with the US shrank by 12.3 percent and now makes up less than 1 percent of the total.", [G, S]),
        # points
        (
            "It handled 45.2 percent of exports, and its growth was 13.7 percentage points above the national rate.",
            [S, GAP],
        ),
        ("It made up 45.2 percent of exports, 3.7 percentage points more than a year ago.", [S, POINTS]),
    ],
)
def test_what_a_figure_states(sentence, expected):
    """Signs, brackets, lists and the noun of the clause tell shares, rates and differences apart."""
    assert [each.statistics[0] for each in readings_after_lead(sentence)] == expected


@pytest.mark.parametrize(
    ("sentence", "basis"),
    [
        ("In April, exports rose 5 percent from March.", "mom"),
        ("In April, exports rose 5 percent from January.", "other"),
        ("In April, exports rose 5 percent from April 2021.", None),
        ("By the end of April, 280 enterprises more than at the end of last year traded.", "other"),
        ("In the first quarter, exports rose 5 percent from the previous quarter.", "qoq"),
        ("In the first quarter, exports were 4.8 percent more than in the fourth.", "qoq"),
        ("Exports doubled from 2016.", "other"),
        ("Trade was 50 percent higher than in the same period of 2019.", "other"),
        ("Trade was up 50 percent compared with the first four months of 2019.", "other"),
        ("Trade was 50 percent above its pre-pandemic level.", "other"),
        ("Exports were 20 percent below the level of March.", "mom"),
    ],
)
def test_what_a_change_is_measured_from(sentence, basis):
    """A month next to the period, a quarter, or another time that the words name; nothing means the year before."""
    assert readings_after_lead(sentence)[-1].rest.get("basis") == basis


def test_what_an_undated_story_compares_with_is_measured_by_its_likely_year():
    """A story that shows no date but counts its year from an event knows that 2019 is long ago."""
    lead = "Two years after the park opened in November 2021, exports rose 5.1 percent in the first half."
    text = "Exports of cars were 31 percent above those of the same period of 2019."
    reading, texts = read_story(lead, text, published=None)
    assert reading.readings[texts.index("31 percent")].rest.get("basis") == "other"


@pytest.mark.parametrize(
    ("sentence", "figure", "basis"),
    [
        (
            "In the first quarter of 2022, exports were 9 percent less than in the first quarter of 2021.",
            "9 percent",
            None,
        ),
        ("In the first quarter of 2022, exports were 9 percent less than in the fourth quarter.", "9 percent", "qoq"),
        ("In April, exports climbed 2.5 percent on the year and 11.3 percent on the month.", "2.5 percent", None),
        ("In April, exports climbed 2.5 percent on the year and 11.3 percent on the month.", "11.3 percent", "mom"),
        ("In April, exports came to 3 billion yuan, double the value in March.", "double", "mom"),
    ],
)
def test_basis_by_what_the_figure_itself_is_compared_with(sentence, figure, basis):
    """What a rate is measured from is what its own words name, not those of another rate."""
    assert read_sentence(sentence)[figure].rest.get("basis") == basis


def test_share_behind_what_was_taken():
    """What stands behind "or" is a share of the whole that was taken from, but the growth of what has grown."""
    taken = read_sentence("Kazakhstan took 3 billion yuan of the region's cotton exports, or 9 percent.")
    assert taken["9 percent"].statistics[0] == "share"
    grown = read_sentence("Exports grew by 3 billion yuan, or 9 percent.")
    assert grown["9 percent"].statistics[0] == "growth"


def test_rates_of_each_month_and_each_day():
    """A monthly value, and a number of trucks that pass every day, are rates."""
    value = read_sentence("The monthly value of exports has exceeded 20 billion yuan.")["20 billion yuan"]
    assert value.rest.get("per") == "month"
    sentence = "An average of 61 trucks loaded with fruits and vegetables left the port of Baketu every day."
    assert read_sentence(sentence)["61"].rest.get("per") == "day"
