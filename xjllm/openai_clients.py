"""The `openai` clients of one event loop: as many as the connections need, all alike.

A client's connection pool looks at each of its connections for every request, several times: with 256 of them that
takes longer than the request itself. A few small pools cost the same however many connections there are.
"""

from __future__ import annotations

import asyncio
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import openai

CONNECTIONS_EACH = 16
"""Connections of one client."""


class OpenAIClients:
    """Clients for at most so many connections, opened when they are needed.

    Args:
        open_client: makes a client with so many connections.
        connections: that may be open at the same time, at least 1; requests beyond them wait.
    """

    def __init__(self, open_client: Callable[[int], openai.AsyncOpenAI], connections: int) -> None:
        self._open_client = open_client
        self._unopened = max(1, connections)
        self._clients: list[openai.AsyncOpenAI] = []
        self._room: list[int] = []

    def any(self) -> openai.AsyncOpenAI:
        """A client, for a request that no other one competes with."""
        return self._clients[self._pick()]

    @contextmanager
    def taken(self) -> Iterator[openai.AsyncOpenAI]:
        """A client that has a free connection, or the least to do, for one request."""
        number = self._pick()
        self._room[number] -= 1
        try:
            yield self._clients[number]
        finally:
            self._room[number] += 1

    async def aclose(self) -> None:
        """Release all connections."""
        clients, self._clients, self._room = self._clients, [], []
        await asyncio.gather(*(client.close() for client in clients))

    def _pick(self) -> int:
        for number, room in enumerate(self._room):
            if room > 0:
                return number
        if self._unopened:
            connections = min(CONNECTIONS_EACH, self._unopened)
            self._unopened -= connections
            self._clients.append(self._open_client(connections))
            self._room.append(connections)
            return len(self._clients) - 1
        return max(range(len(self._room)), key=self._room.__getitem__)
