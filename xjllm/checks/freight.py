"""Freight: trains carry what a train can carry, and daily or monthly numbers make up the period's."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from xjllm.checks.ledger import read_ledger
from xjllm.checks.ranges import Range
from xjllm.checks.wording import doubt, number

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xjllm.article import Article
    from xjllm.fact import Fact
    from xjllm.finding import Finding
    from xjllm.periods import Period

LOAD_OF_TRAIN = {
    # European freight trains carry about 500 tonnes net, light containers less; bulk trains in China and
    # Kazakhstan up to about 6,000.
    "tonnes": Range(Decimal(400), Decimal(6_500)),
    # China-Europe trains: at least 41 wagons, 82 TEU, since 2022 up to 55 wagons, 110 TEU (China State
    # Railway Group). Trains are split and joined at the break of gauge, so halves occur.
    "TEU": Range(Decimal(35), Decimal(125)),
}
"""What one freight train carries, by unit; ends are a fifth beyond what is usual."""


def check_train_loads(facts: Sequence[Fact], _article: Article) -> Iterator[Finding]:
    """Freight volumes that the trains of the same route and period cannot have carried."""
    ledger = read_ledger(facts)
    for volume in ledger.stated["level"]:
        possible = LOAD_OF_TRAIN.get(volume.fact.unit)
        if possible is None or volume.dimensions.commodity is not None:
            continue
        trains = ledger.level(volume.dimensions._replace(measure="freight_trains"), volume.period, "trains")
        if trains is None or trains.fact.value <= 0:
            continue
        load = volume.range / trains.range
        if not load.meets(possible):
            each = volume.fact.value / trains.fact.value
            yield doubt(
                "train_load_impossible",
                f"{volume.text} on {trains.text} trains is {number(each)} {volume.fact.unit} a train; "
                f"one carries roughly {number(possible.low)} to {number(possible.high)}",
                volume,
                trains,
            )


def check_paces(facts: Sequence[Fact], _article: Article) -> Iterator[Finding]:
    """Numbers a day, month or year that do not make up the number of the same period."""
    ledger = read_ledger(facts)
    for pace in ledger.stated["level"]:
        if pace.fact.per is None:
            continue
        total = ledger.level(pace.dimensions._replace(per=None), pace.period, pace.fact.unit)
        times = _times(pace.period, pace.fact.per)
        if total and times and not pace.range.scaled(times).meets(total.range):
            yield doubt(
                "pace_mismatch",
                f"{pace.text} a {pace.fact.per} is {number(pace.fact.value * times)}, not {total.text}",
                pace,
                total,
            )


def _times(period: Period, per: str) -> int | None:
    if per == "day":
        return (period.end_date - period.start_date).days + 1
    if per == "month":
        return period.length
    return period.length // 12 if period.length % 12 == 0 else None
