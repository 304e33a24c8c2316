"""Findings: what may be wrong with an extraction. They never change a fact."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

Severity = Literal["error", "warning", "info"]


class Finding(BaseModel):
    """One thing a user should know before using the facts it names.

    Attributes:
        code: stable name in snake case, listed in docs/findings.md.
        severity: `error` the output contradicts the article, do not use; `warning` the figures of the article
            or their reading are doubtful; `info` worth knowing (an inferred year, a figure set aside by rule).
        message: one sentence with the numbers that were compared.
        facts: indices into the extraction's facts that the finding is about, the doubtful one first; may be empty.
        start: first character of the figure the finding is about, where it is about no fact; else None.
        end: one past its last character; None with `start`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: str
    severity: Severity
    message: str
    facts: tuple[int, ...] = ()
    start: int | None = None
    end: int | None = None
