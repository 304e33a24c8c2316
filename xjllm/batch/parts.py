"""Parquet files written while a batch runs: parts that appear whole or not at all, made from the ledger alone.

Which articles a part holds is settled in the ledger before the first byte is written. A part that a killed run
left half done is written again with the same rows under the same name, so no article is lost and none is twice.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from xjllm.batch.database import LEDGER_FILE, connect, is_run_alive, transaction
from xjllm.batch.stored import read_articles, read_failures
from xjllm.batch.tables import TABLES, arrow_schema, arrow_table, table_rows
from xjllm.errors import LedgerError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    import pyarrow as pa

ARTICLES_PER_PART = 1_000
_ROWS_PER_GROUP = 50_000
_ROWS_TABLES = tuple(name for name in TABLES if name != "failures")


class PartWriter:
    """Writes the finished articles of a run to Parquet; has its own connection, for a thread of its own.

    Args:
        folder: the output folder.
        config: the configuration whose results are written.
        run: the run that writes.

    Raises:
        LedgerError: on every method: the ledger or the files cannot be written.
    """

    def __init__(self, folder: Path, *, config: str, run: int) -> None:
        self.folder = folder
        self._config = config
        self._run = run
        self._path = folder / LEDGER_FILE
        self._db = connect(self._path, create=False)

    def close(self) -> None:
        """Close the connection."""
        self._db.close()

    def write_full(self) -> int:
        """Write as many full parts as there are; returns their number."""
        written = 0
        while (part := self._fill_part(full_only=True)) is not None:
            self._write(part)
            written += 1
        return written

    def write_all(self) -> None:
        """Write everything that is finished and stands in no part, repair parts, and write the failures."""
        for broken in self._take_broken_parts():
            self._write(broken)
        while (part := self._fill_part(full_only=False)) is not None:
            self._write(part)
        self.write_failures()

    def write_failures(self) -> None:
        """Replace the file of failures."""
        # Within a transaction, so that of two processes the one that knows less cannot come last.
        with transaction(self._db, self._path) as db:
            target = self._target("failures", "failures.parquet")
            tables = (arrow_table("failures", rows) for rows in read_failures(db, self._config))
            write_parquet(target, "failures", tables)

    def _target(self, table: str, name: str) -> Path:
        return self.folder / table / f"config={self._config}" / name

    def _fill_part(self, *, full_only: bool) -> int | None:
        """Settle which articles the next part holds; None where there are none, or too few."""
        with transaction(self._db, self._path) as db:
            found = db.execute(
                "SELECT article FROM articles WHERE config = ? AND part IS NULL"
                " AND state IN ('done', 'copy', 'skipped') LIMIT ?",
                (self._config, ARTICLES_PER_PART),
            ).fetchall()
            if not found or (full_only and len(found) < ARTICLES_PER_PART):
                return None
            part: int | None = None
            room = ARTICLES_PER_PART
            if not full_only:
                part, room = self._part_with_room()
            if part is None:
                part = db.execute(
                    "INSERT INTO parts (config, run, state, articles) VALUES (?, ?, 'writing', 0)",
                    (self._config, self._run),
                ).lastrowid
            taken = found[:room]
            db.executemany("UPDATE articles SET part = ? WHERE article = ?", [(part, one) for (one,) in taken])
            db.execute(
                "UPDATE parts SET state = 'writing', run = ?, articles = articles + ? WHERE part = ?",
                (self._run, len(taken), part),
            )
        return part

    def _part_with_room(self) -> tuple[int | None, int]:
        """A part that is not full, and how many it takes: small runs would leave thousands of small files."""
        row = self._db.execute(
            "SELECT part, articles FROM parts WHERE config = ? AND state = 'written' AND articles < ?"
            " ORDER BY part LIMIT 1",
            (self._config, ARTICLES_PER_PART),
        ).fetchone()
        if row is None:
            return None, ARTICLES_PER_PART
        return row[0], ARTICLES_PER_PART - row[1]

    def _take_broken_parts(self) -> list[int]:
        """Parts that hold what has changed since, or that a dead run was writing; they are this run's now."""
        with transaction(self._db, self._path) as db:
            rows = db.execute(
                "SELECT part, run, state FROM parts WHERE config = ? AND state <> 'written' ORDER BY part",
                (self._config,),
            ).fetchall()
            broken = [
                part
                for part, run, state in rows
                if state == "stale" or run == self._run or not is_run_alive(self._db, self.folder, run)
            ]
            db.executemany(
                "UPDATE parts SET run = ?, state = 'writing',"
                " articles = (SELECT COUNT(*) FROM articles a WHERE a.part = parts.part) WHERE part = ?",
                [(self._run, part) for part in broken],
            )
        return broken

    def _write(self, part: int) -> None:
        name = f"part-{part:06d}.parquet"
        pieces: dict[str, list[pa.Table]] = {table: [] for table in _ROWS_TABLES}
        for batch in read_articles(self._db, self._config, part=part, batch=200):
            rows = table_rows(batch)
            for table in _ROWS_TABLES:
                pieces[table].append(arrow_table(table, rows[table]))
        for table in _ROWS_TABLES:
            target = self._target(table, name)
            if pieces[table]:
                write_parquet(target, table, pieces[table])
            else:
                target.unlink(missing_ok=True)
        with transaction(self._db, self._path) as db:
            # A row that went stale in the meantime keeps the part marked; the end of the run writes it again.
            db.execute(
                "UPDATE parts SET state = 'written' WHERE part = ? AND run = ? AND state = 'writing'", (part, self._run)
            )


def write_parquet(target: Path, table: str, pieces: Iterable[pa.Table]) -> None:
    """Write a Parquet file that appears whole or not at all, and outlives a loss of power.

    Raises:
        LedgerError: it cannot be written.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    with replaced_file(target) as partial, partial.open("wb") as file:
        with pq.ParquetWriter(file, arrow_schema(table), compression="zstd") as writer:
            for piece in _row_groups(pieces):
                writer.write_table(pa.concat_tables(piece))
        file.flush()
        os.fsync(file.fileno())


def _row_groups(pieces: Iterable[pa.Table]) -> Iterator[list[pa.Table]]:
    group: list[pa.Table] = []
    for piece in pieces:
        group.append(piece)
        if sum(one.num_rows for one in group) >= _ROWS_PER_GROUP:
            yield group
            group = []
    if group:
        yield group


@contextmanager
def replaced_file(target: Path) -> Iterator[Path]:
    """A path to write to; the file takes the place of `target` at the end, unless there was an error.

    Raises:
        LedgerError: it cannot be written.
    """
    partial = target.with_name(f".{target.name}.partial")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            yield partial
            partial.replace(target)
        finally:
            partial.unlink(missing_ok=True)
        _sync_folder(target.parent)
    except OSError as error:
        raise LedgerError(
            f"{target}: cannot be written ({error.strerror or error}); make room or check the rights and start again: "
            "what is finished is kept in the ledger"
        ) from error


def _sync_folder(folder: Path) -> None:
    """Make a renaming in `folder` outlive a loss of power, where the system can do that."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
