"""A loopback endpoint that lets anyone answer: a person, or a model that has no OpenAI-compatible address.

    python tools/relay.py --dir .relay --port 8765

Then ask through it, for instance with OPENAI_BASE_URL=http://127.0.0.1:8765/v1 and `--model NAME`.
Each request's body is written to `.relay/request-<n>.json`. The relay waits until `.relay/answer-<n>.json` is
there and passes on what is in it:

- in tools mode, the arguments of the tool call and nothing else: `{"facts": [...]}`;
- otherwise, the content of the message.

A file that is complete JSON is taken at once, any other once it has not changed for two seconds; it is
passed on as it stands, and the caller finds out that it does not fit. A request that was asked before keeps
its number and its answer, so a caller that gave up or was interrupted can just ask again; delete an answer
to give another. The reply's id is `relay-` and the start of the answer's SHA-256, its model is the one that
was asked for, and token counts are left out because nobody counted. Let the caller's time-out be longer
than the answering takes.

The relay listens on 127.0.0.1 only; Ctrl-C ends it.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

MAX_BODY = 64 * 1024 * 1024


class Relay(ThreadingHTTPServer):
    """The server; `port` 0 takes a free one, `server_address` tells which.

    Args:
        folder: where requests and answers lie; made where it is missing.
        port: TCP port on 127.0.0.1.
        timeout_s: how long a request waits for its answer; after that the caller gets a 504.
        look_every_s: pause between two looks for the answer.
        settle_s: how long an answer that is no JSON must have stayed the same before it is passed on.
    """

    daemon_threads = True

    def __init__(
        self,
        folder: Path,
        *,
        port: int = 0,
        timeout_s: float = 3600.0,
        look_every_s: float = 0.2,
        settle_s: float = 2.0,
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.timeout_s = timeout_s
        self.look_every_s = look_every_s
        self.settle_s = settle_s
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        super().__init__(("127.0.0.1", port), _Exchange)

    def store_request(self, body: dict[str, Any]) -> int:
        """The number of `body`: its old one where the same was asked before, else one that no file has."""
        text = render_request(body)
        with self._lock:
            numbers = [0]
            for path in sorted(self.folder.glob("*-*.json")):
                kind, _, number = path.stem.partition("-")
                if kind in ("request", "answer") and number.isdecimal():
                    numbers.append(int(number))
                    if kind == "request" and _read(path) == text:
                        return int(number)
            new = max(numbers) + 1
            partial = self.folder / f"request-{new}.partial"
            partial.write_text(text, encoding="utf-8", newline="\n")
            partial.replace(self.folder / f"request-{new}.json")
        return new

    def wait_for_answer(self, number: int) -> str | None:
        """The text of the answer; None where none came in time."""
        path = self.folder / f"answer-{number}.json"
        now = time.monotonic()
        deadline = now + self.timeout_s
        before, since = "", now
        while now < deadline and not self._stopped.is_set():
            text = (_read(path) or "").strip()
            if text != before:
                before, since = text, now
            if text and (_is_json(text) or now - since >= self.settle_s):
                return text
            self._stopped.wait(self.look_every_s)
            now = time.monotonic()
        return None

    def server_close(self) -> None:
        """Stop listening and give up on answers that are still awaited."""
        self._stopped.set()
        super().server_close()


class _Exchange(BaseHTTPRequestHandler):
    server: Relay
    protocol_version = "HTTP/1.1"
    server_version = "xjllm-relay"
    sys_version = ""

    def do_GET(self) -> None:
        if self.path.rstrip("/") == "/v1/models":
            model = {"id": "relay", "object": "model", "owned_by": "relay"}
            self._send(200, {"object": "list", "data": [model]})
        else:
            self._fail(404, f"no such path: {self.path}")

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal() or int(length) > MAX_BODY:
            self.close_connection = True
            self._fail(413, f"a request needs a Content-Length of at most {MAX_BODY} bytes")
            return
        data = self.rfile.read(int(length))
        if self.path.rstrip("/") != "/v1/chat/completions":
            self._fail(404, f"no such path: {self.path}")
            return
        try:
            body = json.loads(data)
        except ValueError as error:
            self._fail(400, f"the request is no JSON: {error}")
            return
        if not isinstance(body, dict):
            self._fail(400, "the request is no JSON object")
            return
        if body.get("stream"):
            self._fail(400, "the relay does not stream")
            return
        number = self.server.store_request(body)
        print(f"request-{number}.json waits for answer-{number}.json", file=sys.stderr, flush=True)
        answer = self.server.wait_for_answer(number)
        if answer is None:
            self._fail(504, f"nobody wrote answer-{number}.json in time")
            return
        self._send(200, render_completion(body, answer))

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 — the standard library's name
        """Keep the terminal for what must be answered."""

    def _fail(self, status: int, message: str) -> None:
        self._send(status, {"error": {"message": message, "type": "relay", "param": None, "code": None}})

    def _send(self, status: int, body: dict[str, Any]) -> None:
        data = json.dumps(body).encode()
        try:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            # Nobody answers faster because the client asks again by itself.
            self.send_header("x-should-retry", "false")
            self.end_headers()
            self.wfile.write(data)
        except ConnectionError:
            # The caller has gone, most likely at its own time-out; its answer file stays for the next try.
            self.close_connection = True


def render_request(body: dict[str, Any]) -> str:
    """The request as readable JSON; a lone surrogate, legal in JSON but not in UTF-8, stays escaped."""
    text = json.dumps(body, ensure_ascii=False, indent=2) + "\n"
    try:
        text.encode()
    except UnicodeEncodeError:
        return json.dumps(body, indent=2) + "\n"
    return text


def render_completion(body: dict[str, Any], answer: str) -> dict[str, Any]:
    """The answer as the protocol's chat completion: a call of the requested tool, or a plain message."""
    digest = hashlib.sha256(answer.encode("utf-8", "surrogatepass")).hexdigest()
    message: dict[str, Any] = {"role": "assistant", "content": answer}
    tool = _requested_tool(body)
    if tool is not None:
        call = {
            "id": f"call-{digest[:16]}",
            "type": "function",
            "function": {"name": tool, "arguments": answer},
        }
        message = {"role": "assistant", "content": None, "tool_calls": [call]}
    return {
        "id": f"relay-{digest[:16]}",
        "object": "chat.completion",
        "created": int(time.time()),
        "model": str(body.get("model", "")),
        "choices": [{"index": 0, "message": message, "finish_reason": "stop" if tool is None else "tool_calls"}],
    }


def _requested_tool(body: dict[str, Any]) -> str | None:
    """The tool that the request forces, or its first; None where it offers none."""
    for offer in (body.get("tool_choice"), *(body.get("tools") or [])):
        if isinstance(offer, dict) and isinstance(offer.get("function"), dict):
            name = offer["function"].get("name")
            if isinstance(name, str):
                return name
    return None


def _read(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8-sig", errors="replace")
    except FileNotFoundError:
        return None


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def main(arguments: list[str] | None = None) -> int:
    """Run the relay until Ctrl-C; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dir", type=Path, required=True, help="folder for requests and answers")
    parser.add_argument("--port", type=int, default=8765, help="port on 127.0.0.1 (default: 8765)")
    parser.add_argument("--timeout", type=float, default=3600.0, help="seconds to wait (default: 3600)")
    options = parser.parse_args(arguments)
    try:
        relay = Relay(options.dir, port=options.port, timeout_s=options.timeout)
    except OSError as error:
        print(f"relay: cannot listen on 127.0.0.1:{options.port} or use {options.dir}: {error}", file=sys.stderr)
        return 1
    print(
        f"relay: http://127.0.0.1:{relay.server_address[1]}/v1, folder {options.dir}",
        file=sys.stderr,
        flush=True,
    )
    try:
        relay.serve_forever()
    except KeyboardInterrupt:
        print("relay: stopped", file=sys.stderr)
    finally:
        relay.server_close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
