"""Parts: a figure that may be a part of a whole, and what two topics differ in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from xjllm.narrowing.topic import WORLD

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from xjllm.narrowing.months import Anchor, Months
    from xjllm.narrowing.passages import Group
    from xjllm.narrowing.topic import Topic

RESTRICTING = ("partner", "zone", "port", "transport", "enterprise_type", "trade_mode", "goods")
"""Fields of a topic that make it less than all trade of its reporter."""


@dataclass(frozen=True, slots=True)
class Part:
    """A figure that may be a part of a whole.

    Attributes:
        group: the figure and its words.
        topic: what it measures.
        before: what the figure before it measures.
        told: what the sentence before measures.
        tail: the words behind it; those behind the whole row where it stands in one.
        partners: the partners named so far, latest last.
        zones: the zones and cities named so far, latest last.
        statistic: what it states.
        period: its period.
        reporter: code of the article's reporter.
        story_zone: the zone that the whole article is about; empty where none, or where this is told of all.
        anchor: what months without a year are counted from.
    """

    group: Group
    topic: Topic
    before: Topic
    told: Topic
    tail: str
    partners: Sequence[str]
    zones: Sequence[str]
    statistic: str
    period: Months
    reporter: str
    story_zone: str
    anchor: Anchor


def is_narrow(topic: Topic, without: Sequence[str] = ()) -> bool:
    """Whether a topic is of less than all trade of the reporter, leaving aside the dimensions `without`."""
    return any(getattr(topic, name) for name in RESTRICTING if name not in without)


def find_differences(topic: Topic, whole: Topic) -> dict[str, str]:
    """In what the whole differs from its part; empty where the whole is all of the reporter's trade."""
    flow = whole.flow or (
        "total" if whole.measure in {"", "trade_value"} and topic.measure in {"", "trade_value"} else ""
    )
    if not any(getattr(whole, name) for name in RESTRICTING) and flow in {"", topic.flow}:
        return {}
    found = {
        ("commodity" if name == "goods" else name): _written(whole, name)
        for name in RESTRICTING
        if getattr(whole, name) != getattr(topic, name)
    }
    return found | ({"flow": flow} if flow not in {"", topic.flow} else {})


def _written(topic: Topic, name: str) -> str:
    if name == "goods":
        return topic.goods[0] if topic.goods else "all"
    value: str = getattr(topic, name)
    return value or (WORLD if name == "partner" else "all")


def lift(topic: Topic, restricting: Iterable[str]) -> dict[str, str]:
    """The whole that is not restricted in those of the fields `restricting` in which `topic` is."""
    return {
        ("commodity" if name == "goods" else name): WORLD if name == "partner" else "all"
        for name in restricting
        if getattr(topic, name)
    }
