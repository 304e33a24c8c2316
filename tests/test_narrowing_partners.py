"""Partners and reporters that a story carries on, turns to and points back to."""

import pytest

from tests.narrowing_samples import read_story


@pytest.mark.parametrize(
    ("title", "story", "expected"),
    [
        ("Chile trade report", "Chile's trade with Peru was $40 million. Copper exports were $9 million.", "PER"),
        ("Xinjiang's trade with Peru", "Xinjiang sold goods worth $40 million to Peru. Apples were $2 million.", "PER"),
        (
            "Xinjiang's trade",
            "Xinjiang sold goods worth $40 million to Peru. Exports of apples were $2 million.",
            "WLD",
        ),
        (
            "Xinjiang-Peru trade grows",
            "The port saw 310 China-Europe freight trains. Exports of apples were $2 million.",
            "WLD",
        ),
        ("Chile trade report", "Chile's trade with Peru was $40 million. Total exports were $90 million.", "WLD"),
    ],
)
def test_partner_of_a_paragraph(title, story, expected):
    """In the news of a country, or of trade with one partner, a paragraph goes on about the partner it has named."""
    reading, _ = read_story(story, title=title)
    assert reading.readings[-1].partners[0] == expected


@pytest.mark.parametrize(
    ("sentence", "figure", "expected"),
    [
        ("Peru, a country of 30 million, took 40 percent of the copper.", "40 percent", "PER"),
        ("| Peru | 7,000 tons |", "7,000 tons", "PER"),
        ("Peru | up 3.1%", "3.1%", "PER"),
        ("- Peru, up 3.1%", "3.1%", "PER"),
        ("Peru, which stayed the largest supplier, sent 7,000 tons.", "7,000 tons", "PER"),
        ("Peruvian cargoes climbed 3.1 percent in May.", "3.1 percent", "PER"),
        ("In Hotan, close to Nepal, exports were 31 million yuan.", "31 million yuan", "WLD"),
        ("Trade with the six-member Gulf Cooperation Council was 31 million yuan.", "31 million yuan", "GCC"),
    ],
)
def test_partner_by_apposition(sentence, figure, expected):
    """What is said of a country by the way does not part it from its trade; what lies near it is not its trade."""
    reading, texts = read_story(sentence)
    assert dict(zip(texts, reading.readings, strict=True))[figure].partners[0] == expected


def test_one_country_of_a_group():
    """A neighbour of a region is one country that was named before, not the group."""
    story = "Xinjiang's trade with Nepal was $40 million. Imports from the South Asian neighbour were $3 million."
    reading, _ = read_story(story)
    assert [each.partners[0] for each in reading.readings] == ["NPL", "NPL"]


@pytest.mark.parametrize(
    ("title", "sentence", "expected"),
    [
        (
            "Tajikistan's trade",
            "Trade of the region with Tajikistan was $3 million, Urumqi Customs said.",
            ("CN-XJ", "TJK"),
        ),
        ("Tajikistan's trade", "China's trade with its neighbour was $3 million.", ("CHN", "TJK")),
        ("Tajikistan's trade", "Chinese exports to Tajikistan were $3 million.", ("CHN", "TJK")),
        ("China's trade", "Beijing's surplus with Nepal was $3 million.", (None, "NPL")),
        ("Xinjiang's trade", "Nepal sold $3 million of goods to China, Kathmandu's ministry said.", (None, "NPL")),
        (
            "China's trade",
            "Uzbekistan's Statistics Agency says that China was its largest trading partner, with $3 million.",
            ("UZB", "CHN"),
        ),
    ],
)
def test_whose_trade_a_sentence_turns_to(title, sentence, expected):
    """The office that counts, the people whose exports they are and the capital tell whose trade it is."""
    reading, _ = read_story(sentence, title=title)
    last = reading.readings[-1]
    assert (last.rest.get("reporter"), last.partners[0]) == expected


def test_the_latter_of_goods():
    """Of two goods named together, "the latter" is goods, not a partner."""
    reading, _ = read_story("Exports of copper and oil were $40 million. The latter rose 3.1 percent.")
    assert (reading.readings[-1].partners[0], reading.readings[-1].goods) == ("WLD", ("oil",))


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Guangdong, by comparison, sold goods worth $3 million.", "CN-GD"),
        ("The southwestern province of Yunnan exported flowers worth $3 million.", "CN-YN"),
        ("Xi'an followed with $3 million.", "CN-SN"),
        ("Zhao Hong, an official, put exports at $3 million.", None),
        ("Yunnan was ahead of Xinjiang, which exported $3 million.", None),
    ],
)
def test_another_province_as_the_subject(sentence, expected):
    """A sentence that begins with another province or one of its cities tells of its trade."""
    reading, _ = read_story(sentence)
    assert reading.readings[-1].rest.get("reporter") == expected


def test_the_five_and_both_sides():
    """The five republics are those of Central Asia once these were named; both sides' trade is that of the headline."""
    story = "Presidents of the five Central Asian states met.", "Trade with the five republics was $4 million."
    reading, _ = read_story(*story)
    assert reading.readings[-1].partners[0] == "C5"
    story = (
        "Chile's trade with Peru was $4 million.",
        "Japan took $3 million of its goods.",
        "Bilateral trade was $3 million.",
    )
    reading, _ = read_story(*story, title="Chile's trade with Peru")
    assert reading.readings[-1].partners[0] == "PER"


@pytest.mark.parametrize(
    ("story", "field", "expected"),
    [
        (("Kashgar airport handled 3,000 tons of goods.",), "transport", "air"),
        (("At Baketu Port in the prefecture of Tacheng, exports were $3 million.",), "zone", None),
        (("Goods left through Baketu in May.", "Exports through the port were $3 million."), "port", "Baketu"),
    ],
)
def test_ports_and_airports(story, field, expected):
    """What an airport handles goes by air; a figure of a port is not also told of its prefecture."""
    reading, _ = read_story(*story)
    assert reading.readings[-1].rest.get(field) == expected


def test_what_the_trains_carry():
    """The goods of trains that were told of go where these go, by rail."""
    story = "China-Europe freight trains made 3,000 trips.", "In May, the trains took 4,000 cars out of the country."
    last = read_story(*story)[0].readings[-1]
    assert (last.partners[0], last.rest.get("transport")) == ("EUROPE", "rail")


def test_amount_and_value():
    """An amount of goods that is "worth" so much shares what is said behind the value."""
    reading, _ = read_story("In May, 200 tons of honey worth $3 million were sold to Peru through Baketu.")
    assert [(each.partners[0], each.rest.get("port")) for each in reading.readings] == [("PER", "Baketu")] * 2


def test_both_sides_in_the_lead():
    """A lead that speaks of two-way trade tells of the one partner of the headline, and so does the story."""
    story = "Two-way trade was $4 million in May.", "In 2021, trade had risen to $50 million."
    reading, _ = read_story(*story, title="China's trade with Peru cools, but Xinjiang gets busier")
    assert reading.reporters[0] == "CHN"
    assert [each.partners[0] for each in reading.readings if not each.aside] == ["PER", "PER"]


@pytest.mark.parametrize(
    ("sentence", "partner"),
    [
        ("Trade between China's Xinjiang region and Peru rose by 6 percent in May.", "PER"),
        ("Growers in Peru sold $3 million worth of grapes to mainland China in May.", "CHN"),
    ],
)
def test_a_region_or_the_mainland_stands_between_trade_and_its_partner(sentence, partner):
    """What "region" or "mainland" is called belongs to the name of the place that trades."""
    title = "Xinjiang trade report" if partner == "PER" else "Peru's exports of grapes grow"
    assert read_story(sentence, title=title)[0].readings[0].partners[0] == partner


@pytest.mark.parametrize(
    "sentence",
    [
        "Peru's exports of grapes to all destinations came to $9 million.",
        "The country ran a trade deficit of $9 million.",
    ],
)
def test_what_goes_to_all_or_is_the_countrys_balance_has_no_partner(sentence):
    """After trade with one country, exports "to all destinations" and the country's deficit are those with all."""
    story = f"Peru sold grapes worth $3 million to China in April. {sentence}"
    assert read_story(story, title="Peru's exports of grapes grow")[0].readings[-1].partners[0] == "WLD"
