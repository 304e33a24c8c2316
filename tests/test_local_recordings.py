"""Recordings of the embedded model: they replay, with their own prompt, on the seeds and the development articles."""

from pathlib import Path

import pytest

from xjllm.cassettes import RecordedModel
from xjllm.extraction import Extractor
from xjllm.scoring import load_gold

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize(
    ("folder", "gold", "articles"),
    [
        ("tests/cassettes/local", "eval/gold", "seeds"),
        ("eval/dev/cassettes/local", "eval/dev/gold", "eval/dev/articles"),
    ],
)
def test_recording_replays_completely(folder, gold, articles):
    """Every article extracts without a model, and every recorded exchange is played; few questions are left to ask.

    A recording without exchanges says that the rules left nothing open in any of its articles.
    """
    model = RecordedModel(ROOT / folder)
    extractor = Extractor(model)
    assert extractor.prompt.version == "local.v1"
    extractions = [extractor.extract(one.article) for one in load_gold(ROOT / gold, ROOT / articles)]
    assert all(extraction.facts for extraction in extractions)
    assert model.unplayed() == []
    assert sum(extraction.usage.requests for extraction in extractions) == len(list((ROOT / folder).glob("*.yaml")))
