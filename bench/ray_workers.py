"""Ray with some workers on this machine against one process: articles a second and processor time an article.

    python bench/ray_workers.py --articles 1500 --concurrency 64 --workers 2

Both ask the same loopback endpoint, which runs in a process of its own, about the same articles, with the same total
of requests in flight, and do the same work: figures, prompt, request, validation, checks. Neither has a ledger or
Parquet. Ray's time is given with and without the start of its processes.

(Not called ray.py: a script's folder comes first where Python looks for modules, so that would hide Ray.)
"""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import os
import threading
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from articles import write_story
from loopback import ask_stats, loopback, reset_stats

from xjllm.extraction import Extractor
from xjllm.openai_model import EndpointSettings, OpenAIModel
from xjllm.pacing import Limits, PacedModel
from xjllm.reading import read_article_text

if TYPE_CHECKING:
    from collections.abc import Callable

_TICKS = os.sysconf("SC_CLK_TCK")


def make_model(url: str, connections: int) -> OpenAIModel:
    return OpenAIModel("stub", settings=EndpointSettings(f"{url}/v1", "k", max_retries=0, max_connections=connections))


class ProcessorTime:
    """Adds up the processor time of this process and all its descendants, but for the process `but`.

    Descendants are looked at twice a second: Ray's workers end unseen, and nobody inherits their times.
    """

    def __init__(self, but: int) -> None:
        self._but = but
        self._times: dict[int, float] = {}
        self._ended = threading.Event()
        threading.Thread(target=self._watch, daemon=True).start()

    def seconds(self) -> float:
        times: dict[int, float] = {}
        parents: dict[int, int] = {}
        for folder in Path("/proc").iterdir():
            if folder.name.isdigit():
                try:
                    words = (folder / "stat").read_text().rsplit(")", 1)[1].split()
                except OSError:
                    continue
                parents[int(folder.name)] = int(words[1])
                times[int(folder.name)] = (int(words[11]) + int(words[12])) / _TICKS
        ours = {os.getpid()}
        while more := {pid for pid, parent in parents.items() if parent in ours and pid not in {*ours, self._but}}:
            ours |= more
        self._times |= {pid: times[pid] for pid in ours}
        return sum(self._times.values())

    def _watch(self) -> None:
        while not self._ended.wait(0.5):
            self.seconds()


async def run_single(url: str, count: int, concurrency: int) -> int:
    limits = Limits(max_concurrency=concurrency, start_concurrency=concurrency)
    gate = asyncio.Semaphore(concurrency + concurrency // 8)

    async with Extractor(PacedModel(make_model(url, concurrency), limits)) as extractor:

        async def one(number: int) -> int:
            async with gate:
                extraction = await extractor.aextract(read_article_text(write_story(number), name=f"a{number}"))
                return len(extraction.facts)

        return sum(await asyncio.gather(*(one(number) for number in range(count))))


def run_ray(url: str, count: int, concurrency: int, workers: int) -> int:
    import ray

    from xjllm.ray import ClusterSettings, extract

    rows = [{"id": f"a{number}", "text": write_story(number)} for number in range(count)]
    limits = Limits(max_concurrency=concurrency, start_concurrency=concurrency)
    settings = ClusterSettings(workers=workers, limits=limits, rows_at_once=max(1, concurrency // workers // 2))
    # Two blocks at a time in each worker, and some to go round.
    dataset = ray.data.from_items(rows, override_num_blocks=min(count, workers * 6))
    results = extract(dataset, model=partial(make_model, url, concurrency), settings=settings).take_all()
    assert len({row["article"] for row in results if row["state"] == "done"}) == count
    return sum(len(json.loads(row["extraction"])["facts"]) for row in results)


def show(name: str, count: int, wall_s: float, cpu_s: float) -> None:
    print(f"{name:<34}{count:>9}{wall_s:>9.1f}{count / wall_s:>12.1f}{1000 * cpu_s / count:>18.1f}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=1500)
    parser.add_argument("--concurrency", type=int, default=64)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--latency", type=float, default=0.3)
    options = parser.parse_args()
    count, concurrency, workers = options.articles, options.concurrency, options.workers
    with loopback(latency=options.latency, jitter=0.05, tokens=1000) as url:
        spent = ProcessorTime(max(_children()))
        print(f"{'':<34}{'articles':>9}{'s':>9}{'articles/s':>12}{'CPU ms/article':>18}")
        asyncio.run(run_single(url, 20, concurrency))
        reset_stats(url)
        measured = _measure(spent, lambda: asyncio.run(run_single(url, count, concurrency)))
        facts = measured[0]
        show("one process", count, *measured[1:])
        assert ask_stats(url)["requests"] == count

        reset_stats(url)
        begin = time.perf_counter()
        _start_ray(workers)
        started_s = time.perf_counter() - begin
        measured = _measure(spent, lambda: run_ray(url, count, concurrency, workers))
        assert measured[0] == facts, "Ray gives the same facts"
        requests = ask_stats(url)["requests"]
        show(f"Ray, {workers} workers, their start in it", count, *measured[1:])
        # What a longer run adds: the start of Ray's processes and actors is in both.
        longer = _measure(spent, lambda: run_ray(url, 2 * count, concurrency, workers))
        show(f"Ray, {workers} workers, without it", count, longer[1] - measured[1], longer[2] - measured[2])
        print(f"Ray itself took {started_s:.1f} s to start; requests: {requests} for {count} articles")


def _start_ray(workers: int) -> None:
    import ray

    ray.init(
        num_cpus=workers + 2,
        include_dashboard=False,
        log_to_driver=False,
        object_store_memory=300_000_000,
        _node_ip_address="127.0.0.1",
        logging_level=logging.ERROR,
    )
    ray.cloudpickle.register_pickle_by_value(__import__("__main__"))
    logging.getLogger("ray.data").setLevel(logging.WARNING)
    ray.data.DataContext.get_current().enable_progress_bars = False


def _measure(spent: ProcessorTime, work: Callable[[], int]) -> tuple[int, float, float]:
    cpu_s, begin = spent.seconds(), time.perf_counter()
    result = work()
    return result, time.perf_counter() - begin, spent.seconds() - cpu_s


def _children() -> list[int]:
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                parent = int((folder / "stat").read_text().rsplit(")", 1)[1].split()[1])
            except OSError:
                continue
            if parent == os.getpid():
                found.append(int(folder.name))
    return found


if __name__ == "__main__":
    main()
