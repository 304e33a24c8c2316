"""Looking up in the ledger whether a story was there before. The index is on disk: memory does not grow with it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from xjllm.batch.duplicates import SIMILAR, find_bands, holds_numbers, share_numbers, similarity

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable

    from xjllm.batch.duplicates import Fingerprint

_CANDIDATES_PER_BAND = 8
_CANDIDATES = 8
"""So many are compared at most: thousands of texts from one mould would make each new one slower than the last."""


class Original(NamedTuple):
    """An earlier article that tells the same story.

    Attributes:
        article: its row.
        id: its id.
        similarity: estimated Jaccard similarity; 1 for exact copies.
        holds_numbers: whether every number of the copy stands in it, too.
    """

    article: int
    id: str
    similarity: float = 1.0
    holds_numbers: bool = True


def find_exact_copy(
    db: sqlite3.Connection, config: str, article: int, fingerprint: Fingerprint, *, stands: Callable[[int], bool]
) -> Original | None:
    """The first other article with the same story for which `stands` is true; None where there is none."""
    rows = db.execute(
        "SELECT article, id FROM articles WHERE config = ? AND story_sha256 = ? AND article <> ?"
        " AND (state = 'done' OR (state = 'open' AND run IS NOT NULL)) ORDER BY article",
        (config, fingerprint.story_sha256, article),
    )
    return next((Original(*row) for row in rows.fetchall() if stands(row[0])), None)


def find_near_copy(db: sqlite3.Connection, config: str, article: int, fingerprint: Fingerprint) -> Original | None:
    """The most similar earlier article that tells the same story with the same numbers; None where there is none.

    Where that one is a near copy itself, what it is a copy of is given: a group has one original.
    """
    if fingerprint.minhash is None:
        return None
    met: Counter[int] = Counter()
    for band in fingerprint.bands(config):
        rows = db.execute(
            "SELECT article FROM bands WHERE band = ? AND article <> ? ORDER BY article LIMIT ?",
            (band, article, _CANDIDATES_PER_BAND),
        )
        met.update(candidate for (candidate,) in rows)
    best: tuple[float, int, bytes] | None = None
    for candidate, _ in sorted(met.items(), key=lambda pair: (-pair[1], pair[0]))[:_CANDIDATES]:
        row = db.execute("SELECT minhash, numbers FROM signatures WHERE article = ?", (candidate,)).fetchone()
        if row is None:
            continue
        near = similarity(fingerprint.minhash, row[0])
        if near >= SIMILAR and (best is None or near > best[0]) and share_numbers(fingerprint.numbers, row[1]):
            best = (near, candidate, row[1])
    if best is None:
        return None
    near, candidate, numbers = best
    root, id_ = db.execute(
        "SELECT root.article, root.id FROM articles AS one JOIN articles AS root"
        " ON root.article = COALESCE(one.near, one.article) WHERE one.article = ?",
        (candidate,),
    ).fetchone()
    if root == article:
        return None
    held = holds_numbers(numbers, fingerprint.numbers) and root == candidate
    return Original(root, id_, near, held)


def keep_signature(db: sqlite3.Connection, config: str, article: int, fingerprint: Fingerprint) -> None:
    """Enters the article in the index of near copies; texts without a signature are left out."""
    if fingerprint.minhash is None:
        return
    db.execute(
        "INSERT OR REPLACE INTO signatures VALUES (?, ?, ?)", (article, fingerprint.minhash, fingerprint.numbers)
    )
    db.executemany("INSERT OR IGNORE INTO bands VALUES (?, ?)", [(band, article) for band in fingerprint.bands(config)])


def forget_signature(db: sqlite3.Connection, config: str, article: int) -> None:
    """Takes the article out of the index of near copies."""
    row = db.execute("SELECT minhash FROM signatures WHERE article = ?", (article,)).fetchone()
    if row is None:
        return
    db.executemany(
        "DELETE FROM bands WHERE band = ? AND article = ?", [(b, article) for b in find_bands(row[0], config)]
    )
    db.execute("DELETE FROM signatures WHERE article = ?", (article,))
