"""Exchange rates: what the market had, and which years two amounts of money can be of."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal

import pytest

from xjllm.exchange import PARITY_SLACK, Amount, implied_rate, rate_range, years_that_fit


def yuan(billions: str) -> Amount:
    return Amount.printed("CNY", Decimal(billions) * 10**9, Decimal("0.005") * 10**9)


def dollars(billions: str) -> Amount:
    return Amount.printed("USD", Decimal(billions) * 10**9, Decimal("0.005") * 10**9)


def test_one_day_has_one_rate() -> None:
    """The cross rate of a day is the quotient of the ECB's two printed rates of that day."""
    day = date(2014, 3, 28)
    assert rate_range("EUR", "USD", first=day, last=day) == (Decimal("1.3759"), Decimal("1.3759"))
    low, high = rate_range("USD", "CNY", first=day, last=day) or (None, None)
    assert low == high == Decimal("8.5474") / Decimal("1.3759")


def test_a_month_has_a_range() -> None:
    """A month's range runs from its lowest to its highest day and holds each of its days."""
    month = rate_range("USD", "CNY", first=date(2015, 8, 1), last=date(2015, 8, 31))
    assert month is not None
    # On 11 August 2015 the yuan was devalued: the month must show both sides of it.
    assert month[0] < Decimal("6.22") < Decimal("6.38") < month[1]
    for day in (date(2015, 8, 3), date(2015, 8, 14), date(2015, 8, 31)):
        one = rate_range("USD", "CNY", first=day, last=day)
        assert one is not None
        assert month[0] <= one[0] <= month[1]


def test_the_inverse_rate_is_the_reciprocal() -> None:
    """Swapping base and quote turns the range round."""
    first, last = date(2019, 1, 1), date(2019, 2, 28)
    there, back = (
        rate_range("USD", "CNY", first=first, last=last),
        rate_range("CNY", "USD", first=first, last=last),
    )
    assert there is not None
    assert back is not None
    assert abs(there[0] * back[1] - 1) < Decimal("1e-20")


@pytest.mark.parametrize(
    ("base", "quote", "first", "last"),
    [
        ("USD", "KZT", date(2020, 1, 1), date(2020, 1, 31)),
        ("XXX", "USD", date(2020, 1, 1), date(2020, 1, 31)),
        ("USD", "CNY", date(2003, 1, 1), date(2003, 12, 31)),
        ("USD", "RUB", date(2023, 1, 1), date(2023, 12, 31)),
        ("USD", "CNY", date(2024, 2, 3), date(2024, 2, 4)),
        ("USD", "CNY", date(2024, 2, 3), date(2024, 2, 1)),
    ],
    ids=[
        "tenge",
        "no currency",
        "before the yuan was listed",
        "after the rouble was",
        "a weekend",
        "no days",
    ],
)
def test_unknown_rates_are_none(base: str, quote: str, first: date, last: date) -> None:
    """Where the ECB has no rate there is None, not a guess."""
    assert rate_range(base, quote, first=first, last=last) is None


@pytest.mark.parametrize(
    ("year", "month", "rate"),
    [(2007, 6, "7.63"), (2013, 10, "6.13"), (2018, 2, "6.33"), (2022, 4, "6.43"), (2022, 10, "7.25")],
)
def test_amounts_of_a_known_month_give_its_year(year: int, month: int, rate: str) -> None:
    """12 billion dollars at a month's real rate is dated to that year, first among the years that fit."""
    amount = f"{12 * Decimal(rate):.2f}"
    years = years_that_fit([(yuan(amount), dollars("12.00"))], months=(1, month), latest=date(year + 1, 3, 1))
    assert years[0] == year


def test_the_order_of_currencies_does_not_matter() -> None:
    """A pair may have either currency first."""
    pair = (yuan("76.30"), dollars("10.00"))
    assert years_that_fit([pair], months=(6, 6)) == years_that_fit([pair[::-1]], months=(6, 6)) == [2007]


def test_bounds_leave_out_years() -> None:
    """Nothing before a photo of the article, and nothing after the day it is read."""
    pair = [(yuan("63.60"), dollars("10.00"))]
    every = years_that_fit(pair, months=(11, 11))
    assert {2011, 2021} <= set(every)
    assert 2011 not in years_that_fit(pair, months=(11, 11), earliest=date(2013, 5, 1))
    assert 2021 not in years_that_fit(pair, months=(11, 11), latest=date(2021, 11, 29))
    assert 2021 in years_that_fit(pair, months=(11, 11), latest=date(2021, 11, 30))


def test_every_pair_must_fit() -> None:
    """A year fits only if all pairs do; one of an unlisted currency says nothing."""
    good, bad = (yuan("76.30"), dollars("10.00")), (yuan("30.00"), dollars("10.00"))
    unknown = (Amount.printed("KZT", Decimal(4600), Decimal(1)), dollars("10.00"))
    assert years_that_fit([good, unknown], months=(6, 6)) == [2007]
    assert years_that_fit([good, bad], months=(6, 6)) == []
    assert years_that_fit([unknown], months=(6, 6)) == []
    assert years_that_fit([], months=(6, 6)) == []


def test_a_publication_in_the_new_year_uses_its_rates() -> None:
    """Figures of a December, published in February, may be converted at February's rate."""
    pair = [(yuan("63.00"), dollars("10.00"))]  # early February 2018; December 2017 was 6.55 to 6.62
    assert 2017 in years_that_fit(pair, months=(1, 12), published=(2, 9))
    assert 2017 not in years_that_fit(pair, months=(1, 12), published=(12, 31))


def test_of_years_that_fit_the_one_of_the_days_before_publication_is_first() -> None:
    """7.037 yuan a dollar was a rate of July 2020 and of 15 August 2019: a story of that day converts at the latter."""
    amounts = [(yuan("52.78"), dollars("7.50"))]
    assert years_that_fit(amounts, months=(1, 7))[0] == 2020
    assert years_that_fit(amounts, months=(1, 7), published=(8, 15))[:2] == [2019, 2020]


def test_the_central_parity_is_a_second_try() -> None:
    """An amount converted 1.5 percent off the market fits with `PARITY_SLACK` only."""
    pair = [(yuan("71.30"), dollars("10.00"))]  # June and July 2024 traded at 7.21 to 7.28
    assert 2024 not in years_that_fit(pair, months=(6, 6))
    assert 2024 in years_that_fit(pair, months=(6, 6), slack=PARITY_SLACK)


def test_few_digits_give_more_years() -> None:
    """Printed digits are the tolerance: a coarser amount never fits fewer years."""
    fine = years_that_fit([(yuan("64.70"), dollars("10.00"))], months=(6, 6))
    coarse_dollars = Amount.printed("USD", Decimal(10**10), Decimal(5 * 10**8))
    coarse = years_that_fit([(yuan("64.70"), coarse_dollars)], months=(6, 6))
    assert set(fine) < set(coarse)


def test_implied_rate_is_a_range() -> None:
    """The rate lies between the least quote for the greatest base and the reverse."""
    low, high = implied_rate(Amount("USD", Decimal(2), Decimal(4)), Amount("CNY", Decimal(12), Decimal(16)))
    assert (low, high) == (Decimal(3), Decimal(8))


@pytest.mark.parametrize(("low", "high"), [("0", "1"), ("-1", "1"), ("3", "2")])
def test_an_amount_is_a_positive_range(low: str, high: str) -> None:
    """A range that is empty or not above 0 is refused."""
    with pytest.raises(ValueError, match="positive"):
        Amount("USD", Decimal(low), Decimal(high))


@pytest.mark.parametrize("months", [(0, 3), (1, 13)])
def test_months_are_checked(months: tuple[int, int]) -> None:
    """A month outside 1 to 12 is refused."""
    with pytest.raises(ValueError, match="1 to 12"):
        years_that_fit([], months=months)


def test_threads_agree() -> None:
    """Many threads that ask at once get the same answer."""
    pair = [(yuan("76.30"), dollars("10.00"))]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: years_that_fit(pair, months=(6, 6)), range(16)))
    assert answers == [[2007]] * 16
