"""Scores: what of the gold was found, what of that is right, and every single thing that is not."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from xjllm.article import Span
from xjllm.errors import GoldError, XjllmError
from xjllm.result import Extraction, TokenUse
from xjllm.scoring.agreement import CORE_FIELDS, SCORED_FIELDS, STRICT_FIELDS, wrong_fields
from xjllm.scoring.pairing import distinct_spans, overlaps, pair_facts, pair_spans

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from xjllm.fact import Fact
    from xjllm.finding import Finding
    from xjllm.scoring.gold import Doubtful, GoldArticle
    from xjllm.scoring.pairing import Pairing

Level = Literal["figures", "core", "strict"]


def ratio(part: int, whole: int) -> float | None:
    """`part / whole`; None for 0/0."""
    return part / whole if whole else None


@dataclass(frozen=True, slots=True)
class Score:
    """Counts of one kind of thing; ratios are between 0 and 1, None where they would be 0/0.

    Attributes:
        tp: right ones.
        fp: predicted ones that are not right.
        fn: gold ones that were not got right.
    """

    tp: int = 0
    fp: int = 0
    fn: int = 0

    @property
    def precision(self) -> float | None:
        """Right ones among the predicted; None where nothing was predicted."""
        return ratio(self.tp, self.tp + self.fp)

    @property
    def recall(self) -> float | None:
        """Right ones among the gold; None where the gold has none."""
        return ratio(self.tp, self.tp + self.fn)

    @property
    def f1(self) -> float | None:
        """Harmonic mean of precision and recall; None where there is neither gold nor prediction."""
        return ratio(2 * self.tp, 2 * self.tp + self.fp + self.fn)

    def __add__(self, other: Score) -> Score:
        return Score(self.tp + other.tp, self.fp + other.fp, self.fn + other.fn)


@dataclass(frozen=True, slots=True)
class FieldScore:
    """How often one field agrees, over the facts that have a partner.

    Attributes:
        agreed: pairs that agree in the field.
        paired: all pairs.
    """

    agreed: int = 0
    paired: int = 0

    @property
    def accuracy(self) -> float | None:
        """Between 0 and 1; None where no fact has a partner."""
        return ratio(self.agreed, self.paired)

    def __add__(self, other: FieldScore) -> FieldScore:
        return FieldScore(self.agreed + other.agreed, self.paired + other.paired)


@dataclass(frozen=True, slots=True)
class FindingScore:
    """The findings of severity `warning` and `error` against the gold's doubtful figures.

    Attributes:
        doubtful: doubtful figures of the gold.
        caught: those that a finding stands on or names through one of its facts.
        named_first: those that a finding is about in the first place: its position, or its first fact.
        false_alarms: findings that touch no doubtful figure.
    """

    doubtful: int = 0
    caught: int = 0
    named_first: int = 0
    false_alarms: int = 0

    def __add__(self, other: FindingScore) -> FindingScore:
        return FindingScore(
            self.doubtful + other.doubtful,
            self.caught + other.caught,
            self.named_first + other.named_first,
            self.false_alarms + other.false_alarms,
        )


@dataclass(frozen=True)
class ArticleScore:
    """One article's prediction against its gold.

    Attributes:
        gold: the gold article.
        facts: the predicted facts; none where the article failed.
        findings: the predicted findings of severity `warning` and `error`.
        failure: the error in one line; None where the article was extracted.
        usage: what the extraction used; zero where the article failed, since an error does not say.
        pairing: gold facts (by index) and predicted facts.
    """

    gold: GoldArticle
    facts: tuple[Fact, ...]
    findings: tuple[Finding, ...]
    failure: str | None
    usage: TokenUse
    pairing: Pairing

    @property
    def name(self) -> str:
        """The article's file name."""
        return self.gold.name

    @cached_property
    def figures(self) -> Score:
        """Distinct figures of the gold that have a predicted figure of their own overlapping them.

        Several facts on one figure count once; a predicted span that swallows two gold figures finds one.
        """
        gold, got = distinct_spans(self.gold.facts), distinct_spans(self.facts)
        found = len(pair_spans(gold, got).pairs)
        return Score(found, len(got) - found, len(gold) - found)

    @cached_property
    def core(self) -> Score:
        """Facts that agree with their partner in every one of `CORE_FIELDS`."""
        return self._facts_right_in(frozenset(CORE_FIELDS))

    @cached_property
    def strict(self) -> Score:
        """Facts that agree with their partner in every one of `STRICT_FIELDS`."""
        return self._facts_right_in(frozenset(STRICT_FIELDS))

    @cached_property
    def wrong(self) -> tuple[tuple[int, int, tuple[str, ...]], ...]:
        """For each pair: index of the gold fact, of the predicted fact, and the fields that differ."""
        return tuple((i, j, wrong_fields(self.gold.facts[i], self.facts[j])) for i, j in self.pairing.pairs)

    @cached_property
    def fields(self) -> dict[str, FieldScore]:
        """The score of each of `SCORED_FIELDS`."""
        paired = len(self.wrong)
        return {
            field: FieldScore(sum(field not in wrong for _, _, wrong in self.wrong), paired) for field in SCORED_FIELDS
        }

    @cached_property
    def doubts(self) -> FindingScore:
        """The findings against the gold's doubtful figures."""
        touched = [self.touched_by(finding) for finding in self.findings]
        first = [_about_first(finding, self.facts) for finding in self.findings]
        return FindingScore(
            doubtful=len(self.gold.doubtful),
            caught=len({doubt for doubts in touched for doubt in doubts}),
            named_first=sum(_stands_on(doubt, first) for doubt in self.gold.doubtful),
            false_alarms=sum(not doubts for doubts in touched),
        )

    def touched_by(self, finding: Finding) -> tuple[int, ...]:
        """The doubtful figures (by index) that `finding` stands on or names through one of its facts."""
        places = _about(finding, self.facts)
        return tuple(i for i, doubt in enumerate(self.gold.doubtful) if _stands_on(doubt, places))

    def _facts_right_in(self, fields: frozenset[str]) -> Score:
        right = sum(fields.isdisjoint(wrong) for _, _, wrong in self.wrong)
        return Score(right, len(self.facts) - right, len(self.gold.facts) - right)


@dataclass(frozen=True)
class RunScore:
    """All articles of one run (a model with a prompt) against their gold; sums are over facts.

    Attributes:
        name: what the run is called in tables.
        articles: one for each gold article, in the gold's order.
    """

    name: str
    articles: tuple[ArticleScore, ...]

    def scores(self, level: Level) -> list[Score]:
        """The score of each article at one level."""
        return [getattr(article, level) for article in self.articles]

    @property
    def figures(self) -> Score:
        """Figures found, over all articles."""
        return sum(self.scores("figures"), Score())

    @property
    def core(self) -> Score:
        """Core facts, over all articles."""
        return sum(self.scores("core"), Score())

    @property
    def strict(self) -> Score:
        """Strict facts, over all articles."""
        return sum(self.scores("strict"), Score())

    @property
    def fields(self) -> dict[str, FieldScore]:
        """The score of each of `SCORED_FIELDS`, over all articles."""
        return {f: sum((article.fields[f] for article in self.articles), FieldScore()) for f in SCORED_FIELDS}

    @property
    def doubts(self) -> FindingScore:
        """Findings against doubtful figures, over all articles."""
        return sum((article.doubts for article in self.articles), FindingScore())

    @property
    def failed(self) -> tuple[ArticleScore, ...]:
        """The articles that failed."""
        return tuple(article for article in self.articles if article.failure is not None)

    @property
    def usage(self) -> TokenUse:
        """Tokens and requests of all articles that did not fail."""
        names = TokenUse.model_fields
        return TokenUse(**{name: sum(getattr(article.usage, name) for article in self.articles) for name in names})


def score_run(name: str, gold: Sequence[GoldArticle], predicted: Mapping[str, Extraction | XjllmError]) -> RunScore:
    """The score of a run.

    Args:
        name: what the run is called in tables.
        gold: all gold articles.
        predicted: the extraction, or the error that took its place, of each article by the gold's `doc`. An
            article that is not there counts as failed.

    Raises:
        GoldError: a prediction has no gold, or was made from another text than the gold's.
    """
    unknown = sorted(set(predicted) - {article.name for article in gold})
    if unknown:
        raise GoldError(f"{name}: no gold for {', '.join(unknown)}; annotate them or leave them out of the run")
    missing = XjllmError("the run has no extraction of this article")
    return RunScore(name, tuple(score_article(article, predicted.get(article.name, missing)) for article in gold))


def score_article(gold: GoldArticle, predicted: Extraction | XjllmError) -> ArticleScore:
    """The score of one article; an error counts all its facts as missed.

    Raises:
        GoldError: the extraction was made from another text than the gold's, so that offsets do not match.
    """
    if isinstance(predicted, XjllmError):
        failure = f"{type(predicted).__name__}: {predicted}"
        return ArticleScore(gold, (), (), failure, TokenUse(), pair_facts(gold.facts, ()))
    if predicted.article_sha256 != gold.article.sha256:
        raise GoldError(f"{gold.name}: the extraction is of another text than the gold's article; extract it again")
    return ArticleScore(
        gold=gold,
        facts=predicted.facts,
        findings=tuple(finding for finding in predicted.findings if finding.severity != "info"),
        failure=None,
        usage=predicted.usage,
        pairing=pair_facts(gold.facts, predicted.facts),
    )


def _about(finding: Finding, facts: Sequence[Fact]) -> list[Span]:
    """Every place that `finding` is about: its own position first, then its facts in its order."""
    places = [] if finding.start is None or finding.end is None else [Span(finding.start, finding.end)]
    return places + [Span(facts[i].start, facts[i].end) for i in finding.facts if 0 <= i < len(facts)]


def _about_first(finding: Finding, facts: Sequence[Fact]) -> Span:
    return next(iter(_about(finding, facts)), Span(-1, -1))


def _stands_on(doubt: Doubtful, places: Iterable[Span]) -> bool:
    return any(overlaps(span, place) for span in doubt.spans for place in places)
