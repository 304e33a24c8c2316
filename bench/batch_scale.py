"""Many articles through one batch: time for each thousand, memory, and how soon a killed run goes on.

    python bench/batch_scale.py --articles 100000

The model is a fake one in the same process that answers at once, so that only our own work is measured. The batch is
killed with `kill -9` at half way and started again. Shown: seconds for each tenth of the articles (linear: the last is
like the first), peak resident memory, and the seconds from the restart to the first new article.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import resource
import signal
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from articles import write_lines

from xjllm.batch import BatchRun, BatchSettings
from xjllm.batch.workshop import collect_rarely
from xjllm.testing import FakeModel

if TYPE_CHECKING:
    from xjllm.model import Reply, Request

ANSWER = json.dumps(
    {
        "reporter": "CN-XJ",
        "period": "2023",
        "facts": [{"n": 1, "flow": "exports", "partner": "KAZ"}, {"n": 2, "flow": "exports", "partner": "KAZ"}],
    }
)


class Quick(FakeModel):
    """Keeps no requests: the memory that is measured is to be the batch's."""

    def __init__(self) -> None:
        super().__init__(lambda _: ANSWER, name="quick")

    async def complete(self, request: Request) -> Reply:
        reply = await super().complete(request)
        self.requests.clear()
        await asyncio.sleep(0)
        return reply


async def run(inputs: Path, out: Path, marks: int, pipe: int, workers: int) -> None:
    started = time.perf_counter()
    collect_rarely()  # as the command does
    settings = BatchSettings(in_flight=64, workers=workers)
    batch = BatchRun([inputs], out=out, model=Quick(), settings=settings)
    count = 0
    async for _ in batch.outcomes():
        count += 1
        if count == 1 or count % marks == 0:
            note(pipe, count, started)
    note(pipe, -1, started)
    if batch.report.failed:
        raise SystemExit(f"failures: {batch.report}")


def note(pipe: int, count: int, started: float) -> None:
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    cpu = time.process_time()
    line = {"count": count, "seconds": time.perf_counter() - started, "cpu_s": cpu, "peak_mb": peak_mb}
    os.write(pipe, (json.dumps(line) + "\n").encode())


def child(inputs: Path, out: Path, options: argparse.Namespace, stop_at: int | None) -> list[dict[str, float]]:
    """What a process of its own notes; it is killed once it has done `stop_at` articles."""
    read, write = os.pipe()
    os.set_inheritable(write, True)
    words = [f"--child={inputs}", f"--out={out}", f"--pipe={write}"]
    words += [f"--articles={options.articles}", f"--workers={options.workers}"]
    pid = os.spawnv(os.P_NOWAIT, sys.executable, [sys.executable, __file__, *words])
    os.close(write)
    notes = []
    with os.fdopen(read) as lines:
        for line in lines:
            notes.append(json.loads(line))
            if stop_at is not None and notes[-1]["count"] >= stop_at:
                os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    return notes


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--workers", type=int, default=0)
    parser.add_argument("--child", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--out", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--pipe", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    marks = max(1, options.articles // 10)
    if options.child:
        asyncio.run(run(options.child, options.out, marks, options.pipe, options.workers))
        return 0
    with tempfile.TemporaryDirectory() as folder:
        inputs = write_lines(Path(folder) / "in.jsonl", options.articles, sentences=2)
        out = Path(folder) / "out"
        first = child(inputs, out, options, options.articles // 2)
        second = child(inputs, out, options, None)
        size_mb = sum(file.stat().st_size for file in out.rglob("*") if file.is_file()) / 1e6
        import pyarrow.dataset

        written = pyarrow.dataset.dataset(out / "articles", partitioning="hive").to_table(["article"])
    tenths = [
        round(later["cpu_s"] - earlier["cpu_s"], 1)
        for run_ in (first, second)
        for earlier, later in pairwise(run_)
        if later["count"] > 0
    ]
    result = {
        "articles": options.articles,
        "written_once": len(set(written.column(0).to_pylist())) == written.num_rows == options.articles,
        "cpu_s_of_each_tenth": tenths,
        "seconds": round(first[-1]["seconds"] + second[-1]["seconds"], 1),
        "peak_mb": round(max(line["peak_mb"] for line in (*first, *second)), 1),
        "peak_mb_after_the_first_tenth": round(first[1]["peak_mb"], 1),
        "first_new_article_after_restart_s": round(second[0]["seconds"], 2),
        "output_mb": round(size_mb, 1),
    }
    print(json.dumps(result, indent=2))
    return 0 if result["written_once"] and result["peak_mb"] < 400 else 1


if __name__ == "__main__":
    sys.exit(main())
