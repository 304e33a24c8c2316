"""A loopback endpoint that implements `/v1/files` and `/v1/batches`, with the faults that real ones have.

A batch is done after it was looked at `looks` times. What becomes of a line is up to `answer`.
"""

from __future__ import annotations

import email
import json
import re
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import parse_qs, urlsplit

from endpoint import failure, tool_call

if TYPE_CHECKING:
    from collections.abc import Callable

    from endpoint import Reply

NOW = 1_800_000_000
EXPIRED = "batch_expired"
CANCELLED = "batch_cancelled"


@dataclass
class Batch:
    """One batch at the endpoint."""

    batch_id: str
    input_file: str
    metadata: dict[str, str]
    looks: int
    status: str = "validating"
    output_file: str | None = None
    error_file: str | None = None
    errors: list[dict[str, Any]] = field(default_factory=list)
    created_at: int = 2_000_000_000

    def shown(self) -> dict[str, Any]:
        return {
            "id": self.batch_id,
            "object": "batch",
            "endpoint": "/v1/chat/completions",
            "completion_window": "24h",
            "created_at": self.created_at,
            "status": self.status,
            "input_file_id": self.input_file,
            "output_file_id": self.output_file,
            "error_file_id": self.error_file,
            "metadata": self.metadata,
            "errors": {"object": "list", "data": self.errors} if self.errors else None,
        }


class BatchServer:
    """The endpoint. All attributes may be changed while it runs.

    Attributes:
        answer: what a line's body gets: a `Reply` (status and body), or `EXPIRED` or `CANCELLED` where it was not run.
        looks: how often a batch is looked at before it is over.
        ending: status of a batch that is over; `errors` go with it.
        shuffle: answers come in the reverse order of the questions.
        fault: called with method and path before anything is done; a `Reply` it returns is sent instead.
        after: likewise, but once all was done: the client does not learn of it.
        max_lines: a batch of more lines fails with `token_limit_exceeded`.
        asked: bodies of all lines that were run, in order: what is paid.
    """

    def __init__(self, answer: Callable[[dict[str, Any]], Reply | str] = lambda _: tool_call({"n": 1})) -> None:
        self.answer = answer
        self.looks = 1
        self.ending = "completed"
        self.errors: list[dict[str, Any]] = []
        self.shuffle = False
        self.fault: Callable[[str, str], Reply | None] = lambda *_: None
        self.after: Callable[[str, str], Reply | None] = lambda *_: None
        self.max_lines = 50_000
        self.files: dict[str, bytes] = {}
        self.batches: dict[str, Batch] = {}
        self.asked: list[dict[str, Any]] = []
        self.deleted: list[str] = []
        self.calls: list[tuple[str, str]] = []
        self._lock = threading.Lock()
        server = self

        class Exchange(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                server._serve(self, "GET")

            def do_POST(self) -> None:
                server._serve(self, "POST")

            def do_DELETE(self) -> None:
                server._serve(self, "DELETE")

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the library's name)
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
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def sizes(self) -> list[int]:
        """Lines of each batch that was made."""
        return [self.files[batch.input_file].count(b"\n") for batch in self.batches.values()]

    def _serve(self, exchange: BaseHTTPRequestHandler, method: str) -> None:
        data = exchange.rfile.read(int(exchange.headers.get("Content-Length") or 0))
        path = urlsplit(exchange.path)
        with self._lock:
            self.calls.append((method, path.path))
            reply = self.fault(method, path.path)
            if reply is None:
                status, body = self._do(method, path.path, parse_qs(path.query), data, exchange.headers["Content-Type"])
                reply = self.after(method, path.path)
                if reply is not None:
                    status, body = reply.status, json.dumps(reply.body).encode()
            else:
                status, body = reply.status, json.dumps(reply.body).encode()
        exchange.send_response(status)
        exchange.send_header("Content-Type", "application/json")
        exchange.send_header("Connection", "close")
        exchange.send_header("Content-Length", str(len(body)))
        exchange.end_headers()
        exchange.wfile.write(body)

    def _do(
        self, method: str, path: str, query: dict[str, list[str]], data: bytes, kind: str | None
    ) -> tuple[int, bytes]:
        if (method, path) == ("POST", "/v1/files"):
            return self._upload(data, kind or "")
        if (method, path) == ("POST", "/v1/batches"):
            return self._create(json.loads(data))
        if (method, path) == ("GET", "/v1/batches"):
            return self._list(query)
        if (method, path[:12]) == ("GET", "/v1/batches/") and path[12:] in self.batches:
            return self._look(self.batches[path[12:]])
        if found := re.fullmatch(r"/v1/files/([^/]+)/content", path):
            return (200, self.files[found[1]]) if found[1] in self.files else _missing(path)
        if method == "DELETE" and path.startswith("/v1/files/"):
            self.deleted.append(path[10:])
            return _json({"id": path[10:], "object": "file", "deleted": True})
        return _missing(path)

    def _upload(self, data: bytes, kind: str) -> tuple[int, bytes]:
        message = email.message_from_bytes(b"Content-Type: " + kind.encode() + b"\r\n\r\n" + data)
        parts = {part.get_param("name", header="content-disposition"): part for part in message.get_payload()}  # type: ignore[union-attr]
        assert parts["purpose"].get_payload(decode=True).strip() == b"batch"
        # The parser takes the line end before the boundary for its own.
        content = parts["file"].get_payload(decode=True).rstrip(b"\n") + b"\n"
        file_id = f"file-{len(self.files)}"
        self.files[file_id] = content
        shown = {"id": file_id, "object": "file", "bytes": len(content), "created_at": NOW, "filename": "x"}
        return _json(shown | {"purpose": "batch", "status": "processed"})

    def _create(self, asked: dict[str, Any]) -> tuple[int, bytes]:
        assert asked["endpoint"] == "/v1/chat/completions"
        assert asked["completion_window"] == "24h"
        batch = Batch(f"batch_{len(self.batches)}", asked["input_file_id"], asked.get("metadata") or {}, self.looks)
        self.batches[batch.batch_id] = batch
        return _json(batch.shown())

    def _list(self, query: dict[str, list[str]]) -> tuple[int, bytes]:
        newest = list(reversed(self.batches.values()))
        if "after" in query:
            names = [batch.batch_id for batch in newest]
            newest = newest[names.index(query["after"][0]) + 1 :]
        limit = int(query.get("limit", ["20"])[0])
        page = [batch.shown() for batch in newest[:limit]]
        return _json({"object": "list", "data": page, "has_more": len(newest) > limit})

    def _look(self, batch: Batch) -> tuple[int, bytes]:
        if batch.status in ("validating", "in_progress"):
            batch.looks -= 1
            batch.status = "in_progress"
            if batch.looks <= 0:
                self._end(batch)
        return _json(batch.shown())

    def _end(self, batch: Batch) -> None:
        lines = [json.loads(line) for line in self.files[batch.input_file].splitlines()]
        if len(lines) > self.max_lines:
            batch.status = "failed"
            batch.errors = [{"code": "token_limit_exceeded", "message": "Enqueued token limit reached"}]
            return
        batch.status, batch.errors = self.ending, self.errors
        if batch.status == "failed":
            return
        good, bad = [], []
        for line in lines:
            assert line["method"] == "POST"
            assert line["url"] == "/v1/chat/completions"
            got = self.answer(line["body"])
            shown: dict[str, Any] = {"id": "batch_req_1", "custom_id": line["custom_id"], "response": None}
            if isinstance(got, str):
                shown["error"] = {"code": got, "message": "This request was not executed."}
            else:
                self.asked.append(line["body"])
                shown |= {"response": {"status_code": got.status, "request_id": "r", "body": got.body}, "error": None}
            (good if not isinstance(got, str) and got.status == 200 else bad).append(json.dumps(shown))
        if self.shuffle:
            good.reverse()
        for name, held in (("output", good), ("error", bad)):
            if held:
                file_id = f"file-{name}-{batch.batch_id}"
                self.files[file_id] = "\n".join(held).encode() + b"\n"
                setattr(batch, f"{name}_file", file_id)


def _json(body: object) -> tuple[int, bytes]:
    return 200, json.dumps(body).encode()


def _missing(path: str) -> tuple[int, bytes]:
    return 404, json.dumps(failure(404, f"no {path}").body).encode()
