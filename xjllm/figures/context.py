"""Where a number without a unit is no figure: dates, years, durations, ages, labels, lengths, list sizes.

Every rule sees a window of fixed size, so that the whole is linear in the text's length.
"""

from __future__ import annotations

import re

_S = r"[\s\u00a0]"
_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?|JAN|FEB|MAR|APR|MAY|JUNE?|JULY?|AUG|SEPT?|OCT|NOV|DEC|JANUARY|FEBRUARY|MARCH|APRIL"
    r"|AUGUST|SEPTEMBER|OCTOBER|NOVEMBER|DECEMBER)"
)
_DATE_BEFORE = re.compile(
    rf"(?<![A-Za-z]){_MONTH}\.?(?:{_S}(?:the )?|[-/])"
    rf"(?:[0-9]{{1,2}}(?:st|nd|rd|th)?{_S}?(?:-|–|to|and|,){_S}?)?$"
)
_DATE_AFTER = re.compile(rf"(?:-|–|{_S}(?:of )?|{_S}?(?:-|–|to|and|or){_S}?[0-9]{{1,2}}{_S}){_MONTH}(?![a-z])")
_DURATION = re.compile(
    rf"(?:{_S}{{1,2}}|-)?(?:(?:consecutive|straight|successive|full|whole|more|further|additional|extra|working|business"
    rf"|calendar|trading|fiscal|natural|odd|and a half)[\s\u00a0-])?"
    r"(?:(?:years?|months?|weeks?|weekdays?|days?|quarters?"
    r"|decades?|centur(?:y|ies)|hours?|minutes?|seconds?(?!-hand)|nights?|hrs?|mins?)(?![A-Za-z])|[ap]\.?m\.?(?![A-Za-z])|o'clock"
    r"|GMT|UTC)",
    re.IGNORECASE,
)
_OTHER_MEASURE = re.compile(
    rf"(?:{_S}{{1,2}}|-)?(?:(?i:square|sq|kilomet(?:er|re)s?|met(?:er|re)s?|centimet(?:er|re)s?|miles?|f(?:ee|oo)t"
    r"|inch(?:es)?|hectares?|acres?|degrees?|megawatts?|gigawatts?|kilowatts?|volts?|knots?|horsepower|pixels?|storeys?"
    r"|stor(?:y|ies)|(?:kilo|mega|giga)?bytes?)|km|cm|mm|ha|mu|MW|GW|kW|kV|km/h|kph|mph|sqm|GB|MB|dwt|DWT)(?![A-Za-z])"
    r"|[\s\u00a0]m(?![A-Za-z0-9])|[\s\u00a0]?[°º]"
)
_words = str.split
_LABELS = frozenset(
    _words(
        "no nos number numbers article articles page pages chapter chapters section sections phase phases route routes "
        "highway highways line lines berth berths gate gates building room tel phone fax order announcement decree act "
        "bill boeing airbus class type model grade version part parts issue channel resolution exit street road avenue "
        "box code aged age ages terminal top first last past next other previous coming covid update episode season "
        "iso hs figure table photo fortune agenda vision formula fiscal plan category tier level scope step windows "
        "industry euro incoterms icp isbn issn"
    )
)
_WORD_BEFORE = re.compile(r"([A-Za-z]{1,20})[.:]?[ \u00a0-]{0,2}$")
_OF_BEFORE = re.compile(r"(?<![A-Za-z])(?:group|age) of[ \u00a0]$", re.IGNORECASE)
_POPULATION_BEFORE = re.compile(r"(?:population|home to|inhabited by)[^.;\n]{0,24}$", re.IGNORECASE)
_AGE_BEFORE = re.compile(r"[a-z], $")
_ONE_IN = re.compile(rf"(?<![\d.,])[1-9]{_S}(?:in|out of){_S}(?:every{_S})?$")
_OUT_OF = re.compile(rf"{_S}(?:in|out of){_S}(?:every{_S})?[0-9]{{1,2}}(?![\d.,]\d|\d)")
_LINE_START = re.compile(r"(?:^|[\n\r])[ \t\u00a0]{0,8}[(#\[]?$")
_YEAR_BEFORE = re.compile(
    r"(?<![A-Za-z])(?:in|since|until|till|by|from|of|during|years?|to|and|between|before|after|than|with|over|for|end"
    r"|early|late|mid|the|on|throughout|spring|summer|autumn|winter|half|quarter)[\s\u00a0-]$|[,(/-] ?$|^$",
    re.IGNORECASE,
)
_THE_BEFORE = re.compile(
    r"(?<![A-Za-z])(?:the|these|those|all|other|its|top|both|some of)[\s\u00a0](?:other )?$", re.IGNORECASE
)
_EQUALS = re.compile(r"[ \u00a0]{0,2}=")
_EQUALS_WORD = re.compile(rf"{_S}(?:equals|(?:is |was )?equal to){_S}", re.IGNORECASE)
_EQUALS_WORD_BEFORE = re.compile(
    r"(?:dollar|euro|\$1|yuan) (?:equals|(?:is |was )?equal to)(?: about)? $", re.IGNORECASE
)
_SITE_AFTER = re.compile(r"\.[A-Za-z]{2,3}(?![A-Za-z])")
_PRICED_UNIT = re.compile(
    rf"(?:{_S}(?:an?|per|for an?){_S}|/{_S}?|{_S}?per[ -])(?:metric |cubic |short |troy |standard |square )?"
    r"(?:ton(?:ne)?s?|barrels?|bbl|kilo(?:gram(?:me)?)?s?|kg|pounds?|lb|(?:kilo)?wh|ounces?|oz|bushels?|lit(?:er|re)s?|gallons?|met(?:er|re)s?|mmbtu"
    r"|containers?|box|teu|feu|piece|pair|share|head|unit|person)(?![A-Za-z])"
    rf"|{_S}apiece(?![A-Za-z])",
    re.IGNORECASE,
)
_PER_CURRENCY = re.compile(
    rf"{_S}(?:per|to|against|for)(?:{_S}(?:the|an?|one|US|U\.S\.)){{0,2}}{_S}?(?:US)?"
    rf"(?:\$1(?![0-9]|[.,][0-9]|[\s\u00a0-]?(?:[mbt]n?|[mb]ln|[mbtr]{{1,2}}illion)(?![a-z]))"
    rf"|(?:dollar|euro|yuan|rou?ble)(?![A-Za-z]|{_S}(?:area|zone|bloc)))",
    re.IGNORECASE,
)
_PER_BEFORE = re.compile(rf"(?<![A-Za-z])(?:per|to|against){_S}(?:the{_S}|one{_S})?$", re.IGNORECASE)
_ONE = re.compile(r"(?:US)?[$€£]1|1[ \u00a0](?:US )?(?:dollar|euro)")
_IS_WORTH = (
    rf"{_S}(?:is|was|were|equals|equalled|buys|bought|fetche[sd]|costs?)"
    rf"(?:{_S}(?:worth|about|around|nearly|just|some|over)){{0,2}}{_S}"
)
_ONE_CURRENCY = (
    r"(?<![\w,.-])(?:(?:US)?[$€£]1|(?:an?|one|1)[ \u00a0](?:US |U\.S\. )?(?:dollar|euro|pound|yuan|rou?ble))"
)
_ONE_BEFORE_WORTH = re.compile(rf"{_ONE_CURRENCY}(?={_IS_WORTH}(?:[0-9]|[$€£¥₽]|RMB|CNY|KZT))", re.IGNORECASE)
_WORTH_OF_ONE = re.compile(rf"{_ONE_CURRENCY}{_IS_WORTH}$", re.IGNORECASE)
_WORTH_REACH = 50
_RANGE_BEFORE = re.compile(r"(?<![\w.,/:-])[0-9]{1,5}[-–]$")
_COUNT_CUE = re.compile(
    r"(?<![A-Za-z])(?:to|from|reach(?:ed|es|ing)?|total(?:s|led|ed|ling|ing)?|exceed(?:ed|s|ing)?|about|over|nearly|at|was|were"
    r"|than|hit|some|around|number(?:s|ed|ing)|surpass(?:ed|es|ing)?|record|totaling)[\s\u00a0]$",
    re.IGNORECASE,
)
_TRADED_BEFORE = re.compile(
    r"(?<![A-Za-z])(?:export(?:s|ed|ing)?|import(?:s|ed|ing)?|ship(?:ped|ping)|sold|bought|purchas(?:ed|es|ing)|deliver(?:ed|ies)"
    r"|sales)(?:[\s\u00a0](?:of|a|total|record|about|some|nearly|over|more|than|around|almost|reached|totaled|totalled)){0,4}"
    r"[\s\u00a0]$",
    re.IGNORECASE,
)
_BEFORE = 32


def _before(folded: str, start: int) -> str:
    return folded[max(0, start - _BEFORE) : start]


def is_other_measure(folded: str, end: int) -> bool:
    """Whether what follows the number measures no trade: a time, a length, an area, power, a temperature."""
    return bool(_DURATION.match(folded, end) or _OTHER_MEASURE.match(folded, end))


def is_label_or_date(folded: str, start: int, end: int) -> bool:
    """Whether a number is part of a date, a name, a list marker or a footnote, or is an age or a population."""
    before = _before(folded, start)
    after = folded[end : end + 1]
    if before[-1:] in {"/", "#", "@", "=", "_", "–", "—"} or (before[-1:] == "-" and before[-2:-1].isalnum()):
        return True
    if before[-1:] == "+" and before[-2:-1].isalnum():
        return True
    if end - start < 4 and _SITE_AFTER.match(folded, end):
        return True
    if (_DATE_BEFORE.search(before) and _may_be_day_or_year(folded[start:end])) or _DATE_AFTER.match(folded, end):
        return True
    # "1 in 5 trains": neither is a count.
    if _follows_label(before) or _ONE_IN.search(before) or (end - start == 1 and _OUT_OF.match(folded, end)):
        return True
    # "1,842: the number of …" heads a list of figures; list markers are not written in groups of digits.
    if _LINE_START.search(before) and after in {".", ")", "", "\n", "\r", "]", ":"}:
        return after != ":" or "," not in folded[start:end]
    if after == "," and end - start == 2 and _AGE_BEFORE.search(before):
        return True
    return before[-1:] in {"(", "["} and after in {")", "]"}


def _may_be_day_or_year(printed: str) -> bool:
    # "From January to September 236 trains left": no day and no year.
    return len(printed) <= 2 or not printed.isdigit() or len(printed) == 4


def _follows_label(before: str) -> bool:
    match = _WORD_BEFORE.search(before)
    if match is None:
        return False
    return match[1].lower() in _LABELS or bool(match[1] == "of" and _OF_BEFORE.search(before))


def ends_range(folded: str, start: int) -> bool:
    """Whether the number ends a range in digits ("20-30")."""
    return bool(_RANGE_BEFORE.search(_before(folded, start)))


def is_population(folded: str, start: int) -> bool:
    """Whether the words before say that the number is one of inhabitants."""
    return bool(_POPULATION_BEFORE.search(_before(folded, start)))


def is_year(folded: str, start: int, end: int) -> bool:
    """Whether `folded[start:end]` is four plain digits from 1800 to 2199, which read as a year."""
    return end - start == 4 and "1800" <= folded[start:end] < "2200"


def follows_year_word(folded: str, start: int) -> bool:
    """Whether the word before four digits makes them a year although a counted noun follows ("in 2013 trains ran")."""
    return bool(_YEAR_BEFORE.search(_before(folded, start)))


def is_list_size(folded: str, start: int) -> bool:
    """Whether the number is how many a known list has ("the 27 countries"), not how many were counted."""
    return bool(_THE_BEFORE.search(_before(folded, start)))


def is_exchange_rate(folded: str, start: int, end: int) -> bool:
    """Whether the amount is one side of "$1 = 7.1 yuan"."""
    return bool(_EQUALS.match(folded, end)) or folded[max(0, start - 3) : start].rstrip(" \u00a0").endswith("=")


def is_worth(folded: str, start: int, end: int) -> bool:
    """Whether the amount, which has no scale, is one side of "7.1 yuan to the dollar", "470 tenge per $1"."""
    is_one = bool(_ONE.fullmatch(folded[start:end]) and _PER_BEFORE.search(_before(folded, start)))
    is_equal = _EQUALS_WORD.match(folded, end) or _EQUALS_WORD_BEFORE.search(_before(folded, start))
    # "One dollar was 7.05 yuan": both are sides of a rate.
    of_one = _ONE_BEFORE_WORTH.match(folded, start) or _WORTH_OF_ONE.search(
        folded[max(0, start - _WORTH_REACH) : start]
    )
    return bool(is_one or is_equal or of_one or _PER_CURRENCY.match(folded, end))


def is_price(folded: str, end: int) -> bool:
    """Whether an amount of money is for one unit of goods ("per ton", "a barrel", "apiece")."""
    return bool(_PRICED_UNIT.match(folded, end))


def follows_count_cue(folded: str, start: int) -> bool:
    """Whether the word before makes a bare number a level ("to 6269", "numbered 540")."""
    return bool(_COUNT_CUE.search(_before(folded, start)))


def is_traded(folded: str, start: int) -> bool:
    """Whether the words before say that what is counted was exported, imported or sold."""
    return bool(_TRADED_BEFORE.search(folded[max(0, start - 60) : start]))
