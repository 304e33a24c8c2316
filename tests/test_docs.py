"""The documents: every code block runs, every command line is one, every link leads somewhere."""

import contextlib
import io
import json
import re
import shlex
from pathlib import Path

import pytest

from xjllm.cli.app import run

ROOT = Path(__file__).parents[1]
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").glob("*.md")])
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\((?!https?:)([^)#]+)")
NEEDS_MODEL = re.compile(r"--live|--model (?!recorded:)|export |OPENAI_")


def _blocks(language):
    for page in PAGES:
        for number, match in enumerate(BLOCK.finditer(page.read_text(encoding="utf-8"))):
            if match[1] == language:
                yield pytest.param(match[2], id=f"{page.name}-{number}")


def _commands():
    for page in PAGES:
        for match in BLOCK.finditer(page.read_text(encoding="utf-8")):
            if match[1] != "console":
                continue
            for line in match[2].splitlines():
                command = line.removeprefix("$ ").split("  #")[0].split(" > ")[0].strip()
                if command.startswith("python -m xjllm"):
                    yield pytest.param(command, id=command)


@pytest.mark.parametrize("code", list(_blocks("python")))
def test_python_block_runs(code, monkeypatch):
    """A block of Python runs as it stands, from the checkout."""
    monkeypatch.chdir(ROOT)
    with contextlib.redirect_stdout(io.StringIO()):
        exec(compile(code, "document", "exec"), {"__name__": "document"})  # noqa: S102 (our own documents)


@pytest.mark.parametrize("command", list(_commands()))
def test_command_line_is_one(command, monkeypatch):
    """A command line runs; one that needs a model or the reader's own files has a known command and options."""
    monkeypatch.chdir(ROOT)
    arguments = shlex.split(command)[3:]
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(io.StringIO()):
        if NEEDS_MODEL.search(command) or not all(Path(a).exists() for a in arguments if a.endswith((".txt", ".html"))):
            assert run([arguments[0], "--help"]) == 0
            options = [argument for argument in arguments if argument.startswith("--")]
            assert [option for option in options if option not in out.getvalue()] == []
        else:
            assert run(arguments) == 0


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page):
    """A link to a file of the project has that file."""
    links = LINK.findall(page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_readme_begins_with_the_two_commands():
    """The README's first block is the two commands that do everything."""
    first = BLOCK.search((ROOT / "README.md").read_text(encoding="utf-8"))
    assert first is not None
    assert [line.split("#")[0].strip() for line in first[2].splitlines()] == ["make eval", "make test"]


def test_readme_sample_is_what_the_program_prints(monkeypatch):
    """The README's output is the program's, line for line; only a line that says … may stand for lines left out."""
    blocks = [match[2] for match in BLOCK.finditer((ROOT / "README.md").read_text(encoding="utf-8"))]
    (sample,) = [block for block in blocks if block.startswith("$ python -m xjllm extract")]
    command, _, shown = sample.partition("\n")
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("COLUMNS", "120")
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        assert run(shlex.split(command)[4:]) == 0
    printed = out.getvalue().strip("\n").splitlines()
    at = 0
    pieces = [piece.strip("\n").splitlines() for piece in re.split(r"^…$", shown, flags=re.MULTILINE)]
    assert len(pieces) > 2
    for piece in pieces:
        # A piece goes on where the one before ended, or later; what comes after an … left something out.
        found = [n for n in range(at, len(printed)) if printed[n : n + len(piece)] == piece]
        assert found, "\n".join(piece)
        at = found[0] + len(piece)
    assert printed[: len(pieces[0])] == pieces[0]
    assert printed[-len(pieces[-1]) :] == pieces[-1]


def test_readme_scores_are_those_of_eval(monkeypatch):
    """The README's score board says what `eval` prints for the same runs."""
    monkeypatch.chdir(ROOT)
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        assert run(["eval", "--format", "json"]) == 0
    report = json.loads(out.getvalue())
    printed = {
        run_["run"]: (
            *(f"{run_[level]['f1']:.3f}" for level in ("figures", "core", "strict")),
            f"{run_['doubtful']['caught']}/{run_['doubtful']['doubtful']}",
        )
        for run_ in report["runs"]
    }
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\S+) \| ([\d.]+) \| ([\d.]+) \| ([\d.]+) \| (\d+/\d+) \|$", text, re.MULTILINE)
    assert len(rows) == len(printed)
    assert {name: tuple(scores) for name, *scores in rows} == printed
    for name in printed:
        assert f"- **{name}**:" in text, f"the README does not say how {name} was obtained"
    of_code = report["figures_by_code"]["figures"]
    said = re.search(r"finds all (\d+) distinct figures of the gold and offers (\d+) more", text)
    assert said is not None
    assert (int(said[1]), int(said[2]), of_code["fn"]) == (of_code["tp"], of_code["fp"], 0)
    facts = {run_["strict"]["tp"] + run_["strict"]["fn"] for run_ in report["runs"]}
    assert [int(number) for number in re.findall(r"seed articles \((\d+) facts\)", text)] == list(facts)
