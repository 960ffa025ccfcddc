"""The workbook of a run's tables: the rows of each CSV, never a formula, links that lead inside, nothing too large."""

import csv
import io
import re
import zipfile

import openpyxl
import pytest
from explored import CONTRACT, TEXTS, small_run, small_table

from sufficiency.harmless import uncelled
from sufficiency.reports.explore.dictionary import HEADING, as_rows, entries
from sufficiency.reports.explore.workbook import CODES, COLUMNS, CONTENTS, arranged, number_format, results_workbook
from sufficiency.tables.contracts import integer, number

pytestmark = pytest.mark.unit
KNOWN = {"area": {"a000": "=1+1"}}
NOTES = [("Who may see it", "Nobody else."), ("Run", "=1+1")]


def written(*tables, **limits):
    run = small_run(*tables)
    made = results_workbook(run, entries(tables, KNOWN), KNOWN, NOTES, arranged(tables, **limits))
    return made, openpyxl.load_workbook(io.BytesIO(made))


def rows_of_csv(table):
    """The rows of a table's CSV, figures as figures and what is blank as nothing."""
    _, *rows = csv.reader(io.StringIO(table.content.decode()))
    figures = [column.kind != "text" for column in table.contract.columns]
    return [
        [
            (float(cell) if cell else None) if figure else uncelled(cell) or None
            for figure, cell in zip(figures, row, strict=True)
        ]
        for row in rows
    ]


def test_the_sheet_of_a_table_has_the_rows_of_its_csv_and_no_formula():
    table = small_table()
    _, book = written(table)
    sheet = book["small"]
    assert [cell.value for cell in sheet[1]] == table.contract.column_names
    shown = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    expected = rows_of_csv(table)
    assert len(shown) == len(TEXTS)
    for row, own in zip(shown, expected, strict=True):
        for cell, value in zip(row, own, strict=True):
            assert cell == (pytest.approx(value, abs=0.006) if isinstance(value, float) else value)
    assert {cell.data_type for one in book for row in one.iter_rows() for cell in row} <= {"s", "n", "inlineStr"}
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == f"A1:F{len(TEXTS) + 1}"
    assert all(cell.font.bold for cell in sheet[1])


def test_every_sheet_is_printed_with_all_its_columns_on_a_page():
    _, book = written(small_table())
    assert {(one.page_setup.orientation, one.page_setup.fitToWidth, one.page_setup.fitToHeight) for one in book} == {
        ("landscape", None, 0)  # xlsxwriter leaves out the 1 that is usual
    }
    assert all(one.sheet_properties.pageSetUpPr.fitToPage for one in book)


def test_formats_go_by_the_unit():
    _, book = written(small_table())
    formats = {cell.value: book["small"].cell(2, cell.column).number_format for cell in book["small"][1]}
    assert formats["learners"] == "#,##0.00"
    assert formats["cost_gbp"].startswith("£#,##0")
    assert formats["share"] == "0.0%"
    assert number_format(integer("census_year", "year")) == "0"
    assert number_format(number("value", "")) == "General"


def test_contents_lists_every_sheet_with_a_link_inside_and_the_columns_say_what_they_mean():
    table = small_table()
    made, book = written(table)
    assert book.sheetnames == [CONTENTS, COLUMNS, CODES, "small"]
    words = [cell.value for row in book[CONTENTS].iter_rows() for cell in row]
    assert {"Nobody else.", "Learners of small.csv. And more.", len(TEXTS), "=1+1: @SUM(1+1)"} <= set(words)
    cells = [cell for row in book[CONTENTS].iter_rows() for cell in row if cell.hyperlink]
    assert {cell.hyperlink.location for cell in cells} == {f"'{name}'!A1" for name in (COLUMNS, CODES, "small")}
    assert all(cell.hyperlink.target is None for cell in cells)
    with zipfile.ZipFile(io.BytesIO(made)) as parts:
        assert not any(b"TargetMode" in parts.read(name) for name in parts.namelist())
        assert not any(re.search(rb"<f[ >]", parts.read(name)) for name in parts.namelist() if "sheet" in name)
    shown = [[cell.value or "" for cell in row] for row in book[COLUMNS].iter_rows()]
    assert shown == [list(HEADING), *map(list, as_rows(entries([table], KNOWN)))]


def test_the_same_tables_give_the_same_bytes():
    assert written(small_table())[0] == written(small_table())[0]


def test_a_table_of_too_many_rows_is_left_to_its_csv_and_contents_says_so():
    long, short = small_table("long", 40), small_table("short", 10)
    _, book = written(long, short, most_rows=39)
    assert book.sheetnames[3:] == ["short"]
    words = " ".join(str(cell.value) for row in book[CONTENTS].iter_rows() for cell in row)
    assert "Only in long.csv, as it has more than 39 rows, the most that a sheet holds." in words


def test_the_largest_tables_are_left_out_first_until_the_workbook_is_no_larger_than_it_should_be():
    tables = [small_table("a", 10), small_table("b", 40), small_table("c", 20)]
    columns = len(CONTRACT.columns) + 1
    kept = arranged(tables, most_cells=30 * columns)
    assert [table.name for table in kept.sheets] == ["a", "c"]
    assert [(table.name, why) for table, why in kept.left] == [("b", "would make the workbook too large to work with")]
    assert arranged(tables, most_cells=70 * columns).left == []
    assert [table.name for table in arranged(tables, most_cells=0).sheets] == []


def test_an_empty_table_has_its_headings():
    _, book = written(small_table(rows=0))
    assert [[cell.value for cell in row] for row in book["small"].iter_rows()] == [small_table().contract.column_names]
