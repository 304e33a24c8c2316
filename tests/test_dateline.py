"""Headline, dateline and day of publication are found where a page shows them, and nowhere else."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xjllm.article import Article
from xjllm.reading import read_article_text
from xjllm.reading.dateline import find_dateline
from xjllm.reading.dates import find_dates, find_month_days
from xjllm.reading.year_bounds import latest_date_mentioned

repeatable = settings(derandomize=True, deadline=None)

TITLE = "Guizhou tea finds new buyers abroad"
STORY = "The tea gardens of Guizhou sold 41 percent more abroad in the first half, the customs said on Monday."
MORE = "Exports came to 7.7 billion yuan, of which green tea made up 61 percent, according to the same office."
DAY = date(2018, 4, 25)


def _title(article: Article) -> str | None:
    return article.text[article.title.start : article.title.end] if article.title else None


def _dateline(text: str) -> str | None:
    span = find_dateline(text)
    return text[span.start : span.end] if span else None


@pytest.mark.parametrize(
    "dateline",
    [
        "GUIYANG, May 22 (Example) --",
        "GUIYANG, May 22 (Example)--",
        "BERLIN, March 7 (Reuters) -",
        "BEIJING, Jan. 14 --",
        "LONDON, 5 March (Example) –",
        "Hanoi (VNA) –",
        "Wiesbaden (dpa) –",
        "ASTANA —",
        "ASTANA –",
        "NEW DELHI:",
        "BAKU, Azerbaijan, July 30.",
        "BRUSSELS/BEIJING, May 5 (Reuters) -",
        "ST. PETERSBURG, June 5, 2014 (Example) —",
        "DUSHANBE, April 12, 2014, Asia-Plus --",
        "ASTANA. July 30. KAZINFORM –",
        "Tashkent, Uzbekistan (UzDaily.com) --",
        "July 30 (Bloomberg) --",
        "(ECNS) --",
        "RIO DE JANEIRO, Sept. 3 (Xinhua) --",
    ],
)
def test_datelines_of_many_agencies_are_found(dateline):
    """Place, day and agency before a dash are the dateline, in all the ways that agencies write them."""
    assert _dateline(f"{dateline} {STORY}") == dateline
    article = read_article_text(f"{TITLE}\n\n{dateline} {STORY}\n\n{MORE}\n")
    assert article.dateline is not None
    assert article.text[article.dateline.start : article.dateline.end] == dateline
    assert _title(article) == TITLE


@pytest.mark.parametrize(
    "text",
    [
        STORY,
        "CHINA - EU TEA TRADE GROWS",
        "US: Tea sales rise",
        "Regional Comprehensive Economic Partnership (RCEP) – what it means for tea",
        "UPDATE 1-Tea exports rise",
        "VIDEO: Tea pickers of Meitan are busy from March to October, when they pick the last by hand.",
        "In May 2014 (the last year on record) - a bad one - tea exports fell to 30 tons, the customs said.",
    ],
)
def test_what_only_resembles_a_dateline_is_none(text):
    """Headlines with a dash or a colon, and paragraphs with dashes, have no dateline."""
    assert _dateline(text) is None


def test_a_place_alone_on_its_line_is_a_dateline():
    """Some agencies put the place on a line above the story."""
    article = read_article_text(f"{TITLE}\n\nTASHKENT, Uzbekistan\n\n{STORY}\n")
    assert article.dateline is not None
    assert article.text[article.dateline.start : article.dateline.end] == "TASHKENT, Uzbekistan"
    assert _title(article) == TITLE


@pytest.mark.parametrize(
    "above",
    [
        "",
        "share\n \n\n",
        "HOME > NEWS\n",
        "Home Economy Guizhou\n\n",
        "World, Asia - Pacific\n\n",
        "Economy\n",
        "Business  Wednesday, April 25, 2018 - 16:22:00\nPrint Email\n\n",
        " date 2018-04-25 ",
        "2018-04-25 ",
        "Published: April 25, 2018 | ",
    ],
)
def test_the_headline_is_found_below_and_beside_metadata(above):
    """Breadcrumbs, sections, buttons and dates above the headline, or on its line, are not the headline."""
    article = read_article_text(f"{above}{TITLE}\n\n{STORY}\n")
    assert _title(article) == TITLE
    shown = [article.text[span.start : span.end] for span in article.paragraphs]
    assert shown == [TITLE, STORY]


@pytest.mark.parametrize("behind", [" 2018-04-25", " | 2018-04-25 10:30", " (April 25, 2018, 10:30)"])
def test_a_time_stamp_behind_the_headline_is_not_part_of_it(behind):
    """A time stamp at the end of the headline's line is the day of publication."""
    article = read_article_text(f"{TITLE}{behind}\n\n{STORY}\n")
    assert _title(article) == TITLE
    assert article.published == DAY


@pytest.mark.parametrize(
    "title",
    [
        "Tea sells",
        "By Rail and by Ship, Tea Reaches Europe",
        "Home-grown tea sells well abroad",
        "Tea treaty signed in Guiyang on April 25, 2018",
        "UPDATE 1-Tea exports up 3 pct in May -customs",
        "Guizhou's tea exports rise by 3 percent.",
    ],
)
def test_unusual_headlines_are_headlines(title):
    """Short headlines, headlines that begin like an author or a button, with a day or with a full stop."""
    article = read_article_text(f"{title}\n\nGUIYANG, May 22 (Example) -- {STORY}\n")
    assert _title(article) == title
    assert article.published is None


def test_a_page_that_begins_with_its_story_has_no_headline():
    """Running text is no headline."""
    article = read_article_text(f"{STORY}\n\n{MORE}\n")
    assert article.title is None
    assert len(article.paragraphs) == 2


METADATA = [
    "Example, April 25, 2018",
    "0 Comment(s)Print E-mail Example, April 25, 2018",
    "08:35, April 25, 2018",
    "Example Times) 08:35, April 25, 2018",
    "(Example Daily Online) 09:12, April 25, 2018",
    "2018-04-25source:Example Times",
    "Published: 25 Apr 2018",
    "Published: Apr 25, 2018 09:36 PM",
    "By Example Times Published: Apr 25, 2018 09:36 PM",
    "Updated 25 April 2018",
    "UPDATE:2018-04-25 18:05    Example",
    "25 April 2018 14:05 (UTC+04:00)",
    "Central Asia Materials 25 April 2018 11:42 (UTC +04:00)",
    "2018-04-25T09:30:00+08:00",
    "2018/04/25",
    "25.04.2018",
    "25/04/2018",
    "04/25/2018",
    "Apr. 25, 2018",
    "Wednesday, 25th of April 2018",
    "8:00am, 25 Apr, 2018",
    "Published: Apr. 25, 2018 6:48 p.m. GMT+8",
    "Company News | Wed Apr 25, 2018 | 4:12pm EDT",
    "Source: Xinhua|   2018-04-25 21:07:45|Editor: Luo Min",
    "By Luo Min in Business on 25 April 2018",
    "By EX staff reporters Published: Apr 25, 2018 09:11 PM",
    "Example Daily · English Edition · No. 214 · 25 April 2018",
    "By Luo Min | example.org | Updated: 2018-04-25 09:37",
    "Luo Min  |25.04.2018 - Update : 26.04.2018",
    "Updated: April 26, 2018 | Published: April 25, 2018",
    "2018年4月25日 10:30 来源：示例",
    "APRIL 25, 2018 | 3 MIN READ",
    "April 25, 20183:05 AM GMT+8Updated 5 hours ago",
    "Posted on April 25, 2018 by admin",
    "Date: April 25, 2018 Views: 123",
    "Updated 10:23, 25-Apr-2018",
    "Published\n25 April 2018",
    "Wed 25 Apr 2018 16.23 BST",
    "2018-04-25 16:23:15 Xinhua Editor : Luo Min Ecns App Download",
]


@pytest.mark.parametrize("line", METADATA)
def test_the_day_of_publication_is_read_from_its_line(line):
    """The many lines in which pages give their day are read, whether above or below the headline."""
    for text in (f"{TITLE}\n\n{line}\n\n{STORY}\n\n{MORE}\n", f"{line}\n{TITLE}\n\n{STORY}\n\n{MORE}\n"):
        article = read_article_text(text)
        assert (article.published, article.published_from) == (DAY, "text")
        assert article.published_month_day is None
        assert _title(article) == TITLE
        assert [article.text[span.start : span.end] for span in article.paragraphs] == [TITLE, STORY, MORE]


@pytest.mark.parametrize(
    "line",
    ["Publish time: 2018-04-25 10:20", "(Example Daily 04/25/2018 page5)", "Source: Example, April 25, 2018"],
)
def test_the_day_is_read_from_a_labelled_line_below_the_story(line):
    """Below the story only a line that says what its day is counts."""
    body = "\n\n".join([STORY, MORE] * 3)
    assert read_article_text(f"{TITLE}\n\n{body}\n\n{line}\n").published == DAY
    assert read_article_text(f"{TITLE}\n\n{body}\n\nApril 25, 2018\n").published is None


@pytest.mark.parametrize(
    "line",
    [
        "03/04/2018",
        "Tea pickers in Meitan, April 25, 2018. (Example/Luo Min)",
        "Photo taken on April 25, 2018 shows tea pickers.",
        "On April 25, 2018, the customs published its figures on tea.",
        "April 25, 2018: the customs publish their figures.",
        "2018-04-25 | 30 tons | 40 tons",
        "READ MORE: Tea sales on April 25, 2018",
        "31.04.2018",
        "Copyright 2018 Example",
    ],
)
def test_other_days_are_not_the_day_of_publication(line):
    """Ambiguous days, and those of pictures, of the story, of tables and teasers, do not date it."""
    for lines in ([TITLE, STORY, line, MORE], [TITLE, line, STORY, MORE]):
        article = read_article_text("\n\n".join(lines))
        assert article.published is None
        assert article.published_from is None


def test_days_among_teasers_are_not_the_day_of_publication():
    """Days under the titles of other stories do not date the article."""
    for teasers in ("Most read\nCoffee sells as well\nApril 25, 2018", "Latest\nPublished: April 25, 2018"):
        assert read_article_text(f"{TITLE}\n\n{STORY}\n\n{teasers}\n").published is None


def test_the_days_that_may_date_an_article_are_ranked():
    """A line near the top goes before the dateline, the dateline before a line below the story."""
    story = f"GUIYANG, April 24, 2018 (Example) -- {STORY}\n\n{MORE}\n\n{MORE}\n\n{MORE}"
    below = "Publish time: 2018-04-26"
    article = read_article_text(f"{TITLE}\n\nExample, April 25, 2018\n\n{story}\n\n{below}\n")
    assert (article.published, article.published_from) == (DAY, "text")
    article = read_article_text(f"{TITLE}\n\n{story}\n\n{below}\n")
    assert (article.published, article.published_from) == (date(2018, 4, 24), "dateline")
    given_day = date(2019, 1, 2)
    article = read_article_text(f"{TITLE}\n\n{story}\n", published=given_day)
    assert (article.published, article.published_from) == (given_day, "caller")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{TITLE}\n\nGUIYANG, May 22 (Example) -- {STORY}\n", (5, 22)),
        (f"{TITLE}\n\nLONDON, 5 March – {STORY}\n", (3, 5)),
        (f"{TITLE}\ndpa International | 8 September, 10:41\n\n{STORY}\n", (9, 8)),
        (f"{TITLE}\n\nOn May 22 the customs said that exports rose.\n", None),
        (f"{TITLE}\n\nExample, April 25, 2018\n\nGUIYANG, May 22 (Example) -- {STORY}\n", None),
        (f"{TITLE}\n\nGUIYANG, Feb. 30 (Example) -- {STORY}\n", None),
    ],
)
def test_a_day_without_a_year_is_month_and_day(text, expected):
    """Where dateline or metadata name no year, month and day are kept; the story's days never are."""
    assert read_article_text(text).published_month_day == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Tea sales rose on April 25, 2018.", DAY),
        ("Tea sales rose in March 2017 and in April 2018.", date(2018, 4, 1)),
        ("Tea sales rose in 2017 from 2016.", date(2017, 1, 1)),
        ("Tea sales will rise in 2019.", None),
        ("The garden is expected to open in June 2019.", None),
        ("A glasshouse, which is to open in 2019, costs much.", None),
        ("Sales should double by 2030, from those of 2017.", None),
        ("Tea sales rose to 2018 tons.", None),
        ("Tea sales rose by 2,018 yuan.", None),
        ("Tea pickers at work on April 25, 2018. (Photo: VNA)", DAY),
        ("Comments\nLuo M. | April 25, 2018", None),
    ],
)
def test_the_latest_day_mentioned_is_a_past_one(sentence, expected):
    """Days of the story and of captions count, the first day for a month or year; the future does not."""
    article = read_article_text(f"{TITLE}\n\n{STORY}\n\n{sentence}\n")
    assert latest_date_mentioned(article) == expected


def test_a_day_after_the_publication_is_not_mentioned_as_past():
    """What lies after a known day of publication cannot be past."""
    story = f"{STORY}\n\nSales of 2017 rose. On May 5, 2018 the garden opens."
    article = read_article_text(f"{TITLE}\n\nExample, April 25, 2018\n\n{story}\n")
    assert latest_date_mentioned(article) == date(2017, 1, 1)


@repeatable
@given(st.dates(date(1990, 1, 1), date(2090, 12, 31)), st.integers(0, 7))
def test_every_written_form_gives_its_day_back(day, form):
    """A day written in a form that pages use is found whole, and is that day."""
    month = day.strftime("%B")
    written = [
        f"{month} {day.day}, {day.year}",
        f"{month[:3]}. {day.day}, {day.year}",
        f"{day.day} {month} {day.year}",
        f"{day.day} {month[:3].upper()} {day.year}",
        day.isoformat(),
        day.strftime("%Y/%m/%d"),
        day.strftime("%d.%m.%Y"),
        f"{day.year}年{day.month}月{day.day}日",
    ][form]
    text = f"Example, {written}, 10:30"
    found = find_dates(text)
    assert [mention.day for mention in found] == [day]
    assert text[found[0].start : found[0].end] == written
    assert find_month_days(text) == []


@repeatable
@given(st.integers(1, 31), st.integers(1, 12), st.sampled_from("/-"))
def test_numeric_days_are_read_only_where_one_reading_is_possible(first, second, mark):
    """`03/04/2018` is no day, `25/04/2018` and `04/04/2018` are."""
    days = [mention.day for mention in find_dates(f"on {first:02}{mark}{second:02}{mark}2018")]
    readings = set()
    for day, month in ((first, second), (second, first)):
        try:
            readings.add(date(2018, month, day))
        except ValueError:
            continue
    assert days == (list(readings) if len(readings) == 1 else [])


@pytest.mark.parametrize(
    "text", ["12018-04-25", "2018-04-25-3", "1.25.04.2018", "2018-13-01", "32 May 2018", "May 2018"]
)
def test_numbers_that_are_no_days_are_not_read_as_days(text):
    """Longer numbers, impossible days and months without a day are no days."""
    assert find_dates(text) == []
