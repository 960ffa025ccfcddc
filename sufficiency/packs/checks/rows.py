"""What a check of a pack is given, and the rows that it returns."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import pandas as pd

from sufficiency.packs.check_ranges import Ranges
from sufficiency.tables.cells import Problem


class Severity(StrEnum):
    """How bad: an error stops the pack from being used, a warning wants a look, information is good to know."""

    ERROR = "error"
    WARNING = "warning"
    INFORMATION = "information"


@dataclass(frozen=True)
class Row:
    """One finding: which check, how bad, where, what stands there, what is allowed, what to do."""

    check: str
    severity: Severity
    where: str
    value: str
    allowed: str
    action: str


@dataclass(frozen=True)
class Pack:
    """A pack as read: ``tables`` holds those that meet their contract, each row indexed by its line in the file.

    ``readable`` holds every row of every table, as far as it can be read, and ``problems`` what is wrong in each file;
    ``base`` is the base census year (0 where unknown).
    """

    folder: Path
    about: Mapping[str, Any]
    base: int
    tables: Mapping[str, pd.DataFrame]
    readable: Mapping[str, pd.DataFrame]
    problems: Mapping[str, tuple[Problem, ...]]
    ranges: Ranges

    def column(self, table: str, column: str) -> pd.Series:
        """Return a column as far as it can be read, blanks and words with spaces around them left out; or nothing."""
        frame = self.readable.get(table, pd.DataFrame())
        if column not in frame.columns:
            return pd.Series(dtype=object)
        values = frame[column]
        if values.dtype.kind in "if":
            return values[values.notna()]
        return values[(values != "") & (values.str.strip() == values)]

    def at(self, table: str, column: str, year: int) -> pd.DataFrame:
        """Rows of a table in one year."""
        frame = self.tables[table]
        return frame[frame[column] == year]


Check = Callable[[Pack], list[Row]]


@dataclass(frozen=True)
class Registered:
    """A check with the tables that it reads; it is left out where one of them breaks its contract."""

    function: Check
    tables: tuple[str, ...]

    @property
    def name(self) -> str:
        """Name of the check in words."""
        return self.function.__name__.replace("_", " ")


def line(table: str, number: object, column: str = "") -> str:
    """Say where: file, line and column."""
    return f"{table}.csv line {number}" + (f", {column}" if column else "")


def counts(frame: pd.DataFrame, key: str, year: str, value: str = "plans") -> dict[str, dict[int, float]]:
    """Sums by key and year: ``{key: {year: sum}}``, both ascending."""
    sums = frame.groupby([key, year])[value].sum().reset_index()
    result: dict[str, dict[int, float]] = {}
    for row in sums.to_dict("records"):
        result.setdefault(str(row[key]), {})[int(row[year])] = float(row[value])
    return result


def totals(frame: pd.DataFrame, year: str, value: str = "plans") -> dict[int, float]:
    """Sums by year, ascending."""
    sums = frame.groupby(year)[value].sum()
    return {int(str(one)): float(plans) for one, plans in sums.items()}


def count(value: float) -> str:
    """A count in words, whole where it is whole."""
    if math.isinf(value) or math.isnan(value):
        return "not defined"
    return f"{value:,.0f}" if value == round(value) else f"{value:,.1f}"


def percent(share: float) -> str:
    """A share as per cent."""
    return "not defined" if math.isinf(share) or math.isnan(share) else f"{100 * share:.1f}%"
