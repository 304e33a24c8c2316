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
