"""Currencies: an amount given in two of them implies a rate that the market had at the time."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

from xjllm.checks.ledger import Ledger, Stated, read_ledger
from xjllm.checks.wording import doubt, number
from xjllm.exchange import Amount, implied_rate, rate_range
from xjllm.vocabulary import PLAIN_UNITS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from xjllm.article import Article
    from xjllm.checks.ledger import Dimensions
    from xjllm.fact import Fact
    from xjllm.finding import Finding
    from xjllm.periods import Period

TOLERANCE = Decimal("0.05")
"""Within 5 percent of the market's, a rate is not doubtful (guidelines, reading rules)."""

_CONVERSION_DAYS = 100
"""Annual figures are published, and converted, up to three months after their period."""


def check_rates(facts: Sequence[Fact], article: Article) -> Iterator[Finding]:
    """Amounts in two currencies whose rate the market did not have from the period's start to publication.

    The later amount of a pair is the converted one and is named first. Currencies that the ECB does not list,
    as the tenge, are not checked.
    """
    for original, converted in _pairs(read_ledger(facts)):
        first, last = original.period.start_date, _last_day(original.period, article.published)
        market = rate_range(converted.fact.unit, original.fact.unit, first=first, last=last)
        base, quote = _amount(converted), _amount(original)
        if market is None or base is None or quote is None:
            continue
        low, high = implied_rate(base, quote)
        if high < market[0] * (1 - TOLERANCE) or low > market[1] * (1 + TOLERANCE):
            rate = abs(original.fact.value / converted.fact.value)
            yield doubt(
                "rate_not_of_market",
                f"{original.text} for {converted.text} is {number(rate)} {original.fact.unit} to the "
                f"{converted.fact.unit}; the market had {number(market[0])} to {number(market[1])}",
                converted,
                original,
            )


def _pairs(ledger: Ledger) -> Iterator[tuple[Stated, Stated]]:
    """Each amount with the next of the same trade, if in another currency; no amount is in two pairs."""
    groups: dict[tuple[Dimensions, Period, str], list[Stated]] = defaultdict(list)
    for statistic in ("level", "change"):
        for each in ledger.stated[statistic]:
            if each.fact.unit not in PLAIN_UNITS:
                groups[each.dimensions, each.period, statistic].append(each)
    for amounts in groups.values():
        ordered = sorted(amounts, key=lambda each: each.fact.start)
        used: set[int] = set()
        for original, converted in pairwise(ordered):
            if original.index not in used and original.fact.unit != converted.fact.unit:
                used |= {original.index, converted.index}
                yield original, converted


def _last_day(period: Period, published: date | None) -> date:
    latest = period.end_date + timedelta(days=_CONVERSION_DAYS)
    return max(period.end_date, min(published, latest)) if published else latest


def _amount(stated: Stated) -> Amount | None:
    # A threshold ("more than 200 billion") has no rate.
    if stated.fact.comparator in "<>" or stated.fact.value == 0:
        return None
    size = abs(stated.fact.value)
    half = (stated.range.high - stated.range.low) / 2
    return Amount.printed(stated.fact.unit, size, half) if half < size else None
