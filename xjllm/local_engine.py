"""llama.cpp inside this process: one server per model file, on a loopback port and with a key of its own.

Its answers do not depend on what was asked before. The rounding of a matrix product depends on how many
tokens are computed at once, and with it, now and then, the answer: a prompt whose beginning is in the cache
is computed in other portions than a new one. So every request starts from the same state, the one after the
messages before its last, which is computed once, kept in a file and put back (`Engine.rewind`).
"""

from __future__ import annotations

import asyncio
import atexit
import hashlib
import http.client
import json
import os
import secrets
import shutil
import socket
import tempfile
import threading
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from xjllm.errors import ConnectionFailed, SettingsError, WeightsError
from xjllm.weights.gguf import read_header
from xjllm.weights.memory import estimate_addresses, estimate_memory, free_addresses, free_memory
from xjllm.weights.store import check_weights, missing_extra

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping, Sequence

    import httpx2

    from xjllm.weights.gguf import Header

_POLL_S = 0.01
_MAX_STATES = 12
_START_TIMEOUT_S = 120.0
_CONTROL_TIMEOUT_S = 600.0
_WAITING = {"OMP_WAIT_POLICY": "passive", "GOMP_SPINCOUNT": "2000"}
"""How the threads of GNU's OpenMP wait; other makers' read the first alone."""


@dataclass(frozen=True, slots=True)
class EngineSettings:
    """How llama.cpp runs.

    Attributes:
        threads: None takes the number of cores that this process may use.
        context_tokens: longest prompt and answer together, in tokens, for each slot. 28 KiB of memory a token
            with the default model.
        slots: requests answered at once. With more than one, throughput rises a little, but an answer can
            depend on what is computed beside it: 1 is what gives the same answers on every run.
        port: loopback port; 0 takes a free one.
        adapter: a LoRA file that was trained on this model, to put on it; None for none.
    """

    threads: int | None = None
    context_tokens: int = 8192
    slots: int = 1
    port: int = 0
    adapter: Path | None = None

    def __post_init__(self) -> None:
        for name, low, high in (
            ("threads", 1, 1024),
            ("context_tokens", 256, 1 << 22),
            ("slots", 1, 64),
            ("port", 0, 65535),
        ):
            value = getattr(self, name)
            if value is not None and not low <= value <= high:
                raise SettingsError(f"{name} of the embedded model must be {low} to {high}, not {value}")


class Engine:
    """A running server. Made by `start_engine`, ended by `stop_engine` or with the process.

    Attributes:
        path: the model file.
        settings: how it runs.
        name: the model's name in requests and replies: the file's, without its ending, and so the adapter's.
        base_url: address up to and including `/v1`.
        key: what requests must carry; new at every start.
    """

    def __init__(self, path: Path, settings: EngineSettings) -> None:
        self.path = path
        self.settings = settings
        self.name = f"{path.stem}+{settings.adapter.stem}" if settings.adapter else path.stem
        self.key = secrets.token_urlsafe(32)
        self._turns = threading.Semaphore(settings.slots)
        self._states: dict[str, None] = {}
        self._state_dir = _make_state_dir()
        try:
            self._server = _load(self, self._state_dir)
        except BaseException:
            shutil.rmtree(self._state_dir, ignore_errors=True)
            raise
        self._address: str = self._server.listening_address
        self.base_url = f"{self._address}/v1"
        self._wait_until_it_works()

    def close(self) -> None:
        """Stop its threads, free its memory and port, and remove its files; an answer in the making is lost."""
        self._server = None
        shutil.rmtree(self._state_dir, ignore_errors=True)

    def _wait_until_it_works(self) -> None:
        # A server that is ended before its loop has begun hangs for ever: one answer out of the loop proves it has.
        connection = http.client.HTTPConnection(urlsplit(self._address).netloc, timeout=_START_TIMEOUT_S)
        try:
            connection.request("GET", "/slots", headers={"Authorization": f"Bearer {self.key}"})
            connection.getresponse().read()
        except (OSError, http.client.HTTPException) as error:
            raise WeightsError(f"llama.cpp loaded {self.path.name} but does not answer: try again") from error
        finally:
            connection.close()

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """One of the engine's slots, waited for; callers may be in any thread and event loop."""
        # Polled, since no lock of the standard library can be waited for from several event loops at once.
        while not self._turns.acquire(blocking=False):  # noqa: ASYNC110
            await asyncio.sleep(_POLL_S)
        try:
            yield
        finally:
            self._turns.release()

    async def rewind(self, messages: Sequence[Mapping[str, str]]) -> None:
        """Bring the server to the state in which it has read all of `messages` but the last, and nothing else.

        The state after the first message (the instructions) and the one before the last are kept, so what
        several requests begin with is computed once. Does nothing with more than one slot.

        Raises:
            ConnectionFailed: the server does not answer.
        """
        if self.settings.slots > 1:
            return
        import httpx2

        # Its own transport, since the environment's proxies are not to see an article that stays here.
        transport = httpx2.AsyncHTTPTransport(verify=False)
        headers = {"Authorization": f"Bearer {self.key}"}
        try:
            async with httpx2.AsyncClient(
                base_url=self._address, headers=headers, transport=transport, timeout=_CONTROL_TIMEOUT_S
            ) as client:
                await self._rewind(client, messages)
        except httpx2.HTTPError as error:
            raise ConnectionFailed(f"the embedded model does not answer ({type(error).__name__}): try again") from error

    async def _rewind(self, client: httpx2.AsyncClient, messages: Sequence[Mapping[str, str]]) -> None:
        starts = [n for n, message in enumerate(messages) if n and message["role"] == "user"]
        known = False
        for start in sorted({starts[0], starts[-1]}) if starts else []:
            prefix = [dict(message) for message in messages[:start]]
            state = hashlib.sha256(json.dumps(prefix).encode()).hexdigest()[:32] + ".state"
            if state in self._states:
                known = await self._move(client, "restore", state)
                if known:
                    self._states[state] = self._states.pop(state)
                    continue
            if not known:
                await self._move(client, "erase")
            # An empty message ends the prefix where any other would begin.
            opening = {
                "messages": [*prefix, {"role": "user", "content": ""}],
                "max_tokens": 1,
                "temperature": 0,
                "cache_prompt": True,
            }
            if (await client.post("/v1/chat/completions", json=opening)).is_error:
                return  # too long, for one: the request itself will say so
            known = True
            if await self._move(client, "save", state):
                self._states[state] = None
                self._forget_old_states()
        if not starts:
            await self._move(client, "erase")

    async def _move(self, client: httpx2.AsyncClient, action: str, state: str = "") -> bool:
        reply = await client.post("/slots/0", params={"action": action}, json={"filename": state})
        return not reply.is_error

    def _forget_old_states(self) -> None:
        while len(self._states) > _MAX_STATES:
            oldest = next(iter(self._states))
            del self._states[oldest]
            (self._state_dir / oldest).unlink(missing_ok=True)


_engines: dict[tuple[int, Path], Engine] = {}
_engines_lock = threading.Lock()


def start_engine(path: Path, settings: EngineSettings) -> Engine:
    """The engine that runs the model file in this process, started if it is not running; takes seconds then.

    Raises:
        SettingsError: the extra is not installed, the port is in use, the context is longer than the model's,
            or the engine is already running with other settings.
        WeightsError: the file is missing, corrupt, no chat model, or does not fit in the memory.
    """
    path = path.resolve()
    # The process's id is part of the key: after a fork the threads of an inherited engine do not exist.
    key = (os.getpid(), path)
    with _engines_lock:
        engine = _engines.get(key)
        if engine is None:
            check_weights(path)
            engine = _engines[key] = Engine(path, settings)
        elif engine.settings != settings:
            raise SettingsError(
                f"the embedded model {path.name} is already running in this process with other settings: "
                "use the same ones, or unload it first"
            )
        return engine


def stop_engine(path: Path) -> None:
    """End the engine of that model file and free its memory; nothing happens if none is running."""
    with _engines_lock:
        engine = _engines.pop((os.getpid(), path.resolve()), None)
        if engine is not None:
            engine.close()


@atexit.register
def stop_engines() -> None:
    """End all engines of this process, as happens by itself when it exits."""
    with _engines_lock:
        for key in [key for key in _engines if key[0] == os.getpid()]:
            _engines.pop(key).close()


def count_cores() -> int:
    """Number of cores that this process may run on, at least 1."""
    if hasattr(os, "sched_getaffinity"):
        return max(1, len(os.sched_getaffinity(0)))
    return os.cpu_count() or 1


def _load(engine: Engine, state_dir: Path) -> Any:  # noqa: ANN401 (xllamacpp has no types)
    xllamacpp = _import_llama()
    settings, path = engine.settings, engine.path
    header = read_header(path)
    if 0 < header.context_length < settings.context_tokens:
        raise SettingsError(
            f"{path.name} reads at most {header.context_length} tokens, not {settings.context_tokens}: "
            "lower context_tokens"
        )
    memory = _require_memory(header, path, settings)
    if settings.port:
        _check_port(settings.port)
    params = xllamacpp.CommonParams()
    params.model.path = str(path)
    params.model_alias = {engine.name}
    params.n_gpu_layers = 0
    params.n_ctx = settings.context_tokens * settings.slots
    params.n_parallel = settings.slots
    params.n_predict = settings.context_tokens
    threads = settings.threads or count_cores()
    params.cpuparams.n_threads = threads
    params.cpuparams_batch.n_threads = threads
    # Without jinja, schemas go to llguidance, which is exact and can forbid blanks; with it, to a grammar that
    # lets the model indent and fence its JSON, which nearly doubles a short answer.
    params.use_jinja = False
    params.fit_params = False
    params.warmup = False
    params.cache_ram_mib = 0
    params.ui = False
    params.verbosity = -1
    params.port = settings.port
    params.api_keys = [engine.key]
    if settings.adapter is not None:
        lora = xllamacpp.CommonAdapterLoraInfo()
        lora.path, lora.scale = str(settings.adapter), 1.0
        params.lora_adapters = [lora]
    params.slot_save_path = f"{state_dir}{os.sep}"
    try:
        return xllamacpp.Server(params)
    except (RuntimeError, MemoryError) as error:
        raise WeightsError(
            f"llama.cpp cannot load {path.name} with {settings.context_tokens} context_tokens: {memory}; "
            "if they are free, the file is damaged or of an unknown kind: fetch it again or name another"
        ) from error


def _require_memory(header: Header, path: Path, settings: EngineSettings) -> str:
    """How much memory the model needs, in words.

    Raises:
        WeightsError: that is more than can be had; llama.cpp would end the process.
    """
    size, tokens = path.stat().st_size, settings.context_tokens * settings.slots
    needed, free = estimate_memory(header, size, tokens=tokens), free_memory()
    memory = f"about {needed / 1e9:.1f} GB of memory are needed"
    if free is not None and needed > free:
        raise WeightsError(
            f"not enough memory for {path.name}: {memory}, {free / 1e9:.1f} GB are free: "
            "lower context_tokens or name a smaller model"
        )
    addresses, left = estimate_addresses(header, size, tokens=tokens), free_addresses()
    if left is not None and addresses > left:
        raise WeightsError(
            f"not enough memory for {path.name}: about {addresses / 1e9:.1f} GB of address space are needed, "
            f"{left / 1e9:.1f} GB are left of this process's limit (ulimit -v): raise it or name a smaller model"
        )
    return memory


def _make_state_dir() -> Path:
    """A new folder for states; those of processes that were killed, which could not remove theirs, are removed."""
    prefix = "xjllm-states-"
    if os.name == "posix":  # elsewhere nothing tells whether a process lives without disturbing it
        for folder in Path(tempfile.gettempdir()).glob(f"{prefix}*-*"):
            owner = folder.name.removeprefix(prefix).split("-")[0]
            if owner.isdecimal() and not _lives(int(owner)):
                shutil.rmtree(folder, ignore_errors=True)
    return Path(tempfile.mkdtemp(prefix=f"{prefix}{os.getpid()}-"))


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True


def _import_llama() -> Any:  # noqa: ANN401 (xllamacpp has no types)
    """The module xllamacpp, loaded so that its threads soon sleep while they wait for each other.

    By default they spin for milliseconds, which on a machine that does anything else wastes most of the time: on two
    cores beside one busy program 0.2 tokens a second instead of 1.6. Asleep at once, they wake too late where the
    cores are free: 7.1 tokens a second instead of 11.2. Some 2,000 turns cost little of either. Who sets
    OMP_WAIT_POLICY decides otherwise.
    """
    waiting = {} if "OMP_WAIT_POLICY" in os.environ else _WAITING
    set_here = {name: value for name, value in waiting.items() if name not in os.environ}
    os.environ |= set_here  # read once, when the library is loaded
    try:
        import xllamacpp
    except ModuleNotFoundError as error:
        raise missing_extra() from error
    except ImportError as error:
        raise SettingsError(
            f"llama.cpp cannot be loaded ({error}): a system library is missing, such as libgomp1 on Debian"
        ) from error
    finally:
        for name in set_here:
            del os.environ[name]
    return xllamacpp


def _check_port(port: int) -> None:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise SettingsError(
                f"port {port} cannot be used ({error.strerror}): leave it out to take a free one"
            ) from error
