"""A second reading: where a model that read the whole article is sure of something else, it overrules the rules."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from xjllm.narrowing.relations import find_near
from xjllm.narrowing.topic import WORLD, find_flows

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xjllm.article import Article
    from xjllm.narrowing.story_reading import Reading, StoryReading

LETTERS = "ABCDEFGHIJKLMNOPQRST"
"""A partner's sign is its place in the list."""

FLOWS = {"total": "T", "exports": "E", "imports": "I", "balance": "B", "none": "N"}
NO_FACT = "X"
MARGIN = 2.0
"""By how much, in natural logarithms of probability, the model must prefer its own choice to the rules'.

Chosen on development articles that neither rules nor model were tried on; from 1 to 3 it makes little difference.
"""
PARTNER_MARGIN = 4.0
"""The same for a partner; chosen likewise, from 3 to 5 makes little difference."""
FAR_MARGIN = 7.0
"""The same for a flow that no word of the figure's sentence says; chosen likewise, from 6 to 8 makes no difference."""
_COUNTRY = re.compile(r"[A-Z]{3}")
_LEAST = -12.0
"""Logarithm of the probability of a choice that is not among the likely ones."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a model thinks of one figure: for each sign of its code the logarithms of the probabilities of signs.

    Attributes:
        flow: by letter, `NO_FACT` included.
        partner: by letter of its place in the list of partners.
    """

    flow: Mapping[str, float]
    partner: Mapping[str, float]


def list_partners(article: Article, story: StoryReading) -> tuple[str, ...]:
    """Codes of the partners that an article may speak of: the world, then those of most figures, then those named.

    At most as many as there are letters.
    """
    told = Counter(reading.partners[0] for reading in story.readings if not reading.aside)
    by_number = [code for code, _ in told.most_common()]
    return tuple(dict.fromkeys([WORLD, *by_number, *find_near(article.text, frozenset())]))[: len(LETTERS)]


def find_stretches(story: StoryReading) -> list[list[Reading]]:
    """The readings in groups: neighbours of one sentence with the same flow and partner, facts or not.

    A group of its own is a figure behind the name of a partner, or in a row ("3, 4 and 5 percent"), for the rules may
    have missed that it is another partner's; and one that they set aside.
    """
    stretches: list[list[Reading]] = []
    for reading in story.readings:
        latest = stretches[-1][-1] if stretches else None
        if latest is not None and _told(latest) == _told(reading) and not _may_begin(reading):
            stretches[-1].append(reading)
        else:
            stretches.append([reading])
    return stretches


def _told(reading: Reading) -> tuple[object, ...]:
    return (reading.paragraph, reading.words, bool(reading.aside), reading.flows[:1], reading.partners[:1])


def _may_begin(reading: Reading) -> bool:
    """Whether a figure may be no more than the rules make of it, or another partner's than the one before it."""
    if reading.with_n is not None:
        return False
    return bool(reading.aside) or reading.left.strip(" ,") in {"", "and"} or bool(find_near(reading.left, frozenset()))


def read_again(story: StoryReading, partners: tuple[str, ...], seen: Mapping[int, Seen]) -> StoryReading:
    """The story with the rules' choices overruled where the model is surer of another one than the margin asks.

    What the model thinks of the first figure of a stretch holds for all of it; a stretch that it did not code keeps
    its reading.
    """
    readings: list[Reading] = []
    for stretch in find_stretches(story):
        told = seen.get(stretch[0].n)
        readings += [_read(each, story, partners, told) if told else each for each in stretch]
    return replace(story, readings=tuple(readings))


def _read(reading: Reading, story: StoryReading, partners: tuple[str, ...], seen: Seen) -> Reading:
    if reading.aside == "restated":
        return reading
    facts = {sign: value for sign, value in seen.flow.items() if sign != NO_FACT}
    lead = max(facts.values(), default=_LEAST) - seen.flow.get(NO_FACT, _LEAST)
    if reading.aside and lead <= MARGIN:
        return reading
    if not reading.aside and -lead > MARGIN:
        return replace(reading, aside="not_trade", sure=False)
    # A deficit's sign was read with the rules' flow, and counts have a total only where the words say both ways.
    barred = {"balance"} if reading.measures[0] == "trade_value" else {"balance", "total"}
    flows = {name: sign for name, sign in FLOWS.items() if name == reading.flows[0] or name not in barred}
    said = set(find_flows(reading.words))
    margins = {name: MARGIN if name in said else FAR_MARGIN for name in FLOWS}
    reporter = str(reading.rest.get("reporter", story.reporters[0]))
    rules = reading.partners[0]
    may_turn = rules not in {WORLD, reporter} and _COUNTRY.fullmatch(rules) is not None
    signs = dict(zip(partners, LETTERS, strict=False))
    sides = {code: letter for code, letter in signs.items() if code != reporter or may_turn}
    partner = _choose(sides, rules, seen.partner, dict.fromkeys(partners, PARTNER_MARGIN))
    # The partner is the reporter or its country: the rules took the two sides for each other.
    own = {reporter, "CHN"} if reporter.startswith("CN-") else {reporter}
    turned = {"reporter": rules} if may_turn and partner != rules and partner in own else {}
    return replace(
        reading,
        aside="",
        sure=True,
        flows=(_choose(flows, reading.flows[0], facts, margins),),
        partners=(partner,),
        also=reading.also if partner == rules else (),
        rest=reading.rest | turned,
    )


def _choose(signs: Mapping[str, str], rules: str, seen: Mapping[str, float], margins: Mapping[str, float]) -> str:
    """The value of the model's best sign, if it is so much likelier than that of the rules' value; else the latter."""
    values = {sign: value for value, sign in signs.items()}
    known = {sign: likely for sign, likely in seen.items() if sign in values}
    if not known:
        return rules
    best = max(known, key=lambda sign: known[sign])
    held = known.get(signs.get(rules, ""), _LEAST)
    return values[best] if known[best] - held > margins.get(values[best], MARGIN) else rules
