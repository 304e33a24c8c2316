"""The guard flags every altered fact and loses no true one, on all gold facts of the repository."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import cache

import pytest
from checks_samples import gold_articles

from xjllm.article import Article, occurrence_start
from xjllm.checks import GUARD, is_grounded
from xjllm.checks.ranges import printed_figure
from xjllm.fact import Fact
from xjllm.figures import Figure, find_figures
from xjllm.vocabulary import MEASURE_OF_UNIT, PLAIN_UNITS

Mutation = Callable[[Fact, Article], Iterator[Fact]]


@cache
def gold() -> tuple[tuple[Fact, Article], ...]:
    """Every gold fact with its article."""
    return tuple((fact, annotated.article) for annotated in gold_articles() for fact in annotated.facts)


@cache
def figures_of(text: str) -> tuple[Figure, ...]:
    return tuple(find_figures(text))


def altered(fact: Fact, **changes: object) -> Fact:
    return fact.model_copy(update=changes)


def with_other_digits(fact: Fact, article: Article) -> Iterator[Fact]:
    """One digit more or less, two digits swapped, one dropped, one added."""
    sign = -1 if fact.value < 0 else 1
    exponent = int(fact.value.normalize().as_tuple().exponent)
    numbers = list(fact.value.normalize().as_tuple().digits)
    variants = [[*numbers[:-1], (numbers[-1] + 1) % 10 or 1], [numbers[0] % 9 + 1, *numbers[1:]]]
    variants += [[*numbers[:at], numbers[at + 1], numbers[at], *numbers[at + 2 :]] for at in range(len(numbers) - 1)]
    variants += [numbers[:at] + numbers[at + 1 :] for at in range(len(numbers)) if len(numbers) > 1]
    variants += [[*numbers, 5]]
    for variant in variants:
        value = sign * Decimal((0, tuple(variant), exponent))
        if abs(value) != abs(fact.value):
            yield altered(fact, value=value)


def with_another_scale(fact: Fact, article: Article) -> Iterator[Fact]:
    """Thousands, millions and billions mixed up, and ten thousand (wan) read as thousand."""
    for power in (-9, -6, -3, -1, 1, 3, 6, 9):
        yield altered(fact, value=fact.value.scaleb(power))


def with_another_currency(fact: Fact, article: Article) -> Iterator[Fact]:
    """Money in another currency, money as a count, and a count as money."""
    if fact.unit in PLAIN_UNITS:
        yield altered(fact, unit="CNY")
    else:
        for unit in ("CNY", "USD", "EUR", "HKD", "KZT", "items", "percent"):
            if unit != fact.unit:
                yield altered(fact, unit=unit)


def with_another_unit(fact: Fact, article: Article) -> Iterator[Fact]:
    """Percent as points, points as percent, counts of something else, by the unit alone and with its measure."""
    figure = next((each for each in figures_of(article.text) if each.start == fact.start), None)
    told = fact.unit not in MEASURE_OF_UNIT or (figure is not None and figure.kind != "number")
    for unit in PLAIN_UNITS:
        # Which kind of goods a bare count counts is not printed with it.
        if unit == fact.unit or {unit, fact.unit} == {"vehicles", "items"}:
            continue
        yield altered(fact, unit=unit)
        # "Rail: 1,200" and "trips" do not say what is counted, to the reader of one figure.
        if told and unit in MEASURE_OF_UNIT and not (figure and figure.unit is None and unit in {"vehicles", "items"}):
            yield altered(fact, unit=unit, measure=MEASURE_OF_UNIT[unit])


def with_the_other_sign(fact: Fact, article: Article) -> Iterator[Fact]:
    """A decline as growth, growth as a decline, anything else as negative."""
    yield altered(fact, value=-fact.value)


def with_a_shifted_span(fact: Fact, article: Article) -> Iterator[Fact]:
    """The figure some characters off, or with a wrong end."""
    for start, end in ((-1, -1), (1, 1), (0, -1), (0, 1), (-1, 0), (7, 7)):
        moved = fact.start + start, fact.end + end
        if 0 <= moved[0] < moved[1]:
            yield altered(fact, start=moved[0], end=moved[1])


def with_another_occurrence(fact: Fact, article: Article) -> Iterator[Fact]:
    """The number of the occurrence, or the place of another one."""
    yield altered(fact, occurrence=fact.occurrence + 1)
    other = occurrence_start(article.text, fact.figure, 2 if fact.occurrence == 1 else 1)
    if other is not None:
        yield altered(fact, start=other, end=other + len(fact.figure))


def with_a_cut_figure(fact: Fact, article: Article) -> Iterator[Fact]:
    """Part of the figure's own text, its value read again: a consistent fact on half a number."""
    for cut in range(1, len(fact.figure)):
        for start, end in ((fact.start + cut, fact.end), (fact.start, fact.end - cut)):
            figure = article.text[start:end]
            read = printed_figure(figure)
            whole = printed_figure(fact.figure)
            if not (read and whole) or figure != figure.strip():
                continue
            # A sign that is cut off alone leaves the number as it was.
            if (abs(read.value), read.unit) != (abs(whole.value), whole.unit):
                occurrence = sum(article.text.startswith(figure, at) for at in range(start + 1))
                value = read.value if fact.value > 0 else -read.value
                yield altered(fact, figure=figure, start=start, end=end, occurrence=occurrence, value=value)


def with_retyped_digits(fact: Fact, article: Article) -> Iterator[Fact]:
    """Another number in figure and value alike, at the old place."""
    for at, char in enumerate(fact.figure):
        if char.isdigit():
            figure = f"{fact.figure[:at]}{(int(char) + 1) % 10}{fact.figure[at + 1 :]}"
            read = printed_figure(figure)
            yield altered(fact, figure=figure, value=read.value if read else fact.value)


def with_the_value_of_another_figure(fact: Fact, article: Article) -> Iterator[Fact]:
    """The value that another figure of the article has."""
    for other in figures_of(article.text):
        if abs(other.value) != abs(fact.value):
            yield altered(fact, value=other.value)


MUTATIONS: tuple[Mutation, ...] = (
    with_other_digits,
    with_another_scale,
    with_another_currency,
    with_another_unit,
    with_the_other_sign,
    with_a_shifted_span,
    with_another_occurrence,
    with_a_cut_figure,
    with_retyped_digits,
    with_the_value_of_another_figure,
)


def findings(fact: Fact, article: Article) -> list[str]:
    return [f.code for check in GUARD for f in check([fact], article) if 0 in f.facts and f.severity != "info"]


def test_no_true_fact_is_lost() -> None:
    """Of all gold facts the guard finds fault with none."""
    assert len(gold()) >= 400
    blamed = [
        (article.name, fact.figure, findings(fact, article)) for fact, article in gold() if findings(fact, article)
    ]
    assert blamed == []
    assert all(is_grounded(fact, article) for fact, article in gold())


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.__name__)
def test_every_altered_fact_is_flagged(mutation: Mutation) -> None:
    """Each gold fact, altered in each of the mutation's ways, gets a warning or an error that names it."""
    count, passed = 0, []
    for fact, article in gold():
        for mutant in mutation(fact, article):
            count += 1
            if not findings(mutant, article):
                passed.append((article.name, fact.figure, mutant.figure, str(mutant.value), mutant.unit))
    assert passed == []
    assert count >= 200
