"""A sheet of the workbook before anything stands on it: its title, what it holds, its notices, and how it prints."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from sufficiency.reports.finance.sheets.styles import NAVY, Styles
from sufficiency.reports.workbooks import at_edge, put

HEAD = 4
"""Row of the headings, counted from 0; above it stand title, words, notice and the way back."""
CONTENTS = "Contents"
_A4, _A3 = 9, 8
_MOST_ON_A4 = 215
"""Characters across that are still read on A4."""
_LINE_HEIGHT = 14


@dataclass(frozen=True)
class Desk:
    """A workbook and what every sheet of it carries: formats, the notice, and the run's name for the foot of a page."""

    book: Workbook
    styles: Styles
    notice: str
    foot: str

    def sheet(self, name: str, words: str, widths: Sequence[float], title: str = "") -> Worksheet:
        """Add a sheet with its title and words; it prints landscape, on A4 or, very wide, A3."""
        sheet = self.book.add_worksheet(name)
        for place, width in enumerate(widths):
            sheet.set_column(place, place, width)
        sheet.set_row(0, 24)
        put(sheet, (0, 0), title or name, self.styles.title)
        self._across(sheet, 1, words, widths)
        if self.notice:
            self._across(sheet, 2, self.notice, widths)
        sheet.write_url(3, 0, f"internal:'{CONTENTS}'!A1", self.styles.link, f"Back to {CONTENTS}")
        sheet.hide_gridlines(2)
        sheet.set_paper(_A4 if sum(widths) <= _MOST_ON_A4 else _A3)
        self._printed(sheet, name)
        return sheet

    def _across(self, sheet: Worksheet, row: int, words: str, widths: Sequence[float]) -> None:
        """Write words over all columns, in as many lines as they need."""
        style = self.styles.words if row == 1 else self.styles.warning
        room = min(sum(widths), 150)
        last = max(1, sum(1 for place in range(len(widths)) if sum(widths[: place + 1]) <= room) - 1)
        sheet.merge_range(row, 0, row, last, "", style)
        put(sheet, (row, 0), words, style)
        sheet.set_row(row, _LINE_HEIGHT * max(1, ceil(len(words) * 1.1 / sum(widths[: last + 1]))))

    def _printed(self, sheet: Worksheet, name: str) -> None:
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(0.4, 0.4, 0.5, 0.6)
        sheet.set_footer(f"&L&8{at_edge(self.foot)}&C&8{name}&R&8Page &P of &N")
        sheet.set_tab_color(NAVY)

    def headings(self, sheet: Worksheet, row: int, words: Sequence[str], height: float = 30) -> None:
        """Write a row of headings."""
        sheet.set_row(row, height)
        for place, word in enumerate(words):
            put(sheet, (row, place), word, self.styles.heading)


def ref(sheet: str, row: int, column: int) -> str:
    """An absolute reference to a cell of another sheet."""
    return f"'{sheet}'!{xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True)}"


def span(sheet: str, top: tuple[int, int], bottom: tuple[int, int]) -> str:
    """An absolute reference to cells of another sheet, from one corner to the other."""
    first, last = (xl_rowcol_to_cell(*corner, row_abs=True, col_abs=True) for corner in (top, bottom))
    return f"'{sheet}'!{first}:{last}"


def column(place: int) -> str:
    """Letters of a column."""
    return str(xl_col_to_name(place))
