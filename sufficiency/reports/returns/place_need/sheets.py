"""A sheet with one table, as public bodies' spreadsheets are to be: title, what it holds, headings in one row.

No cells are merged, no rows are blank, and every table is marked as one, so that a screen reader finds its way.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from sufficiency.reports.finance.sheets.styles import Styles, styles_of
from sufficiency.reports.returns.place_need.columns import ShownTable, decimals, figure, heading_of, is_hidden
from sufficiency.reports.workbooks import Cell, at_edge, plain, put, widest

COVER = "Cover"
HEAD = 4
"""Row of the headings, counted from 0: above it stand title, words, mark and the way back."""
_A4, _A3, _MOST_ON_A4 = 9, 8, 215
_LEAST, _FIGURE, _WIDEST = 10, 12, 40


@dataclass(frozen=True)
class Stand:
    """A workbook with its formats, the mark that every sheet bears, and the words at the foot of its pages."""

    book: Workbook
    styles: Styles
    mark: str
    foot: str

    def sheet(self, name: str, title: str, words: str, widths: Sequence[float]) -> Worksheet:
        """Add a sheet with its title, words and mark; it prints landscape, its headings on every page."""
        sheet = self.book.add_worksheet(name)
        for place, width in enumerate(widths):
            sheet.set_column(place, place, width)
        put(sheet, (0, 0), title, self.styles.title)
        put(sheet, (1, 0), words)
        put(sheet, (2, 0), self.mark, self.styles.bold)
        sheet.write_url(3, 0, f"internal:'{COVER}'!A1", self.styles.link, f"Back to {COVER}")
        sheet.set_row(0, 24)
        self.printed(sheet, name, sum(widths))
        sheet.freeze_panes(HEAD + 1, 1)
        sheet.repeat_rows(HEAD)
        return sheet

    def printed(self, sheet: Worksheet, name: str, width: float) -> None:
        """Set how a sheet prints."""
        sheet.hide_gridlines(2)
        sheet.set_paper(_A4 if width <= _MOST_ON_A4 else _A3)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(0.4, 0.4, 0.5, 0.6)
        sheet.set_header(f"&L&8{at_edge(self.mark)}")
        sheet.set_footer(f"&L&8{at_edge(self.foot)}&C&8{name}&R&8Page &P of &N")


def stand_of(book: Workbook, mark: str, foot: str) -> Stand:
    """Make the formats of a workbook."""
    return Stand(book, styles_of(book), mark, foot)


def write_shown(
    stand: Stand, table: ShownTable, words_of: Mapping[str, Mapping[str, str]], totals: Mapping[str, Cell] | None = None
) -> None:
    """Write a table on a sheet of its own.

    ``words_of`` are codes that are written as words, by column; a last row has the ``totals``, by column: where nothing
    of a column is hidden, as sums, formulas with their values.
    """
    rows = table.rows
    headings = [heading_of(str(name)) for name in rows]
    columns = [_cells(rows[name], words_of.get(str(name), {})) for name in rows]
    widths = [_width(heading, cells) for heading, cells in zip(headings, columns, strict=True)]
    sheet = stand.sheet(table.title, table.title, table.words, widths)
    sheet.set_row(HEAD, 45)
    last = (HEAD + max(len(rows), 1), len(headings) - 1)
    head = [{"header": plain(heading), "header_format": stand.styles.heading} for heading in headings]
    sheet.add_table(HEAD, 0, *last, {"columns": head, "name": f"table_{table.name}", "style": "Table Style Light 1"})
    for place, (name, cells) in enumerate(zip(rows, columns, strict=True)):
        style = _format(stand, str(name), cells)
        for row, value in enumerate(cells, HEAD + 1):
            if value is not None:
                put(sheet, (row, place), value, style)
    if totals:
        _write_totals(stand, sheet, [str(name) for name in rows], columns, totals)


def _cells(values: pd.Series, words: Mapping[str, str]) -> list[Cell]:
    return [words.get(value, value) if isinstance(value, str) else figure(value) for value in values.tolist()]


def _width(heading: str, cells: Sequence[Cell]) -> int:
    texts = [value for value in cells if isinstance(value, str) and not is_hidden(value)]
    if not texts:
        return _FIGURE
    return widest([*texts, *heading.split()], least=_LEAST, most=_WIDEST)


def _format(stand: Stand, name: str, cells: Sequence[Cell]) -> Format | None:
    if all(isinstance(value, str) and not is_hidden(value) for value in cells):
        return stand.styles.text
    if name.endswith(("_age", " age")):
        return stand.styles.plain
    if name.endswith("_gbp"):
        return stand.styles.pounds
    if name.lower().startswith("occupancy"):
        return stand.styles.share
    return _figures(stand, decimals(name), cells)


def _figures(stand: Stand, places: int, cells: Sequence[Cell]) -> Format:
    """Two decimals where a column has any; none where it is whole throughout."""
    figures = [value for value in cells if isinstance(value, int | float)]
    whole = all(float(value).is_integer() for value in figures)
    form = "#,##0" if whole else "#,##0." + "0" * places
    return stand.book.add_format({"font_size": 10, "valign": "top", "num_format": form, "align": "right"})


def _write_totals(
    stand: Stand, sheet: Worksheet, names: Sequence[str], columns: Sequence[Sequence[Cell]], totals: Mapping[str, Cell]
) -> None:
    """Write the last row: sums of whole columns as formulas, whose values are kept beside them."""
    row = HEAD + 1 + len(columns[0])
    style = stand.book.add_format({"font_size": 10, "bold": True, "top": 1, "num_format": "#,##0", "align": "right"})
    put(sheet, (row, 0), "Total", stand.styles.total_text)
    for place, name in enumerate(names):
        if name not in totals:
            continue
        known = [float(value) for value in columns[place] if isinstance(value, int | float)]
        if len(known) == len(columns[place]):
            top, bottom = xl_rowcol_to_cell(HEAD + 1, place), xl_rowcol_to_cell(row - 1, place)
            sheet.write_formula(row, place, f"=SUM({top}:{bottom})", style, sum(known))
        else:
            put(sheet, (row, place), totals[name], style)
