"""Questions: what the words leave open, as closed choices for a small model, and what its answers change.

What code is sure of is not asked: every token of question and answer costs time on a small machine. Nor is
what a small model gets wrong more often than the rules do: which flow, which of several partners, which goods,
whether a percentage is a share, whether a figure is about trade (docs/local.md has the counts).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Literal

import pycountry

from xjllm.places import GROUPS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xjllm.narrowing.story_reading import Reading, StoryReading

Subject = Literal["partner"]
WORLD_WORDS = "all countries"
_MOST_OPTIONS = 5


@dataclass(frozen=True, slots=True)
class Question:
    """One choice.

    Attributes:
        n: number of the figure that it is asked about.
        subject: what is asked.
        options: (words, value) of each choice; what rules alone would choose comes first.
        covers: numbers of the figures that the answer holds for, `n` included.
    """

    n: int
    subject: Subject
    options: tuple[tuple[str, str], ...]
    covers: tuple[int, ...]

    def value(self, words: str) -> str:
        """The value that an option's words stand for.

        Raises:
            KeyError: it is no option.
        """
        return dict(self.options)[words]


def find_questions(story: StoryReading) -> tuple[Question, ...]:
    """What the readings leave open, in text order."""
    questions: list[Question] = []
    for index, reading in enumerate(story.readings):
        if reading.aside or reading.stretch_of is not None or len(reading.partners) < 2:
            continue
        options = tuple((name_partner(code), code) for code in reading.partners[:_MOST_OPTIONS])
        questions.append(Question(reading.n, "partner", options, _followers(story.readings, index)))
    return tuple(questions)


def take_answers(
    story: StoryReading, questions: Sequence[Question], answers: Mapping[tuple[int, Subject], str]
) -> StoryReading:
    """The story with the answers put in the first place.

    Args:
        story: what code made of the article.
        questions: what was asked.
        answers: the words chosen, by figure and subject; a question without an answer keeps the rules' choice.
    """
    readings = {reading.n: reading for reading in story.readings}
    for question in questions:
        words = answers.get((question.n, question.subject))
        if words is None:
            continue
        value = question.value(words)
        for n in question.covers:
            readings[n] = replace(readings[n], partners=(value,))
    return replace(story, readings=tuple(readings[reading.n] for reading in story.readings))


@cache
def name_partner(code: str) -> str:
    """The name of a partner as newspapers write it."""
    if code == "WLD":
        return WORLD_WORDS
    if code in GROUPS:
        return GROUPS[code].names[0] if len(code) > 1 else code
    country = pycountry.countries.get(alpha_3=code)
    if country is None:
        return code
    name: str = getattr(country, "common_name", country.name)
    return name.split(",")[0]


def _followers(readings: Sequence[Reading], index: int) -> tuple[int, ...]:
    first = readings[index]
    return (first.n, *(each.n for each in readings[index + 1 :] if each.stretch_of == first.n))
