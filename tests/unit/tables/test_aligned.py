"""Text tables: one aligner for all that is printed in columns."""

import pytest

from sufficiency.tables.aligned import TextColumn, aligned

pytestmark = pytest.mark.unit


def test_columns_are_as_wide_as_they_need_and_keep_to_their_side():
    columns = (TextColumn("area"), TextColumn("plans", right=True))
    assert aligned(columns, [("north", "7"), ("south-west", "1,234")], gap="  ") == [
        "area        plans",
        "north           7",
        "south-west  1,234",
    ]


def test_a_cell_longer_than_the_width_that_was_said_pushes_on_what_follows():
    columns = (TextColumn(width=3), TextColumn(width=4, right=True))
    assert aligned(columns, [("ab", "1"), ("abcdef", "1")], indent="- ") == ["- ab    1", "- abcdef   1"]


def test_a_folded_cell_is_broken_into_lines_of_its_width():
    columns = (TextColumn("check", 5), TextColumn("what to do", 10, folded=True))
    assert aligned(columns, [("sums", "add what is missing")], gap=" ", rule=True) == [
        "check what to do",
        "----- ----------",
        "sums  add what",
        "      is missing",
    ]


def test_a_row_may_leave_out_its_last_cells_and_no_line_ends_in_spaces():
    assert aligned((TextColumn(width=4), TextColumn(width=4)), [("a",), ("", "b"), ("", "")]) == ["a", "    b", ""]
