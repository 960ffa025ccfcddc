"""The files of the command ``place-need``: each table as CSV, and the workbook."""

from sufficiency.reports.returns.place_need.columns import tables_shown
from sufficiency.reports.returns.place_need.workbook import place_need_workbook
from sufficiency.returns.place_need.answer import PlaceNeedAnswer

WORKBOOK = "place_need.xlsx"


def place_need_files(answer: PlaceNeedAnswer) -> dict[str, str | bytes]:
    """Return the files by name: a CSV for each table, and the workbook."""
    tables = tables_shown(answer)
    return {
        **{f"{name}.csv": table.text for name, table in tables.items()},
        WORKBOOK: place_need_workbook(answer, tables),
    }
