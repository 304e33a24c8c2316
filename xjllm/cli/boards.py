"""The score board and the lists of `eval` for a terminal."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from rich.text import Text

from xjllm.cli.layout import Column, Row, print_rows, print_text, wrap
from xjllm.plain_text import plain_line
from xjllm.scoring.agreement import STRICT_FIELDS
from xjllm.scoring.report import NOTHING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.console import Console

    from xjllm.scoring import Mistake, Table

_SENTENCE = 300
"""Characters of a sentence that are shown; JSON has all."""


def print_table(console: Console, table: Table) -> None:
    """Print a table with its title and its notes, which are never cut."""
    print_text(console, table.title, style="bold")
    columns, prose = [], []
    for n, name in enumerate(table.columns):
        if name in table.prose:
            prose.append(n)
        else:
            rank = len(table.lesser) - table.lesser.index(name) if name in table.lesser else 0
            columns.append(Column(name, numeric=name in table.numeric, lesser=rank, named=True))
    rows = [
        Row(
            tuple(cell for n, cell in enumerate(cells) if n not in prose),
            tuple(plain_line(cells[n], _SENTENCE) for n in prose),
        )
        for cells in table.rows
    ]
    if rows:
        print_rows(console, columns, rows)
    else:
        print_text(console, "none", style="dim")
    for note in table.notes:
        print_text(console, note, style="dim", hang=2)
    console.print()


def print_mistakes(console: Console, run: str, mistakes: Sequence[Mistake]) -> None:
    """Print everything that a run got wrong: each fact once with its sentence, below it what is wrong with it."""
    print_text(console, f"Mistakes of {run}", style="bold")
    if not mistakes:
        print_text(console, "none", style="dim")
    for article, of_article in groupby(mistakes, key=lambda each: each.article):
        print_text(console, article, style="underline")
        for (kind, figure, sentence), of_fact in groupby(of_article, key=_fact_of):
            print_text(console, " · ".join(filter(None, (kind, figure, plain_line(sentence, _SENTENCE)))), hang=4)
            _print_fields(console, of_fact)
    console.print()


def _fact_of(mistake: Mistake) -> tuple[str, str, str]:
    return mistake.kind, mistake.figure, mistake.sentence


def _print_fields(console: Console, mistakes: Iterable[Mistake]) -> None:
    for each in mistakes:
        if each.field:
            unscored = "" if each.field in STRICT_FIELDS else " (in no score)"
            said = f"{each.field}: {each.got or NOTHING}, gold {each.gold or NOTHING}{unscored}"
        else:
            said = each.gold or each.got or NOTHING
        for line in wrap([plain_line(said)], console.width - 6):
            console.print(Text(" " * 6 + line), soft_wrap=True)
