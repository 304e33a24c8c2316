"""A batch whose requests are sent by Ray workers."""

from __future__ import annotations

import asyncio
import os
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
from pydantic import BaseModel

from xjllm.errors import NotSent, Rejected
from xjllm.model import Reply, Request, Usage
from xjllm.openai_model import EndpointSettings, OpenAIModel

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from xjllm.model import Model

pytestmark = [pytest.mark.ray, pytest.mark.filterwarnings("default")]


class Count(BaseModel):
    """How many."""

    n: int


def ask(number: int) -> Request:
    return Request([{"role": "user", "content": str(number)}], Count, f"{number}.txt", "p", "", "")


def make(url: str, pids: str) -> Model:
    Path(pids, str(os.getpid())).touch()
    return OpenAIModel("stub", settings=EndpointSettings(url, "k", max_retries=0))


async def until(holds: Callable[[], bool]) -> None:
    for _ in range(600):
        if holds():
            return
        await asyncio.sleep(0.1)
    pytest.fail("it has not come to that within a minute")


@pytest.fixture(autouse=True)
def _ray(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    import ray

    from xjllm.ray import start_ray

    monkeypatch.delenv("RAY_ADDRESS", raising=False)
    monkeypatch.setenv("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")
    ray.cloudpickle.register_pickle_by_value(sys.modules[__name__])
    start_ray(2)
    yield
    ray.shutdown()


def test_requests_of_a_killed_worker_go_to_another(tmp_path: Path) -> None:
    """One of two workers is killed in mid-run: every request is answered, and only its own are sent again.

    Errors of the model arrive as themselves, with their usage, and are not sent again.
    """
    asked: Counter[int] = Counter()
    lock = threading.Lock()
    killed: list[int] = []

    def kill_one(body: dict[str, Any]) -> Any:
        number = int(body["messages"][0]["content"])
        with lock:
            asked[number] += 1
            if len(asked) == 40 and not killed:
                workers = sorted(int(path.name) for path in tmp_path.iterdir())
                killed.append(workers[0])
                os.kill(workers[0], signal.SIGKILL)
        time.sleep(0.02)
        return failure(400, "no") if number == 5 else tool_call({"n": number})

    async def main() -> list[Any]:
        from xjllm.ray_model import RayModel

        model = RayModel("stub", partial(make, endpoint.url, str(tmp_path)))
        gate = asyncio.Semaphore(16)

        async def one(number: int) -> Any:
            async with gate:
                return await model.complete(ask(number))

        try:
            return await asyncio.gather(*(one(number) for number in range(100)), return_exceptions=True)
        finally:
            await model.aclose()

    with Endpoint(answer=kill_one) as endpoint:
        results = asyncio.run(main())
    assert len(killed) == 1
    assert type(results.pop(5)) is Rejected
    for result in results:
        assert isinstance(result, Reply), result
        assert isinstance(result.answer, Count)
        assert result.usage == Usage(1, 100, 10, 60)
    assert sorted(asked) == list(range(100))
    assert asked[5] == 1
    assert sum(asked.values()) - 100 <= 16


def test_what_waits_in_the_workers_is_given_back(tmp_path: Path) -> None:
    """A pause that the endpoint asked for is told; after `halt` all that waits is given back, and nothing is sent."""
    asked: list[int] = []

    def refuse_first(body: dict[str, Any]) -> Any:
        asked.append(int(body["messages"][0]["content"]))
        return failure(429, retry_after="600") if len(asked) == 1 else tool_call({"n": asked[-1]})

    async def main() -> tuple[Any, list[Any]]:
        from xjllm.ray_model import RayModel

        model = RayModel("stub", partial(make, endpoint.url, str(tmp_path)))
        try:
            waiting = [asyncio.ensure_future(model.complete(ask(0)))]
            await until(lambda: model.snapshot().pauses > 0)
            waiting += [asyncio.ensure_future(model.complete(ask(number))) for number in range(1, 6)]
            await until(lambda: model.snapshot().waiting == 6)
            pace = model.snapshot()
            model.halt()
            given_back = await asyncio.wait_for(asyncio.gather(*waiting, return_exceptions=True), 60)
            with pytest.raises(NotSent):
                await model.complete(ask(6))
            return pace, given_back
        finally:
            await model.aclose()

    with Endpoint(answer=refuse_first) as endpoint:
        pace, given_back = asyncio.run(main())
    assert asked == [0]
    assert [type(error) for error in given_back] == [NotSent] * 6
    assert given_back[0].usage.requests == 1
    assert (pace.pauses, pace.pause_reason, pace.in_flight, pace.refused) == (1, "429", 0, 1)
    assert 500 < pace.cooling_s <= 600
    assert pace.pause_s == pytest.approx(600, abs=1)
