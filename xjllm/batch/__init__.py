"""Batch: many articles become tables of facts, and nothing is lost.

inputs, streams, json_items,  folders, globs, files, JSON lines and URLs → items
  sources
records, settings             what goes through a run; how it runs; what it counts
duplicates, copies            the same story twice
configuration, models         prompt, model and settings, as one hash; the model by its name
database, migrations, locks,  the SQLite file in the output folder, which is the truth: runs, what is to be done, rows
  runs, standings, rows,
  admissions, ledger
workshop, feeding, asking,    the way of an article, many at a time
  engine, tracing
tables, stored, parts,        what the ledger holds, as Parquet, JSON lines, CSV, DuckDB
  exports
"""

from __future__ import annotations

from contextlib import aclosing
from typing import TYPE_CHECKING

from xjllm.batch.engine import BatchRun
from xjllm.batch.exports import export_batch
from xjllm.batch.models import find_batch_model
from xjllm.batch.records import Failure, Outcome
from xjllm.batch.settings import BatchReport, BatchSettings
from xjllm.batch.stored import ConfigState, read_status
from xjllm.extraction import run_here
from xjllm.pacing import Limits

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
    inputs: str | os.PathLike[str] | Sequence[str | os.PathLike[str]],
    *,
    out: str | os.PathLike[str],
    model: str | Model | None = None,
    settings: BatchSettings | None = None,
) -> BatchReport:
    """Extract the facts of all articles that are not done yet into the folder `out`; returns what was done.

    Args:
        inputs: folders, globs, files and URLs, or one of them.
        out: the output folder: `ledger.sqlite`, and Parquet files of each table.
        model: a model's name, as `gpt-5.2`; None takes it from XJLLM_MODEL. Or any object with the methods of
            `xjllm.model.Model`, which is closed at the end, and asked as it is: put it into a `PacedModel` for limits,
            pauses and further tries, as a named one is.
        settings: see `BatchSettings`.

    Raises:
        SettingsError: no model is named, its settings are incomplete, a package of the extra `batch` is missing, or
            an event loop is running here already: take `iter_batch` there.
        LedgerError: the output folder cannot be used, or not any more. What is finished is kept.
    """

    async def run() -> BatchReport:
        chosen = _open_model(model, settings)
        batch = BatchRun(inputs, out=out, model=chosen, settings=settings)
        try:
            async for _ in batch.outcomes():
                pass
        finally:
            await chosen.aclose()
        return batch.report

    return run_here(run(), of="run_batch", instead="`async for` and iter_batch()")


async def iter_batch(
    inputs: str | os.PathLike[str] | Sequence[str | os.PathLike[str]],
    *,
    out: str | os.PathLike[str],
    model: str | Model | None = None,
    settings: BatchSettings | None = None,
) -> AsyncIterator[Outcome]:
    """As `run_batch`, giving each article's outcome as it finishes; a model that is given as an object stays open.

    `BatchRun` also has the counts so far, and `stop`. Whoever leaves the loop early closes the iterator, as
    `contextlib.aclosing` does; what was in flight is cancelled then.
    """
    chosen = _open_model(model, settings)
    try:
        async with aclosing(BatchRun(inputs, out=out, model=chosen, settings=settings).outcomes()) as outcomes:
            async for outcome in outcomes:
                yield outcome
    finally:
        if chosen is not model:
            await chosen.aclose()


def _open_model(model: str | Model | None, settings: BatchSettings | None) -> Model:
    if model is not None and not isinstance(model, str):
        return model
    in_flight = (settings or BatchSettings()).in_flight
    return find_batch_model(model, limits=Limits(max_concurrency=in_flight, start_concurrency=in_flight))
