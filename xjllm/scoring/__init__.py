"""The evaluation harness: what an extraction is worth, measured against gold.

gold, gold_json, gold_facts   gold files → `GoldArticle`; all problems of all files at once
agreement                     when two facts agree, field by field: core, strict, `source`
pairing                       which predicted fact answers which gold fact
scores                        precision, recall, F1, field accuracies, findings against doubtful figures
finder                        what code alone finds, without a model
mistakes                      every wrong field, missed and spurious fact, one by one
resampling                    bootstrap intervals and the permutation test of two runs
report                        tables for the terminal and Markdown, plain data for JSON

    gold = load_gold("eval/gold", "seeds")
    run = score_run("my model", gold, {article.name: extraction_or_error for …})
    print(render_markdown(board_table([run])))
"""

from xjllm.scoring.agreement import CORE_FIELDS, SCORED_FIELDS, STRICT_FIELDS, field_agrees, wrong_fields
from xjllm.scoring.finder import FinderScore, score_finder
from xjllm.scoring.gold import Doubtful, GoldArticle, load_gold
from xjllm.scoring.mistakes import Mistake, list_mistakes
from xjllm.scoring.pairing import Pairing, pair_facts, pair_spans
from xjllm.scoring.report import (
    Table,
    article_table,
    board_table,
    comparison_table,
    difference_to_dict,
    field_table,
    finder_table,
    finding_table,
    mistake_table,
    render_markdown,
    run_to_dict,
)
from xjllm.scoring.resampling import Difference, Interval, bootstrap_interval, compare_runs
from xjllm.scoring.scores import (
    ArticleScore,
    FieldScore,
    FindingScore,
    RunScore,
    Score,
    score_article,
    score_run,
)

__all__ = [
    "CORE_FIELDS",
    "SCORED_FIELDS",
    "STRICT_FIELDS",
    "ArticleScore",
    "Difference",
    "Doubtful",
    "FieldScore",
    "FinderScore",
    "FindingScore",
    "GoldArticle",
    "Interval",
    "Mistake",
    "Pairing",
    "RunScore",
    "Score",
    "Table",
    "article_table",
    "board_table",
    "bootstrap_interval",
    "compare_runs",
    "comparison_table",
    "difference_to_dict",
    "field_agrees",
    "field_table",
    "finder_table",
    "finding_table",
    "list_mistakes",
    "load_gold",
    "mistake_table",
    "pair_facts",
    "pair_spans",
    "render_markdown",
    "run_to_dict",
    "score_article",
    "score_finder",
    "score_run",
    "wrong_fields",
]
