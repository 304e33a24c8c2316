"""What `eval` prints: the score board, the comparisons and the mistakes, in each of its formats."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xjllm.scoring import GoldArticle, RunScore, Table


class ReportFormat(StrEnum):
    """How the score board is printed."""

    table = "table"
    json = "json"
    markdown = "markdown"


def print_report(
    runs: Sequence[RunScore], gold: Sequence[GoldArticle], *, report_format: ReportFormat, show: bool
) -> None:
    """Print what `eval` has to say: a row a run, a comparison a pair; with `show`, every mistake too."""
    from xjllm.cli.boards import print_mistakes
    from xjllm.cli.layout import open_console
    from xjllm.scoring import (
        article_table,
        compare_runs,
        difference_to_dict,
        finding_table,
        list_mistakes,
        mistake_table,
        run_to_dict,
        score_finder,
    )

    pairs = [(first, second) for i, first in enumerate(runs) for second in runs[i + 1 :]]
    if report_format is ReportFormat.json:
        plain = {
            "figures_by_code": asdict(score_finder(gold)),
            "runs": [run_to_dict(run, show=show) for run in runs],
            "comparisons": [
                {
                    "first": a.name,
                    "second": b.name,
                    **{level: difference_to_dict(compare_runs(a, b, level)) for level in ("core", "strict")},
                }
                for a, b in pairs
            ],
        }
        sys.stdout.write(json.dumps(plain, ensure_ascii=False, indent=2) + "\n")
        return
    for table in _tables(runs, gold, pairs):
        _print(table, report_format)
    for run in runs if show else ():
        _print(article_table(run), report_format)
        if report_format is ReportFormat.markdown:
            _print(mistake_table(run), report_format)
        else:
            print_mistakes(open_console(), run.name, list_mistakes(run))
        _print(finding_table(run), report_format)


def _tables(
    runs: Sequence[RunScore], gold: Sequence[GoldArticle], pairs: Sequence[tuple[RunScore, RunScore]]
) -> list[Table]:
    from xjllm.scoring import board_table, compare_runs, comparison_table, field_table, finder_table, score_finder

    tables = [board_table(runs)]
    for a, b in pairs:
        tables.append(comparison_table(a.name, b.name, [compare_runs(a, b, "core"), compare_runs(a, b, "strict")]))
    return [*tables, field_table(runs), finder_table(score_finder(gold))]


def _print(table: Table, report_format: ReportFormat) -> None:
    if report_format is ReportFormat.markdown:
        from xjllm.scoring import render_markdown

        sys.stdout.write(render_markdown(table) + "\n")
        return
    from xjllm.cli.boards import print_table
    from xjllm.cli.layout import open_console

    print_table(open_console(), table)
