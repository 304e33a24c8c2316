"""The ledger's thread: an event loop asks, one thread answers, in the order of the asking."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future

    from xjllm.batch.ledger import Ledger

T = TypeVar("T")


class LedgerThread:
    """A ledger that is opened, used and closed in a thread of its own.

    Attributes:
        ledger: the ledger, for what does not touch its connection.
    """

    def __init__(self, ledger: Ledger, thread: ThreadPoolExecutor) -> None:
        self.ledger = ledger
        self._thread = thread

    @classmethod
    async def open(cls, make: Callable[[], Ledger]) -> LedgerThread:
        """The thread with the ledger that `make` opens; raises what `make` raises."""
        thread = ThreadPoolExecutor(1, thread_name_prefix="xjllm-ledger")
        making = thread.submit(make)
        try:
            return cls(await asyncio.wrap_future(making), thread)
        except BaseException:
            # Cancelled meanwhile: what is opened nevertheless must give its lock back.
            thread.submit(_close_made, making)
            thread.shutdown(wait=False)
            raise

    async def call(self, use: Callable[[Ledger], T]) -> T:
        """What `use` returns."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, use, self.ledger)

    def close(self, ending: str) -> None:
        """End the run, after what was asked before; blocks until it is done."""
        self._thread.submit(self.ledger.close, ending).result()
        self._thread.shutdown(wait=True)


def _close_made(making: Future[Ledger]) -> None:
    if not making.cancelled() and making.exception() is None:
        making.result().close("interrupted")
