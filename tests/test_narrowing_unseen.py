"""What sentences of articles leave to their readers: whose trade, which way it goes and with whom."""

from datetime import date

import pytest

from tests.narrowing_samples import read_story
from xjllm.extraction import Extractor

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


@pytest.mark.parametrize(
    ("story", "expected"),
    [
        (
            (
                "Peru, Spain and Italy were Chile's top three trading partners. Trade with them reached "
                "3 million yuan, 4 million yuan and 5 million yuan, respectively."
            ),
            {"3 million yuan": "PER", "4 million yuan": "ESP", "5 million yuan": "ITA"},
        ),
        (
            "Peru was Chile's largest market after Spain, which bought goods worth 6 million yuan.",
            {"6 million yuan": "ESP"},
        ),
        (
            "Exports to Peru took 21 percent of overall exports of 70 million yuan.",
            {"21 percent": "PER", "70 million yuan": "WLD"},
        ),
    ],
)
def test_partners_of_the_sentence_before_and_of_the_clause(story, expected):
    """A list goes on in the next sentence, a relative clause tells of its own country, a whole is of all partners."""
    reading, texts = read_story(story, title=CHILE)
    partners = dict(zip(texts, (each.partners[0] for each in reading.readings), strict=True))
    assert {text: partners[text] for text in expected} == expected


@pytest.mark.parametrize(
    ("story", "expected"),
    [
        (("Exports totaled 7 million yuan while imports came in at 5 million yuan. The former rose 2 percent and the "
         "latter 3 percent."), {"2 percent": "exports", "3 percent": "imports"}),
        ("Goods that Chile bought from and sold to the world were worth 7 million yuan.", {"7 million yuan": "total"}),
        ("Trade grew by 9 percent. Exports by market procurement trade reached 7 million yuan.",
         {"7 million yuan": "exports"}),
    ],
)  # fmt: skip
def test_flows_of_the_sentence_before_and_of_a_regime(story, expected):
    """The former and the latter are what the figures before told of; the name of a regime says no flow."""
    reading, texts = read_story(story, title=CHILE)
    flows = dict(zip(texts, (each.flows[0] for each in reading.readings), strict=True))
    assert {text: flows[text] for text in expected} == expected


@pytest.mark.parametrize(
    ("story", "figure", "field", "expected"),
    [
        ("Exports fell 2 percent to 7 million yuan because of lower sales of gold.", "7 million yuan", "statistics",
         "level"),
        ("Exports fell because of lower sales of gold, while imports rose to 7 million yuan.", "7 million yuan",
         "goods", None),
        ("Exports slid to 7 million yuan on lower oil prices.", "7 million yuan", "aside", ""),
        ("Chile ran a deficit of 7 million yuan in fiscal 2021.", "7 million yuan", "aside", ""),
        ("Services exports were 7 million yuan.", "7 million yuan", "aside", "economy"),
        ("Exports made up 7 million yuan (+3 percent).", "+3 percent", "statistics", "growth"),
    ],
)  # fmt: skip
def test_causes_and_what_stands_beside_a_figure(story, figure, field, expected):
    """Why trade fell is not what is told of; a sign makes a rate; services are no goods."""
    reading, texts = read_story(story, title=CHILE)
    found = getattr(reading.readings[texts.index(figure)], field)
    assert (found[0] if isinstance(found, tuple) else found) == expected


def test_goods_that_a_port_saw_go_need_not_go_by_its_trains():
    """Trains have a partner of their own, the cars that a port handles besides have not."""
    reading, texts = read_story(
        "Some 310 China-Europe freight trains left through Khorgos in May. The port also saw exports of 2,000 cars."
    )
    assert reading.readings[texts.index("2,000")].partners[0] == "WLD"


def test_city_told_of_as_the_city():
    """A city that the first sentences name is whose trade is told, where the lead goes on with "the city's trade"."""
    reading, _ = read_story(
        "Korla City made a good start.",
        "The city's imports and exports were worth 3 million yuan in May. Exports were 2 million yuan.",
        title="Korla sells more pears",
    )
    assert [each.rest.get("zone") for each in reading.readings] == ["Korla City", "Korla City"]


def test_shouted_first_word_is_a_name():
    """Some papers begin a story in capitals."""
    reading, _ = read_story("SHENZHEN'S imports and exports were worth 3 million yuan in May.", title="Trade report")
    assert reading.readings[0].rest.get("zone") == "Shenzhen"


def test_story_of_several_provinces_is_the_countrys():
    """Where neither headline nor lead names a province and the story names several, none of them reports."""
    reading, texts = read_story(
        "China sent out 9,000 freight trains in May.",
        "Khorgos in Xinjiang saw 800 trains pass. At Suifenhe in Heilongjiang, 90 did.",
        "In all, they carried 70,000 tonnes of goods.",
        title="More freight trains leave China",
    )
    assert reading.reporters[0] == "CHN"
    assert len(texts) == 4


def test_trade_of_a_country_through_a_border_pass_is_its_own():
    """A pass lies on two borders: whose trade goes through it the lead says."""
    reading, _ = read_story(
        "Pakistan's trade with China through the Khunjerab Pass rose 3 percent in May.", title="Trade via Khunjerab up"
    )
    assert (reading.reporters[0], reading.readings[0].partners[0]) == ("PAK", "CHN")


@pytest.mark.parametrize(
    ("title", "story", "figure", "expected"),
    [
        (
            "Kazakhstan's trade with China",
            "Trade with China rose 2 percent. Peru came next.\n\nExports to its eastern neighbor were $7 million.",
            "$7 million",
            ("exports", "CHN"),
        ),
        (
            "China and Latin America",
            "Trade with Brazil grew 2 percent. Imports from the South American country were worth $7 million.",
            "$7 million",
            ("imports", "BRA"),
        ),
        (
            "China's trade report",
            "Exports to Latin America grew 2 percent. China also sold 700 tonnes of tyres to the region.",
            "700 tonnes",
            ("exports", "LATAM"),
        ),
        (
            "China's trade report",
            "Imports from Peru fell 2 percent. Russia supplied China with 700 tonnes of crude.",
            "700 tonnes",
            ("imports", "RUS"),
        ),
        ("China's trade report", "Trade with the other 14 members of the RCEP grew 5 percent.", "5 percent",
         ("total", "RCEP")),
    ],
)  # fmt: skip
def test_partners_called_by_where_they_lie(title, story, figure, expected):
    """A neighbour by the compass is the story's partner, "the region" the group told of."""
    reading, texts = read_story(*story.split("\n\n"), title=title)
    found = reading.readings[texts.index(figure)]
    assert (found.flows[0], found.partners[0]) == expected


def test_what_a_country_sent_it_exported():
    """What the reporter of a story sent is its exports, though nothing says where it went."""
    reading, texts = read_story("Trade grew 2 percent. Chile also sent 700 tonnes of flour.", title=CHILE)
    assert reading.readings[texts.index("700 tonnes")].flows[0] == "exports"


def test_the_exports_are_those_told_of():
    """With "the" ahead of it, a flow is that of the goods that the sentence before told of."""
    reading, texts = read_story("Chile exported 700 tonnes of figs in May.", "The exports were worth 3 million yuan.")
    assert reading.readings[texts.index("3 million yuan")].goods == ("figs",)


def test_more_of_what_was_counted():
    """A bare "41 more than" behind a count is of what the count counts."""
    reading, texts = read_story("In May, 113 companies exported pears, 41 more than a year ago.", title=CHILE)
    assert reading.readings[texts.index("41")].measures[0] == "enterprises"


@pytest.mark.parametrize(
    ("story", "aside"),
    [
        ("Economists had pointed to a 6 percent decline in exports after July's 5 percent fall.", ""),
        ("We look for exports to grow by 5 percent.", "plan_or_forecast"),
    ],
)
def test_what_forecasts_compare_with_is_a_fact(story, aside):
    """What was is a fact beside what had been foreseen; what somebody looks for is a forecast."""
    reading, texts = read_story(story, title=CHILE)
    assert reading.readings[texts.index("5 percent")].aside == aside


def test_fiscal_year_told_of_when_it_has_just_ended():
    """In the first weeks of a fiscal year, the figures of "the fiscal year" are those of the one before."""
    reading, _ = read_story(
        "Pakistan's exports fell 3 percent in the fiscal year.",
        title="Pakistan's exports fall",
        published=date(2025, 7, 20),
    )
    assert reading.readings[0].periods[0] == "2024-07/2025-06"


@pytest.mark.parametrize(
    ("story", "figure", "expected"),
    [
        ("Trade with China as a whole rose 5 percent.", "5 percent", ("total", "CHN", None)),
        ("Brazil was the second buyer, ahead of Peru, with which trade fell 5 percent.", "5 percent",
         ("total", "PER", None)),
        ("Yunnan's exporters sold 700 tonnes of lamps to Chile.", "700 tonnes", ("exports", "CHL", "CN-YN")),
        ("Chile imported 40 cars from Peru. In value terms, deliveries fell 5 percent.", "5 percent",
         ("imports", "PER", None)),
    ],
)  # fmt: skip
def test_whose_trade_words_turn_to(story, figure, expected):
    """Who is traded with as a whole, with which trade fell, whose exporters sold, what was delivered of imports."""
    reading, texts = read_story(story, title=CHILE)
    found = reading.readings[texts.index(figure)]
    assert (found.flows[0], found.partners[0], found.rest.get("reporter")) == expected


def test_story_from_abroad_about_a_province():
    """What another country sent to a Chinese province is that country's trade where the news comes from there."""
    text = b"Flour\n\nALMATY, May 9, 2024 (Agency) - Kazakhstan sent 700 tons of flour to China's Xinjiang in April."
    fact = Extractor("rules").extract(text).facts[0]
    assert (fact.reporter, fact.partner, fact.flow) == ("KAZ", "CHN", "exports")


@pytest.mark.parametrize(
    ("sentence", "unit", "measure"),
    [
        ("Sales of lamps stood at 200 million yuan and those of toys at 70 million.", "CNY", "trade_value"),
        ("Exports of lamps came to 200 million yuan, their number to 70 million.", "items", "shipments"),
        ("It imported 200 million tonnes of ore, of which 70 million came by rail.", "tonnes", "freight_volume"),
    ],
)
def test_an_amount_without_a_unit_has_that_of_the_one_before(sentence, unit, measure):
    """A bare "70 million" is of the money or tonnes told of before it, unless it is said to be a number."""
    text = f"Trade of Chile\n\nSANTIAGO, May 9, 2024 (Agency) - {sentence}".encode()
    facts = Extractor("rules").extract(text).facts
    assert [(fact.unit, fact.measure) for fact in facts if fact.figure == "70 million"] == [(unit, measure)]


def test_what_is_cut_off_behind_a_figure_sets_nothing_aside():
    """A fiscal year is no matter of the budget; duties that were collected are."""
    reading, texts = read_story(
        "Imports fell to 700 tonnes in the first half of the current fiscal year.",
        "The office collected duties of 3 million yuan.",
        title=CHILE,
    )
    assert [reading.readings[texts.index(each)].aside for each in ("700 tonnes", "3 million yuan")] == ["", "economy"]


def test_goods_that_only_name_a_port():
    """A story of a coal port is not of coal alone."""
    reading, texts = read_story(
        "The port took in 700 tonnes of coal in May.",
        "Chile's imports from Peru came to 3 million yuan.",
        title="Chile's top coal port sees record imports",
    )
    assert reading.readings[texts.index("3 million yuan")].goods == (None,)


def test_the_highest_of_this_year_is_of_its_month():
    """Among what something is the highest is no time of the figures that follow."""
    reading, texts = read_story(
        "In July alone, trade hit 3 million yuan, the highest monthly figure this year and 5 percent above that of "
        "July 2022.",
        title=CHILE,
        published=date(2023, 8, 20),
    )
    assert reading.readings[texts.index("5 percent")].periods[0] == "2023-07"


@pytest.mark.parametrize(
    ("sentence", "flow", "partner"),
    [
        ("Peru led imports, ahead of Norway, whose shipments fell by 3 percent.", "imports", "NOR"),
        ("Imports rose. Norway, whose purchases fell by 3 percent, was third.", "exports", "NOR"),
        ("Norway's share of Chile's imports was 5 percent; Peru's was 3 percent.", "imports", "PER"),
        ("In 2023 no pears were exported to Oslo, but 70 tons left for Samarkand, 3 percent more.", "exports", "UZB"),
    ],
)
def test_whose_acts_shares_and_cities(sentence, flow, partner):
    """A partner's shipments are imports; an elliptic share is with whom it names; a city abroad is its country."""
    reading, texts = read_story(sentence, title=CHILE)
    found = reading.readings[texts.index("3 percent")]
    assert (found.flows[0], found.partners[0]) == (flow, partner)


def test_the_coverage_of_imports_is_no_trade():
    """Exports in percent of imports are neither a share nor a rate of growth."""
    reading, texts = read_story("The export-to-import coverage ratio rose to 3 percent.", title=CHILE)
    assert reading.readings[texts.index("3 percent")].aside == "not_trade"


def test_the_rate_of_all_trade():
    """After total, exports and imports, "the growth rate" is that of all trade."""
    reading, texts = read_story(
        "Chile's trade rose 7 percent, exports rose 6 percent and imports 5 percent. The growth rate was 3 percentage "
        "points above that of last year.",
        title=CHILE,
    )
    assert reading.readings[texts.index("3 percentage points")].flows[0] == "total"


def test_the_difference_of_exports_and_imports():
    """It is the balance, not trade in both directions."""
    reading, texts = read_story(
        "The trade deficit, the difference between imports and exports, stood at 3 million dollars.", title=CHILE
    )
    assert reading.readings[texts.index("3 million dollars")].flows[0] == "balance"


def test_a_pass_on_the_border_in_the_news_of_a_neighbour():
    """What passes the border at Khunjerab is the trade of Pakistan in a story written there."""
    text = (
        "Pakistan-China trade through Sost grows\n\nGILGIT, Jan 11, 2025 (Dawn): Trade through the Sost dry port rose "
        "3 percent in 2024 after the Khunjerab Pass was kept open."
    )
    assert [fact.reporter for fact in Extractor("rules").extract(text.encode()).facts] == ["PAK"]


def test_what_has_no_sign_among_what_has():
    """Of two rates in a row the one without a sign is a share."""
    reading, texts = read_story("General trade: 62 million yuan, +7%, 40%.", title=CHILE)
    assert [reading.readings[texts.index(each)].statistics[0] for each in ("+7%", "40%")] == ["growth", "share"]


def test_the_other_way():
    """What goes the other way goes in the other direction than what was told of."""
    reading, texts = read_story("Some 900 trucks were imported, and 300 went the other way.", title=CHILE)
    assert [reading.readings[texts.index(each)].flows[0] for each in ("900", "300")] == ["imports", "exports"]


@pytest.mark.parametrize(
    ("sentence", "figure", "goods"),
    [
        ("Chile earned 7 million dollars from fruit and vegetable exports, up 3 percent.", "3 percent", "fruit"),
        ("Chile earned 7 million dollars from fruit exports.", "7 million dollars", "fruit"),
        ("Plum exports rose, overtaking dragon fruit, which fell 3 percent.", "3 percent", "dragon fruit"),
        ("Exports of leather rose 7 percent and engineering goods 3 percent.", "3 percent", "engineering goods"),
    ],
)
def test_goods_behind_an_amount_and_in_comparison(sentence, figure, goods):
    """Goods that an amount was earned from; what is overtaken; goods told of by their kind."""
    reading, texts = read_story(sentence, title=CHILE)
    assert reading.readings[texts.index(figure)].goods[0].startswith(goods)


def test_prefectures_in_a_ranking():
    """Each prefecture of a ranking has its own figures."""
    text = (
        "Xinjiang trade up\n\nURUMQI, June 10, 2025 (Xinhua) -- Kashgar led with 7 billion yuan; Ili came next (5 "
        "billion yuan), then Urumqi (3 billion yuan, up 2%) and Bortala (1 billion yuan)."
    )
    zones = [fact.zone for fact in Extractor("rules").extract(text.encode()).facts]
    assert zones == ["Kashgar", "Ili", "Urumqi", "Urumqi", "Bortala"]


def test_shares_in_a_row_are_not_of_each_other():
    """What stands behind the last of several shares, "of the value", is of what was told before them."""
    text = (
        "Peru trade\n\nLIMA, June 10, 2025 (Agency) -- Imports were 58 million dollars. Machinery and batteries "
        "accounted for 44 per cent and 9 per cent of the value respectively."
    )
    assert [fact.whole for fact in Extractor("rules").extract(text.encode()).facts] == [None, None, None]


def test_consignments_that_were_processed():
    """What a customs post processes is no production."""
    reading, texts = read_story("Customs processed 412 consignments of exports in May.", title=CHILE)
    assert reading.readings[texts.index("412")].aside == ""


def test_what_follows_a_list_of_countries():
    """A sentence that only lists where goods went leaves what follows to all of them."""
    reading, texts = read_story(
        "Chile exported 700 cars in May. They were destined for Peru, Norway and Cuba. The exported cars were worth 3 "
        "million dollars.",
        title=CHILE,
    )
    assert reading.readings[texts.index("3 million dollars")].partners[0] == "WLD"


@pytest.mark.parametrize(
    ("sentence", "figure", "flow", "partner", "measure"),
    [
        ("Exports were 7 million tons, imports 3.2 million.", "3.2 million", "imports", "WLD", "freight_volume"),
        (
            "It bought 7 million tons of oil, of which Peru supplied 3 million tons.",
            "3 million tons",
            "imports",
            "PER",
            "freight_volume",
        ),
        (
            "Peru displaced Norway as the main partner, with trade of 3 million dollars.",
            "3 million dollars",
            "total",
            "PER",
            "trade_value",
        ),
        (
            "Lamps worth 3 million dollars left through Antofagasta.",
            "3 million dollars",
            "exports",
            "WLD",
            "trade_value",
        ),
        ("The Arica Territory's trade rose 3 percent.", "3 percent", "total", "WLD", "trade_value"),
    ],
)
def test_unsaid_units_and_directions(sentence, figure, flow, partner, measure):
    """Tonnes again; what a partner supplies; who displaces whom; what leaves through a port."""
    reading, texts = read_story(sentence, title=CHILE)
    found = reading.readings[texts.index(figure)]
    assert (found.flows[0], found.partners[0], found.measures[0], found.aside) == (flow, partner, measure, "")


def test_down_by_more_than_a_quarter():
    """A fraction by which something is down is a rate."""
    reading, texts = read_story("Exports were down by more than a quarter.", title=CHILE)
    assert reading.readings[texts.index("a quarter")].statistics[0] == "growth"


def test_all_cargo_in_a_story_of_one():
    """The overall freight is not of the goods that the story is about."""
    reading, texts = read_story(
        "Exports of plums to Peru were 700 tonnes.",
        "Overall rail freight between Chile and Peru was 9,000 tonnes.",
        title="Chile boosts plum exports to Peru",
    )
    assert reading.readings[texts.index("9,000 tonnes")].goods == (None,)


def test_a_printed_plus_is_believed():
    """A rate with a plus is a rise, whatever falls later in the sentence."""
    text = (
        "Peru trade\n\nLIMA, June 10, 2025 (Agency) -- Exports were 58 million dollars (+3%) in May, so the surplus "
        "narrowed by 7%."
    )
    assert [int(fact.value) for fact in Extractor("rules").extract(text.encode()).facts] == [58_000_000, 3, -7]


def test_the_year_in_a_bracket_is_of_its_figure_alone():
    """A year with a colon in a bracket dates the figure behind it, neither the one before nor the story."""
    text = "Peru's trade in 2024\n\nExports: $7 million (2023: $5 million)\n\nImports: $3 million\n"
    facts = Extractor("rules").extract(text.encode()).facts
    assert [str(fact.period)[:4] for fact in facts] == ["2024", "2023", "2024"]


def test_from_so_many_units_to_so_many():
    """What a count comes from is of the time before."""
    text = "Peru trade\n\nLIMA, June 10, 2025 (Agency) -- Car imports fell from 700 units to 500 units in May.\n"
    facts = Extractor("rules").extract(text.encode()).facts
    assert [str(fact.period)[:7] for fact in facts] == ["2024-05", "2025-05"]


def test_against_so_much_for_another_way():
    """What went another way is of the same time."""
    reading, texts = read_story(
        "In tonnage, rail was ahead in 2022 with 7 million tonnes of exports against 3 million tonnes for trucks.",
        title=CHILE,
    )
    assert {reading.readings[texts.index(each)].periods[0][:4] for each in texts} == {"2022"}


def test_a_share_that_is_carried():
    """What carries a percentage has it for a share."""
    reading, texts = read_story("Of the exports, railways carried 3 percent.", title=CHILE)
    assert reading.readings[texts.index("3 percent")].statistics[0] == "share"


def test_a_customs_office_that_speaks_is_no_port():
    """A story of a zone stays one where the office that tells it bears a port's name."""
    text = (
        "Khorgos comprehensive bonded zone's trade up\n\nURUMQI, Sept 18, 2025 (Xinhua) -- Trade of the Khorgos "
        "comprehensive bonded zone reached 24 billion yuan in the first eight months, Khorgos Customs said. Bonded "
        "logistics contributed 15 billion yuan."
    )
    facts = Extractor("rules").extract(text.encode()).facts
    assert [(fact.zone, fact.port) for fact in facts] == [("Khorgos comprehensive bonded zone", None)] * 2


def test_what_is_handled_there():
    """Where parcels are handled is a place at home, not the partner told of before."""
    reading, texts = read_story(
        "Chile's zone traded 7 million dollars with Peru.", "Parcels handled there numbered 900,000.", title=CHILE
    )
    assert reading.readings[texts.index("900,000")].partners[0] == "WLD"


def test_shares_of_all_exports_in_a_story_of_one_product():
    """Shares of a country's exports are not of the goods that the story is about."""
    reading, texts = read_story(
        "Exports of plums were 700 million dollars.",
        "Peru bought 9 percent of Chile's exports and Norway 3 percent.",
        title="Chile's plum exports grow",
    )
    assert [reading.readings[texts.index(each)].goods for each in ("9 percent", "3 percent")] == [(None,), (None,)]
