"""What the commands print. Text from articles is printed as text: never as markup, never as a formula."""

from __future__ import annotations

import csv
import json
import re
import sys
from typing import TYPE_CHECKING, Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from xjllm.figures import find_figures
from xjllm.prompting import load_prompt, prompt_versions
from xjllm.result import ROW_COLUMNS, Extraction

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from decimal import Decimal

    from xjllm.article import Article
    from xjllm.cli.app import TableFormat
    from xjllm.fact import Fact
    from xjllm.finding import Finding

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_NUMBER = re.compile(r"[+-]?[\d.,]+\s?%?")
_SEVERITY_STYLE = {"error": "bold red", "warning": "yellow", "info": "dim"}


def print_extractions(extractions: Sequence[Extraction], table_format: TableFormat) -> None:
    """Print what `extract` found, in the form asked for."""
    if table_format == "json":
        plain = [extraction.to_dict() for extraction in extractions]
        _print_json(plain[0] if len(plain) == 1 else plain)
    elif table_format == "jsonl":
        for extraction in extractions:
            sys.stdout.write(extraction.to_json(indent=None) + "\n")
    elif table_format == "csv":
        _print_csv(ROW_COLUMNS, (row for extraction in extractions for row in extraction.to_rows()))
    else:
        console = open_console()
        for extraction in extractions:
            _print_extraction(console, extraction)


def print_figures(articles: Sequence[Article], table_format: TableFormat) -> None:
    """Print the figures that code finds in the articles."""
    columns = ("article", "start", "end", "figure", "value", "unit", "comparator", "kind", "where")
    rows = [
        {
            "article": article.name,
            "start": figure.start,
            "end": figure.end,
            "figure": figure.text,
            "value": figure.value,
            "unit": figure.unit,
            "comparator": figure.comparator,
            "kind": figure.kind,
            "where": furniture.kind if furniture else "story",
        }
        for article in articles
        for figure in find_figures(article.text)
        for furniture in [article.furniture_at(figure.start, figure.end)]
    ]
    if table_format == "json":
        _print_json(rows)
    elif table_format == "jsonl":
        for row in rows:
            sys.stdout.write(json.dumps(row, ensure_ascii=False, default=_number) + "\n")
    elif table_format == "csv":
        _print_csv(columns, rows)
    else:
        shown = columns if len(articles) > 1 else columns[1:]
        table = _table(*shown)
        for row in rows:
            table.add_row(*(_text(_plain(row[column])) for column in shown))
        console = open_console()
        console.print(table)
        console.print(f"{len(rows)} figures")


def print_prompts() -> None:
    """Print the prompt versions and their hashes."""
    table = _table("version", "prompt sha256", "schema sha256", "answer")
    for version in prompt_versions():
        prompt = load_prompt(version)
        table.add_row(version, prompt.sha256[:16], prompt.schema_sha256[:16], prompt.answer_type.__name__)
    open_console().print(table)


def _print_extraction(console: Console, extraction: Extraction) -> None:
    console.print(_text(extraction.title or extraction.name, "bold"))
    published = extraction.published.isoformat() if extraction.published else "unknown day"
    console.print(_text(f"{extraction.name} · published {published} · model {extraction.model}", "dim"))
    table = _table("#", "figure", "value", "what", "whose and with whom", "period", "more", "see")
    numbered = {id(finding): n for n, finding in enumerate(_serious(extraction), start=1)}
    for index, fact in enumerate(extraction.facts):
        marks = [f"{numbered[id(f)]}" for f in extraction.findings_of(index) if id(f) in numbered]
        table.add_row(
            str(index + 1),
            _text(fact.figure),
            f"{'' if fact.comparator == '=' else fact.comparator}{_amount(fact.value)} {fact.unit}",
            _text(_what(fact)),
            _text(f"{fact.reporter} ↔ {fact.partner}"),
            str(fact.period or "?"),
            _text(_more(fact)),
            _text(" ".join(f"({mark})" for mark in marks), "yellow"),
        )
    console.print(table)
    for n, finding in enumerate(_serious(extraction), start=1):
        _print_finding(console, f"({n})", finding)
    for finding in extraction.findings:
        if finding.severity == "info":
            _print_finding(console, " · ", finding)
    aside = ", ".join(f"{each.figure} ({each.reason})" for each in extraction.set_aside)
    console.print(_text(f"Not facts: {aside or 'none'}", "dim"))
    console.print()


def _serious(extraction: Extraction) -> list[Finding]:
    return [finding for finding in extraction.findings if finding.severity != "info"]


def _print_finding(console: Console, mark: str, finding: Finding) -> None:
    where = f" [facts {', '.join(str(index + 1) for index in finding.facts)}]" if finding.facts else ""
    text = f"{mark} {finding.severity}: {finding.message}{where} — {finding.code}"
    console.print(_text(text, _SEVERITY_STYLE[finding.severity]))


def _what(fact: Fact) -> str:
    words = [fact.flow, fact.measure.replace("_", " "), fact.statistic.replace("_", " "), fact.basis]
    return " ".join(word for word in words if word)


def _more(fact: Fact) -> str:
    words = [
        fact.commodity,
        fact.enterprise_type and fact.enterprise_type.replace("_", " "),
        fact.trade_mode,
        fact.zone,
        fact.port and f"port {fact.port}",
        fact.transport and f"by {fact.transport}",
        fact.per and f"per {fact.per}",
        fact.ranked_by and f"ranked by {fact.ranked_by}",
        fact.whole and "of " + ", ".join(f"{k} {v}" for k, v in fact.whole.model_dump(exclude_unset=True).items()),
        "adjusted" if fact.adjusted else None,
        "record" if fact.record else None,
        fact.source and f"[{fact.source}]",
    ]
    return "; ".join(str(word) for word in words if word)


def _amount(value: Decimal) -> str:
    return f"{value.normalize():,f}"


def _plain(value: Any) -> str:  # noqa: ANN401 (a cell of any type)
    if value is None:
        return "?"
    return str(value) if isinstance(value, str | int) else _amount(value)


def _text(text: str, style: str = "") -> Text:
    # A Text is never parsed as markup.
    return Text(plain_text(text), style=style)


def plain_text(text: str) -> str:
    """`text` without control and bidirectional characters, which could redraw the terminal."""
    return _CONTROL.sub("�", text)


def _table(*columns: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold", justify="right" if column in {"#", "value"} else "left")
    return table


def open_console() -> Console:
    """The console on standard output."""
    # Pipes and files have no width of their own; 80 columns would fold every row.
    return Console() if sys.stdout.isatty() else Console(width=160)


def _number(value: Any) -> int | float:  # noqa: ANN401 (json asks for anything it cannot write)
    return int(value) if value == int(value) else float(value)


def _print_json(plain: Any) -> None:  # noqa: ANN401 (any JSON value)
    sys.stdout.write(json.dumps(plain, ensure_ascii=False, indent=2, default=_number) + "\n")


def _print_csv(columns: Iterable[str], rows: Iterable[dict[str, Any]]) -> None:
    writer = csv.DictWriter(sys.stdout, fieldnames=list(columns), lineterminator="\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({name: _cell(value) for name, value in row.items()})


def _cell(value: Any) -> Any:  # noqa: ANN401 (a cell of any type)
    # A spreadsheet would run a text that begins like a formula; an apostrophe makes it text.
    is_formula = isinstance(value, str) and len(value) > 1 and value[0] in "=+-@\t\r"
    if is_formula and not _NUMBER.fullmatch(value):
        return "'" + value
    return format(value, "f") if type(value).__name__ == "Decimal" else value
