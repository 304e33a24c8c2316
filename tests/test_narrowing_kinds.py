"""Narrowing, kinds: what a figure states, its basis and its whole, and which figures are no facts."""

import pytest

from tests.narrowing_samples import read_sentence, read_story


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Exports rose 3.1 percent.", ["growth"]),
        ("Trade with Peru accounted for 3.1 percent of the total.", ["share"]),
        ("Trade with Peru was $3.1 million, or 4.2 percent of the region's trade.", ["level", "share"]),
        ("Its share fell 1.2 percentage points to 13.5 percent.", ["share_change", "share"]),
        ("Exports to Laos fell 1.2 percentage points in share to 13.5 percent.", ["share_change", "share"]),
        ("Laos gained 1.2 percentage points of market share.", ["share_change"]),
        ("Peru sent 3,100 trains, 1.2 percentage points more in share than in 2019.", ["level", "share_change"]),
        ("Growth was 3.1 percentage points faster than the national average.", ["growth_gap"]),
        ("Exports were $3.1 million more than a year earlier.", ["change"]),
        ("Exports doubled.", ["growth"]),
        ("Peru was the largest partner.", ["rank"]),
        ("46.2 percent: What Peru took of the region's trade.", ["share"]),
        ("The number of traders was 310, of which 71.2 percent were private.", ["level", "share"]),
        ("Exports rose 3.1 percent, faster than the 2.2 percent of the region as a whole.", ["growth", "growth"]),
        ("Peru has the largest share, 19.3 percent, followed by Cuba with 7.2 percent.", ["rank", "share", "share"]),
        ("Private firms accounted for 71 percent of trade, state-owned enterprises 21 percent.", ["share", "share"]),
    ],
)
def test_statistic(sentence, expected):
    """Levels, rises, shares, gaps and ranks are told apart by the words around."""
    assert [reading.statistics[0] for reading in read_sentence(sentence).values()] == expected


@pytest.mark.parametrize(
    ("sentence", "basis"),
    [
        ("In April, exports rose 3.1 percent from March.", "mom"),
        ("In April, exports rose 3.1 percent month on month.", "mom"),
        ("Exports rose 3.1 percent from the previous quarter.", "qoq"),
        ("In April, exports rose 3.1 percent from a year earlier.", None),
        ("In April, exports were $2 million more than in March and 3.1 percent more than in April 2021.", None),
    ],
)
def test_basis(sentence, basis):
    """A rate is year on year unless the words next to it say otherwise."""
    *_, reading = read_sentence(sentence).values()
    assert reading.rest.get("basis") == basis


@pytest.mark.parametrize(
    ("sentence", "reason"),
    [
        ("The region's GDP grew 3.1 percent.", "economy"),
        ("It plans to raise exports to $3.1 billion.", "plan_or_forecast"),
        ("Analysts expect exports to rise 3.1 percent.", "plan_or_forecast"),
        ("A ton of cotton fetches 3,100 yuan.", "price"),
        ("Cotton output rose 3.1 percent.", "production"),
        ("The euro has gained 3.1 percent against the dollar.", "economy"),
        ("GDP grew 3.1 percent to 7.2 billion yuan.", "economy"),
        ("Cheaper oil lifted the value of these imports by 3.1 percent.", ""),
        ("Higher prices lifted the value of its imports by 3.1 percent.", ""),
        ("Foreign-invested firms exported goods worth 3.1 billion yuan.", ""),
        ("The peso lost 3.1 percent in two years.", "economy"),
        ("Imports, hit by lower prices, fell 3.1 percent.", ""),
        ("Knitwear fetched $3.1 million abroad.", ""),
        ("A box of plums sells for 31 yuan, 20 percent more than a year ago.", "price"),
        ("Trade in services rose 3.1 percent.", "economy"),
    ],
)
def test_set_aside(sentence, reason):
    """Figures about other things than trade are set aside with the reason; trade beside them is kept."""
    assert {reading.aside for reading in read_sentence(sentence).values()} == {reason}


def test_headline_that_the_body_repeats_is_set_aside():
    """Guidelines: a headline that repeats a body figure is the same fact, also where it rounds it."""
    reading, _ = read_story("Exports were $3.14 billion.", title="Exports reach $3.1 billion")
    assert [each.aside for each in reading.readings] == ["restated", ""]


@pytest.mark.parametrize(
    ("sentence", "whole"),
    [
        ("Trade with Peru made up 3.1 percent of the country's trade with it.", {"reporter": "CHN"}),
        ("The growth was 3.1 percentage points above the national rate.", {"reporter": "CHN"}),
        ("The growth was 3.1 percentage points faster than in the first quarter.", {"period": "2022-01/2022-03"}),
        ("Trade with Peru made up 3.1 percent of the region's total.", None),
        ("Exports made up 71.3 percent of foreign trade.", {"flow": "total"}),
        ("Exports to Peru made up 3.1 percent of exports.", None),
        ("Growth quickened by 3.1 percentage points from that of the previous month.", {"period": "2022-03"}),
        ("Trade with ASEAN was $31 million, with Vietnam accounting for 44 percent of that sum.", {"partner": "ASEAN"}),
        ("The port handled 3,100 trains. Khorgos handled 31.2 percent of them.", {"port": "all"}),
        ("General trade made up 31.2 percent of the Hotan zone's trade.", None),
    ],
)
def test_whole(sentence, whole):
    """A share of another whole than the reporter's trade, and a gap to another rate, name it."""
    *_, reading = read_sentence(f"In April, foreign trade went on. {sentence}", title="Xinjiang's trade").values()
    assert reading.rest.get("whole") == whole


def test_record_and_adjustment_are_those_of_their_own_figure():
    """A record belongs to the amount that it is said of, not to the next one."""
    readings = read_sentence("Exports were $3.1 million, a new high, and imports $2.2 million, seasonally adjusted.")
    assert [bool(each.rest.get("record")) for each in readings.values()] == [True, False]
    assert [bool(each.rest.get("adjusted")) for each in readings.values()] == [False, True]


@pytest.mark.parametrize(
    "sentence",
    [
        "Exports hit an all-time high of $3.1 million.",
        "Exports were $3.1 million, an increase of 4.2 percent and the highest ever for a first quarter.",
        "Exports were $3.1 million, more than in the first two months of any year before.",
        "It posted exports of $3.1 million, the country's highest for the month, as silk did well.",
    ],
)
def test_record_may_be_said_in_other_words(sentence):
    """A record is also a high, the most ever, or more than in any year before, said after the rate too."""
    reading = next(iter(read_sentence(sentence).values()))
    assert reading.rest.get("record") is True


def test_source_is_the_office_that_is_cited():
    """An office that is cited is the source from its paragraph on."""
    reading, _ = read_story(
        "Exports rose 3.1 percent, data from Urumqi Customs showed.",
        "Trains rose 4.1 percent, according to China Railway Urumqi Group.",
    )
    assert reading.sources == ((1, "Urumqi Customs"), (2, "China Railway Urumqi Group"))


@pytest.mark.parametrize(
    "sentence",
    [
        "Exports were worth 3.1 billion yuan, the highest in its history.",
        "Khorgos saw 310 China-Europe freight train trips in the first ten months of the year, a record for one year.",
    ],
)
def test_records_told_far_behind(sentence):
    """An amount is a record where the words behind it in the sentence call it one, "in its history" too."""
    reading = next(iter(read_sentence(sentence).values()))
    assert reading.rest.get("record") is True


@pytest.mark.parametrize(
    ("sentence", "basis"),
    [
        ("Trade with Peru has grown 12 times over two decades.", "other"),
        ("Trade with Peru was more than 90 times the level of then.", "other"),
        ("Trade with Peru grew 12 times.", None),
        ("Trade with Peru rose 90 times year on year.", None),
        ("Car exports surged 52-fold in the first quarter.", None),
    ],
)
def test_multiples_over_many_years(sentence, basis):
    """A multiple over years, or a very large one, is no growth on the year before, unless it says so."""
    reading = next(iter(read_sentence(sentence).values()))
    assert reading.rest.get("basis") == basis


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Of all foreign trade, road transport carried 58.1 percent.", ["share"]),
        ("Imports rose 3.1 percent, with Peru supplying 58.1 percent.", ["growth", "share"]),
        ("Peru accounted for 58.1 percent. Chile is second with 21.2 percent.", ["share", "share"]),
        ("Trade fell by 3.1 percent, and its share dropped by 1.2 percentage points.", ["growth", "share_change"]),
        ("The share of rye rose from 58.1 percent in 2015 to 71.2 percent in 2020.", ["share", "share"]),
        ("Trade was 3.1 billion yuan, 58.1 percent of the total, though this was 1.2 percent lower.",
         ["level", "share", "growth"]),
        ("Some 3,100 trucks crossed, up 58.1 percent, or nearly 120 a day.", ["level", "growth", "level"]),
        ("Exports were down 17 percent to 3.1 billion yuan and imports down 6.2 percent.",
         ["growth", "level", "growth"]),
        ("• Border trade: 3.1 billion yuan, up 13.1%, 56.2% of the total", ["level", "growth", "share"]),
    ],
)  # fmt: skip
def test_shares_and_rates_beside_each_other(sentence, expected):
    """Shares are told by who has them or by what they are of, rates by their direction, though both stand together."""
    assert [each.statistics[0] for each in read_story(sentence)[0].readings] == expected


@pytest.mark.parametrize(
    ("sentence", "basis"),
    [
        ("In the first quarter exports were up 3.1 percent over the previous three months.", "qoq"),
        ("Exports in the first quarter were 3.1 percent higher than those of a year ago.", None),
        ("Exports in the first quarter were 3.1 percent higher than that of the fourth.", "qoq"),
        ("Exports were 3.1 percent more than five years earlier.", "other"),
        ("Exports, small five years ago, rose 3.1 percent.", None),
        ("Exports were 3.1 percent less than a year ago and the least since 2011.", None),
    ],
)
def test_what_is_further_back_than_a_year(sentence, basis):
    """A base is another quarter or another year only where the rate is measured from it."""
    assert read_story(sentence)[0].readings[0].rest.get("basis") == basis
