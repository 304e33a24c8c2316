"""Dating: weekdays and known events tell the year of an article that states none."""

from datetime import date

import pytest

from xjllm.converted_years import currency_pairs
from xjllm.dating import infer_year
from xjllm.figures import find_figures
from xjllm.reading import read_article_text
from xjllm.reading.elapsed import find_counted_years
from xjllm.reading.known_events import find_event_evidence
from xjllm.reading.weekdays import find_reported_weekday, fits_weekday

SALES = "Exports rose to 64.0 billion yuan ($10.00 billion) in May"


def infer(text, period="Y-05", suggested=None):
    """What is inferred of a story with this text."""
    pairs = currency_pairs(text, find_figures(text))
    return infer_year(
        read_article_text(text), [(first, second, period) for first, second in pairs], suggested=suggested
    )


def evidence(text):
    """The event that a story with this text speaks of."""
    return find_event_evidence(read_article_text(text))


@pytest.mark.parametrize(
    ("sentence", "year"),
    [
        ("The Xinjiang Pilot Free Trade Zone was inaugurated last November.", 2024),
        ("The Xinjiang Pilot Free Trade Zone, launched on the first day of last November, is growing.", 2024),
        ("The RCEP, which took effect in January this year, helped.", 2022),
        ("Since the Regional Comprehensive Economic Partnership came into force last year, trade has grown.", 2023),
        ("Last year was the first since Kyrgyzstan joined the EAEU in August of the year before.", 2017),
        ("The Xinjiang Pilot Free Trade Zone opened its doors last March.", None),
        ("The Xinjiang Pilot Free Trade Zone is growing.", None),
    ],
)  # fmt: skip
def test_event_told_from_the_articles_day(sentence, year):
    """An event of known date that the text dates from its own day tells the year; another month does not."""
    found = evidence(sentence)
    assert found is not None
    assert found.year == year


def test_event_is_the_latest_that_the_text_speaks_of():
    """An article on COVID-19 and the Belt and Road is not older than the pandemic."""
    found = evidence("COVID-19 slowed the trains of the Belt and Road.")
    assert found is not None
    assert found.day == date(2020, 2, 11)


@pytest.mark.parametrize(
    ("fair", "year"),
    [
        ("The 19th China-ASEAN Expo was held in Nanning.", 2022),
        ("Orders were signed at the 128th session of the Canton Fair.", 2020),
        ("Buyers met at the fifth China-South Asia Expo.", 2018),
    ],
)
def test_edition_of_a_fair_has_its_year(fair, year):
    """Fairs are numbered, so the number tells the year before which the story cannot be."""
    found = evidence(fair)
    assert found is not None
    assert found.day.year == year


def test_headline_that_names_the_period_names_the_year():
    """A part of a year in the headline is the story's own, even where the headline has no figure."""
    text = "Customs of Hefei brief on trade, Jan.-Aug. 2021\n\nExports rose 3 percent in the first eight months."
    assert infer_year(read_article_text(text), [], relative=["Y-01/Y-08"]).year == 2021


def test_no_event_no_evidence():
    """A trade pact that was only spoken of for years proves nothing."""
    assert evidence("Ministers talked about the RCEP in Bangkok.") is None


def test_article_is_not_older_than_its_events():
    """6.40 yuan to the dollar was May's rate in 2012, 2018 and 2021: the pandemic leaves one."""
    assert infer(f"{SALES}, despite COVID-19.").year == 2021
    assert infer(f"{SALES}, despite COVID-19.", suggested=2018).year == 2021


def test_weekday_leaves_the_year_in_which_it_fits():
    """15 June was a Friday in 2012 and 2018, no Tuesday; it was one in 2021."""
    line = "URUMQI, June 15 (Xinhua) -- {}, the customs said {}."
    assert infer(line.format(SALES, "Tuesday")).year == 2021
    assert infer(line.format(SALES, "Friday")).year in {2012, 2018}


def test_event_is_the_last_resort():
    """Where nothing else tells, the article is of the year of the newest event, and the reason says so."""
    inferred = infer("Exports rose in May, despite the war in Ukraine.")
    assert (inferred.year, "war in Ukraine" in inferred.reason) == (2022, True)


@pytest.mark.parametrize(
    ("sentence", "weekday"),
    [
        ("Trade rose 3 percent, Urumqi Customs said on Tuesday.", 1),
        ("Data released Thursday showed that trade rose 3 percent.", 3),
        ("The Friday market in Kashgar is busy.", None),
    ],
)
def test_weekday_on_which_the_news_was_given_out(sentence, weekday):
    """Only a weekday on which something was said dates an article."""
    assert find_reported_weekday(read_article_text(sentence)) == weekday


def test_bullets_ahead_of_the_story_do_not_hide_its_weekday():
    """What has no full stop is none of the paragraphs that are looked at."""
    bullets = "\n".join(f"* point {n} of the story" for n in range(6))
    text = f"Trade of the country rises\n\n3 MIN READ\n\n{bullets}\n\nTrade rose 3 percent, the office said on Friday."
    assert find_reported_weekday(read_article_text(text)) == 4


def test_weekday_is_that_of_publication_or_the_day_before():
    """20 July 2021 was a Tuesday; 29 February is in leap years only."""
    assert [fits_weekday(2021, (7, 20), day) for day in range(7)] == [True, True, *[False] * 5]
    assert not fits_weekday(2021, (2, 29), 0)


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("The first truck left in May 2018. Nearly seven years on, 310 of them leave each month.", 2025),
        ("More than two years have passed since the line opened in March 2021.", 2023),
        ("Exports rose 5 percent year on year in 2020.", None),
        ("Ten years on, the port is busy.", None),
    ],
)
def test_years_counted_from_a_date(text, year):
    """Years that the text counts from a date lead to its own."""
    assert [each.year for each in find_counted_years(read_article_text(text))] == ([year] if year else [])


@pytest.mark.parametrize(("day", "year"), [("Nov. 20", 2024), ("March 3", 2025), ("Dec. 20", 2024)])
def test_counted_year_is_the_nearest_to_the_day_of_publication(day, year):
    """Nearly seven years after January 2018 is late in 2024, or early in 2025."""
    story = f"URUMQI, {day} (Xinhua) -- It opened in January 2018. Nearly seven years on, it is busy."
    assert [each.year for each in find_counted_years(read_article_text(story))] == [year]
    assert infer(story, "Y-01").year == year


@pytest.mark.parametrize(
    ("sentence", "year"),
    [
        ("The city will host the 17th China-ASEAN Expo in September.", 2020),
        ("The eighth China-Eurasia Expo is scheduled for June.", 2024),
        ("Trade got off to a good start in the opening quarter of the 14th Five-Year Plan.", 2021),
        ("The report to the 19th National Congress of the party, which closed last month, speaks of trade.", 2017),
    ],
)
def test_year_told_by_what_is_numbered(sentence, year):
    """A fair to come is announced in its own year; plans and congresses have their years."""
    text = f"Trade of Hunan grows\n\nExports rose 3 percent in the first three months. {sentence}"
    assert infer_year(read_article_text(text), [], relative=["Y-01/Y-03"]).year == year


def test_weekday_alone_dates_to_the_newest_year_that_has_it():
    """Where there is nothing else, a Tuesday 4 April is that of 2023, not of 2017; without a weekday nothing tells."""
    assert infer("LIMA, April 4 (Agency) -- Exports rose 3 percent in March, data showed Tuesday.").year == 2023
    assert infer("LIMA, April 4 (Agency) -- Exports rose 3 percent in March.").year is None
