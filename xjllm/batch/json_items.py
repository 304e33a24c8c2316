"""Articles in JSON: one object a line, one object a file, or an array of them.

The fields are `text`, and where they are there `id`, `published`, `url` and `title`; others are ignored.
"""

from __future__ import annotations

import hashlib
import json
from datetime import date
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from xjllm.batch.records import BadInput, Item, storable_text
from xjllm.batch.streams import plain_name
from xjllm.reading import MAX_BYTES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

_LINES = (".jsonl", ".ndjson")
_MAX_LINE_BYTES = 2 * MAX_BYTES
_MAX_FILE_BYTES = 10 * MAX_BYTES
_SPACE = b" \t\r\n"


def is_json_name(name: str) -> bool:
    """Whether a file of that name holds JSON or JSON lines."""
    return plain_name(name).lower().endswith((".json", *_LINES))


def read_json_items(file: BinaryIO, *, place: str, root: str, file_id: str) -> Iterator[Item | BadInput]:
    """The articles of an open JSON file; every broken line or entry is a `BadInput` with its number."""
    if plain_name(place).lower().endswith(_LINES):
        yield from _read_lines(file, place, root, file_id)
        return
    data = file.read(_MAX_FILE_BYTES + 1)
    if len(data) > _MAX_FILE_BYTES:
        yield _bad(place, root, f"larger than {_MAX_FILE_BYTES // 1_000_000} MB; write it as JSON lines (.jsonl)")
        return
    try:
        loaded = json.loads(data)
    except (ValueError, RecursionError) as error:
        yield _bad(place, root, f"no JSON ({_reason(error)})")
        return
    if isinstance(loaded, list):
        for number, entry in enumerate(loaded, start=1):
            yield read_entry(entry, f"{place}[{number}]", root, file_id)
    else:
        yield read_entry(loaded, place, root, file_id, is_file=True)


def _read_lines(file: BinaryIO, place: str, root: str, file_id: str) -> Iterator[Item | BadInput]:
    number = 0
    while line := file.readline(_MAX_LINE_BYTES):
        number += 1
        here = f"{place}:{number}"
        if len(line) == _MAX_LINE_BYTES and not line.endswith(b"\n"):
            while (rest := file.readline(1 << 20)) and not rest.endswith(b"\n"):
                pass
            yield _bad(here, root, f"a line of more than {_MAX_LINE_BYTES // 1_000_000} MB")
            continue
        if number == 1:
            line = line.removeprefix(b"\xef\xbb\xbf")
        if not line.strip(_SPACE):
            continue
        try:
            loaded = json.loads(line.decode())
        except (ValueError, RecursionError) as error:
            yield _bad(here, root, f"broken JSON line ({_reason(error)})")
            continue
        yield read_entry(loaded, here, root, file_id)


def read_entry(entry: Any, place: str, root: str, file_id: str, *, is_file: bool = False) -> Item | BadInput:  # noqa: ANN401 (any JSON)
    """The article in one JSON object.

    Args:
        entry: plain JSON types, whatever they are.
        place: file and line, for messages.
        root: the input that it belongs to, as the user gave it.
        file_id: the id of its file, from which an article without an id gets one.
        is_file: whether the file holds nothing else.
    """
    if not isinstance(entry, dict):
        return _bad(place, root, f"a JSON object with text is needed, not {type(entry).__name__}")
    text = entry.get("text")
    if not isinstance(text, str) or not text.strip():
        return _bad(place, root, 'no "text", or an empty one')
    for name in ("url", "title"):
        if not isinstance(entry.get(name), str | None):
            return _bad(place, root, f'"{name}" must be text')
    id_ = entry.get("id")
    if isinstance(id_, bool) or not isinstance(id_, str | int | None) or (isinstance(id_, str) and not id_.strip()):
        return _bad(place, root, '"id" must be text or a whole number')
    try:
        published = _read_day(entry.get("published"))
    except (ValueError, TypeError):
        shown = " ".join(str(entry.get("published")).split())[:40]
        return _bad(place, root, f'"published" must be a day as 2024-01-31, not {shown!r}')
    text, url = storable_text(text), entry.get("url")
    title = " ".join(storable_text(entry.get("title") or "").split())
    add_title = bool(title) and not " ".join(text[: 3 * len(title) + 100].split()).startswith(title)
    if add_title:
        text = f"{title}\n\n{text}"
    if id_ is None:
        # Counted lines would rename every article behind an inserted one.
        digest = hashlib.sha256(text.encode()).hexdigest()
        id_ = file_id if is_file else f"{file_id}#{digest[:16]}"
        name = plain_name(PurePosixPath(file_id).name) if is_file else id_
    else:
        id_ = name = storable_text(str(id_))
    return Item(
        id=id_,
        place=place,
        root=root,
        name=name,
        data=text,
        published=published,
        url=storable_text(url) if url else None,
        headline_added=add_title,
    )


def _read_day(said: object) -> date | None:
    if said is None or said == "":
        return None
    if not isinstance(said, str):
        raise TypeError("a day is text")
    # A time of day may follow: the day is as the source's own clock has it.
    if len(said) > 10 and said[10] not in "T ":
        raise ValueError("no day")
    return date.fromisoformat(said[:10])


def _reason(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg.removesuffix(' at')}, column {error.colno}"
    if isinstance(error, RecursionError):
        return "nested too deep"
    return "not UTF-8" if isinstance(error, UnicodeError) else "a number of too many digits"


def _bad(place: str, root: str, problem: str) -> BadInput:
    return BadInput(place, root, "ArticleError", f"{place}: {problem}")
