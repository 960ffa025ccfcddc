"""The workbook ``results.xlsx``: what it holds, every column, every code, and a sheet for each table of a run.

A sheet of a table has its headings in its first row and nothing above them, so that any program takes it as it is.
Rows go to disk as they are written: a run of a large county has three million cells.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pandas as pd
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from sufficiency.reports.explore.dictionary import HEADING, ColumnEntry, as_rows
from sufficiency.reports.explore.opened import OpenRun, OpenTable
from sufficiency.reports.explore.vocabulary import Vocabularies, rows_of
from sufficiency.reports.finance.sheets.styles import LINK_INK, NAVY
from sufficiency.reports.workbooks import Cell, large_book, put, put_rows, widest
from sufficiency.tables.contracts import Column

CONTENTS, COLUMNS, CODES = "Contents", "Columns", "Codes"
CODES_HEADING = ("column", "code", "name")
MOST_ROWS = 1_048_575
"""Rows that a sheet holds below its headings."""
MOST_CELLS = 7_000_000
"""Cells of all tables together, about 30 million bytes (A-555)."""
FORMATS = {"share": "0.0%", "share of the actual": "0.0%"}
"""How figures of a unit are shown; pounds have none after the point, and others two decimals."""
_POUNDS, _WHOLE, _OTHER, _ANY_SIZE = "£#,##0;-£#,##0", "0", "#,##0.00", "General"
_ACROSS, _LEAST, _MOST, _SAMPLE = 100, 9, 44, 2_000
_LINE_HEIGHT, _LETTERS = 14, 110


@dataclass(frozen=True)
class Arranged:
    """Tables that get a sheet, and those that are only a CSV, each with why."""

    sheets: Sequence[OpenTable]
    left: Sequence[tuple[OpenTable, str]]


@dataclass(frozen=True)
class _Looks:
    """The formats of a workbook."""

    title: Format
    bold: Format
    heading: Format
    words: Format
    link: Format
    count: Format


def arranged(tables: Sequence[OpenTable], most_rows: int = MOST_ROWS, most_cells: int = MOST_CELLS) -> Arranged:
    """Say which tables get a sheet: none of more rows than one holds, and of the others no more than a file should."""
    left = {table.name: f"has more than {most_rows:,} rows, the most that a sheet holds" for table in tables}
    left = {table.name: left[table.name] for table in tables if len(table.rows) > most_rows}
    cells = sum(table.rows.size for table in tables if table.name not in left)
    for table in sorted(tables, key=lambda table: (-table.rows.size, table.name)):
        if cells > most_cells and table.name not in left:
            left[table.name] = "would make the workbook too large to work with"
            cells -= table.rows.size
    sheets = [table for table in tables if table.name not in left]
    return Arranged(sheets, [(table, left[table.name]) for table in tables if table.name in left])


def results_workbook(
    run: OpenRun, found: Sequence[ColumnEntry], known: Vocabularies, notes: Sequence[tuple[str, str]], chosen: Arranged
) -> bytes:
    """Return the workbook's bytes, the same for the same run; ``notes`` stand on its first sheet."""
    with large_book(f"Results: {run.manifest['authority']}, {run.manifest['title']}") as (book, buffer):
        looks = _looks(book)
        _write_contents(book, looks, run, notes, chosen)
        _write_words(book, looks, COLUMNS, HEADING, list(as_rows(found)))
        _write_words(book, looks, CODES, CODES_HEADING, list(rows_of(known)))
        for table in chosen.sheets:
            _write_table(book, looks, table)
        book.close()
        return buffer.getvalue()


def _sheet(book: Workbook, name: str) -> Worksheet:
    """A sheet that is printed as wide as its columns."""
    sheet = book.add_worksheet(name)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    return sheet


def _looks(book: Workbook) -> _Looks:
    top = {"font_size": 10, "valign": "top"}
    heading = {**top, "bold": True, "font_color": "white", "bg_color": NAVY, "text_wrap": True}
    return _Looks(
        title=book.add_format({"bold": True, "font_size": 16, "font_color": NAVY}),
        bold=book.add_format({**top, "bold": True, "text_wrap": True}),
        heading=book.add_format(heading),
        words=book.add_format({**top, "text_wrap": True}),
        link=book.add_format({**top, "font_color": LINK_INK, "underline": 1}),
        count=book.add_format({**top, "num_format": "#,##0"}),
    )


def _write_contents(
    book: Workbook, looks: _Looks, run: OpenRun, notes: Sequence[tuple[str, str]], chosen: Arranged
) -> None:
    """Say which run this is, list every table with a link to its sheet, and write the notes."""
    sheet = _sheet(book, CONTENTS)
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, _ACROSS)
    sheet.set_column(2, 2, 12)
    sheet.hide_gridlines(2)
    put(sheet, (0, 0), f"{run.manifest['authority']}: {run.manifest['title']}", looks.title)
    row = _write_pairs(sheet, looks, 1, notes)
    for place, word in enumerate(("Sheet", "What a row is", "Rows")):
        put(sheet, (row, place), word, looks.heading)
    lists = [(COLUMNS, "What every column means", None), (CODES, "The name of every code", None)]
    tables = [(table.name, plain_words(table), len(table.rows)) for table in chosen.sheets]
    for name, words, rows in [*lists, *tables]:
        row += 1
        sheet.set_row(row, _height(words))
        sheet.write_url(row, 0, f"internal:'{name}'!A1", looks.link, name)
        put(sheet, (row, 1), words, looks.words)
        put(sheet, (row, 2), rows, looks.count)
    for table, why in chosen.left:
        row += 1
        words = f"Only in {table.name}.csv, as it {why}. {plain_words(table)}"
        sheet.set_row(row, _height(words))
        put(sheet, (row, 0), table.name, looks.words)
        put(sheet, (row, 1), words, looks.words)
        put(sheet, (row, 2), len(table.rows), looks.count)


def _write_pairs(sheet: Worksheet, looks: _Looks, row: int, pairs: Sequence[tuple[str, str]]) -> int:
    """Write names with words beside them, and return the row below."""
    for name, words in pairs:
        sheet.set_row(row, _height(words))
        put(sheet, (row, 0), name, looks.bold)
        put(sheet, (row, 1), words, looks.words)
        row += 1
    return row


def plain_words(table: OpenTable) -> str:
    """What a row of a table is."""
    return table.words.replace("`", "")


def _height(words: str) -> int:
    return _LINE_HEIGHT * (1 + len(words) // _LETTERS)


def _write_words(
    book: Workbook, looks: _Looks, name: str, heading: Sequence[str], rows: Sequence[Sequence[str]]
) -> None:
    """Write a list whose cells are all words."""
    sheet = _sheet(book, name)
    columns = list(zip(*rows, strict=True))
    for place, (word, cells) in enumerate(zip(heading, columns, strict=True)):
        sheet.set_column(place, place, widest([word, *cells], _LEAST, 60))
    _write_rows(sheet, looks, heading, columns)


def _write_table(book: Workbook, looks: _Looks, table: OpenTable) -> None:
    """Write a table on a sheet that bears its name."""
    sheet = _sheet(book, table.name)
    columns = [_cells(table.rows[column.name]) for column in table.contract.columns]
    for place, (column, cells) in enumerate(zip(table.contract.columns, columns, strict=True)):
        form = book.add_format({"num_format": number_format(column)}) if column.kind != "text" else None
        sheet.set_column(place, place, _width(column, cells), form)
    _write_rows(sheet, looks, table.contract.column_names, columns)


def _write_rows(sheet: Worksheet, looks: _Looks, heading: Sequence[str], columns: Sequence[Sequence[Cell]]) -> None:
    """Write headings that stay in sight and have filters, and the rows below them."""
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    sheet.autofilter(0, 0, len(columns[0]) if columns else 0, len(heading) - 1)
    for place, word in enumerate(heading):
        put(sheet, (0, place), word, looks.heading)
    put_rows(sheet, 1, columns)


def number_format(column: Column) -> str:
    """How the figures of a column are shown: by their unit."""
    if column.kind == "integer":
        return _WHOLE
    if column.unit.startswith("pounds"):
        return _POUNDS
    return FORMATS.get(column.unit, _OTHER) if column.unit else _ANY_SIZE


def _cells(values: pd.Series) -> list[Cell]:
    cells: list[Cell] = values.tolist()
    return cells


def _width(column: Column, cells: Sequence[Cell]) -> int:
    """Width of a column, by its heading and the first of its words."""
    if column.kind != "text":
        return max(_LEAST, min(len(column.name), _MOST) + 4)
    return widest([f"{column.name}    ", *_words(cells)], _LEAST, _MOST)


def _words(cells: Sequence[Cell]) -> Iterator[str]:
    return (cell for cell in cells[:_SAMPLE] if isinstance(cell, str))
