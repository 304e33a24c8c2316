"""Articles for benchmarks, made up: no sentence and no figure of a real one; each differs from all others."""

from __future__ import annotations

import json
import random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_REGIONS = ("Xinjiang", "Gansu", "Qinghai", "Ningxia", "Yunnan", "Guangxi")
_PARTNERS = ("Kazakhstan", "Vietnam", "Germany", "Brazil", "Malaysia", "Poland", "Egypt", "Chile", "Uzbekistan")
_GOODS = ("fruit", "machine tools", "garments", "solar cells", "tyres", "tomato paste", "steel pipes", "batteries")
_MONTHS = ("January", "March", "May", "July", "September", "November")
_WORDS = (
    *("harvest", "route", "quay", "broker", "cotton", "valley", "depot", "tariff", "ledger", "orchard", "buyer"),
    *("convoy", "border", "market", "river", "crane", "season", "clerk", "wagon", "pasture", "invoice", "terminal"),
    *("copper", "garlic", "walnut", "pepper", "timber", "carpet", "signal"),
)


def write_story(number: int, *, sentences: int = 8) -> str:
    """A story of that number, about 2,000 characters with 8 sentences; the same each time."""
    draw = random.Random(number)
    region, month, year = draw.choice(_REGIONS), draw.choice(_MONTHS), 2000 + draw.randrange(24)
    lines = [f"{region} trade report {number}: {draw.choice(_GOODS)} lead", ""]
    for _ in range(sentences):
        partner, goods, filler = draw.choice(_PARTNERS), draw.choice(_GOODS), " ".join(draw.choices(_WORDS, k=14))
        value, rate = draw.randrange(100, 99_999) / 100, draw.randrange(11, 899) / 10
        lines.append(
            f"Exports of {goods} from {region} to {partner} came to {value:.2f} billion yuan in {month} {year}, "
            f"up {rate} percent from a year earlier, as the {filler} showed."
        )
        lines.append("")
    return "\n".join(lines)


def stories(count: int, *, sentences: int = 8) -> Iterator[str]:
    """The first `count` stories."""
    return (write_story(number, sentences=sentences) for number in range(count))


def write_lines(path: Path, count: int, *, sentences: int = 8) -> Path:
    """A file of JSON lines with `count` stories; returns its path."""
    with path.open("w", encoding="utf-8") as file:
        for number, story in enumerate(stories(count, sentences=sentences)):
            file.write(json.dumps({"id": f"a{number:07d}", "text": story}) + "\n")
    return path
