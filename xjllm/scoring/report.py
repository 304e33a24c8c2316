"""Scores as plain data for JSON, and as tables for Markdown and the terminal.

A table's cells are raw text, some of it from articles; `render_markdown` makes it harmless, and so does the command
line for the terminal.
"""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from xjllm.plain_text import plain_line
from xjllm.scoring.mistakes import list_mistakes
from xjllm.scoring.resampling import bootstrap_interval

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from xjllm.result import TokenUse
    from xjllm.scoring.finder import FinderScore
    from xjllm.scoring.mistakes import Mistake
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
        notes: what a reader must know, one line each; never cut.
        lesser: names of the columns that go below their rows where these are too wide, the first one first.
        prose: names of the columns that hold text rather than figures and names.
    """

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: frozenset[str] = frozenset()
    notes: tuple[str, ...] = ()
    lesser: tuple[str, ...] = ()
    prose: frozenset[str] = frozenset()


def board_table(runs: Sequence[RunScore]) -> Table:
    """One row for each run, with the failed articles of all runs in the notes."""
    columns = (
        *("run", "figures F1", "core F1", "core F1 95 %", "strict F1", "strict F1 95 %", "doubtful", "false alarms"),
        *("articles", "failed", "figures P / R", "core P / R", "strict P / R", "tokens", "requests"),
    )
    lesser = (
        *("requests", "tokens", "figures P / R", "core P / R", "strict P / R", "core F1 95 %", "strict F1 95 %"),
        *("articles", "failed", "false alarms", "doubtful"),
    )
    rows: list[tuple[str, ...]] = []
    for run in runs:
        doubts, usage = run.doubts, run.usage
        rows.append(
            (
                *(run.name, _share(run.figures.f1)),
                *(_share(run.core.f1), _range(bootstrap_interval(run.scores("core")))),
                *(_share(run.strict.f1), _range(bootstrap_interval(run.scores("strict")))),
                *(f"{doubts.caught}/{doubts.doubtful}", str(doubts.false_alarms)),
                *(str(len(run.articles)), str(len(run.failed))),
                *(_ratios(run.figures), _ratios(run.core), _ratios(run.strict)),
                *(_tokens(usage), str(usage.requests)),
            )
        )
    notes = [f"{run.name}: {one.name} failed: {one.failure}" for run in runs for one in run.failed]
    articles = len(runs[0].articles) if runs else 0
    explained = (
        f"P precision, R recall; 95 %: bootstrap interval over articles (n = {articles}); doubtful: figures that the "
        f"gold doubts and a finding names; false alarms: findings that name none of them. {NOTHING} is 0/0."
    )
    return Table("Scores", columns, tuple(rows), frozenset(columns[1:]), (explained, *notes), lesser)


def article_table(run: RunScore) -> Table:
    """One row for each article of a run; why one failed is in the notes."""
    columns = ("article", "gold", "got", "figures F1", "core F1", "strict F1", "doubtful", "false alarms")
    rows = tuple(
        (
            one.name,
            str(len(one.gold.facts)),
            str(len(one.facts)) if one.failure is None else "failed",
            *(_share(getattr(one, level).f1) for level in _LEVELS),
            f"{one.doubts.caught}/{one.doubts.doubtful}",
            str(one.doubts.false_alarms),
        )
        for one in run.articles
    )
    notes = tuple(f"{one.name} failed: {one.failure}" for one in run.failed)
    lesser = ("false alarms", "doubtful", "figures F1", "got", "gold")
    return Table(f"Articles of {run.name}", columns, rows, frozenset(columns[1:]), notes, lesser)


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
    """Everything that a run got wrong, a row for each fact."""
    rows = []
    for (article, kind, figure, sentence), of_fact in groupby(
        list_mistakes(run), key=lambda one: (one.article, one.kind, one.figure, one.sentence)
    ):
        wrong = "; ".join(_wrong(one) for one in of_fact)
        rows.append((article, kind, figure, wrong, sentence))
    columns = ("article", "what", "figure", "wrong", "sentence")
    prose = frozenset({"wrong", "sentence"})
    return Table(f"Mistakes of {run.name}", columns, tuple(rows), prose=prose)


def _wrong(mistake: Mistake) -> str:
    if mistake.field:
        return f"{mistake.field}: {mistake.got or NOTHING}, gold {mistake.gold or NOTHING}"
    return mistake.gold or mistake.got or NOTHING


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
    columns = ("article", "what", "doubtful", "code", "message")
    prose = frozenset({"doubtful", "message"})
    return Table(f"Findings of {run.name}", columns, tuple(rows), lesser=("code",), prose=prose)


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
        lines += ["", _escaped(note, None)]
    return "\n".join(lines) + "\n"


def _escaped(text: str, limit: int | None = _CELL) -> str:
    return _MARKDOWN.sub(r"\\\1", plain_line(text, limit))


def _share(ratio: float | None) -> str:
    return NOTHING if ratio is None else f"{ratio:.3f}"


def _ratios(score: Score) -> str:
    return " / ".join(map(_share, (score.precision, score.recall)))


def _tokens(usage: TokenUse) -> str:
    # An endpoint that counts nothing says nothing about the cost: that is not 0.
    total = usage.input_tokens + usage.output_tokens
    return str(total) if total or not usage.requests else NOTHING


def _range(interval: Interval | None) -> str:
    return NOTHING if interval is None else f"{interval.low:.3f} to {interval.high:.3f}"


def _score_dict(score: Score) -> dict[str, Any]:
    return asdict(score) | {"precision": score.precision, "recall": score.recall, "f1": score.f1}
