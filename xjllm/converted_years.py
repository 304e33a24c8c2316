"""Converted years: the years whose exchange rates fit amounts in two currencies, or the rate that an article prints."""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

from xjllm.exchange import Amount, years_that_fit
from xjllm.figures.currencies import CURRENCY_NAMES, read_currency_name, singular_currency_name
from xjllm.periods import needs_year, resolve_period

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from xjllm.article import Article
    from xjllm.figures import Figure
    from xjllm.periods import Period

_BETWEEN_CURRENCIES = re.compile(
    r"[\s(\[,–—-]*(?:or|about|around|nearly|some|almost|approximately|roughly|equal to)?\s*"
)
_FARTHEST = 30
"""Characters between an amount and its conversion."""
_RATE = re.compile(
    r"(?:US)?\$\s?1(?:\.0{1,2})?\s?=\s?(?P<rate>\d{1,5}\.\d{1,4})\s(?P<nation>(?:[A-Z][a-z]{2,12}\s)?)(?P<name>[a-z]{3,9})\b"
)
"""What a dollar is converted at: "($1 = 6.5421 Chinese yuan)"."""


def fitting_years(
    article: Article, amounts: Sequence[tuple[Figure, Figure, str]], *, earliest: date | None, slack: Decimal
) -> list[int]:
    """Years of publication in which all amounts could have been converted so, best first; empty where none tells."""
    votes: list[list[int]] = []
    for first, second, period in amounts:
        # The year 2000 stands for Y: only the months, and their distance from Y, are wanted.
        months = months_of(period) if needs_year(period) else None
        if months is None:
            continue
        fits = years_that_fit(
            [(_amount(first), _amount(second))],
            months=(months.first % 12 + 1, months.last % 12 + 1),
            published=article.published_month_day,
            earliest=earliest,
            slack=slack,
        )
        if fits:
            votes.append([fit + 2000 - months.last // 12 for fit in fits])
    if by_rate := _years_of_rate(article, earliest=earliest, slack=slack):
        votes.append(by_rate)
    if not votes:
        return []
    # One amount may have been converted on another day: the years that most of them fit, best fit of the first ahead.
    counted = Counter(year for years in votes for year in years)
    most = max(counted.values())
    return [year for year in dict.fromkeys(year for years in votes for year in years) if counted[year] == most]


def _years_of_rate(article: Article, *, earliest: date | None, slack: Decimal) -> list[int]:
    """The years in whose month of publication a dollar had the price that the article prints; empty without one."""
    match = _RATE.search(article.text)
    if (
        match is None
        or article.published_month_day is None
        or singular_currency_name(match["name"]) not in CURRENCY_NAMES
    ):
        return []
    currency = read_currency_name(match["name"], match["nation"].strip())
    if currency is None:
        return []
    month = article.published_month_day[0]
    price = Decimal(match["rate"])
    half_unit = Decimal(5).scaleb(-len(match["rate"].partition(".")[2]) - 1)
    return years_that_fit(
        [(Amount("USD", Decimal(1), Decimal(1)), Amount.printed(currency, price, half_unit))],
        months=(month, month),
        published=article.published_month_day,
        earliest=earliest,
        slack=slack,
    )


def months_of(period: str) -> Period | None:
    """The months of a period as a model writes it, Y being the year 2000; None where it is no period."""
    try:
        return resolve_period(period, year=2000)
    except ValueError:
        return None  # what is no period dates nothing; it becomes a finding where its fact is read


def _amount(figure: Figure) -> Amount:
    return Amount.printed(figure.unit or "", figure.value, figure.half_unit)


def currency_pairs(text: str, figures: Sequence[Figure]) -> list[tuple[Figure, Figure]]:
    """Neighbouring money figures in two currencies, as "3.1 billion yuan (about $430 million)"."""
    return [
        (first, second)
        for first, second in pairwise(figures)
        if first.kind == second.kind == "money"
        and first.unit
        and second.unit
        and first.unit != second.unit
        and second.start - first.end <= _FARTHEST
        and _BETWEEN_CURRENCIES.fullmatch(text, first.end, second.start)
    ]
