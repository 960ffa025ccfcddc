"""The workbook ``finance.xlsx``: what a finance officer takes to Schools Forum, with formulas that follow a price."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from models.vocabulary import financial_year, start_of
from sufficiency.finance.reconciliation import priced_words, unexplained_words
from sufficiency.finance.shapes import FinanceTable, Given
from sufficiency.packs.small_numbers import HOLDS_SMALL_NUMBERS, notice
from sufficiency.reports.finance.assumptions import (
    INTEREST,
    PENNY,
    Assumptions,
    assumptions_of,
    lines_by_provision,
)
from sufficiency.reports.finance.names import LINE
from sufficiency.reports.finance.positions import GrantYear, Position, grant_years, positions, rows_of_run
from sufficiency.reports.finance.sheets.assumptions_sheet import SHEET as ASSUMPTIONS
from sufficiency.reports.finance.sheets.assumptions_sheet import write_assumptions
from sufficiency.reports.finance.sheets.block_sheet import INTEREST as INTEREST_COLUMN
from sufficiency.reports.finance.sheets.block_sheet import SHEET as BLOCK
from sufficiency.reports.finance.sheets.block_sheet import cell_of, write_block
from sufficiency.reports.finance.sheets.charts import (
    BRIDGES,
    CHARTS,
    DATA,
    Plotted,
    block_chart,
    bridge_chart,
    costs_chart,
    write_charts,
)
from sufficiency.reports.finance.sheets.desk import Desk
from sufficiency.reports.finance.sheets.front import (
    COVER,
    NOTES_SHEET,
    Entry,
    settings_of,
    write_contents,
    write_cover,
    write_notes,
)
from sufficiency.reports.finance.sheets.styles import styles_of
from sufficiency.reports.finance.sheets.table_sheets import title_of, words_of, write_table
from sufficiency.reports.finance.sheets.workings_sheet import (
    NOMINAL,
    REAL,
    WORKINGS,
    Interest,
    block_totals,
    write_summary,
    write_workings,
)
from sufficiency.reports.finance.workings import Working, workings_of
from sufficiency.reports.workbooks import new_book

LEDGER, RECONCILIATION, BLOCK_TABLE, BRIDGE, COSTS = (
    *("ledger", "reconciliation", "block", "bridge"),
    "inmss_against_in_county",
)
_SUMMARY = "Pounds by line and financial year, {}: the lines of each ledger, with their total. Formulas from Workings."


@dataclass(frozen=True)
class Counted:
    """What the sheets that count hold: the assumptions, and what follows from them by the same rule."""

    known: Assumptions
    rows: tuple[Working, ...]
    years: tuple[GrantYear, ...]
    worked: tuple[Position, ...]
    interest: Interest


def finance_workbook(
    given: Given,
    tables: Mapping[str, pd.DataFrame],
    contracts: Sequence[FinanceTable],
    facts: Mapping[str, object],
) -> bytes:
    """Return the workbook's bytes, the same for the same tables; ``facts`` are those of the run's manifest."""
    book, buffer = new_book(f"What it costs: {given.books.authority}, {given.books.title}")
    book.set_calc_mode("auto")
    secret = notice(small_numbers=bool(facts.get(HOLDS_SMALL_NUMBERS))).strip()
    of_ledger = tables[RECONCILIATION]
    notices = [word for word in (secret, *unexplained_words(of_ledger), *priced_words(of_ledger)) if word]
    desk = Desk(book, styles_of(book), " ".join(notices), f"{given.books.authority}: {given.books.title}")
    shown = [table for table in contracts if table.name in tables]
    counted = counted_of(given, tables)
    drawn = _drawn(given, tables, shown, counted)
    write_cover(desk, given, facts, notices)
    write_contents(desk, _entries(shown, drawn))
    write_notes(desk, [])
    charts = desk.sheet(CHARTS, "Plotted from the sheets of this workbook.", (14,) * 10) if drawn else None
    _count(desk, counted, facts)
    for table in shown:
        write_table(desk, table, tables[table.name])
    if charts is not None:
        data = desk.sheet(DATA, "What the charts draw: references to the sheets it comes from.", (34, *(18,) * 6))
        write_charts(desk, drawn, charts, data)
    book.close()
    return buffer.getvalue()


def counted_of(given: Given, tables: Mapping[str, pd.DataFrame]) -> Counted:
    """Work out what the sheets that count hold."""
    ledger = tables[LEDGER]
    known = assumptions_of(given, ledger)
    rows = workings_of(known, lines_by_provision(ledger))
    block = tables.get(BLOCK_TABLE)
    spend = block_totals(rows, _interest(ledger, (), ())).values
    years = () if block is None else grant_years(rows_of_run(block), spend, given.money.grant)
    worked = tuple(positions(years))
    return Counted(known, rows, years, worked, _interest(ledger, years, worked))


def _interest(ledger: pd.DataFrame, years: Sequence[GrantYear], worked: Sequence[Position]) -> Interest:
    rows = ledger[ledger[LINE] == INTEREST]
    labels = [start_of(label) for label in rows["financial_year"]]
    real, nominal = (dict(zip(labels, rows[name], strict=True)) for name in ("real_gbp", "nominal_gbp"))
    cells = {
        year.year: cell_of(place, INTEREST_COLUMN)
        for place, (year, position) in enumerate(zip(years, worked, strict=True))
        if abs((position.interest or 0.0) - nominal.get(year.year, 0.0)) <= PENNY
    }
    return Interest(real, nominal, cells)


def _count(desk: Desk, counted: Counted, facts: Mapping[str, object]) -> None:
    """Write the sheets that count: assumptions first, then what follows from them."""
    places = write_assumptions(desk, counted.known, counted.years, settings_of(facts))
    if counted.years:
        totals = block_totals(counted.rows, counted.interest)
        write_block(desk, counted.years, counted.worked, totals, places)
    base = financial_year(counted.known.base)
    for nominal, words in ((True, "nominal, those of each year"), (False, f"real, at the prices of {base} throughout")):
        write_summary(desk, counted.rows, counted.interest, _SUMMARY.format(words), nominal=nominal)
    write_workings(desk, counted.rows, places)


def _drawn(
    given: Given, tables: Mapping[str, pd.DataFrame], shown: Sequence[FinanceTable], counted: Counted
) -> list[Plotted]:
    """The charts that the tables allow."""
    by_name = {table.name: (table, tables[table.name]) for table in shown}
    charts = [
        block_chart(counted.years, counted.worked, *by_name[BLOCK_TABLE]) if BLOCK_TABLE in by_name else None,
        costs_chart(*by_name[COSTS], given.books.base) if COSTS in by_name else None,
        *(bridge_chart(*by_name[BRIDGE], kind) for kind in BRIDGES if BRIDGE in by_name),
    ]
    return [chart for chart in charts if chart is not None]


def _entries(shown: Sequence[FinanceTable], drawn: Sequence[Plotted]) -> list[Entry]:
    block = [Entry(BLOCK, "Grant, spend and balance of the high needs block by year (formulas).")]
    charts = [Entry(CHARTS, "; ".join(one.title for one in drawn))] if drawn else []
    data = [Entry(DATA, "What the charts draw.")] if drawn else []
    return [
        Entry(COVER, "What this is, of which run, and what must be known before it is used."),
        Entry(NOTES_SHEET, "How the figures are to be read."),
        *charts,
        Entry(ASSUMPTIONS, "Growth of prices, unit prices, grant and prices of the pack: edit the cells in blue."),
        *(block if any(table.name == BLOCK_TABLE for table in shown) else []),
        Entry(NOMINAL, "Pounds of each year by line (formulas)."),
        Entry(REAL, "Pounds at base-year prices by line (formulas)."),
        Entry(WORKINGS, "Units, unit price, index: a row for each line, provision and year (formulas)."),
        *(Entry(title_of(table.name), words_of(table).partition(". ")[0]) for table in shown),
        *data,
    ]
