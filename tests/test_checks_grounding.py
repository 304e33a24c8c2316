"""The guard, one rule at a time, on made-up sentences."""

from __future__ import annotations

from typing import Any

import pytest
from checks_samples import article_of, codes, fact_of

from xjllm.checks import check_facts, is_grounded
from xjllm.checks.grounding import check_comparators, check_kinds, check_signs, check_spans, check_values
from xjllm.vocabulary import MEASURE_OF_UNIT

TEXT = (
    "Latvia sold timber worth more than 41.7 million euros in 2019, which was 6.4 percent less than a year "
    "earlier. With a deficit of 2.3 million euros, trade stood at 85 million euros. The port saw 312 trains."
)
ARTICLE = article_of(TEXT)
SALES: dict[str, Any] = {"flow": "exports", "commodity": "timber", "comparator": ">"}
DECLINE: dict[str, Any] = {"flow": "exports", "commodity": "timber", "statistic": "growth", "basis": "yoy"}


def test_true_facts_have_no_finding() -> None:
    """An article read right gives nothing to say."""
    facts = [
        fact_of(ARTICLE, "41.7 million euros", **SALES),
        fact_of(ARTICLE, "6.4 percent", value=-6.4, **DECLINE),
        fact_of(ARTICLE, "2.3 million euros", value=-2_300_000, flow="balance"),
        fact_of(ARTICLE, "85 million euros"),
        fact_of(ARTICLE, "312", unit="trains", measure="freight_trains"),
    ]
    assert check_facts(facts, ARTICLE) == ()
    assert all(is_grounded(fact, ARTICLE) for fact in facts)


@pytest.mark.parametrize(
    ("figure", "fields", "code"),
    [
        ("41.7 million euros", {"value": 4_170_000}, "value_mismatch"),
        ("41.7 million euros", {"value": 14_700_000}, "value_mismatch"),
        ("41.7 million euros", {"unit": "USD"}, "unit_mismatch"),
        ("6.4 percent", {"unit": "percentage_points"}, "unit_mismatch"),
    ],
)
def test_values_and_units(figure: str, fields: dict[str, Any], code: str) -> None:
    """Another number or unit than the printed one is an error that names the fact."""
    fact = fact_of(ARTICLE, figure, **fields)
    assert codes(check_values, [fact], ARTICLE) == [(code, (0,))]
    assert not is_grounded(fact, ARTICLE)


def test_spans() -> None:
    """A figure must stand where it says, as the occurrence it says, and whole."""
    good = fact_of(ARTICLE, "85 million euros")
    off = good.model_copy(update={"start": good.start + 1, "end": good.end + 1})
    other = good.model_copy(update={"occurrence": 2})
    cut = fact_of(ARTICLE, "5 million euros")
    cut_scale = fact_of(ARTICLE, "85", unit="EUR")
    assert codes(check_spans, [good, off, other, cut, cut_scale], ARTICLE) == [
        ("span_mismatch", (1,)),
        ("occurrence_mismatch", (2,)),
        ("partial_figure", (3,)),
        ("partial_figure", (4,)),
    ]


@pytest.mark.parametrize("figure", ["13", "21", "0.8", ".85", "4,500", "50", "500"])
def test_a_number_is_not_cut(figure: str) -> None:
    """Digits that go on beyond the span make it a part of a number, also where the finder sees no figure."""
    text = article_of("Rooms 213 and 210.85 of 14,500 were let, 4,550 and 500.")
    fact = fact_of(text, figure, unit="items", measure="shipments")
    assert codes(check_spans, [fact], text) == [("partial_figure", (0,))]


def test_a_number_before_a_stop_is_whole() -> None:
    """The stop or comma behind a number, and digits behind that and a space, cut nothing."""
    text = article_of("Rooms 213, 500 and 210.85 were let, and then 600. 700 were not.")
    facts = [fact_of(text, figure, unit="items", measure="shipments") for figure in ("213", "500", "600", "700")]
    assert codes(check_spans, facts, text) == []


@pytest.mark.parametrize(
    ("figure", "fields", "code"),
    [
        ("6.4 percent", {**DECLINE, "value": 6.4}, "sign_contradicts_text"),
        ("2.3 million euros", {"flow": "balance", "value": 2_300_000}, "sign_contradicts_text"),
        ("85 million euros", {"value": -85_000_000}, "sign_impossible"),
    ],
)
def test_signs(figure: str, fields: dict[str, Any], code: str) -> None:
    """A sign that the words contradict, or that no such figure has, is found."""
    assert codes(check_signs, [fact_of(ARTICLE, figure, **fields)], ARTICLE) == [(code, (0,))]


def test_a_decline_needs_a_word() -> None:
    """A negative rate without any word of decline is doubtful; with one in the sentence before it is not."""
    bare = article_of("Trade with Estonia: 6.4 percent.")
    told = article_of("Trade with Estonia declined. In all it was 6.4 percent.")
    fields = {"statistic": "growth", "basis": "yoy", "value": -6.4}
    assert codes(check_signs, [fact_of(bare, "6.4 percent", **fields)], bare) == [("sign_without_cue", (0,))]
    assert codes(check_signs, [fact_of(told, "6.4 percent", **fields)], told) == []


def test_what_a_gap_is_was_said_before() -> None:
    """A gap after a sentence on the deficit is negative; after one on the surplus it is positive."""
    for word, value in (("deficit", -2_300_000), ("surplus", 2_300_000)):
        text = article_of(f"The trade {word} with Estonia narrowed.\n\nThe gap stood at 2.3 million euros.")
        right = fact_of(text, "2.3 million euros", flow="balance", value=value)
        wrong = fact_of(text, "2.3 million euros", flow="balance", value=-value)
        assert codes(check_signs, [right, wrong], text) == [("sign_contradicts_text", (1,))]


def test_a_printed_sign_counts_most() -> None:
    """A plus or minus at the figure is its sign; the hyphen of a range is none."""
    printed = article_of("In a year of decline, Estonia (+6.4%) stood out, not Finland (-3.1%) or Norway (2-5%).")
    growth = {"statistic": "growth", "basis": "yoy"}
    up = fact_of(printed, "6.4%", **growth)
    down = fact_of(printed, "3.1%", **growth)
    assert codes(check_signs, [up, down], printed) == [("sign_contradicts_text", (1,))]
    assert codes(check_signs, [fact_of(printed, "5%", **growth)], printed) == [("sign_contradicts_text", (0,))]


@pytest.mark.parametrize(
    ("sentence", "value", "codes_found"),
    [
        ("Trade grew 3-5 % that year.", 5, []),
        ("Trade grew 3–5 % that year.", 5, []),
        ("Trade: -5 % that year.", -5, []),
        ("Trade: -5 % that year.", 5, ["sign_contradicts_text"]),
        ("Trade (+5 %) was lost.", 5, []),
        ("Trade (+5 %) was lost.", -5, ["sign_contradicts_text"]),
    ],
)
def test_the_dash_of_a_range_is_no_sign(sentence: str, value: int, codes_found: list[str]) -> None:
    """A plus or minus that stands free is the figure's sign; the dash between two numbers is none."""
    text = article_of(sentence)
    figure = sentence[sentence.index("5 %") - ("-5" in sentence and "3-5" not in sentence) :][: 3 + (" -5" in sentence)]
    fact = fact_of(text, figure, statistic="growth", basis="yoy", value=value)
    assert [code for code, _ in codes(check_signs, [fact], text)] == codes_found


@pytest.mark.parametrize(
    ("figure", "unit", "severity"),
    [
        ("$3 million", "AUD", "warning"),
        ("US$3 million", "AUD", "error"),
        ("3 million US dollars", "AUD", "error"),
        ("$3 million", "EUR", "error"),
    ],
)
def test_a_bare_dollar_sign_may_be_another_dollar(figure: str, unit: str, severity: str) -> None:
    """A "$" alone may be a dollar of the article's country; no named dollar is, and no other currency."""
    text = article_of(f"Sales came to {figure} there.")
    [finding] = check_values([fact_of(text, figure, unit=unit)], text)
    assert (finding.code, finding.severity) == ("unit_mismatch", severity)


@pytest.mark.parametrize(
    ("sentence", "figure", "unit", "severity"),
    [
        ("It traded with 205 countries and regions.", "205", "tonnes", "error"),
        ("It traded with 205 countries and regions.", "205", "TEU", "error"),
        ("It traded with 205 countries and regions.", "205", "trains", "error"),
        ("It traded with 205 countries and regions.", "205", "enterprises", "error"),
        ("Some 1,340 companies took part.", "1,340", "countries", "error"),
        ("The port recorded 3,412 trips.", "3,412", "tonnes", "error"),
        ("The port recorded 3,412 trips.", "3,412", "trains", None),
        ("Some 1,340 tractors went abroad.", "1,340", "vehicles", None),
        ("Some 1,340 containers went abroad.", "1,340", "TEU", "warning"),
        ("Some 1,340 containers went abroad.", "1,340", "trains", "error"),
        ("Of 900 companies that trade, some rose to 1,340.", "1,340", "trains", "warning"),
    ],
)
def test_a_count_keeps_the_unit_of_its_noun(sentence: str, figure: str, unit: str, severity: str | None) -> None:
    """Another unit than that of the noun behind is an error, than that of a noun before a warning; trips may be trains.

    The measure goes with the unit, so that nothing else is wrong with the fact.
    """
    text = article_of(sentence)
    found = list(check_values([fact_of(text, figure, unit=unit, measure=MEASURE_OF_UNIT[unit])], text))
    assert [(each.code, each.severity) for each in found] == ([("unit_mismatch", severity)] if severity else [])


@pytest.mark.parametrize(("unit", "fits"), [("EUR", True), ("items", True), ("times", False), ("rank", False)])
def test_a_bare_number_is_no_multiple_and_no_rank(unit: str, fits: bool) -> None:
    """A number with a scale alone can be money or a count of the text before it, never a multiple or a rank."""
    text = article_of("Sales came to 2.3 million there.")
    assert codes(check_values, [fact_of(text, "2.3 million", unit=unit)], text) == [("unit_mismatch", (0,))] * (
        not fits
    )


@pytest.mark.parametrize(("words", "told"), [(20, True), (120, False)])
def test_a_word_of_decline_counts_nearby(words: int, told: bool) -> None:
    """A word of decline tells the sign of the sentences after it for some lines, not for a whole page."""
    text = article_of(f"Trade declined. {'So it was. ' * words}In all it was 6.4 percent.")
    fact = fact_of(text, "6.4 percent", statistic="growth", basis="yoy", value=-6.4)
    assert codes(check_signs, [fact], text) == [("sign_without_cue", (0,))] * (not told)


def test_growth_of_a_deficit_goes_by_its_word() -> None:
    """A deficit that "narrowed by 6.4 percent" declined by it; a positive rate is a warning, for it may be meant so."""
    text = article_of("The deficit narrowed by 6.4 percent.")
    fields = {"statistic": "growth", "basis": "yoy", "flow": "balance"}
    rose, fell = (fact_of(text, "6.4 percent", value=value, **fields) for value in (6.4, -6.4))
    [finding] = check_signs([rose, fell], text)
    assert (finding.code, finding.severity, finding.facts) == ("sign_contradicts_text", "warning", (0,))


def test_a_deficit_that_narrows_is_a_rise_of_the_balance() -> None:
    """A smaller deficit is a larger balance: "narrowed by" makes that change positive, and a negative one doubtful."""
    text = article_of("The deficit narrowed by 1.2 million euros.")
    change = fact_of(text, "1.2 million euros", statistic="change", basis="yoy", flow="balance")
    assert codes(check_signs, [change], text) == []
    fell = fact_of(text, "1.2 million euros", value=-1_200_000, statistic="change", basis="yoy", flow="balance")
    [finding] = check_signs([fell], text)
    assert (finding.code, finding.severity) == ("sign_contradicts_text", "warning")


@pytest.mark.parametrize(
    ("figure", "fields", "code"),
    [
        ("41.7 million euros", {"statistic": "growth"}, "statistic_unit_mismatch"),
        ("41.7 million euros", {"statistic": "share"}, "statistic_unit_mismatch"),
        ("6.4 percent", {"statistic": "level"}, "statistic_unit_mismatch"),
        ("6.4 percent", {"statistic": "share_change", "unit": "percent"}, "statistic_unit_mismatch"),
        ("312", {"unit": "trains", "measure": "enterprises"}, "measure_unit_mismatch"),
        ("41.7 million euros", {"measure": "shipments"}, "measure_unit_mismatch"),
        ("41.7 million euros", {"flow": None}, "flow_mismatch"),
        ("312", {"unit": "trains", "measure": "freight_trains", "flow": "balance"}, "flow_mismatch"),
        ("41.7 million euros", {"basis": "yoy"}, "field_misplaced"),
        ("6.4 percent", {"statistic": "growth", "ranked_by": "level"}, "field_misplaced"),
    ],
)
def test_kinds(figure: str, fields: dict[str, Any], code: str) -> None:
    """Statistic, unit, measure and flow that cannot go together are found."""
    assert codes(check_kinds, [fact_of(ARTICLE, figure, **fields)], ARTICLE) == [(code, (0,))]


def test_comparators() -> None:
    """A comparator other than the printed words' is found."""
    fact = fact_of(ARTICLE, "41.7 million euros")
    assert codes(check_comparators, [fact], ARTICLE) == [("comparator_mismatch", (0,))]
    assert is_grounded(fact, ARTICLE)


def test_what_is_in_the_article_stays_on_one_line() -> None:
    """A figure that breaks over lines is told in one line."""
    broken = article_of("It came to 41.7\nmillion euros.")
    wrong = fact_of(broken, "41.7\nmillion euros", value=1)
    messages = [finding.message for finding in check_values([wrong], broken)]
    assert messages
    assert all("\n" not in message for message in messages)
