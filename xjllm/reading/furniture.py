"""Page furniture: what stands on a news page but is not the story, so that its figures are not facts.

A line is judged by the rules of `xjllm.reading.furniture_rules`. Some lines open a block
(`xjllm.reading.headings`): "Related Stories" is followed by titles of other stories, "Comments" by what readers
wrote, "About us" by what the medium says of itself. A block ends where running text clearly resumes. To lose a
paragraph of the story is worse than to keep a line of furniture: in doubt a line is story.
"""

from __future__ import annotations

from itertools import pairwise

from xjllm.reading.dateline import find_dateline, is_date_line, is_dated_story
from xjllm.reading.dates import find_dates
from xjllm.reading.furniture_rules import is_menu, line_kind
from xjllm.reading.headings import closes_story, is_cut_off, opened_block
from xjllm.reading.lines import Layout, Line

_LABEL_WORDS = 3
"""Above the story a line of at most so many words is a section, a name or a button."""
_COMMENTS_TO_STORY = 2
"""Comments are at most so many times as long as the story above them; more text than that is the story."""
_CAPTION_CHARS = 300


def read_layout(lines: list[Line]) -> Layout:
    """What each of the lines of one page is; in time linear in their number."""
    # "Comments" is a button above the story and a heading below it: headings are judged by their place.
    kinds = [None if opened_block(line) else line_kind(line) for line in lines]
    for i, line in enumerate(lines):
        if kinds[i] is None and not line.is_prose and is_date_line(line.text):
            kinds[i] = "credits"
    layout = Layout(lines, kinds, _story_start(lines, kinds))
    _mark_head(layout)
    _mark_captions(layout)
    _mark_blocks(layout)
    return layout


def _story_start(lines: list[Line], kinds: list[str | None]) -> int:
    begins = (i for i, line in enumerate(lines) if kinds[i] is None and _begins_story(line))
    return next(begins, len(lines))


def _begins_story(line: Line) -> bool:
    return line.is_prose or find_dateline(line.text) is not None


def _mark_head(layout: Layout) -> None:
    """Marks headings, sections, names and buttons above the story; what may be the headline stays."""
    lines, kinds = layout.lines, layout.kinds
    head = [i for i in range(layout.story) if kinds[i] is None]
    if not head and layout.story and lines[0].text.startswith("By ") and lines[0].words > _LABEL_WORDS + 1:
        kinds[0] = None  # "By Rail and Road, Goods Reach Europe" is no author
    menus = {i for i in head if is_menu(lines[i].text)}
    # Where no other line can be the headline, it is that.
    has_other = any(i not in menus and lines[i].words > _LABEL_WORDS for i in head)
    for i in head:
        kinds[i] = opened_block(lines[i]) or ("credits" if i in menus and has_other else None)
    seen: set[str] = set()
    for i in head:
        # The headline once more, as a crumb or under a picture.
        if lines[i].words > _LABEL_WORDS and lines[i].text in seen:
            kinds[i] = "credits"
        seen.add(lines[i].text)
    has_title = any(kinds[i] is None and lines[i].words > _LABEL_WORDS for i in head)
    for i in head if has_title and layout.story < len(lines) else ():
        if lines[i].words <= _LABEL_WORDS and not any(map(str.isdecimal, lines[i].text)):
            kinds[i] = kinds[i] or "credits"


def _mark_captions(layout: Layout) -> None:
    """Marks the line above a bare picture credit, and a line above the dateline that ends with a day."""
    lines, kinds = layout.lines, layout.kinds
    for i, (line, after) in enumerate(pairwise(lines)):
        if kinds[i] is not None or len(line.text) > _CAPTION_CHARS or i == 0:
            continue
        is_bare_credit = kinds[i + 1] == "caption" and after.words <= 6 and not after.blank_before
        stands_alone = is_bare_credit and line.blank_before and not find_dateline(line.text)
        if stands_alone or (i == layout.story and find_dateline(after.text) and _ends_with_day(line.text)):
            kinds[i] = "caption"


def _ends_with_day(text: str) -> bool:
    dates = find_dates(text)
    return bool(dates) and dates[-1].end >= len(text) - 2 and not find_dateline(text)


def _mark_blocks(layout: Layout) -> None:
    """Marks blocks of teasers and comments, and titles that follow the line that closes the story."""
    lines, kinds = layout.lines, layout.kinds
    chars = [len(line.text) if kind is None and line.is_prose else 0 for line, kind in zip(lines, kinds, strict=True)]
    total, before, is_closed = sum(chars), 0, False
    i = layout.story
    while i < len(lines):
        rest = total - before
        block = opened_block(lines[i]) if kinds[i] is None else None
        closes = before > 0 and kinds[i] in ("credits", "notice") and closes_story(lines[i])
        is_closed = is_closed or (closes and rest < before / 2)
        end = i + 1
        if block == "comments" and rest <= _COMMENTS_TO_STORY * before:
            end = next((j for j in range(i + 1, len(lines)) if is_dated_story(lines[j].text)), len(lines))
        elif block == "notice" and rest < before / 2:
            end = next((j for j in range(i + 1, len(lines)) if opened_block(lines[j])), len(lines))
        elif block == "teaser" and is_closed:
            end = next((j for j in range(i + 1, len(lines)) if opened_block(lines[j]) == "comments"), len(lines))
        elif block == "teaser":
            end = _teasers_end(layout, i + 1)
        elif closes and is_closed:
            end = _titles_end(layout, i + 1)
        for j in range(i, end) if block or end > i + 1 else ():
            # What a block holds was judged line by line before: a day in it is the day of another story.
            if kinds[j] is None or (block and kinds[j] == "credits"):
                kinds[j] = block or "teaser"
        before += sum(chars[i:end])
        i = end


def _titles_end(layout: Layout, first: int) -> int:
    """Index of the first line, from `first`, that is running text or a heading."""
    for i in range(first, len(layout.lines)):
        if layout.kinds[i] is None and (_begins_story(layout.lines[i]) or opened_block(layout.lines[i])):
            return i
    return len(layout.lines)


def _teasers_end(layout: Layout, first: int) -> int:
    """Index of the line with which the story resumes after teasers that begin at `first`.

    One paragraph of running text is a teaser's summary where it is cut off ("...", "Full story"), or where a
    single title stands above it and another title below it, or where other summaries stood like that before.
    All other running text is story.
    """
    lines, kinds = layout.lines, layout.kinds
    titles, has_summaries = 0, False
    following: int | None = None
    for i in range(first, len(lines)):
        if kinds[i] is not None:
            continue
        block = opened_block(lines[i])
        if block in ("comments", "notice"):
            return i
        if block:
            titles = 0
        elif not lines[i].is_prose:
            titles += 1
        elif is_cut_off(lines[i]):
            titles, has_summaries = 0, True
        else:
            if following is None or following <= i:
                following = next((j for j in range(i + 1, len(lines)) if kinds[j] is None), len(lines))
            next_is_title = following < len(lines) and not lines[following].is_prose
            is_summary = titles == 1 and (next_is_title or (has_summaries and following == len(lines)))
            if not is_summary:
                return i
            titles, has_summaries = 0, True
    return len(lines)
