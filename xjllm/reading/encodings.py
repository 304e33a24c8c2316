"""Bytes as text: what encodings news pages and saved files come in."""

from __future__ import annotations

import codecs
import re

from xjllm.errors import ArticleError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_FORMATS = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a ZIP or Office file"),
    (b"\xd0\xcf\x11\xe0", "an old Office file"),
    (b"{\\rtf", "an RTF file"),
    (b"\x1f\x8b", "a gzip file"),
)
_META = re.compile(
    rb"<(?:meta|\?xml)\b[^>]{0,200}?(?:charset|encoding)\s{0,3}=\s{0,3}[\"']?([\w.:-]{2,40})", re.IGNORECASE
)
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "iso8859-1": "cp1252", "ascii": "cp1252"}
"""What browsers read in place of the encoding that a page declares (WHATWG Encoding Standard)."""
_KNOWN = ("gb", "big5", "euc", "shift_jis", "iso8859", "cp", "koi8", "windows", "mac", "utf-8")
"""Encodings that a page may declare; others are no encodings of web pages (rot13, unicode_escape)."""
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def decode_article(data: bytes, name: str) -> str:
    """The text of `data`, its byte order mark removed, its line ends kept.

    Tried in this order: byte order mark, UTF-8, what an HTML page declares, GB18030, Windows-1252, and
    what charset-normalizer finds. UTF-8 with a few broken bytes keeps them as U+FFFD.

    Args:
        data: the file's bytes.
        name: the file's name, for messages.

    Raises:
        ArticleError: the bytes are no text.
    """
    for magic, what in _FORMATS:
        if data.startswith(magic):
            raise ArticleError(f"{name}: this is {what}, not text; save the article as plain text or HTML")
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    if b"\0" in data:
        raise ArticleError(f"{name}: binary, not text; give plain text or HTML (UTF-16 needs its byte order mark)")
    text = _decoded(data)
    if text is None:
        raise ArticleError(f"{name}: in no encoding that is known; save the article as UTF-8")
    if len(_CONTROLS.findall(text)) > max(3, len(text) // 100):
        raise ArticleError(f"{name}: binary, not text; give plain text or HTML")
    return text


def _decoded(data: bytes) -> str | None:
    for encoding in ("utf-8", _declared(data)):
        if encoding and (text := _strictly(data, encoding)) is not None:
            return text
    high = sum(byte >= 0x80 for byte in data)
    patched = data.decode("utf-8", "replace")
    if patched.count("\ufffd") * 10 <= high:  # a file that was cut, or pasted together
        return patched
    chinese = _strictly(data, "gb18030")
    if chinese and _is_chinese(chinese):
        return chinese
    if high * 20 <= len(data) and (text := _strictly(data, "cp1252")) is not None:
        return text
    from charset_normalizer import from_bytes

    best = from_bytes(data).best()
    return str(best) if best else None


def _is_chinese(text: str) -> bool:
    """Whether the characters beyond ASCII are common Chinese ones, or the marks of a typesetter.

    Windows-1252 read as GB18030 makes one rare character of an apostrophe and the letter that follows it.
    """
    foreign = [char for char in text if not char.isascii()]
    common = sum("\u2010" <= char <= "\u2040" or _is_encodable(char, "gb2312") for char in foreign)
    return 5 * common >= 4 * len(foreign)


def _is_encodable(char: str, encoding: str) -> bool:
    try:
        char.encode(encoding)
    except UnicodeError:
        return False
    return True


def _declared(data: bytes) -> str | None:
    found = _META.search(data[:4096])
    if not found:
        return None
    try:
        encoding = codecs.lookup(found[1].decode("ascii")).name
    except LookupError:
        return None
    return _WIDER.get(encoding, encoding) if encoding.startswith(_KNOWN) else None


def _strictly(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (UnicodeError, LookupError):
        return None
