"""The ledger: which article is done, which is in work, which failed. It is the truth; all other files come from it.

Every method is one transaction, so a process can be killed between any two instructions. An article is claimed
before it is asked and released by its result; the claim of a run that no longer lives is anybody's.

    runs (who lives) → standings (what is to be done?) → ledger (claims, results) → rows (what is written)
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from xjllm.batch.admissions import Admission
from xjllm.batch.copies import find_exact_copy, find_near_copy, keep_signature
from xjllm.batch.records import BadInput, Failure, Outcome
from xjllm.batch.rows import ArticleRows
from xjllm.batch.runs import LedgerRun
from xjllm.batch.sources import Sources
from xjllm.batch.standings import Standings

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from xjllm.batch.admissions import ReadItem, Standing
    from xjllm.batch.configuration import Configuration
    from xjllm.batch.records import Item


class Ledger:
    """The ledger of one output folder, for one run; not for use from several threads at a time.

    Args:
        folder: the output folder; made where it is missing.
        configuration: prompt, model and settings of the run.
        retry_failed: take up what failed, and only that.
        skip_near_copies: leave out near copies whose numbers all stand in the earlier article.

    Attributes:
        run: the run, with the connection.

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
        self.run = LedgerRun(folder, configuration)
        self._retry_failed = retry_failed
        self._skip_near_copies = skip_near_copies
        self._standings = Standings(self.run, retry_failed=retry_failed, skip_near_copies=skip_near_copies)
        self._rows = ArticleRows(self.run)
        self._waiting: dict[int, list[tuple[Item, Outcome]]] = {}
        try:
            with self.run.transaction():
                self._rows.reopen_orphans()
            self.start_pass()
        except BaseException:
            self.close("stopped")
            raise

    def start_pass(self) -> None:
        """Begin to go through the inputs: ids seen before may come again."""
        self._standings.start_pass()

    def sift(self, items: Sequence[tuple[Item, bytes]]) -> list[Standing]:
        """How each of the items, given with its source's hash, stands; marks them as seen in this pass."""
        return self._standings.sift(items)

    def namesake(self, item: Item) -> str:
        """The place of the other article with the id of an item that clashes."""
        return self._standings.namesake(item)

    def admit(self, reads: Sequence[ReadItem]) -> list[Admission]:
        """Claims for this run what is to be done, in order; the rest gets its outcome at once.

        Between `sift` and now another run may have been faster: then there is no admission for an item.
        """
        admissions = []
        sources = Sources()
        with self.run.transaction():
            for read in reads:
                standing = self._standings.find(read.item, read.source_sha256, sources)
                if standing in ("new", "changed"):
                    admissions.append(self._admit(read, sources.of(read.item.place)))
        return admissions

    def _admit(self, read: ReadItem, source: str) -> Admission:
        item = read.item
        article, is_new_story = self._rows.enter(read, source)
        if read.article is None or read.fingerprint is None:
            failure = read.failure or Failure("internal", "RuntimeError", f"{item.place}: was not read")
            self._rows.set_state(article, "failed")
            self._rows.fail(item.id, article, item, failure)
            return Admission(read, outcome=Outcome(item.id, item.place, "failed", failure=failure))
        if not is_new_story:
            return Admission(read, outcome=Outcome(item.id, item.place, "done"))
        original = find_exact_copy(
            self.run.connection, self.run.config, article, read.fingerprint, stands=self._rows.stands
        )
        if original is not None:
            self._rows.stand_in(article, "copy", original.article)
            return self._follow(read, original.article, Outcome(item.id, item.place, "copy", original=original.id))
        near = find_near_copy(self.run.connection, self.run.config, article, read.fingerprint)
        if near is not None:
            self.run.connection.execute(
                "UPDATE articles SET near = ?, similarity = ? WHERE article = ?",
                (near.article, round(near.similarity, 2), article),
            )
            if self._skip_near_copies and near.holds_numbers and self._rows.stands(near.article):
                self._rows.stand_in(article, "skipped", near.article)
                outcome = Outcome(item.id, item.place, "skipped", original=near.id, near_copy_of=near.id)
                return self._follow(read, near.article, outcome)
        keep_signature(self.run.connection, self.run.config, article, read.fingerprint)
        return Admission(read, work=article, near_copy_of=near.id if near else None)

    def _follow(self, read: ReadItem, original: int, outcome: Outcome) -> Admission:
        """The admission of a copy: its outcome comes with its original's, where this run has that in work."""
        mine = self.run.connection.execute(
            "SELECT 1 FROM articles WHERE article = ? AND state = 'open' AND run = ?", (original, self.run.number)
        ).fetchone()
        if mine is None:
            return Admission(read, outcome=outcome, near_copy_of=outcome.near_copy_of)
        self._waiting.setdefault(original, []).append((read.item, outcome))
        return Admission(read, near_copy_of=outcome.near_copy_of)

    def record(self, outcomes: Sequence[tuple[Admission, Outcome]]) -> list[Outcome]:
        """Keeps what came of admitted articles, all or nothing; returns those that were kept.

        A claim that was lost (the process was taken for dead) is not kept: somebody else does the article.
        """
        kept = []
        with self.run.transaction() as db:
            for admission, outcome in outcomes:
                used = outcome.usage
                numbers = (used.requests, used.input_tokens, used.output_tokens, used.cached_tokens, outcome.cost_usd)
                done = db.execute(
                    "UPDATE articles SET state = ?, requests = requests + ?, input_tokens = input_tokens + ?,"
                    " output_tokens = output_tokens + ?, cached_tokens = cached_tokens + ?,"
                    " cost_usd = COALESCE(cost_usd + ?6, cost_usd, ?6) WHERE article = ?7 AND run = ?8"
                    " AND state = 'open'",
                    (outcome.state, *numbers, admission.work, self.run.number),
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
                    self._rows.fail(outcome.id, admission.work, admission.read.item, outcome.failure)
        return kept

    def _fail_copies(
        self, original: int, failure: Failure, copies: Sequence[tuple[Item, Outcome]], original_id: str
    ) -> list[Outcome]:
        """Copies end as their original did; gives the outcomes of those that this run has met."""
        db = self.run.connection
        rows = db.execute("SELECT article, id, place FROM articles WHERE original = ?", (original,)).fetchall()
        self._rows.reopen_copies(original)
        roots = {item.id: item.root for item, _ in copies}
        failed = {}
        for article, id_, place in rows:
            message = f"{place}: tells the story of {original_id}, which failed: {failure.message}"
            failed[id_] = Failure(failure.stage, failure.error, message)
            self._rows.set_state(article, "failed")
            self._rows.fail(id_, article, BadInput(place, roots.get(id_, place), failure.error, message), failed[id_])
        return [
            replace(copy, state="failed", failure=failed[copy.id], original=None)
            for _, copy in copies
            if copy.id in failed
        ]

    def record_bad_inputs(self, bad: Sequence[BadInput]) -> None:
        """Keeps what in the inputs gave no article."""
        with self.run.transaction():
            for one in bad:
                self._rows.fail(one.place, None, one, Failure("input", one.error, one.message))

    def release(self, articles: Sequence[int]) -> None:
        """Gives back claims that will not be worked on; the next run takes them."""
        if not articles:
            return
        with self.run.transaction() as db:
            db.executemany(
                "UPDATE articles SET run = NULL WHERE article = ? AND run = ? AND state = 'open'",
                [(article, self.run.number) for article in articles],
            )
            for article in articles:
                self._waiting.pop(article, None)
            self._rows.reopen_orphans()

    def finish_pass(self, roots: Sequence[str]) -> bool:
        """Forgets bad inputs that this pass did not meet again; True where another pass is needed.

        It is where articles of the inputs are open and no living run has them: their run has died since, or what
        they were copies of has changed.
        """
        with self.run.transaction() as db:
            self._rows.reopen_orphans()
            for root in roots:
                db.execute(
                    "DELETE FROM failures WHERE config = ? AND root = ? AND article IS NULL AND run < ?",
                    (self.run.config, root, self.run.number),
                )
            rows = db.execute(
                "SELECT DISTINCT a.run FROM articles a JOIN temp.seen s ON s.id = a.id"
                " WHERE a.config = ? AND a.state = 'open' AND a.run IS NOT ?",
                (self.run.config, self.run.number),
            ).fetchall()
        return not self._retry_failed and any(run is None or not self.run.is_alive(run) for (run,) in rows)

    def count_elsewhere(self) -> int:
        """Articles of the inputs that are open and that this run does not have."""
        with self.run.errors() as db:
            row = db.execute(
                "SELECT COUNT(*) FROM articles a JOIN temp.seen s ON s.id = a.id"
                " WHERE a.config = ? AND a.state = 'open' AND a.run IS NOT ?",
                (self.run.config, self.run.number),
            ).fetchone()
        return int(row[0])

    def close(self, ending: str) -> None:
        """Ends the run. `ending` is done, interrupted, budget or stopped."""
        self.run.close(ending)
