"""The tool that trains the adapter: what it makes of annotated articles."""

import importlib.util
import json
import random
import sys
from pathlib import Path

import pytest

from xjllm.local_codes import CodePrompt

TOOL = Path(__file__).parent.parent / "tools" / "train_adapter.py"

STORY = """Ecuador sells more roses

QUITO, May 3 - Ecuador exported roses worth $61 million in the first quarter, 12 percent more than a year earlier.
Norway took $7 million of them. Investors put $5 million into greenhouses.
"""
FACT = {
    "measure": "trade_value", "statistic": "level", "flow": "exports", "reporter": "ECU", "partner": "WLD",
    "period": "2024-01/2024-03", "commodity": "roses", "value": 61, "unit": "USD", "figure": "$61 million",
}  # fmt: skip


@pytest.fixture(scope="module")
def tool():
    """The tool as a module."""
    spec = importlib.util.spec_from_file_location("train_adapter", TOOL)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules[spec.name]


@pytest.fixture
def example(tool, tmp_path):
    """What the tool makes of a story whose gold knows its year."""
    for folder in ("articles", "gold"):
        (tmp_path / folder).mkdir()
    (tmp_path / "articles" / "roses.txt").write_text(STORY, encoding="utf-8")
    facts = [
        FACT | {"value": 61_000_000},
        FACT | {"statistic": "growth", "value": 12, "unit": "percent", "basis": "yoy", "figure": "12 percent"},
        FACT | {"value": 7_000_000, "figure": "$7 million", "partner": "NOR"},
    ]
    gold = {"doc": "roses.txt", "published": "2024-05-03", "year_inferred": True, "facts": facts, "doubtful": []}
    (tmp_path / "gold" / "roses.json").write_text(json.dumps(gold), encoding="utf-8")
    (made,) = tool.make_examples(tmp_path)
    return made


def test_codes_are_the_golds(example):
    """Each figure has the flow and partner of its fact; a figure without a fact has none."""
    assert [figure.figure.text for figure in example.figures] == [
        "$61 million",
        "12 percent",
        "$7 million",
        "$5 million",
    ]
    assert example.codes == {1: ("exports", "WLD"), 2: ("exports", "WLD"), 3: ("exports", "NOR"), 4: None}


def test_answers_name_the_partners_in_their_order(tool, example):
    """A code's letter is the partner's place in the list of this request; the figures' signs are not learned."""
    pieces = tool.write_codes(example, ("WLD", "CHL", "NOR"), [1, 3, 4])
    assert "".join(text for text, _ in pieces) == "天EA玄EC黄X"
    assert "".join(text for text, is_learned in pieces if is_learned) == "EAECX"


def test_a_partner_that_the_list_lacks_is_not_learned(tool, example):
    """Where code did not find the right partner, the flow alone is learned."""
    example.codes[3] = ("exports", None)
    assert tool.write_codes(example, ("WLD", "CHL"), [3]) == [("玄", False), ("E", True), ("A", False)]


def test_the_world_stays_first(tool):
    """Partners are shuffled, but the first is the world in every request."""
    random.seed(1)
    partners = ("WLD", *(f"P{n}" for n in range(9)))
    shuffled = [tool.shuffle_partners(partners) for _ in range(5)]
    assert {each[0] for each in shuffled} == {"WLD"}
    assert len(set(shuffled)) > 1
    assert {frozenset(each) for each in shuffled} == {frozenset(partners)}


def test_an_example_is_asked_as_the_product_asks(tool, example):
    """Only the tokens behind the answer's beginning are learned, and the request is that of the prompt."""

    class Letters:
        def __call__(self, text):
            return type("Ids", (), {"input_ids": [ord(letter) for letter in text]})

    random.seed(3)
    ids, learned = tool.encode(Letters(), CodePrompt(tool.PROMPT), example)
    text = "".join(map(chr, ids))
    assert "[天|$61 million]" in text
    start = text.index(tool.ANSWER_BEGINS) + len(tool.ANSWER_BEGINS)
    assert text[:start].endswith("<|im_start|>assistant\n" + tool.ANSWER_BEGINS)
    assert learned
    assert min(learned) > start


def test_tensors_have_the_names_of_llama_cpp(tool):
    """The names of peft become those that the engine looks for."""
    name = "base_model.model.model.layers.14.self_attn.q_proj.lora_A.default.weight"
    assert tool.name_tensor(name) == "blk.14.attn_q.weight.lora_a"
    name = "base_model.model.model.layers.27.mlp.down_proj.lora_B.default.weight"
    assert tool.name_tensor(name) == "blk.27.ffn_down.weight.lora_b"
