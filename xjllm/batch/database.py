"""The SQLite file in the output folder: opened, brought up to date, its errors in words."""

from __future__ import annotations

import sqlite3
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from xjllm.batch.locks import LOCKS, is_held
from xjllm.batch.migrations import MIGRATIONS
from xjllm.errors import LedgerError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LEDGER_FILE = "ledger.sqlite"
APPLICATION_ID = 0x786A6C6D
"""Marks a file as ours in SQLite's header: "xjlm"."""
_BUSY_S = 60.0


def connect(path: Path, *, create: bool) -> sqlite3.Connection:
    """A connection to the ledger at `path`, its schema up to date; usable from one thread at a time.

    Args:
        path: the file.
        create: make it where it is missing.

    Raises:
        LedgerError: it is missing, no ledger, of a newer xjllm, damaged, or may not be written.
    """
    if not create:
        _need_file(path)
    with ledger_errors(path):
        connection = sqlite3.connect(path, timeout=_BUSY_S, isolation_level=None, check_same_thread=False)
        try:
            _prepare(connection, path)
        except BaseException:
            connection.close()
            raise
    return connection


def connect_to_read(path: Path) -> sqlite3.Connection:
    """A connection that only reads, for which rights to read file and folder are enough.

    Raises:
        LedgerError: the ledger is missing, none, of a newer xjllm, damaged, or may not be read.
    """
    _need_file(path)
    with ledger_errors(path):
        try:
            return _connect_to_read(path, "mode=ro")
        except sqlite3.OperationalError as error:
            unshared = (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY)
            log = path.with_name(f"{path.name}-wal")
            if error.sqlite_errorcode & 0xFF not in unshared or (log.exists() and log.stat().st_size):
                raise
            # SQLite makes files beside a ledger that nobody has open, which needs rights to write; where there is no
            # log, everything is in the ledger itself.
            return _connect_to_read(path, "mode=ro&immutable=1")


def _connect_to_read(path: Path, options: str) -> sqlite3.Connection:
    uri = f"{path.resolve().as_uri()}?{options}"
    connection = sqlite3.connect(uri, uri=True, timeout=_BUSY_S, isolation_level=None, check_same_thread=False)
    try:
        # Earlier versions can be read as they are: steps of the schema only add.
        mark, _ = _check(connection, path)
    except BaseException:
        connection.close()
        raise
    if mark == 0:
        connection.close()
        raise LedgerError(f"{path.parent}: holds no batch run ({path.name} is empty); check the folder")
    return connection


def _need_file(path: Path) -> None:
    if not path.is_file():
        raise LedgerError(f"{path.parent}: holds no batch run ({path.name} is missing); check the folder")


def _check(connection: sqlite3.Connection, path: Path) -> tuple[int, int]:
    """The file's mark and version, which are those of a ledger, or 0 where it is empty."""
    mark = connection.execute("PRAGMA application_id").fetchone()[0]
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if mark not in (0, APPLICATION_ID) or (mark == 0 and connection.execute("SELECT 1 FROM sqlite_master").fetchone()):
        raise LedgerError(f"{path}: a database, but no ledger of xjllm; take another output folder")
    if version > len(MIGRATIONS):
        raise LedgerError(
            f"{path}: written by a newer xjllm (ledger version {version}, this one knows {len(MIGRATIONS)}); "
            "update xjllm, or take another output folder"
        )
    return mark, version


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    mark, version = _check(connection, path)
    if mark == 0 or version < len(MIGRATIONS):
        _use_wal(connection)
        _migrate(connection)
    # FULL, not NORMAL: with NORMAL a power loss takes the last commits back.
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA cache_size = -32000")


def _use_wal(connection: sqlite3.Connection) -> None:
    # Changing the mode does not wait for other connections, whatever the time-out.
    deadline = time.monotonic() + _BUSY_S
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF not in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                raise
            if time.monotonic() > deadline:
                raise
            time.sleep(0.01)
        else:
            return


def _migrate(connection: sqlite3.Connection) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        # Read again: another process may have been faster.
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        for step in MIGRATIONS[version:]:
            for statement in step.split(";\n"):
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def is_run_alive(connection: sqlite3.Connection, folder: Path, run: int | None) -> bool:
    """Whether the process of that run still lives; False for None."""
    row = connection.execute("SELECT lock, ended_utc FROM runs WHERE run = ?", (run,)).fetchone()
    return row is not None and row[1] is None and is_held(folder / LOCKS / row[0])


@contextmanager
def transaction(connection: sqlite3.Connection, path: Path) -> Iterator[sqlite3.Connection]:
    """A write transaction: all of it is kept, or nothing.

    Raises:
        LedgerError: it could not be written.
    """
    with ledger_errors(path):
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")


@contextmanager
def ledger_errors(path: Path) -> Iterator[None]:
    """SQLite's errors as `LedgerError`: what happened, where, what to do."""
    try:
        yield
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        what, advice = _MEANINGS.get(code, (f"the database says: {error}", "see the file and its folder"))
        raise LedgerError(f"{path}: {what}; {advice}") from error


_MEANINGS = {
    sqlite3.SQLITE_FULL: (
        "the disk is full",
        "make room and start again: what is finished is kept, and nothing of it is asked again",
    ),
    sqlite3.SQLITE_IOERR: ("the disk failed, or is full", "check it and start again: what is finished is kept"),
    sqlite3.SQLITE_READONLY: ("may not be written", "check the rights of the folder and its files"),
    sqlite3.SQLITE_PERM: ("may not be opened", "check the rights of the folder and its files"),
    sqlite3.SQLITE_CANTOPEN: ("cannot be opened or made", "check the folder and its rights"),
    sqlite3.SQLITE_NOTADB: ("no database", "take another output folder, or remove the file"),
    sqlite3.SQLITE_CORRUPT: ("the database is damaged", "restore it, or take another output folder"),
    sqlite3.SQLITE_BUSY: ("another process holds the database for too long", "try again when it is done"),
    sqlite3.SQLITE_LOCKED: ("another process holds the database for too long", "try again when it is done"),
}
