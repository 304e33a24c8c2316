"""The answer that takes the likeliest of everything: what rules alone make of an article."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xjllm.answer import Answer, FactAnswer, NotFact, SourceAnswer

if TYPE_CHECKING:
    from xjllm.narrowing.readings import Reading, StoryReading


def answer_first(story: StoryReading) -> Answer:
    """The answer of rules alone."""
    facts, aside = [], []
    for reading in story.readings:
        if reading.aside:
            aside.append(NotFact(n=[reading.n], reason=reading.aside))  # type: ignore[arg-type]
        else:
            facts += facts_of(reading)
    return Answer(
        reporter=story.reporters[0],
        period=story.period,
        facts=facts,
        not_facts=aside,
        sources=[SourceAnswer(n=n, name=name) for n, name in story.sources],
    )


def facts_of(reading: Reading) -> list[FactAnswer]:
    """The facts of a reading: one for each of its goods."""
    return [
        FactAnswer.model_validate(
            {
                "n": reading.n,
                "statistic": reading.statistics[0],
                "measure": reading.measures[0],
                "flow": reading.flows[0],
                "partner": reading.partners[0],
                "period": reading.periods[0],
                **({"commodity": goods} if goods else {}),
                **reading.rest,
            }
        )
        for goods in reading.goods
    ]
