"""Reports: complete, plain, and harmless whatever the article says."""

import io
import json
import re

import pytest
from rich.console import Console
from scoring_samples import FACTS, FAILURE, make_extraction, make_fact, make_gold, score_counts, score_facts

from xjllm.article import Span
from xjllm.cli.boards import print_mistakes, print_table
from xjllm.errors import CassetteError
from xjllm.finding import Finding
from xjllm.scoring import (
    Doubtful,
    Table,
    article_table,
    board_table,
    compare_runs,
    comparison_table,
    difference_to_dict,
    field_table,
    finder_table,
    finding_table,
    list_mistakes,
    mistake_table,
    render_markdown,
    run_to_dict,
    score_finder,
    score_run,
)

HOSTILE = "[red]x[/red] [link=file:///x]y[/link] :bomb: | <b>&amp; `c` *d* _e_ ![i](u) $m$ \x1b[31m\u202e\r\n\ud800 \\"


def printed(table: Table, width: int = 400) -> str:
    stream = io.StringIO()
    print_table(Console(file=stream, width=width, color_system=None), table)
    return stream.getvalue()


def test_the_board_has_one_row_for_each_run():
    """A row has counts, scores, intervals, doubts, false alarms, tokens and requests of its run."""
    runs = [
        score_counts((4, 0, 0), (3, 1, 1), name="large"),
        score_counts((0, 0, 4), (0, 0, 4), name="empty"),
    ]
    table = board_table(runs)
    large, empty = (dict(zip(table.columns, row, strict=True)) for row in table.rows)
    assert (large["run"], large["articles"], large["failed"]) == ("large", "2", "0")
    assert large["core F1"] == large["strict F1"] == "0.875"
    assert large["core P / R"] == large["strict P / R"] == "0.875 / 0.875"
    assert large["strict F1 95 %"] == "0.750 to 1.000"
    assert (large["tokens"], large["requests"]) == ("240", "2")
    assert (empty["core P / R"], empty["core F1"]) == ("\u2013 / 0.000", "0.000")
    assert (empty["doubtful"], empty["false alarms"]) == ("0/0", "0")
    assert "n = 2" in table.notes[0]


def test_failed_articles_are_counted_and_named():
    """The board counts failed articles and its notes say which and why."""
    gold = make_gold(*FACTS)
    run = score_run("run", [gold], {"a.txt": FAILURE})
    table = board_table([run])
    assert table.rows[0][table.columns.index("failed")] == "1"
    assert table.notes[-1] == "run: a.txt failed: XjllmError: the model fell silent"
    assert article_table(run).rows[0][:3] == ("a.txt", "5", "failed")
    assert article_table(run).notes == ("a.txt failed: XjllmError: the model fell silent",)
    assert run_to_dict(run)["failures"] == {"a.txt": "XjllmError: the model fell silent"}
    assert [mistake.kind for mistake in list_mistakes(run)] == ["failed"] + ["missed"] * 5


def test_every_mistake_is_listed_in_text_order():
    """Each wrong field, missed fact and spurious fact is a row with what the gold has and what was got."""
    gold = (FACTS[0], FACTS[2], FACTS[4])
    got = (FACTS[0].model_copy(update={"partner": "KAZ", "record": False}), FACTS[1], FACTS[4])
    mistakes = list_mistakes(score_facts(gold, got))
    assert [(m.kind, m.figure, m.field, m.gold, m.got) for m in mistakes] == [
        ("wrong", "5.2 billion yuan", "partner", "WLD", "KAZ"),
        ("wrong", "5.2 billion yuan", "record", "true", "false"),
        (
            "spurious",
            "7.5 percent",
            None,
            None,
            (
                "value=7.5, unit=percent, statistic=growth, basis=yoy, measure=trade_value, flow=exports, "
                "reporter=CN-ZJ, period=2019-01/2019-12"
            ),
        ),
        (
            "missed",
            "a third",
            None,
            (
                "value=33.3, unit=percent, statistic=share, measure=trade_value, flow=exports, "
                "reporter=CN-ZJ, zone=Inner Harbour, period=2019-01/2019-12"
            ),
            None,
        ),
    ]
    assert mistake_table(score_facts(gold, got)).rows[0][:4] == (
        *("a.txt", "wrong", "5.2 billion yuan"),
        "partner: KAZ, gold WLD; record: false, gold true",
    )
    assert len(mistake_table(score_facts(gold, got)).rows) == 3


def test_a_wrong_fact_stands_once_with_its_sentence_and_its_wrong_fields():
    """In the terminal's list a fact has one line with its sentence, and below it a line for each wrong field."""
    got = (FACTS[0].model_copy(update={"partner": "KAZ", "record": False}), *FACTS[1:])
    run = score_facts(FACTS, got)
    stream = io.StringIO()
    print_mistakes(Console(file=stream, width=200, color_system=None), run.name, list_mistakes(run))
    title, article, fact, *fields = stream.getvalue().splitlines()
    assert (title, article) == ("Mistakes of run", "a.txt")
    assert fact == f"wrong · 5.2 billion yuan · {FACTS[0].sentence}".removesuffix(" · ")
    assert fields == ["      partner: KAZ, gold WLD", "      record: false, gold true", ""]


def test_a_whole_is_shown_with_what_it_frees():
    """A whole prints its named dimensions, also one that it sets to none."""
    gold = make_fact("a third", statistic="share", zone="Inner Harbour", whole={"zone": None, "partner": "C5"})
    [mistake] = list_mistakes(score_facts((gold,), (gold.model_copy(update={"whole": None}),)))
    assert (mistake.field, mistake.gold, mistake.got) == ("whole", "partner=C5, zone=none", None)


def test_the_field_table_has_every_field_of_every_run():
    """A row for each scored field, a column for each run, counts beside the accuracy."""
    wrong = tuple(fact.model_copy(update={"flow": "imports"}) for fact in FACTS[:2])
    table = field_table([score_facts(FACTS, FACTS), score_facts(FACTS, wrong)])
    rows = {row[0]: row[1:] for row in table.rows}
    assert len(rows) == 22
    assert rows["flow"] == ("1.000 (5/5)", "0.000 (0/2)")
    assert rows["source"] == ("1.000 (5/5)", "1.000 (2/2)")


def test_findings_are_listed_with_what_they_catch():
    """Caught figures, false alarms and figures that nothing caught each have a row."""
    doubts = tuple(Doubtful(f.figure, "too large", (Span(f.start, f.end),)) for f in FACTS[:2])
    gold = make_gold(*FACTS, doubtful=doubts)
    findings = [Finding(code="part", severity="error", message="m", facts=(i,)) for i in (0, 4)]
    run = score_run("run", [gold], {"a.txt": make_extraction(gold, *FACTS, findings=tuple(findings))})
    assert [row[1:] for row in finding_table(run).rows] == [
        ("caught", "5.2 billion yuan", "part", "m"),
        ("false alarm", "", "part", "m"),
        ("not caught", "7.5 percent", "", "too large"),
    ]


def test_a_comparison_says_how_it_was_made():
    """A comparison shows both scores, the difference, p, n and whether all exchanges were tried."""
    first, second = score_counts(*[(4, 0, 0)] * 3), score_counts(*[(2, 0, 2)] * 3)
    difference = compare_runs(first, second, "core")
    table = comparison_table("one", "two", [difference])
    assert table.rows == (("core", "1.000", "0.667", "+0.333", "0.2500", "3", "8 (all)"),)
    assert difference_to_dict(difference)["difference"] == pytest.approx(1 / 3)


def test_the_finder_has_a_table():
    """What code alone finds, and each figure it misses by name."""
    table = finder_table(score_finder([make_gold(*FACTS[:1])], find=lambda _: []))
    assert table.rows == (("1", "0", "0", "0.000", "0", "0.000"),)
    assert table.notes == ("missed in a.txt: 5.2 billion yuan",)


def test_json_holds_everything_and_round_trips():
    """JSON has None for 0/0, unrounded ratios with counts, intervals, and mistakes only on request."""
    run = score_counts((4, 0, 0), (2, 1, 1))
    plain = run_to_dict(run, show=True)
    assert json.loads(json.dumps(plain, allow_nan=False)) == json.loads(json.dumps(plain))
    assert plain["strict"]["recall"] == 6 / 7
    assert plain["strict"]["f1_interval"]["articles"] == 2
    assert plain["fields"]["value"] == {"agreed": 6, "paired": 6, "accuracy": 1}
    assert [one["article"] for one in plain["by_article"]] == ["00.txt", "01.txt"]
    assert [one["kind"] for one in plain["mistakes"]] == ["missed", "spurious"]
    assert "mistakes" not in run_to_dict(run)
    assert run_to_dict(score_counts((0, 0, 0)))["core"]["f1"] is None


def test_markdown_from_an_article_stays_text():
    """Nothing in a cell can end the cell or the line, or begin markup, HTML, mathematics or an emoji."""
    table = Table("t " + HOSTILE, ("a", "b"), ((HOSTILE, "48.4 percent, $5 billion (+2%)"),), notes=(HOSTILE,))
    lines = render_markdown(table).splitlines()
    assert [line[:1] for line in lines] == ["*", "", "|", "|", "|", "", "\\"]
    bare = lines[4].replace("\\\\", "")
    assert bare.count("|") - bare.count("\\|") == 3
    for sign in "`*_[]<>&$!":
        assert bare.count(sign) == bare.count("\\" + sign), sign
    assert "\\:bomb:" in bare
    assert "48.4 percent, \\$5 billion (+2%)" in lines[4]
    assert not set("\x1b\u202e\r\ud800") & set("".join(lines))


def test_the_terminal_shows_an_article_as_text():
    """Markup, emoji names and control characters of an article are shown or replaced, never obeyed."""
    shown = printed(Table(HOSTILE, ("a",), ((HOSTILE,),), notes=(HOSTILE,)))
    assert printed(Table("t", ("a", "b"), ((HOSTILE, HOSTILE),), prose=frozenset({"b"})), 80).count("[red]x") == 2
    assert shown.count("[red]x[/red] [link=file:///x]y[/link] :bomb:") == 3
    assert not set("\x1b\u202e\r\ud800") & set(shown)


def test_a_long_cell_is_cut_in_tables_and_whole_in_json():
    """A sentence of any length cannot flood a table; JSON keeps all of it."""
    long = make_fact().model_copy(update={"sentence": "x" * 5_000})
    run = score_facts((long,), ())
    [row] = [line for line in render_markdown(mistake_table(run)).splitlines() if "xxx" in line]
    assert len(row) < 700
    assert "x…" in row
    assert run_to_dict(run, show=True)["mistakes"][0]["sentence"] == "x" * 5_000


def test_why_an_article_failed_is_never_cut():
    """The notes of the board have the whole reason, in the terminal at any width and in Markdown."""
    reason = "tests/cassettes/some-model/" + "x" * 300 + ".yaml: stale: record it again with `make record`"
    run = score_run("run", [make_gold(*FACTS)], {"a.txt": CassetteError(reason)})
    table = board_table([run])
    assert f"run: a.txt failed: CassetteError: {reason}" in table.notes
    for width in (40, 80, 160):
        assert reason.replace(" ", "") in re.sub(r"\s", "", printed(table, width))
    assert "make record" in render_markdown(table)
    assert "make record" in printed(article_table(run), 80)


@pytest.mark.parametrize("width", [60, 80, 100, 120, 160])
def test_the_board_is_whole_at_every_width(width):
    """Every number of the board stands whole, and no line is wider than the terminal."""
    runs = [score_counts((40, 0, 1), (30, 11, 12), name="a-rather-long-name"), score_counts((0, 0, 4), name="empty")]
    table = board_table(runs)
    shown = printed(table, width)
    assert max(map(len, shown.splitlines())) <= width
    for row in table.rows:
        assert [cell for cell in row if cell not in shown] == []
    for name in table.columns:
        assert name in shown


def test_tables_of_nothing_are_tables():
    """No run at all still gives headings."""
    assert board_table([]).rows == ()
    assert field_table([]).columns == ("field",)
    assert render_markdown(board_table([])).count("\n| ---") == 1
