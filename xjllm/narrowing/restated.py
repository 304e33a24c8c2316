"""Restated figures: those of a headline that the body repeats (guidelines, "What is a fact")."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xjllm.article import Article, Span
    from xjllm.figures import Figure
    from xjllm.numbering import NumberedFigure

_MOST_HEADS = 4
_ENDED = re.compile(r"[.!?:;][\s”\"'’)\]]*$")
_MOST_WORDS = 8
_NEAR_PARTS = 6
"""Percentage points by which "nearly half" may differ from the share that the body states."""


def find_restated(article: Article, figures: Sequence[NumberedFigure]) -> frozenset[int]:
    """The numbers of the headline's figures that the body repeats, exactly or rounded."""
    title = article.title
    heads = [title] if title else []
    # A second headline, or the first where something else was taken for it: a line of its own that ends no sentence.
    early = article.paragraphs[:_MOST_HEADS]
    heads += [span for span in early if not _ENDED.search(article.text[span.start : span.end])]
    heads += [span for span in article.paragraphs[_MOST_HEADS:] if _is_crosshead(article.text[span.start : span.end])]
    body = [each.figure for each in figures if not _is_in(heads, each.figure)]
    titled = [each for each in figures if _is_in(heads, each.figure)]
    return frozenset(each.n for each in titled if any(_repeats(other, each.figure) for other in body))


def _is_crosshead(line: str) -> bool:
    """Whether a line stands over the paragraphs that follow it: all in capitals, without an end."""
    return line.isupper() and len(line.split()) <= _MOST_WORDS and not _ENDED.search(line)


def _repeats(other: Figure, figure: Figure) -> bool:
    """Whether `other`, of the body, is what `figure` says of it in the headline."""
    apart = abs(abs(other.value) - abs(figure.value))
    if figure.kind == "fraction" and other.kind in {"percent", "fraction"}:
        return apart <= _NEAR_PARTS
    return other.unit == figure.unit and other.kind == figure.kind and apart <= max(figure.half_unit, other.half_unit)


def _is_in(spans: Sequence[Span], figure: Figure) -> bool:
    return any(span.covers(figure.start, figure.end) for span in spans)
