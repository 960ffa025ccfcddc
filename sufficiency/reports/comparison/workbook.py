"""A comparison as a workbook: one table a sheet, text that is never a formula, the same bytes each time."""

from collections.abc import Iterable, Sequence

from xlsxwriter import Workbook

from sufficiency.packs.small_numbers import NOT_FOR_PUBLICATION
from sufficiency.reports.comparison.values import Comparison, WorthOfChange
from sufficiency.reports.summary.estimate import Estimate
from sufficiency.reports.words import range_name, range_sentence
from sufficiency.reports.workbooks import Cell, new_book, plain, put, widest

MOST_DECIMALS = 6
NUMBER = "#,##0.0"
YEARS = ("census_year", "seed", "draws")
"""Columns whose numbers are written without separators."""
NOTES = (
    "Totals are of the January census; pounds are of the financial year that starts in April of that year.",
    "A difference has a range of its own: runs of the same seed and number of draws share their luck, draw by draw.",
    "alone: what a change is worth made by itself; what is left over stands as the interaction.",
    "fair: the Shapley value of a change, which shares the interaction out and does not depend on an order.",
    "An empty cell is a figure that the runs do not have; it is not zero.",
)


def comparison_workbook(comparison: Comparison) -> bytes:
    """Return the workbook's bytes: About, Runs, Side by side, Totals and, where there is a split, Changes."""
    book, buffer = new_book("Comparison of runs")
    _about(book, comparison)
    _sheet(book, "Runs", *_runs(comparison))
    _sheet(book, "Side by side", *_side_by_side(comparison))
    _sheet(book, "Totals", *_totals(comparison))
    if comparison.worths:
        _sheet(book, "Changes", ["change", "census_year", "measure", "alone", "fair"], _changes(comparison.worths))
    book.close()
    return buffer.getvalue()


def _about(book: Workbook, comparison: Comparison) -> None:
    sheet = book.add_worksheet("About")
    sheet.set_column(0, 0, 110)
    names = " with ".join(run.scenario for run in comparison.runs)
    method = [f"The split is {comparison.method}."] if comparison.method else []
    bold = book.add_format({"bold": True, "font_size": 14})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.write_string(0, 0, plain(f"Comparison of {names}"), bold)
    name = range_name(comparison.draws)
    ranges = f"p10 and p90 are the ends of the {name}." if name else range_sentence(comparison.draws)
    secret = [f"{NOT_FOR_PUBLICATION}."] if comparison.small_numbers else []
    for row, line in enumerate((*secret, *NOTES, ranges, *comparison.rests_on, *comparison.unexplained, *method), 2):
        sheet.write_string(row, 0, plain(line), wrapped)


def _runs(comparison: Comparison) -> tuple[list[str], list[list[Cell]]]:
    columns = ["scenario", "title", "question", "author", "seed", "draws", "version", "commit"]
    return columns, [[getattr(run, column) for column in columns] for run in comparison.runs]


def _side_by_side(comparison: Comparison) -> tuple[list[str], list[list[Cell]]]:
    """A row a measure and year; a column a run, then its difference from the first run with its range."""
    names = [f"{number} {run.scenario}" for number, run in enumerate(comparison.runs, 1)]
    ends = ("difference", "difference p10", "difference p90")
    columns = ["measure", "census_year", *names, *(f"{name}: {end}" for name in names[1:] for end in ends)]
    rows: list[list[Cell]] = [
        [measure.name, year.census_year, *(_central(total) for total in year.totals), *_spread(year.differences)]
        for measure in comparison.measures
        for year in measure.years
    ]
    return columns, rows


def _totals(comparison: Comparison) -> tuple[list[str], list[list[Cell]]]:
    columns = ["scenario", "measure", "about", "census_year", "value", "p10", "p90"]
    rows: list[list[Cell]] = [
        [run.scenario, measure.name, measure.about, year.census_year, *_spread([year.totals[place]])]
        for place, run in enumerate(comparison.runs)
        for measure in comparison.measures
        for year in measure.years
    ]
    return columns, rows


def _changes(worths: Iterable[WorthOfChange]) -> list[list[Cell]]:
    return [[worth.change, worth.census_year, worth.measure, worth.alone, worth.fair] for worth in worths]


def _central(estimate: Estimate | None) -> float | None:
    return None if estimate is None else estimate.central


def _spread(estimates: Sequence[Estimate | None]) -> list[Cell]:
    each = [(None,) * 3 if one is None else (one.central, one.low, one.high) for one in estimates]
    return [value for values in each for value in values]


def _sheet(book: Workbook, name: str, columns: list[str], rows: list[list[Cell]]) -> None:
    """Write one table: a row of headings, marked up as a table, and nothing else on the sheet."""
    sheet = book.add_worksheet(name)
    number = book.add_format({"num_format": NUMBER})
    headings = [{"header": plain(column)} for column in columns]
    sheet.add_table(0, 0, max(len(rows), 1), len(columns) - 1, {"columns": headings, "name": name.replace(" ", "_")})
    for at, row in enumerate(rows, 1):
        for place, value in enumerate(row):
            if isinstance(value, int | float):
                style = None if columns[place] in YEARS else number
                put(sheet, (at, place), round(value, MOST_DECIMALS), style)
            else:
                put(sheet, (at, place), value)
    for place, column in enumerate(columns):
        words = [text for text in (row[place] for row in rows) if isinstance(text, str)]
        sheet.set_column(place, place, widest(words, least=len(column) + 3))
    sheet.freeze_panes(1, 0)
