"""The lines of a page as a reader sees them: blank ones left out, hard-wrapped ones put together again."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import TYPE_CHECKING

from xjllm.article import Furniture, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

_LINE = re.compile(r"[^\r\n\x0b\x0c\x85\u2028\u2029]+")
_BULLET = re.compile(r"(?:[•·▪●■►▶»>*]|[-–—]\s|\d{1,2}[.)]\s)\s*")
_BYLINE = re.compile(r"by (?:our|staff|[A-Z])")
_WRAP_MIN, _WRAP_MAX = 40, 100
_LEADING = (
    " to",
    " of",
    " the",
    " a",
    " an",
    " and",
    " in",
    " by",
    " from",
    " with",
    " at",
    " for",
    " on",
    " or",
)
_LONG = 200
_SENTENCE_WORDS = 4
"""A line that ends with a stop is running text where it has so many words."""
_CLOSERS = "\"'”’»)]】 "
_STOPS = (".", "。")
_LOUD_STOPS = ("!", "?", "…", "！", "？")


@dataclass(frozen=True, slots=True)
class Line(Span):
    """A line, or a paragraph that was wrapped over several lines.

    Attributes:
        text: what stands at the span, with every run of white space as one space.
        blank_before: whether an empty line, or nothing at all, stands above it.
    """

    text: str
    blank_before: bool

    @property
    def words(self) -> int:
        """Number of words that hold a letter or a digit."""
        return sum(1 for _ in _words(self.text))

    @property
    def has_bullet(self) -> bool:
        """Whether it begins as an item of a list: a bullet, or a number with a dot or bracket."""
        return _BULLET.match(self.text) is not None

    @property
    def is_prose(self) -> bool:
        """Whether it reads as running text rather than as a title: whole sentences, or very long."""
        if self.has_bullet:
            return False
        body = self.text.rstrip(_CLOSERS)
        if body.endswith(_STOPS):
            has_words = next(islice(_words(self.text), _SENTENCE_WORDS - 1, None), None) is not None
            return has_words or any("\u4e00" <= char <= "\u9fff" for char in body[-8:])
        return len(body) >= _LONG or (body.endswith(_LOUD_STOPS) and len(body) >= 80)


@dataclass(frozen=True, slots=True)
class Layout:
    """What each line of a page is.

    Attributes:
        lines: the page's lines, blank ones left out.
        kinds: for each line the kind of furniture that it is; None where it belongs to the story.
        story: index of the first line of running text; the number of lines where there is none.
    """

    lines: list[Line]
    kinds: list[str | None]
    story: int

    def furniture(self) -> tuple[Furniture, ...]:
        """The spans of what is not the story; neighbouring lines of one kind are one span."""
        spans: list[Furniture] = []
        before: str | None = None
        for line, kind in zip(self.lines, self.kinds, strict=True):
            if kind and kind == before:
                spans[-1] = Furniture(spans[-1].start, line.end, kind)
            elif kind:
                spans.append(Furniture(line.start, line.end, kind))
            before = kind
        return tuple(spans)


def read_lines(text: str) -> list[Line]:
    """The lines of `text` that are not blank, in order, trimmed of white space.

    Lines that a mail program or a terminal broke at 40 to 100 characters are one line again.
    """
    lines: list[Line] = []
    block: list[Line] = []
    last_end = 0
    for match in _LINE.finditer(text):
        content = match.group().strip()
        if not content:
            continue
        start = match.start() + len(match.group()) - len(match.group().lstrip())
        gap = text[last_end:start]
        blank = not block or gap.replace("\r\n", "\n").count("\n") + gap.replace("\r\n", "").count("\r") > 1
        if blank:
            lines += _unwrapped(block)
            block = []
        last_end = start + len(content)
        block.append(Line(start, last_end, " ".join(content.split()), blank))
    return lines + _unwrapped(block)


def is_wrapped(lines: list[str]) -> bool:
    """Whether these lines, with no empty line between them, are one paragraph broken at a fixed width."""
    if len(lines) < 2 or any(_BULLET.match(line) for line in lines[1:]):
        return False
    if not all(_WRAP_MIN <= len(line) <= _WRAP_MAX for line in lines[:-1]) or len(lines[-1]) > _WRAP_MAX:
        return False
    goes_on = sum(
        before.endswith(_LEADING)
        or (
            after[:1].islower()
            and not _BYLINE.match(after)
            and not before.rstrip(_CLOSERS).endswith(_STOPS + _LOUD_STOPS)
        )
        for before, after in pairwise(lines)
    )
    return 4 * goes_on >= len(lines) - 1


def _unwrapped(block: list[Line]) -> list[Line]:
    if not is_wrapped([line.text for line in block]):
        return block
    whole = " ".join(line.text for line in block)
    return [Line(block[0].start, block[-1].end, whole, block[0].blank_before)]


def _words(text: str) -> Iterator[str]:
    """The words of `text` that hold a letter or a digit."""
    return (word for word in text.split() if word.isalnum() or any(map(str.isalnum, word)))


def single_spaced(text: str, span: Span, longest: int) -> str:
    """The words of the first `longest` characters of a paragraph, white space and line breaks as single blanks."""
    return " ".join(text[span.start : span.end][:longest].split())
