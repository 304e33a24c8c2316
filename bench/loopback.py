"""A loopback endpoint in a process of its own: fixed latency, counted requests, and faults where they are asked for.

    python bench/loopback.py --port 0 --latency 0.3 --jitter 0.05 --tokens 1000 --faults 0

It prints its port on the first line. `GET /stats` gives what was asked so far, `POST /reset` forgets it. The answer
to a request is a function of the request alone, so that two runs over the same articles give the same facts.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import json
import random
import re
import subprocess
import sys
import time
import urllib.request
from collections import Counter
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

AMOUNT = re.compile(r"\d+\.\d\d billion yuan")
FIGURE = re.compile(r"⟦(\d+):")
PERIODS = ("2021-01/2021-12", "2022-01/2022-06", "2023-03")
GOODS = "motor vehicles with electric drive", "polysilicon in ingots and wafers", "fresh and dried fruit"
FAULTS = ("429", "500", "reset", "stall", "cut_off", "garbled")


class Server:
    """Answers chat completions after a while."""

    def __init__(self, *, latency_s: float, jitter_s: float, tokens: int, faults: float, stall_s: float) -> None:
        self._latency_s = latency_s
        self._jitter_s = jitter_s
        self._tokens = tokens
        self._faults = faults
        self._stall_s = stall_s
        self._random = random.Random(7)
        self._storm_until = 0.0
        self.reset()

    def reset(self) -> None:
        self.requests = 0
        self.in_flight = 0
        self.most_in_flight = 0
        self.seen: Counter[str] = Counter()
        self.faulty: Counter[str] = Counter()

    def stats(self) -> dict[str, Any]:
        return {
            "requests": self.requests,
            "distinct": len(self.seen),
            "most_in_flight": self.most_in_flight,
            "faults": dict(self.faulty),
        }

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = re.search(rb"(?i)content-length: *(\d+)", head)
                body = await reader.readexactly(int(length[1])) if length else b""
                path = head.split(b" ", 2)[1]
                if path == b"/stats":
                    _write(writer, 200, self.stats())
                elif path == b"/reset":
                    self.reset()
                    _write(writer, 200, {})
                elif not await self._complete(writer, body):
                    break
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def _complete(self, writer: asyncio.StreamWriter, body: bytes) -> bool:
        digest = hashlib.sha256(body).hexdigest()[:24]
        self.requests += 1
        self.seen[digest] += 1
        self.in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self.in_flight)
        try:
            fault = self._draw_fault()
            if fault == "429":
                _write(writer, 429, {"error": {"message": "slow down", "type": "stub"}}, b"Retry-After: 1\r\n")
                return True
            if fault == "stall":
                await asyncio.sleep(self._stall_s)
            await asyncio.sleep(self._latency_s + self._random.uniform(0, self._jitter_s))
            if fault in ("reset", "stall"):
                writer.transport.abort()
                return False
            if fault == "500":
                _write(writer, 500, {"error": {"message": "no", "type": "stub"}})
            else:
                _write(writer, 200, self._answer(json.loads(body), digest, fault))
            return True
        finally:
            self.in_flight -= 1

    def _draw_fault(self) -> str | None:
        if not self._faults:
            return None
        now = time.monotonic()
        if now < self._storm_until:
            self.faulty["429"] += 1
            return "429"
        draw = self._random.random()
        for number, name in enumerate(FAULTS):
            if draw < self._faults * (number + 1):
                self.faulty[name] += 1
                if name == "429":
                    # A storm: for a while nobody gets anything else.
                    self._storm_until = now + 0.2
                return name
        return None

    def _answer(self, asked: dict[str, Any], digest: str, fault: str | None) -> dict[str, Any]:
        text = json.dumps(self._facts(asked), ensure_ascii=False, separators=(",", ":"))
        finish = "tool_calls"
        if fault == "cut_off":
            text, finish = text[: len(text) // 2], "length"
        elif fault == "garbled":
            text = text[: len(text) // 3] + "}{" + text[len(text) // 2 :]
        tools = asked.get("tools")
        message: dict[str, Any] = {"role": "assistant", "content": text}
        if tools:
            call = {"name": tools[0]["function"]["name"], "arguments": text}
            message = {
                "role": "assistant",
                "content": None,
                "tool_calls": [{"id": "call_0", "type": "function", "function": call}],
            }
        return {
            "id": f"chatcmpl-{digest}",
            "object": "chat.completion",
            "created": 0,
            "model": asked.get("model", "stub"),
            "choices": [{"index": 0, "message": message, "finish_reason": finish if tools else "stop"}],
            "usage": {"prompt_tokens": 4000, "completion_tokens": self._tokens, "total_tokens": 4000 + self._tokens},
        }

    def _facts(self, asked: dict[str, Any]) -> dict[str, Any]:
        said = asked["messages"][-1]["content"]
        if "extractions" in said and not asked.get("tools"):
            # As langextract asks: the article stands behind the last "Q:", amounts are given back as they stand.
            amounts = AMOUNT.findall(said.rsplit("Q:", 1)[-1]) or ["1 yuan"]
            count = max(1, int(self._tokens * 3.6) // 110)
            attributes = {"flow": "exports", "partner": "KAZ", "commodity": GOODS[0]}
            return {
                "extractions": [
                    {"amount": amounts[n % len(amounts)], "amount_attributes": attributes} for n in range(count)
                ]
            }
        numbers = sorted({int(n) for n in FIGURE.findall(said)})
        seed = int(hashlib.sha256(said.encode()).hexdigest()[:8], 16)
        facts: list[dict[str, Any]] = []
        chars = 0
        while chars < self._tokens * 3.6 and numbers:
            n = numbers[len(facts) % len(numbers)]
            fact = {
                "n": n,
                "commodity": f"{GOODS[(seed + n) % 3]} no. {len(facts)}",
                "flow": "exports",
                "partner": "KAZ",
            }
            facts.append(fact)
            chars += len(json.dumps(fact))
        return {"reporter": "CN-XJ", "period": PERIODS[seed % 3], "facts": facts}


def _write(writer: asyncio.StreamWriter, status: int, body: object, headers: bytes = b"") -> None:
    data = json.dumps(body, ensure_ascii=False).encode()
    writer.write(
        b"HTTP/1.1 %d X\r\nContent-Type: application/json\r\n%sContent-Length: %d\r\n\r\n"
        % (status, headers, len(data))
        + data
    )


@contextmanager
def loopback(**options: float) -> Iterator[str]:
    """The address of a server in a process of its own, which ends with the block."""
    words = [f"--{name.replace('_', '-')}={value}" for name, value in options.items()]
    command = [sys.executable, str(Path(__file__).resolve()), *words]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        yield f"http://127.0.0.1:{int(process.stdout.readline())}"  # type: ignore[union-attr]
    finally:
        process.terminate()
        process.wait()
        if process.stdout:
            process.stdout.close()


def ask_stats(address: str) -> dict[str, Any]:
    """What the server was asked so far."""
    with urllib.request.urlopen(f"{address}/stats") as reply:
        stats: dict[str, Any] = json.load(reply)
    return stats


def reset_stats(address: str) -> None:
    """Make the server forget what it was asked."""
    urllib.request.urlopen(urllib.request.Request(f"{address}/reset", data=b"", method="POST")).close()


async def _main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--latency", type=float, default=0.3)
    parser.add_argument("--jitter", type=float, default=0.05)
    parser.add_argument("--tokens", type=int, default=1000)
    parser.add_argument("--faults", type=float, default=0.0, help="share of requests for each kind of fault")
    parser.add_argument("--stall", type=float, default=20.0, help="seconds for which a stalled request hangs")
    options = parser.parse_args()
    server = Server(
        latency_s=options.latency,
        jitter_s=options.jitter,
        tokens=options.tokens,
        faults=options.faults,
        stall_s=options.stall,
    )
    listening = await asyncio.start_server(server.serve, "127.0.0.1", options.port, limit=1 << 24, backlog=2048)
    print(listening.sockets[0].getsockname()[1], flush=True)
    async with listening:
        await listening.serve_forever()


if __name__ == "__main__":
    try:
        asyncio.run(_main())
    except KeyboardInterrupt:
        sys.exit(0)
