"""Shares: part, whole and share of the same trade must fit together."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING

from xjllm.checks.ledger import Dimensions, Ledger, Stated, read_ledger
from xjllm.checks.ranges import Range, first_conflict
from xjllm.checks.wholes import Wholes
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
