"""What passes between the ledger and those who read, ask and write."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

from xjllm.model import Usage

if TYPE_CHECKING:
    from pathlib import Path

    from xjllm.article import Article
    from xjllm.batch.duplicates import Fingerprint
    from xjllm.batch.records import Failure, Item, Outcome

Standing = Literal["new", "changed", "known", "failed_before", "in_work", "busy", "repeated", "clash", "not_asked_for"]
"""How an item stands to the ledger. `new`, `changed`: to be read and done. `in_work`: this run has it. `busy`: another
living run has it. `repeated`: the same item came before in this pass. `clash`: another item with its id did, or has
it in the ledger, from another place and with another text. `not_asked_for`: new, where only failed ones are wanted."""


Counted = Literal["known", "failed_before", "busy", "done", "failed", "copy", "skipped"]
"""How a run counts an item: by what it was before, or by its outcome in this run."""


class Sighting(NamedTuple):
    """How an item stands when it is met in the inputs.

    Attributes:
        standing: see `Standing`.
        before: how the run counts it so far, from an earlier pass through the inputs; None: not at all.
        counted: how it counts from now on; None: not yet, its outcome is to come.
    """

    standing: Standing
    before: Counted | None = None
    counted: Counted | None = None


class GivenBack(NamedTuple):
    """An article that was claimed and stays open, and what it has used in this run."""

    work: int
    usage: Usage = Usage()
    cost_usd: float | None = None


@dataclass(frozen=True, slots=True)
class ReadItem:
    """An item after it was read: the article with its fingerprint, or why it is none."""

    item: Item
    source_sha256: bytes
    article: Article | None = None
    fingerprint: Fingerprint | None = None
    failure: Failure | None = None


@dataclass(frozen=True, slots=True)
class Admission:
    """What the ledger says to a read item: `work` is its row, claimed by this run; or it needs no model.

    Where there is no outcome either, it is a copy of what this run has in work, and its outcome comes with that one's.
    """

    read: ReadItem
    work: int | None = None
    outcome: Outcome | None = None
    near_copy_of: str | None = None


@dataclass(frozen=True, slots=True)
class RunPlace:
    """Where a run keeps its results, for whoever writes them in another thread or process."""

    folder: Path
    config: str
    run: int
