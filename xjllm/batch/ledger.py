"""The ledger: which article is done, which is in work, which failed. It is the truth; all other files come from it.

Every method is one transaction, so a process can be killed between any two instructions. An article is claimed
before it is asked and released by its result; the claim of a run that no longer lives is anybody's.
"""

from __future__ import annotations

import sqlite3
import uuid
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal

from xjllm.batch.copies import find_exact_copy, find_near_copy, forget_signature, keep_signature
from xjllm.batch.database import LEDGER_FILE, connect, is_run_alive, ledger_errors, transaction
from xjllm.batch.locks import LOCKS, RunLock, is_held
from xjllm.batch.records import BadInput, Failure, Item, Outcome, storable_text
from xjllm.batch.sources import Sources
from xjllm.errors import LedgerError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from xjllm.article import Article
    from xjllm.batch.configuration import Configuration
    from xjllm.batch.duplicates import Fingerprint


Standing = Literal["new", "changed", "known", "failed_before", "in_work", "busy", "repeated", "clash", "not_asked_for"]
"""How an item stands to the ledger. `new`, `changed`: to be read and done. `in_work`: this run has it. `busy`: another
living run has it. `repeated`: the same item came before in this pass. `clash`: another item with its id did, or has
it in the ledger, from another place and with another text.
`not_asked_for`: new, where only failed ones are wanted."""


@dataclass(frozen=True, slots=True)
class ReadItem:
    """An item after it was read: the article with its fingerprint, or why it is none."""

    item: Item
    source_sha256: bytes
    article: Article | None = None
    fingerprint: Fingerprint | None = None
    failure: Failure | None = None


@dataclass(frozen=True, slots=True)
class Admission:
    """What the ledger says to a read item: `work` is its row, claimed by this run; or it needs no model.

    Where there is no outcome either, it is a copy of what this run has in work, and its outcome comes with that one's.
    """

    read: ReadItem
    work: int | None = None
    outcome: Outcome | None = None
    near_copy_of: str | None = None


@dataclass(frozen=True, slots=True)
class RunPlace:
    """Where a run keeps its results, for whoever writes them in another thread or process."""

    folder: Path
    config: str
    run: int


class Ledger:
    """The ledger of one output folder, for one run; not for use from several threads at a time.

    Args:
        folder: the output folder; made where it is missing.
        configuration: prompt, model and settings of the run.
        retry_failed: take up what failed, and only that.
        skip_near_copies: leave out near copies whose numbers all stand in the earlier article.

    Raises:
        LedgerError: the folder cannot be used.
    """

    def __init__(
        self,
        folder: Path,
        configuration: Configuration,
        *,
        retry_failed: bool = False,
        skip_near_copies: bool = False,
    ) -> None:
        self.folder = folder
        self.configuration = configuration
        self.config = configuration.config
        self._retry_failed = retry_failed
        self._skip_near_copies = skip_near_copies
        self._dead: set[int] = set()
        self._waiting: dict[int, list[tuple[Item, Outcome]]] = {}
        self.path = folder / LEDGER_FILE
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
                self.run = self._begin()
            except BaseException:
                self.connection.close()
                raise
        except BaseException:
            self._lock.release()
            raise

    def _begin(self) -> int:
        now = datetime.now(UTC).isoformat(timespec="seconds")
        kept = self.configuration
        from xjllm import __version__

        with transaction(self.connection, self.path) as db:
            self._bury_dead_runs()
            db.execute(
                "INSERT OR IGNORE INTO configs VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    kept.config,
                    kept.prompt,
                    kept.prompt_sha256,
                    kept.schema_sha256,
                    kept.model,
                    kept.settings,
                    __version__,
                    now,
                ),
            )
            run = db.execute(
                "INSERT INTO runs (config, lock, started_utc) VALUES (?, ?, ?)",
                (kept.config, self._lock.path.name, now),
            ).lastrowid
            if run is None:
                raise LedgerError(f"{self.path}: the run could not be entered")
            self.run = run
            self._reopen_orphans()
        self.start_pass()
        return run

    def _bury_dead_runs(self) -> None:
        db = self.connection
        for run, lock in db.execute("SELECT run, lock FROM runs WHERE ended_utc IS NULL").fetchall():
            path = self.folder / LOCKS / lock
            if not is_held(path):
                path.unlink(missing_ok=True)
                now = datetime.now(UTC).isoformat(timespec="seconds")
                db.execute("UPDATE runs SET ended_utc = ?, ending = 'killed' WHERE run = ?", (now, run))

    def _reopen_orphans(self) -> None:
        """Copies of what nobody has in work any more, and what is not done, are to be done themselves."""
        rows = self.connection.execute(
            "SELECT DISTINCT o.article FROM articles c JOIN articles o ON o.article = c.original"
            " WHERE c.original IS NOT NULL AND o.config = ? AND o.state = 'open'",
            (self.config,),
        )
        for (original,) in rows.fetchall():
            if not self._stands(original):
                self._reopen_copies(original)

    @property
    def place(self) -> RunPlace:
        """Folder, configuration and number of this run."""
        return RunPlace(self.folder, self.config, self.run)

    def start_pass(self) -> None:
        """Begin to go through the inputs: ids seen before may come again."""
        with ledger_errors(self.path):
            self.connection.execute("DROP TABLE IF EXISTS temp.seen")
            # A temporary table can move to disk, so that memory does not grow with the articles.
            self.connection.execute(
                "CREATE TEMP TABLE seen (id TEXT PRIMARY KEY, source BLOB, place TEXT) WITHOUT ROWID"
            )

    def sift(self, items: Sequence[tuple[Item, bytes]]) -> list[Standing]:
        """How each of the items, given with its source's hash, stands; marks them as seen in this pass."""
        sources = Sources()
        moved: list[tuple[str, str, str]] = []
        with ledger_errors(self.path):
            self.connection.execute("BEGIN")
            try:
                standings = [self._sift(item, source, sources, moved) for item, source in items]
            finally:
                self.connection.execute("COMMIT")
        if moved:
            with transaction(self.connection, self.path) as db:
                db.executemany("UPDATE articles SET source = ? WHERE config = ? AND id = ?", moved)
        return standings

    def _sift(self, item: Item, source: bytes, sources: Sources, moved: list[tuple[str, str, str]]) -> Standing:
        db = self.connection
        standing = self._standing(item, source, sources)
        # What clashes with the ledger is not marked: the article that has the id may still come.
        if standing == "clash":
            return standing
        if not db.execute("INSERT OR IGNORE INTO temp.seen VALUES (?, ?, ?)", (item.id, source, item.place)).rowcount:
            seen = db.execute("SELECT source FROM temp.seen WHERE id = ?", (item.id,)).fetchone()
            return "repeated" if seen[0] == source else "clash"
        if standing != "new":
            row = db.execute(
                "SELECT source FROM articles WHERE config = ? AND id = ?", (self.config, item.id)
            ).fetchone()
            if row is not None and sources.has_moved(row[0], item.place):
                moved.append((sources.of(item.place), self.config, item.id))
        return standing

    def namesake(self, item: Item) -> str:
        """The place of the other article with the id of an item that clashes."""
        with ledger_errors(self.path):
            row = self.connection.execute(
                "SELECT place FROM temp.seen WHERE id = ? AND place <> ?"
                " UNION ALL SELECT COALESCE(source, place) FROM articles WHERE config = ? AND id = ?",
                (item.id, item.place, self.config, item.id),
            ).fetchone()
        return str(row[0])

    def _standing(self, item: Item, source: bytes, sources: Sources) -> Standing:
        row = self.connection.execute(
            "SELECT state, run, source_sha256, source FROM articles WHERE config = ? AND id = ?",
            (self.config, item.id),
        ).fetchone()
        if row is None:
            return "not_asked_for" if self._retry_failed else "new"
        state, run, source_before, file_before = row
        if source_before != source and file_before is not None and sources.of(item.place) != file_before:
            return "clash"
        if state == "open" and run == self.run:
            return "in_work"
        if state == "open" and run is not None and self.is_alive(run):
            return "busy"
        if self._retry_failed:
            return "new" if state == "failed" else ("known" if state != "open" else "not_asked_for")
        if source_before != source:
            return "changed"
        if state == "failed":
            return "failed_before"
        left_out = state == "skipped" and not self._skip_near_copies
        return "new" if state == "open" or left_out else "known"

    def is_alive(self, run: int) -> bool:
        """Whether the process of that run still lives."""
        if run == self.run:
            return True
        if run in self._dead:
            return False
        alive = is_run_alive(self.connection, self.folder, run)
        if not alive:
            self._dead.add(run)
        return alive

    def _stands(self, article: int) -> bool:
        """Whether another article can be a copy of that one: it is done, or a living run does it."""
        state, run = self.connection.execute("SELECT state, run FROM articles WHERE article = ?", (article,)).fetchone()
        return state == "done" or (state == "open" and run is not None and self.is_alive(run))

    def admit(self, reads: Sequence[ReadItem]) -> list[Admission]:
        """Claims for this run what is to be done, in order; the rest gets its outcome at once.

        Between `sift` and now another run may have been faster: then there is no admission for an item.
        """
        admissions = []
        sources = Sources()
        with transaction(self.connection, self.path):
            for read in reads:
                standing = self._standing(read.item, read.source_sha256, sources)
                if standing in ("new", "changed"):
                    admissions.append(self._admit(read, sources.of(read.item.place)))
        return admissions

    def _admit(self, read: ReadItem, source: str) -> Admission:
        item = read.item
        article, is_new_story = self._enter(read, source)
        if read.article is None or read.fingerprint is None:
            failure = read.failure or Failure("internal", "RuntimeError", f"{item.place}: was not read")
            self._set_state(article, "failed")
            self._fail(item.id, article, item, failure)
            return Admission(read, outcome=Outcome(item.id, item.place, "failed", failure=failure))
        if not is_new_story:
            return Admission(read, outcome=Outcome(item.id, item.place, "done"))
        original = find_exact_copy(self.connection, self.config, article, read.fingerprint, stands=self._stands)
        if original is not None:
            self._stand_in(article, "copy", original.article)
            return self._follow(read, original.article, Outcome(item.id, item.place, "copy", original=original.id))
        near = find_near_copy(self.connection, self.config, article, read.fingerprint)
        if near is not None:
            self.connection.execute(
                "UPDATE articles SET near = ?, similarity = ? WHERE article = ?",
                (near.article, round(near.similarity, 2), article),
            )
            if self._skip_near_copies and near.holds_numbers and self._stands(near.article):
                self._stand_in(article, "skipped", near.article)
                outcome = Outcome(item.id, item.place, "skipped", original=near.id, near_copy_of=near.id)
                return self._follow(read, near.article, outcome)
        keep_signature(self.connection, self.config, article, read.fingerprint)
        return Admission(read, work=article, near_copy_of=near.id if near else None)

    def _follow(self, read: ReadItem, original: int, outcome: Outcome) -> Admission:
        """The admission of a copy: its outcome comes with its original's, where this run has that in work."""
        mine = self.connection.execute(
            "SELECT 1 FROM articles WHERE article = ? AND state = 'open' AND run = ?", (original, self.run)
        ).fetchone()
        if mine is None:
            return Admission(read, outcome=outcome, near_copy_of=outcome.near_copy_of)
        self._waiting.setdefault(original, []).append((read.item, outcome))
        return Admission(read, near_copy_of=outcome.near_copy_of)

    def _enter(self, read: ReadItem, source: str) -> tuple[int, bool]:
        """Writes the item's row, claimed by this run; False where it turned out to be done under the same key."""
        item, db = read.item, self.connection
        key = self.configuration.key(read.article) if read.article else None
        story = read.fingerprint.story_sha256 if read.fingerprint else None
        sha = read.article.sha256 if read.article else None
        row = db.execute(
            "SELECT article, key, state, part FROM articles WHERE config = ? AND id = ?", (self.config, item.id)
        ).fetchone()
        about = (item.place, source, item.name, item.url, read.source_sha256)
        if row is None:
            new = db.execute(
                "INSERT INTO articles (config, id, place, source, name, url, source_sha256, key, story_sha256,"
                " article_sha256, state, run) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'open', ?)",
                (self.config, item.id, *about, key, story, sha, self.run),
            ).lastrowid
            if new is None:
                raise LedgerError(f"{self.path}: {item.id} could not be entered")
            return new, True
        article, key_before, state, part = row
        if key is not None and key == key_before and state == "done":
            # Other bytes, the same article: nothing that the model sees has changed.
            db.execute("UPDATE articles SET source_sha256 = ? WHERE article = ?", (read.source_sha256, article))
            return article, False
        if part is not None:
            db.execute("UPDATE parts SET state = 'stale' WHERE part = ?", (part,))
        if key != key_before:
            self._reopen_copies(article)
        db.execute("DELETE FROM results WHERE article = ?", (article,))
        forget_signature(db, self.config, article)
        db.execute(
            "UPDATE articles SET place = ?, source = ?, name = ?, url = ?, source_sha256 = ?, key = ?,"
            " story_sha256 = ?, article_sha256 = ?, state = 'open', run = ?, original = NULL, near = NULL,"
            " similarity = NULL, part = NULL WHERE article = ?",
            (*about, key, story, sha, self.run, article),
        )
        if state == "done":
            # A result's numbers go with it. Those of failed tries stay: they were paid, and gave nothing.
            db.execute(
                "UPDATE articles SET requests = 0, input_tokens = 0, output_tokens = 0, cached_tokens = 0,"
                " cost_usd = NULL WHERE article = ?",
                (article,),
            )
        return article, True

    def _reopen_copies(self, original: int) -> None:
        """What another article stood for, and which now tells another story, is to be done itself."""
        db = self.connection
        db.execute(
            "UPDATE parts SET state = 'stale' WHERE part IN"
            " (SELECT part FROM articles WHERE original = ? AND part IS NOT NULL)",
            (original,),
        )
        db.execute(
            "UPDATE articles SET state = 'open', run = NULL, original = NULL, part = NULL WHERE original = ?",
            (original,),
        )

    def _stand_in(self, article: int, state: Literal["copy", "skipped"], original: int) -> None:
        self.connection.execute(
            "UPDATE articles SET state = ?, original = ? WHERE article = ?", (state, original, article)
        )
        self.connection.execute("DELETE FROM failures WHERE article = ?", (article,))

    def _set_state(self, article: int, state: str) -> None:
        self.connection.execute("UPDATE articles SET state = ? WHERE article = ?", (state, article))

    def record(self, outcomes: Sequence[tuple[Admission, Outcome]]) -> list[Outcome]:
        """Keeps what came of admitted articles, all or nothing; returns those that were kept.

        A claim that was lost (the process was taken for dead) is not kept: somebody else does the article.
        """
        kept = []
        with transaction(self.connection, self.path) as db:
            for admission, outcome in outcomes:
                used = outcome.usage
                numbers = (used.requests, used.input_tokens, used.output_tokens, used.cached_tokens, outcome.cost_usd)
                done = db.execute(
                    "UPDATE articles SET state = ?, requests = requests + ?, input_tokens = input_tokens + ?,"
                    " output_tokens = output_tokens + ?, cached_tokens = cached_tokens + ?,"
                    " cost_usd = COALESCE(cost_usd + ?6, cost_usd, ?6) WHERE article = ?7 AND run = ?8"
                    " AND state = 'open'",
                    (outcome.state, *numbers, admission.work, self.run),
                ).rowcount
                if admission.work is None:
                    continue
                copies = self._waiting.pop(admission.work, [])
                if not done:
                    kept += [copy for _, copy in copies]
                    continue
                kept.append(outcome)
                if outcome.failure is not None:
                    kept += self._fail_copies(admission.work, outcome.failure, copies, outcome.id)
                else:
                    kept += [copy for _, copy in copies]
                if outcome.packed is not None:
                    db.execute("INSERT OR REPLACE INTO results VALUES (?, ?)", (admission.work, outcome.packed.data))
                    db.execute("DELETE FROM failures WHERE article = ?", (admission.work,))
                elif outcome.failure is not None:
                    self._fail(outcome.id, admission.work, admission.read.item, outcome.failure)
        return kept

    def _fail_copies(
        self, original: int, failure: Failure, copies: Sequence[tuple[Item, Outcome]], original_id: str
    ) -> list[Outcome]:
        """Copies end as their original did; gives the outcomes of those that this run has met."""
        db = self.connection
        rows = db.execute("SELECT article, id, place FROM articles WHERE original = ?", (original,)).fetchall()
        self._reopen_copies(original)
        roots = {item.id: item.root for item, _ in copies}
        failed = {}
        for article, id_, place in rows:
            message = f"{place}: tells the story of {original_id}, which failed: {failure.message}"
            failed[id_] = Failure(failure.stage, failure.error, message)
            self._set_state(article, "failed")
            self._fail(id_, article, BadInput(place, roots.get(id_, place), failure.error, message), failed[id_])
        return [
            replace(copy, state="failed", failure=failed[copy.id], original=None)
            for _, copy in copies
            if copy.id in failed
        ]

    def record_bad_inputs(self, bad: Sequence[BadInput]) -> None:
        """Keeps what in the inputs gave no article."""
        with transaction(self.connection, self.path):
            for one in bad:
                self._fail(one.place, None, one, Failure("input", one.error, one.message))

    def _fail(self, subject: str, article: int | None, at: Item | BadInput, failure: Failure) -> None:
        self.connection.execute(
            "INSERT OR REPLACE INTO failures VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                self.config,
                subject,
                article,
                at.place,
                at.root,
                self.run,
                failure.stage,
                failure.error,
                storable_text(failure.message),
                storable_text(failure.raw) if failure.raw is not None else None,
            ),
        )

    def release(self, articles: Sequence[int]) -> None:
        """Gives back claims that will not be worked on; the next run takes them."""
        if not articles:
            return
        with transaction(self.connection, self.path) as db:
            db.executemany(
                "UPDATE articles SET run = NULL WHERE article = ? AND run = ? AND state = 'open'",
                [(article, self.run) for article in articles],
            )
            for article in articles:
                self._waiting.pop(article, None)
            self._reopen_orphans()

    def finish_pass(self, roots: Sequence[str]) -> bool:
        """Forgets bad inputs that this pass did not meet again; True where another pass is needed.

        It is where articles of the inputs are open and no living run has them: their run has died since, or what
        they were copies of has changed.
        """
        with transaction(self.connection, self.path) as db:
            self._reopen_orphans()
            for root in roots:
                db.execute(
                    "DELETE FROM failures WHERE config = ? AND root = ? AND article IS NULL AND run < ?",
                    (self.config, root, self.run),
                )
            rows = db.execute(
                "SELECT DISTINCT a.run FROM articles a JOIN temp.seen s ON s.id = a.id"
                " WHERE a.config = ? AND a.state = 'open' AND a.run IS NOT ?",
                (self.config, self.run),
            ).fetchall()
        return not self._retry_failed and any(run is None or not self.is_alive(run) for (run,) in rows)

    def count_elsewhere(self) -> int:
        """Articles of the inputs that are open and that this run does not have."""
        with ledger_errors(self.path):
            row = self.connection.execute(
                "SELECT COUNT(*) FROM articles a JOIN temp.seen s ON s.id = a.id"
                " WHERE a.config = ? AND a.state = 'open' AND a.run IS NOT ?",
                (self.config, self.run),
            ).fetchone()
        return int(row[0])

    def close(self, ending: str) -> None:
        """Ends the run. `ending` is done, interrupted, budget or stopped."""
        with suppress(LedgerError):  # a full disk: the run is seen to be dead by its lock
            now = datetime.now(UTC).isoformat(timespec="seconds")
            with transaction(self.connection, self.path) as db:
                db.execute("UPDATE runs SET ended_utc = ?, ending = ? WHERE run = ?", (now, ending, self.run))
        with suppress(sqlite3.Error):
            self.connection.close()
        self._lock.release()
