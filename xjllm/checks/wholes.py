"""Wholes: of many dimensions, those that others are part of, found without comparing all with all."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from xjllm.checks.ledger import Dimensions, country_of, enterprise_in, flow_in, partner_in
from xjllm.places import GROUPS

if TYPE_CHECKING:
    from collections.abc import Iterable


class Wholes:
    """Finds, among the dimensions it is made of, those that a part is counted in."""

    def __init__(self, dimensions: Iterable[Dimensions]) -> None:
        self._known = frozenset(dimensions)
        present = [set(column) for column in zip(*self._known, strict=True)] or [set() for _ in Dimensions._fields]
        by_field = dict(zip(Dimensions._fields, present, strict=True))
        self._flows: set[str | None] = by_field["flow"]
        self._enterprises: set[str | None] = by_field["enterprise_type"]
        self._groups: set[str] = by_field["partner"] & GROUPS.keys()
        self._found: dict[Dimensions, tuple[Dimensions, ...]] = {}

    def of(self, part: Dimensions) -> tuple[Dimensions, ...]:
        """The dimensions that `part` is part of, itself included where it is known; see `Dimensions.part_of`."""
        found = self._found.get(part)
        if found is None:
            found = self._found[part] = tuple(self._find(part))
        return found

    def _find(self, part: Dimensions) -> Iterable[Dimensions]:
        # A whole has each field of its part or a wider value: few combinations, however many are known.
        choices: dict[str, Iterable[str | None]] = {
            "flow": [flow for flow in self._flows if flow_in(part.flow, flow)],
            "reporter": _distinct(part.reporter, country_of(part.reporter) or part.reporter),
            "partner": {part.partner, *(group for group in self._groups if partner_in(part.partner, group))},
            "commodity": _distinct(part.commodity, None),
            "enterprise_type": [kind for kind in self._enterprises if enterprise_in(part.enterprise_type, kind)],
            "trade_mode": _distinct(part.trade_mode, None),
            "zone": _distinct(part.zone, None),
            "port": (part.port,) if part.measure == "trade_value" else _distinct(part.port, None),
            "transport": _distinct(part.transport, None),
        }
        options = [choices.get(field, (own,)) for field, own in zip(Dimensions._fields, part, strict=True)]
        return (whole for whole in map(Dimensions._make, product(*options)) if whole in self._known)


def _distinct(own: str | None, wider: str | None) -> tuple[str | None, ...]:
    return (own,) if own == wider else (own, wider)
