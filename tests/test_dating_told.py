"""Dating: what a story's own words count, compare or name tells the year of one that shows no date."""

import pytest

from xjllm.converted_years import currency_pairs
from xjllm.dating import infer_year
from xjllm.figures import find_figures
from xjllm.reading import read_article_text
from xjllm.reading.known_events import find_event_evidence

HALF, QUARTER, LAST_YEAR = "Y-01/Y-06", "Y-01/Y-03", "Y-1-01/Y-1-12"


def year_of(text, period):
    """The year inferred for a story that tells of this period."""
    article = read_article_text(
        f"Trade keeps growing\n\n{text}\n\nThe customs said so in a long statement to the paper."
    )
    pairs = currency_pairs(article.text, find_figures(article.text))
    return infer_year(article, [(first, second, period) for first, second in pairs], relative=[period]).year


@pytest.mark.parametrize(
    ("text", "period", "year"),
    [
        ("Fourteen years after its opening in May 2011, the port handled 3,000 trains.", QUARTER, 2025),
        ("Almost two years after a free port opened in November 2021, trade rose 3 percent.", HALF, 2023),
        ("More than a year after the pass was reopened in April 2023, it handled 300 trucks.", HALF, 2024),
        ("Eighteen months after the park was launched in November 2023, trade rose 3 percent.", QUARTER, 2025),
        ("The 18-month-old park, launched in November 2023, saw trade rise 3 percent.", QUARTER, 2025),
        ("Since the park opened in November 2021, two years ago, trade has grown.", HALF, 2023),
        ("Ten years ago, in 2014, the port handled 20 trains. Now it handled 3,000.", HALF, 2024),
        ("The line opened in 2015. Now, nine years later, its trade rose 3 percent.", QUARTER, 2024),
        ("Over the past 12 years since the first train left in March 2011, trips have soared.", QUARTER, 2023),
        ("The port, which opened in May 2011, has in its 14 years handled 100,000 trains.", QUARTER, 2025),
        ("Opened in December 2009 and now in its 15th year, the line carried 3 million tons.", HALF, 2024),
    ],
)
def test_a_length_of_time_counted_from_a_date(text, period, year):
    """A length of time and the date that it is counted from lead to the story's year, however they are put."""
    assert year_of(text, period) == year


@pytest.mark.parametrize(
    ("text", "period", "year"),
    [
        ("This year marks the 10th anniversary of the Belt and Road Initiative.", HALF, 2023),
        ("The Xinjiang Pilot Free Trade Zone marked its first anniversary last November.", HALF, 2025),
        ("The Xinjiang Pilot Free Trade Zone marked its first anniversary last year.", HALF, 2025),
        ("A decade after China proposed the Belt and Road Initiative, trade rose 3 percent.", HALF, 2023),
        ("On Friday the China (Xinjiang) Pilot Free Trade Zone celebrated its first birthday.", "Y-01/Y-09", 2024),
        ("The service, launched in 2011, celebrated its 10th birthday in March.", HALF, 2021),
        ("It is the 70th anniversary of the founding of the Xinjiang Uygur Autonomous Region.", HALF, 2025),
        ("Tajikistan will celebrate the 30th anniversary of its independence in September.", HALF, 2021),
        ("China and Kazakhstan mark 30 years since the establishment of diplomatic relations.", QUARTER, 2022),
        ("Last year was the first full year after the park opened in November 2023.", LAST_YEAR, 2025),
        ("Last year was the first full year after a pact took effect in January 2022.", LAST_YEAR, 2024),
        ("Trade rose in the first full year since the RCEP entered into force.", LAST_YEAR, 2023),
    ],
)
def test_anniversaries_and_first_full_years(text, period, year):
    """Anniversaries, also of events that everyone knows, and first full years lead to the story's year."""
    assert year_of(text, period) == year


@pytest.mark.parametrize(
    ("text", "period", "year"),
    [
        ("Exports were 3.1 billion yuan in 2021, 4.2 billion in 2022 and 5.5 billion last year.", LAST_YEAR, 2024),
        ("Trade was 357 billion yuan last year, against 246 billion yuan in 2022.", LAST_YEAR, 2024),
        ("Trade was 357 billion yuan last year, 45 percent more than in 2022.", LAST_YEAR, 2024),
        ("Trade grew 3 percent last year, after 24 percent in 2022.", LAST_YEAR, 2024),
        ("In 2024 trade was 435 billion yuan. In five months of this year it rose 3 percent.", "Y-01/Y-05", 2025),
        ("Trade rose 3 percent in the first half. In May 2024, a summit was held.", HALF, 2025),
        ("It is the final year of the 14th Five-Year Plan.", QUARTER, 2025),
        ("The 8th China-Eurasia Expo was held in Urumqi in June.", HALF, 2024),
    ],
)
def test_years_that_are_over(text, period, year):
    """Years that a story compares with, lists or names of the past are over; plans and fairs have their years."""
    assert year_of(text, period) == year


def test_year_told_of_whole_and_in_part_is_over():
    """Last year's data of a story that gives a part of 2019, too, are 2019's: the story is of 2020."""
    text = "Exports rose 5 percent last year. In the first 11 months of 2019, they were 3 billion yuan."
    assert year_of(text, LAST_YEAR) == 2020
    assert year_of("In the first five months of 2019, exports were 3 billion yuan.", "Y-01/Y-05") == 2019


def test_summit_named_by_its_place():
    """The summit of Xi'an was in May 2023, whatever it is called."""
    text = "The leaders of the five Central Asian countries met in Xi'an in May last year. Trade has grown since."
    assert year_of(text, HALF) == 2024


def test_photo_in_brackets_names_no_year_of_the_story():
    """A line that opens with "[Photo: …" is a caption, whatever it says of its year."""
    photo = (
        "[Photo: Visitors look at nuts in a mall of Khorgos. It had 6.1 million visitors in the first half of 2019.]"
    )
    sales = "Exports rose 5 percent in the first half, the customs said in Urumqi, and imports fell."
    article = read_article_text(f"Trade keeps growing\n\n{photo}\n\n{sales}\n")
    assert [each.kind for each in article.furniture] == ["caption"]
    assert not infer_year(article, [], relative=[HALF]).stated


def test_history_tells_no_year():
    """What was counted in a year that the sentence names itself was counted then."""
    text = "In 2015, two years after the park opened in 2013, trade was small. It is larger now than in May 2020."
    assert year_of(text, HALF) == 2021


def test_weekdays_with_their_dates():
    """18 April was a Friday in 2025 and a Saturday in 2020: the day itself goes before the day before it."""
    sales = "URUMQI, April 18 -- Exports rose to 2.3 billion yuan (315 million U.S. dollars), customs said {}."
    assert year_of(sales.format("Friday"), QUARTER) == 2025
    assert year_of(sales.format("on Friday, April 18"), QUARTER) == 2025
    assert year_of(sales.format("on Saturday, April 18"), QUARTER) == 2020


def test_an_event_whose_own_year_is_printed_does_not_make_that_of_the_story():
    """Such a day tells how old the zone is, not that the story is of the twelve months after it."""
    text = "The Xinjiang Pilot Free Trade Zone, inaugurated on Nov. {}, handled pots for 3 million dollars."
    day = ", Jan. 21 (Reuters) --"
    printed, left_out = (
        find_event_evidence(read_article_text(f"Zone\n\nURUMQI{day} {text.format(when)}"), 1)
        for when in ("1, 2023", "1")
    )
    assert (printed.year, left_out.year) == (None, 2024)


def test_the_model_s_year_comes_before_what_is_counted_from_an_event():
    """The model has read the whole story; code counts from one sentence. Without a suggestion the count tells."""
    article = read_article_text(
        "Zone\n\nURUMQI, Jan. 21 (Reuters) -- The Xinjiang Pilot Free Trade Zone, inaugurated last November, grew."
    )
    assert infer_year(article, []).year == 2024
    assert infer_year(article, [], suggested=2025).year == 2025
    assert infer_year(article, [], suggested=2022).year == 2024  # before the event


@pytest.mark.parametrize(
    ("text", "period", "year"),
    [
        ("On July 14, 2023, the office gave out its figures. Exports rose 3 percent.", HALF, 2023),
        ("On July 14, 2023, the new hall was opened. Exports rose 3 percent.", HALF, 2024),
        ("Peru joined the group on July 14, 2023. Exports rose 3 percent.", HALF, 2024),
        ("On January 14, 2023, a train left the port with toys. Exports rose 3 percent.", LAST_YEAR, 2023),
    ],
)
def test_a_day_in_the_lead_is_of_the_storys_year(text, period, year):
    """A day that the lead tells of is near that of publication, unless something began on it."""
    assert year_of(text, period) == year


@pytest.mark.parametrize("period", ["Y-01/Y-02", "Y-01/Y-06", "Y-01/Y-11"])
def test_an_anniversary_is_marked_all_through_its_year(period):
    """A tenth anniversary is told of in the tenth calendar year after, whatever month the data are of."""
    text = "As China-Europe freight trains mark the tenth anniversary of their launch, trips rose 3 percent."
    assert year_of(text, period) == 2021
