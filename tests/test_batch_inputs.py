"""Inputs of a batch: what is found, under which id, and how what is broken is reported."""

import errno
import gzip
import json
import os
from pathlib import Path

import pyarrow as pa
import pytest

from tests.batch_samples import story
from xjllm.batch.inputs import count_articles, read_inputs
from xjllm.batch.records import BadInput, Item
from xjllm.batch.settings import list_inputs
from xjllm.errors import SettingsError
from xjllm.reading import MAX_BYTES


def _split(found):
    found = list(found)
    return [one for one in found if isinstance(one, Item)], [one for one in found if isinstance(one, BadInput)]


def _ids(*inputs, **options):
    items, bad = _split(read_inputs(inputs, **options))
    assert bad == []
    return [item.id for item in items]


@pytest.fixture
def news(tmp_path):
    folder = tmp_path / "news"
    (folder / "2024").mkdir(parents=True)
    (folder / ".hidden").mkdir()
    for name in ("b.txt", "a.html", "2024/c.txt", "notes.pdf", ".d.txt", ".hidden/e.txt"):
        (folder / name).write_text(story(len(name)))
    return folder


def test_a_folder_is_searched_to_any_depth_in_order(news):
    """Articles of a folder come by name, those of inner folders after them; hidden and other files are left out."""
    assert _ids(news) == ["news/a.html", "news/b.txt", "news/2024/c.txt"]


def test_folder_glob_and_file_give_the_same_ids(news, monkeypatch):
    """However an article is named on the command line, its id is the same, so that it is done once."""
    assert _ids(str(news / "*.txt")) == ["news/b.txt"]
    assert _ids(str(news / "**/*.txt")) == ["news/2024/c.txt", "news/b.txt"]
    assert _ids(news / "b.txt") == ["news/b.txt"]
    monkeypatch.chdir(news)
    assert _ids(".", "b.txt", "*.html") == ["news/a.html", "news/b.txt", "news/2024/c.txt", "news/b.txt", "news/a.html"]


def test_the_output_folder_is_no_input(news):
    """What a batch wrote into a folder below its inputs is not read as news."""
    out = news / "out"
    out.mkdir()
    (out / "export.jsonl").write_text('{"text": "x"}\n')
    assert "news/out/export.jsonl" not in _ids(news, exclude=out)
    items, bad = _split(read_inputs([str(news / "**/*.jsonl")], exclude=out))
    assert items == []
    assert len(bad) == 1


def test_compressed_files_are_read_by_their_name(tmp_path):
    """`.gz` and `.zst` are opened, also of JSON lines, and a named file needs no known suffix."""
    (tmp_path / "a.txt.gz").write_bytes(gzip.compress(story(1).encode()))
    lines = "".join(json.dumps({"id": n, "text": story(n)}) + "\n" for n in (2, 3)).encode()
    with pa.CompressedOutputStream(str(tmp_path / "b.jsonl.zst"), "zstd") as stream:
        stream.write(lines)
    (tmp_path / "plain").write_text(story(4))
    items, bad = _split(read_inputs([tmp_path, tmp_path / "plain"]))
    assert bad == []
    assert [item.id for item in items] == [f"{tmp_path.name}/a.txt.gz", "2", "3", f"{tmp_path.name}/plain"]
    assert items[0].data == story(1).encode()
    assert items[0].name == "a.txt"


@pytest.mark.parametrize("suffix", ["gz", "zst"])
def test_a_compressed_file_that_ends_too_early_is_reported_and_its_lines_kept(tmp_path, suffix):
    """The lines before the break are articles; the file is a failure, not silently shorter."""
    import random

    draw = random.Random(1)  # noqa: S311 (incompressible filler)
    lines = b"".join(
        json.dumps({"id": n, "text": "".join(draw.choices("abcdefgh ", k=3000))}).encode() + b"\n" for n in range(300)
    )
    path = tmp_path / f"n.jsonl.{suffix}"
    if suffix == "gz":
        path.write_bytes(gzip.compress(lines))
    else:
        with pa.CompressedOutputStream(str(path), "zstd") as stream:
            stream.write(lines)
    path.write_bytes(path.read_bytes()[:-2000])
    items, bad = _split(read_inputs([path]))
    assert 0 < len(items) < 300
    assert [one.place for one in bad] == [str(path)]
    assert "cannot be read" in bad[0].message


def test_garbage_with_a_compressed_name_is_reported(tmp_path):
    """Files that are not what their name says are failures with their name."""
    for name in ("a.txt.gz", "b.txt.zst"):
        (tmp_path / name).write_bytes(b"this is not compressed")
    items, bad = _split(read_inputs([tmp_path]))
    assert items == []
    assert [Path(one.place).name for one in bad] == ["a.txt.gz", "b.txt.zst"]
    assert all(one.message.endswith("check whether it is whole, and its suffix") for one in bad)


def test_json_lines_carry_id_day_address_and_title(tmp_path):
    """The fields of a JSON line reach the item; a title that the text lacks is put before it."""
    path = tmp_path / "n.jsonl"
    path.write_text(
        json.dumps({"text": "Body.", "id": 7, "published": "2024-03-01T10:00:00Z", "url": "https://x", "title": "T"})
        + "\n\n"
        + json.dumps({"text": "T\nBody.", "title": "T"})
        + "\n"
    )
    (first, second), bad = _split(read_inputs([path]))
    assert bad == []
    assert (first.id, str(first.published), first.url, first.data) == ("7", "2024-03-01", "https://x", "T\n\nBody.")
    assert first.place == f"{path}:1"
    assert second.place == f"{path}:3"
    assert second.data == "T\nBody."


@pytest.mark.parametrize(
    ("words", "gap"),
    [(3, 50), (100, 5)],
)
def test_a_title_is_found_at_the_text_s_beginning_across_white_space(tmp_path, words, gap):
    """A title that is set with much white space is not put before the text once more."""
    title = ["n"] * words
    text = (" " * gap).join(title) + "\nBody."
    (tmp_path / "n.jsonl").write_text(json.dumps({"text": text, "title": " ".join(title)}))
    (item,), _ = _split(read_inputs([tmp_path / "n.jsonl"]))
    assert item.data == text


def test_lines_without_id_keep_theirs_when_a_line_is_put_before_them(tmp_path):
    """An id that counted lines would make every later article a changed one."""
    path = tmp_path / "n.jsonl"
    path.write_text('{"text": "One."}\n{"text": "Two."}\n')
    before = _ids(path)
    path.write_text('{"text": "Zero."}\n{"text": "One."}\n{"text": "Two."}\n')
    assert _ids(path)[1:] == before


def test_broken_json_lines_are_reported_with_their_number(tmp_path):
    """Each broken line is a failure of its own, with the line's number; the others are read."""
    path = tmp_path / "n.jsonl"
    lines = [
        b'{"text": "Good."}',
        b'{"text": "no end',
        b'["no", "object"]',
        b'{"headline": "no text"}',
        b'{"text": "x", "published": "yesterday"}',
        b'{"text": "x", "id": ""}',
        b'{"text": "x", "title": 3}',
        b'\xff\xfe{"text": "x"}',
        b"[" * 100_000,
        b'{"text": "Good, too."}',
    ]
    path.write_bytes(b"\n".join(lines) + b"\n")
    items, bad = _split(read_inputs([path]))
    assert [item.data for item in items] == ["Good.", "Good, too."]
    assert [one.place for one in bad] == [f"{path}:{number}" for number in range(2, 10)]
    for one, word in zip(bad, ("column", "object", "text", "day", "id", "title", "UTF-8", ""), strict=True):
        assert one.message.startswith(f"{one.place}: ")
        assert word in one.message
        assert "\n" not in one.message


def test_json_files_hold_one_article_or_an_array(tmp_path):
    """A `.json` file is an object, or an array in which a bad entry does not spoil the others."""
    (tmp_path / "a.json").write_text(json.dumps({"text": "One."}))
    (tmp_path / "b.json").write_text(json.dumps([{"text": "Two.", "id": "two"}, 5]))
    (tmp_path / "c.json").write_text("{")
    items, bad = _split(read_inputs([tmp_path]))
    assert [item.id for item in items] == [f"{tmp_path.name}/a.json", "two"]
    assert [Path(one.place).name for one in bad] == ["b.json[2]", "c.json"]


def test_surrogates_in_json_do_not_reach_the_article(tmp_path):
    """Half a character, which no file can hold, is written out before it can stop a later stage."""
    path = tmp_path / "n.jsonl"
    path.write_text('{"text": "Bad \\ud800 half.", "id": "i\\udc00"}\n')
    (item,), _ = _split(read_inputs([path]))
    assert (item.data, item.id) == (r"Bad \ud800 half.", r"i\udc00")


@pytest.mark.parametrize("name", ["missing", "missing.txt", "missing/*.txt"])
def test_a_missing_input_is_reported_and_the_rest_goes_on(tmp_path, name):
    """An input that is not there is one failure; other inputs are read."""
    (tmp_path / "a.txt").write_text(story(1))
    items, bad = _split(read_inputs([tmp_path / name, tmp_path / "a.txt"]))
    assert len(items) == 1
    assert [one.root for one in bad] == [str(tmp_path / name)]


def test_a_folder_without_articles_is_reported(tmp_path):
    """An empty folder is more often a wrong path than a quiet day."""
    (tmp_path / "a.pdf").write_text("x")
    items, bad = _split(read_inputs([tmp_path]))
    assert items == []
    assert "holds no articles" in bad[0].message


@pytest.mark.parametrize("kind", ["folder named like a file", "dangling link"])
def test_what_is_no_file_is_reported(tmp_path, kind):
    """A link to nothing is a failure with its name, and a folder with a file's name is searched."""
    if kind == "dangling link":
        (tmp_path / "a.txt").symlink_to(tmp_path / "gone")
        _, bad = _split(read_inputs([tmp_path]))
        assert [Path(one.place).name for one in bad] == ["a.txt"]
    else:
        (tmp_path / "b.txt").mkdir()
        (tmp_path / "b.txt" / "c.txt").write_text(story(1))
        assert _ids(tmp_path) == [f"{tmp_path.name}/b.txt/c.txt"]


def test_an_unreadable_file_is_reported(tmp_path, monkeypatch):
    """A file that may not be opened is a failure that says so."""
    (tmp_path / "a.txt").write_text(story(1))

    def refuse(*_args, **_options):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    _, bad = _split(read_inputs([tmp_path]))
    assert "Permission denied" in bad[0].message
    assert "permissions" in bad[0].message


@pytest.mark.parametrize("name", ["a", "zz"])
def test_an_unreadable_folder_is_reported_and_the_rest_goes_on(news, monkeypatch, name):
    """A folder without rights is one failure that names it; what stands before and after it is found."""
    closed = news / name
    closed.mkdir()
    scandir = os.scandir

    def guarded(path):
        if os.fspath(path) == str(closed):
            raise PermissionError(errno.EACCES, "Permission denied", str(closed))
        return scandir(path)

    before, _ = _split(read_inputs([news]))
    monkeypatch.setattr(os, "scandir", guarded)
    items, bad = _split(read_inputs([news]))
    assert [one.id for one in items] == [one.id for one in before]
    assert [one.place for one in bad] == [str(closed)]
    assert "Permission denied" in bad[0].message
    assert count_articles([news]) == len(items)


def test_a_file_larger_than_any_article_is_cut_at_the_limit(tmp_path):
    """Of a huge file no more is held than shows that it is too large."""
    path = tmp_path / "a.txt.gz"
    path.write_bytes(gzip.compress(b"x" * (MAX_BYTES + 5_000_000), compresslevel=1))
    (item,), _ = _split(read_inputs([path]))
    assert len(item.data) == MAX_BYTES + 1


def test_urls_are_read_through_fsspec():
    """Folders, globs and files behind a URL give articles whose ids are their addresses."""
    import fsspec

    files = fsspec.filesystem("memory")
    for name in ("/bucket/news/b.txt", "/bucket/news/x/a.txt", "/bucket/news/.h.txt", "/bucket/news/p.pdf"):
        files.pipe(name, story(len(name)).encode())
    try:
        root = "memory://bucket/news"
        assert _ids(root) == [f"{root}/b.txt", f"{root}/x/a.txt"]
        assert _ids(f"{root}/b.txt") == [f"{root}/b.txt"]
        _, bad = _split(read_inputs(["memory://bucket/none", "nosuch://bucket/x"]))
        assert len(bad) == 2
    finally:
        files.rm("/bucket", recursive=True)


def test_a_glob_of_urls_keeps_folders(news):
    """Files of one name in different folders have different ids, the same as by the folder's URL."""
    (news / "2024" / "b.txt").write_text(story(9))
    root = f"file://{news}"
    by_folder = [f"{root}/2024/b.txt", f"{root}/2024/c.txt", f"{root}/b.txt"]
    assert _ids(f"{root}/**/*.txt") == by_folder
    assert [one for one in _ids(root) if one.endswith(".txt")] == by_folder
    assert _ids(f"{root}/20*/c.t?t") == [f"{root}/2024/c.txt"]


def test_the_output_folder_is_no_input_by_its_url(news):
    """What a batch wrote is not read as news when its folder is named as a URL, or reached through a glob."""
    out = news / "2024"
    (out / "export.jsonl").write_text('{"text": "x"}\n')
    ids = _ids(f"file://{news}", f"file://{news}/**/*.txt", exclude=out)
    assert [Path(one).name for one in ids] == ["a.html", "b.txt", "b.txt"]


def test_a_store_without_its_package_is_named(monkeypatch):
    """`s3://` without s3fs says what to install."""
    import fsspec.core

    def missing(url, **_options):
        raise ImportError("Install s3fs to access S3")

    monkeypatch.setattr(fsspec.core, "url_to_fs", missing)
    _, bad = _split(read_inputs(["s3://bucket/news"]))
    assert "pip install s3fs" in bad[0].message


def test_counting_gives_the_number_of_articles(news):
    """The progress bar's total: a file counts once, JSON lines by their number."""
    (news / "n.jsonl").write_text('{"text": "a"}\n{"text": "b"}\n')
    assert count_articles([news]) == 5


def test_names_that_are_no_unicode_become_ids_that_are(tmp_path):
    """A file name of broken bytes can be stored, and two such names stay different."""
    for raw in (b"a\xff.txt", b"a\xfe.txt"):
        (tmp_path / os.fsdecode(raw)).write_text(story(1))
    ids = _ids(tmp_path)
    assert len(set(ids)) == 2
    for one in ids:
        one.encode()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no named pipes")
def test_a_pipe_is_reported_and_the_rest_goes_on(tmp_path):
    """What would wait for ever to be opened is one failure."""
    (tmp_path / "a.txt").write_text(story(1))
    for name in ("p.txt", "q.jsonl"):
        os.mkfifo(tmp_path / name)
    items, bad = _split(read_inputs([tmp_path]))
    assert len(items) == 1
    assert [Path(one.place).name for one in bad] == ["p.txt", "q.jsonl"]
    assert all("a pipe or a device" in one.message for one in bad)
    assert count_articles([str(tmp_path)], exclude=None) == 3


def test_a_number_of_too_many_digits_is_called_that(tmp_path):
    """Python reads no integers of thousands of digits; that has nothing to do with the encoding."""
    (tmp_path / "n.jsonl").write_text('{"n": ' + "9" * 5000 + ', "text": "One."}\n')
    _, (bad,) = _split(read_inputs([tmp_path]))
    assert bad.message.endswith("n.jsonl:1: broken JSON line (a number of too many digits)")


@pytest.mark.parametrize(
    ("inputs", "error"), [("", SettingsError), (["a", ""], SettingsError), (b"a", TypeError), (None, TypeError)]
)
def test_an_empty_input_is_not_the_current_folder(inputs, error):
    """A variable that was never set must not send everything below the current folder."""
    with pytest.raises(error):
        list_inputs(inputs)
