"""The engine: inputs go in, outcomes come out in the order in which they finish, and the ledger knows it all.

    read_inputs → sift (is it done?) → read and plan → admit (claim, copies) → ask → finish → record → parts

A bounded number of articles is in work, so memory does not grow with their number. The ledger has one thread, the
Parquet files another, reading a third or worker processes; the event loop asks the model.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from xjllm.batch.configuration import Configuration
from xjllm.batch.inputs import read_inputs
from xjllm.batch.ledger import Admission, Ledger
from xjllm.batch.parts import ARTICLES_PER_PART, PartWriter
from xjllm.batch.records import BadInput, Failure, Item, Outcome
from xjllm.batch.settings import BatchReport, BatchSettings, Ending
from xjllm.batch.tracing import find_span
from xjllm.batch.workshop import Workshop, internal_failure
from xjllm.errors import ConnectionFailed, LedgerError, ModelError, Rejected, XjllmError
from xjllm.extraction import Extractor
from xjllm.model import Usage

if TYPE_CHECKING:
    import os
    from collections.abc import AsyncIterator, Callable, Iterator, Sequence

    from xjllm.extraction import Plan
    from xjllm.model import Model, Reply

logger = logging.getLogger("xjllm.batch")
T = TypeVar("T")

_SIFT_ITEMS = 256
_SIFT_CHARS = 8_000_000
_READ_ITEMS = 32
_RECORD_ITEMS = 256


class BatchRun:
    """One run over inputs; use it once.

    Args:
        inputs: folders, globs, files and URLs; see `xjllm.batch.inputs.read_inputs`.
        out: the output folder.
        model: what answers; it is not closed.
        settings: see `BatchSettings`.

    Attributes:
        report: what was done so far.

    Raises:
        LedgerError: the output folder cannot be used.
    """

    def __init__(
        self,
        inputs: Sequence[str | os.PathLike[str]],
        *,
        out: str | os.PathLike[str],
        model: Model,
        settings: BatchSettings | None = None,
    ) -> None:
        self.inputs = list(inputs)
        self.out = Path(out)
        self.settings = settings or BatchSettings()
        self.report = BatchReport()
        self._extractor = Extractor(model, settings=self.settings.extractor)
        self._stop = asyncio.Event()
        self._span = find_span()
        self._rejections = 0
        self._since_part = 0
        self._unrecorded: asyncio.Queue[tuple[Admission, Outcome] | None] = asyncio.Queue()
        self._ready: asyncio.Queue[tuple[Admission, Plan] | None] = asyncio.Queue(_READ_ITEMS)
        self._outcomes: asyncio.Queue[Outcome | None] = asyncio.Queue(2 * self.settings.in_flight + _READ_ITEMS)
        self._slots = asyncio.Semaphore(self.settings.in_flight)
        self._writing: asyncio.Task[None] | None = None
        self._ledger_thread = ThreadPoolExecutor(1, thread_name_prefix="xjllm-ledger")
        self._part_thread = ThreadPoolExecutor(1, thread_name_prefix="xjllm-parts")
        self._input_thread = ThreadPoolExecutor(1, thread_name_prefix="xjllm-inputs")

    def stop(self, ending: Ending = "interrupted", why: str | None = None) -> None:
        """Begin nothing more; what is in flight is finished and kept. May be called more than once."""
        if not self._stop.is_set():
            self.report.ending, self.report.why = ending, why
            self._stop.set()

    async def outcomes(self) -> AsyncIterator[Outcome]:
        """What became of each article, in the order in which they finish; articles done before are not among them.

        The output files are complete when the iterator has ended. Leaving it earlier cancels what is in flight.

        Raises:
            LedgerError: the output folder cannot be written any more. What is finished is kept.
        """
        loop = asyncio.get_running_loop()
        ledger = await loop.run_in_executor(self._ledger_thread, self._open_ledger)
        workshop = Workshop(
            self._extractor, workers=self.settings.workers, near=self.settings.near_copies != "ignore"
        )
        work = asyncio.create_task(self._run(ledger, workshop))
        ending: Ending = "interrupted"
        try:
            while (outcome := await self._outcomes.get()) is not None:
                yield outcome
            await work
            await loop.run_in_executor(self._part_thread, self._write_parts, ledger, True)
            ending = self.report.ending = self.report.ending or "done"
        finally:
            work.cancel()
            with suppress(asyncio.CancelledError, XjllmError):
                await work
            # In threads of their own, so that what they have begun is finished first.
            self._part_thread.shutdown(wait=True, cancel_futures=True)
            self._input_thread.shutdown(wait=True, cancel_futures=True)
            workshop.close()
            self._ledger_thread.submit(ledger.close, ending).result()
            self._ledger_thread.shutdown(wait=True)
            self.report.ending = ending

    def _open_ledger(self) -> Ledger:
        settings = self.settings
        return Ledger(
            self.out,
            Configuration.of(self._extractor, settings.model_settings),
            retry_failed=settings.retry_failed,
            skip_near_copies=settings.near_copies == "skip",
        )

    async def _run(self, ledger: Ledger, workshop: Workshop) -> None:
        """The tasks of the run; ends with the last of them, and then tells the iterator."""
        try:
            with self._span("xjllm.batch", model=self._extractor.model.name, out=str(self.out)) as notes:
                async with asyncio.TaskGroup() as tasks:
                    tasks.create_task(self._feed(ledger, workshop))
                    tasks.create_task(self._start_work(ledger, workshop))
                    tasks.create_task(self._keep(ledger))
                notes.note(done=self.report.done, failed=self.report.failed)
        except BaseExceptionGroup as group:
            raise _first_error(group) from group
        finally:
            # There is always room: the iterator takes what is in the queue before it sees that the run has ended.
            await asyncio.shield(asyncio.ensure_future(self._outcomes.put(None)))

    # Feeding: what is to be done?

    async def _feed(self, ledger: Ledger, workshop: Workshop) -> None:
        again = True
        try:
            while again and not self._stop.is_set():
                again = await self._feed_pass(ledger, workshop)
        finally:
            await self._ready.put(None)

    async def _feed_pass(self, ledger: Ledger, workshop: Workshop) -> bool:
        """Go through the inputs once; True where another pass is needed."""
        await self._in_ledger(ledger.start_pass)
        report = self.report
        report.known = report.failed_before = report.busy = report.repeated = 0
        chunks = _chunks(read_inputs(self.inputs, exclude=self.out))
        while not self._stop.is_set():
            chunk = await self._in_inputs(lambda: next(chunks, None))
            if chunk is None:
                roots = [str(one) for one in self.inputs]
                return await self._in_ledger(lambda: ledger.finish_pass(roots))
            items, bad = chunk
            fresh, clashes = await self._sift(ledger, items)
            if (bad or clashes) and not self.settings.retry_failed:
                await self._fail_inputs(ledger, [*bad, *clashes])
            for first in range(0, len(fresh), _READ_ITEMS):
                if self._stop.is_set():
                    break
                await self._admit(ledger, workshop, fresh[first : first + _READ_ITEMS])
        return False

    async def _sift(
        self, ledger: Ledger, items: Sequence[tuple[Item, bytes]]
    ) -> tuple[list[tuple[Item, bytes]], list[BadInput]]:
        fresh: list[tuple[Item, bytes]] = []
        clashes: list[BadInput] = []
        report = self.report
        standings = await self._in_ledger(lambda: ledger.sift(items))
        for (item, source), standing in zip(items, standings, strict=True):
            if standing in ("new", "changed"):
                fresh.append((item, source))
            elif standing == "clash":
                clashes.append(
                    BadInput(
                        item.place,
                        item.root,
                        "ArticleError",
                        f"{item.place}: the id {item.id!r} stands for another article, too; give each its own id",
                    )
                )
            elif standing != "not_asked_for":
                setattr(report, standing, getattr(report, standing) + 1)
        return fresh, clashes

    async def _fail_inputs(self, ledger: Ledger, bad: Sequence[BadInput]) -> None:
        new = await self._in_ledger(lambda: ledger.record_bad_inputs(bad))
        for one in new:
            failure = Failure("input", one.error, one.message)
            await self._hand_out(Outcome(one.place, one.place, "failed", failure=failure))

    async def _admit(self, ledger: Ledger, workshop: Workshop, fresh: Sequence[tuple[Item, bytes]]) -> None:
        reads = await workshop.read(fresh)
        plans = {read.item.id: plan for read, plan in reads}
        admissions = await self._in_ledger(lambda: ledger.admit([read for read, _ in reads]))
        self.report.busy += len(reads) - len(admissions)
        for admission in admissions:
            plan = plans[admission.read.item.id]
            if admission.outcome is not None:
                if admission.outcome.state == "done":
                    self.report.known += 1
                else:
                    await self._hand_out(admission.outcome)
            elif plan is not None:
                await self._ready.put((admission, plan))

    # Working: the model is asked.

    async def _start_work(self, ledger: Ledger, workshop: Workshop) -> None:
        unstarted: list[int] = []
        async with asyncio.TaskGroup() as tasks:
            while (ready := await self._ready.get()) is not None:
                admission, plan = ready
                await self._take_slot()
                estimate = self._reserve(plan)
                if estimate is None:
                    self._slots.release()
                    unstarted.append(admission.work or 0)
                    continue
                tasks.create_task(self._work(workshop, admission, plan, estimate))
        await self._in_ledger(lambda: ledger.release(unstarted))
        await self._unrecorded.put(None)

    async def _take_slot(self) -> None:
        """Waits for a free place; once the run is to stop, does not wait any more."""
        if self._stop.is_set():
            return await self._slots.acquire() and None if not self._slots.locked() else self._slots.release()
        slot = asyncio.ensure_future(self._slots.acquire())
        await slot
        return None

    def _reserve(self, plan: Plan) -> Usage | None:
        """What the article will probably use, set aside from the budget; None where it is not to be started."""
        if self._stop.is_set():
            return None
        return Usage()

    async def _work(self, workshop: Workshop, admission: Admission, plan: Plan, estimate: Usage) -> None:
        item = admission.read.item
        with self._span("xjllm.article", article=item.id, place=item.place) as notes:
            outcome = await self._ask(workshop, admission, plan)
            notes.note(
                state=outcome.state,
                requests=outcome.usage.requests,
                input_tokens=outcome.usage.input_tokens,
                output_tokens=outcome.usage.output_tokens,
            )
        await self._unrecorded.put((admission, outcome))
        del estimate

    async def _ask(self, workshop: Workshop, admission: Admission, plan: Plan) -> Outcome:
        raise NotImplementedError

    async def _keep(self, ledger: Ledger) -> None:
        raise NotImplementedError

    async def _hand_out(self, outcome: Outcome) -> None:
        raise NotImplementedError
