"""Text from articles, files and endpoints, made fit to be shown: it cannot redraw a terminal or turn a line round."""

from __future__ import annotations

import re
import unicodedata

# Control characters but tab and line feed; the marks that change the direction of writing (Unicode's UAX 9), which
# can make `1,234` look like `4,321`; line and paragraph separators; halves of characters, which no file can hold.
_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
_NUMBER = re.compile(r"[+-]?\d{1,400}(?:[.,]\d{1,400}){0,400}\s?%?")
_INVISIBLE = frozenset({"Cc", "Cf", "Cs"})


def plain_text(text: str) -> str:
    """`text` with a replacement character for each control and direction character; lines and tabs are kept."""
    return _UNSAFE.sub("\ufffd", text)


def plain_line(text: str, limit: int | None = None) -> str:
    """`text` as one line, with a replacement character for each control, format and surrogate character.

    Args:
        text: any text.
        limit: longest line, in characters, the last of which is then "…"; None cuts nothing.
    """
    line = " ".join((text if limit is None else text[: 4 * limit]).split())
    line = "".join("\ufffd" if unicodedata.category(sign) in _INVISIBLE else sign for sign in line)
    return line if limit is None or len(line) <= limit else line[: limit - 1] + "…"


def csv_text(text: str) -> str:
    """`text` as a cell of a CSV file: `plain_text`, with an apostrophe before what a spreadsheet would run."""
    is_formula = len(text) > 1 and text[0] in "=+-@\t\r"
    return plain_text("'" + text if is_formula and not _NUMBER.fullmatch(text) else text)
