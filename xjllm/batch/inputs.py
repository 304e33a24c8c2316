"""Finding articles: folders, globs, files, JSON lines and URLs become items, one at a time and in a fixed order.

What cannot be read becomes a `BadInput` with file and line; the rest goes on.
"""

from __future__ import annotations

import os
import zlib
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from xjllm.batch.json_items import is_json_name, read_json_items
from xjllm.batch.records import BadInput, Item, storable_text
from xjllm.batch.streams import open_file, open_url, plain_name, url_files
from xjllm.errors import ArticleError, SettingsError
from xjllm.reading import MAX_BYTES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import BinaryIO

__all__ = ["ARTICLE_SUFFIXES", "count_articles", "read_inputs"]

ARTICLE_SUFFIXES = (".txt", ".html", ".htm", ".xhtml", ".json", ".jsonl", ".ndjson")
"""What is taken from a folder, each also with `.gz` or `.zst` behind it. A file that is named is always taken."""

_MAGIC = frozenset("*?[")


def read_inputs(inputs: Sequence[str | os.PathLike[str]], *, exclude: Path | None = None) -> Iterator[Item | BadInput]:
    """The articles of all `inputs`, in the order of the inputs and by name within them.

    Args:
        inputs: folders (searched to any depth, hidden files left out), globs (`**` crosses folders), files, and
            URLs that fsspec opens (`s3://bucket/news/`).
        exclude: a folder that is left out, the output folder.
    """
    for given in inputs:
        root = os.fspath(given)
        found = False
        try:
            for one in _read_root(root, exclude.resolve() if exclude else None):
                found = True
                yield one
        except (ArticleError, SettingsError, OSError, ValueError) as error:
            found = True
            yield _bad(root, root, error)
        if not found:
            looked_for = ", ".join(ARTICLE_SUFFIXES)
            yield BadInput(root, root, "ArticleError", f"{root}: holds no articles ({looked_for}, also .gz and .zst)")


def count_articles(inputs: Sequence[str | os.PathLike[str]], *, exclude: Path | None = None) -> int:
    """How many items `read_inputs` will give, roughly: lines that will turn out broken are counted.

    URLs are not opened for it and count as nothing.
    """
    total = 0
    for given in inputs:
        root = os.fspath(given)
        if "://" in root:
            continue
        for path, _ in _find_files(root, exclude.resolve() if exclude else None):
            if isinstance(path, OSError):
                continue
            total += _count_lines(path) if is_json_name(str(path)) else 1
    return total


def _count_lines(path: Path) -> int:
    try:
        with open_file(path) as file:
            lines = sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(1 << 20), b""))
    except (ArticleError, OSError, ValueError, EOFError, zlib.error):
        return 1
    return max(1, lines)


def _read_root(root: str, exclude: Path | None) -> Iterator[Item | BadInput]:
    if "://" in root:
        for url, id_ in url_files(root, _is_article, exclude=exclude):
            yield from _read_one(url, root, id_, partial(open_url, url))
        return
    for path, id_ in _find_files(root, exclude):
        if isinstance(path, OSError):
            yield _bad(storable_text(id_), root, path)
            continue
        yield from _read_one(storable_text(str(path)), root, storable_text(id_), partial(open_file, path))


def _find_files(root: str, exclude: Path | None) -> Iterator[tuple[Path | OSError, str]]:
    """The files of a folder, a glob or a path, each with its id; of a closed folder, the error and its path."""
    path = Path(root)
    if path.is_dir():
        # The folder's own name is part of the id: two folders may hold files of the same name.
        name = path.resolve().name
        for file in _walk(path, exclude):
            if isinstance(file, OSError):
                yield file, str(file.filename)
            else:
                yield file, f"{name}/{file.relative_to(path).as_posix()}"
    elif _MAGIC & set(root) and not path.exists():
        fixed = _fixed_part(path)
        pattern = path.relative_to(fixed).as_posix()
        name = fixed.resolve().name
        for file in sorted(fixed.glob(pattern)):
            if file.is_file() and not _is_hidden(file.relative_to(fixed)) and not _within(file, exclude):
                yield file, f"{name}/{file.relative_to(fixed).as_posix()}"
    else:
        yield path, f"{path.resolve().parent.name}/{path.name}"


def _walk(folder: Path, exclude: Path | None) -> Iterator[Path | OSError]:
    errors: list[OSError] = []
    for directory, folders, files in os.walk(folder, onerror=errors.append):
        yield from errors
        errors.clear()
        here = Path(directory)
        folders[:] = sorted(
            name
            for name in folders
            if not name.startswith(".") and not (exclude and (here / name).resolve() == exclude)
        )
        for name in sorted(files):
            if not name.startswith(".") and _is_article(name):
                yield here / name
    yield from errors


def _fixed_part(path: Path) -> Path:
    fixed: list[str] = []
    for piece in path.parts:
        if _MAGIC & set(piece):
            break
        fixed.append(piece)
    return Path(*fixed) if fixed else Path()


def _is_hidden(path: Path) -> bool:
    return any(piece.startswith(".") for piece in path.parts)


def _within(file: Path, exclude: Path | None) -> bool:
    return exclude is not None and file.resolve().is_relative_to(exclude)


def _is_article(name: str) -> bool:
    return plain_name(name).lower().endswith(ARTICLE_SUFFIXES)


def _read_one(place: str, root: str, id_: str, open_: Callable[[], BinaryIO]) -> Iterator[Item | BadInput]:
    try:
        with open_() as file:
            if is_json_name(place):
                yield from read_json_items(file, place=place, root=root, file_id=id_)
                return
            data = file.read(MAX_BYTES + 1)
    except (ArticleError, OSError, ValueError, EOFError, zlib.error) as error:
        yield _bad(place, root, error)
        return
    yield Item(id=id_, place=place, root=root, name=plain_name(Path(id_).name), data=data)


def _bad(place: str, root: str, error: Exception) -> BadInput:
    if isinstance(error, ArticleError | SettingsError):
        return BadInput(place, root, type(error).__name__, str(error))
    if isinstance(error, FileNotFoundError):
        message = f"{place}: no such file or folder; check the path"
    else:
        reason = getattr(error, "strerror", None) or " ".join(str(error).split())[:200] or type(error).__name__
        # What the system refuses has a number; anything else lies in what the file holds.
        advice = (
            "the file and its permissions" if getattr(error, "errno", None) else "whether it is whole, and its suffix"
        )
        message = f"{place}: cannot be read ({reason}); check {advice}"
    return BadInput(place, root, "ArticleError", message)
