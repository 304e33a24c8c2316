"""The closed sets of the annotation guidelines (docs/annotation.md), in one place.

Terms follow the UN's International Merchandise Trade Statistics manual (IMTS 2010) and SDMX.
"""

from __future__ import annotations

from typing import Literal

Comparator = Literal["=", "~", ">", "<"]
Statistic = Literal["level", "change", "growth", "growth_gap", "share", "share_change", "rank"]
RankedBy = Literal["level", "growth", "share"]
Basis = Literal["yoy", "mom", "qoq", "other"]
Measure = Literal["trade_value", "freight_trains", "freight_volume", "shipments", "trading_partners", "enterprises"]
Flow = Literal["total", "exports", "imports", "balance"]
EnterpriseType = Literal["private", "state_owned", "foreign_invested", "domestic"]
Transport = Literal["rail", "road", "air", "sea"]
Per = Literal["month", "day", "year"]

PLAIN_UNITS = (
    "percent",
    "percentage_points",
    "times",
    "rank",
    "trains",
    "tonnes",
    "TEU",
    "vehicles",
    "countries",
    "enterprises",
    "items",
)
"""Units that are no currency; every other unit is an ISO 4217 code."""

MEASURE_OF_UNIT: dict[str, Measure] = {
    "trains": "freight_trains",
    "tonnes": "freight_volume",
    "TEU": "freight_volume",
    "vehicles": "shipments",
    "items": "shipments",
    "countries": "trading_partners",
    "enterprises": "enterprises",
}
"""What a count of this unit measures unless the article says otherwise; money is trade_value."""
