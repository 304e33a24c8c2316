"""Names: what a fact calls goods, places and offices must stand in the article.

Figures come from the text, names from the model: one that the article does not have was made up, or translated.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING

from xjllm.checks.wording import doubt_at
from xjllm.places import GROUPS, SEATS, WORLD, partner_names, port_spellings

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xjllm.article import Article
    from xjllm.fact import Fact, Whole
    from xjllm.finding import Finding

_FIELDS = ("commodity", "trade_mode", "zone", "port", "partner", "enterprise_type", "source")

# What the text may say for the closed set of the guidelines; each is looked for as a run of words.
_ENTERPRISES = {
    "private": ("private", "privately", "non state", "minying"),
    "state_owned": (
        "state owned",
        "state run",
        "state enterprise",
        "state firm",
        "state company",
        "soe",
        "central enterprise",
    ),
    "foreign_invested": ("foreign", "joint venture", "overseas funded", "multinational", "fie", "fdi"),
    "domestic": ("domestic", "domestically", "local", "chinese", "national", "home", "homegrown"),
}
_SMALL = "a an and as at by for from in into its of on or other the their to under with within"
_SMALL_WORDS = frozenset(_SMALL.split())
_SHORTEST_STEM, _LONGEST_ENDING = 4, 5
"""Letters of a country's name that its adjective keeps, and that it may change: Kazakhstan, Kazakh."""
_WORD = re.compile(r"[^\W_]+")
_NO_AMERICA = re.compile(r"\bus\b|\b(?:US|U\.S\.)\s?(?=\$|dollar)")
"""A pronoun, and a currency in which many trade: no mention of the country."""
_ACCENTS = re.compile(r"[\u0300-\u036f]+")
_POSSESSIVE = re.compile(r"['’]s?\b")


def check_names(facts: Sequence[Fact], article: Article) -> Iterator[Finding]:
    """Names of goods, regimes, zones, ports, partners, enterprises and sources that the article does not have.

    Case, plurals, hyphens and accents do not count, nor the order of the words; ports, countries and groups count
    under each name that is known of them. One finding for all facts that have the name.
    """
    bearers: dict[tuple[str, str], list[int]] = defaultdict(list)
    for index, fact in enumerate(facts):
        for record in (fact, fact.whole):
            for field, name in _names(record):
                if index not in bearers[field, name][-1:]:
                    bearers[field, name].append(index)
    words = _Words.of(article.text) if bearers else None
    for (field, name), indices in bearers.items():
        if words is not None and not words.name(field, name):
            said = " ".join(name.split())
            message = f"the {field.replace('_', ' ')} {said!r} of {facts[indices[0]].figure!r} is not in the article"
            yield doubt_at("name_not_in_text", message, *indices)


def _names(record: Fact | Whole | None) -> Iterator[tuple[str, str]]:
    for field in _FIELDS:
        name = getattr(record, field, None)
        if name and name != WORLD:
            yield field, name


class _Words:
    """The words of an article, in the form in which names are compared."""

    def __init__(self, text: str) -> None:
        plain = _plain_words(_NO_AMERICA.sub(" ", text))
        self._words = frozenset(plain)
        self._run = f" {' '.join(plain)} "
        self._is_latin = 2 * len(text.encode("ascii", "ignore")) > len(text)

    @staticmethod
    @lru_cache(maxsize=8)
    def of(text: str) -> _Words:
        """The words of `text`."""
        return _Words(text)

    def name(self, field: str, name: str) -> bool:
        """Whether the article has the name, under one of its spellings."""
        if not self._is_latin and name.isascii():
            # A model may name in English what an article in another script has in its own.
            return True
        if field == "enterprise_type":
            return any(self.run(words) for words in _ENTERPRISES.get(name, (name,)))
        if field == "partner":
            known = partner_names(name)
            find = self.run if name in GROUPS else self.country
            # "Flights to Karachi": a large city stands for its country.
            cities = [city for city, code in SEATS.items() if code == name]
            return any(map(find, known)) or any(map(self.run, cities)) if known else self.all_words(name)
        if field == "port":
            return any(map(self.all_words, port_spellings(name)))
        return self.all_words(name)

    def country(self, name: str) -> bool:
        """Whether the article has the name, or the name of one word with another ending (Latvia, Latvian)."""
        stem = name[: max(_SHORTEST_STEM, len(name) - _LONGEST_ENDING)]
        return bool(name) and (self.run(name) or (len(name) > len(stem) and name.isalpha() and f" {stem}" in self._run))

    def run(self, name: str) -> bool:
        """Whether the words of `name` stand in the article one behind the other."""
        return f" {' '.join(_name_words(name))} " in self._run

    def all_words(self, name: str) -> bool:
        """Whether all words of `name` that carry meaning stand in the article."""
        return all(word in self._words for word in _name_words(name) if word not in _SMALL_WORDS)


@lru_cache(maxsize=4096)
def _name_words(name: str) -> tuple[str, ...]:
    return tuple(_plain_words(name))


def _plain_words(text: str) -> list[str]:
    """The words without case, accents and plural endings; a hyphen parts two words."""
    folded = text if text.isascii() else _without_accents(text)
    return [_singular(word) for word in _WORD.findall(_POSSESSIVE.sub(" ", folded.casefold()))]


def _without_accents(text: str) -> str:
    return _ACCENTS.sub("", unicodedata.normalize("NFKD", text))


@lru_cache(maxsize=8192)
def _singular(word: str) -> str:
    if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-2] if word.endswith(("ches", "shes", "sses", "xes", "zes", "oes")) else word[:-1]
