"""Numbering: figures get the numbers by which prompts and answers name them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xjllm.figures import Figure


@dataclass(frozen=True, slots=True)
class NumberedFigure:
    """A figure and the number by which the model names it, from 1 in text order through the whole article."""

    n: int
    figure: Figure


def number_figures(figures: Sequence[Figure]) -> tuple[NumberedFigure, ...]:
    """The figures numbered from 1 in their order."""
    return tuple(NumberedFigure(n, figure) for n, figure in enumerate(figures, start=1))
