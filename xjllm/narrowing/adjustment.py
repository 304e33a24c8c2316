"""Adjustment: which figures are adjusted for the season or the calendar."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from xjllm.narrowing import cues

if TYPE_CHECKING:
    from xjllm.narrowing.months import Months
    from xjllm.narrowing.passages import Group, Passage

_I = re.IGNORECASE
_NOT = re.compile(r"\b(?:un|not\s|non-)adjusted|without\sadjust|before\sadjust|\boriginal\sterms", _I)
_BEHIND = re.compile(
    r"^(?!\sand\s)[^,;.]{0,30}(?<!and\sa\s)\badjusted\b|^,\s(?:seasonally\s)?adjusted\b|^[^,;.]{0,60}\s(?:after|with)\s(?:\w+\s)?adjust"
)
# What a sentence says of all its figures, and of those that follow.
_OF_ALL = re.compile(
    r"^\s*[Aa]djusted\sfor|^\s*(?:Seasonally|Calendar)|\b[Aa]fter\s(?:\w+\s){0,2}adjust(?:ment|ing)\sfor\s"
)
# What is adjusted for prices is so for neither the season nor the calendar.
_OF_PRICES = re.compile(
    r"\b(?:inflation|price)-adjusted\b|\badjust(?:ed|ing|ment)\sfor\s(?:the\s)?(?:inflation|prices?)\b(?!,?\s(?:and|as|or)\b)",
    _I,
)


class AdjustmentReader:
    """Knows for each figure whether it is adjusted; figures are read in text order.

    What the first paragraph with figures says of all of them holds for the story's figures of single months, until
    it turns to figures that are not adjusted; what a later one says holds for its own paragraph.
    """

    def __init__(self) -> None:
        self._lead = -1
        self._paragraph = -1
        self._of_story = False

    def read(self, passage: Passage, group: Group, period: Months) -> bool:
        """Whether the figure, of the months `period`, is adjusted: said of it, or of all figures here."""
        if self._lead < 0 and not passage.in_title:
            self._lead = passage.paragraph
        words = _OF_PRICES.sub("", passage.words)
        if _NOT.search(words):
            self._paragraph, self._of_story = -1, False
            return False
        if _OF_ALL.search(words):
            self._paragraph = passage.paragraph
            self._of_story = self._of_story or passage.paragraph == self._lead
        if cues.ADJUSTED.search(_OF_PRICES.sub("", group.before)) or _BEHIND.search(_OF_PRICES.sub("", group.gap)):
            return True
        if self._paragraph == passage.paragraph:
            return True
        return self._of_story and period.length == 1 and not cues.YOY.search(passage.words)
