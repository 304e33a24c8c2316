"""How a batch runs, and what it counts."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from xjllm.errors import SettingsError
from xjllm.model import Usage

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xjllm.extraction import ExtractorSettings
    from xjllm.prices import Budget

Ending = Literal["done", "interrupted", "budget", "stopped"]
"""How a run ended: all was done; the user stopped it; the budget was used up; the model refused everything."""


_URL = re.compile(r"[a-z][a-z0-9+.-]+:/", re.IGNORECASE)
"""One slash: a `Path` has taken the other. Two letters at least: one is a drive."""


def list_inputs(inputs: str | os.PathLike[str] | Sequence[str | os.PathLike[str]]) -> list[str]:
    """The inputs as text; one by itself is taken as it is, not as a list of its characters.

    Raises:
        SettingsError: one of them is empty, as a variable that was never set: that would mean the current folder.
        TypeError: they are no paths.
    """
    if inputs is None or isinstance(inputs, bytes):
        raise TypeError(f"inputs are paths, globs and URLs as text, not {type(inputs).__name__}")
    listed = [os.fspath(one) for one in ([inputs] if isinstance(inputs, str | os.PathLike) else inputs)]
    if not all(listed):
        raise SettingsError("an input is empty: give a folder, a glob, a file or a URL; . is the current folder")
    return listed


def local_folder(out: str | os.PathLike[str]) -> Path:
    """The output folder `out`.

    Raises:
        SettingsError: it is a URL: the ledger needs a file system with locks.
    """
    text = os.fspath(out)
    if _URL.match(text):
        if "://" not in text:
            text = text.replace(":/", "://", 1)
        raise SettingsError(
            f"{text}: a URL cannot be the output folder: give a local one, and copy it, or what export makes of it, "
            "afterwards"
        )
    return Path(text)


@dataclass(frozen=True, slots=True)
class BatchSettings:
    """How a batch runs.

    Attributes:
        in_flight: articles in work at the same time, at least 1; what is repeated after a crash is at most these.
        retry_failed: do again what failed, and only that.
        near_copies: `mark` extracts near copies of a story and marks them; `skip` leaves those out whose numbers
            all stand in the earlier article; `ignore` does not look for them.
        workers: processes that read articles and check answers, beside the one that asks; 0 for none, None for
            one fewer than there are processors, started only where that one is busy nearly all the time.
        give_up_after: so many articles in a row that the endpoint rejects or cannot be reached for end the run;
            None never does.
        budget: what may be spent; its price also gives the cost of each article. None: no limit, no cost.
        extractor: see `ExtractorSettings`; None takes the defaults.
        model_settings: what else changes the model's answers (mode, temperature, endpoint): results under
            other settings are not taken for done. Keys and time-outs are left out of it.
    """

    in_flight: int = 32
    retry_failed: bool = False
    near_copies: Literal["mark", "skip", "ignore"] = "mark"
    workers: int | None = None
    give_up_after: int | None = 20
    budget: Budget | None = None
    extractor: ExtractorSettings | None = None
    model_settings: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.in_flight < 1:
            raise SettingsError(f"in_flight is {self.in_flight}: give at least 1")
        if self.workers is not None and self.workers < 0:
            raise SettingsError(f"workers is {self.workers}: give 0 or more")
        if self.near_copies not in ("mark", "skip", "ignore"):
            raise SettingsError(f"near_copies is {self.near_copies!r}: give mark, skip or ignore")


@dataclass(slots=True)
class BatchReport:
    """What a run did; the counts grow while it runs.

    Attributes:
        done: articles extracted in this run.
        failed: articles and inputs that failed in this run.
        bad_inputs: of these, inputs in which no article could be read.
        copies: exact copies of another article, which were not asked.
        skipped: near copies that were left out.
        near_copies: near copies that were extracted, and marked.
        known: articles that were done before.
        failed_before: articles that failed before and were not tried again.
        busy: articles that another run has in work, at the end of this one those that it has not finished.
        repeated: items that came a second time, because the inputs overlap.
        facts: facts of the articles done.
        usage: requests and tokens of this run.
        cost_usd: what they cost; None where no price is known.
        ending: how the run ended; None while it runs.
        why: one line, where the run did not end by itself.
    """

    done: int = 0
    failed: int = 0
    bad_inputs: int = 0
    copies: int = 0
    skipped: int = 0
    near_copies: int = 0
    known: int = 0
    failed_before: int = 0
    busy: int = 0
    repeated: int = 0
    facts: int = 0
    usage: Usage = field(default_factory=Usage)
    cost_usd: float | None = None
    ending: Ending | None = None
    why: str | None = None

    @property
    def seen(self) -> int:
        """Articles of the inputs whose fate is known."""
        return self.done + self.failed + self.copies + self.skipped + self.known + self.failed_before + self.busy

    @property
    def finished(self) -> int:
        """Articles whose fate this run has decided."""
        return self.done + self.failed + self.copies + self.skipped
