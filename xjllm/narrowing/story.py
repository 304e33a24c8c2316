"""An article's figures, each with the words around it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from xjllm.article import Span
from xjllm.reading.sentences import sentence_at

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xjllm.article import Article
    from xjllm.figures import Figure
    from xjllm.numbering import NumberedFigure

_MOST = 600
"""Characters of a sentence that are looked at on either side of a figure."""


@dataclass(frozen=True, slots=True)
class Place:
    """A figure and the words around it.

    Attributes:
        n: the figure's number.
        figure: the figure.
        paragraph: index of its paragraph in the story.
        sentence: span of its sentence.
        before: its sentence up to the figure.
        after: its sentence from the figure's end.
        left: the part of `before` since the figure before it.
        right: the part of `after` up to the next figure.
        in_title: whether it stands in the headline.
        first_in_sentence: whether no figure stands before it in its sentence.
    """

    n: int
    figure: Figure
    paragraph: int
    sentence: Span
    before: str
    after: str
    left: str
    right: str
    in_title: bool
    first_in_sentence: bool


def find_places(article: Article, figures: Sequence[NumberedFigure]) -> list[Place]:
    """The figures with the words around them, in text order."""
    text = article.text
    places: list[Place] = []
    for index, numbered in enumerate(figures):
        figure = numbered.figure
        sentence = sentence_at(text, figure.start, figure.end)
        previous = figures[index - 1].figure.end if index else 0
        following = figures[index + 1].figure.start if index + 1 < len(figures) else len(text)
        begin = max(sentence.start, figure.start - _MOST)
        end = min(sentence.end, figure.end + _MOST)
        places.append(
            Place(
                n=numbered.n,
                figure=figure,
                paragraph=_paragraph_of(article, figure.start),
                sentence=sentence,
                before=_flat(text[begin : figure.start]),
                after=_flat(text[figure.end : end]),
                left=_flat(text[max(begin, previous) : figure.start]),
                right=_flat(text[figure.end : min(end, following)]),
                in_title=article.title is not None and article.title.covers(figure.start, figure.end),
                first_in_sentence=previous <= sentence.start,
            )
        )
    return places


def paragraph_text(article: Article, index: int) -> str:
    """The text of a paragraph of the story; empty where there is none of that index."""
    if not 0 <= index < len(article.paragraphs):
        return ""
    span = article.paragraphs[index]
    return article.text[span.start : span.end]


def _paragraph_of(article: Article, position: int) -> int:
    held = 0
    for index, span in enumerate(article.paragraphs):
        if span.start <= position:
            held = index
    return held


def _flat(text: str) -> str:
    return re.sub(r"[\s\u00a0]", " ", text)
