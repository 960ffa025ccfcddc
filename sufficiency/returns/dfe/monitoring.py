"""The reform plan against actual figures, quarter by quarter.

plans in force at a quarter's end  = those of the year before + quarter / 4 x the change of the year
requests, assessments, new plans   = quarter / 4 x those of the year, from January to the quarter's end (A-477)
"""

from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from sufficiency.errors import Fault, InputError
from sufficiency.returns.dfe.reform_plan import STEP_TABLES
from sufficiency.tables.contracts import Column, Contract, integer, number, records
from sufficiency.tables.files import inspect_table

QUARTERS = (1, 2, 3, 4)
_ROW = Column("row", "text", free=True)
ACTUALS = Contract(
    "reform_plan_actuals",
    (Column("table", "text"), _ROW, integer("year", "calendar year", 2000, 2100), integer("quarter", "quarter", 1, 4)),
    (number("actual", "plans, requests or assessments", 0, 999_999, optional=True),),
)
"""What was counted by the end of a quarter; blank where nothing was."""
COLUMNS = ("table", "row", "year", "quarter", "plan", "actual", "difference")


def template(plan: pd.DataFrame, year: int) -> pd.DataFrame:
    """Rows of a year of the plan, four quarters each, for actual figures to be filled in."""
    rows = plan[plan["year"] == year][["table", "row"]]
    parts = [rows.assign(year=year, quarter=quarter, actual=None) for quarter in QUARTERS]
    return pd.concat(parts).sort_index(kind="stable").reset_index(drop=True)


def faults_of_actuals(path: Path) -> list[Fault]:
    """What is wrong with a file of actual figures, whatever the plan is."""
    if not path.is_file():
        words = "is no file" if path.exists() else "is not there"
        return [
            Fault(str(path), 0, 0, "", f"{words}; name a CSV file with the columns {', '.join(ACTUALS.column_names)}")
        ]
    return inspect_table(path, ACTUALS).errors


def read_actuals(path: Path, plan: pd.DataFrame) -> pd.DataFrame:
    """Read actual figures; rows without one are left out.

    Raises
    ------
    InputError
        When the file breaks its contract, or a row is of none of the plan.
    """
    if wrong := faults_of_actuals(path):
        raise InputError(wrong)
    read = inspect_table(path, ACTUALS)
    known = {*plan[["table", "row", "year"]].itertuples(index=False, name=None)}
    faults = []
    for line, row in zip(read.lines, records(read.table), strict=True):
        if (row["table"], row["row"], int(row["year"])) not in known:
            value = f"{row['table']}, {row['row']}, {row['year']}"
            allowed, remedy = "rows of reform_plan.csv", "write table, row and year as that file has them"
            faults.append(Fault(str(path), line, 0, "row", value=value, allowed=allowed, remedy=remedy))
    if faults:
        raise InputError(faults)
    return read.table[read.table["actual"].notna()].reset_index(drop=True)


def monitoring(plan: pd.DataFrame, actuals: pd.DataFrame) -> pd.DataFrame:
    """Plan and actual side by side, in the order of the plan."""
    values = {key: value for *key_, value in plan.itertuples(index=False, name=None) for key in [tuple(key_)]}
    order = {key: place for place, key in enumerate(values)}
    rows = sorted(_rows(values, actuals), key=lambda row: (order[row[0], row[1], row[2]], row[3]))
    return pd.DataFrame(rows, columns=list(COLUMNS), dtype=object)


Values = dict[tuple[str, str, int], object]


def _rows(values: Values, actuals: pd.DataFrame) -> Iterator[tuple[str, str, int, int, object, float, object]]:
    for row in records(actuals):
        key, quarter = (str(row["table"]), str(row["row"]), int(row["year"])), int(row["quarter"])
        planned = at_quarter(values, key, quarter)
        actual = float(row["actual"])
        yield *key, quarter, planned, actual, None if planned is None else actual - planned


def at_quarter(values: Values, key: tuple[str, str, int], quarter: int) -> float | None:
    """What the plan has by the end of a quarter; None where it has no number to go by."""
    table, row, year = key
    whole, before = values.get(key), values.get((table, row, year - 1))
    if not isinstance(whole, int | float):
        return None
    if table in STEP_TABLES:
        return quarter / 4 * whole
    if quarter == QUARTERS[-1]:
        return float(whole)
    return before + quarter / 4 * (whole - before) if isinstance(before, int | float) else None
