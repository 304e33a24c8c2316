"""Parts: how an article is split into requests, and the templates that requests are rendered from."""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from xjllm.article import Span
from xjllm.errors import PromptError
from xjllm.reading.sentences import sentence_at

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    import jinja2
    from pydantic import BaseModel

    from xjllm.article import Article
    from xjllm.model import Request
    from xjllm.numbering import NumberedFigure

_MARKS = str.maketrans({"⟦": "[", "⟧": "]"})


@dataclass(frozen=True, slots=True)
class Part:
    """One request for a part of an article (mostly for all of it).

    Attributes:
        request: what is sent.
        figures: the figures that the request asks about.
        known: the answer where code leaves nothing to ask, so that no model needs to be asked; else None.
    """

    request: Request
    figures: tuple[NumberedFigure, ...]
    known: BaseModel | None = None


@dataclass(frozen=True, slots=True)
class PartLimits:
    """How much of an article goes into one request, both at least 1.

    Longer articles are split at paragraphs; a paragraph that is too much by itself at its sentences, a sentence at
    its lines, clauses or words.
    """

    max_chars: int = 12_000
    max_figures: int = 60


def split_story(
    article: Article, figures: Sequence[NumberedFigure], limits: PartLimits
) -> list[tuple[Span, tuple[NumberedFigure, ...]]]:
    """The ranges of text that go into one request each, with the figures of each; no figure is cut."""
    paragraphs = article.paragraphs or (Span(0, len(article.text)),)
    pieces: list[tuple[Span, Sequence[NumberedFigure]]] = []
    taken = 0
    for index, paragraph in enumerate(paragraphs):
        # A figure between two paragraphs goes with the one before it.
        following = paragraphs[index + 1].start if index + 1 < len(paragraphs) else len(article.text)
        behind = bisect_left(figures, following, lo=taken, key=lambda each: each.figure.start)
        pieces += _split_paragraph(article.text, paragraph, figures[taken:behind], limits)
        taken = behind
    windows: list[tuple[Span, tuple[NumberedFigure, ...]]] = []
    start = paragraphs[0].start
    held: list[NumberedFigure] = []
    for span, inside in pieces:
        too_long = span.end - start > limits.max_chars
        too_many = len(held) + len(inside) > limits.max_figures
        if (too_long or too_many) and span.start > start:
            windows.append((Span(start, span.start), tuple(held)))
            start, held = span.start, []
        held += inside
    windows.append((Span(start, paragraphs[-1].end), tuple(held)))
    return windows


def _split_paragraph(
    text: str, paragraph: Span, figures: Sequence[NumberedFigure], limits: PartLimits
) -> list[tuple[Span, Sequence[NumberedFigure]]]:
    """The paragraph, or pieces of it that are within the limits where it is not."""
    pieces = [(paragraph, figures)]
    for find_cuts in (_sentence_cuts, _clause_cuts):
        split: list[tuple[Span, Sequence[NumberedFigure]]] = []
        for span, inside in pieces:
            if span.end - span.start <= limits.max_chars and len(inside) <= limits.max_figures:
                split.append((span, inside))
            else:
                split += _cut(span, inside, find_cuts(text, span, inside, limits.max_chars))
        pieces = split
    return pieces


def _cut(
    span: Span, figures: Sequence[NumberedFigure], cuts: Iterable[int]
) -> Iterator[tuple[Span, Sequence[NumberedFigure]]]:
    """The pieces between the cuts that lie within the span and within no figure."""
    start, taken = span.start, 0
    for cut in cuts:
        behind = bisect_left(figures, cut, key=lambda each: each.figure.start)
        in_figure = behind > 0 and figures[behind - 1].figure.end > cut
        if start < cut < span.end and not in_figure:
            yield Span(start, cut), figures[taken:behind]
            start, taken = cut, behind
    yield Span(start, span.end), figures[taken:]


def _sentence_cuts(text: str, span: Span, _figures: Sequence[NumberedFigure], _max_chars: int) -> Iterator[int]:
    """Where sentences begin; where no stop is near, where some word does."""
    at = span.start
    while at < span.end:
        end = max(sentence_at(text, at, at + 1).end, at + 1)
        at = _word_start(text, at, end) if text[end - 1 : end + 1].isalnum() else end
        while at < span.end and text[at].isspace():
            at += 1
        yield at


def _clause_cuts(text: str, span: Span, figures: Sequence[NumberedFigure], max_chars: int) -> Iterator[int]:
    """Where the line, the clause or else the word before each figure begins; words in long stretches without one."""
    cut = at = span.start
    for start, end in [*((each.figure.start, each.figure.end) for each in figures), (span.end, span.end)]:
        while start - cut > max_chars:
            cut = at = _word_start(text, at, max(cut + max_chars, at))
            yield cut
        found = ((mark, text.rfind(mark, at, start)) for mark in ("\n", "; ", ", ", " "))
        cut = next((place + len(mark) for mark, place in found if place >= 0), cut)
        yield cut
        at = max(cut, end)


def _word_start(text: str, low: int, high: int) -> int:
    """The last place after white space in `text[low:high]`; `high` where there is none."""
    return next((at for at in range(high, low, -1) if text[at - 1].isspace()), high)


def show_text(text: str) -> str:
    """The text with the brackets that mark figures replaced, so that no article can pose as a numbered figure."""
    return text.translate(_MARKS)


def show_figures(
    article: Article,
    span: Span,
    marks: Iterable[tuple[int, int, str]],
    show: Callable[[str], str] = show_text,
) -> str:
    """The story between `span`'s ends, furniture left out, each figure as `marks` have it.

    Args:
        article: the article.
        span: the part of its text to show.
        marks: (start, end, shown) of each figure.
        show: what makes the article's own text unable to pose as a marked figure.
    """
    pieces: list[str] = []
    cuts = [(cut.start, cut.end, "") for cut in article.furniture]
    position = span.start
    for start, end, shown in sorted([*cuts, *marks]):
        if shown and (start < position or end > span.end):
            continue  # a figure inside furniture
        if start < span.end and end > position:
            pieces += [show(article.text[position : max(position, start)]), shown]
            position = min(end, span.end)
    pieces.append(show(article.text[position : span.end]))
    lines = [line.strip() for line in "".join(pieces).splitlines()]
    return "\n".join(line for line in lines if line)


def read_template(name: str) -> str:
    """The text of a file of `prompts/`.

    Raises:
        PromptError: it is not installed.
    """
    try:
        return resources.files("xjllm.prompts").joinpath(name).read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise PromptError(f"the prompt file {name} is missing; reinstall xjllm") from error


@cache
def template_environment() -> jinja2.Environment:
    """How templates are rendered: an undefined name is an error, nothing is escaped."""
    import jinja2

    # Prompts are plain text, not HTML: escaping would change the article's words.
    return jinja2.Environment(undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True)  # noqa: S701


def hash_text(text: str) -> str:
    """SHA-256 of the text in UTF-8, as 64 hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()
