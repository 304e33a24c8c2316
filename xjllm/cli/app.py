"""The commands and their options; what they print is in `printing`, `evaluation` has `eval`."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from xjllm.cli.options import (
    DebugOption,
    FilesArgument,
    FormatOption,
    ModelOption,
    ModeOption,
    PublishedOption,
    TableFormat,
    TimeoutOption,
    check_endpoint_options,
    read_settings,
)
from xjllm.errors import ArticleError, CassetteError, GoldError, LedgerError, ModelError, XjllmError
from xjllm.plain_text import plain_line

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from xjllm.article import Article

app = typer.Typer(
    name="xjllm",
    help="Turns news about foreign trade into checked trade facts, with the help of a language model.",
    epilog="To begin without any model: xjllm extract FILE --model rules. "
    "Exit codes: 0 done; 1 some articles failed or a gate was not met; 2 wrong usage or settings; "
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


@app.command()
def extract(
    files: FilesArgument,
    model: ModelOption = None,
    table_format: FormatOption = TableFormat.table,
    published: PublishedOption = None,
    mode: ModeOption = None,
    timeout: TimeoutOption = None,
    debug: DebugOption = False,
) -> None:
    """Extract the trade facts of articles.

    Every figure with its value, what it measures, for whom, with whom and when; then what may be wrong, and which
    figures are no facts.
    """
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
    files: FilesArgument,
    table_format: FormatOption = TableFormat.table,
    debug: DebugOption = False,
) -> None:
    """Show the figures that code alone finds, without any model."""
    from xjllm.checks.language import check_script
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
    for article in articles:
        for finding in check_script([], article):
            typer.echo(f"{article.name}: {finding.message}", err=True)
    for failure in failed:
        say(failure)
    _exit_after(failed, len(files))


@app.command()
def prompts(
    show: Annotated[str | None, typer.Option("--show", help="Print the system message of this version.")] = None,
    debug: DebugOption = False,
) -> None:
    """List the prompt versions with their hashes.

    Facts and recordings carry the same hashes.
    """
    del debug
    from xjllm.cli.printing import print_prompts
    from xjllm.prompting import load_prompt

    if show:
        typer.echo(load_prompt(show).system)
    else:
        print_prompts()


def _name(file: str) -> str:
    return "standard input" if file == "-" else Path(file).name


def _read(file: str, published: date | None) -> Article:
    from xjllm.reading import read_article
    from xjllm.reading.files import MAX_BYTES

    if file == "-":
        if sys.stdin is None:
            raise ArticleError("standard input is closed: give a file, or pipe the article in")
        return read_article(sys.stdin.buffer.read(MAX_BYTES + 1), name=_name(file), published=published)
    if not file:
        raise ArticleError("an empty file name is no file: check the arguments")
    if file.lower().startswith(("http://", "https://")):
        raise ArticleError(f"{file}: pages are not fetched; save the page and give the file")
    return read_article(Path(file), published=published)


def _exit_after(failed: Sequence[XjllmError], files: int) -> None:
    """Leave with the exit code of what failed: the error's own for a single file, 1 among several."""
    if failed:
        raise typer.Exit(_exit_code(failed[0]) if files == 1 else 1)


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
    except (MemoryError, RuntimeError) as error:
        if debug or not _is_shortage(error):
            raise
        say("not enough memory: close other programs, or raise the limits of this process (ulimit)")
        return 2
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
        _show_usage(error)
        return code
    return 0


def _show_usage(error: Exception) -> None:
    """Say what is wrong with the command line in one line; the help, where that was asked for by giving nothing."""
    message, show = getattr(error, "format_message", None), getattr(error, "show", None)
    said = message() if callable(message) else ""
    if said and "\n" not in said:
        # The parser hands on pydantic's words.
        said = said.removesuffix(".").replace("Value error, ", "").replace("Input should be", "it must be")
        say(f"{said}: see {getattr(getattr(error, 'ctx', None), 'command_path', None) or app.info.name} --help")
    elif callable(show):
        show()


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


def _is_shortage(error: MemoryError | RuntimeError) -> bool:
    # A thread that finds no room for its stack is a RuntimeError.
    return isinstance(error, MemoryError) or "can't start new thread" in str(error)


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
