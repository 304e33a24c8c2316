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

    Where that one is a near copy itself, what it is a copy of is given: a group has one original. What failed is none.
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
        row = db.execute(
            "SELECT s.minhash, s.numbers FROM signatures s JOIN articles a ON a.article = s.article"
            " WHERE s.article = ? AND a.state IN ('done', 'open')",
            (candidate,),
        ).fetchone()
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


def find_new_marks(
    db: sqlite3.Connection, original: int, *, stands: Callable[[int], bool]
) -> list[tuple[int | None, float | None, int]]:
    """What the near copies of an article are marked with once it tells their story no more.

    The first one that is done, or else that is in work (`stands`), is an original now; the next ones are its near
    copies where they are like it, too, or else originals themselves.

    Returns:
        The new original, None for none; the similarity to it; the article that is marked.
    """
    members = db.execute(
        "SELECT a.article, s.minhash, s.numbers FROM articles a LEFT JOIN signatures s ON s.article = a.article"
        " WHERE a.near = ? ORDER BY a.state <> 'done', a.article",
        (original,),
    ).fetchall()
    marks: list[tuple[int | None, float | None, int]] = []
    roots: list[tuple[int, bytes, bytes]] = []
    for article, minhash, numbers in members:
        if minhash is None or not stands(article):
            # Whoever does it later looks for its group anew.
            marks.append((None, None, article))
            continue
        alike = [
            (similarity(minhash, root_minhash), -root)
            for root, root_minhash, root_numbers in roots
            if share_numbers(numbers, root_numbers)
        ]
        near, root = max(alike, default=(0.0, 0))
        if near >= SIMILAR:
            marks.append((-root, round(near, 2), article))
        else:
            marks.append((None, None, article))
            if len(roots) < _CANDIDATES:
                roots.append((article, minhash, numbers))
    return marks


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
