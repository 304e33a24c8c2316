"""Reading a ledger: its articles in order, its failures, its state. Nothing here writes."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xjllm.batch.database import LEDGER_FILE, connect_to_read, ledger_errors
from xjllm.batch.locks import LOCKS, is_held
from xjllm.batch.tables import StoredArticle
from xjllm.errors import LedgerError

if TYPE_CHECKING:
    import os
    import sqlite3
    from collections.abc import Iterator

_ARTICLE_COLUMNS = (
    "a.id AS article, a.state, original.id AS copy_of, near.id AS near_copy_of, a.similarity, a.name, a.place, a.url,"
    " a.requests, a.input_tokens, a.output_tokens, a.cached_tokens, a.cost_usd, a.article_sha256,"
    " c.prompt, c.prompt_sha256, c.schema_sha256, c.model, r.extraction"
)
_ARTICLE_TABLES = (
    " FROM articles a JOIN configs c ON c.config = a.config"
    " LEFT JOIN articles original ON original.article = a.original"
    " LEFT JOIN articles near ON near.article = a.near"
    " LEFT JOIN results r ON r.article = a.article"
)
_FAILURE_COLUMNS = (
    "SELECT a.id AS article, f.place, f.stage, f.error, f.message, f.raw, COALESCE(a.requests, 0) AS requests,"
    " COALESCE(a.input_tokens, 0) AS input_tokens, COALESCE(a.output_tokens, 0) AS output_tokens,"
    " COALESCE(a.cached_tokens, 0) AS cached_tokens, a.cost_usd, c.prompt, c.model"
    " FROM failures f JOIN configs c ON c.config = f.config LEFT JOIN articles a ON a.article = f.article"
    " WHERE f.config = ? AND (a.article IS NULL OR a.state = 'failed') ORDER BY f.subject"
)


@dataclass(frozen=True, slots=True)
class ConfigState:
    """How far the work of one configuration is.

    Attributes:
        config: its hash.
        prompt: version of the prompt.
        model: the model's name.
        settings: what else changes the answers.
        xjllm_version: of the run that was the first with it.
        articles: number of articles by state (`done` `open` `failed` `copy` `skipped`).
        near_copies: articles that tell the story of an earlier one, extracted or not.
        bad_inputs: inputs, or lines of them, that gave no article.
        unwritten: finished articles that stand in no Parquet file yet.
        failures: number of failures by class of error.
        requests: to the model, all attempts.
        input_tokens: of all requests.
        output_tokens: of all requests.
        cached_tokens: input tokens that came from the endpoint's cache.
        cost_usd: None where no price is known of any article.
        running: number of runs that are alive now.
        last_started_utc: when the last run began; None where there was none.
        last_ended_utc: when it ended; None where it runs, or was killed and no other run has found that out.
        last_ending: how: `done` `interrupted` `budget` `stopped` `killed`; `running` where it has not.
        unmet: articles that the last run which went through all of its inputs did not meet there; None where there
            was no such run.
    """

    config: str
    prompt: str
    model: str
    settings: dict[str, Any]
    xjllm_version: str
    articles: dict[str, int]
    near_copies: int
    bad_inputs: int
    unwritten: int
    failures: dict[str, int]
    requests: int
    input_tokens: int
    output_tokens: int
    cached_tokens: int
    cost_usd: float | None
    running: int
    last_started_utc: str | None
    last_ended_utc: str | None
    last_ending: str | None
    unmet: int | None


def open_ledger(folder: Path) -> sqlite3.Connection:
    """A connection to the ledger in `folder` that only reads.

    Raises:
        LedgerError: there is none, or it cannot be read.
    """
    return connect_to_read(folder / LEDGER_FILE)


def find_config(db: sqlite3.Connection, folder: Path, config: str | None) -> str:
    """The configuration whose hash begins with `config`; the one of the newest run where None.

    Raises:
        LedgerError: there is none, or more than one.
    """
    with ledger_errors(folder / LEDGER_FILE):
        if config is None:
            row = db.execute("SELECT config FROM runs ORDER BY run DESC LIMIT 1").fetchone()
            if row is None:
                raise LedgerError(f"{folder}: nothing was run in it yet")
            return str(row[0])
        found = [row[0] for row in db.execute("SELECT config FROM configs ORDER BY config")]
    fitting = [one for one in found if one.startswith(config)]
    if len(fitting) != 1:
        raise LedgerError(f"{folder}: no configuration {config!r}; there are: {', '.join(found)}")
    return str(fitting[0])


def read_articles(
    db: sqlite3.Connection, config: str, *, part: int | None = None, batch: int = 500
) -> Iterator[list[StoredArticle]]:
    """The finished articles of a configuration by id, or those of one part file, so many at a time."""
    where = " WHERE a.config = ? AND a.state IN ('done', 'copy', 'skipped')"
    values: tuple[Any, ...] = (config,)
    if part is not None:
        where, values = where + " AND a.part = ?", (config, part)
    cursor = db.execute(f"SELECT {_ARTICLE_COLUMNS}{_ARTICLE_TABLES}{where} ORDER BY a.id", values)
    names = [column[0] for column in cursor.description][:-1]
    while rows := cursor.fetchmany(batch):
        yield [StoredArticle(dict(zip(names, row[:-1], strict=True)), row[-1]) for row in rows]


def read_failures(db: sqlite3.Connection, config: str, *, batch: int = 500) -> Iterator[list[dict[str, Any]]]:
    """The rows of the table `failures`, by article and place, so many at a time."""
    cursor = db.execute(_FAILURE_COLUMNS, (config,))
    names = [column[0] for column in cursor.description]
    while rows := cursor.fetchmany(batch):
        yield [dict(zip(names, row, strict=True)) for row in rows]


def read_status(folder: str | os.PathLike[str]) -> list[ConfigState]:
    """The state of every configuration in the output folder, the newest run's last.

    Raises:
        LedgerError: the folder holds no ledger, or it cannot be read.
    """
    folder = Path(folder)
    db = open_ledger(folder)
    try:
        with ledger_errors(folder / LEDGER_FILE):
            # Looked at first: a run enters its end before it gives up its lock, so what has no end afterwards is dead.
            open_locks = [lock for (lock,) in db.execute("SELECT lock FROM runs WHERE ended_utc IS NULL").fetchall()]
            dead = {lock for lock in open_locks if not is_held(folder / LOCKS / lock)}
            db.execute("BEGIN")
            rows = db.execute(
                "SELECT c.config, c.prompt, c.model, c.settings, c.xjllm_version FROM configs c"
                " ORDER BY (SELECT MAX(run) FROM runs WHERE config = c.config)"
            ).fetchall()
            return [_config_state(db, row, dead) for row in rows]
    finally:
        db.close()


def _config_state(db: sqlite3.Connection, row: tuple[Any, ...], dead: set[str]) -> ConfigState:
    config, prompt, model, settings, version = row
    used = db.execute(
        "SELECT SUM(requests), SUM(input_tokens), SUM(output_tokens), SUM(cached_tokens), SUM(cost_usd),"
        " COUNT(near), COUNT(CASE WHEN part IS NULL AND state IN ('done', 'copy', 'skipped') THEN 1 END)"
        " FROM articles WHERE config = ?",
        (config,),
    ).fetchone()
    running = [
        lock
        for (lock,) in db.execute("SELECT lock FROM runs WHERE config = ? AND ended_utc IS NULL", (config,)).fetchall()
        if lock not in dead
    ]
    lock, started, ended, ending = db.execute(
        "SELECT lock, started_utc, ended_utc, ending FROM runs WHERE config = ? ORDER BY run DESC LIMIT 1", (config,)
    ).fetchone() or (None, None, None, None)
    if lock is not None and ended is None:
        ending = "running" if lock in running else "killed"
    failures = db.execute(
        "SELECT f.error, COUNT(*) FROM failures f LEFT JOIN articles a ON a.article = f.article"
        " WHERE f.config = ? AND (a.article IS NULL OR a.state = 'failed') GROUP BY f.error ORDER BY f.error",
        (config,),
    )
    counts = db.execute("SELECT state, COUNT(*) FROM articles WHERE config = ? GROUP BY state", (config,))
    bad = db.execute("SELECT COUNT(*) FROM failures WHERE config = ? AND article IS NULL", (config,)).fetchone()[0]
    return ConfigState(
        config=config,
        prompt=prompt,
        model=model,
        settings=json.loads(settings),
        xjllm_version=version,
        articles=dict(counts.fetchall()),
        near_copies=used[5],
        bad_inputs=bad,
        unwritten=used[6],
        failures=dict(failures.fetchall()),
        requests=used[0] or 0,
        input_tokens=used[1] or 0,
        output_tokens=used[2] or 0,
        cached_tokens=used[3] or 0,
        cost_usd=used[4],
        running=len(running),
        last_started_utc=started,
        last_ended_utc=ended,
        last_ending=ending,
        unmet=_count_unmet(db, config),
    )


def _count_unmet(db: sqlite3.Connection, config: str) -> int | None:
    if "unmet" not in {column[1] for column in db.execute("PRAGMA table_info(runs)")}:
        return None  # an earlier version's ledger
    row = db.execute(
        "SELECT unmet FROM runs WHERE config = ? AND unmet IS NOT NULL ORDER BY run DESC LIMIT 1", (config,)
    ).fetchone()
    return row[0] if row is not None else None
