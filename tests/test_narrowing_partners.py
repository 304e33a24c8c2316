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
