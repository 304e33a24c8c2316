"""Narrowing: what the words around a figure leave open, found by code before a small model is asked.

passages       an article's sentences: asides blanked out, figures grouped, the words that belong to each
topics         what is being told, carried from figure to figure as readers carry it
  carrying       what a sentence begins with, of what the one before told
  topic          the topic itself, and what is kept in mind of the story so far
  story_topic    what headline and lead agree on, for figures that leave it unsaid
  heads, tails   what the words ahead of a figure and behind it make of the topic
  fitting        what its kind and unit make of it: trains, freight, companies
  rows           figures that go by a list: "A and B rose 3 and 4 percent, respectively"
relations      which of the countries named are partners
reporters      where an article turns to somebody else's trade; `story_reporters`: whose trade it is about
tellers        whose figures an office gives, where it is another country's or province's
goods          the commodities named; `goods_words` has the words
goods_meant    those that a figure points back to: "of it", "of the oilseed"
lists          lines of lists and tables, which are of what their head names
places_named   the zones and ports named
names          other names: enterprises, regimes, transport
timing         the period of each figure, carried from sentence to sentence
  main_period    the period and the year that headline and lead set; `fiscal` knows fiscal years
  time_clauses   which of a sentence's periods belongs to which figure; `time_slots` are its places
  time_comparisons figures of an earlier time that another one is only compared with
  time_events    periods in which something only happened, or since which it has been so
  time_joins     periods that two mentions tell together: "in the first quarter and … in the second"
  time_origins   where a running total begins: "51,000 trips in all" since the first one
  time_references what "the same period" or "this year" is in a story
  mentions       the periods that a text names, from the patterns in `time_words`
  time_bases     which of them are only compared with
  calendar_reading the months that such words stand for; `months` are runs of months
paired_rates   which rates are of an amount of goods, which of its value; `each_of`: figures of each of several partners
kinds          what a figure states of it: level, growth, share …
bases          what a change or a growth rate is measured from
adjustment     which figures are adjusted for the season or the calendar
wholes         what a share is a share of, as `wholes_named` in its words or `wholes_told` before; `part` is the share
restated       which figures of a headline the body repeats
setting_aside  which figures are no facts
sources        who gave the figures
cues           the words behind these rules
readings       for each figure, the values that each field may have, likeliest first, as a `story_reading`
questions      what stays open, as closed choices, and what the answers change
second_reading where a model that read the whole article overrules a reading
"""

from xjllm.narrowing.readings import read_figures
from xjllm.narrowing.story_reading import Reading, StoryReading

__all__ = ["Reading", "StoryReading", "read_figures"]
