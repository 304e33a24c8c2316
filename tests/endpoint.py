"""A loopback endpoint for tests, with every fault that real ones have, switched on reply by reply."""

from __future__ import annotations

import json
import socket
import struct
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from collections.abc import Callable

USAGE = {"prompt_tokens": 100, "completion_tokens": 10, "prompt_tokens_details": {"cached_tokens": 60}}


@dataclass
class Reply:
    """What the endpoint does with a request: answers, stalls until the test ends, or resets."""

    body: Any = None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    stall: bool = False
    reset: bool = False


def completion(message: dict[str, Any], finish_reason: str = "stop", **more: Any) -> Reply:
    choice = {"index": 0, "message": {"role": "assistant", **message}, "finish_reason": finish_reason}
    body = {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 0,
        "model": "stub-1",
        "choices": [choice],
    }
    return Reply(body | {"usage": USAGE} | more)


def tool_call(*arguments: Any, name: str = "Count", finish_reason: str = "tool_calls") -> Reply:
    calls = [
        {
            "id": f"call-{index}",
            "type": "function",
            "function": {
                "name": name,
                "arguments": text if isinstance(text, str) else json.dumps(text, ensure_ascii=False),
            },
        }
        for index, text in enumerate(arguments)
    ]
    return completion({"content": None, "tool_calls": calls}, finish_reason)


def content(text: str | None, finish_reason: str = "stop", **more: Any) -> Reply:
    return completion({"content": text, **more}, finish_reason)


def failure(status: int, message: str = "no", code: str | None = None, **headers: str) -> Reply:
    body = {"error": {"message": message, "type": "stub", "param": None, "code": code}}
    return Reply(body, status, {name.replace("_", "-"): value for name, value in headers.items()})


class Endpoint:
    """Gives its replies in order and keeps what was asked; a function is asked for each reply instead.

    The last reply is not repeated: a request too many is answered with 418, which nothing retries.
    """

    def __init__(self, *replies: Reply, answer: Callable[[dict[str, Any]], Reply] | None = None) -> None:
        self._replies = list(replies)
        self._answer = answer
        self._lock = threading.Lock()
        self.bodies: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.stopped = threading.Event()
        endpoint = self

        class Exchange(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                sent = {name.lower(): value for name, value in self.headers.items()}
                endpoint._give(self, endpoint._next(body, sent))

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 — the library's name
                """Nothing to the terminal."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Exchange)
        self._server.daemon_threads = False
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self.stopped.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _next(self, body: dict[str, Any], headers: dict[str, str]) -> Reply:
        with self._lock:
            self.bodies.append(body)
            self.headers.append(headers)
            if self._answer is not None:
                return self._answer(body)
            return self._replies.pop(0) if self._replies else failure(418, "one request too many")

    def _give(self, exchange: BaseHTTPRequestHandler, reply: Reply) -> None:
        if reply.stall:
            self.stopped.wait(30)
        if reply.stall or reply.reset:
            # Linger 0 turns the close into a reset.
            linger = struct.pack("ii", 1, 0)
            exchange.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            exchange.close_connection = True
            exchange.connection.close()
            return
        data = reply.body if isinstance(reply.body, bytes) else json.dumps(reply.body).encode()
        exchange.send_response(reply.status)
        for name, value in {
            "Content-Type": "application/json",
            "Connection": "close",
            **reply.headers,
        }.items():
            exchange.send_header(name, value)
        exchange.send_header("Content-Length", str(len(data)))
        exchange.end_headers()
        exchange.wfile.write(data)
