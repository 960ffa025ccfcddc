"""The tables of finance as sheets: one table a sheet, names beside codes, real figures under headings with filters."""

import re
from collections.abc import Sequence

import pandas as pd
from xlsxwriter.format import Format

from sufficiency.finance.shapes import FinanceTable
from sufficiency.reports.finance.names import contract_with_names, is_pounds, is_share, named
from sufficiency.reports.finance.sheets.desk import HEAD, Desk, span
from sufficiency.reports.workbooks import Cell, plain, put, widest
from sufficiency.tables.contracts import Column

TITLES = {
    "ledger": "Ledger",
    "reconciliation": "Reconciliation",
    "monitoring": "Monitoring",
    "inmss_against_in_county": "INMSS against in county",
    "block": "Block position",
    "bridge": "Bridge",
}
"""What the sheet of each table is called; others bear the name of the table."""
FIRST = HEAD + 1
_WIDEST, _FIGURES, _YEARS = 44, 13, 10
_WORDS_OF_HEADINGS = {"s251_line": "Line", "s251_line_name": "Line name", "unit_gbp": "Unit cost (£)"}


def title_of(name: str) -> str:
    """Name of a table's sheet."""
    return TITLES.get(name, name.replace("_", " ").capitalize()[:31])


def heading_of(column: Column) -> str:
    """A column in words with its unit: ``real_gbp`` is ``Real (£)``."""
    if column.name in _WORDS_OF_HEADINGS:
        return _WORDS_OF_HEADINGS[column.name]
    words = column.name.removesuffix("_gbp").replace("_", " ")
    words = words.replace("inmss", "INMSS") if words.startswith("inmss") else words[:1].upper() + words[1:]
    if is_pounds(column):
        return f"{words} (£)"
    return f"{words} (%)" if is_share(column) else words


def words_of(table: FinanceTable) -> str:
    """What a table is, with its columns named as they are headed."""
    headings = {column.name: heading_of(column).partition(" (")[0] for column in table.columns}
    return re.sub(r"`(\w+)`", lambda found: headings.get(found[1], found[1]), table.words)


def write_table(desk: Desk, table: FinanceTable, frame: pd.DataFrame) -> None:
    """Write one table."""
    rows, contract = named(frame, table)
    words = [[str(word) for word in rows[column.name].dropna()] for column in contract.columns]
    widths = [_width(column, held) for column, held in zip(contract.columns, words, strict=True)]
    sheet = desk.sheet(title_of(table.name), words_of(table), widths)
    headings = [heading_of(column) for column in contract.columns]
    desk.headings(sheet, HEAD, headings, height=42)
    last = (max(HEAD + len(rows), FIRST), len(headings) - 1)
    columns = [{"header": plain(heading), "header_format": desk.styles.heading} for heading in headings]
    style = {"columns": columns, "name": f"table_{table.name}", "style": "Table Style Light 1"}
    sheet.add_table(HEAD, 0, *last, style)
    for place, column in enumerate(contract.columns):
        form = format_of(desk, column)
        for at, value in enumerate(rows[column.name], FIRST):
            put(sheet, (at, place), _value(value), form)
    sheet.freeze_panes(FIRST, sum(1 for column in contract.key if column.kind == "text") and 1)
    sheet.repeat_rows(HEAD)


def _width(column: Column, words: Sequence[str]) -> int:
    if column.kind != "text":
        return _YEARS if column.kind == "integer" else _FIGURES
    return widest(list(words), least=_YEARS, most=_WIDEST)


def format_of(desk: Desk, column: Column) -> Format:
    """The format of a column: pounds without pence, shares as per cent, years plain, counts to a tenth."""
    if column.kind == "text":
        return desk.styles.wrapped if column.free else desk.styles.text
    if column.kind == "integer":
        return desk.styles.plain
    if is_pounds(column):
        return desk.styles.pounds
    return desk.styles.share if is_share(column) else desk.styles.count


def _value(value: object) -> Cell:
    """A value of a frame as a cell."""
    if isinstance(value, str):
        return value
    return None if pd.isna(value) else float(value)  # type: ignore[arg-type, call-overload]


def column_of(table: FinanceTable, frame: pd.DataFrame, name: str) -> str:
    """The reference to all figures or words of a column on the sheet of its table."""
    place = contract_with_names(table).column_names.index(name)
    return span(title_of(table.name), (FIRST, place), (max(HEAD + len(frame), FIRST), place))
