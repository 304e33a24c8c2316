"""Extraction: the way of an article, from its text to checked facts.

file → Article (`reading`) → figures (`figures`) → requests (`prompting`) → replies (`openai_model`, `cassettes`)
→ facts (`assembling`) → findings (`checks`).
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, TypeVar

from xjllm.answer import Answer
from xjllm.article import Article
from xjllm.assembling import AnsweredPart, Assembly, assemble
from xjllm.checks import check_facts
from xjllm.errors import SettingsError
from xjllm.fact import Provenance
from xjllm.figures import Figure, figures_of, find_unread, keep_figures
from xjllm.model import Reply, Usage
from xjllm.numbering import number_figures
from xjllm.parts import PartLimits
from xjllm.prompting import DEFAULT_PROMPT, load_prompt
from xjllm.reading import read_article
from xjllm.result import Extraction, SetAside, TokenUse

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Coroutine, Sequence
    from types import TracebackType

    from xjllm.local_codes import CodePrompt
    from xjllm.local_prompting import LocalPrompt
    from xjllm.model import Model, Token
    from xjllm.parts import Part
    from xjllm.prompting import Prompt

T = TypeVar("T")
_INSTEAD = "`await aextract(...)`"


@dataclass(frozen=True, slots=True)
class ExtractorSettings:
    """How an `Extractor` works.

    Attributes:
        prompt: version of the prompt; `xjllm prompts` lists them. None takes the model's own, if it has one, else
            the default.
        limits: how much of an article goes into one request.
        max_parallel_parts: requests of one article that run at a time, at least 1.
    """

    prompt: str | None = None
    limits: PartLimits = field(default_factory=PartLimits)
    max_parallel_parts: int = 4


@dataclass(frozen=True, slots=True)
class Plan:
    """An article and what is to be asked about it.

    Attributes:
        article: the article.
        outside: figures that are not asked about, as they stand in furniture, and numbers that are read as no figure.
        parts: the requests, with the figures that each asks about.
        figures: all figures of the text, so that checks need not find them again.
    """

    article: Article
    outside: tuple[SetAside, ...]
    parts: tuple[Part, ...]
    figures: tuple[Figure, ...]


class Extractor:
    """Extracts facts from articles with one model; build it once, use it on many articles.

    Use it as a context manager, synchronous or asynchronous, or call `close` or `aclose`.

    Args:
        model: a model's name, as `gpt-5.2` (any OpenAI-compatible endpoint), or any object with the methods of
            `xjllm.model.Model`; None takes the name from the environment variable XJLLM_MODEL.
        settings: see `ExtractorSettings`.

    Raises:
        SettingsError: no model is named, or its settings are incomplete. The network is not touched.
        PromptError: the prompt's version is unknown.
        TypeError: `model` is neither a name nor a model.
    """

    def __init__(self, model: str | Model | None = None, *, settings: ExtractorSettings | None = None) -> None:
        from xjllm.model_names import find_model

        if not (model is None or isinstance(model, str) or callable(getattr(model, "complete", None))):
            raise TypeError(
                f"model is a name or an object with the methods of xjllm.model.Model, not {type(model).__name__}"
            )
        self.settings = settings or ExtractorSettings()
        self.model: Model = find_model(model) if model is None or isinstance(model, str) else model
        own: str | None = getattr(self.model, "prompt", None)
        self.prompt: Prompt | LocalPrompt | CodePrompt = load_prompt(self.settings.prompt or own or DEFAULT_PROMPT)

    async def aextract(
        self,
        source: str | os.PathLike[str] | bytes | Article,
        *,
        name: str | None = None,
        published: date | None = None,
    ) -> Extraction:
        """The article's trade facts, with findings and the figures that are no facts.

        Args:
            source: an `Article`, a path, the article's text, or its bytes; plain text or HTML. A `str` of one short
                line that names an existing file opens that file; for texts from strangers give bytes, or
                `xjllm.reading.read_article_text(text)`, which never opens one.
            name: what to call the article; the file's name where None.
            published: day of publication; overrides what the text shows.

        Raises:
            ArticleError: the source cannot be read as an article.
            ModelError: the model gave no usable answer.
            SettingsError: `name` or `published` with an `Article`, which has its own.
            TypeError: `source` or `published` is of another type.
        """
        plan = self.plan(source, name=name, published=published)
        gate = asyncio.Semaphore(max(1, self.settings.max_parallel_parts))
        asked = [asyncio.ensure_future(self._ask(part, gate)) for part in plan.parts]
        try:
            replies = await asyncio.gather(*asked)
        finally:
            # Where one part fails the article does: what is still under way would only cost.
            for task in asked:
                task.cancel()
        return self.finish(plan, replies)

    def plan(
        self,
        source: str | os.PathLike[str] | bytes | Article,
        *,
        name: str | None = None,
        published: date | None = None,
    ) -> Plan:
        """What is to be asked about the article; the first half of `aextract`, without a model.

        Raises:
            ArticleError: the source cannot be read as an article.
        """
        if published is not None and (not isinstance(published, date) or isinstance(published, datetime)):
            raise TypeError(
                f"published is a datetime.date, not {type(published).__name__}: date.fromisoformat('2024-05-31')"
            )
        if isinstance(source, Article):
            if name is not None or published is not None:
                raise SettingsError("an Article has its own name and day: give them to read_article, not here")
            article = source
        else:
            article = read_article(source, name=name, published=published)
        figures = figures_of(article.text)
        story, outside = _split_figures(article, figures)
        parts = self.prompt.plan(article, number_figures(story), limits=self.settings.limits)
        return Plan(article, (*outside, *_unread_numbers(article, figures)), tuple(parts), figures)

    def finish(self, plan: Plan, replies: Sequence[Reply]) -> Extraction:
        """What the replies, one for each part of the plan, come to; the second half of `aextract`."""
        keep_figures(plan.article.text, plan.figures)
        answered = [_answered(plan.article, part, reply) for part, reply in zip(plan.parts, replies, strict=True)]
        assembly = assemble(plan.article, answered)
        usage = sum((reply.usage for reply in replies), Usage())
        # A model may quote what code does not find: then it is read.
        found = {(figure.start, figure.end) for figure in plan.figures}
        quoted = [fact for fact in assembly.facts if (fact.start, fact.end) not in found]
        outside = [
            each for each in plan.outside if not any(fact.start < each.end and each.start < fact.end for fact in quoted)
        ]
        return self._result(plan.article, assembly, outside, usage)

    def extract(
        self,
        source: str | os.PathLike[str] | bytes | Article,
        *,
        name: str | None = None,
        published: date | None = None,
    ) -> Extraction:
        """As `aextract`, for callers without an event loop; connections are closed on return.

        Raises:
            SettingsError: called from within a running event loop; await `aextract` there.
        """
        return run_here(self._extract_and_close(source, name=name, published=published), of="extract", instead=_INSTEAD)

    async def aclose(self) -> None:
        """Release the model's connections."""
        await self.model.aclose()

    def close(self) -> None:
        """As `aclose`, for callers without an event loop."""
        run_here(self.aclose(), of="extract", instead=_INSTEAD)

    async def __aenter__(self) -> Extractor:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    def __enter__(self) -> Extractor:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    async def _extract_and_close(
        self, source: str | os.PathLike[str] | bytes | Article, *, name: str | None, published: date | None
    ) -> Extraction:
        # A connection pool lives in one event loop, and `extract` starts a new loop each time.
        try:
            return await self.aextract(source, name=name, published=published)
        finally:
            await self.aclose()

    async def _ask(self, part: Part, gate: asyncio.Semaphore) -> Reply:
        if part.known is not None:
            return Reply(part.known, raw="", reply_id="", model=self.model.name, usage=Usage())
        async with gate:
            return await self.model.complete(part.request)

    def _result(self, article: Article, assembly: Assembly, outside: Sequence[SetAside], usage: Usage) -> Extraction:
        dated = replace(article, inferred_year=assembly.year)
        findings = (*assembly.findings, *check_facts(assembly.facts, dated))
        title = article.title
        return Extraction(
            name=article.name,
            article_sha256=article.sha256,
            title=article.text[title.start : title.end].strip() if title else None,
            published=article.published,
            year_inferred=assembly.year_inferred,
            facts=tuple(assembly.facts),
            findings=findings,
            set_aside=tuple(sorted([*assembly.set_aside, *outside], key=lambda aside: aside.start)),
            model=self.model.name,
            usage=TokenUse(
                requests=usage.requests,
                input_tokens=usage.input_tokens,
                output_tokens=usage.output_tokens,
                cached_tokens=usage.cached_tokens,
            ),
        )


def extract(
    source: str | os.PathLike[str] | bytes | Article,
    *,
    model: str | Model | None = None,
    name: str | None = None,
    published: date | None = None,
) -> Extraction:
    """The article's trade facts; see `Extractor.aextract` for arguments and errors.

    A `str` of one short line that names an existing file opens that file.
    """
    return Extractor(model).extract(source, name=name, published=published)


async def aextract(
    source: str | os.PathLike[str] | bytes | Article,
    *,
    model: str | Model | None = None,
    name: str | None = None,
    published: date | None = None,
) -> Extraction:
    """As `extract`, for callers with an event loop; here, too, a `str` that names an existing file opens it."""
    async with Extractor(model) as extractor:
        return await extractor.aextract(source, name=name, published=published)


def _answered(article: Article, part: Part, reply: Reply) -> AnsweredPart:
    provenance = Provenance(
        article_sha256=article.sha256,
        prompt=part.request.prompt,
        prompt_sha256=part.request.prompt_sha256,
        schema_sha256=part.request.schema_sha256,
        model=reply.model,
        reply_id=reply.reply_id,
    )
    # A prompt's own answer type knows how to become the common one.
    to_answer: Callable[[Sequence[Token]], object] | None = getattr(reply.answer, "to_answer", None)
    answer = to_answer(reply.tokens) if to_answer else reply.answer
    if not isinstance(answer, Answer):
        raise TypeError(f"the prompt {part.request.prompt} has answers of type {type(answer).__name__}")
    return AnsweredPart(answer, part.figures, provenance)


def _split_figures(article: Article, figures: Sequence[Figure]) -> tuple[list[Figure], list[SetAside]]:
    story, outside = [], []
    for figure in figures:
        furniture = article.furniture_at(figure.start, figure.end)
        if furniture is None:
            story.append(figure)
        else:
            reason = f"furniture:{furniture.kind}"
            aside = SetAside(figure=figure.text, start=figure.start, end=figure.end, reason=reason, by="code")
            outside.append(aside)
    return story, outside


def _unread_numbers(article: Article, figures: Sequence[Figure]) -> list[SetAside]:
    text = article.text
    return [
        SetAside(figure=text[start:end], start=start, end=end, reason="not_read_as_figure", by="code")
        for start, end in find_unread(text, figures)
        if article.furniture_at(start, end) is None
    ]


def run_here(call: Coroutine[Any, Any, T], *, of: str, instead: str) -> T:
    """What the call gives, run in an event loop of its own.

    Args:
        call: the coroutine.
        of: the function that was called, for the message.
        instead: what to write where an event loop is running.

    Raises:
        SettingsError: an event loop is running in this thread.
    """
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(call)
    call.close()
    raise SettingsError(f"{of}() was called inside a running event loop; use {instead} there")
