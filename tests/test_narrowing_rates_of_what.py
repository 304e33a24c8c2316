"""Narrowing: what a rate or share is measured of, and from, and which figures beside trade are no facts."""

import pytest

from tests.narrowing_samples import read_sentence, read_story
from xjllm.local_answer import answer_first


def _measures(read):
    return {text: each.measures[0] for text, each in read.items()}


@pytest.mark.parametrize(
    "sentence",
    [
        "A total of 300 tons of tea worth 2 million yuan were exported, up 5 percent and 8 percent respectively.",
        "Some 300 tons of tea with a value of 2 million yuan were exported, up 5 percent and 8 percent from 2021.",
    ],
)
def test_rates_of_an_amount_and_of_its_value(sentence):
    """Of two rates behind an amount of goods and its value the first is of the amount."""
    measures = _measures(read_sentence(sentence))
    assert measures["5 percent"] == "freight_volume"
    assert measures["8 percent"] == "trade_value"


def test_a_share_of_tons():
    """A share of so many tons is one of freight."""
    assert _measures(read_sentence("Tea accounted for 24 percent of the 800,000 tons exported."))["24 percent"] == (
        "freight_volume"
    )


def test_a_rate_behind_the_verb_of_its_tons():
    """The verb of an amount of goods does not make the rate behind it one of value."""
    read = read_sentence("Some 41,500 tonnes of pears were exported by road, an increase of 31.4 percent.")
    assert _measures(read)["31.4 percent"] == "freight_volume"


def test_the_largest_by_tonnage():
    """A rank by volume is one of freight, where the story tells of goods."""
    reading, _ = read_story("Exports of tea came to 900 tons.", "Peru was the largest buyer by volume.")
    assert reading.readings[-1].measures[0] == "freight_volume"


def test_the_month_before_holds_for_the_other_flow():
    """A rate beside one that is measured from the month before is measured from there too."""
    read = read_sentence("In April only, exports were up 8 percent from the previous month and imports down 4 percent.")
    assert [each.rest.get("basis") for each in read.values()] == ["mom", "mom"]


@pytest.mark.parametrize(
    ("sentence", "figure"),
    [
        ("The weaker yuan, which has lost about 4 percent this year, has helped exports less than hoped.", "4 percent"),
        ("The offshore yuan weakened 0.3 percent after the trade data.", "0.3 percent"),
        ("The average price of imported goods rose 13.6 percent.", "13.6 percent"),
        ("Peru raised its fee on imported cars by 30 percent.", "30 percent"),
        ("Exports fell, but less than the 13.2 percent decline that economists had pencilled in.", "13.2 percent"),
        ("Trade aside, the country owes Peru 1.2 billion dollars.", "1.2 billion dollars"),
        ("The customs collected 4 billion yuan in duties and import VAT.", "4 billion yuan"),
        ("The port city has put 1.2 billion yuan into a logistics park.", "1.2 billion yuan"),
        ("GDP grew 5.7 percent in the first half to just over 970 billion yuan.", "970 billion yuan"),
        ("The region grows 85 percent of the country's cotton and about 20 percent of the world's.", "20 percent"),
    ],
)
def test_beside_trade(sentence, figure):
    """Currencies, prices, forecasts, debts, duties, investment, output and GDP are no trade facts."""
    assert read_sentence(sentence)[figure].aside


@pytest.mark.parametrize(
    ("sentence", "figure"),
    [
        ("The imports cost 2.9 billion dollars, up by 6 percent.", "2.9 billion dollars"),
        ("Imports stood at 1.5 billion yuan, a 9 percent increase held back by lower coal prices.", "9 percent"),
        ("Trade among border residents came to 386 million yuan.", "386 million yuan"),
        ("Processed tomatoes made up 31 percent of exports.", "31 percent"),
        ("Foreign trade of Peru grows by 21 percent.", "21 percent"),
    ],
)
def test_words_of_other_matters_in_trade_facts(sentence, figure):
    """A word of prices, people or production does not make every figure near it none of trade."""
    assert not read_sentence(sentence)[figure].aside


@pytest.mark.parametrize(
    "sentence",
    ["Exports to Peru and Chile each doubled.", "Peru and Chile imported less than 4 million yuan each."],
)
def test_each_of_several_partners(sentence):
    """What is told of each of several partners is a fact of each."""
    reading, _ = read_story(sentence)
    assert [(each.partner, each.n) for each in answer_first(reading).facts] == [("PER", 1), ("CHL", 1)]


def test_a_border_that_is_shared():
    """Who "shares a border" is no word of shares."""
    read = read_sentence(
        "Trade with Kazakhstan, with which Xinjiang shares a border, fell 22 percent to 5 billion yuan."
    )
    assert read["22 percent"].statistics[0] == "growth"
    assert read["22 percent"].rest["down"]


def test_the_gap_of_a_deficit():
    """The gap told of behind a deficit is one."""
    reading, _ = read_story("The trade deficit with China shrank 15 percent.", "The gap stood at $8 billion in April.")
    assert reading.readings[-1].rest.get("down")


def test_a_crosshead_repeats_the_body():
    """A line in capitals between paragraphs states no fact that the body states."""
    reading, _ = read_story(
        "Exports rose 5 percent in April.", "WALNUTS UP 31 PERCENT", "Exports of walnuts rose 31 percent."
    )
    assert [each.aside for each in reading.readings] == ["", "restated", ""]


def test_the_other_side():
    """A side named at the beginning, "on the Japanese side", turns to Japan's figures."""
    read = read_sentence("On the Japanese side, imports of tea from China came to 900 tonnes.")
    assert read["900 tonnes"].rest["reporter"] == "JPN"


def test_figures_of_chinas_customs():
    """What China's customs administration gives of trade with another country is China's trade."""
    told = "As the General Administration of Customs of the PRC informs, bilateral trade with Peru rose by 39%."
    reading, _ = read_story(told, title="Peru's exports of gas grow")
    assert reading.readings[-1].rest["reporter"] == "CHN"
    assert reading.readings[-1].partners[0] == "PER"
