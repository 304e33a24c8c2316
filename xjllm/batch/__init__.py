"""Batch: many articles become tables of facts, and nothing is lost.

inputs, streams, json_items   folders, globs, files, JSON lines and URLs → items
records, settings             what goes through a run; how it runs; what it counts
duplicates, copies            the same story twice
configuration                 prompt, model and settings, as one hash
database, migrations, locks,  the SQLite file in the output folder, which is the truth
  ledger
workshop, feeding, asking,    the way of an article, many at a time
  engine, tracing
tables, stored, parts,        what the ledger holds, as Parquet, JSON lines, CSV, DuckDB
  exports
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from xjllm.batch.engine import BatchRun
from xjllm.batch.exports import export_batch
from xjllm.batch.records import Failure, Outcome
from xjllm.batch.settings import BatchReport, BatchSettings
from xjllm.batch.stored import ConfigState, read_status

if TYPE_CHECKING:
    import os
    from collections.abc import AsyncIterator, Sequence

    from xjllm.model import Model

__all__ = [
    "BatchReport",
    "BatchRun",
    "BatchSettings",
    "ConfigState",
    "Failure",
    "Outcome",
    "export_batch",
    "iter_batch",
    "read_status",
    "run_batch",
]


def run_batch(
    inputs: Sequence[str | os.PathLike[str]],
    *,
    out: str | os.PathLike[str],
    model: Model,
    settings: BatchSettings | None = None,
) -> BatchReport:
    """Extract the facts of all articles that are not done yet into the folder `out`; returns what was done.

    Args:
        inputs: folders, globs, files and URLs.
        out: the output folder: `ledger.sqlite`, and Parquet files of each table.
        model: what answers; it is closed at the end. It is asked as it is: put it into a `PacedModel` for limits,
            pauses and further tries.
        settings: see `BatchSettings`.

    Raises:
        LedgerError: the output folder cannot be used, or not any more. What is finished is kept.
    """

    async def run() -> BatchReport:
        batch = BatchRun(inputs, out=out, model=model, settings=settings)
        try:
            async for _ in batch.outcomes():
                pass
        finally:
            await model.aclose()
        return batch.report

    return asyncio.run(run())


async def iter_batch(
    inputs: Sequence[str | os.PathLike[str]],
    *,
    out: str | os.PathLike[str],
    model: Model,
    settings: BatchSettings | None = None,
) -> AsyncIterator[Outcome]:
    """As `run_batch`, giving each article's outcome as it finishes; `BatchRun` also has the counts and `stop`."""
    async for outcome in BatchRun(inputs, out=out, model=model, settings=settings).outcomes():
        yield outcome
