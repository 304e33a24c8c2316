import asyncio
import json
from dataclasses import replace
from pathlib import Path

import pytest
from endpoint import Endpoint, Reply, content, failure, tool_call
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from xjllm import errors
from xjllm.cassettes import (
    RecordedModel,
    Recording,
    RecordingModel,
    find_recording,
    find_recordings,
    load_recording,
    name_cassette,
)
from xjllm.model import Request, Usage
from xjllm.openai_model import EndpointSettings
from xjllm.recordings import choose_folder, render_recording

COMMITTED = Path(__file__).parent / "cassettes"
repeatable = settings(derandomize=True, deadline=None, max_examples=200)


class Count(BaseModel):
    """How many there are."""

    n: int


def ask(name="story.txt", text="Trains: 新疆 {{ 7*7 }}\n \nend \r\n", **more):
    base = Request(
        messages=({"role": "system", "content": "Count."}, {"role": "user", "content": text}),
        answer_type=Count,
        name=name,
        prompt="count.v1",
        prompt_sha256="p1",
        schema_sha256="s1",
    )
    return replace(base, **more)


def run(model, *requests):
    async def together():
        try:
            return await asyncio.gather(*map(model.complete, requests))
        finally:
            await model.aclose()

    return asyncio.run(together())


def record(folder, endpoint, *requests, **more):
    endpoint_settings = {"base_url": endpoint.url, "api_key": "key-0123456789", "max_retries": 2, **more}
    model = RecordingModel(
        folder,
        "stub",
        settings=EndpointSettings(**endpoint_settings),
        label="Stub",
        description="A stub in a test.",
    )
    return run(model, *requests)


@pytest.fixture
def recording(tmp_path):
    """A recording of one story."""
    folder = tmp_path / "stub"
    with Endpoint(tool_call({"n": 3})) as endpoint:
        record(folder, endpoint, ask())
    return folder


def test_a_replay_is_the_recorded_reply_without_endpoint_or_key(recording, monkeypatch):
    """Answer, text, id, model and tokens are the recording's, with the endpoint gone and no key set."""
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    model = RecordedModel(recording)
    [reply] = run(model, ask())
    assert reply.answer == Count(n=3)
    assert (reply.raw, reply.reply_id, reply.model) == ('{"n": 3}', "chatcmpl-1", "stub-1")
    assert reply.usage == Usage(requests=1, input_tokens=100, output_tokens=10, cached_tokens=60)
    assert model.name == "recorded:stub"


@pytest.mark.parametrize("mode", ["tools", "json_schema", "json", "md_json"])
def test_every_mode_replays_as_recorded(tmp_path, mode):
    """The recording knows its mode and settings; the replay sends the same body."""
    answer = tool_call({"n": 3}) if mode == "tools" else content('{"n": 3}')
    with Endpoint(answer) as endpoint:
        record(tmp_path, endpoint, ask(), mode=mode, temperature=0.0, seed=5, extra_body={"top_k": 1})
    [reply] = run(RecordedModel(tmp_path), ask())
    assert reply.answer == Count(n=3)


def test_a_re_ask_is_several_exchanges_in_one_cassette(tmp_path):
    """The rejected answer, the re-ask and the good answer are recorded and replayed together."""
    with Endpoint(tool_call({"n": "x"}), tool_call({"n": 3})) as endpoint:
        record(tmp_path, endpoint, ask())
    model = RecordedModel(tmp_path)
    [reply] = run(model, ask())
    assert reply.usage.requests == 2
    assert model.unplayed() == []
    assert [path.name for path in tmp_path.iterdir() if path.suffix == ".yaml"] == ["story.yaml"]


def test_a_fall_back_from_tools_replays(tmp_path):
    """The refusal of tools is part of the recording."""
    with Endpoint(failure(400, "no tools here"), content('{"n": 3}')) as endpoint:
        record(tmp_path, endpoint, ask())
    [reply] = run(RecordedModel(tmp_path), ask())
    assert reply.answer == Count(n=3)


def test_attempts_that_were_retried_are_not_recorded(tmp_path):
    """A 429 and a 500 on the way are not what the model said."""
    soon = {"retry_after_ms": "1"}
    with Endpoint(failure(429, **soon), failure(500, **soon), tool_call({"n": 3})) as endpoint:
        [live] = record(tmp_path, endpoint, ask())
    [replayed] = run(RecordedModel(tmp_path), ask())
    assert (live.usage.requests, replayed.usage.requests) == (3, 1)


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (tool_call('{"n": 3', finish_reason="length"), errors.CutOff),
        (content(None, refusal="no"), errors.Refused),
        (content(None), errors.EmptyAnswer),
    ],
    ids=["cut off", "refused", "empty"],
)
def test_unusable_answers_are_recorded_as_they_were(tmp_path, reply, error):
    """A model that failed in the recording fails in the same way in the replay."""
    with Endpoint(reply) as endpoint, pytest.raises(error) as live:
        record(tmp_path, endpoint, ask())
    with pytest.raises(error) as replayed:
        run(RecordedModel(tmp_path), ask())
    assert replayed.value.raw == live.value.raw


@pytest.mark.parametrize("reply", [failure(401), failure(503), Reply(reset=True)], ids=["key", "server", "reset"])
def test_a_failed_connection_records_nothing(tmp_path, reply):
    """What is not an answer of the model leaves no file."""
    with Endpoint(reply) as endpoint, pytest.raises(errors.ModelError):
        record(tmp_path, endpoint, ask(), max_retries=0)
    assert list(tmp_path.iterdir()) == []


def test_recordings_replay_side_by_side(tmp_path):
    """Thirty requests at the same time each get their own answer, in recording and in replay."""

    def answer(body):
        return tool_call({"n": int(body["messages"][1]["content"])})

    requests = [ask(f"story {n}.txt", str(n)) for n in range(30)]
    with Endpoint(answer=answer) as endpoint:
        record(tmp_path, endpoint, *requests)
    model = RecordedModel(tmp_path)
    assert [reply.answer.n for reply in run(model, *requests)] == list(range(30))
    assert model.unplayed() == []


def test_a_cassette_is_readable_and_says_nothing_of_key_host_and_machine(recording):
    """Chinese stays Chinese, texts are blocks, bodies are structure; headers and addresses are gone."""
    text = (recording / "story.yaml").read_text(encoding="utf-8")
    assert "新疆 {{ 7*7 }}" in text
    assert "uri: http://recorded.invalid/v1/chat/completions" in text
    assert "name: Count" in text
    for secret in ("key-0123456789", "127.0.0.1", "uthorization", "ser-agent", "stainless", "\\u"):
        assert secret not in text


def test_the_order_of_keys_in_a_body_carries_no_meaning(recording):
    """A cassette whose keys stand in another order still matches."""
    import yaml

    path = recording / "story.yaml"
    loaded = yaml.safe_load(path.read_text(encoding="utf-8"))
    path.write_text(yaml.safe_dump(loaded, sort_keys=True), encoding="utf-8")
    [reply] = run(RecordedModel(recording), ask())
    assert reply.answer == Count(n=3)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"text": "Trains: 4"}, "the article, the figures found in it.*put the article back.*where the change is"),
        (
            {"text": "x", "prompt": "count.v2", "prompt_sha256": "p2"},
            r"the prompt \(count.v1 is now count.v2\)",
        ),
        ({"text": "x", "prompt_sha256": "p2"}, "the text of the prompt count.v1"),
        ({"text": "x", "schema_sha256": "s2"}, "the answer schema"),
        ({"max_output_tokens": 5}, r"the settings \(max_tokens\)"),
    ],
    ids=["article", "prompt version", "prompt text", "schema", "settings"],
)
def test_a_stale_cassette_is_named_with_what_has_changed(recording, changes, said):
    """Another request than the recorded one is not answered; file, reason and remedy are in the message."""
    with pytest.raises(errors.CassetteError, match=said) as caught:
        run(RecordedModel(recording), ask(**changes))
    assert str(recording / "story.yaml") in str(caught.value)
    assert "make record" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_changed_prompt_is_not_put_down_to_the_article(recording):
    """Where the prompt changed, the article is not to be put back."""
    with pytest.raises(errors.CassetteError) as caught:
        run(RecordedModel(recording), ask(text="x", prompt_sha256="p2"))
    assert "article" not in str(caught.value)


@pytest.mark.parametrize("name", ["../x", "", ".", "..", "a/b", ".hidden", "-x", "a\nb", "~/x", "x" * 101, "a\\b"])
def test_a_recording_is_not_written_outside_its_root_by_name(tmp_path, name):
    """A name that is no plain folder name is refused, and the message says how a path is given."""
    with pytest.raises(errors.SettingsError, match=r"begins with \./ or /") as caught:
        choose_folder(name, tmp_path)
    assert "\n" not in str(caught.value)


def test_a_recording_is_written_where_it_is_said(tmp_path):
    """A plain name is a folder of the root; a path that says that it is one is taken as it is."""
    assert choose_folder("gpt-5.2", tmp_path) == tmp_path / "gpt-5.2"
    assert choose_folder("./mine", tmp_path) == Path("mine")
    assert choose_folder(str(tmp_path / "x"), Path("root")) == tmp_path / "x"


def test_a_recorded_answer_that_no_longer_passes_is_stale(recording):
    """Stricter validation leads to a re-ask that was not recorded, and the message says so."""

    class Count(BaseModel):
        """How many there are."""

        n: int

        def model_post_init(self, _context):
            raise ValueError("never")

    with pytest.raises(errors.CassetteError, match="what is accepted as an answer"):
        run(RecordedModel(recording), ask(answer_type=Count))


def test_a_missing_cassette_is_named(recording):
    """A request that was never recorded names the file that is not there."""
    with pytest.raises(errors.CassetteError, match=r"other\.yaml: no recording of 'other\.txt'.*--record"):
        run(RecordedModel(recording), ask("other.txt"))


def test_unplayed_cassettes_are_listed(tmp_path):
    """What was not asked for, or only in part, is in the list."""
    with Endpoint(tool_call({"n": "x"}), tool_call({"n": 1}), tool_call({"n": 2})) as endpoint:
        record(tmp_path, endpoint, ask("a.txt"))
        record(tmp_path, endpoint, ask("b.txt"))
    model = RecordedModel(tmp_path)
    assert [path.name for path in model.unplayed()] == ["a.yaml", "b.yaml"]
    run(model, ask("b.txt"))
    assert [path.name for path in model.unplayed()] == ["a.yaml"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "interactions: 3",
        "a: [",
        "!!python/object/apply:os.system ['false']",
        "interactions: []",
        "\x00",
    ],
)
def test_a_broken_cassette_is_an_error_that_names_it(recording, text):
    """Whatever the file holds, it is one line with its name; no tag in it is obeyed."""
    (recording / "story.yaml").write_text(text)
    with pytest.raises(errors.CassetteError, match=r"story\.yaml") as caught:
        run(RecordedModel(recording), ask())
    assert "\n" not in str(caught.value)


def test_a_secret_in_an_exchange_is_not_written(tmp_path):
    """An endpoint that repeats the key, or an answer with one, leaves no file."""
    with (
        Endpoint(tool_call({"n": 1, "note": "key-0123456789"})) as endpoint,
        pytest.raises(errors.CassetteError, match="the key in use") as caught,
    ):
        record(tmp_path, endpoint, ask())
    assert "key-0123456789" not in str(caught.value)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "secret",
    [
        "sk-abcdefghijklmnopqrstuvwx",
        "Bearer abcdefghijklmnop",
        "ghp_abcdefghijklmnopqrstuvwxyz012345",
        "AKIAABCDEFGHIJKLMNOP",
        "  Authorization: x",
        "- set-cookie: a=b",
        "http://box.example:8080/v1",
        "127.0.0.1",
        "/home/someone/model.gguf",
    ],
)
def test_secrets_are_found(secret):
    """Keys, tokens, headers, private addresses and home folders are found and not repeated."""
    from xjllm.cassette_file import find_secrets

    found = find_secrets(f"line\n{secret}\n")
    assert len(found) == 1
    assert found[0].endswith("in line 2")
    assert secret not in found[0]


def test_ordinary_trade_news_holds_no_secret():
    """Prose with addresses, hyphens and figures is not taken for a key."""
    from xjllm.cassette_file import find_secrets

    prose = (
        "At 10:30, risk-adjusted, desk-bound traders (see http://www.example.com/a-b) said"
        " task-force-of-many-people authorization: granted; the bearer of news; hf 3.2 billion yuan"
    )
    assert find_secrets(prose) == ()


def test_committed_recordings_hold_no_secret_and_say_who_answered():
    """Every cassette in the repository is clean and loads; every folder there says what it is."""
    from xjllm.cassette_file import find_secrets, load_cassette, read_metadata

    for folder in (path for path in COMMITTED.iterdir() if path.is_dir()):
        about = load_recording(folder)
        assert about.label
        assert len(about.description) > 20, folder
        for path in folder.iterdir():
            assert find_secrets(path.read_text(encoding="utf-8")) == (), path
            if path.suffix == ".yaml":
                assert path.name == name_cassette(read_metadata(load_cassette(path))["request"])


@repeatable
@given(st.text(max_size=200))
def test_a_cassettes_name_stays_in_its_folder(name):
    """No name of a request leads out of the folder, hides the file or is too long for a file system."""
    file_name = name_cassette(name)
    assert Path(file_name).name == file_name
    assert file_name.endswith(".yaml")
    assert not file_name.startswith((".", "-"))
    assert len(file_name.encode()) < 400
    assert file_name.isprintable()


@pytest.mark.parametrize(
    ("name", "file_name"),
    [
        ("story.txt", "story.yaml"),
        ("story.txt, part 2 of 3", "story.part2.yaml"),
        ("story.html", "story.html.yaml"),
        ("新疆.txt", "新疆.yaml"),
    ],
)
def test_cassettes_are_named_after_their_articles(name, file_name):
    """The article's name without `.txt`, and the part."""
    assert name_cassette(name) == file_name


def test_names_that_had_to_be_changed_stay_apart():
    """Two names that look alike once they are safe do not share a file."""
    assert len({name_cassette(name) for name in ("a/b", "a\\b", "a-b", "a b", "../a/b", "")}) == 6


def test_two_requests_never_share_a_cassette(tmp_path):
    """A second request with the same file name stops the recording instead of replacing the first."""
    with (
        Endpoint(tool_call({"n": 1}), tool_call({"n": 2})) as endpoint,
        pytest.raises(errors.CassetteError, match="rename one article"),
    ):
        record(tmp_path, endpoint, ask("a.txt"), ask("a"))


@repeatable
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
        max_leaves=12,
    )
)
def test_any_json_body_survives_the_file(tmp_path_factory, body):
    """A body comes back from the YAML as it went in, whatever characters and numbers it holds."""
    from vcr.request import Request as Sent

    from xjllm.cassette_file import load_cassette, new_cassette, read_bodies, render_cassette

    path = tmp_path_factory.mktemp("c") / "c.yaml"
    cassette = new_cassette(path)
    sent = json.dumps({"messages": body}).encode()
    response = {"status": {"code": 200, "message": "OK"}, "headers": {}, "body": {"string": sent}}
    cassette.append(Sent("POST", "http://a.example/v1/chat/completions", sent, {}), response)
    keys = dict.fromkeys(("request", "prompt", "prompt_sha256", "schema_sha256"), "x")
    path.write_text(render_cassette(cassette, keys), encoding="utf-8", newline="\n")
    loaded = load_cassette(path)
    assert read_bodies(loaded) == [{"messages": body}]
    assert json.loads(loaded.responses[0]["body"]["string"]) == {"messages": body}


@pytest.mark.parametrize(
    "text", ["\x85", " \u2028 x", "a\r\nb", "\ufeff", "\U0001f682\n x ", "\t\n", "2024-01-01", "\ud800"]
)
def test_awkward_texts_survive_the_file(recording, text):
    """Other line ends, marks, emoji, what looks like a date, and half characters come back as they were."""
    from vcr.request import Request as Sent

    from xjllm.cassette_file import load_cassette, new_cassette, read_bodies, render_cassette

    cassette = new_cassette(recording / "story.yaml")
    sent = json.dumps({text: text}).encode()
    response = {"status": {"code": 200, "message": "OK"}, "headers": {}, "body": {"string": sent}}
    cassette.append(Sent("POST", "http://a.example/v1/chat/completions", sent, {}), response)
    keys = dict.fromkeys(("request", "prompt", "prompt_sha256", "schema_sha256"), "x")
    (recording / "story.yaml").write_text(render_cassette(cassette, keys), encoding="utf-8", newline="\n")
    assert read_bodies(load_cassette(recording / "story.yaml")) == [{text: text}]


def test_a_recording_says_who_answered(recording):
    """`provenance.toml` has label, description, model and settings, and reads back as it was written."""
    about = load_recording(recording)
    assert (about.label, about.description, about.model, about.mode) == (
        "Stub",
        "A stub in a test.",
        "stub",
        "tools",
    )
    odd = about.model_copy(
        update={"label": 'a "b"\\\n\x7f新', "temperature": 0.5, "seed": 1, "extra_body": {"a": ["新"]}}
    )
    (recording / "provenance.toml").write_text(render_recording(odd), encoding="utf-8")
    assert load_recording(recording) == odd


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "label"),
        ("label = 3", "provenance.toml"),
        ("label = [", "provenance.toml"),
        ('key = "x"', "key: Extra inputs"),
    ],
)
def test_a_wrong_provenance_names_file_and_field(recording, text, said):
    """A mistake in the file that people write is told with its place."""
    (recording / "provenance.toml").write_text(text)
    with pytest.raises(errors.CassetteError, match=said) as caught:
        RecordedModel(recording)
    assert "\n" not in str(caught.value)


def test_a_folder_without_provenance_is_no_recording(tmp_path):
    """The constructor says so at once."""
    with pytest.raises(errors.CassetteError, match=r"provenance\.toml"):
        RecordedModel(tmp_path / "none")


def test_recordings_are_found_by_name(recording):
    """A known name gives its folder; an unknown one lists the known."""
    root = recording.parent
    assert find_recordings(root) == (recording,)
    assert find_recording("stub", root) == recording
    with pytest.raises(errors.CassetteError, match="there are: stub"):
        find_recording("../stub", root)


def test_another_model_does_not_record_into_a_recording(recording):
    """Answers of two models, or of two settings, never mix in one folder."""
    with pytest.raises(errors.CassetteError, match="stub"):
        RecordingModel(recording, "other", settings=EndpointSettings(base_url="http://127.0.0.1:9/v1"))
    with pytest.raises(errors.CassetteError, match="stub"):
        RecordingModel(recording, "stub", settings=EndpointSettings(base_url="http://127.0.0.1:9/v1", seed=3))


def test_recording_again_replaces_what_it_asks_for_and_keeps_the_words(recording):
    """A second recording of a request takes the place of the first; label and description stay."""
    with Endpoint(tool_call({"n": 4})) as endpoint:
        model = RecordingModel(recording, "stub", settings=EndpointSettings(base_url=endpoint.url))
        run(model, ask(text="changed"))
    [reply] = run(RecordedModel(recording), ask(text="changed"))
    assert reply.answer == Count(n=4)
    assert load_recording(recording).description == "A stub in a test."


def test_a_recording_without_description_claims_nothing(tmp_path):
    """Where nobody says how the answers were obtained, the file does not either."""
    with Endpoint(tool_call({"n": 4})) as endpoint:
        run(RecordingModel(tmp_path, "stub", settings=EndpointSettings(base_url=endpoint.url)), ask())
    about = load_recording(tmp_path)
    assert isinstance(about, Recording)
    assert "nothing more is known" in about.description
