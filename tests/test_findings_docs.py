"""docs/findings.md and the code name the same findings."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).parent.parent
EMITTED = re.compile(
    r"(?:\b(?:doubt|doubt_at|_error|_warning|_finding|UnusableAnswerError)\(|_note\(\s*assembly,|Finding\(\s*code=)\s*\"([a-z_0-9]+)\""
)
LISTED = re.compile(r"^\| `([a-z_0-9]+)` \|", re.MULTILINE)


def test_every_code_is_documented_and_every_documented_code_exists() -> None:
    """A code that a user meets can be looked up, and nothing else is listed but the severities."""
    package = ROOT / "xjllm"
    modules = [package / f"{name}.py" for name in ("assembling", "answer_reading", "quotations")]
    sources = [*(package / "checks").glob("*.py"), *modules]
    emitted = {code for path in sources for code in EMITTED.findall(path.read_text(encoding="utf-8"))}
    listed = LISTED.findall((ROOT / "docs" / "findings.md").read_text(encoding="utf-8"))
    assert len(emitted) > 40
    assert sorted(listed) == sorted(emitted | {"error", "warning", "info"})


def test_the_codes_are_sentences_of_one_shape() -> None:
    """Codes are lower-case snake case, so that they can be filtered and never change by accident."""
    listed = LISTED.findall((ROOT / "docs" / "findings.md").read_text(encoding="utf-8"))
    assert all(re.fullmatch(r"[a-z]+(?:_[a-z0-9]+)*", code) for code in listed)
    assert len(listed) == len(set(listed))


def test_every_row_has_the_columns_of_its_table() -> None:
    """A row with a cell too many or too few is shown without its advice."""
    lines = (ROOT / "docs" / "findings.md").read_text(encoding="utf-8").splitlines()
    rows = [(before, line) for before, line in pairwise(lines) if before.startswith("|") and line.startswith("|")]
    assert len(rows) > 50
    assert [line for before, line in rows if before.count("|") != line.count("|")] == []
