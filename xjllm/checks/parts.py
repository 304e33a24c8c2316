"""Parts: none is above its whole, disjoint ones together neither, and the largest partner is the largest."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from xjllm.checks.ledger import Dimensions, Stated, is_country, read_ledger
from xjllm.checks.ranges import first_conflict
from xjllm.checks.wholes import Wholes
from xjllm.checks.wording import doubt, number
from xjllm.places import GROUPS, WORLD

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xjllm.article import Article
    from xjllm.fact import Fact
    from xjllm.finding import Finding
    from xjllm.periods import Period

    _Trade = tuple[Dimensions, Period, str]

DISJOINT: dict[str, frozenset[str] | None] = {
    "partner": None,
    "enterprise_type": frozenset({"private", "state_owned", "foreign_invested"}),
    "trade_mode": frozenset({"general trade", "processing trade"}),
    "transport": None,
}
"""Dimensions whose values exclude each other; None means that all do (for partners: all countries)."""


_WIDER = {None, "domestic"}
"""Values of these dimensions that hold others, besides groups of countries."""


def check_part_sizes(facts: Sequence[Fact], _article: Article) -> Iterator[Finding]:
    """Levels above one that they are part of: by partner, flow, enterprise type, zone, month, ….

    One finding for the flows of one trade: a total that is too large is named with its exports and imports.
    """
    levels = [each for each in read_ledger(facts).stated["level"] if each.dimensions.flow != "balance"]
    least = _least_levels(levels)
    wholes = Wholes(dimensions for dimensions, _ in least)
    too_large: dict[_Trade, list[Stated]] = defaultdict(list)
    exceeded: dict[_Trade, Stated] = {}
    for part in levels:
        whole = _exceeded_whole(part, wholes, least)
        if whole is not None:
            trade = _trade(part)
            too_large[trade].append(part)
            known = exceeded.setdefault(trade, whole)
            exceeded[trade] = min(known, whole, key=lambda each: each.fact.value)
    flows: dict[_Trade, list[Stated]] = defaultdict(list)
    for each in levels if too_large else ():
        flows[_trade(each)].append(each)
    for trade, parts in too_large.items():
        whole = exceeded[trade]
        message = f"{parts[0].text} is part of {whole.text}, which is less"
        yield doubt("part_exceeds_whole", message, *parts, whole, *flows[trade])


def check_repeated_levels(facts: Sequence[Fact], _article: Article) -> Iterator[Finding]:
    """The same level stated twice with figures that cannot both be true."""
    ledger = read_ledger(facts)
    for levels in ledger.levels.values():
        pair = first_conflict([each.range for each in levels])
        if pair:
            one, other = (levels[index] for index in pair)
            yield doubt("levels_disagree", f"{other.text} and {one.text} measure the same", other, one)


def check_part_sums(facts: Sequence[Fact], _article: Article) -> Iterator[Finding]:
    """Disjoint parts (countries, kinds of enterprises, …) that together are more than their whole."""
    levels = [each for each in read_ledger(facts).stated["level"] if each.dimensions.flow != "balance"]
    for field, values in DISJOINT.items():
        place = Dimensions._fields.index(field)
        alike: dict[object, dict[Any, Stated]] = defaultdict(dict)
        for each in levels:
            own = each.dimensions
            # What levels that differ in this field only have in common; of the same level twice the first counts.
            common = own[:place], own[place + 1 :], each.period, each.fact.unit
            alike[common].setdefault(own[place], each)
        for group in alike.values():
            wholes = [each for value, each in group.items() if value in _WIDER or value in GROUPS]
            if wholes and len(group) > 2:
                parts = [each for value, each in group.items() if _is_disjoint(field, value, values)]
                for whole in wholes:
                    yield from _check_sum(whole, parts)


def check_largest(facts: Sequence[Fact], _article: Article) -> Iterator[Finding]:
    """Partners ranked first, by level, that are smaller than another partner of the same kind.

    Countries are compared with countries, groups with groups: a group is often above the largest country.
    """
    ledger = read_ledger(facts)
    ranks = [
        rank
        for rank in ledger.stated["rank"]
        if rank.fact.value == 1 and rank.fact.ranked_by in (None, "level") and rank.dimensions.partner != WORLD
    ]
    if not ranks:
        return
    rivals = {statistic: _rivals(ledger.stated[statistic]) for statistic in ("level", "share")}
    larger: dict[tuple[Dimensions, Period], tuple[Stated, Stated] | None] = {}
    for rank in ranks:
        key = rank.dimensions, rank.period
        if key not in larger:
            pairs = (_larger_partner(ledger.find(kind, *key), known) for kind, known in rivals.items())
            larger[key] = next(filter(None, pairs), None)
        pair = larger[key]
        if pair:
            own, other = pair
            yield doubt(
                "largest_is_smaller",
                f"{rank.dimensions.partner} is called {rank.text} with {own.text}, but "
                f"{other.dimensions.partner} has {other.text}",
                rank,
                own,
                other,
            )


def _trade(stated: Stated) -> _Trade:
    """What all flows of one trade have in common."""
    return stated.dimensions._replace(flow=None), stated.period, stated.fact.unit


def _least_levels(levels: list[Stated]) -> dict[tuple[Dimensions, str], list[Stated]]:
    """For each period the level with the highest upper end, the least first.

    Where the same level is stated twice and the two disagree, `check_repeated_levels` says so: that the parts of the
    larger are above the smaller one is no further cause.
    """
    least: dict[tuple[Dimensions, str], dict[Period, Stated]] = defaultdict(dict)
    for each in levels:
        known = least[each.dimensions, each.fact.unit].setdefault(each.period, each)
        if each.range.high > known.range.high:
            least[each.dimensions, each.fact.unit][each.period] = each
    return {trade: sorted(by.values(), key=lambda each: each.fact.value) for trade, by in least.items()}


def _exceeded_whole(part: Stated, wholes: Wholes, least: dict[tuple[Dimensions, str], list[Stated]]) -> Stated | None:
    """Of the levels that `part` is part of and above, the least; None where it is above none."""
    found = []
    for dimensions in wholes.of(part.dimensions):
        for whole in least.get((dimensions, part.fact.unit), ()):
            if whole.fact.value > part.fact.value:
                break
            if part.range.low <= whole.range.high or not whole.period.contains(part.period):
                continue
            if part.fact.measure == "freight_trains" and dimensions.partner != part.dimensions.partner:
                # Trains are counted by lines, which no field names: those to Europe are no part of those to a port.
                continue
            # A rate ("600 a month") is an average: the shorter period's can be higher. The same level twice is
            # found by `check_repeated_levels`.
            other_period = whole.period != part.period
            if (part.dimensions.per is None) if other_period else (dimensions != part.dimensions):
                found.append(whole)
                break
    return min(found, key=lambda each: each.fact.value, default=None)


def _is_disjoint(field: str, value: str | None, values: frozenset[str] | None) -> bool:
    if value is None or (values is not None and value not in values):
        return False
    return field != "partner" or is_country(value)


def _check_sum(whole: Stated, disjoint: list[Stated]) -> Iterator[Finding]:
    parts = [each for each in disjoint if each.dimensions.part_of(whole.dimensions)]
    total = sum(part.range.low for part in parts)
    if len(parts) > 1 and total > whole.range.high and all(p.range.low <= whole.range.high for p in parts):
        stated = sum((part.fact.value for part in parts), Decimal(0))
        message = f"{', '.join(p.text for p in parts)} add up to {number(stated)}, more than {whole.text}"
        yield doubt("parts_exceed_whole", message, *reversed(parts), whole)


def _kind(stated: Stated) -> tuple[object, ...]:
    """What two figures have in common that differ in the partner only, both countries or both groups."""
    one = stated.dimensions
    return one._replace(partner=""), stated.period, stated.fact.unit, stated.fact.whole, is_country(one.partner)


def _rivals(stated: list[Stated]) -> dict[tuple[object, ...], list[Stated]]:
    """The largest figure of each partner, among those that can be compared, the largest first."""
    largest: dict[tuple[object, ...], dict[str, Stated]] = defaultdict(dict)
    for each in stated:
        partner = each.dimensions.partner
        if partner != WORLD:
            known = largest[_kind(each)].setdefault(partner, each)
            if each.range.low > known.range.low:
                largest[_kind(each)][partner] = each
    return {kind: sorted(by.values(), key=lambda each: -each.range.low) for kind, by in largest.items()}


def _larger_partner(own: list[Stated], rivals: dict[tuple[object, ...], list[Stated]]) -> tuple[Stated, Stated] | None:
    """A figure of the ranked partner and a larger one of another; None where there is none.

    A group that the ranked partner belongs to is larger by nature.
    """
    for mine in {_kind(each): each for each in reversed(own)}.values():
        for rival in rivals[_kind(mine)]:
            if rival.range.low <= mine.range.high:
                break
            if not mine.dimensions.part_of(rival.dimensions):
                return mine, rival
    return None
