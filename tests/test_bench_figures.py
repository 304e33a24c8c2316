"""The benchmark of the figures: its columns are of the command that they name."""

import importlib.util
from pathlib import Path

BENCH = Path(__file__).parent.parent / "bench" / "figures.py"


def test_memory_is_that_of_the_command_alone():
    """What the benchmark itself holds in memory is not counted as the command's."""
    spec = importlib.util.spec_from_file_location("bench_figures", BENCH)
    bench = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(bench)
    held = b"x" * 300_000_000
    seconds, memory_mb = bench.measure_command(1_000)
    assert len(held) == 300_000_000
    assert seconds > 0
    assert 10 < memory_mb < 250
