"""Narrowing, timing: whole stories in the manner of many papers, and the period of each of their figures."""

from datetime import date
from pathlib import Path

import pytest

from tests.narrowing_samples import read_story

_FILE = Path(__file__).parent / "data" / "period_stories.txt"


def _stories():
    """Each story's headline, day of publication, paragraphs and periods."""
    for block in _FILE.read_text(encoding="utf-8").split("\n## ")[1:]:
        head, *lines = block.strip().splitlines()
        title, _, day = head.partition(" |")
        periods = [period for line in lines if line.startswith("> ") for period in line[2:].split()]
        paragraphs = [line for line in lines if line and not line.startswith("> ")]
        yield pytest.param(
            title, date.fromisoformat(day.strip()) if day.strip() else None, paragraphs, periods, id=title
        )


@pytest.mark.parametrize(("title", "published", "paragraphs", "expected"), list(_stories()))
def test_periods_of_a_story(title, published, paragraphs, expected):
    """Every figure of the story's body has the period that its reader gives it."""
    reading, _ = read_story(*paragraphs, title=title, published=published)
    assert [each.periods[0] for each in reading.readings][-len(expected) :] == expected


def test_stories_are_many():
    """The file is read whole."""
    assert len(list(_stories())) >= 40
