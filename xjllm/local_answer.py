"""The answer of a small model: its choices among what code leaves open, put into the common answer."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, create_model

from xjllm.answer import Answer, FactAnswer, NotFact, SourceAnswer
from xjllm.narrowing.questions import Question, take_answers
from xjllm.narrowing.story_reading import StoryReading

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xjllm.model import Token
    from xjllm.narrowing.story_reading import Reading
    from xjllm.numbering import NumberedFigure

_LINES = re.compile(r"\s+")


class LocalAnswer(BaseModel):
    """One answer a question, in the order of the questions."""

    # llguidance, the grammar of llama.cpp, reads x-guidance: no blanks in the JSON halves a short answer.
    model_config = ConfigDict(
        extra="forbid", frozen=True, json_schema_extra={"x-guidance": {"whitespace_flexible": False}}
    )

    story: ClassVar[StoryReading | None] = None
    questions: ClassVar[tuple[Question, ...]] = ()

    def to_answer(self, _tokens: Sequence[Token] = ()) -> Answer:
        """The common answer: what code read, with this answer's choices."""
        if self.story is None:
            raise TypeError("only answer types made for an article's questions become answers")
        chosen = {
            (question.n, question.subject): getattr(self, f"q{index}") for index, question in enumerate(self.questions)
        }
        return answer_first(take_answers(self.story, self.questions, chosen))


def make_answer_type(
    story: StoryReading, questions: Sequence[Question], figures: Sequence[NumberedFigure]
) -> type[LocalAnswer]:
    """The answer type for these questions: one required field each, whose name repeats the figure's own text."""
    by_n = {each.n: each.figure.text for each in figures}
    fields: dict[str, Any] = {}
    for index, question in enumerate(questions):
        words = tuple(words for words, _ in question.options)
        fields[f"q{index}"] = (
            Literal[words],
            Field(alias=name_question(question, by_n[question.n])),
        )
    made = create_model("Answers", __base__=LocalAnswer, **fields)
    made.story = story
    made.questions = tuple(questions)
    return made


def name_question(question: Question, figure: str) -> str:
    """What the answer calls a question: number and text of the figure, and what is asked."""
    return f"{question.n} {_LINES.sub(' ', figure)} {question.subject}"


def answer_first(story: StoryReading) -> Answer:
    """The common answer that takes the first choice everywhere."""
    facts: list[FactAnswer] = []
    aside: list[NotFact] = []
    for reading in story.readings:
        if reading.aside:
            aside.append(NotFact.model_validate({"n": [reading.n], "reason": reading.aside}))
        else:
            facts += _facts_of(reading)
    return Answer(
        reporter=story.reporters[0],
        period=story.period,
        facts=facts,
        not_facts=aside,
        sources=[SourceAnswer(n=n, name=name) for n, name in story.sources],
    )


def _facts_of(reading: Reading) -> list[FactAnswer]:
    """The facts of a reading: one for each of its goods, with each partner of whom it is told."""
    rest = dict(reading.rest)
    if reading.flows[0] != "balance" and reading.statistics[0] == "level":
        rest.pop("down", None)
    return [
        FactAnswer.model_validate(
            {
                "n": reading.n,
                "statistic": reading.statistics[0],
                "measure": reading.measures[0],
                "flow": reading.flows[0],
                "partner": partner,
                "period": reading.periods[0],
                **({"commodity": goods} if goods else {}),
                **rest,
            }
        )
        for partner in (reading.partners[0], *reading.also)
        for goods in reading.goods
    ]
