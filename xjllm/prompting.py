"""Prompts: an article with its figures numbered becomes requests to a model.

Templates stand in `prompts/` and are versioned: `extract.v1` is `extract.v1.system.jinja`, the same for every
article so that providers can cache it, `extract.v1.user.jinja`, and worked examples in `extract.v1.examples.json`.
A version that a recording or a stored fact names is never edited; it is copied to the next.
"""

from __future__ import annotations

import json
from datetime import date
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from xjllm.answer import Answer
from xjllm.article import Article, Span
from xjllm.errors import PromptError
from xjllm.figures import find_figures
from xjllm.model import Request
from xjllm.numbering import NumberedFigure, number_figures
from xjllm.parts import (
    Part,
    PartLimits,
    hash_text,
    read_template,
    show_figures,
    show_text,
    split_story,
    template_environment,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pydantic import BaseModel

    from xjllm.local_codes import CodePrompt
    from xjllm.local_prompting import LocalPrompt

DEFAULT_PROMPT = "extract.v1"
_BEGINNING_CHARS = 600
_MOST_OUTPUT_TOKENS = 16_000
"""Endpoints refuse a cap above what their model can write; the usual limits of a part stay below this."""


class Prompt:
    """A prompt version, ready to render requests.

    Attributes:
        version: `extract.v1`, …
        answer_type: the pydantic model of the answers.
        system: the system message, examples included: the same for every article.
        sha256: hash of all that the prompt adds to an article.
        schema_sha256: hash of the answer schema.
    """

    def __init__(self, version: str, answer_type: type[BaseModel] = Answer) -> None:
        self.version = version
        self.answer_type = answer_type
        self._user = template_environment().from_string(read_template(f"{version}.user.jinja"))
        self.system = self._render_system()
        self.sha256 = hash_text(self.system + "\0" + read_template(f"{version}.user.jinja"))
        self.schema_sha256 = hash_text(json.dumps(answer_type.model_json_schema(), sort_keys=True))

    def plan(
        self, article: Article, figures: Sequence[NumberedFigure], *, limits: PartLimits | None = None
    ) -> list[Part]:
        """The requests that ask about all `figures`; none where there are no figures."""
        windows = [window for window in split_story(article, figures, limits or PartLimits()) if window[1]]
        parts = []
        for index, (span, held) in enumerate(windows, start=1):
            user = self._render_user(article, span, held, part=index if len(windows) > 1 else 0, parts=len(windows))
            name = article.name if len(windows) == 1 else f"{article.name}, part {index} of {len(windows)}"
            request = Request(
                messages=(
                    {"role": "system", "content": self.system},
                    {"role": "user", "content": user},
                ),
                answer_type=self.answer_type,
                name=name,
                prompt=self.version,
                prompt_sha256=self.sha256,
                schema_sha256=self.schema_sha256,
                # About 60 tokens a fact in the longest answers seen, and several facts to some figures.
                max_output_tokens=min(1_500 + 150 * len(held), _MOST_OUTPUT_TOKENS),
            )
            parts.append(Part(request, held))
        return parts

    def _render_system(self) -> str:
        examples = []
        for example in self.examples():
            article = Article(text=example["text"], published=_date(example["published"]))
            numbered = number_figures(find_figures(article.text))
            shown = self._render_user(article, Span(0, len(article.text)), numbered, part=0, parts=1)
            answer = json.dumps(example["answer"], ensure_ascii=False, separators=(",", ":"))
            examples.append({"shown": shown, "answer": answer})
        template = template_environment().from_string(read_template(f"{self.version}.system.jinja"))
        return template.render(examples=examples)

    def examples(self) -> list[dict[str, Any]]:
        """The worked examples: `published`, `text`, the `figures` found in it, and the `answer`."""
        loaded: list[dict[str, Any]] = json.loads(read_template(f"{self.version}.examples.json"))
        return loaded

    def _render_user(
        self, article: Article, span: Span, figures: Sequence[NumberedFigure], *, part: int, parts: int
    ) -> str:
        month_day = article.published_month_day
        return self._user.render(
            published=article.published,
            month_day=f"{date(2000, *month_day):%B} {month_day[1]}" if month_day else None,
            part=part,
            parts=parts,
            beginning=show_text(article.text[: min(_BEGINNING_CHARS, span.start)]) if part > 1 else "",
            text=show_numbered(article, span, figures),
            figures=[
                {
                    "n": numbered.n,
                    "text": show_text(numbered.figure.text),
                    "unit": numbered.figure.unit or "?",
                    "comparator": numbered.figure.comparator,
                }
                for numbered in figures
            ],
        ).strip()


def show_numbered(article: Article, span: Span, figures: Sequence[NumberedFigure]) -> str:
    """The story between `span`'s ends, furniture left out, each figure written as ⟦n: text⟧.

    The article's own ⟦ and ⟧ become [ and ], so that no text can pose as a numbered figure.
    """
    marks = [(f.figure.start, f.figure.end, f"⟦{f.n}: {show_text(f.figure.text)}⟧") for f in figures]
    return show_figures(article, span, marks)


@cache
def load_prompt(version: str = DEFAULT_PROMPT) -> Prompt | LocalPrompt | CodePrompt:
    """The prompt of that version; built once per process.

    Raises:
        PromptError: there is no such version; the message lists those there are.
    """
    if version not in prompt_versions():
        raise PromptError(f"no prompt {version!r}; there are: {', '.join(prompt_versions())}")
    if version == "local.v2":
        from xjllm.local_codes import CodePrompt

        return CodePrompt(version)
    if version.startswith("local."):
        # With it come the rules of a whole folder, which other models have no use for.
        from xjllm.local_prompting import LocalPrompt

        return LocalPrompt(version)
    return Prompt(version)


def prompt_versions() -> list[str]:
    """The versions that are installed, in alphabetical order."""
    names = (entry.name for entry in resources.files("xjllm.prompts").iterdir())
    return sorted(name.removesuffix(".system.jinja") for name in names if name.endswith(".system.jinja"))


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
