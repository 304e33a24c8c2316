"""Growth: levels, earlier levels, changes and rates of the same trade must fit together."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, get_args

from xjllm.checks.flows import contradiction
from xjllm.checks.ledger import Dimensions, Ledger, Stated, earlier_period, read_ledger
from xjllm.checks.ranges import Range, growth_factor
from xjllm.checks.shares import whole_of
from xjllm.checks.wholes import Wholes
from xjllm.checks.wording import doubt, number
from xjllm.vocabulary import Basis

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from decimal import Decimal

    from xjllm.article import Article
    from xjllm.fact import Fact
    from xjllm.finding import Finding
    from xjllm.periods import Period


@dataclass(frozen=True, slots=True)
class EarlierLevel:
    """The level of an earlier period that a level and its growth rate imply."""

    dimensions: Dimensions
    period: Period
    unit: str
    range: Range
    level: Stated
    growth: Stated

    @property
    def text(self) -> str:
        """The two figures, and what they imply."""
        return f"{self.level.text} after {self.growth.text} (about {number(self.middle)} before)"

    @property
    def middle(self) -> Decimal:
        """The middle of the range; its lower end where it is open above."""
        return (self.range.low + self.range.high) / 2 if self.range.bounded else self.range.low


def check_growth_rates(facts: Sequence[Fact], _article: Article) -> Iterator[Finding]:
    """Growth rates and multiples that do not lead from the stated earlier level to the stated level."""
    ledger = read_ledger(facts)
    for growth in ledger.stated["growth"]:
        earlier = earlier_period(growth)
        if earlier is None:
            continue
        pairs = [
            (now, before)
            for unit in ledger.units(growth.dimensions, growth.period)
            if (now := ledger.level(growth.dimensions, growth.period, unit))
            and (before := ledger.level(growth.dimensions, earlier, unit))
            and now.fact.value > 0
            and before.fact.value > 0
        ]
        if not pairs or any((now.range / before.range).meets(growth_factor(growth.fact)) for now, before in pairs):
            continue
        now, before = pairs[0]
        real = (now.fact.value / before.fact.value - 1) * 100
        yield doubt(
            "growth_mismatch",
            f"from {before.text} to {now.text} is growth of {number(real)} percent, not {growth.text}",
            growth,
            now,
            before,
        )


def check_changes(facts: Sequence[Fact], _article: Article) -> Iterator[Finding]:
    """Changes that are not the difference of the two levels, or do not fit level and growth rate."""
    ledger = read_ledger(facts)
    for change in ledger.stated["change"]:
        earlier = earlier_period(change)
        now = ledger.level(change.dimensions, change.period, change.fact.unit)
        if earlier is None or now is None:
            continue
        before = ledger.level(change.dimensions, earlier, change.fact.unit)
        if before and not (now.range - before.range).meets(change.range):
            yield doubt(
                "change_mismatch",
                f"from {before.text} to {now.text} is {_difference(now, before)}, not {change.text}",
                change,
                now,
                before,
            )
        before_range = now.range - change.range
        growth = next(
            (g for g in ledger.find("growth", change.dimensions, change.period) if earlier_period(g) == earlier),
            None,
        )
        if before or growth is None or now.fact.value <= 0 or before_range.low <= 0:
            continue
        if not (now.range / before_range).meets(growth_factor(growth.fact)):
            yield doubt(
                "change_mismatch",
                f"{now.text} after a change of {change.text} is not growth of {growth.text}",
                change,
                growth,
                now,
            )


def check_earlier_levels(facts: Sequence[Fact], _article: Article) -> Iterator[Finding]:
    """Growth rates of part and whole that make the part larger than the whole in the earlier period.

    Earlier levels are worked out from level and rate; stated ones are compared in `parts`. One finding for
    the flows of one trade.
    """
    ledger = read_ledger(facts)
    earlier = list(_earlier_levels(ledger))
    alike: dict[tuple[Dimensions, Period, str], list[EarlierLevel]] = defaultdict(list)
    for each in earlier:
        known = alike[each.dimensions, each.period, each.unit]
        # A rate that is stated again says nothing new.
        if all((each.level, each.range) != (other.level, other.range) for other in known):
            known.append(each)
    wholes = Wholes(dimensions for dimensions, _, _ in alike)
    found: set[object] = set()
    for part in earlier:
        family = part.dimensions._replace(flow=None), part.period, part.unit
        if family in found:
            continue
        whole = _exceeded_earlier(part, wholes, alike)
        if whole is not None:
            found.add(family)
            yield doubt(
                "earlier_part_exceeds_whole",
                f"{part.text} is part of {whole.text}",
                part.growth,
                whole.growth,
                part.level,
                whole.level,
            )
    yield from _check_earlier_flows(earlier, found)


def check_flow_rates(facts: Sequence[Fact], _article: Article) -> Iterator[Finding]:
    """Growth of total trade that is outside that of exports and imports: it is their weighted mean."""
    ledger = read_ledger(facts)
    for total in ledger.stated["growth"]:
        if total.dimensions.flow != "total":
            continue
        parts = [
            rate
            for flow in ("exports", "imports")
            for rate in ledger.find("growth", total.dimensions._replace(flow=flow), total.period)[:1]
            if rate.fact.basis == total.fact.basis
        ]
        if len(parts) < 2:
            continue
        factors = [growth_factor(each.fact) for each in parts]
        between = Range(min(each.low for each in factors), max(each.high for each in factors))
        if not between.meets(growth_factor(total.fact)):
            yield doubt(
                "growth_outside_flows",
                f"growth of total trade, {total.text}, is not between that of exports, {parts[0].text}, "
                f"and imports, {parts[1].text}",
                total,
                *parts,
            )


def check_growth_gaps(facts: Sequence[Fact], _article: Article) -> Iterator[Finding]:
    """Distances between two growth rates, both stated, that are not their difference."""
    ledger = read_ledger(facts)
    gaps = [gap for gap in ledger.stated["growth_gap"] if gap.fact.whole is not None]
    rates = _first_rates(ledger) if gaps else {}
    for gap in gaps:
        for basis in (None, *get_args(Basis)):
            own, other = rates.get((gap.dimensions, gap.period, basis)), rates.get((*whole_of(gap), basis))
            if own and other and own is not other and not (own.range - other.range).meets(gap.range):
                yield doubt(
                    "growth_gap_mismatch",
                    f"{own.text} and {other.text} differ by {_difference(own, other)}, not {gap.text}",
                    gap,
                    own,
                    other,
                )


def check_share_changes(facts: Sequence[Fact], _article: Article) -> Iterator[Finding]:
    """Changes of a share that are not its difference, or do not fit the growth of part and whole."""
    ledger = read_ledger(facts)
    for change in ledger.stated["share_change"]:
        earlier = earlier_period(change)
        now = next(iter(ledger.find("share", change.dimensions, change.period)), None)
        if earlier is None or now is None:
            continue
        before = next(iter(ledger.find("share", change.dimensions, earlier)), None)
        if before:
            if not (now.range - before.range).meets(change.range):
                yield doubt(
                    "share_change_mismatch",
                    f"from {before.text} to {now.text} is {_difference(now, before)}, not {change.text}",
                    change,
                    now,
                    before,
                )
            continue
        yield from _check_share_rates(ledger, change, now)


def _check_share_rates(ledger: Ledger, change: Stated, now: Stated) -> Iterator[Finding]:
    whole_dimensions, whole_period = whole_of(now)
    rates = [
        rate
        for dimensions, period in ((now.dimensions, now.period), (whole_dimensions, whole_period))
        for rate in ledger.find("growth", dimensions, period)[:1]
        if rate.fact.basis == change.fact.basis and growth_factor(rate.fact).low > 0
    ]
    if len(rates) < 2 or now.range.low <= 0:
        return
    part, whole = rates
    before = now.range * growth_factor(whole.fact) / growth_factor(part.fact)
    if not (now.range - before).meets(change.range):
        yield doubt(
            "share_change_mismatch",
            f"a share of {now.text}, with growth of {part.text} in a whole that grew {whole.text}, was about "
            f"{number((before.low + before.high) / 2)} percent before; that is no change of {change.text}",
            change,
            now,
            part,
            whole,
        )


def _first_rates(ledger: Ledger) -> dict[tuple[Dimensions, Period, str | None], Stated]:
    """The first growth rate in percent of each trade, period and basis."""
    first: dict[tuple[Dimensions, Period, str | None], Stated] = {}
    for rate in ledger.stated["growth"]:
        if rate.fact.unit == "percent":
            first.setdefault((rate.dimensions, rate.period, rate.fact.basis), rate)
    return first


def _difference(one: Stated, other: Stated) -> str:
    return number(one.fact.value - other.fact.value)


def _earlier_levels(ledger: Ledger) -> Iterator[EarlierLevel]:
    for growth in ledger.stated["growth"]:
        earlier = earlier_period(growth)
        factor = growth_factor(growth.fact)
        if earlier is None or growth.dimensions.flow == "balance" or factor.low <= 0:
            continue
        for unit in ledger.units(growth.dimensions, growth.period):
            level = ledger.level(growth.dimensions, growth.period, unit)
            if level and level.range.low > 0:
                yield EarlierLevel(growth.dimensions, earlier, unit, level.range / factor, level, growth)


def _exceeded_earlier(
    part: EarlierLevel, wholes: Wholes, alike: dict[tuple[Dimensions, Period, str], list[EarlierLevel]]
) -> EarlierLevel | None:
    """The first earlier level that `part` is part of and was above; None where there is none."""
    exceeded = [
        whole
        for dimensions in wholes.of(part.dimensions)
        if dimensions != part.dimensions
        for whole in alike.get((dimensions, part.period, part.unit), ())
        # What is wrong with the levels themselves is found by `parts`.
        if part.range.low > whole.range.high and part.level.range.low <= whole.level.range.high
    ]
    return min(exceeded, key=lambda each: each.growth.index, default=None)


def _check_earlier_flows(earlier: list[EarlierLevel], found: set[object]) -> Iterator[Finding]:
    """Exports and imports that, by their rates, did not add up to the total in the earlier period."""
    families: dict[object, dict[str, EarlierLevel]] = defaultdict(dict)
    for each in earlier:
        families[each.dimensions._replace(flow=None), each.period, each.unit][each.dimensions.flow or ""] = each
    for total in earlier:
        family = total.dimensions._replace(flow=None), total.period, total.unit
        if total.dimensions.flow != "total" or family in found:
            continue
        flows = families[family]
        now = {flow: each.level.range for flow, each in flows.items()}
        if contradiction(now) is None and contradiction({flow: each.range for flow, each in flows.items()}):
            found.add(family)
            yield doubt(
                "earlier_flows_do_not_add_up",
                "in the earlier period these did not add up: " + ", ".join(f"{f} {e.text}" for f, e in flows.items()),
                *(each.growth for each in flows.values()),
                *(each.level for each in flows.values()),
            )
