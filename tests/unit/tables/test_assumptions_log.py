"""The assumptions log is read as it stands, ratings and all, and is missed without harm where it is not at hand."""

import re

import pytest
from tiny_pack import REPOSITORY

from sufficiency.tables.assumptions_log import COLOURS, Rated, ids_in, ids_of_pack, rated, read_log

pytestmark = pytest.mark.unit


def test_every_row_of_the_log_is_read_with_its_ratings():
    page = (REPOSITORY / "docs" / "assumptions.md").read_text(encoding="utf-8")
    rows = [[cell.strip() for cell in line.split(" | ")] for line in page.splitlines() if re.match(r"\| A-\d", line)]
    expected = {row[0].lstrip("| "): (row[-2], row[-1].rstrip(" |")) for row in rows}
    assert len(expected) > 150
    log = read_log(REPOSITORY)
    assert {name: (row.quality, row.impact) for name, row in log.items()} == expected
    assert {colour for row in log.values() for colour in (row.quality, row.impact)} == set(COLOURS)


def test_a_row_is_read_without_the_marks_of_the_page():
    line = "| A-99 | Share of `x` ([page](other.md)) | 0.25 | because | red | amber |\n"
    assert rated(f"# Log\n\n{line}") == {"A-99": Rated("Share of x (page)", "0.25", "red", "amber")}


def test_without_a_log_nothing_is_rated(tmp_path):
    assert read_log(tmp_path) == {}


def test_ids_are_found_once_in_order_of_number():
    assert ids_in("A-101 and A-20, (A-20); AA-7 is none, A-7 neither") == ["A-20", "A-101"]


def test_a_pack_cites_what_its_tables_cite(tmp_path):
    (tmp_path / "places.csv").write_text("source\nx A-26\n", encoding="utf-8")
    (tmp_path / "README.md").write_text("A-27", encoding="utf-8")
    assert ids_of_pack(tmp_path) == {"A-26"}
