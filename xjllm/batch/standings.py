"""How the items of the inputs stand to the ledger: new, changed, done, in work, or come a second time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xjllm.batch.admissions import Sighting
from xjllm.batch.sources import Sources

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xjllm.batch.admissions import Counted, Standing
    from xjllm.batch.records import Item
    from xjllm.batch.runs import LedgerRun

_COUNTED: dict[Standing, Counted] = {"known": "known", "failed_before": "failed_before", "busy": "busy"}


class Standings:
    """Looks items up; knows which came before in this pass through the inputs.

    Args:
        run: the run that asks.
        retry_failed: only what failed is wanted.
        skip_near_copies: what was left out as a near copy stays so.

    Attributes:
        passes: number of the pass through the inputs, from 1.
    """

    def __init__(self, run: LedgerRun, *, retry_failed: bool, skip_near_copies: bool) -> None:
        self._run = run
        self._retry_failed = retry_failed
        self._skip_near_copies = skip_near_copies
        self.passes = 0

    def start_pass(self) -> None:
        """Begin to go through the inputs: ids seen before may come again."""
        self.passes += 1
        with self._run.errors():
            # A temporary table can move to disk, so that memory does not grow with the articles.
            self._run.connection.execute(
                "CREATE TEMP TABLE IF NOT EXISTS seen"
                " (id TEXT PRIMARY KEY, source BLOB, place TEXT, pass INTEGER, counted TEXT) WITHOUT ROWID"
            )

    def sift(self, items: Sequence[tuple[Item, bytes]]) -> list[Sighting]:
        """How each of the items, given with its source's hash, stands; marks them as seen in this pass."""
        sources = Sources()
        moved: list[tuple[str, str, str]] = []
        with self._run.errors():
            self._run.connection.execute("BEGIN")
            try:
                sightings = [self._sift(item, source, sources, moved) for item, source in items]
            finally:
                self._run.connection.execute("COMMIT")
        if moved:
            with self._run.transaction() as db:
                db.executemany("UPDATE articles SET source = ? WHERE config = ? AND id = ?", moved)
        return sightings

    def _sift(self, item: Item, source: bytes, sources: Sources, moved: list[tuple[str, str, str]]) -> Sighting:
        db = self._run.connection
        standing = self.find(item, source, sources)
        # What clashes with the ledger is not marked: the article that has the id may still come.
        if standing == "clash":
            return Sighting(standing)
        seen = db.execute("SELECT source, pass, counted FROM temp.seen WHERE id = ?", (item.id,)).fetchone()
        if seen is not None and seen[1] == self.passes:
            return Sighting("repeated" if seen[0] == source else "clash")
        row = db.execute(
            "SELECT source, run FROM articles WHERE config = ? AND id = ?", (self._run.config, item.id)
        ).fetchone()
        before: Counted | None = seen[2] if seen is not None else None
        counted = _COUNTED.get(standing)
        if row is not None and row[1] == self._run.number and standing not in ("new", "changed"):
            # In an earlier pass this run took it up: it counts by its outcome, if that has come.
            counted = before
        db.execute(
            "INSERT OR REPLACE INTO temp.seen VALUES (?, ?, ?, ?, ?)",
            (item.id, source, item.place, self.passes, counted),
        )
        if standing != "new" and row is not None and sources.has_moved(row[0], item.place):
            moved.append((sources.of(item.place), self._run.config, item.id))
        return Sighting(standing, before, counted)

    def note(self, id_: str, counted: Counted) -> None:
        """Keeps how the run counts an item of its inputs."""
        self._run.connection.execute("UPDATE temp.seen SET counted = ? WHERE id = ?", (counted, id_))

    def namesake(self, item: Item) -> str:
        """The place of the other article with the id of an item that clashes."""
        with self._run.errors():
            row = self._run.connection.execute(
                "SELECT place FROM temp.seen WHERE id = ? AND place <> ?"
                " UNION ALL SELECT COALESCE(source, place) FROM articles WHERE config = ? AND id = ?",
                (item.id, item.place, self._run.config, item.id),
            ).fetchone()
        return str(row[0])

    def find(self, item: Item, source: bytes, sources: Sources) -> Standing:
        """How the item stands to what the ledger holds."""
        row = self._run.connection.execute(
            "SELECT state, run, source_sha256, source FROM articles WHERE config = ? AND id = ?",
            (self._run.config, item.id),
        ).fetchone()
        if row is None:
            return "not_asked_for" if self._retry_failed else "new"
        state, run, source_before, file_before = row
        if source_before != source and file_before is not None and sources.of(item.place) != file_before:
            return "clash"
        if state == "open" and run == self._run.number:
            return "in_work"
        if state == "open" and run is not None and self._run.is_alive(run):
            return "busy"
        if self._retry_failed:
            return "new" if state == "failed" else ("known" if state != "open" else "not_asked_for")
        if source_before != source:
            return "changed"
        if state == "failed":
            return "failed_before"
        left_out = state == "skipped" and not self._skip_near_copies
        return "new" if state == "open" or left_out else "known"
