"""The goods that a sentence names, as the noun phrases it writes."""

from __future__ import annotations

import re
from dataclasses import dataclass

from xjllm.narrowing.goods_words import (
    ADJECTIVES_WORDS,
    HEADS,
    KINDS_OF_GOODS_WORDS,
    NOT_GOODS_WORDS,
    NOT_WITHIN_WORDS,
)
from xjllm.narrowing.names import DEMONYMS

_LONGEST_LIST = 8
_LONGEST_NAME = 4
_WORDS = """
    units sets pieces items parcels packages boxes bags containers shipments consignments orders declarations goods
    products trips companies firms wagons
"""
_GENERIC = frozenset(_WORDS.split())
_HEAD_WORDS = frozenset(HEADS.split())
_NOT_WITHIN = frozenset(NOT_WITHIN_WORDS.split())
_LATIN = re.compile(r"[A-Za-z][\w’'-]*")
_TRADE = (
    r"(?:exports?|imports?|sales|purchases|shipments|deliver(?:ies|y)|supplies|exported|imported|shipped|sold|bought|"
    r"purchased|delivered|exporting|importing|selling|buying)"
)
_STOPS = (
    r"to|from|in|by|rose|fell|grew|were|was|with|for|up|down|reached|came|stood|increased|decreased|accounted|made|"
    r"went|abroad|worth|more|at|during|over|"
    r"has|have|had|jumped|surged|climbed|doubled|tripled|quadrupled|halved|totaled|totalled|amounted|dropped|"
    r"declined|expanded|hit|is|are|that|which|saw|also|"
    r"nearly|almost|about|through|via|on|soared|shrank|slipped|slumped|plunged|last|this|alone|remained|gained|"
    r"advanced|edged|overseas|while|but|as|"
    r"however|meanwhile|though|too|instead|alike|respectively|sank|dipped|eased|rocketed|skyrocketed|outpaced|"
    r"exceeded|surpassed|topped|numbered|valued|between|"
    r"against|since|into|per|would|will|did|can|out|left|both|each"
)
_OF = re.compile(
    rf"\b(?i:{_TRADE})\s(?:value\s|volume\s)?of\s(?:the\s|its\s|their\s)?[\"“‘]?(?P<of>[A-Za-z][\w’'-]*(?:(?:,?\s(?:and\s)?)(?!(?:{_STOPS})\b)[A-Za-z][\w’'-]*){{0,7}})"
    rf"|\b(?:those|that)\sof\s(?P<those>[A-Za-z][\w’'-]*(?:\s(?!(?:{_STOPS})\b)[A-Za-z][\w’'-]*){{0,4}})"
)
_AHEAD = re.compile(
    r"(?<![\w’'-])(?P<ahead>[A-Za-z][\w’'-]{0,40}(?:\s(?:and\s)?[a-z][\w’'-]{0,40}){0,3})\s(?:exports|imports|export|import|shipments|"
    r"sales|supplies)\b(?!\s(?:and|or)\s(?:imports|exports))"
)
_BEHIND = re.compile(
    rf"^\s?(?:worth\s)?(?:of\s)?(?P<behind>[A-Za-z][\w’'-]*(?:\s(?!(?:{_STOPS}|of)\b)[A-Za-z][\w’'-]*){{0,4}})"
)
# "A cotton grower with 3 million people" is not what is traded.
_WHO_DEALS = re.compile(
    r"[-\s](?:growers?|producers?|farm(?:er)?s?|fields?|makers?|mills?|plants?|processors?|refiner(?:y|ies)|mines?|miners?|"
    r"giants?|traders?|dealers?|industry|sector|prices?|growing|producing|rich|pipelines?)\b"
    # "Steel mills shipped 3 million tons": of steel.
    r"(?!(?:\s[\w’'-]{1,20}){0,5}\s(?:exported|imported|shipped|sold)\b)"
)
# What a sector exports are its products.
_SECTOR = re.compile(r"\b(?:agricultural|agri-food|farm|dairy)$", re.IGNORECASE)
_EXCEPT = re.compile(
    r"\b(?:[Ww]ithout|[Ee]xcluding|[Ee]xcept(?:\sfor)?|[Aa]part\sfrom|[Oo]ther\sthan|[Bb]esides|[Dd]emand\sfor)\s(?:the\s)?$"
)
_EXAMPLES = re.compile(r",?\s(?:such\sas|including|like|especially|notably|particularly)\s$")
_MADE_OF = re.compile(
    r"\b(?:dominated\sby|consist(?:s|ed|ing)?\s(?:\w+\s)?of|compris\w+|mainly|chiefly|mostly|amid|thanks\sto|driven\sby|led\sby|due\sto|as\swell\sas\sin|"
    r"(?:known|famous|renowned|noted)\sfor)"
    r"\s(?:\w+\s){0,2}$"
)
_JOINT = re.compile(r"(?:,\s?(?:and\s)?|\s(?:and|as\swell\sas)\s)(?P<other>other\s)?$")
_BACK_TO_ALL = re.compile(r",?\sand\s(?:\w+ed|came|stood|rose|fell|grew|were|was|had)\b")
_FORMER = re.compile(r"^(?:the\s)?(?:former|latter)\b", re.IGNORECASE)
_KINDS_OF_GOODS = frozenset(KINDS_OF_GOODS_WORDS.split())
_NOT_GOODS = frozenset(NOT_GOODS_WORDS.split())
_ADJECTIVES = frozenset(ADJECTIVES_WORDS.split()) | DEMONYMS


@dataclass(frozen=True, slots=True)
class Goods:
    """Goods that a sentence names.

    Attributes:
        start: where the phrase begins.
        names: the phrase, or each phrase of a list, lower case.
    """

    start: int
    names: tuple[str, ...]


# Abbreviations that trade news explains once and then goes on with.
_SHORT_NAMES = {"nevs": "new energy vehicles", "evs": "electric vehicles", "pv products": "photovoltaic products"}


def find_traded(words: str) -> Goods | None:
    """The goods last named as traded in `words`: "exports of cotton yarn", "cotton yarn exports"; None where none."""
    found: list[Goods] = []
    for match in _OF.finditer(words):
        name = "of" if match["of"] else "those"
        found.append(Goods(match.start(name), _names(match[name])))
    for match in _AHEAD.finditer(words):
        phrase = _trimmed(match["ahead"])
        if not phrase and (sector := _SECTOR.search(match["ahead"])):
            found.append(Goods(match.start(), (f"{sector[0].lower()} products",)))
        if phrase and not _EXCEPT.search(words[: match.start() + match["ahead"].find(phrase)]):
            # "Shoe and hat exports" are those of both.
            other, _, last = match["ahead"].rpartition(" and ")
            both = (_trimmed(other), phrase) if last == phrase else (phrase,)
            found.append(Goods(match.start(), tuple(_in_plural(each.lower()) for each in both if each)))
    found = [each for each in found if each.names]
    return max(found, key=lambda each: each.start) if found else None


def find_goods(words: str) -> Goods | None:
    """The goods last named in `words`, by the usual words for goods, or the list that they end; None where none."""
    last = _find_last(words)
    if last is None:
        return None
    names, start = [last.names[0]], last.start
    while len(names) < _LONGEST_LIST and (joint := _JOINT.search(words[:start])):
        before = _find_last(words[: joint.start()])
        if before is None or before.start + len(before.names[0]) != joint.start():
            break
        if joint["other"]:
            names[-1] = f"other {names[-1]}"
        names.append(before.names[0])
        start = before.start
    if _EXCEPT.search(words[:start]) or (_MADE_OF.search(words[:start]) and _BACK_TO_ALL.search(words[last.start :])):
        # "Imports were dominated by coal, and amounted to 3 billion": the amount is that of all imports.
        return None
    example = _EXAMPLES.search(words[:start])
    return (example and find_goods(words[: example.start()])) or Goods(start, tuple(reversed(names)))


def _find_last(words: str) -> Goods | None:
    """The goods named last, a single name."""
    tokens = list(_LATIN.finditer(words))
    for index in range(len(tokens) - 1, -1, -1):
        kind = tokens[index - 1][0].lower() if index else ""
        if tokens[index][0].lower() not in _HEAD_WORDS and not (
            tokens[index][0].lower() == "goods" and (kind in _KINDS_OF_GOODS or kind in _HEAD_WORDS or _is_kind(kind))
        ):
            continue
        if _WHO_DEALS.match(words, tokens[index].end()) or words.startswith(" Road", tokens[index].end()):
            continue
        first = index
        while first and index - first < 4 and _goes_on(words, tokens, first):
            first -= 1
        if first < index and tokens[first][0].lower() in {"exported", "imported"}:
            first += 1
        phrase = words[tokens[first].start() : tokens[index].end()].lower()
        if phrase.endswith("commerce parcels"):
            return None
        if phrase in _SHORT_NAMES:
            return Goods(tokens[first].start(), (_SHORT_NAMES[phrase],))
        if phrase not in _NOT_GOODS and phrase not in {
            "parts",
            "materials",
            "food",
            "oil products",
            "paper",
            "supplies",
            "chips",
        }:
            return Goods(tokens[first].start(), (phrase,))
    return None


def _is_kind(word: str) -> bool:
    """Whether an adjective tells a kind of goods, as "chemical" does, not whose they are, as "regional" does."""
    return word.endswith("al") and word not in _ADJECTIVES and not word.endswith(("tional", "cial", "local", "total"))


def find_all_goods(words: str) -> tuple[str, ...]:
    """All goods that `words` name by the usual words for goods, in text order."""
    found: list[str] = []
    rest = words
    while len(found) < _LONGEST_LIST and (goods := _find_last(rest)):
        found.append(goods.names[0])
        rest = rest[: goods.start]
    return tuple(reversed(found))


def find_counted(gap: str) -> tuple[str, ...]:
    """The goods that follow a quantity or count: "tons of tomato paste", "vehicles were exported"; empty where none."""
    gap = re.sub(r"^ (?:were|was|are|is) (?!exported|imported|sold|shipped)", " ", gap)
    gap = re.sub(r"^\)? worth of (?:(?:the |its |their )(?=[a-z]))?(?=[a-z]|the [\"“‘])", " of ", gap)
    gap = re.sub(
        r"^ (?:units|sets|pieces|heads?|pairs|boxes|bottles|bags|cans|cartons|barrels|truckloads) of ", " of ", gap
    )
    # "worth of the 'big three' - cars, …": what is quoted is the name.
    gap = re.sub(r"^( of )(?:the )?[\"“‘]([\w -]{3,30})[\"”’](?=\W|$).*", r"\1\2", gap)
    match = _BEHIND.match(re.sub(r"^( of )[A-Z][\w-]+(?:[’']s)? (?=[a-z])", r"\1", gap))
    if not match:
        return ()
    found = find_goods(match["behind"])
    behind = match["behind"].lower()
    if found and (behind.startswith(found.names[0].split()[0]) or behind in _SHORT_NAMES):
        rest = behind.partition(found.names[0])[2].split()
        # "418 cotton pickers": cotton alone is not what is counted.
        longer = len(rest) == 1 and rest[0].endswith("s") and rest[0] not in _NOT_WITHIN | _HEAD_WORDS
        return (behind,) if longer and not gap.startswith(" of ") else found.names
    return _names(match["behind"]) if gap.startswith(" of ") else ()


def find_listed(gap: str) -> tuple[str, ...]:
    """The goods of any name that follow a number of traded items: "418 seed drills"; empty where none."""
    match = _BEHIND.match(gap)
    words = match["behind"].split() if match and not gap.startswith(" of ") else []
    is_name = 0 < len(words) < _LONGEST_NAME and words[-1].endswith("s") and not _GENERIC.intersection(words)
    return (" ".join(words),) if is_name and all(word.islower() and word not in _NOT_WITHIN for word in words) else ()


def _goes_on(words: str, tokens: list[re.Match[str]], first: int) -> bool:
    before, here = tokens[first - 1], tokens[first]
    between = words[before.end() : here.start()]
    word = before[0].lower()
    if word == "and" and between == " " and first >= 2:
        # "mechanical and electrical products" is one name, "cars and furniture" are two.
        earlier = tokens[first - 2][0].lower()
        return (
            earlier not in _NOT_WITHIN
            and earlier not in _HEAD_WORDS
            and first + 1 < len(tokens)
            and (here[0].lower() not in _HEAD_WORDS or tokens[first + 1][0].lower() == "goods")
        )
    if between != " " or word in _NOT_WITHIN or word in _ADJECTIVES or word.endswith(("ly", "’s", "'s")):
        return False
    return before[0][0].islower() or before.start() == 0 or words[: before.start()].strip(' “"') == ""


def _trimmed(phrase: str) -> str:
    tokens = phrase.split()
    while tokens and (
        tokens[0].lower() in _NOT_WITHIN or tokens[0].lower() in _ADJECTIVES or tokens[0].lower().endswith(("’s", "'s"))
    ):
        tokens.pop(0)
    if not tokens or tokens[-1].lower() in _ADJECTIVES | _NOT_WITHIN | _NOT_GOODS:
        return ""
    known = tokens[-1].lower() in _HEAD_WORDS
    if not known and (tokens[0][0].isupper() and len(tokens) == 1 and phrase != tokens[0]):
        return ""
    if any(token.lower() in _NOT_WITHIN for token in tokens):
        last = max(i for i, token in enumerate(tokens) if token.lower() in _NOT_WITHIN)
        tokens = tokens[last + 1 :]
    tokens = tokens[1:] if tokens and tokens[0].endswith(("’s", "'s")) else tokens
    return " ".join(tokens) if tokens and _in_plural(tokens[-1].lower()).split()[-1] in _HEAD_WORDS else ""


def _in_plural(phrase: str) -> str:
    """Goods named ahead of "exports" as they are called alone: "vehicles", but "coal"."""
    plurals = (phrase, f"{phrase}s", f"{phrase}es", f"{phrase[:-1]}ies")
    return next((each for each in plurals if each.split()[-1] in _HEAD_WORDS), phrase)


def _names(phrase: str) -> tuple[str, ...]:
    phrase = re.sub(r"(?:\s(?:and|or|of|its|their|the))+$", "", phrase.strip())
    phrase = re.sub(r"^(?:imported|exported)\s", "", phrase)
    # "Exports of lithium batteries and of wind turbines": the preposition may stand again.
    phrase = re.sub(r"^of\s|(?<=\sand\s)of\s|(?<=,\s)of\s", "", phrase)
    if _FORMER.search(phrase):
        return ()
    tokens = phrase.split()
    ends = [index for index, token in enumerate(tokens) if token.lower().rstrip(",") in _HEAD_WORDS]
    if ends and ends[-1] + 1 < len(tokens) and tokens[ends[-1] + 1] not in {"and", "of", "for", "goods"}:
        # "electrical products bucked the trend": what follows the last known name of goods is said of them.
        tokens = tokens[: ends[-1] + 1]
        phrase = " ".join(tokens).rstrip(",")
    if tokens and tokens[0].lower() in _NOT_WITHIN:
        return ()
    if any(token[0].isupper() and token[1:2].islower() for token in tokens) or re.search(r"[’']s\b", phrase):
        return ()
    if (
        not tokens
        or tokens[-1].lower() in _NOT_GOODS - {"products", "items"}
        or " ".join(tokens).lower() in _NOT_GOODS
        or tokens[0].lower() in _NOT_GOODS | {"more", "less", "some", "about", "over", "nearly", "other", "up"}
    ):
        return ()
    parts = [part for part in re.split(r",\s?(?:and\s)?|\sand\s", phrase) if part]
    if len(parts) > 1 and all(_ends_a_name(part.split()[-1].lower()) for part in parts):
        return tuple(part.strip().lower() for part in parts)
    return (phrase.lower(),)


def _ends_a_name(word: str) -> bool:
    """Whether a word can end a name on a list: a known one, or any plural; "mechanical" of a pair cannot."""
    return word in _HEAD_WORDS or word.endswith("s")
