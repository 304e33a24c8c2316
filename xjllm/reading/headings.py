"""The lines that open a block of page furniture, and those that close the story.

Every pattern is tried on one line of bounded length; no pattern has an open repeat inside another one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from xjllm.reading.furniture_rules import MARK, ROLE

if TYPE_CHECKING:
    from xjllm.reading.lines import Line

# A line that is one of these phrases, and nothing else, opens a block.
_TEASER_HEADINGS: Final = (
    r"related(?: (?:stor(?:y|ies)|news|articles?|reads?|reading|content|coverage|links?|topics?|posts?))?",
    r"related (?:reports?|items?|videos?|photos?|readings?)",
    r"(?:the )?most (?:read|liked|discussed|viewed|popular|shared)(?: \w+| in 24 hours)?",
    r"(?:the )?most (?:commented|watched|recent|clicked)(?: \w+| in 24 hours)?",
    r"(?:today.s |more )?(?:top|hot|latest|other|more) (?:news|stor(?:y|ies)|headlines|articles|topics|picks)",
    r"(?:hot|popular|trending|featured) (?:news|stories|articles|topics|posts|reads|searches|spots|words)",
    r"(?:the )?editor.{0,2} (?:picks?|choice)",
    r"(?:we )?recommend(?:ed|ations?|s)?(?: (?:for you|stories|articles|reading|news))?",
    r"today.s recommendations?|[\w.]{2,20} recommends|(?:currently|now|others are|people are|readers are) reading",
    r"read more news(?: on)?|(?:read|see|also|must|also see) (?:also|more|next|this next|on|read)",
    r"more (?:from|on|in|about) (?:this|the|our|today.s)? ?[\w'-]{2,20}(?: [\w'-]{2,20}){0,2}",
    r"(?:further|more) reading",
    r"(?:you )?(?:may|might) (?:also )?(?:like|enjoy|be interested in)",
    r"don.t miss|latest|trending(?: now)?|search trends|popular|spotlight|up next|in other news|top 10",
    r"photos?|videos?|photo gallery|in pictures|special (?:reports?|coverage)|specials",
    r"(?:sponsored|promoted)(?: (?:content|stories|links))?|around the web|from (?:our|the) partners",
    r"(?:next|previous) (?:story|article)|what.s (?:hot|new|trending)",
)
_COMMENT_HEADINGS: Final = (
    r"(?:\d{1,5} )?comments?(?: {1,2}(?:closed|off))?|no comments(?: yet)?.{0,60}",
    r"comments? (?:here|policy|on this (?:article|story))",
    r"(?:reader|user|all|latest|show|view|hide|facebook)(?:.?s.?)? comments?|have your say|reader reactions?",
    r"(?:add|leave|post|write|submit) (?:a|your|another) (?:comments?|repl(?:y|ies))|add comments?",
    r"be the first to comment|join the (?:discussion|conversation)|your comment about this article",
)
_NOTICE_HEADINGS: Final = (r"about (?:us|the (?:authors?|writers?|publisher))",)
_BLOCKS: Final = {
    kind: re.compile("|".join(phrases))
    for kind, phrases in (
        ("comments", _COMMENT_HEADINGS),
        ("teaser", _TEASER_HEADINGS),
        ("notice", _NOTICE_HEADINGS),
    )
}
_HEADINGS_IN_A_ROW: Final = re.compile(
    r"(?:(?:most (?:read|viewed|popular)|today.s top news|top (?:stories|news)|editor.s picks?|recommended"
    r"|trending|related (?:news|stories)|latest news|hot news)(?:$| )){2,4}"
)
_HEADING_CHARS = 80
_CLOSES_STORY: Final = re.compile(
    rf"^{MARK}(?:{ROLE}editor(?:s|-in-chief)? ?[:：]|enditem\b|ends?\W{{0,3}}$|copyright\b|©|all rights reserved"
    r"|(?:reporting|editing|edited|translated|proofread|compiled) by\b)",
    re.IGNORECASE,
)
_CUT_OFF: Final = re.compile(
    r"(?:【[^】]{1,20}】|\.\.\.|…|[(\[](?:more|details?|detailed)[)\]])\W{0,3}$"
    r"|\b(?:full story|read more|continue reading)\W{0,3}$",
    re.IGNORECASE,
)
_TAIL_CHARS = 40


def opened_block(line: Line) -> str | None:
    """The kind of block that the line is the heading of, `teaser`, `comments` or `notice`; None for other lines."""
    if len(line.text) > _HEADING_CHARS:
        return None
    phrase = re.sub(r"[(\[] ?\d{0,5} ?[)\]]|\(s\)", "", line.text.lower()).replace("’", "'")
    phrase = re.sub(r"^[^a-z0-9]+|[^a-z0-9]+$", "", phrase)
    if _HEADINGS_IN_A_ROW.fullmatch(phrase):
        return "teaser"
    return next((kind for kind, pattern in _BLOCKS.items() if pattern.fullmatch(phrase)), None)


def closes_story(line: Line) -> bool:
    """Whether the line is one with which a page closes a story: its editor, its rights."""
    return _CLOSES_STORY.match(line.text) is not None


def is_cut_off(line: Line) -> bool:
    """Whether running text is cut off as a teaser's summary is: "...", "Full story", "【detailed】"."""
    return _CUT_OFF.search(line.text[-_TAIL_CHARS:]) is not None
