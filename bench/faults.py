"""A batch against an endpoint that fails in every way, 5 % of the requests each.

    python bench/faults.py --articles 300

429 storms, 500s, resets, stalls, answers that are cut off and garbled ones. Shown: what became of the articles, how
often the endpoint was asked, and the time it took. Exit code 0 where every article is done or among the failures,
none is lost and none is there twice.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tempfile
import time
from pathlib import Path

from articles import write_lines
from loopback import ask_stats, loopback

from xjllm.batch import BatchRun, BatchSettings
from xjllm.openai_model import EndpointSettings, OpenAIModel
from xjllm.pacing import Limits, PacedModel


async def run(inputs: Path, out: Path, address: str, concurrency: int) -> BatchRun:
    endpoint = EndpointSettings(base_url=f"{address}/v1", max_retries=0, timeout_s=5.0)
    limits = Limits(max_concurrency=concurrency, start_concurrency=concurrency)
    model = PacedModel(OpenAIModel("stub", settings=endpoint), limits)
    batch = BatchRun([inputs], out=out, model=model, settings=BatchSettings(in_flight=concurrency))
    try:
        async for _ in batch.outcomes():
            pass
    finally:
        await model.aclose()
    return batch


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=300)
    parser.add_argument("--concurrency", type=int, default=16)
    parser.add_argument("--rate", type=float, default=0.05, help="share of requests for each of the six faults")
    options = parser.parse_args()
    import pyarrow.dataset

    with (
        tempfile.TemporaryDirectory() as folder,
        loopback(latency=0.05, jitter=0.05, tokens=200, faults=options.rate, stall=20) as address,
    ):
        inputs = write_lines(Path(folder) / "in.jsonl", options.articles, sentences=4)
        out = Path(folder) / "out"
        started = time.perf_counter()
        report = asyncio.run(run(inputs, out, address, options.concurrency)).report
        seconds = time.perf_counter() - started
        asked = ask_stats(address)
        ids = [
            id_
            for table in ("articles", "failures")
            for id_ in pyarrow.dataset.dataset(out / table).to_table(["article"]).column(0).to_pylist()
        ]
        errors = pyarrow.dataset.dataset(out / "failures").to_table(["error"]).column(0).to_pylist()
    result = {
        "articles": options.articles,
        "done": report.done,
        "failed": report.failed,
        "failures": {error: errors.count(error) for error in sorted(set(errors))},
        "lost": options.articles - len(set(ids)),
        "twice": len(ids) - len(set(ids)),
        "requests": asked["requests"],
        "requests_counted_by_the_batch": report.usage.requests,
        "faults": asked["faults"],
        "seconds": round(seconds, 1),
        "ending": report.ending,
    }
    print(json.dumps(result, indent=2))
    return 0 if result["lost"] == result["twice"] == 0 and report.ending == "done" else 1


if __name__ == "__main__":
    sys.exit(main())
