"""The commands and their options; what they print is in `printing`, `evaluation` has `eval`."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from xjllm.errors import ArticleError, CassetteError, GoldError, LedgerError, ModelError, SettingsError, XjllmError
from xjllm.plain_text import plain_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xjllm.article import Article
    from xjllm.model import Model
    from xjllm.openai_model import EndpointSettings

app = typer.Typer(
    name="xjllm",
    help="Turns news about foreign trade into checked trade facts, with the help of a language model.",
    epilog="Exit codes: 0 done; 1 some articles failed or a gate was not met; 2 wrong usage or settings; "
    "3 an input cannot be read; 4 the model gave no usable answer; 5 a batch's output folder cannot be used; "
    "6 a batch's budget is used up; 7 the output cannot be written; 130 interrupted; "
    "141 the reader of a pipe has gone.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


_OF_ONE_ARTICLE = (ArticleError, CassetteError, ModelError)
"""Errors that say nothing about the other articles."""


class TableFormat(StrEnum):
    """How facts or figures are printed."""

    table = "table"
    json = "json"
    jsonl = "jsonl"
    csv = "csv"


_Debug = Annotated[bool, typer.Option("--debug", help="Show the full trace of an error.")]
_Model = Annotated[
    str | None,
    typer.Option(
        "--model",
        help="A model of the endpoint (OPENAI_BASE_URL, OPENAI_API_KEY), local, rules, or recorded:NAME. "
        "Default: XJLLM_MODEL, else local where it is there and no endpoint is configured.",
    ),
]
_Format = Annotated[
    TableFormat,
    typer.Option(
        "--format",
        help="table to read; json: an object for one file, a list for several; "
        "jsonl: an article a line; csv: a fact a line; failed articles are in json and jsonl, too.",
    ),
]
_Files = Annotated[
    list[str], typer.Argument(metavar="FILE…", help="Articles, plain text or HTML; - is standard input.")
]
ModeOption = Annotated[
    str | None,
    typer.Option(
        "--mode",
        help="How the endpoint is asked: tools (default), json_schema, json or md_json; "
        "many local servers need json_schema.",
    ),
]
TimeoutOption = Annotated[
    float | None, typer.Option("--timeout", min=1, help="Seconds to wait for an answer. Default: 180.")
]
_Published = Annotated[
    datetime | None,
    typer.Option("--published", formats=["%Y-%m-%d"], help="Day of publication, where the article does not show it."),
]


@app.command()
def extract(
    files: _Files,
    model: _Model = None,
    table_format: _Format = TableFormat.table,
    published: _Published = None,
    mode: ModeOption = None,
    timeout: TimeoutOption = None,
    debug: _Debug = False,
) -> None:
    """Extract the trade facts of articles."""
    from xjllm.cli.printing import ExtractionPrinter
    from xjllm.extraction import Extractor
    from xjllm.model_names import find_model

    settings = read_settings(mode, timeout)
    found = find_model(model, settings=settings)
    check_endpoint_options(found, settings)
    extractor = Extractor(found)
    failed: list[XjllmError] = []
    with ExtractionPrinter(table_format, many=len(files) > 1).opened() as printer:
        for file in files:
            try:
                printer.add(extractor.extract(_read(file, published)))
            except _OF_ONE_ARTICLE as error:
                # One bad article does not take the others with it.
                if debug:
                    raise
                failed.append(error)
                printer.fail(_name(file), error)
                say(error)
    _exit_after(failed, len(files))


@app.command()
def figures(
    files: _Files,
    table_format: _Format = TableFormat.table,
    debug: _Debug = False,
) -> None:
    """Show the figures that code alone finds, without any model."""
    from xjllm.cli.printing import print_figures

    articles: list[Article] = []
    failed: list[XjllmError] = []
    for file in files:
        try:
            articles.append(_read(file, None))
        except _OF_ONE_ARTICLE as error:
            if debug:
                raise
            failed.append(error)
    if articles:
        print_figures(articles, table_format)
    for failure in failed:
        say(failure)
    _exit_after(failed, len(files))


@app.command()
def prompts(
    show: Annotated[str | None, typer.Option("--show", help="Print the system message of this version.")] = None,
    debug: _Debug = False,
) -> None:
    """List the prompt versions with the hashes that facts and recordings carry."""
    del debug
    from xjllm.cli.printing import print_prompts
    from xjllm.prompting import load_prompt

    if show:
        typer.echo(load_prompt(show).system)
    else:
        print_prompts()


def _name(file: str) -> str:
    return "standard input" if file == "-" else Path(file).name


def _read(file: str, published: datetime | None) -> Article:
    from xjllm.reading import read_article
    from xjllm.reading.files import MAX_BYTES

    day = published.date() if published else None
    if file == "-":
        if sys.stdin is None:
            raise ArticleError("standard input is closed: give a file, or pipe the article in")
        return read_article(sys.stdin.buffer.read(MAX_BYTES + 1), name=_name(file), published=day)
    if not file:
        raise ArticleError("an empty file name is no file: check the arguments")
    if file.lower().startswith(("http://", "https://")):
        raise ArticleError(f"{file}: pages are not fetched; save the page and give the file")
    return read_article(Path(file), published=day)


def _exit_after(failed: Sequence[XjllmError], files: int) -> None:
    """Leave with the exit code of what failed: the error's own for a single file, 1 among several."""
    if failed:
        raise typer.Exit(_exit_code(failed[0]) if files == 1 else 1)


def read_settings(mode: str | None, timeout_s: float | None) -> EndpointSettings:
    """The endpoint's settings that the options ask for, the rest at their defaults."""
    from xjllm.openai_model import EndpointSettings

    given = {"mode": mode, "timeout_s": timeout_s}
    return EndpointSettings(**{name: value for name, value in given.items() if value is not None})  # type: ignore[arg-type]  # checked by OpenAIModel


def check_endpoint_options(model: Model, settings: EndpointSettings) -> None:
    """Refuse options on how an endpoint is asked for a model that asks none.

    Raises:
        SettingsError: `settings` are not the defaults, and the model is no endpoint's.
    """
    from xjllm.openai_model import EndpointSettings

    if settings != EndpointSettings() and not hasattr(model, "base_url"):
        raise SettingsError(f"--mode and --timeout are for endpoints: {model.name} asks none, leave them out")


def run(arguments: Sequence[str]) -> int:
    """Run one command; returns the exit code. Whatever ends it early becomes one line on standard error."""
    import xjllm.cli.batch
    import xjllm.cli.evaluation
    import xjllm.cli.models  # noqa: F401 (these register their commands)

    if sys.stdout is None:
        say("standard output is closed: nothing can be printed")
        return 7
    debug = "--debug" in arguments
    try:
        code = _run_command(arguments)
        sys.stdout.flush()
    except KeyboardInterrupt:
        say("interrupted")
        return 130
    except BrokenPipeError:
        # The reader of a pipe (`| head`) has gone: nothing is left to say.
        _abandon_output()
        return 141
    except XjllmError as error:
        if debug:
            raise
        say(error)
        return _exit_code(error)
    except OSError as error:
        _abandon_output()
        if debug:
            raise
        say(_describe(error))
        return 2 if error.filename else 7
    return code


def _run_command(arguments: Sequence[str]) -> int:
    # click's own `main` turns a broken pipe and an interruption into exit codes of its own; this is what is in it.
    command = typer.main.get_command(app)
    try:
        with command.make_context("xjllm", list(arguments)) as context:
            command.invoke(context)
    except typer.Abort:
        raise KeyboardInterrupt from None
    except Exception as error:
        # typer carries its own copy of click's exceptions in some versions: told by what they offer, not by class.
        code = getattr(error, "exit_code", None)
        if not isinstance(code, int):
            raise
        show = getattr(error, "show", None)
        if callable(show):
            show()
        return code
    return 0


def say(what: object) -> None:
    """Say something in one line on standard error, with the further problems of a gold error below it."""
    lines = [f"xjllm: {plain_line(str(what))}"]
    # The message has the first of them.
    lines += [f"  {plain_line(problem)}" for problem in (what.problems[1:] if isinstance(what, GoldError) else ())]
    # Where standard error is closed or full there is nobody to tell; the exit code still says it.
    with suppress(OSError):
        typer.echo("\n".join(lines), err=True)


def _describe(error: OSError) -> str:
    said = error.strerror or str(error) or type(error).__name__
    if error.filename:
        return f"{error.filename}: {said}: check the path and its rights"
    return f"the output cannot be written: {said}"


def _abandon_output() -> None:
    """Send what is still unwritten nowhere, else the interpreter would try again, and complain, when it exits."""
    with suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _exit_code(error: XjllmError) -> int:
    if isinstance(error, ModelError):
        return 4
    if isinstance(error, LedgerError):
        return 5
    return 3 if isinstance(error, ArticleError | GoldError | CassetteError) else 2
