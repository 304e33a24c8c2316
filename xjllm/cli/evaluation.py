"""`xjllm eval`: recorded or live models against gold, as a score board."""

from __future__ import annotations

import asyncio
import sys
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import xjllm
from xjllm.cli.app import ModeOption, TimeoutOption, app, check_endpoint_options, read_settings, say
from xjllm.errors import CassetteError, ModelError, SettingsError, XjllmError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xjllm.model import Model
    from xjllm.openai_model import EndpointSettings
    from xjllm.result import Extraction
    from xjllm.scoring import GoldArticle, RunScore, Table


_PARALLEL_ARTICLES = 8


class ReportFormat(StrEnum):
    """How the score board is printed."""

    table = "table"
    json = "json"
    markdown = "markdown"


@app.command("eval")
def evaluate(
    gold: Annotated[Path | None, typer.Option(help="Folder of gold files. Default: eval/gold.")] = None,
    articles: Annotated[Path | None, typer.Option(help="Folder of their articles. Default: seeds.")] = None,
    model: Annotated[
        list[str] | None,
        typer.Option(
            help="A recording, or rules for the baseline without a model (default: all recordings, and rules); "
            "with --live, a model. Can be repeated."
        ),
    ] = None,
    live: Annotated[bool, typer.Option("--live", help="Ask the endpoint instead of replaying.")] = False,
    record: Annotated[
        str | None,
        typer.Option(
            help="With --live: write the exchanges to this folder of tests/cassettes (a plain name), "
            "or to any folder (a path that begins with ./ or /)."
        ),
    ] = None,
    description: Annotated[
        str | None, typer.Option(help="With --record: which model answers and how it is reached, truthfully.")
    ] = None,
    cassettes: Annotated[Path | None, typer.Option(help="Folder of recordings. Default: tests/cassettes.")] = None,
    prompt: Annotated[
        str | None, typer.Option(help="With --live: version of the prompt. Default: the model's own.")
    ] = None,
    mode: ModeOption = None,
    timeout: TimeoutOption = None,
    show: Annotated[bool, typer.Option("--show", help="List every wrong field, missed and spurious fact.")] = False,
    report_format: Annotated[
        ReportFormat, typer.Option("--format", help="table, json or markdown.")
    ] = ReportFormat.table,
    min_f1: Annotated[
        float | None, typer.Option(min=0, max=1, help="Exit with 1 where a run's strict F1 is below this.")
    ] = None,
    min_core_f1: Annotated[
        float | None, typer.Option(min=0, max=1, help="Exit with 1 where a run's core F1 is below this.")
    ] = None,
    debug: Annotated[bool, typer.Option("--debug", help="Show the full trace of an error.")] = False,
) -> None:
    """Score extractions against gold: recorded models by default, live ones with --live."""
    del debug
    from xjllm.scoring import load_gold, score_run

    _check_options(
        {"--record": record, "--description": description, "--prompt": prompt, "--mode": mode, "--timeout": timeout},
        live=live,
    )
    if (gold is None) != (articles is None):
        raise SettingsError("--gold and --articles go together: give both folders")
    loaded = load_gold(gold or _checkout("eval/gold"), articles or _checkout("seeds"))
    models: Sequence[Model]
    if live:
        models = _live_models(model, read_settings(mode, timeout), record=record, description=description)
    else:
        models = _recorded_models(model, cassettes, own_gold=gold is not None)
    runs = [
        score_run(one.name.removeprefix("recorded:"), loaded, asyncio.run(_run(one, loaded, prompt))) for one in models
    ]
    _report(runs, loaded, report_format=report_format, show=show)
    for run in runs:
        for one in run.failed:
            say(f"{run.name}: {one.name} failed: {one.failure}")
    if _below(runs, min_f1, "strict") or _below(runs, min_core_f1, "core"):
        raise typer.Exit(1)
    if any(run.failed for run in runs):
        raise typer.Exit(1)


def _check_options(given: Mapping[str, object], *, live: bool) -> None:
    """Refuse options that would do nothing.

    Raises:
        SettingsError: one that is given needs another one that is not.
    """
    names = [name for name, value in given.items() if value is not None]
    if names and not live:
        raise SettingsError(f"{' and '.join(names)} would change nothing: recordings are replayed; add --live")
    if "--description" in names and "--record" not in names:
        raise SettingsError("--description is written into a recording: add --record")


async def _run(model: Model, gold: Sequence[GoldArticle], prompt: str | None) -> dict[str, Extraction | XjllmError]:
    from xjllm.extraction import Extractor, ExtractorSettings

    gate = asyncio.Semaphore(_PARALLEL_ARTICLES)

    async def extract(one: GoldArticle) -> Extraction | XjllmError:
        async with gate:
            try:
                return await extractor.aextract(one.article)
            except (ModelError, CassetteError) as error:
                # The article counts all its facts as missed; the board names it with the reason.
                return error

    async with Extractor(model, settings=ExtractorSettings(prompt=prompt)) as extractor:
        outcomes = await asyncio.gather(*(extract(one) for one in gold))
    return {one.name: outcome for one, outcome in zip(gold, outcomes, strict=True)}


def _recorded_models(names: list[str] | None, cassettes: Path | None, *, own_gold: bool) -> list[Model]:
    from xjllm.cassettes import RecordedModel, find_recording, find_recordings
    from xjllm.rules_model import RulesModel

    root = cassettes or _checkout("tests/cassettes")
    if own_gold and cassettes is None and not names:
        raise SettingsError(
            "recordings are of the packaged articles: for your own gold name a model with --live --model, "
            "or a folder of recordings with --cassettes"
        )
    if names:
        return [RulesModel() if name == "rules" else RecordedModel(find_recording(name, root)) for name in names]
    folders = find_recordings(root)
    if not folders:
        raise CassetteError(f"{root}: holds no recording: record one with --live --model NAME --record NAME")
    return [*(RecordedModel(folder) for folder in folders), RulesModel()]


def _live_models(
    names: list[str] | None, settings: EndpointSettings, *, record: str | None, description: str | None
) -> list[Model]:
    from xjllm.model_names import find_model

    if record is None:
        found = [find_model(name, settings=settings) for name in (names or (None,))]
        for model in found:
            check_endpoint_options(model, settings)
        return found
    if not names or len(names) != 1:
        raise SettingsError("--record needs the one --model that it records")
    from xjllm.cassettes import RecordingModel
    from xjllm.recordings import choose_folder

    folder = choose_folder(record, _checkout("tests/cassettes"))
    if names[0] == "local" or names[0].startswith("local:"):
        from xjllm.local_model import LocalModel

        local = LocalModel(names[0].partition(":")[2] or None)
        engine = local.start()
        reached = local.endpoint_settings()
        return [RecordingModel(folder, engine.name, settings=reached, description=description, local=local)]
    return [RecordingModel(folder, names[0], settings=settings, description=description)]


def _checkout(part: str) -> Path:
    """A folder of the project's checkout: below the working directory, or beside the package."""
    # Relative where it can be: the path stands in messages.
    for root in (Path(), Path(xjllm.__file__).parents[1]):
        if (root / part).is_dir():
            return root / part
    raise SettingsError(
        f"{part}/ is not here: run this in a checkout of xjllm, or give --gold and --articles of your own"
    )


def _below(runs: Sequence[RunScore], least: float | None, level: str) -> bool:
    if least is None:
        return False
    below = False
    for run in runs:
        f1 = getattr(run, level).f1 or 0.0
        if f1 < least:
            below = True
            say(f"{run.name}: {level} F1 {f1:.3f} is below {least:.3f}")
    return below


def _report(runs: Sequence[RunScore], gold: Sequence[GoldArticle], *, report_format: ReportFormat, show: bool) -> None:
    import json

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
