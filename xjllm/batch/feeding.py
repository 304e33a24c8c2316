"""Feeding: from the inputs to articles that are claimed and planned, a few at a time, never more than asked for."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from xjllm.batch.inputs import read_inputs
from xjllm.batch.records import BadInput, Failure, Item, Outcome
from xjllm.errors import IdClash

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator, Sequence
    from pathlib import Path

    from xjllm.batch.admissions import Admission, Counted, ReadItem
    from xjllm.batch.ledger import Ledger
    from xjllm.batch.ledger_thread import LedgerThread
    from xjllm.batch.settings import BatchReport
    from xjllm.batch.workshop import Workshop
    from xjllm.extraction import Plan

_SIFT_ITEMS = 256
_SIFT_CHARS = 8_000_000
_READ_ITEMS = 32
_COUNTS: dict[Counted, str] = {
    "known": "known",
    "failed_before": "failed_before",
    "busy": "busy",
    "done": "done",
    "failed": "failed",
    "copy": "copies",
    "skipped": "skipped",
}
"""The attribute of the report that each item is counted in."""


class Work(NamedTuple):
    """An article that this run has claimed, with what is to be asked about it."""

    admission: Admission
    plan: Plan


class Feeder:
    """Goes through the inputs and gives what is to be done.

    Args:
        inputs: as for `read_inputs`.
        out: the output folder, which is no input.
        report: what is counted on the way.
        workshop: reads and plans.
        ledger: knows what is done.
        stopped: whether nothing more is to be begun.
    """

    def __init__(
        self,
        inputs: Sequence[str],
        *,
        out: Path,
        report: BatchReport,
        workshop: Workshop,
        ledger: LedgerThread,
        stopped: Callable[[], bool],
    ) -> None:
        self._inputs = inputs
        self._out = out
        self._report = report
        self._workshop = workshop
        self._ledger = ledger
        self._stopped = stopped
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="xjllm-inputs")

    def close(self) -> None:
        """End the thread that reads the inputs; not waited for, as it may hang on a store that does not answer."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    async def feed(self) -> AsyncIterator[Work | Outcome]:
        """Articles to do, and the outcomes of those that need no model.

        The inputs are gone through again where a run that was alive has died in the meantime and left articles, or
        where what stood for others has changed. What was counted in the first pass is counted anew then, so that the
        report counts each item once.
        """
        again, first = True, True
        while again and not self._stopped():
            await self._ledger.call(lambda ledger: ledger.start_pass())
            async for one in self._feed_once(first=first):
                yield one
            if self._stopped():
                return
            again = await self._ledger.call(lambda ledger: ledger.finish_pass(self._inputs))
            first = False

    async def _feed_once(self, *, first: bool) -> AsyncIterator[Work | Outcome]:
        loop = asyncio.get_running_loop()
        chunks = _chunks(read_inputs(self._inputs, exclude=self._out))
        while not self._stopped():
            chunk = await loop.run_in_executor(self._thread, next, chunks, None)
            if chunk is None:
                return
            items, bad = chunk
            fresh, clashes = await self._sift(items, first=first)
            if first:
                for outcome in await self._fail_inputs([*bad, *clashes]):
                    yield outcome
            async for one in self._admit_all(fresh):
                yield one

    async def _admit_all(self, fresh: Sequence[tuple[Item, bytes]]) -> AsyncIterator[Work | Outcome]:
        """The items, read and claimed; some are read while those before them are handed out."""
        groups = [fresh[start : start + _READ_ITEMS] for start in range(0, len(fresh), _READ_ITEMS)]
        reading = None if not groups or self._stopped() else asyncio.ensure_future(self._workshop.read(groups[0]))
        try:
            for following in [*groups[1:], None]:
                if reading is None or self._stopped():
                    return
                reads = await reading
                reading = None if following is None else asyncio.ensure_future(self._workshop.read(following))
                for one in await self._admit(reads):
                    yield one
        finally:
            if reading is not None:
                reading.cancel()
                await asyncio.gather(reading, return_exceptions=True)

    async def _sift(
        self, items: Sequence[tuple[Item, bytes]], *, first: bool
    ) -> tuple[list[tuple[Item, bytes]], list[BadInput]]:
        """The items that are to be read, and those whose id another one has."""
        fresh: list[tuple[Item, bytes]] = []
        clashes: list[BadInput] = []
        sightings = await self._ledger.call(lambda ledger: ledger.sift(items))
        for (item, source), (standing, before, counted) in zip(items, sightings, strict=True):
            if before != counted:
                self._count(before, -1)
                self._count(counted, 1)
            if standing in ("new", "changed"):
                fresh.append((item, source))
            elif standing == "clash":
                other = await self._ledger.call(partial(_namesake, item))
                message = (
                    f"{item.place}: another article has the id {item.id!r}, too ({other}), which stays: give each an "
                    "id of its own, name the folder above both, or take another output folder"
                )
                clashes.append(BadInput(item.place, item.root, IdClash.__name__, message))
            elif first and standing == "repeated":
                self._report.repeated += 1
        return fresh, clashes

    def _count(self, counted: Counted | None, number: int) -> None:
        if counted is not None:
            name = _COUNTS[counted]
            setattr(self._report, name, getattr(self._report, name) + number)

    async def _fail_inputs(self, bad: Sequence[BadInput]) -> list[Outcome]:
        if not bad:
            return []
        await self._ledger.call(lambda ledger: ledger.record_bad_inputs(bad))
        return [
            Outcome(one.place, one.place, "failed", failure=Failure("input", one.error, one.message)) for one in bad
        ]

    async def _admit(self, reads: Sequence[tuple[ReadItem, Plan | None]]) -> list[Work | Outcome]:
        plans = {read.item.id: plan for read, plan in reads}
        admissions = await self._ledger.call(lambda ledger: ledger.admit([read for read, _ in reads]))
        # Another run was faster with the rest.
        self._report.busy += len(reads) - len(admissions)
        given: list[Work | Outcome] = []
        for admission in admissions:
            plan = plans[admission.read.item.id]
            if admission.work is not None and plan is not None:
                given.append(Work(admission, plan))
            elif admission.outcome is not None and admission.outcome.state == "done":
                self._report.known += 1
            elif admission.outcome is not None:
                given.append(admission.outcome)
        return given


def _namesake(item: Item, ledger: Ledger) -> str:
    return ledger.namesake(item)


def _chunks(found: Iterator[Item | BadInput]) -> Iterator[tuple[list[tuple[Item, bytes]], list[BadInput]]]:
    """The items with their hashes, so many at a time, or fewer where they are large."""
    items: list[tuple[Item, bytes]] = []
    bad: list[BadInput] = []
    held = 0
    for one in found:
        if isinstance(one, BadInput):
            bad.append(one)
        else:
            items.append((one, one.source_sha256()))
            held += len(one.data)
        if len(items) + len(bad) >= _SIFT_ITEMS or held >= _SIFT_CHARS:
            yield items, bad
            items, bad, held = [], [], 0
    if items or bad:
        yield items, bad
