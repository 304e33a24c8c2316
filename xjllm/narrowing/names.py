"""The places, companies and goods that a text names, as codes and words of the answer schema."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from xjllm.places import GROUPS, SEATS, country_names, subdivision_names

_WORD = re.compile(r"[A-Za-zÀ-ÿ][\w.'’À-ÿ-]*")
_DEMONYMS = {
    "afghan": "AFG", "algerian": "DZA", "american": "USA", "angolan": "AGO", "argentine": "ARG", "armenian": "ARM",
    "australian": "AUS", "austrian": "AUT", "azerbaijani": "AZE", "bangladeshi": "BGD", "belarusian": "BLR",
    "belgian": "BEL", "brazilian": "BRA", "british": "GBR", "bulgarian": "BGR", "burmese": "MMR", "cambodian": "KHM",
    "canadian": "CAN", "chilean": "CHL", "chinese": "CHN", "colombian": "COL", "croatian": "HRV", "czech": "CZE",
    "danish": "DNK", "dutch": "NLD", "ecuadorian": "ECU", "egyptian": "EGY", "emirati": "ARE", "estonian": "EST",
    "ethiopian": "ETH", "finnish": "FIN", "french": "FRA", "georgian": "GEO", "german": "DEU", "ghanaian": "GHA",
    "greek": "GRC", "hungarian": "HUN", "indian": "IND", "indonesian": "IDN", "iranian": "IRN", "iraqi": "IRQ",
    "irish": "IRL", "israeli": "ISR", "italian": "ITA", "japanese": "JPN", "kazakh": "KAZ", "kazakhstani": "KAZ",
    "kenyan": "KEN", "korean": "KOR", "kuwaiti": "KWT", "kyrgyz": "KGZ", "latvian": "LVA", "lithuanian": "LTU",
    "malaysian": "MYS", "mexican": "MEX", "mongolian": "MNG", "moroccan": "MAR", "nepalese": "NPL", "nigerian": "NGA",
    "norwegian": "NOR", "omani": "OMN", "pakistani": "PAK", "peruvian": "PER", "philippine": "PHL", "polish": "POL",
    "portuguese": "PRT", "qatari": "QAT", "romanian": "ROU", "russian": "RUS", "saudi": "SAU", "serbian": "SRB",
    "singaporean": "SGP", "slovak": "SVK", "south african": "ZAF", "south korean": "KOR", "spanish": "ESP",
    "sri lankan": "LKA", "swedish": "SWE", "swiss": "CHE", "syrian": "SYR", "taiwanese": "TWN", "tajik": "TJK",
    "tanzanian": "TZA", "thai": "THA", "turkish": "TUR", "turkmen": "TKM", "ukrainian": "UKR", "uruguayan": "URY",
    "uzbek": "UZB", "vietnamese": "VNM",
}  # fmt: skip
DEMONYMS = frozenset(_DEMONYMS)
"""The adjectives of countries, lower case."""
_EAEU = "eurasian economic union"
# Groups that the guidelines give no code: their lower-case name is the value.
_OTHER_GROUPS = {
    "cis": "cis", "cis countries": "cis", "cis states": "cis", "cis member states": "cis", "cis members": "cis",
    "commonwealth of independent states": "cis", "eaeu": _EAEU, "eaeu countries": _EAEU, "eaeu member states": _EAEU,
    "eaeu states": _EAEU, "eurasian economic union": _EAEU, "mercosur": "mercosur", "apec": "apec", "efta": "efta",
}  # fmt: skip
# Words that are also names: "Turkey" is fine in trade news, "Jersey" and "Chad" are people and shirts there.
_NOT_ALONE = {"us", "congo", "chad", "jersey", "jordan", "georgia", "mali", "guinea", "niger", "world"}
_CASED = {
    "us": "US", "usa": "USA", "eu": "EU", "uk": "UK", "uae": "UAE", "sco": "SCO", "gcc": "GCC", "g7": "G7",
    "bri": "BRI", "xuar": "XUAR", "prc": "PRC", "cis": "CIS", "eaeu": "EAEU", "apec": "APEC", "efta": "EFTA",
}  # fmt: skip
_LONGEST = 8
_AUTONOMOUS = re.compile(r"\sautonomous\s(?:region|prefecture|county)", re.IGNORECASE)
# Holds the name of a country that it is no part of.
_NO_COUNTRY = re.compile(r"\bInner\s(?=Mongolia)|\b(?:South|Latin|Central|North)\s(?=American)")
# "Its Central Asian neighbour" is one country, which was named before.
_ONE_OF_GROUP = re.compile(r"\s(?:neighbou?r|nation|state|country|republic|giant)\b(?![-’'])", re.IGNORECASE)
_TRAINS = re.compile(
    r"(?:China[-–]|\b(?:trains|those)\s(?:bound|heading|headed)\sfor\s|\btrains\sto\s)(?P<to>Europe|Central\sAsia)"
    r"(?!\s(?:freight\s)?trains?\s(?:assembly|hub|cent|consolidation|gathering|station|company|network|"
    r"services?\shub))",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Named:
    """A name in a text.

    Attributes:
        start: where it begins.
        end: where it ends.
        code: what it stands for.
    """

    start: int
    end: int
    code: str


@cache
def _partner_names() -> dict[str, str]:
    names = {name: code for name, code in country_names().items() if len(name) > 1}
    for group in GROUPS.values():
        if group.code != "WLD":
            names |= dict.fromkeys(group.names, group.code)
    return names | _DEMONYMS | _OTHER_GROUPS | {"european union countries": "EU", "central asian countries": "C5"}


def find_partners(text: str) -> list[Named]:
    """The countries and groups that `text` names, longest names first, in text order."""
    return list(_find_partners(text))


# The words of a sentence are asked about for each of its figures.
@lru_cache(maxsize=256)
def _find_partners(text: str) -> tuple[Named, ...]:
    found = _scan(text, _partner_names())
    return tuple(each for each in found if not _NO_COUNTRY.search(text[max(0, each.start - 10) : each.start + 10]))


def is_demonym(name: str) -> bool:
    """Whether a name is how a country's people and goods are called: "Kazakh", not "Kazakhstan"."""
    return name.lower() in _DEMONYMS


def find_offices(text: str) -> list[Named]:
    """The countries and Chinese provinces that `text` names, large cities in the place of their countries included."""
    return sorted([*find_reporters(text), *find_cities(text)], key=lambda each: each.start)


def find_cities(text: str) -> list[Named]:
    """The large cities abroad that `text` names, with the codes of their countries, in text order."""
    return _scan(text, SEATS)


def is_group(code: str) -> bool:
    """Whether `code` is the name of a group that the guidelines give no code: "cis"."""
    return code in _OTHER_GROUPS.values()


def find_reporters(text: str) -> list[Named]:
    """The countries and Chinese provinces that `text` names, in text order."""
    return list(_find_reporters(text))


@lru_cache(maxsize=256)
def _find_reporters(text: str) -> tuple[Named, ...]:
    return tuple(_scan(text, _reporter_names()))


@cache
def _reporter_names() -> dict[str, str]:
    groups = {
        "european union": "EU",
        "eu": "EU",
        "euro zone": "EA",
        "eurozone": "EA",
        "euro area": "EA",
        "asean": "ASEAN",
    }
    # Trade statistics count these by themselves.
    customs_areas = {"taiwan": "TWN", "hong kong": "HKG", "macao": "MAC", "macau": "MAC"}
    return country_names() | _DEMONYMS | subdivision_names("CN") | customs_areas | {"xuar": "CN-XJ"} | groups


def _scan(text: str, names: dict[str, str]) -> list[Named]:
    words = list(_WORD.finditer(text))
    beginnings = {name.partition(" ")[0] for name in names}
    found: list[Named] = []
    index = 0
    while index < len(words):
        hit = None
        begins = {words[index][0].lower(), _bare(words[index][0]).lower()} & beginnings
        for count in range(min(_LONGEST, len(words) - index) if begins else 0, 0, -1):
            first, last = words[index], words[index + count - 1]
            if last.end() - first.start() > 80 or (not first[0][0].isupper() and count == 1 and first[0] not in names):
                continue
            written = " ".join(word[0] for word in words[index : index + count])
            plain = _bare(written)
            key = plain.lower()
            code = names.get(key)
            if code is None or (key in _CASED and plain != _CASED[key]):
                continue
            if code == "USA" and text[last.end() : last.end() + 8].lstrip(". ").startswith(("dollar", "$")):
                continue
            if key in _NOT_ALONE and key not in _CASED and key != "georgia" and key != "jordan":
                continue
            if not plain[0].isupper() and code not in GROUPS:
                continue
            if code in GROUPS and _ONE_OF_GROUP.match(text, last.end()):
                continue
            if not code.startswith("CN-") and _AUTONOMOUS.match(text, last.end()):
                # "Ili Kazakh Autonomous Prefecture" lies in China.
                continue
            hit = Named(first.start(), last.end(), code)
            index += count
            break
        if hit:
            found.append(hit)
        else:
            index += 1
    return found


def _bare(name: str) -> str:
    """A name without the ending of a genitive or of a sentence."""
    return name if name.endswith((".S.", ".K.")) else re.sub(r"['’]s?$", "", name).rstrip(".")


def train_partner(text: str) -> str | None:
    """Partner of the kind of freight train that `text` names last: EUROPE, C5, WLD of both; None without any."""
    found = list(_TRAINS.finditer(text))
    if len(found) > 1 and found[-1]["to"].lower() != found[-2]["to"].lower():
        # "China-Europe and China-Central Asia freight trains" together go everywhere.
        between = text[found[-2].end() : found[-1].start()]
        if _TOGETHER.fullmatch(between):
            return "WLD"
    return next(reversed(train_partners(text)), None)


def train_partners(text: str) -> tuple[str, ...]:
    """Partners of the kinds of freight trains that `text` names, in text order."""
    return tuple("EUROPE" if match["to"].lower() == "europe" else "C5" for match in _TRAINS.finditer(text))


_TOGETHER = re.compile(r"\s(?:\(?express\)?\s)?(?:and|or|as\swell\sas)\s(?:the\s)?", re.IGNORECASE)
_I = re.IGNORECASE
_ENTERPRISES = (
    (
        re.compile(
            r"\bprivate(?:ly[- ]owned)?\s(?:enterprises?|companies|firms|businesses|sector|traders|businessmen|ones)|"
            r"\b(?:were|are|being)\sprivate(?:ly[- ]owned)?\b",
            _I,
        ),
        "private",
    ),
    (re.compile(r"\bstate[- ]owned|\bstate\s(?:enterprises|companies|firms)|\bSOEs\b", _I), "state_owned"),
    (
        re.compile(
            r"\b(?:foreign|overseas)[- ](?:invested|funded|owned)|\bforeign\s(?:enterprises|companies|firms)", _I
        ),
        "foreign_invested",
    ),
    (re.compile(r"\bdomestic\s(?:enterprises|companies|firms)", _I), "domestic"),
)
_MODES = (
    "border petty trade",
    "small border trade",
    "border small-scale trade",
    "bonded zone trade",
    "general trade",
    "processing trade",
    "small-scale border trade",
    "border trade",
    "cross-border e-commerce",
    "bonded logistics",
    "market procurement trade",
    "market procurement",
    "border residents' trade",
    "border residents’ trade",
    "border-resident trade",
    "border resident trade",
    "barter trade",
    "petty trade",
    "entrepot trade",
)
# In trade news the parcels, goods and companies of e-commerce are those of the regime.
_E_COMMERCE = re.compile(
    r"\b(?<!cross-border\s)e-commerce(?=\s(?:parcels|packages|goods|orders|exports|imports|trade|companies|enterprises|"
    r"firms|businesses|traders)\b)"
)


def _carried_by(means: str, kinds: str) -> re.Pattern[str]:
    cargo = r"(?:freight|transport\w*|cargo)"
    return re.compile(rf"\b(?:by|via|through)\s(?:{means})\b|\b(?:{kinds})\s{cargo}", _I)


_MOVED = r"(?:took|carried|hauled|moved|transported|delivered|brought)"
_TRANSPORT = (
    (re.compile(r"\b(?:[Rr]ail-sea|[Ss]ea-rail|[Rr]ail-road)\b(?:\sfreight\strains?)?"), "rail"),
    (_carried_by(r"rail(?:way)?s?|trains?", "rail(?:way)?"), "rail"),
    (
        re.compile(r"\b(?:moved|carried|sent|shipped|transported)\s(?:along|over|on)\sthe\s(?:[\w-]+\s)?railway\b", _I),
        "rail",
    ),
    (re.compile(r"\b(?:railway|rail)\s(?:port|crossing)\b", _I), "rail"),
    (_carried_by(r"(?:road|truck|lorry|highway)s?", "road|highway|truck"), "road"),
    (
        re.compile(
            rf"\b(?:trucks|lorries)\s(?:have\s|had\s|also\s)?{_MOVED}\b|\b(?:on|in|aboard)\s(?:trucks|lorries)\b|"
            r"\b(?:road|highway)\s(?:port|crossing|checkpoint)\b|\bon\stheir\sown\swheels\b|"
            r"\b(?:driven|drove|trucked)\s(?:or\s\w+\s)?(?:abroad|across|over|out|through)\b",
            _I,
        ),
        "road",
    ),
    (_carried_by("air|plane|flight", "air"), "air"),
    (re.compile(rf"\b[Aa]irports?\s(?:handled|processed|{_MOVED})\b|\b(?:flown|air-?lifted)\b", _I), "air"),
    (re.compile(rf"\b(?:cargo|freight)\s(?:planes|flights|aircraft)\s{_MOVED}\b", _I), "air"),
    (_carried_by(r"(?:sea|ship|waterway)s?", "sea|ocean|maritime"), "sea"),
)
_WAY = r"(?:road|rail|railway|highway|air|sea|water|waterway|pipeline)s?"
_MANY_WAYS = re.compile(rf"\b{_WAY}(?:,\s{_WAY})?\s(?:and|or|as\swell\sas)\s(?:by\s)?{_WAY}\b(?!\sports?\b)", _I)


def enterprise_type(text: str) -> str | None:
    """The kind of company that `text` names last; None where it names none."""
    found = [(match.end(), kind) for pattern, kind in _ENTERPRISES for match in pattern.finditer(text)]
    return max(found)[1] if found else None


def trade_mode(text: str) -> str | None:
    """The customs regime that `text` names last, the longest of those that end there; None where it names none."""
    lower = _E_COMMERCE.sub("cross-border e-commerce", text.lower())
    found = [(lower.rfind(mode) + len(mode), len(mode), mode) for mode in _MODES if mode in lower]
    return max(found)[2] if found else None


def listed_traders(text: str) -> tuple[str, ...]:
    """All kinds of companies that `text` names, in text order."""
    found = [(match.start(), kind) for pattern, kind in _ENTERPRISES for match in pattern.finditer(text)]
    return tuple(kind for _, kind in sorted(found))


def listed_modes(text: str) -> tuple[str, ...]:
    """All customs regimes that `text` names, in text order, the longest name of each."""
    lower = text.lower()
    spans = sorted((lower.find(mode), -len(mode), mode) for mode in _MODES if mode in lower)
    found: list[str] = []
    end = -1
    for start, minus, mode in spans:
        if start >= end:
            found.append(mode)
            end = start - minus
    return tuple(found)


def transport_of(text: str) -> str | None:
    """How the goods move that `text` names last; None where it does not say, or names several ways together."""
    text = _MANY_WAYS.sub(" ", text)
    found = [(match.end(), kind) for pattern, kind in _TRANSPORT for match in pattern.finditer(text)]
    return max(found)[1] if found else None


def moves_many_ways(text: str) -> bool:
    """Whether `text` is about several ways of transport together: "road, rail and pipeline moved"."""
    return _MANY_WAYS.search(text) is not None


_PLACES = {
    "Inner Mongolia": "Manzhouli|Erenhot|Ganqimaodu|Hohhot|Baotou|Ordos",
    "Heilongjiang": "Suifenhe|Heihe|Tongjiang|Harbin|Dongning|Mudanjiang",
    "Guangxi": "Pingxiang|Youyiguan|Qinzhou|Nanning|Dongxing|Fangchenggang",
    "Yunnan": "Mohan|Ruili|Hekou|Kunming",
    "Jilin": "Hunchun|Changchun",
}
_OF_PROVINCE = tuple((re.compile(rf"\b(?:{places})\b"), province) for province, places in _PLACES.items())


def name_provinces(text: str) -> str:
    """`text` with the name of the province in the place of its border towns and capitals."""
    text = XINJIANG_PLACES.sub("Xinjiang ", text)
    for places, province in _OF_PROVINCE:
        text = places.sub(f"{province} ", text)
    return text


_CITIES = {
    "Anhui": "Hefei", "Fujian": "Xiamen|Fuzhou", "Gansu": "Lanzhou", "Guangdong": "Guangzhou|Shenzhen",
    "Hebei": "Shijiazhuang", "Henan": "Zhengzhou", "Hubei": "Wuhan", "Hunan": "Changsha", "Jiangsu": "Nanjing|Suzhou",
    "Jiangxi": "Nanchang", "Liaoning": "Shenyang|Dalian", "Ningxia": "Yinchuan", "Qinghai": "Xining",
    "Shaanxi": "Xi[’']an", "Shandong": "Jinan|Qingdao", "Shanxi": "Taiyuan", "Sichuan": "Chengdu",
    "Xizang": "Lhasa", "Zhejiang": "Hangzhou|Ningbo|Yiwu",
}  # fmt: skip
_OF_CITY = tuple((re.compile(rf"\b(?:{cities})\b"), province) for province, cities in _CITIES.items())


def name_cities(text: str) -> str:
    """`text` with the name of the province in the place of its large cities, too."""
    for cities, province in _OF_CITY:
        text = cities.sub(province, text)
    return name_provinces(text)


XINJIANG_PLACES = re.compile(
    r"\b(?:Kashgar|Urumqi|Hotan|Aksu|Changji|Yining|Bortala|Karamay|Turpan|Kizilsu|Shihezi|Korla|Khorgos|Horgos|"
    r"Alashankou|Alataw\sPass|Tacheng|Baketu|Hami|Huocheng|Kuytun|Tumxuk|Takeshiken|Laoyemiao|Jeminay|Dulata|"
    r"Torugart|Irkeshtam|Khunjerab)\b"
)
"""Places of Xinjiang that articles name without naming the region."""
