"""Time events: periods in which something happened, or since which it has been so, by the words around them.

"The zone, inaugurated in November 2019" is no figure's period; "since the bridge was reopened in May" is, from then on;
"when the bridge was opened in 1998, trade was only …" is that year's.
"""

from __future__ import annotations

import re
from typing import NamedTuple

REACH = 140
"""Characters before a period that are looked at."""
_SINCE_BEFORE = re.compile(
    r"\bsince\b[^,;⟦]{0,80}$|\bsince\s(?:the|its|their)\s(?:very\s)?(?:first|debut|maiden|launch|opening)\b[^;⟦]{0,100}$",
    re.IGNORECASE,
)
_SINCE_WHAT = re.compile(
    r"since\s(?!(?:early|late|mid|the\s(?:start|end|beginning))\b)(?:[^\s,;]+\s){2}", re.IGNORECASE
)
"""What happened then: "since the bridge was reopened in May"."""
_EVENT_BEFORE = re.compile(
    r"(?:\b(?:launch(?:ed)?|found(?:ed|ation)|established|establishment|inaugurat(?:ed|ion)|opened|opening|joined|joining|"
    r"accession|signed|signing|built|completed|set\sup|born|t(?:ook|ake|aking|aken)\seffect|"
    r"into\s(?:effect|force|operation|use|service)|operational|implement(?:ed|ation)|unveiled|imposed|lifted|reopened|"
    r"closed|suspended|resumed|announced|adopted|approved|proposed|introduced|outbreak|released|published|visited|visit)\b"
    r"(?:\s(?!(?:and|but|exports?|imports?|trade)\b)[^\s,;⟦]{1,20}){0,5}\s(?:in|on|since|at|from|during|of)|"
    r"\banniversary(?:\s(?:in|on))?|"
    r"\b(?:end(?:s|ed|ing)|beg[aiu]n(?:s|ning)?|start(?:s|ed|ing))(?:\s(?:in|on|at))?)"
    r"\s(?:(?:the|early|late|mid)\s|(?:start|end|beginning)\sof\s)*$",
    re.IGNORECASE,
)
"""What happened then is no figure's period: "the zone, inaugurated in November 2019"."""
_OPENING_WHEN = re.compile(r"[\s\"“]*(?:When|By\sthe\stime)\s[^,;⟦]{1,120}$")
"""What was so then is the figure's: "When the bridge was opened in 1998, trade was only …"."""
_WHEN_BEHIND = re.compile(r",?\swhen\b", re.IGNORECASE)


class EventWords(NamedTuple):
    """What the words around a period say of an event.

    Attributes:
        happened: whether the period only says when something happened.
        since: where "since" stands ahead of the period, in the words before it; None where it does not.
        is_when: whether a clause goes on from the period: "in 2019, when …".
    """

    happened: bool
    since: int | None
    is_when: bool


def read_event(text: str, start: int, end: int) -> EventWords:
    """What the words around the period `text[start:end]` say of an event."""
    before, after = text[max(0, start - REACH) : start], text[end : end + 10]
    is_when = _WHEN_BEHIND.match(after) is not None
    is_then = after.startswith(",") and _OPENING_WHEN.match(text[:start]) is not None
    since = _SINCE_BEFORE.search(before)
    is_since = since is not None and _SINCE_WHAT.match(before, since.start()) is not None
    happened = not (is_when or is_then) and (is_since or _EVENT_BEFORE.search(before) is not None)
    return EventWords(happened, since.start() if since else None, is_when)
