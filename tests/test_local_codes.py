"""The prompt of the embedded model with its adapter: lists, codes, and when they overrule the rules."""

import re
from textwrap import wrap

import pytest
from pydantic import ValidationError

from xjllm import read_article
from xjllm.extraction import Extractor
from xjllm.local_codes import SIGNS, read_codes
from xjllm.model import Token
from xjllm.narrowing import Reading, StoryReading
from xjllm.narrowing.second_reading import FAR_MARGIN, MARGIN, PARTNER_MARGIN, Seen, find_stretches, read_again
from xjllm.parts import PartLimits
from xjllm.prompting import load_prompt
from xjllm.rules_model import RulesModel

STORY = """Ecuador sells more roses

QUITO, May 3, 2024 - Ecuador exported roses worth $61 million in March, 12 percent more than a year earlier.
The ministry is pleased. It will rain.
Growers hope for the best | as [黄|they] always do.
Chile took $7 million of them, and Norway 3 percent.
"""

PARTNERS = ("WLD", "CHL", "NOR")


def _plan(text=STORY):
    return Extractor(RulesModel()).plan(read_article(text, name="roses.txt"))


def _parts(text=STORY):
    plan = _plan(text)
    return load_prompt("local.v2").plan(plan.article, plan.parts[0].figures)


def _seen(flow=None, partner=None):
    return Seen(flow or {"E": -0.1}, partner or {})


def _again(reading, seen):
    return read_again(StoryReading(("ECU",), "2024-03", (reading,), ()), PARTNERS, {reading.n: seen}).readings[0]


def _reading(**fields):
    return Reading(**{"n": 1, "flows": ("exports",), "periods": ("2024-03",), **fields})


def test_the_request_lists_the_partners_that_the_article_names_and_gives_each_figure_a_sign():
    """Partners have a letter each, and each figure stands in brackets behind its sign."""
    (part,) = _parts()
    shown = part.request.messages[-1]["content"]
    assert "Published: 2024-05-03\n" in shown
    assert re.search(r"^Partners: A all countries; B Chile; C Norway", shown, re.M)
    assert "[天|$61 million]" in shown
    assert "[玄|$7 million]" in shown


def test_an_article_cannot_pose_as_a_figure():
    """The bar that parts sign and figure is taken out of the article's own text."""
    (part,) = _parts(STORY.replace("It will rain.", "Here [黄|they] pay $1 a rose."))
    shown = part.request.messages[-1]["content"]
    assert "[黄/they]" in shown
    assert len(re.findall(r"\[.\|", shown)) == len(part.figures)


def test_sentences_without_a_figure_are_left_out_unless_one_with_a_figure_follows():
    """What neither holds a figure nor stands before one costs time and says little; the beginning stays."""
    text = STORY.replace(
        "Growers", "It is cold in the hills. The wind is still. Growers paid $2 million for heating. Growers"
    )
    shown = _parts(text)[0].request.messages[-1]["content"]
    assert "QUITO" in shown
    assert "The wind is still." in shown
    assert "It is cold in the hills." not in shown


def _codes(part, code):
    """An answer that gives every stretch the same code."""
    pattern = part.request.answer_type.model_json_schema()["properties"]["codes"]["pattern"]
    return "".join(sign + code for sign in re.findall(rf"[{SIGNS}]", pattern))


def test_neighbours_of_one_sentence_are_asked_about_once():
    """Figures of a sentence of which the rules say the same share a code: the first is asked about."""
    (part,) = _parts()
    assert len(part.figures) == 4
    assert _codes(part, "X") == "天X玄X黄X"


def test_only_signs_that_the_lists_have_are_answers():
    """A code is X, or a sign each of flow and partner; anything else is refused."""
    (part,) = _parts()
    kind = part.request.answer_type
    for right in ("EB", "X", "NC"):
        assert kind.model_validate({"codes": _codes(part, right)})
    for wrong in ("EZ", "QA", "E", "XA", "", "eb", "E0B"):
        with pytest.raises(ValidationError):
            kind.model_validate({"codes": _codes(part, wrong)})


def test_without_tokens_the_rules_reading_stays():
    """An endpoint that does not say what else was likely changes nothing."""
    plan = _plan()
    (part,) = _parts()
    answer = part.request.answer_type.model_validate({"codes": _codes(part, "IC")})
    assert answer.to_answer() == plan.parts[0].known.to_answer()


def _tokens(codes):
    return [Token('{"', {}), Token("codes", {}), Token('":"', {}), *(Token(sign, {sign: -0.001}) for sign in codes)]


def test_sure_codes_change_the_answer():
    """Tokens whose probabilities leave no doubt put the model's choice in the place of the rules'."""
    (part,) = _parts()
    codes = _codes(part, "IC")
    facts = part.request.answer_type.model_validate({"codes": codes}).to_answer(_tokens(codes)).facts
    assert len(facts) == 4
    assert {fact.flow for fact in facts} == {"imports"}
    assert {fact.partner for fact in facts} == {"NOR"}


def test_codes_are_found_among_the_tokens():
    """Each sign is the token at its place; a code that is not a token a sign is left out."""
    tokens = [Token(text, {text: -0.5}) for text in ('{"', "codes", '":"', "天", "X", "地", "E", "A", "玄E", "A")]
    assert read_codes("天X地EA玄EA", tokens) == {"天": Seen({"X": -0.5}, {}), "地": Seen({"E": -0.5}, {"A": -0.5})}
    assert read_codes("天X", []) == {}


@pytest.mark.parametrize(("ahead", "partner"), [(-0.2, "WLD"), (0.2, "CHL")])
def test_a_choice_is_overruled_by_the_margin_and_not_below_it(ahead, partner):
    """The rules' choice stays until the model prefers another by more than the margin."""
    seen = _seen(partner={"B": -0.1, "A": -0.1 - PARTNER_MARGIN - ahead})
    assert _again(_reading(), seen).partners == (partner,)


@pytest.mark.parametrize(
    ("words", "lead", "flow"),
    [
        ("They were exported; imports were less.", MARGIN + 0.2, "imports"),
        ("They were exported.", MARGIN + 0.2, "exports"),
        ("They were exported.", FAR_MARGIN - 0.2, "exports"),
        ("They were exported.", FAR_MARGIN + 0.2, "imports"),
    ],
)
def test_a_flow_that_the_sentence_does_not_say_needs_more(words, lead, flow):
    """What no word of the figure's sentence says must come from elsewhere: the model is to be much surer of it."""
    seen = _seen(flow={"I": -0.1, "E": -0.1 - lead})
    assert _again(_reading(words=words), seen).flows == (flow,)


def test_each_field_is_overruled_by_itself():
    """The flow changes where the model is sure of it; the partner stays, and so does all else."""
    changed = _again(_reading(rest={"zone": "x"}), _seen(flow={"I": -0.01}))
    assert (changed.flows, changed.periods, changed.partners) == (("imports",), ("2024-03",), ("WLD",))
    assert changed.rest == {"zone": "x"}


def test_a_figure_is_set_aside_or_taken_back_where_the_model_is_sure():
    """X overrules a fact, a flow overrules a figure set aside; headlines' repetitions stay set aside."""
    assert _again(_reading(), _seen(flow={"X": -0.01, "E": -9.0})).aside == "not_trade"
    assert _again(_reading(), _seen(flow={"X": -0.7, "E": -0.7})).aside == ""
    taken = _again(_reading(aside="economy"), _seen(flow={"E": -0.01, "X": -9.0}))
    assert (taken.aside, taken.flows) == ("", ("exports",))
    assert _again(_reading(aside="restated"), _seen(flow={"E": -0.01})).aside == "restated"


def test_a_partner_is_never_the_reporter():
    """Whose trade it is cannot be with whom, whatever the model thinks; another partner takes those told besides."""
    story = StoryReading(("CHL",), "2024-03", (_reading(also=("PER",)),), ())
    sure = {"B": -0.01, "C": -5.0, "A": -20.0}
    (changed,) = read_again(story, PARTNERS, {1: _seen(partner=sure)}).readings
    assert (changed.partners, changed.also) == (("NOR",), ())


def test_a_partner_that_is_the_reporter_turns_the_sides():
    """Where the rules have a country for the partner, a model that is sure of the reporter says whose trade it is."""
    sure = {"C": -0.01, "B": -5.0}
    story = StoryReading(("NOR",), "2024-03", (_reading(partners=("CHL",)),), ())
    (turned,) = read_again(story, PARTNERS, {1: _seen(partner=sure)}).readings
    assert (turned.partners, turned.rest) == (("NOR",), {"reporter": "CHL"})
    story = StoryReading(("NOR",), "2024-03", (_reading(partners=("NOR",)),), ())
    (kept,) = read_again(story, PARTNERS, {1: _seen(partner=sure)}).readings
    assert (kept.partners, kept.rest) == (("CHL",), {})


def test_a_province_and_its_country_are_one_side():
    """A province's partner that is China is that province: its trade is the other country's with China."""
    sure = {"B": -0.01, "C": -5.0}
    story = StoryReading(("CN-YN",), "2024-03", (_reading(partners=("CHL",)),), ())
    (turned,) = read_again(story, ("WLD", "CHN", "CHL"), {1: _seen(partner=sure)}).readings
    assert (turned.partners, turned.rest) == (("CHN",), {"reporter": "CHL"})
    story = StoryReading(("CN-YN",), "2024-03", (_reading(partners=("CHN",)),), ())
    (kept,) = read_again(story, ("WLD", "CHN", "CHL"), {1: _seen(partner=sure)}).readings
    assert (kept.partners, kept.rest) == (("CHN",), {})


@pytest.mark.parametrize(
    ("fields", "together"),
    [
        ({"left": " and goods worth "}, True),
        ({"left": " and Chile "}, False),
        ({"left": ", "}, False),
        ({"left": " and "}, False),
        ({"left": " and ", "with_n": 1}, True),
        ({"left": " and goods worth ", "flows": ("imports",)}, False),
        ({"left": " and goods worth ", "words": "Another sentence."}, False),
    ],
)
def test_what_may_be_another_partners_is_asked_by_itself(fields, together):
    """Behind a partner's name and in a row the rules may have missed a partner; an amount in two currencies is one."""
    story = StoryReading(("ECU",), "2024-03", (_reading(), _reading(n=2, **fields)), ())
    assert (len(find_stretches(story)) == 1) is together


def test_what_is_set_aside_is_asked_by_itself():
    """Of two neighbours set aside one may be a fact."""
    both = (_reading(aside="economy"), _reading(n=2, aside="economy", left=" and goods worth "))
    assert len(find_stretches(StoryReading(("ECU",), "2024-03", both, ()))) == 2


def test_no_figure_becomes_a_balance_and_no_count_a_total():
    """A flow that goes with other things code has read is no choice, unless the rules read it."""
    counted = _reading(measures=("freight_trains",), flows=("none",))
    assert _again(counted, _seen(flow={"B": -0.01, "T": -0.01, "N": -9.0})).flows == ("none",)
    assert _again(_reading(), _seen(flow={"B": -0.01, "E": -9.0})).flows == ("exports",)
    assert _again(_reading(), _seen(flow={"T": -0.01, "E": -9.0})).flows == ("total",)
    assert _again(_reading(flows=("balance",)), _seen(flow={"B": -0.01, "E": -9.0})).flows == ("balance",)


def test_an_article_without_figures_asks_nothing():
    """Nothing is asked where there is nothing to code."""
    assert load_prompt("local.v2").plan(read_article("Roses\n\nIt will rain.", name="rain.txt"), []) == []


def _answered(parts):
    """The facts of all parts, with codes but without tokens, so that they are those of the rules."""
    answers = [part.request.answer_type.model_validate({"codes": _codes(part, "X")}).to_answer() for part in parts]
    return [fact for answer in answers for fact in answer.facts], answers


def test_a_long_article_is_asked_in_windows_and_loses_nothing():
    """What is longer than the model was trained on is split; figures and sources are those of the whole."""
    body = "\n\n".join(
        f"In March {n} firms of the valley sold roses worth ${n} million abroad, they said." for n in range(2, 90)
    )
    text = f"Roses\n\nQUITO, May 3, 2024 - Exports were $900 million, according to Quito Customs.\n\n{body}\n"
    parts = _parts(text)
    rules = _plan(text).parts[0].known.to_answer()
    assert len(parts) > 1
    numbers = [each.n for part in parts for each in part.figures]
    assert numbers == [each.n for part in _plan(text).parts for each in part.figures]
    facts, answers = _answered(parts)
    assert facts == rules.facts
    assert all(answer.sources == rules.sources for answer in answers)


def test_figures_beyond_the_signs_keep_the_rules_reading():
    """A run of figures without blanks is one window, whatever its length: what has no sign is not asked about."""
    text = f"Roses\n\nQUITO, May 3, 2024 - Exports were {'/'.join(f'${n}m' for n in range(101, 221))} in March.\n"
    parts = _parts(text)
    facts, _ = _answered(parts)
    assert sum(len(part.figures) for part in parts) > len(SIGNS)
    assert facts == _plan(text).parts[0].known.to_answer().facts


def test_wrapped_paragraphs_are_shown_whole():
    """A sentence that goes on in the next line is one sentence, and so is a figure."""
    lead = (
        "QUITO, May 3, 2024 - Ecuador exported roses worth $61 million in March, the month of the great fair, 12"
        " percent more than a year earlier, and most of them went by plane to Norway and to Chile."
    )
    more = (
        "Growers paid more for heating and for water, which is dear in the valleys, and they sold their roses for less."
    )
    text = "Ecuador sells more roses\n\n" + "\n\n".join("\n".join(wrap(each, 60)) for each in (lead, more)) + "\n"
    shown = _parts(text)[0].request.messages[-1]["content"]
    assert "worth [天|$61 million] in March, the month of the great fair, [地|12 percent] more than a year" in shown
    assert "went by plane to Norway and to Chile." in shown


def test_smaller_windows_may_be_asked_for():
    """Limits below the model's own hold."""
    plan = _plan()
    parts = load_prompt("local.v2").plan(plan.article, plan.parts[0].figures, limits=PartLimits(max_figures=2))
    assert [len(part.figures) for part in parts] == [2, 2]
