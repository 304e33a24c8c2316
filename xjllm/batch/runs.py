"""A run of a ledger: its connection, its number and its lock, and which of the other runs still live."""

from __future__ import annotations

import sqlite3
import uuid
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from xjllm.batch.admissions import RunPlace
from xjllm.batch.database import LEDGER_FILE, connect, is_run_alive, ledger_errors, transaction
from xjllm.batch.locks import LOCKS, RunLock, is_held
from xjllm.errors import LedgerError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from xjllm.batch.configuration import Configuration


class LedgerRun:
    """A run, entered in the ledger of an output folder; whoever holds its lock is alive.

    Args:
        folder: the output folder; made where it is missing.
        configuration: prompt, model and settings of the run.

    Attributes:
        connection: to the ledger; for one thread at a time.
        number: the run's number.

    Raises:
        LedgerError: the folder cannot be used.
    """

    def __init__(self, folder: Path, configuration: Configuration) -> None:
        self.folder = folder
        self.configuration = configuration
        self.config = configuration.config
        self.path = folder / LEDGER_FILE
        self._dead: set[int] = set()
        try:
            (folder / LOCKS).mkdir(parents=True, exist_ok=True)
            self._lock = RunLock(folder / LOCKS / f"run-{uuid.uuid4().hex}.lock")
            self._lock.acquire()
        except OSError as error:
            raise LedgerError(
                f"{folder}: cannot be used as the output folder ({error.strerror or error}); check its rights and room"
            ) from error
        try:
            self.connection = connect(self.path, create=True)
            try:
                self.number = self._begin()
            except BaseException:
                self.connection.close()
                raise
        except BaseException:
            self._lock.release()
            raise

    def _begin(self) -> int:
        from xjllm import __version__

        now = datetime.now(UTC).isoformat(timespec="seconds")
        kept = self.configuration
        with self.transaction() as db:
            self._bury_dead_runs()
            about = (kept.config, kept.prompt, kept.prompt_sha256, kept.schema_sha256, kept.model, kept.settings)
            db.execute("INSERT OR IGNORE INTO configs VALUES (?, ?, ?, ?, ?, ?, ?, ?)", (*about, __version__, now))
            run = db.execute(
                "INSERT INTO runs (config, lock, started_utc) VALUES (?, ?, ?)",
                (kept.config, self._lock.path.name, now),
            ).lastrowid
            if run is None:
                raise LedgerError(f"{self.path}: the run could not be entered")
        return run

    def _bury_dead_runs(self) -> None:
        db = self.connection
        for run, lock in db.execute("SELECT run, lock FROM runs WHERE ended_utc IS NULL").fetchall():
            path = self.folder / LOCKS / lock
            if not is_held(path):
                path.unlink(missing_ok=True)
                now = datetime.now(UTC).isoformat(timespec="seconds")
                db.execute("UPDATE runs SET ended_utc = ?, ending = 'killed' WHERE run = ?", (now, run))

    @property
    def place(self) -> RunPlace:
        """Folder, configuration and number of this run."""
        return RunPlace(self.folder, self.config, self.number)

    def is_alive(self, run: int) -> bool:
        """Whether the process of that run still lives."""
        if run == self.number:
            return True
        if run in self._dead:
            return False
        alive = is_run_alive(self.connection, self.folder, run)
        if not alive:
            self._dead.add(run)
        return alive

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All that is written within, or nothing of it."""
        with transaction(self.connection, self.path) as db:
            yield db

    @contextmanager
    def errors(self) -> Iterator[sqlite3.Connection]:
        """Errors of the database become a `LedgerError` in words."""
        with ledger_errors(self.path):
            yield self.connection

    def close(self, ending: str) -> None:
        """Ends the run. `ending` is done, interrupted, budget or stopped."""
        with suppress(LedgerError):  # a full disk: the run is seen to be dead by its lock
            now = datetime.now(UTC).isoformat(timespec="seconds")
            with self.transaction() as db:
                db.execute("UPDATE runs SET ended_utc = ?, ending = ? WHERE run = ?", (now, ending, self.number))
        with suppress(sqlite3.Error):
            self.connection.close()
        self._lock.release()
