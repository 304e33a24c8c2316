"""Wholes: what a share is a share of, and which other rate a growth gap is measured from.

Each rule gives the whole, which may be empty for all of the reporter's trade, or None where it does not apply.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from xjllm.narrowing import wholes_named, wholes_told
from xjllm.narrowing.mentions import find_mentions
from xjllm.narrowing.topic import WORLD

if TYPE_CHECKING:
    from xjllm.narrowing.part import Part

_I = re.IGNORECASE
_EARLIER = re.compile(
    r"\b(?:previous|preceding|prior|last)\s(?:month|quarter)\b|\b(?:month|quarter)\s(?:before|earlier)\b", _I
)
_RULES = (
    wholes_named.of_country,
    wholes_told.of_before,
    wholes_told.of_what_was_told,
    wholes_named.of_what_is_named,
    wholes_told.of_wider_goods,
    wholes_named.of_group,
    wholes_named.of_period,
    wholes_named.of_place,
    wholes_named.of_both_flows,
)


def read_whole(part: Part) -> dict[str, str]:
    """What a share is a share of, or a gap's other rate, as in the answer schema; empty for all of the reporter's."""
    if part.statistic == "growth_gap":
        return _gap_whole(part)
    if part.statistic not in {"share", "share_change"}:
        return {}
    found = (rule(part) for rule in _RULES)
    return next((whole for whole in found if whole is not None), {})


def _gap_whole(part: Part) -> dict[str, str]:
    words = part.group.gap[:90]
    if re.search(r"\b(?:quarter|half|month|year)\b", words, re.I) and not re.search(
        r"nation|average|country", words, re.I
    ):
        if _EARLIER.search(words):
            return {"period": str(part.period.shifted(-part.period.length))}
        mention = next(iter(find_mentions(words, part.anchor)), None)
        return {"period": str(mention.months if mention else part.period.shifted(-12))}
    of_region = re.search(r"\b(?:region|province)\b", words, re.I) and not re.search(r"\bnation|average", words, re.I)
    if (part.topic.zone or part.topic.port) and of_region:
        return {}
    if part.topic.partner and re.search(r"\b(?:region|province|overall|total)\b", words, re.I):
        return {"partner": WORLD}
    return {"reporter": "CHN"} if part.reporter.startswith("CN-") else {"partner": WORLD}
