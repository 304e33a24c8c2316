"""Pairing: one-to-one, on overlapping figures, the best of all pairings, in whatever order the facts come."""

from itertools import permutations

from hypothesis import given, settings
from hypothesis import strategies as st
from scoring_samples import FACTS, make_fact

from xjllm.article import Span
from xjllm.scoring import Pairing, pair_facts, pair_spans


def test_facts_pair_by_place_not_by_likeness():
    """A fact on another figure is no partner, however much alike."""
    twin = FACTS[0].model_copy(update={"start": FACTS[1].start, "end": FACTS[1].end})
    assert pair_facts(FACTS[:1], [twin]) == Pairing((), (0,), (0,))
    assert pair_facts(FACTS, FACTS) == Pairing(tuple((i, i) for i in range(5)), (), ())


def test_spans_that_only_touch_do_not_overlap():
    """`text[0:3]` and `text[3:6]` share no character."""
    assert pair_spans([Span(0, 3)], [Span(3, 6)]).pairs == ()
    assert pair_spans([Span(0, 3)], [Span(2, 6)]).pairs == ((0, 0),)
    assert len(pair_spans([Span(3, 6), Span(3, 5)], [Span(0, 4), Span(1, 3)]).pairs) == 1


def test_several_facts_on_one_figure_find_their_own_partners():
    """Of facts on one figure those pair that agree most, whatever their order."""
    gold = [make_fact(commodity=name) for name in ("lamps", "chairs", "pens")]
    for got in permutations(gold):
        pairing = pair_facts(gold, got)
        assert [got[j].commodity for _, j in pairing.pairs] == ["lamps", "chairs", "pens"]


def test_the_best_total_wins_over_the_best_first_pair():
    """A gold fact leaves its best partner to another one that has no other."""
    lamps, chairs = make_fact(commodity="lamps"), make_fact(commodity="chairs", flow="imports")
    best_for_both = make_fact(commodity="lamps", flow="imports")
    nobodys = make_fact(commodity="lamps", flow="total")
    pairing = pair_facts([lamps, chairs], [best_for_both, nobodys])
    assert pairing.pairs == ((0, 1), (1, 0))


def test_the_same_span_wins_over_agreement():
    """A partner on exactly the gold's figure comes before a better one that only overlaps."""
    gold = make_fact()
    exact, overlapping = make_fact(value=1, flow="imports"), make_fact("5.2 billion")
    assert pair_facts([gold], [overlapping, exact]) == Pairing(((0, 1),), (), (0,))


def test_core_fields_weigh_more_than_others():
    """A partner with the core right comes before one with more of the other fields right."""
    gold = make_fact(commodity="lamps", zone="Inner Harbour", record=True)
    core_right, core_wrong = make_fact(), make_fact(**gold.to_dict() | {"partner": "KAZ"})
    assert pair_facts([gold], [core_wrong, core_right]).pairs == ((0, 1),)


def test_core_fields_count_three_where_no_core_is_right():
    """One wrong core field and two other wrong ones are closer than two wrong core fields."""
    gold = make_fact(commodity="lamps", zone="Inner Harbour")
    closer = make_fact(flow="imports")
    farther = make_fact(flow="imports", partner="KAZ", commodity="lamps", zone="Inner Harbour")
    assert pair_facts([gold], [farther, closer]).pairs == ((0, 1),)


def test_ties_are_settled_by_the_facts_not_by_their_order():
    """Of two equally good partners it is always the same one."""
    gold = [make_fact(commodity="lamps"), make_fact(commodity="chairs")]
    got = [make_fact(commodity="pens")]
    [(one, _)], [(other, _)] = pair_facts(gold, got).pairs, pair_facts(gold[::-1], got).pairs
    assert gold[one] == gold[::-1][other]


def test_repeated_answers_are_spurious():
    """A fact predicted three times answers once."""
    assert pair_facts(FACTS[:1], [FACTS[0]] * 3) == Pairing(((0, 0),), (), (1, 2))


def test_a_span_that_swallows_two_finds_one():
    """One long span answers one of two figures; with a second span both can be answered."""
    gold = [Span(0, 5), Span(8, 12)]
    assert len(pair_spans(gold, [Span(0, 12)]).pairs) == 1
    assert pair_spans(gold, [Span(0, 12), Span(1, 3)]).pairs == ((0, 1), (1, 0))


def test_more_pairs_win_over_the_same_spans():
    """Three overlapping pairs are better than two of exactly the same span."""
    gold, got = [Span(0, 5), Span(4, 10), Span(9, 15)], [Span(4, 10), Span(9, 15), Span(14, 20)]
    assert pair_spans(gold, got).pairs == ((0, 0), (1, 1), (2, 2))


def test_the_same_span_wins_over_one_inside_it():
    """Of spans that overlap a gold span, the same one answers it, wherever it stands in the list."""
    gold, inside = Span(0, 5), Span(0, 3)
    assert pair_spans([gold], [inside, gold]).pairs == ((0, 1),)
    assert pair_spans([gold], [gold, inside]).pairs == ((0, 0),)
    assert pair_spans([gold, inside], [gold]).pairs == ((0, 0),)
    assert pair_spans([inside, gold], [gold]).pairs == ((1, 0),)


SPANS = st.tuples(st.integers(0, 25), st.integers(1, 8)).map(lambda pair: Span(pair[0], pair[0] + pair[1]))


def _best_by_trial(gold: list[Span], got: list[Span]) -> int:
    padded = [*range(len(got)), *[-1] * len(gold)]
    return max(
        sum(j >= 0 and g.start < got[j].end and got[j].start < g.end for g, j in zip(gold, chosen, strict=True))
        for chosen in set(permutations(padded, len(gold)))
    )


@settings(derandomize=True, max_examples=150, deadline=None)
@given(st.lists(SPANS, max_size=3), st.lists(SPANS, max_size=4))
def test_no_pairing_of_spans_has_more_pairs(gold, got):
    """The number of pairs is what trying all pairings gives, and every index stands in exactly one place."""
    pairing = pair_spans(gold, got)
    assert len(pairing.pairs) == _best_by_trial(gold, got)
    assert sorted([i for i, _ in pairing.pairs] + [*pairing.missed]) == list(range(len(gold)))
    assert sorted([j for _, j in pairing.pairs] + [*pairing.spurious]) == list(range(len(got)))


FIELDS = st.fixed_dictionaries(
    {
        "figure": st.sampled_from(["5.2 billion yuan", "5.2 billion", "billion yuan", "7.5 percent"]),
        "flow": st.sampled_from(["exports", "imports"]),
        "commodity": st.sampled_from(["lamps", "chairs"]),
    }
)


@settings(derandomize=True, max_examples=100, deadline=None)
@given(st.lists(FIELDS, max_size=4), st.lists(FIELDS, max_size=4), st.randoms(use_true_random=False))
def test_the_order_of_facts_changes_nothing(gold_fields, got_fields, random):
    """Shuffling either side gives the same pairs of facts, up to facts that are the same."""
    gold, got = [make_fact(**f) for f in gold_fields], [make_fact(**f) for f in got_fields]
    before = sorted(str((gold[i], got[j])) for i, j in pair_facts(gold, got).pairs)
    random.shuffle(gold)
    random.shuffle(got)
    assert sorted(str((gold[i], got[j])) for i, j in pair_facts(gold, got).pairs) == before
