"""Comparators: the words next to a figure that say whether it is exact (guidelines, field `comparator`)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from xjllm.figures.values import lower_text

if TYPE_CHECKING:
    from xjllm.vocabulary import Comparator

_S = r"[\s\u00a0]"
_SURPASS = (
    r"(?:surpass(?:es|ed|ing)?|exceed(?:s|ed|ing)?|top(?:s|ped|ping)?|pass(?:es|ed|ing)?|cross(?:es|ed|ing)?"
    r"|breach(?:es|ed|ing)?|broke|break(?:s|ing)?|broken)(?: (?:through|above|past))?"
)
_NOT_UNDER = r"(?:no|not) (?:less|fewer|lower|below) than"
_OVER = (
    rf"{_SURPASS}|{_NOT_UNDER}|more than|over|above|upwards? of|in excess of|beyond|past|at least|a minimum of|north of"
)
_NOT_OVER = r"(?:no|not) (?:more|higher) than|at most|a maximum of"
_UNDER = r"less than|fewer than|under|below|short of|shy of"
_ABOUT = (
    r"about|around|nearly|almost|close to|roughly|some|approximately|approx\.?|circa|ca\.|near|nearing|approaching"
    r"|an? estimated|estimated(?: at)?|virtually|practically"
)
_FILLER = rf"(?:(?:an?|another|its|as (?:much|many|high) as|an? (?:total|combined|record|value)(?: of)?|total of){_S})?"
_OF_THE_MARK = rf"(?:(?:the|its|an?){_S}(?:mark|threshold|milestone|barrier|level|figure){_S}of{_S})?"
_CUE = re.compile(
    rf"\b(?<!-)(?=[a-cefil-pr-v])(?:(?P<under>{_NOT_OVER}|{_UNDER})|(?P<over>{_OVER})|(?P<about>{_ABOUT})){_S}"
    rf"{_OF_THE_MARK}{_FILLER}$"
)
_THROUGH = re.compile(r"(?:^|[.;] )through [^.;,]{0,60}$")
_NAME_BEFORE = re.compile(rf"(?:\b[A-Z][\w-]{{0,30}}|\b(?:border|land|rail|railway|road|the|this)){_S}$")
# The ">" of "</b>" and "->" compares nothing.
_SYMBOL = re.compile(rf"(?:(?P<over>(?<![\w/\"'=-])>|≥)|(?P<under>[<≤])|(?P<about>[~≈]|(?<![A-Za-z])c\.)){_S}?$")
_PASSED_THE = re.compile(rf"(?<![A-Za-z]){_SURPASS}{_S}(?:the|its|an?){_S}(?:[a-z]{{1,12}}{_S})?$")
_MARK_AFTER = re.compile(rf"{_S}?-?(?:mark|threshold|milestone|barrier|level)(?![A-Za-z])", re.IGNORECASE)
_PLUS_AFTER = re.compile(rf"-?plus(?![A-Za-z])|\+|{_S}(?:or|and) (?:more|above|over)(?![A-Za-z])", re.IGNORECASE)
_ODD_AFTER = re.compile(rf"-odd(?![A-Za-z])|{_S}or so(?![A-Za-z])", re.IGNORECASE)
_BEFORE = 64
_AFTER = 16


def _is_passage(match: re.Match[str], before: str, printed: str) -> bool:
    """Whether "pass" is a place ("Khunjerab Pass 5,120", "the Dostyk crossing 300") or what goes through one.

    The latter is "Through the gate passed 90".
    """
    if not match["over"] or not match["over"].startswith(("pass", "cross")):
        return False
    if match["over"] == "crossing" and _NAME_BEFORE.search(printed, 0, match.start()):
        return True
    return printed[match.start()].isupper() or _THROUGH.search(before, 0, match.start()) is not None


def read_comparator(folded: str, start: int, end: int) -> Comparator:
    """What the words next to `folded[start:end]` say of its exactness; `=` where they say nothing.

    A cue stands right before the figure ("about", "more than a", "exceeding the threshold of"), or around it
    ("passed the … mark", "600-plus"). "Exceeding the … recorded last year" is no cue: that amount is exact.
    "At least" and "no less than" are `>`, "at most" and "no more than" `<`.
    """
    before, after = lower_text(folded[max(0, start - _BEFORE) : start]), folded[end : end + _AFTER]
    for pattern in (_CUE, _SYMBOL):
        match = pattern.search(before)
        if match and not (pattern is _CUE and _is_passage(match, before, folded[start - len(before) : start])):
            return "~" if match["about"] else ">" if match["over"] else "<"
    if _PLUS_AFTER.match(after) or (_MARK_AFTER.match(after) and _PASSED_THE.search(before)):
        return ">"
    return "~" if _ODD_AFTER.match(after) else "="
