"""The commands and their options; what they print is in `printing`, `evaluation` has `eval`."""

from __future__ import annotations

import os
import sys
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from xjllm.errors import ArticleError, CassetteError, GoldError, LedgerError, ModelError, XjllmError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xjllm.article import Article
    from xjllm.openai_model import EndpointSettings

app = typer.Typer(
    name="xjllm",
    help="Turns news about foreign trade into checked trade facts, with the help of a language model.",
    epilog="Exit codes: 0 done; 1 some articles failed or a gate was not met; 2 wrong usage or settings; "
    "3 an input cannot be read; 4 the model gave no usable answer; 5 a batch's output folder cannot be used; "
    "6 a batch's budget is used up; 130 interrupted.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


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
    typer.Option("--format", help="table to read; json; jsonl: an article a line; csv: a fact a line."),
]
_Files = Annotated[
    list[Path], typer.Argument(metavar="FILE…", help="Articles, plain text or HTML; - is standard input.")
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
    from xjllm.cli.printing import print_extractions
    from xjllm.extraction import Extractor
    from xjllm.model_names import find_model

    extractor = Extractor(find_model(model, settings=read_settings(mode, timeout)))
    extractions, failed = [], []
    for path in files:
        try:
            article = _read(path, published)
            extractions.append(extractor.extract(article))
        except (ArticleError, ModelError) as error:
            # One bad article does not take the others with it.
            if len(files) == 1 or debug:
                raise
            failed.append(error)
            typer.echo(f"xjllm: {error}", err=True)
    print_extractions(extractions, table_format)
    if failed:
        raise typer.Exit(1)


@app.command()
def figures(
    files: _Files,
    table_format: _Format = TableFormat.table,
    debug: _Debug = False,
) -> None:
    """Show the figures that code alone finds, without any model."""
    del debug
    from xjllm.cli.printing import print_figures

    print_figures([_read(path, None) for path in files], table_format)


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


def _read(path: Path, published: datetime | None) -> Article:
    from xjllm.reading import read_article

    day = published.date() if published else None
    if str(path) == "-":
        return read_article(sys.stdin.buffer.read(), name="standard input", published=day)
    return read_article(path, published=day)


def read_settings(mode: str | None, timeout_s: float | None) -> EndpointSettings:
    """The endpoint's settings that the options ask for, the rest at their defaults."""
    from xjllm.openai_model import EndpointSettings

    given = {"mode": mode, "timeout_s": timeout_s}
    return EndpointSettings(**{name: value for name, value in given.items() if value is not None})  # type: ignore[arg-type]  # checked by OpenAIModel


def run(arguments: Sequence[str]) -> int:
    """Run one command; returns the exit code. Errors raised on purpose become one line on standard error."""
    import xjllm.cli.batch
    import xjllm.cli.evaluation
    import xjllm.cli.models  # noqa: F401 (these register their commands)

    command = typer.main.get_command(app)
    try:
        code = command.main(args=list(arguments), prog_name="xjllm", standalone_mode=False)
    except XjllmError as error:
        if "--debug" in arguments:
            raise
        _complain(error)
        return _exit_code(error)
    except KeyboardInterrupt:
        typer.echo("xjllm: interrupted", err=True)
        return 130
    except BrokenPipeError:
        # The reader of a pipe (`| head`) has gone: nothing is left to say. Standard output is closed quietly.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        shown = _usage_error(error)
        if shown is None:
            raise
        return shown
    return code if isinstance(code, int) else 0


def _complain(error: XjllmError) -> None:
    typer.echo(f"xjllm: {error}", err=True)
    for problem in error.problems if isinstance(error, GoldError) else ():
        typer.echo(f"  {problem}", err=True)


def _exit_code(error: XjllmError) -> int:
    if isinstance(error, ModelError):
        return 4
    if isinstance(error, LedgerError):
        return 5
    return 3 if isinstance(error, ArticleError | GoldError | CassetteError) else 2


def _usage_error(error: Exception) -> int | None:
    # typer carries its own copy of click's exceptions in some versions: told by what they offer, not by class.
    show = getattr(error, "show", None)
    code = getattr(error, "exit_code", None)
    if isinstance(code, int):
        if callable(show):
            show()
        return code
    return None
