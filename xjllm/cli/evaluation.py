"""`xjllm eval`: recorded or live models against gold, as a score board."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import xjllm
from xjllm.cli.app import app, say
from xjllm.cli.options import DebugOption, ModeOption, TimeoutOption, check_endpoint_options, read_settings
from xjllm.cli.reports import ReportFormat, print_report
from xjllm.errors import CassetteError, ModelError, SettingsError, XjllmError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xjllm.model import Model
    from xjllm.openai_model import EndpointSettings
    from xjllm.result import Extraction
    from xjllm.scoring import GoldArticle, RunScore


_PARALLEL_ARTICLES = 8


@app.command("eval")
def evaluate(
    gold: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Folder of gold files. Default: eval/gold.")
    ] = None,
    articles: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Folder of their articles. Default: seeds.")
    ] = None,
    model: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            help="A recording, or rules for the baseline without a model (default: all recordings, and rules); "
            "with --live, a model as `extract` takes it. Several are compared: --model A --model B.",
        ),
    ] = None,
    live: Annotated[bool, typer.Option("--live", help="Ask the endpoint instead of replaying.")] = False,
    record: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="With --live: write the exchanges to this folder of tests/cassettes (a plain name), "
            "or to any folder (a path that begins with ./ or /).",
        ),
    ] = None,
    description: Annotated[
        str | None,
        typer.Option(metavar="TEXT", help="With --record: which model answers and how it is reached, truthfully."),
    ] = None,
    cassettes: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Folder of recordings. Default: tests/cassettes.")
    ] = None,
    prompt: Annotated[
        list[str] | None,
        typer.Option(
            metavar="VERSION",
            help="With --live: version of the prompt (default: the model's own). Several are compared: "
            "--prompt A --prompt B.",
        ),
    ] = None,
    mode: ModeOption = None,
    timeout: TimeoutOption = None,
    show: Annotated[bool, typer.Option("--show", help="List every wrong field, missed and spurious fact.")] = False,
    report_format: Annotated[
        ReportFormat, typer.Option("--format", metavar="FORMAT", help="table, json or markdown.")
    ] = ReportFormat.table,
    min_f1: Annotated[
        float | None,
        typer.Option(metavar="F1", min=0, max=1, help="Exit with 1 where a run's strict F1 is below this."),
    ] = None,
    min_core_f1: Annotated[
        float | None,
        typer.Option(metavar="F1", min=0, max=1, help="Exit with 1 where a run's core F1 is below this."),
    ] = None,
    debug: DebugOption = False,
) -> None:
    """Score models or prompts against gold.

    Recorded models are replayed, without key and network; with --live, real ones are asked. One row a run, and where
    there are several, each pair with its difference and how likely chance alone makes one as large.
    """
    del debug
    from xjllm.scoring import load_gold, score_run

    _check_options(
        {"--record": record, "--description": description, "--prompt": prompt, "--mode": mode, "--timeout": timeout},
        live=live,
        prompts=prompt,
    )
    if (gold is None) != (articles is None):
        raise SettingsError("--gold and --articles go together: give both folders")
    loaded = load_gold(gold or _checkout("eval/gold"), articles or _checkout("seeds"))
    models: Sequence[Model]
    if live:
        models = _live_models(model, read_settings(mode, timeout), record=record, description=description)
    else:
        models = _recorded_models(model, cassettes, own_gold=gold is not None)
    versions: list[str | None] = [*dict.fromkeys(prompt or [])] or [None]
    asked = [(one, version) for one in models for version in versions]
    runs = []
    for one, version in asked:
        outcomes = asyncio.run(_run(one, loaded, version))
        runs.append(score_run(_name_run(one, version if len(versions) > 1 else None), loaded, outcomes))
    print_report(runs, loaded, report_format=report_format, show=show)
    for (model_asked, _), run in zip(asked, runs, strict=True):
        for failed in run.failed:
            say(f"{run.name}: {failed.name} failed: {failed.failure}")
        _say_unplayed(model_asked, run)
    if _below(runs, min_f1, "strict") or _below(runs, min_core_f1, "core"):
        raise typer.Exit(1)
    if any(run.failed for run in runs):
        raise typer.Exit(1)


def _check_options(given: Mapping[str, object], *, live: bool, prompts: Sequence[str] | None) -> None:
    """Refuse options that would do nothing.

    Raises:
        SettingsError: one that is given needs another one that is not, or there are more than it can take.
    """
    names = [name for name, value in given.items() if value is not None]
    if names and not live:
        raise SettingsError(f"{' and '.join(names)} would change nothing: recordings are replayed; add --live")
    if "--record" in names and len(set(prompts or ())) > 1:
        raise SettingsError("--record writes down the answers to one prompt: give one --prompt, or none")
    if "--description" in names and "--record" not in names:
        raise SettingsError("--description is written into a recording: add --record")


def _name_run(model: Model, prompt: str | None) -> str:
    name = model.name.removeprefix("recorded:")
    return f"{name}, {prompt}" if prompt else name


def _say_unplayed(model: Model, run: RunScore) -> None:
    """Say which recorded exchanges no article asked for: nothing of them is in the score."""
    from xjllm.cassettes import RecordedModel

    # Where an article failed its recording was not played to the end, and that has been said.
    unplayed = model.unplayed() if isinstance(model, RecordedModel) and not run.failed else []
    if unplayed:
        files = ", ".join(path.name for path in unplayed)
        say(f"{run.name}: recorded, but asked for by no article of this gold: {files}: remove what has no use any more")


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
            "or --model rules, or a folder of recordings with --cassettes"
        )
    if names:
        # As `extract` takes them, and as the board prints them.
        plain = [name.removeprefix("recorded:") for name in names]
        return [RulesModel() if name == "rules" else RecordedModel(find_recording(name, root)) for name in plain]
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
