"""The day of publication in lines that are too full for a date line or a dateline."""

from datetime import date

import pytest

from xjllm.dating import infer_year
from xjllm.reading import read_article
from xjllm.reading.printed_day import date_by_print

STORY = "Exports were 5 billion yuan, the customs said, and imports were 3 billion yuan."
DAY = date(2024, 5, 6)


def page(line):
    """A page whose second line is `line`."""
    return read_article(f"Trade of the region rises by a lot\n\n{line}\n\n{STORY}")


@pytest.mark.parametrize(
    "line",
    [
        "BONN, 6 May 2024 (abc-News) - Exports rose by 5.2 percent in March, the office said.",
        "[Almaty, 6 May 2024] Trade of the country rose by 5 percent in the first quarter, the ministry said.",
        "ALMATY, Kazakhstan — May 6, 2024 — Trade of the country rose in the first quarter, the ministry said.",
        "6 May 2024, Almaty – Trade of the country rose by 5 percent in the first quarter, the ministry said.",
        "2024-05-06 10:20   Source: Our Paper   [Font: L M S]   Scan the code to share",
        "May 6, 2024 Source: Our Paper Editor: somebody Views: 1200",
        "Trade | 16/05/2024 | 455 reads",
        "Posted on: 06 May 2024 12:30 by admin in category News",
        "By LI WEI in Bonn | Our Weekly | Updated: 2024-05-06 09:10",
    ],
)
def test_a_full_line_dates_the_article(line):
    """What begins with a day, labels it, or sets it apart dates the article; as it stands the article is unchanged."""
    article = page(line)
    dated = date_by_print(article)
    assert dated.published is not None
    assert (dated.published.year, dated.published.month) == (2024, 5)
    assert dated.paragraphs == article.paragraphs


@pytest.mark.parametrize(
    "line",
    [
        "Our Paper, Bonn, May 6 (reporter Li Wei) - In the first four months trade rose 5 percent to 20 billion yuan.",
        "BONN (Some Press), May 6 — Trade rose by 5 percent in the first quarter, the ministry said in a report.",
    ],
)
def test_a_dateline_without_its_year_tells_month_and_day(line):
    """A day without its year is the day of publication in a year that is not known."""
    dated = date_by_print(page(line))
    assert (dated.published, dated.published_month_day) == (None, (5, 6))


@pytest.mark.parametrize(
    "line",
    [
        "On May 6, 2019 (a Monday) the line was opened, and trade rose by 5 percent, the ministry said in a report.",
        "Photo taken on May 6, 2019 shows a port",
        "A train leaves the port on May 6, 2019",
        "Our Paper News (Reporter Li Wei) On May 6, a train left the port, the first of many, customs said.",
    ],
)
def test_a_day_that_is_told_of_is_not_that_of_publication(line):
    """Days in sentences and captions stay what they are."""
    dated = date_by_print(page(line))
    assert (dated.published, dated.published_month_day) == (None, None)


def test_the_callers_day_wins():
    """A day that is known is not looked for."""
    article = read_article(f"Trade rises\n\nBONN, 6 May 2024 (abc-News) - {STORY}", published=DAY)
    assert date_by_print(article) is article


def test_a_printed_day_states_the_year():
    """The year of a printed day is not inferred."""
    inferred = infer_year(page(f"BONN, 6 May 2024 (abc-News) - {STORY}"), [], relative=["Y-03"])
    assert (inferred.year, inferred.stated) == (2024, True)
    assert inferred.reason == "a line about its publication names May 2024"


@pytest.mark.parametrize("form", ["May 6, {}: The line is opened.", "{}-05-06 | 3.5"])
def test_a_timeline_dates_nothing(form):
    """Lines that begin with days of several years are a list; the first of them is no day of publication."""
    lines = "\n\n".join(form.format(year) for year in (2019, 2021))
    article = page(f"Trade rose by 5 percent in the first quarter, the ministry said.\n\n{lines}")
    assert date_by_print(article).published is None
    one = page(f"{form.format(2021)}\n\nTrade rose by 5 percent in the first quarter, the ministry said.")
    assert date_by_print(one).published is not None
