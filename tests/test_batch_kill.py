"""A batch that is killed again and again: nothing is lost, nothing is done twice."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.mark.kills
@pytest.mark.parametrize(("together", "kills"), [(1, 4), (2, 3)])
def test_kills_at_random_points_lose_and_double_nothing(together, kills):
    """After `kill -9` at random points, alone or beside another process, the results are those of an undisturbed run.

    What was asked again was in flight. `bench/kill_resume.py --kills 50` is the long form.
    """
    done = subprocess.run(  # noqa: S603 (our own interpreter)
        [sys.executable, "bench/kill_resume.py", "--kills", str(kills), "--together", str(together), "--in-flight=4"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    result = json.loads(done.stdout)
    assert result["results_equal"]
    assert result["kills"] == kills
    assert result["repeated"] <= kills * 4
    assert result["requests_of_a_rerun"] == 0
