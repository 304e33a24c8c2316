"""Dateline and day of publication: when and where an article says that it appeared.

A date counts only in a line that holds nothing but the date and who published it ("Xinhua, July 19, 2024",
"Published: 12 Jan 2025"), beside the headline, or in the dateline. Dates of pictures, of the story and of
other stories never count.
"""

# ruff: noqa: RUF003 (typographic dashes and apostrophes are what these patterns read)

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

from xjllm.article import Span
from xjllm.reading.dates import (
    BARE_DAYS,
    CLOCK_TIME,
    MONTH,
    DateMention,
    find_dates,
    find_month_days,
    title_beside_date,
)
from xjllm.reading.furniture_rules import BUTTONS

if TYPE_CHECKING:
    from datetime import date

    from xjllm.article import PublishedFrom
    from xjllm.reading.lines import Layout, Line

_REACH = 160
"""A dateline ends within so many characters of its paragraph."""
_PARAGRAPH = 100
"""A line of so many characters that begins with a place and a dash is a paragraph, not a headline."""

_CAPITALS = r"[A-Z][A-Z.'’/ -]{1,30}"
_PLACE = r"[A-Z][\w.'’/-]{1,25}(?: [A-Z][\w.'’/-]{1,25}){0,2}"
_DAY = rf"(?i:{MONTH}\.? \d{{1,2}}|\d{{1,2}} {MONTH}\.?)(?:,? \d{{4}})?"
_AGENCY = r"[(\[](?:[A-Z][^()\[\]]{1,40}|[a-z]{2,8})[)\]]"
_DASH = r"(?:--|[–—―]|-(?= ))"

# Compiled when first used, for the sake of a fast import.
_DATED: Final = (
    # "URUMQI, May 22 (Xinhua) --", "BERLIN, March 7, 2024 (Reuters) -", "LONDON, 5 March –",
    # "DUSHANBE, April 12, 2024, Asia-Plus --"
    rf"{_PLACE}(?:, {_PLACE}){{0,2}},? {_DAY}(?:, [A-Z][\w-]{{2,20}})?,? ?(?:{_AGENCY} ?)?{_DASH}",
    # "BAKU, Azerbaijan, July 30.", "URUMQI, May 22 (Xinhua):"
    rf"{_CAPITALS}(?:, {_PLACE}){{0,2}}, {_DAY}(?: {_AGENCY})?[.:](?= )",
    # "ASTANA. July 30. KAZINFORM –"
    rf"{_CAPITALS}\. {_DAY}\. ?[A-Z][\w. /]{{2,30}} ?{_DASH}",
    # "July 30 (Bloomberg) --"
    rf"{_DAY} {_AGENCY} ?{_DASH}",
)
_ALONE: Final = (rf"{_CAPITALS}, {_PLACE}$",)
"""A place with nothing else on its line: "TASHKENT, Uzbekistan"."""
_UNDATED: Final = (
    # "Hanoi (VNA) –", "Tashkent, Uzbekistan (UzDaily.com) --"
    rf"{_PLACE}(?:, {_PLACE}){{0,2}} {_AGENCY} ?{_DASH}",
    # "ASTANA –", "NEW DELHI:", "ASTANA. KAZINFORM -"
    rf"{_CAPITALS}(?:, {_PLACE})? ?(?:{_DASH}|:)(?= )",
    # "(ECNS) --"
    rf"{_AGENCY} ?(?:--|[–—])",
)
_HEADLINE_WORDS: Final = """
    analysis breaking correction editor exclusive explainer factbox feature interview live more news note
    opinion photos poll read related source table tags update urgent video watch
"""
_NO_PLACES: Final = frozenset(_HEADLINE_WORDS.split())

_MAX_CHARS = 200
_NAMES = 8
"""A line about the publication holds at most so many words beside its labels."""
_NEAR_PARAGRAPHS = 3
"""What stands above the story's third paragraph stands near the top."""

_PUBLISHED_RANK, _PLAIN_RANK, _UPDATED_RANK, _BELOW = 0, 1, 2, 10
"""Of several dates the lowest rank is taken; `_BELOW` is added to what stands below the story."""

_LABEL_WORDS: Final = """
    a.m admin ago am an and at bst by cest cet correspondent correspondents cst date dated dpa edited edition
    editor edt est first fri friday from gmt hkt hour hours hrs huaxia in issued ist jst last localtime min
    mins minutes modified mon monday msk no of on online or our p.m page pdt pm post posted pst pub
    publication publish published publishing read reading release released reporter reporters revised sat
    saturday sgt source sources special staff sun sunday t the thu thur thurs thursday time timestamp tue tues
    tuesday upd update updated utc web wed wednesday writer writers z
"""
_LABELS: Final = frozenset(_LABEL_WORDS.split())
_WORD: Final = re.compile(r"[^\W\d_][\w.'’&-]*")
_COUNT: Final = re.compile(
    r"\b\d{1,5}\s?(?:comments?|min(?:ute)?s?|views?|shares?|reads?|(?:hour|day|min(?:ute)?)s? ago)\b"
    r"|\b(?:page|views?:|hits:|reads?:) ?[A-Z]?\d{1,6}\b|\b(?:no|issue|vol(?:ume)?)\b\.? ?\d{1,6}\b",
    re.IGNORECASE,
)
_PICTURE: Final = re.compile(r"\b(?:photo|picture|image)", re.IGNORECASE)
_PUBLISHED: Final = re.compile(r"\b(?:publi\w{2,9}|posted|released?|issued|pub|date)\b\D{0,20}$", re.IGNORECASE)
_UPDATED: Final = re.compile(r"\b(?:updat\w{1,3}|modified|revised|upd|edited)\b\D{0,20}$", re.IGNORECASE)
_SIGNED: Final = re.compile(r"^\W{0,2}(?:source|editor|web editor|xinhua|date|time)\b", re.IGNORECASE)
_PRINTED: Final = re.compile(r"^\W{0,2}[A-Z][A-Za-z' ]{2,30}\s\d[\d/.-]{7,9}\s(?:page|p\.?)\s?[A-Z]?\d{1,3}\W{0,2}$")


class Publication(NamedTuple):
    """When an article was published.

    Attributes:
        day: the day; None where the text does not say it in full.
        source: what says it; None with `day`.
        month_day: month and day where the text names them without a year and `day` is None; else None.
    """

    day: date | None
    source: PublishedFrom | None
    month_day: tuple[int, int] | None


def find_dateline(text: str) -> Span | None:
    """The dateline that `text` begins with ("URUMQI, Feb. 3 (Xinhua) --"); None without one.

    The span includes the dash. A place with a dash but without a day begins a paragraph only: "CHINA -
    EU TRADE UP" is a headline.
    """
    head = text[:_REACH]
    is_paragraph = len(text) >= _PARAGRAPH or text.rstrip(' "”’').endswith(".")
    for pattern in _compiled(_DATED + _ALONE + _UNDATED if is_paragraph else _DATED + _ALONE):
        match = pattern.match(head)
        if match and re.split(r"[^a-z]", match.group().lower(), maxsplit=1)[0] not in _NO_PLACES:
            return Span(0, match.end())
    return None


@cache
def _compiled(patterns: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    return tuple(map(re.compile, patterns))


def is_dated_story(text: str) -> bool:
    """Whether `text` begins a story: a dateline that names a day. Readers sign as "Li (Almaty) -" too."""
    return any(pattern.match(text[:_REACH]) for pattern in _compiled(_DATED))


def is_date_line(text: str) -> bool:
    """Whether `text`, a line, holds only days (the year may be missing), times, labels and a few names."""
    if len(text) > _MAX_CHARS or _PICTURE.search(text):
        return False
    dates = find_dates(text)
    if not dates and not find_month_days(text):
        return False
    rest = _COUNT.sub(" ", CLOCK_TIME.sub(" ", _without(text, dates)))
    for pattern in BARE_DAYS:
        rest = pattern.sub(" ", rest)
    if any(char.isdecimal() or char in "%$€£¥" for char in rest):
        return False
    words = (word for word in _WORD.findall(rest) if word.lower().strip(".'") not in _LABELS | BUTTONS)
    names = list(words)
    return len(names) <= _NAMES and all(not name[0].islower() or "." in name for name in names)


def find_publication(text: str, layout: Layout, *, title: Span | None, dateline: Span | None) -> Publication:
    """When the page says that its article was published.

    It is looked for near the top, then in the dateline, then in a labelled line below the story. The day of
    publication goes before the day of an update.
    """
    near = _near_the_top(layout)
    ranked: list[tuple[int, date]] = []
    bare = find_month_days(text[dateline.start : dateline.end]) if dateline else []
    for index, (line, kind) in enumerate(zip(layout.lines, layout.kinds, strict=True)):
        raw = text[line.start : line.end]
        if title and line.covers(title.start, title.end) and title_beside_date(raw):
            ranked += [(_PLAIN_RANK, mention.day) for mention in find_dates(raw)]
        elif kind in ("credits", "share", "notice"):
            ranked += _ranked_days(raw, line, is_near=index < near)
            if index < near and not bare and is_date_line(line.text):
                bare = find_month_days(line.text)
    best = min(ranked, key=lambda pair: pair[0], default=None)
    if dateline and (best is None or best[0] >= _BELOW):
        dated = find_dates(text[dateline.start : dateline.end])
        if dated:
            return Publication(dated[0].day, "dateline", None)
    if best:
        return Publication(best[1], "text", None)
    return Publication(None, None, bare[0] if bare else None)


def _ranked_days(raw: str, line: Line, *, is_near: bool) -> list[tuple[int, date]]:
    """The days that a line gives as day of publication, each with its rank."""
    if not (is_date_line(line.text) or _PRINTED.match(line.text)):
        return []
    found = []
    for mention in find_dates(raw):
        label = raw[max(0, mention.start - 40) : mention.start]
        rank = _PLAIN_RANK
        if _UPDATED.search(label):
            rank = _UPDATED_RANK
        elif _PUBLISHED.search(label):
            rank = _PUBLISHED_RANK
        if is_near:
            found.append((rank, mention.day))
        elif rank != _PLAIN_RANK or _SIGNED.match(line.text) or _PRINTED.match(line.text):
            found.append((rank + _BELOW, mention.day))
    return found


def _without(text: str, dates: list[DateMention]) -> str:
    edges = [0, *(edge for mention in dates for edge in (mention.start, mention.end)), len(text)]
    return " ".join(text[start:end] for start, end in zip(edges[::2], edges[1::2], strict=True))


def _near_the_top(layout: Layout) -> int:
    """Index of the line before which a line stands near the top."""
    seen = 0
    for index, (line, kind) in enumerate(zip(layout.lines, layout.kinds, strict=True)):
        seen += kind is None and line.is_prose
        if seen == _NEAR_PARAGRAPHS:
            return index
    return len(layout.lines)
