"""Rows in a terminal: numbers, periods and figures stand whole at every width."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from xjllm.cli.layout import Column, Row, lay_out, print_rows, print_text, wrap

COLUMNS = (
    Column("#", numeric=True),
    Column("figure"),
    Column("value", numeric=True, lesser=1),
    Column("with", lesser=3, named=True),
    Column("period", lesser=2),
)
ROWS = (
    Row(("1", "12.3 billion yuan", "~12,300,000,000 CNY", "KAZ", "2019-01/2019-05"), ("tractors", "port Northgate")),
    Row(("2", "7.5 percent", "-7.5 percent", "WLD", "2019-05")),
)


def _lines(width, rows=ROWS):
    return [line.plain for line in lay_out(COLUMNS, rows, width)]


def test_all_in_one_line_where_there_is_room():
    """In a wide terminal a fact is one line with its details beside it."""
    assert _lines(120)[2:] == [
        "1  12.3 billion yuan  ~12,300,000,000 CNY  KAZ   2019-01/2019-05  tractors · port Northgate",
        "2  7.5 percent               -7.5 percent  WLD   2019-05",
    ]


def test_details_go_below_first_and_then_the_lesser_columns():
    """In narrower terminals the details go below their row, then the columns, the least important first."""
    assert _lines(70)[2:4] == [
        "1  12.3 billion yuan  ~12,300,000,000 CNY  KAZ   2019-01/2019-05",
        "   tractors · port Northgate",
    ]
    assert _lines(60)[2:4] == [
        "1  12.3 billion yuan  ~12,300,000,000 CNY  2019-01/2019-05",
        "   with KAZ · tractors · port Northgate",
    ]
    assert _lines(50)[2:4] == [
        "1  12.3 billion yuan  ~12,300,000,000 CNY",
        "   with KAZ · 2019-01/2019-05 · tractors",
    ]
    assert _lines(30)[2:4] == ["1  12.3 billion yuan", "   ~12,300,000,000 CNY"]


@pytest.mark.parametrize("width", range(24, 130, 3))
def test_nothing_is_broken_or_lost_at_any_width(width):
    """Every cell stands whole in the lines of every width, and lines stay within it where a cell allows that."""
    shown = _lines(width)
    for row in ROWS:
        for cell in (*row.cells, *(detail for detail in row.details if len(detail) < width - 3)):
            assert any(cell in line for line in shown), cell
    assert max(map(len, shown)) <= width


@settings(derandomize=True, max_examples=100)
@given(
    st.lists(st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), max_size=30), max_size=8),
    st.integers(1, 60),
)
def test_wrapping_keeps_every_word(pieces, width):
    """Wrapped text has all its words in order, and only a single word is ever wider than the width."""
    lines = wrap(pieces, width)
    assert "".join(lines).replace("·", "").replace(" ", "") == "".join(pieces).replace("·", "").replace(" ", "")
    assert [line for line in lines if cell_len(line) > width and " " in line] == []


def test_wide_characters_take_two_columns():
    """Chinese names stand in their columns, which count two for each sign."""
    rows = (Row(("1", "新疆", "1", "WLD", "2019-05")), Row(("2", "abcd", "1", "WLD", "2019-05")))
    first, second = _lines(120, rows)[2:]
    assert cell_len(first[: first.index("WLD")]) == cell_len(second[: second.index("WLD")])


def test_text_of_an_article_is_no_markup_and_no_control():
    """Cells and texts are printed as they are but for control characters, which are replaced."""
    stream = io.StringIO()
    console = Console(file=stream, width=60, color_system=None)
    hostile = "[bold]x[/bold] \x1b[31m :bomb: \u202e\x9b a\nb"
    print_rows(console, (Column("a"), Column("b", lesser=1)), (Row((hostile, "1"), (hostile,)),))
    print_text(console, hostile)
    shown = stream.getvalue()
    assert shown.count("[bold]x[/bold]") == 3
    assert shown.count(":bomb:") == 3
    assert not set("\x1b\u202e\x9b") & set(shown)
