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


JAN_APR = "2022-01/2022-04"


@pytest.mark.parametrize(
    ("paragraphs", "expected"),
    [
        # from an event to a month
        (
            ["Between its opening on Nov. 1 last year and the end of March, the park traded 5.1 billion yuan."],
            ["2021-11/2022-03"],
        ),
        (
            ["From its launch in March 2021 to the end of April 2022, the park traded 5.1 billion yuan."],
            ["2021-03/2022-04"],
        ),
        (["The pass handled 51,000 tonnes from its reopening in February through April."], ["2022-02/2022-04"]),
        # running totals
        (
            ["The park opened in November 2021. By the end of March, it had traded 5.1 billion yuan of goods in all."],
            ["2021-11/2022-03"],
        ),
        (
            ["The first train left in March 2011. As of the end of April, 51,000 trips had been made since then."],
            ["2011-03/2022-04"],
        ),
        (["The park opened in November 2021. By the end of March, 1,360 enterprises traded there."], ["2022-03"]),
        # the same months, those quarters
        (
            ["In May, a new road was opened.", "Trade with Kazakhstan was 5.1 billion yuan in the same four months."],
            [JAN_APR],
        ),
        (["The quarter's exports were 5.1 billion yuan."], ["2022-01/2022-03"]),
        (["In the quarter ended March 31, exports were 5.1 billion yuan."], ["2022-01/2022-03"]),
        (["Exports were 4.2 billion yuan in this year's first quarter."], ["2022-01/2022-03"]),
        (["Exports were 4.2 billion yuan in last year's final quarter."], ["2021-10/2021-12"]),
        # what goods come from is no comparison; what something comes after is
        (["Italy imported 5.1 million euros of paste from China between January and March."], ["2022-01/2022-03"]),
        (["The port handled 5.1 million tonnes of goods from Kazakhstan in April alone."], ["2022-04"]),
        (
            ["Trade with Kyrgyzstan eased 4.6 percent to 41.3 billion yuan after a very high base in 2021."],
            [JAN_APR] * 2,
        ),
        (["Exports fell 4.6 percent after a record 2021."], [JAN_APR]),
        (["Exports fell 4.6 percent following strong growth in 2021."], [JAN_APR]),
        (["Exports grew 4.6 percent despite the lockdown in April."], [JAN_APR]),
        # single days
        (
            ["It sold 214,000 cars so far this year, as of the end of April, and 1,000 on a single day in March."],
            [JAN_APR, "2022-03"],
        ),
        (["On April 12 alone, 1,000 trucks crossed the border."], ["2022-04"]),
        (["A record 1,000 trucks crossed on March 28."], ["2022-03"]),
        # lists and brackets
        (["In April, exports were 5.1 billion yuan (April 2021: 4.2 billion yuan)."], ["2022-04", "2021-04"]),
        (
            ["In January, February and March they were 1.1 billion, 1.2 billion and 1.3 billion yuan, respectively."],
            ["2022-01", "2022-02", "2022-03"],
        ),
        # back to the present
        (
            ['"In 2016, fewer than 300 trains came by," he said. Now the port handles 500 trains a month.'],
            ["2016-01/2016-12", JAN_APR],
        ),
    ],
)
def test_periods_between_events_days_and_totals(paragraphs, expected):
    """Runs of months from an event, running totals, single days and bases of comparison have the period they name."""
    lead = "Xinjiang's foreign trade rose 3.1 percent in the first four months of 2022, Urumqi Customs said."
    reading, _ = read_story(lead, *paragraphs)
    assert [each.periods[0] for each in reading.readings][1:] == expected


@pytest.mark.parametrize(
    ("title", "published", "paragraphs", "expected"),
    [
        (
            "Trade up 18.5 percent in first half",
            date(2025, 7, 23),
            ["Goods worth 261 billion yuan crossed the border, the customs said.", "Exports went up 16.2 percent."],
            ["2025-01/2025-06"] * 2,
        ),
        (
            "Free port",
            date(2024, 11, 1),
            [
                "The port traded goods worth 152.7 billion yuan since its launch on Nov 1 last year.",
                "That is 39 percent of the region's trade in those 11 months.",
            ],
            ["2023-11/2024-10"] * 2,
        ),
        (
            "Trains",
            date(2024, 10, 20),
            [
                "From Jan. 1 to Oct. 15, the port handled 6,000 trains.",
                "By mid-October last year, it had handled 5,600.",
            ],
            ["2024-01/2024-10", "2023-10"],
        ),
        (
            "Parks",
            date(2024, 5, 20),
            [
                "From January to April, the park exported 6,000 cars, and more than 100 on a single day in March.",
                "It exported 4,000 trucks.",
            ],
            ["2024-01/2024-04", "2024-03", "2024-01/2024-04"],
        ),
        (
            "Parks",
            date(2024, 5, 20),
            [
                "The park exported 6,000 cars this year, as of the end of April, and 100 on a single day in March.",
                "It also exported 4,000 trucks.",
            ],
            ["2024-01/2024-04", "2024-03", "2024-01/2024-04"],
        ),
    ],
)
def test_the_period_that_headline_or_lead_sets(title, published, paragraphs, expected):
    """The headline's months, or those since what the lead dates, hold until others are named; single days pass."""
    reading, _ = read_story(*paragraphs, title=title, published=published)
    assert [each.periods[0] for each in reading.readings][-len(expected) :] == expected


def test_news_of_a_month_goes_on_after_a_running_total():
    """What is told "since the start of the year" in news of one month is a passing remark."""
    reading, _ = read_story(
        "Exports rose 3.1 percent in April.",
        "The surplus has reached $4 billion since the start of the year.",
        "Sales of silk rose 7.3 percent.",
    )
    assert [each.periods[0] for each in reading.readings] == ["2022-04", "2022-01/2022-04", "2022-04"]


def test_a_period_behind_a_rank_is_the_ranks():
    """The words "in the four-month period" tell when something was largest; "in four months" what it was largest in."""
    reading, _ = read_story(
        "Trade rose 3.1 percent in the first four months.",
        "In April alone, it rose 2.7 percent.",
        "Peru was the largest trading partner in the four-month period, with $3 billion.",
    )
    assert [each.periods[0] for each in reading.readings][2:] == ["2022-01/2022-04"] * 2


def test_a_monthly_record_is_of_the_month():
    """What is "a monthly record" in news of several months is the last one's; a cause of a fall gives no period."""
    reading, _ = read_story(
        "Imports were 7.1 million tons in the first four months, a drop of 3.1 percent owing to a storm in February.",
        "Buyers took in 2.4 million tons of rye, a new monthly record.",
    )
    assert [each.periods[0] for each in reading.readings] == ["2022-01/2022-04"] * 2 + ["2022-04"]
