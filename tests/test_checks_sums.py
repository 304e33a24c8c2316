"""Shares, flows and parts: sums that must hold, on made-up figures."""

from __future__ import annotations

from typing import Any

import pytest
from checks_samples import codes, facts_of

from xjllm.checks.flows import check_flow_sums
from xjllm.checks.parts import check_largest, check_part_sizes, check_part_sums, check_repeated_levels
from xjllm.checks.shares import check_implied_wholes, check_share_sizes, check_share_sums, check_shares

TOTAL: dict[str, Any] = {}
EXPORTS = {"flow": "exports"}
IMPORTS = {"flow": "imports"}
BALANCE = {"flow": "balance"}
SHARE = {"statistic": "share"}


@pytest.mark.parametrize(
    ("share", "comparator", "wrong"),
    [
        ("25 percent", "=", False),
        ("24.9 percent", "=", False),
        ("24.6 percent", "=", True),
        ("52 percent", "=", True),
        ("24 percent", "~", False),
        ("28 percent", "~", True),
        ("20 percent", ">", False),
        ("30 percent", ">", True),
        ("30 percent", "<", False),
        ("20 percent", "<", True),
    ],
)
def test_a_share_is_part_by_whole(share: str, comparator: str, wrong: bool) -> None:
    """0.500 of 2.01 billion is 24.8 to 25.0 percent by the printed digits, and no other share."""
    facts, article = facts_of(
        ("2.01 billion euros", TOTAL),
        ("0.500 billion euros", {"partner": "EST"}),
        (share, {**SHARE, "partner": "EST", "comparator": comparator}),
    )
    assert codes(check_shares, facts, article) == ([("share_mismatch", (2, 1, 0))] if wrong else [])


def test_a_share_of_something_else() -> None:
    """`whole` names what differs: another group, no regime, another period or another country."""
    facts, article = facts_of(
        ("9 billion euros", TOTAL),
        ("4.0 billion euros", {"partner": "EU"}),
        ("1.0 billion euros", {"partner": "EST"}),
        ("25 percent", {**SHARE, "partner": "EST", "whole": {"partner": "EU"}}),
        ("52 percent", {**SHARE, "partner": "EST", "whole": {"partner": "EU"}}),
        ("8.0 billion euros", {"period": "2018-01/2018-12"}),
        ("112 percent", {**SHARE, "whole": {"period": "2018-01/2018-12"}}),
        ("70 percent", {**SHARE, "partner": "EST", "whole": {"reporter": "EST"}}),
    )
    assert codes(check_shares, facts, article) == [("share_mismatch", (4, 2, 1))]
    assert codes(check_share_sizes, facts, article) == []


def test_other_periods_are_no_part() -> None:
    """A share is compared with part and whole of its own period only."""
    facts, article = facts_of(
        ("2.0 billion euros", {"period": "2018-01/2018-12"}),
        ("0.5 billion euros", {"partner": "EST"}),
        ("52 percent", {**SHARE, "partner": "EST"}),
    )
    assert codes(check_shares, facts, article) == []


def test_two_shares_imply_one_whole() -> None:
    """Where the whole is not stated, two parts and their shares must make the same one."""
    facts, article = facts_of(
        ("0.50 billion euros", {"partner": "EST"}),
        ("25.0 percent", {**SHARE, "partner": "EST"}),
        ("0.80 billion euros", {"partner": "FIN"}),
        ("20.0 percent", {**SHARE, "partner": "FIN"}),
        ("0.20 billion euros", {"partner": "NOR"}),
        ("10.0 percent", {**SHARE, "partner": "NOR"}),
    )
    assert codes(check_implied_wholes, facts, article) == [("shares_disagree", (3, 1, 2, 0))]
    assert codes(check_implied_wholes, facts[:4], article) == [("shares_disagree", (3, 1, 2, 0))]
    assert codes(check_implied_wholes, facts[:2] + facts[4:], article) == []


def test_a_share_of_all_is_possible() -> None:
    """100 percent is the whole, though it may be rounded from 100.4."""
    facts, article = facts_of(("100 percent", {**SHARE, "partner": "NOR"}))
    assert codes(check_share_sizes, facts, article) == []


def test_impossible_shares() -> None:
    """No share is above 100 percent of its own period, and none of a country above that of its group."""
    facts, article = facts_of(
        ("104 percent", {**SHARE, "partner": "NOR"}),
        ("40 percent", {**SHARE, "partner": "EU"}),
        ("45 percent", {**SHARE, "partner": "EST"}),
    )
    assert codes(check_share_sizes, facts, article) == [
        ("share_above_100", (0,)),
        ("part_exceeds_whole", (2, 1)),
    ]


@pytest.mark.parametrize(
    ("first", "second", "wrong"),
    [
        ({"partner": "EST"}, {"partner": "NOR"}, True),
        ({"partner": "EU"}, {"partner": "NOR"}, True),
        ({"partner": "EU"}, {"partner": "C5"}, True),
        ({"partner": "EU"}, {"partner": "EST"}, False),
        ({"partner": "EU"}, {"partner": "EA"}, False),
        ({"partner": "EUROPE"}, {"partner": "NOR"}, False),
        ({"partner": "WLD", "commodity": "peat"}, {"partner": "WLD", "commodity": "timber"}, False),
        ({"partner": "EST"}, {"partner": "NOR", "flow": "exports"}, False),
        ({"partner": "EST"}, {"partner": "NOR", "period": "2018-01/2018-12"}, False),
        ({"partner": "EST"}, {"partner": "NOR", "whole": {"partner": "EU"}}, False),
        ({"partner": "EST", "whole": {"partner": "EU"}}, {"partner": "FIN", "whole": {"partner": "EU"}}, True),
        ({"enterprise_type": "private"}, {"enterprise_type": "state_owned"}, True),
        ({"enterprise_type": "private"}, {"enterprise_type": "domestic"}, False),
        ({"transport": "rail"}, {"transport": "sea"}, True),
        ({"flow": "exports", "whole": {"flow": "total"}}, {"flow": "imports", "whole": {"flow": "total"}}, True),
        ({"flow": "exports"}, {"flow": "imports"}, False),
        (
            {"partner": "EST", "whole": {"partner": "WLD", "period": "2018-01/2018-12"}},
            {"partner": "NOR", "whole": {"partner": "WLD", "period": "2018-01/2018-12"}},
            False,
        ),
    ],
)
def test_shares_of_disjoint_parts_make_no_more_than_the_whole(
    first: dict[str, Any], second: dict[str, Any], wrong: bool
) -> None:
    """65 and 70 percent of the same are more than it where the parts exclude each other, and only there."""
    facts, article = facts_of(("65 percent", {**SHARE, **first}), ("70 percent", {**SHARE, **second}))
    assert codes(check_share_sums, facts, article) == [("parts_exceed_whole", (1, 0))] * wrong


@pytest.mark.parametrize(
    ("figures", "wrong"),
    [
        (("40.2 percent", "59.9 percent"), False),
        (("40.2 percent", "60.0 percent"), True),
        (("40 percent", "61 percent"), False),
        (("40 percent", "62 percent"), True),
        (("a third", "a third", "a third"), False),
    ],
)
def test_shares_may_be_rounded(figures: tuple[str, ...], wrong: bool) -> None:
    """Each share stands for what it may have been rounded from; the sum of the least is compared."""
    partners = ({"partner": code} for code in ("EST", "NOR", "KAZ"))
    facts, article = facts_of(
        *((figure, {**SHARE, **fields}) for figure, fields in zip(figures, partners, strict=False))
    )
    assert codes(check_share_sums, facts, article) == [("parts_exceed_whole", (1, 0))] * wrong


def test_overlapping_shares_leave_the_others_to_be_added() -> None:
    """Of a group and its member the larger counts; a share stated twice, or above 100 by itself, is not added."""
    facts, article = facts_of(
        ("60 percent", {**SHARE, "partner": "EU"}),
        ("20 percent", {**SHARE, "partner": "EST"}),
        ("30 percent", {**SHARE, "partner": "KAZ"}),
        ("25 percent", {**SHARE, "partner": "RUS"}),
        ("25.0 percent", {**SHARE, "partner": "RUS"}),
        ("104 percent", {**SHARE, "partner": "NOR"}),
    )
    assert codes(check_share_sums, facts, article) == [("parts_exceed_whole", (3, 2, 0))]
    assert codes(check_share_sums, [*facts[:3], *facts[5:]], article) == []


def test_flows_add_up() -> None:
    """Rounded flows that can add up are right."""
    facts, article = facts_of(
        ("5.0 billion euros", TOTAL),
        ("3.1 billion euros", EXPORTS),
        ("2.0 billion euros", IMPORTS),
        ("1.1 billion euros", BALANCE),
    )
    assert codes(check_flow_sums, facts, article) == []


def test_the_odd_flow_is_named_first() -> None:
    """Of four flows, the one without which the others fit is the doubtful one, in a single finding."""
    for odd, figures in (
        (0, ("7.0", "3.1", "2.0", "1.1")),
        (1, ("5.1", "4.1", "2.0", "1.1")),
        (2, ("5.1", "3.1", "3.0", "1.1")),
        (3, ("5.1", "3.1", "2.0", "2.1")),
    ):
        flows = (TOTAL, EXPORTS, IMPORTS, BALANCE)
        facts, article = facts_of(*((f"{n} billion euros", flow) for n, flow in zip(figures, flows, strict=True)))
        [(code, named)] = codes(check_flow_sums, facts, article)
        assert code == "flows_do_not_add_up"
        assert named[0] == odd
        assert sorted(named) == [0, 1, 2, 3]


def test_a_balance_is_exports_less_imports_without_a_total() -> None:
    """3.1 less 2.0 is a surplus of 1.0 to 1.2 billion, also where no total is stated."""
    for balance, wrong in (("1.2", False), ("2.1", True)):
        flows = (("3.1 billion euros", EXPORTS), ("2.0 billion euros", IMPORTS), (f"{balance} billion euros", BALANCE))
        facts, article = facts_of(*flows)
        assert bool(codes(check_flow_sums, facts, article)) is wrong


def test_only_the_same_trade_adds_up() -> None:
    """Flows with another partner, period, unit or adjustment are not added."""
    for other in ({"partner": "EST"}, {"period": "2019-12/2019-12"}, {"adjusted": True}, {"zone": "Riga"}):
        facts, article = facts_of(
            ("5.0 billion euros", TOTAL),
            ("3.0 billion euros", EXPORTS),
            ("4.0 billion euros", {**IMPORTS, **other}),
        )
        assert codes(check_flow_sums, facts, article) == []


def test_a_part_is_not_above_its_whole() -> None:
    """By partner, group, flow, kind of enterprise, zone, commodity and month."""
    for part, whole in (
        ({"partner": "EST"}, {"partner": "WLD"}),
        ({"partner": "KGZ"}, {"partner": "C5"}),
        ({"flow": "exports", "partner": "EST"}, {"partner": "EST"}),
        ({"enterprise_type": "private"}, {}),
        ({"enterprise_type": "private"}, {"enterprise_type": "domestic"}),
        ({"zone": "Riga"}, {}),
        ({"commodity": "peat", "flow": "exports"}, {}),
        ({"period": "2019-03/2019-03"}, {"period": "2019-01/2019-06"}),
        ({"reporter": "CN-GD"}, {"reporter": "CHN"}),
    ):
        facts, article = facts_of(("3.3 billion euros", part), ("3.1 billion euros", whole))
        assert codes(check_part_sizes, facts, article) == [("part_exceeds_whole", (0, 1))], (part, whole)
        facts, article = facts_of(("3.2 billion euros", part), ("3.1 billion euros", whole))
        assert codes(check_part_sizes, facts, article) == [], (part, whole)


def test_what_is_no_part() -> None:
    """Other partners, a later month, a balance, another unit, a threshold, and values that pass a port."""
    for one, other in (
        ({"partner": "NOR"}, {"partner": "EU"}),
        ({"partner": "EU"}, {"partner": "EST"}),
        ({"period": "2020-01/2020-01"}, {"period": "2019-01/2019-12"}),
        ({"flow": "balance"}, {"flow": "exports"}),
        ({"flow": "balance", "partner": "EST"}, {"flow": "balance"}),
        ({"partner": "EST"}, {"comparator": ">"}),
        ({"port": "Ventspils"}, {}),
        ({"partner": "EST", "per": "month"}, {}),
    ):
        facts, article = facts_of(("3.3 billion euros", one), ("3.1 billion euros", other))
        assert codes(check_part_sizes, facts, article) == [], (one, other)
    facts, article = facts_of(("3.3 billion euros", {"partner": "EST"}), ("3.1 billion dollars", {}))
    assert codes(check_part_sizes, facts, article) == []


def test_averages_of_a_shorter_period_may_be_higher() -> None:
    """What comes to 600 a month in spring is no part of 500 a month in the year; in the same months it would be."""
    monthly = {"per": "month"}
    for period, wrong in (("2019-03/2019-05", False), ("2019-01/2019-12", True)):
        facts, article = facts_of(
            ("3.3 billion euros", {**monthly, "partner": "EST", "period": period}), ("3.1 billion euros", monthly)
        )
        assert codes(check_part_sizes, facts, article) == [("part_exceeds_whole", (0, 1))] * wrong
    facts, article = facts_of(
        ("3.3 billion euros", {**monthly, "period": "2019-03/2019-05"}), ("3.1 billion euros", monthly)
    )
    assert codes(check_part_sizes, facts, article) == []


def test_flows_of_a_trade_that_is_too_large_are_one_finding() -> None:
    """The total is too large, and so are its parts: one root cause, one finding."""
    facts, article = facts_of(
        ("5.0 billion euros", TOTAL),
        ("9.0 billion euros", {"partner": "EST"}),
        ("6.5 billion euros", {"partner": "EST", **EXPORTS}),
        ("2.5 billion euros", {"partner": "EST", **IMPORTS}),
    )
    assert codes(check_part_sizes, facts, article) == [("part_exceeds_whole", (1, 2, 0, 3))]


def test_a_level_is_stated_once() -> None:
    """Two figures for the same trade must be able to be the same number."""
    facts, article = facts_of(("3.24 billion euros", {}), ("3.2 billion euros", {}), ("3.4 billion euros", {}))
    assert codes(check_repeated_levels, facts, article) == [("levels_disagree", (2, 0))]


@pytest.mark.parametrize(
    "kinds",
    [
        (
            {"enterprise_type": "private"},
            {"enterprise_type": "state_owned"},
            {"enterprise_type": "foreign_invested"},
        ),
        ({"partner": "EST"}, {"partner": "FIN"}, {"partner": "NOR"}),
        ({"transport": "rail"}, {"transport": "road"}, {"transport": "sea"}),
    ],
)
def test_disjoint_parts_are_not_above_the_whole(kinds: tuple[dict[str, str], ...]) -> None:
    """Kinds of enterprises, countries and ways of transport together are at most the whole."""
    named = zip(("2.0 billion euros", "1.5 billion euros", "0.9 billion euros"), kinds, strict=True)
    facts, article = facts_of(("4.0 billion euros", {}), *named)
    assert codes(check_part_sums, facts, article) == [("parts_exceed_whole", (3, 2, 1, 0))]
    assert codes(check_part_sums, facts[:3], article) == []


def test_parts_may_be_all_of_the_whole() -> None:
    """Parts that, by their printed digits, can be exactly the whole are not above it."""
    for part, wrong in (("1.99 billion euros", False), ("2.10 billion euros", True)):
        facts, article = facts_of(
            ("4.0 billion euros", {}), ("2.00 billion euros", {"partner": "EST"}), (part, {"partner": "FIN"})
        )
        assert codes(check_part_sums, facts, article) == [("parts_exceed_whole", (2, 1, 0))] * wrong


def test_overlapping_parts_are_not_added() -> None:
    """Groups overlap with countries, domestic enterprises with private ones, commodities with each other."""
    for one, other in (
        ({"partner": "EU"}, {"partner": "EST"}),
        ({"enterprise_type": "domestic"}, {"enterprise_type": "private"}),
        ({"commodity": "timber"}, {"commodity": "wood products"}),
        ({"trade_mode": "border trade"}, {"trade_mode": "small-scale border trade"}),
    ):
        facts, article = facts_of(("4.2 billion euros", {}), ("4.0 billion euros", one), ("3.0 billion euros", other))
        assert codes(check_part_sums, facts, article) == []


def test_the_largest_partner_is_the_largest() -> None:
    """A country called the largest partner has no smaller trade, or share, than another country."""
    largest = ("largest", {"statistic": "rank", "partner": "EST"})
    for figures in (("2.0 billion euros", "2.5 billion euros"), ("20 percent", "25 percent")):
        kind = SHARE if "percent" in figures[0] else {}
        facts, article = facts_of(
            largest, (figures[0], {**kind, "partner": "EST"}), (figures[1], {**kind, "partner": "FIN"})
        )
        assert codes(check_largest, facts, article) == [("largest_is_smaller", (0, 1, 2))]


def test_a_group_may_be_larger_than_the_largest_partner() -> None:
    """Groups, other flows and other periods say nothing about the largest country; nor do ranks by growth."""
    for other in (
        {"partner": "EU"},
        {"partner": "FIN", "flow": "exports"},
        {"partner": "FIN", "period": "2018-01/2018-12"},
    ):
        facts, article = facts_of(
            ("largest", {"statistic": "rank", "partner": "EST"}),
            ("2.0 billion euros", {"partner": "EST"}),
            ("2.5 billion euros", other),
        )
        assert codes(check_largest, facts, article) == []
    facts, article = facts_of(
        ("first", {"statistic": "rank", "ranked_by": "growth", "partner": "EST"}),
        ("2.0 billion euros", {"partner": "EST"}),
        ("2.5 billion euros", {"partner": "FIN"}),
    )
    assert codes(check_largest, facts, article) == []
