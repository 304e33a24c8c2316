"""Time to import xjllm, each in a fresh interpreter, against a bare interpreter.

Run: python bench/import_time.py [--runs N]
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import time

STATEMENTS = {
    "bare interpreter": "pass",
    "import xjllm": "import xjllm",
    "from xjllm import extract": "from xjllm import extract",
    "import openai": "import openai",
}


def measure(statement: str, runs: int) -> list[float]:
    """Seconds of each run, sorted."""
    seconds = []
    for _ in range(runs):
        begin = time.perf_counter()
        subprocess.run([sys.executable, "-c", statement], check=True)
        seconds.append(time.perf_counter() - begin)
    return sorted(seconds)


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=7)
    runs = parser.parse_args().runs
    bare = 0.0
    print(f"{'statement':<28}{'median s':>10}{'least s':>10}{'above bare s':>14}")
    for name, statement in STATEMENTS.items():
        seconds = measure(statement, runs)
        middle = statistics.median(seconds)
        bare = bare or middle
        print(f"{name:<28}{middle:>10.3f}{seconds[0]:>10.3f}{middle - bare:>14.3f}")


if __name__ == "__main__":
    main()
