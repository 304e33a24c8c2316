"""Dating: an article that states no year is dated by its amounts in two currencies."""

import pytest

from xjllm import converted_years
from xjllm.article import Article
from xjllm.converted_years import currency_pairs
from xjllm.dating import infer_year
from xjllm.figures import find_figures
from xjllm.reading import read_article_text


def _infer(text, period):
    story = read_article_text(text)
    pairs = currency_pairs(text, find_figures(text))
    return infer_year(story, [(first, second, period) for first, second in pairs])


def test_amount_in_two_currencies_dates_itself():
    """6.14 yuan to the dollar in the first half was 2013's rate alone."""
    inferred = _infer("Trade came to 61.4 billion yuan ($10.00 billion) in the first half.", "Y-01/Y-06")
    assert inferred.year == 2013
    assert "exchange rates of 2013" in inferred.reason


def test_period_of_the_year_before_counts_from_publication():
    """Where the amount is last year's, the year of publication is one later."""
    inferred = _infer("Trade came to 61.4 billion yuan ($10.00 billion) last year.", "Y-1-01/Y-1-06")
    assert inferred.year == 2014


def test_photo_rules_out_years_before_it():
    """Rates that came again are told apart by the date of a photo: an article is not older than its photos."""
    sales = "Sales rose to 6.78 billion yuan ($1.000 billion) in May."
    early = _infer(sales, "Y-05")
    later = _infer("Workers load a truck in Tianjin, May 4, 2017. (Photo)\n\n" + sales, "Y-05")
    assert later.year is not None
    assert later.year >= 2017
    assert early.year is not None


def test_first_fitting_year_after_a_photo_is_taken():
    """6.40 yuan to the dollar was May's rate in 2012, 2018 and 2021: of those after the photo the first is likely."""
    sales = "Sales rose to 64.0 billion yuan ($10.00 billion) in May."
    photo = "Workers load a truck in Tianjin, May 4, {}. (Photo)\n\n" + sales
    assert [_infer(photo.format(year), "Y-05").year for year in (2013, 2019)] == [2018, 2021]
    assert _infer(sales, "Y-05").year == 2021


def test_a_year_that_the_text_names_of_the_past_is_over():
    """Where only years of the past are named, the year after the newest is taken: a story does not name its own so."""
    text = "Exports rose 4 percent from January to May, after 3 percent in 2016 and 7 percent in 2018."
    inferred = _infer(text, "Y-01/Y-05")
    assert inferred.year == 2019
    assert "newest" in inferred.reason


def test_newest_year_of_what_is_to_come_is_the_very_last_resort():
    """Years of plans are no dates of the past: where there are no others, the newest of them is taken."""
    inferred = _infer("Exports rose 4 percent and will soon pass those of 2016, 2018 and 2017.", "Y-01/Y-05")
    assert inferred.year == 2018
    assert inferred.reason == "2018 is the newest year that the text names"


def test_nothing_tells_the_year():
    """Where nothing tells the year, none is made up."""
    inferred = _infer("Exports rose 4 percent from January to May.", "Y-01/Y-05")
    assert inferred.year is None


def test_only_neighbours_in_two_currencies_are_pairs():
    """A conversion stands beside its amount; two amounts of one currency or far apart are no pair."""
    text = (
        "Trade rose to 3.1 billion yuan (about 0.45 billion dollars), exports to 2 billion yuan and "
        "1 billion yuan of imports; the fund holds 7 million dollars."
    )
    assert [(a.text, b.text) for a, b in currency_pairs(text, find_figures(text))] == [
        ("3.1 billion yuan", "0.45 billion dollars")
    ]


def test_suggested_year_is_taken_where_rates_allow_it():
    """A year that the model gives is taken where the amounts could have been converted so, parity included."""
    text = "Trade came to 71.1 billion yuan ($10.00 billion) in the first quarter."
    figures = find_figures(text)
    pairs = [(first, second, "Y-01/Y-03") for first, second in currency_pairs(text, figures)]
    article = Article(text=text)
    assert infer_year(article, pairs, suggested=2024).year == 2024
    refused = infer_year(article, pairs, suggested=2014)
    assert refused.year != 2014
    assert "exchange rates" in refused.reason


def test_suggested_year_before_a_photo_is_refused():
    """An article is not older than its photos, whatever the model says."""
    text = "A harvester near Aksu, May 4, 2021. (Photo)\n\nExports rose 4 percent from January to May."
    article = read_article_text(text)
    assert infer_year(article, [], suggested=2019).year == 2021
    assert infer_year(article, [], suggested=2022).year == 2022


def test_suggested_year_of_the_photo_is_taken():
    """A photo of the year that the model gives does not speak against it: the model's word is the reason."""
    article = read_article_text("A harvester near Aksu, May 4, 2021. (Photo)\n\nExports rose 4 percent in a month.")
    assert infer_year(article, [], suggested=2021).reason.startswith("the model dates it")
    assert infer_year(article, [], suggested=2020).reason.startswith("the newest date in the text")


@pytest.mark.parametrize(("weekday", "year"), [("Saturday", 2019), ("Monday", 2020), ("Tuesday", 2021)])
def test_a_photo_is_at_most_two_years_old(weekday, year):
    """The weekday of the news is looked for in the photo's year and the two after it; 15 June fits one of them."""
    text = (
        "A harvester near Aksu, May 4, 2019. (Photo)\n\n"
        f"URUMQI, June 15 (Xinhua) -- Exports rose 4 percent, the customs said on {weekday}."
    )
    assert infer_year(read_article_text(text), []).year == year


def test_a_photo_three_years_old_is_of_another_time():
    """15 June was a Wednesday in 2022, which is too far from 2019: the photo's own year is taken."""
    text = (
        "A harvester near Aksu, May 4, 2019. (Photo)\n\n"
        "URUMQI, June 15 (Xinhua) -- Exports rose 4 percent, the customs said on Wednesday."
    )
    assert infer_year(read_article_text(text), []).year == 2019


@pytest.mark.parametrize(("blanks", "paired"), [(28, True), (29, False), (200, False)])
def test_a_conversion_stands_within_thirty_characters(blanks, paired):
    """Amounts that only blanks part, as the columns of a table, are a pair where they are near."""
    text = f"Trade came to 61.4 billion yuan {' ' * blanks} $10 billion."
    assert bool(currency_pairs(text, find_figures(text))) is paired


def test_all_months_of_a_period_count_for_its_rate(monkeypatch):
    """An amount of January to August may have been converted at any rate since January."""
    asked = []
    monkeypatch.setattr(converted_years, "years_that_fit", lambda *_, months, **__: asked.append(months) or [])
    _infer("Trade came to 61.4 billion yuan ($10.00 billion) in eight months.", "Y-01/Y-08")
    assert set(asked) == {(1, 8)}


@pytest.mark.parametrize(
    ("printed", "year"),
    [
        ("($1 = 6.3700 Chinese yuan)", 2021),
        ("($1 = 6.9700 Chinese yuan)", 2022),
        ("(US$1 = 7.1400 yuan)", 2023),
    ],
)
def test_a_printed_rate_dates_the_article(printed, year):
    """What a dollar is converted at leaves the years in which it was worth that in the month of publication."""
    article = read_article_text(f"BEIJING, Dec 7 (Some Press) - Exports rose 3 percent in November.\n\n{printed}")
    assert infer_year(article, [], relative=["Y-11"]).year == year


@pytest.mark.parametrize("printed", ["($1 = 6.9700 apples)", "($1 = 6.9700 dinars)", "($1 = 99999.9 yuan)"])
def test_a_rate_that_tells_no_currency_or_year_dates_nothing(printed):
    """A word that is no currency, one of several countries' or an impossible price leaves the year open."""
    article = read_article_text(f"BEIJING, Dec 7 (Some Press) - Exports rose 3 percent in November.\n\n{printed}")
    assert infer_year(article, [], relative=["Y-11"]).year is None
