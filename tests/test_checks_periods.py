"""Checks of periods against the words of the sentence."""

from datetime import date
from decimal import Decimal

import pytest

from xjllm.article import Article
from xjllm.checks.periods import check_future, check_streaks
from xjllm.fact import Fact
from xjllm.periods import Period

TEXT = "Between January and September, traffic stayed above 45 for five straight months and rose 3 percent."


def _fact(figure, period, text=TEXT):
    start = text.index(figure)
    return Fact(
        figure=figure,
        value=Decimal(figure.split()[0]),
        unit="trains",
        statistic="level",
        measure="freight_trains",
        reporter="GEO",
        period=Period.parse(period),
        start=start,
        end=start + len(figure),
    )


def test_streak_of_another_length_is_flagged():
    """A figure "for five straight months" on a period of nine months is a warning that names the fact."""
    (finding,) = check_streaks([_fact("45", "2019-01/2019-09")], Article(text=TEXT))
    assert (finding.code, finding.severity, finding.facts) == ("streak_mismatch", "warning", (0,))
    assert "5 months" in finding.message


def test_streak_of_its_length_is_not_flagged():
    """A period of the stated length is right."""
    assert list(check_streaks([_fact("45", "2019-05/2019-09")], Article(text=TEXT))) == []


def test_other_figures_of_the_sentence_are_not_flagged():
    """A streak speaks of the figure before it, not of the others in its sentence."""
    assert list(check_streaks([_fact("3 percent", "2019-01/2019-09")], Article(text=TEXT))) == []


@pytest.mark.parametrize(("published", "codes"), [(date(2019, 3, 1), ["period_in_future"]), (date(2019, 6, 1), [])])
def test_period_after_publication_is_flagged(published, codes):
    """What is reported has happened: a period that begins after publication is a warning, an earlier one is not."""
    facts = [_fact("45", "2019-05/2019-09")]
    assert [finding.code for finding in check_future(facts, Article(text=TEXT, published=published))] == codes
