"""`xjllm model`: fetch, list, find and remove the files of the embedded model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from xjllm.cli.app import app

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

_GIGABYTE = 1e9
_Name = Annotated[
    str | None,
    typer.Argument(
        metavar="[MODEL]", help="Default: the embedded model. Or a name of the model hub, ORG/REPO/FILE.gguf."
    ),
]
_Debug = Annotated[bool, typer.Option("--debug", help="Show the full trace of an error.")]
_models = typer.Typer(help="Fetch, list, find and remove the files of the embedded model.", no_args_is_help=True)
app.add_typer(_models, name="model")


@_models.command("fetch")
def fetch(name: _Name = None, debug: _Debug = False) -> None:
    """Download a model file and check it.

    Goes on where an earlier download stopped.
    """
    del debug
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TimeRemainingColumn, TransferSpeedColumn

    from xjllm.weights import fetch_weights

    columns = (BarColumn(), DownloadColumn(), TransferSpeedColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        path = fetch_weights(name, progress=_Telling(bar, bar.add_task("model", total=None)))
    typer.echo(path)


@_models.command("list")
def list_models(debug: _Debug = False) -> None:
    """List the model files, unfinished downloads included."""
    del debug
    from xjllm.weights import list_weights, models_dir

    found = list_weights()
    for each in found:
        notes = [*(["default"] if each.default else []), *([] if each.whole else ["unfinished"]), each.source]
        typer.echo(f"{each.name}  {each.size / _GIGABYTE:.2f} GB  {', '.join(note for note in notes if note)}")
    if not found:
        typer.echo(f"no model in {models_dir()}: get the default one with `python -m xjllm model fetch`", err=True)


@_models.command("path")
def show_path(name: _Name = None, debug: _Debug = False) -> None:
    """Print where a model file is, once it is checked."""
    del debug
    from xjllm.weights import weights_path

    typer.echo(weights_path(name))


@_models.command("remove")
def remove(name: _Name = None, debug: _Debug = False) -> None:
    """Remove a model file, or what was begun of it.

    Nothing outside the model folder is ever removed.
    """
    del debug
    from xjllm.weights import remove_weights

    typer.echo(f"removed {remove_weights(name) / _GIGABYTE:.2f} GB")


class _Telling:
    """Tells a progress bar how far a download is."""

    def __init__(self, bar: Progress, task: TaskID) -> None:
        self._bar = bar
        self._task = task

    def __call__(self, done: int, total: int | None) -> None:
        self._bar.update(self._task, completed=done, total=total)
