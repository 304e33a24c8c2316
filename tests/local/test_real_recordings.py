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
        facts = [
            # Where a fact comes from names the reply, whose id is new every time.
            [fact.model_dump(exclude={"provenance"}) for fact in Extractor(model).extract(one.article).facts]
            for model in (recorded, live, live)
        ]
        assert facts[0]
        assert facts[1:] == [facts[0]] * 2
