"""The direction that the words around a figure give it: up or down, surplus or deficit."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from xjllm.figures.values import lower_text

if TYPE_CHECKING:
    from collections.abc import Iterator

Direction = Literal["up", "down"]

_DOWN = (
    r"f(?:ell|all|alls|alling|allen)|drop(?:s|ped|ping)?|down|downturn|declin(?:e|es|ed|ing)|"
    r"decreas(?:e|es|ed|ing)|shr(?:ank|ink|inks|inking|unk|inkage)|contract(?:ed|ing|ion)|slip(?:s|ped|ping)?|"
    r"narrow(?:s|ed|ing)|sl(?:id|ide|ides|iding)|slump(?:s|ed|ing)?|plung(?:e|es|ed|ing)|"
    r"plummet(?:s|ed|ing)?|tumbl(?:e|es|ed|ing)|s(?:ank|ink|inks|inking|unk)|dip(?:s|ped|ping)?|eas(?:ed|es|ing)|"
    r"retreat(?:s|ed|ing)?|weaken(?:s|ed|ing)?|reduc(?:ed|es|ing|tion)|dwindl(?:e|es|ed|ing)|"
    r"diminish(?:es|ed|ing)?|collaps(?:e|es|ed|ing)|reced(?:e|es|ed|ing)|shed|halv(?:ed|ing)|"
    r"crash(?:ed|es|ing)?|lag(?:s|ged|ging)|trail(?:s|ed|ing)|nosedived|minus|lost|loses|losing|negative\sgrowth|lower|cuts?|cutting"
)
_UP = (
    r"r(?:ose|ise|ises|ising|isen)|up|upturn|increas(?:e|es|ed|ing)|gr(?:ew|ow|ows|owing|own|owth)|"
    r"climb(?:s|ed|ing)?|gain(?:s|ed|ing)?|jump(?:s|ed|ing)?|surg(?:e|es|ed|ing)|soar(?:s|ed|ing)?|"
    r"expan(?:d|ds|ded|ding|sion)|advanc(?:e|es|ed|ing)|sw(?:ell|ells|elled|elling|ollen)|"
    r"widen(?:s|ed|ing)?|(?:sky)?rocket(?:s|ed|ing)?|accelerat(?:e|es|ed|ing)|improv(?:e|es|ed|ing|ement)|"
    r"rebound(?:s|ed|ing)?|recover(?:s|ed|ing|y)?|le(?:ap|aps|apt|aped|aping)|boost(?:s|ed|ing)?|"
    r"spik(?:e|es|ed|ing)|outp(?:erformed|aced|aces)|beat(?:s|ing)?|balloon(?:s|ed|ing)?|quicken(?:s|ed|ing)?|"
    r"strengthen(?:s|ed|ing)?|double[ds]?|triple[ds]?|higher|add(?:s|ed|ing)"
)
# For text in lower case: to ignore case takes a pattern of so many words six times as long.
_CUE = re.compile(rf"\b(?=[a-z])(?:(?P<down>{_DOWN})|(?P<up>{_UP}))\b")
# "Making up 65.6 percent" is a share.
_PHRASAL = re.compile(r"\b(?:m(?:ake|akes|ade|aking)|t(?:ake|akes|ook|aking)|set|end|ended|back)\s$", re.IGNORECASE)
# "Higher" and "cut" tell the direction of a figure after "by": "lower than in May by 3 points".
_WITH_BY = {"higher", "lower", "cut", "cuts", "cutting"}
_NOUNS = {"increase", "rise", "growth", "gain", "jump", "surge", "expansion", "leap", "hike", "rebound"}

_AFTER = re.compile(
    # "1.8 percent, or $1.4 billion, less than a year earlier".
    r"(?:(?:,\sor\s[^,;]{1,30})?,(?=\s(?:less|fewer|lower|more|higher)\sthan\b))?"
    r"\s?(?:(?:year[- ]on[- ]year|month[- ]on[- ]month|annual(?:ized)?|yoy|y/y|on[- ]year)\s)?"
    r"(?:(?P<down>less|fewer|lower|below|down|slower|smaller|behind|short|cheaper|decline|decrease|drop|fall|"
    r"contraction|slump|plunge|reduction|dip|loss|shortfall)|"
    r"(?P<up>more|higher|above|up|faster|larger|bigger|greater|ahead|increase|rise|growth|gain|jump|surge|"
    r"expansion|leap|hike|rebound|quicker))\b",
    re.IGNORECASE,
)
_ABOVE = (
    r"(?:\w{1,20}\s){0,2}(?:exceed(?:ed|ing|s)?|outstrip(?:s|ped|ping)?|top(?:s|ped|ping)?|surpass(?:es|ed|ing)?|"
    r"outweigh(?:s|ed|ing)?|(?:is|are|was|were|being)\s(?:above|(?:larger|bigger|higher|greater|more)\sthan))"
    r"\s(?:[\w'’]{1,20}\s){0,2}"
)
_BELOW = (
    r"(?:\w{1,20}\s){0,2}(?:f(?:ell|all|alls|alling)\sshort\sof|lag(?:s|ged|ging)?(?:\sbehind)?|trail(?:s|ed|ing)?|"
    r"(?:is|are|was|were|being)\s(?:below|(?:smaller|lower|less)\sthan))"
    r"\s(?:[\w'’]{1,20}\s){0,2}"
)
_BALANCE = re.compile(
    rf"\b(?:(?P<down>deficits?|shortfall|(?:negative|passive)\s(?:\w{{1,20}}\s){{0,2}}balance|balance(?:\sof\strade)?\s(?:was|is|turned|remained|stayed)\snegative|in\sthe\sred|imports\s{_ABOVE}exports|exports\s{_BELOW}imports)|"
    rf"(?P<up>surplus(?:es)?|in\sthe\sblack|positive\s(?:\w{{1,20}}\s){{0,2}}balance|exports\s{_ABOVE}imports|imports\s{_BELOW}exports))\b",
    re.IGNORECASE,
)
# "Off 45.2 percent" is down so much; "the decline narrowed by 3 points" leaves more than before.
_OFF = re.compile(r"(?:^|[\s,(])off\s(?:(?:about|around|nearly|almost|some|by)\s)?$", re.IGNORECASE)
_DECLINE = re.compile(r"\b(?:declines?|falls?|drops?|decreases?|contractions?|slumps?)$", re.IGNORECASE)
_SLOWED = re.compile(r"narrow(?:s|ed|ing)?|eas(?:es|ed|ing)|slow(?:s|ed|ing)?|moderat(?:es|ed|ing)", re.IGNORECASE)
_SEPARATE_CLAUSE = re.compile(r"[;:]|\b(?:while|whereas|although|though|but)\b", re.IGNORECASE)
_ARRIVED = re.compile(r"\s(?:\w{1,20}ly\s)?to\s(?:(?:about|around|nearly|almost|just|only|over)\s)?$")
_ADJACENT_CHARS = 40


@dataclass(frozen=True, slots=True)
class Cue:
    """A word that gives a figure its direction.

    Attributes:
        direction: which way.
        word: the word, as it stands in the text.
        close: whether nothing but a few words stands between it and the figure, no other figure above all.
        arrived: whether the figure is where something arrived: "fell to", "narrowed slightly to about".
        of_rate: whether it only names a rate: "the growth rate".
    """

    direction: Direction
    word: str
    close: bool
    arrived: bool = False
    of_rate: bool = False


def find_change_cue(before: str, after: str) -> Cue | None:
    """The word that says whether a figure between `before` and `after` is a rise or a decline.

    A word that follows at once ("1.9 percent less") counts before the nearest one ahead of the figure, unless
    that one is next to it ("fell 5 percent more than expected"). Failing both, the next one in its clause. In
    "the decline narrowed to 5 percent" it is the word before: the figure is where the rate arrived.

    Args:
        before: the sentence up to the figure.
        after: the sentence from the figure's end.

    Returns:
        None where no word of direction stands in the sentence, or only one of where a rate arrived.
    """
    if _OFF.search(before):
        return Cue("down", "off", close=True)
    ahead = list(_cues(before))
    nearest = ahead[-1] if ahead else None
    if nearest and nearest.close and not nearest.arrived and _SLOWED.fullmatch(nearest.word):
        head = before[: before.rfind(nearest.word)].rstrip()
        if _DECLINE.search(head):
            return replace(nearest, direction="up")
    following = _AFTER.match(after)
    if following and not (nearest and nearest.close and following["up"] and following["up"].lower() not in _NOUNS):
        return Cue("down" if following["down"] else "up", following[0].split()[-1], close=True)
    if nearest and nearest.arrived:
        return replace(ahead[-2], close=False) if len(ahead) > 1 else None
    if nearest:
        # "A drop in the growth rate of 2 points": the growth rate is what dropped.
        of_rate = nearest.of_rate and len(ahead) > 1 and ahead[-2].close
        return ahead[-2] if of_rate else nearest
    clause = _SEPARATE_CLAUSE.split(after, maxsplit=1)[0]
    later = _CUE.search(lower_text(clause))
    return Cue("down" if later["down"] else "up", clause[later.start() : later.end()], close=False) if later else None


def find_balance_cue(before: str, after: str) -> Cue | None:
    """The word that says whether a balance between `before` and `after` is a surplus, up, or a deficit."""
    ahead = list(_BALANCE.finditer(before))
    found = ahead[-1] if ahead else _BALANCE.search(after)
    return Cue("down" if found["down"] else "up", found[0], close=True) if found else None


def _cues(before: str) -> Iterator[Cue]:
    for found in _CUE.finditer(lower_text(before)):
        if found[0] == "up" and _PHRASAL.search(before[max(0, found.start() - 12) : found.start()]):
            continue
        if found[0] in _WITH_BY and not before.endswith("by "):
            continue
        between = before[found.end() :] if len(before) - found.end() <= _ADJACENT_CHARS else None
        close = between is not None and not any(char.isdigit() or char in ",;:()" for char in between)
        arrived = close and between is not None and _ARRIVED.match(between) is not None
        of_rate = before.startswith((" rate", " pace"), found.end())
        word = before[found.start() : found.end()]
        yield Cue("down" if found["down"] else "up", word, close, arrived, of_rate)
