"""Made-up articles and facts for the tests of the checks."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xjllm.article import Article, occurrence_start
from xjllm.checks.ranges import printed_figure
from xjllm.fact import Fact

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xjllm.checks import Check

_ROOT = Path(__file__).parent.parent
_PLACES = (("eval/gold", "seeds"), ("eval/dev/gold", "eval/dev/articles"))


@dataclass(frozen=True)
class Annotated:
    """A gold file of the repository with its article."""

    article: Article
    facts: tuple[Fact, ...]
    doubtful: frozenset[str]


@cache
def gold_articles() -> tuple[Annotated, ...]:
    """Every gold file of the repository, the seeds' first; one without its article is an error."""
    return tuple(
        _annotated(path, _ROOT / articles)
        for gold, articles in _PLACES
        for path in sorted((_ROOT / gold).glob("*.json"))
    )


def _annotated(path: Path, articles: Path) -> Annotated:
    content = json.loads(path.read_text(encoding="utf-8"))
    text = (articles / content["doc"]).read_bytes().decode("utf-8")
    published = date.fromisoformat(content["published"]) if content["published"] else None
    facts = []
    for plain in content["facts"]:
        start = occurrence_start(text, plain["figure"], plain.get("occurrence", 1))
        assert start is not None, f"{path.name}: {plain['figure']!r} is not in the article"
        facts.append(Fact(**plain, start=start, end=start + len(plain["figure"])))
    inferred = content.get("year_inferred") and published is None
    year = max(fact.period.last // 12 for fact in facts if fact.period) if inferred else None
    article = Article(text=text, name=content["doc"], published=published, inferred_year=year)
    return Annotated(article, tuple(facts), frozenset(each["figure"] for each in content["doubtful"]))


def article_of(text: str, published: date | None = None) -> Article:
    return Article(text=text, name="made-up.txt", published=published)


def fact_of(article: Article, figure: str, **fields: Any) -> Fact:
    """The fact on `figure`: value and unit as printed unless given, the rest a level of yearly trade."""
    printed = printed_figure(figure)
    assert printed is not None, figure
    start = occurrence_start(article.text, figure, fields.get("occurrence", 1))
    assert start is not None, figure
    defaults: dict[str, Any] = {
        "value": printed.value,
        "unit": printed.unit,
        "statistic": "level",
        "measure": "trade_value",
        "flow": "total",
        "reporter": "LVA",
        "period": "2019-01/2019-12",
    }
    if fields.get("measure", "trade_value") != "trade_value":
        defaults["flow"] = None
    return Fact(**{**defaults, **fields, "figure": figure, "start": start, "end": start + len(figure)})


def facts_of(*figures: tuple[str, dict[str, Any]]) -> tuple[list[Fact], Article]:
    """Facts whose figures are strung together to an article; for checks that look at the figures only."""
    article = article_of(" and then ".join(figure for figure, _ in figures))
    return [fact_of(article, figure, **fields) for figure, fields in figures], article


def codes(check: Check, facts: Sequence[Fact], article: Article) -> list[tuple[str, tuple[int, ...]]]:
    """Code and fact indices of each finding."""
    return [(finding.code, finding.facts) for finding in check(facts, article)]
