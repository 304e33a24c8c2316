"""The facts of one article, sorted by what they measure, so that checks find those that belong together."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple

import pycountry

from xjllm.checks.ranges import Range, stated_range
from xjllm.places import WORLD, members, port_name, zone_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xjllm.fact import Fact, Whole
    from xjllm.periods import Period


class Dimensions(NamedTuple):
    """What is measured, but for when. Facts with equal dimensions measure the same. Names are `Fact`'s."""

    measure: str
    flow: str | None
    reporter: str
    partner: str
    commodity: str | None
    enterprise_type: str | None
    trade_mode: str | None
    zone: str | None
    port: str | None
    transport: str | None
    per: str | None
    adjusted: bool

    @classmethod
    def of(cls, fact: Fact) -> Dimensions:
        """The dimensions of `fact`, names compared without regard to case and usual spellings."""
        return cls._make(map(_normal, cls._fields, _values(fact)))

    def whole(self, whole: Whole | None) -> Dimensions:
        """The dimensions of what a share with these dimensions is part of; `whole` is the share's field."""
        if whole is None:
            return self._replace(
                partner=WORLD,
                commodity=None,
                enterprise_type=None,
                trade_mode=None,
                zone=None,
                port=None,
                transport=None,
            )
        named = {name: getattr(whole, name) for name in whole.model_fields_set - {"period"}}
        unset = {"measure": self.measure, "reporter": self.reporter, "partner": WORLD}
        changes = {name: _normal(name, unset.get(name) if value is None else value) for name, value in named.items()}
        return self._replace(**changes)

    def part_of(self, other: Dimensions) -> bool:
        """Whether all trade with these dimensions is counted in `other`, or both are the same.

        Values that pass a port are no part of the reporter's own trade: other provinces' goods pass it, too.
        """
        if (self.measure, self.per, self.adjusted) != (other.measure, other.per, other.adjusted):
            return False
        if self.measure == "trade_value" and self.port != other.port:
            return False
        plain = ("commodity", "trade_mode", "zone", "port", "transport")
        return (
            all(getattr(other, name) in (None, getattr(self, name)) for name in plain)
            and flow_in(self.flow, other.flow)
            and partner_in(self.partner, other.partner)
            and enterprise_in(self.enterprise_type, other.enterprise_type)
            and _reporter_in(self.reporter, other.reporter)
        )


_values = attrgetter(*Dimensions._fields)


@dataclass(frozen=True, slots=True)
class Stated:
    """One fact with its place in the extraction and what its figure can stand for."""

    index: int
    fact: Fact
    dimensions: Dimensions
    period: Period
    range: Range

    @property
    def text(self) -> str:
        """The figure as it stands in the article, on one line."""
        return " ".join(self.fact.figure.split())


_EXACTNESS = "=~><"
# A misread year such as 0000 or 9999 has no days to reckon with.
_FIRST_MONTH, _LAST_MONTH = 1000 * 12, 3000 * 12


class Ledger:
    """All facts that have a period, by statistic.

    Attributes:
        levels: facts with statistic `level` that are not ranks, by dimensions, period and unit.
        stated: facts by statistic, in text order.
    """

    def __init__(self, facts: Sequence[Fact]) -> None:
        self.levels: dict[tuple[Dimensions, Period, str], list[Stated]] = defaultdict(list)
        self.stated: dict[str, list[Stated]] = defaultdict(list)
        self._units: dict[tuple[Dimensions, Period], dict[str, None]] = defaultdict(dict)
        self._most_exact: dict[tuple[Dimensions, Period, str], Stated] = {}
        self._found: dict[tuple[str, Dimensions, Period], list[Stated]] = defaultdict(list)
        for index, fact in enumerate(facts):
            if fact.period is None or not _FIRST_MONTH <= fact.period.first <= fact.period.last <= _LAST_MONTH:
                continue
            stated = Stated(index, fact, Dimensions.of(fact), fact.period, stated_range(fact))
            self.stated[fact.statistic].append(stated)
            self._found[fact.statistic, stated.dimensions, fact.period].append(stated)
            if fact.statistic == "level":
                key = stated.dimensions, fact.period, fact.unit
                self.levels[key].append(stated)
                self._units[key[:2]].setdefault(fact.unit)
                known = self._most_exact.setdefault(key, stated)
                if _EXACTNESS.index(fact.comparator) < _EXACTNESS.index(known.fact.comparator):
                    self._most_exact[key] = stated

    def level(self, dimensions: Dimensions, period: Period, unit: str) -> Stated | None:
        """The most exact level of these dimensions, or None: an exact one before "about" and thresholds."""
        return self._most_exact.get((dimensions, period, unit))

    def units(self, dimensions: Dimensions, period: Period) -> list[str]:
        """The units in which levels of these dimensions are stated, in text order."""
        return list(self._units.get((dimensions, period), ()))

    def find(self, statistic: str, dimensions: Dimensions, period: Period) -> list[Stated]:
        """Facts of a statistic with these dimensions and this period, in text order."""
        return self._found.get((statistic, dimensions, period), [])


_last: tuple[tuple[Fact, ...], Ledger] | None = None


def read_ledger(facts: Sequence[Fact]) -> Ledger:
    """The ledger of `facts`; not made again where it is asked for the same tuple as the last time.

    Each check asks for it, and to make it takes longer than most checks.
    """
    global _last
    kept = _last
    if kept is not None and kept[0] is facts:
        return kept[1]
    ledger = Ledger(facts)
    if isinstance(facts, tuple):  # a list may be changed between two checks
        _last = (facts, ledger)
    return ledger


def earlier_period(stated: Stated) -> Period | None:
    """The period that a change, growth or change of a share is counted from; None where it is not known."""
    period, basis = stated.period, stated.fact.basis
    if basis == "yoy":
        return period.shifted(-12)
    if basis == "mom" and period.length == 1:
        return period.shifted(-1)
    if basis == "qoq" and period.length == 3:
        return period.shifted(-3)
    return None


@lru_cache(maxsize=4096)
def is_country(partner: str) -> bool:
    """Whether the code is a country's (ISO 3166-1 alpha-3)."""
    return pycountry.countries.get(alpha_3=partner) is not None


@lru_cache(maxsize=4096)
def _normal(name: str, value: Any) -> Any:  # noqa: ANN401 (fields have several types)
    if not isinstance(value, str) or name in {"reporter", "partner"}:
        return value
    if name == "port":
        value = port_name(value)
    elif name == "zone":
        value = zone_name(value)
    return " ".join(value.split()).casefold()


def flow_in(part: str | None, whole: str | None) -> bool:
    """Whether one flow is counted in the other, or both are the same."""
    return part == whole or (part in {"exports", "imports"} and whole in {"total", None})


def partner_in(part: str, whole: str) -> bool:
    """Whether all countries of one partner are among those of the other."""
    if whole in {WORLD, part}:
        return True
    inside = members(part) or frozenset({part})
    return inside <= members(whole)


def enterprise_in(part: str | None, whole: str | None) -> bool:
    """Whether one kind of enterprise is among the other."""
    return whole in {None, part} or (whole == "domestic" and part in {"private", "state_owned"})


def _reporter_in(part: str, whole: str) -> bool:
    if part == whole:
        return True
    return country_of(part) == whole


@lru_cache(maxsize=4096)
def country_of(reporter: str) -> str | None:
    """The country (ISO 3166-1 alpha-3) of a subdivision (ISO 3166-2); None where it is none."""
    country = pycountry.countries.get(alpha_2=reporter.split("-")[0]) if "-" in reporter else None
    return country.alpha_3 if country else None
