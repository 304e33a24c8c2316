"""Narrowing: what the words around a figure leave open, found by code before a small model is asked.

passages       an article's sentences: asides blanked out, figures grouped, the words that belong to each
topics         what is being told: flow, measure, partner, reporter, goods, place, trader; carried as readers carry it
relations      which of the countries named are partners
goods          the commodities named
places_named   the zones and ports named
names          other names: reporters, enterprises, regimes, transport
timing         the period of each figure, from `months`, the periods that a text names
kinds          what a figure states of it: level, growth, share …
setting_aside  which figures are no facts
sources        who gave the figures
readings       for each figure, the values that each field may have, likeliest first
"""

from xjllm.narrowing.readings import Reading, StoryReading, read_figures

__all__ = ["Reading", "StoryReading", "read_figures"]
