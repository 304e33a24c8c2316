"""Whether two facts agree, field by field: the one definition that pairing, scores and reports share."""

from __future__ import annotations

import re
import unicodedata
from decimal import ROUND_HALF_EVEN, Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from xjllm.places import port_name, zone_name

if TYPE_CHECKING:
    from xjllm.fact import Fact

CORE_FIELDS = ("value", "unit", "statistic", "measure", "flow", "partner", "period")
"""What a fact must have right to be of any use."""

STRICT_FIELDS = (
    *CORE_FIELDS,
    "comparator",
    "ranked_by",
    "basis",
    "reporter",
    "commodity",
    "enterprise_type",
    "trade_mode",
    "zone",
    "port",
    "transport",
    "per",
    "whole",
    "adjusted",
    "record",
)
"""Every field of the guidelines but `figure` and `occurrence`, which pairing uses, and `source`."""

SCORED_FIELDS = (*STRICT_FIELDS, "source")
"""What has an accuracy of its own. `source` is said of the statement, not of the trade: reported alone."""

_TEXT_FIELDS = frozenset({"commodity", "trade_mode", "zone", "port", "source"})
_WHOLE_DIMENSIONS = (
    "measure",
    "flow",
    "reporter",
    "partner",
    "commodity",
    "enterprise_type",
    "trade_mode",
    "zone",
    "port",
    "transport",
    "period",
)
_UNRESTRICTED = ("commodity", "enterprise_type", "trade_mode", "zone", "port", "transport")

_HYPHENS = dict.fromkeys(map(ord, "-\u00ad\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe63\uff0d"), " ")
_QUOTES: dict[int, str | None] = dict.fromkeys(map(ord, "'\u2018\u2019\u201a\u201b\u2032`\u00b4\uff07"), "'")
_QUOTES |= dict.fromkeys(map(ord, '"\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033\uff02'), None)
_TIDY = {"port": port_name, "zone": zone_name}
_DIGIT = re.compile(r"\d")
_ENDLESS = (3, 6, 7, 9)
"""Denominators up to ten whose fractions have decimals without end."""


@lru_cache(maxsize=4_096)
def normalise_text(text: str | None) -> str | None:
    """The form in which free text is compared; None for None and for text without content.

    Case, white space, kinds of hyphens and quotes, and a leading "the" make no difference; a hyphen counts as
    a space ("new-energy vehicles" is "new energy vehicles").
    """
    if text is None:
        return None
    plain = unicodedata.normalize("NFKC", text.translate(_QUOTES)).translate(_HYPHENS).casefold()
    words = plain.split()
    if len(words) > 1 and words[0] == "the":
        words = words[1:]
    return " ".join(words) or None


def same_value(gold: Decimal, got: Decimal, *, figure: str) -> bool:
    """Whether `got` is the value that the gold states for `figure`; both in base units, signed.

    Exact, but for a fraction in words or with a stroke whose decimals do not end: "a third" is 33, 33.3 and
    33.33 percent, so the value with more decimals agrees where it rounds to the other one.
    """
    if gold == got:
        return True
    coarse, fine = sorted((gold, got), key=_decimals)
    printed_in_digits = _DIGIT.search(figure) and "/" not in figure
    if printed_in_digits or not _is_endless_share(fine):
        return False
    step = Decimal(1).scaleb(-_decimals(coarse))
    # How halves are rounded makes no difference: thirds, sixths, sevenths and ninths have none.
    return fine.quantize(step, ROUND_HALF_EVEN) == coarse


def _decimals(value: Decimal) -> int:
    """Number of digits after the point; 0 for whole numbers, however written."""
    exponent = value.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _is_endless_share(percent: Decimal) -> bool:
    """Whether `percent`, as far as its decimals go, is thirds, sixths, sevenths or ninths of 100."""
    # A share is a small number; the bound keeps the arithmetic below within the context's digits.
    if not percent.is_finite() or abs(percent) > 1_000 or not 0 < _decimals(percent) <= 30:
        return False
    half_step = Decimal(1).scaleb(-_decimals(percent)) / 2
    return any(abs(percent * parts - 100 * round(percent * parts / 100)) <= parts * half_step for parts in _ENDLESS)


def resolve_whole(fact: Fact, *, against: Fact) -> tuple[object, ...]:
    """All dimensions of the whole that `fact.whole` names, in normal form, where `against` lends its own.

    No whole means the reporter's whole trade in the same measure, flow and period, with all partners
    (guidelines, field `whole`); freight trains stay on rails.
    """
    dimensions = {name: getattr(against, name) for name in _WHOLE_DIMENSIONS}
    if fact.whole is None:
        dimensions |= dict.fromkeys(_UNRESTRICTED) | {"partner": "WLD"}
        if against.measure == "freight_trains":
            dimensions["transport"] = against.transport
    else:
        dimensions |= {name: getattr(fact.whole, name) for name in fact.whole.model_fields_set}
    return tuple(_normal(name, dimensions[name]) for name in _WHOLE_DIMENSIONS)


def field_agrees(field: str, gold: Fact, got: Fact) -> bool:
    """Whether `got` has in `field`, one of `SCORED_FIELDS`, what `gold` has.

    Both wholes are resolved against the gold fact, so that a wrong partner is not counted twice.
    """
    if field == "value":
        return same_value(gold.value, got.value, figure=gold.figure)
    if field == "whole":
        if gold.whole is None and got.whole is None:
            return True
        return resolve_whole(gold, against=gold) == resolve_whole(got, against=gold)
    return bool(_normal(field, getattr(gold, field)) == _normal(field, getattr(got, field)))


def wrong_fields(gold: Fact, got: Fact) -> tuple[str, ...]:
    """The fields in which `got` differs from `gold`, in the order of `SCORED_FIELDS`."""
    return tuple(field for field in SCORED_FIELDS if not field_agrees(field, gold, got))


def _normal(field: str, value: object) -> object:
    if field == "ranked_by":
        # "`level` unless said" (guidelines); it means nothing but for ranks, where the field may be left out.
        return value or "level"
    if field in _TIDY and isinstance(value, str):
        # Two spellings of one place ("Horgos Port", "Kashgar Prefecture") name the right place.
        value = _TIDY[field](value)
    if isinstance(value, str) and (field in _TEXT_FIELDS or (field == "partner" and not value.isupper())):
        return normalise_text(value)
    return value
