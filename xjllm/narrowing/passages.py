"""The sentences of an article as readers meet them: asides blanked out, figures in groups, words around each."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from xjllm.reading.sentences import sentence_at

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xjllm.article import Article
    from xjllm.figures import Figure
    from xjllm.numbering import NumberedFigure

_CONVERSION = re.compile(
    r"[\s(\[,–—-]{0,4}(?:or\s|that\sis\s)?(?:about|around|some|nearly|almost|approximately|roughly|equivalent\sto|"
    r"equal\sto)?[\s$]{0,3}",
    re.IGNORECASE,
)
# What stands between commas and holds no figure: "imports, which carry most of the trade, rose".
_ASIDES = (
    re.compile(
        r",\s(?:in\s|of\s|by\s|with\s|from\s|to\s|for\s|through\s)?(?:which|who|where|whose|"
        r"whom)\s[^,;()\d⟦]{1,110},"),
    re.compile(
        r",\s(?!follow|accompan|join)(?:[a-z]+ed|hit|hurt|led|driven|held|"
        r"spurred)\s(?:[a-z]+\s)?by\s[^,;()\d⟦]{1,90},"),
    re.compile(
        r",\s(?:however|meanwhile|though|too|in\sturn|by\scontrast|in\scontrast|on\sthe\s(?:other\shand|contrary)|"
        r"for\s(?:its|their)\spart|moreover|therefore|thus|instead|again|in\sparticular|of\scourse),"),
    re.compile(
        r",\s(?![^,;()\d⟦]{1,80}\s(?:exported|imported|sold|bought|shipped|sent)\s)(?:an?|the|its|their|one\sof|home\sto|located|situated|driven|led|boosted|"
        r"helped)\s[^,;()\d⟦]{1,90},(?=\s(?!the\b|its\b|one\b|some\b)\w+(?:ed|s|w|e|t|n|k|g)\b)"),
    re.compile(
        r",\s(?:long\s|\w+ly\s)?(?:rich|dependent|reliant|famous|poor|strong)\s(?:in|on|for|at)\s[^,;()\d⟦]{1,60},"),
    re.compile(r",\s[^,;()\d⟦]{1,40}\s(?:included|excluded|alike|apart),"),
    re.compile(r",\s(?:mostly|mainly|chiefly|including|such\sas|notably|especially|particularly)\s[^;()\d⟦]{1,90},"),
    re.compile(
        r",\s(?:launched|founded|established|opened|built|inaugurated|unveiled|set\sup|known|dubbed|"
        r"compiled)\s[^,;()\d⟦]{1,70},"),
    re.compile(r"(?<!China\s)\([^()⟦]{1,60}\)"),
    re.compile(r"\s(?:--|[–—])\s[^;:()\d⟦–—-]{1,110}\s(?:--|[–—])(?=\s)"),
    re.compile(r"\s-\s[^;:()\d⟦–—]{1,110}?\s-(?=\s)"),
    re.compile(r",\s(?:near|on|not\sfar\sfrom|opposite|close\sto)\s[^,;()\d⟦]{1,60},"),
)  # fmt: skip
_BREAK = re.compile(
    r"[;:]|,|\s[–—]\s|\s(?:and|but|while|whereas|whilst|although|though|as|after|because|against|compared|versus|"
    r"plus)(?!\sa\swhole\b)\s",
    re.IGNORECASE,
)
_PAIR_BEFORE = re.compile(
    r"\b(?:entered|entering|enter)$|\bChina[-–]Europe$|\bChina[-–]Central\sAsia$|\b(?:imports?|exports?|imported|exported|inbound|outbound)$|\b(?:between|with|to|"
    r"from)\s(?:the\s)?[A-Z][\w’'.-]*(?:\s[A-Z][\w’'.-]*)?$|^\s(?:worth\s)?of\s(?:[A-Z][\w-]+[’']s\s)?(?:[a-z-]+\s?){1,4}$"
)
_PAIR_AFTER = re.compile(
    r"(?:exited|exiting|left|leaving|leave|exit)\b|(?:inbound|outbound|imported|exported)\b(?!\s(?:\w+\s){0,2}$)|(?:imports?|exports?)\b(?!\s(?:rose|grew|fell|climbed|were|was|"
    r"jumped|by|worth)|\s\W*$)|"
    r"(?:the\s)?[A-Z]|(?:[a-z-]+\s){1,2}(?:products|goods|items|articles|equipment|machinery|materials)\b|"
    r"[a-z-]+(?:[,.]|\s(?:were|was|had|for|to|from|in|worth|with|via|through|entering|abroad|overseas|,))"
)
_LONGEST_HEADING = 60
_HEADING = re.compile(r"[A-Z][^\n.:!?]*")
_LEAD_IN = re.compile(
    r"^\s*(?:[Aa]ffected|[Dd]ue|[Tt]hanks|[Bb]oosted|[Dd]riven|[Ff]uelled|[Ff]ueled|[Ll]ed|[Hh]elped|[Dd]espite|"
    r"[Ff]ollowing|[Bb]ecause\sof|[Oo]wing)\s[^,;()\d⟦]{1,110},"
)
_ROUGHLY = r"(?:[Aa]bout\s|[Oo]ver\s|[Nn]early\s|[Mm]ore\sthan\s|[Ss]ome\s|[Aa]lmost\s|[Aa]round\s|[Ll]ess\sthan\s)?"
_FRONTS = (
    (re.compile(rf"\s*{_ROUGHLY}"), re.compile(r"\s?:\s")),
    (
        re.compile(rf"\s*(?:[Ww]ith|[Aa]t)\s(?:an?\s[a-z]+\sof\s)?{_ROUGHLY}"),
        re.compile(r",\s(?=(?:the\s|its\s)?(?:[A-Z]|(?:\w+\s)?(?:imports?|exports?|trade)\b))"),
    ),
)
_GOING_ON = re.compile(
    r",\s(?=(?:went|goes|came\sfrom|(?:was|were)\s(?:sold|sent|shipped|bound|bought|recorded|registered|seen|"
    r"posted))\b)"
)
_TELLING = re.compile(r"\b(?:record|high|highest|largest|biggest|best|peak)\b")
_SHOUTED = re.compile(r"^\W{0,3}[A-Z]{4,}[’']S(?=\s[a-z])")
_MARK = "⟦"


@dataclass(frozen=True, slots=True)
class Group:
    """One figure, or an amount with its conversions into other currencies, and the words that belong to it.

    Attributes:
        members: the numbered figures, in text order; all but the first are conversions of it.
        before: the sentence up to the group.
        after: the sentence from the group's end.
        left: the words since the previous group.
        head: the same without those that still belong to the previous group.
        tail: the words behind that belong to this group: up to the next break of the clause.
        gap: all words behind, up to the next group.
        is_fronted: whether the words that say what it is stand behind it: "46 percent: the share of exports".
    """

    members: tuple[NumberedFigure, ...]
    before: str
    after: str
    left: str
    head: str
    tail: str
    gap: str
    is_fronted: bool = False

    @property
    def figure(self) -> Figure:
        """The group's first figure."""
        return self.members[0].figure


@dataclass(frozen=True, slots=True)
class Passage:
    """One sentence.

    Attributes:
        start: its first character in the article.
        end: one past its last.
        paragraph: index of its paragraph; the headline is a paragraph of its own.
        in_title: whether it is the headline's.
        words: its text, white space as blanks and asides blanked out; same length as the article's.
        groups: its figures.
        heading: the line of its own ahead of the paragraph that it begins; empty where there is none.
    """

    start: int
    end: int
    paragraph: int
    in_title: bool
    words: str
    groups: tuple[Group, ...]
    heading: str = ""


def find_passages(article: Article, figures: Sequence[NumberedFigure]) -> list[Passage]:
    """The sentences of the story in text order, those without figures included."""
    passages: list[Passage] = []
    for index, paragraph in enumerate(article.paragraphs):
        position = paragraph.start
        while position < paragraph.end:
            if article.text[position].isspace():
                position += 1
                continue
            sentence = sentence_at(article.text, position, position + 1)
            end = max(min(sentence.end, paragraph.end), position + 1)
            passages.append(_passage(article, figures, index, (position, end)))
            if position == paragraph.start and index > 1:
                passages[-1] = replace(passages[-1], heading=_heading_before(article, index))
            position = end
    return passages


def _heading_before(article: Article, index: int) -> str:
    """The line of its own ahead of a paragraph; empty where there is none, or more than one."""
    before = article.paragraphs[index - 1]
    between = article.text[before.end : article.paragraphs[index].start].strip()
    line = between or article.text[before.start : before.end]
    return line if len(line) <= _LONGEST_HEADING and _HEADING.fullmatch(line) else ""


def _passage(article: Article, figures: Sequence[NumberedFigure], paragraph: int, span: tuple[int, int]) -> Passage:
    start, end = span
    inside = [each for each in figures if start <= each.figure.start < end]
    title = article.title
    words = re.sub(r"[\s\u00a0]", " ", article.text[start:end])
    # "SHENZHEN'S foreign trade rose": some papers begin a story so.
    words = _SHOUTED.sub(lambda match: match[0].title().replace("’S", "’s").replace("'S", "'s"), words, count=1)
    if article.dateline and start <= article.dateline.start < end:
        cut = min(article.dateline.end, end) - start
        words = " " * cut + words[cut:]
    words = _without_asides(words, [(each.figure.start - start, each.figure.end - start) for each in inside])
    return Passage(
        start=start,
        end=end,
        paragraph=paragraph,
        in_title=title is not None and title.covers(start, min(end, title.end)) and start < title.end,
        words=words,
        groups=tuple(_groups(words, inside, start)),
    )


def _without_asides(words: str, spans: list[tuple[int, int]]) -> str:
    marked = words
    for first, last in spans:
        marked = marked[:first] + _MARK * (last - first) + marked[last:]
    for pattern in (*_ASIDES, _LEAD_IN):
        for match in pattern.finditer(marked):
            if not _TELLING.search(match[0]):
                blank = " " * len(match[0])
                words = words[: match.start()] + blank + words[match.end() :]
                marked = marked[: match.start()] + blank + marked[match.end() :]
    return words


def _groups(words: str, inside: list[NumberedFigure], start: int) -> list[Group]:
    joined: list[list[NumberedFigure]] = []
    for each in inside:
        latest = joined[-1][-1].figure if joined else None
        if latest and _is_conversion(words, latest, each.figure, start):
            joined[-1].append(each)
        else:
            joined.append([each])
    groups: list[Group] = []
    previous = tail_end = 0
    for index, members in enumerate(joined):
        first, last = members[0].figure.start - start, members[-1].figure.end - start
        following = joined[index + 1][0].figure.start - start if index + 1 < len(joined) else len(words)
        gap = words[last:following]
        tail = _tail(gap)
        groups.append(
            Group(
                members=tuple(members),
                before=words[:first],
                after=words[last:],
                left=words[previous:first],
                head=words[min(tail_end, first) : first],
                tail=tail,
                gap=gap,
            )
        )
        behind = next((tie.match(gap) for front, tie in _FRONTS if front.fullmatch(words[:first])), None)
        if behind:
            # What such a figure is stands behind it: its head is there.
            told = gap[behind.end() :]
            groups[-1] = replace(groups[-1], left=told, head=told, tail="", gap="", is_fronted=True)
            tail = gap
        previous, tail_end = last, last + len(tail)
    return groups


def _is_conversion(words: str, first: Figure, second: Figure, start: int) -> bool:
    between = words[first.end - start : second.start - start]
    two_moneys = first.kind == second.kind == "money" and first.unit != second.unit
    return two_moneys and _CONVERSION.fullmatch(between) is not None


def _tail(gap: str) -> str:
    if going_on := _GOING_ON.match(gap):
        # "the bulk of it, 71 percent, went to Peru": the figure itself is the aside.
        return gap[: going_on.end()] + _tail(gap[going_on.end() :])
    for match in _BREAK.finditer(gap):
        is_and = match[0].strip() == "and"
        if is_and and _PAIR_BEFORE.search(gap[: match.start()]) and _PAIR_AFTER.match(gap[match.end() :]):
            # "imports and exports", "between Kazakhstan and China", "of fruit and vegetables" hold together.
            continue
        return gap[: match.start()]
    return gap
