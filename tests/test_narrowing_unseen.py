"""What sentences of articles leave to their readers: whose trade, which way it goes and with whom."""

import pytest

from tests.narrowing_samples import read_story

CHILE = "Chile's trade report"


@pytest.mark.parametrize(
    ("title", "story", "expected"),
    [
        (CHILE, "The positive balance of foreign trade narrowed to $9.4 million.", ("balance", "WLD")),
        (CHILE, "Peru was the largest buyer of Chilean fruit, spending $9.4 million.", ("exports", "PER")),
        (CHILE, "Exports rose to $80 million, but Peru is catching up: purchases from there hit $9.4 million.",
         ("imports", "PER")),
        (CHILE, "With non-EU countries, exports came to $9.4 million.", ("exports", "non-eu countries")),
        (CHILE, "Chile's exports were $80 million. Private companies contributed $9.4 million, a tenth of the total.",
         ("exports", "WLD")),
        (CHILE, "Exports to Peru were $80 million. It was followed by Spain and Italy; the latter took $9.4 million.",
         ("exports", "ITA")),
        ("Xinjiang trade report", "ASEAN countries did better: trade with the bloc was $9.4 million.",
         ("total", "ASEAN")),
        ("Xinjiang trade report", "Trade was $80 million. Parcels worth $9.4 million left on cargo flights.",
         ("exports", "WLD")),
    ],
)  # fmt: skip
def test_flow_and_partner_by_words_around(title, story, expected):
    """Buyers, balances, groups named ahead and "the latter" say which way goods go and with whom."""
    reading, texts = read_story(story, title=title)
    last = dict(zip(texts, reading.readings, strict=True))["$9.4 million"]
    assert (last.flows[0], last.partners[0]) == expected


def test_country_as_a_whole_is_no_partner():
    """A rate above that of "the country as a whole" is no trade with the country named before."""
    reading, _ = read_story(
        "Farms in the region sell little to Peru.",
        "Xinjiang's trade rose 9 percent in May. That was 4 percentage points above that of the country as a whole.",
    )
    assert [each.partners[0] for each in reading.readings] == ["WLD", "WLD"]


def test_inner_mongolia_is_no_partner():
    """Inner Mongolia's trade is with all partners, however it is written."""
    reading, _ = read_story("Inner Mongolia's trade rose 9 percent in May.", title="Coal comes to a northern region")
    assert (reading.reporters[0], reading.readings[0].partners[0]) == ("CN-NM", "WLD")


def test_port_makes_the_trade_of_its_province():
    """China's trade through a port of the region that the article is about is told of the region."""
    reading, _ = read_story("In May, China traded goods worth $12 million with Pakistan through Khunjerab port.")
    assert "reporter" not in reading.readings[0].rest


@pytest.mark.parametrize(
    ("story", "figure", "expected"),
    [
        ("Exports of nuts were 900 tonnes. Some 40 percent of the nuts went to Peru.", "40 percent", "freight_volume"),
        ("Some 70 percent of China's exports of tomatoes by volume come from there.", "70 percent", "freight_volume"),
        ("In May 310 companies had trade, and private firms made up 81 percent of the value.", "81 percent",
         "trade_value"),
    ],
)  # fmt: skip
def test_measure_of_a_share(story, figure, expected):
    """A share is measured as the whole is: in tonnes where these were told of, in money where "the value" is."""
    reading, texts = read_story(story)
    assert dict(zip(texts, reading.readings, strict=True))[figure].measures[0] == expected


@pytest.mark.parametrize(
    ("sentence", "figure"),
    [
        ("Trade is 3 percent, or 41 million yuan, less than a year ago.", "3 percent"),
        ("Trade is 3 percent, or 41 million yuan, less than a year ago.", "41 million yuan"),
        ("The trade balance was negative at 41 million yuan.", "41 million yuan"),
    ],
)
def test_direction_behind_both(sentence, figure):
    """What is said of a rate and its amount stands behind both; a balance may be called negative behind its noun."""
    reading, texts = read_story(sentence)
    assert dict(zip(texts, reading.readings, strict=True))[figure].rest.get("down") is True


@pytest.mark.parametrize(
    ("story", "figure", "expected"),
    [
        ("The main buyers of Chilean fruit were Peru ($9.4 million) and Spain ($8.1 million).", "$8.1 million",
         ("exports", "ESP")),
        ("The leading suppliers were Peru ($9.4 million) and Spain ($8.1 million).", "$9.4 million",
         ("imports", "PER")),
        ("Imports of tyres were $9 million. The business made up 5 percent of Chile's foreign trade.", "5 percent",
         ("total", "WLD")),
        ("Exports of $9.4 million and $8.1 million went to Peru and Spain, respectively.", "$9.4 million",
         ("exports", "PER")),
        ("Exports of $9.4 million and $8.1 million went to Peru and Spain, respectively.", "$8.1 million",
         ("exports", "ESP")),
        ("Port cargo was 900 tons of import and export goods. The figure had never gone beyond 800 tons.", "800 tons",
         ("total", "WLD")),
    ],
)  # fmt: skip
def test_flow_and_partner_of_lists(story, figure, expected):
    """Buyers buy exports, suppliers sell imports; a list behind a row pairs with it; cargo of both ways stays such."""
    reading, texts = read_story(story, title=CHILE)
    told = dict(zip(texts, reading.readings, strict=True))[figure]
    assert (told.flows[0], told.partners[0]) == expected


def test_what_is_alone_goes_with_the_partner_told_of():
    """Of one kind of goods "alone" is part of the trade that the paragraph tells of."""
    reading, _ = read_story(
        "Xinjiang imported goods worth $40 million from Peru. Honey alone accounted for $7 million."
    )
    assert reading.readings[-1].partners[0] == "PER"


@pytest.mark.parametrize(
    ("sentence", "reporter"),
    [
        ("Sales of felt fell to $7 million, the General Administration of Customs said.", None),
        ("China's sales of felt fell to $7 million, the General Administration of Customs said.", "CHN"),
    ],
)
def test_customs_of_the_country_count_for_provinces(sentence, reporter):
    """The country's customs give the figures of the region that an article is about, unless the country is named."""
    reading, _ = read_story("Xinjiang's exports were $40 million in May, Urumqi Customs said.", sentence)
    assert reading.readings[-1].rest.get("reporter") == reporter


@pytest.mark.parametrize(
    ("story", "partner"),
    [
        ("Grain imports from Peru rose to $40 million. Rye made up $7 million.", "PER"),
        ("Grain imports from Peru rose to $40 million. Imports of rye rose to $7 million.", "WLD"),
    ],
)
def test_part_of_a_sum_goes_with_its_partner(story, partner):
    """What "made up" an amount is a part of the trade told of, with the same partner."""
    reading, _ = read_story(story)
    assert reading.readings[-1].partners[0] == partner


def test_total_is_not_the_flow_of_the_story():
    """A share "of the total" in a paragraph of its own is of all trade, though the story is about exports."""
    reading, _ = read_story(
        "Xinjiang's exports were $40 million in May.",
        "Private companies accounted for 81 percent of the total.",
        title="Xinjiang's exports rise",
    )
    assert reading.readings[-1].flows[0] == "total"


@pytest.mark.parametrize(
    ("story", "flow"),
    [
        ("Lorries hauled 900 tons of coal to Peru in May.", "exports"),
        ("Lorries hauled 900 tons of coal from Peru in May.", "imports"),
        ("Lorries hauled 900 tons of coal from Peru to Chile in May.", "none"),
    ],
)
def test_flow_of_goods_by_their_way(story, flow):
    """Goods counted go the way that "to" and "from" the partner say, where no word for trade does."""
    reading, _ = read_story(story)
    assert reading.readings[-1].flows[0] == flow


def test_customs_that_clear_count_their_own_trade():
    """Another country's customs that clear goods from China clear its own imports."""
    reading, _ = read_story("Pakistan Customs cleared 900 containers from China in May.")
    last = reading.readings[-1]
    assert (last.rest.get("reporter"), last.partners[0], last.flows[0]) == ("PAK", "CHN", "imports")


@pytest.mark.parametrize(
    ("story", "figure", "flow", "partner"),
    [
        (
            "Exports were 6 billion yuan, imports 3 billion. Private firms did 8 billion or 88.1 percent of the total.",
            "88.1 percent",
            "total",
            "WLD",
        ),
        (
            "Exports were 6 billion yuan. Private firms contributed 5 billion yuan, or 88.1 percent of the total.",
            "88.1 percent",
            "exports",
            "WLD",
        ),
        (
            "Trade with Peru was 2 billion yuan in May. Private companies contributed 8 billion yuan.",
            "8 billion yuan",
            "total",
            "WLD",
        ),
        ("Exports rose in May. Top sellers were dried figs, worth 8 million yuan.", "8 million yuan", "total", "WLD"),
    ],
)
def test_what_companies_and_best_sellers_are_part_of(story, figure, flow, partner):
    """What firms make up is of all trade where both flows or a partner were told before; what sells is not bought."""
    reading, texts = read_story(story)
    found = reading.readings[texts.index(figure)]
    assert (found.flows[0], found.partners[0]) == (flow, partner)


@pytest.mark.parametrize(
    ("sentence", "ports"),
    [
        (
            "Some 310 trains passed through Khorgos and Bakhty, with Khorgos handling 200 and Bakhty 110.",
            [None, "Khorgos", "Bakhty"],
        ),
        (
            "Exports through Khorgos and Bakhty were 3 billion yuan, of which 2 billion yuan passed through Khorgos.",
            [None, "Khorgos"],
        ),
    ],
)
def test_one_of_two_ports_told_of_alone(sentence, ports):
    """A port that the words near a figure name alone is its own, though the sentence names two together."""
    reading, _ = read_story(sentence)
    assert [each.rest.get("port") for each in reading.readings] == ports
