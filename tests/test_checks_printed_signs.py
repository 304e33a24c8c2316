"""Signs and numbers in words: what is printed in or right before a figure is what its sign is checked against."""

import pytest

from tests.scoring_samples import make_fact
from xjllm.article import Article
from xjllm.checks.grounding import check_comparators, check_signs, check_spans

TEXT = "Sales of pots, pans and lids changed by plus 21.3 percent, plus 8.6 percent and minus 7.5 percent respectively."
BALANCE = "The negative trade balance thus came to 6.6 billion yuan."


def _rate(figure, value, text=TEXT):
    return make_fact(figure, text=text, value=value, unit="percent", statistic="growth", basis="yoy")


@pytest.mark.parametrize(
    ("figure", "value", "fits"),
    [
        ("21.3 percent", "21.3", True),
        ("8.6 percent", "8.6", True),
        ("8.6 percent", "-8.6", False),
        ("7.5 percent", "-7.5", True),
        ("7.5 percent", "7.5", False),
        ("minus 7.5 percent", "-7.5", True),
        ("minus 7.5 percent", "7.5", False),
    ],
)
def test_plus_and_minus_are_signs_of_the_figure_behind_them(figure, value, fits):
    """The word before another figure of the sentence says nothing of this one."""
    codes = [finding.code for finding in check_signs([_rate(figure, value)], Article(text=TEXT))]
    assert codes == ([] if fits else ["sign_contradicts_text"])


def test_a_negative_balance_is_one():
    """A trade balance that the text calls negative is below 0."""
    for value, codes in ((-6_600_000_000, []), (6_600_000_000, ["sign_contradicts_text"])):
        fact = make_fact("6.6 billion yuan", text=BALANCE, value=value, flow="balance")
        assert [finding.code for finding in check_signs([fact], Article(text=BALANCE))] == codes


@pytest.mark.parametrize("figure", ["six", "Forty"])
def test_half_a_number_in_words_is_part_of_one(figure):
    """A figure cut from "Forty-six" is a partial one."""
    text = "Forty-six is our number of the year."
    fact = make_fact(figure, text=text, value=6 if figure == "six" else 40, unit="items", measure="shipments")
    assert [finding.code for finding in check_spans([fact], Article(text=text))] == ["partial_figure"]


@pytest.mark.parametrize(
    ("text", "comparator"),
    [
        ("The trains at Tanggula Pass 5,120 counted.", "="),
        ("Through the two gates of the town passed 5,120 trains.", "="),
        ("For the first time exports passed 5,120 trains.", ">"),
    ],
)
def test_a_pass_is_a_place_and_what_goes_through_one_is_counted(text, comparator):
    """Only a number that something else passed is a lower bound."""
    fact = make_fact("5,120", text=text, value=5120, unit="trains", measure="freight_trains", comparator=comparator)
    assert list(check_comparators([fact], Article(text=text))) == []
