"""Time of all checks on the facts of huge made-up articles; prints a table.

A ratio of 2 from half the facts to all of them is linear, one of 4 quadratic.

python bench/checks.py [--facts 5000]
"""

from __future__ import annotations

import argparse
import time
from itertools import count
from typing import TYPE_CHECKING, Any

import pycountry

from xjllm.article import Article, occurrence_at
from xjllm.checks import check_facts
from xjllm.fact import Fact
from xjllm.figures import read_figure
from xjllm.periods import Period

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Stated = tuple[str, dict[str, Any]]

_COUNTRIES = sorted(country.alpha_3 for country in pycountry.countries)[:200]
_FLOWS = ("exports", "imports", "total")


def table() -> Iterator[Stated]:
    """A statistical yearbook: partners by flow and month, levels with their growth."""
    for n in count():
        month = n // 600
        fields = {"partner": _COUNTRIES[n // 3 % 200], "flow": _FLOWS[n % 3], "period": _month(month)}
        yield f"{n % 900 + 100}.{n % 10} million yuan", fields
        yield f"{n % 90 + 1}.{n % 10} percent", fields | {"statistic": "growth", "basis": "yoy"}


def goods() -> Iterator[Stated]:
    """Exports by commodity, each with its share of the whole."""
    yield "900 billion yuan", {"flow": "exports"}
    for n in count():
        fields = {"flow": "exports", "commodity": f"goods {n}"}
        yield f"{n % 900 + 100} million yuan", fields
        yield f"{(n % 9 + 1) / 10} percent", fields | {"statistic": "share"}


def repeated() -> Iterator[Stated]:
    """The same level and the same rate, over and over."""
    while True:
        yield "900 million yuan", {}
        yield "9 percent", {"statistic": "growth", "basis": "yoy"}


def contradictory() -> Iterator[Stated]:
    """The same level, each time a little less: no two agree."""
    for n in count():
        yield f"{900_000 - n} million yuan", {}


def too_large() -> Iterator[Stated]:
    """Parts that are all above their whole."""
    yield "1 million yuan", {}
    for n in count():
        yield f"{n % 900 + 100} million yuan", {"partner": _COUNTRIES[n % 200], "commodity": f"goods {n // 200}"}


def ranks() -> Iterator[Stated]:
    """Partners called the largest, each with its level."""
    for n in count():
        fields = {"partner": f"group {n}"}
        yield "largest", fields | {"statistic": "rank"}
        yield f"{n % 900 + 100} million yuan", fields


def currencies() -> Iterator[Stated]:
    """Amounts in two currencies."""
    for n in count():
        fields = {"commodity": f"goods {n}"}
        yield f"{n % 90 + 10}.{n % 10} billion yuan", fields
        yield f"${n % 9 + 1}.{n % 10} billion", fields


def periods() -> Iterator[Stated]:
    """One trade in ever another run of months."""
    for n in count():
        first = 1960 * 12 + n % 480
        yield f"{n % 900 + 100} million yuan", {"period": Period(first, first + n // 480 + 3)}


def gaps() -> Iterator[Stated]:
    """Rates of a region and of its country, and how far they are apart."""
    while True:
        yield "9 percent", {"statistic": "growth", "basis": "yoy"}
        yield "7 percent", {"statistic": "growth", "basis": "yoy", "reporter": "CHN"}
        yield "2 percentage points", {"statistic": "growth_gap", "whole": {"reporter": "CHN"}}


KINDS: tuple[Callable[[], Iterator[Stated]], ...] = (
    table,
    goods,
    repeated,
    contradictory,
    too_large,
    ranks,
    currencies,
    periods,
    gaps,
)


def write_article(stated: Iterator[Stated], facts: int) -> tuple[Article, tuple[Fact, ...]]:
    """An article that states the first `facts` of `stated`, a sentence each, and the facts."""
    pieces: list[str] = []
    made: list[Fact] = []
    at = 0
    for _, (figure, fields) in zip(range(facts), stated, strict=False):
        read = read_figure(figure)
        sentence = f"In 2019 it came to {figure} there.\n"
        start = at + sentence.index(figure)
        base: dict[str, Any] = {"statistic": "level", "measure": "trade_value", "flow": "total", "reporter": "CN-XJ"}
        place = {"figure": figure, "start": start, "end": start + len(figure)}
        value = {"value": read.value, "unit": read.unit, "period": "2019-01/2019-12"}
        made.append(Fact.model_validate(base | value | place | fields))
        pieces.append(sentence)
        at += len(sentence)
    text = "".join(pieces)
    numbered = (fact.model_copy(update={"occurrence": occurrence_at(text, fact.figure, fact.start)}) for fact in made)
    return Article(text), tuple(numbered)


def measure(kind: Callable[[], Iterator[Stated]], facts: int) -> tuple[float, int]:
    """Seconds of processor time of all checks, and how many findings there are."""
    article, stated = write_article(kind(), facts)
    begin = time.process_time()
    findings = check_facts(stated, article)
    return time.process_time() - begin, len(findings)


def _month(n: int) -> Period:
    return Period(2019 * 12 + n, 2019 * 12 + n)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--facts", type=int, default=5_000, help="facts of the larger article")
    facts = parser.parse_args().facts
    print(f"{'facts':<16}{'half, s':>10}{'all, s':>10}{'ratio':>8}{'findings':>10}")
    for kind in KINDS:
        half, _ = measure(kind, facts // 2)
        full, found = measure(kind, facts)
        print(f"{kind.__name__:<16}{half:>10.2f}{full:>10.2f}{full / half:>8.2f}{found:>10,}")


if __name__ == "__main__":
    main()
