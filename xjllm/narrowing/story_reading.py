"""Story readings: what code makes of an article and of each of its figures."""

from __future__ import annotations

from dataclasses import dataclass, field

from xjllm.narrowing.topic import WORLD


@dataclass(frozen=True, slots=True)
class Reading:
    """What code makes of one figure.

    Tuples have the likeliest value first; one value means that the words leave nothing open.

    Attributes:
        n: the figure's number.
        aside: why it may be no fact, as a reason of the answer schema; empty where nothing says so.
        sure: whether `aside`, or its absence, needs no second opinion.
        statistics: values that `statistic` may have.
        measures: values that `measure` may have.
        flows: values that `flow` may have, "none" included.
        partners: codes that `partner` may have.
        also: codes of further partners of which the figure is told as well, each of them a fact of its own.
        periods: periods that it may have, as in the answer schema.
        goods: the commodities; several mean several facts.
        rest: the other fields of a fact that code reads, at their values, as in the answer schema.
        with_n: number of the amount that this one converts into another currency; None where it converts none.
        stretch_of: number of the figure whose flow and partner this one shares; None where it begins a stretch.
        paragraph: index of the paragraph that it stands in.
        words: the sentence that it stands in.
        left: the words of it since the figure before.
    """

    n: int
    aside: str = ""
    sure: bool = True
    statistics: tuple[str, ...] = ("level",)
    measures: tuple[str, ...] = ("trade_value",)
    flows: tuple[str, ...] = ("total",)
    partners: tuple[str, ...] = (WORLD,)
    also: tuple[str, ...] = ()
    periods: tuple[str, ...] = ()
    goods: tuple[str | None, ...] = (None,)
    rest: dict[str, object] = field(default_factory=dict)
    with_n: int | None = None
    stretch_of: int | None = None
    paragraph: int = 0
    words: str = ""
    left: str = ""


@dataclass(frozen=True, slots=True)
class StoryReading:
    """What code makes of an article.

    Attributes:
        reporters: codes that the article's reporter may have, likeliest first.
        period: the period that most figures seem to have.
        readings: one for each figure, in order.
        sources: (n, name): who gave the figures from n on.
    """

    reporters: tuple[str, ...]
    period: str
    readings: tuple[Reading, ...]
    sources: tuple[tuple[int, str], ...]
