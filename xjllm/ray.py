"""Extraction on more than one machine: a stage of a Ray Data pipeline. Needs the extra `xjllm[ray]`.

    import ray, xjllm.ray

    articles = ray.data.read_parquet("s3://news/2026/")        # columns text, and id, published, url, title
    xjllm.ray.extract(articles, model="gpt-5.2").write_parquet("s3://facts/results/")
    results = ray.data.read_parquet("s3://facts/results/")
    xjllm.ray.find_table(results, "facts").write_parquet("s3://facts/facts/")

Each worker is an asynchronous actor with its own connections; one named actor shares out requests and tokens a minute
and holds all workers back when the endpoint is busy. A worker that dies is started again by Ray, and only the blocks
it had in work are asked anew. An article that fails is a row, never an error of the pipeline.

Datasets are lazy: whoever uses the result of `extract` twice asks, and pays, twice. Write it, or call `materialize`.
"""

from __future__ import annotations

import asyncio
import os
import uuid
import zlib
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from xjllm.batch.json_items import read_entry
from xjllm.batch.records import BadInput, Failure
from xjllm.batch.tables import TABLES, StoredArticle, arrow_table, table_rows
from xjllm.batch.workshop import internal_failure
from xjllm.errors import ArticleError, SettingsError, XjllmError
from xjllm.extraction import Extractor, ExtractorSettings
from xjllm.model import Usage
from xjllm.openai_errors import one_line
from xjllm.pacing import Limits, PacedModel
from xjllm.reading import read_article_text
from xjllm.throttle import Booking, Outcome, Throttle, ThrottleState

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import pyarrow as pa
    from ray.actor import ActorHandle
    from ray.data import Dataset

    from xjllm.batch.records import Item
    from xjllm.model import Model
    from xjllm.prices import Price

    ModelSource = str | Callable[[], Model]
    """A model's name, or a function that every worker calls to make one; it travels to them pickled."""

__all__ = ["ClusterSettings", "extract", "find_table"]

_NAMESPACE = "xjllm"

RESULT_COLUMNS = {
    "article": "string",
    "place": "string",
    "name": "string",
    "url": "string",
    "state": "string",
    "extraction": "string",
    "stage": "string",
    "error": "string",
    "message": "string",
    "raw": "string",
    "requests": "int64",
    "input_tokens": "int64",
    "output_tokens": "int64",
    "cached_tokens": "int64",
    "cost_usd": "double",
    "article_sha256": "string",
    "prompt": "string",
    "prompt_sha256": "string",
    "schema_sha256": "string",
    "model": "string",
}
"""Columns of the results, one row an article: `state` is `done`, with the extraction as JSON, or `failed`, with stage,
class of the error, message and the model's raw reply. The others are those of the batch's tables."""


@dataclass(frozen=True, slots=True)
class ClusterSettings:
    """How an extraction is spread.

    Attributes:
        workers: actors that extract, at least 1.
        limits: for all workers together; requests in flight are divided among them.
        extractor: see `ExtractorSettings`.
        limiter: name of the actor that shares out the limits. Runs that give the same name share them, those of
            the first. None makes one for this run.
        price: counts what each article cost; None leaves it out.
        rows_at_once: articles that a worker takes at once; what a lost worker repeats grows with it.
    """

    workers: int = 2
    limits: Limits = field(default_factory=Limits)
    extractor: ExtractorSettings = field(default_factory=ExtractorSettings)
    limiter: str | None = None
    price: Price | None = None
    rows_at_once: int = 16

    def __post_init__(self) -> None:
        if self.workers < 1 or self.rows_at_once < 1:
            raise SettingsError("workers and rows_at_once of a cluster are at least 1")


def extract(dataset: Dataset, *, model: ModelSource, settings: ClusterSettings | None = None) -> Dataset:
    """The results of the articles in `dataset`, a row an article with the columns `RESULT_COLUMNS`.

    Args:
        dataset: rows with `text`, and optionally `id`, `published`, `url` and `title`, as in JSON lines.
        model: a model's name, for which every worker takes endpoint and key from its own environment, or a
            function that makes the model.
        settings: see `ClusterSettings`.

    Raises:
        SettingsError: Ray is missing, no model is named, or the dataset has no column `text`.
    """
    load_ray()
    from ray.data import ActorPoolStrategy

    settings = settings or ClusterSettings()
    columns = dataset.columns(fetch_if_missing=False)
    if columns is not None and "text" not in columns:
        raise SettingsError(f"the dataset has no column text: it has {', '.join(columns)}")
    # Two blocks at a time, so that the next one is under way while the last articles of one are waited for.
    pool = ActorPoolStrategy(size=settings.workers, max_concurrent_calls_per_actor=2)
    results: Dataset = dataset.map_batches(
        _Worker,
        batch_size=settings.rows_at_once,
        batch_format="pyarrow",
        compute=pool,
        udf_modifying_row_count=False,
        fn_constructor_kwargs={
            "model": model,
            "settings": settings,
            "limiter": start_limiter(settings),
        },
    )
    return results


def find_table(results: Dataset, table: str) -> Dataset:
    """One of the batch's tables (`articles` `facts` `findings` `set_aside` `failures`) in the results of `extract`.

    Raises:
        SettingsError: there is no such table.
    """
    if table not in TABLES:
        raise SettingsError(f"no table {table!r}; there are: {', '.join(TABLES)}")
    found: Dataset = results.map_batches(partial(_find_rows, name=table), batch_format="pyarrow")
    return found


def load_ray() -> None:
    """Import Ray.

    Raises:
        SettingsError: it is not installed.
    """
    try:
        import ray.data  # noqa: F401
    except ImportError as error:
        raise SettingsError("Ray is not installed: pip install 'xjllm[ray]'") from error


def start_ray(workers: int) -> None:
    """Join the Ray cluster that RAY_ADDRESS names, or start Ray on this machine with room for so many workers.

    Raises:
        SettingsError: Ray is not installed, or the cluster cannot be reached.
    """
    load_ray()
    import logging

    import ray

    if ray.is_initialized():
        return
    address = os.environ.get("RAY_ADDRESS")
    # A local Ray counts the processors; workers mostly wait, so that more of them than processors is no harm.
    local: dict[str, Any] = {} if address else {"num_cpus": max(workers + 1, os.cpu_count() or 1)}
    try:
        ray.init(address, include_dashboard=None if address else False, logging_level=logging.ERROR, **local)
    except (ConnectionError, RuntimeError, ValueError) as error:
        raise SettingsError(f"Ray cannot be started or reached: check RAY_ADDRESS ({one_line(str(error))})") from error


def start_limiter(settings: ClusterSettings) -> ActorHandle[Any]:
    """The actor that shares out requests and tokens a minute; it ends with the last one that knows it."""
    import ray

    limits = settings.limits
    name = settings.limiter or f"xjllm-limiter-{uuid.uuid4().hex}"
    actor = ray.remote(Limiter).options(
        name=name,
        namespace=_NAMESPACE,
        get_if_exists=True,
        num_cpus=0,
        max_concurrency=1_000,
        max_restarts=-1,
        max_task_retries=-1,
    )
    # Ray's own types leave open whether this is the class or a handle.
    return cast("ActorHandle[Any]", actor.remote(limits.rpm, limits.tpm))


def make_paced_model(model: ModelSource, settings: ClusterSettings, limiter: ActorHandle[Any]) -> PacedModel:
    """One worker's model, within its share of the limits."""
    limits = settings.limits
    share = -(-limits.max_concurrency // settings.workers)
    own = replace(limits, max_concurrency=share, start_concurrency=min(limits.start_concurrency, share))
    return PacedModel(_make_model(model, share), own, throttle=RemoteThrottle(limiter))


class Limiter(Throttle):
    """The throttle in an actor of its own, for all workers."""

    async def exchange(self, tokens: int, outcomes: Sequence[Outcome]) -> Booking:
        """A place for one request, after taking note of how others of the same worker ended."""
        for outcome in outcomes:
            await self.settle(outcome)
        return await self.book(tokens)


class RemoteThrottle:
    """The limiter as a worker sees it: one call to it for each request."""

    def __init__(self, limiter: ActorHandle[Any]) -> None:
        self._limiter = limiter
        self._outcomes: list[Outcome] = []
        self._cooling_s = 0.0

    async def book(self, tokens: int) -> Booking:
        """As `SharedThrottle.book`."""
        outcomes, self._outcomes = self._outcomes, []
        return self._note(await self._limiter.exchange.remote(tokens, outcomes))

    async def check(self) -> Booking:
        """As `SharedThrottle.check`."""
        return self._note(await self._limiter.check.remote())

    async def settle(self, outcome: Outcome) -> None:
        """As `SharedThrottle.settle`: at once where the others must hear of it, with the next booking otherwise."""
        if outcome.busy:
            await self._limiter.settle.remote(outcome)
            await self.check()  # how long the pause is
        else:
            self._outcomes.append(outcome)

    def state(self) -> ThrottleState:
        """The cool-down as it was when this worker last asked."""
        return ThrottleState(cooling_s=self._cooling_s)

    def _note(self, booking: Booking) -> Booking:
        self._cooling_s = booking.cooling_s
        return booking


class _Worker:
    """What Ray makes in each actor: extracts the articles of one batch after another, several batches at once."""

    def __init__(self, model: ModelSource, settings: ClusterSettings, limiter: ActorHandle[Any]) -> None:
        paced = make_paced_model(model, settings, limiter)
        self._extractor = Extractor(paced, settings=settings.extractor)
        self._price = settings.price

    async def __call__(self, rows: pa.Table) -> pa.Table:
        results = await asyncio.gather(*(self._extract(row) for row in rows.to_pylist()))
        return _result_table(results)

    async def _extract(self, row: Mapping[str, Any]) -> dict[str, Any]:
        item = read_entry(_plain(row), "row", "dataset", "row")
        if isinstance(item, BadInput):
            nameless = {"article": str(row.get("id") or "row"), "place": "row"}
            return self._failed(nameless, Failure("input", item.error, item.message))
        known: dict[str, Any] = {"article": item.id, "place": f"row {item.id}", "name": item.name, "url": item.url}
        try:
            article = read_article_text(_text(item), name=item.name, published=item.published)
        except ArticleError as error:
            return self._failed(known, Failure("article", "ArticleError", str(error)))
        known["article_sha256"] = article.sha256
        try:
            extraction = await self._extractor.aextract(article)
        except XjllmError as error:
            failure = Failure("model", type(error).__name__, str(error), getattr(error, "raw", None))
            return self._failed(known, failure, getattr(error, "usage", None) or Usage())
        except Exception as error:  # a fault of ours in one article must not cost the block
            return self._failed(known, internal_failure(item.id, error))
        packed = extraction.model_dump_json(exclude_unset=True)
        return self._row(known | {"state": "done", "extraction": packed}, Usage(**extraction.usage.model_dump()))

    def _failed(self, known: dict[str, Any], failure: Failure, used: Usage | None = None) -> dict[str, Any]:
        return self._row(known | asdict(failure) | {"state": "failed"}, used or Usage())

    def _row(self, known: dict[str, Any], used: Usage) -> dict[str, Any]:
        prompt = self._extractor.prompt
        common = {
            "cost_usd": float(self._price.cost_usd(used)) if self._price else None,
            "prompt": prompt.version,
            "prompt_sha256": prompt.sha256,
            "schema_sha256": prompt.schema_sha256,
            "model": self._extractor.model.name,
        }
        return dict.fromkeys(RESULT_COLUMNS) | asdict(used) | common | known


def _make_model(model: ModelSource, max_connections: int) -> Model:
    if not isinstance(model, str):
        return model()
    from xjllm.model_names import find_model
    from xjllm.openai_model import EndpointSettings

    return find_model(model, settings=EndpointSettings(max_retries=0, max_connections=max_connections))


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    """The row as JSON would have it: Parquet knows days and times."""
    published = row.get("published")
    return {**row, "published": published.isoformat() if isinstance(published, date) else published}


def _text(item: Item) -> str:
    return item.data if isinstance(item.data, str) else item.data.decode()


def _result_table(rows: list[dict[str, Any]]) -> pa.Table:
    import pyarrow as pa

    types = {"string": pa.string(), "int64": pa.int64(), "double": pa.float64()}
    schema = pa.schema([(name, types[kind]) for name, kind in RESULT_COLUMNS.items()])
    return pa.Table.from_pylist(rows, schema=schema)


def _find_rows(results: pa.Table, name: str) -> pa.Table:
    rows = results.to_pylist()
    if name == "failures":
        return arrow_table(name, [row for row in rows if row["state"] == "failed"])
    done = [
        StoredArticle({"copy_of": None, "near_copy_of": None, **row}, zlib.compress(row.pop("extraction").encode(), 1))
        for row in rows
        if row["state"] == "done"
    ]
    return arrow_table(name, table_rows(done)[name])
