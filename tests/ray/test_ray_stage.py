"""The Ray stage on a real Ray of two workers, against a loopback endpoint."""

from __future__ import annotations

import json
import os
import re
import signal
import sys
import threading
import time
from collections import Counter
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from endpoint import Endpoint, failure, tool_call

from xjllm.errors import SettingsError
from xjllm.openai_model import EndpointSettings, OpenAIModel
from xjllm.pacing import Limits

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xjllm.model import Model

# Ray and what it brings use what Python and pandas call old; that is theirs to change.
pytestmark = [pytest.mark.ray, pytest.mark.filterwarnings("default")]

ARTICLE = "The port of number {n} handled {n} freight trains in May 2031, officials said."


@pytest.fixture(scope="module", autouse=True)
def _ray() -> Iterator[None]:
    import ray

    os.environ["RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO"] = "0"
    # Workers have xjllm installed, as those of a cluster do, but not this module.
    ray.cloudpickle.register_pickle_by_value(sys.modules[__name__])
    ray.init(
        num_cpus=4,
        include_dashboard=False,
        log_to_driver=False,
        object_store_memory=200_000_000,
        _node_ip_address="127.0.0.1",
        configure_logging=False,
    )
    ray.data.DataContext.get_current().enable_progress_bars = False
    yield
    ray.shutdown()


def number_of(body: dict[str, Any]) -> int:
    found = re.search(r"The port of number ⟦?(?:\d+: )?(\d+)", body["messages"][1]["content"])
    assert found, body["messages"][1]["content"]
    return int(found[1])


def answer(body: dict[str, Any]) -> Any:
    """Every figure is the number of trains at the port."""
    figures = [int(n) for n in re.findall(r"⟦(\d+):", body["messages"][1]["content"])]
    facts = [{"n": n, "measure": "freight_trains", "flow": "none"} for n in figures]
    return tool_call({"reporter": "CN-XJ", "period": "2031-05", "facts": facts}, name="report_trade_facts")


def rows(count: int) -> list[dict[str, Any]]:
    return [{"id": f"a{n}", "text": ARTICLE.format(n=1000 + n), "published": "2031-06-01"} for n in range(count)]


def make(url: str, pids: str) -> Model:
    """What a worker calls; it leaves its process id behind."""
    import instructor  # noqa: F401 (so that the first request does not wait for it)
    import openai  # noqa: F401

    Path(pids, str(os.getpid())).touch()
    return OpenAIModel("stub", settings=EndpointSettings(url, "k", max_retries=0))


def run(endpoint: Endpoint, folder: Path, count: int, **settings: Any) -> list[dict[str, Any]]:
    import ray

    from xjllm.ray import ClusterSettings, extract

    dataset = ray.data.from_items(rows(count), override_num_blocks=max(1, count // 8))
    settings = {"rows_at_once": 4} | settings
    results = extract(
        dataset, model=partial(make, endpoint.url, str(folder)), settings=ClusterSettings(**settings)
    ).take_all()
    assert sorted(result["article"] for result in results) == sorted(row["id"] for row in rows(count))
    return results


def test_two_workers_extract_every_article_once(tmp_path: Path) -> None:
    """Both workers take part, every article is a row, its facts are those of its own text, and one request was made."""
    seen: list[int] = []

    def slow(body: dict[str, Any]) -> Any:
        seen.append(number_of(body))
        time.sleep(0.02)
        return answer(body)

    with Endpoint(answer=slow) as endpoint:
        results = run(endpoint, tmp_path, 64)
    assert {result["state"] for result in results} == {"done"}
    assert sorted(seen) == list(range(1000, 1064))
    assert len(list(tmp_path.iterdir())) == 2
    for result in results:
        extraction = json.loads(result["extraction"])
        figures = {fact["figure"] for fact in extraction["facts"]} | {s["figure"] for s in extraction["set_aside"]}
        assert str(1000 + int(result["article"][1:])) in figures
        assert result["requests"] == 1
        assert result["input_tokens"] == 100


def test_a_killed_worker_costs_only_its_blocks(tmp_path: Path) -> None:
    """One of two workers is killed in mid-run: every article is there once, and only its own work is repeated."""
    asked: Counter[int] = Counter()
    lock = threading.Lock()
    killed: list[int] = []

    def kill_one(body: dict[str, Any]) -> Any:
        with lock:
            asked[number_of(body)] += 1
            if len(asked) == 60 and not killed:
                workers = sorted(int(path.name) for path in tmp_path.iterdir())
                assert len(workers) == 2
                killed.append(workers[0])
                os.kill(workers[0], signal.SIGKILL)
        time.sleep(0.02)
        return answer(body)

    with Endpoint(answer=kill_one) as endpoint:
        results = run(endpoint, tmp_path, 160)
    assert killed
    assert {result["state"] for result in results} == {"done"}
    assert len(results) == len({result["article"] for result in results}) == 160
    repeated = sum(asked.values()) - 160
    # Two blocks of eight articles at a time, and as many handed over beforehand.
    assert 0 <= repeated <= 32
    assert len(list(tmp_path.iterdir())) == 3
    print(f"killed worker {killed[0]}: {repeated} of 160 articles asked again")


def test_the_rate_is_shared(tmp_path: Path) -> None:
    """Two workers with 240 requests a minute for both together take as long as one would."""
    starts: list[float] = []

    def note(body: dict[str, Any]) -> Any:
        starts.append(time.monotonic())
        return answer(body)

    with Endpoint(answer=note) as endpoint:
        run(endpoint, tmp_path, 40, limits=Limits(rpm=240))
    starts.sort()
    # 4 at once, then 4 a second: nine seconds for all. Each worker for itself would take less than five.
    assert starts[-1] - starts[0] > 6.0
    assert len(list(tmp_path.iterdir())) == 2


def test_a_busy_endpoint_holds_all_workers_back(tmp_path: Path) -> None:
    """A 429 that one worker gets, with Retry-After, stops the other one too."""
    starts: list[float] = []
    refused: list[float] = []
    lock = threading.Lock()

    def refuse_once(body: dict[str, Any]) -> Any:
        with lock:
            starts.append(time.monotonic())
            if len(starts) == 20:
                refused.append(time.monotonic())
                return failure(429, retry_after="3")
        time.sleep(0.05)
        return answer(body)

    with Endpoint(answer=refuse_once) as endpoint:
        results = run(endpoint, tmp_path, 64, limits=Limits(max_concurrency=4))
    assert {result["state"] for result in results} == {"done"}
    # What was under way when the refusal came may still start; half a second later nothing does.
    held = [start for start in starts if refused[0] + 0.5 < start < refused[0] + 2.9]
    assert held == []


def test_failures_are_rows(tmp_path: Path) -> None:
    """Articles that cannot be read, are rejected or answered wrongly are rows that say why; the others are done."""
    import ray

    from xjllm.ray import ClusterSettings, extract, find_table

    def choose(body: dict[str, Any]) -> Any:
        number = number_of(body)
        if number == 1001:
            return failure(400, "context too long")
        return tool_call({"bad": "shape"}, name="report_trade_facts") if number == 1002 else answer(body)

    given = [*rows(4), {"id": "empty", "text": " ", "published": None}, {"id": "day", "text": "x", "published": "soon"}]
    with Endpoint(answer=choose) as endpoint:
        results = extract(
            ray.data.from_items(given, override_num_blocks=2),
            model=partial(make, endpoint.url, str(tmp_path)),
            settings=ClusterSettings(),
        ).materialize()
        told = {row["article"]: row for row in results.take_all()}
        failures = {row["article"]: row for row in find_table(results, "failures").take_all()}
    assert {name for name, row in told.items() if row["state"] == "done"} == {"a0", "a3"}
    assert {name: (row["stage"], row["error"]) for name, row in failures.items()} == {
        "a1": ("model", "Rejected"),
        "a2": ("model", "InvalidAnswer"),
        "empty": ("input", "ArticleError"),
        "day": ("input", "ArticleError"),
    }
    assert "context too long" in failures["a1"]["message"]
    assert failures["a2"]["raw"] == '{"bad": "shape"}'
    assert failures["a2"]["requests"] == 3


def test_parquet_in_parquet_out(tmp_path: Path) -> None:
    """Articles from Parquet become results in Parquet, and tables of the batch's own columns and types."""
    import pyarrow as pa
    import pyarrow.parquet as pq
    import ray

    from xjllm.batch.tables import TABLES, arrow_schema
    from xjllm.ray import ClusterSettings, extract, find_table

    pids = tmp_path / "pids"
    pids.mkdir()
    articles = tmp_path / "input"
    articles.mkdir()
    pq.write_table(pa.Table.from_pylist(rows(10)), articles / "one.parquet")
    pq.write_table(pa.Table.from_pylist(rows(20)[10:]), articles / "two.parquet")
    with Endpoint(answer=answer) as endpoint:
        results = extract(
            ray.data.read_parquet(str(articles)),
            model=partial(make, endpoint.url, str(pids)),
            settings=ClusterSettings(),
        )
        results.write_parquet(str(tmp_path / "results"))
        asked = len(endpoint.bodies)
        again = ray.data.read_parquet(str(tmp_path / "results"))
        for table in TABLES:
            find_table(again, table).write_parquet(str(tmp_path / table))
        assert len(endpoint.bodies) == asked == 20
    facts = pq.read_table(tmp_path / "facts")
    assert facts.num_rows >= 20
    assert set(facts["article"].to_pylist()) == {f"a{n}" for n in range(20)}
    assert facts.schema.field("value").type == arrow_schema("facts").field("value").type
    assert facts.schema.names == arrow_schema("facts").names
    assert not list((tmp_path / "failures").glob("*.parquet")) or pq.read_table(tmp_path / "failures").num_rows == 0


def test_a_dataset_without_text_is_refused() -> None:
    """A dataset without the column `text` is an error before anything is started."""
    import ray

    from xjllm.ray import extract

    with pytest.raises(SettingsError, match="no column text"):
        extract(ray.data.from_items([{"body": "x"}]).materialize(), model="stub")
