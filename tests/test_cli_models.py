"""`xjllm model`: fetch, list, path and remove of model files."""

import contextlib
import io

import pytest

from tests.gguf_samples import gguf
from xjllm import weights
from xjllm.cli.app import run


@pytest.fixture(autouse=True)
def _store(monkeypatch, tmp_path):
    monkeypatch.setenv("XJLLM_MODELS_DIR", str(tmp_path))


def _run(*arguments):
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = run(list(arguments))
    return code, out.getvalue(), err.getvalue()


def test_store_without_models():
    """An empty store says how to get a model; a missing model is one line and exit code 2."""
    code, out, err = _run("model", "list")
    assert (code, out) == (0, "")
    assert "xjllm model fetch" in err
    code, _, err = _run("model", "path")
    assert code == 2
    assert len(err.strip().splitlines()) == 1


def test_list_path_and_remove(tmp_path):
    """A file in the store is listed, found by its name, and removed; the freed size is told."""
    (tmp_path / "tiny.gguf").write_bytes(gguf())
    code, out, _ = _run("model", "list")
    assert code == 0
    assert out.startswith("tiny.gguf")
    assert _run("model", "path", "tiny.gguf")[1].strip() == str(tmp_path / "tiny.gguf")
    code, out, _ = _run("model", "remove", "tiny.gguf")
    assert (code, out.split()[0]) == (0, "removed")
    assert not (tmp_path / "tiny.gguf").exists()


def test_fetch_prints_where_the_file_is(monkeypatch, tmp_path):
    """`fetch` passes the name on, shows how far it is, and prints the path alone on standard output."""

    def fetch(name, *, progress):
        progress(1, 2)
        return tmp_path / str(name)

    monkeypatch.setattr(weights, "fetch_weights", fetch)
    code, out, _ = _run("model", "fetch", "org/repo/file.gguf")
    assert (code, out.strip()) == (0, str(tmp_path / "org/repo/file.gguf"))


def test_commands_explain_themselves():
    """`xjllm model` alone shows its commands."""
    _, out, err = _run("model")
    for command in ("fetch", "list", "path", "remove"):
        assert command in out + err
