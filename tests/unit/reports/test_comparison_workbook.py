"""The workbook of a comparison: a table a sheet, figures as figures, text as text, the same bytes each time."""

import io
from dataclasses import replace

import openpyxl
import pytest
from comparison_fixture import comparison

from sufficiency.reports.comparison.workbook import comparison_workbook

pytestmark = pytest.mark.unit

FORMULAE = ["=1+1", '=HYPERLINK("http://x","y")', "+1", "-1", "@SUM(A1)", "\t=1", "http://example.org", "{=1}"]


def opened(made) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(comparison_workbook(made)))


def test_each_sheet_but_the_first_is_one_table_that_starts_at_its_corner():
    book = opened(comparison())
    assert book.sheetnames == ["About", "Runs", "Side by side", "Totals", "Changes"]
    for sheet in book.worksheets[1:]:
        (table,) = sheet.tables.values()
        assert table.ref == sheet.dimensions
        assert not sheet.merged_cells.ranges
        assert sheet.freeze_panes == "A2"


def test_figures_are_those_of_the_comparison():
    sheet = opened(comparison())["Side by side"]
    heads, *rows = sheet.iter_rows(values_only=True)
    assert heads[:5] == ("measure", "census_year", "1 tiny-baseline", "2 tiny-measures", "2 tiny-measures: difference")
    assert rows[1] == ("plans", 2026, 100, 101, -1, -3, 1)
    assert rows[4] == ("high_needs_gbp", 2026, 100e6, 101e6, -1e6, -3e6, 1e6)
    assert rows[6] == ("unplaced_learners", 2025, 0, 0, 0, None, None), "what is not known is empty, not zero"


def test_the_split_keeps_what_has_no_fair_share_empty():
    rows = list(opened(comparison())["Changes"].iter_rows(min_row=2, values_only=True))
    assert rows[0] == ("lever one", 2025, "plans", -2e6, -1.5e6)
    assert next(row for row in rows if row[0] == "interaction")[4] is None


def test_without_a_split_there_is_no_sheet_of_changes():
    assert "Changes" not in opened(replace(comparison(), worths=(), method="")).sheetnames


@pytest.mark.parametrize("text", FORMULAE)
def test_text_is_never_a_formula_or_a_link(text):
    whole = comparison()
    poisoned = replace(
        whole,
        runs=tuple(replace(run, scenario=f"{text}{place}", title=text) for place, run in enumerate(whole.runs)),
        worths=tuple(replace(worth, change=text) for worth in whole.worths),
    )
    book = opened(poisoned)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]
    assert book["Runs"]["B2"].value == text
    assert book["Runs"]["B2"].data_type == "s"


def test_the_same_comparison_gives_the_same_bytes():
    assert comparison_workbook(comparison()) == comparison_workbook(comparison())
    assert opened(comparison()).properties.created.year == 2025
