"""Made-up articles, facts and predictions that the tests of the scorer share."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

from xjllm.article import Article
from xjllm.errors import XjllmError
from xjllm.fact import Fact
from xjllm.result import Extraction, TokenUse
from xjllm.scoring import Doubtful, GoldArticle, RunScore, score_run

TEXT = (
    "Trade of the province\n\n"
    "Exports of lamps reached 5.2 billion yuan in 2019, up 7.5 percent, or a third of all exports.\n"
    "Trains through the dry port numbered 1,480, and imports doubled. The zone ranked second.\n"
)


def make_fact(figure: str = "5.2 billion yuan", *, text: str = TEXT, **fields: Any) -> Fact:
    """A fact on the first occurrence of `figure` in `text`, complete but for what `fields` says."""
    start = text.index(figure)
    stated: dict[str, Any] = {
        "figure": figure,
        "value": Decimal(5_200_000_000),
        "unit": "CNY",
        "statistic": "level",
        "measure": "trade_value",
        "flow": "exports",
        "reporter": "CN-ZJ",
        "period": "2019-01/2019-12",
        "start": start,
        "end": start + len(figure),
    }
    return Fact(**stated | fields)


FACTS = (
    make_fact(commodity="lamps", record=True, comparator=">"),
    make_fact("7.5 percent", value="7.5", unit="percent", statistic="growth", basis="yoy", source="Customs"),
    make_fact("a third", value="33.3", unit="percent", statistic="share", zone="Inner Harbour"),
    make_fact("1,480", value=1480, unit="trains", measure="freight_trains", flow=None, transport="rail"),
    make_fact("second", value=2, unit="rank", statistic="rank", partner="KAZ"),
)
"""One fact on each of five figures, in text order."""


def make_gold(*facts: Fact, name: str = "a.txt", text: str = TEXT, doubtful: tuple[Doubtful, ...] = ()) -> GoldArticle:
    """A gold article as `load_gold` gives it."""
    ordered = tuple(sorted(facts, key=lambda fact: fact.start))
    return GoldArticle(name, Path(name), Article(text, name=name), None, False, ordered, doubtful)


def make_extraction(gold: GoldArticle, *facts: Fact, **fields: Any) -> Extraction:
    """An extraction of the gold's article with these facts."""
    usage = TokenUse(requests=1, input_tokens=100, output_tokens=20)
    stated = {"name": gold.name, "article_sha256": gold.article.sha256, "facts": facts, "usage": usage}
    return Extraction(**stated | fields)


def score_facts(gold: tuple[Fact, ...], got: tuple[Fact, ...]) -> RunScore:
    """The score of one article with these facts."""
    article = make_gold(*gold)
    return score_run("run", [article], {article.name: make_extraction(article, *got)})


def score_counts(*right_spurious_missed: tuple[int, int, int], name: str = "run") -> RunScore:
    """A run with so many right, spurious and missed facts in each article."""
    gold, predicted = [], {}
    # The spurious facts stand on another figure, so that they answer no missed one.
    for index, (right, spurious, missed) in enumerate(right_spurious_missed):
        facts = [make_fact(commodity=f"lamp {i}") for i in range(right + missed)]
        article = make_gold(*facts, name=f"{index:02}.txt")
        extra = [make_fact("second", commodity=f"lamp {i}") for i in range(spurious)]
        gold.append(article)
        predicted[article.name] = make_extraction(article, *facts[:right], *extra)
    return score_run(name, gold, predicted)


def write_gold(folder: Path, content: object, *, file: str = "a.json", text: str = TEXT) -> tuple[Path, Path]:
    """Folders of one more gold file and of the article `a.txt`; `content` goes as it is where it is text."""
    gold_dir, articles_dir = folder / "gold", folder / "articles"
    for made in (gold_dir, articles_dir):
        made.mkdir(exist_ok=True)
    (articles_dir / "a.txt").write_text(text, "utf-8")
    (gold_dir / file).write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
    return gold_dir, articles_dir


FAILURE = XjllmError("the model fell silent")
