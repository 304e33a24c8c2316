"""Names of a fact against the article: what the model made up is found, other spellings are not."""

from __future__ import annotations

from typing import Any

import pytest
from checks_samples import Annotated, article_of, fact_of, gold_articles

from xjllm.checks.names import check_names

TEXT = (
    "Riga's harbour office said sales of new-energy cars and dried fruits to Kazakh and Dutch buyers came to "
    "41.7 million euros across Europe. State-owned firms in the Élan bonded zones traded through Horgos, in the "
    "border-trade regime, with the Eurasian Economic Union and with countries along the Belt and Road."
)
ARTICLE = article_of(TEXT)


def named(**fields: Any) -> list[str]:
    found = list(check_names([fact_of(ARTICLE, "41.7 million euros", **fields)], ARTICLE))
    assert all((finding.code, finding.severity) == ("name_not_in_text", "warning") for finding in found)
    return [finding.message for finding in found]


@pytest.mark.parametrize(
    ("field", "name"),
    [
        ("commodity", "new energy car"),
        ("commodity", "dried fruit"),
        ("commodity", "fruits, dried"),
        ("zone", "Elan bonded zone"),
        ("port", "Khorgos"),
        ("trade_mode", "border trade"),
        ("source", "Riga Harbour Office"),
        ("source", "harbour office of Riga"),
        ("enterprise_type", "state_owned"),
        ("partner", "KAZ"),
        ("partner", "NLD"),
        ("partner", "BRI"),
        ("partner", "WLD"),
        ("partner", "eurasian economic union"),
    ],
)
def test_other_spellings_of_a_name_are_in_the_text(field: str, name: str) -> None:
    """Case, plurals, hyphens, accents, word order, port spellings and nationalities make no other name."""
    assert named(**{field: name}) == []


def test_a_capital_stands_for_its_country() -> None:
    """What flies to a capital is trade with the country, though the text does not name it."""
    article = article_of("Flights to Islamabad carried goods of 41.7 million euros.")
    facts = [fact_of(article, "41.7 million euros", partner=code) for code in ("PAK", "IRN")]
    [finding] = check_names(facts, article)
    assert finding.facts == (1,)


@pytest.mark.parametrize(
    ("field", "name"),
    [
        ("commodity", "dried fish"),
        ("commodity", "newspapers"),
        ("zone", "Riga Free Port"),
        ("port", "Alataw Pass"),
        ("trade_mode", "processing trade"),
        ("source", "Latvian Customs"),
        ("enterprise_type", "private"),
        ("partner", "DEU"),
        ("partner", "ASEAN"),
        ("partner", "EA"),
        ("partner", "visegrad group"),
    ],
)
def test_names_that_the_article_does_not_have_are_found(field: str, name: str) -> None:
    """A name that the article has under no spelling is a warning that says which."""
    [message] = named(**{field: name})
    assert repr(name) in message
    assert field.replace("_", " ") in message


def test_a_currency_is_no_country() -> None:
    """Trade counted in U.S. dollars is not trade with the United States, and "us" is nobody's name."""
    told = article_of("It gave us 41.7 million U.S. dollars, or US$41.7 million.")
    meant = article_of("Of 41.7 million U.S. dollars, half came from the US.")
    for article, count in ((told, 1), (meant, 0)):
        fact = fact_of(article, "41.7 million U.S. dollars", partner="USA")
        assert len(list(check_names([fact], article))) == count


def test_names_of_a_whole_are_checked_too() -> None:
    """What a share is part of is named by the article as well."""
    share = {"value": 20, "unit": "percent", "statistic": "share"}
    assert len(named(**share, whole={"commodity": "fish", "partner": "EU"})) == 2
    assert named(**share, whole={"commodity": "cars", "partner": "WLD"}) == []


def test_one_name_is_one_finding() -> None:
    """Facts that share a wrong name share the finding."""
    facts = [
        fact_of(ARTICLE, "41.7 million euros", source=source) for source in ("Tax Office", "harbour", "Tax Office")
    ]
    assert [finding.facts for finding in check_names(facts, ARTICLE)] == [(0, 2)]


def test_english_names_of_an_article_in_another_script_are_not_judged() -> None:
    """A model names in English what a Chinese article has in Chinese; a Chinese name must still be there."""
    article = article_of(
        "据乌鲁木齐海关统计，今年前五个月出口棉花和番茄制品等农产品 41.7 million euros，同比增长较快。"
    )
    facts = [fact_of(article, "41.7 million euros", source=source) for source in ("Urumqi Customs", "财政部")]
    assert [finding.facts for finding in check_names(facts, article)] == [(1,)]


@pytest.mark.parametrize("annotated", gold_articles(), ids=lambda annotated: annotated.article.name)
def test_names_of_annotators_are_in_the_text(annotated: Annotated) -> None:
    """No name that an annotator wrote is reported."""
    assert list(check_names(annotated.facts, annotated.article)) == []


def test_names_of_other_articles_are_found() -> None:
    """Of names from other articles, most of one region, 85 % are reported; the others are words of its own names."""
    fields = ("commodity", "trade_mode", "zone", "port", "source", "partner")
    pool = [(field, getattr(fact, field)) for one in gold_articles() for fact in one.facts for field in fields]
    foreign = found = 0
    for place, annotated in enumerate(gold_articles()):
        own = {getattr(fact, field) for fact in annotated.facts for field in fields} | {"WLD", None}
        for field, name in pool[place % 19 :: 19]:
            if name not in own:
                foreign += 1
                fact = annotated.facts[0].model_copy(update=dict.fromkeys(fields) | {"partner": "WLD"} | {field: name})
                found += bool(list(check_names([fact], annotated.article)))
    assert foreign > 500
    assert found >= 0.85 * foreign
