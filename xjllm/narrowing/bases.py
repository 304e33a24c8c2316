"""Bases: what a change or a growth rate is measured from: the year before, the month, the quarter, or another time."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from xjllm.narrowing import cues
from xjllm.narrowing.mentions import find_mentions, scan_mentions

if TYPE_CHECKING:
    from xjllm.narrowing.months import Anchor, Months
    from xjllm.narrowing.passages import Group

_FAR = re.compile(
    r"(?:\bas\s(?:in|of)|\bsince|\bthan\sin|\bthat\sof|\bthe(?=\s\d{4}\s(?:level|figure|total|amount|volume)))\s(?:\w+\s){0,2}?(?P<year>(?:19|20)\d\d)\b",
    re.I,
)
_EARLIER_LEVEL = re.compile(r"\bpre-(?:pandemic|COVID|crisis|war)\s(?:\w+\s)?(?:level|peak|figure|volume|year)", re.I)
_YEARS_BACK = re.compile(
    r"\b(?:than|from|of|on|with|to|as)\s(?:\w+\s){0,3}?(?:two|three|four|five|six|seven|eight|nine|ten|[2-9]|[1-9]\d)\syears\s(?:ago|before|earlier)\b|"
    r"\bthan\s(?:in|during|over)\sthe\s[\w\s-]{1,20}\sPlan\b",
    re.I,
)
# "the lowest since 2013" is no base.
_BEST_SINCE = re.compile(
    r"\b(?:least|most|lowest|highest|smallest|largest|biggest|fastest|slowest|best|worst|strongest|"
    r"weakest|first)\s(?:\w+\s){0,3}since\b.*",
    re.I,
)
_END_OF_YEAR = re.compile(
    r"\b(?:than|from|compared\s(?:with|to)|against|since)\s(?:at\s|in\s)?(?:the\s)?(?:end|close|start|beginning)\sof\s"
    r"(?:last\syear|(?:the\s)?(?:previous\s|this\s)?year|20\d\d)(?P<then>\sbefore)?",
    re.I,
)
_OTHER_QUARTER = re.compile(
    r"\bthan\s(?:in\s|that\sof\s)?the\s(?P<nth>first|second|third|fourth)(?=\s?[,.;)]|\s(?:of|and)\b|\squarter|$)", re.I
)
_OVER_YEARS = re.compile(
    r"\b(?:over|in|during|within)\s(?:the\s)?(?:past\s|last\s)?(?!one\b)[\w-]{1,12}\s(?:years|decades)\b", re.I
)
_MOST_IN_A_YEAR = 30
"""A multiple above this, of trade in all goods, is of many years."""
_OWN_MONTH = re.compile(
    r"\s(?:(?:decline|drop|fall|rise|increase|gain|growth)\s)?(?:(?:in|for)\s)?(?:a\smonth\s(?:ago|earlier|before)|the\smonth\sbefore|"
    r"the\s(?:previous|preceding|prior)\smonth)\b",
    re.I,
)
_QUARTERS = {"first": 3, "second": 6, "third": 9, "fourth": 12}
"""Their last months."""


def read_basis(
    group: Group, period: Months, anchor: Anchor, *, of_goods: bool = False, is_compared: bool = False
) -> str:
    """`mom`, `qoq` or `other`; empty for `yoy`.

    Args:
        group: the change or growth rate.
        period: its months.
        anchor: when the article stands.
        of_goods: whether it is of certain goods, whose trade may grow many times over in a year.
        is_compared: whether another rate is only compared with it: "after a fall of 5 percent a month before" names
            its own month, not what it is measured from.
    """
    # "Double the number in April": what stands behind a multiple is its base.
    mark = group.figure.text if group.figure.kind == "multiple" else "# "
    near = f"{group.head[-80:]} {mark}{group.gap[:80]}"
    if is_compared and _OWN_MONTH.match(group.gap):
        near = f"{group.head[-80:]} # "
        group = replace(group, gap="", after="")
    near = _BEST_SINCE.sub("", near)
    own = cues.MOM.match(group.gap.lstrip(" ,"))
    is_yoy = cues.YOY.search(near) is not None and not own
    bases = [each for each in find_mentions(near, anchor) if each.is_base]
    ahead = re.search(r"\b[Cc]ompared\s(?:with|to)\s(?P<m>[A-Z]\w+(?:\s(?:19|20)\d\d)?),[^.;]*$", group.before)
    if ahead and not cues.YOY.search(group.before) and not group.left.strip().startswith("and"):
        bases += [each for each in find_mentions("from " + ahead["m"], anchor) if each.is_base]
    behind = [each for each in find_mentions(group.tail, anchor) if each.is_base and each.months.length == 1]
    if behind and not cues.YOY.search(group.tail):
        is_yoy, bases = False, behind
    if _is_far(near, period, anchor) or _EARLIER_LEVEL.search(near) or _YEARS_BACK.search(near):
        return "other"
    if (
        group.figure.kind == "multiple"
        and not is_yoy
        and (_OVER_YEARS.search(near) or (not of_goods and abs(group.figure.value) > _MOST_IN_A_YEAR))
    ):
        return "other"
    if of_end := _END_OF_YEAR.search(near):
        return "" if period.last[1] == 12 or of_end["then"] else "other"
    if not is_yoy:
        if cues.MOM.search(near):
            return "mom"
        if of_month := next((each for each in bases if each.months.length == 1), None):
            distance = (period.last[1] - of_month.months.last[1]) % 12
            if distance:
                return "mom" if distance == 1 or period.length > 1 else "other"
    if period.length == 3 and _is_on_other_quarter(near, period):
        return "qoq"
    return "qoq" if cues.QOQ.search(group.tail) or (cues.QOQ.search(near) and not is_yoy) else ""


def _is_on_other_quarter(words: str, period: Months) -> bool:
    """Whether `words` compare the quarter `period` with another one than that of the year before."""
    named = _OTHER_QUARTER.search(words)
    return named is not None and _QUARTERS[named["nth"].lower()] != period.last[1]


def _is_far(words: str, period: Months, anchor: Anchor) -> bool:
    """Whether `words` compare with a year further back than the last: "2.2 times as much as in 2013"."""
    year = anchor.calendar_year(period.last[0])
    stated = _FAR.search(words)
    if stated is not None and int(stated["year"]) < year - 1:
        return True
    return any(
        each.is_base
        and each.is_stated
        and each.reference != "since"
        and (each.count if each.reference == "same" else each.months.last[0]) < year - 1
        for each in scan_mentions(words, anchor)
    )
