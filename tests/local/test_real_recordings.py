"""The embedded model's recordings are its real replies: run with `pytest -m local_model tests/local`."""

from pathlib import Path

import pytest

from xjllm.cassettes import RecordedModel, name_cassette
from xjllm.extraction import Extractor
from xjllm.local_model import LocalModel
from xjllm.scoring import load_gold

pytestmark = pytest.mark.local_model
ROOT = Path(__file__).parents[2]


def _asked(folder, gold, articles):
    """The articles of a recording that the model was asked about."""
    return [one for one in load_gold(gold, articles) if (folder / name_cassette(one.name)).exists()]


@pytest.mark.parametrize(
    ("folder", "gold", "articles"),
    [
        (ROOT / "tests/cassettes/local", ROOT / "eval/gold", ROOT / "seeds"),
        (ROOT / "eval/dev/cassettes/local", ROOT / "eval/dev/gold", ROOT / "eval/dev/articles"),
    ],
    ids=["seeds", "dev"],
)
def test_live_answers_are_the_recorded_ones(folder, gold, articles):
    """Asked again, the model gives the recorded facts: the same on every run, and live as replayed."""
    recorded, live = RecordedModel(folder), LocalModel()
    asked = _asked(folder, gold, articles)
    assert asked
    for one in asked[:3]:
        again = [Extractor(live).extract(one.article).facts for _ in range(2)]
        assert again[0] == again[1]
        replayed = Extractor(recorded).extract(one.article).facts
        assert [fact.model_dump(exclude={"provenance"}) for fact in again[0]] == [
            fact.model_dump(exclude={"provenance"}) for fact in replayed
        ]
