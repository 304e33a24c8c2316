"""Rows for a terminal of any width: what stands in a column is never broken, what does not fit goes below its row.

rich's tables fold or crop the cells of a narrow terminal, and a folded number reads as two numbers.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from xjllm.plain_text import plain_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_GAP = "  "
_DOT = " · "
_BESIDE = 30
"""Columns that details want beside their row; with fewer they go below it."""
_PIPE_WIDTH = 160
"""Pipes and files have no width of their own."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of cells that are never broken.

    Attributes:
        name: its heading.
        numeric: whether it is set flush right.
        lesser: where the rows are too wide, the columns with the highest number go below their rows first; those
            with 0 stay, however narrow the terminal.
        named: whether a cell that went below keeps the heading before it.
    """

    name: str
    numeric: bool = False
    lesser: int = 0
    named: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row.

    Attributes:
        cells: one for each column.
        details: pieces of text that may be wrapped between words: beside the row where there is room, else below.
    """

    cells: tuple[str, ...]
    details: tuple[str, ...] = ()


class _OutputConsole(Console):
    def on_broken_pipe(self) -> None:
        # rich would exit with 1 here; the command line has an exit code of its own for this.
        raise BrokenPipeError


def open_console() -> Console:
    """The console on standard output, as wide as the terminal, or as COLUMNS says."""
    if sys.stdout.isatty() or os.environ.get("COLUMNS", "").isdigit():
        return _OutputConsole()
    return _OutputConsole(width=_PIPE_WIDTH)


def print_rows(console: Console, columns: Sequence[Column], rows: Sequence[Row]) -> None:
    """Print headings and rows so that every cell stands whole, each line ending where its text does."""
    clean = [Row(tuple(map(plain_line, row.cells)), tuple(map(plain_line, row.details))) for row in rows]
    for line in lay_out(columns, clean, console.width):
        console.print(line, soft_wrap=True)


def print_text(console: Console, text: str, *, style: str = "", hang: int = 0) -> None:
    """Print a text from anywhere, wrapped between words; lines after the first begin `hang` columns further in."""
    lines = wrap([plain_line(text)], console.width - hang)
    for n, line in enumerate(lines):
        console.print(Text(" " * (hang if n else 0) + line, style=style), soft_wrap=True)


def lay_out(columns: Sequence[Column], rows: Sequence[Row], width: int) -> Iterator[Text]:
    """The lines of a table in a terminal `width` columns wide; only a cell wider than that makes a line wider."""
    widths = [
        max(cell_len(text) for text in (column.name, *(row.cells[n] for row in rows)))
        for n, column in enumerate(columns)
    ]
    kept = _fitting(columns, widths, width)
    line_width = sum(widths[n] for n in kept) + len(_GAP) * (len(kept) - 1)
    room = width - line_width - len(_GAP)
    beside = room >= _BESIDE and len(kept) == len(columns) and any(row.details for row in rows)
    heading = _line([columns[n].name for n in kept], kept, columns, widths)
    yield Text(heading.rstrip(), style="bold")
    yield Text("─" * (width if beside else line_width), style="dim")
    indent = _indent(kept, columns, widths)
    for row in rows:
        first = _line([row.cells[n] for n in kept], kept, columns, widths)
        below = [
            f"{column.name} {row.cells[n]}" if column.named else row.cells[n]
            for n, column in enumerate(columns)
            if n not in kept and row.cells[n]
        ]
        if beside:
            pieces = wrap(row.details, room)
            yield Text((first + _GAP + (pieces[0] if pieces else "")).rstrip())
            yield from (Text(" " * (line_width + len(_GAP)) + piece) for piece in pieces[1:])
        else:
            yield Text(first.rstrip())
            yield from (Text(" " * indent + piece) for piece in wrap([*below, *row.details], width - indent))


def wrap(pieces: Iterable[str], width: int) -> list[str]:
    """The pieces, a dot between any two, in lines of `width` columns, broken between pieces, else between words.

    A word that is wider than that stands whole on a line of its own.
    """
    lines: list[str] = []
    for piece in filter(None, pieces):
        if lines and cell_len(lines[-1] + _DOT + piece) <= width:
            lines[-1] += _DOT + piece
        elif cell_len(piece) <= width:
            lines.append(piece)
        else:
            lines += _wrap_words(piece, width)
    return lines


def _wrap_words(text: str, width: int) -> list[str]:
    lines: list[str] = []
    left = 0
    for word in text.split(" "):
        needed = cell_len(word)
        if lines and needed < left:
            lines[-1] += " " + word
            left -= needed + 1
        else:
            lines.append(word)
            left = width - needed
    return lines


def _fitting(columns: Sequence[Column], widths: Sequence[int], width: int) -> list[int]:
    """The columns that stand side by side in `width`, in their order."""
    kept = list(range(len(columns)))
    while sum(widths[n] for n in kept) + len(_GAP) * (len(kept) - 1) > width:
        least = max(kept, key=lambda n: (columns[n].lesser, n))
        if not columns[least].lesser:
            break
        kept.remove(least)
    return kept


def _line(cells: Sequence[str], kept: Sequence[int], columns: Sequence[Column], widths: Sequence[int]) -> str:
    padded = []
    for cell, n in zip(cells, kept, strict=True):
        space = " " * (widths[n] - cell_len(cell))
        padded.append(space + cell if columns[n].numeric else cell + space)
    return _GAP.join(padded)


def _indent(kept: Sequence[int], columns: Sequence[Column], widths: Sequence[int]) -> int:
    # What belongs to a row stands under its first text, so that the numbers of the rows stay free to be seen.
    first = kept[0]
    return widths[first] + len(_GAP) if columns[first].numeric and len(kept) > 1 else len(_GAP)
