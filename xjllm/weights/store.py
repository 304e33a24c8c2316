"""The folder that model files are kept in, with a record of each file's size, hash and origin beside it."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xjllm.errors import SettingsError, WeightsError
from xjllm.weights.catalogue import DEFAULT, find_weights
from xjllm.weights.gguf import read_header

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_BLOCK = 1 << 20

NAME_FILE = "name.txt"
"""Says, beside an unfinished download, what it was asked for by."""


@dataclass(frozen=True, slots=True)
class StoredWeights:
    """A model file in the store.

    Attributes:
        name: what `fetch_weights` and `remove_weights` call it.
        path: the file; of an unfinished download, what there is of it.
        size: bytes on the disk.
        source: where it came from, in words; empty where nothing recorded it.
        whole: False for an unfinished download, which the next fetch goes on with.
        default: whether it is the default model.
    """

    name: str
    path: Path
    size: int
    source: str
    whole: bool
    default: bool


def models_dir() -> Path:
    """The folder of the store: XJLLM_MODELS_DIR, else `models` in the user's cache folder of xjllm.

    It need not exist.

    Raises:
        SettingsError: the extra `local` is not installed, which knows where the user's cache is.
    """
    named = os.environ.get("XJLLM_MODELS_DIR", "").strip()
    if named:
        return Path(named).expanduser()
    try:
        from platformdirs import user_cache_path
    except ModuleNotFoundError as error:
        raise missing_extra() from error
    return user_cache_path("xjllm", appauthor=False) / "models"


def missing_extra() -> SettingsError:
    """The error for whoever asks for the embedded model without having installed what it needs."""
    return SettingsError("the embedded model needs its extra: pip install 'xjllm[local]'")


def weights_path(name: str | os.PathLike[str] | None = None) -> Path:
    """The checked model file of that name: None for the default, a path, or `org/repo/file.gguf[@revision]`.

    A file at that path is taken before a hub name.

    Raises:
        WeightsError: there is no such file, or `check_weights` refuses it.
    """
    path = _find_path(name)
    check_weights(path)
    return path


def check_weights(path: Path, *, full: bool = False) -> None:
    """Accept a model file that is whole, unaltered as far as its hash is known, and a chat model.

    The header is always read. The hash is taken of a file that has changed in size or time since it was
    fetched, or that should be the default model and has no record; or with `full`, of any with a known hash.

    Raises:
        WeightsError: it is missing, corrupt or no chat model; one line says what to do.
    """
    if path.is_dir():
        raise WeightsError(f"{path} is a folder, not a model file: name a GGUF file in it")
    if not path.is_file():
        raise WeightsError(f"no model file at {path}: get the default one with `python -m xjllm model fetch`")
    stat = path.stat()
    if stat.st_size == 0:
        raise WeightsError(f"the model file {path} is empty: remove it and fetch it again")
    record = _read_record(path)
    expected = record.get("sha256")
    unchanged = record.get("size") == stat.st_size and record.get("mtime_ns") == stat.st_mtime_ns
    if path.name == DEFAULT.name and path.parent == models_dir():
        expected = DEFAULT.sha256
    if expected and (full or not unchanged):
        sha256 = hash_file(path)
        if sha256 != expected:
            raise WeightsError(
                f"the model file {path} is corrupt (SHA-256 {sha256[:12]}…, not {expected[:12]}…): "
                "remove it with `python -m xjllm model remove` and fetch it again"
            )
        write_record(path, sha256=sha256, source=str(record.get("source", "")))
    if read_header(path).chat_template is None:
        raise WeightsError(f"{path.name} is no chat model (it has no chat template): name another GGUF file")


def list_weights() -> list[StoredWeights]:
    """Every model file in the store, unfinished downloads included, by name."""
    folder = models_dir()
    stored: list[StoredWeights] = []
    for path in sorted(folder.glob("*.gguf")):
        record = _read_record(path)
        name = str(record.get("name") or path.name)
        source = str(record.get("source", ""))
        stored.append(
            StoredWeights(name, path, path.stat().st_size, source, whole=True, default=path.name == DEFAULT.name)
        )
    for scraps in sorted(folder.glob("*.gguf.part")):
        name = _read_name(scraps) or scraps.name.removesuffix(".part")
        size = sum(file.stat().st_size for file in scraps.rglob("*") if file.is_file())
        stored.append(StoredWeights(name, scraps, size, "", whole=False, default=name == DEFAULT.name))
    return stored


def remove_weights(name: str | None = None) -> int:
    """Remove a model file of the store, what was begun of it, and its record; None means the default model.

    Args:
        name: as `list_weights` shows it; nothing outside the store is ever removed.

    Returns:
        Bytes freed.

    Raises:
        WeightsError: the store has no such file, or another process is fetching.
    """
    folder = models_dir()
    wanted = DEFAULT.name if name is None else name
    paths = [folder / each.path.name.removesuffix(".part") for each in list_weights() if each.name == wanted]
    if not paths:
        raise WeightsError(f"no model {wanted} in {folder}: see `python -m xjllm model list`")
    path = paths[0]
    scraps = scraps_dir(path)
    with locked_store(folder):
        files = [path, _record_path(path), *(file for file in scraps.rglob("*") if file.is_file())]
        freed = sum(file.stat().st_size for file in files if file.exists())
        path.unlink(missing_ok=True)
        _record_path(path).unlink(missing_ok=True)
        shutil.rmtree(scraps, ignore_errors=True)
    return freed


def scraps_dir(path: Path) -> Path:
    """Where an unfinished download of the model file `path` is kept."""
    return path.with_name(path.name + ".part")


@contextmanager
def locked_store(folder: Path) -> Iterator[None]:
    """The store, held against every other process that would change it; the system frees it with the process.

    Raises:
        WeightsError: another process holds it, or the folder cannot be written.
    """
    try:
        from filelock import FileLock, Timeout
    except ModuleNotFoundError as error:
        raise missing_extra() from error
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / ".lock", timeout=0).acquire()
    except Timeout as error:
        raise WeightsError(f"another process is fetching a model into {folder}: try again when it is done") from error
    except OSError as error:
        raise WeightsError(f"cannot write the model folder {folder}: {error.strerror or error}") from error
    with lock:
        yield


def put_in_place(partial: Path, path: Path, *, name: str, sha256: str, source: str) -> None:
    """Make `partial`, already checked, the model file `path`: whole, or not at all if the power fails."""
    with partial.open("rb+") as file:
        os.fsync(file.fileno())
    # The record first would describe a file that may never come; the file first is checked in full once more.
    partial.replace(path)
    write_record(path, sha256=sha256, source=source, name=name)


def write_record(path: Path, *, sha256: str, source: str, name: str = "") -> None:
    """Keep what is known of the model file `path`, so that it need not be hashed at every start.

    A store that cannot be written is left as it is: the file is then hashed each time.
    """
    stat = path.stat()
    name = name or str(_read_record(path).get("name") or path.name)
    record = {
        "name": name,
        "size": stat.st_size,
        "mtime_ns": stat.st_mtime_ns,
        "sha256": sha256,
        "source": source,
    }
    temporary = _record_path(path).with_suffix(f".{os.getpid()}.tmp")
    try:
        temporary.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
        temporary.replace(_record_path(path))
    except OSError:
        temporary.unlink(missing_ok=True)


def hash_file(path: Path, *, seen: Callable[[int], None] | None = None) -> str:
    """SHA-256 of the file as 64 hexadecimal digits; `seen` is told the bytes read so far."""
    digest = hashlib.sha256()
    done = 0
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
            done += len(block)
            if seen is not None:
                seen(done)
    return digest.hexdigest()


def _find_path(name: str | os.PathLike[str] | None) -> Path:
    if name is None:
        return models_dir() / DEFAULT.name
    path = Path(name).expanduser()
    if path.exists() or not isinstance(name, str):
        return path
    stored = {each.name: each.path for each in list_weights() if each.whole}
    if name in stored:
        return stored[name]
    try:
        fetched = models_dir() / find_weights(name).name
    except WeightsError:
        raise WeightsError(
            f"no model file {name!r}: give a path to a GGUF file or a hub name org/repo/file.gguf"
        ) from None
    if not fetched.exists():
        raise WeightsError(f"{name} is not there: get it with `python -m xjllm model fetch {name}`")
    return fetched


def _read_name(scraps: Path) -> str:
    try:
        return (scraps / NAME_FILE).read_text(encoding="utf-8").strip()
    except (OSError, ValueError):
        return ""


def _record_path(path: Path) -> Path:
    return path.with_name(path.name + ".json")


def _read_record(path: Path) -> dict[str, Any]:
    try:
        record = json.loads(_record_path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return record if isinstance(record, dict) else {}
