"""Kills a batch again and again with `kill -9`, at random points, and shows that nothing is lost or done twice.

    python bench/kill_resume.py --kills 50
    python bench/kill_resume.py --kills 20 --together 2      two processes on one folder, one of them killed each time

The batch is started, killed after a random time, and started again until it has been killed so often; then it runs to
its end. Shown: requests beyond one pass against those in flight at the kills, and whether the results are, sorted,
byte for byte those of a run that nobody disturbed. Exit code 0 where all of that holds.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import signal
import sys
import tempfile
import time
from pathlib import Path

from articles import write_lines
from loopback import ask_stats, loopback, reset_stats

import xjllm.batch.parts
from xjllm.batch import BatchSettings, export_batch, run_batch
from xjllm.openai_model import EndpointSettings, OpenAIModel
from xjllm.pacing import Limits, PacedModel
from xjllm.testing import FakeModel

ARTICLES_PER_PART = 25
"""Far fewer than usual, so that kills meet the writing of parts, too."""


ANSWER = {"reporter": "CHN", "period": "2023", "facts": [{"n": 1}]}


def run_to_end(inputs: Path, out: Path, address: str, in_flight: int, workers: int) -> None:
    """The batch, as the command line runs it."""
    xjllm.batch.parts.ARTICLES_PER_PART = ARTICLES_PER_PART
    endpoint = EndpointSettings(base_url=f"{address}/v1", max_retries=0)
    limits = Limits(max_concurrency=in_flight, start_concurrency=in_flight)
    model = PacedModel(OpenAIModel("stub", settings=endpoint), limits)
    report = run_batch([inputs], out=out, model=model, settings=BatchSettings(in_flight=in_flight, workers=workers))
    if report.failed or report.ending != "done":
        raise SystemExit(f"the run ended with {report}")


def warm_up(folder: Path) -> None:
    """Import everything, so that children begin with their work instead of being killed in their imports."""
    inputs = write_lines(folder / "warm.jsonl", 2)
    run_batch([inputs], out=folder / "warm", model=FakeModel(lambda _: ANSWER))
    digest_results(folder / "warm")
    # Nobody listens there: the client and its certificates are loaded, and the request fails.
    nobody = OpenAIModel("stub", settings=EndpointSettings(base_url="http://127.0.0.1:9/v1", max_retries=0))
    run_batch([inputs], out=folder / "cold", model=nobody)


def start(inputs: Path, out: Path, address: str, in_flight: int, workers: int) -> int:
    """Start the batch in a process of its own; returns its id."""
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        run_to_end(inputs, out, address, in_flight, workers)
        code = 0
    finally:
        os._exit(code)


def wait(pid: int) -> int:
    """The exit code of a child."""
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def wait_for_a_moment(address: str, running: list[int], draw: random.Random) -> None:
    """Until a random point: mostly after so many more requests, whatever the machine's load; at times at the start."""
    if draw.random() < 0.2:
        time.sleep(draw.uniform(0, 0.5))
        return
    goal = ask_stats(address)["requests"] + draw.randint(1, 24)
    while ask_stats(address)["requests"] < goal and any(is_running(pid) for pid in running):
        time.sleep(0.004)
    time.sleep(draw.uniform(0, 0.06))


def is_running(pid: int) -> bool:
    """Whether a child has not ended; it is left to be waited for."""
    return os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None


def kill_often(inputs: Path, out: Path, address: str, options: argparse.Namespace) -> int:
    """Start and kill the batch; returns how many kills met a living process."""
    draw = random.Random(options.seed)
    running: list[int] = []
    killed = 0
    while killed < options.kills:
        while len(running) < options.together:
            running.append(start(inputs, out, address, options.in_flight, options.workers))
        wait_for_a_moment(address, running, draw)
        victim = running.pop(draw.randrange(len(running)))
        os.kill(victim, signal.SIGKILL)
        if wait(victim) == -signal.SIGKILL:
            killed += 1
        else:
            break  # the batch was done before it could be killed
    for pid in running:
        if wait(pid) != 0:
            raise SystemExit("a process failed by itself")
    return killed


def digest_results(out: Path) -> tuple[str, int]:
    """Hash of the sorted results, exported and as they stand in the parts, and the number of articles."""
    import pyarrow.parquet as pq

    digest = hashlib.sha256()
    folder = export_batch(out, file_format="jsonl", target=out / "check")
    for name in ("articles.jsonl", "failures.jsonl"):
        for line in sorted((folder / name).read_bytes().splitlines()):
            digest.update(line + b"\n")
    count = 0
    for table in ("articles", "facts", "findings", "set_aside"):
        rows = [
            json.dumps(row, sort_keys=True, default=str)
            for part in sorted((out / table).rglob("*.parquet"))
            for row in pq.ParquetFile(part).read().to_pylist()
        ]
        count = count or len(rows)
        digest.update("\n".join(sorted(rows)).encode())
    return digest.hexdigest(), count


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--articles", type=int, default=0, help="0: 25 for each kill and process")
    parser.add_argument("--in-flight", type=int, default=8)
    parser.add_argument("--together", type=int, default=1, help="processes at the same time on one folder")
    parser.add_argument("--workers", type=int, default=0, help="worker processes of each process")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    count = options.articles or 25 * options.kills * options.together
    with tempfile.TemporaryDirectory() as folder, loopback(latency=0.03, jitter=0.03, tokens=60) as address:
        warm_up(Path(folder))
        inputs = write_lines(Path(folder) / "in.jsonl", count, sentences=3)
        undisturbed, disturbed = Path(folder) / "undisturbed", Path(folder) / "disturbed"
        if wait(start(inputs, undisturbed, address, options.in_flight, options.workers)):
            raise SystemExit("the undisturbed run failed")
        one_pass = ask_stats(address)["requests"]
        reset_stats(address)
        killed = kill_often(inputs, disturbed, address, options)
        before_last = ask_stats(address)["distinct"]
        if wait(start(inputs, disturbed, address, options.in_flight, options.workers)):
            raise SystemExit("the last run failed")
        asked = ask_stats(address)
        rerun_before = asked["requests"]
        if wait(start(inputs, disturbed, address, options.in_flight, options.workers)):
            raise SystemExit("the rerun failed")
        first, second = digest_results(undisturbed), digest_results(disturbed)
        repeated = asked["requests"] - one_pass
        result = {
            "articles": count,
            "kills": killed,
            "processes": options.together,
            "in_flight_each": options.in_flight,
            "workers_each": options.workers,
            "done_before_the_last_run": before_last,
            "requests_of_one_pass": one_pass,
            "requests": asked["requests"],
            "repeated": repeated,
            "in_flight_at_kills_at_most": killed * options.in_flight,
            "requests_of_a_rerun": ask_stats(address)["requests"] - rerun_before,
            "articles_written": second[1],
            "results_equal": first == second,
        }
    print(json.dumps(result, indent=2))
    good = (
        killed == options.kills
        and one_pass == count == second[1]
        and asked["distinct"] == count
        and 0 <= repeated <= killed * options.in_flight
        and result["requests_of_a_rerun"] == 0
        and first == second
    )
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
