"""Narrowing, tellers: whose trade a sentence tells where another country's office gives its figures."""

import pytest

from tests.narrowing_samples import read_story

KAZAKH = ("Kazakhstan's exports pick up", "Kazakhstan's exports rose 3.3 percent in March 2022.")
CHINESE = ("China's honey imports pick up", "China's imports of honey rose 3.3 percent in March 2022.")
OF_XINJIANG = ("Xinjiang's exports pick up", "Xinjiang's exports rose 3.3 percent in March 2022.")


def _last(story, sentence):
    title, lead = story
    reading, _ = read_story(lead, sentence, title=title)
    last = reading.readings[-1]
    return last.rest.get("reporter"), last.partners[0], last.flows[0]


@pytest.mark.parametrize(
    "sentence",
    [
        "China's General Administration of Customs put trade with Kazakhstan at $3.1 million.",
        "Trade with Kazakhstan was worth $3.1 million, according to the General Administration of Customs of China.",
        "Beijing disagrees: according to the Ministry of Commerce of China, trade with Kazakhstan was $3.1m.",
    ],
)
def test_the_other_sides_office_counts_for_its_own_country(sentence):
    """In the news of Kazakhstan, China's customs count China's trade with Kazakhstan."""
    assert _last(KAZAKH, sentence) == ("CHN", "KAZ", "total")


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "Poland imported honey worth 3.1 million euros from China, the statistics agency GUS said.",
            ("POL", "CHN", "imports"),
        ),
        (
            "Kyrgyzstan's National Statistical Committee counted 3,100 cars that were imported from China.",
            ("KGZ", "CHN", "imports"),
        ),
        (
            "Italy exported wine worth 3.1 million euros to China in the period, according to ISTAT.",
            ("ITA", "CHN", "exports"),
        ),
        ("According to the Ministry of Commerce, exports of honey were worth $3.1 million.", ("CHN", "WLD", "exports")),
        ("The General Administration of Customs put China's exports at $3.1 million.", ("CHN", "WLD", "exports")),
        ("Exports of the region were $3.1 million, the Ministry of Commerce said.", (None, "WLD", "exports")),
        ("Xinjiang exported honey worth $3.1 million to Italy, according to ISTAT.", (None, "ITA", "exports")),
        ("Exports came to $3.1 million, Urumqi Customs said.", (None, "WLD", "exports")),
    ],
)  # fmt: skip
def test_in_the_news_of_a_province(sentence, expected):
    """National offices count for the country unless the province is named; customs where it is; others for theirs."""
    assert _last(OF_XINJIANG, sentence) == expected


@pytest.mark.parametrize(
    ("sentence", "reporter"),
    [
        ("Imports of honey from Peru reached 3,100 tons in March, Urumqi Customs said.", "CN-XJ"),
        ("China's imports of honey reached 3,100 tons in March, Urumqi Customs said.", None),
    ],
)
def test_in_the_news_of_a_country(sentence, reporter):
    """A province's office counts for the province unless the country is named."""
    assert _last(CHINESE, sentence)[0] == reporter


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Kazakhstan is also the largest trading partner of Xinjiang.", ("CN-XJ", "KAZ")),
        ("Kazakhstan was the second-largest market for Uzbekistan.", ("UZB", "KAZ")),
        ("China is the largest trading partner of Kazakhstan.", (None, "CHN")),
    ],
)
def test_the_largest_partner_of_somebody_else(sentence, expected):
    """Who is the largest partner of another country or province is said of that one's trade."""
    assert _last(KAZAKH, sentence)[:2] == expected


def test_the_region_in_the_news_of_a_country_is_the_one_named():
    """Words as "the Chinese region" mean the province that was told of."""
    told = "Xinjiang's trade with Kazakhstan was $3.1 million. Kazakhstan is the largest partner of the Chinese region."
    assert _last(KAZAKH, told)[:2] == ("CN-XJ", "KAZ")


@pytest.mark.parametrize(
    "tail", ["recorded by China", "for the whole country", "posted by the nation", "in China as a whole", "nationwide"]
)
def test_a_rate_of_the_whole_country_is_only_compared_with(tail):
    """What a province's rate is compared with is the country's."""
    title, lead = OF_XINJIANG
    reading, _ = read_story(lead, f"Imports grew by 4.1 percent, faster than the 2.2 percent {tail}.", title=title)
    assert [each.rest.get("reporter") for each in reading.readings] == [None, None, "CHN"]


@pytest.mark.parametrize(
    "sentence",
    [
        "It bought 3,100 tons of coal from its landlocked neighbour.",
        "In April, 3,100 tons of coal were imported from the neighboring country.",
    ],
)
def test_the_neighbour_is_the_one_that_the_goods_come_from(sentence):
    """Where headline and lead name several partners, the goods tell which is pointed back to."""
    lead = "China's imports of coal from Mongolia fell 3.3 percent in March 2022, those of wheat from Russia rose."
    reading, _ = read_story(lead, sentence, title="China's coal imports from Mongolia fall, Russian wheat gains")
    assert reading.readings[-1].partners[0] == "MNG"


@pytest.mark.parametrize(
    ("sentence", "partner"),
    [
        ("Kazakh crude oil entering the region came to 3,100 tons.", "KAZ"),
        ("- Peru - US$3.1 million (17.3%);", "PER PER"),
        ("Trade with the CIS countries was $3.1 million.", "cis"),
        ("Trade with the PRC was $3.1 million.", "WLD"),
        ("Trucks took 3,100 tons of goods out of the country.", "WLD"),
    ],
)
def test_more_names_of_partners(sentence, partner):
    """Peoples' goods, items of a list and groups without a code name partners; the own country does not."""
    title, lead = OF_XINJIANG
    reading, _ = read_story(lead, "Exports to Chile rose 2.1 percent.", sentence, title=title)
    assert " ".join(each.partners[0] for each in reading.readings[2:]) == partner


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Xinjiang accounted for 3.1 percent of it.", ("CN-XJ", "WLD", "total")),
        ("Xinjiang's trade with Peru was $3.1 million.", ("CN-XJ", "PER", "total")),
        ("Through Khorgos, 3,100 tons of honey were imported.", ("CN-XJ", "WLD", "imports")),
        ("Manzhouli Port handled 3,100 tons of import cargo.", ("CN-NM", "WLD", "imports")),
        ("Beijing imported 3,100 tons of honey.", (None, "WLD", "imports")),
    ],
)
def test_provinces_in_the_news_of_a_country(sentence, expected):
    """What a province trades, or what passes a port that lies in it, is the province's (guidelines, reading rules)."""
    found = _last(CHINESE, sentence)
    assert found[:2] == expected[:2]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("China's trade with the five Central Asian countries was $3.1 million.", ("CHN", "C5", "total")),
        ("Uzbekistan's Statistics Agency put bilateral trade at $3.1 million.", ("UZB", "KAZ", "total")),
        ("China's trade with Kazakhstan was $3.1 million.", ("CHN", "KAZ", "total")),
    ],
)
def test_the_trade_of_another_country(sentence, expected):
    """In the news of Kazakhstan, what China trades with others is China's."""
    assert _last(KAZAKH, sentence) == expected


def test_the_region_is_a_group_in_the_news_of_a_country():
    """Words as "exports to the region" mean those to the countries named before."""
    lead = "China's trade with the five Central Asian countries rose 3.3 percent in March 2022."
    assert _last((CHINESE[0], lead), "Exports to the region were $3.1 million.")[1] == "C5"


@pytest.mark.parametrize(
    ("title", "lead", "reporter"),
    [
        ("Kazakhstan overtakes Russia in flour", "Kazakhstan exported 31,000 tons of flour to Russia in March.", "KAZ"),
        ("Losing ground in China", "German exports to China fell 3.3 percent in March 2022.", "DEU"),
        ("China stays on top", "Trade turnover of the Kyrgyz Republic with China was $3.1 million in March.", "KGZ"),
        ("China keeps its lead among Uzbekistan's trading partners", "Turnover was $3.1 million in March.", "UZB"),
        ("China Stays Uzbekistan’s Main Trading Partner", "Turnover was $3.1 million in March.", "UZB"),
        ("Partners", "China became Peru's largest trading partner with $3.1 million in March.", "PER"),
        ("Oil goes west", "ASTANA – Kazakhstan and the European Union traded goods worth $3.1 million.", "KAZ"),
        ("Boxes by rail", "ASTANA – Trains from China took 3,100 boxes across Kazakhstan in March.", "KAZ"),
        ("Boxes by rail", "BEIJING, May 3 (Xinhua) -- China and Kazakhstan saw 3,100 boxes in March.", "CHN"),
        ("Inland", "URUMQI, May 3 (Xinhua) -- Trains took 3,100 boxes in March.\n\nMore of Xinjiang left.", "CN-XJ"),
        ("Mongolia's neighbour buys less coal", "China imported 31,000 tons of coal from Mongolia in March.", "CHN"),
    ],
)
def test_whose_trade_a_story_is_about(title, lead, reporter):
    """Whose trade headline and lead tell is the reporter, not who is named first or most often."""
    reading, _ = read_story(lead, "Russia and Mongolia follow, Russia said.", title=title)
    assert reading.reporters[0] == reporter


def test_an_owner_alone_goes_on_about_the_same_trade():
    """Words as "Italy's 4 percent" and "of China's 7 million" leave trade and partner out."""
    title, lead = OF_XINJIANG
    reading, _ = read_story(
        lead,
        "France's exports to China rose 3.1 percent, Italy's 4.1 percent.",
        "China's trade with Peru fell to $5.1 million and Xinjiang's to $2.1 million.",
        "Xinjiang's trade with Chile was $2.2 million, which was 31.4 percent of China's $7.1 million.",
        title=title,
    )
    told = [(each.rest.get("reporter", "CN-XJ"), each.partners[0]) for each in reading.readings[1:]]
    assert told == [
        *(("FRA", "CHN"), ("ITA", "CHN")),
        *(("CHN", "PER"), ("CN-XJ", "PER")),
        *(("CN-XJ", "CHL"), ("CN-XJ", "CHL"), ("CHN", "CHL")),
    ]


@pytest.mark.parametrize(
    ("sentences", "partner"),
    [
        ("Kyrgyzstan came second. Imports from there were 1.1 billion yuan.", "KGZ"),
        ("With an increase of 45 percent, trade with Pakistan was the fastest-growing.", "PAK"),
        ("Uzbek cherries worth 44 million yuan entered the country.", "UZB"),
        ("The region bought 3,100 tons of Mongolian coal.", "MNG"),
        ("Kazakh border officials were busy as 3,100 tons of coal came in.", "WLD"),
    ],
)
def test_partners_by_their_peoples_and_by_pointing_back(sentences, partner):
    """Goods called by a people come from its country; "from there" and what stands behind a rate name partners, too."""
    title, lead = OF_XINJIANG
    reading, _ = read_story(lead, sentences, title=title)
    assert reading.readings[-1].partners[0] == partner


@pytest.mark.parametrize(
    ("story", "sentence", "expected"),
    [
        (OF_XINJIANG, "China-Kazakhstan trade reached $3.1 million.", ("CHN", "KAZ", "total")),
        (OF_XINJIANG, "China and Kyrgyzstan trade grew 3.1 percent.", ("CHN", "KGZ", "total")),
        (KAZAKH, "China-Kazakhstan trade reached $3.1 million.", (None, "CHN", "total")),
        (CHINESE, "China-Kazakhstan trade reached $3.1 million.", (None, "KAZ", "total")),
    ],
)
def test_trade_of_a_pair(story, sentence, expected):
    """The trade of two countries is the article's country's with the other."""
    reporter, *rest = _last(story, sentence)
    own = {"CHN": None} if story is CHINESE else {"KAZ": None}
    assert (own.get(reporter, reporter), *rest) == expected


@pytest.mark.parametrize(
    ("story", "sentence", "reporter"),
    [
        (OF_XINJIANG, "Exports of the province came to 3.1 million yuan, Zhengzhou Customs said.", "CN-HA"),
        (OF_XINJIANG, "Some 900 kilometers to the east, Gansu exported honey worth 3.1 million yuan.", "CN-GS"),
        (OF_XINJIANG, "Manzhouli in Inner Mongolia recorded 318 freight trains.", "CN-NM"),
        (OF_XINJIANG, "China, which has few bees, imported 310 tons of honey in March.", "CHN"),
        (CHINESE, "At Tianjin Port, 3,100 cars were exported in March.", "CN-TJ"),
        (CHINESE, "Gansu alone generated 31 percent of China's exports of honey.", "CN-GS"),
        (CHINESE, "Peruvian exports to China were down 3.1 percent in March.", "PER"),
        (CHINESE, "Peru's overall exports came to $3.1 million in March.", "PER"),
    ],
)
def test_others_whose_trade_a_sentence_tells(story, sentence, reporter):
    """Customs of a city, a province as the subject, a port and a country's exports tell whose trade it is."""
    assert _last(story, sentence)[0] == reporter


def test_crossings_between_two_countries_are_the_provinces():
    """The crossings "between China and Peru" tell of no trade of the country's."""
    assert _last(OF_XINJIANG, "The two crossings between China and Kazakhstan handled 310 freight trains.")[0] is None
