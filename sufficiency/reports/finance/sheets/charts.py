"""The charts: the block's position, INMSS against in county, and the bridge from year to year; native to the workbook.

What they draw stands on the sheet Chart data, as references to the sheets that it comes from.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
from xlsxwriter.chart import Chart
from xlsxwriter.worksheet import Worksheet

from models.money.lines import Ledger
from models.vocabulary import financial_year, start_of
from sufficiency.finance.block import THIS_RUN, UNMITIGATED
from sufficiency.finance.bridge import PLANS, PRICE, SCENARIO, SHARE, YEAR
from sufficiency.finance.shapes import FinanceTable
from sufficiency.reports.finance.names import NAMES, named
from sufficiency.reports.finance.positions import GrantYear, Position
from sufficiency.reports.finance.sheets.block_sheet import CLOSING, cell_of
from sufficiency.reports.finance.sheets.desk import HEAD, Desk, ref
from sufficiency.reports.finance.sheets.styles import (
    POUNDS_OF_MILLIONS,
    POUNDS_OF_THOUSANDS,
    RULE,
    SERIES,
    TENTHS_OF_MILLIONS,
)
from sufficiency.reports.finance.sheets.table_sheets import FIRST, column_of, title_of
from sufficiency.reports.workbooks import put

CHARTS, DATA = "Charts", "Chart data"
_SIZE = {"width": 1040, "height": 560}
_ROWS = 31
"""Rows of a sheet that a chart covers."""
COSTS = {
    "block_gbp": "Top-up or fee (block)",
    "health_and_care_gbp": "Health and care",
    "transport_gbp": "Transport",
    "place_funding_gbp": "Place funding",
}
FACTORS = {PLANS: "Plans", SHARE: "Share (learners or places a plan)", PRICE: "Price (index included)"}
BRIDGES = {
    YEAR: "High needs block: what plans, shares and prices add to the spend of the year before",
    SCENARIO: "High needs block: spend of this run beside the unmitigated run, by plans, shares and prices",
}


@dataclass(frozen=True)
class Plotted:
    """A grid of what a chart draws: a category a row, a series a column; each cell a formula and its value.

    ``lines`` are the names of series that are drawn as lines over the columns.
    """

    title: str
    axis: str
    form: str
    categories: tuple[str, ...]
    series: tuple[str, ...]
    cells: tuple[tuple[tuple[str, float | None], ...], ...]
    lines: tuple[str, ...] = ()


def write_charts(desk: Desk, drawn: Sequence[Plotted], charts: Worksheet, data: Worksheet) -> None:
    """Write what is drawn on its sheet, and the charts one below the other."""
    top = HEAD
    for number, one in enumerate(drawn):
        _grid(desk, data, top, one)
        chart = _chart(desk, top, one)
        charts.insert_chart(HEAD + 1 + number * _ROWS, 0, chart, {"description": one.title})
        top += len(one.categories) + 4
    charts.set_h_pagebreaks([HEAD + number * _ROWS for number in range(1, len(drawn))])


def _grid(desk: Desk, sheet: Worksheet, top: int, drawn: Plotted) -> None:
    put(sheet, (top, 0), drawn.title, desk.styles.section)
    desk.headings(sheet, top + 1, ["", *drawn.series])
    for row, (category, cells) in enumerate(zip(drawn.categories, drawn.cells, strict=True), top + 2):
        put(sheet, (row, 0), category, desk.styles.text)
        for place, (formula, value) in enumerate(cells, 1):
            if value is not None:
                sheet.write_formula(row, place, formula, desk.styles.pounds, value)


def _chart(desk: Desk, top: int, drawn: Plotted) -> Chart:
    """Columns stacked on one another, and lines over them; the axis in the unit that the title names."""
    chart = desk.book.add_chart({"type": "column", "subtype": "stacked"})
    lines = desk.book.add_chart({"type": "line"})
    rows = (top + 2, top + 1 + len(drawn.categories))
    for place, name in enumerate(drawn.series, 1):
        colour = SERIES[(place - 1) % len(SERIES)]
        shape = {
            "name": [DATA, top + 1, place],
            "categories": [DATA, rows[0], 0, rows[1], 0],
            "values": [DATA, rows[0], place, rows[1], place],
        }
        if name in drawn.lines:
            lines.add_series({**shape, "line": {"color": colour, "width": 2.25, "dash_type": _dash(name)}})
        else:
            chart.add_series({**shape, "fill": {"color": colour}, "gap": 60})
    if drawn.lines:
        chart.combine(lines)
    chart.set_title({"name": drawn.title, "name_font": {"size": 13}, "overlay": False})
    chart.set_x_axis({"label_position": "low", "num_font": {"size": 9}})
    axis = {"name": drawn.axis, "num_format": drawn.form, "major_gridlines": {"visible": True, "line": {"color": RULE}}}
    chart.set_y_axis({**axis, "num_font": {"size": 9}, "name_font": {"size": 10}})
    chart.set_legend({"position": "bottom"})
    chart.set_size(_SIZE)
    return chart


def _dash(name: str) -> str:
    return "dash" if name.startswith("p") else "solid"


def block_chart(
    years: Sequence[GrantYear], worked: Sequence[Position], table: FinanceTable, block: pd.DataFrame
) -> Plotted | None:
    """Closing balance by year with its range, and that of the run it is set beside; nothing without a balance."""
    known = [place for place, position in enumerate(worked) if position.closing is not None]
    if not known:
        return None
    lines = {"p10 (one in ten is worse)": (THIS_RUN, "closing_p10")}
    lines |= {"p90 (one in ten is better)": (THIS_RUN, "closing_p90")}
    lines |= {"Closing balance, unmitigated run": (UNMITIGATED, "closing_gbp")}
    columns = {
        label: [_of_table(table, block, run, years[place].year, column) for place in known]
        for label, (run, column) in lines.items()
    }
    columns = {label: cells for label, cells in columns.items() if any(value is not None for _, value in cells)}
    closing = [(f"={cell_of(place, CLOSING)}", worked[place].closing) for place in known]
    return Plotted(
        "High needs block: balance at the end of each year (a deficit is below zero)",
        "Nominal, £ million",
        POUNDS_OF_MILLIONS,
        tuple(financial_year(years[place].year) for place in known),
        ("Closing balance", *columns),
        tuple(zip(closing, *columns.values(), strict=True)),
        tuple(columns),
    )


def _of_table(table: FinanceTable, block: pd.DataFrame, run: str, year: int, column: str) -> tuple[str, float | None]:
    rows, contract = named(block, table)
    here = (rows["run"] == run) & (rows["financial_year"] == financial_year(year))
    at = rows.index[here]
    if not len(at) or pd.isna(rows.loc[at[0], column]):
        return "", None
    place = contract.column_names.index(column)
    return f"={ref(title_of(table.name), FIRST + int(at[0]), place)}", float(rows.loc[at[0], column])


def costs_chart(table: FinanceTable, frame: pd.DataFrame, base: int) -> Plotted | None:
    """All public money a learner by kind of provision in the year after the base year; nothing without learners."""
    rows, contract = named(frame, table)
    years = sorted(set(rows["financial_year"]))
    ahead = [year for year in years if year > financial_year(base)] or years
    shown = rows[(rows["financial_year"].isin(ahead[:1])) & (rows["learners"] > 0)]
    if shown.empty:
        return None
    learners = contract.column_names.index("learners")
    cells = tuple(
        tuple(_a_learner(title_of(table.name), contract.column_names, at, row, (name, learners)) for name in COSTS)
        for at, row in zip(shown.index, shown.to_dict("records"), strict=True)
    )
    kinds = tuple(NAMES["provision"].get(kind, kind) for kind in shown["provision"])
    title = f"INMSS against in county: public money a learner in {ahead[0]}"
    axis = f"£ thousand a learner, at {financial_year(base)} prices"
    return Plotted(title, axis, POUNDS_OF_THOUSANDS, kinds, tuple(COSTS.values()), cells)


def _a_learner(
    sheet: str, columns: Sequence[str], at: int, row: Mapping[Hashable, float], what: tuple[str, int]
) -> tuple[str, float | None]:
    name, learners = what
    if pd.isna(row[name]):
        return "", None
    gbp, count = (ref(sheet, FIRST + at, place) for place in (list(columns).index(name), learners))
    return f"={gbp}/{count}", float(row[name]) / float(row["learners"])


def bridge_chart(table: FinanceTable, frame: pd.DataFrame, kind: str) -> Plotted | None:
    """What plans, shares and prices add to the block, from year to year or beside the unmitigated run.

    Nothing where there is no such bridge.
    """
    kept = frame[(frame["kind"] == kind) & (frame["ledger"] == Ledger.DSG_HIGH_NEEDS)]
    ahead = 1 if kind == YEAR else 0
    pairs = sorted(set(zip(kept["from"], kept["to"], strict=True)))
    steps = [(one, to) for one, to in pairs if start_of(to) - start_of(one) == ahead]
    if not steps:
        return None
    cells = tuple(tuple(_fair(table, frame, (kind, *step, factor)) for factor in FACTORS) for step in steps)
    ends = tuple(to for _, to in steps)
    return Plotted(BRIDGES[kind], "Nominal, £ million", TENTHS_OF_MILLIONS, ends, tuple(FACTORS.values()), cells)


def _fair(table: FinanceTable, frame: pd.DataFrame, what: tuple[str, ...]) -> tuple[str, float | None]:
    """The fair shares of a factor in a step, over all lines of the block."""
    wanted = dict(zip(("kind", "from", "to", "factor"), what, strict=True))
    wanted["ledger"] = str(Ledger.DSG_HIGH_NEEDS)
    there = pd.Series(True, index=frame.index)
    for name, word in wanted.items():
        there &= frame[name] == word
    alike = [f"EXACT({column_of(table, frame, name)},{_quoted(word)})" for name, word in wanted.items()]
    formula = f"=SUMPRODUCT({'*'.join(alike)},{column_of(table, frame, 'fair_gbp')})"
    return formula, float(frame.loc[there, "fair_gbp"].sum())


def _quoted(word: str) -> str:
    """A word as a formula has it: between quotation marks, its own doubled."""
    doubled = word.replace('"', '""')
    return f'"{doubled}"'
