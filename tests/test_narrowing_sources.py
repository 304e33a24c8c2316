"""Sources: offices named by the words around what they say, without the day and the sentence that follow."""

import pytest

from xjllm.extraction import Extractor


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("Exports rose 3 percent in May 2019, according to Lhasa Customs. Imports fell.", "Lhasa Customs"),
        ("Exports rose 3 percent in May 2019, data from Lhasa Customs on Wednesday showed.", "Lhasa Customs"),
        ("Exports rose 3 percent in May 2019, Lhasa customs said on Monday.", "Lhasa Customs"),
        ("According to China's Ministry of Commerce, exports rose 3 percent in May 2019.", "Ministry of Commerce"),
        ("Exports rose 3 percent in May 2019, according to the U.S. Census Bureau.", "U.S. Census Bureau"),
        ("Exports rose 3 percent in May 2019, a trader said.", None),
        ("As Lhasa Customs informs, exports rose 3 percent in May 2019.", "Lhasa Customs"),
        ("Exports rose 3 percent in May 2019, the customs administration said.", "customs administration"),
    ],
)
def test_source_is_the_office_and_nothing_behind_it(text, source):
    """A name ends with its sentence and before the day of the news; whose it is stays out."""
    facts = Extractor("rules").extract(text).facts
    assert facts
    assert {fact.source for fact in facts} == {source}


CARRIED = "\n\n".join(
    [
        (
            "LHASA, July 20, 2019 -- Exports of Tibet rose 3 percent in the first half. Imports fell 2 percent, "
            "said Dawa Tsering, deputy head of the statistics division of Lhasa Customs."
        ),
        (
            "Trade with Nepal grew 4 percent. Imports from India fell 5 percent, the Department of Commerce of the "
            "Tibet Autonomous Region announced."
        ),
        '"We sold goods worth 60 million yuan to Nepal and bought 7 percent less," said Pasang Norbu, a trader.',
        "Exports of rugs rose 8 percent.",
        (
            "Shipments through Gyirong were up 9 percent, customs data showed, while those through Zham fell 11 "
            "percent, according to statistics agency NEPSTAT."
        ),
    ]
)


def test_a_source_covers_its_paragraph_and_those_after_it():
    """What stands before the name in its paragraph is its, too; a quoted person covers the quotation alone."""
    facts = Extractor("rules").extract(CARRIED).facts
    named = {fact.figure: fact.source for fact in facts}
    assert named == {
        "3 percent": "Lhasa Customs",
        "2 percent": "Lhasa Customs",
        "4 percent": "Department of Commerce",
        "5 percent": "Department of Commerce",
        "60 million yuan": "Pasang Norbu",
        "7 percent": "Pasang Norbu",
        "8 percent": "Department of Commerce",
        "9 percent": "Lhasa Customs",
        "11 percent": "NEPSTAT",
    }


@pytest.mark.parametrize(
    ("saying", "source"),
    [
        ("figures that Lhasa Customs provided to the Lhasa Herald show", "Lhasa Customs"),
        ("data the Lhasa Herald obtained from Lhasa Customs on Friday showed", "Lhasa Customs"),
        ("statistics of the National Statistics Office (NSO) show", "National Statistics Office"),
        (
            "said Li Hong, spokesperson of the China Railway Lhasa Group Co., Ltd.",
            "China Railway Lhasa Group Co., Ltd.",
        ),
        ("figures for spring that Lhasa Customs published on Friday show", "Lhasa Customs"),
        ("Lhasa Customs today published", "Lhasa Customs"),
        ("the commerce ministry said on Friday", "commerce ministry"),
        ("Nepal's trade ministry data showed", "trade ministry"),
        ("the customs in the regional capital Lhasa said", "Lhasa Customs"),
        ("customs data showed on Friday", "customs"),
        ("the Chinese customs service said", "Chinese customs service"),
        ("the Gyirong border inspection station told reporters", "Gyirong border inspection station"),
        ("says the Ministry of Industry and Trade", "Ministry of Industry and Trade"),
        ("Xinhua reported, citing Lhasa Customs", "Lhasa Customs"),
        ("local railway authorities said", "local railway authorities"),
        ("Statib, the state statistics office, said on Friday", "Statib"),
        ("according to the train operator Lhasa Xinrong Logistics", "Lhasa Xinrong Logistics"),
        ("with Nepal, its largest partner, adding to the growth", None),
        ("Lhasapress, the state news agency, said on Friday", None),
    ],
)
def test_sources_are_offices_however_they_are_cited(saying, source):
    """Data of, from, provided and published by an office, its officials and its own words all name it."""
    facts = Extractor("rules").extract(f"Tibet's exports rose 3 percent in May 2019, {saying}.").facts
    assert {fact.source for fact in facts} == {source}


def test_customs_without_a_name_are_those_that_the_article_names():
    """What "customs data" of the first paragraph and of the headline show is the office's that a later one names."""
    text = (
        "Tibet's exports up 3 pct\n\nLHASA, July 20, 2019 -- Tibet's imports rose 4 percent in the first half, customs "
        "data showed.\n\nExports to Nepal fell 5 percent, Lhasa Customs said."
    )
    facts = Extractor("rules").extract(text).facts
    assert {fact.figure: fact.source for fact in facts} == dict.fromkeys(
        ["3 pct", "4 percent", "5 percent"], "Lhasa Customs"
    )
