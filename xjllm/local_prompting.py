"""The prompt for small models: code reads what the words say, the model chooses where they leave it open.

Figures that code is sure of are not asked about, and where it is sure of all, nothing is asked at all. A
question is a closed choice, shown with its sentence and the one before. The worked examples are turns of the
conversation, the same for all articles: what is computed of them is used again.
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
    from collections.abc import Iterator, Sequence

    from xjllm.article import Article
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
        examples = read_template(f"{version}.examples.json")
        self._examples = tuple(self._render_examples(json.loads(examples)))
        self.sha256 = hash_text("\0".join((self.system, user, examples)))
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
                *self._examples,
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
        """None that are articles: the worked examples of this prompt are questions and answers."""
        return []

    def _render_examples(self, examples: Sequence[dict[str, Any]]) -> Iterator[dict[str, str]]:
        """The turns of each example: what is asked and what is answered."""
        for example in examples:
            answer = json.dumps(example["answer"], ensure_ascii=False, separators=(",", ":"))
            yield {"role": "user", "content": self._user.render(example).strip()}
            yield {"role": "assistant", "content": answer}

    def _render_user(self, article: Article, questions: Sequence[Question], figures: Sequence[NumberedFigure]) -> str:
        by_n = {each.n: each for each in figures}
        title = article.text[article.title.start : article.title.end] if article.title else ""
        return self._user.render(
            title=_on_one_line(title),
            questions=[
                {
                    "n": question.n,
                    "before": _show_before(article, by_n[question.n]),
                    "sentence": _show_sentence(article, by_n[question.n]),
                    # A small model tends to take what it reads first: the rules' choice comes last.
                    "words": [words for words, _ in (*question.options[1:], question.options[0])],
                }
                for question in questions
            ],
        ).strip()


def _show_sentence(article: Article, asked: NumberedFigure) -> str:
    """The figure's sentence with the figure marked."""
    figure = asked.figure
    span = sentence_at(article.text, figure.start, figure.end)
    before, after = article.text[span.start : figure.start], article.text[figure.end : span.end]
    return (
        f"{_on_one_line(before)} ⟦{_on_one_line(figure.text)}⟧{' ' * after[:1].isspace()}{_on_one_line(after)}".strip()
    )


def _show_before(article: Article, asked: NumberedFigure) -> str:
    """The sentence before the figure's in the story; empty where there is none but the headline."""
    figure = asked.figure
    here = sentence_at(article.text, figure.start, figure.end)
    for span in reversed(article.paragraphs):
        is_title = article.title is not None and article.title.covers(span.start, span.end)
        text = article.text[span.start : min(span.end, here.start)].rstrip()
        if is_title or span.start >= here.start or not text:
            continue
        last = span.start + len(text) - 1
        found = sentence_at(article.text, last, last + 1)
        return _on_one_line(article.text[found.start : min(found.end, here.start)])
    return ""


def _on_one_line(text: str) -> str:
    return " ".join(show_text(text).split())
