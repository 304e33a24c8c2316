"""The prompt for small models: code reads what the words say, the model chooses where they leave it open.

Figures that code is sure of are not asked about, and where it is sure of all, nothing is asked at all. A
question is a closed choice; the text shown is the paragraphs that the questions are about, with what stands
before each.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from xjllm.local_answer import LocalAnswer, make_answer_type
from xjllm.model import Request
from xjllm.narrowing import read_figures
from xjllm.narrowing.questions import find_questions
from xjllm.parts import Part, hash_text, read_template, show_text, template_environment
from xjllm.reading.sentences import sentence_at

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xjllm.article import Article, Span
    from xjllm.narrowing.questions import Question
    from xjllm.numbering import NumberedFigure
    from xjllm.parts import PartLimits

_TOKENS_A_QUESTION = 60


class LocalPrompt:
    """A prompt version for small models; used as `xjllm.prompting.Prompt`.

    Attributes:
        version: `local.v1`, …
        answer_type: what the answer types of all articles have in common.
        system: the system message, the same for every article.
        sha256: hash of all that the prompt adds to an article.
        schema_sha256: hash of what all answer schemas have in common; a request's own schema is in its body.
    """

    def __init__(self, version: str) -> None:
        self.version = version
        self.answer_type = LocalAnswer
        self.system = template_environment().from_string(read_template(f"{version}.system.jinja")).render().strip()
        user = read_template(f"{version}.user.jinja")
        self._user = template_environment().from_string(user)
        self.sha256 = hash_text(self.system + "\0" + user)
        self.schema_sha256 = hash_text(json.dumps(LocalAnswer.model_json_schema(), sort_keys=True))

    def plan(
        self, article: Article, figures: Sequence[NumberedFigure], *, limits: PartLimits | None = None
    ) -> list[Part]:
        """The one request for an article; none where there are no figures. It needs no limits, being short."""
        del limits
        if not figures:
            return []
        story = read_figures(article, figures)
        questions = find_questions(story)
        answer_type = make_answer_type(story, questions, figures)
        request = Request(
            messages=(
                {"role": "system", "content": self.system},
                {"role": "user", "content": self._render_user(article, questions, figures)},
            ),
            answer_type=answer_type,
            name=article.name,
            prompt=self.version,
            prompt_sha256=self.sha256,
            schema_sha256=self.schema_sha256,
            max_output_tokens=50 + _TOKENS_A_QUESTION * len(questions),
        )
        known = None if questions else answer_type.model_validate({})
        return [Part(request, tuple(figures), known)]

    def examples(self) -> list[dict[str, Any]]:
        """None: the worked example is part of the system message."""
        return []

    def _render_user(self, article: Article, questions: Sequence[Question], figures: Sequence[NumberedFigure]) -> str:
        asked = {question.n for question in questions}
        title = article.text[article.title.start : article.title.end] if article.title else ""
        return self._user.render(
            title=" ".join(show_text(title).split()),
            text=_show_around(article, [each for each in figures if each.n in asked]),
            questions=[
                {"n": question.n, "subject": question.subject, "words": [words for words, _ in question.options]}
                for question in questions
            ],
        ).strip()


def _show_around(article: Article, asked: Sequence[NumberedFigure]) -> str:
    """The sentences that the figures stand in and the one before each, with the figures marked."""
    spans: list[Span] = []
    for each in asked:
        here = sentence_at(article.text, each.figure.start, each.figure.end)
        before = _sentence_before(article, here)
        spans += [before, here] if before else [here]
    pieces = []
    for span in sorted({span.start: span for span in spans}.values(), key=lambda span: span.start):
        position = span.start
        for each in asked:
            if span.covers(each.figure.start, each.figure.end):
                marked = f"⟦{each.n}: {show_text(each.figure.text)}⟧"
                pieces += [show_text(article.text[position : each.figure.start]), marked]
                position = each.figure.end
        pieces.append(show_text(article.text[position : span.end]) + " ")
    return " ".join("".join(pieces).split())


def _sentence_before(article: Article, here: Span) -> Span | None:
    """The sentence before `here` in the story; None where there is none."""
    paragraphs = [span for span in article.paragraphs if span.start < here.start]
    if not paragraphs:
        return None
    end = here.start if paragraphs[-1].end > here.start else paragraphs[-1].end
    stripped = article.text[paragraphs[-1].start : end].rstrip()
    if not stripped:
        paragraphs = paragraphs[:-1]
        if not paragraphs:
            return None
        stripped = article.text[paragraphs[-1].start : paragraphs[-1].end].rstrip()
    last = paragraphs[-1].start + len(stripped) - 1
    found = sentence_at(article.text, last, last + 1)
    is_title = article.title is not None and article.title.covers(found.start, found.end)
    return None if is_title or found.start >= here.start else found
