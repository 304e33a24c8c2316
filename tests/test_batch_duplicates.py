"""The same story twice: exact copies are asked once, near copies are marked, and next month's report is neither."""

from tests.batch_samples import answering, rows, run, story
from xjllm.batch.duplicates import SIMILAR, read_fingerprint, similarity
from xjllm.reading import read_article_text

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
    assert (report.done, report.copies, len(model.requests)) == (2, 2, 2)
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


def test_near_copies_are_found_across_runs(tmp_path):
    """What comes tomorrow is compared with what came today; the index is in the output folder."""
    run(_write(tmp_path, a=OCTOBER), tmp_path / "out")
    report, outcomes = run(_write(tmp_path, b=EDITED), tmp_path / "out")
    assert report.known == 1
    assert outcomes["in/b.txt"].near_copy_of == "in/a.txt"


def test_near_copies_can_be_ignored(tmp_path):
    """Without the search nothing is marked."""
    report, _ = run(_write(tmp_path, a=OCTOBER, b=EDITED), tmp_path / "out", near_copies="ignore")
    assert (report.done, report.near_copies) == (2, 0)


def test_short_texts_are_no_near_copies():
    """Two headlines of a few words share too little to be judged."""
    fingerprint = read_fingerprint(read_article_text("Anyang sold 5 pots."))
    assert fingerprint.minhash is None
    assert fingerprint.bands("c") == []


def test_many_texts_from_one_mould_do_not_slow_each_other_down(tmp_path):
    """The number of earlier articles that a new one is compared with is bounded."""
    from xjllm.batch.copies import find_near_copy, keep_signature
    from xjllm.batch.database import LEDGER_FILE, connect

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
