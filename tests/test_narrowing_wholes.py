"""Wholes: what a share is a share of, as its own words and those before it name it."""

import pytest

from tests.narrowing_samples import read_sentence, read_story


@pytest.mark.parametrize(
    ("sentences", "share", "whole"),
    [
        ("Nepal took 31.5 percent of the region's wheat exports.", "31.5 percent", {"partner": "WLD"}),
        (
            "Exports of wheat to Nepal stood at 2 billion yuan, or 37 percent of what Xinjiang sold to the country.",
            "37 percent",
            {"commodity": "all"},
        ),
        (
            "Cross-border e-commerce trade with Nepal came to 2 billion yuan, or 38 percent of the total in this mode.",
            "38 percent",
            {"partner": "WLD"},
        ),
        (
            "Exports of vehicles stood at 386,000. Among them, 97,000 were electric vehicles, or 25 percent.",
            "25 percent",
            {"commodity": "vehicles"},
        ),
        (
            "Trade via Torugart was worth 9 billion yuan, with exports making up 71 percent of the value.",
            "71 percent",
            {"flow": "total"},
        ),
        (
            "Exports of tractors totaled 9,000. Torugart handled 3,100 of these tractors, or 34 percent of the total.",
            "34 percent",
            {"port": "all"},
        ),
        (
            "Trade with Nepal via Torugart was 9 billion yuan, or 38 percent of all trade between China and Nepal.",
            "38 percent",
            {"reporter": "CHN", "port": "all"},
        ),
        ("Companies in Aksu did 9 billion yuan of the trade with Nepal, or 38 percent.", "38 percent", {"zone": "all"}),
        (
            "Aksu had general trade of 9 billion yuan, or 38 percent of its total trade.",
            "38 percent",
            {"trade_mode": "all"},
        ),
        ("Wheat made up 38 percent of the region's grain exports.", "38 percent", {"commodity": "grain"}),
        ("Exports of wheat made up 38 percent of everything the region sold abroad.", "38 percent", None),
        ("Exports rose to 9 billion yuan. Wheat made up 8 percent of the region's exports.", "8 percent", None),
    ],
)
def test_a_whole_keeps_what_its_words_name(sentences, share, whole):
    """The goods, partner and mode that the words behind a share name are the whole's; the rest is not restricted."""
    reading, texts = read_story(sentences)
    assert reading.readings[texts.index(share)].rest.get("whole") == whole


def test_a_port_s_share_of_all_the_country_has():
    """The country's whole is not only what passes the port."""
    readings = read_sentence("Khorgos handled 310 freight trains in April, 12 percent of the national total.")
    assert readings["12 percent"].rest["whole"] == {"reporter": "CHN", "port": "all"}
