"""Exchange rates that the market really had: the ECB's daily reference rates, offline.

The rates come with the CurrencyConverter package (ECB euro foreign exchange reference rates, since 1999; the
yuan since April 2005). Cross rates are the quotient of two euro rates of the same day.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from xjllm.periods import Period

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from currency_converter import CurrencyConverter

CONVERSION_SLACK = Decimal("0.003")
"""Relative distance to the ECB's rates of those that newsrooms convert at: another bank, hour or day."""

PARITY_SLACK = Decimal("0.02")
"""How far the yuan may trade from the central parity, at which Chinese media often convert: 2 percent.

People's Bank of China, since 17 March 2014. For a second try where nothing fits within `CONVERSION_SLACK`: it
lets in many years.
"""


_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount of money as printed: any amount from `low` to `high`, both inclusive and above 0.

    Attributes:
        currency: ISO 4217 code.
        low: least amount that the printed digits stand for, in units of the currency.
        high: greatest such amount.
    """

    currency: str
    low: Decimal
    high: Decimal

    def __post_init__(self) -> None:
        if not 0 < self.low <= self.high:
            raise ValueError(f"not a range of positive amounts: {self}")

    @classmethod
    def printed(cls, currency: str, value: Decimal, half_unit: Decimal) -> Amount:
        """The amounts that `value`, printed to ± `half_unit`, stands for, whatever its sign.

        "about" before a converted amount is not asked for: it says that the amount was converted, and its
        digits are as exact as without.

        Raises:
            ValueError: the range is not above 0.
        """
        return cls(currency, abs(value) - half_unit, abs(value) + half_unit)


@lru_cache(maxsize=1024)
def rate_range(base: str, quote: str, *, first: date, last: date) -> tuple[Decimal, Decimal] | None:
    """The lowest and the highest price of one `base` in `quote` from day `first` to day `last`, inclusive.

    Args:
        base: ISO 4217 code of the currency that is priced.
        quote: ISO 4217 code of the currency that it is priced in.
        first: first day.
        last: last day, inclusive; before `first` means no days.

    Returns:
        (lowest, highest) daily cross rate; None where the ECB has not both rates on any of the days.
    """
    base_rates, quote_rates = _euro_rates(base), _euro_rates(quote)
    if not base_rates or not quote_rates:
        return None
    # A misread period may run over centuries: only days that have rates are walked.
    first, last = max(first, min(base_rates)), min(last, max(base_rates))
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    rates = [quote_rates[day] / base_rates[day] for day in days if day in base_rates and day in quote_rates]
    return (min(rates), max(rates)) if rates else None


def years_that_fit(
    amounts: Sequence[tuple[Amount, Amount]],
    *,
    months: tuple[int, int],
    published: tuple[int, int] | None = None,
    earliest: date | None = None,
    latest: date | None = None,
    slack: Decimal = CONVERSION_SLACK,
) -> list[int]:
    """The years in which all `amounts` imply a rate that the market had then, best fit first.

    A rate is looked for in the last reference month and the month after it, when such figures are published
    and converted; where the day of publication is known, from the last reference month to that day.

    Args:
        amounts: pairs of the same amount in two currencies. A pair with a currency that the ECB did not list
            in a year says nothing about that year.
        months: first and last month (1-12, inclusive) of the amounts' reference period; (11, 2) runs over the
            new year.
        published: month and day of publication, where the article names them without a year.
        earliest: a day before which the article cannot have been published, as that of its newest photo.
        latest: a day after which it cannot have been published; None means the last day with rates.
        slack: relative distance to the market's rates that still fits.

    Returns:
        Years of the *last* reference month; empty where no year fits or no pair is of listed currencies.
        Of years that fit within the printed digits, the one whose rates of the week before publication are closest is
        first, then the newest. Those that fit within `slack` only follow, closest first. Evidence to weigh, not proof:
        most rates return.

    Raises:
        ValueError: a month is not 1 to 12.
    """
    if not all(1 <= month <= 12 for month in months):
        raise ValueError(f"months are 1 to 12: {months}")
    last_day = max((day for pair in amounts for each in pair for day in _euro_rates(each.currency)), default=None)
    if last_day is None:
        return []
    fits: list[tuple[Decimal, Decimal, int]] = []
    for year in range(1999, last_day.year + 1):
        first, last = _conversion_days(year, months[1], published)
        reference_end = Period.months(year, months[1], year, months[1]).end_date
        if (earliest and last < earliest) or (reference_end > (latest or last_day)):
            continue
        distance = _farthest(amounts, first, last)
        if distance is None or distance > slack:
            continue
        # News agencies convert at the rate of the day.
        at_print = _farthest(amounts, max(first, last - _WEEK), last) if published else None
        fits.append((distance, at_print or Decimal(0), -year))
    return [-negative_year for _, _, negative_year in sorted(fits)]


def implied_rate(base: Amount, quote: Amount) -> tuple[Decimal, Decimal]:
    """The lowest and the highest price of one unit of `base` that the two printed amounts can stand for."""
    return quote.low / base.high, quote.high / base.low


def _conversion_days(year: int, month: int, published: tuple[int, int] | None) -> tuple[date, date]:
    reference = Period.months(year, month, year, month)
    if published is None:
        return reference.start_date, reference.shifted(1).end_date
    published_month = reference.shifted((published[0] - month) % 12)
    last_of_month = published_month.end_date
    return reference.start_date, last_of_month.replace(day=min(published[1], last_of_month.day))


def _farthest(amounts: Sequence[tuple[Amount, Amount]], first: date, last: date) -> Decimal | None:
    """How far the worst of the amounts is from the rates of these days; None where no rate is known."""
    distances = (_distance(base, quote, first=first, last=last) for base, quote in amounts)
    return max((distance for distance in distances if distance is not None), default=None)


def _distance(base: Amount, quote: Amount, *, first: date, last: date) -> Decimal | None:
    market = rate_range(base.currency, quote.currency, first=first, last=last)
    if market is None:
        return None
    low, high = implied_rate(base, quote)
    if high < market[0]:
        return 1 - high / market[0]
    return max(low / market[1] - 1, Decimal(0))


@lru_cache(maxsize=64)
def _euro_rates(currency: str) -> Mapping[date, Decimal]:
    """Units of `currency` for one euro on each day with a rate of the ECB; empty where it never had one."""
    from currency_converter import RateNotFoundError

    converter = _converter()
    if currency not in converter.currencies:
        return {}
    first, last = converter.bounds[currency]
    rates: dict[date, Decimal] = {}
    for n in range((last - first).days + 1):
        day = first + timedelta(days=n)
        # The shortest form of the float is the ECB's printed rate. Weekends and holidays have none.
        with suppress(RateNotFoundError):
            rates[day] = Decimal(repr(float(converter.convert(1, "EUR", currency, day))))
    return rates


@lru_cache(maxsize=1)
def _converter() -> CurrencyConverter:
    # Two threads that come first at once load it twice, to the same effect: it is only ever read.
    from currency_converter import CurrencyConverter

    return CurrencyConverter()
