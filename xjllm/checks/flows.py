"""Flows: exports and imports add up to the total, and their difference is the balance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xjllm.checks.ledger import Stated, read_ledger
from xjllm.checks.wording import doubt

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from xjllm.article import Article
    from xjllm.checks.ranges import Range
    from xjllm.fact import Fact
    from xjllm.finding import Finding

_FLOWS = ("exports", "imports", "total", "balance")


def check_flow_sums(facts: Sequence[Fact], _article: Article) -> Iterator[Finding]:
    """Exports, imports, total and balance of the same trade that do not add up (guidelines, field `flow`).

    One finding for all that is stated of one trade. A figure without which the others fit is first.
    """
    ledger = read_ledger(facts)
    seen = set()
    for dimensions, period, unit in list(ledger.levels):
        key = dimensions._replace(flow=None), period, unit
        if dimensions.flow is None or key in seen:
            continue
        seen.add(key)
        stated = {flow: each for flow in _FLOWS if (each := ledger.level(dimensions._replace(flow=flow), period, unit))}
        wrong = contradiction({flow: each.range for flow, each in stated.items()})
        if wrong is None:
            continue
        suspect, others = wrong
        named = [stated[flow] for flow in (suspect, *others)]
        yield doubt("flows_do_not_add_up", _sentence(stated), *named)


def contradiction(flows: Mapping[str, Range]) -> tuple[str, tuple[str, ...]] | None:
    """The flow most likely wrong and the others that contradict it; None where all can be true at once."""
    if _consistent(flows):
        return None
    # Listed so that of several possible culprits the least often misprinted, the headline's total, is last.
    for suspect in ("imports", "exports", "balance", "total"):
        rest = {flow: found for flow, found in flows.items() if flow != suspect}
        if suspect in flows and _consistent(rest):
            return suspect, tuple(rest)
    return next(iter(flows)), tuple(flows)[1:]


def _consistent(flows: Mapping[str, Range]) -> bool:
    exports, imports, total, balance = (flows.get(flow) for flow in _FLOWS)
    return not (
        (exports and imports and total and not (exports + imports).meets(total))
        or (exports and imports and balance and not (exports - imports).meets(balance))
        or (total and balance and exports and not (total + balance).meets(exports.scaled(2)))
        or (total and balance and imports and not (total - balance).meets(imports.scaled(2)))
    )


def _sentence(stated: Mapping[str, Stated]) -> str:
    return "these do not add up: " + ", ".join(f"{flow} {each.text}" for flow, each in stated.items())
