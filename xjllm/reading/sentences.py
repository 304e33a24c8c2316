"""The sentence that a figure stands in."""

from __future__ import annotations

import re
from functools import lru_cache

from xjllm.article import Span
from xjllm.reading.lines import is_wrapped

_REACH = 2000
"""Characters looked at on each side of a figure: a sentence of a newspaper is far shorter."""

_STOP = re.compile(r"(?:[.!?…]+[\"'”’»)\]]{0,3}(?=\s)|[。！？]+[”’」』）]{0,3})\s*")
_TOKEN = re.compile(r"[^\s(\[“\"‘]{1,40}$")
_BLANK_LINE = re.compile(r"\n[ \t\r]{0,40}\n")
_INITIALS = re.compile(r"(?:[A-Za-z]\.){1,6}")

_TITLES = """
    adm approx brig capt cf col dr e.g fig figs gen gov hon i.e lt maj messrs mr mrs ms mt no nos p pp
    prof rep rev sen sgt st ste v viz vol vs
"""
_NEVER_LAST = frozenset(_TITLES.split())
"""Abbreviations that a name or a number follows: they end no sentence."""
_ABBREVIATIONS = """
    bhd bros co corp dept etc inc intl jr llc ltd plc pte pty pvt sr univ jan feb mar apr jun jul aug sep
    sept oct nov dec mon tue tues wed thu thurs fri
"""
_SOMETIMES_LAST = frozenset(_ABBREVIATIONS.split())
"""Abbreviations that end a sentence where a word follows that begins one."""
_FIRST_WORDS = """
    a according after all also although among an and as at because besides both but by compared data
    during earlier even exports for foreign from he her however if imports in it its last meanwhile more
    moreover most nevertheless of on one only other our over overall she since so some still such that the
    their then there these they this those though through thus to total trade under we what when where
    which while with yet
"""
_OPENERS = frozenset(_FIRST_WORDS.split())


@lru_cache(maxsize=512)
def sentence_at(text: str, start: int, end: int) -> Span:
    """The sentence that `text[start:end]` stands in, without the white space around it.

    A sentence ends at the latest with its line, unless the line is part of a wrapped paragraph, and is looked
    for within 2,000 characters on each side. Abbreviations, initials and decimal points do not end it.

    Args:
        text: the article's text.
        start: first character of the figure.
        end: one past its last character; a stop between `start` and `end` is not looked at.

    Raises:
        ValueError: the range is not within the text.
    """
    if not 0 <= start <= end <= len(text):
        raise ValueError(f"no range of a text of {len(text)} characters: {start} to {end}")
    first, last = _paragraph_at(text, start, end)
    for match in _STOP.finditer(text, first, last):
        if match.end() <= start:
            if _ends_sentence(text, first, match, last):
                first = match.end()
        elif match.start() >= end and _ends_sentence(text, first, match, last):
            last = match.end()
            break
    while first < start and text[first].isspace():
        first += 1
    while last > end and text[last - 1].isspace():
        last -= 1
    return Span(first, last)


def _paragraph_at(text: str, start: int, end: int) -> tuple[int, int]:
    """The range of the line around the figure, or of the wrapped paragraph that the line is part of."""
    low, high = max(0, start - _REACH), min(len(text), end + _REACH)
    first = max(text.rfind(mark, low, start) for mark in "\n\r") + 1 or low
    last = min((at for mark in "\n\r" if (at := text.find(mark, end, high)) >= 0), default=high)
    block_first, block_last = low, high
    for blank_first, blank_last in _blank_lines(text, low, high):
        if blank_last <= start:
            block_first = blank_last
        elif blank_first >= end:
            block_last = blank_first
            break
    return (block_first, block_last) if _is_wrapped(text, block_first, block_last) else (first, last)


# Kept for the last few articles: most have many figures to a paragraph and are shorter than the reach.
@lru_cache(maxsize=64)
def _blank_lines(text: str, low: int, high: int) -> list[tuple[int, int]]:
    return [(low + match.start(), low + match.end()) for match in _BLANK_LINE.finditer(text[low:high])]


@lru_cache(maxsize=64)
def _is_wrapped(text: str, first: int, last: int) -> bool:
    lines = [line.strip() for line in text[first:last].splitlines()]
    return is_wrapped([line for line in lines if line])


def _ends_sentence(text: str, first: int, stop: re.Match[str], last: int) -> bool:
    """Whether a stop within `text[first:last]` ends a sentence, from the words on both sides of it."""
    mark = stop.group().rstrip()
    following = text[stop.end() : min(last, stop.end() + 40)]
    if not following or mark[0] in "。！？":
        return True
    opener = following.lstrip("\"'“‘«([")
    if opener[:1].islower():
        return False
    if mark != ".":
        return True
    token = _TOKEN.search(text, max(first, stop.start() - 40), stop.start())
    word = re.split(r"[-–/]", token.group())[-1] if token else ""  # "Jan.-Apr. 2023"
    if word.lower() in _NEVER_LAST:
        return False
    if word.lower() in _SOMETIMES_LAST or _INITIALS.fullmatch(f"{word}."):
        next_word = re.match(r"[A-Za-z]+", opener)
        return len(word) > 1 and next_word is not None and next_word.group().lower() in _OPENERS
    return True
