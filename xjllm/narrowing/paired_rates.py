"""Paired rates: whether rates and shares are of the amount of goods or of its value, where a sentence gives both.

"300 tons of tea worth 2 million yuan were exported, up 5 percent and 8 percent respectively": the first rate is of the
tons (guidelines, field `measure`: growth and share carry the measure that they are about).
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from xjllm.vocabulary import MEASURE_OF_UNIT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xjllm.narrowing.passages import Group
    from xjllm.narrowing.topic import Topic

    Told = tuple[Group, Topic]

_RATES = frozenset({"percent", "multiple"})
_AMOUNTS = frozenset({"quantity", "count"})
_AND = re.compile(r"\sand\s(?:by\s)?")
_OF = re.compile(r"\s(?:of|in)\s(?:(?:the|all|those|these|its|their|some|nearly|about|more\sthan|over|total)\s){0,3}")
_IN_ORDER = re.compile(r"\brespectively\b|^[\s,]*(?:year[- ]on[- ]year|(?:from|on|over|than|compared\swith)\s|[.]?$)")


def measure_rates(told: Sequence[Told]) -> list[Told]:
    """A sentence's figures and topics, each rate and share with the measure of the amount that it is of."""
    measured = list(told)
    for at, (group, topic) in enumerate(told):
        following = told[at + 1] if at + 1 < len(told) else None
        if following and group.figure.kind == "percent" and _OF.fullmatch(group.gap):
            whole = following[0].figure
            if whole.kind in _AMOUNTS and whole.unit in MEASURE_OF_UNIT:
                measured[at] = (group, replace(topic, measure=MEASURE_OF_UNIT[whole.unit]))
    for at in range(len(told) - 3):
        amounts, rates = told[at : at + 2], told[at + 2 : at + 4]
        kinds = {group.figure.kind for group, _ in amounts}
        if "money" not in kinds or not kinds & _AMOUNTS or any(group.figure.kind not in _RATES for group, _ in rates):
            continue
        if _AND.fullmatch(rates[0][0].gap) and _IN_ORDER.search(rates[1][0].gap):
            for place in (0, 1):
                group, topic = rates[place]
                measured[at + 2 + place] = (group, replace(topic, measure=amounts[place][1].measure))
    return measured
