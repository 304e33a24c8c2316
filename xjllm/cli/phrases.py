"""A fact's codes as short phrases for people; JSON and CSV have the codes themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from decimal import Decimal

    from xjllm.fact import Fact
    from xjllm.periods import Period

_TRADE = {"total": "total trade", "exports": "exports", "imports": "imports", "balance": "trade balance", None: "trade"}
_DIRECTION = {
    "total": "import and export ",
    "exports": "export ",
    "imports": "import ",
    "balance": "net ",
    None: "",
}
_MEASURES = {
    "freight_trains": "freight trains",
    "freight_volume": "freight volume",
    "shipments": "shipments",
    "trading_partners": "trading partners",
    "enterprises": "trading enterprises",
}
_LEVELS = {"trade_value": "value", "freight_volume": ""}
_STATISTICS = {"share_change": "change of share", "growth_gap": "growth gap"}


def phrase_fact(fact: Fact) -> str:
    """What the figure measures: "exports, value", "total trade, growth yoy", "freight trains, number"."""
    in_money = fact.measure == "trade_value"
    subject = _TRADE[fact.flow] if in_money else _DIRECTION[fact.flow] + _MEASURES[fact.measure]
    if fact.statistic == "level":
        statistic = _LEVELS.get(fact.measure, "number")
    else:
        statistic = _STATISTICS.get(fact.statistic, fact.statistic)
    if fact.ranked_by and fact.ranked_by != "level":
        statistic += f" by {fact.ranked_by}"
    if fact.basis:
        statistic += " on another basis" if fact.basis == "other" else f" {fact.basis}"
    return f"{subject}, {statistic}" if statistic else subject


def phrase_amount(value: Decimal, unit: str | None, comparator: str | None, *, per: str | None = None) -> str:
    """The value with its unit: "~17,030,000,000 USD", "rank 1", "600 trains a month"."""
    sign = comparator if comparator and comparator != "=" else ""
    number = f"{sign}{value.normalize():,f}"
    if unit == "rank":
        return f"rank {number}"
    words = [number, (unit or "").replace("_", " "), f"a {per}" if per else ""]
    return " ".join(word for word in words if word)


def phrase_period(period: Period | None) -> str:
    """The period's months, first and last inclusive: "2021-01/2021-11", one month as "2021-11", "?" for None."""
    first, _, last = str(period or "?").partition("/")
    return first if first == last or not last else f"{first}/{last}"


def phrase_partner(fact: Fact, *, with_reporter: bool) -> str:
    """The partner's code, after the reporter's where articles tell of several: "CN-XJ ↔ KAZ"."""
    return f"{fact.reporter} ↔ {fact.partner}" if with_reporter else fact.partner


def phrase_details(fact: Fact, *, source: str | None) -> tuple[str, ...]:
    """Everything else that the article says of the figure, a short phrase each.

    Args:
        fact: the fact.
        source: what the reader was told to be the source where none is named; None where nothing was said.
    """
    details = (
        fact.commodity,
        fact.enterprise_type and f"{fact.enterprise_type.replace('_', ' ')} enterprises",
        fact.trade_mode,
        fact.zone,
        fact.port and f"port {fact.port}",
        # Freight trains always go by rail (guidelines, field `transport`).
        fact.transport and fact.measure != "freight_trains" and f"by {fact.transport}",
        _whole(fact),
        "adjusted" if fact.adjusted else None,
        "a record" if fact.record else None,
        f"[{fact.source or 'no source'}]" if fact.source != source else None,
    )
    return tuple(detail for detail in details if detail)


def _whole(fact: Fact) -> str | None:
    if fact.whole is None:
        return None
    named = fact.whole.model_dump(exclude={"period"}, exclude_unset=True)
    spoken = {name.replace("_", " "): part for name, part in named.items()}
    words = [f"{name} {part}" if part else f"any {name}" for name, part in spoken.items()]
    if fact.whole.period:
        words.append(f"period {phrase_period(fact.whole.period)}")
    said = ", ".join(words)
    return f"{'against' if fact.statistic == 'growth_gap' else 'of'} {said}" if said else None
