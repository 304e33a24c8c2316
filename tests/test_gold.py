"""Gold files: read exactly, and every problem of every file reported at once."""

import json
from decimal import Decimal
from pathlib import Path

import pytest
from scoring_samples import TEXT, write_gold

from xjllm.article import occurrence_at
from xjllm.errors import GoldError
from xjllm.scoring import load_gold

FACT = {
    "figure": "5.2 billion yuan",
    "value": 5_200_000_000,
    "unit": "CNY",
    "statistic": "level",
    "measure": "trade_value",
    "flow": "exports",
    "reporter": "CN-ZJ",
    "partner": "WLD",
    "period": "2019-01/2019-12",
}
GROWTH = FACT | {
    "figure": "7.5 percent",
    "value": 7.5,
    "unit": "percent",
    "statistic": "growth",
    "basis": "yoy",
}


def gold_of(*facts: object, **fields: object) -> dict[str, object]:
    return {"doc": "a.txt", "facts": list(facts)} | fields


def problems_of(folder: Path, content: object, **how: str) -> tuple[str, ...]:
    with pytest.raises(GoldError) as caught:
        load_gold(*write_gold(folder, content, **how))
    assert caught.value.problems
    assert all("\n" not in line for line in caught.value.problems)
    return caught.value.problems


def test_facts_get_their_place_in_the_article(tmp_path):
    """A fact's start, end and sentence come from its figure and the article's text."""
    [article] = load_gold(*write_gold(tmp_path, gold_of(GROWTH, FACT, published="2020-02-03", year_inferred=True)))
    assert [fact.figure for fact in article.facts] == ["5.2 billion yuan", "7.5 percent"]
    for fact in article.facts:
        assert article.article.text[fact.start : fact.end] == fact.figure
        assert fact.sentence.startswith("Exports of lamps")
        assert fact.sentence.endswith("all exports.")
    assert str(article.published) == "2020-02-03"
    assert article.year_inferred is True
    assert (article.name, article.doubtful) == ("a.txt", ())


def test_numbers_are_read_exactly(tmp_path):
    """A value keeps the digits that the file prints; it never passes through binary floating point."""
    text = "It rose 0.1000000000000000055 percent."
    fact = json.dumps(gold_of(GROWTH | {"figure": "0.1000000000000000055 percent"}))
    fact = fact.replace("7.5,", "0.1000000000000000055,")
    [article] = load_gold(*write_gold(tmp_path, fact, text=text))
    assert article.facts[0].value == Decimal("0.1000000000000000055")


def test_occurrence_counts_in_the_whole_file(tmp_path):
    """The n-th occurrence is counted through the headline, furniture and longer words."""
    text = "First firsthand news: the first of all, first."
    rank = FACT | {"figure": "first", "value": 1, "unit": "rank", "statistic": "rank", "occurrence": 2}
    [article] = load_gold(*write_gold(tmp_path, gold_of(rank), text=text))
    assert article.facts[0].start == text.index("first of")


def test_occurrences_are_counted_as_in_extracted_facts(tmp_path):
    """Gold and extraction count alike, overlapping places too: what one writes the other finds."""
    text = "It was six six six."
    fact = FACT | {"figure": "six six", "value": 6, "unit": "items", "occurrence": 2}
    [article] = load_gold(*write_gold(tmp_path, gold_of(fact), text=text))
    assert article.facts[0].start == text.index("six six.")
    assert occurrence_at(text, "six six", article.facts[0].start) == 2
    [line] = problems_of(tmp_path, gold_of(fact | {"occurrence": 3}), text=text)
    assert "facts[0].occurrence: 'six six' stands in the article 2 times, not 3" in line


def test_a_byte_order_mark_shifts_nothing(tmp_path):
    """Gold and article may both begin with a byte order mark."""
    content = "\ufeff" + json.dumps(gold_of(FACT))
    [article] = load_gold(*write_gold(tmp_path, content, text="\ufeff" + TEXT))
    assert article.article.text[article.facts[0].start :].startswith("5.2 billion yuan")


@pytest.mark.parametrize(
    ("change", "place", "what"),
    [
        ({"colour": "red"}, "facts[1].'colour'", "unknown field"),
        ({"start": 3}, "facts[1].'start'", "unknown field"),
        ({"value": None}, "facts[1].value", "must be a number, not None"),
        ({"value": "7.5"}, "facts[1].value", "must be a number, not '7.5'"),
        ({"value": True}, "facts[1].value", "must be a number, not True"),
        ({"value": 75}, "facts[1].value", "75 is not what '7.5 percent' says"),
        ({"statistic": "rise"}, "facts[1].statistic", "must be 'level', 'change'"),
        ({"basis": "year"}, "facts[1].basis", "must be 'yoy'"),
        ({"unit": "XAQ"}, "facts[1].unit", "neither an ISO 4217 code nor one of percent"),
        ({"unit": "cny"}, "facts[1].unit", "neither an ISO 4217 code nor one of percent"),
        ({"figure": "9.9 percent"}, "facts[1].figure", "the article has no '9.9 percent'"),
        ({"figure": "  "}, "facts[1].figure", "must be a text of the article"),
        ({"figure": 7}, "facts[1].figure", "must be a text of the article, not 7"),
        ({"occurrence": 2}, "facts[1].occurrence", "'7.5 percent' stands in the article 1 times, not 2"),
        ({"occurrence": 0}, "facts[1].occurrence", "must be a whole number from 1, not 0"),
        ({"figure": "5 percent", "value": 5}, "facts[1].occurrence", "a part of a longer number"),
        ({"period": "2019"}, "facts[1].period", "not a period of the form YYYY-MM/YYYY-MM"),
        ({"period": "2019-12/2019-01"}, "facts[1].period", "ends before it begins"),
        ({"reporter": "CN-QQ"}, "facts[1].reporter", "no code of ISO 3166-1"),
        ({"reporter": "zhejiang"}, "facts[1].reporter", "no code of ISO 3166-1"),
        ({"partner": "KAX"}, "facts[1].partner", "no ISO 3166 code"),
        ({"partner": "Gulf states"}, "facts[1].partner", "no lower-case name"),
        ({"whole": {"reporter": "china"}}, "facts[1].whole.reporter", "no code of ISO 3166-1"),
        ({"whole": {"sector": "x"}}, "facts[1].whole.sector", "not permitted"),
        ({"adjusted": "yes"}, "facts[1].adjusted", "valid boolean, not 'yes'"),
    ],
)
def test_a_wrong_field_is_named_with_path_index_and_field(tmp_path, change, place, what):
    """A wrong field gives one line, and it says which file, which fact, which field and what is wrong."""
    [line] = problems_of(tmp_path, gold_of(FACT, GROWTH | change))
    assert line.startswith(f"{tmp_path / 'gold' / 'a.json'}: {place}: ")
    assert what in line


@pytest.mark.parametrize("name", ["figure", "value", "unit", "statistic", "measure", "reporter", "period"])
def test_a_missing_field_is_named(tmp_path, name):
    """Every field without a default must be there."""
    [line] = problems_of(tmp_path, gold_of({key: value for key, value in FACT.items() if key != name}))
    assert line.endswith(f": facts[0].{name}: is missing")


@pytest.mark.parametrize(
    ("content", "what"),
    [
        ('{"doc": "a.txt",\n "facts": [}', "not JSON: Expecting value in line 2"),
        ("[]", "the JSON is not an object"),
        ('{"doc": "a.txt", "facts": [], "facts": []}', "'facts' stands twice"),
        ('{"doc": "a.txt", "facts": [], "doubtful": NaN}', "NaN is not a JSON number"),
        ("[" * 200_000, "nested too deeply"),
        ({"facts": []}, "doc: is missing"),
        ({"doc": "a.txt"}, "facts: is missing"),
        ({"doc": "a.txt", "facts": {}}, "facts: {} is not a list"),
        (gold_of(3), "facts[0]: 3 is not an object"),
        (gold_of(notes="x"), "'notes': unknown field"),
        (gold_of(published="3 May 2020"), "published: '3 May 2020' is neither a day"),
        (gold_of(published="20200503"), "published: '20200503' is neither a day"),
        (gold_of(year_inferred=1), "year_inferred: 1 is not true or false"),
        (gold_of(doc="b.txt"), "doc: there is no article 'b.txt'"),
        (gold_of(doc="../gold/a.json"), "doc: '../gold/a.json' is not a plain file name"),
        (gold_of(doc=".."), "doc: '..' is not a plain file name"),
        (gold_of(FACT, dict(FACT)), "facts[1]: the same fact as facts[0]"),
        (gold_of(FACT, FACT | {"source": "Customs"}), "facts[1]: the same fact as facts[0]"),
        (
            gold_of(FACT, FACT | {"figure": "5.2 billion"}),
            "'5.2 billion yuan' overlaps '5.2 billion' of facts[1]",
        ),
        (
            gold_of(FACT, doubtful=[{"figure": "9 percent", "why": "x"}]),
            "doubtful[0].figure: no fact has '9 percent'",
        ),
        (gold_of(FACT, doubtful=[{"figure": "5.2 billion yuan"}]), "doubtful[0].why: is missing"),
        (
            gold_of(FACT, doubtful=[{"figure": "5.2 billion yuan", "why": "x", "occurrence": 2}]),
            "doubtful[0].figure: no fact has occurrence 2 of '5.2 billion yuan'",
        ),
        (gold_of(FACT, doubtful=["x"]), "doubtful[0]: 'x' is not an object"),
    ],
)
def test_a_wrong_file_is_named(tmp_path, content, what):
    """What is wrong with a file as a whole is one line that begins with its path."""
    [line] = problems_of(tmp_path, content)
    assert line.startswith(str(tmp_path / "gold" / "a.json"))
    assert what in line


@pytest.mark.parametrize("number", ["1e18", "1e999999", "-1e400", "123456789012345678901234567890"])
def test_a_mistyped_exponent_is_a_problem_not_a_crash(tmp_path, number):
    """A value beyond all trade is refused, however large its exponent."""
    content = json.dumps(gold_of(FACT)).replace("5200000000", number)
    assert "facts[0].value" in problems_of(tmp_path, content)[0]


def test_all_problems_of_all_files_come_at_once(tmp_path):
    """One error lists every problem of every file; its message has the first and their number."""
    write_gold(tmp_path, gold_of(FACT | {"unit": "pounds", "flow": "out"}), file="b.json")
    write_gold(tmp_path, "{", file="c.json")
    with pytest.raises(GoldError) as caught:
        load_gold(*write_gold(tmp_path, gold_of(FACT | {"flow": "in"}, GROWTH | {"period": "x"}, "z")))
    places = [line.split(": ")[0].rsplit("/", 1)[1] for line in caught.value.problems]
    assert sorted(places) == ["a.json"] * 3 + ["b.json"] * 3 + ["c.json"]
    assert "the first of 7 problems" in str(caught.value)
    assert caught.value.problems[0] in str(caught.value)


def test_a_wrong_fact_hides_no_wrong_doubt(tmp_path):
    """A doubtful figure of no fact is named beside a wrong fact; one of the wrong fact itself is none."""
    doubts = [{"figure": "nope", "why": "x"}, {"figure": FACT["figure"], "why": "y"}]
    value, doubt = problems_of(tmp_path, gold_of(FACT | {"value": 7}, doubtful=doubts))
    assert "facts[0].value" in value
    assert "doubtful[0].figure: no fact has 'nope'" in doubt


@pytest.mark.parametrize("doc", ["gone.txt", 7])
def test_a_missing_article_hides_no_other_problem(tmp_path, doc):
    """What can be seen without the article is named beside it; what needs the article is not guessed at."""
    facts = [FACT | {"unit": "pounds", "figure": "not there"}, GROWTH, GROWTH | {"reporter": "Nowhere"}]
    content = gold_of(*facts, doubtful=[{"figure": "nope", "why": 3}, {"figure": "nope", "why": "x"}]) | {"doc": doc}
    lines = problems_of(tmp_path, content)
    places = [line.split("a.json: ")[1].split(": ")[0] for line in lines]
    wrong = ["doc", "facts[0].unit", "facts[2].reporter", "doubtful[0].why", "doubtful[1].figure"]
    assert places == wrong


@pytest.mark.parametrize("facts", [{}, None, ...])
def test_missing_facts_hide_no_other_problem(tmp_path, facts):
    """Where the list of facts is missing or none, what is wrong with the doubts is named all the same."""
    content = {"doc": "a.txt", "facts": facts, "doubtful": [{"figure": "x"}, {"figure": "x", "why": "y"}]}
    first, second = problems_of(tmp_path, {key: value for key, value in content.items() if value is not ...})
    assert "a.json: facts: " in first
    assert "doubtful[0].why: is missing" in second


def test_two_gold_files_of_one_article_are_refused(tmp_path):
    """Two files may not name the same article: one would hide the other."""
    write_gold(tmp_path, gold_of(FACT), file="b.json")
    assert "'a.txt' is also the doc of a.json" in problems_of(tmp_path, gold_of(FACT))[0]


def test_folders_without_gold_or_articles_are_named(tmp_path):
    """A missing or empty folder is one line with its path and the option that sets it."""
    gold_dir, articles_dir = write_gold(tmp_path, gold_of(FACT))
    empty = tmp_path / "empty"
    empty.mkdir()
    for folders, option in (
        ((tmp_path / "none", articles_dir), "--gold"),
        ((empty, articles_dir), "--gold"),
        ((gold_dir, tmp_path / "none"), "--articles"),
    ):
        with pytest.raises(GoldError, match=option):
            load_gold(*folders)


def test_an_unreadable_article_is_a_problem_of_its_gold(tmp_path):
    """An article that cannot be read is reported with the gold file that names it."""
    gold_dir, articles_dir = write_gold(tmp_path, gold_of(FACT))
    (articles_dir / "a.txt").write_bytes(b"\x00\x01\x02\xff" * 50)
    with pytest.raises(GoldError, match=r"a\.json: doc: the article cannot be read"):
        load_gold(gold_dir, articles_dir)


def test_a_doubtful_figure_stands_on_its_facts(tmp_path):
    """Without an occurrence a doubtful figure is every fact's figure of this text, with one that one."""
    text = "Up 3 percent, then 3 percent again."
    rise = GROWTH | {"figure": "3 percent", "value": 3}
    again = rise | {"occurrence": 2, "period": "2020-01/2020-12"}
    doubts = [{"figure": "3 percent", "why": "x"}, {"figure": "3 percent", "why": "y", "occurrence": 2}]
    [article] = load_gold(*write_gold(tmp_path, gold_of(rise, again, doubtful=doubts), text=text))
    assert [[span.start for span in doubt.spans] for doubt in article.doubtful] == [[3, 19], [19]]


def test_groups_without_a_code_and_explicit_null_are_fine(tmp_path):
    """A partner group goes by its lower-case name, and null means the same as leaving a field out."""
    fact = FACT | {"partner": "sugar club", "commodity": None, "whole": None, "zone": None}
    [article] = load_gold(*write_gold(tmp_path, gold_of(fact, published=None, doubtful=[])))
    assert article.facts[0].partner == "sugar club"


def test_the_repository_gold_is_sound():
    """The gold of the five articles loads without a problem and has the 80 facts and 5 doubts of its log."""
    root = Path(__file__).parent.parent
    gold = load_gold(root / "eval" / "gold", root / "seeds")
    assert sum(len(article.facts) for article in gold) == 80
    assert sum(len(article.doubtful) for article in gold) == 5
