"""Places: codes of ISO 3166 and of the guidelines' groups."""

import pytest

from xjllm.places import GROUPS, members, partner_code, port_name, reporter_code, zone_name


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("KAZ", "KAZ"),
        ("kaz", "KAZ"),
        ("Kazakhstan", "KAZ"),
        ("the Netherlands", "NLD"),
        ("Russia", "RUS"),
        ("South Korea", "KOR"),
        ("Türkiye", "TUR"),
        ("Turkey", "TUR"),
        ("Iran", "IRN"),
        ("Czech Republic", "CZE"),
        ("U.S.", "USA"),
        ("the European Union", "EU"),
        ("five Central Asian countries", "C5"),
        ("ASEAN", "ASEAN"),
        ("WLD", "WLD"),
        ("Arab States", "arab states"),
        ("Mercosur", "mercosur"),
        ("XQZ", None),
        ("", None),
    ],
)
def test_partners_are_read_as_codes_or_lower_case_groups(text, code):
    """A name or a code becomes the guidelines' code; another group its lower-case name; a false code nothing."""
    assert partner_code(text) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [("CN-XJ", "CN-XJ"), ("China", "CHN"), ("EU", "EU"), ("CN-ZZ", None), ("Mercosur", None)],
)
def test_reporters_are_places_of_iso_3166(text, code):
    """A reporter is a country, a subdivision or a group that reports as one; anything else is refused."""
    assert reporter_code(text) == code


def test_every_member_of_a_group_is_a_country():
    """The membership lists hold valid alpha-3 codes only, and the five Central Asian countries are five."""
    for group in GROUPS.values():
        for member in group.members:
            assert partner_code(member) == member, (group.code, member)
    assert members("C5") == {"KAZ", "KGZ", "TJK", "TKM", "UZB"}
    assert len(members("EU")) == 27
    assert members("KAZ") == frozenset()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Horgos Port", "Khorgos"),
        ("Khorgos", "Khorgos"),
        ("Alashankou", "Alataw Pass"),
        ("the Alataw Pass", "Alataw Pass"),
        ("Erenhot land port", "Erenhot"),
        ("Torugart", "Torugart"),
        ("Karasu Pass", "Karasu Pass"),
        ("Port", "Port"),
    ],
)
def test_ports_have_one_spelling(text, name):
    """A port has one spelling and no "Port"; a pass keeps its name."""
    assert port_name(text) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("the China (Hainan) Pilot Free Trade Zone (FTZ)", "Hainan Pilot Free Trade Zone"),
        ("comprehensive bonded zones", "comprehensive bonded zones"),
        ("Kashgar Prefecture", "Kashgar"),
        ("the Bayingolin Mongolian Autonomous Prefecture", "Bayingolin"),
        ("Turpan City", "Turpan"),
        ("Vatican City State", "Vatican City State"),
    ],
)
def test_zones_lose_what_is_no_part_of_the_name(text, name):
    """A zone's name stands without "the", "China (…)", a bracketed abbreviation and the kind of area."""
    assert zone_name(text) == name
