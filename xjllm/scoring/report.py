"""Scores as plain data for JSON, and as tables for Markdown and the terminal.

A table's cells are raw text, some of it from articles; `render_markdown` and `render_rich` make it harmless,
each for its own medium.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from xjllm.scoring.mistakes import list_mistakes
from xjllm.scoring.resampling import bootstrap_interval

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.table import Table as RichTable

    from xjllm.result import TokenUse
    from xjllm.scoring.finder import FinderScore
    from xjllm.scoring.resampling import Difference, Interval
    from xjllm.scoring.scores import Level, RunScore, Score

NOTHING = "\u2013"
"""What stands for 0/0, and for what is not there."""

_LEVELS: tuple[Level, ...] = ("figures", "core", "strict")
_CELL = 200
"""Characters of one cell that a table shows; JSON has all."""
# Everything that begins inline Markdown, HTML, mathematics, an emoji or a mention; figures stay readable.
_MARKDOWN = re.compile(r"([\\`*_\[\]<>&|~!$#@]|:(?=\S))")


@dataclass(frozen=True, slots=True)
class Table:
    """A table of raw text.

    Attributes:
        title: one line.
        columns: headings.
        rows: as many cells each as there are columns.
        numeric: names of the columns that are set flush right.
        notes: what a reader must know, one line each.
    """

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: frozenset[str] = frozenset()
    notes: tuple[str, ...] = ()


def board_table(runs: Sequence[RunScore]) -> Table:
    """One row for each run, with the failed articles of all runs in the notes."""
    columns = (
        *("run", "articles", "failed", "figures P / R / F1"),
        *("core P / R / F1", "core F1 95 %", "strict P / R / F1", "strict F1 95 %"),
        *("doubtful caught", "false alarms", "tokens", "requests"),
    )
    rows: list[tuple[str, ...]] = []
    for run in runs:
        doubts, usage = run.doubts, run.usage
        rows.append(
            (
                *(run.name, str(len(run.articles)), str(len(run.failed)), _ratios(run.figures)),
                *(_ratios(run.core), _range(bootstrap_interval(run.scores("core")))),
                *(_ratios(run.strict), _range(bootstrap_interval(run.scores("strict")))),
                *(f"{doubts.caught}/{doubts.doubtful}", str(doubts.false_alarms)),
                *(_tokens(usage), str(usage.requests)),
            )
        )
    notes = [f"{run.name}: {one.name} failed: {one.failure}" for run in runs for one in run.failed]
    articles = len(runs[0].articles) if runs else 0
    return Table(
        "Scores",
        columns,
        tuple(rows),
        frozenset(columns[1:]),
        (
            f"95 %: bootstrap interval over articles (n = {articles}). {NOTHING} is 0/0.",
            *notes,
        ),
    )


def article_table(run: RunScore) -> Table:
    """One row for each article of a run."""
    columns = (
        *("article", "gold facts", "predicted facts", "figures F1", "core F1", "strict F1"),
        *("doubtful caught", "false alarms", "failure"),
    )
    rows = tuple(
        (
            one.name,
            str(len(one.gold.facts)),
            str(len(one.facts)),
            *(_share(getattr(one, level).f1) for level in _LEVELS),
            f"{one.doubts.caught}/{one.doubts.doubtful}",
            str(one.doubts.false_alarms),
            one.failure or NOTHING,
        )
        for one in run.articles
    )
    return Table(f"Articles of {run.name}", columns, rows, frozenset(columns[1:-1]))


def field_table(runs: Sequence[RunScore]) -> Table:
    """The accuracy of each field, a column for each run."""
    fields = [run.fields for run in runs]
    names = tuple(fields[0]) if fields else ()
    columns = ("field", *(run.name for run in runs))
    rows = (
        (name, *(f"{_share(of[name].accuracy)} ({of[name].agreed}/{of[name].paired})" for of in fields))
        for name in names
    )
    note = "Over facts that have a partner in the gold. source counts neither for core nor for strict facts."
    return Table("Accuracy by field", columns, tuple(rows), frozenset(columns[1:]), (note,))


def mistake_table(run: RunScore) -> Table:
    """Everything that a run got wrong."""
    rows = tuple(
        (
            one.article,
            one.kind,
            one.figure,
            one.field or "",
            one.gold or NOTHING,
            one.got or NOTHING,
            one.sentence,
        )
        for one in list_mistakes(run)
    )
    return Table(f"Mistakes of {run.name}", ("article", "what", "figure", "field", "gold", "got", "sentence"), rows)


def finding_table(run: RunScore) -> Table:
    """The findings of a run with the doubtful figures they touch, and the doubtful figures not touched."""
    rows = []
    for one in run.articles:
        caught: set[int] = set()
        for finding in one.findings:
            touched = one.touched_by(finding)
            caught.update(touched)
            figures = ", ".join(one.gold.doubtful[i].figure for i in touched)
            rows.append((one.name, "caught" if touched else "false alarm", figures, finding.code, finding.message))
        rows += [
            (one.name, "not caught", doubt.figure, "", doubt.why)
            for i, doubt in enumerate(one.gold.doubtful)
            if i not in caught
        ]
    return Table(f"Findings of {run.name}", ("article", "what", "doubtful", "code", "message"), tuple(rows))


def comparison_table(first: str, second: str, differences: Iterable[Difference]) -> Table:
    """Two runs against each other, a row for each level."""
    columns = ("facts", first, second, "difference", "p", "articles", "assignments")
    rows = tuple(
        (
            one.level,
            _share(one.first),
            _share(one.second),
            NOTHING if one.difference is None else f"{one.difference:+.3f}",
            NOTHING if one.p_value is None else f"{one.p_value:.4f}",
            str(one.articles),
            f"{one.draws} ({'all' if one.exact else 'drawn'})",
        )
        for one in differences
    )
    note = "Micro F1; p of the two-sided permutation test that exchanges the two runs article by article."
    return Table(f"{first} against {second}", columns, rows, frozenset(columns[1:]), (note,))


def finder_table(score: FinderScore) -> Table:
    """What code alone finds."""
    figures = score.figures
    row = (
        str(figures.tp + figures.fn),
        str(figures.tp),
        str(score.same_span),
        _share(figures.recall),
        str(figures.fp),
        _share(score.extra),
    )
    columns = ("gold figures", "found", "same span", "recall", "other offers", "per gold figure")
    notes = tuple(f"missed in {article}: {figure}" for article, figure in score.missed)
    return Table("Figures found by code alone", columns, (row,), frozenset(columns), notes)


def run_to_dict(run: RunScore, *, show: bool = False) -> dict[str, Any]:
    """A run's scores as plain JSON types: None for 0/0, ratios unrounded, counts beside them.

    Args:
        run: the scored run.
        show: whether to list every mistake.
    """
    plain: dict[str, Any] = {
        "run": run.name,
        "articles": len(run.articles),
        "failures": {one.name: one.failure for one in run.failed},
        **{level: _score_dict(getattr(run, level)) for level in _LEVELS},
        "fields": {name: asdict(of) | {"accuracy": of.accuracy} for name, of in run.fields.items()},
        "doubtful": asdict(run.doubts),
        "usage": run.usage.model_dump(),
        "by_article": [
            {
                "article": one.name,
                "failure": one.failure,
                **{level: _score_dict(getattr(one, level)) for level in _LEVELS},
                "doubtful": asdict(one.doubts),
            }
            for one in run.articles
        ],
    }
    for level in ("core", "strict"):
        interval = bootstrap_interval(run.scores(level))
        plain[level]["f1_interval"] = None if interval is None else asdict(interval)
    if show:
        plain["mistakes"] = [asdict(mistake) for mistake in list_mistakes(run)]
    return plain


def difference_to_dict(difference: Difference) -> dict[str, Any]:
    """A comparison at one level as plain JSON types."""
    return asdict(difference) | {"difference": difference.difference}


def render_markdown(table: Table) -> str:
    """The table in GitHub's Markdown, ending with a line end; no cell can begin markup of any kind."""

    def row(cells: Iterable[str]) -> str:
        return "| " + " | ".join(_escaped(cell) for cell in cells) + " |"

    rule = "|" + "|".join(" ---: " if name in table.numeric else " --- " for name in table.columns) + "|"
    lines = [f"**{_escaped(table.title)}**", "", row(table.columns), rule, *map(row, table.rows)]
    for note in table.notes:
        lines += ["", _escaped(note)]
    return "\n".join(lines) + "\n"


def render_rich(table: Table) -> RichTable:
    """The table for a terminal. Cells are Text, never markup, and hold no control character."""
    from rich.table import Table as RichTable
    from rich.text import Text

    drawn = RichTable(
        title=Text(_plain(table.title)),
        caption=Text("\n".join(map(_plain, table.notes))) if table.notes else None,
        caption_justify="left",
    )
    for name in table.columns:
        drawn.add_column(Text(_plain(name)), justify="right" if name in table.numeric else "left", overflow="fold")
    for cells in table.rows:
        drawn.add_row(*(Text(_plain(cell)) for cell in cells))
    return drawn


def _escaped(text: str) -> str:
    return _MARKDOWN.sub(r"\\\1", _plain(text))


def _plain(text: str) -> str:
    """One line of at most `_CELL` characters, without control, format and surrogate characters."""
    line = " ".join(text[: 4 * _CELL].split())
    line = "".join("\ufffd" if unicodedata.category(sign) in {"Cc", "Cf", "Cs"} else sign for sign in line)
    return line if len(line) <= _CELL else line[: _CELL - 1] + "…"


def _share(ratio: float | None) -> str:
    return NOTHING if ratio is None else f"{ratio:.3f}"


def _ratios(score: Score) -> str:
    return " / ".join(map(_share, (score.precision, score.recall, score.f1)))


def _tokens(usage: TokenUse) -> str:
    # An endpoint that counts nothing says nothing about the cost: that is not 0.
    total = usage.input_tokens + usage.output_tokens
    return str(total) if total or not usage.requests else NOTHING


def _range(interval: Interval | None) -> str:
    return NOTHING if interval is None else f"{interval.low:.3f} to {interval.high:.3f}"


def _score_dict(score: Score) -> dict[str, Any]:
    return asdict(score) | {"precision": score.precision, "recall": score.recall, "f1": score.f1}
