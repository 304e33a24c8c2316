"""Narrowing, places: zones, ports and ways of transport, told, carried over sentences, and dropped."""

import pytest

from tests.narrowing_samples import read_sentence, read_story


@pytest.mark.parametrize(
    "scene",
    [
        "Anna Wu is an analyst at an institute in Urumqi.",
        "The figures were given at a press conference held in Urumqi.",
        "Torgai is a town about 300 kilometers west of Urumqi.",
        "Her firm has an office in Urumqi.",
    ],
)
def test_where_somebody_works_is_not_whose_trade_is_told(scene):
    """A place named only for where people are, or for a distance, is no zone of the figures that follow."""
    reading, _ = read_story(f"{scene} Exports of honey rose 3.1 percent.")
    assert "zone" not in reading.readings[-1].rest


@pytest.mark.parametrize(
    ("lead", "sentence", "zone"),
    [
        ("Aksu's exports rose 3.1 percent in April.", "Imports from Peru doubled to 2.2 million yuan.", "Aksu"),
        (
            "Anna packs 300 boxes of shoes. Aksu's exports rose 3.1 percent in April.",
            "Private companies had trade of 2.2 million yuan.",
            "Aksu",
        ),
        ("Aksu's exports rose 3.1 percent in April.", "The prefecture accounted for 2.2 percent of the region's trade.",
         "Aksu"),
        ("Aksu's exports rose 3.1 percent in April.", "The region's foreign trade rose 2.2 percent.", None),
    ],
)  # fmt: skip
def test_an_article_about_a_city(lead, sentence, zone):
    """What the headline and the lead are about holds for all figures but those of the whole region."""
    reading, _ = read_story(lead, sentence, title="Aksu sells more abroad")
    assert reading.readings[-1].rest.get("zone") == zone


def test_zones_told_of_one_by_one():
    """A sentence as "In Aksu, it is cars" turns to the zone's area of that name, which "the area" then means."""
    reading, _ = read_story(
        "The Aksu area of the zone had trade of 3.1 million yuan and the Hami area 2.2 million yuan.",
        "In Hami, it is fruit. The area exported 300 tons of melons. In Aksu, it is cars. The area exported 40 cars.",
    )
    assert [each.rest.get("zone") for each in reading.readings] == ["Aksu area", "Hami area", "Hami area", "Aksu area"]


@pytest.mark.parametrize(
    ("sentence", "port"),
    [
        ("Goods worth 3.1 million yuan were flown out of Hotan Kungang Airport.", "Hotan Kungang Airport"),
        ("Together, Torugart and Irkeshtam handled 3,100 tons of cargo.", None),
        ("Torugart Port handled 3,100 tons of cargo.", "Torugart"),
        ("Data from Kashgar Airport Customs show that exports were 3.1 million yuan.", None),
    ],
)
def test_port(sentence, port):
    """Airports are ports; of two ports together, neither is the figure's."""
    (reading,) = read_sentence(sentence).values()
    assert reading.rest.get("port") == port


def test_its_port_is_the_one_told_of():
    """The words "its highway port" and "the crossing" are the port that was named."""
    reading, _ = read_story(
        "Trucks wait at the port of Torugart. Its highway port handled 3,100 tons of cargo.",
        "The crossing handled 4,200 tons in April.",
    )
    assert [each.rest.get("port") for each in reading.readings] == ["Torugart", "Torugart"]


@pytest.mark.parametrize(
    ("sentence", "transport"),
    [
        ("Trucks carried 3,100 tons of fruit abroad.", "road"),
        ("The region sent 3,100 tons of fruit abroad by train.", "rail"),
        ("Fruit weighing 3,100 tons was flown out of the country.", "air"),
        ("Fruit worth 3.1 million yuan was moved by truck.", "road"),
        ("Taken together, rail, road and pipeline moved 3,100 tons of cargo.", None),
        ("By rail and road, 3,100 tons of cargo left the region.", None),
        ("Some 3,100 tons of goods came through the highway port.", "road"),
    ],
)
def test_transport(sentence, transport):
    """Trucks, trains and planes tell how goods move; several ways together tell none."""
    (reading,) = read_sentence(sentence).values()
    assert reading.rest.get("transport") == transport


def test_the_verb_may_stand_behind_another_figure():
    """In "3 parcels, weighing 2 tons, were flown out", both moved like that."""
    reading, _ = read_story("Some 3,100 parcels, weighing 22 tons in all, were flown to Peru in April.")
    parcels, tons = reading.readings
    assert (parcels.partners[0], parcels.rest.get("transport")) == ("PER", "air")
    assert (tons.partners[0], tons.rest.get("transport")) == ("PER", "air")


def test_both_ports_together_are_no_port():
    """What several ports do together is told of neither."""
    reading, _ = read_story(
        "Khorgos Port handled 310 trains and Alashankou Port handled 220 trains. Both ports saw 3,300 tons of cargo."
    )
    assert [each.rest.get("port") for each in reading.readings] == ["Khorgos", "Alashankou", None]


def test_a_count_nationwide_is_the_countrys():
    """Where a port is told of, the number nationwide is neither the port's nor the province's."""
    reading, _ = read_story("Khorgos Port handled 310 trains. Freight trains made 3,100 trips nationwide.")
    port, country = reading.readings
    assert (port.rest.get("reporter"), port.rest.get("port")) == (None, "Khorgos")
    assert (country.rest.get("reporter"), country.rest.get("port")) == ("CHN", None)


def test_places_that_follow_one_another():
    """Each city of a list has its own figure, though the verb is said once."""
    reading, _ = read_story(
        "Aksu reported trade of 3.1 billion yuan, Hami 2.2 billion yuan, and Korla 550 million yuan."
    )
    assert [each.rest.get("zone") for each in reading.readings] == ["Aksu", "Hami", "Korla"]


@pytest.mark.parametrize(
    ("sentence", "zone"),
    [
        ("Trade in Ili Kazakh Autonomous Prefecture was 3.1 billion yuan.", "Ili Kazakh Autonomous Prefecture"),
        ("Its comprehensive bonded zone saw trade of 3.1 billion yuan.", "comprehensive bonded zone"),
        ("At Redford Trade City, shoes are sold. Exports were 3.1 billion yuan.", None),
        ("Some 310 freight trains set out from Aksu.", "Aksu"),
        ("Exports of Redford County were 3.1 billion yuan.", "Redford County"),
    ],
)  # fmt: skip
def test_names_of_zones(sentence, zone):
    """A name is taken whole, and without the word that says whose it is."""
    (reading,) = read_sentence(sentence).values()
    assert reading.rest.get("zone") == zone


def test_where_zones_lie():
    """The towns in which zones lie are not what a figure of the zones is told of, and "the zones" are those meant."""
    reading, _ = read_story(
        "The three comprehensive bonded zones in Xinjiang traded goods worth 2.2 billion yuan in April.",
        "The zones, in Aksu, Khorgos and Hotan, took up 4.4 percent of Xinjiang's foreign trade.",
        "Aksu Comprehensive Bonded Zone had trade of 1.1 billion yuan, or 50 percent of the three zones' total.",
    )
    share, of_zones = reading.readings[1].rest, reading.readings[3].rest
    assert (share.get("zone"), share.get("port")) == ("comprehensive bonded zones", None)
    assert of_zones["whole"] == {"zone": "comprehensive bonded zones"}


@pytest.mark.parametrize(
    ("sentence", "mode"),
    [
        ("Some 3,100 parcels were sent to Peru in April.", "cross-border e-commerce"),
        ("Trains took 3,100 tons of e-commerce goods to Peru in April.", "cross-border e-commerce"),
        ("Trains took 3,100 tons of honey to Peru in April.", None),
    ],
)
def test_parcels_are_cross_border_e_commerce(sentence, mode):
    """Parcels, and the goods of e-commerce, are those of the customs regime."""
    reading, _ = read_story(sentence)
    assert reading.readings[-1].rest.get("trade_mode") == mode


@pytest.mark.parametrize(
    ("second", "zone"),
    [("The prefecture's imports fell 2.2 percent.", "Aksu"), ("Xinjiang's imports fell 2.2 percent.", None)],
)
def test_an_article_about_a_city_that_its_headline_does_not_name(second, zone):
    """The city of the lead is what the article is about where most of its paragraphs name it or call it that."""
    lead = "In 2021 exports of Aksu prefecture rose 3.1 percent."
    third = "Exports to Peru rose 1.1 percent, and those to Chile 2.1 percent."
    reading, _ = read_story(lead, second, second.replace("imports", "exports"), third, title="New roads to market")
    assert reading.readings[-1].rest.get("zone") == zone


@pytest.mark.parametrize(
    ("second", "zone"),
    [("The city's imports fell 2.2 percent.", "Redford"), ("Imports fell 2.2 percent.", None)],
)
def test_an_article_about_a_city_of_its_headline(second, zone):
    """A city that the headline names, that trades and is called the city is what the article is about."""
    reading, _ = read_story(
        "Last year Redford exported shoes worth 3.1 million yuan.", second, title="Xinjiang's Redford booms"
    )
    assert reading.readings[-1].rest.get("zone") == zone


@pytest.mark.parametrize(
    ("sentence", "ports"),
    [
        ("Some 310 trains passed through Khorgos and Alataw Pass, up 2.2 percent.", [None, None]),
        ("Some 310 trains passed through Khorgos, up 2.2 percent.", ["Khorgos", "Khorgos"]),
    ],
)
def test_two_ports_together(sentence, ports):
    """What passed two ports together is told of neither."""
    reading, _ = read_story(sentence)
    assert [each.rest.get("port") for each in reading.readings] == ports


@pytest.mark.parametrize(
    ("sentence", "port"),
    [
        ("But Tulip Port reported exports of 3.1 billion yuan.", "Tulip"),
        ("The Port of Tulip, for its part, said it had exported 3.1 million tons.", "Tulip"),
        ("Exports were 3.1 billion yuan, the Anhui Municipal Port and Logistics Office said.", None),
    ],
)
def test_what_stands_before_a_port_or_is_called_after_it(sentence, port):
    """A conjunction is no part of a port's name, "Port of" is followed by it, and a municipal port is none."""
    assert read_story(sentence)[0].readings[0].rest.get("port") == port


@pytest.mark.parametrize(
    ("sentences", "zones"),
    [
        ("Dalian operated 310 freight trains.", ["Dalian"]),
        ("Dalian operated 310 freight trains. Shanghai ran 240 freight trains.", ["Dalian", None]),
    ],
)
def test_a_city_is_told_of_as_long_as_no_other_province_is(sentences, zones):
    """What cities of any province did is told of them, until another province is named."""
    reading, _ = read_story(sentences)
    assert [each.rest.get("zone") for each in reading.readings] == zones


def test_the_city_of_a_municipality_is_the_reporter():
    """In the news of a municipality, "the city" is the municipality, also behind another city."""
    reading, _ = read_story(
        "Chongqing's exports rose 3.1 percent.",
        "Chengdu operated 310 freight trains.",
        "The city sold goods worth 2.2 billion yuan.",
        title="Chongqing's exports rise",
    )
    assert [each.rest.get("zone") for each in reading.readings] == [None, "Chengdu", None]
