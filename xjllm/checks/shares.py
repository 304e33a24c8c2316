"""Shares: part, whole and share of the same trade must fit together."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from itertools import combinations
from typing import TYPE_CHECKING

from xjllm.checks.ledger import Dimensions, Ledger, Stated, read_ledger
from xjllm.checks.ranges import Range
from xjllm.checks.wording import doubt, number

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xjllm.article import Article
    from xjllm.fact import Fact
    from xjllm.finding import Finding
    from xjllm.periods import Period

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
        for (share, part, one), (other_share, other_part, other) in combinations(found, 2):
            if not one.meets(other):
                yield doubt(
                    "shares_disagree",
                    f"{part.text} as {share.text} and {other_part.text} as {other_share.text} make wholes "
                    f"of about {number(one.low)} and {number(other.low)}",
                    other_share,
                    share,
                    other_part,
                    part,
                )
                break


def check_share_sizes(facts: Sequence[Fact], _article: Article) -> Iterator[Finding]:
    """Shares above 100 percent of the same period, and parts with a share above that of their whole."""
    ledger = read_ledger(facts)
    shares = ledger.stated["share"]
    for share in shares:
        if share.range.low > 100 and whole_of(share)[1] == share.period:
            yield doubt("share_above_100", f"a share of {share.text} is more than the whole", share)
    wholes = {share.index: whole_of(share) for share in shares}
    for part in shares:
        for other in shares:
            if (
                part.range.low > other.range.high
                and part.period == other.period
                and part.dimensions != other.dimensions
                and wholes[part.index] == wholes[other.index]
                and part.dimensions.part_of(other.dimensions)
            ):
                yield doubt(
                    "part_exceeds_whole",
                    f"a share of {part.text} is part of one of {other.text}",
                    part,
                    other,
                )
                break


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
