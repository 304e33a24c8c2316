"""Language: figures are read as English writes them; an article in another script is mostly not read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xjllm.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xjllm.article import Article
    from xjllm.fact import Fact

_MOST = 0.3
"""Share of letters from which on an article is not in English; names and quotations stay far below it."""
_LAST_LATIN = "\u024f"
_READ = 20_000
"""Characters that are looked at."""


def check_script(_facts: Sequence[Fact], article: Article) -> Iterator[Finding]:
    """An article whose letters are mostly not Latin: its figures are missed, and no fact shows it."""
    letters = [char for char in article.text[:_READ] if char.isalpha()]
    others = sum(char > _LAST_LATIN for char in letters)
    if letters and others > _MOST * len(letters):
        yield Finding(
            code="script_not_read",
            severity="warning",
            message=f"{others / len(letters):.0%} of the letters are not Latin: figures are read as English writes"
            " them, and others are missed",
        )
