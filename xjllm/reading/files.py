"""Reads an article from a file, a string, bytes or standard input, and finds the parts of its page."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from xjllm.article import Article, Furniture, Span
from xjllm.errors import ArticleError
from xjllm.reading.dateline import find_dateline, find_publication
from xjllm.reading.encodings import decode_article
from xjllm.reading.furniture import read_layout
from xjllm.reading.headline import find_title
from xjllm.reading.html_page import is_html, read_html
from xjllm.reading.lines import Layout, read_lines

if TYPE_CHECKING:
    from datetime import date

MAX_BYTES = 20_000_000
"""A larger input is no article; it is refused before it is decoded."""

_SUFFIXES = (".txt", ".html", ".htm", ".xhtml", ".md", ".text")
_MAX_PATH_CHARS = 1000


def read_article(
    source: str | os.PathLike[str] | bytes, *, name: str | None = None, published: date | None = None
) -> Article:
    """The article in a file, a text or bytes, with headline, dateline, paragraphs, furniture and day found.

    Args:
        source: a path (always a file), bytes (decoded), or a string. A string is text, unless it is one short
            line that names an existing file. Texts from strangers should go to `read_article_text`, which
            never opens a file.
        name: what to call the article; None calls it by its file's name, or "article".
        published: day of publication; wins over what the page says. None looks for it in the page.

    Raises:
        ArticleError: missing, empty, binary or too large input, or a path that cannot be read.
    """
    if isinstance(source, bytes):
        return _article_of_bytes(source, name or "article", "", published)
    if isinstance(source, str):
        if not _names_file(source):
            return read_article_text(source, name=name, published=published)
    elif not isinstance(source, os.PathLike):
        raise TypeError(f"an article is read from a path, a text or bytes, not from {type(source).__name__}")
    path = Path(source)
    return _article_of_bytes(_read_file(path), name or path.name, path.suffix, published, place=str(path))


def read_article_text(text: str, *, name: str | None = None, published: date | None = None) -> Article:
    """The article in `text`, plain or HTML, which is never taken for a path.

    Raises:
        ArticleError: the text is empty, too large, binary, or HTML without an article.
    """
    place = name or "article"
    if len(text) > MAX_BYTES:
        raise _too_large(place)
    if "\0" in text:
        raise ArticleError(f"{place}: binary, not text; give plain text or HTML")
    return _article_of_text(text.removeprefix("\ufeff"), place, "", published, place)


def read_article_stdin(stream: BinaryIO | None = None, *, published: date | None = None) -> Article:
    """The article that comes in through standard input, or through `stream`.

    Raises:
        ArticleError: as for `read_article`.
    """
    data = (stream or sys.stdin.buffer).read(MAX_BYTES + 1)
    return _article_of_bytes(data, "stdin", "", published)


def _names_file(text: str) -> bool:
    """Whether a string is meant as a path.

    Raises:
        ArticleError: it looks like a path, or is a web address, and no such file is there.
    """
    if len(text) >= _MAX_PATH_CHARS or not text.isprintable() or not text.strip():
        return False
    try:
        if Path(text).exists():
            return not (Path(text).is_dir() and " " in text)
    except (OSError, ValueError):
        return False
    one_word = not any(map(str.isspace, text))
    if one_word and text.lower().startswith(("http://", "https://")):
        raise ArticleError(f"{text}: pages are not fetched; save the page and give the file")
    looks_like_path = text.lower().endswith(_SUFFIXES) and len(text.split()) <= 8
    if looks_like_path or (one_word and os.sep in text and "<" not in text):
        raise ArticleError(f"{text}: no such file; check the path")
    return False


def _read_file(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise ArticleError(f"{path}: no such file; check the path") from None
    except IsADirectoryError:
        raise ArticleError(f"{path}: a directory, not a file; give its files one by one") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ArticleError(f"{path}: cannot be read ({reason}); check the file and its permissions") from error


def _article_of_bytes(
    data: bytes, name: str, suffix: str, published: date | None, *, place: str | None = None
) -> Article:
    place = place or name
    if len(data) > MAX_BYTES:
        raise _too_large(place)
    if not data.strip():
        raise ArticleError(f"{place}: empty; give a file that holds an article")
    return _article_of_text(decode_article(data, place), name, suffix, published, place)


def _article_of_text(text: str, name: str, suffix: str, published: date | None, place: str) -> Article:
    if not text.strip():
        raise ArticleError(f"{place}: empty; give a file that holds an article")
    page_title, page_day = None, None
    if is_html(text, suffix):
        text, page_title, page_day = read_html(text, place)
    layout = read_layout(read_lines(text))
    title = _page_title(text, page_title) or find_title(text, layout)
    dateline = _first_dateline(text, layout)
    found = find_publication(text, layout, title=title, dateline=dateline)
    day, source, month_day = found
    if page_day:
        day, source, month_day = page_day, "page", None
    if published:
        day, source, month_day = published, "caller", None
    return Article(
        text=text,
        name=name,
        title=title,
        dateline=dateline,
        paragraphs=_paragraphs(layout, title),
        furniture=_furniture(layout, title),
        published=day,
        published_from=source,
        published_month_day=month_day,
    )


def _page_title(text: str, title: str | None) -> Span | None:
    at = text.find(title, 0, len(title) + 200) if title else -1
    return Span(at, at + len(title)) if title and at >= 0 else None


def _first_dateline(text: str, layout: Layout) -> Span | None:
    """The dateline of the story's first paragraphs; a later one belongs to another story."""
    story = [line for line, kind in zip(layout.lines, layout.kinds, strict=True) if kind is None]
    for line in story[:6]:
        if found := find_dateline(text[line.start : line.end]):
            return Span(line.start, line.start + found.end)
    return None


def _paragraphs(layout: Layout, title: Span | None) -> tuple[Span, ...]:
    spans = [Span(line.start, line.end) for line, kind in zip(layout.lines, layout.kinds, strict=True) if kind is None]
    if title is None:
        return tuple(spans)
    return tuple(title if span.covers(title.start, title.end) else span for span in spans)


def _furniture(layout: Layout, title: Span | None) -> tuple[Furniture, ...]:
    """The layout's furniture, and the date that stands on the headline's line."""
    spans = list(layout.furniture())
    line = next((line for line in layout.lines if title and line.covers(title.start, title.end)), None)
    if line and title and line.start < title.start:
        spans.append(Furniture(line.start, title.start, "credits"))
    if line and title and title.end < line.end:
        spans.append(Furniture(title.end, line.end, "credits"))
    return tuple(sorted(spans, key=lambda span: span.start))


def _too_large(place: str) -> ArticleError:
    return ArticleError(f"{place}: larger than {MAX_BYTES // 1_000_000} MB; give one article at a time")
