"""Options that several commands share, and what is made of them."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from xjllm.errors import SettingsError

if TYPE_CHECKING:
    from xjllm.model import Model
    from xjllm.openai_model import EndpointSettings


class TableFormat(StrEnum):
    """How facts or figures are printed."""

    table = "table"
    json = "json"
    jsonl = "jsonl"
    csv = "csv"


DebugOption = Annotated[bool, typer.Option("--debug", help="Show the full trace of an error.")]
ModelOption = Annotated[
    str | None,
    typer.Option(
        "--model",
        metavar="NAME",
        help="rules: no model, only rules; local: the small model that runs in this process (`model fetch`); "
        "recorded:NAME: a recording; any other name: a model of the endpoint that OPENAI_BASE_URL and "
        "OPENAI_API_KEY name. Default: XJLLM_MODEL, else local where it is there and no endpoint is configured.",
    ),
]
FormatOption = Annotated[
    TableFormat,
    typer.Option(
        "--format",
        metavar="FORMAT",
        help="table: to read; json: an object for one file, a list for several; "
        "jsonl: an article a line; csv: a fact a line; failed articles are in json and jsonl, too.",
    ),
]
FilesArgument = Annotated[
    list[str], typer.Argument(metavar="FILE", help="Articles, plain text or HTML; - is standard input.")
]
ModeOption = Annotated[
    str | None,
    typer.Option(
        "--mode",
        metavar="MODE",
        help="How the endpoint is asked: tools (default), json_schema, json or md_json; "
        "many local servers need json_schema.",
    ),
]
TimeoutOption = Annotated[
    float | None,
    typer.Option("--timeout", metavar="SECONDS", min=1, help="How long to wait for an answer. Default: 180."),
]


def _read_day(text: str) -> date:
    with suppress(ValueError):
        # Other forms of ISO 8601 are read too; only this one comes back the same.
        day = date.fromisoformat(text)
        if day.isoformat() == text:
            return day
    raise typer.BadParameter(f"{text!r} is no day YYYY-MM-DD")


PublishedOption = Annotated[
    date | None,
    typer.Option(
        "--published",
        parser=_read_day,
        metavar="YYYY-MM-DD",
        help="Day of publication, where the article does not show it.",
    ),
]


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
