"""What sentences go on about: goods, flows and regimes carried by the words that point back, or by the whole story."""

import pytest

from tests.narrowing_samples import read_story


def _read(*paragraphs, **story):
    reading, texts = read_story(*paragraphs, **story)
    return dict(zip(texts, reading.readings, strict=True))


@pytest.mark.parametrize(
    ("sentences", "figure", "expected"),
    [
        ("The tonnage rose 5 percent to 80,000 tons in May.", "80,000 tons", ("exports", "freight_volume", "walnuts")),
        ("The shipments were worth 3 billion yuan.", "3 billion yuan", ("exports", "trade_value", "walnuts")),
        ("Over 60 percent of it went to Nepal.", "60 percent", ("exports", "freight_volume", "walnuts")),
        ("In May alone, volumes fell 5 percent.", "5 percent", ("exports", "freight_volume", "walnuts")),
    ],
)
def test_nouns_point_back_to_what_was_told(sentences, figure, expected):
    """Volumes, shipments, the business and shares "of it" are of the goods and the flow told of before."""
    readings = _read(f"Xinjiang's exports of walnuts reached 900,000 tons in the first four months. {sentences}")
    each = readings[figure]
    assert (each.flows[0], each.measures[0], each.goods[0]) == expected


@pytest.mark.parametrize(
    ("sentence", "flow"),
    [
        ("Xinjiang brought in 6 million tons of coal in April.", "imports"),
        ("Trucks took 40,000 tons of fruit out of the country in April.", "exports"),
        ("In April, 3,000 drones with a value of 20 million yuan were imported from Japan.", "imports"),
        ("Mongolia shipped 3 million tons of coal to Xinjiang in April.", "imports"),
        ("Walnuts brought in 6 million yuan in April.", "exports"),
        ("Some 9,000 phones were flown out in April.", "exports"),
    ],
)
def test_verbs_tell_the_flow_by_who_does_it(sentence, flow):
    """What a reporter brings in it imports, what goods bring in they earn, what a partner ships is imported."""
    first = next(iter(_read(sentence).values()))
    assert first.flows[0] == flow


def test_carriers_are_not_what_is_carried():
    """Trucks that take goods out are no goods."""
    readings = _read("Trucks took 40,000 tons of fruit out of the country in April.")
    assert readings["40,000 tons"].goods == ("fruit",)


def test_bare_numbers_are_of_what_was_counted():
    """Numbers without a noun count what the paragraph counts; units of cars are vehicles, other goods items."""
    readings = _read(
        "Xinjiang exported 9,100 electric cars from January to April. Nepal bought 3,100 of them and Oman 2,200. "
        "In April, more than 40 a day crossed the border. Sales to Iraq tripled to 1,600 units."
    )
    assert [readings[each].goods for each in ("3,100", "2,200", "40", "1,600")] == [("electric cars",)] * 4
    assert readings["1,600"].rest["unit"] == "vehicles"


def test_a_story_is_about_what_it_keeps_naming():
    """Regime and goods that most paragraphs name hold for those that do not, but not for all trade."""
    readings = _read(
        "Xinjiang's imports and exports via cross-border e-commerce rose 138 percent in the first quarter.",
        "Sales abroad brought in 5 billion yuan.",
        "Cross-border e-commerce with Nepal came to 2 billion yuan.",
        "At Tacheng, cross-border e-commerce trade tripled.",
        "The region's total foreign trade was 94 billion yuan.",
        title="Small parcels, big push",
    )
    modes = {text: each.rest.get("trade_mode") for text, each in readings.items()}
    assert modes["5 billion yuan"] == modes["2 billion yuan"] == modes["tripled"] == "cross-border e-commerce"
    assert modes["94 billion yuan"] is None
    assert readings["2 billion yuan"].flows[0] == "total"


def test_short_names_are_the_storys_goods():
    """In news of tomato paste, paste is tomato paste, with whomever it is traded."""
    readings = _read(
        "Xinjiang's exports of tomato paste inched up 3 percent in the first quarter.",
        "Sales of paste to Italy fell 46 percent. Sales to Iraq doubled.",
        title="Xinjiang's tomato paste looks for buyers",
    )
    assert {each.goods for each in readings.values()} == {("tomato paste",)}


@pytest.mark.parametrize(
    ("sentence", "goods"),
    [
        ("Exports of lithium batteries and of wind turbines grew 5 percent.", ("lithium batteries and wind turbines",)),
        ("Imports of farm produce - mostly honey and lamb - grew 5 percent.", ("farm produce",)),
        ("Mechanical and electrical products worth 5 billion yuan left.", ("mechanical and electrical products",)),
        ("Exports of grain, including 400 seed drills, rose.", ("seed drills",)),
    ],
)
def test_names_of_goods_are_whole(sentence, goods):
    """Prepositions that stand again, asides between dashes and nouns behind a known name make no other goods."""
    assert next(iter(_read(sentence).values())).goods == goods


def test_firms_without_a_kind_are_of_any():
    """A number of plain firms is not one of the private ones told of before."""
    readings = _read(
        "Private companies took 93 percent of the exports of shoes, and 1,340 firms were in this business."
    )
    assert "enterprise_type" not in readings["1,340"].rest
    assert (readings["1,340"].flows[0], readings["1,340"].goods) == ("exports", ("shoes",))


def test_among_the_goods_goes_on():
    """A sentence about some "among the goods" has the partner of the one before."""
    reading, _ = read_story(
        "China-Europe freight trains took 3,100 tons abroad in April. Among the outbound goods were 310 cars."
    )
    assert [each.partners[0] for each in reading.readings] == ["EUROPE", "EUROPE"]
