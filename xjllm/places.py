"""Codes of countries, subdivisions and partner groups, and the usual spelling of ports and zones.

ISO 3166-1 and 3166-2 come from pycountry (Debian's iso-codes); the groups are those of the guidelines
(docs/annotation.md, field `partner`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

import pycountry

if TYPE_CHECKING:
    from collections.abc import Callable

WORLD = "WLD"


@dataclass(frozen=True, slots=True)
class Group:
    """A group of partners.

    Attributes:
        code: the guidelines' code.
        names: how newspapers name it, lower case, without "the"; the first is its usual name.
        members: alpha-3 codes of its countries in 2026; empty where membership is open or disputed.
    """

    code: str
    names: tuple[str, ...]
    members: frozenset[str] = frozenset()


def _group(code: str, names: str, members: str = "") -> Group:
    return Group(code, tuple(names.split(", ")), frozenset(members.split()))


_EA = "AUT BEL BGR CYP DEU ESP EST FIN FRA GRC HRV IRL ITA LTU LUX LVA MLT NLD PRT SVK SVN"  # Bulgaria since 2026
GROUPS: dict[str, Group] = {
    group.code: group
    for group in (
        _group(WORLD, "world, all partners, all countries, rest of the world"),
        _group(
            "C5",
            "central asian countries, five central asian countries, five central asian nations, "
            "central asian nations, central asian states, central asia, central asian republics, "
            "five countries of central asia, countries of central asia, central asian",
            "KAZ KGZ TJK TKM UZB",
        ),
        _group(
            "BRI",
            "belt and road countries, belt and road, countries participating in the belt and road initiative, "
            "countries along the belt and road, belt and road initiative, belt and road partner countries, bri",
        ),
        _group("EU", "european union, eu, european bloc, eu-27, eu27", _EA + " CZE DNK HUN POL ROU SWE"),
        _group(
            "CEE",
            "central and eastern europe, central and eastern european countries, ceecs, ceec, "
            "central and east european countries",
            "ALB BGR BIH CZE EST GRC HRV HUN LTU LVA MKD MNE POL ROU SRB SVK SVN",
        ),
        _group("EA", "euro area, eurozone, euro zone", _EA),
        _group(
            "ASEAN",
            "asean, association of southeast asian nations, asean countries, asean nations",
            "BRN IDN KHM LAO MMR MYS PHL SGP THA TLS VNM",
        ),
        _group(
            "RCEP",
            "rcep, regional comprehensive economic partnership, rcep members, rcep countries",
            "AUS BRN CHN IDN JPN KHM KOR LAO MMR MYS NZL PHL SGP THA VNM",
        ),
        _group(
            "SCO",
            "sco, shanghai cooperation organization, shanghai cooperation organisation, sco members",
            "BLR CHN IND IRN KAZ KGZ PAK RUS TJK UZB",
        ),
        _group("AFRICA", "africa, african countries, african nations, african"),
        _group("EUROPE", "europe, european countries, european, european nations"),
        _group("ASIA", "asia, asian countries, asian, asian nations"),
        _group(
            "LATAM",
            "latin america, latin american countries, latin american, latin america and the caribbean",
        ),
        _group("MIDEAST", "middle east, middle eastern countries, middle eastern, mideast, west asia"),
        _group("GCC", "gcc, gulf cooperation council, gulf states, gulf countries", "ARE BHR KWT OMN QAT SAU"),
        _group("BRICS", "brics, brics countries", "ARE BRA CHN EGY ETH IDN IND IRN RUS ZAF"),
        _group("G7", "g7, group of seven", "CAN DEU FRA GBR ITA JPN USA"),
    )
}

# What newspapers write and ISO 3166 does not list.
_COUNTRY_NAMES = {
    "america": "USA",
    "bosnia": "BIH",
    "britain": "GBR",
    "brunei": "BRN",
    "burma": "MMR",
    "cape verde": "CPV",
    "congo": "COG",
    "czech republic": "CZE",
    "dr congo": "COD",
    "drc": "COD",
    "democratic republic of congo": "COD",
    "east timor": "TLS",
    "england": "GBR",
    "great britain": "GBR",
    "holland": "NLD",
    "ivory coast": "CIV",
    "kazakstan": "KAZ",
    "kirghizia": "KGZ",
    "kirgizstan": "KGZ",
    "kyrgyz republic": "KGZ",
    "macao": "MAC",
    "macau": "MAC",
    "macedonia": "MKD",
    "mainland china": "CHN",
    "netherlands": "NLD",
    "palestine": "PSE",
    "prc": "CHN",
    "republic of korea": "KOR",
    "russia": "RUS",
    "south korea": "KOR",
    "swaziland": "SWZ",
    "trinidad": "TTO",
    "turkey": "TUR",
    "türkiye": "TUR",
    "u.k.": "GBR",
    "u.s.": "USA",
    "u.s.a.": "USA",
    "uae": "ARE",
    "uk": "GBR",
    "us": "USA",
    "united states of america": "USA",
    "usa": "USA",
    "vatican": "VAT",
    "viet nam": "VNM",
}

_SUBDIVISION_NAMES = {
    "CN": {"inner mongolia": "CN-NM", "tibet": "CN-XZ", "xizang": "CN-XZ", "shaanxi": "CN-SN", "hong kong": "CN-HK"}
}

# One port, several spellings; the guidelines' spelling is the value.
_PORTS = {
    "alashankou": "Alataw Pass",
    "alashan pass": "Alataw Pass",
    "alataw": "Alataw Pass",
    "alataw pass": "Alataw Pass",
    "horgos": "Khorgos",
    "huoerguosi": "Khorgos",
    "khorgas": "Khorgos",
    "khorgos": "Khorgos",
    "korgas": "Khorgos",
}

# China's land ports and larger seaports by the province in which they lie, as newspapers spell them; not complete.
_PORTS_OF = {
    "CN-XJ": "alataw pass, khorgos, khunjerab, irkeshtam, torugart, bakhty, bakhtu, baketu, baktu, bakhta, jeminay, "
    "jimunai, dulata, muzart, karasu, kalasu, takeshiken, hongshanzui, ulastai, wulasitai, laoyemiao, aheitubieke, "
    "tacheng",
    "CN-NM": "manzhouli, erenhot, erlian, ganqimaodu, ganqmod, ceke, mandula, zuun khatavch, zhuengadabuqi, "
    "arihashate, ebuduge, aershan, heishantou, shiwei, bayan ovoo",
    "CN-HL": "suifenhe, heihe, dongning, tongjiang, fuyuan, hulin, mishan, jiayin, xunke, luobei, mohe, raohe",
    "CN-JL": "hunchun, quanhe, tumen, ji'an, changbai, nanping, sanhe, kaishantun",
    "CN-LN": "dandong, dalian, yingkou",
    "CN-TJ": "tianjin",
    "CN-HE": "tangshan, huanghua, qinhuangdao",
    "CN-SD": "qingdao, yantai, rizhao",
    "CN-JS": "lianyungang",
    "CN-SH": "yangshan, waigaoqiao",
    "CN-ZJ": "ningbo-zhoushan, ningbo, zhoushan",
    "CN-FJ": "xiamen, fuzhou, quanzhou",
    "CN-GD": "yantian, nansha, shekou, zhanjiang",
    "CN-HI": "yangpu, haikou",
    "CN-GX": "youyiguan, youyi pass, beibu gulf, qinzhou, friendship pass, dongxing, pingxiang, shuikou, longbang, "
    "aidian, pingmeng",
    "CN-YN": "mohan, ruili, hekou, tianbao, wanding, qingshuihe, houqiao, mengding, jinshuihe, daluo, mengla",
    "CN-XZ": "zhangmu, gyirong, jilong, burang, pulan, yadong, lizi",
    "CN-GS": "mazongshan",
}

# How a country's people and products are called where that is not its name with another ending.
_NATIONALITIES = {
    "ARE": "emirati, dubai, abu dhabi",
    "CHE": "swiss",
    "CHN": "chinese, the mainland",
    "CYP": "cypriot",
    "DNK": "danish",
    "ESP": "spanish",
    "FRA": "french",
    "GBR": "british, english, scottish, welsh",
    "GRC": "greek",
    "IRL": "irish",
    "ISR": "israeli",
    "KOR": "korean, korea",
    "LAO": "lao",
    "MMR": "burmese",
    "NLD": "dutch",
    "PER": "peruvian",
    "PHL": "filipino",
    "POL": "polish",
    "PRK": "korean",
    "THA": "thai",
    "USA": "american",
    "ZAF": "south african",
}

_SUBDIVISION = re.compile(r"[A-Z]{2}-[A-Z0-9]{1,3}")


@cache
def country_names() -> dict[str, str]:
    """Alpha-3 code of each country name, lower case and without "the"; built once."""
    names: dict[str, str] = {}
    for country in pycountry.countries:
        for field in ("name", "common_name", "official_name"):
            name = getattr(country, field, None)
            if name:
                names.setdefault(name.lower(), country.alpha_3)
                # "Iran, Islamic Republic of" is "Iran" in a newspaper; "Korea, …" is ambiguous.
                short = name.split(",")[0].lower()
                if short not in {"korea", "congo", "virgin islands", "saint martin"}:
                    names.setdefault(short, country.alpha_3)
    return names | _COUNTRY_NAMES


@cache
def subdivision_names(country: str) -> dict[str, str]:
    """ISO 3166-2 code of each subdivision of a country (alpha-2), by its name in newspapers, lower case.

    That is the first word of its ISO name ("Xinjiang Uygur Zizhiqu"), and the usual English one of a few.
    """
    find: Callable[..., Any] = pycountry.subdivisions.get
    names = {entry.name.split()[0].lower(): entry.code for entry in find(country_code=country) or ()}
    return {name: code for name, code in names.items() if name != "nei"} | _SUBDIVISION_NAMES.get(country, {})


@cache
def _group_names() -> dict[str, str]:
    return {name: group.code for group in GROUPS.values() for name in group.names}


@lru_cache(maxsize=4096)
def partner_code(text: str) -> str | None:
    """Code of the partner that `text` names: alpha-3, a group's code, or the lower-case name of another group.

    None where `text` has the form of a code but is none. Codes, names and the usual newspaper spellings are read.
    """
    cleaned = " ".join(text.split())
    upper = cleaned.upper()
    if upper in GROUPS or pycountry.countries.get(alpha_3=upper):
        return upper
    name = cleaned.lower().removeprefix("the ")
    code = country_names().get(name) or _group_names().get(name)
    if code:
        return code
    if _SUBDIVISION.fullmatch(upper):
        return upper if _has_subdivision(upper) else None
    looks_like_code = len(cleaned) <= 3 and cleaned.isupper()
    return None if looks_like_code or not name else name


CAPITALS = {
    "ankara": "TUR", "ashgabat": "TKM", "astana": "KAZ", "baku": "AZE", "berlin": "DEU", "bishkek": "KGZ",
    "brussels": "EU", "canberra": "AUS", "delhi": "IND", "dushanbe": "TJK", "hanoi": "VNM", "islamabad": "PAK",
    "jakarta": "IDN", "kabul": "AFG", "kyiv": "UKR", "london": "GBR", "minsk": "BLR", "moscow": "RUS",
    "new delhi": "IND", "paris": "FRA", "rome": "ITA", "seoul": "KOR", "tashkent": "UZB", "tbilisi": "GEO",
    "tehran": "IRN", "tokyo": "JPN", "ulaanbaatar": "MNG", "warsaw": "POL", "washington": "USA", "yerevan": "ARM",
}  # fmt: skip
"""Codes of the countries that newspapers name by their capitals; lower case."""

SEATS = CAPITALS | {
    "aktau": "KAZ", "aktobe": "KAZ", "almaty": "KAZ", "atyrau": "KAZ", "karaganda": "KAZ", "shymkent": "KAZ",
    "jalal-abad": "KGZ", "osh": "KGZ", "gilgit": "PAK", "karachi": "PAK", "lahore": "PAK", "peshawar": "PAK",
    "quetta": "PAK", "rawalpindi": "PAK", "irkutsk": "RUS", "khabarovsk": "RUS", "novosibirsk": "RUS", "omsk": "RUS",
    "st. petersburg": "RUS", "vladivostok": "RUS", "yekaterinburg": "RUS", "khujand": "TJK", "andijan": "UZB",
    "fergana": "UZB", "namangan": "UZB", "samarkand": "UZB",
}  # fmt: skip
"""Codes of countries by the cities from which their news comes, mostly of Xinjiang’s neighbours; lower case."""


@cache
def partner_names(code: str) -> tuple[str, ...]:
    """How newspapers name the partner, lower case; empty where the code is no country's, subdivision's or group's."""
    if code in GROUPS:
        return GROUPS[code].names
    if _SUBDIVISION.fullmatch(code):
        return tuple(name for name, known in subdivision_names(code[:2]).items() if known == code)
    names = [name for name, known in country_names().items() if known == code]
    return (*names, *_NATIONALITIES.get(code, "").split(", ")) if names else ()


def port_spellings(name: str) -> tuple[str, ...]:
    """The spellings of the port that `name` is one of, itself first."""
    usual = port_name(name)
    return (name, *(spelling for spelling, known in _PORTS.items() if known == usual))


@cache
def port_subdivision(name: str) -> str:
    """ISO 3166-2 code of the Chinese province in which a port lies; empty where it is not known."""
    usual = port_name(name).lower()
    return next((code for code, names in _PORTS_OF.items() if usual in names.split(", ")), "")


def reporter_code(text: str) -> str | None:
    """Code of the reporter that `text` names: ISO 3166-1 alpha-3, ISO 3166-2, or a group that reports as one.

    None where it names no place that ISO 3166 or the guidelines' groups know.
    """
    code = partner_code(text)
    if code is None:
        return None
    known = code in GROUPS or _SUBDIVISION.fullmatch(code) or pycountry.countries.get(alpha_3=code)
    return code if known else None


def _has_subdivision(code: str) -> bool:
    # pycountry annotates countries but not the lookup of subdivisions.
    find: Callable[..., object | None] = pycountry.subdivisions.get
    return find(code=code) is not None


def members(group: str) -> frozenset[str]:
    """Alpha-3 codes of a group's countries; empty where it is no group or its membership is open."""
    return GROUPS[group].members if group in GROUPS else frozenset()


_PORT_WORDS = re.compile(
    r"\s+(?:land |highway |railway |road |rail |dry |border )*(?:port|pass|crossing|checkpoint)$",
    re.IGNORECASE,
)
_THE = re.compile(r"^the\s+", re.IGNORECASE)
_CHINA_BRACKETS = re.compile(r"^China\s*\(([^()]{1,40})\)\s*")
_ABBREVIATION = re.compile(r"\s*\([A-Z]{2,6}s?\)$")
# "Kashgar Prefecture" is Kashgar, "Changji Hui Autonomous Prefecture" is Changji (guidelines, field `zone`).
_PREFECTURE = re.compile(r"(?:\s+\w+)?\s+Autonomous Prefecture$|\s+(?:Prefecture|City|Municipality)$")


def port_name(text: str) -> str:
    """The port's usual spelling, without "Port": `Khorgos` for "Horgos Port"."""
    full = _THE.sub("", " ".join(text.split()))
    name = _PORT_WORDS.sub("", full)
    keeps_its_pass = full.lower().endswith(" pass")
    return _PORTS.get(full.lower()) or _PORTS.get(name.lower()) or (full if keeps_its_pass else name)


def zone_name(text: str) -> str:
    """The zone's name as the guidelines write it: `Kashgar` for "the Kashgar Prefecture".

    No leading "the", no "China (…)" around the province, no abbreviation in brackets, no "Prefecture" or "City".
    """
    name = _CHINA_BRACKETS.sub(r"\1 ", _THE.sub("", " ".join(text.split())))
    return _PREFECTURE.sub("", _ABBREVIATION.sub("", name))
