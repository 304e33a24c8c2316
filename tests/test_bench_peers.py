"""The peers' answers are read as kindly as their sense allows, so that only their sense is compared."""

from decimal import Decimal

import pytest

from bench.peers.copied import EXAMPLE, EXAMPLE_FACTS, Copied, facts_of
from xjllm.article import Article
from xjllm.periods import Period

TEXT = "Exports of Xinjiang rose 48 percent to 5.2 billion yuan in May 2019."
FACT = {
    "figure": "5.2 billion yuan",
    "value": "5200000000",
    "unit": "CNY",
    "statistic": "level",
    "measure": "trade_value",
    "flow": "exports",
    "partner": "WLD",
    "period": "2019-05/2019-05",
}


def _read(**changes):
    return facts_of(Article(text=TEXT), [Copied.model_validate(FACT | changes)])


def test_the_worked_example_is_right():
    """Each fact of the example stands in it, in order, is read whole, and shows each flow that is common."""
    facts = facts_of(Article(text=EXAMPLE), EXAMPLE_FACTS)
    assert [fact.figure for fact in facts] == [each.figure for each in EXAMPLE_FACTS]
    assert [fact.start for fact in facts] == sorted(fact.start for fact in facts)
    assert {fact.flow for fact in facts} == {"total", "exports", "imports", None}
    assert {"WLD", "NOR", "CHL"} == {fact.partner for fact in facts}
    assert all(fact.period for fact in facts)


@pytest.mark.parametrize(
    ("field", "written", "read"),
    [
        ("partner", "all", "WLD"),
        ("partner", "the region", "WLD"),
        ("partner", "none", "WLD"),
        ("partner", "Xinjiang Uygur Autonomous Region", "WLD"),
        ("partner", "China", "WLD"),
        ("partner", "", "WLD"),
        ("partner", "Kazakhstan", "KAZ"),
        ("partner", "EU", "EU"),
        ("unit", "RMB", "CNY"),
        ("unit", "billion yuan", "CNY"),
        ("unit", "US$", "USD"),
        ("unit", "percentage point", "percentage_points"),
        ("value", "5.2 billion", Decimal("5200000000")),
        ("value", "48 percent", Decimal(48)),
        ("value", "-1,200", Decimal(-1200)),
        ("period", "2019", Period.parse("2019-01/2019-12")),
        ("period", "2019-05", Period.parse("2019-05/2019-05")),
        ("period", "2019-05-01/2019-05-31", Period.parse("2019-05/2019-05")),
        ("period", "last month", None),
        ("flow", "Export", "exports"),
        ("flow", None, None),
        ("statistic", "growth rate", "growth"),
    ],
)
def test_what_is_written_otherwise_is_read(field, written, read):
    """Other words, forms and names are no mistakes of a fact."""
    [fact] = _read(**{field: written})
    assert getattr(fact, field) == read


def test_what_is_not_in_the_article_is_no_fact():
    """A figure that the article does not have, or a value that is none, is left out."""
    assert _read(figure="7 percent") == ()
    assert _read(value="much") == ()
