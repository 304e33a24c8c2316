"""How findings about doubtful figures are worded."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from xjllm.finding import Finding

if TYPE_CHECKING:
    from xjllm.checks.ledger import Stated

_SCALES = ((Decimal(10) ** 12, " trillion"), (Decimal(10) ** 9, " billion"), (Decimal(10) ** 6, " million"))


def doubt(code: str, message: str, *stated: Stated) -> Finding:
    """A warning about these facts, the doubtful one first; each is named once."""
    return Finding(code=code, severity="warning", message=message, facts=tuple(dict.fromkeys(s.index for s in stated)))


def doubt_at(code: str, message: str, *facts: int) -> Finding:
    """A warning about the facts at these indices, the doubtful one first."""
    return Finding(code=code, severity="warning", message=message, facts=facts)


def number(value: Decimal) -> str:
    """The number for a reader: four digits, with its scale, as `189.1 billion`."""
    size = abs(value)
    for scale, name in _SCALES:
        if size >= scale:
            return f"{_short(value / scale)}{name}"
    return _short(value)


def _short(value: Decimal) -> str:
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{float(f'{value:.4g}'):g}"
