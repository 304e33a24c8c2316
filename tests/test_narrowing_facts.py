"""Figures that are no facts: what is told of stocks, works, prices and deals beside the trade."""

import pytest

from xjllm.extraction import Extractor


@pytest.mark.parametrize(
    ("sentence", "kept"),
    [
        ("The yards at Erenhot are still holding more than 3 million tons of coal.", []),
        ("The sacks are stacked in a shed, each holding 50 kilograms of rice.", []),
        ("The county is spending 260 million yuan to widen the road to the port.", []),
        ("Contracts worth 113.5 billion yuan were signed with buyers at the fair.", []),
        ("In May, a used truck sold in Hohhot for an average of 1.9 million tenge.", []),
        ("“Now buyers come to us first,” said the manager.", []),
        ("We go through 40 boxes of noodles a week.", []),
        ("The plants processed 10.5 million tons of beets, up from 8 million tons in 2017.", []),
        ("Exports of wheat rose to 486,000 tons following a record harvest.", ["486,000 tons"]),
        ("Exports of panels shrank to 6.4 billion yuan as prices fell sharply.", ["6.4 billion yuan"]),
        (
            "In the same period, 17,640 passenger cars with a value of $236.5 million were imported from Japan.",
            ["17,640", "$236.5 million"],
        ),
        (
            "Baotou, a city with a population of 2 million, contributed 16.4 billion yuan of exports.",
            ["16.4 billion yuan"],
        ),
        (
            "Trade of Baotou, home to some 2.7 million people in the west, totaled 9.3 billion yuan, 6 percent more.",
            ["9.3 billion yuan", "6 percent"],
        ),
        (
            "Exports of melons, which cost buyers 5 yuan a kilogram at most, came to 31 million yuan.",
            ["31 million yuan"],
        ),
        (
            "Trade in the zone, which covers 3.1 square kilometers north of the city, doubled to 640 million yuan.",
            ["doubled", "640 million yuan"],
        ),
        (
            "A total of 620 freight train trips were made, carrying 41,000 tonnes of goods.",
            ["620", "41,000 tonnes"],
        ),
        ("The deer farms cover about one-third of the region's land area.", []),
        ("In May the clearance time of imports was 31 hours, 44 percent shorter than in 2017.", []),
        ("A new rail yard at the port is designed for 7 million tons of cargo a year.", []),
        ("Exports rose 8.1 percent in May vs f'cast 2.4 percent.", ["8.1 percent"]),
        ("Analysts see signs of recovery: exports rose 8.1 percent in May.", ["8.1 percent"]),
        ("Analysts see exports rising 8.1 percent in May.", []),
        ("In March, the ministry raised duties on felt to 35 percent.", []),
        ("The tenge slipped 0.7 percent against the dollar after the figures.", []),
        ("Shares of Altai Felt closed 2.3 percent lower in Hong Kong.", []),
        ("The bank left its key rate unchanged at 9.5 percent.", []),
        ("Economists had pencilled in a drop of 4.1 percent.", []),
        ("The region turns out nearly a fifth of the world's felt.", []),
        ("The road was widened under a 90-million-yuan project.", []),
        ("Exports of industrial goods brought in 31 million yuan, 41 percent of the revenue from exports of goods.",
         ["31 million yuan", "41 percent"]),
        ("Imports of production materials made up 64 percent of all imports.", ["64 percent"]),
        ("In May, the fourth month of the Five-Year Plan, exports came to 31 million yuan.", ["31 million yuan"]),
        ("Exports sank to 31 million yuan due mainly to low prices.", ["31 million yuan"]),
    ],
)  # fmt: skip
def test_stocks_works_prices_and_deals_are_no_trade(sentence, kept):
    """What lies in store, is spent on works, signed or asked for one thing is no fact; what is told beside one is."""
    text = f"Inner Mongolia's exports rose 3 percent in May 2018, Hohhot Customs said.\n\n{sentence}\n"
    facts = Extractor("rules").extract(text).facts
    assert [fact.figure for fact in facts][1:] == kept
