"""`batch`, `export` and `status`, run as a user runs them: exit codes, one-line errors, Ctrl-C."""

import contextlib
import io
import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path
from types import SimpleNamespace
from unittest import mock

import pytest

from tests.batch_api_server import BatchServer
from tests.batch_samples import story, write_stories
from tests.endpoint import Endpoint, failure, tool_call
from xjllm.batch.database import LEDGER_FILE
from xjllm.batch.locks import LOCKS, RunLock
from xjllm.cli.app import run

ROOT = Path(__file__).parents[1]
SEEDS = ROOT / "seeds"
NOBODY = "http://127.0.0.1:9/v1"
FACTS = {"reporter": "CHN", "period": "2023", "facts": [{"n": 1, "flow": "exports"}]}


def _answer(_body):
    return tool_call(FACTS, name="report_trade_facts")


def _environment(**more):
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("OPENAI_", "XJLLM_"))}
    return {**kept, "PYTHONIOENCODING": "utf-8", **more}


def _run(*arguments, **environment):
    """Run a command in this process: a new one for each test would spend its time on imports."""
    stdout, stderr = io.StringIO(), io.StringIO()
    with (
        mock.patch.dict(os.environ, _environment(**environment), clear=True),
        contextlib.chdir(ROOT),
        contextlib.redirect_stdout(stdout),
        contextlib.redirect_stderr(stderr),
    ):
        code = run([str(argument) for argument in arguments])
    return SimpleNamespace(returncode=code, stdout=stdout.getvalue(), stderr=stderr.getvalue())


def _recorded(*arguments):
    return _run("batch", *arguments, "--model", "recorded:relay-large")


def _one_line(done, code):
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    (line,) = done.stderr.strip().splitlines()
    assert line.startswith("xjllm: ")
    return line


def test_a_batch_from_folder_to_table_and_again(tmp_path):
    """The seeds become facts; a second run finds all done; status and export tell the same without a model."""
    out = tmp_path / "out"
    done = _recorded(SEEDS, "--out", out, "--format", "csv")
    assert done.returncode == 0, done.stderr
    assert "Articles: done 5\nFacts: 80." in done.stdout
    assert (out / "export/csv/facts.csv").exists()
    again = _recorded(SEEDS, "--out", out)
    assert "done 0, done before 5" in again.stdout
    status = json.loads(_run("status", out, "--json").stdout)
    assert status[0]["articles"] == {"done": 5}
    assert "articles: done 5" in _run("status", out).stdout
    exported = _run("export", out, "--format", "duckdb", "--to", tmp_path / "x.duckdb")
    assert exported.returncode == 0, exported.stderr
    assert exported.stdout.strip() == str(tmp_path / "x.duckdb")
    assert (tmp_path / "x.duckdb").stat().st_size > 0


def test_some_failures_end_with_1_and_name_the_place(tmp_path):
    """A broken line is told with its number, the other articles are done, and the exit code says so."""
    path = tmp_path / "n.jsonl"
    path.write_text('{"text": "Nothing was counted."}\n{"text": \n')
    done = _recorded(path, "--out", tmp_path / "out")
    assert done.returncode == 1
    assert f"xjllm: {path}:2: broken JSON line" in done.stderr
    assert "done 1, failed 1" in done.stdout


def test_what_another_run_has_in_work_is_not_all_done(tmp_path):
    """While another run has an article, the end is 1 and a line says so; what it leaves when it dies is done."""
    out = tmp_path / "out"
    assert _recorded(SEEDS, "--out", out).returncode == 0
    lock = RunLock(out / LOCKS / "other.lock")
    assert lock.acquire()
    db = sqlite3.connect(out / LEDGER_FILE)
    with db:
        db.execute("INSERT INTO runs (config, lock, started_utc) SELECT config, 'other.lock', '' FROM configs")
        db.execute("UPDATE articles SET state = 'open', run = (SELECT MAX(run) FROM runs) WHERE article < 3")
    db.close()
    done = _recorded(SEEDS, "--out", out)
    assert done.returncode == 1, done.stderr
    assert "done 0, done before 3, in work elsewhere 2\n" in done.stdout
    assert "Not done: 2, which another run has in work; start again when it has ended" in done.stdout
    lock.release()
    done = _recorded(SEEDS, "--out", out)
    assert (done.returncode, "done 2, done before 3\n" in done.stdout) == (0, True)


@pytest.mark.parametrize("kind", ["missing", "without articles", "unreadable"])
def test_nothing_readable_ends_with_3(tmp_path, kind):
    """Where no input gives an article, that is the error."""
    folder = tmp_path / "in"
    if kind != "missing":
        folder.mkdir()
    if kind == "unreadable":
        (folder / "a.txt").write_bytes(b"%PDF-1.7")
    done = _recorded(folder, "--out", tmp_path / "out", "--quiet")
    assert done.returncode == 3, done.stderr
    assert "Traceback" not in done.stderr
    estimate = _recorded(folder, "--out", tmp_path / "other", "--estimate")
    assert (estimate.returncode, "failed before 0, unreadable 1)" in estimate.stdout) == (3, True)


def test_quiet_says_nothing_where_all_is_well(tmp_path):
    """For cron: no output, no mail."""
    done = _recorded(SEEDS, "--out", tmp_path / "out", "--quiet")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_an_output_folder_that_cannot_be_used_ends_with_5(tmp_path):
    """A newer ledger, a file in the place of the folder, and a folder that is no run: one line, code 5."""
    import sqlite3

    (tmp_path / "file").write_text("")
    assert "output folder" in _one_line(_recorded(SEEDS, "--out", tmp_path / "file" / "out", "--quiet"), 5)
    db = sqlite3.connect(tmp_path / "ledger.sqlite")
    db.execute("PRAGMA user_version = 9")
    db.execute(f"PRAGMA application_id = {0x786A6C6D}")
    db.close()
    assert "written by a newer xjllm" in _one_line(_recorded(SEEDS, "--out", tmp_path, "--quiet"), 5)
    assert "holds no batch run" in _one_line(_run("status", tmp_path / "none"), 5)
    assert "holds no batch run" in _one_line(_run("export", tmp_path / "none", "--format", "csv"), 5)


def test_wrong_settings_end_with_2(tmp_path):
    """No model, a limit of cost without a price, a price that is none: told before anything is read."""
    assert "no model is named" in _one_line(_run("batch", SEEDS, "--out", tmp_path / "o", OPENAI_BASE_URL=NOBODY), 2)
    line = _one_line(_recorded(SEEDS, "--out", tmp_path / "o", "--max-cost", "1"), 2)
    assert "needs the model's price" in line
    assert "is no price" in _one_line(_recorded(SEEDS, "--out", tmp_path / "o", "--price", "cheap"), 2)
    assert "give US dollars" in _one_line(_recorded(SEEDS, "--out", tmp_path / "o", "--max-cost", "x"), 2)
    assert not (tmp_path / "o").exists()


@pytest.mark.parametrize("more", [[], ["--estimate"]])
def test_a_url_is_no_output_folder(more):
    """No local folder is made that is named like a URL."""
    line = _one_line(_recorded(SEEDS, "--out", "memory://bucket/facts", *more), 2)
    assert "a URL cannot be the output folder: give a local one" in line
    assert not (ROOT / "memory:").exists()


def test_an_estimate_needs_no_key_and_writes_nothing(tmp_path):
    """Requests, tokens and cost are printed without a key, an endpoint or an output folder."""
    done = _run("batch", SEEDS, "--out", tmp_path / "out", "--model", "gpt-5.2", "--estimate")
    assert done.returncode == 0, done.stderr
    assert "Articles to ask about: 5" in done.stdout
    assert "Requests: 5, input tokens about" in done.stdout
    assert "USD (genai-prices: openai gpt-5.2)" in done.stdout
    assert not (tmp_path / "out").exists()


def test_a_wrong_key_ends_with_4(tmp_path):
    """An endpoint that refuses everything ends the run early, with its reason and the key not shown."""
    news = write_stories(tmp_path / "in", 40)
    with Endpoint(answer=lambda _: failure(401, "bad key sk-12345")) as endpoint:
        done = _run(
            *("batch", news, "--out", tmp_path / "out", "--model", "m", "--concurrency", "2"),
            OPENAI_BASE_URL=endpoint.url,
            OPENAI_API_KEY="sk-12345",
        )
        assert done.returncode == 4, done.stderr
        assert 20 <= len(endpoint.bodies) < 40
    assert "set OPENAI_API_KEY" in done.stdout
    assert "sk-12345" not in done.stdout + done.stderr


def test_a_budget_that_is_used_up_ends_with_6(tmp_path):
    """`--max-tokens` stops cleanly, and the next run goes on with what is left."""
    news = write_stories(tmp_path / "in", 12)

    def answer(body):
        reply = _answer(body)
        reply.body["usage"] = {"prompt_tokens": 4_000, "completion_tokens": 500, "total_tokens": 4_500}
        return reply

    with Endpoint(answer=answer) as endpoint:
        command = ("batch", news, "--out", tmp_path / "out", "--model", "m", "--concurrency", "2")
        done = _run(*command, "--max-tokens", "20000", OPENAI_BASE_URL=endpoint.url)
        assert done.returncode == 6, done.stderr
        assert "the budget is used up" in done.stdout
        asked = len(endpoint.bodies)
        assert asked == 4  # a fifth one would pass the limit
        assert "spent 18,000 of 20,000 tokens" in done.stdout
        rest = _run(*command, OPENAI_BASE_URL=endpoint.url)
        assert rest.returncode == 0, rest.stderr
        assert len(endpoint.bodies) == 12


def _start(news, out, url):
    return subprocess.Popen(  # noqa: S603 (our own interpreter)
        [sys.executable, "-m", "xjllm", "batch", str(news), "--out", str(out), "--model", "m", "--concurrency", "2"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env=_environment(OPENAI_BASE_URL=url),
    )


@pytest.mark.parametrize("signals", [1, 2])
def test_ctrl_c_finishes_what_is_in_flight_and_a_second_one_stops(tmp_path, signals):
    """One Ctrl-C waits for the answers that are due and keeps them; two end at once; both lose nothing finished."""
    news = write_stories(tmp_path / "in", 50)
    asked, answer_now = threading.Semaphore(0), threading.Event()

    def answer(body):
        asked.release()
        answer_now.wait(60)
        return _answer(body)

    with Endpoint(answer=lambda body: answer(body)) as endpoint:
        # The endpoint's own lock is held while one request waits, so one is in the answer and others behind it.
        process = _start(news, tmp_path / "out", endpoint.url)
        try:
            assert asked.acquire(timeout=60)
            process.send_signal(signal.SIGINT)
            assert "finishing what is in flight" in process.stderr.readline()
            if signals == 2:
                process.send_signal(signal.SIGINT)
                assert process.wait(timeout=60) == 130
            answer_now.set()
            stdout, stderr = process.communicate(timeout=60)
        finally:
            answer_now.set()
            process.kill()
            process.wait()
    assert process.returncode == 130
    assert "Traceback" not in stderr
    status = json.loads(_run("status", tmp_path / "out", "--json").stdout)[0]
    done = status["articles"].get("done", 0)
    assert status["last_ending"] == "interrupted"
    if signals == 1:
        assert 0 < done < 50
        assert f"done {done}" in stdout
        assert status["unwritten"] == 0
    else:
        assert done == 0


def test_text_from_articles_cannot_redraw_the_terminal(tmp_path):
    """Control characters in names are shown as replacement characters."""
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a\x1b[2J.jsonl").write_text("{\n")
    (folder / "b.txt").write_text(story(1).split("\n\n")[0].replace("1", "one"))
    done = _recorded(folder, "--out", tmp_path / "out")
    assert "\x1b" not in done.stdout + done.stderr


def test_options_of_the_documents_exist():
    """Every option and exit code that docs/batch.md names is one of the commands'."""
    import re

    text = (ROOT / "docs/batch.md").read_text(encoding="utf-8")
    shown = "".join(_run(command, "--help", COLUMNS="200").stdout for command in ("batch", "export", "status"))
    ours = re.sub(r"`bench/[^`]*`", "", text)  # the benchmarks have options of their own
    for option in set(re.findall(r"--[a-z][a-z-]+", ours)):
        assert option in shown, option
    section = text.partition("## Exit codes\n")[2].partition("\n## ")[0]
    codes = dict(re.findall(r"^\| (\d+) \| (\w+)", section, re.MULTILINE))
    assert sorted(map(int, codes)) == [0, 1, 2, 3, 4, 5, 6, 130]
    words = " ".join(shown.split())
    assert all(f" {code} " in words for code in codes)


def test_rules_and_other_models_with_a_prompt_of_their_own_run_in_a_batch(tmp_path):
    """The baseline without a model is asked with its own prompt, and not at all where words leave nothing open."""
    news = write_stories(tmp_path / "in", 3)
    done = _run("batch", news, "--out", tmp_path / "out", "--model", "rules")
    assert done.returncode == 0, done.stderr
    assert "Articles: done 3" in done.stdout
    estimate = _run("batch", news, "--out", tmp_path / "other", "--model", "rules", "--estimate")
    assert "Articles to ask about: 3" in estimate.stdout


def test_a_missing_package_is_named(tmp_path, monkeypatch):
    """Without the extra, a batch says what to install, and does not begin."""
    monkeypatch.setitem(sys.modules, "datasketch", None)
    done = _run("batch", SEEDS, "--out", tmp_path / "out", "--model", "recorded:relay-large")
    assert "datasketch: pip install 'xjllm[batch]'" in _one_line(done, 2)
    assert not (tmp_path / "out").exists()


def _start_over_batch_api(news, out, url):
    command = [sys.executable, "-m", "xjllm", "batch", str(news), "--out", str(out), "--model", "m"]
    return subprocess.Popen(  # noqa: S603 (our own interpreter)
        [*command, "--via", "batch-api", "--price", "in=100,out=0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env=_environment(OPENAI_BASE_URL=url),
    )


def test_ctrl_c_over_the_batch_api_stops_at_once_and_the_next_run_collects(tmp_path):
    """What was sent goes on at the endpoint: nobody waits a day for it, and nothing is sent or paid twice."""
    news = write_stories(tmp_path / "in", 3)
    sent = threading.Event()

    def note(method, path):
        if (method, path) == ("GET", "/v1/batches/batch_0"):
            sent.set()

    with BatchServer(_answer) as server:
        server.looks = 1_000_000
        server.after = note
        process = _start_over_batch_api(news, tmp_path / "out", server.url)
        try:
            assert sent.wait(60)
            process.send_signal(signal.SIGINT)
            _, stderr = process.communicate(timeout=60)
        finally:
            process.kill()
            process.wait()
        assert process.returncode == 130
        assert "start again to collect them" in stderr
        assert "Traceback" not in stderr
        server.batches["batch_0"].looks = 1
        again = _start_over_batch_api(news, tmp_path / "out", server.url)
        stdout, stderr = again.communicate(timeout=60)
        assert again.returncode == 0, stderr
        assert server.sizes() == [3]
        assert "Articles: done 3" in stdout
        assert "0.0150 USD" in stdout  # 3 times 100 tokens, at half the price


@pytest.mark.parametrize(("concurrency", "in_flight"), [(1, 9), (8, 16), (32, 40), (64, 80)])
def test_a_crash_repeats_at_most_the_requests_in_flight_and_a_quarter(tmp_path, concurrency, in_flight):
    """So many articles are in work: as many as requests, and a quarter, eight at least, that are read or checked."""
    from xjllm.batch import BatchReport

    seen = []

    async def capture(_inputs, _out, _model, settings, **_):
        seen.append(settings.in_flight)
        return BatchReport()

    with mock.patch("xjllm.cli.batch._run", capture):
        _recorded(SEEDS, "--out", tmp_path / "out", "--concurrency", concurrency)
    assert seen == [in_flight]


def test_pauses_are_told_in_plain_lines(tmp_path):
    """Who waits for a busy endpoint is told how long, and why."""
    reply = tool_call(FACTS, name="report_trade_facts")
    with Endpoint(failure(429, **{"retry-after": "1"}), reply) as endpoint:
        news = write_stories(tmp_path / "in", 1)
        done = _run("batch", news, "--out", tmp_path / "out", "--model", "m", OPENAI_BASE_URL=endpoint.url)
    assert done.returncode == 0, done.stderr
    assert done.stderr.splitlines() == ["paused 1 s: the endpoint answers 429"]
