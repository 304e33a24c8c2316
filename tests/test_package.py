"""The package as users install it: a wheel with the prompts in it, that runs away from the checkout."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def _python(*arguments, cwd, path=None):
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("OPENAI_", "XJLLM_"))}
    if path:
        environment["PYTHONPATH"] = str(path)
    done = subprocess.run(  # noqa: S603 (our own interpreter)
        [sys.executable, *map(str, arguments)],
        cwd=cwd, env=environment, capture_output=True, text=True, timeout=240, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel, built from a copy of the tracked and new files through an sdist, as an index would have it."""
    folder = tmp_path_factory.mktemp("dist")
    _python("-m", "build", "--no-isolation", "--outdir", folder, ROOT, cwd=folder)
    (built,) = folder.glob("*.whl")
    return built


def test_wheel_has_prompts_and_types_but_no_gold(wheel):
    """The templates and the typing marker are in the wheel; tests, gold and seeds are not."""
    names = zipfile.ZipFile(wheel).namelist()
    assert "xjllm/prompts/extract.v1.system.jinja" in names
    assert "xjllm/prompts/extract.v1.examples.json" in names
    assert "xjllm/py.typed" in names
    assert [name for name in names if name.startswith(("tests", "eval", "seeds", "prompts"))] == []


def test_every_module_is_in_the_wheel(wheel):
    """No package of the source tree is forgotten in the list of packages."""
    names = set(zipfile.ZipFile(wheel).namelist())
    modules = {path.relative_to(ROOT).as_posix() for path in (ROOT / "xjllm").rglob("*.py")}
    assert modules - names == set()


# The checkout is installed as editable; its finder would serve what the wheel forgot.
RUN = """
import runpy, sys
sys.meta_path[:] = [finder for finder in sys.meta_path if "editable" not in repr(finder).lower()]
sys.argv[:] = ["xjllm", *sys.argv[1:]]
runpy.run_module("xjllm", run_name="__main__", alter_sys=True)
"""


def test_wheel_installs_and_runs_elsewhere(wheel, tmp_path):
    """The installed wheel lists its prompts and finds figures, far from the checkout."""
    site = tmp_path / "site"
    _python("-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", site, wheel, cwd=tmp_path)
    story = tmp_path / "story.txt"
    story.write_text("Exports rose 4.5% in May 2019.\n\nThat was all.\n")
    where = _python("-c", "import xjllm; print(xjllm.__file__)", cwd=tmp_path, path=site)
    assert where.startswith(str(site))
    assert "extract.v1" in _python("-c", RUN, "prompts", cwd=tmp_path, path=site)
    assert "4.5%" in _python("-c", RUN, "figures", story, cwd=tmp_path, path=site)
