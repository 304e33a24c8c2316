"""Small batches for tests: made-up articles, a model that answers them all, and what came of them."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

from xjllm.batch import BatchRun, BatchSettings, export_batch
from xjllm.testing import FakeModel

if TYPE_CHECKING:
    from pathlib import Path

ANSWER = {"reporter": "CHN", "period": "2023", "facts": [{"n": 1, "flow": "exports"}]}

PLACES = [
    "Harbin",
    "Dalian",
    "Wuhan",
    "Lanzhou",
    "Xining",
    "Yinchuan",
    "Baotou",
    "Ordos",
    "Datong",
    "Luoyang",
    "Kaifeng",
    "Anyang",
]


def story(number: int) -> str:
    """A made-up story; each number gives another one."""
    place = PLACES[number % len(PLACES)]
    return (
        f"{place} sold goods number {number} abroad\n\n"
        f"{place} exported teapots worth {number + 3}.4 million yuan in 2023, the office of {place} said.\n\n"
        f"Of these {number + 11} percent went by road.\n"
    )


def write_stories(folder: Path, count: int) -> Path:
    folder.mkdir(exist_ok=True)
    for number in range(count):
        (folder / f"s{number:03d}.txt").write_text(story(number))
    return folder


def answering(answers: Any = None) -> FakeModel:
    """A model that gives every request the same answer, or what a function makes of it."""
    return FakeModel(answers if callable(answers) else lambda _: ANSWER)


def run(inputs, out, model=None, **settings):
    """Run a batch to its end; gives its report, and its outcomes by id."""
    given = [inputs] if not isinstance(inputs, list) else inputs

    async def go():
        batch = BatchRun(given, out=out, model=model or answering(), settings=BatchSettings(**settings))
        outcomes = [outcome async for outcome in batch.outcomes()]
        return batch.report, outcomes

    report, outcomes = asyncio.run(go())
    assert len({outcome.id for outcome in outcomes}) == len(outcomes)
    return report, {outcome.id: outcome for outcome in outcomes}


def exported(out: Path) -> dict[str, list[dict[str, Any]]]:
    """The results, as the JSON lines that `export` writes."""
    folder = export_batch(out, file_format="jsonl", target=out / "check")
    return {
        name: [json.loads(line) for line in (folder / f"{name}.jsonl").read_text().splitlines()]
        for name in ("articles", "failures")
    }


def rows(out: Path, table: str) -> list[dict[str, Any]]:
    """The rows in the Parquet files of a table."""
    import pyarrow.parquet as pq

    return [row for part in sorted((out / table).rglob("*.parquet")) for row in pq.ParquetFile(part).read().to_pylist()]
