"""The ledger: which article is done, which is in work, which failed. It is the truth; all other files come from it.

Every method is one transaction, so a process can be killed between any two instructions. An article is claimed
before it is asked and released by its result; the claim of a run that no longer lives is anybody's.

    runs (who lives) → standings (what is to be done?) → ledger (claims, results) → rows (what is written)
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from xjllm.batch.admissions import Admission, GivenBack
from xjllm.batch.copies import find_exact_copy, find_near_copy, keep_signature
from xjllm.batch.records import BadInput, Failure, Outcome
from xjllm.batch.rows import ArticleRows
from xjllm.batch.runs import LedgerRun
from xjllm.batch.sources import Sources
from xjllm.batch.standings import Standings

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from xjllm.batch.admissions import ReadItem, Sighting
    from xjllm.batch.configuration import Configuration
    from xjllm.batch.records import Item, State


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

    def sift(self, items: Sequence[tuple[Item, bytes]]) -> list[Sighting]:
        """How each of the items, given with its source's hash, stands; marks them as seen in this pass."""
        return self._standings.sift(items)

    def namesake(self, item: Item) -> str:
        """The place of the other article with the id of an item that clashes."""
        return self._standings.namesake(item)

    def admit(self, reads: Sequence[ReadItem]) -> list[Admission]:
        """Claims for this run what is to be done, in order; the rest gets its outcome at once.

        Between `sift` and now another run may have been faster: then there is no admission for an item, and it counts
        as busy.
        """
        admissions = []
        sources = Sources()
        with self.run.transaction():
            for read in reads:
                standing = self._standings.find(read.item, read.source_sha256, sources)
                if standing not in ("new", "changed"):
                    self._standings.note(read.item.id, "busy")
                    continue
                admission = self._admit(read, sources.of(read.item.place))
                if admission.outcome is not None:
                    state = admission.outcome.state
                    self._standings.note(read.item.id, "known" if state == "done" else state)
                admissions.append(admission)
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
            self._rows.join_group(article, original.article)
            return self._follow(read, original.article, Outcome(item.id, item.place, "copy", original=original.id))
        near = find_near_copy(self.run.connection, self.run.config, article, read.fingerprint)
        if near is not None:
            self._rows.join_group(article, near.article)
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
        kept: list[Outcome] = []
        with self.run.transaction() as db:
            for admission, outcome in outcomes:
                if admission.work is None:
                    continue
                spent = GivenBack(admission.work, outcome.usage, outcome.cost_usd)
                done = self._leave(spent, outcome.state, run=self.run.number)
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
                    self._rows.end_group(admission.work)
            for outcome in kept:
                self._standings.note(outcome.id, outcome.state)
            # Last: the original may be among what has failed.
            return [self._mark(outcome) if outcome.state == "done" else outcome for outcome in kept]

    def _mark(self, outcome: Outcome) -> Outcome:
        """The outcome with the near original that the article has now."""
        if outcome.near_copy_of is None:
            return outcome
        row = self.run.connection.execute(
            "SELECT near.id FROM articles a JOIN articles near ON near.article = a.near"
            " WHERE a.config = ? AND a.id = ?",
            (self.run.config, outcome.id),
        ).fetchone()
        return replace(outcome, near_copy_of=row[0] if row else None)

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
            replace(copy, state="failed", failure=failed[copy.id], original=None, near_copy_of=None)
            for _, copy in copies
            if copy.id in failed
        ]

    def record_bad_inputs(self, bad: Sequence[BadInput]) -> None:
        """Keeps what in the inputs gave no article."""
        with self.run.transaction():
            for one in bad:
                self._rows.fail(one.place, None, one, Failure("input", one.error, one.message))

    def release(self, given_back: Sequence[GivenBack]) -> None:
        """Gives back claims that will not be worked on; the next run takes them. What they have used is kept."""
        if not given_back:
            return
        with self.run.transaction():
            for one in given_back:
                self._leave(one, "open", run=None)
                self._waiting.pop(one.work, None)
            self._rows.reopen_orphans()

    def _leave(self, spent: GivenBack, state: State | Literal["open"], *, run: int | None) -> bool:
        """Ends this run's claim on an article, adds what it has used; False where the claim was lost before."""
        used = spent.usage
        numbers = (used.requests, used.input_tokens, used.output_tokens, used.cached_tokens, spent.cost_usd)
        left = self.run.connection.execute(
            "UPDATE articles SET requests = requests + ?, input_tokens = input_tokens + ?,"
            " output_tokens = output_tokens + ?, cached_tokens = cached_tokens + ?,"
            " cost_usd = COALESCE(cost_usd + ?5, cost_usd, ?5), state = ?6, run = ?7"
            " WHERE article = ?8 AND run = ?9 AND state = 'open'",
            (*numbers, state, run, spent.work, self.run.number),
        )
        return left.rowcount > 0

    def finish_pass(self, roots: Sequence[str]) -> bool:
        """Forgets bad inputs that this pass did not meet again; True where another pass is needed.

        It is where articles of the inputs are open and no living run has them: their run has died since, or what
        they were copies of has changed. The articles that the pass did not meet are counted.
        """
        with self.run.transaction() as db:
            self._rows.reopen_orphans()
            self._rows.end_lost_groups()
            db.execute(
                "UPDATE runs SET unmet = (SELECT COUNT(*) FROM articles a WHERE a.config = ? AND NOT EXISTS"
                " (SELECT 1 FROM temp.seen s WHERE s.id = a.id AND s.pass = ?)) WHERE run = ?",
                (self.run.config, self._standings.passes, self.run.number),
            )
            for root in roots:
                db.execute(
                    "DELETE FROM failures WHERE config = ? AND root = ? AND article IS NULL AND run < ?",
                    (self.run.config, root, self.run.number),
                )
            rows = db.execute(
                "SELECT DISTINCT a.run FROM articles a JOIN temp.seen s ON s.id = a.id"
                " WHERE s.pass = ? AND a.config = ? AND a.state = 'open' AND a.run IS NOT ?",
                (self._standings.passes, self.run.config, self.run.number),
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
