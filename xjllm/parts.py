"""Parts: what goes into one request, and the templates that requests are rendered from."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from xjllm.errors import PromptError

if TYPE_CHECKING:
    import jinja2
    from pydantic import BaseModel

    from xjllm.model import Request
    from xjllm.numbering import NumberedFigure

_MARKS = str.maketrans({"⟦": "[", "⟧": "]"})


@dataclass(frozen=True, slots=True)
class Part:
    """One request for a part of an article (mostly for all of it).

    Attributes:
        request: what is sent.
        figures: the figures that the request asks about.
        known: the answer where code leaves nothing to ask, so that no model needs to be asked; else None.
    """

    request: Request
    figures: tuple[NumberedFigure, ...]
    known: BaseModel | None = None


@dataclass(frozen=True, slots=True)
class PartLimits:
    """How much of an article goes into one request; longer ones are split at paragraphs.

    A part holds at least one paragraph, however long.
    """

    max_chars: int = 12_000
    max_figures: int = 60


def show_text(text: str) -> str:
    """The text with the brackets that mark figures replaced, so that no article can pose as a numbered figure."""
    return text.translate(_MARKS)


def read_template(name: str) -> str:
    """The text of a file of `prompts/`.

    Raises:
        PromptError: it is not installed.
    """
    try:
        return resources.files("xjllm.prompts").joinpath(name).read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise PromptError(f"the prompt file {name} is missing; reinstall xjllm") from error


@cache
def template_environment() -> jinja2.Environment:
    """How templates are rendered: an undefined name is an error, nothing is escaped."""
    import jinja2

    # Prompts are plain text, not HTML: escaping would change the article's words.
    return jinja2.Environment(undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True)  # noqa: S701


def hash_text(text: str) -> str:
    """SHA-256 of the text in UTF-8, as 64 hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()
