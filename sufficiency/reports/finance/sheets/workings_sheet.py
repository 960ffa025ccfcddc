"""The sheets that count: Workings, a row a line, provision and year, and its sums by line, nominal and real apart."""

from collections.abc import Sequence
from dataclasses import dataclass

from xlsxwriter.utility import xl_rowcol_to_cell as at_cell
from xlsxwriter.worksheet import Worksheet

from models.money.lines import LINES
from models.vocabulary import financial_year
from sufficiency.reports.finance.assumptions import INTEREST
from sufficiency.reports.finance.names import LEDGER_NAMES, NAMES
from sufficiency.reports.finance.sheets.assumptions_sheet import Places
from sufficiency.reports.finance.sheets.desk import HEAD, Desk, ref, span
from sufficiency.reports.finance.workings import Working
from sufficiency.reports.workbooks import put

WORKINGS, NOMINAL, REAL = "Workings", "Summary (nominal)", "Summary (real)"
_WORDS = (
    "Real pounds = units x unit price x relative cost; nominal = real x index factor, and the pennies by which the "
    "rows of the ledger are rounded. Unit price and factor are those of the Assumptions. The relative cost is what "
    "a unit of the year costs beside that price: 1 where the price is one for all, else how needs, miles or empty "
    "places move it."
)
_HEADINGS = (
    *("Starts in April", "Financial year", "Ledger", "Line", "Line name", "Provision", "Units", "Unit price (£)"),
    *("Relative cost", "Real (£)", "Index", "Index factor", "Rounding", "Nominal (£)"),
)
_WIDTHS = (10, 11, 26, 24, 42, 28, 11, 12, 10, 15, 10, 9, 9, 15)
_YEAR, _LINE, _REAL, _NOMINAL = 0, 3, 9, 13
_FIRST = HEAD + 1
_LABELS = HEAD
"""Row of the summaries' headings; the years in which they start stand in the row above."""


@dataclass(frozen=True)
class Interest:
    """Interest on the deficit, which the block's summary works out: real and nominal of the ledger, by year.

    ``cells`` are the references to what the block's summary has, where it has the year.
    """

    real: dict[int, float]
    nominal: dict[int, float]
    cells: dict[int, str]


@dataclass(frozen=True)
class Totals:
    """Where the summary has the total of a ledger in each year, and what it is."""

    row: int
    values: dict[int, float]

    def cell(self, year: int) -> str:
        """Reference to the total of a year."""
        return ref(NOMINAL, self.row, 2 + list(self.values).index(year))


def write_workings(desk: Desk, rows: Sequence[Working], places: Places) -> None:
    """Write the rows, each formula with the value that it gives."""
    sheet = desk.sheet(WORKINGS, _WORDS, _WIDTHS)
    desk.headings(sheet, HEAD, _HEADINGS)
    sheet.freeze_panes(_FIRST, 6)
    sheet.repeat_rows(HEAD)
    sheet.autofilter(HEAD, 0, max(_FIRST, HEAD + len(rows)), len(_HEADINGS) - 1)
    for at, row in enumerate(rows, _FIRST):
        _working(desk, sheet, places, (at, row))


def _working(desk: Desk, sheet: Worksheet, places: Places, what: tuple[int, Working]) -> None:
    at, row = what
    style, line = desk.styles, LINES.get(row.line)
    kind = NAMES["provision"].get(row.provision, row.provision)
    words = (financial_year(row.year), LEDGER_NAMES.get(row.ledger, row.ledger), row.line)
    put(sheet, (at, _YEAR), row.year, style.plain)
    for place, word in enumerate((*words, line.name if line else row.line, kind), 1):
        put(sheet, (at, place), word, style.text)
    put(sheet, (at, 6), row.units, style.input_count)
    sheet.write_formula(at, 7, f"={places.unit(row.unit)}", style.pounds, row.unit_gbp)
    put(sheet, (at, 8), row.relative, style.factor)
    units, unit, relative, real, index, factor, rounding = (at_cell(at, place) for place in range(6, 13))
    sheet.write_formula(at, _REAL, f"={units}*{unit}*{relative}", style.pounds, row.real)
    put(sheet, (at, 10), row.index, style.text)
    if row.stated:
        put(sheet, (at, 11), row.factor, style.factor)
    else:
        year = at_cell(at, _YEAR, col_abs=True)
        sheet.write_formula(at, 11, f"={places.factor(index, year)}", style.factor, row.factor)
    put(sheet, (at, 12), row.rounding, style.factor)
    sheet.write_formula(at, _NOMINAL, f"={real}*{factor}+{rounding}", style.pounds, row.nominal)


def write_summary(desk: Desk, rows: Sequence[Working], interest: Interest, words: str, *, nominal: bool) -> None:
    """Write pounds by line and year, with the total of each ledger below its lines."""
    years = sorted({row.year for row in rows} | set(interest.nominal))
    sheet = desk.sheet(NOMINAL if nominal else REAL, words, (26, 44, *(13 for _ in years)))
    put(sheet, (_LABELS - 1, 1), "Starts in April", desk.styles.text)
    for place, year in enumerate(years, 2):
        put(sheet, (_LABELS - 1, place), year, desk.styles.plain)
    desk.headings(sheet, _LABELS, ["Line", "Line name", *(f"{financial_year(year)} (£)" for year in years)])
    sheet.freeze_panes(_LABELS + 1, 2)
    sheet.repeat_rows(_LABELS)
    at = _LABELS + 1
    for ledger in LEDGER_NAMES:
        at = _Part(desk, sheet, rows, interest, years, nominal).fill(at, ledger)


def lines_of(rows: Sequence[Working], ledger: str, interest: Interest) -> list[str]:
    """Lines of a ledger that the summary shows, in the order of the lines."""
    present = {row.line for row in rows if row.ledger == ledger} | ({INTEREST} if interest.nominal else set())
    return [code for code, line in LINES.items() if code in present and line.ledger == ledger]


def block_totals(rows: Sequence[Working], interest: Interest) -> Totals:
    """Where the nominal total of the high needs block stands: below its lines, which come first."""
    block = next(iter(LEDGER_NAMES))
    years = sorted({row.year for row in rows} | set(interest.nominal))
    values = {year: sum(row.nominal for row in rows if (row.year, row.ledger) == (year, block)) for year in years}
    return Totals(_LABELS + 1 + len(lines_of(rows, block, interest)), values)


@dataclass(frozen=True)
class _Part:
    """One ledger of a summary."""

    desk: Desk
    sheet: Worksheet
    rows: Sequence[Working]
    interest: Interest
    years: list[int]
    nominal: bool

    def fill(self, at: int, ledger: str) -> int:
        """Write the lines and their total from a row on; return the next free row."""
        codes = lines_of(self.rows, ledger, self.interest)
        if not codes:
            return at
        for row, code in enumerate(codes, at):
            self._line(row, code)
        end = at + len(codes)
        put(self.sheet, (end, 0), "Total", self.desk.styles.total_text)
        put(self.sheet, (end, 1), LEDGER_NAMES[ledger], self.desk.styles.total_text)
        for place, year in enumerate(self.years, 2):
            value = sum(self._value(code, year) for code in codes)
            formula = f"=SUM({at_cell(at, place)}:{at_cell(end - 1, place)})"
            self.sheet.write_formula(end, place, formula, self.desk.styles.total_pounds, value)
        return end + 2

    def _line(self, row: int, code: str) -> None:
        put(self.sheet, (row, 0), code, self.desk.styles.text)
        put(self.sheet, (row, 1), LINES[code].name, self.desk.styles.text)
        for place, year in enumerate(self.years, 2):
            value, formula = self._value(code, year), self._formula(row, place, code)
            if formula:
                self.sheet.write_formula(row, place, formula, self.desk.styles.pounds, value)
            else:
                put(self.sheet, (row, place), value, self.desk.styles.pounds)

    def _value(self, code: str, year: int) -> float:
        if code == INTEREST:
            return (self.interest.nominal if self.nominal else self.interest.real).get(year, 0.0)
        gbp = [row.nominal if self.nominal else row.real for row in self.rows if (row.line, row.year) == (code, year)]
        return sum(gbp)

    def _formula(self, row: int, place: int, code: str) -> str:
        """The formula of a line in a year; nothing where its figure stands as it is."""
        if code == INTEREST:
            return self._of_interest(self.years[place - 2])
        first, last = _FIRST, HEAD + len(self.rows)
        gbp, lines, years = (
            span(WORKINGS, (first, which), (last, which))
            for which in (_NOMINAL if self.nominal else _REAL, _LINE, _YEAR)
        )
        line, year = at_cell(row, 0, col_abs=True), at_cell(_LABELS - 1, place, row_abs=True)
        return f"=SUMIFS({gbp},{lines},{line},{years},{year})"

    def _of_interest(self, year: int) -> str:
        cell, nominal = self.interest.cells.get(year), self.interest.nominal.get(year, 0.0)
        if cell is None or not nominal:
            return ""
        real = self.interest.real.get(year, 0.0)
        return f"={cell}" if self.nominal or real == nominal else f"={cell}*{real / nominal!r}"
