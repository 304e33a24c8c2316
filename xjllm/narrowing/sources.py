"""Sources: who gave the figures of an article, paragraph by paragraph."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from xjllm.reading.dates import MONTH

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xjllm.narrowing.passages import Passage

_NAME = (
    r"(?:[A-Z][\w&.’'-]*|of|the|for|and|on)(?:\s\([A-Z]+\))?(?:\s(?:[A-Z][\w&.’'-]*|of|the|for|and|on|in|customs)){0,8}"
)
_CITED = re.compile(
    rf"\b(?:[Aa]ccording\sto|citing|cited|(?:data|figures|statistics)\s(?:released\s|published\s|provided\s)?(?:on\s\w+\s)?(?:by|from)|learned\sfrom|quoted)\s"
    rf"(?:(?:data|figures|statistics)\s(?:released\s)?(?:on\s\w+\s)?(?:by|from)\s)?(?:the\s|country’s\s|country's\s)*(?P<name>{_NAME})"
)
_SAYS = re.compile(
    r"(?:^|,\s|\bthe\s|\.\s)(?:the\s)?(?P<name>(?:[A-Z][\w&.’'-]*)(?:\s(?:[A-Z][\w&.’'-]*|of|for|and|customs|"
    r"on)){0,7}?)(?:\s\([A-Z]+\))?\s"
    r"(?:said|told|reported|announced|showed|figures\sshow|data\sshow)"
)
_OFFICE = re.compile(
    r"\b(?:Customs|Bureau|Administration|Office|Committee|Ministry|Department|Group|Commission|Service|Agency|"
    r"Authority|Zholy|Bank|Statistics)\b"
)
_CUSTOMS_IN = re.compile(r"\bcustoms\s(?:authorities|office|officials)?\s?in\s(?P<city>[A-Z]\w+)")
_NAME_END = re.compile(
    rf"(?<![A-Z])\.\s|\s(?:on|in)\s(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(?i:{MONTH}))(?![a-z])",
)
"""Where a name ends although capital letters go on: at the end of its sentence, or at the day of the news."""
_MOST = 160


def find_sources(passages: Sequence[Passage]) -> tuple[tuple[int, str], ...]:
    """(n, name): who gave the figures from figure n on; a source covers its own paragraph."""
    found: list[tuple[int, str]] = []
    for index in sorted({passage.paragraph for passage in passages if passage.groups}):
        held = [passage for passage in passages if passage.paragraph == index]
        first = next(passage.groups[0].members[0].n for passage in held if passage.groups)
        name = _office(" ".join(passage.words for passage in held))
        if name and (not found or found[-1][1] != name):
            found.append((first, name))
    if found:
        # Whoever is named first is as a rule the source of what stands before.
        found[0] = (1, found[0][1])
    return tuple(found)


def _office(words: str) -> str:
    named = [(match.start(), match["name"]) for pattern in (_CITED, _SAYS) for match in pattern.finditer(words)]
    named += [(match.start(), f"{match['city']} Customs") for match in _CUSTOMS_IN.finditer(words)]
    for _, name in sorted(named):
        tidy = _NAME_END.split(name[:_MOST], 1)[0]
        tidy = re.sub(r"\s\([A-Z]+\)$", "", tidy.strip(" ,.’'"))
        tidy = re.sub(r"\s(?:of|the|for|and|on|in)$", "", re.sub(r"^(?:[Tt]he|\w+['’]s)\s", "", tidy))
        tidy = re.sub(r"\bcustoms$", "Customs", tidy)
        if _OFFICE.search(tidy) and " " in tidy:
            return tidy
    return ""
