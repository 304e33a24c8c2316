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
    ],
)
def test_source_is_the_office_and_nothing_behind_it(text, source):
    """A name ends with its sentence and before the day of the news; whose it is stays out."""
    facts = Extractor("rules").extract(text).facts
    assert facts
    assert {fact.source for fact in facts} == {source}
