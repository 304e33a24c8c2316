"""Assembling: answers become facts; what does not fit becomes a finding or a figure set aside."""

import pytest

from xjllm.answer import Answer
from xjllm.article import Article, Furniture
from xjllm.assembling import AnsweredPart, assemble
from xjllm.fact import Provenance
from xjllm.figures import find_figures
from xjllm.numbering import number_figures
from xjllm.reading import read_article_text

TEXT = (
    "Georgia's exports fell by 6.3 percent to $503 million in April 2019, against 537 million a year earlier. "
    "Exports of tea, wine and nuts to Poland tripled. Imports rose 4.1 percent."
)
PROVENANCE = Provenance(
    article_sha256="a", prompt="extract.v1", prompt_sha256="p", schema_sha256="s", model="m", reply_id="r"
)


def _assemble(facts, *, text=TEXT, period="2019-04", article=None, **answer):
    story = article or Article(text=text)
    given = Answer.model_validate({"reporter": "GEO", "period": period, "facts": facts, **answer})
    part = AnsweredPart(given, number_figures(find_figures(text)), PROVENANCE)
    return assemble(story, [part])


def _codes(assembly):
    return sorted(finding.code for finding in assembly.findings)


def test_figures_of_the_text_are_numbered_as_these_tests_expect():
    """The numbers used below are those of the finder."""
    assert [figure.text for figure in find_figures(TEXT)] == [
        "6.3 percent",
        "$503 million",
        "537 million",
        "tripled",
        "4.1 percent",
    ]


def test_defaults_follow_the_kind_of_the_figure():
    """A percentage is a growth rate year on year, an amount a level, trade in both directions with the world."""
    assembly = _assemble([{"n": 1}, {"n": 2}, {"n": 4}, {"n": 5}], not_facts=[{"n": [3], "reason": "not_trade"}])
    rate, level, multiple, _ = assembly.facts
    assert (rate.statistic, rate.basis, rate.measure, rate.flow) == ("growth", "yoy", "trade_value", "total")
    assert (level.statistic, level.basis, level.unit, int(level.value)) == ("level", None, "USD", 503_000_000)
    assert (multiple.unit, int(multiple.value), multiple.partner) == ("times", 2 + 1, "WLD")
    assert [aside.reason for aside in assembly.set_aside] == ["not_trade"]
    assert _codes(assembly) == []


def test_value_is_the_figures_and_only_its_sign_is_the_models():
    """A decline is negative, digit for digit; `down` does nothing to a level."""
    assembly = _assemble([{"n": 1, "down": True}, {"n": 2, "down": True}])
    assert [str(fact.value) for fact in assembly.facts] == ["-6.3", "503000000"]
    for fact in assembly.facts:
        assert TEXT[fact.start : fact.end] == fact.figure


def test_bare_amount_takes_the_currency_before_it():
    """An amount without a currency ("537 million a year earlier") is in that of the amount before it."""
    assembly = _assemble([{"n": 3, "period": "2018-04"}])
    assert (assembly.facts[0].unit, str(assembly.facts[0].period)) == ("USD", "2018-04/2018-04")


def test_one_figure_carries_several_facts():
    """Each further fact of a figure repeats its number; the same fact given twice counts once, and is noted."""
    facts = [
        {"n": 4, "commodity": name, "partner": "POL", "flow": "exports"} for name in ("tea", "Wine", "nuts", "tea")
    ]
    assembly = _assemble(facts)
    assert [fact.commodity for fact in assembly.facts] == ["tea", "wine", "nuts"]
    assert "answered_twice" in _codes(assembly)


def test_unanswered_figure_is_a_finding_and_set_aside():
    """A figure that the model passes over is reported and listed, not dropped."""
    assembly = _assemble([{"n": 1}, {"n": 2}, {"n": 3}, {"n": 4}])
    assert _codes(assembly) == ["unanswered"]
    assert [(aside.figure, aside.reason, aside.by) for aside in assembly.set_aside] == [
        ("4.1 percent", "unanswered", "code")
    ]


def test_number_that_does_not_exist_is_a_finding():
    """An answer to a number that was never given becomes a finding, no fact."""
    assembly = _assemble([{"n": 9}], not_facts=[{"n": [1, 2, 3, 4, 5, 77], "reason": "not_trade"}])
    assert assembly.facts == []
    assert _codes(assembly) == ["unknown_number", "unknown_number"]


def test_figure_both_answered_and_set_aside_is_kept_and_noted():
    """Where the model contradicts itself the fact is kept and the contradiction shown."""
    assembly = _assemble([{"n": 1}], not_facts=[{"n": [1, 2, 3, 4, 5], "reason": "not_trade"}])
    assert len(assembly.facts) == 1
    assert _codes(assembly) == ["answered_and_set_aside"]


@pytest.mark.parametrize(
    ("fact", "code"),
    [
        ({"n": 1, "partner": "XQZ"}, "unknown_code"),
        ({"n": 1, "reporter": "Atlantis"}, "unknown_code"),
        ({"n": 1, "period": "2019-08/2019-02"}, "invalid_period"),
        ({"n": 3, "unit": "bushels"}, "unknown_unit"),
    ],
)
def test_answer_that_cannot_become_a_fact_is_a_finding(fact, code):
    """A false code, period or unit is reported, and its figure listed under that reason."""
    others = [{"n": [n for n in range(1, 6) if n != fact["n"]], "reason": "not_trade"}]
    assembly = _assemble([fact], not_facts=others)
    assert assembly.facts == []
    assert _codes(assembly) == [code]
    assert code in [aside.reason for aside in assembly.set_aside]


def test_wrong_period_of_an_undated_article_is_a_finding():
    """A period that is none dates no article, and loses no other answer; each of its facts is a finding."""
    text = "Exports came to 64.0 billion yuan ($10 billion) in the winter."
    assembly = _assemble([{"n": 1}, {"n": 2}], text=text, period="Y-12/Y-02", year=2018)
    assert assembly.facts == []
    assert [code for code in _codes(assembly) if code == "invalid_period"] == ["invalid_period"] * 2


@pytest.mark.parametrize(
    ("fact", "said"),
    [
        ({"n": 2, "unit": "CNY"}, "unit CNY (it is printed in USD)"),
        ({"n": 2, "down": True}, "down (a level is never negative)"),
        ({"n": 1, "statistic": "share", "down": True}, "down (a share is never negative)"),
        ({"n": 4, "down": True}, "down (a multiple is never negative)"),
        ({"n": 2, "basis": "yoy"}, "basis (a level has none)"),
        ({"n": 1, "ranked_by": "growth"}, "ranked_by (a growth has none)"),
        ({"n": 1, "whole": {"reporter": "CHN"}}, "whole (a growth has none)"),
        ({"n": 1, "measure": "freight_trains", "transport": "road"}, "transport road (freight trains go by rail)"),
    ],
)
def test_what_a_figure_cannot_have_is_ignored_with_a_finding(fact, said):
    """A unit that is not the printed one, or a sign or field that such a figure has not, is not dropped in silence."""
    others = [{"n": [n for n in range(1, 6) if n != fact["n"]], "reason": "not_trade"}]
    assembly = _assemble([fact], not_facts=others)
    (finding,) = assembly.findings
    assert (finding.code, finding.severity) == ("statement_ignored", "info")
    assert finding.message.endswith(f"is ignored: {said}")
    assert (finding.start, finding.end) == (assembly.facts[0].start, assembly.facts[0].end)


@pytest.mark.parametrize(
    "fact",
    [
        {"n": 2, "unit": "USD"},
        {"n": 2, "flow": "balance", "down": True},
        {"n": 1, "down": True, "basis": "mom"},
        {"n": 1, "statistic": "share", "whole": {"reporter": "CHN"}},
        {"n": 3, "unit": "eur"},
        {"n": 1, "measure": "freight_trains", "transport": "rail"},
    ],
)
def test_what_a_figure_can_have_is_taken(fact):
    """Nothing is said to be ignored of what the fact has."""
    others = [{"n": [n for n in range(1, 6) if n != fact["n"]], "reason": "not_trade"}]
    assembly = _assemble([fact], not_facts=others)
    assert len(assembly.facts) == 1
    assert _codes(assembly) == []


def test_quoted_figure_is_read_by_code():
    """A figure that the finder missed can be quoted; its value is read from the quotation, its place from the text."""
    text = TEXT + " Some 12,300 crates left the port of Poti."
    at = text.index("12,300")
    numbered = [f for f in number_figures(find_figures(text)) if f.figure.start < at]
    given = Answer.model_validate(
        {
            "reporter": "GEO",
            "period": "2019-04",
            "facts": [{"quote": "12,300", "unit": "items", "measure": "shipments"}],
        }
    )
    assembly = assemble(Article(text=text), [AnsweredPart(given, numbered, PROVENANCE)])
    fact = assembly.facts[0]
    assert (fact.start, fact.figure, int(fact.value), fact.unit) == (at, "12,300", 12_300, "items")


def test_quoted_noun_is_left_out_of_the_figure():
    """A model quotes the noun with the number: the figure is the number, at its own place."""
    text = TEXT + " Later 236 odd wagons left the port."
    others = [{"n": [1, 2, 3, 4, 5], "reason": "not_trade"}]
    quoted = {"quote": "236 odd wagons", "unit": "vehicles"}
    numbered = number_figures(find_figures(TEXT))
    given = Answer.model_validate({"reporter": "GEO", "period": "2019-04", "facts": [quoted], "not_facts": others})
    (fact,) = assemble(Article(text=text), [AnsweredPart(given, numbered, PROVENANCE)]).facts
    assert (fact.figure, fact.start, int(fact.value)) == ("236", text.index("236"), 236)


ALL = [{"n": [1, 2, 3, 4, 5], "reason": "not_trade"}]


@pytest.mark.parametrize("quote", ["537 million", "against 537 million", "537"])
def test_quote_of_a_numbered_figure_is_that_figure(quote):
    """Whoever quotes a figure that has a number means it: it is answered, whole, and not left over."""
    rest = [{"n": [1, 2, 4, 5], "reason": "not_trade"}]
    assembly = _assemble([{"quote": quote, "period": "2018-04"}], not_facts=rest)
    (fact,) = assembly.facts
    assert (fact.figure, fact.start, fact.unit) == ("537 million", TEXT.index("537 million"), "USD")
    assert _codes(assembly) == []
    assert "537 million" not in [aside.figure for aside in assembly.set_aside]


def test_quote_of_two_numbered_figures_is_a_finding():
    """A quotation that holds two figures says neither."""
    assembly = _assemble([{"quote": "6.3 percent to $503 million"}], not_facts=ALL)
    assert assembly.facts == []
    assert _codes(assembly) == ["quote_unreadable"]


@pytest.mark.parametrize(
    ("sentence", "quote", "unit"),
    [
        ("It was the best April since 2014.", "2014", None),
        ("It was the best April since 2014.", "2014", "items"),
        ("The fair of May 17 drew buyers.", "17", "items"),
        ("Boeing 787 planes are not among them.", "787", "items"),
        ("The road is 86 kilometres long.", "86", "items"),
        ("It takes 12 days by road.", "12 days", "items"),
        ("The 27 EU countries bought it.", "27", "countries"),
        ("Nuts sell at $88 a kilogram.", "$88", None),
        ("Nuts sell at $88 a kilogram.", "88", "USD"),
        ("Nuts sell at 88 euros a kilogram.", "88", "EUR"),
        ("Nuts sell at 88 a kilogram.", "88", "USD"),
        ("The dram was at 381 to the dollar.", "381", "AMD"),
        ("The rate was 2.71 lari per dollar.", "2.71", "GEL"),
        ("At the time one dollar was 2.71 lari.", "2.71", "GEL"),
        ("At the time one dollar was 2.71 lari.", "2.71 lari", None),
        ("At the time one dollar was 2.71 lari.", "one dollar", None),
        ("At the time $1 bought about 2.71 lari.", "2.71", "GEL"),
    ],
)
def test_quote_of_what_the_finder_leaves_out_is_a_finding(sentence, quote, unit):
    """Dates, labels, sizes, list sizes and prices become no facts by being quoted."""
    text = f"{TEXT} {sentence}"
    given = {"quote": quote} | ({"unit": unit} if unit else {})
    numbered = number_figures(find_figures(TEXT))
    answer = Answer.model_validate({"reporter": "GEO", "period": "2019-04", "facts": [given], "not_facts": ALL})
    assembly = assemble(Article(text=text), [AnsweredPart(answer, numbered, PROVENANCE)])
    assert assembly.facts == []
    assert _codes(assembly) == ["quote_no_figure"]


@pytest.mark.parametrize(
    ("sentence", "quote", "unit"),
    [
        ("Later 44.5 million euros followed.", "44.5", "items"),
        ("Later 44.5 million euros followed.", "44.5 million", "USD"),
        ("Later $44 followed.", "44", "EUR"),
        ("Later 44,000 tons followed.", "44,000", "items"),
    ],
)
def test_quote_of_a_part_of_an_amount_is_a_finding(sentence, quote, unit):
    """Whoever cuts currency, scale or unit from an amount, and gives another, changes what is printed."""
    text = f"{TEXT} {sentence}"
    numbered = number_figures(find_figures(TEXT))
    given = {"quote": quote, "unit": unit}
    answer = Answer.model_validate({"reporter": "GEO", "period": "2019-04", "facts": [given], "not_facts": ALL})
    assembly = assemble(Article(text=text), [AnsweredPart(answer, numbered, PROVENANCE)])
    assert assembly.facts == []
    assert _codes(assembly) == ["quote_partial"]


def test_quote_takes_no_currency_from_the_amount_before_it():
    """A bare number that the finder passed over is no money because money stands before it."""
    text = f"{TEXT} Some 12,300 crates left the port of Poti."
    numbered = number_figures(find_figures(TEXT))
    answer = Answer.model_validate(
        {"reporter": "GEO", "period": "2019-04", "facts": [{"quote": "12,300"}], "not_facts": ALL}
    )
    assembly = assemble(Article(text=text), [AnsweredPart(answer, numbered, PROVENANCE)])
    assert assembly.facts == []
    assert _codes(assembly) == ["no_unit"]


@pytest.mark.parametrize(("quote", "within"), [("37", None), ("6.3", "16.3"), ("ripled", None), ("503", "1,503")])
def test_quote_inside_a_longer_word_or_number_is_not_there(quote, within):
    """Digits of a longer number and letters of a longer word are no quotation."""
    text = f"{TEXT} Tax: 16.3 in 1,503."
    given = {"quote": quote} | ({"context": within} if within else {})
    assembly = _assemble([given], text=text, not_facts=ALL)
    assert assembly.facts == []
    assert "quote_not_in_text" in _codes(assembly)


def test_context_tells_which_of_two_quotations():
    """Of the same words twice, the context holds those that are meant."""
    text = f"{TEXT} Some 440 crates left Poti, and later 440 crates left Batumi."
    given = {"quote": "440", "context": "later 440 crates", "unit": "items"}
    numbered = number_figures(find_figures(TEXT))
    answer = Answer.model_validate({"reporter": "GEO", "period": "2019-04", "facts": [given], "not_facts": ALL})
    (fact,) = assemble(Article(text=text), [AnsweredPart(answer, numbered, PROVENANCE)]).facts
    assert (fact.start, fact.occurrence) == (text.rindex("440"), 2)


def test_quoted_figure_has_the_source_before_it():
    """A quoted figure has the source of the numbered figure before it; before all of them, none."""
    text = f"Some 770 crates left. {TEXT} Some 12,300 crates left the port of Poti."
    numbered = number_figures([f for f in find_figures(text) if f.text not in {"770", "12,300"}])
    facts = [{"quote": quote, "unit": "items"} for quote in ("770", "12,300")]
    sources = [{"n": 1, "name": "Geostat"}, {"n": 5, "name": "the port"}]
    answer = Answer.model_validate(
        {"reporter": "GEO", "period": "2019-04", "facts": facts, "not_facts": ALL, "sources": sources}
    )
    assembly = assemble(Article(text=text), [AnsweredPart(answer, numbered, PROVENANCE)])
    assert [fact.source for fact in assembly.facts] == [None, "the port"]


def test_figure_set_aside_twice_is_no_contradiction():
    """A figure that the model sets aside twice is set aside once, and was never a fact."""
    twice = [{"n": [1, 2, 3, 4, 5], "reason": "not_trade"}, {"n": [3], "reason": "restated"}]
    assembly = _assemble([], not_facts=twice)
    assert _codes(assembly) == []
    assert [(aside.figure, aside.reason) for aside in assembly.set_aside].count(("537 million", "not_trade")) == 1
    assert len(assembly.set_aside) == 5


def test_year_that_the_model_and_the_text_disagree_about_is_a_warning():
    """Where the model dates an article against its own dates, the text wins, and a warning says so."""
    text = "Workers in Poti, May 4, 2021. (Photo)\n\nExports rose 4 percent in May."
    assembly = _assemble([{"n": 1}], text=text, article=read_article_text(text), period="Y-05", year=2019)
    assert str(assembly.facts[0].period) == "2021-05/2021-05"
    assert _codes(assembly) == ["year_doubtful", "year_inferred"]


@pytest.mark.parametrize(
    ("quote", "code"), [("540 million", "quote_not_in_text"), ("a year earlier", "quote_unreadable")]
)
def test_quote_that_is_not_there_or_no_figure_is_a_finding(quote, code):
    """A quotation that the text does not have, or that holds no figure, becomes a finding: numbers match exactly."""
    assembly = _assemble([{"quote": quote}], not_facts=[{"n": [1, 2, 3, 4, 5], "reason": "not_trade"}])
    assert assembly.facts == []
    assert _codes(assembly) == [code]


def test_an_amount_dates_the_article_by_its_own_period():
    """6.14 yuan to the dollar was the first half of 2013: where that is last year's, the article is of 2014."""
    text = "Trade came to 61.4 billion yuan ($10.00 billion) in the first half of last year. Exports rose 4 percent."
    facts = [{"n": 1, "period": "Y-1-01/Y-1-06"}, {"n": 2, "period": "Y-1-01/Y-1-06"}, {"n": 3}]
    assembly = _assemble(facts, text=text, period="Y-01/Y-06")
    assert [str(fact.period) for fact in assembly.facts] == ["2013-01/2013-06"] * 2 + ["2014-01/2014-06"]


def test_a_quotation_of_two_figures_says_neither():
    """Two figures without numbers in one quotation are not guessed between."""
    text = f"{TEXT} Later 44.5 million euros and 3 million euros followed."
    numbered = number_figures(find_figures(TEXT))
    given = {"quote": "44.5 million euros and 3 million euros"}
    answer = Answer.model_validate({"reporter": "GEO", "period": "2019-04", "facts": [given], "not_facts": ALL})
    assembly = assemble(Article(text=text), [AnsweredPart(answer, numbered, PROVENANCE)])
    assert assembly.facts == []
    assert _codes(assembly) == ["quote_unreadable"]


@pytest.mark.parametrize(
    ("sentence", "quote", "unit"),
    [
        ("Of the 104 it named, all bought nuts.", "104", "countries"),
        ("Boeing 787, Boeing 787, and again Boeing 787: some 787 crates fit in.", "787", "items"),
    ],
)
def test_quoted_number_that_counts_is_taken(sentence, quote, unit):
    """Lists have at most 60 members; of many places of a number the first that is no label is meant."""
    text = f"{TEXT} {sentence}"
    numbered = number_figures(find_figures(TEXT))
    given = {"quote": quote, "unit": unit}
    answer = Answer.model_validate({"reporter": "GEO", "period": "2019-04", "facts": [given], "not_facts": ALL})
    (fact,) = assemble(Article(text=text), [AnsweredPart(answer, numbered, PROVENANCE)]).facts
    assert (fact.figure, fact.start, fact.unit) == (quote, text.rindex(quote), unit)


def test_trains_go_by_rail():
    """Freight trains are rail whether or not the model says so."""
    text = "In May 2019, 212 freight trains passed the border."
    assembly = _assemble([{"n": 1}], text=text, period="2019-05")
    fact = assembly.facts[0]
    assert (fact.measure, fact.unit, fact.transport, fact.flow) == ("freight_trains", "trains", "rail", None)


def test_sources_cover_what_follows_them():
    """A source covers the figures from its number on, until the next; an empty name ends it."""
    facts = [{"n": n} for n in range(1, 6)]
    sources = [{"n": 2, "name": "Geostat"}, {"n": 4, "name": ""}]
    assembly = _assemble(facts, sources=sources)
    assert [fact.source for fact in assembly.facts] == [None, "Geostat", "Geostat", None, None]


def test_all_in_a_whole_lifts_a_restriction():
    """`all` in a whole is a dimension that the whole does not restrict; a group is read as a code."""
    whole = {"commodity": "all", "partner": "European Union"}
    assembly = _assemble([{"n": 1, "statistic": "share", "commodity": "tea", "partner": "POL", "whole": whole}])
    resolved = assembly.facts[0].whole
    assert resolved is not None
    assert resolved.model_dump(exclude_unset=True) == {"commodity": None, "partner": "EU"}


@pytest.mark.parametrize(
    ("text", "period", "code", "year"),
    [
        ("Exports rose 4 percent in May 2019.", "Y-05", "year_from_text", 2019),
        ("Exports rose 4 percent in the first five months of 2019.", "Y-01/Y-05", "year_from_text", 2019),
        ("Exports rose 4 percent in the second quarter of 2019.", "Y-Q2", "year_from_text", 2019),
        ("Exports rose 4 percent in 2019.", "Y", "year_from_text", 2019),
        ("Exports rose 4 percent in May, after a plunge in 2019.", "Y-05", "year_inferred", 2020),
        ("A crane in Poti, May 4, 2019. (Photo)\n\nExports rose 4 percent in May.", "Y-05", "year_inferred", 2019),
    ],
)
def test_year_that_the_text_names_is_not_inferred(text, period, code, year):
    """A year named with a period is the text's; a caption's, or the one after a year that is over, is inferred."""
    assembly = _assemble([{"n": 1}], text=text, article=read_article_text(text), period=period)
    assert [fact.period.start_date.year for fact in assembly.facts] == [year]
    assert _codes(assembly) == [code]
    assert assembly.year_inferred is (code == "year_inferred")
    assert ("stands nowhere" in assembly.findings[0].message) is (str(year) not in text)


def test_year_of_the_model_is_inferred():
    """A year that only the model knows stands nowhere, and is marked so."""
    assembly = _assemble([{"n": 1}], text="Exports rose 4 percent in May.", period="Y-05", year=2019)
    assert _codes(assembly) == ["year_inferred"]
    assert assembly.year_inferred
    assert "2019 stands nowhere" in assembly.findings[0].message


COMPARED = "Exports rose 5 percent on May 2019."


@pytest.mark.parametrize(
    ("period", "codes", "inferred"),
    [("2020-05", ["year_inferred"], True), ("2023-05", [], False), ("2019-05", [], False)],
)
def test_year_that_an_answer_counts_from_another_is_inferred(period, codes, inferred):
    """A year written out, though only the one before is in the text, is inferred where the text's words lead to it."""
    assembly = _assemble([{"n": 1}], text=COMPARED, article=read_article_text(COMPARED), period=period)
    assert _codes(assembly) == codes
    assert assembly.year_inferred is inferred
    assert assembly.facts[0].period.start_date.year == int(period[:4])


def test_unknown_year_leaves_the_period_open():
    """Where nothing tells the year, the fact is kept without a period and a warning says so."""
    text = "Exports rose 4 percent in May."
    assembly = _assemble([{"n": 1}], text=text, period="Y-05")
    assert assembly.facts[0].period is None
    assert _codes(assembly) == ["year_unknown"]
    assert assembly.year_inferred


def test_facts_and_set_aside_figures_come_in_text_order():
    """Whatever the order of the answer, facts and set-aside figures stand in the order of the text."""
    assembly = _assemble([{"n": 5}, {"n": 1}, {"n": 4}], not_facts=[{"n": [3, 2], "reason": "not_trade"}])
    assert [fact.figure for fact in assembly.facts] == ["6.3 percent", "tripled", "4.1 percent"]
    assert [aside.figure for aside in assembly.set_aside] == ["$503 million", "537 million"]


def test_quote_from_page_furniture_is_a_finding():
    """What stands outside the story cannot be quoted into it."""
    text = "Exports rose 4 percent in May.\nRead also: wheat up 77 crates"
    start = text.index("Read also")
    article = Article(text=text, furniture=(Furniture(start, len(text), "teaser"),))
    numbered = [each for each in number_figures(find_figures(text)) if each.figure.start < start]
    given = Answer.model_validate({"reporter": "GEO", "period": "2019-05", "facts": [{"n": 1}, {"quote": "77"}]})
    assembly = assemble(article, [AnsweredPart(given, numbered, PROVENANCE)])
    assert [fact.figure for fact in assembly.facts] == ["4 percent"]
    assert _codes(assembly) == ["quote_in_furniture"]


def test_printed_unit_is_not_the_models_to_change():
    """The unit of a figure that prints one is the printed one, whatever the model says."""
    others = [{"n": [1, 3, 4, 5], "reason": "not_trade"}]
    assert _assemble([{"n": 2, "unit": "EUR"}], not_facts=others).facts[0].unit == "USD"


def test_bare_amount_takes_the_nearest_currency():
    """Of several currencies before a bare amount, the nearest one is meant."""
    text = "Exports fell to €40 million and imports to $503 million in April 2019, against 537 million a year earlier."
    assembly = _assemble([{"n": 1}, {"n": 2}, {"n": 3, "period": "2018-04"}], text=text)
    assert [fact.unit for fact in assembly.facts] == ["EUR", "USD", "USD"]


def test_printed_sign_stays():
    """A rate that is printed with a minus is negative without the model saying so."""
    text = "In May 2019 exports (-3.1%) went one way and imports (+2.4%) another."
    assembly = _assemble([{"n": 1}, {"n": 2}], text=text, period="2019-05")
    assert [str(fact.value) for fact in assembly.facts] == ["-3.1", "2.4"]
