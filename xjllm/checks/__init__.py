"""Checks: plain functions over the facts of one article that yield findings, and never change a fact.

    ranges      what a printed figure can stand for; all tolerances come from here
    ledger      the facts by what they measure
    grounding   the guard: span, occurrence, value, unit, sign and comparator against the text
    direction   words of rise and decline
    shares      part / whole = share
    flows       exports + imports = total, exports - imports = balance
    parts       no part above its whole; the largest partner is the largest
    currencies  two currencies imply a rate of the market
    growth      levels, earlier levels, changes and rates
    freight     tonnes and containers a train
    partners    trade with oneself
    names       goods, places and offices that the article does not have
    language    articles in a script that is not read
    periods     streaks of months, days to come, years that nobody named

To add a check, write a function of facts and article, add it to `CHECKS` and its codes to docs/findings.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from xjllm.article import Article
from xjllm.checks import (
    currencies,
    flows,
    freight,
    grounding,
    growth,
    language,
    names,
    partners,
    parts,
    periods,
    shares,
)
from xjllm.fact import Fact
from xjllm.finding import Finding

__all__ = ["CHECKS", "GUARD", "Check", "check_facts", "is_grounded"]

Check = Callable[[Sequence[Fact], Article], Iterator[Finding]]

GUARD: tuple[Check, ...] = (
    grounding.check_spans,
    grounding.check_values,
    grounding.check_kinds,
    grounding.check_signs,
    grounding.check_comparators,
)
"""The checks of each fact by itself against the article."""

CHECKS: tuple[Check, ...] = (
    *GUARD,
    shares.check_shares,
    shares.check_implied_wholes,
    shares.check_share_sizes,
    shares.check_share_sums,
    flows.check_flow_sums,
    parts.check_repeated_levels,
    parts.check_part_sizes,
    parts.check_part_sums,
    parts.check_largest,
    currencies.check_rates,
    growth.check_growth_rates,
    growth.check_changes,
    growth.check_earlier_levels,
    growth.check_flow_rates,
    growth.check_growth_gaps,
    growth.check_share_changes,
    freight.check_train_loads,
    freight.check_paces,
    periods.check_streaks,
    periods.check_future,
    periods.check_years,
    partners.check_partners,
    names.check_names,
    language.check_script,
)
"""All checks, in the order in which their findings are given."""


def check_facts(facts: Sequence[Fact], article: Article) -> tuple[Finding, ...]:
    """Everything that may be wrong with the facts of `article`; `Finding.facts` are indices into `facts`."""
    unchanged = tuple(facts)
    return tuple(finding for check in CHECKS for finding in check(unchanged, article))


def is_grounded(fact: Fact, article: Article) -> bool:
    """Whether the article says what the fact says: no check of the guard finds an error."""
    return not any(finding.severity == "error" for check in GUARD for finding in check([fact], article))
