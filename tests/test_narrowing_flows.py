"""Narrowing, flows and measures: which way goods go, by which regime, and what rates and shares are measured in."""

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
