"""Each of several: one figure that is told of every partner named, and so is a fact of each.

"Sales to Peru and Chile each doubled", "Peru and Chile bought less than 4 million yuan each" (guidelines, "What is a
fact": one figure can carry several facts).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from xjllm.narrowing import names

if TYPE_CHECKING:
    from xjllm.narrowing.passages import Group

_EACH_AHEAD = re.compile(r"\b(?:each|both)\s(?:[\w-]+\s){0,4}$")
_EACH_BEHIND = re.compile(r"\seach(?=\s?[,.;]|$)")
_NEXT = re.compile(r",?\s?(?:and\s)?(?:the\s)?")
_KINDS = frozenset({"money", "percent", "multiple", "quantity"})


def find_each(group: Group) -> tuple[str, ...]:
    """Codes of the partners of which a figure is told one by one, in text order; empty where it is told of one."""
    if group.figure.kind not in _KINDS:
        return ()
    if not (_EACH_AHEAD.search(group.left) or _EACH_BEHIND.match(group.gap)):
        return ()
    found = names.find_partners(group.left)
    listed = found[:1]
    for each in found[1:]:
        if not _NEXT.fullmatch(group.left, listed[-1].end, each.start):
            return ()
        listed.append(each)
    codes = tuple(dict.fromkeys(each.code for each in listed))
    return codes if len(codes) > 1 else ()
