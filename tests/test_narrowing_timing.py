"""Narrowing, timing: the period of each figure, as the answer schema writes it."""

from datetime import date

import pytest

from tests.narrowing_samples import read_sentence, read_story


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("In the first four months of 2022, exports rose 3.1 percent.", ["2022-01/2022-04"]),
        ("Exports rose 3.1 percent in March.", ["2022-03"]),
        ("In the first quarter, exports were $7.1 million, against $5.3 million a year earlier.",
         ["2022-01/2022-03", "2021-01/2021-03"]),
        ("From January to April, it sold 3,700 tons of plums, compared with 2,900 tons in the same period of 2021.",
         ["2022-01/2022-04", "2021-01/2021-04"]),
        ("Trade was $7.1 million in April, up from $6.3 million in March and $5.9 million a year earlier.",
         ["2022-04", "2022-03", "2021-04"]),
        ("In December alone, exports rose 3.1 percent.", ["2021-12"]),
        ("Trade rose 4.1 percent from January through April 2022.", ["2022-01/2022-04"]),
        ("By the end of March, 1,700 enterprises had traded abroad.", ["2022-03"]),
    ],
)  # fmt: skip
def test_period(sentence, expected):
    """What a figure is compared with has the earlier period; the rest has the one that is named."""
    assert [reading.periods[0] for reading in read_sentence(sentence).values()] == expected


def test_a_new_paragraph_keeps_the_period():
    """Guidelines, reading rules: a new paragraph keeps the period; one month among several does not change it."""
    reading, _ = read_story(
        "Trade rose 3.1 percent in the first four months.",
        "In April, exports rose 5.2 percent.",
        "Imports of silk rose 7.3 percent.",
    )
    assert [each.periods[0] for each in reading.readings] == ["2022-01/2022-04", "2022-04", "2022-01/2022-04"]


def test_year_of_an_undated_story_is_that_of_its_first_period():
    """Later periods without a year are of the year that the first one states."""
    reading, _ = read_story(
        "Trade rose 3.1 percent in the first four months of 2019.", "In March, it rose 4.2 percent.", published=None
    )
    assert [each.periods[0] for each in reading.readings] == ["2019-01/2019-04", "2019-03"]


def test_period_without_any_year_is_written_relative_to_publication():
    """Where nobody states a year, Y stands for it."""
    readings = read_sentence("Exports rose 3.1 percent in January.", published=None)
    assert [each.periods[0] for each in readings.values()] == ["Y-01"]


def test_share_of_last_years_total_is_of_this_period():
    """The share is this period's; last year's total is its whole."""
    readings = read_sentence(
        "By April, trade reached $3.1 million, 61 percent of last year's total.", published=date(2022, 5, 20)
    )
    share = readings["61 percent"]
    assert (share.periods[0], share.rest["whole"]) == ("2022-04", {"period": "2021-01/2021-12"})
