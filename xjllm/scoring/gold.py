"""Gold: annotated articles as the guidelines' files have them (docs/annotation.md, "File format")."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xjllm.errors import ArticleError, GoldError
from xjllm.scoring.gold_facts import read_facts
from xjllm.scoring.gold_json import Problems, check_keys, check_type, parse_json, show

if TYPE_CHECKING:
    from datetime import date

    from xjllm.article import Article, Span
    from xjllm.fact import Fact

_KEYS = frozenset({"doc", "published", "year_inferred", "facts", "doubtful"})
_DOUBTFUL_KEYS = frozenset({"figure", "why", "occurrence"})


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A figure that the article states and that cannot be right.

    Attributes:
        figure: verbatim text.
        why: what contradicts it.
        spans: where it stands: the figures of the gold facts with this text, or only the stated occurrence.
    """

    figure: str
    why: str
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class GoldArticle:
    """One article and what its annotators found.

    Attributes:
        name: file name of the article, the key to predictions.
        path: the gold file.
        article: the article as it is read for extraction; all offsets are into its text.
        published: day of publication; None where the annotators found none.
        year_inferred: whether the year of the periods is stated nowhere.
        facts: in text order, with `start`, `end` and `sentence`.
        doubtful: in the file's order.
    """

    name: str
    path: Path
    article: Article
    published: date | None
    year_inferred: bool
    facts: tuple[Fact, ...]
    doubtful: tuple[Doubtful, ...]


def load_gold(gold_dir: Path | str, articles_dir: Path | str) -> list[GoldArticle]:
    """All gold articles of `gold_dir` (`*.json`), in the order of the gold files' names.

    Args:
        gold_dir: folder of gold files, one for each article; other files and subfolders are not read.
        articles_dir: folder of the articles that the gold files' `doc` names.

    Raises:
        GoldError: there is no gold, or something in it is wrong. `.problems` has every problem of every file.
    """
    folder = Path(gold_dir)
    if not folder.is_dir():
        raise GoldError(f"{folder}: there is no such folder of gold files; name one with --gold")
    paths = sorted(path for path in folder.glob("*.json") if path.is_file())
    if not paths:
        raise GoldError(f"{folder}: the folder has no gold file (*.json); name another one with --gold")
    if not Path(articles_dir).is_dir():
        raise GoldError(f"{articles_dir}: there is no such folder of articles; name one with --articles")
    problems = Problems()
    loaded = [_load_file(path, Path(articles_dir), problems.at(path)) for path in paths]
    first: dict[str, Path] = {}
    for path, gold in zip(paths, loaded, strict=True):
        if gold and first.setdefault(gold.name, path) != path:
            problems.at(path).add("doc", f"{show(gold.name)} is also the doc of {first[gold.name].name}")
    if problems.lines:
        count = len(problems.lines)
        more = f" (the first of {count} problems in {folder})" if count > 1 else ""
        raise GoldError(problems.lines[0] + more, tuple(problems.lines))
    return [gold for gold in loaded if gold]


def _load_file(path: Path, articles_dir: Path, problems: Problems) -> GoldArticle | None:
    """What `path` has; None where that is not enough to check its facts, or the file has nothing right."""
    content = parse_json(path, problems)
    if content is None:
        return None
    check_keys(content, _KEYS, problems=problems)
    article = _read_doc(content, articles_dir, problems)
    published = _read_date(content.get("published"), problems)
    year_inferred = check_type(content, "year_inferred", bool, False, problems=problems)
    listed = check_type(content, "facts", list, None, problems=problems)
    doubtful = check_type(content, "doubtful", list, [], problems=problems)
    facts = read_facts(listed or [], article, problems)
    doubts = _read_doubtful(doubtful or [], facts, listed=listed, problems=problems)
    if article is None or listed is None:
        return None
    return GoldArticle(
        name=content["doc"],
        path=path,
        article=article,
        published=published,
        year_inferred=bool(year_inferred),
        facts=tuple(facts),
        doubtful=doubts,
    )


def _read_doc(content: dict[str, Any], articles_dir: Path, problems: Problems) -> Article | None:
    doc = check_type(content, "doc", str, None, problems=problems)
    if doc is None:
        return None
    if doc in {"", ".", ".."} or any(sign in doc for sign in "/\\\0"):
        problems.add("doc", f"{show(doc)} is not a plain file name")
        return None
    path = articles_dir / doc
    if not path.is_file():
        problems.add("doc", f"there is no article {show(doc)} in {articles_dir}")
        return None
    from xjllm.reading import read_article

    try:
        return read_article(path)
    except ArticleError as error:
        problems.add("doc", f"the article cannot be read: {error}")
        return None


def _read_date(text: object, problems: Problems) -> date | None:
    from datetime import date

    if text is None:
        return None
    try:
        # fromisoformat reads other ISO forms too; only the guidelines' one comes back the same.
        day = date.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        day = None
    if day is None or day.isoformat() != text:
        problems.add("published", f"{show(text)} is neither a day YYYY-MM-DD nor null")
        return None
    return day


def _read_doubtful(
    doubts: list[Any], facts: list[Fact], *, listed: list[Any] | None, problems: Problems
) -> tuple[Doubtful, ...]:
    from xjllm.article import Span

    # A fact that was left out for a problem of its own has its figure all the same. None: any figure may be one.
    stated = (
        None if listed is None else [(f.get("figure"), f.get("occurrence", 1)) for f in listed if isinstance(f, dict)]
    )
    found = []
    for index, raw in enumerate(doubts):
        here = problems.at(f"doubtful[{index}]")
        if not isinstance(raw, dict):
            here.add("", f"{show(raw)} is not an object")
            continue
        check_keys(raw, _DOUBTFUL_KEYS, problems=here)
        figure = check_type(raw, "figure", str, None, problems=here)
        why = check_type(raw, "why", str, None, problems=here)
        occurrence = check_type(raw, "occurrence", int, 0, problems=here)
        if figure is None or why is None:
            continue
        on_figure = [f for f in facts if f.figure == figure and occurrence in (0, f.occurrence)]
        if stated is not None and not any(f == figure and occurrence in (0, n) for f, n in stated):
            which = f"occurrence {occurrence} of {show(figure)}" if occurrence else show(figure)
            here.add("figure", f"no fact has {which}")
        found.append(Doubtful(figure, why, tuple(sorted({Span(f.start, f.end) for f in on_figure}, key=_place))))
    return tuple(found)


def _place(span: Span) -> tuple[int, int]:
    return span.start, span.end
