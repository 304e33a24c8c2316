"""The same story twice: exact copies are asked once, near copies are marked, and next month's report is neither."""

import asyncio
import random
import sqlite3

import pytest

from tests.batch_samples import ANSWER, answering, rows, run, story
from xjllm.batch import BatchRun, BatchSettings, run_batch
from xjllm.batch.database import LEDGER_FILE
from xjllm.batch.duplicates import SIMILAR, read_fingerprint, share_numbers, similarity
from xjllm.batch.estimating import estimate_batch
from xjllm.reading import read_article_text
from xjllm.testing import FakeModel

REPORT = """{city} customs: teapot trade in {month}

{city.upper}, {month} -- Exports of teapots from the district came to {a} million yuan in {month} 2023, up {b} percent
from a year earlier, the local customs office said on Monday.

Of these, {c} million yuan went to Norway and {d} million yuan to Chile, while kettles made up {e} percent of all that
was sent by road and by rail.

"Orders for the coming season look firm, and our members have hired again," said an official who deals with makers of
household goods in the hills around the district, adding that clay was easier to get than in the spring.

The number of makers that sell abroad rose by {f} to {g}, according to the office.
"""


def _report(month, a, b, c, d, e, f, g):
    text = REPORT.replace("{city.upper}", "ANYANG")
    values = {"city": "Anyang", "month": month, "a": a, "b": b, "c": c, "d": d, "e": e, "f": f, "g": g}
    for name, value in values.items():
        text = text.replace("{" + name + "}", str(value))
    return text


OCTOBER = _report("October", "41.7", "12.4", "9.3", "7.7", "31.5", 14, 231)
NOVEMBER = _report("November", "44.2", "13.9", "8.8", "6.1", "29.9", 17, 248)
EDITED = OCTOBER.replace("on Monday", "this week").replace("firm", "good")
SHORTENED = OCTOBER.replace("The number of makers that sell abroad rose by 14 to 231, according to the office.\n", "")
LONGER = EDITED + "\nOne maker alone sold 5,311 pots to Peru.\n"


def _write(tmp_path, **texts):
    folder = tmp_path / "in"
    folder.mkdir(exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text)
    return folder


def _states(out):
    return {row["article"]: (row["state"], row["copy_of"], row["near_copy_of"]) for row in rows(out, "articles")}


def test_exact_copies_are_asked_once(tmp_path):
    """White space and page furniture do not make another story; the copy names the article that stands for it."""
    folder = _write(
        tmp_path,
        a=OCTOBER,
        b=OCTOBER.replace("\n\n", "\n\n\n").replace(" the ", "  the "),
        c=OCTOBER + "\nShare this article on Facebook\n",
        d=NOVEMBER,
    )
    model = answering()
    report, outcomes = run(folder, tmp_path / "out", model)
    assert (report.done, report.copies, report.finished, len(model.requests)) == (2, 2, 4, 2)
    assert outcomes["in/b.txt"].original == "in/a.txt"
    assert _states(tmp_path / "out") == {
        "in/a.txt": ("done", None, None),
        "in/b.txt": ("copy", "in/a.txt", None),
        "in/c.txt": ("copy", "in/a.txt", None),
        "in/d.txt": ("done", None, None),
    }
    assert {row["article"] for row in rows(tmp_path / "out", "facts")} == {"in/a.txt", "in/d.txt"}
    again = answering()
    assert run(folder, tmp_path / "out", again)[0].known == 4
    assert again.requests == []


def test_a_copy_is_done_itself_when_its_original_tells_another_story(tmp_path):
    """The copy of an article that has changed is no copy any more: its facts must not go with the old text."""
    folder = _write(tmp_path, a=OCTOBER, b=OCTOBER, c=OCTOBER)
    run(folder, tmp_path / "out")
    _write(tmp_path, a=story(5))
    model = answering()
    report, _ = run(folder, tmp_path / "out", model)
    assert (report.done, report.copies) == (2, 1)
    states = _states(tmp_path / "out")
    assert [states[f"in/{name}.txt"][:2] for name in "abc"] == [("done", None), ("done", None), ("copy", "in/b.txt")]
    assert len(rows(tmp_path / "out", "articles")) == 3


def _refuse(_):
    from xjllm.errors import CutOff

    return CutOff("too long")


@pytest.mark.parametrize(("text", "near_copies"), [(OCTOBER, "mark"), (EDITED, "skip")])
def test_copies_fail_with_their_original_and_are_done_with_it(tmp_path, text, near_copies):
    """A copy of what fails is not done: it is among the failures, and `retry_failed` does both."""
    folder, out = _write(tmp_path, a=OCTOBER, b=text), tmp_path / "out"
    report, outcomes = run(folder, out, answering(_refuse), near_copies=near_copies)
    assert (report.done, report.failed, report.copies, report.skipped) == (0, 2, 0, 0)
    assert "tells the story of in/a.txt, which failed: " in outcomes["in/b.txt"].failure.message
    assert [row["article"] for row in rows(out, "failures")] == ["in/a.txt", "in/b.txt"]
    assert run(folder, out, near_copies=near_copies)[0].failed_before == 2
    report, outcomes = run(folder, out, retry_failed=True, near_copies=near_copies)
    assert (report.done, report.copies + report.skipped, len(outcomes)) == (1, 1, 2)
    assert rows(out, "failures") == []
    assert _states(out)["in/b.txt"][:2] == ("copy" if text == OCTOBER else "skipped", "in/a.txt")


@pytest.mark.parametrize(("text", "near_copies"), [(OCTOBER, "mark"), (EDITED, "skip")])
def test_a_copy_of_what_failed_before_is_asked_about_itself(tmp_path, text, near_copies):
    """An article that failed stands for no other one."""
    out = tmp_path / "out"
    run(_write(tmp_path, a=OCTOBER), out, answering(_refuse))
    report, _ = run(_write(tmp_path, b=text), out, near_copies=near_copies)
    assert (report.done, report.failed_before) == (1, 1)
    assert _states(out)["in/b.txt"][0] == "done"


def test_copies_of_what_a_dead_run_left_are_done(tmp_path):
    """Neither a copy that the dead run had met, nor one that comes later, counts as done."""
    from tests.test_batch_ledger import CONFIGURATION
    from xjllm.batch.admissions import ReadItem
    from xjllm.batch.ledger import Ledger
    from xjllm.batch.records import Item

    def read(name):
        item = Item(id=name, place=name, root="n", name=name, data=OCTOBER)
        article = read_article_text(OCTOBER, name=name)
        return ReadItem(item, item.source_sha256(), article, read_fingerprint(article))

    dead = Ledger(tmp_path, CONFIGURATION)
    first, copy = dead.admit([read("a"), read("b")])
    assert first.work is not None
    assert (copy.work, copy.outcome) == (None, None)
    dead.run._lock.release()
    dead.run.connection.close()
    heir = Ledger(tmp_path, CONFIGURATION)
    try:
        one = read("b")
        assert [it.standing for it in heir.sift([(one.item, one.source_sha256)])] == ["new"]
        assert heir.admit([read("c")])[0].work is not None
        assert heir.admit([one])[0].outcome is None
    finally:
        heir.close("done")


def test_near_copies_are_extracted_and_marked(tmp_path):
    """An edited copy is asked about like any other, and both its row and its facts name the first one."""
    folder = _write(tmp_path, a=OCTOBER, b=EDITED, c=LONGER)
    report, outcomes = run(folder, tmp_path / "out")
    assert (report.done, report.near_copies, report.skipped) == (3, 2, 0)
    assert outcomes["in/c.txt"].near_copy_of == "in/a.txt"
    assert [row["near_copy_of"] for row in sorted(rows(tmp_path / "out", "facts"), key=lambda row: row["article"])] == [
        None,
        "in/a.txt",
        "in/a.txt",
    ]
    similar = {row["article"]: row["similarity"] for row in rows(tmp_path / "out", "articles")}
    assert similar["in/a.txt"] is None
    assert SIMILAR <= similar["in/b.txt"] <= 1


def test_the_next_report_in_the_same_words_is_no_copy(tmp_path):
    """Same sentences with other numbers are another month's news, however alike the words are."""
    october, november = (read_fingerprint(read_article_text(text)) for text in (OCTOBER, NOVEMBER))
    assert similarity(october.minhash, november.minhash) > 0.5
    folder = _write(tmp_path, a=OCTOBER, b=NOVEMBER)
    report, _ = run(folder, tmp_path / "out", near_copies="skip")
    assert (report.done, report.near_copies, report.skipped) == (2, 0, 0)


def test_skipping_near_copies_never_skips_a_number(tmp_path):
    """Left out is only what states no number of its own; a longer version is still asked about."""
    folder = _write(tmp_path, a=OCTOBER, b=EDITED, c=SHORTENED, d=LONGER)
    model = answering()
    report, _ = run(folder, tmp_path / "out", model, near_copies="skip")
    assert (report.done, report.skipped) == (2, 2)
    states = _states(tmp_path / "out")
    assert states["in/b.txt"] == ("skipped", "in/a.txt", "in/a.txt")
    assert states["in/c.txt"] == ("skipped", "in/a.txt", "in/a.txt")
    assert states["in/d.txt"] == ("done", None, "in/a.txt")
    assert {request.name for request in model.requests} == {"a.txt", "d.txt"}


def test_what_was_left_out_is_done_by_a_run_that_leaves_nothing_out(tmp_path):
    """After one run with `skip`, a run without it asks about what was left out."""
    folder = _write(tmp_path, a=OCTOBER, b=EDITED)
    run(folder, tmp_path / "out", near_copies="skip")
    assert run(folder, tmp_path / "out", near_copies="skip")[0].known == 2
    found = estimate_batch([folder], out=tmp_path / "out", model=answering())
    assert (found.articles, found.known) == (1, 1)
    report, _ = run(folder, tmp_path / "out")
    assert (report.done, report.known, report.near_copies) == (1, 1, 1)
    assert _states(tmp_path / "out")["in/b.txt"] == ("done", None, "in/a.txt")


def test_an_estimate_knows_what_failed_and_what_is_a_copy_of_what_is_done(tmp_path):
    """What failed before is not unreadable, and an exact copy of a finished article costs nothing."""
    run(_write(tmp_path, a=OCTOBER), tmp_path / "out")
    run(_write(tmp_path, b=story(3)), tmp_path / "out", answering(_refuse))
    folder = _write(tmp_path, c=OCTOBER)
    found = estimate_batch([folder], out=tmp_path / "out", model=answering())
    assert (found.articles, found.known, found.copies, found.bad, found.failed_before) == (0, 1, 1, 0, 1)
    assert found.estimate.usage.requests == 0


def test_near_copies_are_found_across_runs(tmp_path):
    """What comes tomorrow is compared with what came today; the index is in the output folder."""
    run(_write(tmp_path, a=OCTOBER), tmp_path / "out")
    report, outcomes = run(_write(tmp_path, b=EDITED), tmp_path / "out")
    assert report.known == 1
    assert outcomes["in/b.txt"].near_copy_of == "in/a.txt"


def _refusing(*names):
    def answer(request):
        return _refuse(request) if request.name.removesuffix(".txt") in names else ANSWER

    return answering(answer)


def _originals(out):
    """The articles whose facts stand in a sum over originals, and the marks of the others, from the Parquet files."""
    found = rows(out, "facts")
    marks = {
        row["article"]: row["near_copy_of"] for row in rows(out, "articles") if row["near_copy_of"] and row["facts"]
    }
    assert {row["article"]: row["near_copy_of"] for row in found if row["near_copy_of"]} == marks
    return {row["article"] for row in found if row["near_copy_of"] is None}, marks


def test_a_near_copy_of_what_failed_is_an_original(tmp_path):
    """A story whose first article failed is told by the next one: sums over originals do not lose it."""
    folder, out = _write(tmp_path, a=OCTOBER, b=EDITED, c=LONGER), tmp_path / "out"
    report, outcomes = run(folder, out, _refusing("a"), in_flight=1)
    assert (report.done, report.failed) == (2, 1)
    assert _originals(out) == ({"in/b.txt"}, {"in/c.txt": "in/b.txt"})
    assert outcomes["in/b.txt"].near_copy_of is None
    assert outcomes["in/c.txt"].near_copy_of == "in/b.txt"
    assert report.near_copies == 1
    report, outcomes = run(folder, out, retry_failed=True)
    assert (report.done, outcomes["in/a.txt"].near_copy_of) == (1, "in/b.txt")
    assert _originals(out) == ({"in/b.txt"}, {"in/a.txt": "in/b.txt", "in/c.txt": "in/b.txt"})


def test_a_near_copy_that_was_done_before_its_original_failed_is_an_original(tmp_path):
    """Whichever ends first, the mark goes with the original, in the parts that are written, too."""
    folder, out = _write(tmp_path, a=OCTOBER, b=EDITED), tmp_path / "out"

    class Model(FakeModel):
        async def complete(self, request):
            if request.name == "a.txt":
                await marked.wait()
            return await super().complete(request)

    marked, ended = asyncio.Event(), []

    async def go():
        model = Model(lambda request: _refuse(request) if request.name == "a.txt" else ANSWER)
        async for outcome in BatchRun([folder], out=out, model=model, settings=BatchSettings(workers=0)).outcomes():
            marked.set()
            ended.append((outcome.id, outcome.near_copy_of))

    asyncio.run(go())
    assert ended == [("in/b.txt", "in/a.txt"), ("in/a.txt", None)]
    assert _originals(out) == ({"in/b.txt"}, {})


def test_a_failed_article_stands_for_no_near_copy_that_comes_later(tmp_path):
    """What comes in a later run is compared with what is done, or in work, only."""
    out = tmp_path / "out"
    run(_write(tmp_path, a=OCTOBER), out, answering(_refuse))
    report, outcomes = run(_write(tmp_path, b=EDITED, c=LONGER), out)
    assert (report.near_copies, outcomes["in/b.txt"].near_copy_of) == (1, None)
    assert _originals(out) == ({"in/b.txt"}, {"in/c.txt": "in/b.txt"})


def test_near_copies_of_what_tells_another_story_now_get_another_original(tmp_path):
    """Where the first article is overwritten, the next one is the original; its part is written again."""
    folder, out = _write(tmp_path, a=OCTOBER, b=EDITED, c=LONGER), tmp_path / "out"
    run(folder, out)
    assert _originals(out) == ({"in/a.txt"}, {"in/b.txt": "in/a.txt", "in/c.txt": "in/a.txt"})
    _write(tmp_path, a=story(5))
    report, _ = run(folder, out)
    assert (report.done, report.known) == (1, 2)
    assert _originals(out) == ({"in/a.txt", "in/b.txt"}, {"in/c.txt": "in/b.txt"})
    similar = {row["article"]: row["similarity"] for row in rows(out, "articles")}
    assert similar["in/b.txt"] is None
    assert similar["in/c.txt"] >= SIMILAR
    _write(tmp_path, a=OCTOBER, b=story(6))
    run(folder, out)
    assert _originals(out) == ({"in/b.txt", "in/c.txt"}, {"in/a.txt": "in/c.txt"})


def test_what_was_like_the_original_only_is_an_original_itself(tmp_path):
    """Two near copies of one article need not be alike: each of them is kept once it is gone."""
    first, second = (
        f"{OCTOBER}\nThey told of {', '.join(f'{kind}{chr(97 + n // 20)}{chr(97 + n % 20)}pots' for n in range(38))}."
        for kind in "uv"
    )
    folder, out = _write(tmp_path, a=OCTOBER, b=first, c=second), tmp_path / "out"
    run(folder, out)
    assert _originals(out) == ({"in/a.txt"}, {"in/b.txt": "in/a.txt", "in/c.txt": "in/a.txt"})
    _write(tmp_path, a=story(5))
    run(folder, out)
    assert _originals(out) == ({"in/a.txt", "in/b.txt", "in/c.txt"}, {})


def test_near_copies_of_near_copies_keep_a_living_original(tmp_path):
    """A chain of edits has one original, whichever of it fails or changes."""
    third = LONGER.replace("hired again", "taken on hands")
    folder, out = _write(tmp_path, a=OCTOBER, b=LONGER, c=third), tmp_path / "out"
    run(folder, out, _refusing("b"))
    assert _originals(out) == ({"in/a.txt"}, {"in/c.txt": "in/a.txt"})
    run(folder, out, retry_failed=True)
    assert _originals(out) == ({"in/a.txt"}, {"in/b.txt": "in/a.txt", "in/c.txt": "in/a.txt"})
    _write(tmp_path, a="")
    run(folder, out)
    assert _originals(out) == ({"in/b.txt"}, {"in/c.txt": "in/b.txt"})


def test_a_copy_that_was_left_out_for_what_failed_has_no_mark(tmp_path):
    """The outcome of a copy that fails with its original names no original."""
    folder = _write(tmp_path, a=OCTOBER, b=EDITED)
    _, outcomes = run(folder, tmp_path / "out", answering(_refuse), near_copies="skip")
    assert (outcomes["in/b.txt"].state, outcomes["in/b.txt"].near_copy_of) == ("failed", None)


@pytest.mark.parametrize("near_copies", ["mark", "skip"])
def test_every_mark_names_an_original_that_is_done(tmp_path, near_copies):
    """Whatever changes, fails and is tried again: no group is without original, and each file counts once."""
    draw, out = random.Random(7), tmp_path / "out"  # noqa: S311 (no secret)
    texts = [OCTOBER, EDITED, LONGER, SHORTENED, OCTOBER.replace(" the ", "  the "), NOVEMBER, story(3)]
    for _ in range(8):
        changed = {name: draw.choice(texts) for name in "abcdef" if draw.random() < 0.4 or not out.exists()}
        folder = _write(tmp_path, **changed)
        failing, retry = draw.sample("abcdef", 2), draw.random() < 0.3
        settings = BatchSettings(near_copies=near_copies, retry_failed=retry)
        report = run_batch([folder], out=out, model=_refusing(*failing), settings=settings)
        if not retry:
            assert report.seen == 6
        states = _states(out)
        for state, original, near in states.values():
            assert near is None or states[near][::2] == ("done", None)
            assert original is None or states[original][0] == "done"
            assert (original is None) == (state == "done")
        _originals(out)


@pytest.mark.parametrize("gone", [False, True])
def test_near_copies_of_what_a_killed_run_left_keep_an_original(tmp_path, gone):
    """Neither an exact copy that comes first afterwards, nor the loss of the file, makes a story without original."""
    folder, out = _write(tmp_path, a=OCTOBER, b=EDITED), tmp_path / "out"
    run(folder, out)
    with sqlite3.connect(out / LEDGER_FILE) as db:
        db.execute("UPDATE articles SET state = 'open', run = NULL, part = NULL WHERE id = 'in/a.txt'")
        db.execute("DELETE FROM results WHERE article = (SELECT article FROM articles WHERE id = 'in/a.txt')")
        db.execute("UPDATE parts SET state = 'stale'")
    db.close()
    if gone:
        (folder / "a.txt").unlink()
        run(folder, out)
        assert _originals(out) == ({"in/b.txt"}, {})
    else:
        run(_write(tmp_path, **{"0": OCTOBER}), out)
        assert _states(out)["in/a.txt"] == ("copy", "in/0.txt", None)
        assert _originals(out) == ({"in/0.txt"}, {"in/b.txt": "in/0.txt"})


def test_each_item_counts_once_where_what_stood_for_others_has_changed(tmp_path):
    """Copies that are done themselves were not done before: the report adds up to the articles."""
    folder, out = _write(tmp_path, a=OCTOBER, b=OCTOBER, c=OCTOBER, d=OCTOBER, e=story(1)), tmp_path / "out"
    run(folder, out)
    _write(tmp_path, a=story(5))
    report, _ = run(folder, out)
    assert (report.done, report.copies, report.known, report.seen) == (2, 2, 1, 5)


def test_a_new_copy_of_what_turns_out_to_have_changed_counts_once(tmp_path):
    """It stood for an old text for a moment; it counts as what it is at last."""
    run(_write(tmp_path, b=OCTOBER), tmp_path / "out")
    folder = _write(tmp_path, a=OCTOBER, b=story(5))

    async def go():
        batch = BatchRun([folder], out=tmp_path / "out", model=answering())
        return [outcome.state async for outcome in batch.outcomes() if outcome.id == "in/a.txt"], batch.report

    states, report = asyncio.run(go())
    assert states == ["copy", "done"]
    assert (report.done, report.copies, report.seen) == (2, 0, 2)


def test_near_copies_can_be_ignored(tmp_path):
    """Without the search nothing is marked."""
    report, _ = run(_write(tmp_path, a=OCTOBER, b=EDITED), tmp_path / "out", near_copies="ignore")
    assert (report.done, report.near_copies) == (2, 0)


def test_short_texts_are_no_near_copies():
    """Two headlines of a few words share too little to be judged."""
    fingerprint = read_fingerprint(read_article_text("Anyang sold 5 pots."))
    assert fingerprint.minhash is None
    assert fingerprint.bands("c") == []


def test_near_copies_share_four_fifths_of_their_numbers():
    """Of the story that has fewer numbers, eight in ten are enough, and seven are not; none is no contradiction."""

    def numbers(found):
        return read_fingerprint(read_article_text("Counted were " + ", ".join(map(str, found)) + " pots.")).numbers

    ten = numbers(range(100, 110))
    assert share_numbers(ten, numbers(range(102, 140)))
    assert share_numbers(numbers(range(102, 140)), ten)
    assert not share_numbers(ten, numbers(range(103, 140)))
    assert share_numbers(ten, b"")


@pytest.mark.parametrize(("words", "signed"), [(29, False), (30, True)])
def test_a_signature_needs_thirty_words(words, signed):
    """Fewer have too few triples to tell stories apart."""
    text = " ".join(f"{chr(97 + n % 26)}pot" for n in range(words - 1)) + " end."
    assert (read_fingerprint(read_article_text(text)).minhash is not None) is signed


def test_a_copy_of_a_longer_copy_is_not_left_out_for_the_shorter_original(tmp_path):
    """Its numbers stand in the copy that it is most like, but not in the first one, which would stand for it."""
    folder = _write(tmp_path, a=OCTOBER, b=LONGER, c=LONGER.replace("pots to Peru", "pans to Peru"))
    report, _ = run(folder, tmp_path / "out", near_copies="skip")
    assert (report.done, report.skipped) == (3, 0)
    assert _states(tmp_path / "out")["in/c.txt"] == ("done", None, "in/a.txt")


def test_many_texts_from_one_mould_do_not_slow_each_other_down(tmp_path):
    """The number of earlier articles that a new one is compared with is bounded."""
    from xjllm.batch.copies import find_near_copy, keep_signature
    from xjllm.batch.database import connect

    run(_write(tmp_path, a=story(1)), tmp_path / "out")
    db = connect(tmp_path / "out" / LEDGER_FILE, create=False)
    (config,) = db.execute("SELECT config FROM configs").fetchone()
    db.execute("PRAGMA foreign_keys = OFF")
    moulded = read_fingerprint(read_article_text(OCTOBER))
    db.execute("BEGIN")  # a commit for each of them would take most of the test's time
    for article in range(1000, 1400):
        keep_signature(db, config, article, moulded)
    db.execute("COMMIT")
    read = []
    db.set_trace_callback(lambda statement: read.append(statement) if "FROM signatures" in statement else None)
    find_near_copy(db, config, 5000, read_fingerprint(read_article_text(NOVEMBER + "More words of 77 pots.")))
    db.close()
    assert len(read) <= 8
