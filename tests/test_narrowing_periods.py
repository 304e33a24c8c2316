"""Narrowing, timing: how trade news states time, phrase by phrase, and what each figure's period is then.

The periods were decided by the guidelines before the sentences were run. Unless a case says otherwise the story
was published on 20 May 2022 and its first paragraph sets the period January to April.
"""

from datetime import date

import pytest

from tests.narrowing_samples import read_story

LEAD = "Xinjiang's foreign trade rose 3.1 percent in the first four months of 2022, Urumqi Customs said."
JAN_APR, APR, Q1 = "2022-01/2022-04", "2022-04", "2022-01/2022-03"


def periods_of(*paragraphs, **story):
    """The likeliest period of each figure of the story, in text order."""
    reading, _ = read_story(*paragraphs, **story)
    return [each.periods[0] for each in reading.readings]


def after_lead(*paragraphs, **story):
    """The same of a story that begins with `LEAD`, whose own figure is left out."""
    return periods_of(LEAD, *paragraphs, **story)[1:]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # a run of months
        ("Jan-Apr exports came to 5.1 billion yuan.", [JAN_APR]),
        ("Exports came to 5.1 billion yuan in the January-to-March period.", [Q1]),
        ("Jan.-Mar. 2021 exports came to 5.1 billion yuan.", ["2021-01/2021-03"]),
        ("In January/March exports came to 5.1 billion yuan.", [Q1]),
        ("Between January and March, exports came to 5.1 billion yuan.", [Q1]),
        ("In January and February, exports came to 5.1 billion yuan.", ["2022-01/2022-02"]),
        ("From Jan. 1 to March 31, exports came to 5.1 billion yuan.", [Q1]),
        ("From December to February, exports came to 5.1 billion yuan.", ["2021-12/2022-02"]),
        ("Exports came to 5.1 billion yuan in the three months to March.", [Q1]),
        ("In the 12 months through March 2022, exports came to 5.1 billion yuan.", ["2021-04/2022-03"]),
        ("Exports from October 2021 to March 2022 came to 5.1 billion yuan.", ["2021-10/2022-03"]),
        ("In the first two months of the year, exports came to 5.1 billion yuan.", ["2022-01/2022-02"]),
        ("So far this year, exports have come to 5.1 billion yuan.", [JAN_APR]),
        ("Since the beginning of the year, exports have come to 5.1 billion yuan.", [JAN_APR]),
        ("Since January, exports have come to 5.1 billion yuan.", [JAN_APR]),
        ("Year-to-date exports came to 5.1 billion yuan.", [JAN_APR]),
        ("Exports this year came to 5.1 billion yuan.", [JAN_APR]),
        # quarters, halves, years
        ("Exports reached 5.1 billion yuan in Q1.", [Q1]),
        ("Exports reached 5.1 billion yuan in the last quarter of 2021.", ["2021-10/2021-12"]),
        ("Exports reached 5.1 billion yuan in the second half of last year.", ["2021-07/2021-12"]),
        ("Exports reached 5.1 billion yuan in H2 2020.", ["2020-07/2020-12"]),
        ("Exports reached 5.1 billion yuan in the first three quarters of 2021.", ["2021-01/2021-09"]),
        ("Last year, exports reached 5.1 billion yuan.", ["2021-01/2021-12"]),
        ("Exports for the whole of 2021 reached 5.1 billion yuan.", ["2021-01/2021-12"]),
        ("Exports reached 5.1 billion yuan in full-year 2020.", ["2020-01/2020-12"]),
        ("In total, 5.1 billion yuan of goods were exported from 2016 to 2020.", ["2016-01/2020-12"]),
        # one month
        ("Last month, exports reached 5.1 billion yuan.", [APR]),
        ("Exports reached 5.1 billion yuan for the month of March.", ["2022-03"]),
        ("April's exports reached 5.1 billion yuan.", [APR]),
        ("Exports reached 5.1 billion yuan in December.", ["2021-12"]),
        ("Exports reached 5.1 billion yuan last November.", ["2021-11"]),
        ("By the end of March, 2,100 companies had exported goods.", ["2022-03"]),
        ("As of April 30, the port had handled 1,200 freight trains this year.", [JAN_APR]),
        ("At the end of 2021, the region had 2,100 trading enterprises.", ["2021-12"]),
        ("By mid-March, the port had handled 1,200 freight trains since the start of the year.", [Q1]),
    ],
)  # fmt: skip
def test_words_for_a_period(text, expected):
    """A period that the sentence names is the figure's."""
    assert after_lead(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Exports were 5.1 billion yuan, compared with 4.2 billion yuan a year ago.", [JAN_APR, "2021-01/2021-04"]),
        ("Exports were 5.1 billion yuan; in the same period last year they had been 4.2 billion yuan.",
         [JAN_APR, "2021-01/2021-04"]),
        ("Exports grew to 5.1 billion yuan from 4.2 billion yuan.", [JAN_APR, "2021-01/2021-04"]),
        ("Exports grew from 4.2 billion yuan to 5.1 billion yuan.", ["2021-01/2021-04", JAN_APR]),
        ("Exports were 5.1 billion yuan in April, up 2.3 percent from March and 8.4 percent from a year earlier.",
         [APR, APR, APR]),
        ("Exports were 5.1 billion yuan in April, versus 4.8 billion yuan the previous month.", [APR, "2022-03"]),
        ("Exports rose 5.1 percent in April, slowing from 8.4 percent in March.", [APR, "2022-03"]),
        ("Exports rose 5.1 percent in April, after an increase of 8.4 percent in March.", [APR, "2022-03"]),
        ("Exports rose 5.1 percent in April, compared with March's 8.4 percent growth.", [APR, "2022-03"]),
        ("Exports from Kashgar in April rose 5.1 percent.", [APR]),
        ("Imports from Kazakhstan in the first quarter were worth 5.1 billion yuan.", [Q1]),
        ("Exports rose 5.1 percent from the same four months of 2021.", [JAN_APR]),
        ("Exports of 5.1 billion yuan already exceeded the 4.2 billion yuan recorded in all of 2020.",
         [JAN_APR, "2020-01/2020-12"]),
        ("Exports of more than 5.1 billion yuan in April set a record.", [APR]),
        ("Exports were 0.9 billion yuan more than in the first four months of 2021.", [JAN_APR]),
        ("A year earlier, exports stood at 4.2 billion yuan.", ["2021-01/2021-04"]),
        ("Exports jumped 5.1 percent in April, the fastest growth since October 2021.", [APR]),
        ("Exports fell 5.1 percent from the previous quarter to 4.2 billion yuan in the first quarter.", [Q1, Q1]),
        ("The gap was 5.1 billion yuan in April, up from 5.8 billion yuan in March and 6.2 billion in April 2021.",
         [APR, "2022-03", "2021-04"]),
        ("The number of freight trains rose from 310 in 2015 to 6,400 in 2021.",
         ["2015-01/2015-12", "2021-01/2021-12"]),
        ("Exports were 5.1 billion yuan, double the 2.5 billion yuan of a year earlier.", [JAN_APR, JAN_APR,
         "2021-01/2021-04"]),
        ("That was up 5.1 percent year on year, when exports totaled 4.2 billion yuan a year earlier.",
         [JAN_APR, "2021-01/2021-04"]),
    ],
)  # fmt: skip
def test_what_is_compared_with(text, expected):
    """A level or a rate that something is only compared with has the earlier period."""
    assert after_lead(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Exports rose 5.1 percent in April, while imports fell 2.3 percent in the first four months.", [APR, JAN_APR]),
        ("In the first quarter, exports rose 5.1 percent, with those in March up 2.3 percent.", [Q1, "2022-03"]),
        ("Exports rose 5.1 percent in April and 2.3 percent in the first four months.", [APR, JAN_APR]),
        ("Exports rose 5.1 percent and imports fell 2.3 percent in April.", [APR, APR]),
        ("Exports rose 5.1 percent, while imports fell 2.3 percent in April.", [APR, APR]),
        ("In April, exports rose 5.1 percent, while imports fell 2.3 percent.", [APR, APR]),
        ("Exports reached 5.1 billion yuan, including 1.2 billion yuan in April.", [JAN_APR, APR]),
        ("Exports in April reached 1.2 billion yuan, bringing the total for the first four months to 5.1 billion yuan.",
         [APR, JAN_APR]),
        ("Exports grew 5.1 percent in March and 2.3 percent in April.", ["2022-03", APR]),
        ("Exports grew 5.1 percent and 2.3 percent in March and April, respectively.", ["2022-03", APR]),
        ("Growth quickened from 2.3 percent in the first quarter to 5.1 percent in April.", [Q1, APR]),
    ],
)  # fmt: skip
def test_several_periods_in_a_sentence(text, expected):
    """A period belongs to the figures of its clause, then to those that share its clause's verb."""
    assert after_lead(text) == expected


@pytest.mark.parametrize(
    ("paragraphs", "expected"),
    [
        (("In April alone, exports rose 5.1 percent. Imports fell 2.3 percent.",), [APR, APR]),
        (("In April alone, exports rose 5.1 percent.", "Imports of silk fell 2.3 percent."), [APR, JAN_APR]),
        (("In April, trade picked up. Exports rose 5.1 percent.",), [APR]),
        (("In the same period of 2021, exports had been 4.2 billion yuan. Imports rose 2.3 percent.",),
         ["2021-01/2021-04", JAN_APR]),
        (("In 2021, exports hit 14.2 billion yuan. Imports stood at 3.1 billion yuan.",),
         ["2021-01/2021-12", "2021-01/2021-12"]),
        (("In 2021, exports hit 14.2 billion yuan.", "Imports of silk rose 2.3 percent."),
         ["2021-01/2021-12", JAN_APR]),
        (("In the first quarter, exports rose 5.1 percent. In the three months, imports fell 2.3 percent.",), [Q1, Q1]),
        (("March was lively. Exports rose 5.1 percent in the month.",), ["2022-03"]),
        (("In March, exports rose 5.1 percent. Imports fell 2.3 percent in the same month.",), ["2022-03", "2022-03"]),
        (("Exports to Italy rose 5.1 percent in the period.",), [JAN_APR]),
        (("China's exports rose 5.1 percent over the same period.",), [JAN_APR]),
        (("The number stayed above 300 trains a month for six consecutive months.",), ["2021-11/2022-04"]),
        (("Exports rose 5.1 percent in April, growing for the fifth consecutive month.",), [APR]),
        (("Exports were worth 5.1 billion yuan, customs officials said at a press conference on May 18.",), [JAN_APR]),
        (("A new rail line opened on March 3, and exports rose 5.1 percent.",), [JAN_APR]),
        (("Theresa May Limited of Kashgar exported 310 tonnes of walnuts.",), [JAN_APR]),
    ],
)  # fmt: skip
def test_period_is_carried_on(paragraphs, expected):
    """Without a period of its own a figure has the paragraph's; a new paragraph is about the story's again."""
    assert after_lead(*paragraphs) == expected


@pytest.mark.parametrize(
    ("lead", "published", "expected"),
    [
        ("Pakistan's exports rose 5.1 percent in the first nine months of the current fiscal year.",
         date(2022, 4, 20), ["2021-07/2022-03"]),
        ("Pakistan's exports rose 5.1 percent to $2.3 billion in the first quarter of FY23.",
         date(2022, 10, 20), ["2022-07/2022-09", "2022-07/2022-09"]),
        ("Pakistan's exports totaled $31.2 billion in the last fiscal year, which ended on June 30.",
         date(2022, 7, 20), ["2021-07/2022-06"]),
        ("India's exports rose 5.1 percent in the first half of the 2022-23 financial year.",
         date(2022, 10, 20), ["2022-04/2022-09"]),
        ("India's exports totaled $412 billion in April-February of FY2021-22.", date(2022, 3, 20),
         ["2021-04/2022-02"]),
        ("Xinjiang's exports rose 5.1 percent last year.", date(2022, 1, 20), ["2021-01/2021-12"]),
        ("Xinjiang's exports rose 5.1 percent in December.", date(2022, 1, 20), ["2021-12"]),
        ("Xinjiang's exports rose 5.1 percent in 2021, up from 2.3 percent in the previous year.",
         date(2022, 1, 20), ["2021-01/2021-12", "2020-01/2020-12"]),
        ("Xinjiang's exports rose 5.1 percent in the fourth quarter and 2.3 percent for the full year.",
         date(2022, 1, 20), ["2021-10/2021-12", "2021-01/2021-12"]),
        ("Xinjiang's exports were 2.1 billion yuan in 2020 and 5.1 billion in 2021. They rose 3 percent.",
         date(2022, 1, 20), ["2020-01/2020-12", "2021-01/2021-12", "2021-01/2021-12"]),
        ("Xinjiang's exports rose 5.1 percent last month.", date(2022, 1, 20), ["2021-12"]),
        ("Vietnam's exports rose 5.1 percent in May.", date(2022, 5, 29), ["2022-05"]),
        ("Vietnam's exports rose 5.1 percent this year. In December they rose 2.3 percent.", date(2022, 12, 29),
         ["2022-01/2022-12", "2022-12"]),
        ("Vietnam's exports rose 5.1 percent this year, though in December last year they fell 2.3 percent.",
         date(2022, 12, 29), ["2022-01/2022-11", "2021-12"]),
        ("Vietnam's exports rose 5.1 percent this year as ports were shut for much of the third quarter.",
         date(2022, 12, 20), ["2022-01/2022-11"]),
        ("Kazakhstan's eight-month trade with China totaled $9.2 billion.", date(2022, 9, 20), ["2022-01/2022-08"]),
        ("Uzbekistan's exports totaled $9.2 billion in 9M 2022.", date(2022, 10, 20), ["2022-01/2022-09"]),
        ("Xinjiang exported 5.1 billion yuan of cars, up 2.3 percent on the first half of 2021.", date(2022, 7, 20),
         ["2022-01/2022-06", "2022-01/2022-06"]),
        ("Xinjiang's exports rose 5.1 percent, 2.3 points faster than in the same period of 2018.", None,
         ["2019-01/2019-12", "2019-01/2019-12"]),
        ("Xinjiang's exports rose 5.1 percent in the first half, from 4.2 billion yuan in the same period of 2018.",
         None, ["2019-01/2019-06", "2018-01/2018-06"]),
    ],
)  # fmt: skip
def test_main_period_and_year(lead, published, expected):
    """The lead sets the period; the year is the text's, else that of publication, else counted from it."""
    assert periods_of(lead, published=published, title="Trade report") == expected


def test_a_month_that_beats_what_was_expected_is_not_compared_with():
    """What is faster than expected in a month is told of that month, and so are the figures that follow."""
    lead = "China's exports fell much faster than economists had expected in July, weighing on growth."
    figures = "Shipments shrank 14 percent, after a 12 percent drop in June, customs said. Imports fell 7 percent."
    assert periods_of(lead, figures, published=date(2022, 8, 8)) == ["2022-07", "2022-06", "2022-07"]


def test_month_after_month_story_goes_on_with_the_longer_period():
    """Guidelines: a new paragraph keeps the period, also where the story began with one month."""
    assert periods_of(
        "Xinjiang's exports rose 3.1 percent in April.",
        "In the first four months, they rose 5.2 percent.",
        "Exports to Italy rose 7.3 percent.",
    ) == [APR, JAN_APR, JAN_APR]


def test_fiscal_year_goes_on_without_being_named_again():
    """Once the story counts in fiscal years, "the four months" and "first quarter" are of the fiscal year."""
    assert periods_of(
        "Pakistan's exports rose 3.1 percent in the first four months of the current fiscal year.",
        "In the four months, exports of rice rose 5.2 percent. In the first quarter, they had risen 7.3 percent.",
        title="Pakistan's exports rise",
        published=date(2021, 11, 20),
    ) == ["2021-07/2021-10", "2021-07/2021-10", "2021-07/2021-09"]


def test_headline_names_the_period_of_a_lead_that_names_none():
    """The headline sets the period where the lead leaves it out."""
    assert periods_of(
        "Xinjiang's foreign trade rose 3.1 percent, Urumqi Customs said.", title="Xinjiang trade up in first quarter"
    ) == [Q1]


@pytest.mark.parametrize(
    "text",
    [
        "In April, exports rose 5.1 percent.",
        "Exports were 5.1 billion yuan, compared with 4.2 billion yuan a year earlier.",
        "Exports rose 5.1 percent in the first quarter.",
    ],
)
def test_explicit_periods_are_sure(text):
    """Where the figure's own words name its period nothing is left open."""
    reading, _ = read_story(LEAD, text)
    assert all(len(each.periods) == 1 for each in reading.readings)


@pytest.mark.parametrize(
    ("paragraphs", "options"),
    [
        (("In April, exports rose 5.1 percent. Imports of silk fell 2.3 percent.",), {APR, JAN_APR}),
        (("In April, exports rose 5.1 percent.", "Imports of silk fell 2.3 percent."), {APR, JAN_APR}),
    ],
)
def test_two_possible_periods_are_both_given(paragraphs, options):
    """Where a figure goes on after another period both are given, so that a model may be asked."""
    reading, _ = read_story(LEAD, *paragraphs)
    assert set(reading.readings[-1].periods) == options


@pytest.mark.parametrize(
    ("paragraphs", "expected"),
    [
        # a year of the past in the first sentence, the news in the next
        (
            (
                "The park was opened in September 2013 for 3 billion yuan.",
                "In 2021, exports came to 5 billion yuan.",
                "Last year's imports were 2 billion yuan.",
            ),
            ["2021-01/2021-12", "2021-01/2021-12"],
        ),
        # a year that is only planned for
        (
            ("Exports of 9 billion yuan are wanted by 2030.", "In May 2022, exports came to 5 billion yuan."),
            ["2022-05"],
        ),
        # a whole year is over where it is told of
        (
            ("In 2021, exports came to 5 billion yuan.", "In December alone, exports came to 1 billion yuan."),
            ["2021-01/2021-12", "2021-12"],
        ),
    ],
)
def test_year_of_a_story_without_a_date(paragraphs, expected):
    """Where no date line tells the year, it is that of the newest period of the past that the story opens with."""
    assert periods_of(*paragraphs, published=None)[-len(expected) :] == expected


def test_same_period_at_the_head_of_a_paragraph():
    """A paragraph that opens with "over the same period" has the period that the one before ended with."""
    before = "In April alone, exports came to 5 billion yuan."
    assert after_lead(before, "Over the same period, imports came to 5.1 billion yuan.") == [APR, APR]
    assert after_lead(before, "Imports came to 5.1 billion yuan in the reporting period.") == [APR, JAN_APR]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # a running total since something happened, and what follows it
        ("Since the first train pulled in there in March 2016, 4,300 trains had passed.", ["2016-03/2022-04"]),
        ("Over 4,300 trains have passed since the first one, from Wuhan, came in March 2016.", ["2016-03/2022-04"]),
        ("Its first train left in March 2016 and it has since handled 4,300. Cars brought 2 billion yuan.",
         ["2016-03/2022-04", JAN_APR]),
        ("Since the first train pulled in there in May 2016, 4,300 trips had been made by the end of 2021.",
         ["2016-05/2021-12"]),
        ("Car exports, allowed only since last year, came to 5.1 billion yuan.", [JAN_APR]),
        # what was so when something happened
        ("When the bridge was opened in 1998, exports were only 0.1 billion yuan.", ["1998-01/1998-12"]),
        # the same period of another year, told of or compared with
        ("It had a surplus of 5.1 billion yuan in the same period of 2019.", ["2019-01/2019-04"]),
        ("Exports were 2.1 times the figure for the same period of 2019.", [JAN_APR]),
    ],
)  # fmt: skip
def test_what_has_been_since_and_what_was_then(text, expected):
    """A total since an event runs from it on, and is passed by; a clause of another year is of that year."""
    assert after_lead(text) == expected


def test_a_line_that_runs_since_summer_sets_no_main_period():
    """Since when a workshop has been busy is not the period of the story's figures."""
    text = "The workshop makes 500 tonnes a day and has been busy since August."
    assert periods_of(text, "Exports rose 5.1 percent.", published=None)[-1] == "Y-01/Y-12"


@pytest.mark.parametrize(
    ("opening", "expected"), [("As a result, the", APR), ("This brought news: the", APR), ("The", JAN_APR)]
)
def test_a_paragraph_that_tells_the_result_keeps_the_passing_period(opening, expected):
    """What came of the figures told last is of their period; another paragraph returns to the story's."""
    found = after_lead("In April alone, exports were 5.1 billion yuan.", f"{opening} surplus was 2.3 billion yuan.")
    assert found == [APR, expected]
