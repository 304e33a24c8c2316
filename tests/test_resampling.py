"""Bootstrap intervals and the permutation test: seeded, by article, right where the answer is known."""

import pytest
from scoring_samples import score_counts

from xjllm.errors import SettingsError
from xjllm.scoring import Score, bootstrap_interval, compare_runs


def test_an_interval_is_the_same_every_time_and_holds_the_score():
    """The same scores and seed give the same interval, around the F1 of all articles."""
    scores = [Score(tp, 20 - tp, tp % 3) for tp in (19, 13, 7, 11, 17)]
    one, two = bootstrap_interval(scores), bootstrap_interval(scores)
    assert one == two
    assert one.low < sum(scores, Score()).f1 < one.high
    assert (one.level, one.articles) == (0.95, 5)
    assert bootstrap_interval(scores, draws=50, seed=1) != bootstrap_interval(scores, draws=50, seed=2)


def test_the_interval_of_two_articles_is_that_of_all_four_draws():
    """Of two articles with F1 0 and 1 a quarter of the draws gives 0 and a quarter 1."""
    interval = bootstrap_interval([Score(4, 0, 0), Score(0, 0, 4)])
    assert (interval.low, interval.high) == (0, 1)
    wider, narrower = (bootstrap_interval([Score(4, 0, 0), Score(0, 0, 4)], level=x) for x in (0.6, 0.4))
    assert (wider.low, wider.high) == (0, 1)
    assert (narrower.low, narrower.high) == (2 / 3, 2 / 3)


def test_a_narrower_level_gives_a_narrower_interval():
    """50 % of the draws lie closer together than 95 %."""
    scores = [Score(8, 2, 1), Score(3, 0, 4), Score(10, 1, 1), Score(5, 5, 5), Score(1, 0, 3)]
    wide, narrow = bootstrap_interval(scores), bootstrap_interval(scores, level=0.5)
    assert wide.low < narrow.low < narrow.high < wide.high


def test_the_article_is_the_unit_not_the_fact():
    """Ten times the facts in each article leave the interval as it was."""
    small = [Score(8, 2, 1), Score(3, 0, 4), Score(10, 1, 1)]
    large = [Score(10 * s.tp, 10 * s.fp, 10 * s.fn) for s in small]
    assert bootstrap_interval(small) == bootstrap_interval(large)


def test_no_interval_without_articles_to_draw_from():
    """One article, and articles without any fact, have no interval; among others an empty one is drawn."""
    assert bootstrap_interval([]) is None
    assert bootstrap_interval([Score(3, 1, 1)]) is None
    assert bootstrap_interval([Score(), Score()]) is None
    assert bootstrap_interval([Score(), Score(2, 1, 1)]) is not None


def test_many_articles_are_drawn_in_blocks():
    """The blocks that bound memory make exactly the draws asked for."""
    interval = bootstrap_interval([Score(1, i % 2, i % 3) for i in range(2_000)], draws=500)
    assert interval.articles == 2_000
    assert 0.55 < interval.low < interval.high < 0.65


@pytest.mark.parametrize("how", [{"level": 0}, {"level": 1}, {"draws": 0}])
def test_impossible_settings_are_refused(how):
    """A level outside (0, 1) and no draws are errors, not NaN."""
    with pytest.raises(SettingsError, match="between 0 and 1"):
        bootstrap_interval([Score(1), Score(1)], **how)


def test_a_run_does_not_differ_from_itself():
    """The same answers give difference 0 and p 1."""
    run = score_counts((5, 1, 1), (3, 2, 0), (4, 0, 2))
    for level in ("figures", "core", "strict"):
        same = compare_runs(run, run, level)
        assert (same.difference, same.p_value, same.exact, same.draws) == (0, 1, True, 8)


def test_all_exchanges_are_counted_for_few_articles():
    """Where one run is perfect and the other empty in five articles, 2 of 32 exchanges are as extreme."""
    best, worst = score_counts(*[(4, 0, 0)] * 5), score_counts(*[(0, 0, 4)] * 5)
    result = compare_runs(best, worst, "strict")
    assert (result.first, result.second, result.difference) == (1, 0, 1)
    assert result.p_value == 2 / 32
    assert compare_runs(worst, best, "strict").p_value == 2 / 32
    assert compare_runs(worst, best, "strict").difference == -1


def test_one_better_article_of_three_is_no_evidence():
    """A difference in a single article is as large under every exchange: p is 1."""
    one, other = score_counts((4, 0, 0), (3, 0, 0), (2, 0, 1)), score_counts((2, 0, 2), (3, 0, 0), (2, 0, 1))
    assert compare_runs(one, other, "core").p_value == 1


def test_many_articles_are_drawn_with_a_seed():
    """Beyond 12 articles exchanges are drawn: seeded, never p 0, and close to the exact answer."""
    better, worse = score_counts(*[(4, 0, 0)] * 13), score_counts(*[(2, 0, 2)] * 13)
    result = compare_runs(better, worse, "core")
    assert (result.exact, result.draws, result.articles) == (False, 10_000, 13)
    assert 1 / 10_001 <= result.p_value < 0.002
    assert compare_runs(better, worse, "core") == result
    surest = compare_runs(score_counts(*[(1, 0, 0)] * 60), score_counts(*[(0, 0, 1)] * 60), "core")
    assert surest.p_value == 1 / 10_001


def test_drawn_and_exact_p_values_agree():
    """With a 13th article on which both runs are equal, drawing gives the p of the 12 others, nearly."""
    one, other = [(4, 0, 0), (1, 1, 3)] * 4 + [(3, 1, 1)] * 4, [(2, 0, 2), (2, 0, 2)] * 4 + [(2, 0, 2)] * 4
    exact = compare_runs(score_counts(*one), score_counts(*other), "strict")
    empty = (0, 0, 0)
    drawn = compare_runs(score_counts(*one, empty), score_counts(*other, empty), "strict")
    assert exact.exact
    assert not drawn.exact
    assert drawn.p_value == pytest.approx(exact.p_value, abs=0.02)


def test_runs_on_other_articles_cannot_be_compared():
    """A comparison is paired: other articles are refused, not aligned by chance."""
    with pytest.raises(SettingsError, match="first and second cannot be compared"):
        compare_runs(score_counts((1, 0, 0), name="first"), score_counts((1, 0, 0), (1, 0, 0), name="second"), "core")


def test_without_any_fact_there_is_no_difference():
    """0/0 on one side has neither difference nor p."""
    nothing = score_counts((0, 0, 0))
    result = compare_runs(nothing, nothing, "core")
    assert (result.difference, result.p_value) == (None, None)
