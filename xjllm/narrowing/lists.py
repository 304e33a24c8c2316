"""Lists and tables, a line an entry: "Exports by partner:", then "Peru 3.1 billion"; the head says what is listed."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from xjllm.narrowing.goods import find_goods
from xjllm.narrowing.topic import Listed, find_flows

if TYPE_CHECKING:
    from xjllm.narrowing.passages import Passage
    from xjllm.narrowing.topic import Topic


# A name or two, and no more, ahead of the figure.
_ENTRY = re.compile(
    r"\s*(?:[-–—•*|]|\d{1,2}[.)])?\s*(?:(?:[A-Z][\w’'.-]{0,20}|and|of|the|&)\s?){1,6}\s?(?:[:|,–—-]|\([^()]{1,20}\))?\s?"
    r"(?:up|down|with|at)?\s?\W{0,2}"
)
_GOODS_ENTRY = re.compile(r"\s*(?:[-–—•*|]|\d{1,2}[.)])?\s*[A-Z][a-z’'-]{1,20}(?:\s[a-z’'-]{2,20}){0,4}\W{0,4}")
_SHARES = re.compile(r"\b(?:shares?|proportions?)\b(?!\sprices?)", re.IGNORECASE)
_MOVED = re.compile(r"\b(?:up|down)\s")
_CELLS = re.compile(r"\s*\|.{1,200}\||.{1,80}\s\|\s.{1,80}\s\|\s")


def is_entry(passage: Passage) -> bool:
    """Whether a line is an entry of a list: a name and its figures."""
    if not passage.groups:
        return False
    before = passage.groups[0].before
    if _ENTRY.fullmatch(before):
        return True
    goods = find_goods(before)
    return goods is not None and _GOODS_ENTRY.fullmatch(before) is not None and not find_flows(before)


def is_share_of_entry(passage: Passage) -> bool:
    """Whether the first figure of an entry is a share where the list is one of shares: a rate that is no rise."""
    first = passage.groups[0]
    is_rate = first.figure.kind == "percent" and first.figure.text[0].isdigit()
    return is_rate and is_entry(passage) and not _MOVED.search(first.before)


def find_listed(passage: Passage, topic: Topic, listed: Listed | None) -> Listed | None:
    """Of what the lines after `passage` are entries; None where it opens no list, and goes on with none.

    Args:
        passage: a sentence or line.
        topic: what it tells of at its end.
        listed: the list in which it may stand; None outside of any.
    """
    words = passage.words.rstrip()
    has_letters = any(map(str.isalpha, words))
    if words.endswith(":") or (not passage.groups and has_letters and _CELLS.match(words)):
        # Columns of both exports and imports tell of no entry which it is.
        if not topic.flow or {"exports", "imports"} <= set(find_flows(words)):
            return None
        return Listed(replace(topic, partner="", sure=frozenset()), _SHARES.search(words) is not None)
    if listed and not has_letters:
        # The line below a header: of a table's columns nobody says which is the share.
        return replace(listed, of_shares=False)
    return listed if listed and is_entry(passage) else None
