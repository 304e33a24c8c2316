"""Narrowing: what the words around a figure leave open, found by code before a small model is asked.

story       an article's figures with the words around each
months      the periods that a text names, as months
names       reporters, partners, ports, zones, enterprises, goods that it names
readings    for each figure, the values that each field may have, likeliest first
"""

from xjllm.narrowing.readings import Reading, read_figures

__all__ = ["Reading", "read_figures"]
