"""Units that the finder cannot tell: what is printed with a number is not replaced in silence."""

from datetime import date

import pytest

import xjllm
from xjllm.testing import FakeModel


def extract(second, unit=None, measure=None):
    """An article with a sum in dollars, then the second figure, of which the model gives this unit and measure."""
    given = {"n": 2, "flow": "exports"} | {k: v for k, v in {"unit": unit, "measure": measure}.items() if v}
    answer = {"reporter": "CN-XJ", "period": "2019", "facts": [{"n": 1}, given]}
    text = f"Xinjiang's trade was $20bn in 2019, of which exports were {second} in all."
    return xjllm.extract(text, model=FakeModel([answer]), published=date(2020, 1, 20))


@pytest.mark.parametrize(
    "printed", ["¥5bn", "5 billion dinars", "5 billion manat", "5 billion kroner", "5 billion pesos"]
)
def test_a_printed_currency_is_not_that_of_the_amount_before(printed):
    """Where code cannot tell the currency and the model says nothing, there is no fact, and a finding says why."""
    extraction = extract(printed)
    assert len(extraction.facts) == 1
    assert "no_unit" in [finding.code for finding in extraction.findings]


def test_a_bare_amount_is_in_the_currency_that_an_answer_gave_the_amount_before():
    """What follows an amount of an unclear currency has no other one, nor that of an earlier amount."""
    facts = [{"n": 1}, {"n": 2}, {"n": 3}]
    text = "Xinjiang's trade was $20bn in 2019, its exports 5 billion dinars, against 4 billion before."
    for unit, units in ((None, ["USD"]), ("KWD", ["USD", "KWD", "KWD"])):
        answer = {"reporter": "CN-XJ", "period": "2019", "facts": [facts[0], facts[1] | {"unit": unit}, facts[2]]}
        extraction = xjllm.extract(text, model=FakeModel([answer]), published=date(2020, 1, 20))
        assert [fact.unit for fact in extraction.facts] == units


@pytest.mark.parametrize(
    ("country", "printed", "unit"),
    [
        ("Kenya", "5 billion shillings", "KES"),
        ("Mexico", "5 billion pesos", "MXN"),
        ("Kuwait", "5 billion dinars", "KWD"),
        ("Kenya", "5 billion pesos", None),
        ("Singapore", "5 billion Zimbabwean dollars", None),
    ],
)
def test_a_name_that_countries_share_is_the_money_of_whose_trade_it_is(country, printed, unit):
    """Without a model, "pesos" in the news of Mexico's trade are Mexico's, and no country's that has none."""
    extraction = xjllm.extract(f"{country}'s exports rose to {printed} in 2019.", model="rules")
    assert [fact.unit for fact in extraction.facts] == ([unit] if unit else [])


@pytest.mark.parametrize(
    ("printed", "unit", "measure"),
    [
        ("5 billion dinars", "USD", None),
        ("5 billion dinars", "tonnes", "freight_volume"),
        ("7 billion cubic metres", "USD", None),
        ("7 bcm", "tonnes", "freight_volume"),
        ("500,000 barrels", "tonnes", "freight_volume"),
    ],
)
def test_a_printed_unit_is_not_another_one(printed, unit, measure):
    """A unit that the words beside the figure rule out is an error, though code does not know theirs."""
    extraction = extract(printed, unit, measure)
    errors = [finding.code for finding in extraction.findings if finding.severity == "error"]
    assert "unit_mismatch" in errors


@pytest.mark.parametrize(("printed", "unit"), [("5 billion dinars", "KWD"), ("¥5bn", "JPY"), ("¥5bn", "CNY")])
def test_a_currency_that_the_words_may_mean_is_taken_from_the_model(printed, unit):
    """The model says which of several currencies of that name it is."""
    extraction = extract(printed, unit)
    assert [fact.unit for fact in extraction.facts] == ["USD", unit]
    assert "unit_mismatch" not in [finding.code for finding in extraction.findings]


def test_a_bare_amount_is_in_the_currency_before_it():
    """A number with a scale and nothing else is in the currency of the amount before it."""
    assert [fact.unit for fact in extract("5 billion").facts] == ["USD", "USD"]
