"""Partners: nobody's foreign trade is with itself, with its own country or with a part of its own.

In merchandise trade statistics (IMTS 2010, chapter VI) the partner is another country than the reporter. Re-imports of
a country from itself exist, but newspapers do not report them.
"""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING

import pycountry

from xjllm.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xjllm.article import Article
    from xjllm.fact import Fact


def check_partners(facts: Sequence[Fact], _article: Article) -> Iterator[Finding]:
    """A partner that is the reporter itself, or of the same country; one finding for each such pair."""
    found: dict[tuple[str, str], list[int]] = defaultdict(list)
    for index, fact in enumerate(facts):
        partner = fact.partner
        if _country(fact.reporter) == _country(partner):
            found[fact.reporter, partner].append(index)
    for (reporter, partner), indices in found.items():
        yield Finding(
            code="partner_is_reporter",
            severity="warning",
            message=f"the trade of {reporter} is said to be with {partner}, which is no other country",
            facts=tuple(indices),
        )


@lru_cache(maxsize=1024)
def _country(code: str) -> str:
    """Alpha-3 code of the country that a country's or a subdivision's code belongs to; another code as it is."""
    country, dash, _ = code.partition("-")
    found = pycountry.countries.get(alpha_2=country) if dash and len(country) == 2 else None
    return found.alpha_3 if found else code
