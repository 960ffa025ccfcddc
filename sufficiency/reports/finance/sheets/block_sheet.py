"""The sheet Block summary: grant, spend and balance of the high needs block by year, as its formulas count them."""

from collections.abc import Sequence

from xlsxwriter.utility import xl_rowcol_to_cell as at_cell
from xlsxwriter.worksheet import Worksheet

from models.vocabulary import financial_year
from sufficiency.reports.finance.positions import GrantYear, Position
from sufficiency.reports.finance.sheets.assumptions_sheet import GRANT, OPENING, RATE, STABILITY, Places
from sufficiency.reports.finance.sheets.desk import HEAD, Desk, ref
from sufficiency.reports.finance.sheets.workings_sheet import Totals
from sufficiency.reports.workbooks import put

SHEET = "Block summary"
_WORDS = (
    "Nominal pounds. Closing = opening + grant - spend - adjustment + Stability Grant; a deficit is below zero. Grant,"
    " balance and rate are those of the Assumptions (type a grant there where none is known), spend is that of Summary"
    " (nominal). The Stability Grant is paid only if the authority's local SEND reform plan is approved. The last two"
    " columns set the sheet beside the run: they differ once a cell of the Assumptions was edited."
)
_HEADINGS = (
    *("Financial year", "Grant is", "Opening (£)", "Grant (£)", "Spend (£)", "Adjustment (£)", "In year (£)"),
    *("Stability Grant (£)", "Closing (£)", "Interest, general fund (£)", "Closing of the run (£)"),
    "Change since the run (£)",
)
_WIDTHS = (12, 12, 16, 16, 16, 14, 16, 16, 16, 15, 16, 15)
_FIRST = HEAD + 1
CLOSING, INTEREST = 8, 9


def cell_of(place: int, column: int) -> str:
    """Reference to a figure of a year of the sheet."""
    return ref(SHEET, _FIRST + place, column)


def write_block(
    desk: Desk, years: Sequence[GrantYear], worked: Sequence[Position], totals: Totals, places: Places
) -> Worksheet:
    """Write the sheet; what hangs on a grant that nobody knows stays empty."""
    sheet = desk.sheet(SHEET, _WORDS, _WIDTHS)
    desk.headings(sheet, HEAD, _HEADINGS, height=42)
    sheet.freeze_panes(_FIRST, 1)
    sheet.repeat_rows(HEAD)
    for place, (year, position) in enumerate(zip(years, worked, strict=True)):
        row = _FIRST + place
        put(sheet, (row, 0), financial_year(year.year), desk.styles.bold)
        put(sheet, (row, 1), year.reading, desk.styles.text)
        put(sheet, (row, 10), year.closing, desk.styles.pounds)
        for column, (formula, value) in _formulas(row, place, (year, position), totals, places).items():
            sheet.write_formula(row, column, formula, desk.styles.pounds, "" if value is None else value)
    return sheet


def _formulas(
    row: int, place: int, what: tuple[GrantYear, Position], totals: Totals, places: Places
) -> dict[int, tuple[str, float | None]]:
    """Formula and value of each column; None where the formula leaves the cell empty, for want of a grant."""
    year, position = what
    opening, grant, spend, beyond, in_year, stability, closing, _, of_run = (
        at_cell(row, column) for column in range(2, 11)
    )
    stated, rate = places.grant(place, OPENING), places.grant(place, RATE)
    before = at_cell(row - 1, CLOSING) if place else '""'
    spent = totals.cell(year.year) if year.year in totals.values else "0"
    interest = f"ROUND((MAX(0,-{opening})+MAX(0,-{closing}))/2*{rate},2)"
    change = None if position.closing is None or year.closing is None else position.closing - year.closing
    return {
        2: (f"=IF(ISNUMBER({stated}),{stated},{before})", position.opening),
        3: (_if_known(places.grant(place, GRANT), places.grant(place, GRANT)), year.grant),
        4: (f"=ROUND({spent},2)", year.spend),
        5: (f"={year.adjustment!r}", year.adjustment),
        6: (_if_known(f"ROUND({grant}-{spend}-{beyond},2)", grant), position.in_year),
        7: (f"=N({places.grant(place, STABILITY)})", year.stability),
        CLOSING: (_if_known(f"ROUND({opening}+{in_year}+{stability},2)", opening, in_year), position.closing),
        INTEREST: (_if_known(interest, closing), position.interest),
        11: (_if_known(f"{closing}-{of_run}", closing, of_run), change),
    }


def _if_known(formula: str, *cells: str) -> str:
    """A formula that leaves its cell empty until the cells it needs hold figures."""
    return f'=IF(AND({",".join(f"ISNUMBER({cell})" for cell in cells)}),{formula},"")'
