"""An event loop whose clock jumps to the next thing to do, so that minutes of waiting take no time in tests."""

from __future__ import annotations

import asyncio
import selectors
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

T = TypeVar("T")


class _Jump(selectors.DefaultSelector):  # type: ignore[misc, valid-type]  # a platform's own class
    """Never waits: where the loop would, its clock moves on instead."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0

    def select(self, timeout: float | None = None) -> Any:
        ready = super().select(0)
        if timeout is None and not ready:
            raise AssertionError("everything waits for something that never comes")
        if timeout and not ready:
            self.now += timeout
        return ready


def run(main: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """What `main` returns, run in virtual time that begins at 0."""
    selector = _Jump()
    loop = asyncio.SelectorEventLoop(selector)
    loop.time = lambda: selector.now  # type: ignore[method-assign]
    with asyncio.Runner(loop_factory=lambda: loop) as runner:
        return runner.run(main())


def now() -> float:
    """Virtual seconds since the run began."""
    return asyncio.get_running_loop().time()
