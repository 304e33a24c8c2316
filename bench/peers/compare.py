"""xjllm, langextract and a plain instructor extraction with one embedded model, on the same articles in one run.

    python -m bench.peers.compare --out peers.json          # the seeds
    python -m bench.peers.compare --gold eval/dev/gold --articles eval/dev/articles --limit 3

Needs the embedded model (`python -m xjllm model fetch`) and langextract (`pip install "langextract[openai]"`). All
three ask the same model on its loopback port, one request at a time; xjllm with the adapter that it was given for its
own task, the peers without, for it can do nothing else. The peers copy figures out as their users do:
same field definitions and one worked example of ten facts, value and unit included, langextract with its own defaults,
instructor with the schema as `response_format`. A peer's fact is scored by the same pairing as ours, in the core
fields; what it leaves out is null. Times are wall clock: run it on a quiet machine.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from unittest import mock

from bench.peers.copied import facts_of
from bench.peers.instructor_peer import ask_instructor
from bench.peers.langextract_peer import ask_langextract
from xjllm.extraction import Extractor
from xjllm.local_model import LocalModel
from xjllm.scoring import load_gold, score_article
from xjllm.scoring.pairing import pair_facts
from xjllm.scoring.scores import ArticleScore, Score
from xjllm.weights import DEFAULT, weights_path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from bench.peers.copied import Copied
    from xjllm.openai_model import EndpointSettings
    from xjllm.scoring import GoldArticle


@dataclass
class Row:
    """What one contender did.

    Attributes:
        name: what it is called.
        figures: figures of the gold that it has a fact for, over all articles.
        score: core facts.
        seconds: wall clock of all articles.
        output_tokens: tokens that the model wrote, in answers that came to nothing as well.
        articles: how many.
        failed: how many of them ended in an error, which counts all their facts as missed.
    """

    name: str
    figures: Score
    score: Score
    seconds: float
    output_tokens: int
    articles: int
    failed: int

    def to_dict(self) -> dict[str, object]:
        """The row as plain types, with the figures that are compared."""
        right = self.score.tp
        return {
            "contender": self.name,
            "figures_f1": self.figures.f1,
            "core_f1": self.score.f1,
            "facts_right": right,
            "facts_right_per_minute": 60 * right / self.seconds if self.seconds else None,
            "seconds_per_article": self.seconds / self.articles,
            "output_tokens_per_right_fact": self.output_tokens / right if right else None,
            "articles": self.articles,
            "failed": self.failed,
        }


def run_ours(gold: Sequence[GoldArticle], model: LocalModel) -> Row:
    """Xjllm with its own prompt for small models."""
    figures, score, tokens, started = Score(), Score(), 0, time.perf_counter()

    async def extract_all() -> None:
        nonlocal figures, score, tokens
        async with Extractor(model) as extractor:
            for one in gold:
                extraction = await extractor.aextract(one.article)
                scored = score_article(one, extraction)
                figures, score = figures + scored.figures, score + scored.core
                tokens += extraction.usage.output_tokens

    asyncio.run(extract_all())
    return Row("xjllm", figures, score, time.perf_counter() - started, tokens, len(gold), 0)


def run_peer(
    name: str,
    ask: Callable[[str, EndpointSettings], list[Copied]],
    gold: Sequence[GoldArticle],
    settings: EndpointSettings,
) -> Row:
    """A peer; an error of its own counts the article's facts as missed."""
    figures, score, failed = Score(), Score(), 0
    seconds = 0.0
    with _counted_tokens() as written:
        for one in gold:
            started = time.perf_counter()
            try:
                copied = ask(one.article.text, settings)
            except Exception as error:
                copied = []
                failed += 1
                print(f"{name}: {one.name}: {type(error).__name__}: {str(error)[:200]}")
            seconds += time.perf_counter() - started
            facts = facts_of(one.article, copied)
            scored = ArticleScore(one, facts, (), None, _no_tokens(), pair_facts(one.facts, facts))
            figures, score = figures + scored.figures, score + scored.core
            for each in copied:
                print(f"{name}: {one.name}: {each}")
            print(f"{name}: {one.name}: {len(copied)} copied, {len(facts)} of a known form", flush=True)
    return Row(name, figures, score, seconds, sum(written), len(gold), failed)


@contextmanager
def _counted_tokens() -> Iterator[list[int]]:
    """The tokens of each answer that comes to an openai client meanwhile; peers do not all tell them."""
    from openai.resources.chat.completions import Completions

    create, written = Completions.create, []

    def counted(self: Completions, *args: object, **settings: object) -> object:
        answer = create(self, *args, **settings)  # type: ignore[call-overload]
        written.append(answer.usage.completion_tokens)
        return answer

    with mock.patch.object(Completions, "create", counted):
        yield written


@contextmanager
def plain_model() -> Iterator[LocalModel]:
    """The default model as its publisher made it, without the adapter of xjllm."""
    with TemporaryDirectory() as folder:
        # Under another name, for the default model by its own has the adapter.
        path = Path(folder) / f"plain-{DEFAULT.name}"
        path.symlink_to(weights_path(None))
        model = LocalModel(path)
        try:
            yield model
        finally:
            model.unload()


def _no_tokens():  # noqa: ANN202 (TokenUse)
    from xjllm.result import TokenUse

    return TokenUse()


def main() -> None:
    """Run all three and print one line each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gold", type=Path, default=Path("eval/gold"))
    parser.add_argument("--articles", type=Path, default=Path("seeds"))
    parser.add_argument("--limit", type=int, default=None, help="only the first articles")
    parser.add_argument("--out", type=Path, default=None, help="write the rows as JSON")
    given = parser.parse_args()
    gold = load_gold(given.gold, given.articles)[: given.limit]
    model = LocalModel()
    model.start()
    rows = [run_ours(gold, model)]
    print(json.dumps(rows[-1].to_dict()), flush=True)
    model.unload()
    with plain_model() as plain:
        settings = plain.endpoint_settings()
        for name, ask in (("langextract", ask_langextract), ("instructor", ask_instructor)):
            rows.append(run_peer(name, ask, gold, settings))
            print(json.dumps(rows[-1].to_dict()), flush=True)
    if given.out:
        given.out.write_text(json.dumps([row.to_dict() for row in rows], indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
