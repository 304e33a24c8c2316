"""Growth rates, changes, earlier levels, exchange rates and freight, on made-up figures."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from checks_samples import article_of, codes, fact_of, facts_of
from hypothesis import given, settings
from hypothesis import strategies as st

from xjllm.checks import CHECKS, check_facts, currencies
from xjllm.checks.currencies import check_rates
from xjllm.checks.flows import check_flow_sums
from xjllm.checks.freight import check_paces, check_train_loads
from xjllm.checks.growth import (
    check_changes,
    check_earlier_levels,
    check_flow_rates,
    check_growth_gaps,
    check_growth_rates,
    check_share_changes,
)
from xjllm.checks.ranges import Range, growth_factor, stated_range
from xjllm.periods import Period

BEFORE = {"period": "2018-01/2018-12"}
GROWTH: dict[str, Any] = {"statistic": "growth", "basis": "yoy"}
TRAINS: dict[str, Any] = {"measure": "freight_trains", "unit": "trains", "transport": "rail"}
VOLUME: dict[str, Any] = {"measure": "freight_volume", "transport": "rail"}


@pytest.mark.parametrize(
    ("figure", "fields", "low", "high"),
    [
        ("3.20 billion euros", {}, "3195000000", "3205000000"),
        ("412,000 tons", {}, "411500", "412500"),
        ("3 billion euros", {"comparator": ">"}, "3000000000", "Infinity"),
        ("3 billion euros", {"comparator": "<"}, "0", "3000000000"),
        ("41 percent", {"comparator": "~"}, "40", "42"),
        ("80 million euros", {"comparator": "~"}, "78400000", "81600000"),
        ("5 percent", {"value": -5}, "-5.5", "-4.5"),
        ("5 percent", {"value": -5, "comparator": ">"}, "-Infinity", "-5"),
        ("doubled", {}, "1.8", "2.2"),
        ("4.4", {"value": 4_400_000_000, "unit": "EUR"}, "4350000000", "4450000000"),
    ],
)
def test_what_a_printed_figure_stands_for(figure: str, fields: dict[str, Any], low: str, high: str) -> None:
    """Half of the last printed place on both sides; "about" widens, thresholds open, words are round."""
    [fact], _ = facts_of((figure, fields))
    assert stated_range(fact) == Range(Decimal(low), Decimal(high))


@pytest.mark.parametrize(
    ("figure", "value", "low", "high"),
    [
        ("25 percent", 25, "1.245", "1.255"),
        ("25 percent", -25, "0.745", "0.755"),
        ("tripled", 3, "2.7", "3.3"),
        ("1.7 times", Decimal("1.7"), "1.65", "2.75"),
        ("sixfold", 6, "5.4", "7.6"),
    ],
)
def test_growth_factors(figure: str, value: Decimal, low: str, high: str) -> None:
    """A percentage is added to one; "times" and "fold" may be the factor or what is added."""
    [fact], _ = facts_of((figure, {**GROWTH, "value": value}))
    assert growth_factor(fact) == Range(Decimal(low), Decimal(high))


numbers = st.decimals(min_value="0.01", max_value="1e12", places=2)


@given(numbers, numbers, numbers, numbers)
@settings(derandomize=True)
def test_range_arithmetic_holds_every_result(a: Decimal, b: Decimal, c: Decimal, d: Decimal) -> None:
    """Whatever numbers two ranges stand for, sum, difference, product and quotient are in the result."""
    one, other = Range(min(a, b), max(a, b)), Range(min(c, d), max(c, d))
    for x in (one.low, one.high):
        for y in (other.low, other.high):
            assert (one + other).meets(Range(x + y, x + y))
            assert (one - other).meets(Range(x - y, x - y))
            assert (one * other).meets(Range(x * y, x * y))
            assert (one / other).meets(Range(x / y, x / y))


@pytest.mark.parametrize(
    ("growth", "value", "wrong"),
    [
        ("25 percent", 25, False),
        ("24 percent", 24, False),
        ("52 percent", 52, True),
        ("25 percent", -25, True),
        ("doubled", 2, True),
        ("1.2 times", Decimal("1.2"), False),
    ],
)
def test_growth_leads_from_level_to_level(growth: str, value: Decimal, wrong: bool) -> None:
    """From 2.0 to 2.5 is growth of 20 to 31 percent by the printed digits."""
    facts, article = facts_of(
        ("2.5 billion euros", {}), ("2.0 billion euros", BEFORE), (growth, {**GROWTH, "value": value})
    )
    assert codes(check_growth_rates, facts, article) == ([("growth_mismatch", (2, 0, 1))] if wrong else [])


@pytest.mark.parametrize(
    ("basis", "period", "earlier", "compared"),
    [
        ("yoy", "2019-03/2019-03", "2018-03/2018-03", True),
        ("mom", "2019-01/2019-01", "2018-12/2018-12", True),
        ("qoq", "2019-01/2019-03", "2018-10/2018-12", True),
        ("mom", "2019-01/2019-03", "2018-12/2019-02", False),
        ("other", "2019-03/2019-03", "2018-03/2018-03", False),
        ("yoy", "2019-03/2019-03", "2019-02/2019-02", False),
    ],
)
def test_the_basis_names_the_earlier_period(basis: str, period: str, earlier: str, compared: bool) -> None:
    """Year on year is twelve months back, month on month one, quarter on quarter three."""
    facts, article = facts_of(
        ("2.5 billion euros", {"period": period}),
        ("2.0 billion euros", {"period": earlier}),
        ("80 percent", {"statistic": "growth", "basis": basis, "period": period}),
    )
    assert bool(codes(check_growth_rates, facts, article)) is compared


def test_changes() -> None:
    """A change is the difference of the levels; where the earlier is not stated, it fits level and growth."""
    change = {"statistic": "change", "basis": "yoy"}
    for figure, wrong in (("0.5 billion euros", False), ("0.9 billion euros", True)):
        facts, article = facts_of((figure, change), ("2.5 billion euros", {}), ("2.0 billion euros", BEFORE))
        assert codes(check_changes, facts, article) == ([("change_mismatch", (0, 1, 2))] if wrong else [])
        facts, article = facts_of((figure, change), ("2.5 billion euros", {}), ("25 percent", GROWTH))
        assert codes(check_changes, facts, article) == ([("change_mismatch", (0, 2, 1))] if wrong else [])


def test_a_balance_that_changed_its_sign_has_no_growth() -> None:
    """Where the change is more than the balance, the earlier one was a deficit: no rate leads from it."""
    balance = {"flow": "balance"}
    change = {"statistic": "change", "basis": "yoy", **balance}
    facts, article = facts_of(
        ("2.5 billion euros", balance), ("3.0 billion euros", change), ("25 percent", {**GROWTH, **balance})
    )
    assert codes(check_changes, facts, article) == []


def test_earlier_levels_of_part_and_whole() -> None:
    """A part that, by its rate, was larger than its whole a year before makes one of the rates doubtful."""
    for whole_rate, wrong in (("60 percent", True), ("10 percent", False)):
        facts, article = facts_of(
            ("3.00 billion euros", {}),
            (whole_rate, GROWTH),
            ("2.50 billion euros", {"flow": "exports"}),
            ("5.0 percent", {**GROWTH, "flow": "exports"}),
        )
        expected = [("earlier_part_exceeds_whole", (3, 1, 2, 0))] if wrong else []
        assert codes(check_earlier_levels, facts, article) == expected


def test_earlier_flows_add_up() -> None:
    """Exports, imports and total that add up now must have done so a year before, by their rates."""
    for total_rate, wrong in (("11.1 percent", False), ("14.0 percent", True)):
        facts, article = facts_of(
            ("5.00 billion euros", {}),
            (total_rate, GROWTH),
            ("3.00 billion euros", {"flow": "exports"}),
            ("20.0 percent", {**GROWTH, "flow": "exports"}),
            ("2.00 billion euros", {"flow": "imports"}),
            ("0.0 percent", {**GROWTH, "flow": "imports"}),
        )
        found = codes(check_earlier_levels, facts, article)
        assert [code for code, _ in found] == (["earlier_flows_do_not_add_up"] if wrong else [])


def test_flows_that_do_not_add_up_now_are_not_blamed_on_their_rates() -> None:
    """What contradicts itself in the levels is one finding, of the levels, and none of the rates."""
    facts, article = facts_of(
        ("7.00 billion euros", {}),
        ("0.0 percent", GROWTH),
        ("3.00 billion euros", {"flow": "exports"}),
        ("0.0 percent", {**GROWTH, "flow": "exports"}),
        ("2.00 billion euros", {"flow": "imports"}),
        ("0.0 percent", {**GROWTH, "flow": "imports"}),
    )
    assert codes(check_earlier_levels, facts, article) == []
    assert codes(check_flow_sums, facts, article) == [("flows_do_not_add_up", (4, 2, 0))]


def test_total_growth_is_between_the_flows() -> None:
    """Total trade cannot grow faster than both exports and imports."""
    for total, wrong in (("4 percent", False), ("9 percent", True)):
        facts, article = facts_of(
            (total, GROWTH),
            ("2 percent", {**GROWTH, "flow": "exports"}),
            ("7 percent", {**GROWTH, "flow": "imports"}),
        )
        assert codes(check_flow_rates, facts, article) == ([("growth_outside_flows", (0, 1, 2))] if wrong else [])


def test_growth_gaps() -> None:
    """A gap is the difference of the two rates, where both are stated."""
    for gap, wrong in (("3.0 percentage points", False), ("5.0 percentage points", True)):
        facts, article = facts_of(
            ("8.0 percent", GROWTH),
            ("5.0 percent", {**GROWTH, "reporter": "EST"}),
            (gap, {"statistic": "growth_gap", "whole": {"reporter": "EST"}}),
        )
        # The gap's own trade is the one that grew 8 percent.
        assert codes(check_growth_gaps, facts, article) == ([("growth_gap_mismatch", (2, 0, 1))] if wrong else [])


def test_share_changes() -> None:
    """A change of a share is the difference of two shares, or fits the growth of part and whole."""
    estonia = {"partner": "EST"}
    share = {"statistic": "share", **estonia}
    change = {"statistic": "share_change", "basis": "yoy", **estonia}
    for figure, wrong in (("3.0 percentage points", False), ("5.0 percentage points", True)):
        facts, article = facts_of((figure, change), ("33.0 percent", share), ("30.0 percent", {**share, **BEFORE}))
        assert codes(check_share_changes, facts, article) == ([("share_change_mismatch", (0, 1, 2))] if wrong else [])
        facts, article = facts_of(
            (figure, change),
            ("33.0 percent", share),
            ("21.0 percent", {**GROWTH, **estonia}),
            ("10.0 percent", GROWTH),
        )
        expected = [("share_change_mismatch", (0, 1, 2, 3))] if wrong else []
        assert codes(check_share_changes, facts, article) == expected


@pytest.mark.parametrize(
    ("yuan", "dollars", "comparator", "wrong"),
    [
        ("68.9 billion yuan", "$10.0 billion", "=", False),
        ("66.0 billion yuan", "$10.0 billion", "=", False),
        ("60.0 billion yuan", "$10.0 billion", "=", True),
        ("68.9 billion yuan", "$100 billion", "=", True),
        ("68.9 billion yuan", "$20.0 billion", ">", False),
    ],
)
def test_two_currencies_imply_a_real_rate(yuan: str, dollars: str, comparator: str, wrong: bool) -> None:
    """In 2019 a dollar was 6.7 to 7.2 yuan; 5 percent more or less is not doubtful, nor is a threshold."""
    facts, article = facts_of((yuan, {}), (dollars, {"comparator": comparator}))
    assert codes(check_rates, facts, article) == ([("rate_not_of_market", (1, 0))] if wrong else [])


def test_only_the_same_amount_has_a_rate() -> None:
    """Amounts of other trade, of unlisted currencies or of an unknown period are not compared."""
    for one, other in (
        (("60.0 billion yuan", {}), ("$10.0 billion", {"flow": "exports"})),
        (("60.0 billion yuan", {"period": None}), ("$10.0 billion", {"period": None})),
        (("60.0 billion tenge", {"unit": "KZT"}), ("$10.0 billion", {})),
    ):
        facts, article = facts_of(one, other)
        assert codes(check_rates, facts, article) == []


@pytest.mark.parametrize(
    ("yuan", "wrong"),
    [("5,698.0", True), ("5,700.5", False), ("6,500.0", False), ("7,349.5", False), ("7,352.0", True)],
)
def test_a_rate_is_doubtful_from_5_percent_off_the_market(
    yuan: str, wrong: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the market had 6 to 7 yuan to the dollar, rates from 5.70 to 7.35 are none to doubt."""
    monkeypatch.setattr(currencies, "rate_range", lambda *_, **__: (Decimal(6), Decimal(7)))
    facts, article = facts_of((f"{yuan} billion yuan", {}), ("$1,000.0 billion", {}))
    assert codes(check_rates, facts, article) == [("rate_not_of_market", (1, 0))] * wrong


@pytest.mark.parametrize(("comparator", "compared"), [("=", True), ("~", True), (">", False), ("<", False)])
def test_a_threshold_has_no_rate(comparator: str, compared: bool) -> None:
    """On either side of a pair "more than 60 billion yuan" says nothing on the rate; "about" does."""
    for which in (0, 1):
        fields = [{"comparator": comparator if n == which else "="} for n in (0, 1)]
        facts, article = facts_of(("60.0 billion yuan", fields[0]), ("$10.0 billion", fields[1]))
        facts[0] = facts[0].model_copy(update={"value": facts[0].value * 3})
        assert bool(codes(check_rates, facts, article)) is compared


@pytest.mark.parametrize(
    ("published", "last"),
    [(None, date(2020, 4, 9)), (date(2020, 2, 3), date(2020, 2, 3)), (date(2021, 1, 1), date(2020, 4, 9))],
)
def test_amounts_are_converted_by_a_hundred_days_after_their_period(
    published: date | None, last: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rates are those from the period's start to publication, but to no more than 100 days after its end."""
    asked = []
    monkeypatch.setattr(currencies, "rate_range", lambda *_, first, last: asked.append((first, last)))
    article = article_of("It was 71.0 billion yuan ($10.0 billion).", published)
    facts = [fact_of(article, "71.0 billion yuan"), fact_of(article, "$10.0 billion")]
    assert codes(check_rates, facts, article) == []
    assert asked == [(date(2019, 1, 1), last)]


def test_an_amount_is_converted_once() -> None:
    """Of an amount, its conversion and another amount, only the first two are the same money."""
    facts, article = facts_of(("68.9 billion yuan", {}), ("$10.0 billion", {}), ("30.0 billion yuan", {}))
    assert codes(check_rates, facts, article) == []
    assert codes(check_rates, facts[1:], article) == [("rate_not_of_market", (1, 0))]


def test_rates_are_those_up_to_publication() -> None:
    """What the yuan did after the article was published does not excuse its rate."""
    text = "In May 2018 it was 71.0 billion yuan ($10.0 billion)."
    for published, wrong in ((date(2018, 6, 2), True), (date(2018, 8, 20), False)):
        article = article_of(text, published)
        period = {"period": "2018-05/2018-05"}
        facts = [fact_of(article, "71.0 billion yuan", **period), fact_of(article, "$10.0 billion", **period)]
        assert bool(codes(check_rates, facts, article)) is wrong


@pytest.mark.parametrize(
    ("volume", "wrong"),
    [
        ("2 million tonnes", False),
        ("0.2 million tonnes", True),
        ("20 million tonnes", True),
        ("90,000 TEU", False),
        ("9,000 TEU", True),
        ("30,000 TEU", True),
        ("40,000 TEU", False),
        ("120,000 TEU", False),
        ("150,000 TEU", True),
    ],
)
def test_train_loads(volume: str, wrong: bool) -> None:
    """A thousand trains carry about a million tonnes, or 90,000 TEU, not a tenth or ten times that."""
    facts, article = facts_of(("1,021", TRAINS), (volume, VOLUME))
    assert codes(check_train_loads, facts, article) == ([("train_load_impossible", (1, 0))] if wrong else [])


def test_other_freight_is_not_loaded_on_the_trains() -> None:
    """Volumes of a commodity, of another route or period are not divided by the trains."""
    for other in ({"commodity": "peat"}, {"partner": "EST"}, {"transport": "road"}, BEFORE):
        facts, article = facts_of(("1,021", TRAINS), ("0.2 million tonnes", {**VOLUME, **other}))
        assert codes(check_train_loads, facts, article) == []


@pytest.mark.parametrize(
    ("pace", "per", "comparator", "wrong"),
    [
        ("101", "month", "~", False),
        ("150", "month", "=", True),
        ("3", "day", "~", False),
        ("90", "month", ">", False),
    ],
)
def test_paces(pace: str, per: str, comparator: str, wrong: bool) -> None:
    """1,215 trains in a year are 101 a month or about 3 a day."""
    facts, article = facts_of(("1,215", TRAINS), (pace, {**TRAINS, "per": per, "comparator": comparator}))
    assert codes(check_paces, facts, article) == ([("pace_mismatch", (1, 0))] if wrong else [])


def test_facts_without_a_period_stop_no_check() -> None:
    """Where no year is known, arithmetic over periods is left out and nothing fails."""
    facts, article = facts_of(
        *(
            (figure, {**fields, "period": None})
            for figure, fields in (
                ("2.5 billion euros", {}),
                ("25 percent", GROWTH),
                ("1,021", TRAINS),
                ("largest", {"statistic": "rank"}),
            )
        )
    )
    assert [code for check in CHECKS[5:] for code in codes(check, facts, article)] == []


@pytest.mark.parametrize("period", [Period(0, 11), Period(9999 * 12, 9999 * 12 + 11), Period(12, 9999 * 12)])
def test_an_impossible_period_stops_no_check(period: Period) -> None:
    """A year that no calendar has is left out of the arithmetic, and nothing fails."""
    when = {"period": period}
    facts, article = facts_of(
        ("60.0 billion yuan", when),
        ("$10.0 billion", when),
        ("1,021", TRAINS | when),
        ("90", {**TRAINS, **when, "per": "day"}),
    )
    assert {code for check in CHECKS[5:] for code, _ in codes(check, facts, article)} == {"year_not_in_text"}


def test_a_period_of_centuries_has_rates() -> None:
    """Only the days with rates are looked at, however long the period."""
    facts, article = facts_of(
        ("60.0 billion yuan", {"period": "1801-01/2190-12"}), ("$1.0 billion", {"period": "1801-01/2190-12"})
    )
    assert codes(check_rates, facts, article) == [("rate_not_of_market", (1, 0))]


def test_no_facts_no_findings() -> None:
    """An article without facts gives no findings."""
    assert check_facts([], article_of("Nothing was traded.")) == ()
