"""Compared years: what a story compares with tells the year of a story that names no year of its own."""

import pytest

from xjllm.dating import infer_year
from xjllm.reading import read_article_text
from xjllm.reading.compared_years import find_compared_year

COMPARED = [
    "Trade was worth 5.2 billion yuan in the first half of the year, up 12 percent from the first half of 2019.",
    "Exports reached 1.1 billion dollars in August, against 800 million dollars in August 2019.",
    "Exports reached 1.1 billion dollars in August, compared with 800 million in the same month of 2019.",
    "Farm exports were 5.2 billion yuan in the first 11 months, already more than in the whole of 2019.",
    "Farm exports were 5.2 billion yuan in the first 11 months, or 118 percent of the full-year total of 2019.",
    "Trade grew 5 percent year on year, and was 30 percent above the level of the same period in 2019.",
    "Exports rose from 4 billion yuan in May 2019 to 5 billion yuan.",
    "Exports were 4 percent higher than in January-May 2019.",
    "Exports exceeded the 4 billion yuan of the whole year of 2019.",
    "more than the 4 billion yuan recorded in May 2019",
    "as many as in May 2019",
    "down from 4.2 million tonnes in the first quarter of 2019",
    "compared with May 2019",
    "Exports rose from May 2019",
    "than the level of May 2019",
    "than in the January-May period of 2019",
    "It bought 4.2 million tonnes, nearly double the amount of May 2019.",
    "Exports were three times those of May 2019.",
    "Exports rose 5 percent on May 2019.",
    "Exports were up 5% on the first quarter of 2019.",
]
OWN = [
    "In May 2019, exports rose 5 percent.",
    "From January to May 2019, exports rose 5 percent.",
    "In May 2020, exports rose 5 percent from May 2019.",
    "Exports rose 5 percent from January to May 2019.",
    "Exports rose to 5 billion yuan in May 2019.",
    "The port opened in May 2019.",
    "Trains have run since March 2019. Exports rose 5 percent.",
    "It grew 5 percent over the January–July period of 2019.",
    "exports rose 5 percent from a year earlier in May 2019.",
    "Imports exceeded 4 billion yuan in May 2019.",
    "Imports were more than 4 billion yuan in May 2019.",
    "Imports, which rose by more than 4 percent in May 2019, fell later.",
    "Orders came in three times in May 2019.",
    "All 2019 figures are preliminary.",
    "Exports for the full year 2019 were 4 billion yuan.",
]


@pytest.mark.parametrize("sentence", COMPARED)
def test_year_that_is_only_compared_with_is_the_one_before(sentence):
    """Where all that the story says of 2019 is what it compares with, its own year is 2020, and is inferred."""
    article = read_article_text(sentence)
    assert find_compared_year(article) == 2019
    inferred = infer_year(article, [])
    assert (inferred.year, inferred.stated) == (2020, False)
    assert "compares with 2019" in inferred.reason


@pytest.mark.parametrize("sentence", OWN)
def test_year_of_the_story_itself_is_not_compared_with(sentence):
    """A year that the story tells of by itself, or that only dates an event, is no evidence for the next one."""
    assert find_compared_year(read_article_text(sentence)) is None


def test_newer_year_of_the_story_comes_first():
    """A story that names a part of a newer year as its own is of that year, whatever else it compares with."""
    text = "Exports rose 5 percent from May 2018.\n\nIn June 2019, they fell."
    assert find_compared_year(read_article_text(text)) is None
    assert infer_year(read_article_text(text), []).year == 2019


def test_whole_year_that_the_story_measures_is_its_own():
    """Beside data of 2019, what a month of 2020 is compared with is 2019 too; a year only planned for is nobody's."""
    text = "Exports rose 5 percent last year. In January they rose from January 2019.\n\n"
    own = "In 2019, sales came to 3 billion yuan."
    planned = "A road for 3 billion yuan is to be built in 2024."
    assert find_compared_year(read_article_text(text + own), whole_years=True) is None
    assert find_compared_year(read_article_text(text + planned), whole_years=True) == 2019


def test_running_year_is_its_own_story():
    """A year whose part is compared with the same period of the one before is not over; one told of whole is."""
    running = "The port ran 1,486 trains in 2019, 5 percent more than in the same period last year."
    assert infer_year(read_article_text(running), []).year == 2019
    assert infer_year(read_article_text("The port ran 1,486 trains in 2019."), []).year == 2020


def test_work_grows_with_the_length_alone():
    """Long paragraphs are looked at up to a limit; no pattern repeats without bound."""
    assert find_compared_year(read_article_text("than the " * 200_000 + "May 2019")) is None


def test_what_lies_above_or_below_a_dated_month_is_of_the_year_after():
    """What is "5 percent above May 2018" is compared with it."""
    assert find_compared_year(read_article_text("Sales were up in May. They were 5 percent above May 2018.")) == 2018
