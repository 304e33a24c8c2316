"""Units behind a number: percent and points, multiples, tonnes and other quantities, currencies."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from xjllm.figures.currencies import (
    CODE_ALIASES,
    ISO_CODES,
    NAME_PATTERN,
    NATION_PATTERN,
    SIGNS,
    is_weak_name,
    read_currency_name,
)
from xjllm.figures.values import GAP

FigureKind = Literal[
    "money", "percent", "percentage_points", "multiple", "fraction", "quantity", "count", "rank", "number"
]
"""What a figure is by its surface; `xjllm.figures.Figure` has what each means."""

_QUANTITY = (
    r"(?:metric[ -])?ton(?:ne)?s?|mt|mmt|(?-i:t|(?<=[a-z][ \u00a0])T(?!-)|kt)"
    r"|kilotons?|kilotonnes?|kilogram(?:me)?s?|kgs?|kilos?"
    r"|quintals?"
    r"|TEUs?|(?:twenty|20)[ -]?f(?:oo|ee)t(?:[ -]equivalent(?:[ -]units?)?(?: containers?)?| (?:standard )?containers?)"
    r"|barrels?|bbls?|cubic[ -]met(?:er|re)s?|bcm|mcm|(?-i:[kMGT]Wh)|kilowatt[ -]hours?|megawatt[ -]hours?|bushels?"
    r"|lit(?:er|re)s?|(?:troy )?ounces?|carats?"
)
_UNIT = re.compile(
    rf"(?:{GAP}|-)(?:"
    r"(?P<points>(?:of an? )?per[ \u00a0-]?cent(?:age)?[ \u00a0-]points?|pct\.?[ -]{1,2}p(?:oin)?ts?"
    r"|p\.p\.|pps?|ppts?|(?:of a )?points?|pts?)(?![A-Za-z])"
    r"|(?P<basis>basis[ -]points?|bps?)(?![A-Za-z])"
    r"|(?P<percent>%|per[ \u00a0-]?cents?(?![A-Za-z])|pct(?![A-Za-z])|pc(?![A-Za-z])|percentage(?![A-Za-z])|p\.c\.)"
    r"|(?P<times>times?|fold|(?<=[0-9])x)(?![A-Za-z])"
    rf"|(?P<quantity>{_QUANTITY})(?![A-Za-z])"
    rf"|(?P<code>(?-i:{'|'.join((*ISO_CODES, 'RMB', 'Rmb', 'NTD'))}))(?![A-Za-z])"
    r"|(?P<sign>[€£₽₸₩₹₺₫₴₪₮₾₼](?![0-9])|(?-i:US|HK|NT)?\$(?![0-9]))"
    rf"|(?:(?P<nation>{NATION_PATTERN}){GAP})?(?P<name>{NAME_PATTERN})(?![A-Za-z])"
    r")",
    re.IGNORECASE,
)

_KILO = Decimal("0.001")
_FACTORS: dict[str, Decimal] = {
    "kilogram": _KILO,
    "kilogramme": _KILO,
    "kg": _KILO,
    "kilo": _KILO,
    "quintal": Decimal("0.1"),
    "kt": Decimal(1000),
    "mmt": Decimal(10) ** 6,
    "kiloton": Decimal(1000),
    "kilotonne": Decimal(1000),
}
_DECIMAL_END = re.compile(r"[0-9]\.[0-9]{1,3}$")
_SHORT_NUMBER_END = re.compile(r"(?:^|[^0-9,.])[0-9]{1,3}$")
_GAS_FACTORS = {"bcm": Decimal(10) ** 9, "mcm": Decimal(10) ** 6}
_ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit behind a number.

    Attributes:
        kind: the figure's kind.
        code: unit of the guidelines; None where the surface does not tell, or where the guidelines have no such
            unit (barrels, cubic metres, kilowatt-hours).
        factor: what the number is multiplied with to be in `code`.
        end: one past the unit's last character.
        weak: whether the unit is also an everyday word ("3 won", "three points"), so that a short number before
            it need not be a figure.
    """

    kind: FigureKind
    code: str | None
    factor: Decimal
    end: int
    weak: bool = False


def read_unit(folded: str, start: int) -> Unit | None:
    """The unit that follows a number which ends at `start`, with a gap, a hyphen or nothing between; else None.

    Tons of all kinds are tonnes, as the guidelines read them; kilograms and quintals are converted. Of "12 mt" nobody
    can say whether it is megatonnes or metric tons: its unit is None.
    """
    match = _UNIT.match(folded, start)
    if match is None:
        return None
    end, group = match.end(), match.lastgroup
    if group == "points":
        weak = match["points"].lower().rstrip("s") in {"point", "pt"}
        return Unit("percentage_points", "percentage_points", _ONE, end, weak)
    if group == "basis":
        return Unit("percentage_points", "percentage_points", Decimal("0.01"), end)
    if group == "percent":
        return Unit("percent", "percent", _ONE, end)
    if group == "times":
        return Unit("multiple", "times", _ONE, end)
    if group == "quantity":
        if match["quantity"].lower() == "mt":
            return _read_mt(match["quantity"], folded[max(0, start - 5) : start], end)
        return _read_quantity(match["quantity"].lower(), end)
    if group == "code":
        return Unit("money", CODE_ALIASES.get(match["code"], match["code"]), _ONE, end)
    if group == "sign":
        return Unit("money", SIGNS[match["sign"]], _ONE, end)
    name, nation = match["name"], match["nation"] or ""
    return Unit("money", read_currency_name(name, nation), _ONE, end, is_weak_name(name) and not nation)


def _read_quantity(written: str, end: int) -> Unit:
    if written.startswith(("teu", "twenty", "20")):
        return Unit("quantity", "TEU", _ONE, end)
    stem = written.removesuffix("s")
    if stem in _FACTORS:
        return Unit("quantity", "tonnes", _FACTORS[stem], end)
    if "ton" in stem or stem == "t":
        return Unit("quantity", "tonnes", _ONE, end)
    return Unit("quantity", None, _GAS_FACTORS.get(stem, _ONE), end)


def _read_mt(written: str, number: str, end: int) -> Unit:
    """Megatonnes or metric tons: `Mt` is the first, `MT` the second, and `mt` either, as the number tells."""
    is_decimal, is_short = _DECIMAL_END.search(number), _SHORT_NUMBER_END.search(number)
    if written == "Mt" or (written == "mt" and is_decimal):
        return Unit("quantity", "tonnes", Decimal(10) ** 6, end)  # no one counts tenths of a metric ton
    return Unit("quantity", None if written == "mt" and is_short else "tonnes", _ONE, end)
