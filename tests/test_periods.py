"""Periods: whole months, first and last inclusive."""

import re

import pytest

from xjllm.periods import Period, check_readable, needs_year, resolve_period


@pytest.mark.parametrize("text", ["2019-01/2019-08", "2018-11/2019-02", "2020-05/2020-05"])
def test_written_form_comes_back(text):
    """A period is written as it was read."""
    assert str(Period.parse(text)) == text


@pytest.mark.parametrize("text", ["2019-01", "2019-13/2019-12", "2019-08/2019-01", "2019-1/2019-8", "", "x"])
def test_other_forms_are_refused(text):
    """A wrong form, a 13th month and an end before the beginning are refused."""
    with pytest.raises(ValueError, match="period"):
        Period.parse(text)


def test_days_and_length():
    """A period runs from the first day of its first month to the last day of its last."""
    period = Period.parse("2019-11/2020-02")
    assert (period.start_date.isoformat(), period.end_date.isoformat()) == ("2019-11-01", "2020-02-29")
    assert period.length == 4
    assert str(period.shifted(-12)) == "2018-11/2019-02"
    assert Period.parse("2019-01/2020-12").contains(period)
    assert not period.contains(Period.parse("2019-10/2019-12"))


@pytest.mark.parametrize(
    ("written", "year", "expected"),
    [
        ("2019-01/2019-08", None, "2019-01/2019-08"),
        ("2019", None, "2019-01/2019-12"),
        ("2019-08", None, "2019-08/2019-08"),
        ("2019-Q3", None, "2019-07/2019-09"),
        ("2019-H2", None, "2019-07/2019-12"),
        ("Y-01/Y-08", 2016, "2016-01/2016-08"),
        ("Y-1", 2016, "2015-01/2015-12"),
        ("Y-1-11/Y-02", 2016, "2015-11/2016-02"),
        ("Y-11", 2016, "2016-11/2016-11"),
        ("Y-11", None, None),
        ("Y+1-Q1", 2016, "2017-01/2017-03"),
    ],
)
def test_periods_of_the_answer_schema_become_months(written, year, expected):
    """Years, halves, quarters and months become first and last month; Y is the year of publication."""
    period = resolve_period(written, year=year)
    assert (str(period) if period else None) == expected
    assert needs_year(written) == ("Y" in written)


@pytest.mark.parametrize(
    "written",
    ["2019-13", "2019-Q5", "first half", "2019-08/2019-01", "2019/2020/2021", "0000-05", "1799", "2019/2200-01"],
)
def test_what_is_no_period_is_refused(written):
    """An answer that is no period is refused, not guessed at."""
    with pytest.raises(ValueError, match=r"period|month"):
        resolve_period(written, year=2019)


@pytest.mark.parametrize(
    "written", ["2019-12/2019-01", "Y-12/Y-01", "Y-H2/Y-03", "Y/Y-1-12", "1066", "2019-05/2200-01"]
)
def test_what_is_no_period_in_any_year_is_not_readable(written):
    """A period that ends before it begins, whatever year Y is, or that lies in no year of trade, is refused."""
    with pytest.raises(ValueError, match=rf"^the period {re.escape(written)} is none"):
        check_readable(written)


@pytest.mark.parametrize("written", ["2019-01/2019-12", "Y-1-12/Y-02", "Y", "2018-11/Y-02", "Y-11/2019-02", "2019-H2"])
def test_what_is_a_period_in_some_year_is_readable(written):
    """Where only the year of publication tells whether the period is in order, it is left alone."""
    check_readable(written)
