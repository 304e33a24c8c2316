"""The embedded model's machinery, with a stand-in for llama.cpp that speaks its protocol on the loopback."""

from __future__ import annotations

import asyncio
import importlib.util
import json
import os
import socket
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import ModuleType, SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from gguf_samples import gguf
from pydantic import BaseModel

from xjllm import local_engine
from xjllm.errors import InvalidAnswer, SettingsError, WeightsError
from xjllm.local_engine import EngineSettings, stop_engines
from xjllm.local_model import LocalModel, adapter_path, has_local_model
from xjllm.model import Request
from xjllm.openai_settings import EndpointSettings
from xjllm.weights import DEFAULT, memory, models_dir
from xjllm.weights.memory import free_addresses, free_memory

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SYSTEM = {"role": "system", "content": "Count the words."}


class Count(BaseModel):
    words: int


def request(text: str, *before: dict[str, str]) -> Request:
    return Request(
        messages=[SYSTEM, *before, {"role": "user", "content": text}],
        answer_type=Count,
        name="story.txt",
        prompt="count.v1",
        prompt_sha256="",
        schema_sha256="",
    )


class Llama:
    """What every stand-in server of a test shares: the requests they saw, and what they answer."""

    def __init__(self) -> None:
        self.servers: list[Any] = []
        self.log: list[str] = []
        self.asked_at_start: list[str] = []
        self.bodies: list[dict[str, Any]] = []
        self.content = '{"words": 3}'
        self.stall = threading.Event()
        self.stall.set()
        self.at_once = self.most_at_once = 0
        self.fails: Exception | None = None


class CommonParams(SimpleNamespace):
    def __init__(self) -> None:
        super().__init__(model=SimpleNamespace(), cpuparams=SimpleNamespace(), cpuparams_batch=SimpleNamespace())


class HTTPServer(ThreadingHTTPServer):
    def handle_error(self, *args: object) -> None:
        pass  # a client that went away


def module(llama: Llama) -> ModuleType:
    """A stand-in for the module xllamacpp."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])) or b"{}")
            if self.headers["Authorization"] != f"Bearer {self.server.params.api_keys[0]}":  # type: ignore[attr-defined]
                self.reply(401, {"error": {"message": "Invalid API Key"}})
            elif self.path.startswith("/slots/0"):
                llama.log.append(self.path.split("=")[1])
                self.reply(200, {})
            elif body.get("max_tokens") == 1:
                llama.log.append(f"read {len(body['messages']) - 1}")
                self.reply(200, {})
            else:
                self.answer(body)

        def do_GET(self) -> None:
            llama.asked_at_start.append(self.path)
            self.reply(200, {})

        def answer(self, body: dict[str, Any]) -> None:
            llama.log.append("answer")
            llama.bodies.append(body)
            llama.at_once += 1
            llama.most_at_once = max(llama.most_at_once, llama.at_once)
            llama.stall.wait(10)
            time.sleep(0.01)
            llama.at_once -= 1
            message = {"role": "assistant", "content": llama.content}
            choice = {"index": 0, "message": message, "finish_reason": "stop"}
            usage = {"prompt_tokens": 9, "completion_tokens": 3, "total_tokens": 12}
            usage["prompt_tokens_details"] = {"cached_tokens": 5}  # type: ignore[assignment]
            common = {"id": "chatcmpl-1", "object": "chat.completion", "created": 0, "model": body["model"]}
            self.reply(200, common | {"choices": [choice], "usage": usage})

        def reply(self, status: int, body: dict[str, Any]) -> None:
            data = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *args: object) -> None:
            pass

    class Server:
        def __init__(self, params: Any) -> None:
            if llama.fails is not None:
                raise llama.fails
            self.http = HTTPServer(("127.0.0.1", params.port), Handler)
            self.http.params = params  # type: ignore[attr-defined]
            self.params = params
            self.listening_address = f"http://127.0.0.1:{self.http.server_address[1]}"
            threading.Thread(target=self.http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
            llama.servers.append(self)

    stand_in = ModuleType("xllamacpp")
    stand_in.__spec__ = importlib.util.spec_from_loader("xllamacpp", None)
    stand_in.Server = Server  # type: ignore[attr-defined]
    stand_in.CommonParams = CommonParams  # type: ignore[attr-defined]
    stand_in.CommonAdapterLoraInfo = SimpleNamespace  # type: ignore[attr-defined]
    return stand_in


@pytest.fixture
def llama(monkeypatch: pytest.MonkeyPatch) -> Iterator[Llama]:
    llama = Llama()
    monkeypatch.setitem(sys.modules, "xllamacpp", module(llama))
    yield llama
    llama.stall.set()
    stop_engines()
    for server in llama.servers:
        server.http.shutdown()
        server.http.server_close()


@pytest.fixture
def weights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XJLLM_MODELS_DIR", str(tmp_path / "models"))
    path = tmp_path / "tiny.gguf"
    path.write_bytes(gguf())
    return path


def ask(model: LocalModel, *texts: str) -> list[Any]:
    async def run() -> list[Any]:
        try:
            return list(await asyncio.gather(*(model.complete(request(text)) for text in texts)))
        finally:
            await model.aclose()

    return asyncio.run(run())


def test_answers_are_forced_and_greedy(llama: Llama, weights: Path) -> None:
    """A request carries the schema as `response_format`, temperature 0 and a seed, and no path of this machine."""
    model = LocalModel(weights)
    (reply,) = ask(model, "one two three")
    assert reply.answer == Count(words=3)
    assert (reply.model, reply.usage.cached_tokens) == ("tiny", 5)
    (body,) = llama.bodies
    assert body["response_format"]["json_schema"]["schema"]["required"] == ["words"]
    assert (body["temperature"], body["seed"], body["model"]) == (0.0, 1, "tiny")
    assert "tools" not in body
    assert str(weights.parent) not in json.dumps(body)
    assert llama.servers[0].params.model_alias == {"tiny"}


def test_nothing_starts_before_the_first_request(llama: Llama, weights: Path) -> None:
    """Making the model reads no file and starts no engine; its name tells which model it is."""
    assert LocalModel(weights).name == "local:tiny"
    assert LocalModel("no/such/file.gguf").name == "local:file"
    assert LocalModel().name == "local"
    assert llama.servers == []


def test_every_request_starts_from_the_same_state(llama: Llama, weights: Path) -> None:
    """What precedes the last message is read once from nothing, kept, and put back before every request."""
    model = LocalModel(weights)
    ask(model, "one")
    assert llama.log == ["erase", "read 1", "save", "answer"]
    llama.log.clear()
    ask(model, "two")
    assert llama.log == ["restore", "answer"]


def test_state_of_an_article(llama: Llama, weights: Path) -> None:
    """A context before the last message is read upon the instructions' state, once for all that share it."""
    model = LocalModel(weights)
    context = ({"role": "user", "content": "the article"}, {"role": "assistant", "content": "{}"})

    async def run() -> None:
        await model.complete(request("one", *context))
        llama.log.append("|")
        await model.complete(request("two", *context))
        await model.aclose()

    asyncio.run(run())
    first, second = (" ".join(llama.log)).split("|")
    assert first.split() == ["erase", "read", "1", "save", "read", "3", "save", "answer"]
    assert second.split()[-2:] == ["restore", "answer"]
    assert "read" not in second


def test_old_states_are_dropped(llama: Llama, weights: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only so many states are kept, those used last."""
    monkeypatch.setattr(local_engine, "_MAX_STATES", 2)
    model = LocalModel(weights)

    async def run() -> None:
        for text in ("a", "b", "c"):
            context = ({"role": "user", "content": text}, {"role": "assistant", "content": "{}"})
            await model.complete(request("one", *context))
        await model.aclose()

    asyncio.run(run())
    assert len(model.start()._states) == 2


def test_one_engine_for_all_threads(llama: Llama, weights: Path) -> None:
    """Threads with their own event loops and model objects share one engine and take turns at it."""
    replies: list[Any] = []

    def work() -> None:
        replies.extend(ask(LocalModel(weights), "one", "two"))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(replies) == 8
    assert len(llama.servers) == 1
    assert llama.most_at_once == 1


def test_two_slots(llama: Llama, weights: Path) -> None:
    """With two slots two requests run side by side, and no state is put back under another's answer."""
    llama.stall.clear()
    threading.Timer(0.5, llama.stall.set).start()
    ask(LocalModel(weights, settings=EngineSettings(slots=2)), "one", "two", "three")
    assert llama.most_at_once == 2
    assert llama.log == ["answer"] * 3
    assert llama.servers[0].params.n_ctx == 2 * 8192


def test_started_only_once_it_answers(llama: Llama, weights: Path) -> None:
    """An engine counts as started when it has answered: one that is ended before that would hang."""
    LocalModel(weights).start()
    assert llama.asked_at_start == ["/slots"]


def test_other_settings(llama: Llama, weights: Path) -> None:
    """A second engine for the same file with other settings is refused until the first is unloaded."""
    first = LocalModel(weights)
    first.start()
    second = LocalModel(weights, settings=EngineSettings(context_tokens=1024))
    with pytest.raises(SettingsError, match="other settings"):
        second.start()
    first.unload()
    assert second.start().settings.context_tokens == 1024


def test_an_adapter_is_put_on_its_model(llama: Llama, weights: Path, tmp_path: Path) -> None:
    """The engine gets the adapter, requests ask what else was likely, and the prompt is the one it was trained with."""
    adapter = tmp_path / "trained.gguf"
    adapter.write_bytes(b"GGUF")
    model = LocalModel(weights, settings=EngineSettings(adapter=adapter), endpoint=EndpointSettings(timeout_s=60.0))
    ask(model, "one")
    (loaded,) = llama.servers[0].params.lora_adapters
    assert (loaded.path, loaded.scale) == (str(adapter), 1.0)
    assert llama.bodies[0]["logprobs"] is True
    assert llama.bodies[0]["top_logprobs"] == 6
    assert llama.bodies[0]["model"] == "tiny+trained"
    assert model.prompt == "local.v2"


def test_only_the_default_model_has_the_adapter_of_the_package(llama: Llama, weights: Path) -> None:
    """By no name or by its path the default model is asked with its adapter, any other file without."""
    assert LocalModel().prompt == "local.v2"
    assert LocalModel(models_dir() / DEFAULT.name).prompt == "local.v2"
    model = LocalModel(weights)
    assert model.prompt == "local.v1"
    ask(model, "one")
    assert not hasattr(llama.servers[0].params, "lora_adapters")
    assert "logprobs" not in llama.bodies[0]


def test_the_adapter_of_the_package_is_there() -> None:
    """It comes with the package, and is an adapter."""
    data = adapter_path().read_bytes()
    assert data.startswith(b"GGUF")
    assert b"adapter.lora.alpha" in data[:2000]


def test_a_missing_adapter(llama: Llama, weights: Path, tmp_path: Path) -> None:
    """An adapter that is not there is named, before anything is loaded; the model file is not blamed."""
    model = LocalModel(weights, settings=EngineSettings(adapter=tmp_path / "gone.gguf"))
    for use in (model.check, model.start):
        with pytest.raises(WeightsError, match=r"no adapter at .*gone\.gguf: install xjllm again"):
            use()
    assert llama.servers == []


def test_unload_and_load_again(llama: Llama, weights: Path) -> None:
    """An unloaded engine leaves no file behind, and the next request starts another, with another key."""
    model = LocalModel(weights)
    ask(model, "one")
    engine = model.start()
    folder = engine._state_dir
    assert folder.is_dir()
    model.unload()
    assert not folder.exists()
    ask(model, "two")
    assert len(llama.servers) == 2
    assert model.start().key != engine.key
    model.unload()
    model.unload()


def test_states_of_killed_processes(
    llama: Llama, weights: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a killed process left is removed at the next start; what belongs to a living one stays."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    (tmp_path / f"xjllm-states-{ended.pid}-abc").mkdir()
    (tmp_path / f"xjllm-states-{os.getppid()}-abc").mkdir()
    (tmp_path / "xjllm-states-of-mine").mkdir()
    model = LocalModel(weights)
    kept = {model.start()._state_dir.name, f"xjllm-states-{os.getppid()}-abc", "xjllm-states-of-mine"}
    assert {folder.name for folder in tmp_path.glob("xjllm-states-*")} == kept
    model.unload()


def test_cancelled_answer_frees_the_slot(llama: Llama, weights: Path) -> None:
    """A request that is given up in mid-answer lets the next one through."""
    model = LocalModel(weights)

    async def run() -> Any:
        llama.stall.clear()
        task = asyncio.create_task(model.complete(request("one")))
        while "answer" not in llama.log:  # noqa: ASYNC110 (the stand-in runs in a thread)
            await asyncio.sleep(0.01)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        llama.stall.set()
        try:
            return await model.complete(request("two"))
        finally:
            await model.aclose()

    assert asyncio.run(run()).answer == Count(words=3)


def test_failed_answer_frees_the_slot(llama: Llama, weights: Path) -> None:
    """An answer that does not fit, even after the re-ask, is an error, and the next request is answered."""
    model = LocalModel(weights)
    llama.content = '{"words": "many"}'
    with pytest.raises(InvalidAnswer):
        ask(model, "one")
    assert llama.log.count("answer") == 2
    llama.content = '{"words": 1}'
    assert ask(model, "two")[0].answer == Count(words=1)


def test_proxies_never_see_the_article(llama: Llama, weights: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Proxies of the environment are not asked: here nobody listens at theirs, and the answer comes all the same."""
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    assert ask(LocalModel(weights), "one")[0].answer == Count(words=3)


def test_endpoint_for_others(llama: Llama, weights: Path) -> None:
    """The running engine's address and key are given to whoever wants to ask it directly."""
    model = LocalModel(weights)
    settings = model.endpoint_settings()
    assert settings.base_url == f"{llama.servers[0].listening_address}/v1"
    assert settings.api_key == llama.servers[0].params.api_keys[0]
    assert settings.mode == "json_schema"
    assert settings.api_key not in repr(settings)


def test_extra_not_installed(weights: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without llama.cpp the error says what to install."""
    monkeypatch.setitem(sys.modules, "xllamacpp", None)
    with pytest.raises(SettingsError, match=r"pip install 'xjllm\[local\]'"):
        ask(LocalModel(weights), "one")


def test_system_library_missing(weights: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where llama.cpp is installed but cannot be loaded, the error has the cause, not a false advice."""
    (tmp_path / "xllamacpp.py").write_text("raise ImportError('libgomp.so.1: no such file')")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "xllamacpp", raising=False)
    monkeypatch.delenv("OMP_WAIT_POLICY", raising=False)
    monkeypatch.delenv("GOMP_SPINCOUNT", raising=False)
    with pytest.raises(SettingsError, match=r"libgomp\.so\.1: no such file"):
        ask(LocalModel(weights), "one")
    assert "OMP_WAIT_POLICY" not in os.environ
    assert "GOMP_SPINCOUNT" not in os.environ


def test_free_memory_is_known_or_not() -> None:
    """The memory that can be had is a plausible number of bytes, or not told at all."""
    free = free_memory()
    assert free is None or 0 < free < 1 << 50


@pytest.mark.parametrize(
    ("files", "left"),
    [
        ({"memory.max": "1000", "memory.current": "900", "memory.stat": "anon 300\ninactive_file 250"}, 350),
        (
            {
                "memory.limit_in_bytes": "1000",
                "memory.usage_in_bytes": "900",
                "memory.stat": "inactive_file 1\ntotal_inactive_file 50",
            },
            150,
        ),
        ({"memory.max": "max", "memory.current": "900", "memory.stat": ""}, None),
        ({}, None),
    ],
)
def test_memory_left_in_a_control_group(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, files: dict[str, str], left: int | None
) -> None:
    """A group's limit less what it uses counts, of version 1 and 2; pages of files can be had back."""
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    monkeypatch.setattr(memory, "_groups", lambda: iter([tmp_path]))
    assert list(memory._left_in_groups()) == ([] if left is None else [left])


@pytest.mark.skipif(sys.platform != "linux", reason="limits of address space are read on Linux")
def test_addresses_left_of_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """What `ulimit -v` leaves is its limit less what the process has; no limit leaves no number."""
    import resource

    monkeypatch.setattr(resource, "getrlimit", lambda _: (1 << 50, resource.RLIM_INFINITY))
    left = free_addresses()
    assert left is not None
    assert (1 << 50) - (1 << 45) < left < 1 << 50
    monkeypatch.setattr(resource, "getrlimit", lambda _: (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    assert free_addresses() is None


def test_not_enough_addresses(llama: Llama, weights: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a limit of address space cannot suffice, nothing is loaded: llama.cpp would end the process."""
    monkeypatch.setattr(local_engine, "free_addresses", lambda: 100 << 20)
    with pytest.raises(WeightsError, match=r"0\.1 GB are left of this process's limit \(ulimit -v\)"):
        ask(LocalModel(weights), "one")
    assert llama.servers == []


def test_no_model_file(llama: Llama, weights: Path) -> None:
    """Without the default model the error says how to get it, and no engine is started."""
    with pytest.raises(WeightsError, match="python -m xjllm model fetch"):
        ask(LocalModel(), "one")
    assert not has_local_model()
    assert llama.servers == []


def test_default_model_is_there(llama: Llama, weights: Path) -> None:
    """Whether the embedded model is there is told without reading the file; a false one is refused when used."""
    store = weights.parent / "models"
    store.mkdir()
    (store / DEFAULT.name).write_bytes(gguf())
    assert has_local_model()
    with pytest.raises(WeightsError, match="is corrupt"):
        ask(LocalModel(), "one")


def test_no_chat_model(llama: Llama, weights: Path) -> None:
    """A model without a chat template is refused before it is loaded."""
    weights.write_bytes(gguf(chat=False))
    with pytest.raises(WeightsError, match="no chat model"):
        ask(LocalModel(weights), "one")
    assert llama.servers == []


def test_corrupt_model(llama: Llama, weights: Path) -> None:
    """A cut-off file is refused before it is loaded."""
    weights.write_bytes(gguf()[:400])
    with pytest.raises(WeightsError, match="no whole GGUF file"):
        ask(LocalModel(weights), "one")


def test_port_in_use(llama: Llama, weights: Path) -> None:
    """A port that another program has is named in the error."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(SettingsError, match=f"port {port} cannot be used"):
            ask(LocalModel(weights, settings=EngineSettings(port=port)), "one")
    assert llama.servers == []


def test_not_enough_memory(llama: Llama, weights: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the memory cannot suffice, nothing is loaded, and the error has both amounts."""
    monkeypatch.setattr(local_engine, "free_memory", lambda: 100 << 20)
    with pytest.raises(WeightsError, match=r"not enough memory for tiny\.gguf: about 0\.2 GB .* 0\.1 GB are free"):
        ask(LocalModel(weights), "one")
    assert llama.servers == []


@pytest.mark.parametrize("failure", [RuntimeError("Failed to init server"), MemoryError()])
def test_llama_cannot_load(llama: Llama, weights: Path, failure: Exception) -> None:
    """What llama.cpp refuses for reasons of its own is one line of ours, and no folder is left."""
    llama.fails = failure
    with pytest.raises(WeightsError, match=r"llama\.cpp cannot load tiny\.gguf") as caught:
        ask(LocalModel(weights), "one")
    assert caught.value.__cause__ is failure
    assert "\n" not in str(caught.value)
    llama.fails = None
    assert ask(LocalModel(weights), "one")


def test_context_longer_than_the_model_reads(llama: Llama, weights: Path) -> None:
    """A context that the model was not made for is refused."""
    weights.write_bytes(gguf(context_length=4096))
    with pytest.raises(SettingsError, match="reads at most 4096 tokens"):
        ask(LocalModel(weights), "one")


@pytest.mark.parametrize(
    ("name", "value"), [("threads", 0), ("context_tokens", 1), ("slots", 0), ("port", -1), ("port", 65536)]
)
def test_settings_out_of_range(name: str, value: int) -> None:
    """A setting out of range is refused with its range."""
    with pytest.raises(SettingsError, match=f"{name} of the embedded model must be"):
        EngineSettings(**{name: value})
