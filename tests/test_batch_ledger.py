"""The ledger of a batch: what is done, who has what in work, and what happens to it when a process dies."""

import asyncio
import os
import signal
import sqlite3
import subprocess
import sys
import threading
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.batch_samples import answering, exported, rows, run, story, write_stories
from xjllm.batch import export_batch
from xjllm.batch.admissions import ReadItem
from xjllm.batch.configuration import Configuration
from xjllm.batch.database import LEDGER_FILE, connect
from xjllm.batch.duplicates import read_fingerprint
from xjllm.batch.ledger import Ledger
from xjllm.batch.ledger_thread import LedgerThread
from xjllm.batch.locks import RunLock, is_held
from xjllm.batch.migrations import MIGRATIONS
from xjllm.batch.records import Item, Outcome
from xjllm.batch.stored import read_status
from xjllm.cli.progress import print_status
from xjllm.errors import LedgerError, SettingsError
from xjllm.extraction import Extractor
from xjllm.reading import read_article_text

CONFIGURATION = Configuration("p", "0", "0", "m")
ROOT = Path(__file__).parents[1]
STEPS = ["334534f1fd4ec4af", "5dcd056943e4f5e7", "b504cb7d88da8181"]


def _item(number):
    return Item(id=f"i{number}", place=f"n:{number}", root="n", name=f"i{number}", data=story(number))


def _read(number):
    item = _item(number)
    article = read_article_text(item.data, name=item.name)
    return ReadItem(item, item.source_sha256(), article, read_fingerprint(article))


def _sift(ledger, *numbers):
    return [one.standing for one in ledger.sift([(_item(number), _item(number).source_sha256()) for number in numbers])]


def test_migrations_are_never_edited():
    """A released step of the schema stays as it is: the hash of each step is written down here, a new one appended."""
    import hashlib

    assert [hashlib.sha256(step.encode()).hexdigest()[:16] for step in MIGRATIONS] == STEPS


def test_a_ledger_of_a_newer_version_is_refused(tmp_path):
    """An output folder that a newer xjllm wrote is left alone, and the message says what to do."""
    run(write_stories(tmp_path / "in", 1), tmp_path / "out")
    db = sqlite3.connect(tmp_path / "out" / LEDGER_FILE)
    db.execute("PRAGMA user_version = 99")
    db.close()
    with pytest.raises(LedgerError, match=r"newer xjllm \(ledger version 99.*update xjllm"):
        run(tmp_path / "in", tmp_path / "out")
    with pytest.raises(LedgerError, match="newer xjllm"):
        read_status(tmp_path / "out")


@pytest.mark.parametrize("kind", ["another database", "no database", "a folder"])
def test_what_is_no_ledger_is_refused_and_kept(tmp_path, kind):
    """A file of the ledger's name that is none is neither read nor overwritten."""
    path = tmp_path / LEDGER_FILE
    if kind == "another database":
        db = sqlite3.connect(path)
        db.execute("CREATE TABLE other (x)")
        db.close()
    elif kind == "no database":
        path.write_bytes(b"these are not the bytes of a database" * 100)
    else:
        path.mkdir()
    before = path.read_bytes() if path.is_file() else b""
    with pytest.raises(LedgerError, match=r"ledger\.sqlite"):
        run(write_stories(tmp_path / "in", 1), tmp_path)
    assert (path.read_bytes() if path.is_file() else b"") == before
    assert list((tmp_path / ".locks").iterdir()) == []


def test_a_folder_without_a_run_is_named(tmp_path):
    """`status` and `export` of a folder that is none say so and make nothing."""
    with pytest.raises(LedgerError, match="holds no batch run"):
        read_status(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_an_output_folder_that_cannot_be_made_is_reported(tmp_path):
    """An output path below a file is one clear error."""
    (tmp_path / "file").write_text("x")
    with pytest.raises(LedgerError, match="cannot be used as the output folder"):
        run(write_stories(tmp_path / "in", 1), tmp_path / "file" / "out")


def test_a_rerun_asks_nothing(tmp_path):
    """What is done is not asked again, and the report says that it was done before."""
    news = write_stories(tmp_path / "in", 4)
    model = answering()
    assert run(news, tmp_path / "out", model)[0].done == 4
    again = answering()
    report, outcomes = run(news, tmp_path / "out", again)
    assert (report.done, report.known, outcomes, again.requests) == (0, 4, {}, [])


def test_only_what_is_new_or_changed_is_asked(tmp_path):
    """A new article and one with another text are done; the old facts of the changed one are gone."""
    news = write_stories(tmp_path / "in", 3)
    run(news, tmp_path / "out")
    (news / "s001.txt").write_text(story(71))
    (news / "s009.txt").write_text(story(9))
    model = answering()
    report, outcomes = run(news, tmp_path / "out", model)
    assert sorted(outcomes) == ["in/s001.txt", "in/s009.txt"]
    assert len(model.requests) == 2
    assert report.known == 2
    figures = {row["article"]: row["figure"] for row in rows(tmp_path / "out", "facts")}
    assert figures["in/s001.txt"] == "74.4 million yuan"
    assert len(rows(tmp_path / "out", "articles")) == 4


def test_the_same_id_from_another_folder_is_a_clash_in_a_later_run_too(tmp_path):
    """Two stories that are both called news/1.txt never overwrite each other, whichever comes again."""
    for day, number in (("mon", 1), ("tue", 2)):
        (tmp_path / day / "news").mkdir(parents=True)
        (tmp_path / day / "news" / "1.txt").write_text(story(number))
    monday, tuesday = tmp_path / "mon" / "news", tmp_path / "tue" / "news"
    out, model = tmp_path / "out", answering()
    run(monday, out, model)
    report, outcomes = run(tuesday, out, model)
    assert (report.done, report.failed, report.bad_inputs) == (0, 1, 0)
    (outcome,) = outcomes.values()
    assert outcome.failure.error == "IdClash"
    assert str(monday / "1.txt") in outcome.failure.message
    assert outcome.failure.message.startswith(str(tuesday / "1.txt"))
    assert [row["place"] for row in rows(out, "failures")] == [str(tuesday / "1.txt")]
    assert run(monday, out, model)[0].known == 1
    report, _ = run([tuesday, monday], out, model)
    assert (report.known, report.failed) == (1, 1)
    report, _ = run([tuesday, monday], out, model, retry_failed=True)
    assert (report.known, report.failed) == (1, 1)
    assert len(model.requests) == 1
    assert [row["place"] for row in rows(out, "articles")] == [str(monday / "1.txt")]


def test_ids_of_json_lines_clash_between_files_not_between_lines(tmp_path):
    """Two files that each count from 1 clash; a line that moves within its file, and changes, is the same article."""
    out, model = tmp_path / "out", answering()
    for day in (1, 2):
        (tmp_path / f"day{day}.jsonl").write_text(f'{{"id": 1, "text": "Anyang sold {day} pots."}}\n')
    run(tmp_path / "day1.jsonl", out, model)
    report, outcomes = run(tmp_path / "day2.jsonl", out, model)
    assert (report.done, report.failed) == (0, 1)
    assert str(tmp_path / "day1.jsonl") in outcomes[f"{tmp_path}/day2.jsonl:1"].failure.message
    (tmp_path / "day1.jsonl").write_text(
        '{"id": 2, "text": "Datong sold 5 pans."}\n{"id": 1, "text": "Anyang sold 9 pots."}\n'
    )
    assert run(tmp_path / "day1.jsonl", out, model)[0].done == 2


def test_an_article_that_was_moved_is_known_and_can_change_there(tmp_path, monkeypatch):
    """The same id and text in another folder is the same article; named by another path it is, too."""
    (tmp_path / "old").mkdir()
    news = write_stories(tmp_path / "old" / "news", 2)
    out, model = tmp_path / "out", answering()
    run(news, out, model)
    monkeypatch.chdir(tmp_path)
    (news / "s000.txt").write_text(story(7))
    assert run("old/news", out, model)[0].done == 1
    (tmp_path / "old").rename(tmp_path / "new")
    assert run("new/news", out, model)[0].known == 2
    (tmp_path / "new" / "news" / "s001.txt").write_text(story(8))
    report, _ = run(tmp_path / "new" / "news", out, model)
    assert (report.done, report.known, report.failed) == (1, 1, 0)


def test_other_bytes_of_the_same_article_are_not_asked_again(tmp_path):
    """A byte order mark, or compression, is no change."""
    news = write_stories(tmp_path / "in", 1)
    run(news, tmp_path / "out")
    (news / "s000.txt").write_bytes(b"\xef\xbb\xbf" + story(0).encode())
    model = answering()
    report, _ = run(news, tmp_path / "out", model)
    assert (report.known, model.requests) == (1, [])


def test_another_model_is_another_configuration(tmp_path):
    """Results of one model never count as another's, and both stand side by side."""
    from xjllm.testing import FakeModel

    news = write_stories(tmp_path / "in", 2)
    run(news, tmp_path / "out")
    other = FakeModel(lambda _: {"reporter": "CHN", "period": "2023", "facts": []}, name="other")
    assert run(news, tmp_path / "out", other)[0].done == 2
    assert [state.model for state in read_status(tmp_path / "out")] == ["fake", "other"]
    assert sorted(row["model"] for row in rows(tmp_path / "out", "articles")) == ["fake", "fake", "other", "other"]


def test_settings_that_change_answers_make_another_configuration():
    """Temperature counts; keys, time-outs and addresses do not, and no key reaches the ledger."""
    extractor = Extractor(answering())
    plain = Configuration.of(extractor, {})
    assert Configuration.of(extractor, {"temperature": 0.5}).config != plain.config
    secret = Configuration.of(extractor, {"api_key": "sk-secret", "timeout_s": 5.0, "base_url": "http://h/v1"})
    assert secret == plain
    assert "secret" not in secret.settings


def test_the_day_of_publication_is_part_of_the_key():
    """The same text with another day can have other periods."""
    one = read_article_text(story(1), published=date(2023, 1, 5))
    other = read_article_text(story(1), published=date(2024, 1, 5))
    assert CONFIGURATION.key(one) != CONFIGURATION.key(other)


def test_failed_articles_wait_for_retry_failed(tmp_path):
    """A rerun leaves failures alone; `retry_failed` does them, and nothing that is new."""
    news = write_stories(tmp_path / "in", 3)

    def moody(request):
        from xjllm.errors import CutOff

        return CutOff("too long", raw="half an ans") if "s001" in request.name else {**_answer()}

    report, outcomes = run(news, tmp_path / "out", answering(moody))
    assert (report.done, report.failed) == (2, 1)
    assert outcomes["in/s001.txt"].failure.error == "CutOff"
    (failure,) = rows(tmp_path / "out", "failures")
    assert (failure["article"], failure["stage"], failure["raw"]) == ("in/s001.txt", "model", "half an ans")
    again = answering()
    assert run(news, tmp_path / "out", again)[0].failed_before == 1
    assert again.requests == []
    (news / "s007.txt").write_text(story(7))
    report, outcomes = run(news, tmp_path / "out", again, retry_failed=True)
    assert list(outcomes) == ["in/s001.txt"]
    assert report.done == 1
    assert rows(tmp_path / "out", "failures") == []
    assert len(rows(tmp_path / "out", "articles")) == 3


def test_what_failed_tries_cost_is_kept(tmp_path):
    """Requests, tokens and cost of an article are sums over the runs that tried it."""
    from decimal import Decimal

    from xjllm.errors import CutOff
    from xjllm.model import Usage
    from xjllm.prices import Budget, Price

    news, out = write_stories(tmp_path / "in", 1), tmp_path / "out"
    budget = Budget(price=Price(Decimal(1), Decimal(10)))

    def cut_off(_):
        error = CutOff("too long")
        error.usage = Usage(requests=3, input_tokens=1_000_000, output_tokens=0)
        return error

    for retry in (False, True):
        report, _ = run(news, out, answering(cut_off), budget=budget, retry_failed=retry)
        assert report.failed == 1
    (state,) = read_status(out)
    assert (state.requests, state.input_tokens, state.cost_usd) == (6, 2_000_000, 2.0)
    report, _ = run(news, out, budget=budget, retry_failed=True)
    (row,) = rows(out, "articles")
    assert row["requests"] == 6 + report.usage.requests
    assert row["input_tokens"] == 2_000_000 + report.usage.input_tokens
    (news / "s000.txt").write_text(story(5))
    report, _ = run(news, out, budget=budget)
    (row,) = rows(out, "articles")
    assert (row["requests"], row["input_tokens"]) == (report.usage.requests, report.usage.input_tokens)


def test_what_is_given_back_keeps_what_it_cost(tmp_path):
    """Requests of an article that stays open are in the ledger, and still there once it is done."""
    from decimal import Decimal

    from xjllm.errors import NotSent
    from xjllm.model import Usage
    from xjllm.prices import Budget, Price

    news, out = write_stories(tmp_path / "in", 3), tmp_path / "out"
    budget = Budget(price=Price(Decimal(1), Decimal(10)))

    def give_back(_):
        error = NotSent("the endpoint is not there")
        error.usage = Usage(requests=4, input_tokens=1_000_000, output_tokens=0)
        return error

    report, outcomes = run(news, out, answering(give_back), budget=budget, in_flight=1)
    (state,) = read_status(out)
    assert (outcomes, state.articles, report.ending) == ({}, {"open": 3}, "stopped")
    used = report.usage
    assert used.requests >= 4
    assert (state.requests, state.input_tokens) == (used.requests, used.input_tokens)
    assert state.cost_usd == report.cost_usd == used.input_tokens / 1_000_000
    report, _ = run(news, out, budget=Budget(price=budget.price))
    (state,) = read_status(out)
    assert (report.done, state.requests) == (3, used.requests + report.usage.requests)
    assert sum(row["input_tokens"] for row in rows(out, "articles")) == used.input_tokens + report.usage.input_tokens


def _answer():
    from tests.batch_samples import ANSWER

    return ANSWER


def test_bad_inputs_are_forgotten_once_they_are_mended(tmp_path):
    """A broken line is a failure until the line is right; then it is an article and no failure."""
    path = tmp_path / "n.jsonl"
    path.write_text('{"text": "no end\n')
    report, _ = run(path, tmp_path / "out")
    assert (report.failed, report.bad_inputs) == (1, 1)
    assert [row["place"] for row in exported(tmp_path / "out")["failures"]] == [f"{path}:1"]
    path.write_text('{"text": "Anyang sold pots abroad."}\n')
    report, _ = run(path, tmp_path / "out")
    assert (report.done, report.failed) == (1, 0)
    assert exported(tmp_path / "out")["failures"] == []


def test_two_living_runs_never_have_the_same_article(tmp_path):
    """What one run has claimed is busy for another, until the first one has ended."""
    first = Ledger(tmp_path, CONFIGURATION)
    second = Ledger(tmp_path, CONFIGURATION)
    try:
        assert [one.work is not None for one in first.admit([_read(0), _read(1)])] == [True, True]
        assert second.admit([_read(1), _read(2)])[0].read.item.id == "i2"
        assert _sift(second, 0, 1, 2, 3) == ["busy", "busy", "in_work", "new"]
        assert second.finish_pass(["n"]) is False
    finally:
        first.close("interrupted")
        second.start_pass()
        assert _sift(second, 0, 1) == ["new", "new"]
        assert second.finish_pass(["n"]) is True
        second.close("done")


def test_what_another_run_finished_meanwhile_is_done(tmp_path):
    """Articles that were in work elsewhere count at the end as done before, where they are."""
    news, out = write_stories(tmp_path / "in", 3), tmp_path / "out"
    run(news / "s000.txt", out)
    config = read_status(out)[0].config
    lock = RunLock(out / ".locks" / "other.lock")
    assert lock.acquire()
    with sqlite3.connect(out / LEDGER_FILE) as db:
        db.execute("INSERT INTO runs (config, lock, started_utc) VALUES (?, 'other.lock', '')", (config,))
        db.execute("UPDATE articles SET state = 'open', run = (SELECT MAX(run) FROM runs)")
    db.close()

    def answer(_):
        with sqlite3.connect(out / LEDGER_FILE) as db:
            db.execute("UPDATE articles SET state = 'done' WHERE id = 'in/s000.txt'")
        db.close()
        return _answer()

    report, _ = run(news, out, answering(answer))
    lock.release()
    assert (report.done, report.known, report.busy) == (2, 1, 0)


def test_a_second_pass_leaves_alone_what_is_in_work(tmp_path):
    """What a run has in flight itself is not begun again when it goes through its inputs another time."""
    ledger = Ledger(tmp_path, CONFIGURATION)
    try:
        assert _sift(ledger, 0) == ["new"]
        ledger.admit([_read(0)])
        ledger.start_pass()
        assert _sift(ledger, 0, 1) == ["in_work", "new"]
        assert [one.read.item.id for one in ledger.admit([_read(0), _read(1)])] == ["i1"]
    finally:
        ledger.close("done")


def test_a_claim_that_was_lost_is_not_recorded(tmp_path):
    """A run that was taken for dead cannot write over what its heir does: nothing is written twice."""
    first, second = Ledger(tmp_path, CONFIGURATION), Ledger(tmp_path, CONFIGURATION)
    try:
        (claimed,) = first.admit([_read(0)])
        second.run.connection.execute("UPDATE runs SET ended_utc = 'now' WHERE run = ?", (first.run.number,))
        (heir,) = second.admit([_read(0)])
        outcome = Outcome("i0", "n:0", "failed")
        assert first.record([(claimed, outcome)]) == []
        assert second.record([(heir, outcome)]) == [outcome]
    finally:
        first.close("done")
        second.close("done")


def test_the_claims_of_a_killed_process_are_free_at_once(tmp_path):
    """`kill -9` frees a run's claims without any waiting, and the run is entered as killed."""
    code = (
        "import sys, time; from tests.test_batch_ledger import CONFIGURATION, Ledger, Path, _read\n"
        "ledger = Ledger(Path(sys.argv[1]), CONFIGURATION)\n"
        "ledger.admit([_read(0)]); print('claimed', flush=True); time.sleep(60)"
    )
    process = subprocess.Popen(  # noqa: S603 (our own interpreter)
        [sys.executable, "-c", code, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout.readline() == "claimed\n"
        ledger = Ledger(tmp_path, CONFIGURATION)
        assert _sift(ledger, 0) == ["busy"]
        ledger.close("done")
        assert read_status(tmp_path)[0].running == 1
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        ledger = Ledger(tmp_path, CONFIGURATION)
        assert _sift(ledger, 0) == ["new"]
        ledger.close("done")
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
    db = connect(tmp_path / LEDGER_FILE, create=False)
    assert [row[0] for row in db.execute("SELECT ending FROM runs ORDER BY run")] == ["killed", "done", "done"]
    db.close()


def test_status_tells_a_killed_run_from_a_living_one(tmp_path, capsys):
    """The newest run counts: running while its lock is held, killed where nobody holds it, without writing that."""
    run(write_stories(tmp_path / "in", 1), tmp_path / "out")
    killed = Ledger(tmp_path / "out", _configuration_of(tmp_path / "out"))
    (state,) = read_status(tmp_path / "out")
    assert (state.running, state.last_ending, state.last_ended_utc) == (1, "running", None)
    killed.run._lock.release()
    killed.run.connection.close()
    before = (tmp_path / "out" / LEDGER_FILE).read_bytes()
    (state,) = read_status(tmp_path / "out")
    assert (state.running, state.last_ending, state.last_ended_utc) == (0, "killed", None)
    assert state.last_started_utc is not None
    assert (tmp_path / "out" / LEDGER_FILE).read_bytes() == before
    print_status([state])
    assert f"last run: killed, begun {state.last_started_utc}" in capsys.readouterr().out
    run(tmp_path / "in", tmp_path / "out")
    assert read_status(tmp_path / "out")[0].last_ending == "done"


def _configuration_of(out):
    db = connect(out / LEDGER_FILE, create=False)
    row = db.execute("SELECT prompt, prompt_sha256, schema_sha256, model, settings FROM configs").fetchone()
    db.close()
    return Configuration(*row)


def test_status_counts_what_the_last_inputs_did_not_have(tmp_path, capsys):
    """Articles whose files are gone stay, with their failures; a run that ends before its inputs do counts nothing."""
    from xjllm.errors import CutOff

    news, out = write_stories(tmp_path / "in", 4), tmp_path / "out"
    run(news, out, answering(lambda request: CutOff("too long") if request.name == "s001.txt" else _answer()))
    assert read_status(out)[0].unmet == 0
    (news / "s001.txt").unlink()
    (news / "s002.txt").unlink()
    report, _ = run(news, out)
    (state,) = read_status(out)
    assert (report.known, report.failed_before, state.unmet) == (2, 0, 2)
    assert (state.articles, state.failures) == ({"done": 3, "failed": 1}, {"CutOff": 1})
    print_status([state])
    assert "not in the inputs of the last run that went through them: 2" in capsys.readouterr().out
    Ledger(out, _configuration_of(out)).close("interrupted")
    assert read_status(out)[0].unmet == 2


def test_the_state_of_a_ledger_of_an_earlier_version_is_told(tmp_path):
    """What that version did not count is None; nothing is written."""
    db = sqlite3.connect(tmp_path / LEDGER_FILE)
    for statement in ";\n".join(MIGRATIONS[:2]).split(";\n"):
        db.execute(statement)
    db.execute("INSERT INTO configs VALUES ('c', 'p', '', '', 'm', '{}', '', '')")
    db.execute("INSERT INTO runs VALUES (1, 'c', 'gone.lock', 'once', 'later', 'done')")
    db.execute("PRAGMA user_version = 2")
    db.execute(f"PRAGMA application_id = {0x786A6C6D}")
    db.commit()
    db.close()
    (state,) = read_status(tmp_path)
    assert (state.last_ending, state.last_ended_utc, state.unmet) == ("done", "later", None)


def test_a_lock_is_held_until_it_is_released(tmp_path):
    """Whoever asks sees the holder; asking takes nothing away."""
    lock = RunLock(tmp_path / "a.lock")
    assert is_held(lock.path) is False
    assert lock.acquire()
    assert is_held(lock.path)
    assert is_held(lock.path)
    assert RunLock(lock.path).acquire() is False
    lock.release()
    assert is_held(lock.path) is False
    assert list(tmp_path.iterdir()) == []


@contextmanager
def _rights_to_read(folder):
    """The rights that a colleague has: the superuser, who may do everything, becomes somebody else."""
    below = [folder, *folder.rglob("*")]
    for path in below:
        path.chmod(0o555 if path.is_dir() else 0o444)
    superuser = os.geteuid() == 0
    if superuser:
        os.seteuid(65534)
    try:
        yield
    finally:
        if superuser:
            os.seteuid(0)
        for path in below:
            path.chmod(0o755 if path.is_dir() else 0o644)


@pytest.mark.parametrize("running", [False, True])
def test_rights_to_read_are_enough_for_status_and_export(running):
    """A colleague who may not write sees how far a batch is and exports it, while it runs and afterwards."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        out = folder / "out"
        run(write_stories(folder / "in", 2), out)
        ledger = Ledger(out, CONFIGURATION) if running else None
        if ledger is not None:
            ledger.admit([_read(7)])
        export_batch(out, file_format="jsonl", target=folder / "warm")
        (folder / "mine").mkdir()
        (folder / "mine").chmod(0o777)
        before = sorted(path.name for path in out.iterdir())
        with _rights_to_read(out):
            with pytest.raises(PermissionError):
                (out / "mine").mkdir()
            states = read_status(str(out))
            config = states[0].config
            to = export_batch(out, file_format="jsonl", target=folder / "mine" / "x", config=config)
            assert len((to / "articles.jsonl").read_text().splitlines()) == 2
        assert [state.articles for state in states] == [{"done": 2}, {"open": 1}][: 1 + running]
        assert [state.running for state in states] == [0, 1][: 1 + running]
        assert sorted(path.name for path in out.iterdir()) == before
        if ledger is not None:
            ledger.close("done")


def test_a_full_disk_is_one_clear_error_and_nothing_is_lost(tmp_path, monkeypatch):
    """When the ledger cannot grow, the run ends with what to do; with room again it goes on where it was."""
    import xjllm.batch.runs

    news = write_stories(tmp_path / "in", 60)
    room = [8]

    def connect_small(path, **options):
        connection = connect(path, **options)
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {pages + room[0]}")
        return connection

    monkeypatch.setattr(xjllm.batch.runs, "connect", connect_small)
    model = answering()
    with pytest.raises(LedgerError, match="the disk is full; make room and start again"):
        run(news, tmp_path / "out", model, in_flight=2)
    room[0] = 100_000
    (state,) = read_status(tmp_path / "out")
    done = state.articles.get("done", 0)
    assert 0 < done < 60
    again = answering()
    assert run(news, tmp_path / "out", again, in_flight=2)[0].done == 60 - done
    assert len(rows(tmp_path / "out", "articles")) == 60


def test_a_disk_that_is_full_for_parquet_loses_nothing(tmp_path, monkeypatch):
    """A part that cannot be written is an error; the next run writes it, once, from the ledger."""
    news = write_stories(tmp_path / "in", 3)

    def full(_descriptor):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(LedgerError, match=r"No space left on device.*kept in the ledger"):
            run(news, tmp_path / "out")
    assert list((tmp_path / "out").rglob("*.parquet")) == []
    assert list((tmp_path / "out").rglob("*.partial")) == []
    again = answering()
    run(news, tmp_path / "out", again)
    assert again.requests == []
    assert len(rows(tmp_path / "out", "articles")) == 3


def test_settings_out_of_range_are_refused():
    """A batch with no place for an article would never end."""
    from xjllm.batch import BatchSettings

    for wrong in ({"in_flight": 0}, {"workers": -1}, {"near_copies": "drop"}):
        with pytest.raises(SettingsError, match=next(iter(wrong))):
            BatchSettings(**wrong)


def test_a_ledger_that_is_opened_for_nobody_gives_its_lock_back(tmp_path):
    """Who is cancelled while the ledger is being opened leaves no run behind that seems to live."""
    begun, go_on = threading.Event(), threading.Event()

    def make():
        begun.set()
        assert go_on.wait(30)
        return Ledger(tmp_path, CONFIGURATION)

    async def cancel():
        opening = asyncio.create_task(LedgerThread.open(make))
        await asyncio.to_thread(begun.wait, 30)
        opening.cancel()
        await asyncio.gather(opening, return_exceptions=True)
        go_on.set()
        for _ in range(300):
            if (tmp_path / "ledger.sqlite").exists() and not list((tmp_path / ".locks").iterdir()):
                return True
            await asyncio.sleep(0.1)
        return False

    assert asyncio.run(cancel())
    (state,) = read_status(tmp_path)
    assert state.running == 0
