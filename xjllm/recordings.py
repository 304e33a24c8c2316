"""Recordings: which are there, and what is known of each."""

from __future__ import annotations

import datetime as dt
import json
import re
import tomllib
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from xjllm.errors import CassetteError, SettingsError
from xjllm.openai_errors import one_line
from xjllm.openai_model import Mode

ROOT = Path("tests", "cassettes")
PROVENANCE = "provenance.toml"
RE_RECORD = "record it again with `make record`"


# No name of a folder above or beside, none that looks like an option, none that is hidden.
_NAME = re.compile(r"[A-Za-z0-9_][\w.-]{0,99}")


class Recording(BaseModel):
    """What `provenance.toml` says of a recording: who answered, how it was reached, and with which settings.

    Attributes:
        label: name of its row on the score board.
        description: which model answered and how it was reached, in a sentence or two that are true.
        date: day of the recording.
        prompt: version of the prompt that it answers.
        model: the model's name as it was sent.
        mode: how the schema was sent.
        token_cap: name of the parameter that capped the answers.
        reasks: how many re-asks were allowed.
        temperature: as it was sent; None where it was not.
        seed: as it was sent; None where it was not.
        extra_body: further fields of the body, as they were sent.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    label: str = Field(min_length=1)
    description: str = Field(min_length=1)
    date: dt.date
    prompt: str = "extract.v1"
    model: str
    mode: Mode = "tools"
    token_cap: Literal["max_tokens", "max_completion_tokens"] = "max_tokens"  # noqa: S105 — not that kind of token
    reasks: int = 2
    temperature: float | None = None
    seed: int | None = None
    extra_body: dict[str, Any] = Field(default_factory=dict)


def load_recording(folder: Path) -> Recording:
    """What is said of the recording in `folder`.

    Raises:
        CassetteError: there is no `provenance.toml`, or its fields are wrong; all problems are named.
    """
    path = folder / PROVENANCE
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        table["extra_body"] = json.loads(table.get("extra_body", "{}"))
        return Recording.model_validate(table)
    except FileNotFoundError:
        raise CassetteError(f"{folder}: no recording here, there is no {PROVENANCE}: {RE_RECORD}") from None
    except ValidationError as error:
        problems = "; ".join(f"{'.'.join(map(str, p['loc']))}: {p['msg']}" for p in error.errors())
        raise CassetteError(f"{path}: correct it: {one_line(problems)}") from error
    except (OSError, ValueError, TypeError) as error:
        raise CassetteError(f"{path}: cannot be read: {one_line(str(error))}") from error


def find_recordings(root: Path | None = None) -> tuple[Path, ...]:
    """The folders of all recordings under `root`, by name.

    None takes `tests/cassettes` of the working directory or, where that has none, of the checkout.
    """
    roots = (root,) if root is not None else (ROOT, Path(__file__).resolve().parent.parent / ROOT)
    for candidate in roots:
        found = tuple(sorted(path.parent for path in candidate.glob(f"*/{PROVENANCE}")))
        if found:
            return found
    return ()


def find_recording(name: str, root: Path | None = None) -> Path:
    """The folder of the recording called `name`.

    Raises:
        CassetteError: there is none; the message lists those that there are.
    """
    folders = find_recordings(root)
    for folder in folders:
        if folder.name == name:
            return folder
    known = ", ".join(folder.name for folder in folders) or "none"
    raise CassetteError(f"no recording is called {one_line(name)!r}; there are: {known}")


def choose_folder(said: str, root: Path) -> Path:
    """The folder to record into: `root`/NAME for a plain name, any folder for a path that says it is one.

    Raises:
        SettingsError: neither a plain name nor a path that begins with `./` or `/`.
    """
    if said.startswith("./") or Path(said).is_absolute():
        return Path(said)
    if not _NAME.fullmatch(said):
        raise SettingsError(
            f"--record {one_line(said)!r}: give a plain name (letters, digits, dots, hyphens) for a folder of {root}, "
            "or a path that begins with ./ or /"
        )
    return root / said


def render_recording(recording: Recording) -> str:
    """The text of `provenance.toml`; `load_recording` reads it back."""
    table = recording.model_dump()
    table["extra_body"] = json.dumps(recording.extra_body, ensure_ascii=False, sort_keys=True)
    lines = []
    for key, value in table.items():
        if isinstance(value, dt.date):
            lines.append(f"{key} = {value.isoformat()}")
        elif value is not None:
            # JSON's texts and numbers are TOML's, but for the one control character that JSON leaves as it
            # is.
            lines.append(f"{key} = {json.dumps(value, ensure_ascii=False)}".replace("\x7f", "\\u007f"))
    return "\n".join(lines) + "\n"
