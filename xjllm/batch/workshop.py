"""The work on articles that needs no model: reading them, planning what to ask, finishing what was answered.

It is done in this process or, where that has no time to spare, in worker processes, since Python runs it on one core
otherwise. Processes cost a second each to start, and their share of every article: a run that mostly waits for answers
is better off without them.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import threading
import time
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from xjllm.batch.admissions import ReadItem
from xjllm.batch.duplicates import read_fingerprint
from xjllm.batch.models import NamedModel
from xjllm.batch.records import Failure, PackedExtraction
from xjllm.errors import ArticleError
from xjllm.extraction import Extractor, Plan
from xjllm.prompting import Prompt
from xjllm.reading import read_article, read_article_text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from concurrent.futures import Executor

    from xjllm.batch.records import Item
    from xjllm.extraction import ExtractorSettings
    from xjllm.model import Model, Reply

logger = logging.getLogger("xjllm.batch")

_READ_AT_ONCE = 4
_PIECES_EACH = 3
"""Pieces to read that wait for a process, or are being read by it: it would stand idle until this one looks again."""
_SMALL_RUN = 200
"""So many articles take less time than the start of a process, which imports everything anew."""
_BUSY_SHARE = 0.85
"""Share of the time that this process computes, from which on answers have to wait for it."""
_WATCHED_S = 1.0
"""Over so long that share is taken, at least."""
_WAITING_EACH = 3
"""Answers that wait for a process, or are being finished by it, before others are finished here."""
_MOST_WORKERS = 8
"""One process that asks cannot keep more of them busy."""


class Workshop:
    """Reads and finishes articles.

    Args:
        extractor: what plans and finishes.
        workers: number of processes; 0 reads in a thread and finishes in the event loop's own; None takes one fewer
            than there are processors, and only from when this process is busy most of the time.
        near: whether signatures for near copies are made.
    """

    def __init__(self, extractor: Extractor, *, workers: int | None, near: bool) -> None:
        self._extractor = extractor
        self._near = near
        self._threads = ThreadPoolExecutor(1, thread_name_prefix="xjllm-read")
        self._processes: ProcessPoolExecutor | None = None
        # The answer types of other prompts are made for each article and cannot travel.
        can_travel = isinstance(extractor.prompt, Prompt)
        self._workers = _count_workers(workers) if can_travel else 0
        self._waits_for_processes = workers is not None
        self._read_here = 0 if self._waits_for_processes else _SMALL_RUN
        self._finishing = 0
        self._watched = _Watch()
        self._starting: ProcessPoolExecutor | None = None
        self._started: Future[None] | None = None
        self._writer: Executor = ThreadPoolExecutor(1, thread_name_prefix="xjllm-parts")

    def _start_processes(self) -> None:
        self._starting = self._open_processes(self._workers)
        self._started = self._starting.submit(_start)

    def _open_processes(self, count: int) -> ProcessPoolExecutor:
        import multiprocessing

        settings = replace(self._extractor.settings, prompt=self._extractor.prompt.version)
        # A forked process would inherit threads' locks and the ledger's connection.
        context = multiprocessing.get_context("spawn")
        name = self._extractor.model.name
        return ProcessPoolExecutor(count, mp_context=context, initializer=_start_worker, initargs=(settings, name))

    def _find_processes(self) -> ProcessPoolExecutor | None:
        """The processes, once they have started; unless they were asked for, the work goes on here until then."""
        needed = self._watched.busy_share() >= _BUSY_SHARE or self._waits_for_processes
        if needed and self._starting is None and self._workers and self._read_here <= 0:
            self._start_processes()
        if self._started is not None and (self._started.done() or self._waits_for_processes):
            self._processes, self._started = self._starting, None
        return self._processes

    async def read(self, items: Sequence[tuple[Item, bytes]]) -> list[tuple[ReadItem, Plan | None]]:
        """The items, each given with its source's hash, read and planned, in order; faults become failures."""
        loop = asyncio.get_running_loop()
        processes = self._find_processes()
        if processes is None:
            self._read_here -= len(items)
            return await loop.run_in_executor(
                self._threads, partial(_read_all, self._extractor, list(items), near=self._near)
            )
        # Not all pieces at once: answers that are to be finished would wait behind them.
        gate = asyncio.Semaphore(_PIECES_EACH * self._workers)

        async def read_piece(piece: Sequence[tuple[Item, bytes]]) -> list[tuple[ReadItem, Plan | None]]:
            async with gate:
                return await loop.run_in_executor(processes, _read_in_worker, piece, self._near)

        pieces = [list(items[i : i + _READ_AT_ONCE]) for i in range(0, len(items), _READ_AT_ONCE)]
        try:
            return [one for piece in await asyncio.gather(*map(read_piece, pieces)) for one in piece]
        except BrokenProcessPool:
            self._go_on_alone()
            return await self.read(items)

    async def finish(self, plan: Plan, replies: Sequence[Reply]) -> PackedExtraction:
        """What the replies come to."""
        processes = self._processes
        # Where all processes have work waiting, this one has time to spare on few processors.
        if processes is None or self._finishing >= _WAITING_EACH * self._workers:
            return PackedExtraction.of(self._extractor.finish(plan, replies))
        loop = asyncio.get_running_loop()
        self._finishing += 1
        try:
            return await loop.run_in_executor(processes, _finish_in_worker, plan, list(replies))
        except BrokenProcessPool:
            self._go_on_alone()
        finally:
            self._finishing -= 1
        return await self.finish(plan, replies)

    async def write(self, write: Callable[[], None], *, last: bool = False) -> None:
        """Calls `write` beside everything else; it has to be picklable. `last`: nothing else is left to do."""
        loop = asyncio.get_running_loop()
        if self._processes is not None and isinstance(self._writer, ThreadPoolExecutor) and not last:
            # Not one of the others: a file takes seconds, and answers would wait for it.
            self._writer.shutdown(wait=False)
            self._writer = self._open_processes(1)
        try:
            await loop.run_in_executor(self._writer, write)
        except BrokenProcessPool:
            self._go_on_alone()
            await loop.run_in_executor(self._writer, write)

    def _go_on_alone(self) -> None:
        """A worker was killed, mostly for want of memory, which takes the others along: do their work here."""
        if self._processes is not None:
            logger.warning("a worker process was killed: articles are read and checked in this process from now on")
        self._processes, self._starting, self._started, self._workers = None, None, None, 0
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="xjllm-parts")

    def close(self) -> None:
        """End the threads and processes; what they have begun is finished."""
        self._writer.shutdown(wait=True, cancel_futures=True)
        self._threads.shutdown(wait=True, cancel_futures=True)
        if self._starting is not None:
            self._starting.shutdown(wait=True, cancel_futures=True)


def _read_all(
    extractor: Extractor, items: Sequence[tuple[Item, bytes]], *, near: bool
) -> list[tuple[ReadItem, Plan | None]]:
    return [_read(extractor, item, source, near=near) for item, source in items]


def _read(extractor: Extractor, item: Item, source: bytes, *, near: bool) -> tuple[ReadItem, Plan | None]:
    data = item.data
    # What was read is in the article; the item would hold it a second time.
    item = replace(item, data=b"")
    try:
        if isinstance(data, str):
            article = read_article_text(data, name=item.name, published=item.published)
        else:
            article = read_article(data, name=item.name, published=item.published)
        fingerprint = read_fingerprint(article, near=near)
        plan = extractor.plan(article)
    except ArticleError as error:
        # The message names the file's short name; the place says which file of that name, or which line.
        message = f"{item.place}: {str(error).removeprefix(f'{item.name}: ')}"
        return ReadItem(item, source, failure=Failure("article", "ArticleError", message)), None
    except Exception as error:  # a fault of ours in one article must not end the run
        logger.warning("%s: cannot be read because of a fault in xjllm", item.place, exc_info=True)
        return ReadItem(item, source, failure=internal_failure(item.place, error)), None
    return ReadItem(item, source, article=article, fingerprint=fingerprint), plan


def internal_failure(place: str, error: Exception) -> Failure:
    """The failure for an error that nobody foresaw."""
    said = " ".join(str(error).split())[:300]
    name = type(error).__name__
    return Failure("internal", name, f"{place}: a fault in xjllm ({name}: {said}); please report it")


def _count_workers(workers: int | None) -> int:
    if workers is not None:
        return workers
    # Processors that this process may use, where the system tells them apart from those that there are.
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(_MOST_WORKERS, usable - 1)


class _Watch:
    """Tells how busy this process is."""

    def __init__(self) -> None:
        self._since = time.monotonic(), time.process_time()
        self._share = 0.0

    def busy_share(self) -> float:
        """Processor time of all threads by the time that went by, of late; above 1 where several ran at once."""
        now = time.monotonic(), time.process_time()
        passed = now[0] - self._since[0]
        if passed >= _WATCHED_S:
            self._share = (now[1] - self._since[1]) / passed
            self._since = now
        return self._share


_worker: list[Extractor] = []


def _start_worker(settings: ExtractorSettings, model: str) -> None:
    import signal

    threading.Thread(target=_end_with_parent, daemon=True).start()
    # Ctrl-C goes to all processes of the terminal; the main one decides when the workers end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    named: Model = NamedModel(model)
    _worker.append(Extractor(named, settings=settings))
    collect_rarely()


def collect_rarely() -> None:
    """Have this process look for garbage more rarely, and not among what is there now; for processes of our own.

    To look through all imported modules takes 75 ms, an article in seven otherwise makes Python do that.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)


def _start() -> None:
    """Nothing: the process that does it has started."""


def _end_with_parent() -> None:
    # After `kill -9` of the parent nobody else would end the worker.
    from multiprocessing import connection, parent_process

    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)


def _read_in_worker(items: Sequence[tuple[Item, bytes]], near: bool) -> list[tuple[ReadItem, Plan | None]]:
    return _read_all(_worker[0], items, near=near)


def _finish_in_worker(plan: Plan, replies: Sequence[Reply]) -> PackedExtraction:
    return PackedExtraction.of(_worker[0].finish(plan, replies))
