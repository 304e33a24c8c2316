"""The embedded model's recordings are its real replies: run with `pytest -m local_model tests/local`."""

from pathlib import Path

import pytest

from xjllm.cassettes import RecordedModel
from xjllm.extraction import Extractor
from xjllm.local_model import LocalModel
from xjllm.scoring import load_gold

pytestmark = pytest.mark.local_model
ROOT = Path(__file__).parents[2]


def test_live_answers_are_the_recorded_ones():
    """Asked again, the model gives the recorded facts: the same on every run, and live as replayed."""
    recorded, live = RecordedModel(ROOT / "tests/cassettes/local"), LocalModel()
    for one in load_gold(ROOT / "eval/gold", ROOT / "seeds")[:3]:
        again = [Extractor(live).extract(one.article).facts for _ in range(2)]
        assert again[0] == again[1]
        replayed = Extractor(recorded).extract(one.article).facts
        assert [fact.model_dump(exclude={"provenance"}) for fact in again[0]] == [
            fact.model_dump(exclude={"provenance"}) for fact in replayed
        ]
