"""Workbooks of OpenDocument are read as they look, and what would fill the memory is refused before it is read."""

import datetime as dt
from pathlib import Path

import pytest
from ods_by_hand import cell, rows_of, sheet, write_ods

from sufficiency.errors import InputError
from sufficiency.importers.opening.ods import read_ods

pytestmark = pytest.mark.unit
ROW = "<table:table-row>{}</table:table-row>"
MANY = '<table:table-cell table:number-columns-repeated="{}" office:value-type="float" office:value="1"/>'
FAR = '<table:table-row table:number-rows-repeated="1000000000">{}</table:table-row>'


def test_the_visible_sheets_are_read_with_their_row_numbers(tmp_path: Path) -> None:
    rows = [("Title",), (), ("URN", dt.date(2026, 9, 1), 12), ("a & b", None, 5.5)]
    hidden = sheet("Old", rows_of([("x",)]), style="hidden")
    (read,) = read_ods(write_ods(tmp_path / "a.ods", sheet("New", rows_of(rows)), hidden))
    assert read.name == "New"
    assert [number for number, _ in read.rows] == [1, 3, 4]
    assert read.rows[1][1] == ("URN", dt.date(2026, 9, 1), 12.0)
    assert read.rows[2][1] == ("a & b", "", 5.5)


BOMBS = {
    "a cell for a million": (ROW.format(MANY.format(1_000_000)), "more than 10,000 rows or 500,000 cells"),
    "a row for a million": (FAR.format(cell("x")), "more than 10,000 rows or 500,000 cells"),
    "something far below": (FAR.format("<table:table-cell/>") + ROW.format(cell("x")), "more than 10,000 rows"),
    "something far to the right": (
        ROW.format('<table:table-cell table:number-columns-repeated="900000"/>' + cell("x")),
        "or 500,000 cells",
    ),
    "spaces": (ROW.format(cell("Z").replace("Z", '<text:s text:c="2000000000"/>')), "a cell of 10,000 spaces"),
    "fewer than none": (ROW.format(MANY.format(-1)), "is damaged in 'content.xml' (-1 repeats)"),
    "no number of cells": (ROW.format(MANY.format("many")), "is damaged in 'content.xml'"),
    "a table inside a table": (ROW.format(sheet("inner", "")), "a table inside a table"),
    "other letters for the names of elements": (
        f'<t:table-row xmlns:t="other">{MANY.format(10**9)}</t:table-row>',
        "more than 10,000 rows or 500,000 cells",
    ),
    "the error of a formula": (
        ROW.format('<table:table-cell calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell>'),
        "sheet 'A', row 1, column 1 holds the error of a formula (#DIV/0!)",
    ),
    "nothing": (rows_of([]), "has nothing on any visible sheet"),
}


@pytest.mark.parametrize("name", BOMBS)
def test_what_a_small_file_may_stand_for_is_measured_first(tmp_path: Path, name: str) -> None:
    rows, told = BOMBS[name]
    with pytest.raises(InputError) as refused:
        read_ods(write_ods(tmp_path / "a.ods", sheet("A", rows)))
    assert told in str(refused.value)


def test_many_sheets_are_measured_together(tmp_path: Path) -> None:
    one = sheet("A", FAR.format(MANY.format(49)).replace("1000000000", "10000"))
    assert len(read_ods(write_ods(tmp_path / "few.ods", one))) == 1
    with pytest.raises(InputError, match="more than 10,000 rows or 500,000 cells"):
        read_ods(write_ods(tmp_path / "many.ods", *([one] * 5)))


DTD = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha">]><x>&a;</x>'
ODD = {
    "an entity": ({"content.xml": DTD}, "has a document type (DTD) in 'content.xml'"),
    "an entity beside": ({"styles.xml": DTD}, "has a document type (DTD) in 'styles.xml'"),
    "macros": ({"Basic/Standard/Module1.xml": "<x/>"}, "holds macros"),
    "a password": ({"META-INF/manifest.xml": "<x><manifest:encryption-data/></x>"}, "has a password"),
    "no workbook": ({"content.xml": "<x/>"}, "has nothing on any visible sheet"),
    "of another kind": ({"mimetype": "text/plain"}, "is not a readable workbook"),
    "broken": ({"content.xml": "<x"}, "is damaged in 'content.xml'"),
}


@pytest.mark.parametrize("name", ODD)
def test_what_is_no_plain_workbook_is_refused(tmp_path: Path, name: str) -> None:
    more, told = ODD[name]
    path = write_ods(tmp_path / "a.ods", sheet("A", rows_of([("x",)])), more=more)
    with pytest.raises(InputError) as refused:
        read_ods(path)
    assert told in str(refused.value)
    assert str(refused.value).startswith("a.ods: ")


def test_a_zip_of_something_else_is_no_workbook(tmp_path: Path) -> None:
    path = write_ods(tmp_path / "a.ods")
    path.write_bytes(path.read_bytes().replace(b"content.xml", b"contents.xm"))
    with pytest.raises(InputError, match=r"no \.ods workbook"):
        read_ods(path)
