"""Recordings of the embedded model: they replay, with its own prompt, on every set that scores are reported of."""

import asyncio
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
        ("eval/validation/cassettes/local", "eval/validation/gold", "eval/validation/articles"),
        ("eval/heldout/cassettes/local", "eval/heldout/gold", "eval/heldout/articles"),
    ],
)
def test_recording_replays_completely(folder, gold, articles):
    """Every article extracts without a model, and every recorded exchange is played; the model was asked of each."""
    model = RecordedModel(ROOT / folder)
    extractor = Extractor(model)
    assert extractor.prompt.version == "local.v2"
    extractions = [extractor.extract(one.article) for one in load_gold(ROOT / gold, ROOT / articles)]
    assert all(extraction.facts for extraction in extractions)
    assert model.unplayed() == []
    assert [extraction.usage.requests for extraction in extractions] == [1] * len(extractions)
    assert len(list((ROOT / folder).glob("*.yaml"))) == len(extractions)


def test_replies_carry_what_else_was_likely():
    """Probabilities are part of the recording: without them the model would change nothing."""
    (one, *_) = load_gold(ROOT / "eval/gold", ROOT / "seeds")
    model = RecordedModel(ROOT / "tests/cassettes/local")
    (part,) = Extractor(model).plan(one.article).parts
    reply = asyncio.run(model.complete(part.request))
    assert "".join(token.text for token in reply.tokens) == reply.raw
    signs = [token for token in reply.tokens if token.text in set("TEIBNX")]
    assert signs
    assert all(len(token.likely) > 1 and max(token.likely.values()) <= 0 for token in signs)
