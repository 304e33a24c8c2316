"""The nouns of counts: what a bare number counts, by the words behind it or, failing these, before it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

NounGroup = Literal["counted", "not_trade", "ones", "other", "none"]

_words = str.split

UNIT_OF_NOUN: dict[str, str | None] = {
    **dict.fromkeys(["train", "trains", "trainloads"], "trains"),
    **dict.fromkeys(["trips", "services", "journeys", "runs", "departures"], None),
    **dict.fromkeys(["countries", "nations", "states", "economies", "partners", "territories"], "countries"),
    **dict.fromkeys(
        _words("enterprises companies firms businesses corporations exporters importers entities traders operators"),
        "enterprises",
    ),
    **dict.fromkeys(
        _words("vehicles cars trucks automobiles autos lorries buses sedans suvs evs vans pickups minivans"),
        "vehicles",
    ),
    **dict.fromkeys(
        _words(
            "units sets pieces items parcels packages boxes bags bottles pairs cartons head heads phones "
            "smartphones handsets computers laptops notebooks tablets tractors motorcycles bicycles bikes "
            "scooters locomotives wagons containers shipments consignments orders declarations aircraft planes "
            "ships vessels televisions refrigerators batteries panels modules tyres tires chips machines garments "
            "shoes toys cattle cows sheep horses camels goods products mails air-conditioners appliances turbines "
            "excavators forklifts rigs pickers harvesters drones robots carpets watches bottles cans barrels rolls "
            "railcars"
        ),
        "items",
    ),
}
"""Unit of a count by its noun. None: the noun says that something is counted, but not what (`trips`)."""

_NOT_TRADE = frozenset(
    _words(
        "people persons residents inhabitants tourists visitors travellers travelers passengers employees "
        "workers staff jobs citizens students drivers farmers households families migrants refugees cases "
        "deaths infections patients votes voters soldiers officers guests readers followers subscribers users "
        "customers attendees participants exhibitors delegates representatives merchants volunteers nurses "
        "doctors women men children boys girls villagers herders members officials journalists experts births "
        "fans viewers lives tickets comments views downloads likes replies registrations seats beds rooms "
        "homes houses apartments schools hospitals villages towns cities hotels flights stations projects "
        "visits trees"
    )
)
"""Nouns whose number measures no trade by the guidelines: persons, population, tourism, services, works."""
_GROUP_OF_WORD: dict[str, NounGroup] = {**dict.fromkeys(_NOT_TRADE, "not_trade"), "ones": "ones"}

_STOP_WORDS = frozenset(
    _words(
        "of in to the for from with by on at that which who were was is are be been had have has as than more "
        "less fewer this these those its their his her our it they he she we a an per last year-on-year year "
        "compared over under above below after before during since until between while when where but so also "
        "respectively each every among via through into out up down about against across within without both "
        "all most many some not no will would can could may might said told or do did does go goes went pass "
        "passed passing enter entered leave left cross crossed run ran arrive arrived depart departed carry "
        "carried reach reached handle handled operate operated travel travelled traveled make made come came "
        "grow grew rise rose fall fell worth daily monthly weekly annually yearly amid following including "
        "versus vs only just almost nearly around and monday tuesday wednesday thursday friday saturday "
        "sunday january february march april may june july august september october november december"
    )
)
_WORD = re.compile(r"[\s\u00a0]{1,3}([A-Za-z][A-Za-z']{0,30}(?:[-/][A-Za-z0-9][A-Za-z0-9']{0,30}){0,4})([.,;:)]?)")
_THAN = re.compile(r"[\s\u00a0](?:than|in|over|on|from|year|compared|a|per)(?![A-Za-z])")
_HYPHENATED = re.compile(r"-([A-Za-z]{2,20})")
_NUMBER_OF = re.compile(r":[ \u00a0](?:the )?(?:total )?(?:number|count) of(?=[ \u00a0])", re.IGNORECASE)
_PHRASE_WORDS = 7
_TRIPS = re.compile(r"(?<![A-Za-z])(?:trips|journeys|departures)(?![A-Za-z])")
_TRAINS = re.compile(r"(?<![A-Za-z])trains?(?![A-Za-z])", re.IGNORECASE)
_PARAGRAPH = re.compile(r"\n[ \t\r\u00a0]{0,40}\n")
_REFERS_BACK = re.compile(
    r"(?<![A-Za-z])(?:them|these|those|which|they|it|its|their|total|traffic|number|figure)(?![A-Za-z])", re.IGNORECASE
)
_PIECES = re.compile(
    r"[\s\u00a0-](?:units|sets)(?![A-Za-z])(?:[\s\u00a0]of(?:[\s\u00a0][A-Za-z-]{1,16}){0,3}?[\s\u00a0]"
    r"(?P<of>vehicles|cars|trucks|automobiles|autos|lorries|buses|sedans|suvs|evs|vans|pickups)(?![A-Za-z]))?",
    re.IGNORECASE,
)
_VEHICLE = re.compile(r"(?<![A-Za-z-])(?:autos?|automobile|vehicle|car|truck|bus)(?![A-Za-z])", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.;!?](?=[\s\u00a0])|\n")
_TRAVELLERS = frozenset(_words("passengers tourists visitors travellers travelers people persons residents"))
_PIECES_BEFORE = 100
_BEFORE = 300
_ANY_WORD = re.compile(r"[A-Za-z]{3,30}")
_OF_THEM = re.compile(r"[\s\u00a0]of[\s\u00a0](?:them|these|those|which|the total)(?![A-Za-z])")
_OF_THE_NOUN = re.compile(r"[\s\u00a0]of[\s\u00a0](?:these|those|such|its|their|the)(?=[\s\u00a0][a-z])")
_LISTED = re.compile(
    r"(?<![A-Za-z])(?:export|import|ship|sold|sales|purchas|bought|deliver)(?:[^.;!?\n]|\.(?=[0-9])){0,160}?"
    r"[,(\s\u00a0](?:including|among them|of them|of which|notably|chiefly|namely)[\s\u00a0]"
    r"(?:about |some |over |nearly )?$",
    re.IGNORECASE,
)
_RATE = re.compile(
    r"(?<![A-Za-z])(?:(?:a|per|each|every)[\s\u00a0](?:single )?(?:day|week|month|year|quarter|hour)"
    r"|daily|weekly|monthly"
    r"|annually)(?![A-Za-z])",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Noun:
    """What the words behind a number count.

    Attributes:
        group: `counted` a noun of the table; `not_trade` persons and the like; `ones` that word, for a noun named
            before; `other` an unknown noun; `none` no noun, but a verb, a preposition or the end of the clause.
        unit: unit of the guidelines; None where the words do not tell.
    """

    group: NounGroup
    unit: str | None = None


def read_noun(folded: str, end: int) -> Noun:
    """What the noun phrase behind a number that ends at `end` counts; its last known noun decides.

    The phrase has at most seven words; a preposition, a form of a verb of the table or punctuation ends it. In a list
    of figures it may stand behind a colon ("412: the number of firms").
    """
    if match := _NUMBER_OF.match(folded, end):
        end = match.end()
    found: Noun | None = None
    position, seen_train, previous, is_phrase = end, False, "", False
    if match := _HYPHENATED.match(folded, end):
        unit = UNIT_OF_NOUN.get(match[1].lower()) or UNIT_OF_NOUN.get(f"{match[1].lower()}s")
        return Noun("counted", unit) if unit else Noun("other")
    for _ in range(_PHRASE_WORDS):
        match = _WORD.match(folded, position)
        if match is None:
            break
        word = match[1].lower()
        if word in {"more", "fewer", "less"} and not is_phrase and not _THAN.match(folded, match.end()):
            position = match.end()
            continue
        joins = word in {"and", "or"} and is_phrase and found is None
        if not joins and word in _STOP_WORDS:
            break
        position = match.end()
        if not joins:
            is_phrase = True
            if group := _GROUP_OF_WORD.get(word):
                return Noun(group)
            seen_train = seen_train or word in {"train", "trains"}
            if noun := _noun_of(word, previous, seen_train=seen_train):
                found = noun
            elif found is not None:
                break
        if match[2]:
            break
        previous = word
    return found or Noun("other" if is_phrase else "none")


def _noun_of(word: str, previous: str, *, seen_train: bool) -> Noun | None:
    # "zero-emission-vehicles" counts what its last part names.
    stem = word if word in UNIT_OF_NOUN else word.rpartition("-")[2]
    if stem not in UNIT_OF_NOUN:
        return None
    if stem == "containers" and previous in {"standard", "equivalent"}:
        return Noun("counted", "TEU")
    return Noun("counted", UNIT_OF_NOUN[stem] or ("trains" if seen_train else None))


def read_unit_of_pieces(folded: str, start: int, end: int) -> str | None:
    """`vehicles` where "units" or "sets" behind the number are cars by the words beside them; None for other words.

    "120,000 units of pickup trucks", "exports of cars came to 120,000 units".
    """
    pieces = _PIECES.match(folded, end)
    if pieces is None:
        return None
    if pieces["of"]:
        return "vehicles" if UNIT_OF_NOUN.get(pieces["of"].lower()) == "vehicles" else None
    sentence = _SENTENCE_END.split(folded[max(0, start - _PIECES_BEFORE) : start])[-1]
    return "vehicles" if _last_unit(_VEHICLE.sub("vehicles", sentence)) == "vehicles" else None


def counts_persons(folded: str, start: int) -> bool:
    """Whether the nearest counted noun before the number, in its sentence, is one of persons ("passengers rose to")."""
    sentence = _SENTENCE_END.split(folded[max(0, start - _PIECES_BEFORE) : start])[-1]
    for word in reversed(_ANY_WORD.findall(sentence)):
        if word.lower() in _TRAVELLERS:
            return True
        if word.lower() in UNIT_OF_NOUN:
            return False
    return False


# "The cars exported on the trains doubled to 8,000", "their trade with African countries grew, and 50 of them …".
_BESIDE = re.compile(
    r"\b(?:on|aboard) the (?:trains|trucks|flights|planes|ships)\b"
    r"|\b(?:with|to|from) (?:[A-Za-z]{1,20}[ -]){0,5}countries\b"
)


_WORDS_COUNTED = re.compile(r"(?<![\w.,])[0-9][0-9,]{0,12}((?: [A-Za-z-]{1,20}){1,4})")


def read_unit_in_sentence(folded: str, start: int) -> str | None:
    """The unit of the last counted noun within 100 characters before the number, in its sentence; None without one."""
    return _last_unit(_SENTENCE_END.split(folded[max(0, start - _PIECES_BEFORE) : start])[-1])


def read_unit_compared(folded: str, start: int) -> str | None:
    """The unit of what the number before, in its sentence, counts ("98 firms sold cars, 41 more"); None without one."""
    sentence = _SENTENCE_END.split(folded[max(0, start - _PIECES_BEFORE) : start])[-1]
    for words in reversed(_WORDS_COUNTED.findall(sentence)):
        for word in _ANY_WORD.findall(words):
            if unit := UNIT_OF_NOUN.get(word.lower()):
                return unit
    return None


def read_unit_before(folded: str, start: int) -> str | None:
    """The unit of the nearest counted noun within 300 characters before, in the same paragraph; None without one.

    Where the words just before refer back ("among them", "these"), the paragraph before counts as well.
    """
    window = folded[max(0, start - _BEFORE) : start]
    paragraphs = _PARAGRAPH.split(window)
    unit = _last_unit(paragraphs[-1])
    if unit is None and len(paragraphs) > 1:
        # "8,730 trips": of the trains told of before, whatever they carried.
        if _TRIPS.search(paragraphs[-1]) and _TRAINS.search(paragraphs[-2]):
            return "trains"
        if _REFERS_BACK.search(paragraphs[-1][-60:]):
            return _last_unit(paragraphs[-2])
    return unit


def _last_unit(paragraph: str) -> str | None:
    pieces = None
    for word in reversed(_ANY_WORD.findall(_BESIDE.sub(" ", paragraph))):
        if word in {"TEU", "TEUs"}:
            return "TEU"
        # "Firms that sold goods abroad, 40 more than …": goods are said of trade in anything.
        if word.lower() not in {"goods", "products"} and (unit := UNIT_OF_NOUN.get(word.lower())):
            if word.lower() not in {"units", "sets"}:
                return unit if pieces is None or unit == "vehicles" else pieces
            pieces = unit
    return pieces


def is_of_them(folded: str, end: int) -> bool:
    """Whether "of them", "of which" … follow: the number counts what was named before."""
    return bool(_OF_THEM.match(folded, end))


def read_noun_of(folded: str, end: int) -> Noun | None:
    """What "of these vehicles", "of the parcels" behind a number counts; None where no such words follow."""
    match = _OF_THE_NOUN.match(folded, end)
    noun = read_noun(folded, match.end()) if match else None
    return noun if noun and noun.group == "counted" else None


def is_listed(folded: str, start: int) -> bool:
    """Whether the number heads one of the goods that an amount of trade is said to include ("including 30 presses")."""
    return bool(_LISTED.search(folded[max(0, start - 200) : start]))


def is_rate(folded: str, end: int) -> bool:
    """Whether "a day", "per month", "weekly" … stand within 50 characters behind."""
    return bool(_RATE.search(folded, end, end + 50))
