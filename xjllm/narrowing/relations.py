"""Partners of trade: which of the countries and groups that a sentence names are traded with."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from xjllm.narrowing.names import Named, find_cities, find_partners, is_demonym

# Up to the name, from the word that ties it to trade; a list of names and their adjectives may stand between.
_TIE = re.compile(
    r"\b(?i:with|to|from|followed\sby|up\sin|between|among|for|towards?|on|via|into)\s"
    r"(?:(?:[a-z]+-(?:member|nation|country|state)|the|both|other|its|their|neighbou?ring|nearby|goods|buyers|customers|in|of|members?|countries|"
    r"participating|along|"
    r"all|major|five|ten|\d\d?|and|or|as|well|by|rest|partners?|nations|top|main|trading|group|bloc|involved|taking|"
    r"part|(?:north|south)(?:east|west)?|east|west|joining|joined|signed|up|initiative|participants|economies|markets?|member|states|mainland|region|province|"
    r"[A-Z][\w'’.-]*,?|,)\s){0,12}$"
)
_SUBJECT_BEFORE = re.compile(
    r"(?:^|^\s*[-–—•*|]|[,;:.(]|\b(?:and|while|whereas|but|with|then|or|both|when|by|that|as|which|"
    r"where|it\s(?:was|is)))\s*(?:[“\"']\s*)?(?:(?:the|those\s(?:in|"
    r"along|from)|neighbou?ring|nearby|"
    r"countries\s(?:along|in|of|participating\sin)|partners\s(?:along|in)|members\sof|as\swell\sas|top\spartner|"
    r"[A-Z][\w'’-]+,?|and)\s){0,7}$",
    re.IGNORECASE,
)
_SUBJECT_AFTER = re.compile(
    r"^(?:,\swhose\b|\s\([^()\d]{3,60}\):\s|,\s(?![A-Z])[^,;:\d]{1,80},\s(?:saw|followed|took|came|ranked|accounted|bought|remained)\b|\s?[-–—:]\s?(?=[\d$€¥£]|US\$|RMB)|\s?\|\s?(?=[-+–]?[\d$€¥£]|US\$|RMB)|(?:\s?\||,)?\s(?:up|down)\s(?=\d)|\s(?=[+–-]\d)|,\s(?:which|who)\s(?:\w+ly\s)?[a-z]+(?:s|ed|d)\b|,\s(?:an?|one\sof|home|long|once)\s[^,;:]{1,80},\s(?=[a-z])|\sfor\s(?=[\d])|,\s(?:in|the|its|[A-Z][\w’'-]*)\s[^,;.]{0,60}\b(?:partner|place|market|buyer|customer|supplier|"
    r"destination)\b|"
    r"[’']s?\s(?:a\s|at\s|with\s)?(?=[\d$€¥£])|\s\((?=[\d$€¥£]|US\$|RMB|up\b|down\b|plus\b|minus\b)|"
    r"(?:[’']s?)?\s(?:share|purchases|demand|orders|slice|proportion)\b|"
    r"\s(?=[\d$€¥£]|US\$|RMB)|\s(?:first|second|third|fourth|fifth)\b|\s(?:at|with)\s(?=[$€¥£\d]|about|nearly|RMB|"
    r"US\$|some|over|more\sthan|a\s(?:share|turnover|trade))|"
    r"(?:\s?\(\w+\))?,?\s*(?:(?:and|,|alone|together|combined|countries|nations|states|also|still|then|now|"
    r"once\sagain|again|"
    r"meanwhile|however|in\sturn|thus|hence|therefore|thereby|members?|markets?|economies|initiative|partners?|"
    r"[A-Z][\w'’-]*)[\s,]*){0,7}"
    r"(?:that\ssaw|saw|did|fared|chipped\sin|recorded|posted|remain\w*|was|were|is|are|stay\w*|rank\w*|came|account\w*|took|"
    r"take\w*|taking|contribut\w*|generat\w*|held|"
    r"holds?|absorb\w*|receiv\w+|bought|buys?|sold|sells?|shipped|delivered|sent|"
    r"purchas\w*|became|becom\w*|overt\w+|follow\w*|represent\w*|made\sup|makes?\sup|continued|topped|headed|led|"
    r"retain\w*|kept|tops|heads|earn(?:ed|s)|"
    r"(?:rose|grew|rises)\sto\sbecome|(?:moved|climbed|slipped|dropped|jumped|rose)\s(?:up\s|down\s|back\s)?(?:to|into)\s(?:the\s)?(?:\w+\s)?(?:first|second|third|fourth|fifth|place)|"
    r"has|had|still|the|its|as|replaced|displaced|dethroned|eclipsed|emerged|constitut\w*|stood|leads?|spent|ordered|imported|supplied|provided|"
    r"(?:at|with)(?=\s[$€¥£\d]|\s(?:RMB|about|nearly)))\b|,\s(?:at|with)\s(?=[$€¥£\d]))"
)
_BEYOND_TRADE = re.compile(
    r"^(?:[’']s?)?\s(?:(?:largest\s)?econom(?:y|ic)\b(?!\s(?:partner|bloc))|border|dollars?|officials?|law|ban|"
    r"act|embassy|government|president|crackdown|tariffs?|"
    r"sanctions|currency|merchants|lawmakers|"
    r"Customs|ministry|bank|visitors|tourists|soil|pressure)\b|^-(?:based|led|born)",
    re.IGNORECASE,
)
_NOT_TRADE_BEFORE = re.compile(
    r"\b(?:border(?!\strade)|borders|bordering|agreement|talks|tensions|relations|ties|visit|flights?|friendship|"
    r"cooperation|"
    r"treaty|next|bridge|pass(?:es)?|demand|competition|pressure|merchants|visitors|tourists|adjacent|opposite|"
    r"visa-free\stravel|close|near|nearer|closer|proximity)\s(?:(?:\w+\s){0,2}|of\s[^;:]{1,50}\s)(?:with|to|between|from)\s(?:\w+\s){0,3}$",
    re.IGNORECASE,
)
_TRADED_ADJECTIVE = re.compile(
    r"^\s(?:buyers|customers|clients|importers|consumers|traders|origin|goods|products|market|markets|shoppers|"
    r"orders|demand|made|"
    r"coal|oil|gas|crude|raw|food|fruit)"
)
_PAIR = re.compile(r"\b(?P<one>[A-Z]\w+)[-–](?P<two>[A-Z]\w+)(?=\s(?:[a-z]+\s)?(?:trade|turnover|commerce)\b)")
_PAIR_BEFORE = re.compile(r"\b[A-Z]\w+\s(?:and\s)?$")
_PAIR_TRADE = re.compile(r"^\s(?:[a-z]+\s)?(?:traded?|turnover|commerce)\b")
_PAIRED_WITH = re.compile(r"^\s(?:and\s)?[A-Z]\w+\s(?:[a-z]+\s)?(?:traded?|turnover|commerce)\b")
_THEIR_GOODS = re.compile(r"^\s(?!and\b|or\b|side\b|part\b|section\b|trade\b|exports?\b|imports?\b)[a-z]")
_AMOUNT_OF = re.compile(
    r"\b(?:imports|purchases|tons|tonnes|supplies|arrivals|volumes?|share|worth|deliveries)\sof\s(?:[a-z]+\s)?$"
)
_COMES_IN = re.compile(
    r"\b(?:enter\w*|import\w*|arriv\w*|bought|purchas\w*|(?:came|come|comes|coming)\b(?!\sto\b)|flow\w*\sin)"
)
# Whom a subject leaves behind, unless a figure of its own follows.
_LEFT_BEHIND = re.compile(
    r"\b(?:overt\w+|displac\w+|dethron\w+|eclips\w+|replac\w+|surpass\w+|outpac\w+|outstripp\w+|ahead\sof|instead\sof|rather\sthan|unlike)\s(?:the\s)?$"
)
# "Peru came second after Chile with 3 million": it is Peru's.
_RANKED_AFTER = re.compile(
    r"\b(?:came|comes|coming|next|second|third|fourth|fifth|ranked|place)\s(?:after|behind)\s(?:the\s)?$"
)
_OWN_AMOUNT = re.compile(r"^\s\((?=[\d$€¥£]|US\$|RMB)")
# "after Peru, which bought goods worth 3 million": so is what it bought.
_WHICH_TRADES = re.compile(
    r"^,\s(?:which\s(?:\w+ly\s)?(?:bought|purchased|imported|took|absorbed|received|sold|supplied|accounted)|"
    r"whose\s(?:\w+\s)?(?:shipments|deliveries|supplies|sales|exports|purchases|orders|imports))\b"
)
_MOVED = re.compile(
    r"\b(?:left|leave|leaving|sent|shipped|bound|headed|destined|exported|delivered|sold)\s(?:\w+\s){0,2}(?:to|for)\s$|"
    r"\b(?:arriv\w+|came|brought|shipped|imported|delivered|bought)\s(?:\w+\s){0,2}from\s$"
)
# "Chile's share was 5 percent; Peru's was": with whom the share is.
_ITS_SHARE = re.compile(
    r"^[’']s\s(?:was|is|stood\sat|came\sto)\s(?:about\s|nearly\s|only\s)?(?=[\d.]+\s?(?:per|pct|%))"
)
_SHARE = re.compile(r"\b(?i:share|proportion)\b")
# "ahead of Peru, with which trade fell": what follows is with Peru.
_WITH_WHOM = re.compile(r"^,\s(?:trade\s|exports\s|imports\s)?(?:with|to|from)\s(?:which|whom)\b")
_OWN_FIGURE = re.compile(r"^\s?\(?,?\s?(?:with|at)?\s?(?:[$€¥£\d]|US\$|RMB)")
# "Russian cargoes climbed", "U.S. supplies withered": what came from there.
_THEIR_SUPPLIES = re.compile(r"^\s(?:cargoes|supplies|deliveries|arrivals|volumes|tonnage)\b")
_PEOPLE = re.compile(r"^\s(?:buyers|customers|clients|importers|consumers|traders)\b")
_SHARE_OF = re.compile(r"\b(?i:share|proportion|purchases)\sof\s(?:the\s)?(?:five\s)?$")
_PLURAL = re.compile(r"\b(?:countries|nations|states|republics|members|them|bloc|group|five)\b", re.IGNORECASE)
_UNKNOWN_GROUP = re.compile(
    r"\b(?i:trade|exports?|imports?|shipments|sales|deliveries|exported|imported|turnover|goods|"
    r"business)\s(?:\w+\s){0,3}?(?:with|to|from)\s(?:the\s)?"
    r"(?:other\s)?(?:(?:member\s)?(?:states|countries|nations|economies|members)\s(?:of|"
    r"in)\sthe\s)?(?P<name>(?:[A-Z][a-z]+\s){1,3}(?:Union|Organi[sz]ation|Council|Community|States|League)|"
    r"third\scountries|Arab\scountries|non-EU\scountries|"
    r"(?:South|Southeast|East|West|North)\s(?:Asian|African|European)\s(?:countries|nations|markets)|"
    r"(?:North|South)\sAmerica|Oceania|Western\sEurope|Eastern\sEurope|Southeast\sAsia|South\sAsia|East\sAsia)\b"
)
# "With non-EU countries, exports rose": named ahead of the trade.
_FRONTED_GROUP = re.compile(
    r"(?:^\W*|[.;]\s|\b(?:and|while|but)\s)(?i:with|to|from)\s(?P<name>(?:third|Arab|non-EU)\scountries)\b"
)
_ADJECTIVE = re.compile(r"(\w+)\s(asian|african|european)\s\w+")
_CONTINENTS = {"asian": "asia", "african": "africa", "european": "europe"}
_AGAIN = re.compile(
    r"\b(?:with|to|from|in|by|(?<!out\s)of)\s(?:the\s|that\s|this\s|these\s|its\s)(?:(?:\w+ern|large|giant|big|two|three|five|"
    r"neighbou?ring|whole|(?:largest|biggest)\s(?:export|trading|trade))\s|(?!(?:whole|entire|home|host|own|other|third|same|developing)\s)[a-z-]+\s(?:asian\s|european\s|african\s|american\s)?(?=neighbou?rs?\b|"
    r"countr(?:y|ies)\b|nations?\b))?"
    r"(?:countr(?:y|ies)|nations?|states|bloc|neighbou?rs?|region\sof|members|republics|partners?|continent|market|"
    r"five(?!\s(?:months?|quarters?|years?|weeks?|days?)))\b(?![’']s|\sas\sa\swhole)"
    r"|\b(?:between\s(?:them|the\stwo)|with\s(?:them|it)\b|to\sthem\b|from\sthem\b|two-way\strade|bilateral\strade|"
    r"mutual\strade|in\sthis\strade|(?:from|to)\sthere\b|(?<!handled\s)(?<!cleared\s)(?<!done\s)(?<!inspected\s)(?<!processed\s)(?<!registered\s)there\b(?!\s(?:was|were|is|are))|"
    r"(?:the|these|those)\s(?:five|ten|27|two|three)\b(?!\s(?:months?|quarters?|years?|weeks?|days?|others?))|"
    r"on\sthem\b|the\sbloc(?:[’']s)?\b|(?:with|to|from)\sthe\sgroup\b|(?:the|these|those)\s(?:\w+\s)?(?:countries|nations|"
    r"republics|neighbou?r))",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Partner:
    """A partner that a sentence names.

    Attributes:
        start: where the name begins.
        end: where it ends.
        code: code of the guidelines, or the lower-case name of another group.
        is_subject: whether the sentence says something of it ("Kazakhstan remained the largest partner").
    """

    start: int
    end: int
    code: str
    is_subject: bool

    def moved(self, by: int) -> Partner:
        """The same partner where the text that names it begins `by` characters earlier (below 0) or later."""
        return replace(self, start=self.start + by, end=self.end + by)


def find_related(words: str, own: frozenset[str]) -> list[Partner]:
    """The partners that a sentence names as such, in text order; `own` are the reporter's names."""
    found: list[Partner] = []
    words = _PAIR.sub(r"\g<one> \g<two>", words)
    named = sorted([*find_partners(words), *_find_cities(words)], key=lambda each: each.start)
    for index, each in enumerate(named):
        if each.code in own:
            continue
        before = words[max(0, each.start - 120) : each.start]
        end = each.end - 2 if words[each.end - 2 : each.end] in {"’s", "'s"} else each.end
        after = words[end : end + 90]
        if _BEYOND_TRADE.match(after) or _NOT_TRADE_BEFORE.search(before):
            continue
        owns_amount = (_OWN_AMOUNT.match(after) or _WHICH_TRADES.match(after)) is not None
        its_share = _ITS_SHARE.match(after) is not None and _SHARE.search(words[: each.start]) is not None
        with_whom = its_share or _WITH_WHOM.match(after) is not None
        own_figure = with_whom or owns_amount or _OWN_FIGURE.match(after)
        if (_LEFT_BEHIND.search(before) and not own_figure) or (_RANKED_AFTER.search(before) and not owns_amount):
            continue
        buyers = _PEOPLE.match(after) is not None
        subject = bool(_SUBJECT_BEFORE.search(before)) and bool(buyers or _SUBJECT_AFTER.match(after))
        subject = subject or owns_amount
        named_goods = is_demonym(words[each.start : end]) and _THEIR_GOODS.match(after)
        goods_of_theirs = (
            (_TRADED_ADJECTIVE.match(after) and before.strip())
            or ((named_goods or _TRADED_ADJECTIVE.match(after)) and not before.strip() and _COMES_IN.search(after))
            or (named_goods and _AMOUNT_OF.search(before))
        )
        goods_of_theirs = goods_of_theirs or _THEIR_SUPPLIES.match(after)
        of_pair = (_PAIR_BEFORE.search(before) and _PAIR_TRADE.match(after)) or _PAIRED_WITH.match(after)
        tied = bool(_TIE.search(before) or _SHARE_OF.search(before) or goods_of_theirs or of_pair or with_whom)
        listed = _is_listed(words, named, index, found)
        if subject or tied or listed:
            found.append(Partner(each.start, each.end, each.code, subject and (buyers or not tied)))
    for match in (*_UNKNOWN_GROUP.finditer(words), *_FRONTED_GROUP.finditer(words)):
        start, end = match.span("name")
        # "South Asian countries" are more than "Asian countries".
        found = [each for each in found if not (start < each.start and each.end <= end)]
        if not any(each.start < end and start < each.end for each in found):
            found.append(Partner(start, end, _group_name(match["name"]), is_subject=False))
    return sorted(found, key=lambda each: each.start)


def _find_cities(words: str) -> list[Named]:
    """The cities abroad that goods are sent to or come from: "20 tons left for Almaty"."""
    return [each for each in find_cities(words) if _MOVED.search(words[max(0, each.start - 60) : each.start])]


def _group_name(name: str) -> str:
    """The name of a group of countries as the guidelines write it: "south asia" for "South Asian countries"."""
    region = _ADJECTIVE.fullmatch(name.lower())
    return f"{region[1]} {_CONTINENTS[region[2]]}" if region else name.lower()


def find_near(words: str, own: frozenset[str]) -> tuple[str, ...]:
    """The codes of all countries and groups that a sentence names and that may be traded with, in text order."""
    found = []
    for each in find_partners(words):
        beyond = _BEYOND_TRADE.match(words[each.end : each.end + 40])
        if (
            each.code not in own
            and not beyond
            and not _NOT_TRADE_BEFORE.search(words[max(0, each.start - 120) : each.start])
        ):
            found.append(each.code)
    return tuple(dict.fromkeys(found))


def _is_listed(words: str, named: list[Named], index: int, found: list[Partner]) -> bool:
    """Whether the name goes on a list whose last name was a partner: "with Kazakhstan, Russia and Vietnam"."""
    if not index or not found or found[-1].end != named[index - 1].end:
        return False
    return (
        re.fullmatch(r"\s?(?:,|and|or|as well as|\s|the)*\s?", words[named[index - 1].end : named[index].start])
        is not None
    )


def refers_to_group(words: str) -> bool:
    """Whether what the words point back to is several countries: "the five countries", "them", "the bloc"."""
    match = _AGAIN.search(words)
    return match is not None and _PLURAL.search(match[0]) is not None


def refers_back(words: str) -> bool:
    """Whether the words name a partner only by pointing back: "imports from the country", "trade between them"."""
    return _AGAIN.search(words) is not None
