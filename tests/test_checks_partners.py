"""The check of partners: trade is between two."""

import pytest

from tests.scoring_samples import TEXT, make_fact
from xjllm.article import Article
from xjllm.checks.partners import check_partners

ARTICLE = Article(text=TEXT)


@pytest.mark.parametrize(
    ("reporter", "partner"), [("KAZ", "KAZ"), ("CN-ZJ", "CN-ZJ"), ("CN-ZJ", "CHN"), ("CHN", "CN-ZJ"), ("EU", "EU")]
)
def test_trade_with_oneself_is_flagged(reporter, partner):
    """A country, a province or a group that trades with itself is a warning."""
    (finding,) = check_partners([make_fact(reporter=reporter, partner=partner)], ARTICLE)
    assert (finding.code, finding.severity, finding.facts) == ("partner_is_reporter", "warning", (0,))
    assert reporter in finding.message
    assert partner in finding.message


@pytest.mark.parametrize(
    ("reporter", "partner"),
    [
        ("KAZ", "CHN"),
        ("CN-ZJ", "WLD"),
        ("KAZ", "CN-ZJ"),
        ("KAZ", "C5"),
        ("CHN", "HKG"),
        ("KAZ", "BRI"),
    ],
)
def test_trade_between_two_is_not_flagged(reporter, partner):
    """Other countries and provinces, groups that one belongs to and the world are in order."""
    assert list(check_partners([make_fact(reporter=reporter, partner=partner)], ARTICLE)) == []


def test_each_pair_is_told_once():
    """Many facts of one pair are one finding, which names them all."""
    facts = [make_fact(partner="CN-ZJ"), make_fact(partner="KAZ"), make_fact(partner="CN-ZJ"), make_fact(partner="CHN")]
    assert [finding.facts for finding in check_partners(facts, ARTICLE)] == [(0, 2), (3,)]
