"""Reads and writes tables by their contract: every fault of a file at once, fixed decimals, sorted rows."""

import csv
from pathlib import Path

import numpy as np
import pandas as pd

from models.tables import Column, Contract
from sufficiency.errors import Fault

DECIMALS_BY_UNIT = {"pounds": 2, "pounds a year": 2, "miles one way": 3, "minutes one way": 2}
"""Decimals written for a unit; every other number gets eight, so that written tables still add up to 1e-6."""
DECIMALS = 8
MOST_FAULTS = 200


def decimals(column: Column) -> int:
    """Return the decimals with which a column is written."""
    return 0 if column.kind == "integer" else DECIMALS_BY_UNIT.get(column.unit, DECIMALS)


def write_table(frame: pd.DataFrame, contract: Contract, path: Path) -> None:
    """Write a table as UTF-8 CSV: the contract's columns, sorted by key, fixed decimals; equal tables, equal bytes."""
    ordered = frame[contract.column_names].sort_values(contract.key_names, kind="stable")
    texts = {column.name: _as_text(ordered[column.name], column) for column in contract.columns}
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(contract.column_names)
        writer.writerows(zip(*texts.values(), strict=True))


def _as_text(values: pd.Series, column: Column) -> list[str]:
    if column.kind == "text":
        return ["" if value is None or value != value else str(value) for value in values]  # noqa: PLR0124 - a blank
    places = decimals(column)
    rounded = np.round(values.to_numpy(dtype=np.float64), places) + 0.0
    return ["" if np.isnan(value) else f"{value:.{places}f}" for value in rounded]


def read_table(path: Path, contract: Contract) -> tuple[pd.DataFrame, list[Fault]]:
    """Read a CSV against its contract; return the table (empty when faulty) and every fault with its line."""
    if not path.is_file():
        return _empty(contract), [Fault(path.name, 0, 0, "", "the file is missing; make the pack again")]
    try:
        raw = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8", skip_blank_lines=False)
    except (UnicodeDecodeError, pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        return _empty(contract), [Fault(str(path), 0, 0, "", f"not a UTF-8 CSV table: {error}")]
    faults = [
        Fault(str(path), 1, 0, name, f"the column is missing; needed are {', '.join(contract.column_names)}")
        for name in contract.column_names
        if name not in raw.columns
    ]
    if faults:
        return _empty(contract), faults
    frame = raw[contract.column_names].copy()
    for column in contract.columns:
        frame[column.name], found = _read_column(raw[column.name], column, path)
        faults.extend(found)
    faults.extend(_doubled(raw, contract, path))
    return (_empty(contract) if faults else frame), faults[:MOST_FAULTS]


def _empty(contract: Contract) -> pd.DataFrame:
    return pd.DataFrame({name: [] for name in contract.column_names})


def _doubled(raw: pd.DataFrame, contract: Contract, path: Path) -> list[Fault]:
    return [
        Fault(str(path), int(row) + 2, 0, ", ".join(contract.key_names), "this row's key stands in an earlier row too")
        for row in np.flatnonzero(raw.duplicated(contract.key_names))
    ]


def _read_column(raw: pd.Series, column: Column, path: Path) -> tuple[pd.Series, list[Fault]]:
    blank = raw == ""
    problems = {int(row): "is blank; a value is needed" for row in np.flatnonzero(blank)} if not column.optional else {}
    if column.kind == "text":
        values: pd.Series = raw
        outside = ~raw.isin(column.allowed) & ~blank if column.allowed else blank & ~blank
        problems |= {int(row): f"is not one of {', '.join(column.allowed)}" for row in np.flatnonzero(outside)}
    else:
        values, found = _numbers(raw, column)
        problems |= found
    return values, [
        Fault(str(path), row + 2, 0, column.name, f"{raw.iloc[row]!r} {problem}")
        for row, problem in sorted(problems.items())
    ]


def _numbers(raw: pd.Series, column: Column) -> tuple[pd.Series, dict[int, str]]:
    plain = raw.str.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
    values = pd.to_numeric(raw.where(plain, "nan"), errors="coerce").astype(np.float64)
    problems = {
        int(row): "is not a plain number such as 1234.5 (no commas, spaces or symbols)"
        for row in np.flatnonzero(~plain & (raw != ""))
    }
    tests = [
        (values % 1 != 0, "is not a whole number") if column.kind == "integer" else (values != values, ""),  # noqa: PLR0124
        (values < (-np.inf if column.minimum is None else column.minimum), f"is below {column.minimum}"),
        (values > (np.inf if column.maximum is None else column.maximum), f"is above {column.maximum}"),
    ]
    for failed, words in tests:
        problems |= {int(row): words for row in np.flatnonzero(failed & values.notna())}
    if column.kind == "integer" and not problems and values.notna().all():
        return values.astype(np.int64), problems
    return values, problems
