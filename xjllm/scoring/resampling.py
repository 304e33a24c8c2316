"""How sure a score is: bootstrap intervals, and a permutation test of two runs. The unit is the article."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from xjllm.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from xjllm.scoring.scores import Level, RunScore, Score

_MOST_EXACT = 12
"""Up to so many articles all 2^n assignments are tried."""
_BLOCK = 1_000_000
"""Array cells at a time, so that memory does not grow with the number of articles."""
_TIE = 1e-12
"""Differences of F1 closer than this are equal: far above rounding, far below one fact in a million."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A percentile bootstrap interval of a micro F1.

    Attributes:
        low: lower end.
        high: upper end.
        level: coverage, 0.95 for 95 %.
        articles: number of articles resampled; with few of them the interval is rough and mostly too narrow.
    """

    low: float
    high: float
    level: float
    articles: int


@dataclass(frozen=True, slots=True)
class Difference:
    """Two runs on the same articles at one level.

    Attributes:
        level: `figures`, `core` or `strict`.
        first: micro F1 of the first run; None for 0/0.
        second: that of the second.
        p_value: two-sided: how often chance alone, deciding article by article which run gave which answer,
            makes a difference at least as large; None where a F1 is.
        articles: number of articles. With n of them no p value below 2 / 2^n is possible.
        draws: assignments tried, 2^n where `exact`.
        exact: whether all assignments were tried.
    """

    level: Level
    first: float | None
    second: float | None
    p_value: float | None
    articles: int
    draws: int
    exact: bool

    @property
    def difference(self) -> float | None:
        """F1 of the first run less that of the second; None where one of them is."""
        return None if self.first is None or self.second is None else self.first - self.second


def bootstrap_interval(
    scores: Sequence[Score], *, level: float = 0.95, draws: int = 10_000, seed: int = 20_240_719
) -> Interval | None:
    """The percentile bootstrap interval of the micro F1 over articles; the same for the same arguments.

    None with fewer than two articles, and where every draw has F1 0/0; a draw with 0/0 is left out.

    Args:
        scores: one for each article.
        level: coverage, above 0 and below 1.
        draws: resamples, each of as many articles as there are, drawn with replacement.
        seed: of numpy's default generator (PCG64).

    Raises:
        SettingsError: `level` or `draws` is out of range.
    """
    if not 0 < level < 1 or draws < 1:
        raise SettingsError(f"an interval needs a level between 0 and 1 and draws above 0, not {level} and {draws}")
    if len(scores) < 2:
        return None
    import numpy as np

    counts, random = _counts(scores), np.random.default_rng(seed)
    drawn = [
        _f1(counts[random.integers(0, len(scores), size=(block, len(scores)))].sum(axis=1))
        for block in _blocks(draws, len(scores))
    ]
    values = np.concatenate(drawn)
    values = values[~np.isnan(values)]
    if not values.size:
        return None
    low, high = np.quantile(values, [(1 - level) / 2, (1 + level) / 2])
    return Interval(float(low), float(high), level, len(scores))


def compare_runs(
    first: RunScore, second: RunScore, level: Level, *, draws: int = 10_000, seed: int = 20_240_719
) -> Difference:
    """The difference of two runs in micro F1, with a paired permutation test over articles.

    Under the null hypothesis the two answers to an article could as well have come from the other run. All
    2^n exchanges are tried for up to 12 articles; for more, `draws` random ones, and p is
    (hits + 1) / (draws + 1).

    Raises:
        SettingsError: the runs are not of the same articles, or `draws` is not above 0.
    """
    if [a.name for a in first.articles] != [a.name for a in second.articles]:
        raise SettingsError(f"{first.name} and {second.name} cannot be compared: they are not of the same articles")
    if draws < 1:
        raise SettingsError(f"a permutation test needs draws above 0, not {draws}")
    articles = len(first.articles)
    exact = articles <= _MOST_EXACT
    f1_first, f1_second = getattr(first, level).f1, getattr(second, level).f1
    p_value = None
    if f1_first is not None and f1_second is not None:
        counts = (_counts(first.scores(level)), _counts(second.scores(level)))
        observed = abs(f1_first - f1_second)
        p_value = _exact_p(counts, observed) if exact else _drawn_p(counts, observed, draws=draws, seed=seed)
    return Difference(level, f1_first, f1_second, p_value, articles, 2**articles if exact else draws, exact)


def _exact_p(counts: tuple[NDArray[np.int64], NDArray[np.int64]], observed: float) -> float:
    import numpy as np

    articles = len(counts[0])
    exchanged = (np.arange(2**articles)[:, None] >> np.arange(articles)) & 1
    return float((_differences(counts, exchanged) >= observed - _TIE).mean())


def _drawn_p(counts: tuple[NDArray[np.int64], NDArray[np.int64]], observed: float, *, draws: int, seed: int) -> float:
    import numpy as np

    random, articles = np.random.default_rng(seed), len(counts[0])
    hits = sum(
        int((_differences(counts, random.integers(0, 2, size=(block, articles))) >= observed - _TIE).sum())
        for block in _blocks(draws, articles)
    )
    # The observed assignment is one of all: without it p could be 0, which finitely many draws cannot show.
    return (hits + 1) / (draws + 1)


def _differences(
    counts: tuple[NDArray[np.int64], NDArray[np.int64]], exchanged: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Absolute difference in F1 for each row of `exchanged` (0 or 1 for each article); 0 where one is 0/0."""
    import numpy as np

    first, second = counts
    moved = exchanged @ (second - first)
    differences = np.abs(_f1(first.sum(axis=0) + moved) - _f1(second.sum(axis=0) - moved))
    return np.nan_to_num(differences, nan=0.0)


def _counts(scores: Sequence[Score]) -> NDArray[np.int64]:
    import numpy as np

    return np.array([(score.tp, score.fp, score.fn) for score in scores], dtype=np.int64).reshape(len(scores), 3)


def _f1(counts: NDArray[np.int64]) -> NDArray[np.float64]:
    """F1 of each row of (tp, fp, fn); NaN for 0/0."""
    import numpy as np

    tp, wrong = counts[:, 0].astype(np.float64), counts[:, 1:].sum(axis=1)
    whole = 2 * tp + wrong
    f1: NDArray[np.float64] = np.full(whole.shape, np.nan)
    np.divide(2 * tp, whole, out=f1, where=whole > 0)
    return f1


def _blocks(draws: int, articles: int) -> list[int]:
    size = max(1, _BLOCK // max(1, 3 * articles))
    return [size] * (draws // size) + ([draws % size] if draws % size else [])
