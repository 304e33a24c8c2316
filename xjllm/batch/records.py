"""What goes through a batch run: items that were found, work that was admitted, outcomes."""

from __future__ import annotations

import hashlib
import zlib
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from pydantic_core import from_json

from xjllm.model import Usage

if TYPE_CHECKING:
    from datetime import date

    from xjllm.result import Extraction

Stage = Literal["input", "article", "model", "internal"]
"""Where an article failed: finding and opening it, reading it as an article, the model's answer, a fault of ours."""

State = Literal["done", "failed", "copy", "skipped"]
"""What became of an article. `copy`: its story stands under another id, which was asked instead. `skipped`: a
near copy of another one, left out because the user asked for that."""


def storable_text(text: str) -> str:
    r"""`text` as it is, but for halves of characters, which no file can hold: they are written as `\udc80`.

    They come from file names that are no Unicode and from escapes in JSON.
    """
    return text.encode("utf-8", "backslashreplace").decode()


@dataclass(frozen=True, slots=True)
class Item:
    """One article as it was found, not yet read.

    Attributes:
        id: the user's name of the article; the same on every run.
        place: where it was found: a file, or file and line ("news.jsonl:12").
        root: the input that it belongs to, as the user gave it.
        name: short name, for messages to the model's side and tables.
        data: bytes of a file, or the text of a JSON line.
        published: day of publication where the input says it.
        url: where the article came from, where the input says it.
        headline_added: whether a separate title was put before the text.
    """

    id: str
    place: str
    root: str
    name: str
    data: bytes | str
    published: date | None = None
    url: str | None = None
    headline_added: bool = False

    def source_sha256(self) -> bytes:
        """Hash of everything that was found and that changes the result."""
        data = self.data.encode("utf-8", "surrogatepass") if isinstance(self.data, str) else self.data
        digest = hashlib.sha256(b"text\0" if isinstance(self.data, str) else b"file\0")
        digest.update(f"{self.published or ''}\0".encode())
        digest.update(data)
        return digest.digest()


@dataclass(frozen=True, slots=True)
class BadInput:
    """Something in the inputs that gives no article.

    Attributes:
        place: file, or file and line.
        root: the input that it belongs to, as the user gave it.
        error: class of the error.
        message: one line: what is wrong and what to do.
    """

    place: str
    root: str
    error: str
    message: str


@dataclass(frozen=True, slots=True)
class Failure:
    """Why an article, or an input, gave no facts.

    Attributes:
        stage: where it failed.
        error: class of the error, as `CutOff`.
        message: one line: what happened, where, what to do.
        raw: what the model said, where it said anything.
    """

    stage: Stage
    error: str
    message: str
    raw: str | None = None


@dataclass(frozen=True, slots=True)
class PackedExtraction:
    """An extraction as the ledger keeps it: made once, in whichever process did the work, and opened on demand.

    Attributes:
        data: the extraction as JSON, compressed with zlib.
        facts: number of its facts.
    """

    data: bytes
    facts: int

    @classmethod
    def of(cls, extraction: Extraction) -> PackedExtraction:
        """The extraction, packed."""
        data = zlib.compress(extraction.model_dump_json(exclude_unset=True).encode(), 1)
        return cls(data, len(extraction.facts))

    def open(self) -> Extraction:
        """The extraction as it was."""
        return open_extraction(self.data)


def open_extraction(data: bytes) -> Extraction:
    """The extraction in the `data` of a `PackedExtraction`."""
    from xjllm.result import Extraction

    return Extraction.model_validate_json(zlib.decompress(data))


def open_plain(data: bytes) -> dict[str, Any]:
    """The same as plain JSON types; what was left unset is missing."""
    plain: dict[str, Any] = from_json(zlib.decompress(data))
    return plain


@dataclass(frozen=True)
class Outcome:
    """What became of one article in this run.

    Attributes:
        id: the article's id; the place where no article could be read.
        place: where it was found.
        state: see `State`.
        packed: facts and findings, where state is `done`; `extraction` opens them.
        failure: why not, where state is `failed`.
        original: id of the article that stands for it, where state is `copy` or `skipped`.
        near_copy_of: id of an earlier article that tells the same story; None where there is none.
        usage: tokens and requests, also of a failed article as far as the model told.
        cost_usd: what that cost; None where no price is known.
    """

    id: str
    place: str
    state: State
    packed: PackedExtraction | None = None
    failure: Failure | None = None
    original: str | None = None
    near_copy_of: str | None = None
    usage: Usage = field(default_factory=Usage)
    cost_usd: float | None = None

    @cached_property
    def extraction(self) -> Extraction | None:
        """Facts and findings; None where state is not `done`, or where it was done before under other bytes."""
        return self.packed.open() if self.packed is not None else None
