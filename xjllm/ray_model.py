"""A model whose requests are sent by Ray actors, on this machine or on others: `xjllm batch --engine ray`.

Reading, the ledger and the tables stay with the process that runs the batch; what travels are requests and replies.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from xjllm.errors import ConnectionFailed, NotSent, XjllmError
from xjllm.openai_errors import one_line
from xjllm.pacing import Pace
from xjllm.ray import ClusterSettings, load_ray, make_paced_model, start_limiter

if TYPE_CHECKING:
    from ray.actor import ActorHandle

    from xjllm.model import Reply, Request
    from xjllm.ray import ModelSource

_MAX_WORKERS_LOST = 5
_RESTART_S = 5.0
_ASKED_EVERY_S = 1.0


@dataclass(slots=True, eq=False)
class _Worker:
    handle: ActorHandle[Any]
    in_flight: int = 0
    pace: Pace | None = None


class RayModel:
    """Answers requests through a pool of actors that share one limiter; Ray has to be initialised.

    A request whose worker dies is given to another one, and is paid again at most; Ray starts the worker anew.

    Args:
        name: the model's name, for tables and messages.
        model: a function that makes the model in each worker; it travels pickled. The model's key should come from
            the workers' own environment.
        settings: see `ClusterSettings`; only workers and limits count.

    Raises:
        SettingsError: Ray is not installed.
    """

    def __init__(self, name: str, model: ModelSource, *, settings: ClusterSettings | None = None) -> None:
        load_ray()
        import ray

        self._name = name
        self._settings = settings or ClusterSettings()
        limiter = start_limiter(self._settings)
        # Not retried by Ray itself: it would wait for the dead worker instead of taking another one.
        actor = ray.remote(_Asker).options(max_restarts=-1, max_task_retries=0, max_concurrency=10_000)
        self._workers = [
            _Worker(actor.remote(model, self._settings, limiter))  # type: ignore[arg-type]  # Ray calls it a type
            for _ in range(self._settings.workers)
        ]
        self._retries = 0
        self._halted = False
        self._watching: asyncio.Task[None] | None = None

    @property
    def name(self) -> str:
        """The name that was given."""
        return self._name

    def snapshot(self) -> Pace:
        """What the workers do, as they said within the last second."""
        paces = [worker.pace for worker in self._workers if worker.pace is not None]
        limits = self._settings.limits
        in_flight = sum(pace.in_flight for pace in paces)
        # One limiter for all: the last pause of any of them is everybody's.
        paused = max(paces, key=lambda pace: (pace.cooling_s, pace.pauses), default=None)
        return Pace(
            in_flight=in_flight,
            waiting=max(0, sum(worker.in_flight for worker in self._workers) - in_flight),
            concurrency=sum(pace.concurrency for pace in paces) or limits.max_concurrency,
            requests=sum(pace.requests for pace in paces),
            retries=sum(pace.retries for pace in paces) + self._retries,
            refused=sum(pace.refused for pace in paces),
            cooling_s=paused.cooling_s if paused else 0.0,
            rpm=limits.rpm,
            tpm=limits.tpm,
            pauses=sum(pace.pauses for pace in paces),
            pause_s=paused.pause_s if paused else 0.0,
            pause_reason=next((pace.pause_reason for pace in (paused, *paces) if pace and pace.pause_reason), ""),
        )

    def halt(self) -> None:
        """Send nothing more: what waits in the workers is given back with `NotSent`; what was sent is answered."""
        self._halted = True
        for worker in self._workers:
            worker.handle.halt.remote()

    def resume(self) -> None:
        """Send again after `halt`."""
        self._halted = False
        for worker in self._workers:
            worker.handle.resume.remote()

    async def _watch(self) -> None:
        """Asks the workers how they get on, over and over. One that is being started anew does not hold the others."""

        async def ask(worker: _Worker) -> None:
            from ray.exceptions import RayError

            while True:
                # What a lost worker had counted is lost with it.
                with suppress(RayError):
                    worker.pace = await worker.handle.snapshot.remote()
                await asyncio.sleep(_ASKED_EVERY_S)

        await asyncio.gather(*(ask(worker) for worker in self._workers))

    async def complete(self, request: Request) -> Reply:
        """The answer of the least busy worker.

        Raises:
            NotSent: it was given back, see `halt`.
            ModelError: as the worker's model; `ConnectionFailed` where one worker after another was lost.
        """
        from ray.exceptions import RayActorError, RayTaskError

        if self._watching is None:
            self._watching = asyncio.create_task(self._watch())
        lost: list[_Worker] = []
        while len(lost) < _MAX_WORKERS_LOST:
            # One that was lost has the fewest in flight until Ray has started it anew: the others come first.
            worker = min(self._workers, key=lambda each: (lost.count(each), each.in_flight))
            if worker in lost:
                await asyncio.sleep(_RESTART_S)
            if self._halted:
                raise NotSent(
                    f"{one_line(request.name)}: {self.name}: not sent, as the run was ended: run again to go on"
                )
            worker.in_flight += 1
            try:
                reply: Reply = await worker.handle.complete.remote(request)
            except RayActorError:
                self._retries += 1
                lost.append(worker)
            except RayTaskError as error:
                if isinstance(error.cause, XjllmError):
                    raise error.cause from None
                raise
            else:
                return reply
            finally:
                worker.in_flight -= 1
        raise ConnectionFailed(
            f"{one_line(request.name)}: {self.name}: {_MAX_WORKERS_LOST} workers in a row were lost while they asked: "
            "look at Ray's logs, and whether the workers have memory enough"
        )

    async def aclose(self) -> None:
        """End the workers."""
        import ray

        if self._watching is not None:
            self._watching.cancel()
            await asyncio.gather(self._watching, return_exceptions=True)
            self._watching = None
        for worker in self._workers:
            ray.kill(worker.handle)
        self._workers = []


class _Asker:
    """What runs in each actor."""

    def __init__(self, model: ModelSource, settings: ClusterSettings, limiter: ActorHandle[Any]) -> None:
        self._model = make_paced_model(model, settings, limiter)

    async def complete(self, request: Request) -> Reply:
        return await self._model.complete(request)

    async def snapshot(self) -> Pace:
        return self._model.snapshot()

    async def halt(self) -> None:
        self._model.halt()

    async def resume(self) -> None:
        self._model.resume()
