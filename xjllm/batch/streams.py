"""Opening inputs: plain, `.gz` or `.zst`, on this machine or behind a URL."""

from __future__ import annotations

import gzip
import io
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from xjllm.errors import ArticleError, SettingsError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_EXTRAS = {"s3": "s3fs", "s3a": "s3fs", "gs": "gcsfs", "gcs": "gcsfs", "abfs": "adlfs", "az": "adlfs"}
_MAGIC = frozenset("*?[")


def plain_name(name: str) -> str:
    """`name` without `.gz` or `.zst` at its end."""
    for suffix in (".gz", ".zst"):
        if name.lower().endswith(suffix):
            return name[: -len(suffix)]
    return name


def open_file(path: Path) -> BinaryIO:
    """The file's content, decompressed as its name says.

    Raises:
        OSError: it cannot be opened; broken compression shows only on reading.
        ArticleError: it is a folder, a pipe or another thing that is no file.
    """
    if path.is_dir():
        raise ArticleError(f"{path}: a folder, where a file was expected")
    if path.exists() and not path.is_file():
        # To open a pipe waits for whoever writes to it, for ever if need be.
        raise ArticleError(f"{path}: a pipe or a device, where a file was expected; write its content to a file")
    return _decompressed(path.open("rb"), path.name)


def open_url(url: str) -> BinaryIO:
    """As `open_file`, for a URL that fsspec knows."""
    files, path = _file_system(url)
    return _decompressed(cast("BinaryIO", files.open(path, "rb")), url)


def url_files(url: str, is_article: Callable[[str], bool], *, exclude: Path | None = None) -> Iterator[tuple[str, str]]:
    """The files behind a URL of a folder, a glob or a file, by name: each with its URL and its id.

    The id is the folder's URL with the path below it; for a glob, the folder is what stands before its first wildcard.

    Args:
        url: of a kind that fsspec knows.
        is_article: whether a file of that name is taken from a folder or for a glob.
        exclude: a folder of this machine that is left out, its links resolved.

    Raises:
        SettingsError: the package for this kind of URL is missing.
        ArticleError: nothing can be listed there.
    """
    files, path = _file_system(url)
    scheme, _, address = url.partition("://")
    try:
        if _MAGIC & set(path):
            found, base, address = sorted(files.glob(path)), _before_wildcards(path), _before_wildcards(address)
        elif files.isdir(path):
            found, base = sorted(files.find(path)), path.rstrip("/")
        else:
            yield url, url
            return
    except SettingsError:
        raise
    except Exception as error:  # every store has errors of its own
        reason = " ".join(str(error).split())[:200] or type(error).__name__
        raise ArticleError(f"{url}: cannot be listed ({reason}); check the address and your credentials") from error
    folder = f"{scheme}://{address.rstrip('/')}/" if address else f"{scheme}://"
    local = exclude is not None and "file" in files.protocol
    for one in found:
        below = one[len(base) :].lstrip("/")
        hidden = any(piece.startswith(".") for piece in PurePosixPath(below).parts)
        left_out = local and exclude is not None and Path(one).resolve().is_relative_to(exclude)
        if is_article(one) and not hidden and not left_out:
            yield f"{scheme}://{one}", f"{folder}{below}"


def _before_wildcards(path: str) -> str:
    """The folder that stands before the first piece with a wildcard."""
    pieces = path.split("/")
    first = next(number for number, piece in enumerate(pieces) if _MAGIC & set(piece))
    return "/".join(pieces[:first])


def _decompressed(file: BinaryIO, name: str) -> BinaryIO:
    lower = name.lower()
    if lower.endswith(".gz"):
        return _gunzipped(file)
    if lower.endswith(".zst"):
        return _zstandard(file)
    return file


def _gunzipped(file: BinaryIO) -> BinaryIO:
    stream = gzip.GzipFile(fileobj=file, mode="rb")
    # GzipFile closes the file beneath it only where it opened it itself, and knows that by this attribute.
    stream.myfileobj = file  # type: ignore[assignment]
    return cast("BinaryIO", stream)


def _zstandard(file: BinaryIO) -> BinaryIO:
    # Arrow's reader says so where a stream ends too early; the zstandard package takes it for the end.
    import pyarrow as pa

    stream = pa.CompressedInputStream(pa.PythonFile(file, mode="r"), "zstd")
    return cast("BinaryIO", io.BufferedReader(stream))


def _file_system(url: str) -> tuple[Any, str]:
    scheme = url.split("://", 1)[0].lower()
    try:
        from fsspec.core import url_to_fs

        files, path = url_to_fs(url)
    except ImportError as error:
        package = _EXTRAS.get(scheme, "fsspec")
        raise SettingsError(f"{url}: {scheme}:// needs the package {package}: pip install {package}") from error
    except ValueError as error:
        raise SettingsError(f"{url}: the kind of address {scheme}:// is not known") from error
    return files, path
