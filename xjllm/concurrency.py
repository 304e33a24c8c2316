"""How many requests run at the same time: more while all goes well, half as many when the endpoint is busy."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Self

_TROUBLE_WEIGHT = 0.1
_TROUBLE_LIMIT = 0.3


class Window:
    """A window of requests in flight that widens and narrows by itself; `async with` takes a place in it.

    It widens by one request a success until the endpoint is busy for the first time, which doubles it every
    round, and from then on by one request a round (additive increase). A busy endpoint halves it, once for all
    that were in flight together (multiplicative decrease). Other failures say little about load as long as they
    are few; once three in ten requests fail, they halve it too.

    Args:
        start: requests at the same time to begin with.
        longest: never more than this, at least 1.
    """

    def __init__(self, start: int, longest: int) -> None:
        self._longest = max(1, longest)
        self._width = float(max(1, min(start, longest)))
        self._widening_fast = True
        self._in_flight = 0
        self._queue: deque[asyncio.Future[None]] = deque()
        self._trouble = 0.0
        # Requests that began before the last narrowing were sent into the wider window: they tell nothing new.
        self._started = 0
        self._narrowed_at = 0

    @property
    def width(self) -> int:
        """Requests that may run at the same time now."""
        return int(self._width)

    @property
    def in_flight(self) -> int:
        """Places that are taken."""
        return self._in_flight

    @property
    def waiting(self) -> int:
        """Requests without a place."""
        return len(self._queue)

    async def __aenter__(self) -> Self:
        if self._queue or self._in_flight >= self.width:
            turn = asyncio.get_running_loop().create_future()
            self._queue.append(turn)
            try:
                await turn
            except asyncio.CancelledError:
                if not turn.cancelled():
                    # The place was given just before the request was cancelled.
                    self._leave()
                elif turn in self._queue:
                    self._queue.remove(turn)
                raise
        else:
            self._in_flight += 1
        return self

    async def __aexit__(self, *_: object) -> None:
        self._leave()

    def begin(self) -> int:
        """The number of a request that is sent now; goes back with `succeed`, `fail` or `narrow`."""
        self._started += 1
        return self._started

    def succeed(self) -> None:
        """A request was answered."""
        self._trouble *= 1 - _TROUBLE_WEIGHT
        self._width = min(self._longest, self._width + (1.0 if self._widening_fast else 1.0 / self._width))
        self._let_in()

    def fail(self, number: int) -> None:
        """A request failed in a way that need not mean a busy endpoint: a time-out, a broken connection, a 500."""
        self._trouble += _TROUBLE_WEIGHT * (1 - self._trouble)
        if self._trouble > _TROUBLE_LIMIT:
            self.narrow(number)

    def narrow(self, number: int) -> None:
        """The endpoint was too busy for a request."""
        if number <= self._narrowed_at:
            return
        self._narrowed_at = self._started
        self._widening_fast = False
        self._trouble = 0.0
        self._width = max(1.0, self._width / 2)

    def _leave(self) -> None:
        self._in_flight -= 1
        self._let_in()

    def _let_in(self) -> None:
        while self._queue and self._in_flight < self.width:
            turn = self._queue.popleft()
            # A cancelled request leaves the queue when its task runs, and never if its loop was closed.
            if not turn.done() and not turn.get_loop().is_closed():
                self._in_flight += 1
                turn.set_result(None)
