import asyncio
import contextlib
import importlib.util
import json
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from pydantic import BaseModel

from xjllm.errors import InvalidAnswer, Overloaded
from xjllm.model import Request, Usage
from xjllm.openai_model import EndpointSettings, OpenAIModel

TOOL = Path(__file__).parent.parent / "tools" / "relay.py"


def load_relay():
    spec = importlib.util.spec_from_file_location("relay", TOOL)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


relay = load_relay()


class Count(BaseModel):
    """How many there are."""

    n: int


@contextlib.contextmanager
def running(folder, **options):
    """A relay in a thread; its address."""
    server = relay.Relay(folder, look_every_s=0.01, settle_s=0.05, **options)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/v1"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextlib.contextmanager
def answering(folder, answers):
    """Somebody who answers each request as soon as it is there."""

    def work():
        left = dict(answers)
        deadline = time.monotonic() + 20
        while left and time.monotonic() < deadline:
            for number in [n for n in left if (folder / f"request-{n}.json").exists()]:
                (folder / f"answer-{number}.json").write_text(left.pop(number), encoding="utf-8")
            time.sleep(0.01)

    thread = threading.Thread(target=work)
    thread.start()
    yield
    thread.join()


def ask(*texts, url, **settings):
    """The replies to one request a text, asked at the same time."""
    model = OpenAIModel("m-1", settings=EndpointSettings(base_url=url, max_retries=2, **settings))
    requests = [Request([{"role": "user", "content": text}], Count, "story.txt", "p", "ph", "sh") for text in texts]

    async def run():
        try:
            return await asyncio.gather(*map(model.complete, requests))
        finally:
            await model.aclose()

    return asyncio.run(run())


@pytest.mark.parametrize("mode", ["tools", "json_schema"])
def test_an_answer_file_becomes_the_reply_of_the_protocol(tmp_path, mode):
    """The file's text is the tool call's arguments, or the content; id and model are honest."""
    with running(tmp_path) as url, answering(tmp_path, {1: '{"n": 3}'}):
        [reply] = ask("新疆", url=url, mode=mode)
    assert reply.answer == Count(n=3)
    assert reply.raw == '{"n": 3}'
    assert reply.reply_id.startswith("relay-")
    assert reply.model == "m-1"
    assert reply.usage == Usage(requests=1)
    stored = (tmp_path / "request-1.json").read_text(encoding="utf-8")
    assert "新疆" in stored
    assert ("tools" in json.loads(stored)) == (mode == "tools")


def test_requests_wait_side_by_side(tmp_path):
    """Five requests get five numbers and each its own answer."""
    with running(tmp_path) as url:

        def answer_all():
            while len(list(tmp_path.glob("request-*.json"))) < 5:
                time.sleep(0.01)
            for path in tmp_path.glob("request-*.json"):
                text = json.loads(path.read_text(encoding="utf-8"))["messages"][0]["content"]
                (tmp_path / path.name.replace("request", "answer")).write_text(f'{{"n": {text}}}')

        person = threading.Thread(target=answer_all)
        person.start()
        replies = ask("10", "11", "12", "13", "14", url=url)
        person.join()
    assert [reply.answer.n for reply in replies] == [10, 11, 12, 13, 14]


def test_the_same_request_keeps_its_number_and_its_answer(tmp_path):
    """A caller that asks again is not a new question; a new question never takes an old number."""
    with running(tmp_path) as url, answering(tmp_path, {1: '{"n": 1}', 2: '{"n": 2}'}):
        first, again, other = (ask(text, url=url)[0] for text in ("a", "a", "b"))
    assert [first.answer.n, again.answer.n, other.answer.n] == [1, 1, 2]
    assert len(list(tmp_path.glob("request-*.json"))) == 2


def test_left_over_answers_are_never_taken_for_new_requests(tmp_path):
    """Numbers go on after every file that is there, answers without a request included."""
    (tmp_path / "answer-4.json").write_text('{"n": 99}')
    with running(tmp_path) as url, answering(tmp_path, {5: '{"n": 1}'}):
        [reply] = ask("a", url=url)
    assert reply.answer.n == 1


def test_an_answer_that_is_no_json_is_passed_on_as_it_stands(tmp_path):
    """The relay repairs nothing: the caller sees the words and says that they do not fit."""
    with (
        running(tmp_path) as url,
        answering(tmp_path, {1: "I do not know."}),
        pytest.raises(InvalidAnswer) as caught,
    ):
        ask("a", url=url, reasks=0)
    assert caught.value.raw == "I do not know."


def test_a_request_that_nobody_answers_ends_without_being_repeated(tmp_path):
    """After the time-out the caller gets a 504 and does not try again by itself."""
    with running(tmp_path, timeout_s=0.05) as url, pytest.raises(Overloaded, match=r"answer-1\.json"):
        ask("a", url=url)
    assert [path.name for path in tmp_path.iterdir()] == ["request-1.json"]


def exchange(url, method, path, body=None):
    import httpx2

    return httpx2.request(method, url.removesuffix("/v1") + path, content=body, timeout=10)


def test_models_are_listed_and_wrong_requests_are_refused(tmp_path):
    """`/v1/models` answers; other paths, no JSON and streaming are refused in the protocol's words."""
    with running(tmp_path) as url:
        listed = exchange(url, "GET", "/v1/models")
        refused = [
            exchange(url, "GET", "/etc/passwd"),
            exchange(url, "POST", "/v1/embeddings", b"{}"),
            exchange(url, "POST", "/v1/chat/completions", b"{"),
            exchange(url, "POST", "/v1/chat/completions", b"[]"),
            exchange(url, "POST", "/v1/chat/completions", b'{"stream": true}'),
        ]
    assert listed.json()["object"] == "list"
    assert [reply.status_code for reply in refused] == [404, 404, 400, 400, 400]
    assert all(reply.json()["error"]["message"] for reply in refused)
    assert list(tmp_path.iterdir()) == []


def test_lone_surrogates_in_a_request_are_stored_escaped(tmp_path):
    """JSON may hold what UTF-8 may not; the request file stays readable."""
    assert json.loads(relay.render_request({"a": "\ud800新"})) == {"a": "\ud800新"}
    assert relay.render_request({"a": "\ud800新"}).isascii()
    assert "新" in relay.render_request({"a": "新"})


def test_the_relay_listens_on_loopback_only(tmp_path):
    """Its address is 127.0.0.1, whatever the port."""
    server = relay.Relay(tmp_path)
    try:
        assert server.server_address[0] == "127.0.0.1"
    finally:
        server.server_close()


def test_a_port_in_use_is_one_line(tmp_path):
    """The command says which port it could not take and ends with 1."""
    server = relay.Relay(tmp_path)
    try:
        command = [sys.executable, str(TOOL), "--dir", str(tmp_path), "--port", str(server.server_address[1])]
        done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)  # noqa: S603
    finally:
        server.server_close()
    assert done.returncode == 1
    assert done.stderr.startswith("relay: cannot listen on 127.0.0.1:")
    assert done.stderr.count("\n") == 1
