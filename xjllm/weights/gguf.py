"""What a GGUF file says about itself, read from its header (GGUF specification, versions 2 and 3)."""

from __future__ import annotations

import errno
import mmap
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

from xjllm.errors import WeightsError

if TYPE_CHECKING:
    from pathlib import Path

_FIXED_SIZES = {0: 1, 1: 1, 2: 2, 3: 2, 4: 4, 5: 4, 6: 4, 7: 1, 10: 8, 11: 8, 12: 8}
_COUNTS = {4: "<I", 10: "<Q"}
_STRING, _ARRAY = 8, 9
_MAX_TEXT = 1 << 20
_WANTED = ("general.architecture", "tokenizer.chat_template")


@dataclass(frozen=True, slots=True)
class Header:
    """What a GGUF file's header holds that matters here.

    Attributes:
        architecture: as `qwen2` or `bert`; empty where it is not named.
        chat_template: the template that turns messages into a prompt; None in models that are not for chat.
        context_length: most tokens that the model was made to read; 0 where it is not stated.
        context_bytes_per_token: memory that each token of context takes, with keys and values in 16 bits; 0
            where the header has not what it follows from.
    """

    architecture: str
    chat_template: str | None
    context_length: int = 0
    context_bytes_per_token: int = 0


def read_header(path: Path) -> Header:
    """The header of the GGUF file at `path`.

    Raises:
        WeightsError: the file cannot be read, is no GGUF file, or is cut off: the header or a tensor that it
            announces lies beyond the file's end.
    """
    try:
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            return _Reader(data).read()
    except OSError as error:
        if error.errno == errno.ENOMEM:
            raise WeightsError(
                f"not enough memory to open the model file {path}: raise this process's limit (ulimit -v) or name a "
                "smaller model"
            ) from error
        raise WeightsError(f"cannot read the model file {path}: {error.strerror or error}") from error
    except (struct.error, ValueError, UnicodeDecodeError) as error:
        raise WeightsError(
            f"{path} is no whole GGUF file ({error}): remove it and fetch it again, or name another"
        ) from error


class _Reader:
    """Walks through the bytes; every read beyond the end raises struct.error or ValueError."""

    def __init__(self, data: mmap.mmap) -> None:
        self._data = data
        self._at = 0

    def read(self) -> Header:
        if self._data[:4] != b"GGUF":
            raise ValueError("it does not begin with GGUF")
        self._at = 4
        version = self._number("<I")
        if version not in (2, 3):
            raise ValueError(f"unknown version {version}")
        tensors, entries = self._number("<Q"), self._number("<Q")
        texts: dict[str, str] = {}
        numbers: dict[str, int] = {}
        for _ in range(self._plausible(entries)):
            key, kind = self._text(), self._number("<I")
            if kind == _STRING and key in _WANTED:
                texts[key] = self._text()
            elif kind in _COUNTS:
                numbers[key] = self._number(_COUNTS[kind])
            else:
                self._skip(kind)
        furthest = 0
        for _ in range(self._plausible(tensors)):
            self._text()
            dimensions = self._number("<I")
            self._advance(8 * self._plausible(dimensions) + 4)
            furthest = max(furthest, self._number("<Q"))
        # The last tensor's own length is not checked: it would need the block sizes of every tensor type.
        alignment = max(1, numbers.get("general.alignment", 32))
        start = -(-self._at // alignment) * alignment
        if tensors and start + furthest >= len(self._data):
            raise ValueError(f"it ends after {len(self._data):,} bytes, before its last tensor")
        architecture = texts.get("general.architecture", "")
        own = {key.removeprefix(f"{architecture}."): number for key, number in numbers.items()}
        return Header(
            architecture,
            texts.get("tokenizer.chat_template"),
            own.get("context_length", 0),
            _count_context_bytes(own),
        )

    def _number(self, form: str) -> int:
        (value,) = struct.unpack_from(form, self._data, self._at)
        self._at += struct.calcsize(form)
        return int(value)

    def _text(self) -> str:
        length = self._number("<Q")
        if length > _MAX_TEXT:
            raise ValueError(f"a text of {length:,} bytes in its header")
        start = self._at
        self._advance(length)
        return self._data[start : self._at].decode("utf-8")

    def _skip(self, kind: int) -> None:
        if kind == _STRING:
            self._advance(self._number("<Q"))
        elif kind == _ARRAY:
            element, length = self._number("<I"), self._plausible(self._number("<Q"))
            if element in _FIXED_SIZES:
                self._advance(_FIXED_SIZES[element] * length)
            elif element == _STRING:
                for _ in range(length):
                    self._advance(self._number("<Q"))
            else:
                raise ValueError(f"an array of unknown type {element}")
        elif kind in _FIXED_SIZES:
            self._advance(_FIXED_SIZES[kind])
        else:
            raise ValueError(f"an entry of unknown type {kind}")

    def _advance(self, length: int) -> None:
        if length > len(self._data) - self._at:
            raise ValueError("its header is cut off")
        self._at += length

    def _plausible(self, count: int) -> int:
        # Whatever is counted takes at least a byte each: a count beyond that would only keep a loop busy.
        if count > len(self._data) - self._at:
            raise ValueError(f"a count of {count:,} in its header")
        return count


def _count_context_bytes(own: dict[str, int]) -> int:
    heads = own.get("attention.head_count", 0)
    if not heads:
        return 0
    width = own.get("attention.key_length", own.get("embedding_length", 0) // heads)
    return own.get("block_count", 0) * own.get("attention.head_count_kv", heads) * width * 2 * 2
