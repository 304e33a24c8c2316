"""The answer schema: what is sent to the model, and what is accepted from it."""

import json
from pathlib import Path

import pytest
from pydantic import ValidationError

from xjllm.answer import Answer

SNAPSHOT = Path(__file__).parent / "data" / "answer.v1.schema.json"
MINIMAL = {"reporter": "GEO", "period": "2019-04", "facts": []}


def test_schema_is_the_recorded_one():
    """The schema sent as a tool changes only on purpose: recordings depend on it.

    After a change that is meant, write the new schema to tests/data/answer.v1.schema.json and record anew.
    """
    assert Answer.model_json_schema() == json.loads(SNAPSHOT.read_text(encoding="utf-8"))


def test_schema_has_no_nulls_titles_or_defaults():
    """Nothing that only lengthens the prompt is sent: no titles, no null alternatives, no defaults."""

    def walk(node, in_properties=False):
        if isinstance(node, dict):
            if not in_properties:
                assert "title" not in node
                assert "default" not in node
                assert node.get("type") != "null"
            for name, child in node.items():
                walk(child, in_properties=name in {"properties", "$defs"} and not in_properties)
        elif isinstance(node, list):
            for child in node:
                walk(child)

    schema = Answer.model_json_schema()
    assert schema.pop("title") == "report_trade_facts"  # the tool's name
    walk(schema)


def test_answer_has_no_place_for_a_value():
    """A model cannot write a value: no field of a fact takes a number but the figure's own."""
    schema = Answer.model_json_schema()
    numeric = [
        (name, field)
        for name, definition in schema["$defs"].items()
        for field, form in definition["properties"].items()
        if "number" in json.dumps(form.get("type", "")) or form.get("type") == "integer"
    ]
    assert sorted(numeric) == [("FactAnswer", "n"), ("SourceAnswer", "n")]


@pytest.mark.parametrize("fact", [{"statistic": "level"}, {"n": 1, "quote": "7 percent"}])
def test_fact_names_exactly_one_figure(fact):
    """A fact names its figure by number or by quotation: neither and both are refused."""
    with pytest.raises(ValidationError, match="either n"):
        Answer.model_validate({**MINIMAL, "facts": [fact]})


@pytest.mark.parametrize(
    "fact",
    [
        {"n": 1, "value": 7},
        {"n": 1, "statistic": "increase"},
        {"n": 1, "period": "April"},
        {"n": 1, "period": "2019-13"},
        {"n": 1, "whole": {"country": "CHN"}},
    ],
)
def test_unknown_fields_and_words_are_refused(fact):
    """A value, a statistic, a period or a whole outside the schema is refused, not dropped."""
    with pytest.raises(ValidationError):
        Answer.model_validate({**MINIMAL, "facts": [fact]})


@pytest.mark.parametrize("period", ["2019", "2019-04", "2019-Q1", "2019-H2", "2019-01/2019-04", "Y", "Y-1-11/Y-02"])
def test_every_documented_form_of_a_period_is_accepted(period):
    """The forms that the description offers are the forms that are taken."""
    assert Answer.model_validate({**MINIMAL, "period": period}).period == period
