"""Which predicted fact answers which gold fact: one-to-one, on overlapping figures, as well as can be."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeVar

from xjllm.article import Span
from xjllm.scoring.agreement import CORE_FIELDS, STRICT_FIELDS, wrong_fields

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from xjllm.fact import Fact

_CORE_WEIGHT = 3
"""How many other fields one core field outweighs, less one."""
_FIELD_WEIGHTS = {field: _CORE_WEIGHT if field in CORE_FIELDS else 1 for field in STRICT_FIELDS}
_MOST = sum(_FIELD_WEIGHTS.values())


class Spanned(Protocol):
    """Anything that stands at `text[start:end]`."""

    @property
    def start(self) -> int:
        """First character."""

    @property
    def end(self) -> int:
        """One past the last character."""


S = TypeVar("S", bound=Spanned)


@dataclass(frozen=True, slots=True)
class Pairing:
    """Who answers whom, as indices into the two paired sequences; every index is in exactly one place.

    Attributes:
        pairs: (gold, got), by gold index.
        missed: gold without a partner.
        spurious: got without a partner.
    """

    pairs: tuple[tuple[int, int], ...]
    missed: tuple[int, ...]
    spurious: tuple[int, ...]


def pair_facts(gold: Sequence[Fact], got: Sequence[Fact]) -> Pairing:
    """The best one-to-one pairing of facts whose figures overlap by at least one character.

    Best is, in this order and summed over all pairs: figures of the same span (2) rather than figures that
    only overlap (1), most pairs with all core fields right, most with all strict fields right, most agreeing
    fields (a core field counts three). The order of `gold` and of `got` does not change the number of right
    facts.
    """

    def weigh(i: int, j: int, most_pairs: int) -> int:
        wrong = set(wrong_fields(gold[i], got[j])) & _FIELD_WEIGHTS.keys()
        agreeing = _MOST - sum(_FIELD_WEIGHTS[field] for field in wrong)
        # Each level outweighs all that the lower ones can give to `most_pairs` pairs.
        strict_step = _MOST * most_pairs + 1
        core_step = strict_step * (most_pairs + 1)
        span_step = core_step * (most_pairs + 1)
        core_right = not wrong.intersection(CORE_FIELDS)
        return (1 + _same(gold[i], got[j])) * span_step + core_right * core_step + (not wrong) * strict_step + agreeing

    def order(fact: Fact) -> tuple[int, int, str]:
        return fact.start, fact.end, fact.model_dump_json(exclude={"provenance"})

    return _pair(gold, got, weigh=weigh, order=order)


def pair_spans(gold: Sequence[Spanned], got: Sequence[Spanned]) -> Pairing:
    """The one-to-one pairing of overlapping spans with the most pairs, then the most of the same span."""

    def weigh(i: int, j: int, most_pairs: int) -> int:
        return most_pairs + 1 + _same(gold[i], got[j])

    return _pair(gold, got, weigh=weigh, order=lambda span: (span.start, span.end, ""))


def distinct_spans(spanned: Iterable[Spanned]) -> list[Span]:
    """The different spans of `spanned`, in text order."""
    return [Span(*ends) for ends in sorted({(one.start, one.end) for one in spanned})]


def overlaps(one: Spanned, other: Spanned) -> bool:
    """Whether two spans share at least one character."""
    return one.start < other.end and other.start < one.end


def _same(one: Spanned, other: Spanned) -> bool:
    return (one.start, one.end) == (other.start, other.end)


def _pair(
    gold: Sequence[S],
    got: Sequence[S],
    *,
    weigh: Callable[[int, int, int], int],
    order: Callable[[S], tuple[int, int, str]],
) -> Pairing:
    pairs: list[tuple[int, int]] = []
    for rows, columns in _components(gold, got):
        if len(rows) == len(columns) == 1:
            pairs.append((rows[0], columns[0]))
            continue
        # Equal weights are settled by position in the matrix: the order must come from the facts alone.
        rows.sort(key=lambda i: order(gold[i]))
        columns.sort(key=lambda j: order(got[j]))
        pairs += _assign(rows, columns, gold=gold, got=got, weigh=weigh)
    pairs.sort()
    answered, answering = {i for i, _ in pairs}, {j for _, j in pairs}
    return Pairing(
        pairs=tuple(pairs),
        missed=tuple(i for i in range(len(gold)) if i not in answered),
        spurious=tuple(j for j in range(len(got)) if j not in answering),
    )


def _assign(
    rows: list[int],
    columns: list[int],
    *,
    gold: Sequence[S],
    got: Sequence[S],
    weigh: Callable[[int, int, int], int],
) -> list[tuple[int, int]]:
    import numpy as np
    from scipy.optimize import linear_sum_assignment

    most_pairs = min(len(rows), len(columns))
    # Sums stay below 2**53 up to some 3,000 facts on one side of one figure, so float64 is exact.
    weights = np.zeros((len(rows), len(columns)))
    for r, i in enumerate(rows):
        for c, j in enumerate(columns):
            if overlaps(gold[i], got[j]):
                weights[r, c] = weigh(i, j, most_pairs)
    chosen = zip(*linear_sum_assignment(weights, maximize=True), strict=True)
    return [(rows[r], columns[c]) for r, c in chosen if weights[r, c] > 0]


def _components(gold: Sequence[Spanned], got: Sequence[Spanned]) -> list[tuple[list[int], list[int]]]:
    """The (gold, got) groups that hang together by overlaps, those with both sides only, in text order."""
    spans = [(s.start, s.end, 0, i) for i, s in enumerate(gold)] + [(s.start, s.end, 1, i) for i, s in enumerate(got)]
    groups: dict[int, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    reach, group = -1, 0
    for start, end, side, i in sorted(spans):
        # What begins before all earlier ones have ended hangs together with them, at least through one side.
        if start >= reach:
            group += 1
        reach = max(reach, end)
        groups[group][side].append(i)
    return [(rows, columns) for rows, columns in groups.values() if rows and columns]
