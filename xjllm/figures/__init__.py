"""Figures: every amount, rate, share, count, multiple and rank in a text, found by code from the surface alone.

finder           `find_figures`, `figures_of` and `read_figure`, and the reading decisions
values           numbers in digits and words, and their scales
currencies       codes, signs and newspaper names of currencies
units, nouns     percent, tonnes, TEU; what is counted
amounts          numbers with scale and unit
words, phrases   multiples, fractions and ranks in words
context          dates, years, durations, labels: what is no figure
cues             about, more than, less than
unread           numbers that look like amounts and are no figures
"""

from xjllm.figures.finder import Figure, FigureKind, figures_of, find_figures, keep_figures, read_figure
from xjllm.figures.unread import find_unread

__all__ = ["Figure", "FigureKind", "figures_of", "find_figures", "find_unread", "keep_figures", "read_figure"]
