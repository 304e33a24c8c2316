"""Parts: none is above its whole, disjoint ones together neither, and the largest partner is the largest."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from itertools import combinations
from typing import TYPE_CHECKING, Any

from xjllm.checks.ledger import Dimensions, Ledger, Stated, is_country, read_ledger
from xjllm.checks.wording import doubt, number

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xjllm.article import Article
    from xjllm.fact import Fact
    from xjllm.finding import Finding
    from xjllm.periods import Period

    _Trade = tuple[Dimensions, Period, str]

_DISJOINT: dict[str, frozenset[str] | None] = {
    "partner": None,
    "enterprise_type": frozenset({"private", "state_owned", "foreign_invested"}),
    "trade_mode": frozenset({"general trade", "processing trade"}),
    "transport": None,
}
"""Dimensions whose values exclude each other; None means that all do (for partners: all countries)."""


def check_part_sizes(facts: Sequence[Fact], _article: Article) -> Iterator[Finding]:
    """Levels above one that they are part of: by partner, flow, enterprise type, zone, month, ….

    One finding for the flows of one trade: a total that is too large is named with its exports and imports.
    """
    levels = [each for each in read_ledger(facts).stated["level"] if each.dimensions.flow != "balance"]
    too_large: dict[_Trade, list[Stated]] = defaultdict(list)
    exceeded: dict[_Trade, list[Stated]] = defaultdict(list)
    for part in levels:
        wholes = [whole for whole in levels if part.range.low > whole.range.high and _is_part(part, whole)]
        if wholes:
            too_large[_trade(part)].append(part)
            exceeded[_trade(part)].extend(wholes)
    for trade, parts in too_large.items():
        whole = min(exceeded[trade], key=lambda each: each.fact.value)
        yield doubt(
            "part_exceeds_whole",
            f"{parts[0].text} is part of {whole.text}, which is less",
            *parts,
            whole,
            *(each for each in levels if _trade(each) == trade),
        )


def check_repeated_levels(facts: Sequence[Fact], _article: Article) -> Iterator[Finding]:
    """The same level stated twice with figures that cannot both be true."""
    ledger = read_ledger(facts)
    for levels in ledger.levels.values():
        for one, other in combinations(levels, 2):
            if not one.range.meets(other.range):
                yield doubt("levels_disagree", f"{other.text} and {one.text} measure the same", other, one)
                break


def check_part_sums(facts: Sequence[Fact], _article: Article) -> Iterator[Finding]:
    """Disjoint parts (countries, kinds of enterprises, …) that together are more than their whole."""
    levels = [each for each in read_ledger(facts).stated["level"] if each.dimensions.flow != "balance"]
    for field, values in _DISJOINT.items():
        alike: dict[tuple[Dimensions, Period, str], list[Stated]] = defaultdict(list)
        for each in levels:
            alike[_but_for(field, each)].append(each)
        for whole in levels:
            parts = _disjoint_parts(alike[_but_for(field, whole)], whole, field, values)
            total = sum(part.range.low for part in parts)
            if len(parts) > 1 and total > whole.range.high and all(p.range.low <= whole.range.high for p in parts):
                stated = sum((part.fact.value for part in parts), Decimal(0))
                yield doubt(
                    "parts_exceed_whole",
                    f"{', '.join(p.text for p in parts)} add up to {number(stated)}, more than {whole.text}",
                    *reversed(parts),
                    whole,
                )


def check_largest(facts: Sequence[Fact], _article: Article) -> Iterator[Finding]:
    """Partners ranked first, by level, that are smaller than another partner of the same kind.

    Countries are compared with countries, groups with groups: a group is often above the largest country.
    """
    ledger = read_ledger(facts)
    for rank in ledger.stated["rank"]:
        if rank.fact.value != 1 or rank.fact.ranked_by not in (None, "level") or rank.dimensions.partner == "WLD":
            continue
        for statistic in ("level", "share"):
            larger = _larger_partner(ledger, rank, statistic)
            if larger:
                own, other = larger
                yield doubt(
                    "largest_is_smaller",
                    f"{rank.dimensions.partner} is called {rank.text} with {own.text}, but "
                    f"{other.dimensions.partner} has {other.text}",
                    rank,
                    own,
                    other,
                )
                break


def _trade(stated: Stated) -> _Trade:
    """What all flows of one trade have in common."""
    return replace(stated.dimensions, flow=None), stated.period, stated.fact.unit


def _is_part(part: Stated, whole: Stated) -> bool:
    if part is whole or part.fact.unit != whole.fact.unit or not whole.period.contains(part.period):
        return False
    same = part.dimensions == whole.dimensions
    # A rate ("600 a month") is an average: the shorter period's can be higher.
    if part.period != whole.period and part.dimensions.per is not None:
        return False
    if same and part.period == whole.period:
        return False
    return part.dimensions.part_of(whole.dimensions)


def _but_for(field: str, stated: Stated) -> tuple[Dimensions, Period, str]:
    """What levels that differ in `field` only have in common."""
    return _blanked(stated.dimensions, field), stated.period, stated.fact.unit


@lru_cache(maxsize=4096)
def _blanked(dimensions: Dimensions, field: str) -> Dimensions:
    blank: dict[str, Any] = {field: "" if field == "partner" else None}
    return replace(dimensions, **blank)


def _disjoint_parts(alike: list[Stated], whole: Stated, field: str, values: frozenset[str] | None) -> list[Stated]:
    """One level for each value of `field` that is part of the whole's value."""
    parts: dict[str, Stated] = {}
    for each in alike:
        value = getattr(each.dimensions, field)
        if value is None or value in parts or (values is not None and value not in values):
            continue
        if (field != "partner" or is_country(value)) and _is_part(each, whole):
            parts[value] = each
    return list(parts.values())


def _larger_partner(ledger: Ledger, rank: Stated, statistic: str) -> tuple[Stated, Stated] | None:
    own = ledger.find(statistic, rank.dimensions, rank.period)
    if not own:
        return None
    for each in ledger.stated[statistic]:
        mine = next(
            (one for one in own if one.fact.unit == each.fact.unit and one.fact.whole == each.fact.whole),
            None,
        )
        if (
            mine
            and each.period == rank.period
            and _differs_in_partner_only(each.dimensions, rank.dimensions)
            and is_country(each.dimensions.partner) == is_country(rank.dimensions.partner)
            and each.dimensions.partner != "WLD"
            and not rank.dimensions.part_of(each.dimensions)
            and each.range.low > mine.range.high
        ):
            return mine, each
    return None


def _differs_in_partner_only(one: Dimensions, other: Dimensions) -> bool:
    return one.partner != other.partner and replace(one, partner=other.partner) == other
