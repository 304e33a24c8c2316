"""What code alone finds, before any model is asked: the ceiling of every model's recall."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from xjllm.scoring.pairing import distinct_spans, pair_spans
from xjllm.scoring.scores import Score, ratio

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from xjllm.figures import Figure
    from xjllm.scoring.gold import GoldArticle


@dataclass(frozen=True, slots=True)
class FinderScore:
    """What code alone offers to the model, against the figures of the gold.

    Attributes:
        figures: distinct figures of the gold against those offered in the story; furniture is not offered.
        same_span: found figures whose span is the gold's to the character.
        missed: (article, figure) of each gold figure not found.
    """

    figures: Score
    same_span: int
    missed: tuple[tuple[str, str], ...]

    @property
    def extra(self) -> float | None:
        """Offers that are no figure of the gold, per figure of the gold; None where the gold has none."""
        return ratio(self.figures.fp, self.figures.tp + self.figures.fn)

    def __add__(self, other: FinderScore) -> FinderScore:
        return FinderScore(self.figures + other.figures, self.same_span + other.same_span, self.missed + other.missed)


def score_finder(gold: Iterable[GoldArticle], *, find: Callable[[str], Iterable[Figure]] | None = None) -> FinderScore:
    """How completely and how cleanly code alone finds the figures of the gold.

    Args:
        gold: the gold articles.
        find: all figures of a text; `xjllm.figures.find_figures` where None.
    """
    if find is None:
        from xjllm.figures import find_figures

        find = find_figures
    total = FinderScore(Score(), 0, ())
    for one in gold:
        offers = [figure for figure in find(one.article.text) if not one.article.furniture_at(figure.start, figure.end)]
        figures, spans = distinct_spans(one.facts), distinct_spans(offers)
        pairing = pair_spans(figures, spans)
        missed = ((one.name, one.article.text[figures[i].start : figures[i].end]) for i in pairing.missed)
        total += FinderScore(
            figures=Score(len(pairing.pairs), len(pairing.spurious), len(pairing.missed)),
            same_span=sum(figures[i] == spans[j] for i, j in pairing.pairs),
            missed=tuple(missed),
        )
    return total
