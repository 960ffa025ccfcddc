"""The contract of every table that crosses a stage: its key, its columns, their kind, unit and range.

A stage checks what it takes and what it gives with :func:`check`. Absent is not zero: no column may hold a
missing value unless its contract says so.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from models.vocabulary import NEEDS, PHASES, REQUIREMENTS


@dataclass(frozen=True)
class Column:
    """One column: ``kind`` is ``text``, ``integer`` or ``number``; ``allowed`` closes a vocabulary."""

    name: str
    kind: str
    unit: str = ""
    allowed: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    optional: bool = False


@dataclass(frozen=True)
class Contract:
    """A table: its name, the columns that together identify a row, and the value columns."""

    name: str
    key: tuple[Column, ...]
    values: tuple[Column, ...]

    @property
    def columns(self) -> tuple[Column, ...]:
        """Key columns, then value columns, in the order of the file."""
        return self.key + self.values

    @property
    def column_names(self) -> list[str]:
        """Names in the order of the file."""
        return [column.name for column in self.columns]

    @property
    def key_names(self) -> list[str]:
        """Names of the key columns."""
        return [column.name for column in self.key]


class ContractError(ValueError):
    """A table breaks its contract; the message lists every breach."""


def check(frame: pd.DataFrame, contract: Contract) -> pd.DataFrame:
    """Return ``frame`` with the contract's columns in order, sorted by key.

    Raises
    ------
    ContractError
        Listing every breach: missing columns, wrong kinds, blanks, values outside the range or the vocabulary,
        doubled keys.
    """
    missing = [name for name in contract.column_names if name not in frame.columns]
    if missing:
        raise ContractError(f"{contract.name}: missing columns {', '.join(missing)}")
    breaches = [breach for column in contract.columns for breach in _column_breaches(frame, column)]
    doubled = frame.duplicated(contract.key_names)
    if doubled.any():
        example = frame.loc[doubled, contract.key_names].iloc[0].to_dict()
        breaches.append(f"{int(doubled.sum())} doubled keys, such as {example}")
    if breaches:
        raise ContractError(f"{contract.name}: " + "; ".join(breaches))
    return frame[contract.column_names].sort_values(contract.key_names, ignore_index=True)


def _column_breaches(frame: pd.DataFrame, column: Column) -> list[str]:
    values = frame[column.name]
    breaches = []
    blank = values.isna()
    if blank.any() and not column.optional:
        breaches.append(f"{column.name} is blank in {int(blank.sum())} rows")
    present = values[~blank]
    if column.kind == "text":
        unknown = sorted({str(word) for word in present.unique()} - set(column.allowed)) if column.allowed else []
        if unknown:
            breaches.append(f"{column.name} has {', '.join(unknown[:5])}, not of {', '.join(column.allowed)}")
        return breaches
    if not pd.api.types.is_numeric_dtype(values):
        return [*breaches, f"{column.name} is not a number"]
    tests = (
        (np.isinf(present), "endless"),
        ((present % 1 != 0) & (column.kind == "integer"), "not whole"),
        (present < (-np.inf if column.minimum is None else column.minimum), f"below {column.minimum}"),
        (present > (np.inf if column.maximum is None else column.maximum), f"above {column.maximum}"),
    )
    failed = ((int(outside.sum()), words) for outside, words in tests)
    return breaches + [f"{column.name} is {words} in {rows} rows" for rows, words in failed if rows]


def text(name: str, allowed: tuple[str, ...] = ()) -> Column:
    """Declare a column of words, of a closed vocabulary where one is given."""
    return Column(name, "text", allowed=tuple(str(word) for word in allowed))


def integer(name: str, unit: str, minimum: float | None = None, maximum: float | None = None) -> Column:
    """Declare a column of whole numbers."""
    return Column(name, "integer", unit, (), minimum, maximum)


def number(
    name: str,
    unit: str,
    minimum: float | None = None,
    maximum: float | None = None,
    *,
    optional: bool = False,
) -> Column:
    """Declare a column of numbers."""
    return Column(name, "number", unit, (), minimum, maximum, optional)


CENSUS_YEAR = integer("census_year", "year", 2000, 2100)
ACADEMIC_YEAR = text("academic_year")
AREA = text("area")
PHASE = text("phase", PHASES)
NEED = text("need", NEEDS)
REQUIREMENT = text("requirement", REQUIREMENTS)
PROVIDER_ID = text("provider_id")


def quantile_columns(stem: str, unit: str, *quantiles: str) -> tuple[Column, ...]:
    """Declare a column for each quantile of a figure of 0 or more."""
    return tuple(number(f"{stem}_{quantile}", unit, 0) for quantile in quantiles)


ALL = "all"
"""Code of a total over a key column."""


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a table as plain dictionaries, by column."""
    return [{str(column): value for column, value in row.items()} for row in frame.to_dict("records")]
