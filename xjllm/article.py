"""An article: its text, where its parts stand, and when it was published. Offsets are into `Article.text`."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import date

PublishedFrom = Literal["caller", "dateline", "text", "page"]


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open range of characters, `text[start:end]`."""

    start: int
    end: int

    def covers(self, start: int, end: int) -> bool:
        """Whether `text[start:end]` lies wholly within this span."""
        return self.start <= start and end <= self.end


@dataclass(frozen=True, slots=True)
class Furniture(Span):
    """A part of the page that is not the story: its figures are not facts.

    Attributes:
        kind: `share` `caption` `teaser` `comments` `credits` `notice`; a caption's figures are still facts
            of its picture at most, so it counts as furniture, but its dates help to date the article.
    """

    kind: str


@dataclass(frozen=True)
class Article:
    """One article as text.

    Attributes:
        text: the decoded text, byte order mark removed, line ends kept. All offsets are into it.
        name: the file's name, or what the caller called it; for messages and tables.
        title: span of the headline; None where none is seen.
        dateline: span of the dateline ("URUMQI, Feb. 3 (Xinhua) --"); None where there is none.
        paragraphs: spans of the story's paragraphs, headline included, furniture left out, in text order.
        furniture: spans of what is not the story, in text order; they do not overlap.
        published: day of publication; None where nothing says it.
        published_from: what says it; None with `published`.
        published_month_day: month (1-12) and day where the text names the day but no year; else None.
        inferred_year: year of publication as inferred from the answers; None where `published` is known, nothing
            tells the year, or nothing asked for it.
    """

    text: str
    name: str = "article"
    title: Span | None = None
    dateline: Span | None = None
    paragraphs: tuple[Span, ...] = ()
    furniture: tuple[Furniture, ...] = ()
    published: date | None = None
    published_from: PublishedFrom | None = None
    published_month_day: tuple[int, int] | None = None
    inferred_year: int | None = None

    @cached_property
    def sha256(self) -> str:
        """SHA-256 of the text in UTF-8, as 64 hexadecimal digits: the article's identity."""
        return hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()

    def furniture_at(self, start: int, end: int) -> Furniture | None:
        """The furniture that `text[start:end]` lies in; None within the story."""
        index = bisect_right(self.furniture, start, key=lambda span: span.start) - 1
        found = self.furniture[index] if index >= 0 else None
        return found if found and found.covers(start, end) else None


def occurrence_at(text: str, piece: str, start: int) -> int:
    """Which occurrence of `piece` begins at `start`, from 1 (guidelines, field `occurrence`).

    Case-sensitive, inside longer words too; occurrences may overlap.

    Raises:
        ValueError: `piece` does not stand at `start`.
    """
    if not piece or not text.startswith(piece, start):
        raise ValueError(f"{piece!r} does not stand at character {start}")
    return bisect_right(_all_starts(text, piece), start)


def occurrence_start(text: str, piece: str, occurrence: int) -> int | None:
    """Where occurrence number `occurrence` (from 1) of `piece` begins; None where there are fewer."""
    starts = _all_starts(text, piece) if piece else ()
    return starts[occurrence - 1] if 0 < occurrence <= len(starts) else None


# Kept, since an article that repeats one figure a thousand times would be searched as often.
@lru_cache(maxsize=1024)
def _all_starts(text: str, piece: str) -> tuple[int, ...]:
    starts = []
    at = text.find(piece)
    while at >= 0:
        starts.append(at)
        at = text.find(piece, at + 1)
    return tuple(starts)
