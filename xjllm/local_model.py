"""The embedded model: a small language model in this process, with no key and no network.

It stands behind the same seam as every endpoint: `OpenAIModel` asks the engine on its loopback port, with the
schema as `response_format`, greedily and seeded.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import replace
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from xjllm.errors import WeightsError
from xjllm.local_engine import Engine, EngineSettings, start_engine, stop_engine
from xjllm.openai_model import EndpointSettings, OpenAIModel
from xjllm.weights import DEFAULT, models_dir, weights_path
from xjllm.weights.store import missing_extra

if TYPE_CHECKING:
    import os
    from collections.abc import AsyncIterator

    from xjllm.model import Reply, Request

ENDPOINT = EndpointSettings(mode="json_schema", temperature=0.0, seed=1, reasks=1, max_retries=0, timeout_s=600.0)
"""How the engine is asked; recordings of it are replayed with the same settings, at another address."""

LOGPROBS = {"logprobs": True, "top_logprobs": 6}
"""What a model with an adapter is asked besides: what else was likely tells how sure it is."""


def adapter_path() -> Path:
    """The adapter of the default model, which comes with this package."""
    return Path(str(resources.files("xjllm.weights").joinpath("local.v2.gguf")))


def _is_default(source: str | os.PathLike[str] | None) -> bool:
    """Whether the source is the default model, for which the adapter was trained."""
    return source is None or Path(source) == models_dir() / DEFAULT.name


def has_local_model() -> bool:
    """Whether the embedded model's extra is installed and the default model file is there; unchecked, for speed."""
    from importlib.util import find_spec

    return find_spec("xllamacpp") is not None and (models_dir() / DEFAULT.name).is_file()


class LocalModel:
    """Answers requests with a model in this process.

    All objects for the same file in one process share one engine, which is loaded at the first request and
    stays until `unload` or the end of the process. Safe to use from several threads and event loops: with one
    slot, requests wait for each other. The same request gets the same answer, whatever was asked before.

    The messages before a request's last one are computed once and reused by every request that begins with
    them: what is the same for all articles belongs in the first message.

    Args:
        source: None for the default model, a path to a GGUF file, or a fetched `org/repo/file.gguf`.
        settings: how the engine runs; the default model without an adapter in them gets the one of this package.
        endpoint: how it is asked; address and key are filled in.

    Attributes:
        prompt: the version of the prompt that the model was trained for, or that suits any small model.
    """

    def __init__(
        self,
        source: str | os.PathLike[str] | None = None,
        *,
        settings: EngineSettings | None = None,
        endpoint: EndpointSettings | None = None,
    ) -> None:
        self._source = source
        self._settings = settings or EngineSettings()
        if self._settings.adapter is None and _is_default(source):
            self._settings = replace(self._settings, adapter=adapter_path())
        adapted = self._settings.adapter is not None
        self._endpoint = endpoint or ENDPOINT
        if adapted:
            self._endpoint = replace(self._endpoint, extra_body={**self._endpoint.extra_body, **LOGPROBS})
        self.prompt = "local.v2" if adapted else "local.v1"
        self._path: Path | None = None
        self._fronts: WeakKeyDictionary[asyncio.AbstractEventLoop, tuple[Engine, OpenAIModel]] = WeakKeyDictionary()

    @property
    def name(self) -> str:
        """`local`, with the file's name after a colon where it is not the default model's."""
        return "local" if self._source is None else f"local:{Path(self._source).stem}"

    def check(self) -> None:
        """Refuse at once what would be refused at the first request, which may never come: there may be no figures.

        The default model's file is known by its hash; any other is loaded, for nothing else tells that it can be.

        Raises:
            SettingsError: the extra is not installed.
            WeightsError: the model file is missing, corrupt, no chat model, or, where it is not the default model,
                cannot be loaded.
        """
        from importlib.util import find_spec

        if find_spec("xllamacpp") is None:
            raise missing_extra()
        self._path = self._find_files()
        if not _is_default(self._source):
            self.start()

    def start(self) -> Engine:
        """The running engine; loads it, which takes seconds, if it is not running yet.

        Raises:
            SettingsError: the extra is not installed, the port is in use, or other settings are in force.
            WeightsError: the model file is missing, corrupt, no chat model, or does not fit in the memory.
        """
        if self._path is None:
            self._path = self._find_files()
        return start_engine(self._path, self._settings)

    def _find_files(self) -> Path:
        adapter = self._settings.adapter
        if adapter is not None and not adapter.is_file():
            raise WeightsError(f"no adapter at {adapter}: install xjllm again, or name one that is there")
        return weights_path(self._source)

    def endpoint_settings(self) -> EndpointSettings:
        """How to reach the engine from any OpenAI-compatible client in this process or beside it; starts it."""
        engine = self.start()
        return replace(self._endpoint, base_url=engine.base_url, api_key=engine.key)

    async def complete(self, request: Request) -> Reply:
        """The validated answer to `request`.

        Raises:
            ModelError: no usable answer; see `xjllm.errors` for which.
            SettingsError: as `start`.
            WeightsError: as `start`.
        """
        async with self.turn(request):
            _, front = await self._front()
            return await front.complete(request)

    @asynccontextmanager
    async def turn(self, request: Request) -> AsyncIterator[None]:
        """The engine for one request, in the state that every request starts from; waits for its turn.

        Raises:
            SettingsError: as `start`.
            WeightsError: as `start`.
        """
        engine = self.start()
        async with engine.turn():
            await engine.rewind(request.messages)
            yield

    async def aclose(self) -> None:
        """Release the running event loop's connections; the engine stays loaded for the next request."""
        _, front = self._fronts.pop(asyncio.get_running_loop(), (None, None))
        if front is not None:
            await front.aclose()

    def unload(self) -> None:
        """End the engine and free its memory, for every object that shares it; a later request loads it again."""
        if self._path is not None:
            stop_engine(self._path)

    async def _front(self) -> tuple[Engine, OpenAIModel]:
        """The engine, and the running event loop's way to ask it."""
        import httpx2

        engine = self.start()
        loop = asyncio.get_running_loop()
        known, front = self._fronts.get(loop, (None, None))
        if front is None or known is not engine:
            if front is not None:
                await front.aclose()
            # A transport of its own keeps the environment's proxies out: the article stays on this machine.
            settings = replace(
                self._endpoint, base_url=engine.base_url, api_key=engine.key, transport=httpx2.AsyncHTTPTransport()
            )
            front = OpenAIModel(engine.name, settings=settings)
            self._fronts[loop] = (engine, front)
        return engine, front
