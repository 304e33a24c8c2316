"""Shares: part, whole and share of the same trade must fit together."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING

from xjllm.checks.ledger import Dimensions, Ledger, Stated, is_country, read_ledger
from xjllm.checks.parts import DISJOINT
from xjllm.checks.ranges import Range, first_conflict
from xjllm.checks.wholes import Wholes
from xjllm.checks.wording import doubt, number
from xjllm.places import members

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from xjllm.article import Article
    from xjllm.fact import Fact
    from xjllm.finding import Finding
    from xjllm.periods import Period

_DISJOINT = DISJOINT | {"flow": frozenset({"exports", "imports"})}
_HUNDRED = Range(Decimal(100), Decimal(100))


def check_shares(facts: Sequence[Fact], _article: Article) -> Iterator[Finding]:
    """Shares that are not the part divided by the whole, both stated in the article in the same unit."""
    ledger = read_ledger(facts)
    for share in ledger.stated["share"]:
        whole, period = whole_of(share)
        pairs = _parts_and_wholes(ledger, share, whole, period)
        if not pairs or any((part.range / total.range * _HUNDRED).meets(share.range) for part, total in pairs):
            continue
        part, total = pairs[0]
        implied = part.fact.value / total.fact.value * 100
        yield doubt(
            "share_mismatch",
            f"{part.text} is {number(implied)} percent of {total.text}, not {share.text}",
            share,
            part,
            total,
        )


def check_implied_wholes(facts: Sequence[Fact], _article: Article) -> Iterator[Finding]:
    """Two parts and their shares that imply different wholes, where the whole is not stated."""
    ledger = read_ledger(facts)
    implied: dict[tuple[Dimensions, Period, str], list[tuple[Stated, Stated, Range]]] = defaultdict(list)
    for share in ledger.stated["share"]:
        whole, period = whole_of(share)
        for unit in ledger.units(share.dimensions, share.period):
            part = ledger.level(share.dimensions, share.period, unit)
            if part and share.range.low > 0 and not ledger.level(whole, period, unit):
                implied[whole, period, unit].append((share, part, part.range / share.range * _HUNDRED))
    for found in implied.values():
        pair = first_conflict([whole for _, _, whole in found])
        if pair:
            (share, part, one), (other_share, other_part, other) = (found[index] for index in pair)
            yield doubt(
                "shares_disagree",
                f"{part.text} as {share.text} and {other_part.text} as {other_share.text} make wholes "
                f"of about {number(one.low)} and {number(other.low)}",
                other_share,
                share,
                other_part,
                part,
            )


def check_share_sizes(facts: Sequence[Fact], _article: Article) -> Iterator[Finding]:
    """Shares above 100 percent of the same period, and parts with a share above that of their whole."""
    ledger = read_ledger(facts)
    shares = ledger.stated["share"]
    for share in shares:
        if share.range.low > 100 and whole_of(share)[1] == share.period:
            yield doubt("share_above_100", f"a share of {share.text} is more than the whole", share)
    # Of shares of one whole, the least is exceeded first.
    least: dict[tuple[Dimensions, Period, object], Stated] = {}
    for share in shares:
        known = least.setdefault((share.dimensions, share.period, whole_of(share)), share)
        if share.range.high < known.range.high:
            least[share.dimensions, share.period, whole_of(share)] = share
    wholes = Wholes(dimensions for dimensions, _, _ in least)
    for part in shares:
        whole, period = whole_of(part), part.period
        others = (least.get((each, period, whole)) for each in wholes.of(part.dimensions) if each != part.dimensions)
        above = [other for other in others if other and part.range.low > other.range.high]
        if above:
            other = min(above, key=lambda each: each.index)
            yield doubt("part_exceeds_whole", f"a share of {part.text} is part of one of {other.text}", part, other)


def check_share_sums(facts: Sequence[Fact], _article: Article) -> Iterator[Finding]:
    """Shares of disjoint parts (countries, flows, kinds of enterprises, …) of one whole, together above 100 percent.

    Groups of countries count where nothing in them is counted already. Shares of another period's whole may be
    of any size.
    """
    alike: dict[tuple[str, object], dict[str, Stated]] = defaultdict(dict)
    for share in read_ledger(facts).stated["share"]:
        whole, period = whole_of(share)
        if period != share.period or share.range.low > 100:
            continue
        for field, values in _DISJOINT.items():
            own, place = share.dimensions, Dimensions._fields.index(field)
            if own[place] is not None and (values is None or own[place] in values):
                common = field, (own[:place], own[place + 1 :], whole, period)
                alike[common].setdefault(str(own[place]), share)
    reported: set[tuple[int, ...]] = set()
    for (field, _), group in alike.items():
        parts = _without_overlap(group.values()) if field == "partner" else list(group.values())
        if sum(part.range.low for part in parts) <= 100:
            continue
        named = tuple(sorted((part.index for part in parts), reverse=True))
        if named not in reported:
            reported.add(named)
            stated = sum((part.fact.value for part in parts), Decimal(0))
            message = f"shares of {', '.join(part.text for part in parts)} add up to {number(stated)} percent"
            yield doubt("parts_exceed_whole", message, *sorted(parts, key=lambda part: -part.index))


def _without_overlap(parts: Iterable[Stated]) -> list[Stated]:
    """Of shares of partners those with no country in common, in text order; of two that overlap the larger."""
    taken: set[str] = set()
    chosen = []
    for part in sorted(parts, key=lambda part: -part.range.low):
        partner = part.dimensions.partner
        inside = members(partner) or ({partner} if is_country(partner) else set())
        if inside and taken.isdisjoint(inside):
            taken |= inside
            chosen.append(part)
    return sorted(chosen, key=lambda part: part.index)


def whole_of(share: Stated) -> tuple[Dimensions, Period]:
    """Dimensions and period of what the share is part of (guidelines, field `whole`)."""
    whole = share.fact.whole
    period = whole.period if whole is not None and whole.period is not None else share.period
    return share.dimensions.whole(whole), period


def _parts_and_wholes(ledger: Ledger, share: Stated, whole: Dimensions, period: Period) -> list[tuple[Stated, Stated]]:
    pairs = []
    for unit in ledger.units(share.dimensions, share.period):
        part, total = ledger.level(share.dimensions, share.period, unit), ledger.level(whole, period, unit)
        if part and total and part is not total and part.fact.value > 0 and total.fact.value > 0:
            pairs.append((part, total))
    return pairs
