"""Narrowing: what decides whole stories, their reporter, year and main period."""

from datetime import date

import pytest

from tests.narrowing_samples import read_story
from xjllm.figures import find_figures
from xjllm.narrowing.main_period import find_main_period
from xjllm.narrowing.passages import find_passages
from xjllm.numbering import number_figures
from xjllm.reading import read_article_text


def _reporters(reading):
    return [
        reading.reporters[0] if not each.rest.get("reporter") else each.rest["reporter"] for each in reading.readings
    ]


def _periods(reading):
    return [each.periods[0] for each in reading.readings]


def test_a_prefecture_stands_for_its_region():
    """A story that names only a town of Xinjiang and a country that it trades with is Xinjiang's."""
    reading, _ = read_story(
        "Melons from Tacheng worth 3 million dollars were exported to Kazakhstan in April.", title="Melons on the road"
    )
    assert reading.reporters[0] == "CN-XJ"


def test_the_country_that_traded_is_the_reporter():
    """Who "traded with 90 countries" tells whose trade it is, though the headline names a partner."""
    reading, _ = read_story(
        "In the first four months, Peru traded with 90 countries and turnover came to USD 9 billion.",
        title="China takes a third of trade turnover",
    )
    assert reading.reporters[0] == "PER"


@pytest.mark.parametrize("office", ["the Chinese customs", "the General Administration of Customs of China"])
def test_of_two_that_trade_the_one_whose_customs_count_reports(office):
    """What two countries trade with each other is the trade of the one whose customs are cited."""
    reading, _ = read_story(
        f"Trade between Peru and China rose by 4% to $3 billion in April, according to {office}.",
        title="Peru-China trade grows",
    )
    assert reading.reporters[0] == "CHN"


def test_two_that_trade_are_told_of_by_the_first():
    """What "Peru and China traded" is no trade of China's alone."""
    reading, _ = read_story(
        "Peru and China traded goods worth USD 3 billion in April, the Statistics Committee said.",
        title="Peru-China trade up",
    )
    assert reading.reporters[0] == "PER"


def test_taiwan_is_a_partner():
    """What "Taiwan bought" in the news of China is trade with it, and what follows is China's still."""
    reading, _ = read_story(
        "China's exports fell 6 percent in April. Taiwan bought 4 percent less. Imports rose 2 percent.",
        title="China's exports fall",
    )
    assert _reporters(reading) == ["CHN"] * 3


@pytest.mark.parametrize(
    "remark",
    [
        "Ding Yi, an economist, sees gross domestic product expanding 5 percent this year.",
        "One of them plans to raise its sales by a tenth in 2023.",
    ],
)
def test_targets_and_forecasts_set_no_period(remark):
    """What is no trade fact leaves the story's period as it was."""
    reading, _ = read_story(
        "China's exports rose 6 percent in April.",
        remark,
        "Exports to Peru rose 2 percent and those to Chile 3 percent.",
        title="China's exports rise",
    )
    assert _periods(reading)[-2:] == ["2022-04"] * 2


def test_a_lead_that_reverses_the_month_before():
    """The month that growth only reverses is not the story's."""
    reading, _ = read_story(
        "Exports slipped 1 percent from a year ago to $30 billion, reversing growth of 3 percent in March.",
        "Imports dropped 5 percent, after a fall of 4 percent a month before.",
        title="Peru's exports drop in April",
    )
    assert _periods(reading) == ["2022-04"] * 2 + ["2022-03", "2022-04", "2022-03"]
    assert not any(each.rest.get("basis") for each in reading.readings)


def _year(*paragraphs, title):
    """The year of publication that a story without a date tells."""
    article = read_article_text("\n\n".join((title, *paragraphs)) + "\n", name="story.txt")
    passages = find_passages(article, number_figures(find_figures(article.text)))
    return find_main_period(article, passages)[0].likely_year


def test_last_year_compared_with_a_year():
    """What was twice as much last year as in 2016 was of 2017."""
    told = "The terminal moved 70,000 TEU of exports last year, more than twice as much as in 2016."
    assert _year(told, title="Boxes by rail") == 2018


def test_a_president_bounds_the_year():
    """A story that speaks of a president is not older than the presidency."""
    told = "Trade rose by 9% to 27.4 billion yuan ($4.28 billion) in January-May."
    praised = "President {} praised it."
    title = "Turkmenistan trades more with China"
    assert _year(told, praised.format("Serdar Berdimuhamedov"), title=title) == 2022
    assert _year(told, praised.format("Somebody"), title=title) < 2022


@pytest.mark.parametrize(
    ("sentence", "periods"),
    [
        (
            "Trade grew 5 percent in the first quarter of 2021 and 4 percent in the second.",
            ["2021-01/2021-03", "2021-04/2021-06"],
        ),
        ("Companies that exported numbered 127 in April, up from 78 at the end of last year.", ["2022-04", "2021-12"]),
    ],
)
def test_periods_of_a_sentence(sentence, periods):
    """A quarter goes on with the one before it; the end of a year is its last month."""
    reading, _ = read_story(sentence)
    assert _periods(reading) == periods


def test_a_base_month_makes_a_month():
    """What is up from a July is of a month, not of the months since January."""
    reading, _ = read_story(
        "Exports rose 5 percent in January-July.",
        "Coal imports rose to 29 million tonnes, up from 19 million tonnes in July 2020.",
        title="Coal imports, July 2021",
        published=date(2021, 8, 20),
    )
    assert _periods(reading)[-2:] == ["2021-07", "2020-07"]


def test_a_fiscal_year_that_ended():
    """The fiscal year that ended in June is told by its end, and calendar years beside it are not fiscal ones."""
    reading, _ = read_story(
        "Pakistan's exports to China grew 5 percent in the fiscal year that ended on June 30.",
        "Its exports to Peru grew 4 percent in the first half of the calendar year.",
        title="Pakistan's exports in FY21",
        published=date(2021, 7, 24),
    )
    assert _periods(reading) == ["2020-07/2021-06", "2021-01/2021-06"]


def test_a_story_of_both_years():
    """Where a story without a date tells of last year and of how this one has been, its half-years are this one's."""
    article = (
        "The terminal moved 70,000 TEU of exports last year, more than twice as much as in 2016.",
        "This year has been harder. Exports fell 7 percent in the first half.",
    )
    reading, _ = read_story(*article, title="Boxes by rail", published=None)
    assert _periods(reading)[-1] == "Y-01/Y-06"
    assert _year(*article, title="Boxes by rail") == 2018


def test_a_tag_ahead_of_the_headline_hides_no_country():
    """What is tagged "UPDATE 2-China's …" is about China, though the story names a province where goods arrive."""
    reading, _ = read_story(
        "Buyers took in 3 million tonnes in May.\n\nPlants in Hubei used 2 million tonnes.",
        title="UPDATE 2-China's maize imports up",
    )
    assert reading.reporters[0] == "CHN"


@pytest.mark.parametrize(
    "title",
    ["China-Africa trade grows as fair opens in Changsha, Hunan", "Carmakers send more vehicles abroad"],
)
def test_a_province_in_which_something_is_only_told_does_not_report(title):
    """What "China's exports of cars" or trade between China and others is told of in a province is China's."""
    reading, _ = read_story(
        "Trade between China and Africa came to 3 billion yuan in May, officials said in Hunan.", title=title
    )
    assert reading.reporters[0] == "CHN"


def test_a_byline_with_digits_is_not_the_first_sentence():
    """The country that "imported 400 cars" reports, though a line with time and place stands above."""
    reading, _ = read_story(
        "10:15, 3 May 2022, Lima - Noticias agency, Ana Ruiz\n\nPeru imported 400 cars in April 2022.",
        title="Import of cars from China to Peru grows",
    )
    assert reading.reporters[0] == "PER"


def test_a_province_named_ahead_of_the_figures_reports():
    """The subject of the opening is whose trade it is, though the headline speaks of China and its figures of none."""
    reading, _ = read_story(
        "Gansu, long a poor place, sells more wind turbines to its neighbours.\n\n"
        "Exports of turbines rose to 3 billion yuan in May.",
        title="China's windy corner finds new buyers",
    )
    assert reading.reporters[0] == "CN-GS"
