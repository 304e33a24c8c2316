"""`xjllm batch`, `export` and `status`: many articles into tables, other formats of them, how far it is."""

from __future__ import annotations

import asyncio
import json
import logging
import signal
import sys
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from xjllm.cli.app import app
from xjllm.cli.options import ModeOption, TimeoutOption, read_settings
from xjllm.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Callable

    from xjllm.batch import BatchReport, BatchRun, BatchSettings
    from xjllm.model import Model

_BATCH_API_IN_FLIGHT = 2_000

EXIT_CODES = (
    "Exit codes: 0 all done; 1 some articles failed, or another run has them; 2 wrong usage or settings; "
    "3 no input could be read; 4 the model refused everything, or its endpoint was busy for too long; "
    "5 the output folder cannot be used; 6 the budget is used up; 130 interrupted."
)


class BatchFormat(StrEnum):
    """Formats in which the results can be written besides, or exported to."""

    parquet = "parquet"
    jsonl = "jsonl"
    csv = "csv"
    duckdb = "duckdb"


class Engine(StrEnum):
    """What sends the requests."""

    local = "local"
    ray = "ray"


class Via(StrEnum):
    """How the endpoint is asked."""

    chat = "chat"
    batch_api = "batch-api"


_Inputs = Annotated[
    list[str],
    typer.Argument(
        metavar="INPUT…",
        help="Folders, globs, files (.txt .html .json .jsonl, also .gz .zst), or URLs of fsspec (s3://…).",
    ),
]
_Out = Annotated[Path, typer.Option("--out", help="Output folder: the ledger, and Parquet files of each table.")]
_Run = Annotated[Path, typer.Argument(metavar="RUN", help="The output folder of a batch.")]
_Debug = Annotated[bool, typer.Option("--debug", help="Show the full trace of an error, and log in detail.")]


@app.command(epilog=EXIT_CODES)
def batch(
    inputs: _Inputs,
    out: _Out,
    model: Annotated[
        str | None,
        typer.Option(
            help="A model of the endpoint (OPENAI_BASE_URL, OPENAI_API_KEY), or recorded:NAME. Default: XJLLM_MODEL."
        ),
    ] = None,
    concurrency: Annotated[int, typer.Option(min=1, help="Requests in flight at the same time, at most.")] = 32,
    rpm: Annotated[float | None, typer.Option(help="Requests a minute, at most.")] = None,
    tpm: Annotated[float | None, typer.Option(help="Tokens a minute, at most.")] = None,
    max_cost: Annotated[
        str | None, typer.Option(metavar="USD", help="Stop before more than this is spent; start again to go on.")
    ] = None,
    max_tokens: Annotated[int | None, typer.Option(min=1, help="Stop before more tokens than this are used.")] = None,
    price: Annotated[
        str | None, typer.Option(help="Price in US dollars per million tokens: in=1.25,out=10,cached=0.125.")
    ] = None,
    estimate: Annotated[
        bool, typer.Option("--estimate", help="Print requests, tokens and cost, and ask nothing.")
    ] = False,
    via: Annotated[Via, typer.Option(help="batch-api: half the price, an answer within a day.")] = Via.chat,
    engine: Annotated[
        Engine, typer.Option(help="ray: requests are sent by workers of Ray (RAY_ADDRESS, or this machine).")
    ] = Engine.local,
    ray_workers: Annotated[int, typer.Option(min=1, help="Workers of --engine ray.")] = 2,
    retry_failed: Annotated[bool, typer.Option("--retry-failed", help="Do what failed again, and only that.")] = False,
    skip_near_duplicates: Annotated[
        bool,
        typer.Option(
            "--skip-near-duplicates", help="Leave out near copies of a story that state no number of their own."
        ),
    ] = False,
    workers: Annotated[
        int | None,
        typer.Option(
            min=0,
            help="Processes that read and check articles beside the one that asks. Default: one fewer than there are "
            "processors, where that one is busy nearly all the time.",
        ),
    ] = None,
    formats: Annotated[
        list[BatchFormat] | None,
        typer.Option("--format", help="Write this at the end, too, into export/. Can be repeated."),
    ] = None,
    mode: ModeOption = None,
    timeout: TimeoutOption = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print errors only.")] = False,
    debug: _Debug = False,
) -> None:
    """Extract the facts of many articles.

    Only of those that are not done yet: nothing finished is done twice.
    """
    from xjllm.batch import BatchSettings
    from xjllm.batch.models import batch_endpoint, find_batch_model, name_model
    from xjllm.batch.settings import local_folder
    from xjllm.batch.workshop import collect_rarely
    from xjllm.cli.batch_models import answer_settings, open_batch_api_model, open_ray_model, read_budget
    from xjllm.cli.progress import print_estimate, print_report
    from xjllm.pacing import Limits

    _set_up_logging(debug=debug)
    out = local_folder(out)
    over_batch_api = via is Via.batch_api
    if over_batch_api and engine is Engine.ray:
        raise SettingsError("--via batch-api needs no workers: leave --engine ray out")
    limits = Limits(rpm=rpm, tpm=tpm, max_concurrency=concurrency, start_concurrency=concurrency)
    endpoint = batch_endpoint(read_settings(mode, timeout), concurrency)
    budget = read_budget(model, price, max_cost, max_tokens, half=over_batch_api)
    settings = BatchSettings(
        in_flight=_BATCH_API_IN_FLIGHT if over_batch_api else concurrency + max(8, concurrency // 4),
        retry_failed=retry_failed,
        near_copies="skip" if skip_near_duplicates else "mark",
        workers=workers,
        budget=budget,
        model_settings=answer_settings(endpoint),
    )
    if estimate:
        from xjllm.batch.estimating import estimate_batch

        found = estimate_batch(inputs, out=out, model=name_model(model), settings=settings)
        print_estimate(found, budget)
        if found.bad and not (found.articles or found.known or found.copies or found.failed_before):
            raise typer.Exit(3)
        return
    if over_batch_api:
        chosen = open_batch_api_model(model, endpoint, out)
    elif engine is Engine.ray:
        chosen = open_ray_model(model, endpoint, limits=limits, workers=ray_workers)
    else:
        chosen = find_batch_model(model, endpoint=endpoint, limits=limits)
    collect_rarely()
    try:
        report = asyncio.run(_run(inputs, out, chosen, settings, quiet=quiet))
    except asyncio.CancelledError:
        raise KeyboardInterrupt from None
    for each in formats or ():
        from xjllm.batch import export_batch

        target = export_batch(out, file_format=each.value)
        if not quiet:
            typer.echo(f"{each.value}: {target}")
    if not quiet:
        print_report(report, out)
    elif report.why:
        typer.echo(f"xjllm: {report.why}", err=True)
    code = _exit_code(report)
    if code:
        raise typer.Exit(code)


@app.command()
def export(
    run: _Run,
    file_format: Annotated[BatchFormat, typer.Option("--format", help="parquet, jsonl, csv or duckdb.")],
    to: Annotated[Path | None, typer.Option(help="Folder, or file for duckdb. Default: export/ in the run.")] = None,
    config: Annotated[
        str | None, typer.Option(help="Which configuration, as `status` shows it. Default: the newest run's.")
    ] = None,
    debug: _Debug = False,
) -> None:
    """Write the results of a batch in another format."""
    del debug
    from xjllm.batch import export_batch

    typer.echo(str(export_batch(run, file_format=file_format.value, target=to, config=config)))


@app.command()
def status(
    run: _Run,
    as_json: Annotated[bool, typer.Option("--json", help="Print it as JSON.")] = False,
    debug: _Debug = False,
) -> None:
    """Show how far a batch is.

    Articles by state, failures by kind, tokens and cost.
    """
    del debug
    from xjllm.batch import read_status
    from xjllm.cli.progress import print_status

    states = read_status(run)
    if as_json:
        sys.stdout.write(json.dumps([asdict(state) for state in states], ensure_ascii=False, indent=2) + "\n")
    else:
        print_status(states)


async def _run(inputs: list[str], out: Path, model: Model, settings: BatchSettings, *, quiet: bool) -> BatchReport:
    from xjllm.batch import BatchRun
    from xjllm.cli.progress import show_progress

    run = BatchRun(inputs, out=out, model=model, settings=settings)
    release = _listen_for_ctrl_c(run)
    try:
        async with show_progress(run, inputs, out=out, quiet=quiet) as progress:
            async for outcome in run.outcomes():
                progress.show(outcome)
    finally:
        release()
        await model.aclose()
    return run.report


def _listen_for_ctrl_c(run: BatchRun) -> Callable[[], None]:
    """The first Ctrl-C, or a polite request to end, finishes what is in flight; the second one stops."""
    loop = asyncio.get_running_loop()
    task = asyncio.current_task()

    def interrupt() -> None:
        if hasattr(run.model, "price_share"):
            # What is in flight may take a day, and goes on at the endpoint by itself.
            typer.echo("xjllm: stopped; batches that were sent go on: start again to collect them", err=True)
            run.stop("interrupted")
            stop_now()
        elif run.report.ending is None:
            typer.echo("xjllm: finishing what is in flight; press Ctrl-C again to stop at once", err=True)
            run.stop("interrupted")
        else:
            stop_now()

    def stop_now() -> None:
        if task is not None:
            task.cancel()

    taken = [signal.SIGINT, signal.SIGTERM]
    try:
        for each in taken:
            loop.add_signal_handler(each, interrupt)
    except NotImplementedError:  # Windows: Ctrl-C stops at once, which loses nothing that is finished
        return lambda: None

    def release() -> None:
        for each in taken:
            loop.remove_signal_handler(each)

    return release


def _exit_code(report: BatchReport) -> int:
    if report.ending == "interrupted":
        return 130
    if report.ending == "budget":
        return 6
    if report.ending == "stopped":
        return 4
    if report.failed and report.seen == report.bad_inputs:
        return 3
    return 1 if report.failed or report.failed_before or report.busy else 0


def _set_up_logging(*, debug: bool) -> None:
    logging.basicConfig(
        level=logging.DEBUG if debug else logging.ERROR, format="%(asctime)s %(name)s %(levelname)s %(message)s"
    )
    if debug:
        for noisy in ("httpcore2", "httpx2", "openai", "asyncio"):
            logging.getLogger(noisy).setLevel(logging.INFO)
