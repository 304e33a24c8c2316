"""What `batch`, `export` and `status` print: a live bar in a terminal, plain lines elsewhere, the end's account."""

from __future__ import annotations

import asyncio
import threading
import time
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, Any, Protocol

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeRemainingColumn
from rich.table import Column

from xjllm.cli.layout import open_console
from xjllm.plain_text import plain_text

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence
    from pathlib import Path

    from xjllm.batch import BatchReport, BatchRun, ConfigState, Outcome
    from xjllm.batch.estimating import BatchEstimate
    from xjllm.prices import Budget

_LINE_EVERY_S = 10.0
_REDRAW_EVERY_S = 0.25
_PAUSE_LINE_EVERY_S = 5.0
_FAILURES_SHOWN = 20
_WIDE = 110


class BatchProgress(Protocol):
    """What is told about each outcome while a batch runs."""

    def show(self, outcome: Outcome) -> None:
        """Note an outcome."""
        ...


@asynccontextmanager
async def show_progress(
    run: BatchRun, inputs: Sequence[str], *, out: Path, quiet: bool
) -> AsyncIterator[BatchProgress]:
    """Shows how the run goes on, on standard error: a bar where that is a terminal, else a line now and then."""
    console = Console(stderr=True)
    if quiet:
        yield _Quiet()
        return
    total = _Total(inputs, out)
    if not console.is_terminal:
        telling = asyncio.create_task(_tell_pauses(run))
        try:
            yield _Lines(run, total)
        finally:
            await _end(telling)
        return
    bar = _Bar(run, total, console)
    drawing = asyncio.create_task(bar.redraw())
    try:
        with bar.progress:
            yield bar
            bar.draw()
    finally:
        await _end(drawing)


async def _end(task: asyncio.Task[None]) -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def _tell_pauses(run: BatchRun) -> None:
    """A line for each pause, but not for each of many short ones."""
    told, last_s = 0, -_PAUSE_LINE_EVERY_S
    while True:
        snapshot = getattr(run.model, "snapshot", None)
        pace: Any = snapshot() if snapshot is not None else None
        pauses = getattr(pace, "pauses", 0)
        now_s = time.monotonic()
        if pauses > told and now_s - last_s >= _PAUSE_LINE_EVERY_S:
            told, last_s = pauses, now_s
            typer.echo(f"paused {pace.pause_s:.0f} s: the endpoint answers {pace.pause_reason}", err=True)
        await asyncio.sleep(_REDRAW_EVERY_S)


class _Total:
    """The number of articles in the inputs, counted beside the run; None until it is known."""

    def __init__(self, inputs: Sequence[str], out: Path) -> None:
        self.articles: int | None = None
        self._inputs = inputs
        self._out = out
        # The process does not wait for it at its end.
        threading.Thread(target=self._count, name="xjllm-count", daemon=True).start()

    def _count(self) -> None:
        from xjllm.batch.inputs import count_articles

        with suppress(OSError, ValueError):
            self.articles = count_articles(self._inputs, exclude=self._out) or None


class _Quiet:
    def show(self, outcome: Outcome) -> None:
        """Says nothing: failures are in the output."""


class _Failures:
    """Prints the first failures, one line each; the rest stands in the output."""

    def __init__(self) -> None:
        self._shown = 0

    def line(self, outcome: Outcome) -> str | None:
        if outcome.failure is None or self._shown > _FAILURES_SHOWN:
            return None
        self._shown += 1
        if self._shown > _FAILURES_SHOWN:
            return "xjllm: further failures are only counted here; all are in the table failures"
        return f"xjllm: {plain_text(outcome.failure.message)}"


class _Lines:
    def __init__(self, run: BatchRun, total: _Total) -> None:
        self._run = run
        self._total = total
        self._failures = _Failures()
        self._started = self._last = time.monotonic()

    def show(self, outcome: Outcome) -> None:
        line = self._failures.line(outcome)
        if line:
            typer.echo(line, err=True)
        now = time.monotonic()
        if now - self._last >= _LINE_EVERY_S:
            self._last = now
            report = self._run.report
            of = f" of {max(self._total.articles, report.seen):,}" if self._total.articles else ""
            rate = report.finished / (now - self._started)
            typer.echo(f"{report.seen:,}{of} articles, {rate:.1f}/s, {_spent(report)}{_pace(self._run)}", err=True)


class _Bar:
    def __init__(self, run: BatchRun, total: _Total, console: Console) -> None:
        self._run = run
        self._total = total
        self._failures = _Failures()
        self._started = time.monotonic()
        self.progress = Progress(
            SpinnerColumn(),
            TextColumn("{task.completed:,.0f}{task.fields[of]} articles", table_column=Column(no_wrap=True)),
            BarColumn(bar_width=24 if console.width >= _WIDE else 8),
            TextColumn("{task.fields[rate]:.1f}/s, left", table_column=Column(no_wrap=True)),
            TimeRemainingColumn(compact=True, table_column=Column(no_wrap=True)),
            # The only one that may take a second line.
            TextColumn("{task.fields[more]}", table_column=Column()),
            console=console,
            auto_refresh=False,
        )
        self._task = self.progress.add_task("", total=None, of="", rate=0.0, more="")

    def show(self, outcome: Outcome) -> None:
        line = self._failures.line(outcome)
        if line:
            self.progress.console.print(line, markup=False, highlight=False)

    def draw(self) -> None:
        report, articles = self._run.report, self._total.articles
        if articles is not None:
            articles = max(articles, report.seen)  # lines that clash were counted once
        self.progress.update(
            self._task,
            completed=report.seen,
            total=articles,
            of=f" of {articles:,}" if articles else "",
            rate=report.finished / max(0.001, time.monotonic() - self._started),
            more=_spent(report) + _pace(self._run),
        )
        self.progress.refresh()

    async def redraw(self) -> None:
        while True:
            self.draw()
            await asyncio.sleep(_REDRAW_EVERY_S)


def _spent(report: BatchReport) -> str:
    cost = f", {report.cost_usd:.4f} USD" if report.cost_usd is not None else ""
    failed = f", {report.failed:,} failed" if report.failed else ""
    return f"{_short(report.usage.tokens)} tokens{cost}{failed}"


def _short(count: int) -> str:
    for size, unit in ((1_000_000_000, "G"), (1_000_000, "M"), (1_000, "k")):
        if count >= size:
            return f"{count / size:.1f} {unit}"
    return str(count)


def _pace(run: BatchRun) -> str:
    snapshot = getattr(run.model, "snapshot", None)
    if snapshot is None:
        return ""
    pace: Any = snapshot()
    if hasattr(pace, "batches"):
        return f", {pace.gathering:,} gathering, {pace.sent:,} sent in {pace.batches} batches"
    cooling = f", paused for {pace.cooling_s:.0f} s" if pace.cooling_s > 0 else ""
    return f", {pace.in_flight} of {pace.concurrency} in flight{cooling}"


def print_report(report: BatchReport, out: Path) -> None:
    """Print what a run did."""
    counts = {
        "done": report.done,
        "done before": report.known,
        "exact copies": report.copies,
        "near copies marked": report.near_copies,
        "near copies left out": report.skipped,
        "failed": report.failed,
        "failed before": report.failed_before,
        "in work elsewhere": report.busy,
    }
    said = ", ".join(f"{name} {count:,}" for name, count in counts.items() if count or name == "done")
    typer.echo(f"Articles: {said}")
    usage = report.usage
    cost = f", {report.cost_usd:.4f} USD" if report.cost_usd is not None else ""
    cached = f" ({usage.cached_tokens:,} cached)" if usage.cached_tokens else ""
    tokens = f"input tokens {usage.input_tokens:,}{cached}, output tokens {usage.output_tokens:,}"
    if usage.requests and not usage.tokens:
        tokens = "whose tokens the endpoint does not count (limits are kept by what articles may use at most)"
    typer.echo(f"Facts: {report.facts:,}. Requests: {usage.requests:,}, {tokens}{cost}")
    if report.busy:
        typer.echo(f"Not done: {report.busy:,}, which another run has in work; start again when it has ended")
    if report.failed - report.bad_inputs or report.failed_before:
        typer.echo("What failed is in the table failures; do it again with --retry-failed")
    if report.bad_inputs:
        typer.echo("Inputs that cannot be read are in the table failures, and are tried again on every run")
    if report.ending == "interrupted":
        typer.echo("Interrupted: the rest is open; start again to go on")
    elif report.why:
        typer.echo(f"Stopped: {plain_text(report.why)}" + ("" if "again" in report.why else "; start again to go on"))
    typer.echo(f"Output: {out}")


def print_estimate(estimate: BatchEstimate, budget: Budget) -> None:
    """Print what a batch will probably use."""
    usage = estimate.estimate.usage
    typer.echo(
        f"Articles to ask about: {estimate.articles:,} (done before {estimate.known:,}, exact copies "
        f"{estimate.copies:,}, failed before {estimate.failed_before:,}, unreadable {estimate.bad:,})"
    )
    typer.echo(
        f"Requests: {usage.requests:,}, input tokens about {usage.input_tokens:,}, output tokens about "
        f"{usage.output_tokens:,}"
    )
    if estimate.estimate.cost_usd is None or budget.price is None:
        typer.echo("Cost: unknown, as the model's price is; give --price in=…,out=…")
    else:
        cost_usd = estimate.estimate.cost_usd
        typer.echo(f"Cost: about {cost_usd:.4f} USD ({plain_text(budget.price.source)})")
        if budget.max_cost_usd is not None and cost_usd > budget.max_cost_usd:
            typer.echo(f"That is more than --max-cost {budget.max_cost_usd}: a run will end before it is through")
    if budget.max_tokens is not None and usage.tokens > budget.max_tokens:
        typer.echo(f"That is more than --max-tokens {budget.max_tokens:,}: a run will end before it is through")


def print_status(states: Sequence[ConfigState]) -> None:
    """Print the state of each configuration."""
    console = open_console()
    for state in states:
        articles = ", ".join(f"{name} {count:,}" for name, count in sorted(state.articles.items())) or "none"
        lines = [
            f"configuration {state.config}: {state.prompt}, model {state.model}",
            f"  articles: {articles}; near copies {state.near_copies:,}; bad inputs {state.bad_inputs:,}",
            f"  requests {state.requests:,}, input tokens {state.input_tokens:,} ({state.cached_tokens:,} cached), "
            f"output tokens {state.output_tokens:,}"
            + (f", {state.cost_usd:.4f} USD" if state.cost_usd is not None else ""),
        ]
        if state.failures:
            kinds = ", ".join(f"{error} {count:,}" for error, count in state.failures.items())
            lines.append(f"  failures: {kinds}")
        if state.unwritten:
            lines.append(f"  finished, but in no Parquet file yet: {state.unwritten:,} (the next run writes them)")
        if state.unmet:
            lines.append(f"  not in the inputs of the last run that went through them: {state.unmet:,}")
        if state.running:
            lines.append(f"  running now: {state.running}")
        elif state.last_ending:
            when = state.last_ended_utc or f"begun {state.last_started_utc}"
            lines.append(f"  last run: {state.last_ending}, {when}")
        for line in lines:
            console.print(plain_text(line), markup=False, highlight=False, soft_wrap=True)
