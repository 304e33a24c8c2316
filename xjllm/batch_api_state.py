"""What was sent to the batch API and what came back, in an SQLite file that outlives the process.

A line is in one of three states: in a batch that is being prepared or runs, answered, or unknown. Every change is one
transaction; what a killed process leaves is either before or after it.
"""

from __future__ import annotations

import json
import sqlite3
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from xjllm.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

_VERSION = 1
_TABLES = (
    """CREATE TABLE batch (
        tag TEXT PRIMARY KEY,        -- our own id, which the batch carries in its metadata
        batch_id TEXT,               -- the endpoint's id, NULL until it is known
        file_id TEXT,                -- the endpoint's id of the uploaded lines
        prepared_at INTEGER NOT NULL -- seconds since 1970, before the batch was made
    )""",
    """CREATE TABLE line (
        key TEXT PRIMARY KEY,        -- hash of the request: the custom id in the batch
        tag TEXT,                    -- the batch that it is in, NULL once it is answered
        answer TEXT                  -- the endpoint's completion as JSON, NULL until it is answered
    )""",
    "CREATE INDEX line_tag ON line (tag) WHERE tag IS NOT NULL",
    f"PRAGMA user_version = {_VERSION}",
)


@dataclass(frozen=True, slots=True)
class SentBatch:
    """A batch that is under way; `batch_id` is None where nobody knows whether the endpoint ever got it."""

    tag: str
    batch_id: str | None
    file_id: str | None
    prepared_at: int


class BatchApiState:
    """The state file; one process at a time holds it.

    Args:
        path: made where it is missing, with its folder.

    Raises:
        SettingsError: another process holds it, it is of another version, or it is no state file.
    """

    def __init__(self, path: Path) -> None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._database = sqlite3.connect(path, timeout=1, isolation_level=None)
            # Two processes would send the same lines twice: the second is told at once.
            self._database.execute("PRAGMA locking_mode = EXCLUSIVE")
            self._database.execute("PRAGMA journal_mode = WAL")
            self._database.execute("PRAGMA synchronous = FULL")
            self._database.execute("BEGIN EXCLUSIVE")
            (version,) = self._database.execute("PRAGMA user_version").fetchone()
            if version == 0:
                for statement in _TABLES:
                    self._database.execute(statement)
            self._database.execute("COMMIT")
        except (sqlite3.Error, OSError) as error:
            if "locked" in str(error):
                raise SettingsError(
                    f"{path}: another process works with it: wait for it, or take another --out"
                ) from error
            raise SettingsError(f"{path}: cannot be used as state of the batch API ({error})") from error
        if version not in (0, _VERSION):
            self.close()
            raise SettingsError(f"{path}: is of version {version}, this xjllm knows {_VERSION}: use a newer xjllm")

    def close(self) -> None:
        """Let other processes have the file."""
        self._database.close()

    def find_answer(self, key: str) -> object:
        """The completion that answered the line, as plain JSON types; None where there is none."""
        row = self._database.execute("SELECT answer FROM line WHERE key = ?", (key,)).fetchone()
        return json.loads(row[0]) if row and row[0] is not None else None

    def is_sent(self, key: str) -> bool:
        """Whether the line is in a batch that is under way."""
        row = self._database.execute("SELECT tag FROM line WHERE key = ?", (key,)).fetchone()
        return row is not None and row[0] is not None

    def find_sent(self) -> list[SentBatch]:
        """The batches that are under way, in the order of their preparation."""
        rows = self._database.execute(
            "SELECT tag, batch_id, file_id, prepared_at FROM batch ORDER BY prepared_at, rowid"
        )
        return [SentBatch(*row) for row in rows]

    def find_lines(self, tag: str) -> list[str]:
        """Keys of the lines of a batch that have no answer yet."""
        return [key for (key,) in self._database.execute("SELECT key FROM line WHERE tag = ?", (tag,))]

    def prepare(self, tag: str, keys: Sequence[str]) -> SentBatch:
        """Note that a batch is about to be sent: from now on its lines count as sent."""
        batch = SentBatch(tag, None, None, int(time.time()))
        with _Transaction(self._database):
            self._database.execute("INSERT INTO batch VALUES (?, NULL, NULL, ?)", (tag, batch.prepared_at))
            self._database.executemany("INSERT INTO line VALUES (?, ?, NULL)", [(key, tag) for key in keys])
        return batch

    def note_sent(self, tag: str, batch_id: str, file_id: str | None) -> None:
        """Note the endpoint's ids of a batch."""
        with _Transaction(self._database):
            self._database.execute("UPDATE batch SET batch_id = ?, file_id = ? WHERE tag = ?", (batch_id, file_id, tag))

    def answer(self, answers: Iterable[tuple[str, Any]]) -> None:
        """Keep answers, pairs of a key and a completion; answers to lines that are not sent are ignored."""
        rows = [(json.dumps(answer, ensure_ascii=False), key) for key, answer in answers]
        with _Transaction(self._database):
            self._database.executemany("UPDATE line SET answer = ?, tag = NULL WHERE key = ? AND tag IS NOT NULL", rows)

    def end(self, tag: str) -> list[str]:
        """Forget a batch that is over, with its lines that have no answer; returns their keys."""
        with _Transaction(self._database):
            keys = self.find_lines(tag)
            self._database.execute("DELETE FROM line WHERE tag = ?", (tag,))
            self._database.execute("DELETE FROM batch WHERE tag = ?", (tag,))
        return keys

    def forget(self, keys: Iterable[str]) -> None:
        """Drop answers, so that the same requests are sent anew when they come again."""
        with _Transaction(self._database):
            self._database.executemany("DELETE FROM line WHERE key = ? AND tag IS NULL", [(key,) for key in keys])


class _Transaction:
    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database

    def __enter__(self) -> None:
        self._database.execute("BEGIN IMMEDIATE")

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._database.execute("COMMIT" if kind is None else "ROLLBACK")
