"""The tables of returns as CSV, in the shape of each return."""

from sufficiency.reports.returns.dfe.printed import PrintedTable
from sufficiency.tables.files import csv_text
from sufficiency.tables.rounding import FOR_PEOPLE


def csv_of(table: PrintedTable) -> str:
    """A table as CSV: whole numbers as they are, others with two decimals, what is not known blank."""
    rows = table.frame.itertuples(index=False, name=None)
    return csv_text([str(name) for name in table.frame], [[word(value) for value in row] for row in rows])


def word(value: object) -> str:
    """A value as it is written."""
    if value is None or value != value:  # noqa: PLR0124 - not a number
        return ""
    if isinstance(value, float):
        return f"{value:.0f}" if value.is_integer() else f"{value:.{FOR_PEOPLE}f}"
    return str(value)
