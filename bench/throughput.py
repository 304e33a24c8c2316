"""Articles a second against a loopback endpoint of fixed latency, side by side on one machine.

    python bench/throughput.py --concurrency 16 64 256 [--langextract PYTHON] [--tokens 1000]

bare         AsyncOpenAI alone: requests rendered beforehand, replies parsed by the client and thrown away
instructor   instructor alone: answers validated against our schema, nothing else done
langextract  langextract with its own parallelism, one request an article; PYTHON is an interpreter that has it
xjllm        the whole batch, as the command runs it: reading, figures, prompt, validation, facts, checks, ledger,
             Parquet; in several processes after the first 200 articles
xjllm, one   the same in one process

Each runs in a process of its own, warmed up first; the endpoint (0.3 s, jitter 0.05 s) is in another one. An article
has 16 figures: an answer of 1,000 tokens tells of each two or three times, 37 facts; one of 400 tokens once, as models
do. CPU is that of the contestant's process and its workers, whose start and imports count. Each gets about as many
articles as it can do in some seconds. All of it takes about three minutes.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from articles import stories, write_lines, write_story

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

CONTESTANTS = {"bare": 1.0, "instructor": 0.8, "langextract": 0.8, "xjllm": 1.5, "xjllm, one": 1.5}
"""The contestants, and for how many times the seconds that are asked for each is to run."""
_MOST_A_S = {"bare": 160.0, "instructor": 50.0, "langextract": 6.0, "xjllm": 120.0, "xjllm, one": 80.0}
"""Articles a second that each may reach, to give it about as many as it needs."""


def measure(run: Callable[[], object]) -> dict[str, float]:
    """Wall and CPU seconds of `run`, and of the processes that have ended within it."""
    cpu, started = cpu_s(), time.perf_counter()
    run()
    return {"seconds": time.perf_counter() - started, "cpu_s": cpu_s() - cpu}


def cpu_s() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


async def all_at_once(calls: list[Callable[[], Awaitable[object]]], concurrency: int) -> None:
    gate = asyncio.Semaphore(concurrency)

    async def one(call: Callable[[], Awaitable[object]]) -> None:
        async with gate:
            await call()

    await asyncio.gather(*(one(call) for call in calls))


def open_client(address: str, concurrency: int) -> Any:  # noqa: ANN401 (openai is imported late)
    import httpx2
    import openai

    limits = httpx2.Limits(max_connections=concurrency, max_keepalive_connections=concurrency)
    carrier = httpx2.AsyncClient(timeout=60, limits=limits)
    return openai.AsyncOpenAI(base_url=f"{address}/v1", api_key="none", max_retries=0, http_client=carrier)


def run_bare(address: str, concurrency: int, articles: int) -> dict[str, float]:
    from xjllm.extraction import Extractor
    from xjllm.openai_model import OpenAIModel
    from xjllm.openai_settings import EndpointSettings
    from xjllm.reading import read_article_text

    model = OpenAIModel("stub", settings=EndpointSettings(base_url=f"{address}/v1"))
    extractor = Extractor(model)
    rendered = [
        model.render(part.request, "tools")
        for story in stories(articles)
        for part in extractor.plan(read_article_text(story)).parts
    ]

    async def go() -> dict[str, float]:
        async with open_client(address, concurrency) as client:
            create = client.chat.completions.create
            await create(**rendered[0])
            cpu, started = cpu_s(), time.perf_counter()
            await all_at_once([lambda one=one: create(**one) for one in rendered], concurrency)  # type: ignore[misc]
            return {"seconds": time.perf_counter() - started, "cpu_s": cpu_s() - cpu}

    return asyncio.run(go())


def run_instructor(address: str, concurrency: int, articles: int) -> dict[str, float]:
    import instructor

    from xjllm.answer import Answer
    from xjllm.extraction import Extractor
    from xjllm.reading import read_article_text
    from xjllm.testing import FakeModel

    extractor = Extractor(FakeModel([]))
    asked = [
        list(part.request.messages)
        for story in stories(articles)
        for part in extractor.plan(read_article_text(story)).parts
    ]

    async def go() -> dict[str, float]:
        async with open_client(address, concurrency) as plain:
            create = instructor.from_openai(plain, mode=instructor.Mode.TOOLS).chat.completions.create

            def call(messages: Any) -> Awaitable[object]:  # noqa: ANN401
                answer: Awaitable[object] = create(
                    model="stub", response_model=Answer, messages=messages, max_retries=0
                )
                return answer

            await call(asked[0])
            cpu, started = cpu_s(), time.perf_counter()
            await all_at_once([lambda one=one: call(one) for one in asked], concurrency)  # type: ignore[misc]
            return {"seconds": time.perf_counter() - started, "cpu_s": cpu_s() - cpu}

    return asyncio.run(go())


def run_langextract(address: str, concurrency: int, articles: int) -> dict[str, float]:
    import langextract as lx  # type: ignore[import-not-found]
    from langextract.providers.openai import OpenAILanguageModel  # type: ignore[import-not-found]

    example = lx.data.ExampleData(
        text="Exports of rice came to 3.20 billion yuan.",
        extractions=[lx.data.Extraction("amount", "3.20 billion yuan", attributes={"flow": "exports"})],
    )
    model = OpenAILanguageModel("stub", api_key="none", base_url=f"{address}/v1", max_workers=concurrency)
    documents = [lx.data.Document(text=story) for story in stories(articles)]

    def extract(some: list[Any]) -> None:
        found = lx.extract(
            text_or_documents=some,
            prompt_description="Extract the amounts of trade.",
            examples=[example],
            model=model,
            max_char_buffer=20_000,
            batch_length=concurrency,
            max_workers=concurrency,
            show_progress=False,
        )
        assert all(one.extractions for one in found)

    extract([lx.data.Document(text=write_story(10**6))])
    return measure(lambda: extract(documents))


def run_xjllm(address: str, concurrency: int, articles: int, *, workers: int | None) -> dict[str, float]:
    from xjllm.batch import BatchRun, BatchSettings
    from xjllm.batch.workshop import collect_rarely
    from xjllm.openai_model import OpenAIModel
    from xjllm.openai_settings import EndpointSettings
    from xjllm.pacing import Limits, PacedModel

    async def go(inputs: Path, out: Path, batch_workers: int | None) -> None:
        endpoint = EndpointSettings(base_url=f"{address}/v1", max_retries=0, max_connections=concurrency)
        limits = Limits(max_concurrency=concurrency, start_concurrency=concurrency)
        model = PacedModel(OpenAIModel("stub", settings=endpoint), limits)
        settings = BatchSettings(in_flight=concurrency + max(8, concurrency // 4), workers=batch_workers)
        run = BatchRun([inputs], out=out, model=model, settings=settings)
        async for _ in run.outcomes():
            pass
        await model.aclose()
        assert run.report.done > 0
        assert run.report.failed == 0, run.report

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        asyncio.run(go(write_lines(folder / "warm.jsonl", 3), folder / "warm", 0))
        inputs = write_lines(folder / "in.jsonl", articles)
        collect_rarely()
        return measure(lambda: asyncio.run(go(inputs, folder / "out", workers)))


def run_one(options: argparse.Namespace) -> dict[str, float]:
    name, address, concurrency = options.contestant, options.address, options.concurrency[0]
    if name.startswith("xjllm"):
        return run_xjllm(address, concurrency, options.articles, workers=0 if "one" in name else None)
    run = {"bare": run_bare, "instructor": run_instructor, "langextract": run_langextract}[name]
    return run(address, concurrency, options.articles)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--concurrency", type=int, nargs="+", default=[16, 64, 256])
    parser.add_argument("--seconds", type=float, default=6, help="about how long each measurement is to take")
    parser.add_argument("--tokens", type=int, default=1000, help="length of an answer; 3.6 characters a token")
    parser.add_argument("--only", nargs="+", choices=CONTESTANTS, default=list(CONTESTANTS), help="the contestants")
    parser.add_argument("--langextract", default="", metavar="PYTHON", help="an interpreter that has langextract")
    parser.add_argument("--contestant", choices=CONTESTANTS, help=argparse.SUPPRESS)
    parser.add_argument("--address", help=argparse.SUPPRESS)
    parser.add_argument("--articles", type=int, default=0, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.contestant:
        print(json.dumps(run_one(options)))
        return
    from loopback import loopback

    print(
        f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f} at the start; answers of {options.tokens} tokens"
    )
    print(f"{'concurrency':>11}  {'contestant':14} {'articles/s':>10} {'of bare':>8} {'CPU ms/article':>14}")
    for concurrency in options.concurrency:
        bare = 0.0
        for name in options.only:
            python = options.langextract if name == "langextract" else sys.executable
            if not python:
                continue
            articles = int(min(concurrency / 0.325, _MOST_A_S[name]) * options.seconds * CONTESTANTS[name])
            with loopback(latency=0.3, jitter=0.05, tokens=options.tokens) as address:
                command = [python, __file__, "--contestant", name, "--address", address, "--concurrency"]
                command += [str(concurrency), "--articles", str(articles)]
                done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode:
                print(f"{concurrency:11}  {name:14} failed: {done.stderr.strip().splitlines()[-1]}")
                continue
            taken = json.loads(done.stdout.splitlines()[-1])
            rate = articles / taken["seconds"]
            bare = bare or rate
            cpu_ms = taken["cpu_s"] / articles * 1000
            print(f"{concurrency:11}  {name:14} {rate:10.1f} {rate / bare:8.2f} {cpu_ms:14.1f}", flush=True)


if __name__ == "__main__":
    main()
