"""The engine: inputs go in, outcomes come out in the order in which they finish, and the ledger knows it all.

    read_inputs → sift (is it done?) → read and plan → admit (claim, copies) → ask → finish → record → parts

A bounded number of articles is in work, so memory does not grow with their number. The event loop asks the model; the
ledger has a thread of its own. Reading, checking and the Parquet files have threads, or, in longer runs, processes.
"""

from __future__ import annotations

import asyncio
import logging
from functools import partial
from importlib.util import find_spec
from typing import TYPE_CHECKING

from xjllm.batch.admissions import GivenBack
from xjllm.batch.asking import Asker
from xjllm.batch.configuration import Configuration
from xjllm.batch.feeding import Feeder, Work
from xjllm.batch.ledger import Ledger
from xjllm.batch.ledger_thread import LedgerThread
from xjllm.batch.parts import ARTICLES_PER_PART, PartWriter
from xjllm.batch.settings import BatchReport, BatchSettings, Ending, list_inputs, local_folder
from xjllm.batch.tracing import find_span
from xjllm.batch.workshop import Workshop
from xjllm.errors import IdClash, SettingsError
from xjllm.extraction import Extractor
from xjllm.model import Usage

if TYPE_CHECKING:
    import os
    from collections.abc import AsyncGenerator, Sequence

    from xjllm.batch.admissions import Admission, RunPlace
    from xjllm.batch.records import Outcome
    from xjllm.model import Model

logger = logging.getLogger("xjllm.batch")

_WAITING_WORK = 32
_RECORDED_AT_ONCE = 256


class BatchRun:
    """One run over inputs; to be used once, in one event loop.

    Args:
        inputs: folders, globs, files and URLs; see `xjllm.batch.inputs.read_inputs`.
        out: the output folder.
        model: what answers; it is not closed.
        settings: see `BatchSettings`.

    Attributes:
        report: what was done so far.
    """

    def __init__(
        self,
        inputs: str | os.PathLike[str] | Sequence[str | os.PathLike[str]],
        *,
        out: str | os.PathLike[str],
        model: Model,
        settings: BatchSettings | None = None,
    ) -> None:
        self.settings = settings or BatchSettings()
        self.report = BatchReport()
        self._inputs = list_inputs(inputs)
        self._out = local_folder(out)
        self._extractor = Extractor(model, settings=self.settings.extractor)
        self._span = find_span()
        self._stopping = False
        self._slots = asyncio.Semaphore(self.settings.in_flight)
        self._ready: asyncio.Queue[Work | None] = asyncio.Queue(_WAITING_WORK)
        self._answered: asyncio.Queue[tuple[Admission, Outcome] | None] = asyncio.Queue()
        self._outcomes: asyncio.Queue[Outcome | None] = asyncio.Queue(self.settings.in_flight + _WAITING_WORK)
        self._writing: asyncio.Future[None] | None = None
        self._since_part = 0
        self._given_back: list[GivenBack] = []

    @property
    def model(self) -> Model:
        """What answers."""
        return self._extractor.model

    def stop(self, ending: Ending = "interrupted", why: str | None = None) -> None:
        """Begin nothing more; what is in flight is finished and kept. The first reason given counts."""
        if not self._stopping:
            self._stopping = True
            self.report.ending, self.report.why = ending, why
            halt = getattr(self.model, "halt", None)
            if callable(halt):
                # What waits for its turn, or for the end of a pause, is not sent any more and stays open.
                halt()

    async def outcomes(self) -> AsyncGenerator[Outcome, None]:
        """What became of each article, in the order in which they finish; articles done before are not among them.

        The output files are complete when the iterator has ended. Leaving it earlier cancels what is in flight.

        Raises:
            LedgerError: the output folder cannot be used, or not any more. What is finished is kept.
            SettingsError: a package of the extra `batch` is missing.
        """
        _need_packages("pyarrow", *(["datasketch"] if self.settings.near_copies != "ignore" else []))
        ledger = await LedgerThread.open(self._open_ledger)
        workshop = Workshop(self._extractor, workers=self.settings.workers, near=self.settings.near_copies != "ignore")
        feeder = Feeder(
            self._inputs,
            out=self._out,
            report=self.report,
            workshop=workshop,
            ledger=ledger,
            stopped=lambda: self._stopping,
        )
        running = asyncio.create_task(self._run(ledger, feeder, workshop))
        ended: Ending = "interrupted"
        try:
            while (outcome := await self._outcomes.get()) is not None:
                yield outcome
            await running
            if self.report.busy and self.report.ending is None:
                # Another run has finished some of them since.
                left = await ledger.call(lambda one: one.count_elsewhere())
                self.report.known += max(0, self.report.busy - left)
                self.report.busy = left
            await workshop.write(partial(_write_parts, ledger.ledger.run.place, final=True), last=True)
            ended = self.report.ending or "done"
        except Exception:
            ended = "stopped"
            raise
        finally:
            running.cancel()
            try:
                await asyncio.gather(running, return_exceptions=True)
            finally:
                # Cancelled once more, or closed by an event loop that ends: the lock must go in any case.
                feeder.close()
                workshop.close()
                ledger.close(ended)
                self.report.ending = ended
                resume = getattr(self.model, "resume", None)
                if callable(resume):
                    resume()

    def _open_ledger(self) -> Ledger:
        return Ledger(
            self._out,
            Configuration.of(self._extractor, self.settings.model_settings),
            retry_failed=self.settings.retry_failed,
            skip_near_copies=self.settings.near_copies == "skip",
        )

    async def _run(self, ledger: LedgerThread, feeder: Feeder, workshop: Workshop) -> None:
        """The run's tasks; tells the iterator when the last one has ended."""
        asker = Asker(self._extractor, workshop, settings=self.settings, stop=self.stop, span=self._span)
        try:
            with self._span("xjllm.batch", model=self._extractor.model.name) as notes:
                async with asyncio.TaskGroup() as tasks:
                    tasks.create_task(self._feed(feeder))
                    tasks.create_task(self._work(ledger, asker))
                    tasks.create_task(self._keep(ledger, workshop))
                notes.note(done=self.report.done, failed=self.report.failed)
        except Exception as error:
            # Not `except*`: before Python 3.11.4 that wraps what is raised here in a group again.
            await self._outcomes.put(None)
            if isinstance(error, ExceptionGroup):
                raise _first(error) from error
            raise
        await self._outcomes.put(None)

    async def _feed(self, feeder: Feeder) -> None:
        async for one in feeder.feed():
            if isinstance(one, Work):
                await self._ready.put(one)
            else:
                await self._hand_out(one)
        await self._ready.put(None)

    async def _work(self, ledger: LedgerThread, asker: Asker) -> None:
        async with asyncio.TaskGroup() as tasks:
            while (work := await self._ready.get()) is not None:
                await self._slots.acquire()
                estimate = None if self._stopping else await asker.reserve(work.plan)
                if estimate is not None and self._stopping:
                    asker.settle(estimate, Usage())
                    estimate = None
                if estimate is None:
                    self._slots.release()
                    self._given_back.append(GivenBack(work.admission.work or 0))
                else:
                    tasks.create_task(self._work_on(asker, work, estimate))
        await ledger.call(lambda one: one.release(self._given_back))
        await self._answered.put(None)

    async def _work_on(self, asker: Asker, work: Work, estimate: Usage) -> None:
        outcome = await asker.ask(work, estimate)
        if isinstance(outcome, Usage):
            self._slots.release()
            cost_usd = asker.cost_usd(outcome)
            self._given_back.append(GivenBack(work.admission.work or 0, outcome, cost_usd))
            self.report.usage += outcome
            self._add_cost(cost_usd)
        else:
            await self._answered.put((work.admission, outcome))

    async def _keep(self, ledger: LedgerThread, workshop: Workshop) -> None:
        """Records what was answered. All that came in while the last commit ran goes into the next one."""
        ended = False
        while not ended:
            first = await self._answered.get()
            taken = [] if first is None else [first]
            ended = first is None
            while not ended and not self._answered.empty() and len(taken) < _RECORDED_AT_ONCE:
                following = self._answered.get_nowait()
                if following is None:
                    ended = True
                else:
                    taken.append(following)
            kept = await ledger.call(partial(_record, taken))
            for _ in taken:
                self._slots.release()
            for outcome in kept:
                await self._hand_out(outcome)
            self._since_part += len(kept)
            if self._since_part >= ARTICLES_PER_PART and (self._writing is None or self._writing.done()):
                self._since_part = 0
                if self._writing is not None:
                    await self._writing  # raises what went wrong
                write = partial(_write_parts, ledger.ledger.run.place, final=False)
                self._writing = asyncio.ensure_future(workshop.write(write))
        if self._writing is not None:
            await self._writing

    async def _hand_out(self, outcome: Outcome) -> None:
        report = self.report
        if outcome.state == "done":
            report.done += 1
            report.facts += outcome.packed.facts if outcome.packed else 0
            report.near_copies += outcome.near_copy_of is not None
        elif outcome.state == "failed":
            report.failed += 1
            failure = outcome.failure
            unread = failure is not None and failure.stage in ("input", "article")
            report.bad_inputs += unread and failure is not None and failure.error != IdClash.__name__
        elif outcome.state == "copy":
            report.copies += 1
        else:
            report.skipped += 1
        report.usage += outcome.usage
        self._add_cost(outcome.cost_usd)
        await self._outcomes.put(outcome)

    def _add_cost(self, cost_usd: float | None) -> None:
        if cost_usd is not None:
            self.report.cost_usd = (self.report.cost_usd or 0.0) + cost_usd


def _need_packages(*names: str) -> None:
    for name in names:
        # Not imported: where there are worker processes, only those need them, and it takes half a second.
        if find_spec(name) is None:
            raise SettingsError(f"a batch needs the package {name}: pip install 'xjllm[batch]'")


def _record(taken: Sequence[tuple[Admission, Outcome]], ledger: Ledger) -> list[Outcome]:
    return ledger.record(taken)


def _write_parts(place: RunPlace, *, final: bool) -> None:
    """Called in a thread or a process of its own."""
    writer = PartWriter(place.folder, config=place.config, run=place.run)
    try:
        if final:
            writer.write_all()
        else:
            written = writer.write_full()
            logger.info("%d Parquet parts written", written)
    finally:
        writer.close()


def _first(group: ExceptionGroup[Exception]) -> Exception:
    found: Exception = group
    while isinstance(found, ExceptionGroup):
        found = found.exceptions[0]
    return found
