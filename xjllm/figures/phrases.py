"""Whether a phrase found by `figure_words` is a figure where it stands.

Ranks follow the guidelines' reading rules: a single stated rank counts ("the largest trading partner", "ranked
fifth", "top spot"); "one of the largest", "top three", "main", "leading", "smallest" and records over time do not.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from xjllm.figures.words import ORDINAL

if TYPE_CHECKING:
    from xjllm.figures.words import WordFigure

_words = str.split

_S = r"[\s\u00a0]"
_NEXT = re.compile(r"[\s\u00a0]{1,3}([A-Za-z0-9'$€£¥]{1,20})")
_CLAUSE_END = re.compile(r"[\s\u00a0]{0,3}(?:[.,;:)!?\"”%-]|$|–|—)")
_WORDS_AHEAD = re.compile(r"[A-Za-z][A-Za-z'-]{0,24}|[.;:!?,()]")
_BEFORE = 64
_AFTER = 90

_MULTIPLE_NEXT = frozenset(
    _words(
        "the that its their his what to in from by last this those as over a an within year compared on for "
        "during and since between our it these more or while with our your even when if"
    )
)
_FREQUENCY = re.compile(
    rf"{_S}(?:an? (?:day|week|month|year)|per|daily|weekly|monthly|in a row|square)(?![A-Za-z])", re.IGNORECASE
)
_FRACTION_NEXT = frozenset(
    _words(
        "of more less fewer higher lower from to in over on year compared the its their that since during by "
        "between faster as while last this all those our was were is are came comes went goes or than it "
        "cheaper smaller larger above below"
    )
)
_QUARTER_NEXT = frozenset(_words("of more less fewer higher lower from to year compared faster larger smaller"))
_PERIOD_BEFORE = re.compile(
    r"(?<![A-Za-z])(?:first|second|third|fourth|last|latter|other|past|next|previous|final|another|each|per|every|all|these"
    r"|the|this|consecutive|recent|same|opening|closing|and an?|and|[0-9](?:st|nd|rd|th))[\s\u00a0-]$|[0-9][ \u00a0-]$",
    re.IGNORECASE,
)
_PERIOD_AFTER = re.compile(
    r"-|[\s\u00a0](?:of a (?:century|decade)"
    r"|an? (?:year|hour|day|century|month|decade|dozen|million|billion|trillion|percent)"
    r"|years?|hours?|day"
    r"|time|century|past|[0-9]{4}(?![0-9])|(?:of|through|into) (?:the (?:year|month|period|century|day)"
    r"|this year|last year"
    r"|next year|[0-9]{4}(?![0-9])))(?![A-Za-z])",
    re.IGNORECASE,
)
_NUMBER_AND = re.compile(
    rf"(?:[0-9]|(?<![A-Za-z])(?:one|two|three|four|five|six|seven|eight|nine|ten|{ORDINAL})) and $", re.IGNORECASE
)
_AMOUNT_BEFORE = re.compile(
    r"(?<![A-Za-z])(?:by|in|than|nearly|about|almost|around|over|only|just|roughly|under|below|above|to|some|fully"
    r"|over|(?:account(?:s|ed|ing)?|responsible) for|m(?:akes?|ade|aking) up)[\s\u00a0]$",
    re.IGNORECASE,
)

_CHANGED = re.compile(
    r"(?<![A-Za-z])(?:rose|grew|fell|jumped|climbed|dropped|surged|gained|shrank|declined|tumbled|leapt|up|down)[\s\u00a0]$",
    re.IGNORECASE,
)
_RANK_VERB = r"(?:rank(?:s|ed|ing|ings)?)"
_RANKED = re.compile(
    rf"(?<![A-Za-z]){_RANK_VERB}(?:,?[\s\u00a0](?!among|top|by)[A-Za-z0-9']{{1,14}}){{0,4}},?[\s\u00a0]"
    rf"(?:{ORDINAL}(?:,| and|, and)[\s\u00a0]){{0,3}}$",
    re.IGNORECASE,
)
_PLACED = re.compile(
    r"(?<![A-Za-z])(?:plac(?:ed|es|e|ing)|put(?:s|ting)?|stood|stands?|standing|came|com(?:es?|ing)|list(?:ed|ing)"
    r"|position(?:ed|s|ing)|finish(?:ed|es|ing)?|rated|emerged|remain(?:ed|s)|now)(?:,?[\s\u00a0][A-Za-z']{1,14}){0,4}[\s\u00a0]$"
    r"|(?<![A-Za-z])(?:rose|climb(?:ed|ing)|mov(?:ed|ing)|jump(?:ed|ing)|slip(?:ped|s)|drop(?:ped|s)|fell|up"
    r"|down)(?: up)?"
    r" (?:to|from)(?: the| number| a)?[\s\u00a0]$",
    re.IGNORECASE,
)
_AMONG = re.compile(
    rf",?{_S}(?:among|nationwide|nationally|countrywide|globally|worldwide|behind|overall|only (?:to|after)"
    r"|in (?:the (?:country|nation|region|world|northwest|west|whole (?:country|nation)|entire (?:country|nation))"
    r"|China|terms"
    r"|northwest China|western China|the west of China|all of China))(?![A-Za-z])"
)
_END_OF_SENTENCE = re.compile(r"[.;!?\n]")
_AMONG_NEAR = re.compile(
    r"(?<![A-Za-z])(?:among|nationwide|nationally|in the (?:country|nation|world)|of all"
    r"|of any(?! (?:year|month|quarter|week|period|time))"
    r"|in (?:northwest(?:ern)? |western )?China"
    r"|countrywide)(?![A-Za-z])"
)
_BRACKET = re.compile(rf"{_S}\((?=[A-Z$€£¥]{{0,4}}[0-9])")
_LEVEL_AFTER = re.compile(rf"{_S}(?:(?:at|with){_S}|\()[A-Z]{{0,3}}[$€£¥]?[0-9]")
_SECOND_RANK = re.compile(
    rf"(?<![A-Za-z]){ORDINAL}(?![A-Za-z])[^;!?\n]{{1,50}}(?:,| and|, and){_S}[A-Z][\w. -]{{1,24}}{_S}$"
)
"""What makes an ordinal the rank of the next in a list: "came second with 9%, and Mongolia" third at 7%."""
_RANK_BEFORE = re.compile(
    rf"(?<![A-Za-z]){ORDINAL}{_S}(?:in|by|for){_S}(?!the )[^,.;:!?\n]{{1,40}},?{_S}(?:and|but){_S}$"
)
"""What makes an ordinal the next rank of the same one: "stands 5th in imports and" second in exports."""
_EARLIER_RANK = re.compile(
    rf"(?<![A-Za-z])(?:{_RANK_VERB}|{ORDINAL}|top|largest|biggest|place|position|spot)(?![A-Za-z])[^;!?\n]{{0,60}}?"
    rf"(?:,{_S}?|{_S})(?:(?:up|down|compared|improving|rising|slipping){_S})?(?:from|with|to|against|after|versus){_S}"
    rf"(?:being{_S}|ranking{_S}|the{_S})?$",
    re.IGNORECASE,
)
"""What makes an ordinal the rank that another one is compared with: "ranked 17th, compared with" 20th in 2024."""
_HAD_RANKED = re.compile(
    rf"(?<![A-Za-z])(?:{_RANK_VERB}|{ORDINAL})(?![A-Za-z])[^.!?\n]{{0,60}}{_S}had{_S}been{_S}(?:the{_S})?$",
    re.IGNORECASE,
)
"""What makes an ordinal the rank of an earlier time: "ranked fifth; in 2021 it had been" eighth."""
_EARLIER_TIME = re.compile(
    rf"{_S}(?:(?:in|a|the|last|at){_S}(?:the{_S})?(?:(?:same{_S}period|whole)(?:{_S}of)?{_S}|previous{_S}"
    rf"|preceding{_S}|first{_S})?(?:(?:19|20)[0-9]{{2}}|year|quarter|half|month)"
    rf"(?![A-Za-z0-9])|(?:last|a|one){_S}year|(?:previously|earlier)(?![A-Za-z]))"
)
_PLACE_AFTER = re.compile(rf"(?:{_S}|-)(?:place|position|spot|rank)(?![A-Za-z])", re.IGNORECASE)
_PERIOD_NOUNS = frozenset(
    _words(
        "time times quarter half month months week day year years session phase batch group stage round "
        "edition generation issue meeting train step thing of"
    )
)
_ONE_OF = re.compile(
    rf"(?<![A-Za-z])(?:one of|among|some of)(?:{_S}(?!was|is|are|became|remain)[\w'.-]{{1,20}}){{0,5}}{_S}$",
    re.IGNORECASE,
)
_MANY_BEFORE = re.compile(
    rf"(?<![A-Za-z])(?:two|three|four|five|six|seven|eight|nine|ten|[0-9]{{1,2}}|several|many|few|various){_S}$",
    re.IGNORECASE,
)
_RANKED_NOUNS = frozenset(
    _words(
        "partner market supplier buyer exporter importer destination source customer trader purchaser seller "
        "recipient origin contributor category commodity shipper provider client outlet hub region province "
        "consumer share exports imports product item segment component"
    )
)
_TRADE_WORDS = frozenset(_words("trade trading export import exports imports"))
_GROUP_NOUNS = frozenset(
    _words(
        "partners markets suppliers buyers exporters importers destinations sources customers traders "
        "provinces regions countries economies nations companies products categories items"
    )
)
_NOT_RANKED_NOUNS = frozenset(
    _words(
        "surplus deficit increase rise drop fall gain gains decline jump growth growing ever since level "
        "slump contraction expo fair exhibition delegation economy economies city producer producing bank "
        "company firm maker manufacturer lake airport fund investor reserves reserve pace challenge problem "
        "project part event platform increases declines gap grower miner refiner lender operator retailer "
        "plant base"
    )
)
_TOP_NOUNS = frozenset(
    _words(
        "partner market supplier buyer exporter importer destination source customer trader purchaser seller "
        "recipient contributor"
    )
)
_PREPOSITIONS = frozenset(_words("of in with and among to for by was is at behind after from on as"))
_OVER_TIME = re.compile(
    rf"{_S}(?:of its kind|in (?:history|years|decades|months|more than|nearly|almost|at least|over|about|[0-9]"
    r"|(?:two|three"
    r"|four|five|six|seven|eight|nine|ten|a) (?:years?|months?|decades?))|on record|since|ever)(?![A-Za-z])"
)
_SELF_BEFORE = re.compile(
    rf"(?:'s?|(?<![A-Za-z])(?:its|their|the|as|an?|became|become|remained|remains|still|was|is|being|single|our|whose)){_S}$",
    re.IGNORECASE,
)
_TOP_OF_LIST = re.compile(rf"{_S}of the (?:list|ranking|rankings|table|chart|pack)(?![A-Za-z])", re.IGNORECASE)
_DETERMINED = re.compile(rf"(?<![A-Za-z])(?:the|its|their|an?){_S}$|'s?{_S}$", re.IGNORECASE)


def is_figure(folded: str, phrase: WordFigure) -> bool:
    """Whether the phrase states a multiple, a share or a single rank where it stands."""
    written = folded[phrase.start : phrase.end].lower()
    before = folded[max(0, phrase.start - _BEFORE) : phrase.start]
    after = folded[phrase.end : phrase.end + _AFTER]
    return _RULES[phrase.form](written, before, after)


def _next_word(after: str) -> str:
    match = _NEXT.match(after)
    return match[1].lower() if match else ""


def _words_ahead(after: str, count: int) -> list[str]:
    words: list[str] = []
    for match in _WORDS_AHEAD.finditer(after):
        if not match[0][0].isalpha() or len(words) == count:
            break
        words.append(match[0].lower().removesuffix("'s"))
    return words


def _is_multiple(written: str, before: str, after: str) -> bool:
    following = _next_word(after)
    if written.endswith(("d", "ing")):
        return not after.startswith("-") and following != "down"
    if after.startswith("-") or _FREQUENCY.match(after):
        return False
    is_compared = (
        following in _MULTIPLE_NEXT or following[:1] in {"$", "€", "£", "¥"} or following[:3] in {"us$", "rmb", "hk$"}
    )
    return is_compared or bool(_CLAUSE_END.match(after) or _AMOUNT_BEFORE.search(before))


def _is_fold(written: str, before: str, after: str) -> bool:
    # "threefold: first, …" and "a twofold strategy" are no growth, but too rare to lose a figure for.
    return "fold" in written and not before.endswith("-") and not after.startswith("-")


def _is_fraction(written: str, before: str, after: str) -> bool:
    following = _next_word(after)
    is_next_share = following == "of" and before.endswith("and ") and not _NUMBER_AND.search(before)
    if _PERIOD_AFTER.match(after) or (_PERIOD_BEFORE.search(before) and not is_next_share):
        return False
    if written.endswith("half"):
        return bool(_AMOUNT_BEFORE.search(before)) or following in {
            "of",
            "the",
            "its",
            "their",
            "that",
            "as",
            "all",
            "those",
            "this",
            "our",
        }
    if written.endswith("quarter"):
        if following in _QUARTER_NEXT or (_AMOUNT_BEFORE.search(before) and _CLAUSE_END.match(after)):
            return True
        return written == "a quarter" and bool(_CHANGED.search(before))
    return following in _FRACTION_NEXT or bool(_CLAUSE_END.match(after))


def _is_one_in(written: str, before: str, after: str) -> bool:
    return (
        bool(written)
        and not before.endswith("-")
        and _next_word(after) not in {"years", "months", "days", "hours", "weeks"}
    )


def _is_superlative(written: str, before: str, after: str) -> bool:
    if after.startswith("-") or _ONE_OF.search(before) or _MANY_BEFORE.search(before):
        return False
    if _OVER_TIME.match(after):
        return False
    ahead = _words_ahead(after, 8)
    among = bool(_AMONG_NEAR.search(_END_OF_SENTENCE.split(after[:70], 1)[0]))
    if written.endswith(("highest", "fastest")):
        return among and not {"since", "ever", "years", "months"}.intersection(ahead)
    if not ahead or ahead[0] in _PREPOSITIONS:
        return True
    phrase_end = next((place for place, word in enumerate(ahead) if word in _PREPOSITIONS), len(ahead))
    for word in ahead[:phrase_end]:
        if word in _NOT_RANKED_NOUNS:
            return among
        if word in _GROUP_NOUNS:
            return written not in {"largest", "biggest"}
        if word in _RANKED_NOUNS:
            return True
    # "The largest carmaker by exports": what it is largest in may stand behind the noun, after a preposition.
    is_about_trade = phrase_end < len(ahead) or _TRADE_WORDS.intersection(ahead[:phrase_end])
    return among or bool(is_about_trade and _TRADE_WORDS.intersection(ahead))


def _is_top(written: str, before: str, after: str) -> bool:
    if written != "top":
        return True
    if _TOP_OF_LIST.match(after):
        return True
    if not _SELF_BEFORE.search(before) or after.startswith("-"):
        return False
    for word in _words_ahead(after, 4):
        if word in _TOP_NOUNS:
            return True
        if word in _PREPOSITIONS or word in _GROUP_NOUNS:
            return False
    return False


def _is_number_one(written: str, before: str, after: str) -> bool:
    if (
        not written
        or _PLACE_AFTER.match(after)
        or _AMONG.match(after)
        or _RANKED.search(before)
        or _PLACED.search(before)
    ):
        return True
    ahead = _words_ahead(after, 8)
    return bool(
        _TOP_NOUNS.intersection(ahead[:4]) or (_SELF_BEFORE.search(before) and _TRADE_WORDS.intersection(ahead))
    )


def _is_ordinal(written: str, before: str, after: str) -> bool:
    if written.endswith(("place", "position", "spot")):
        return True
    following = _next_word(after)
    if _RANKED.search(before):
        return following not in _PERIOD_NOUNS
    if among := _AMONG.match(after):
        return not (written == "first" and "in" in among[0] and _DETERMINED.search(before))
    if _HAD_RANKED.search(before) or (_EARLIER_TIME.match(after) and _EARLIER_RANK.search(before)):
        return True
    if _LEVEL_AFTER.match(after) and _SECOND_RANK.search(before):
        return True
    if following in {"in", "by", "for"} and _RANK_BEFORE.search(before):
        return True
    ends = bool(_CLAUSE_END.match(after) or _BRACKET.match(after)) or following in {"in", "with", "among", "for"}
    return ends and bool(_PLACED.search(before)) and not (written == "first" and _DETERMINED.search(before))


_RULES = {
    "multiple": _is_multiple,
    "fold": _is_fold,
    "fraction": _is_fraction,
    "one_in": _is_one_in,
    "superlative": _is_superlative,
    "top": _is_top,
    "number_one": _is_number_one,
    "ordinal": _is_ordinal,
}
