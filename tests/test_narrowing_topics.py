"""Narrowing, topics: flow, measure, partner, reporter and place of a figure, told or carried over."""

import pytest

from tests.narrowing_samples import read_sentence, read_story


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "Exports rose 4.1 percent to 31.7 billion yuan, while imports fell 2.2 percent.",
            ["exports", "exports", "imports"],
        ),
        ("The region recorded 52.6 billion yuan (about $8.3 billion) of imports and exports.", ["total", "total"]),
        ("A surplus of 6.6 billion yuan was left, up from 5.9 billion yuan.", ["balance", "balance"]),
        ("Compared with 3.4 percent in exports, growth was 1.7 percent in imports.", ["exports", "imports"]),
        ("Exports exceeded imports by 9.7 billion yuan.", ["balance"]),
        ("Exports and imports grew 3.6 percent and 7.1 percent, respectively.", ["exports", "imports"]),
        ("Farmers shipped 3,700 tons of walnuts and 2,100 tons of plums abroad.", ["exports", "exports"]),
        (
            "Exports and imports both grew: the former by 3.1 percent, the latter by 4.2 percent.",
            ["exports", "imports"],
        ),
        ("Exports, dragged down by weak imports of parts, fell 3.1 percent.", ["exports"]),
        ("Goods worth 3.1 billion yuan were imported and exported by the zone.", ["total"]),
        ("Trade with Peru was $3.1 million, of which $2.2 million were imports.", ["total", "imports"]),
        ("The bulk of the goods, 71.3 percent, went to Peru.", ["exports"]),
        ("Chile sold the region copper worth $3.1 million.", ["imports"]),
        ("7.2 percent: The share of exports in the total.", ["exports"]),
        ("The region shipped goods worth 7.7 billion yuan and bought 2.9 billion yuan worth.", ["exports", "imports"]),
        (
            "Exports to Peru were $3.1 million, while purchases of Peruvian goods fell to $2.2 million.",
            ["exports", "imports"],
        ),
        ("Peru and Chile bought and sold goods worth $3.1 million with the region.", ["total"]),
        ("The port handled 310,000 tons of imported and exported cargo.", ["total"]),
        ("The volume of goods entering and leaving Khorgos Port was 310,000 tons.", ["total"]),
        ("Some 310 companies were engaged in used car exports.", ["exports"]),
        ("Exports to Peru, its largest trading partner, rose 3.1 percent.", ["total", "exports"]),
        ("Farmers shipped plums to 47 countries and regions, three more than a year ago.", ["exports", "exports"]),
        ("Some 310 plum exporters were registered, 44 more than a year ago.", ["exports", "exports"]),
        ("Some 47 outbound trains left, fewer than the 51 of a year ago.", ["exports", "exports"]),
        ("Peru provided 31.2 percent of the copper that the region bought abroad.", ["imports"]),
        ("Deliveries of Peruvian copper through Khorgos rose 3.1 percent.", ["imports"]),
        ("The region brought in 310 tons of copper from Peru.", ["imports"]),
        ("Peru ranked 14th among the region's export markets.", ["exports"]),
        ("Peru took the lion's share: $3.1 million, or 4.2 percent of the region's foreign trade.", ["total", "total"]),
        (
            "Trade with Peru rose to $3.1 million, narrowing the gap with Chile, which came in at $4.2 million.",
            ["total", "total"],
        ),
    ],
)
def test_flow(sentence, expected):
    """The word for trade that governs a figure gives its flow; what only goes on keeps it."""
    assert [reading.flows[0] for reading in read_sentence(sentence).values()] == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Trade with Kazakhstan, Russia and Vietnam grew 3.1, 5.2 and 7.3 percent, respectively.", "KAZ RUS VNM"),
        ("Trade with Norway and Chile grew 31.2 percent and 15.5 percent.", "NOR CHL"),
        ("Chile, from where much of the copper comes, was the largest partner with $3.1 million.", "CHL CHL"),
        ("Chile overtook Peru as the largest market, buying goods for $3.1 million.", "CHL CHL"),
        ("Chile led with $3.1 million, followed by Peru ($2.2 million) and Cuba ($1.3 million).", "CHL PER CUB"),
        ("Figures show that Chile remained the largest market, while imports from Peru were $3.1 million.", "CHL PER"),
        ("At $3.1 million, imports from Chile were 4.2 percent lower.", "CHL CHL"),
        ("Trade with member states of the Eurasian Economic Union was $3.1 million.", "eurasian economic union"),
        ("Peru was its largest partner with $3.1 billion, followed by Cuba with $2.2 billion.", "PER PER CUB"),
        ("Exports to the US and the EU rose 3 percent and 4 percent respectively to $7 million and $9 million.",
         "USA EU USA EU"),
        ("The share of Kazakhstan fell 3.3 percentage points to 35.1 percent.", "KAZ KAZ"),
        ("Pakistan's share was 3.5 percent, India's 2.7 percent and Nepal's 6 percent.", "PAK IND NPL"),
        ("Exports to third countries grew 9.1 percent.", "third countries"),
        ("Trade with countries taking part in the Belt and Road Initiative rose 4.4 percent.", "BRI"),
        ("Trucks wait near the border with Kyrgyzstan; exports rose 9.4 percent.", "WLD"),
        ("The region had a good year, and Xinjiang and Peru traded goods worth $3.1 million.", "PER"),
        ("Trade with RCEP grew 3 percent; among them, Japan was Xinjiang's largest trading partner.", "RCEP JPN"),
        ("Chile tops the list with $4.2 million, followed by Peru with $3.1 million.", "CHL CHL PER"),
        ("Peru came second after Chile with $3.1 million.", "PER"),
        ("Peru is ahead of Norway ($2.2 million) and Cuba ($1.3 million).", "NOR CUB"),
        ("Norway, hardly seen in these tables so far, saw its trade with the region rise 9.1 percent.", "NOR"),
        ("Trade with Norway, the United States and Chile, the three main partners, grew 2, 3 and 4 percent.",
         "NOR USA CHL"),
        ("The region, which shares a border of some 3,200 kilometers with Peru, had exports of $3.1 million.", "WLD"),
        ("Trade between northwest China's Gansu Province and member states of ASEAN grew 9.1 percent.", "ASEAN"),
        ("Despite new U.S. tariffs, exports rose 9.4 percent to $3.1 million.", "WLD WLD"),
    ],
)  # fmt: skip
def test_partner(sentence, expected):
    """A country that is traded with is the partner; one that only stands near is not."""
    found = [reading.partners[0] for reading in read_sentence(sentence).values()]
    assert " ".join(found) == expected


def test_partner_is_carried_by_words_that_point_back():
    """Words as "them", "the five countries" and "its" mean the partner named before; "overall" ends it."""
    reading, _ = read_story(
        "Kazakhstan stayed the largest partner. Trade between them rose 3.1 percent.",
        "Trade with the five Central Asian countries was $4.4 billion. Kazakhstan alone took $2.1 billion.",
        "Imports from the five countries fell 6.2 percent. Its overall exports stood at $9.9 billion.",
    )
    assert [each.partners[0] for each in reading.readings] == ["KAZ", "KAZ", "C5", "KAZ", "C5", "WLD"]


@pytest.mark.parametrize(
    "second",
    [
        "In the first four months of 2021 it had been $2.2 million.",
        "Though this was 3.1 percent more than in March, it has now stayed above $2.2 million.",
        "On a month-on-month basis, they grew 3.1 percent.",
    ],
)
def test_a_pronoun_goes_on_about_the_sentence_before(second):
    """A sentence that says what it measures by a pronoun alone has the flow and partner of the one before."""
    reading, _ = read_story(f"Imports from Chile were $3.1 million. {second}")
    assert {(each.flows[0], each.partners[0]) for each in reading.readings} == {("imports", "CHL")}


def test_a_new_paragraph_is_about_all_partners_again():
    """Guidelines, reading rules: a new paragraph is WLD again unless a word refers back."""
    reading, _ = read_story("Exports to Iran rose 3.1 percent.", "Exports of honey rose 4.2 percent.")
    assert [each.partners[0] for each in reading.readings] == ["IRN", "WLD"]


def test_reporter_is_the_province_even_where_only_its_places_are_named():
    """Kashgar's trade is Xinjiang's; "US$" names no country."""
    reading, _ = read_story("The city sold goods worth US$3.1 million.", title="Kashgar's exports pick up")
    assert reading.reporters[0] == "CN-XJ"


@pytest.mark.parametrize(
    ("sentence", "reporter", "partner"),
    [
        ("China's exports to Chile were up 6.1 percent.", "CHN", "CHL"),
        ("China as a whole increased its exports to Peru by 3.3 percent.", "CHN", "PER"),
        ("Kazakhstan's total trade turnover with China came to $7.1 billion.", "KAZ", "CHN"),
        ("Nationwide, exports rose 3.9 percent.", "CHN", "WLD"),
        ("Xinjiang's exports to Chile were up 6.1 percent.", None, "CHL"),
    ],
)
def test_reporter_can_change(sentence, reporter, partner):
    """A sentence about another country's trade has that country as its reporter."""
    (reading,) = read_sentence(sentence).values()
    assert (reading.rest.get("reporter"), reading.partners[0]) == (reporter, partner)


def test_rate_of_an_amount_in_tons_is_about_tons():
    """A multiple that leads to an amount in tons is about freight, not about value."""
    readings = read_sentence("Wheat exports doubled to 3.3 million tons, worth $770 million.")
    assert [reading.measures[0] for reading in readings.values()] == ["freight_volume", "freight_volume", "trade_value"]


def test_trains_have_their_partner_and_direction():
    """China-Europe trains go to Europe, by rail; inbound ones are imports."""
    reading, _ = read_story(
        "Khorgos Port saw 3,700 China-Europe freight trains, or 21 a day. Of these, 1,600 were inbound."
    )
    trains, daily, inbound = reading.readings
    assert [each.partners[0] for each in reading.readings] == ["EUROPE"] * 3
    assert (trains.rest["transport"], trains.rest["port"], trains.flows[0]) == ("rail", "Khorgos", "none")
    assert (daily.rest["per"], inbound.flows[0]) == ("day", "imports")


@pytest.mark.parametrize(
    ("sentence", "field", "value"),
    [
        ("Private companies traded goods worth 3.1 billion yuan.", "enterprise_type", "private"),
        ("General trade grew 4.4 percent.", "trade_mode", "general trade"),
        ("The four integrated bonded zones posted 7.2 billion yuan in trade.", "zone", "integrated bonded zones"),
        ("Cargo through Torugart Port rose 3.1 percent.", "port", "Torugart"),
        ("In Hotan, exports rose 3.1 percent.", "zone", "Hotan"),
        ("In April, 71.2 percent of those that exported were private companies.", "enterprise_type", "private"),
    ],
)
def test_who_and_where(sentence, field, value):
    """Traders, customs regimes, zones and ports are read from the words ahead."""
    (reading,) = read_sentence(sentence).values()
    assert reading.rest[field] == value


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Exports of cars, honey and carpets tripled.", [("cars", "honey", "carpets")]),
        ("Exports of honey and silk rose 3.1 percent and 4.2 percent, respectively.", [("honey",), ("silk",)]),
        ("Cotton yarn exports rose 3.1 percent.", [("cotton yarn",)]),
        ("It bought 3.3 million tons of crude oil.", [("crude oil",)]),
        (
            "Mechanical and electrical products made up 31 percent of exports.",
            [("mechanical and electrical products",)],
        ),
        ("Total exports rose 3.1 percent.", [(None,)]),
        ("Exports of rice, however, fell 3.1 percent.", [("rice",)]),
        ("Fruit and vegetables worth 3.1 million yuan were exported.", [("fruit and vegetables",)]),
        ("Exports of honey and silk rose 3.1 percent and 4.2 percent.", [("honey",), ("silk",)]),
        ("Exports of state-owned enterprises rose 3.1 percent.", [(None,)]),
        ("Imports of energy products such as crude oil rose 3.1 percent.", [("energy products",)]),
        ("61,000 tons: The plums sold abroad last year.", [("plums",)]),
    ],
)
def test_goods(sentence, expected):
    """Goods are the article's own noun phrase; several that share a multiple are several."""
    assert [reading.goods for reading in read_sentence(sentence).values()] == expected


def test_a_rate_goes_with_the_trains_it_is_of():
    """The rate behind trains that go nowhere in particular is not that of others told of before."""
    reading, _ = read_story(
        "Some 310 China-Europe freight trains left.",
        "On the sea line, 97 rail-sea combined trains ran, up 4.2 percent.",
    )
    assert [each.partners[0] for each in reading.readings] == ["EUROPE", "WLD", "WLD"]
