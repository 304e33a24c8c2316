"""Scores: each counts exactly what it says, shown by altering true facts one field at a time."""

from decimal import Decimal
from pathlib import Path

import pytest
from scoring_samples import FACTS, FAILURE, TEXT, make_extraction, make_fact, make_gold, score_facts

from xjllm.article import Article, Furniture, Span
from xjllm.errors import GoldError
from xjllm.fact import Fact, Whole
from xjllm.figures import Figure
from xjllm.finding import Finding
from xjllm.periods import Period
from xjllm.scoring import (
    CORE_FIELDS,
    SCORED_FIELDS,
    STRICT_FIELDS,
    Doubtful,
    GoldArticle,
    Score,
    field_agrees,
    load_gold,
    score_finder,
    score_run,
    wrong_fields,
)

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module", params=["made up", 0, 1, 2, 3, 4])
def gold(request) -> GoldArticle:
    """A made-up article, and each of the repository's gold."""
    if request.param == "made up":
        return make_gold(*FACTS)
    return load_gold(ROOT / "eval" / "gold", ROOT / "seeds")[request.param]


def altered(fact: Fact, field: str) -> Fact:
    """`fact` with another, possible value in `field` alone."""
    values = {
        "value": fact.value + Decimal("0.1"),
        "unit": "USD" if fact.unit != "USD" else "CNY",
        "comparator": "<" if fact.comparator != "<" else "=",
        "statistic": "change" if fact.statistic != "change" else "level",
        "ranked_by": "growth" if fact.ranked_by != "growth" else "share",
        "basis": "qoq" if fact.basis != "qoq" else None,
        "measure": "shipments" if fact.measure != "shipments" else "enterprises",
        "flow": "balance" if fact.flow != "balance" else None,
        "reporter": "CN-GD" if fact.reporter != "CN-GD" else "CHN",
        "partner": "BRA" if fact.partner != "BRA" else "WLD",
        "commodity": "umbrellas" if fact.commodity != "umbrellas" else None,
        "enterprise_type": "domestic" if fact.enterprise_type != "domestic" else None,
        "trade_mode": "barter" if fact.trade_mode != "barter" else None,
        "zone": "Far Islands" if fact.zone != "Far Islands" else None,
        "port": "Ningbo" if fact.port != "Ningbo" else None,
        "transport": "air" if fact.transport != "air" else None,
        "period": Period.parse("1999-01/1999-03"),
        "per": "day" if fact.per != "day" else None,
        "whole": Whole(reporter="BRA", period=Period.parse("1998-01/1998-02")),
        "adjusted": not fact.adjusted,
        "record": not fact.record,
        "source": "Someone" if fact.source != "Someone" else None,
    }
    return fact.model_copy(update={field: values[field]})


def test_the_fields_are_those_of_the_fact():
    """Core and strict fields, `source` and what pairing uses are all fields of a fact: none is forgotten."""
    not_scored = {"figure", "occurrence", "start", "end", "sentence", "provenance"}
    assert set(SCORED_FIELDS) | not_scored == set(Fact.model_fields)
    assert set(CORE_FIELDS) < set(STRICT_FIELDS) < set(SCORED_FIELDS)
    assert set(SCORED_FIELDS) - set(STRICT_FIELDS) == {"source"}


@pytest.mark.parametrize("field", SCORED_FIELDS)
def test_an_altered_field_lowers_exactly_its_own_score(gold: GoldArticle, field: str):
    """In each fact: the accuracy of that field falls by one fact, core and strict only where it counts."""
    count = len(gold.facts)
    for index, fact in enumerate(gold.facts):
        got = [*gold.facts[:index], altered(fact, field), *gold.facts[index + 1 :]]
        run = score_run("run", [gold], {gold.name: make_extraction(gold, *got)})
        wrong = {name: one.paired - one.agreed for name, one in run.fields.items()}
        assert wrong == {name: int(name == field) for name in SCORED_FIELDS}, fact.figure
        off = int(field in CORE_FIELDS)
        assert run.core == Score(count - off, off, off)
        off = int(field in STRICT_FIELDS)
        assert run.strict == Score(count - off, off, off)
        assert (run.figures.fp, run.figures.fn) == (0, 0)


def test_a_dropped_fact_lowers_recall_only(gold: GoldArticle):
    """Without one fact precision and accuracies stay 1; its figure is missed where it was its only fact."""
    for index, fact in enumerate(gold.facts):
        rest = [*gold.facts[:index], *gold.facts[index + 1 :]]
        run = score_run("run", [gold], {gold.name: make_extraction(gold, *rest)})
        for score in (run.core, run.strict):
            assert score == Score(len(rest), 0, 1)
            assert score.precision == 1
            assert score.recall == len(rest) / len(gold.facts)
        alone = all((other.start, other.end) != (fact.start, fact.end) for other in rest)
        assert (run.figures.fp, run.figures.fn) == (0, int(alone))
        assert {one.accuracy for one in run.fields.values()} == {1}


def test_a_spurious_fact_lowers_precision_only(gold: GoldArticle):
    """One fact too many leaves recall and accuracies at 1, on a figure of the gold or beside all of them."""
    beside = gold.facts[0].model_copy(update={"start": 0, "end": 3, "figure": gold.article.text[:3]})
    for extra, new_figure in ((beside, 1), (altered(gold.facts[0], "partner"), 0), (gold.facts[0], 0)):
        run = score_run("run", [gold], {gold.name: make_extraction(gold, *gold.facts, extra)})
        for score in (run.core, run.strict):
            assert score == Score(len(gold.facts), 1, 0)
            assert score.recall == 1
            assert score.precision == len(gold.facts) / (len(gold.facts) + 1)
        assert (run.figures.fp, run.figures.fn) == (new_figure, 0)
        assert {one.accuracy for one in run.fields.values()} == {1}


def test_ratios_are_those_of_the_counts_and_none_for_nothing():
    """Precision, recall and F1 follow from the counts; 0/0 is None, not 0 and not 1."""
    score = Score(tp=6, fp=2, fn=4)
    assert (score.precision, score.recall, score.f1) == (0.75, 0.6, pytest.approx(2 / 3))
    assert (Score().precision, Score().recall, Score().f1) == (None, None, None)
    assert (Score(fn=3).precision, Score(fn=3).recall, Score(fn=3).f1) == (None, 0, 0)
    run = score_facts((), ())
    assert run.core.f1 is None
    assert {one.accuracy for one in run.fields.values()} == {None}


def test_several_facts_on_one_figure_are_one_figure():
    """Three facts on one figure are found as a figure by one of them, but each is a fact of its own."""
    gold = tuple(make_fact(commodity=name) for name in ("lamps", "chairs", "pens"))
    run = score_facts(gold, gold[:1])
    assert run.figures == Score(1, 0, 0)
    assert run.core == Score(1, 0, 2)


def test_an_overlapping_figure_is_found_and_its_fact_paired():
    """A figure cut short is found; its fact can be right."""
    run = score_facts((make_fact(),), (make_fact("5.2 billion"),))
    assert (run.figures, run.strict) == (Score(1, 0, 0), Score(1, 0, 0))


def test_a_failed_or_missing_article_misses_all_its_facts():
    """An error, and an article the run says nothing of, count all gold facts as missed and are listed."""
    good, failed, absent = (make_gold(*FACTS, name=name) for name in ("a.txt", "b.txt", "c.txt"))
    run = score_run("run", [good, failed, absent], {"a.txt": make_extraction(good, *FACTS), "b.txt": FAILURE})
    assert run.strict == run.core == Score(5, 0, 10)
    assert run.figures.recall == pytest.approx(1 / 3)
    assert [(one.name, one.failure) for one in run.failed] == [
        ("b.txt", "XjllmError: the model fell silent"),
        ("c.txt", "XjllmError: the run has no extraction of this article"),
    ]
    assert (run.usage.requests, run.usage.input_tokens, run.usage.output_tokens) == (1, 100, 20)


def test_predictions_without_gold_are_refused():
    """An extraction that cannot be scored is an error, not left out."""
    gold = make_gold(*FACTS)
    with pytest.raises(GoldError, match=r"no gold for b\.txt"):
        score_run("run", [gold], {"b.txt": FAILURE})


def test_an_extraction_of_another_text_is_refused():
    """Offsets of another version of the article would pair at random."""
    gold = make_gold(*FACTS)
    other = make_gold(*FACTS, text=TEXT + "More.")
    with pytest.raises(GoldError, match=r"a\.txt: the extraction is of another text"):
        score_run("run", [gold], {"a.txt": make_extraction(other, *FACTS)})


@pytest.mark.parametrize(
    ("field", "gold", "got"),
    [
        ("commodity", "new-energy vehicles", "New energy  vehicles"),
        ("commodity", "children\u2019s toys", "children's toys"),
        ("zone", "the \u201cInner\u201d Harbour", "Inner Harbour"),
        ("source", "The Customs\u00a0Office", "customs office"),
        ("trade_mode", "cross\u2011border e-commerce", "cross-border e\u2013commerce"),
        ("port", "Horgos", "Khorgos"),
        ("port", "Alashankou", "Alataw Pass"),
        ("partner", "gulf-states", "the Gulf states"),
        ("commodity", None, "  "),
        ("value", Decimal("48.40"), Decimal("48.4")),
    ],
)
def test_spelling_makes_no_difference(field, gold, got):
    """Case, white space, hyphens, quotes and a leading "the" do not make free text wrong."""
    one, other = make_fact(**{field: gold}), make_fact(**{field: got})
    assert field_agrees(field, one, other)
    assert field_agrees(field, other, one)


@pytest.mark.parametrize(
    ("field", "gold", "got"),
    [
        ("commodity", "vehicles", "electric vehicles"),
        ("zone", "the", "a"),
        ("partner", "KAZ", "kaz"),
        ("reporter", "CHN", "chn"),
        ("value", Decimal("48.4"), Decimal("48.41")),
        ("value", Decimal(5_200_000_000), Decimal(5_200_000_001)),
        ("value", Decimal("7.5"), Decimal("-7.5")),
        ("source", "Customs", None),
    ],
)
def test_other_content_is_wrong(field, gold, got):
    """Other words, codes in another form, and any other number are wrong."""
    assert not field_agrees(field, make_fact(**{field: gold}), make_fact(**{field: got}))


@pytest.mark.parametrize(
    ("figure", "gold", "got", "same"),
    [
        ("a third", "33.3", Decimal(100) / 3, True),
        ("a third", "33", Decimal(100) / 3, True),
        ("a third", "33.33", Decimal(100) / 3, True),
        ("a third", "-33.3", Decimal(-100) / 3, True),
        ("a third", "33.4", Decimal(100) / 3, False),
        ("a third", "33.3", Decimal("-33.333"), False),
        ("a third", "33.333", Decimal("33.33"), True),
        ("a third", "33", Decimal("33.4"), False),
        ("a third", "50", Decimal("50.1"), False),
        ("second", "2", Decimal("2.1"), False),
        ("7.5 percent", "33.3", Decimal(100) / 3, False),
    ],
)
def test_fractions_in_words_agree_when_rounded(figure, gold, got, same):
    """A third is the gold's value where it rounds to the digits printed there; a printed number never is."""
    one, other = make_fact(figure, value=gold), make_fact(figure, value=got)
    assert field_agrees("value", one, other) is same


def test_a_rank_is_by_level_unless_said():
    """Leaving `ranked_by` out of a rank says `level`."""
    rank = make_fact("second", statistic="rank")
    assert field_agrees("ranked_by", rank, make_fact("second", statistic="rank", ranked_by="level"))
    assert not field_agrees("ranked_by", rank, make_fact("second", statistic="rank", ranked_by="growth"))


SHARE = {"value": "33.3", "unit": "percent", "statistic": "share", "partner": "KAZ"}


@pytest.mark.parametrize(
    ("fact", "gold", "got", "same"),
    [
        ({}, None, {"partner": "WLD"}, True),
        ({}, None, {}, False),
        ({}, None, {"partner": "WLD", "flow": "exports"}, True),
        ({}, None, {"partner": "WLD", "flow": "total"}, False),
        ({}, {"partner": "C5"}, {"partner": "C5", "reporter": "CN-ZJ"}, True),
        ({}, {"reporter": "CHN"}, {"reporter": "CHN", "partner": "WLD"}, False),
        ({"zone": "Inner Harbour"}, None, {"partner": "WLD"}, False),
        ({"zone": "Inner Harbour"}, None, {"partner": "WLD", "zone": None}, True),
        ({"zone": "Inner Harbour"}, {"zone": "the inner harbour"}, {"zone": "Inner-Harbour"}, True),
        ({"measure": "freight_trains", "transport": "rail"}, None, {"partner": "WLD"}, True),
        ({"transport": "road"}, None, {"partner": "WLD"}, False),
    ],
)
def test_wholes_are_the_same_where_all_their_dimensions_are(fact, gold, got, same):
    """A whole is compared in full: null is the reporter's whole trade, what is not named the fact's own."""
    one = make_fact("a third", **SHARE | fact, whole=gold)
    other = make_fact("a third", **SHARE | fact, whole=got)
    assert field_agrees("whole", one, other) is same
    assert field_agrees("whole", other, one) is same


def test_a_wrong_partner_is_not_wrong_in_the_whole_too():
    """A whole that is right but for what it takes from the fact is right."""
    gold = make_fact("a third", **SHARE, whole={"reporter": "CHN"})
    assert wrong_fields(gold, gold.model_copy(update={"partner": "UZB"})) == ("partner",)


def _finding(*facts: int, severity: str = "warning", **place: int) -> Finding:
    return Finding(code="sum", severity=severity, message="does not add up", facts=facts, **place)


def test_findings_are_measured_against_doubtful_figures():
    """A doubtful figure is caught by any warning or error on it or tied to it; the rest are false alarms."""
    places = [Span(fact.start, fact.end) for fact in FACTS]
    doubts = tuple(Doubtful(FACTS[i].figure, "why", (places[i],)) for i in (0, 1, 2))
    gold = make_gold(*FACTS, doubtful=doubts)
    findings = (
        _finding(0),
        _finding(0, severity="error"),
        _finding(3, 1),
        _finding(4),
        _finding(),
        _finding(2, severity="info"),
        _finding(99),
    )
    run = score_run("run", [gold], {"a.txt": make_extraction(gold, *FACTS, findings=findings)})
    doubts_score = run.doubts
    assert (doubts_score.caught, doubts_score.doubtful, doubts_score.false_alarms) == (2, 3, 3)
    assert doubts_score.named_first == 1


def test_a_finding_on_a_place_needs_no_fact():
    """A finding about a figure that became no fact catches by its position."""
    place = Span(FACTS[0].start, FACTS[0].end)
    gold = make_gold(*FACTS, doubtful=(Doubtful(FACTS[0].figure, "why", (place,)),))
    found = _finding(start=place.start + 1, end=place.start + 3)
    run = score_run("run", [gold], {"a.txt": make_extraction(gold, *FACTS[1:], findings=(found,))})
    assert (run.doubts.caught, run.doubts.named_first, run.doubts.false_alarms) == (1, 1, 0)


def test_a_failed_article_catches_nothing():
    """The doubtful figures of a failed article are not caught."""
    gold = make_gold(*FACTS, doubtful=(Doubtful("a third", "why", (Span(0, 1),)),))
    run = score_run("run", [gold], {"a.txt": FAILURE})
    assert (run.doubts.caught, run.doubts.doubtful, run.doubts.false_alarms) == (0, 1, 0)


def _figure(start: int, end: int) -> Figure:
    return Figure(start, end, TEXT[start:end], Decimal(1), None, "=", "number", Decimal(0))


def test_the_finder_is_scored_on_distinct_figures_of_the_story():
    """Recall, same spans and other offers of code alone; what stands in furniture is not offered."""
    gold = make_gold(*FACTS, make_fact(commodity="chairs"))
    article = Article(TEXT, name="a.txt", furniture=(Furniture(0, 5, "teaser"),))
    gold = GoldArticle(gold.name, gold.path, article, None, False, gold.facts, ())
    exact = [_figure(fact.start, fact.end) for fact in FACTS[:3]]
    shorter = _figure(FACTS[3].start, FACTS[3].end - 1)
    offers = [*exact, shorter, _figure(0, 3), _figure(10, 12), _figure(13, 15)]
    score = score_finder([gold], find=lambda _: offers)
    assert score.figures == Score(4, 2, 1)
    assert score.same_span == 3
    assert score.missed == (("a.txt", "second"),)
    assert score.extra == pytest.approx(0.4)
    assert (score_finder([], find=lambda _: offers)).extra is None
