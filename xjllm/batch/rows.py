"""The rows of articles in the ledger: entered, claimed, made copies of others, opened again, failed.

Each method is part of a transaction of whoever calls it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from xjllm.batch.copies import find_new_marks, forget_signature
from xjllm.batch.records import storable_text
from xjllm.errors import LedgerError

if TYPE_CHECKING:
    from xjllm.batch.admissions import ReadItem
    from xjllm.batch.records import BadInput, Failure, Item
    from xjllm.batch.runs import LedgerRun


class ArticleRows:
    """Writes the rows of articles for one run."""

    def __init__(self, run: LedgerRun) -> None:
        self._run = run

    def stands(self, article: int) -> bool:
        """Whether another article can be a copy of that one: it is done, or a living run does it."""
        row = self._run.connection.execute("SELECT state, run FROM articles WHERE article = ?", (article,)).fetchone()
        state, run = row
        return state == "done" or (state == "open" and run is not None and self._run.is_alive(run))

    def enter(self, read: ReadItem, source: str) -> tuple[int, bool]:
        """Writes the item's row, claimed by this run; False where it turned out to be done under the same key."""
        item, db = read.item, self._run.connection
        key = self._run.configuration.key(read.article) if read.article else None
        story = read.fingerprint.story_sha256 if read.fingerprint else None
        sha = read.article.sha256 if read.article else None
        row = db.execute(
            "SELECT article, key, state, part FROM articles WHERE config = ? AND id = ?", (self._run.config, item.id)
        ).fetchone()
        about = (item.place, source, item.name, item.url, read.source_sha256)
        if row is None:
            new = db.execute(
                "INSERT INTO articles (config, id, place, source, name, url, source_sha256, key, story_sha256,"
                " article_sha256, state, run) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'open', ?)",
                (self._run.config, item.id, *about, key, story, sha, self._run.number),
            ).lastrowid
            if new is None:
                raise LedgerError(f"{self._run.path}: {item.id} could not be entered")
            return new, True
        article, key_before, state, part = row
        if key is not None and key == key_before and state == "done":
            # Other bytes, the same article: nothing that the model sees has changed.
            db.execute("UPDATE articles SET source_sha256 = ? WHERE article = ?", (read.source_sha256, article))
            return article, False
        if part is not None:
            db.execute("UPDATE parts SET state = 'stale' WHERE part = ?", (part,))
        if key != key_before:
            self.reopen_copies(article)
            self.end_group(article)
        db.execute("DELETE FROM results WHERE article = ?", (article,))
        forget_signature(db, self._run.config, article)
        db.execute(
            "UPDATE articles SET place = ?, source = ?, name = ?, url = ?, source_sha256 = ?, key = ?,"
            " story_sha256 = ?, article_sha256 = ?, state = 'open', run = ?, original = NULL, near = NULL,"
            " similarity = NULL, part = NULL WHERE article = ?",
            (*about, key, story, sha, self._run.number, article),
        )
        if state == "done":
            # A result's numbers go with it. Those of failed tries stay: they were paid, and gave nothing.
            db.execute(
                "UPDATE articles SET requests = 0, input_tokens = 0, output_tokens = 0, cached_tokens = 0,"
                " cost_usd = NULL WHERE article = ?",
                (article,),
            )
        return article, True

    def reopen_copies(self, original: int) -> None:
        """What another article stood for, and does no more, is to be done itself."""
        self._spoil_parts("original", original)
        self._run.connection.execute(
            "UPDATE articles SET state = 'open', run = NULL, original = NULL, part = NULL WHERE original = ?",
            (original,),
        )

    def end_group(self, original: int) -> None:
        """The article has failed, or tells another story: its near copies get another original, or none."""
        db = self._run.connection
        marks = find_new_marks(db, original, stands=self.stands)
        self._spoil_parts("near", original)
        db.executemany("UPDATE articles SET near = ?, similarity = ? WHERE article = ?", marks)
        forget_signature(db, self._run.config, original)

    def end_lost_groups(self) -> None:
        """As `end_group` for each article that failed, or that is open, in no inputs of this run and in nobody's work.

        What is open in the inputs of this run will be done, and stays the original of its group.
        """
        rows = self._run.connection.execute(
            "SELECT DISTINCT o.article FROM articles m JOIN articles o ON o.article = m.near"
            " WHERE m.near IS NOT NULL AND o.config = ? AND o.state <> 'done'"
            " AND (o.state <> 'open' OR NOT EXISTS (SELECT 1 FROM temp.seen s WHERE s.id = o.id))",
            (self._run.config,),
        )
        for (original,) in rows.fetchall():
            if not self.stands(original):
                self.end_group(original)

    def join_group(self, article: int, original: int) -> None:
        """The article is a copy of that one: so are those that were near copies of it."""
        db = self._run.connection
        self._spoil_parts("near", article)
        db.execute(
            "UPDATE articles SET near = NULL, similarity = NULL WHERE article = ? AND near = ?", (original, article)
        )
        (root,) = db.execute("SELECT COALESCE(near, article) FROM articles WHERE article = ?", (original,)).fetchone()
        db.execute("UPDATE articles SET near = ? WHERE near = ?", (root, article))

    def _spoil_parts(self, column: Literal["original", "near"], article: int) -> None:
        """The parts with articles that name this one in a column are to be written again."""
        self._run.connection.execute(
            "UPDATE parts SET state = 'stale' WHERE part IN"  # noqa: S608 (one of two names)
            f" (SELECT part FROM articles WHERE {column} = ? AND part IS NOT NULL)",
            (article,),
        )

    def reopen_orphans(self) -> None:
        """Copies of what nobody has in work any more, and what is not done, are to be done themselves."""
        rows = self._run.connection.execute(
            "SELECT DISTINCT o.article FROM articles c JOIN articles o ON o.article = c.original"
            " WHERE c.original IS NOT NULL AND o.config = ? AND o.state = 'open'",
            (self._run.config,),
        )
        for (original,) in rows.fetchall():
            if not self.stands(original):
                self.reopen_copies(original)

    def stand_in(self, article: int, state: Literal["copy", "skipped"], original: int) -> None:
        """The article is told by the original: asked about no more, a failure no more, and it stands for no other."""
        self.reopen_copies(article)
        self._run.connection.execute(
            "UPDATE articles SET state = ?, original = ? WHERE article = ?", (state, original, article)
        )
        self._run.connection.execute("DELETE FROM failures WHERE article = ?", (article,))

    def set_state(self, article: int, state: str) -> None:
        """Nothing but the state changes."""
        self._run.connection.execute("UPDATE articles SET state = ? WHERE article = ?", (state, article))

    def fail(self, subject: str, article: int | None, at: Item | BadInput, failure: Failure) -> None:
        """Enters a failure of an article, or of an input that gave none, in place of an earlier one."""
        self._run.connection.execute(
            "INSERT OR REPLACE INTO failures VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                self._run.config,
                subject,
                article,
                at.place,
                at.root,
                self._run.number,
                failure.stage,
                failure.error,
                storable_text(failure.message),
                storable_text(failure.raw) if failure.raw is not None else None,
            ),
        )
