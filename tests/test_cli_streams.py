"""The command line in a shell: full disks, closed and broken pipes, interruptions; real processes."""

import json
import os
import select
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
COMMAND = (sys.executable, "-m", "xjllm")
SEED = "seeds/002_cc08202197292d70.txt"


def _environment(**more):
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("OPENAI_", "XJLLM_"))}
    return kept | {"XJLLM_MODELS_DIR": str(ROOT / "no-models-here")} | more


def _shell(line):
    """Run a line of a shell, in which `xjllm` is the command; returns what a user sees, and the exit code."""
    script = f'xjllm() {{ "$PYTHON" -m xjllm "$@"; }}\n{line}'
    done = subprocess.run(  # noqa: S603 (the lines below)
        ["bash", "-c", script],  # noqa: S607 (the user's shell)
        cwd=ROOT,
        env=_environment(PYTHON=sys.executable),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize("form", ["table", "json", "csv"])
def test_a_full_disk_is_one_line(form, tmp_path):
    """Output that cannot be written is one line on standard error and exit code 7, no trace.

    A file that may not grow stands for the full disk, as not every system has a /dev/full.
    """
    code, _, said = _shell(f"ulimit -f 0; xjllm figures {SEED} --format {form} >{tmp_path}/out")
    assert (code, len(said.splitlines())) == (7, 1), said
    assert said.startswith("xjllm: the output cannot be written: ")


def test_a_closed_output_is_one_line():
    """With standard output closed nothing is begun: one line, exit code 7."""
    code, _, said = _shell(f"xjllm figures {SEED} >&-")
    assert (code, said) == (7, "xjllm: standard output is closed: nothing can be printed\n")


def test_closed_and_full_errors_leave_the_exit_code(tmp_path):
    """Where nobody can be told, the exit code still says what happened."""
    assert _shell("xjllm figures nowhere.txt 2>&-")[0] == 3
    assert _shell(f"ulimit -f 0; xjllm figures nowhere.txt 2>{tmp_path}/said")[0] == 3


def test_a_closed_input_is_one_line():
    """Standard input that is closed is an article that cannot be read."""
    code, _, said = _shell("xjllm figures - <&-")
    assert (code, len(said.splitlines())) == (3, 1), said
    assert "standard input is closed" in said


def test_a_reader_that_goes_away_is_no_error(tmp_path):
    """`| head -1` prints a line and nothing else; the exit code is that of a Unix tool whose reader has gone."""
    story = tmp_path / "long.txt"
    story.write_text("Exports rose 4.5% to $2.1 billion in May 2019.\n\n" * 4_000)
    for form, heading in (("csv", "article,start,end,"), ("table", "start  figure")):
        code, shown, said = _shell(f"xjllm figures {story} --format {form} | head -1; echo ${{PIPESTATUS[0]}}")
        assert (code, said) == (0, "")
        first, status = shown.splitlines()
        assert first.strip().startswith(heading)
        assert status == "141"


def test_an_interruption_is_one_line():
    """Ctrl-C while a model is asked: one line, exit code 130, and what was printed is whole."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        address = f"http://127.0.0.1:{listening.getsockname()[1]}/v1"
        process = subprocess.Popen(  # noqa: S603 (our own interpreter)
            [*COMMAND, "extract", SEED, SEED, "--model", "any", "--format", "json"],
            cwd=ROOT,
            env=_environment(OPENAI_BASE_URL=address),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            # A runner in the background may have told its children to ignore Ctrl-C.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )
        # The request has come: from here on the command waits for an answer that never comes.
        assert select.select([listening], [], [], 60)[0]
        with listening.accept()[0]:
            process.send_signal(signal.SIGINT)
            shown, said = process.communicate(timeout=60)
    assert (process.returncode, said) == (130, "xjllm: interrupted\n")
    assert json.loads(shown) == []
