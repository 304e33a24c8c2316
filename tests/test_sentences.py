"""`sentence_at` finds the sentence of a figure, and only that."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xjllm.reading.sentences import sentence_at

repeatable = settings(derandomize=True, deadline=None)


def _sentence(text: str, figure: str) -> str:
    start = text.index(figure)
    span = sentence_at(text, start, start + len(figure))
    return text[span.start : span.end]


@pytest.mark.parametrize(
    "sentence",
    [
        "Exports to the U.S. market rose 3.4 percent to 12.5 billion yuan.",
        "It bought 7 million U.S. dollars of tea from the E.U. Commission's members.",
        "On Jan. 3 the port of St. Petersburg shipped 7 million tons under rule No. 12.",
        "Fuling Tea Co., Ltd. in Guiyang sold 7 percent more in Dec. 2019, said Dr. J. P. Okafor.",
        "“Sales are up 7 percent!” said the owner of the shop.",
        "Sales rose by 7 percent ... and then they fell.",
        "About 7 percent (approx. 12 tons, i.e. two lorries) went by road vs. Rail Express's share.",
    ],
)
def test_abbreviations_and_decimals_do_not_end_a_sentence(sentence):
    """Between two other sentences, a sentence with abbreviations, initials and decimals is found whole."""
    text = f"The season began early. {sentence} Nobody had expected it."
    figure = next(word for word in ("7 million", "7 percent", "3.4 percent") if word in sentence)
    assert _sentence(text, figure) == sentence


@pytest.mark.parametrize(
    ("text", "figure", "expected"),
    [
        ("Tea is sold to the U.S. The value rose 7 percent.", "7 percent", "The value rose 7 percent."),
        ("It was built by Luo Co. In May it sold 7 tons.", "7 tons", "In May it sold 7 tons."),
        ("Sales rose 5 pct. Imports fell 7 pct.", "5 pct", "Sales rose 5 pct."),
        (
            "He said: “It rose 5 percent.” Then it fell 7 percent.",
            "5 percent",
            "He said: “It rose 5 percent.”",
        ),
        ("Up 5 percent! Down 7 percent? Nobody knew.", "7 percent", "Down 7 percent?"),
        ("Trade rose 5 percent in 2019. 7 tons of tea were sold.", "7 tons", "7 tons of tea were sold."),
        ("出口增长5%。进口下降7%。", "7%", "进口下降7%。"),
    ],
)
def test_sentences_end_where_a_new_one_begins(text, figure, expected):
    """A stop ends the sentence where the next word begins one, also after an abbreviation."""
    assert _sentence(text, figure) == expected


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\n\n", "\r"])
def test_a_line_ends_a_sentence(line_end):
    """A headline without a stop is not part of the paragraph below it, whatever the line ends are."""
    text = f"Tea up 5 percent{line_end}Exports rose 7 percent{line_end}More tea"
    assert _sentence(text, "5 percent") == "Tea up 5 percent"
    assert _sentence(text, "7 percent") == "Exports rose 7 percent"


def test_a_wrapped_paragraph_is_read_across_its_lines():
    """In a paragraph broken at a fixed width a sentence goes on in the next line."""
    text = (
        "Tea up this year\n\nExports of tea from the province of Guizhou rose in the first\n"
        "half by 7 percent. Imports of coffee, which few people drink,\nfell to 9 tons in the same time.\n"
    )
    expected = "Exports of tea from the province of Guizhou rose in the first\nhalf by 7 percent."
    assert _sentence(text, "7 percent") == expected
    assert _sentence(text, "9 tons").startswith("Imports of coffee")


def test_a_stop_inside_the_figure_is_not_looked_at():
    """A figure that holds a stop and a capital letter stays in one sentence."""
    assert _sentence("It cost 5 mln. Tons were 7.", "5 mln. Tons") == "It cost 5 mln. Tons were 7."


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (3, 2), (0, 99)])
def test_a_range_outside_the_text_is_refused(start, end):
    """A range that is none of the text is a ValueError that names it."""
    with pytest.raises(ValueError, match="no range of a text of 8 characters"):
        sentence_at("Tea rose", start, end)


@repeatable
@given(st.text(alphabet='aB1 .,!?\n\r"“”。U', max_size=120), st.data())
def test_the_sentence_holds_its_figure_and_no_outer_white_space(text, data):
    """Whatever the text, the sentence covers the range, and begins and ends with it or with a mark."""
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    span = sentence_at(text, start, end)
    assert 0 <= span.start <= start <= end <= span.end <= len(text)
    assert span.start == start or not text[span.start].isspace()
    assert span.end == end or not text[span.end - 1].isspace()


@repeatable
@given(st.integers(0, 30), st.integers(0, 30))
def test_far_away_text_does_not_change_the_sentence(before, after):
    """Other paragraphs, however many, leave the sentence as it is."""
    sentence = "Exports of tea rose 7 percent."
    text = "Other news follows here.\n\n" * before + sentence + "\n\nOther news followed there." * after
    assert _sentence(text, "7 percent") == sentence


def test_a_very_long_line_is_searched_in_a_bounded_window():
    """In a line without any stop the sentence is at most 2,000 characters longer on each side."""
    text = "word " * 100_000
    span = sentence_at(text, 250_000, 250_004)
    assert span.end - span.start <= 4_004
