"""What a sentence leaves unsaid and its paragraph, or its first share, has told; and what is no trade at all."""

import pytest

from tests.narrowing_samples import read_sentence, read_story


@pytest.mark.parametrize(
    ("second", "figure", "goods"),
    [
        ("Nepal took 620 million yuan.", "620 million yuan", ("honey",)),
        ("Exports to Nepal doubled.", "doubled", ("honey",)),
        ("Exports of walnuts grew 7 percent.", "7 percent", ("walnuts",)),
        ("The region's foreign trade rose 8 percent.", "8 percent", (None,)),
    ],
)
def test_a_paragraph_goes_on_about_its_goods(second, figure, goods):
    """A sentence that names neither goods nor the whole trade is about those told of last in its paragraph."""
    story, texts = read_story(f"Xinjiang's exports of honey came to 3.1 billion yuan in 2021. {second}")
    assert story.readings[texts.index(figure)].goods == goods


def test_another_paragraph_is_about_all_goods_again():
    """What is carried ends with the paragraph."""
    story, texts = read_story(
        "Xinjiang's exports of honey came to 3.1 billion yuan in 2021.", "Exports rose 9 percent."
    )
    assert story.readings[texts.index("9 percent")].goods == (None,)


def test_the_shares_of_a_sentence_have_one_whole():
    """An earlier share and the next partner's are of what the first one is of."""
    read = read_sentence("In 2021 Xinjiang had 5 percent of the country's exports, up from 4 percent a year earlier.")
    national = {"reporter": "CHN"}
    assert {text: each.rest["whole"] for text, each in read.items()} == {"5 percent": national, "4 percent": national}


@pytest.mark.parametrize(
    ("sentence", "asides"),
    [
        ("Xinjiang grew 3.2 million tonnes of cotton in 2021.", ["production"]),
        ("Exports to the People's Republic of China fell by 7 percent.", [""]),
        ("Export revenue from wool fell 7 percent.", [""]),
        ("Goods worth 700 million yuan were exported to such warehouses.", [""]),
        ("The firm's revenue fell 7 percent last quarter to 70 million yuan.", ["economy", "economy"]),
    ],
)
def test_other_matters_count_in_the_figures_own_clause(sentence, asides):
    """What is grown, or earned at home, is set aside; what is exported is not for a word that stands near it."""
    assert [each.aside for each in read_sentence(sentence).values()] == asides
