"""Fiscal years: in which month those of a country begin that its trade statistics count in."""

from __future__ import annotations

import re

_STARTS = {
    "AUS": 7, "BGD": 7, "EGY": 7, "ETH": 7, "KEN": 7, "NZL": 7, "NPL": 7, "PAK": 7, "TZA": 7, "UGA": 7,
    "CAN": 4, "GBR": 4, "HKG": 4, "IND": 4, "JPN": 4, "KWT": 4, "LKA": 4, "MMR": 4, "SGP": 4, "ZAF": 4,
    "THA": 10, "USA": 10, "HTI": 10,
}  # fmt: skip
"""CIA World Factbook, field "Fiscal year"; Nepal's begins in mid-July. Countries left out count calendar years."""
NAMED_BY_FIRST_YEAR = frozenset({"JPN", "GBR"})
"""Countries whose "fiscal 2023" begins in 2023; elsewhere it ends then."""
_NAMED = re.compile(
    r"\b(?:fiscal|financial)\s(?:year\b|20\d\d)|\b(?:current|last|previous|this)\sfiscal\b", re.IGNORECASE
)
_TWO_YEARS = re.compile(r"(?<![\w-])(20\d\d)[-–/](\d\d)(?![\w-])")
_SHORT = re.compile(r"\bFY[\s-]?(?:20)?\d\d\b")


def names_fiscal_year(text: str) -> bool:
    """Whether the text speaks of fiscal years."""
    if _NAMED.search(text) or _SHORT.search(text):
        return True
    return any((int(match[1]) + 1) % 100 == int(match[2]) for match in _TWO_YEARS.finditer(text))


def fiscal_start(country: str) -> int:
    """First month (1 to 12) of the fiscal year of a country (ISO 3166-1 alpha-3); 1 where it is the calendar year."""
    return _STARTS.get(country, 1)
