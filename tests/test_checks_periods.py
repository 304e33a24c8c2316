"""Checks of periods against the words of the sentence."""

from datetime import date
from decimal import Decimal

import pytest

from xjllm.article import Article
from xjllm.checks.periods import check_future, check_streaks, check_years
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


@pytest.mark.parametrize(
    ("published", "period", "codes"),
    [
        (date(2019, 3, 1), "2019-05/2019-09", ["period_in_future"]),
        (date(2019, 9, 1), "2019-05/2019-09", []),
        (date(2019, 8, 31), "2019-05/2019-09", ["period_in_future"]),
        (date(2019, 6, 1), "2019-01/2019-12", ["period_in_future"]),
    ],
)
def test_period_after_publication_is_flagged(published, period, codes):
    """What is reported has happened: a period that ends after the month of publication is a warning."""
    facts = [_fact("45", period)]
    assert [finding.code for finding in check_future(facts, Article(text=TEXT, published=published))] == codes


@pytest.mark.parametrize(("period", "codes"), [("2019-12/2019-12", []), ("2020-01/2020-01", ["period_in_future"])])
def test_period_after_the_inferred_year_is_flagged(period, codes):
    """Where only the year is known, its last month is the last that can have been reported."""
    facts = [_fact("45", period)]
    assert [finding.code for finding in check_future(facts, Article(text=TEXT, inferred_year=2019))] == codes
    assert list(check_future(facts, Article(text=TEXT))) == []


@pytest.mark.parametrize(
    ("text", "dated", "period", "flagged"),
    [
        ("It was 45.", {}, "2091-05/2091-05", True),
        ("It was 45 in 2091.", {}, "2091-05/2091-05", False),
        ("It was 45.", {"published": date(2019, 6, 1)}, "1919-05/1919-05", True),
        ("It was 45.", {"published": date(2019, 6, 1)}, "2018-05/2018-05", False),
        ("It was 45.", {"published": date(2019, 6, 1)}, "2020-05/2020-05", False),
        ("It was 45.", {"published": date(2019, 6, 1)}, "2017-05/2017-05", True),
        ("It was 45.", {"inferred_year": 2019}, "2019-05/2019-05", False),
        ("It was 45.", {"inferred_year": 2019}, "2016-05/2016-05", True),
        ("It was 45, as five years ago.", {"published": date(2019, 6, 1)}, "2014-05/2014-05", False),
        ("It was 45, as five years ago.", {"published": date(2019, 6, 1)}, "2010-05/2010-05", True),
        ("It was 45, as a decade ago.", {"published": date(2019, 6, 1)}, "2009-05/2009-05", False),
        ("It was 45 in the 2013/14 season.", {}, "2014-01/2014-06", False),
        ("It was 45; call 020145.", {}, "2014-01/2014-06", True),
    ],
)
def test_year_that_nobody_named_is_flagged(text, dated, period, flagged):
    """A period's year stands in the text, lies next to the year of publication, or is counted back from it."""
    found = [finding.code for finding in check_years([_fact("45", period, text)], Article(text=text, **dated))]
    assert found == ["year_not_in_text"] * flagged
