"""What a batch will use and cost, before anything is sent: everything is read and planned, nothing is written."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from xjllm.batch.configuration import Configuration
from xjllm.batch.database import LEDGER_FILE, ledger_errors
from xjllm.batch.duplicates import read_fingerprint
from xjllm.batch.inputs import read_inputs
from xjllm.batch.records import BadInput, Item
from xjllm.batch.settings import BatchSettings, list_inputs
from xjllm.batch.stored import open_ledger
from xjllm.errors import ArticleError
from xjllm.extraction import Extractor
from xjllm.model import Usage
from xjllm.prices import Estimate
from xjllm.reading import read_article, read_article_text
from xjllm.token_counts import TokenCounts

if TYPE_CHECKING:
    import os
    import sqlite3
    from collections.abc import Sequence

    from xjllm.article import Article
    from xjllm.model import Model


@dataclass(frozen=True, slots=True)
class BatchEstimate:
    """What a batch will probably use.

    Attributes:
        articles: articles to be asked about.
        known: articles that are done already.
        copies: exact copies, of each other or of what is done, which are not asked about.
        bad: inputs that cannot be read, or are no articles.
        failed_before: articles that failed before, and wait for `retry_failed`.
        estimate: requests, tokens, and the cost where the price is known.
    """

    articles: int
    known: int
    copies: int
    bad: int
    failed_before: int
    estimate: Estimate


def estimate_batch(
    inputs: str | os.PathLike[str] | Sequence[str | os.PathLike[str]],
    *,
    out: str | os.PathLike[str],
    model: Model,
    settings: BatchSettings | None = None,
) -> BatchEstimate:
    """What `run_batch` with the same arguments would probably use; neither the network nor the folder is touched.

    Near copies count in full.

    Raises:
        LedgerError: the folder holds a ledger that cannot be read.
    """
    settings = settings or BatchSettings()
    extractor = Extractor(model, settings=settings.extractor)
    config = Configuration.of(extractor, settings.model_settings).config
    db = open_ledger(Path(out)) if (Path(out) / LEDGER_FILE).exists() else None
    tokens = TokenCounts()
    stories: set[bytes] = set()
    ids: dict[str, bytes] = {}
    counts = {"articles": 0, "known": 0, "copies": 0, "bad": 0, "failed_before": 0}
    usage = Usage()
    try:
        for one in read_inputs(list_inputs(inputs), exclude=Path(out)):
            if isinstance(one, Item):
                source = one.source_sha256()
                if one.id in ids:
                    # The same file by two inputs, or a second article of that id, which will fail.
                    counts["bad"] += ids[one.id] != source
                    continue
                ids[one.id] = source
            standing, article = _read(one, db, Path(out), config, settings=settings)
            if article is not None:
                story = read_fingerprint(article, near=False).story_sha256
                if story in stories or (db is not None and _stands(db, Path(out), config, story)):
                    standing = "copies"
                else:
                    stories.add(story)
                    for part in extractor.plan(article).parts:
                        usage += tokens.estimate(part.request) if part.known is None else Usage()
            if standing:
                counts[standing] += 1
    finally:
        if db is not None:
            db.close()
    price = settings.budget.price if settings.budget else None
    return BatchEstimate(**counts, estimate=Estimate(usage, price.cost_usd(usage) if price else None))


def _stands(db: sqlite3.Connection, out: Path, config: str, story: bytes) -> bool:
    """Whether an article with that story is done."""
    with ledger_errors(out / LEDGER_FILE):
        found = db.execute(
            "SELECT 1 FROM articles WHERE config = ? AND story_sha256 = ? AND state = 'done' LIMIT 1", (config, story)
        ).fetchone()
    return found is not None


def _read(
    one: Item | BadInput, db: sqlite3.Connection | None, out: Path, config: str, *, settings: BatchSettings
) -> tuple[str, Article | None]:
    if isinstance(one, BadInput):
        return "bad", None
    row = None
    if db is not None:
        with ledger_errors(out / LEDGER_FILE):
            row = db.execute(
                "SELECT state, source_sha256 FROM articles WHERE config = ? AND id = ?", (config, one.id)
            ).fetchone()
    failed = row is not None and row[0] == "failed"
    if settings.retry_failed and not failed:
        return ("known" if row else ""), None
    open_states = ("open",) if settings.near_copies == "skip" else ("open", "skipped")
    stands = row is not None and row[0] not in open_states and row[1] == one.source_sha256()
    if not settings.retry_failed and stands:
        return ("failed_before" if failed else "known"), None
    try:
        if isinstance(one.data, str):
            return "articles", read_article_text(one.data, name=one.name, published=one.published)
        return "articles", read_article(one.data, name=one.name, published=one.published)
    except ArticleError:
        return "bad", None
