"""Narrowing, flows and measures: which way goods go, by which regime, and what rates and shares are measured in."""

from datetime import date

import pytest

from tests.narrowing_samples import read_story


@pytest.mark.parametrize(
    ("sentence", "flows"),
    [
        ("Exports to Peru were 3.1 million yuan, and goods worth 2.2 million yuan were imported from there.",
         ["exports", "imports"]),
        ("Shipments from Xinjiang rose 3.1 percent.", ["exports"]),
        ("Shipments from Peru rose 3.1 percent.", ["imports"]),
        ("Exports of hats under market procurement trade stood at 3.1 million yuan.", ["exports"]),
        ("Customs cleared 31 tons of imports and exports.", ["total"]),
        ("The 310 freight trains to and from Peru carried 3,100 TEU.", ["none", "none"]),
        ("Some 3,100 laptops and 2,200 telephones were shipped abroad.", ["exports", "exports"]),
        ("Exports to Peru, Xinjiang's largest trading partner, fell 3.1 percent.", ["total", "exports"]),
    ],
)  # fmt: skip
def test_which_way_goods_go(sentence, flows):
    """The verb behind an amount, the owner of what is shipped, and both ways at once decide, not the regime's name."""
    assert [each.flows[0] for each in read_story(sentence)[0].readings] == flows


@pytest.mark.parametrize(
    ("sentence", "mode"),
    [
        ("Border residents' trade reached 3.1 million yuan.", "border residents' trade"),
        ("Border-resident trade doubled to 3.1 million yuan.", "border-resident trade"),
        ("Market procurement trade reached 3.1 million yuan.", "market procurement trade"),
        ("Exports by market procurement reached 3.1 million yuan.", "market procurement"),
    ],
)
def test_the_longest_name_of_a_regime(sentence, mode):
    """A customs regime is named as the article names it."""
    assert read_story(sentence)[0].readings[-1].rest["trade_mode"] == mode


@pytest.mark.parametrize(
    "sentence",
    ["Grapes made up 40 percent of the exported tonnage.", "Copper imports were 5 percent lower by weight."],
)
def test_rates_and_shares_of_weight(sentence):
    """A share of tonnage, or a rate by weight, is one of freight."""
    assert read_story(sentence)[0].readings[0].measures[0] == "freight_volume"


def test_goods_on_a_railway():
    """What moves along a railway goes by rail."""
    assert read_story("Some 31 tons of rye were moved along the railway.")[0].readings[0].rest["transport"] == "rail"


@pytest.mark.parametrize(
    ("sentence", "flows"),
    [
        ("Some 310 companies exported goods.", ["exports"]),
        ("Some 310 companies imported or exported goods.", ["none"]),
    ],
)
def test_which_way_companies_trade(sentence, flows):
    """Companies have a flow where they are said to export, none where they do either."""
    assert [each.flows[0] for each in read_story(sentence)[0].readings] == flows


def test_what_is_said_of_a_whole_is_not_of_the_part():
    """What "which" tells of the trade that a share is of is told of all partners."""
    reading, _ = read_story(
        "Sales of rye to Peru made up 31.2 percent of Xinjiang's rye exports, which rose 4.1 percent."
    )
    assert [each.partners[0] for each in reading.readings] == ["PER", "WLD"]


@pytest.mark.parametrize(
    ("sentence", "whole"),
    [
        (
            "Trade with the five Central Asian countries made up 58.1 percent of the total, while ASEAN trade grew.",
            None,
        ),
        ("Almost 80 percent of last year's trade was with Peru.", None),
    ],
)
def test_shares_of_the_whole_trade(sentence, whole):
    """A group that is the part is not the whole, nor is the share's own year another one."""
    reading, _ = read_story(sentence, published=date(2022, 1, 20))
    assert reading.readings[0].rest.get("whole") == whole


def test_trains_of_a_marshalling_centre():
    """A city's marshalling centre is told of as the city, no longer as the port before."""
    reading, _ = read_story(
        "Khorgos saw 310 trains. The Urumqi marshalling center ran 240 China-Europe freight trains."
    )
    assert (reading.readings[1].rest.get("port"), reading.readings[1].rest["zone"]) == (None, "Urumqi")
