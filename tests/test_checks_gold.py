"""On annotated articles the checks flag what the annotators doubted, and hardly anything else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from checks_samples import Annotated, gold_articles

from xjllm.checks import check_facts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from xjllm.finding import Finding


def named_figures(annotated: Annotated, findings: Iterable[Finding]) -> set[str]:
    return {annotated.facts[index].figure for finding in findings for index in finding.facts}


def test_there_is_gold_to_check() -> None:
    """The seeds and the development articles are there, with figures that their annotators doubted."""
    assert len(gold_articles()) >= 5
    assert sum(len(annotated.doubtful) for annotated in gold_articles()) >= 5


@pytest.mark.parametrize("annotated", gold_articles(), ids=lambda annotated: annotated.article.name)
def test_doubtful_figures_are_flagged(annotated: Annotated) -> None:
    """Each figure of a `doubtful` list is named by a finding."""
    named = named_figures(annotated, check_facts(annotated.facts, annotated.article))
    assert annotated.doubtful - named == set()


def test_false_alarms_are_rare() -> None:
    """At most one finding in a hundred facts is about figures that no annotator doubted."""
    alarms = [
        (annotated.article.name, finding.message)
        for annotated in gold_articles()
        for finding in check_facts(annotated.facts, annotated.article)
        if finding.severity != "info" and not annotated.doubtful & named_figures(annotated, [finding])
    ]
    assert len(alarms) <= sum(len(annotated.facts) for annotated in gold_articles()) // 100, alarms


def test_one_cause_is_one_finding() -> None:
    """There are hardly more findings that name doubted figures than such figures."""
    found = sum(
        bool(annotated.doubtful & named_figures(annotated, [finding]))
        for annotated in gold_articles()
        for finding in check_facts(annotated.facts, annotated.article)
    )
    assert found <= 1.5 * sum(len(annotated.doubtful) for annotated in gold_articles())
