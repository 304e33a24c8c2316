"""What the commands print. Text from articles is printed as text: never as markup, never as a formula."""

from __future__ import annotations

import csv
import json
import sys
from collections import Counter
from contextlib import contextmanager
from itertools import groupby
from typing import TYPE_CHECKING, Any

from xjllm.cli.layout import Column, Row, open_console, print_rows, print_text
from xjllm.cli.phrases import phrase_amount, phrase_details, phrase_fact, phrase_partner, phrase_period
from xjllm.figures import find_figures
from xjllm.plain_text import csv_text, plain_text
from xjllm.result import ROW_COLUMNS, Extraction

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from rich.console import Console

    from xjllm.article import Article
    from xjllm.cli.options import TableFormat
    from xjllm.errors import XjllmError
    from xjllm.finding import Finding

_SEVERITY_STYLE = {"error": "bold red", "warning": "yellow", "info": "dim"}
_HASH = 16
"""Characters of a hash that are shown; facts and recordings carry all 64."""

_FIGURE_COLUMNS = ("article", "start", "end", "figure", "value", "unit", "comparator", "kind", "where")


class ExtractionPrinter:
    """Prints what `extract` comes to, article by article, in the form asked for.

    Args:
        table_format: the form.
        many: whether several files were given: JSON is then a list, whatever became of them, else one object.
    """

    def __init__(self, table_format: TableFormat, *, many: bool) -> None:
        self._format = table_format
        self._many = many
        self._printed = 0

    @contextmanager
    def opened(self) -> Iterator[ExtractionPrinter]:
        """The printer, between what stands before all articles and what stands after them.

        What ends the run early leaves whole JSON behind.
        """
        if self._format == "csv":
            _write_csv(ROW_COLUMNS, (), heading=True)
        try:
            yield self
        finally:
            if self._format == "json" and self._many:
                sys.stdout.write("\n]\n" if self._printed else "[]\n")

    def add(self, extraction: Extraction) -> None:
        """Print an article's extraction."""
        if self._format == "table":
            _print_extraction(open_console(), extraction)
        elif self._format == "csv":
            _write_csv(ROW_COLUMNS, extraction.to_rows())
        else:
            self._write_json(extraction.to_dict())
        sys.stdout.flush()

    def fail(self, name: str, error: XjllmError) -> None:
        """Print that an article gave nothing, where the form has a place for it: JSON and JSON lines."""
        if self._format in {"json", "jsonl"}:
            self._write_json({"name": name, "failure": {"error": type(error).__name__, "message": str(error)}})
            sys.stdout.flush()

    def _write_json(self, plain: dict[str, Any]) -> None:
        if self._format == "jsonl":
            sys.stdout.write(_json(plain, indent=None) + "\n")
        elif self._many:
            sys.stdout.write((",\n" if self._printed else "[\n") + _json(plain))
        else:
            sys.stdout.write(_json(plain) + "\n")
        self._printed += 1


def print_figures(articles: Sequence[Article], table_format: TableFormat) -> None:
    """Print the figures that code finds in the articles."""
    if table_format == "table":
        console = open_console()
        for article in articles:
            _print_figures(console, article, named=len(articles) > 1)
        return
    rows = (row for article in articles for row in _figure_rows(article))
    if table_format == "json":
        sys.stdout.write(_json(list(rows)) + "\n")
    elif table_format == "jsonl":
        for row in rows:
            sys.stdout.write(_json(row, indent=None) + "\n")
    else:
        _write_csv(_FIGURE_COLUMNS, rows, heading=True)


def print_prompts() -> None:
    """Print the prompt versions and their hashes."""
    from xjllm.prompting import load_prompt, prompt_versions

    prompts = [(version, load_prompt(version)) for version in prompt_versions()]
    rows = [
        Row((version, prompt.sha256[:_HASH], prompt.schema_sha256[:_HASH], prompt.answer_type.__name__))
        for version, prompt in prompts
    ]
    columns = (
        Column("version"),
        Column("prompt sha256"),
        Column("schema sha256", lesser=1, named=True),
        Column("answer", lesser=2, named=True),
    )
    print_rows(open_console(), columns, rows)


def _figure_rows(article: Article) -> Iterator[dict[str, Any]]:
    for figure in find_figures(article.text):
        furniture = article.furniture_at(figure.start, figure.end)
        yield {
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


def _print_figures(console: Console, article: Article, *, named: bool) -> None:
    if named:
        print_text(console, article.name, style="bold")
    columns = (
        *(Column("start", numeric=True), Column("figure"), Column("value", numeric=True, lesser=1)),
        *(Column("kind", lesser=3), Column("where", lesser=2)),
    )
    rows = []
    for row in _figure_rows(article):
        value = phrase_amount(row["value"], row["unit"], row["comparator"]) if row["value"] is not None else "?"
        rows.append(Row((str(row["start"]), row["figure"], value, row["kind"], row["where"])))
    if rows:
        print_rows(console, columns, rows)
    print_text(console, f"{len(rows)} figure{'' if len(rows) == 1 else 's'}")
    console.print()


def _print_extraction(console: Console, extraction: Extraction) -> None:
    if extraction.title:
        print_text(console, extraction.title, style="bold")
    published = extraction.published.isoformat() if extraction.published else "on an unknown day"
    about = [extraction.name, f"published {published}", f"model {extraction.model}"]
    facts = extraction.facts
    # What most facts share is said once.
    reporters = {fact.reporter for fact in facts}
    if len(reporters) == 1:
        about.append(f"trade of {facts[0].reporter}")
    source = Counter(fact.source for fact in facts).most_common(1)[0][0] if facts else None
    if source:
        about.append(f"source {source} where no other is named")
    print_text(console, " · ".join(about), style="dim")
    console.print()
    serious = [finding for finding in extraction.findings if finding.severity != "info"]
    numbered = {id(finding): n for n, finding in enumerate(serious, start=1)}
    columns = [
        *(Column("#", numeric=True), Column("figure"), Column("value", numeric=True, lesser=1)),
        *(Column("what", lesser=4), Column("with", lesser=3, named=True), Column("period", lesser=2)),
        *([Column("see")] if serious else []),
    ]
    rows = []
    for index, fact in enumerate(facts):
        marks = "".join(f"({numbered[id(each)]})" for each in extraction.findings_of(index) if id(each) in numbered)
        value = phrase_amount(fact.value, fact.unit, fact.comparator, per=fact.per)
        partner = phrase_partner(fact, with_reporter=len(reporters) > 1)
        cells = (str(index + 1), fact.figure, value, phrase_fact(fact), partner, phrase_period(fact.period))
        details = phrase_details(fact, source=source)
        rows.append(Row((*cells, *([marks] if serious else [])), details))
    if rows:
        print_rows(console, columns, rows)
    else:
        print_text(console, "No trade facts.")
    if extraction.findings:
        console.print()
    for n, finding in enumerate(serious, start=1):
        _print_finding(console, f"({n})", finding)
    for finding in extraction.findings:
        if finding.severity == "info":
            _print_finding(console, " · ", finding)
    runs = [
        f"{', '.join(each.figure for each in run)} ({reason.replace('_', ' ')})"
        for reason, run in groupby(extraction.set_aside, key=lambda each: each.reason)
    ]
    print_text(console, f"Not facts: {', '.join(runs) or 'none'}", style="dim", hang=4)
    console.print()


def _print_finding(console: Console, mark: str, finding: Finding) -> None:
    facts = sorted(index + 1 for index in finding.facts)
    where = f" [fact{'s' if len(facts) > 1 else ''} {', '.join(map(str, facts))}]" if facts else ""
    text = f"{mark} {finding.severity}: {finding.message}{where} — {finding.code}"
    print_text(console, text, style=_SEVERITY_STYLE[finding.severity], hang=4)


def _number(value: Any) -> int | float:  # noqa: ANN401 (json asks for anything it cannot write)
    return int(value) if value == int(value) else float(value)


def _json(plain: Any, *, indent: int | None = 2) -> str:  # noqa: ANN401 (any JSON value)
    text = json.dumps(plain, ensure_ascii=False, indent=indent, default=_number)
    if plain_text(text) == text:
        return text
    # JSON lets through what turns a line of a terminal round; as an escape it is the same text.
    return json.dumps(plain, ensure_ascii=True, indent=indent, default=_number)


def _write_csv(columns: Iterable[str], rows: Iterable[dict[str, Any]], *, heading: bool = False) -> None:
    writer = csv.DictWriter(sys.stdout, fieldnames=list(columns), lineterminator="\n")
    if heading:
        writer.writeheader()
    for row in rows:
        writer.writerow({name: _cell(value) for name, value in row.items()})


def _cell(value: Any) -> Any:  # noqa: ANN401 (a cell of any type)
    if not isinstance(value, str):
        return format(value, "f") if type(value).__name__ == "Decimal" else value
    return csv_text(value)
