"""Exports: a batch's results as one file or folder of another format, from the ledger, without a model.

Rows are sorted by article, so that two exports of the same results are the same, byte for byte where the format
allows.
"""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

from xjllm.batch.database import LEDGER_FILE, ledger_errors
from xjllm.batch.parts import replaced_file, write_parquet
from xjllm.batch.stored import find_config, open_ledger, read_articles, read_failures
from xjllm.batch.tables import COLUMNS, TABLES, arrow_table, table_rows
from xjllm.errors import LedgerError, SettingsError
from xjllm.plain_text import csv_text

if TYPE_CHECKING:
    import os
    import sqlite3
    from collections.abc import Iterator

ExportFormat = Literal["parquet", "jsonl", "csv", "duckdb"]
FORMATS: tuple[ExportFormat, ...] = get_args(ExportFormat)

_ROWS_TABLES = tuple(name for name in TABLES if name != "failures")
_SQL_TYPES = {
    "string": "VARCHAR",
    "double": "DOUBLE",
    "bool": "BOOLEAN",
    "int32": "INTEGER",
    "int64": "BIGINT",
    "date": "DATE",
    "list<int32>": "INTEGER[]",
}


def export_batch(
    folder: str | os.PathLike[str],
    *,
    file_format: ExportFormat,
    target: str | os.PathLike[str] | None = None,
    config: str | None = None,
) -> Path:
    """Write the results of a batch in another format; returns where they are.

    Args:
        folder: the output folder of the batch.
        file_format: `parquet` and `csv`: a folder with a file for each table; `jsonl`: a folder with
            `articles.jsonl`, each line an extraction, and `failures.jsonl`; `duckdb`: a file with all tables.
        target: the folder, or the file for `duckdb`; what is there is replaced. None: `export/` in `folder`.
        config: beginning of the configuration's hash, as `status` shows it; None takes that of the newest run.

    Raises:
        LedgerError: the folder holds no batch, or the target cannot be written.
        SettingsError: unknown format.
    """
    if file_format not in FORMATS:
        raise SettingsError(f"unknown format {file_format!r}: use one of {', '.join(FORMATS)}")
    source = Path(folder)
    db = open_ledger(source)
    try:
        chosen = find_config(db, source, config)
        name = "results.duckdb" if file_format == "duckdb" else file_format
        to = Path(target) if target is not None else source / "export" / name
        with ledger_errors(source / LEDGER_FILE):
            # One transaction: the tables agree, even while a batch runs.
            db.execute("BEGIN")
            _EXPORTS[file_format](db, chosen, to)
        return to
    finally:
        db.close()


def _export_parquet(db: sqlite3.Connection, config: str, to: Path) -> None:
    for table in TABLES:
        batches = (arrow_table(table, rows) for rows in _rows_of(db, config, table))
        write_parquet(to / f"{table}.parquet", table, batches)


def _export_jsonl(db: sqlite3.Connection, config: str, to: Path) -> None:
    with replaced_file(to / "articles.jsonl") as partial, partial.open("w", encoding="utf-8", newline="\n") as file:
        for batch in read_articles(db, config):
            for stored in batch:
                extraction = stored.extraction()
                plain = {name: value for name, value in stored.columns.items() if value is not None}
                if extraction is not None:
                    plain |= extraction.to_dict()
                file.write(json.dumps(plain, ensure_ascii=False) + "\n")
    with replaced_file(to / "failures.jsonl") as partial, partial.open("w", encoding="utf-8", newline="\n") as file:
        for rows in read_failures(db, config):
            for row in rows:
                file.write(json.dumps(row, ensure_ascii=False) + "\n")


def _export_csv(db: sqlite3.Connection, config: str, to: Path) -> None:
    for table, columns in COLUMNS.items():
        target = to / f"{table}.csv"
        with replaced_file(target) as partial, partial.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(columns)
            for rows in _rows_of(db, config, table):
                writer.writerows([_cell(row[name]) for name in columns] for row in rows)


def _export_duckdb(db: sqlite3.Connection, config: str, to: Path) -> None:
    try:
        import duckdb
    except ImportError as error:
        raise SettingsError("the format duckdb needs the package duckdb: pip install duckdb") from error
    if to.is_dir():
        raise LedgerError(f"{to}: a folder; give the name of a file")
    with replaced_file(to) as partial:
        partial.unlink(missing_ok=True)
        try:
            with duckdb.connect(str(partial)) as base:
                for table, columns in COLUMNS.items():
                    kinds = ", ".join(f'"{name}" {_SQL_TYPES[kind]}' for name, kind in columns.items())
                    base.execute(f'CREATE TABLE "{table}" ({kinds})')
                    for rows in _rows_of(db, config, table):
                        base.register("new_rows", arrow_table(table, rows))
                        base.execute(f'INSERT INTO "{table}" SELECT * FROM new_rows')  # noqa: S608 (a name of ours)
                        base.unregister("new_rows")
        except duckdb.Error as error:
            raise LedgerError(
                f"{to}: cannot be written ({str(error).splitlines()[0]}); check room and rights"
            ) from error


_EXPORTS = {"parquet": _export_parquet, "jsonl": _export_jsonl, "csv": _export_csv, "duckdb": _export_duckdb}


def _rows_of(db: sqlite3.Connection, config: str, table: str) -> Iterator[list[dict[str, Any]]]:
    if table == "failures":
        yield from read_failures(db, config)
        return
    for batch in read_articles(db, config, batch=200):
        yield table_rows(batch)[table]


def _cell(value: Any) -> Any:  # noqa: ANN401 (a cell of any type)
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, list):
        return " ".join(map(str, value))
    if isinstance(value, bool):
        return "true" if value else "false"
    return csv_text(value) if isinstance(value, str) else value
