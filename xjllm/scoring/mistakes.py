"""Every single thing that a run got wrong, for people to read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from xjllm.fact import Fact
    from xjllm.scoring.scores import ArticleScore, RunScore


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing that a run got wrong.

    Attributes:
        article: file name.
        kind: `wrong` a field of a paired fact; `missed` a gold fact without partner; `spurious` a
            predicted one; `failed` a whole article.
        figure: verbatim text; empty where `failed`.
        field: for `wrong` only; else None.
        gold: what the gold has: the field's value, or all of a missed fact; None where there is none.
        got: what was predicted, the same way, or the error.
        sentence: the sentence the figure stands in.
    """

    article: str
    kind: Literal["wrong", "missed", "spurious", "failed"]
    figure: str
    field: str | None
    gold: str | None
    got: str | None
    sentence: str


def list_mistakes(run: RunScore) -> list[Mistake]:
    """Everything that `run` got wrong, `source` included: by article, failure first, then in text order."""
    return [mistake for article in run.articles for mistake in _mistakes_of(article)]


def _mistakes_of(score: ArticleScore) -> list[Mistake]:
    gold, facts, name = score.gold.facts, score.facts, score.name
    placed: list[tuple[int, Mistake]] = []
    for i, j, wrong in score.wrong:
        for field in wrong:
            is_, got = _text(getattr(gold[i], field)), _text(getattr(facts[j], field))
            mistake = Mistake(name, "wrong", gold[i].figure, field, is_, got, gold[i].sentence)
            placed.append((gold[i].start, mistake))
    for i in score.pairing.missed:
        fact = gold[i]
        placed.append((fact.start, Mistake(name, "missed", fact.figure, None, _summary(fact), None, fact.sentence)))
    for j in score.pairing.spurious:
        fact = facts[j]
        placed.append((fact.start, Mistake(name, "spurious", fact.figure, None, None, _summary(fact), fact.sentence)))
    placed.sort(key=lambda entry: entry[0])
    failed = [] if score.failure is None else [Mistake(name, "failed", "", None, None, score.failure, "")]
    return failed + [mistake for _, mistake in placed]


def _text(value: object) -> str | None:
    """A field's value as a person reads it; None for None."""
    if value is None:
        return None
    if hasattr(value, "model_dump"):
        named = value.model_dump(mode="json", exclude_unset=True)
        return ", ".join(f"{name}={'none' if part is None else part}" for name, part in named.items())
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _summary(fact: Fact) -> str:
    left_out = {"figure", "occurrence", "start", "end", "sentence", "provenance", "source"}
    stated = {name: getattr(fact, name) for name in fact.to_dict() if name not in left_out}
    return ", ".join(f"{name}={_text(value)}" for name, value in stated.items())
