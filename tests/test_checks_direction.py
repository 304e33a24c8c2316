"""Words of rise and decline around a figure, in made-up sentences."""

from __future__ import annotations

import pytest

from xjllm.checks.direction import find_balance_cue, find_change_cue


@pytest.mark.parametrize(
    ("sentence", "direction"),
    [
        ("Timber sales to Estonia fell by [6.4 percent] in May.", "down"),
        ("Timber sales were [6.4 percent] lower than in May.", "down"),
        ("Peat, at 3 million euros, sold [6.4 percent] less.", "down"),
        ("Sales of peat were [6.4 percent], or $3 million, less than in May.", "down"),
        ("Sales of peat were 6.4 percent, or [$3 million], less than in May.", "down"),
        ("Sales fell [6.4 percent] more than the office had expected.", "down"),
        ("There was a [6.4 percent] drop in sales, while purchases rose.", "down"),
        ("Sales of peat dropped 2 percent and of timber [6.4 percent].", "down"),
        ("The decline narrowed to [6.4 percent].", "down"),
        ("The decline accelerated to [6.4 percent].", "down"),
        ("The decline slowed markedly to [6.4 percent].", "down"),
        ("Sales grew 2 percent, but stood [6.4 percent] below the last quarter.", "down"),
        ("Sales gained ground until a contraction of [6.4 percent] set in.", "down"),
        ("A drop in the growth rate of [6.4 percentage points] was seen.", "down"),
        ("Timber sales to Estonia climbed [6.4 percent] to 3 million euros.", "up"),
        ("Export growth slowed to [6.4 percent].", "up"),
        ("Purchases shrank; sales, in contrast, went up [6.4 percent].", "up"),
        ("Purchases declined by 2 percent while sales posted a [6.4 percent] increase.", "up"),
        ("Sales grew at a slower pace of [6.4 percent].", "up"),
        ("The pace was [6.4 percentage points] faster than Lithuania's.", "up"),
        ("At [6.4 percent], growth was the best of the year.", "up"),
        ("Its share came to [6.4 percent].", None),
        ("Timber, making up [6.4 percent] of sales, went to Estonia.", None),
        ("Trade with Estonia stood out at [6.4 percent].", None),
        ("Sales narrowed to [6.4 percent].", None),
        ("Estonia bought just 4 tons of peat, off [6.4 percent].", "down"),
        ("The decline narrowed by [6.4 percentage points].", "up"),
        ("The lead narrowed by [6.4 percentage points].", "down"),
    ],
)
def test_change_cues(sentence: str, direction: str | None) -> None:
    """The word that gives the bracketed figure its direction is found where a reader finds it."""
    before, rest = sentence.split("[")
    cue = find_change_cue(before, rest.split("]")[1])
    assert (cue.direction if cue else None) == direction


@pytest.mark.parametrize(
    ("sentence", "close"),
    [
        ("Timber sales fell [6.4 percent].", True),
        ("Sales rose 2 percent and, in the case of peat, [6.4 percent].", False),
        ("Up went the sales of everything that the country grows, [6.4 percent] in all.", False),
    ],
)
def test_a_close_cue_is_next_to_its_figure(sentence: str, close: bool) -> None:
    """Only a word with nothing but a few words between it and the figure is a sure sign."""
    before, rest = sentence.split("[")
    cue = find_change_cue(before, rest.split("]")[1])
    assert cue is not None
    assert cue.close is close


@pytest.mark.parametrize(
    ("sentence", "direction"),
    [
        ("That left a surplus of [3 million euros].", "up"),
        ("The surplus of a year before became a deficit of [3 million euros].", "down"),
        ("Exports exceeded imports by [3 million euros].", "up"),
        ("Imports exceeded exports by [3 million euros].", "down"),
        ("At [3 million euros], the deficit was small.", "down"),
        ("Imports outstripped exports by [3 million euros].", "down"),
        ("Imports topped the country's exports by [3 million euros].", "down"),
        ("Imports surpassed Latvian exports by [3 million euros].", "down"),
        ("Imports were larger than exports by [3 million euros].", "down"),
        ("Exports fell short of imports by [3 million euros].", "down"),
        ("By [3 million euros], exports topped imports.", "up"),
        ("Imports lagged behind exports by [3 million euros].", "up"),
        ("Trade was [3 million euros] in the red.", "down"),
        ("Trade was in the black by [3 million euros].", "up"),
        ("Imports and exports topped [3 million euros].", None),
        ("The gap was [3 million euros].", None),
    ],
)
def test_balance_cues(sentence: str, direction: str | None) -> None:
    """A balance is a surplus or a deficit by the nearest word that says so."""
    before, rest = sentence.split("[")
    cue = find_balance_cue(before, rest.split("]")[1])
    assert (cue.direction if cue else None) == direction


def test_a_long_sentence_takes_linear_time() -> None:
    """A sentence of a hundred thousand words is searched without backtracking."""
    assert find_change_cue("exports up " * 100_000, " more" * 1000) is not None
    assert find_balance_cue("exports exceed " * 100_000, " imports") is None
