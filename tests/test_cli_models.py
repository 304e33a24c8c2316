"""`xjllm model`: fetch, list, path and remove of model files."""

import contextlib
import io

import pytest

from tests.gguf_samples import write_gguf
from xjllm.cli.app import run


@pytest.fixture(autouse=True)
def _store(monkeypatch, tmp_path):
    monkeypatch.setenv("XJLLM_MODELS_DIR", str(tmp_path))


def _run(*arguments):
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = run(list(arguments))
    return code, out.getvalue(), err.getvalue()
