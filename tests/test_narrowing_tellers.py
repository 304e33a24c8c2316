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
        ("The General Administration of Customs put the exports at $3.1 million.", ("CHN", "WLD", "exports")),
        ("Exports of the region were $3.1 million, the Ministry of Commerce said.", (None, "WLD", "exports")),
        ("Xinjiang exported honey worth $3.1 million to Italy, according to ISTAT.", (None, "ITA", "exports")),
        ("Exports came to $3.1 million, Urumqi Customs said.", (None, "WLD", "exports")),
    ],
)  # fmt: skip
def test_in_the_news_of_a_province(sentence, expected):
    """National offices count for the country unless the province is named, foreign ones for their own."""
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
