"""Articles are read from files, texts, bytes and standard input; bad input is told in one line."""

import io
import os
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xjllm.article import Article
from xjllm.errors import ArticleError
from xjllm.reading import MAX_BYTES, read_article, read_article_stdin, read_article_text
from xjllm.reading.lines import read_lines

repeatable = settings(derandomize=True, deadline=None)

DATA = Path(__file__).parent / "data"
SEEDS = sorted((Path(__file__).parents[1] / "seeds").glob("*.txt"))
TEXT = "Guizhou tea sells well abroad\n\nThe gardens exported 30 tons of tea in May, the customs said.\n"


def _parts(article: Article) -> list[str]:
    return [article.text[span.start : span.end] for span in article.paragraphs]


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.stem[:3])
def test_the_seeds_are_read_byte_for_byte(path):
    """The text of a UTF-8 file is the file: every byte, every line end; its name is the file's."""
    article = read_article(path)
    assert article.text.encode() == path.read_bytes()
    assert article.name == path.name
    assert article.title is not None


def test_there_are_five_seeds():
    """The seeds are there to be read."""
    assert len(SEEDS) == 5


@pytest.mark.parametrize("source", [TEXT, TEXT.encode(), "\ufeff" + TEXT, TEXT.encode("utf-8-sig")])
def test_text_and_bytes_are_the_same_article(source):
    """A text, its bytes, and both with a byte order mark are one article with one hash."""
    article = read_article(source)
    assert article.text == TEXT
    assert article.name == "article"
    assert article.sha256 == read_article_text(TEXT).sha256


@pytest.mark.parametrize("kind", [str, Path])
def test_a_path_is_opened(tmp_path, kind):
    """A path, and a string that names a file, is read from there; spaces in its name do not matter."""
    path = tmp_path / "tea of May.txt"
    path.write_bytes(TEXT.encode())
    article = read_article(kind(path))
    assert (article.text, article.name) == (TEXT, "tea of May.txt")
    assert read_article(kind(path), name="tea").name == "tea"


def test_standard_input_is_read():
    """An article comes through standard input as through a file."""
    article = read_article_stdin(io.BytesIO(TEXT.encode("utf-16")), published=date(2019, 1, 2))
    assert (article.text, article.name) == (TEXT, "stdin")
    assert article.published == date(2019, 1, 2)


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_line_ends_are_kept(line_end):
    """No line end is changed, and paragraphs are found at all of them."""
    text = TEXT.replace("\n", line_end)
    article = read_article(text.encode())
    assert article.text == text
    assert _parts(article) == [line for line in TEXT.splitlines() if line]


@pytest.mark.parametrize(
    "name", ["utf8_bom", "utf16", "gb18030", "cp1252"], ids=["UTF-8 BOM", "UTF-16", "GB18030", "Windows-1252"]
)
def test_english_in_any_encoding_is_the_same_text(name):
    """Dashes and quotation marks come out right from each encoding, found without being told."""
    article = read_article(DATA / f"article_{name}.txt")
    assert article.text.startswith("Ningxia’s exports pick up in seven months")
    assert "6.5 percent – “a good result,” the" in article.text
    assert article.published == date(2023, 8, 17)


def test_chinese_in_gb18030_is_read():
    """Chinese text in GB18030 is read, characters beyond GB 2312 included."""
    article = read_article(DATA / "article_chinese_gb18030.txt")
    assert "出口总值124亿元人民币" in article.text
    assert "镕基" in article.text


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("big5", "寧夏前七個月出口增長百分之六點五，" * 40),
        ("koi8-r", "Экспорт вырос на 6,5 процента в январе, сообщила таможня. " * 20),
        ("utf-32", TEXT),
        ("utf-16-be", "\ufeff" + TEXT),
    ],
)
def test_rarer_encodings_are_found(encoding, text):
    """What is none of the common encodings is found by its mark or by charset-normalizer."""
    assert read_article(text.encode(encoding)).text == text.removeprefix("\ufeff")


def test_utf8_with_a_broken_byte_stays_utf8():
    """A file that was cut in the middle of a character keeps all its other characters."""
    text = "Guizhou’s tea “sells” – well – abroad’s – 30 tons"
    article = read_article(text.encode() + "’".encode()[:2])
    assert article.text == text + "\ufffd"


def test_an_html_page_is_its_article():
    """Of a page the article is read, with the page's headline and day, and no script or footer."""
    article = read_article(DATA / "page_utf8.html")
    assert article.title is not None
    assert _parts(article)[0] == "Ningxia’s wine exports & goji sales pick up"
    assert article.text[article.title.start : article.title.end] == _parts(article)[0]
    assert (article.published, article.published_from) == (date(2023, 8, 17), "page")
    assert article.dateline is not None
    assert article.text[article.dateline.start : article.dateline.end] == "YINCHUAN, Aug. 17 (Example) --"
    assert "up 6.5 percent, the" in article.text
    assert "<dried and fresh>" in article.text
    for foreign in ("99.9", "77 percent", "5 million", "Copyright", "<p"):
        assert foreign not in article.text


def test_a_headline_below_a_line_of_its_page_is_not_put_there_again():
    """A headline that the page's text has near its beginning stands there once; one that it lacks is put first."""
    title = "Guizhou sells more tea abroad than ever"
    line = "A weekly look at the figures that move the tea houses of the south-west"
    story = "".join(f"<p>{TEXT} It was the month number {n} of such growth, they said.</p>" for n in range(9))
    for heading in (f"<p>{line}</p><h2>{title}</h2>", f"<p>{line}</p>"):
        page = f"<html><head><title>{title}</title></head><body><article>{heading}{story}</article></body></html>"
        text = read_article(page.encode()).text
        assert text.count(title) == 1
        assert text.startswith(line if title in heading else title)


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("12.4<sup>1</sup> percent", "12.4 percent"),
        ("12.4<sup><a href='#n'>[3]</a></sup> percent", "12.4 percent"),
        ("1.2 billion<sup>a</sup> yuan", "1.2 billion yuan"),
        ("exports<sup>2,3</sup> rose", "exports rose"),
        ("435<sub>2</sub> billion yuan", "435 billion yuan"),
        ("4<a href='#n'>[1]</a> percent", "4 percent"),
        ("10<sup>6</sup> tons", "10^6 tons"),
        ("the 1<sup>st</sup> train", "the 1st train"),
        ("5 km<sup>2</sup> of CO<sub>2</sub>", "5 km2 of CO2"),
        ("<a href='x'>12.4 percent</a>", "12.4 percent"),
        ("1&#8203;2 million and 4&shy;5 tons", "12 million and 45 tons"),
    ],
)
@pytest.mark.parametrize(
    "page", ["<p>{}</p>", f"<html><body><article><p>{TEXT}</p><p>{TEXT} Here: {{}}.</p></article>"]
)
def test_marks_beside_a_number_are_no_digits_of_it(markup, text, page):
    """Footnotes are left out, powers set apart; what belongs to its word stays."""
    assert text in read_article(page.format(markup).encode()).text


def test_an_html_page_in_its_declared_encoding_is_read():
    """The encoding that a page declares is honoured; its day is found in the text."""
    article = read_article(DATA / "page_gb18030.html")
    assert "葡萄酒出口3.1亿元" in article.text
    assert (article.published, article.published_from) == (date(2023, 8, 17), "text")


@pytest.mark.parametrize("encoding", ["rot13", "unicode_escape", "utf-7", "no-such-encoding"])
def test_an_absurd_declared_encoding_is_ignored(encoding):
    """A page cannot choose a decoder that is none of the web's."""
    head = f'<head><meta charset="{encoding}"></head>'
    page = f"<html>{head}<body><p>{TEXT} \\u0041’s +AGE-</p></body></html>"
    assert "\\u0041’s +AGE-" in read_article(page.encode("cp1252")).text


@pytest.mark.parametrize(
    "text",
    [
        "Exports < imports in May: 5 tons < 6 tons\n",
        "<3 tea\n\nThe gardens exported <b>30</b> tons.\n",
        "a <p> in the text\n",
    ],
)
def test_plain_text_with_angle_brackets_is_plain_text(text):
    """Only leading markup makes a page of a text; nothing else is taken out of it."""
    assert read_article(text).text == text


@pytest.mark.parametrize(
    "text",
    [
        "<!DOCTYPE html><html><body><p>{}</p></body></html>",
        "\n <html><body><p>{}</p></body></html>",
        "<!-- saved --><html><body><p>{}</p></body></html>",
        '<?xml version="1.0"?><html><body><p>{}</p></body></html>',
        '<div class="story"><p>{}</p></div>',
        "<p>{}</p>",
    ],
)
def test_leading_markup_is_html(text):
    """A string or bytes that begin with markup are a page, whatever their name."""
    story = "The gardens exported 30 tons of tea in May, the customs said."
    assert read_article(text.format(story)).text == story
    assert read_article(text.format(story).encode()).text == story


def test_a_file_named_html_without_markup_is_text(tmp_path):
    """The name alone makes no page."""
    path = tmp_path / "tea.html"
    path.write_text(TEXT, encoding="utf-8")
    assert read_article(path).text == TEXT


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("no_such_file.txt", "no_such_file.txt: no such file; check the path"),
        ("no such file.html", "no such file.html: no such file; check the path"),
        (f"no{os.sep}such", f"no{os.sep}such: no such file; check the path"),
        (Path("no_such_file"), "no_such_file: no such file; check the path"),
        ("https://example.org/tea", "https://example.org/tea: pages are not fetched; save the page"),
        ("", "article: empty; give a file that holds an article"),
        (" \r\n\t\u00a0", "article: empty"),
        (b"", "article: empty"),
        (b"\xef\xbb\xbf \n", "article: empty"),
        ("tea\0tea", "article: binary, not text"),
        (
            b"tea\0tea",
            "article: binary, not text; give plain text or HTML (UTF-16 needs its byte order mark)",
        ),
        (b"\x01\x02\x03\x04\x05 tea", "article: binary, not text"),
        (b"%PDF-1.7 tea", "article: this is a PDF, not text; save the article as plain text"),
        (b"PK\x03\x04tea", "article: this is a ZIP or Office file"),
        ("<html><body><script>1</script></body></html>", "article: no article found in this HTML page"),
        ("a" * (MAX_BYTES + 1), "article: larger than 20 MB; give one article at a time"),
        (b"a" * (MAX_BYTES + 1), "article: larger than 20 MB"),
    ],
)
def test_bad_input_is_told_in_one_line(source, message):
    """What cannot be read is an ArticleError: one line with what, where and what to do."""
    with pytest.raises(ArticleError) as caught:
        read_article(source)
    assert str(caught.value).startswith(message)
    assert "\n" not in str(caught.value)


def test_bad_files_are_told_with_their_path(tmp_path):
    """Directories, empty and too large files are named by their path."""
    empty = tmp_path / "empty.txt"
    empty.touch()
    large = tmp_path / "large.txt"
    large.write_bytes(b"tea " * (MAX_BYTES // 4 + 1))
    for path, what in ((tmp_path, "a directory, not a file"), (empty, "empty"), (large, "larger than 20 MB")):
        for source in (path, str(path)):
            with pytest.raises(ArticleError) as caught:
                read_article(source)
            assert str(caught.value).startswith(f"{path}: {what}")


def test_an_unreadable_file_is_told(tmp_path, monkeypatch):
    """What the system says against reading the file is in the message."""
    path = tmp_path / "tea.txt"
    path.write_text(TEXT, encoding="utf-8")

    def refuse(*_args, **_kwargs):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(ArticleError, match=r"tea\.txt: cannot be read \(Permission denied\); check the file"):
        read_article(path)


@pytest.mark.parametrize(
    "text",
    [
        "Tea sells at /etc/hostname and at /etc/passwd",
        "../../etc/passwd\n",
        "{{ 7*7 }}",
        "Tea",
        "tea " * 400,
        "~/.profile of tea",
    ],
)
def test_text_that_names_files_is_text(text):
    """A text with line ends, with spaces or of great length opens no file."""
    assert read_article(text).text == text


def test_read_article_text_never_opens_a_file(tmp_path, monkeypatch):
    """A text that is the name of a file is an article of one word."""
    monkeypatch.chdir(tmp_path)
    Path("secret").write_text("secret content", encoding="utf-8")
    assert read_article("secret").text == "secret content"
    assert read_article_text("secret").text == "secret"


def test_other_types_are_refused():
    """A number is no source of an article."""
    with pytest.raises(TypeError, match="from a path, a text or bytes, not from int"):
        read_article(7)


def test_wrapped_paragraphs_are_whole():
    """Paragraphs broken at a fixed width are one paragraph; lists of titles are not."""
    wrapped = (
        "The gardens of Guizhou exported 30 tons of tea in\nMay, the customs said, which is more than in the\n"
        "same month of the year before."
    )
    titles = "Coffee exports of Yunnan Province rise by 3 percent\nRice exports of Hunan Province fall by 4 pct"
    number = "Sales to Morocco, the largest market of all, climbed by\n8 million yuan."
    lines = read_lines(f"{wrapped}\n\n{titles}\n\n{number}\n")
    whole = [wrapped.replace("\n", " "), *titles.splitlines(), number.replace("\n", " ")]
    assert [line.text for line in lines] == whole
    assert lines[0].end == len(wrapped)


@repeatable
@given(st.text(max_size=300))
def test_any_text_is_read_or_refused(text):
    """Any string is an article with spans in its text, or an ArticleError; plain text is never changed."""
    try:
        article = read_article_text(text)
    except ArticleError:
        return
    assert article.text == text.removeprefix("\ufeff") or text.lstrip().startswith("<")
    for span in (*article.paragraphs, *article.furniture):
        assert article.text[span.start : span.end].strip()


@repeatable
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data):
    """Any bytes are an article with some text, or an ArticleError, and nothing else."""
    try:
        article = read_article(data)
    except ArticleError:
        return
    assert article.text.strip()
