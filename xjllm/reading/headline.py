"""Headline: what an article is called."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xjllm.article import Span
from xjllm.reading.dateline import find_dateline
from xjllm.reading.dates import title_beside_date
from xjllm.reading.sentences import sentence_at

if TYPE_CHECKING:
    from xjllm.reading.lines import Layout

_HEADLINE_WORDS = 4
"""A line above the story with so many words is the headline; shorter ones are sections, names, buttons."""


def find_title(text: str, layout: Layout) -> Span | None:
    """The headline; None where the page begins with its story.

    It is the first line above the story that has four words or more, otherwise the longest one there. A date
    that stands before or behind the headline on its line is not part of it.
    """
    head = [
        line
        for line, kind in zip(layout.lines[: layout.story], layout.kinds, strict=False)
        if kind is None and find_dateline(line.text) is None
    ]
    if not head:
        return _sentence_title(layout)
    longest = max(head, key=lambda line: len(line.text))
    line = next((line for line in head if line.words >= _HEADLINE_WORDS), longest)
    inner = title_beside_date(text[line.start : line.end])
    return Span(line.start + inner.start, line.start + inner.end) if inner else Span(line.start, line.end)


def _sentence_title(layout: Layout) -> Span | None:
    """The headline that is a whole sentence with its full stop: short, and above a dateline."""
    story = [line for line, kind in zip(layout.lines, layout.kinds, strict=True) if kind is None][:2]
    if len(story) < 2 or len(story[0].text) > 120 or find_dateline(story[0].text):
        return None
    is_one = sentence_at(story[0].text, 0, 1).end == len(story[0].text)
    return Span(story[0].start, story[0].end) if is_one and find_dateline(story[1].text) else None
