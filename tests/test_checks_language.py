"""The check of an article's script."""

from pathlib import Path

import pytest

import xjllm
from xjllm.checks.language import check_script
from xjllm.reading import read_article_text
from xjllm.scoring import load_gold
from xjllm.testing import FakeModel

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize(
    "text",
    [
        "据海关统计，今年前五个月出口增长12.3%。",
        "Экспорт вырос на 12,3 процента в мае.",
        "出口增长 12.3%，进口下降。",
    ],
)
def test_an_article_in_another_script_says_that_it_is_not_read(text):
    """Where figures are missed because of the language, the extraction says so, with or without facts."""
    extraction = xjllm.extract(text, model=FakeModel([{"reporter": "CN-XJ", "period": "2019-05", "facts": []}]))
    assert "script_not_read" in [finding.code for finding in extraction.findings]


def test_names_in_another_script_are_no_other_language():
    """An English article that quotes a name in Chinese is read."""
    text = "Exports of Khorgos (霍尔果斯) rose 12.3 percent in May, Urumqi Customs (乌鲁木齐海关) said on Monday."
    assert list(check_script([], read_article_text(text))) == []


@pytest.mark.parametrize(("gold", "articles"), [("eval/gold", "seeds"), ("eval/dev/gold", "eval/dev/articles")])
def test_english_articles_have_no_such_finding(gold, articles):
    """None of the articles with gold is taken for one in another script, page furniture included."""
    assert [list(check_script([], one.article)) for one in load_gold(ROOT / gold, ROOT / articles)].count([]) >= 5
    assert all(not list(check_script([], one.article)) for one in load_gold(ROOT / gold, ROOT / articles))
