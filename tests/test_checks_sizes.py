"""Checks of huge articles: what is compared grows with the facts, not with their pairs."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from checks_samples import facts_of

from xjllm.checks import check_facts
from xjllm.checks.ledger import Dimensions
from xjllm.checks.ranges import Range, first_conflict
from xjllm.checks.wholes import Wholes

if TYPE_CHECKING:
    from types import FrameType, ModuleType

BENCH = Path(__file__).parent.parent / "bench" / "checks.py"


def load_bench() -> ModuleType:
    spec = importlib.util.spec_from_file_location("bench_checks", BENCH)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


bench = load_bench()

# `periods` is left out: thousands of different periods of one trade are compared with each other.
KINDS = [kind for kind in bench.KINDS if kind is not bench.periods]


def lines_run(facts: int, kind: Any) -> int:
    """Lines of the checks' code that run on so many facts: a measure of work that no clock disturbs."""
    article, stated = bench.write_article(kind(), facts)
    count = 0

    def trace(frame: FrameType, event: str, _: object) -> Any:
        nonlocal count
        if "checks" not in frame.f_code.co_filename:
            return None
        count += event == "line"
        return trace

    check_facts(stated[:20], article)
    sys.settrace(trace)
    try:
        check_facts(stated, article)
    finally:
        sys.settrace(None)
    return count


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_work_grows_with_the_facts(kind: Any) -> None:
    """Twice the facts are at most two and a half times the work, with an allowance for new trades."""
    assert lines_run(400, kind) <= 2.5 * lines_run(200, kind)


def test_first_conflict_is_the_first_in_order() -> None:
    """Of all pairs that have no number in common, the one of the earliest, with the earliest after it."""
    ranges = [Range(low, high) for low, high in ((1, 9), (2, 8), (5, 7), (3, 4), (1, 1))]
    pairs = [(a, b) for a in range(5) for b in range(a + 1, 5) if not ranges[a].meets(ranges[b])]
    assert first_conflict(ranges) == min(pairs) == (1, 4)
    assert first_conflict(ranges[:3]) is None
    assert first_conflict([]) is None


def test_wholes_are_those_that_part_of_names() -> None:
    """Whatever is found without comparing all with all is what comparing all with all finds."""
    choices: dict[str, tuple[Any, ...]] = {
        "partner": ("WLD", "KAZ", "C5", "EU", "visegrad four"),
        "flow": ("total", "exports", "balance"),
        "reporter": ("CHN", "CN-XJ"),
        "commodity": (None, "tea"),
        "enterprise_type": (None, "private", "domestic"),
        "port": (None, "Khorgos"),
        "measure": ("trade_value", "shipments"),
        "per": (None, "month"),
        "zone": (None, "Kashgar"),
    }
    facts, _ = facts_of(("1 million yuan", {}))
    some = [Dimensions.of(facts[0])]
    for field, values in choices.items():
        some = [each._replace(**{field: value}) for each in some for value in values]
    some = some[::7]
    wholes = Wholes(some)
    for part in some[::5]:
        assert set(wholes.of(part)) == {whole for whole in some if part.part_of(whole)}
