"""Wholes that were told before a share: "of it", "of them", "among them, … or 25 percent"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from xjllm.narrowing.part import find_differences, is_narrow, lift
from xjllm.narrowing.topic import WORLD

if TYPE_CHECKING:
    from xjllm.narrowing.part import Part

_I = re.IGNORECASE
# "49 percent of them", "of that sum": the whole is what the figure before measures.
_OF_BEFORE = re.compile(
    r"^\s?(?:of|in|out\sof)\s(?:(?:it|them|these|those|which)\b(?!\s(?:exports|imports))|"
    r"(?:that|this|these|those)\s(?:\w+\s)?(?:sum|amount|figure|total|trade|volume|number|exports|imports|trains|"
    r"shipments|cargo)\b|the\s(?:total\s)?(?:value|volume|sum|amount)\b(?!\s(?:of|sold|traded)\b))",
    _I,
)
_OF_IT = re.compile(r"^\s?of\s(?:it|them)\b")
_AMOUNT_OF = re.compile(
    r"\sof\s(?:[\w’'.-]+\s){0,4}(?:trade|exports|imports|turnover),\s(?:or|about|nearly|some|making\sup|\s)*$"
)
_OR_SHARE = re.compile(
    r"(?:,\s|\s\()(?:(?:or|about|nearly|some|almost|over|more\sthan|accounting\sfor|making\sup|representing|equal\sto|equivalent\sto)\s)+$",
    re.I,
)
_NO_WHOLE = re.compile(r"^\s?(?:$|[,.;)]|of\s(?:the\s(?:total|whole)|them(?:\sall)?|all\sof\sthem)\b(?!\s\w))")
_AMONG = re.compile(r"^[\W]*(?:among|of|out\sof)\s(?:them|these|those|which|whom|this|that)\b", re.I)
_SOME_OF = re.compile(r"\d\s(?:\w+\s)?of\s(?:these|those|the|such)\s[\w-]+(?:\s[\w-]+)?,\s", re.I)
# "Aksu did 2 billion yuan of the trade with Peru, or 40 percent"
_OF_THE_TRADE = re.compile(
    r"\sof\s(?:the|its|that|this)\s(?:[\w’'-]+\s){0,2}(?:trade|exports|imports|turnover)(?:\s(?:with|to|from)\s[^,;.]{2,40})?,\s(?:or\s|about\s|nearly\s|some\s)+$",
    re.I,
)
_TO_PARTNER = re.compile(
    r"\s?(?:of|in)\s(?:the\s|its\s|all\s)?(?:\w+[’']s\s)?(?:total\s)?(?:trade|turnover|exports|imports|shipments|sales|what\s\w+\s(?:sells|buys|exports|imports))"
    r"\s(?:to|from|with)\s"
)
_OF_TRADE = re.compile(r"\b(?:trade|turnover|exports|imports)\b")
_TAKES = re.compile(
    r"\b[A-Z]\w+(?:[’']s)?\s(?:\w+\s)?(?:supplied|took|takes|bought|share|slice|portion|proportion|accounted|absorbed|provided)"
    r"\b[^,;.]{0,50}$"
)
_TRADE_OR_TOTAL = re.compile(r"\b(?:trade|exports|imports|total)\b")


def of_before(part: Part) -> dict[str, str] | None:
    """What the figure before it measures, where the words point back to that: "of them", "of the value"."""
    # "21 and 9 percent of the value respectively" are not of each other.
    in_row = "respectively" in part.tail
    if _OF_BEFORE.match(part.group.gap) and part.before != part.topic and not in_row:
        return find_differences(part.topic, part.before)
    if _OF_IT.match(part.group.gap) and part.topic.partner and _AMOUNT_OF.search(part.group.before):
        # "8 billion yuan of the city's trade, or 84 percent of it": the rest of that trade is with others.
        return {"partner": WORLD} if is_narrow(part.topic, ("partner",)) else {}
    return None


def of_what_was_told(part: Part) -> dict[str, str] | None:
    """The whole where a part of what was told is counted, its share behind: "of them, 97 were new, or 25 percent"."""
    before = part.group.before
    if part.statistic != "share" or not _OR_SHARE.search(before) or not _NO_WHOLE.match(part.tail):
        return None
    if _AMONG.search(before) and part.told != part.topic:
        return find_differences(part.topic, part.told) or None
    if _OF_THE_TRADE.search(before):
        return lift(part.topic, ("zone", "port", "enterprise_type")) or None
    if _SOME_OF.search(before) and part.topic.goods:
        return lift(part.topic, ("partner", "zone", "port")) or None
    return None


def of_wider_goods(part: Part) -> dict[str, str] | None:
    """The goods that those told of are a part of; or all goods, or all partners, where goods go to a partner."""
    topic = part.topic
    if part.statistic != "share" or not topic.goods:
        return None
    if topic.partner and _TAKES.search(part.group.left):
        # "of which Kazakhstan supplied 71 percent": the whole is that of the same goods, with all partners.
        return {"partner": WORLD}
    if topic.wider_goods and topic.wider_goods != topic.goods and not _TRADE_OR_TOTAL.search(part.tail):
        return {"commodity": topic.wider_goods[0]}
    if not topic.partner:
        return None
    words, before = part.tail, part.before
    turns_to_goods = (
        before.partner == part.topic.partner and before.goods != part.topic.goods and not words.strip(" .,")
    )
    if turns_to_goods or _TO_PARTNER.match(words):
        # "Cars were 17 percent of exports to the country".
        return {"commodity": "all"}
    # "Peru took 12 percent": of what was told of, those goods.
    return None if _OF_TRADE.search(words) else {"partner": WORLD}
