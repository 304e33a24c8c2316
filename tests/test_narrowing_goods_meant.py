"""Narrowing, goods: which goods short names, sectors and lists stand for, and which words name nobody's goods."""

import pytest

from tests.narrowing_samples import read_story


@pytest.mark.parametrize(
    ("story", "goods"),
    [
        ("Xinjiang's agricultural exports to Peru rose 3.1 percent.", "agricultural products"),
        ("Exports of shoes and shoe accessories rose 3.1 percent.", "shoes and shoe accessories"),
        ("Exports to Peru, a cotton grower with 30 ports, rose 3.1 percent.", None),
        ("Silver was the main export item. Sales of the metal abroad rose 3.1 percent.", "silver"),
        ("Dried apples are on their way to Peru. Exports of the apples rose 3.1 percent.", "dried apples"),
        ("Vehicle exports rose 3.1 percent.", "vehicles"),
        ("Coal exports rose 3.1 percent.", "coal"),
        ("Red Lake's processors exported 300 tons of dried peppers, up 3.1 percent.", "dried peppers"),
        ("Exports of dried apples fell. Exports of apples rose 3.1 percent.", "apples"),
        ("Coal exports fell. Among the products exported, shoes grew 3.1 percent.", "shoes"),
        ("Coal exports fell. The product with the best sales was shoes, up 3.1 percent.", "shoes"),
        ("Chinese steel mills exported 300 tons to Peru, up 3.1 percent.", "steel"),
        ("Exports of felt fiber rose. Felt fiber exports rose 3.1 percent.", "felt fiber"),
        ("Lorries are sold in Peru. Their exports rose 3.1 percent.", "lorries"),
        ("Aksu, known for its apples, saw its trade rise 3.1 percent.", None),
        ("With exports of the region soaring by 3.1 percent, imports fell.", None),
        ("Some 300 tonnes of figs and dates worth 2 million yuan were sold abroad, up 3.1 percent and 4 percent.",
         "figs and dates"),
        ("Some 300 tonnes of figs and dates, 3.1 percent more than a year ago, were exported.", "figs and dates"),
        ("Exports of 2.2 million yuan (0.3 million dollars) worth of tractors were up 3.1 percent.", "tractors"),
        ("Rice traders in Peru sold 300 tons abroad, up 3.1 percent.", "rice"),
    ],
)  # fmt: skip
def test_what_goods_are_meant(story, goods):
    """A sector exports its products, "the metal" is what was told of, and a grower's crop is not what is traded."""
    reading, texts = read_story(story)
    assert reading.readings[texts.index("3.1 percent")].goods == (goods,)


def test_partners_to_whom_goods_were_shipped():
    """A number of countries at the end of a sentence is of those to which its goods were shipped."""
    reading, _ = read_story(
        "Some 310 tons of honey were shipped abroad, 18 percent more than last year, to 97 countries."
    )
    last = reading.readings[-1]
    assert (last.goods, last.flows[0]) == (("honey",), "exports")


@pytest.mark.parametrize(
    ("story", "figure", "goods"),
    [
        ("Exports fell. Peru was the largest market for the region's honey.", "largest", "honey"),
        ("Exports of honey fell. Peru was the largest buyer of the product.", "largest", "honey"),
        ("Exports of honey fell. Peru was the largest buyer of goods from Xinjiang.", "largest", None),
        ("Peru bought 300 bottles of wine from Xinjiang.", "300", "wine"),
        ('Peru bought 2.2 million yuan of the "big five" from Xinjiang.', "2.2 million yuan", "big five"),
    ],
)
def test_goods_behind_a_figure(story, figure, goods):
    """What somebody is the largest buyer of, what bottles hold, and a name in quotation marks are the goods."""
    reading, texts = read_story(story)
    assert reading.readings[texts.index(figure)].goods == (goods,)


@pytest.mark.parametrize(
    ("sentence", "commodity"),
    [
        ("Shoe and hat exports rose 3.1 percent.", "shoes and hats"),
        ("The province saw its shoe and hat exports rise 3.1 percent.", "shoes and hats"),
        ("Exports of shoes lost 1.1 percent and those of leather goods rose 3.1 percent.", "leather goods"),
        ("Non-wood and paper goods brought in 3.1 billion yuan of exports.", "non-wood and paper goods"),
        ("Main export items to the neighbor included raw honey worth 3.1 million yuan.", "raw honey"),
        ("On Friday the country's honey exports were put at 3.1 million tons.", "honey"),
        ("Exports of firms along the Silk Road rose 3.1 percent.", None),
        ("Road and gas pipeline taken together, the port handled exports worth 3.1 billion yuan.", None),
        ("Exports to Peru, a sign of demand for components, rose 3.1 percent.", None),
    ],
)
def test_the_name_of_goods_is_all_of_it_and_nothing_else(sentence, commodity):
    """Goods joined by "and" are named both; what goods go through, or are asked for, is not traded."""
    reading, _ = read_story(sentence)
    assert reading.readings[-1].goods[0] == commodity


def test_a_list_of_two_goods_is_not_cut_in_two():
    """What follows an amount of two goods is of both."""
    reading, _ = read_story("Peru sold 31 tons of pears and nuts abroad, 3.1 percent more, for 2.2 million yuan.")
    assert {each.goods[0] for each in reading.readings} == {"pears and nuts"}


@pytest.mark.parametrize(
    ("paragraphs", "commodities"),
    [
        (("Honey sells well. Exports doubled to 31 tons.",), ["honey", "honey"]),
        (("Honey and nuts sell well. Exports doubled to 31 tons.",), [None, None]),
        (("HONEY", "Buyers took in 31 tons.", "Imports in the first two months were 52 tons."), ["honey", "honey"]),
        (("HONEY", "Buyers took in 31 tons.", "OTHER NEWS", "Imports rose 3.1 percent."), ["honey", None]),
        (("Imports of soybeans rose 3.1 percent. Peru supplied 31 tons of the oilseed.",), ["soybeans", "soybeans"]),
        (("Imports of soybeans rose 3.1 percent.", "Peru supplied 31 tons of it."), ["soybeans", "soybeans"]),
    ],
)
def test_goods_that_a_heading_or_a_first_sentence_introduces(paragraphs, commodities):
    """Figures that name no goods are of those that the paragraph begins with, or that the line above it names."""
    reading, _ = read_story("Foreign trade is told of here.", *paragraphs, title="Trade of Chile")
    assert [each.goods[0] for each in reading.readings] == commodities


@pytest.mark.parametrize(
    ("sentences", "commodities"),
    [
        ("Exports of rye rose 3.1 percent. Shipments to Peru, the largest market, fell 4.2 percent.", ["rye"] * 3),
        ("Exports of rye to Peru, its largest trading partner, fell 4.2 percent.", [None, "rye"]),
        (
            "Peru imported 310 cars. The National Committee reported. It is 2.2 times more than a year ago.",
            ["cars"] * 2,
        ),
        ("Peru imported 310 cars. Electric cars made up 62 percent of them.", ["cars", "electric cars"]),
    ],
)
def test_goods_that_go_on_being_told_of(sentences, commodities):
    """A market named in passing is one for the goods told of, and a sentence that names an office ends nothing."""
    reading, _ = read_story(sentences, title="Trade of Chile")
    assert [each.goods[0] for each in reading.readings] == commodities


def test_a_part_of_an_amount_is_measured_as_the_amount():
    """A share "of it" is one of tonnes where tonnes were told of."""
    assert read_story("Peru imported 310 tons of rye. Chile supplied 58 percent of it.")[0].readings[1].measures[0] == (
        "freight_volume"
    )
