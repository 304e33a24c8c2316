"""The command line, run as a user runs it: what it prints, its exit codes, its one-line errors."""

import contextlib
import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

import pytest

from xjllm.cli.app import run
from xjllm.errors import ArticleError

ROOT = Path(__file__).parents[1]
SEED = "seeds/002_cc08202197292d70.txt"
COMMANDS = ("extract", "figures", "eval", "prompts")


@dataclass
class Done:
    """How a run ended."""

    returncode: int
    stdout: str
    stderr: str


@pytest.fixture(autouse=True)
def _clean(monkeypatch):
    """Settings of the developer's own environment are kept out, and paths are those of the checkout."""
    for name in [name for name in os.environ if name.startswith(("OPENAI_", "XJLLM_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("XJLLM_MODELS_DIR", str(ROOT / "no-models-here"))
    monkeypatch.setenv("COLUMNS", "160")
    monkeypatch.chdir(ROOT)


def _run(*arguments, stdin=""):
    """Run a command in this process, as `python -m xjllm` would: starting an interpreter each time takes minutes."""
    out, err = io.StringIO(), io.StringIO()
    source = io.TextIOWrapper(io.BytesIO(stdin.encode()), encoding="utf-8")
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err), mock.patch.object(sys, "stdin", source):
        code = run([str(argument) for argument in arguments])
    return Done(code, out.getvalue(), err.getvalue())


def _start(*arguments):
    """Run `python -m xjllm` in an interpreter of its own."""
    command = [sys.executable, "-m", "xjllm", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)  # noqa: S603


def _one_line_error(done, code):
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1, done.stderr
    assert lines[0].startswith("xjllm: ")
    return lines[0]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(command):
    """Each command explains itself."""
    done = _run(command, "--help")
    assert done.returncode == 0
    assert command in done.stdout


def test_figures_shows_what_code_alone_finds():
    """`figures` needs no model and lists each figure with its value and unit."""
    done = _run("figures", SEED, "--format", "json")
    rows = json.loads(done.stdout)
    assert [row["figure"] for row in rows][:2] == ["92.2 percent", "75.11 billion yuan"]
    assert rows[1]["value"] == 75_110_000_000
    text = (ROOT / SEED).read_bytes().decode()
    assert all(text[row["start"] : row["end"]] == row["figure"] for row in rows)


def test_figures_reads_standard_input():
    """`-` is standard input."""
    done = _run("figures", "-", "--format", "csv", stdin="Exports rose 4.5% to $2.1 billion.\nThat was all.")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert [(row["figure"], row["value"]) for row in rows] == [
        ("4.5%", "4.5"),
        ("$2.1 billion", "2100000000"),
    ]


@pytest.mark.parametrize("form", ["table", "json", "jsonl", "csv"])
def test_extract_prints_every_form(form):
    """A recorded model's facts come out in every form, with the same figures in each."""
    done = _run("extract", SEED, "--model", "recorded:relay-large", "--format", form)
    assert done.returncode == 0, done.stderr
    for figure in ("92.2 percent", "75.11 billion yuan", "43.4 percent"):
        assert figure in done.stdout
    if form in {"json", "jsonl"}:
        assert len(json.loads(done.stdout)["facts"]) == 6
    if form == "csv":
        assert len(list(csv.DictReader(io.StringIO(done.stdout)))) == 6


def test_missing_file():
    """A missing file is one line that names it."""
    line = _one_line_error(_run("extract", "nowhere.txt", "--model", "recorded:relay-large"), 3)
    assert "nowhere.txt" in line


@pytest.mark.parametrize(
    ("file", "said"),
    [
        ("https://example.org/a.html", "https://example.org/a.html: pages are not fetched"),
        ("", "empty file name"),
        ("tests", "a directory"),
    ],
)
def test_what_is_no_file(file, said):
    """An address, an empty name and a folder are each one line that says what to give instead."""
    assert said in _one_line_error(_run("extract", file, "--model", "rules"), 3)


def test_empty_file(tmp_path):
    """An empty file is one line that names it."""
    empty = tmp_path / "empty.txt"
    empty.write_text(" \n")
    assert "empty.txt" in _one_line_error(_run("figures", empty), 3)


def test_binary_file(tmp_path):
    """A binary file is one line that names it."""
    binary = tmp_path / "photo.txt"
    binary.write_bytes(bytes(range(256)) * 20)
    assert "photo.txt" in _one_line_error(_run("figures", binary), 3)


def test_article_without_figures(tmp_path, monkeypatch):
    """An article without figures is no error: an empty result, and no request is made."""
    plain = tmp_path / "plain.txt"
    plain.write_text("Officials spoke of friendship.\n\nNothing else happened.\n")
    monkeypatch.setenv("OPENAI_API_KEY", "none")
    done = _run("extract", plain, "--model", "any", "--format", "json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["facts"] == []
    assert "No trade facts." in _run("extract", plain, "--model", "any").stdout
    assert _run("figures", plain).stdout.strip() == "0 figures"


def test_wrong_gold_lists_all_its_problems(tmp_path):
    """A wrong gold file is reported with all its problems at once, each with path, fact and field."""
    articles, gold = tmp_path / "articles", tmp_path / "gold"
    articles.mkdir()
    gold.mkdir()
    (articles / "a.txt").write_text("Exports rose 4.5% in May 2019.\n\nThat was all.\n")
    fact = {
        "figure": "4.6%",
        "value": 4.6,
        "unit": "percents",
        "statistic": "growth",
        "measure": "trade_value",
    }
    (gold / "a.json").write_text(json.dumps({"doc": "a.txt", "published": "May", "facts": [fact]}))
    done = _run("eval", "--gold", gold, "--articles", articles, "--cassettes", "tests/cassettes")
    assert done.returncode == 3
    assert "Traceback" not in done.stderr
    for piece in ("a.json", "published", "figure", "unit", "reporter"):
        assert piece in done.stderr
    lines = done.stderr.strip().splitlines()
    assert len(lines) >= 5
    # Each of them once, the first of them in the first line.
    assert not any(line.strip() in other for line in lines[1:] for other in lines if other is not line)
    (gold / "a.json").write_text(json.dumps({"doc": "a.txt", "published": "May", "facts": []}))
    line = _one_line_error(_run("eval", "--gold", gold, "--articles", articles, "--model", "rules"), 3)
    assert "published" in line


def test_unknown_recording_lists_those_there_are():
    """An unknown recording is one line with the known ones."""
    line = _one_line_error(_run("eval", "--model", "gpt-unknown"), 3)
    assert "gpt-unknown" in line
    assert "relay-large" in line


def test_no_model():
    """Without a model one line says how to name one."""
    assert "--model" in _one_line_error(_run("extract", SEED), 2)


def test_no_key():
    """Without a key one line says which variable wants it."""
    assert "OPENAI_API_KEY" in _one_line_error(_run("extract", SEED, "--model", "gpt-5.2"), 2)


def test_endpoint_that_is_not_there(monkeypatch):
    """An endpoint that is not there is one line with its address, after the retries."""
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    monkeypatch.setattr("openai._base_client.INITIAL_RETRY_DELAY", 0.001)
    done = _run("extract", SEED, "--model", "any")
    line = _one_line_error(done, 4)
    assert "127.0.0.1" in line


def test_unknown_prompt_version():
    """An unknown prompt version is one line with the known ones."""
    assert "extract.v1" in _one_line_error(_run("prompts", "--show", "extract.v99"), 2)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("extract", "--nonsense"), "--nonsense"),
        (("extract",), "FILE"),
        (("extract", SEED, "--format", "xml"), "'--format': 'xml' is not one of 'table', 'json', 'jsonl', 'csv'"),
        (("eval", "--format", "xml"), "'xml' is not one of 'table', 'json', 'markdown'"),
        (("eval", "--min-f1", "7"), "'--min-f1': it must be less than or equal to 1"),
        (("extract", SEED, "--published", "May 2021"), "'May 2021' is no day YYYY-MM-DD"),
        (("extract", SEED, "--published", "20210105"), "'20210105' is no day YYYY-MM-DD"),
        (("extract", SEED, "--model"), "--model"),
        (("extrakt",), "extrakt"),
    ],
    ids=lambda value: " ".join(value).removesuffix(SEED) if isinstance(value, tuple) else "",
)
def test_wrong_usage(arguments, said):
    """Wrong usage exits with 2, in one line that says what would be right and where the help is."""
    line = _one_line_error(_run(*arguments), 2)
    assert said in line
    assert line.endswith("--help")
    assert "Value error" not in line


@pytest.mark.parametrize("command", [(), ("model",)], ids=["xjllm", "model"])
def test_a_command_without_arguments_shows_its_help(command):
    """Nothing given is a question: the commands are listed, each with a line that is not cut off."""
    done = _run(*command)
    assert done.returncode == 2
    assert "Commands:" in done.stderr
    assert "..." not in done.stderr.partition("Commands:")[2]


def test_the_day_of_publication_is_taken_from_the_command_line():
    """`--published` dates an article that does not show its day."""
    done = _run("extract", SEED, "--model", "rules", "--published", "2021-02-03", "--format", "json")
    assert json.loads(done.stdout)["published"] == "2021-02-03"


def test_debug_shows_the_trace():
    """`--debug` lets an error through, with the trace of where it came from."""
    with pytest.raises(ArticleError, match=r"nowhere\.txt"):
        _run("figures", "nowhere.txt", "--debug")
    with pytest.raises(ArticleError, match=r"nowhere\.txt"):
        _run("extract", "nowhere.txt", SEED, "--model", "rules", "--debug")


@pytest.mark.parametrize("error", [MemoryError(), RuntimeError("can't start new thread")])
def test_too_little_memory_is_one_line(error, monkeypatch):
    """Where the system refuses memory or threads, the command says so."""
    monkeypatch.setattr("xjllm.reading.read_article", mock.Mock(side_effect=error))
    assert "not enough memory" in _one_line_error(_run("figures", SEED), 2)


def test_another_error_is_not_taken_for_too_little_memory(monkeypatch):
    """A defect of the program stays one."""
    monkeypatch.setattr("xjllm.reading.read_article", mock.Mock(side_effect=RuntimeError("never seen")))
    with pytest.raises(RuntimeError, match="never seen"):
        _run("figures", SEED)


def test_module_runs_as_a_command():
    """`python -m xjllm` is the command line: it prints, and it passes on the exit code."""
    done = _start("figures", SEED, "nowhere.txt")
    assert "92.2 percent" in done.stdout
    assert "nowhere.txt" in _one_line_error(done, 1)


def test_one_bad_article_does_not_take_the_others_with_it(tmp_path):
    """The other articles are printed, the bad one is named, and the exit code says that something failed."""
    done = _run("extract", tmp_path / "gone.txt", SEED, "--model", "recorded:relay-large", "--format", "jsonl")
    assert done.returncode == 1
    assert "gone.txt" in done.stderr
    failed, good = map(json.loads, done.stdout.splitlines())
    assert (failed["name"], failed["failure"]["error"]) == ("gone.txt", "ArticleError")
    assert "no such file" in failed["failure"]["message"]
    assert len(good["facts"]) == 6


def test_json_has_the_shape_of_what_was_given(tmp_path):
    """One file gives an object and several give a list in the order of the files, whatever became of them."""
    gone = tmp_path / "gone.txt"
    model = ("--model", "recorded:relay-large", "--format", "json")
    assert len(json.loads(_run("extract", SEED, *model).stdout)["facts"]) == 6
    for files, names in (((SEED, gone), (Path(SEED).name, "gone.txt")), ((gone, gone), ("gone.txt", "gone.txt"))):
        done = _run("extract", *files, *model)
        assert done.returncode == 1
        assert tuple(each["name"] for each in json.loads(done.stdout)) == names
    done = _run("extract", gone, *model)
    assert (done.returncode, json.loads(done.stdout)["failure"]["error"]) == (3, "ArticleError")


def test_csv_of_several_articles_is_one_table(tmp_path):
    """CSV has one heading for all articles; a failed one is named on standard error."""
    done = _run("extract", SEED, tmp_path / "gone.txt", SEED, "--model", "recorded:relay-large", "--format", "csv")
    assert done.returncode == 1
    assert "gone.txt" in done.stderr
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert [row["figure"] for row in rows[:6]] == [row["figure"] for row in rows[6:]]
    assert {len(row["prompt_sha256"]) for row in rows} == {len(row["schema_sha256"]) for row in rows} == {64}


@pytest.mark.parametrize("form", ["table", "json", "jsonl", "csv"])
def test_figures_of_the_good_files_are_printed(form, tmp_path):
    """One bad file does not keep back the figures of the others; it is named, and the exit code is 1."""
    done = _run("figures", SEED, tmp_path / "gone.txt", "--format", form)
    assert done.returncode == 1
    assert "92.2 percent" in done.stdout
    assert len(done.stderr.splitlines()) == 1
    assert "gone.txt" in done.stderr


def test_markup_in_an_article_is_text(tmp_path):
    """Terminal markup and control characters of an article are shown, not obeyed."""
    hostile = tmp_path / "hostile.txt"
    hostile.write_text("[bold red]Exports[/bold red] rose \x1b[31m4.5%\x1b[0m in May 2019.\n\nThe end.\n")
    done = _run("figures", hostile)
    assert done.returncode == 0
    assert "\x1b" not in done.stdout


@pytest.mark.parametrize("form", ["table", "csv", "json", "jsonl"])
@pytest.mark.parametrize("command", ["figures", "extract"])
def test_no_form_passes_control_characters_on(command, form, tmp_path):
    """Escapes and marks of direction in an article reach no terminal, in whatever form the facts are printed."""
    hostile = tmp_path / "hostile.txt"
    hostile.write_text(
        "Exports \x1b]0;x\x07\u202e of Gansu\x9b rose 4.5%\u2066 to $2.1 billion in May 2019.\n\nThe end.\n"
    )
    done = _run(command, hostile, "--format", form, *(("--model", "rules") if command == "extract" else ()))
    assert done.returncode == 0, done.stderr
    assert "4.5%" in done.stdout
    assert not set("\x1b\x07\x9b\u202e\u2066") & set(done.stdout)
    if form in {"json", "jsonl"} and command == "extract":
        facts = json.loads(done.stdout)["facts"]
        assert "\u202e" in facts[0]["sentence"]


def test_no_message_passes_control_characters_on(tmp_path):
    """A file name with escapes is shown without them."""
    done = _run("figures", tmp_path / "a\x1b[31m\u202eb.txt")
    assert done.returncode == 3
    assert not set("\x1b\u202e") & set(done.stderr)
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("width", ["80", "100", "120", "160"])
def test_no_value_is_broken_at_any_width(width, monkeypatch):
    """Each figure, value and period stands whole on a line, within the terminal's width."""
    monkeypatch.setenv("COLUMNS", width)
    seed = "seeds/003_eae54c31f8079e05.txt"
    plain = json.loads(_run("extract", seed, "--model", "rules", "--format", "json").stdout)
    shown = _run("extract", seed, "--model", "rules").stdout
    assert max(map(len, shown.splitlines())) <= int(width)
    for fact in plain["facts"]:
        first, _, last = (fact.get("period") or "?/?").partition("/")
        period = first if first == last else f"{first}/{last}"
        amount = f"{abs(fact['value']):,}"
        at = [n for n, line in enumerate(shown.splitlines()) if f" {fact['figure']}  " in line and amount in line]
        assert at, fact["figure"]
        assert any(period in line for n in at for line in shown.splitlines()[n : n + 3]), fact["figure"]
    shown = _run("figures", seed).stdout
    assert max(map(len, shown.splitlines())) <= int(width)
    assert [fact for fact in plain["facts"] if f" {fact['figure']} " not in shown] == []


def test_every_finding_and_every_figure_set_aside_is_shown():
    """Below the facts stand all findings with the facts that they name, and all figures that are none."""
    seeds = sorted(Path("seeds").glob("*.txt"))
    extractions = json.loads(_run("extract", *seeds, "--model", "rules", "--format", "json").stdout)
    shown = " ".join(_run("extract", *seeds, "--model", "rules").stdout.split())
    findings = [finding for each in extractions for finding in each["findings"]]
    set_aside = [aside for each in extractions for aside in each["set_aside"]]
    assert findings
    assert set_aside
    for finding in findings:
        assert finding["code"] in shown
        assert " ".join(finding["message"].split()) in shown
    for aside in set_aside:
        # Neighbours with the same reason share it.
        others = r"(?:, [^()]+)?"
        assert re.search(rf"{re.escape(aside['figure'])}{others} \({aside['reason'].replace('_', ' ')}\)", shown)


def test_formulas_in_csv_are_text(tmp_path, monkeypatch):
    """A cell that a spreadsheet would run as a formula is made text."""
    name = tmp_path / "=1+1.txt"
    name.write_text("Exports rose 4.5% in May 2019.\n\nThe end.\n")
    monkeypatch.chdir(tmp_path)
    done = _run("figures", name.name, "--format", "csv")
    row = next(csv.DictReader(io.StringIO(done.stdout)))
    assert row["article"] == "'=1+1.txt"
    assert row["comparator"] == "="  # a sign alone is no formula


def test_eval_replays_the_recordings():
    """`eval` scores every recording on the seeds, without key and network."""
    done = _run("eval", "--format", "json")
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert "relay-large" in [run["run"] for run in report["runs"]]
    assert report["figures_by_code"]["figures"]["fn"] == 0


def test_eval_gate(tmp_path):
    """A gate that is met exits with 0; one that is not exits with 1 and says by how much."""
    assert _run("eval", "--model", "relay-large", "--min-f1", "0.5").returncode == 0
    gold = tmp_path / "gold"
    shutil.copytree(ROOT / "eval" / "gold", gold, ignore=shutil.ignore_patterns("*.md"))
    for path in gold.glob("*.json"):
        path.write_text(path.read_text(encoding="utf-8").replace('"WLD"', '"AFRICA"'), encoding="utf-8")
    folders = ("--gold", gold, "--articles", "seeds", "--cassettes", "tests/cassettes")
    done = _run("eval", "--model", "relay-large", *folders, "--min-f1", "0.9")
    assert done.returncode == 1
    assert "is below 0.900" in done.stderr


def test_eval_takes_models_by_the_names_of_extract():
    """`recorded:NAME` is the recording NAME, as it is for `extract`, and its row has the same name."""
    done = _run("eval", "--model", "recorded:relay-large", "--model", "rules", "--format", "json")
    assert done.returncode == 0, done.stderr
    assert [run["run"] for run in json.loads(done.stdout)["runs"]] == ["relay-large", "rules"]


def test_two_prompts_of_one_model_are_compared():
    """Each prompt has a row of its own, and the pair is compared; the same one twice is one."""
    twice = ("--prompt", "local.v1", "--prompt", "extract.v1", "--prompt", "local.v1")
    done = _run("eval", "--live", "--model", "rules", *twice, "--format", "json")
    assert done.returncode == 1
    report = json.loads(done.stdout)
    assert [run["run"] for run in report["runs"]] == ["rules, local.v1", "rules, extract.v1"]
    [pair] = report["comparisons"]
    assert (pair["first"], pair["second"]) == ("rules, local.v1", "rules, extract.v1")
    assert pair["core"]["first"] > pair["core"]["second"] == 0  # the rules answer one prompt only
    assert all(line.startswith("xjllm: rules, extract.v1: ") for line in done.stderr.splitlines())


def test_a_recording_answers_one_prompt(monkeypatch):
    """Two prompts would write over each other's answers: refused before anything is asked."""
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    prompts = ("--prompt", "extract.v1", "--prompt", "local.v1")
    line = _one_line_error(_run("eval", "--live", "--model", "any", "--record", "x", *prompts), 2)
    assert "--record" in line


def test_recorded_exchanges_that_nothing_asked_for_are_named(tmp_path):
    """A cassette without an article stands in no score: `eval` says so, in one line, and goes on."""
    folder = tmp_path / "more"
    shutil.copytree(ROOT / "tests" / "cassettes" / "relay-large", folder)
    shutil.copyfile(folder / f"{Path(SEED).stem}.yaml", folder / "old-story.yaml")
    line = _one_line_error(_run("eval", "--model", "more", "--cassettes", tmp_path), 0)
    assert "old-story.yaml" in line
    assert Path(SEED).stem not in line
    assert _run("eval", "--model", "relay-large").stderr == ""


def test_own_gold_without_a_model_says_what_to_give(tmp_path):
    """Recordings are of the packaged articles: own gold needs a model, and the error says so."""
    line = _one_line_error(_run("eval", "--gold", tmp_path, "--articles", tmp_path), 3)
    assert "gold" in line


@pytest.mark.parametrize(
    "options",
    [("--mode", "json"), ("--timeout", "5"), ("--prompt", "extract.v1"), ("--record", "x"), ("--description", "x")],
    ids=lambda options: options[0],
)
def test_options_that_would_do_nothing_are_refused(options):
    """An option for live models without --live is wrong usage, and the message names it and the remedy."""
    line = _one_line_error(_run("eval", *options), 2)
    assert options[0] in line
    assert "--live" in line


def test_endpoint_options_without_an_endpoint_are_refused():
    """How an endpoint is asked cannot be set for a model that asks none; a description needs a recording."""
    assert "--mode" in _one_line_error(_run("extract", SEED, "--model", "rules", "--mode", "json"), 2)
    assert "--mode" in _one_line_error(_run("eval", "--live", "--model", "rules", "--timeout", "9"), 2)
    line = _one_line_error(_run("eval", "--live", "--model", "rules", "--description", "x"), 2)
    assert "--record" in line


@pytest.mark.parametrize("name", ["../x", "", "a/b"])
def test_a_recording_stays_in_its_folder(name, monkeypatch):
    """`make record NAME=../x` is refused before anything is asked."""
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    line = _one_line_error(_run("eval", "--live", "--model", "any", "--record", name), 2)
    assert "--record" in line


def test_a_failed_article_is_named_whole_on_both_outputs(tmp_path):
    """A stale recording is on the board and on standard error, uncut and with a path below the checkout."""
    folder = tmp_path / "broken"
    shutil.copytree(ROOT / "tests" / "cassettes" / "relay-large", folder)
    cassette = folder / f"{Path(SEED).stem}.yaml"
    cassette.write_text(cassette.read_text(encoding="utf-8").replace("prompt_sha256: ", "prompt_sha256: 0"))
    text = cassette.read_text(encoding="utf-8").replace("Kazakhstan", "Kasachstan")
    cassette.write_text(text, encoding="utf-8")
    done = _run("eval", "--model", "broken", "--cassettes", tmp_path)
    assert done.returncode == 1
    remedy = "record it again with `make record`"
    assert remedy in " ".join(done.stdout.split())
    [line] = done.stderr.splitlines()
    assert line.startswith(f"xjllm: broken: {Path(SEED).name} failed: CassetteError: {cassette}: stale")
    assert line.endswith(remedy)


def test_a_missing_recording_of_the_checkout_has_a_relative_path():
    """Messages name files of the checkout from the checkout, not from the root of the machine."""
    done = _run("eval", "--gold", "eval/dev/gold", "--articles", "eval/dev/articles", "--model", "relay-large")
    assert done.returncode == 1
    lines = done.stderr.splitlines()
    assert lines
    for line in lines:
        assert " failed: CassetteError: tests/cassettes/relay-large/" in line
        assert str(ROOT) not in line
