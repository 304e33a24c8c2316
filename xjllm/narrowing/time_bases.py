"""Time bases: which periods are only compared with ("up from October", "than in 2019", "after a high base in 2023")."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xjllm.narrowing.months import Anchor, Months

_LINK = (
    r"(?:(?:the|that|those|a|an|its|their|in|of|for|during|at|level|levels|figure|figures|total|value|volume|number|"
    r"amount|same|seen|recorded|registered|reported|posted|logged|achieved|accumulated|rate|pace|growth|rise|"
    r"increase|decline|drop|fall|decrease|gain|average|peak|record|high|low|revised|surplus|deficit|gap|all|whole|full|"
    r"calendar|year|month|period|early|late|mid|just|only|about|around|nearly|almost|some|yuan|tons|tonnes|"
    r"percent|units|"
    r"trains|TEUs|levels?)\s|⟦+\s){0,8}"
)
# "Fell faster than economists had expected in July": of July is what fell.
_HOPED = r"\s(?:[\w’'-]+\s){0,6}(?:expected|forecast|predicted|anticipated|projected|feared|hoped)\b"
COMPARED_BEFORE = re.compile(
    # Anything may stand between "compared with" and the period; "from" and "on" have other uses.
    rf"(?:\b(?:compared|comparing)\s(?:with|to)|\brelative\sto|\bin\scontrast\s(?:with|to)|\bthan(?!\s⟦|{_HOPED})|\bversus|"
    r"\bvs\.?|\bagainst|\b(?:exceed(?:s|ed|ing)|surpass(?:es|ed|ing))(?!\s(?:\w+\s)?⟦)|"
    r"\b(?:exceed(?:s|ed|ing)|surpass(?:es|ed|ing))(?=\sthe\s⟦+[^,;⟦]{0,30}\s(?:recorded|registered|reported|seen|in|of|for)))"
    r"\s(?:(?!\bto\b)[^,;⟦]){0,60}(?:⟦+(?:(?!\bto\b)[^,;⟦]){0,60})?$"
    rf"|\b(?:from|over|(?<!year\s)(?<!month\s)(?<!quarter\s)on|since|times|double|twice|triple|half|as\sin|like|slowing\sfrom)\s{_LINK}$"
    r"|\b(?:above|below)\s(?:[\w’'-]+\s){0,5}$"
    # What comes after something else is not of its time: "eased after a very high base in 2023".
    r"|\b(?:after|following|despite)\s[^,;⟦]{0,60}$|\bbase\s(?:in|of|from|for|during)\s(?:the\s)?$",
    re.IGNORECASE,
)
OVER_BEFORE = re.compile(r"\bover\s(?:the\s|these\s|those\s|all\s)*$", re.IGNORECASE)
_OVER_AHEAD = re.compile(r"(?:^|[.;:,]\s)\W*over\s(?:the\s)?$", re.IGNORECASE)
_FROM_BEFORE = re.compile(r"\b(?:from|between)\s(?:the\s)?$", re.IGNORECASE)
HIGHEST_SINCE = re.compile(
    r"\b(?:\w+est|most|least|best|worst|first|low|high|record|unseen|slowest|ever)\b[^,;]{0,40}$", re.IGNORECASE
)

# "The highest monthly figure this year": among which it is the highest.
_HIGHEST_OF = re.compile(
    r"\b(?:\w{2,}est|best|worst)\s(?:(?:single[- ])?month(?:ly)?\s)(?:\w+\s){0,3}(?:so\sfar\s)?(?:of\s|in\s)?$",
    re.IGNORECASE,
)
_THIS_YEAR = re.compile(r"\W*(?:so\sfar\s)?(?:this\syear|the\syear)(?:\sso\sfar)?\W*", re.IGNORECASE)


def is_base_of(kind: str, match: re.Match[str], before: str, months: Months, anchor: Anchor) -> bool:
    """Whether a period is only compared with.

    Args:
        kind: kind of its words, a key of `time_words.PATTERNS`.
        match: its words.
        before: the sentence up to them.
        months: what they stand for.
        anchor: when the article stands.
    """
    if kind == "since":
        return HIGHEST_SINCE.search(before) is not None
    joined = (match.groupdict().get("to") or "to").strip()
    if kind == "dated":
        before = re.sub(r"\bon\s$", "", before, flags=re.IGNORECASE)
    if kind in {"range", "days", "years"} and joined.isalpha():
        # "from January to May" is a time, "up from January-May 2021" a comparison.
        before = _FROM_BEFORE.sub("", before)
    if _THIS_YEAR.fullmatch(match.group()) and _HIGHEST_OF.search(before):
        return True
    if kind in {"nmonths", "pastn"} and re.match(r"(?:over|during|in|for|across)\s", match.group(), re.I):
        return False
    if _OVER_AHEAD.search(before):
        return False
    if OVER_BEFORE.search(before) and kind != "month" and months.last >= _data_start(anchor):
        # "over the first six months" is a time, "over the first half of 2021" in 2022 is a comparison.
        return False
    return COMPARED_BEFORE.search(before) is not None


def _data_start(anchor: Anchor) -> tuple[int, int]:
    return (anchor.data_year if anchor.data_year is not None else anchor.newest[0]), 1
