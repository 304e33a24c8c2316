"""The output files of a batch: their columns are those of the documents, and every format says the same."""

import csv
import json
import re
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import xjllm.batch.parts
from tests.batch_samples import ANSWER, answering, rows, run, story, write_stories
from xjllm.batch import export_batch
from xjllm.batch.database import LEDGER_FILE, connect
from xjllm.batch.tables import COLUMNS, TABLES, arrow_schema
from xjllm.cassettes import RecordedModel
from xjllm.errors import CutOff, LedgerError, SettingsError
from xjllm.extraction import Extractor
from xjllm.result import Extraction

ROOT = Path(__file__).parents[1]
RECORDED = ROOT / "tests/cassettes/relay-large"


@pytest.fixture(scope="module")
def seeds(tmp_path_factory):
    """The five seeds with a recorded model, and one article that fails."""
    folder = tmp_path_factory.mktemp("seeds")
    (folder / "bad.jsonl").write_text("{\n")
    out = folder / "out"
    report, outcomes = run([ROOT / "seeds", folder / "bad.jsonl"], out, RecordedModel(RECORDED))
    assert (report.done, report.failed) == (5, 1)
    return out, outcomes


def test_documents_list_every_column_with_its_type():
    """docs/batch.md has a table for each table, with its columns in order and their types."""
    text = (ROOT / "docs/batch.md").read_text(encoding="utf-8")
    for table in TABLES:
        section = text.split(f"\n### {table}\n")[1].split("\n#")[0]
        listed = re.findall(r"^\| (\w+) \| ([\w ]+) \|", section, re.MULTILINE)
        kinds = {"list<int32>": "list of int32"}
        expected = [("column", "type"), *((name, kinds.get(kind, kind)) for name, kind in COLUMNS[table].items())]
        assert listed == expected, table


def test_parquet_files_have_the_typed_schema(seeds):
    """Every part has exactly the documented Arrow schema, nulls and empty tables included."""
    out, _ = seeds
    for table in TABLES:
        files = sorted((out / table).rglob("*.parquet"))
        assert len(files) == 1
        assert pq.read_schema(files[0]).equals(arrow_schema(table), check_metadata=True)
        assert re.fullmatch(r"config=[0-9a-f]{16}", files[0].parent.name)


def test_facts_are_those_of_extract(seeds):
    """A batch finds what `extract` finds: the same facts, in order, with their findings counted."""
    out, outcomes = seeds
    found = rows(out, "facts")
    for path in sorted((ROOT / "seeds").glob("*.txt")):
        alone = Extractor(RecordedModel(RECORDED)).extract(path)
        assert outcomes[f"seeds/{path.name}"].extraction == alone
        mine = [row for row in found if row["article"] == f"seeds/{path.name}"]
        assert [row["fact"] for row in mine] == list(range(len(alone.facts)))
        for row, fact, plain in zip(mine, alone.facts, alone.to_rows(), strict=True):
            assert row["value"] == float(fact.value)
            same = set(row) & set(plain) - {"article", "value", "published", "findings"}
            assert {name: row[name] for name in same} == {name: plain[name] for name in same}
        serious = [finding for finding in alone.findings if finding.severity == "warning" and finding.facts]
        assert sum(row["warnings"] for row in mine) == sum(len(finding.facts) for finding in serious)


def test_every_figure_is_a_fact_or_set_aside(seeds):
    """The tables together account for all figures; nothing is dropped on the way to the files."""
    out, outcomes = seeds
    facts, aside = rows(out, "facts"), rows(out, "set_aside")
    for outcome in outcomes.values():
        if outcome.extraction is None:
            continue
        mine = {(row["start"], row["end"]) for row in facts + aside if row["article"] == outcome.id}
        assert mine == {(each.start, each.end) for each in (*outcome.extraction.facts, *outcome.extraction.set_aside)}


def test_all_formats_say_the_same(seeds):
    """Parquet, CSV, DuckDB and JSON lines hold the same rows."""
    import duckdb

    out, outcomes = seeds
    parquet = export_batch(out, file_format="parquet")
    comma = export_batch(out, file_format="csv")
    base = export_batch(out, file_format="duckdb")
    with duckdb.connect(str(base), read_only=True) as opened:
        for table in TABLES:
            columns = ", ".join(f'"{name}"' for name in COLUMNS[table])
            as_parquet = pq.read_table(parquet / f"{table}.parquet").to_pylist()
            key = lambda row: json.dumps(row, sort_keys=True, default=str)  # noqa: E731
            assert sorted(as_parquet, key=key) == sorted(rows(out, table), key=key)
            in_base = opened.execute(f'SELECT {columns} FROM "{table}"').fetchall()  # noqa: S608 (names of ours)
            assert [dict(zip(COLUMNS[table], row, strict=True)) for row in in_base] == as_parquet
            with (comma / f"{table}.csv").open(newline="", encoding="utf-8") as file:
                assert len(list(csv.DictReader(file))) == len(as_parquet)
    lines = (export_batch(out, file_format="jsonl") / "articles.jsonl").read_text(encoding="utf-8").splitlines()
    for line in map(json.loads, lines):
        assert line["facts"] == outcomes[line["article"]].extraction.to_dict()["facts"]


def test_exports_repeat_byte_for_byte(seeds, tmp_path):
    """Two exports of the same results are the same files."""
    out, _ = seeds
    for name in ("csv", "jsonl", "parquet"):
        one = export_batch(out, file_format=name, target=tmp_path / "one" / name)
        two = export_batch(out, file_format=name, target=tmp_path / "two" / name)
        for file in one.iterdir():
            assert file.read_bytes() == (two / file.name).read_bytes()


def test_an_extraction_comes_back_from_the_ledger_as_it_was(seeds):
    """What is stored is the whole extraction: read again it equals the one that was handed out."""
    out, outcomes = seeds
    db = connect(out / LEDGER_FILE, create=False)
    stored = db.execute("SELECT a.id, r.extraction FROM results r JOIN articles a USING (article)").fetchall()
    db.close()
    import zlib

    assert len(stored) == 5
    for id_, packed in stored:
        assert Extraction.model_validate_json(zlib.decompress(packed)) == outcomes[id_].extraction


@settings(derandomize=True, max_examples=60, deadline=None)
@given(st.text(min_size=1, max_size=30))
def test_no_cell_of_a_csv_file_is_a_formula(text):
    """Whatever an article says, no spreadsheet runs it and no control character gets out; numbers stay numbers."""
    from xjllm.batch.exports import _cell
    from xjllm.plain_text import plain_text

    cell, shown = _cell(text), plain_text(text)
    assert cell in (shown, "'" + shown)
    if len(cell) > 1 and cell[0] in "=+-@\t\r":
        assert re.fullmatch(r"[+-]?[\d.,]+\s?%?", cell)


def test_cells_of_a_csv_file_keep_their_values():
    """Whole amounts have no exponent, rates are exact, lists and truth values are plain words."""
    from xjllm.batch.exports import _cell

    assert [_cell(one) for one in (457_300_000_000.0, 48.4, True, [1, 2], None, 7, "-4.5%", "=")] == [
        457300000000,
        "48.4",
        "true",
        "1 2",
        None,
        7,
        "-4.5%",
        "=",
    ]


def test_parts_are_filled_before_new_ones_are_made(tmp_path, monkeypatch):
    """Many small runs do not leave many small files, and no article is in two of them."""
    monkeypatch.setattr(xjllm.batch.parts, "ARTICLES_PER_PART", 4)
    monkeypatch.setattr("xjllm.batch.engine.ARTICLES_PER_PART", 4)
    for count in (1, 2, 3, 9, 10):
        run(write_stories(tmp_path / "in", count), tmp_path / "out")
    parts = sorted((tmp_path / "out/articles").rglob("*.parquet"))
    assert [pq.read_metadata(part).num_rows for part in parts] == [4, 4, 2]
    assert len({row["article"] for row in rows(tmp_path / "out", "articles")}) == 10


def test_a_part_that_a_killed_run_was_writing_is_written_again(tmp_path):
    """Settled but not written: the next run writes the same part, and asks nothing."""
    news = write_stories(tmp_path / "in", 3)
    run(news, tmp_path / "out")
    for file in (tmp_path / "out/facts").rglob("*.parquet"):
        file.unlink()
    db = connect(tmp_path / "out" / LEDGER_FILE, create=False)
    db.execute("UPDATE parts SET state = 'writing', run = NULL")
    db.close()
    model = answering()
    run(news, tmp_path / "out", model)
    assert model.requests == []
    assert len(rows(tmp_path / "out", "facts")) == 3


def test_an_article_that_failed_after_it_was_done_leaves_the_files(tmp_path):
    """The facts of a changed article that fails now are those of a text that is no more."""
    news = write_stories(tmp_path / "in", 2)
    run(news, tmp_path / "out")
    (news / "s001.txt").write_text(story(40))
    run(news, tmp_path / "out", answering(lambda _: CutOff("no")))
    assert [row["article"] for row in rows(tmp_path / "out", "articles")] == ["in/s000.txt"]
    assert [row["article"] for row in rows(tmp_path / "out", "failures")] == ["in/s001.txt"]


def test_text_that_no_file_can_hold_is_written_as_escapes(tmp_path):
    """Half a character in a model's raw reply does not stop the table of failures."""
    model = answering(lambda _: CutOff("bad \ud800", raw="raw \udfff"))
    run(write_stories(tmp_path / "in", 1), tmp_path / "out", model)
    (row,) = rows(tmp_path / "out", "failures")
    assert (row["message"], row["raw"]) == ("bad \\ud800", "raw \\udfff")


def test_exports_of_a_chosen_configuration(tmp_path):
    """`config` chooses among several by the beginning of its hash; a wrong one lists those there are."""
    from xjllm.batch import read_status
    from xjllm.testing import FakeModel

    news = write_stories(tmp_path / "in", 1)
    run(news, tmp_path / "out")
    run(news, tmp_path / "out", FakeModel(lambda _: ANSWER, name="second"))
    first, second = read_status(tmp_path / "out")
    for state in (first, second):
        folder = export_batch(tmp_path / "out", file_format="jsonl", config=state.config[:8])
        assert json.loads((folder / "articles.jsonl").read_text())["model"] == state.model
    newest = export_batch(tmp_path / "out", file_format="jsonl")
    assert json.loads((newest / "articles.jsonl").read_text())["model"] == "second"
    with pytest.raises(LedgerError, match=f"there are: .*{first.config}"):
        export_batch(tmp_path / "out", file_format="csv", config="zz")


def test_exports_that_cannot_be_are_refused(tmp_path):
    """An unknown format, and a folder where a file is to be, are one clear error each."""
    run(write_stories(tmp_path / "in", 1), tmp_path / "out")
    with pytest.raises(SettingsError, match="unknown format 'xlsx': use one of parquet"):
        export_batch(tmp_path / "out", file_format="xlsx")
    with pytest.raises(LedgerError, match="a folder; give the name of a file"):
        export_batch(tmp_path / "out", file_format="duckdb", target=tmp_path)


def test_files_are_read_as_one_table(seeds):
    """Arrow reads a table's folder as one, with the configuration as a column."""
    import pyarrow.dataset

    out, _ = seeds
    table = pyarrow.dataset.dataset(out / "facts", partitioning="hive").to_table()
    assert table.num_rows == len(rows(out, "facts"))
    assert "config" in table.column_names
    assert isinstance(table, pa.Table)
