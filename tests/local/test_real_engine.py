"""The embedded model with llama.cpp and the default model: run with `pytest -m local_model tests/local`."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path
from typing import Any, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field

from xjllm.errors import ModelError, WeightsError
from xjllm.local_engine import EngineSettings, stop_engines
from xjllm.local_model import LocalModel
from xjllm.model import Request
from xjllm.weights import weights_path

pytestmark = pytest.mark.local_model

SYSTEM = "You read trade news. For each numbered figure give its statistic, its partner and its flow. " * 6
TEXTS = (
    "Exports to France rose [1] 4 percent.",
    "Imports from Viet Nam fell [1] 3 percent to [2] 5 million dollars.",
    "Exports to France rose [1] 4 percent to [2] 9 million dollars, and Germany took [3] a third of them.",
)


class Item(BaseModel):
    statistic: Literal["level", "growth", "share"]
    partner: str
    flow: Literal["exports", "imports"]


class Answer(BaseModel):
    model_config = ConfigDict(json_schema_extra={"x-guidance": {"whitespace_flexible": False}})

    items: list[Item] = Field(min_length=2, max_length=3)


def request(text: str, *, most: int = 200) -> Request:
    messages = [{"role": "system", "content": SYSTEM}, {"role": "user", "content": text}]
    return Request(messages, Answer, "story.txt", "test.v1", "", "", max_output_tokens=most)


def ask(model: LocalModel, *requests: Request) -> list[Any]:
    async def run() -> list[Any]:
        try:
            return [await model.complete(each) for each in requests]
        finally:
            await model.aclose()

    return asyncio.run(run())


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Any:
    # By another name the default model has no adapter, which answers in codes whatever it is asked.
    path = tmp_path_factory.mktemp("models") / weights_path().name
    path.symlink_to(weights_path())
    yield LocalModel(path)
    stop_engines()


def test_same_answers_whatever_came_before(model: LocalModel) -> None:
    """Every answer is the same in any order, repeated at once, and after a restart of the engine."""
    first = {text: ask(model, request(text))[0].raw for text in TEXTS}
    again = {text: ask(model, request(text))[0].raw for text in (*TEXTS[::-1], TEXTS[0], TEXTS[0])}
    model.unload()
    restarted = {text: ask(model, request(text))[0].raw for text in TEXTS[::-1]}
    assert first == again == restarted


def probabilities(model: LocalModel, text: str) -> list[float]:
    """The logarithms of the probabilities of the first answer tokens."""
    import httpx2

    async def run() -> Any:
        engine = model.start()
        messages = request(text).messages
        body = {"messages": list(messages), "max_tokens": 8, "temperature": 0, "logprobs": True}
        async with engine.turn(), httpx2.AsyncClient(timeout=100) as client:
            await engine.rewind(messages)
            headers = {"Authorization": f"Bearer {engine.key}"}
            url = f"{engine.base_url}/chat/completions"
            return (await client.post(url, json=body, headers=headers)).json()

    return [token["logprob"] for token in asyncio.run(run())["choices"][0]["logprobs"]["content"]]


def test_same_to_the_last_bit(model: LocalModel) -> None:
    """Not only the answers but the probabilities behind them are the same, whatever was asked before."""
    first = probabilities(model, TEXTS[2])
    assert first == probabilities(model, TEXTS[2])
    probabilities(model, TEXTS[0])
    assert first == probabilities(model, TEXTS[2])
    ask(model, request(TEXTS[1]))
    assert first == probabilities(model, TEXTS[2])


def test_compact_and_cached(model: LocalModel) -> None:
    """Answers have no blanks that cost time, and the instructions are read from the cache."""
    (reply,) = ask(model, request(TEXTS[0]))
    assert reply.raw == json.dumps(json.loads(reply.raw), separators=(",", ":"))
    assert reply.usage.cached_tokens > 0.7 * reply.usage.input_tokens
    assert reply.model == "qwen2.5-coder-1.5b-instruct-q4_k_m"


def test_too_long_a_request(model: LocalModel) -> None:
    """A request beyond the context is an error of one line, and the next one is answered."""
    with pytest.raises(ModelError, match="context") as caught:
        ask(model, request("word " * 9000))
    assert "\n" not in str(caught.value)
    assert ask(model, request(TEXTS[0]))[0].answer.items


def test_no_key_no_answer(model: LocalModel) -> None:
    """Nobody else on the machine is answered: the port wants the key of this start."""
    import httpx2

    base = model.start().base_url
    for headers in ({}, {"Authorization": "Bearer no-key"}):
        reply = httpx2.post(f"{base}/chat/completions", json={"messages": []}, headers=headers)
        assert reply.status_code == 401


def test_damaged_tensors(tmp_path: Path) -> None:
    """A file whose last tensor is cut off passes our header check, and llama.cpp's refusal is one line."""
    path = tmp_path / "cut.gguf"
    with weights_path().open("rb") as whole, path.open("wb") as cut:
        size = os.fstat(whole.fileno()).st_size
        while block := whole.read(min(1 << 24, size - 1000 - cut.tell())):
            cut.write(block)
    with pytest.raises(WeightsError, match=r"llama\.cpp cannot load cut\.gguf|no whole GGUF"):
        LocalModel(path, settings=EngineSettings(context_tokens=512)).start()


def child(script: str) -> subprocess.Popen[str]:
    """A Python process that has `ask`, `request` and a model."""
    before = f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r})\nfrom test_real_engine import *\n"
    return subprocess.Popen(  # noqa: S603 (our own interpreter and script)
        [sys.executable, "-c", before + textwrap.dedent(script)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def finish(process: subprocess.Popen[str], *, timeout_s: float) -> tuple[str, str]:
    """What the process prints until it ends; one that does not end in time is ended."""
    try:
        return process.communicate(timeout=timeout_s)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        raise


def test_interrupt_in_mid_answer() -> None:
    """Ctrl-C in mid-answer ends the process within seconds, with its threads, its port and its files."""
    process = child("""
        model = LocalModel()
        engine = model.start()
        print(engine.base_url, engine._state_dir, flush=True)
        ask(model, request("Tell of [1] 5 percent. " * 20, most=4000))
    """)
    assert process.stdout is not None
    url, folder = process.stdout.readline().split()
    time.sleep(6)
    process.send_signal(signal.SIGINT)
    _, said = finish(process, timeout_s=30)
    assert "KeyboardInterrupt" in said
    assert process.returncode != 0
    assert not Path(folder).exists()
    import httpx2

    with pytest.raises(httpx2.ConnectError):
        httpx2.get(url)


def test_error_in_the_program() -> None:
    """A program that ends with an error of its own, the engine running, ends cleanly."""
    process = child("""
        model = LocalModel()
        print(model.start()._state_dir, flush=True)
        raise SystemExit(7)
    """)
    out, said = finish(process, timeout_s=60)
    assert (process.returncode, said) == (7, "")
    assert not Path(out.strip()).exists()


def test_too_little_address_space() -> None:
    """Where the system gives too little memory, llama.cpp's failure is one line and no crash."""
    process = child("""
        import resource
        resource.setrlimit(resource.RLIMIT_AS, (1_900_000_000, 1_900_000_000))
        try:
            LocalModel().start()
        except WeightsError as error:
            print(error)
    """)
    out, _ = finish(process, timeout_s=60)
    assert "not enough memory" in out
    assert "GB of address space are needed" in out
    assert out.count("\n") == 1
    assert process.returncode == 0


def test_memory_stays_below_three_gigabytes() -> None:
    """The process's peak, with a context of 8,192 tokens, is below 3 GB."""
    process = child("""
        import resource
        model = LocalModel()
        text = "Exports rose [1] 5 percent in May. " * 100
        try:
            ask(model, request(text, most=20))
        except ModelError as error:
            print(type(error).__name__, end=" ")
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)
    """)
    out, said = finish(process, timeout_s=600)
    kind, peak = out.split()
    assert kind == "CutOff", said
    assert int(peak) < 3e9
