"""Currencies as newspapers write them: codes, signs and names, worldwide, to ISO 4217."""

from __future__ import annotations

import re

_words = str.split

ISO_CODES = _words(
    "AED AFN AMD AOA ARS AUD AZN BAM BDT BGN BHD BND BOB BRL BWP BYN CAD CHF CLP CNY COP CRC CZK DKK DOP "
    "DZD EGP ETB EUR GBP GEL GHS HKD HUF IDR ILS INR IQD IRR ISK JOD JPY KES KGS KHR KRW KWD KZT LAK LBP "
    "LKR LYD MAD MDL MKD MMK MNT MUR MXN MYR MZN NAD NGN NOK NPR NZD OMR PEN PGK PHP PKR PLN PYG QAR RON "
    "RSD RUB RWF SAR SDG SEK SGD SYP THB TJS TMT TND TRY TWD TZS UAH UGX USD UYU UZS VES VND XAF XOF YER "
    "ZAR ZMW"
)
"""ISO 4217 codes read as codes. Left out: those that are English words in capitals (ALL, TOP, CUP, SOS, MOP)."""

CODE_ALIASES = {
    "RMB": "CNY",
    "Rmb": "CNY",
    "CNH": "CNY",
    "NTD": "TWD",
    "RM": "MYR",
    "Rs": "INR",
    "Rs.": "INR",
    "Rp": "IDR",
    "Tk": "BDT",
    "KSh": "KES",
    "Ksh": "KES",
}
"""What stands where a code stands but is none."""

SIGNS: dict[str, str | None] = {
    "$": "USD",
    "US$": "USD",
    "U.S.$": "USD",
    "US $": "USD",
    "HK$": "HKD",
    "HK $": "HKD",
    "A$": "AUD",
    "AU$": "AUD",
    "C$": "CAD",
    "CA$": "CAD",
    "Can$": "CAD",
    "CDN$": "CAD",
    "NZ$": "NZD",
    "S$": "SGD",
    "SG$": "SGD",
    "NT$": "TWD",
    "NT $": "TWD",
    "R$": "BRL",
    "MX$": "MXN",
    "CN¥": "CNY",
    "JP¥": "JPY",
    "¥": None,
    "€": "EUR",
    "£": "GBP",
    "₽": "RUB",
    "₸": "KZT",
    "₩": "KRW",
    "₹": "INR",
    "₺": "TRY",
    "₫": "VND",
    "฿": "THB",
    "₱": "PHP",
    "₦": "NGN",
    "₴": "UAH",
    "₪": "ILS",
    "₮": "MNT",
    "֏": "AMD",
    "₾": "GEL",
    "₼": "AZN",
}
"""Currency signs. A bare `$` is the US dollar; `¥` is told from the words nearby (`unit_nearby`)."""

_ANY = "*"
CURRENCY_NAMES: dict[str, dict[str, str]] = {
    "yuan": {_ANY: "CNY"},
    "renminbi": {_ANY: "CNY"},
    "yen": {_ANY: "JPY"},
    "won": {"": "KRW", "south korean": "KRW", "korean": "KRW", "north korean": "KPW"},
    "euro": {_ANY: "EUR"},
    "tenge": {_ANY: "KZT"},
    "somoni": {_ANY: "TJS"},
    "som": {"": "KGS", "kyrgyz": "KGS", "uzbek": "UZS"},
    "soum": {_ANY: "UZS"},
    "sum": {"": "UZS", "uzbek": "UZS", "uzbekistani": "UZS"},
    "tugrik": {_ANY: "MNT"},
    "togrog": {_ANY: "MNT"},
    "ruble": {"": "RUB", "russian": "RUB", "belarusian": "BYN", "belarus": "BYN"},
    "manat": {"azerbaijani": "AZN", "azerbaijan": "AZN", "azeri": "AZN", "turkmen": "TMT", "turkmenistan": "TMT"},
    "lari": {_ANY: "GEL"},
    "dram": {_ANY: "AMD"},
    "hryvnia": {_ANY: "UAH"},
    "zloty": {_ANY: "PLN"},
    "forint": {_ANY: "HUF"},
    "crown": {"czech": "CZK", "swedish": "SEK", "norwegian": "NOK", "danish": "DKK"},
    "koruna": {_ANY: "CZK"},
    "krona": {"": "SEK", "swedish": "SEK", "icelandic": "ISK"},
    "krone": {"norwegian": "NOK", "danish": "DKK"},
    "leu": {"": "RON", "romanian": "RON", "moldovan": "MDL"},
    "lev": {_ANY: "BGN"},
    "lira": {"": "TRY", "turkish": "TRY", "syrian": "SYP"},
    "franc": {"swiss": "CHF", "cfa": "XOF", "west african cfa": "XOF", "central african cfa": "XAF", "rwandan": "RWF"},
    "pound": {
        "": "GBP",
        "british": "GBP",
        "sterling": "GBP",
        "uk": "GBP",
        "egyptian": "EGP",
        "syrian": "SYP",
        "lebanese": "LBP",
        "sudanese": "SDG",
    },
    "shekel": {_ANY: "ILS"},
    "rial": {"": "IRR", "iranian": "IRR", "omani": "OMR", "yemeni": "YER", "qatari": "QAR", "saudi": "SAR"},
    "riyal": {"": "SAR", "saudi": "SAR", "qatari": "QAR"},
    "dirham": {"": "AED", "uae": "AED", "emirati": "AED", "moroccan": "MAD"},
    "dinar": {
        "iraqi": "IQD",
        "kuwaiti": "KWD",
        "jordanian": "JOD",
        "bahraini": "BHD",
        "algerian": "DZD",
        "tunisian": "TND",
        "libyan": "LYD",
        "serbian": "RSD",
    },
    "rupee": {
        "": "INR",
        "indian": "INR",
        "pakistani": "PKR",
        "pakistan": "PKR",
        "sri lankan": "LKR",
        "nepali": "NPR",
        "nepalese": "NPR",
        "mauritian": "MUR",
    },
    "taka": {_ANY: "BDT"},
    "rupiah": {_ANY: "IDR"},
    "ringgit": {_ANY: "MYR"},
    "baht": {_ANY: "THB"},
    "dong": {_ANY: "VND"},
    "kyat": {_ANY: "MMK"},
    "kip": {_ANY: "LAK"},
    "riel": {_ANY: "KHR"},
    "afghani": {_ANY: "AFN"},
    "peso": {
        "philippine": "PHP",
        "mexican": "MXN",
        "argentine": "ARS",
        "argentinian": "ARS",
        "chilean": "CLP",
        "colombian": "COP",
        "uruguayan": "UYU",
        "dominican": "DOP",
    },
    "real": {"brazilian": "BRL"},
    "reai": {_ANY: "BRL"},
    "sole": {_ANY: "PEN"},
    "guarani": {_ANY: "PYG"},
    "rand": {_ANY: "ZAR"},
    "naira": {_ANY: "NGN"},
    "cedi": {_ANY: "GHS"},
    "birr": {_ANY: "ETB"},
    "kwacha": {"zambian": "ZMW", "malawian": "MWK"},
    "pula": {_ANY: "BWP"},
    "shilling": {"kenyan": "KES", "kenya": "KES", "tanzanian": "TZS", "ugandan": "UGX"},
    "dollar": {
        "": "USD",
        "us": "USD",
        "u.s": "USD",
        "u.s.": "USD",
        "american": "USD",
        "hong kong": "HKD",
        "hk": "HKD",
        "australian": "AUD",
        "canadian": "CAD",
        "singapore": "SGD",
        "singaporean": "SGD",
        "new zealand": "NZD",
        "new taiwan": "TWD",
        "taiwan": "TWD",
        "nt": "TWD",
        "brunei": "BND",
        "namibian": "NAD",
    },
    "dlr": {"": "USD", "us": "USD", "u.s.": "USD"},
}
"""Newspaper names in the singular, by the word before them; `*` whatever stands there, `` nothing.

A name with a word before it that is not listed (`Zimbabwean dollars`), and a name that several countries use
without saying which (`pesos`), is money of an unknown currency: unit None.
"""

_PLURALS = {
    "roubles": "ruble",
    "rouble": "ruble",
    "rur": "ruble",
    "soms": "som",
    "sums": "sum",
    "so'm": "soum",
    "togrogs": "togrog",
    "togrogz": "togrog",
    "tugriks": "tugrik",
    "tughrik": "tugrik",
    "hryvnias": "hryvnia",
    "hryvnya": "hryvnia",
    "hryvnyas": "hryvnia",
    "zlotys": "zloty",
    "zlotych": "zloty",
    "kronor": "krona",
    "kroner": "krone",
    "lei": "leu",
    "leva": "lev",
    "liras": "lira",
    "reais": "reai",
    "soles": "sole",
    "yuans": "yuan",
    "riyals": "riyal",
    "ryals": "riyal",
}
_WEAK_NAMES = frozenset(
    {"won", "som", "sum", "real", "crown", "pound", "lev", "leu", "dram", "kip", "rand", "sole", "euro"}
)
"""Names that are also other words: a number in one digit group needs a scale, `euro` in the singular does."""

NAME_PATTERN = "yuan[ ]renminbi|pounds? sterling|" + "|".join(
    sorted({*_PLURALS, *CURRENCY_NAMES, *(f"{name}s" for name in CURRENCY_NAMES)}, key=len, reverse=True)
)
"""Alternatives of all newspaper names of currencies, longest first."""

NATION_PATTERN = (
    r"(?-i:(?:[A-Z][A-Za-z]{1,13}|[A-Z]\.[ ]?[A-Z]\.?)(?:[ \u00a0][A-Z][a-z]{2,9}){0,2}(?:[ \u00a0]CFA)?"
    r"|US|UK|UAE|CFA|us|u\.s\.?|[Cc]hinese)"
)
"""A nationality before a currency's name; one that the table does not know leaves the currency open."""

_BEFORE = re.compile(
    rf"(?:(?<![A-Za-z])(?P<code>{'|'.join(ISO_CODES)}|RMB|Rmb|NTD|RM|Rs\.?|Rp|Tk\.?)(?:[ \u00a0]?[$€£¥])?"
    r"|(?P<sign>(?:(?<![A-Za-z])(?:US|HK|NT)[ \u00a0]|(?<![A-Za-z.])[A-Za-z.]{0,4})[$¥]|[€£₽₸₩₹₺₫฿₱₦₴₪₮֏₾₼])"
    r"|(?<![A-Za-z])(?P<name>[Yy]uan|[Rr]upees|[Tt]enge))[ \u00a0]?$"
    r"|(?<![A-Za-z0-9])(?P<unknown>[A-Z][A-Za-z]{0,2})$"
)
_BEFORE_WINDOW = 10
_SIGN_ENDS = frozenset(sign[-1] for sign in SIGNS) | {"."}


def read_currency_name(name: str, nation: str = "") -> str | None:
    """ISO 4217 code of a currency's newspaper name; None where it does not tell which of several it is.

    Args:
        name: as written, any number and case.
        nation: the nationality written before it; empty for none.
    """
    written = name.lower()
    if " " in written:
        return "CNY" if written.startswith("yuan") else "GBP"
    stem = singular_currency_name(written)
    meanings = CURRENCY_NAMES[stem]
    return meanings.get(_ANY) or meanings.get(" ".join(nation.lower().replace("u. s", "u.s").split()))


def singular_currency_name(name: str) -> str:
    """The name as the table has it: `roubles` is `ruble`."""
    written = name.lower()
    return _PLURALS.get(written) or (written if written in CURRENCY_NAMES else written.removesuffix("s"))


def read_currency_of(printed: str, country: str) -> str | None:
    """ISO 4217 code of a currency's name at the end of `printed` as a country's news means it: "pesos" in Mexico's.

    None where the name is no shared one, or where the country has no currency of that name.

    Args:
        printed: a figure's text.
        country: ISO 3166-1 alpha-2; the codes of currencies begin with it.
    """
    *before, name = printed.split()
    if before and before[-1][0].isupper():
        return None  # "Zimbabwean dollars" are nobody else's
    stem = singular_currency_name(name)
    codes = set(CURRENCY_NAMES.get(stem, {}).values())
    return next((code for code in sorted(codes) if country and code.startswith(country)), None)


def is_weak_name(name: str) -> bool:
    """Whether the name is also another English word ("3 won"), so that a short number before it is no amount."""
    return " " not in name and singular_currency_name(name) in _WEAK_NAMES


def read_currency_before(folded: str, start: int) -> tuple[str | None, int, bool] | None:
    """The currency written right before the number at `start`, where it begins, and whether it is uncertain.

    Uncertain are words and unknown letters (`yuan 3 billion`, `Sh3.2bn`): they count only with a scale behind.
    The currency is None where the sign does not tell (`¥`, an unknown `Z$`); the whole result where none is there.
    """
    last = folded[start - 1 : start].rstrip(" \u00a0") or folded[start - 2 : start - 1]
    if not (last.isalpha() or last in _SIGN_ENDS):
        return None
    floor = max(0, start - _BEFORE_WINDOW)
    match = _BEFORE.search(folded[floor:start])
    if match is None:
        return None
    begin = floor + match.start()
    if code := match["code"]:
        return CODE_ALIASES.get(code, code), begin, False
    if name := match["name"]:
        return read_currency_name(name), begin, True
    if unknown := match["unknown"]:
        return CODE_ALIASES.get(unknown), begin, True
    return SIGNS.get(match["sign"].replace("\u00a0", " ")), begin, False


_NEARBY = (
    (
        re.compile("¥"),
        ((re.compile(r"yen\b|Japan|Tokyo|JPY"), "JPY"), (re.compile(r"yuan|RMB|[Rr]enminbi|Chin|Beijing|CNY"), "CNY")),
    ),
    (re.compile("(?i:manat)"), ((re.compile(r"(?i:azer)|Baku"), "AZN"), (re.compile(r"(?i:turkmen)|Ashgabat"), "TMT"))),
    (
        re.compile(r"(?i:\bsoms?\b)"),
        ((re.compile(r"(?i:uzbek)|Tashkent"), "UZS"), (re.compile(r"(?i:kyrgyz)|Bishkek"), "KGS")),
    ),
    (
        re.compile(r"Rs|(?i:rupees?\b)"),
        (
            (re.compile(r"(?i:pakistan)|(?i:islamabad)|(?i:karachi)|(?i:lahore)"), "PKR"),
            (re.compile(r"\bIndian?\b|INDIA|Delhi|DELHI|(?i:mumbai)"), "INR"),
            (re.compile(r"(?i:sri lanka)|(?i:colombo)"), "LKR"),
            (re.compile(r"(?i:nepal)|(?i:kathmandu)"), "NPR"),
        ),
    ),
)
"""Signs and names that several countries share, and the words that tell whose they are."""
_NEARBY_WINDOW = 200
_HEAD = 600


def read_currency_nearby(folded: str, start: int, end: int, *, otherwise: str | None) -> str | None:
    """What `¥`, `manat`, `som` or rupees in `folded[start:end]` stand for by the words that tell it.

    These are looked for in the amount itself ("Indian rupees"), then within 200 characters, then in the first 600
    characters of the text, where an article says where it is from; what tells of several countries tells nothing.
    A bare `$` is not looked up: it is the US dollar.

    `otherwise` is the unit where no word tells.
    """
    amount = folded[start:end]
    for name, meanings in _NEARBY:
        if name.search(amount):
            around = folded[max(0, start - _NEARBY_WINDOW) : end + _NEARBY_WINDOW]
            for place in (amount, around, folded[:_HEAD]):
                found = [code for pattern, code in meanings if pattern.search(place)]
                if len(found) == 1:
                    return found[0]
            return otherwise
    return otherwise
