"""The work on articles that needs no model: reading them, planning what to ask, finishing what was answered.

It is done in this process or, where there are worker processes, in those: Python runs it on one core otherwise.
"""

from __future__ import annotations

import asyncio
import logging
import pickle
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from xjllm.batch.duplicates import read_fingerprint
from xjllm.batch.ledger import ReadItem
from xjllm.batch.records import Failure
from xjllm.errors import ArticleError
from xjllm.extraction import Extractor, Plan
from xjllm.reading import read_article, read_article_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xjllm.batch.records import Item
    from xjllm.extraction import ExtractorSettings
    from xjllm.model import Model, Reply, Request
    from xjllm.result import Extraction

logger = logging.getLogger("xjllm.batch")


class Workshop:
    """Reads and finishes articles.

    Args:
        extractor: what plans and finishes.
        workers: number of processes; 0 reads in a thread and finishes in the event loop's own.
        near: whether signatures for near copies are made.
    """

    def __init__(self, extractor: Extractor, *, workers: int, near: bool) -> None:
        self._extractor = extractor
        self._near = near
        self._threads = ThreadPoolExecutor(1, thread_name_prefix="xjllm-read")
        self._processes: ProcessPoolExecutor | None = None
        if workers:
            import multiprocessing

            # A forked process would inherit threads' locks and the ledger's connection.
            self._processes = ProcessPoolExecutor(
                workers,
                mp_context=multiprocessing.get_context("spawn"),
                initializer=_start_worker,
                initargs=(extractor.settings, extractor.model.name),
            )

    async def read(self, items: Sequence[tuple[Item, bytes]]) -> list[tuple[ReadItem, Plan | None]]:
        """The items, each given with its source's hash, read and planned, in order; faults become failures."""
        loop = asyncio.get_running_loop()
        if self._processes is None:
            return await loop.run_in_executor(
                self._threads, partial(_read_all, self._extractor, list(items), near=self._near)
            )
        size = 8
        pieces = [list(items[i : i + size]) for i in range(0, len(items), size)]
        calls = [loop.run_in_executor(self._processes, _read_in_worker, piece, self._near) for piece in pieces]
        return [one for piece in await asyncio.gather(*calls) for one in piece]

    async def finish(self, plan: Plan, replies: Sequence[Reply]) -> Extraction:
        """What the replies come to."""
        if self._processes is not None:
            try:
                packed = pickle.dumps((plan, list(replies)))
            except (pickle.PicklingError, AttributeError, TypeError):
                logger.debug("an answer cannot travel to a worker and is finished here", exc_info=True)
            else:
                loop = asyncio.get_running_loop()
                return await loop.run_in_executor(self._processes, _finish_in_worker, packed)
        return self._extractor.finish(plan, replies)

    def close(self) -> None:
        """End the threads and processes; what they have begun is finished."""
        self._threads.shutdown(wait=True, cancel_futures=True)
        if self._processes is not None:
            self._processes.shutdown(wait=True, cancel_futures=True)


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


class NamedModel:
    """Stands for a model where only its name is needed: in workers, which never ask, and in estimates."""

    def __init__(self, name: str) -> None:
        self._name = name

    @property
    def name(self) -> str:
        """The model's name."""
        return self._name

    async def complete(self, request: Request) -> Reply:
        """Never asked.

        Raises:
            RuntimeError: always.
        """
        raise RuntimeError(f"{request.name}: this model is only a name")

    async def aclose(self) -> None:
        """Nothing is held open."""


_worker: list[Extractor] = []


def _start_worker(settings: ExtractorSettings, model: str) -> None:
    import signal

    # Ctrl-C goes to all processes of the terminal; the main one decides when the workers end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    named: Model = NamedModel(model)
    _worker.append(Extractor(named, settings=settings))


def _read_in_worker(items: Sequence[tuple[Item, bytes]], near: bool) -> list[tuple[ReadItem, Plan | None]]:
    return _read_all(_worker[0], items, near=near)


def _finish_in_worker(packed: bytes) -> Extraction:
    # Packed by our own parent process.
    plan, replies = pickle.loads(packed)  # noqa: S301
    return _worker[0].finish(plan, replies)
