"""The contract of every table that crosses a stage: its key, its columns, their kind, unit and range.

A stage checks what it takes and what it gives with :func:`check`. Absent is not zero: no column may hold a
missing value unless its contract says so.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from models.vocabulary import NEEDS, PHASES, REQUIREMENTS
from sufficiency.errors import Fault
from sufficiency.harmless import why_no_code


@dataclass(frozen=True)
class Column:
    """One column: ``kind`` is ``text``, ``integer`` or ``number``; ``allowed`` closes a vocabulary.

    Text is a code, which may stand bare in any table and so never begins like a formula, unless it is ``free``.
    """

    name: str
    kind: str
    unit: str = ""
    allowed: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    optional: bool = False
    free: bool = False


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
    """A table that the tool made breaks its contract; carries every fault, and lists them in its message."""

    def __init__(self, table: str, faults: list[Fault]) -> None:
        self.table, self.faults = table, tuple(faults)
        super().__init__(f"{table}: " + "; ".join(fault.message for fault in faults))

    def __reduce__(self) -> tuple[type, tuple[str, list[Fault]]]:
        """Make the error again from its faults, so that one raised in a worker arrives whole."""
        return type(self), (self.table, list(self.faults))


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
        raise _broken(contract, [("", f"missing columns {', '.join(missing)}")])
    breaches = [(column.name, breach) for column in contract.columns for breach in _column_breaches(frame, column)]
    doubled = frame.duplicated(contract.key_names)
    if doubled.any():
        example = frame.loc[doubled, contract.key_names].iloc[0].to_dict()
        breaches.append((", ".join(contract.key_names), f"{int(doubled.sum())} doubled keys, such as {example}"))
    if breaches:
        raise _broken(contract, breaches)
    return frame[contract.column_names].sort_values(contract.key_names, ignore_index=True)


def _broken(contract: Contract, breaches: list[tuple[str, str]]) -> ContractError:
    """Return the error for breaches, each of a column and in words."""
    return ContractError(contract.name, [Fault(contract.name, 0, 0, column, words) for column, words in breaches])


def _column_breaches(frame: pd.DataFrame, column: Column) -> Iterator[str]:
    values = frame[column.name]
    blank = values.isna()
    if blank.any() and not column.optional:
        yield f"{column.name} is blank in {int(blank.sum())} rows"
    present = values[~blank]
    if column.kind == "text":
        unknown = sorted({str(word) for word in present.unique()} - set(column.allowed)) if column.allowed else []
        if unknown:
            yield f"{column.name} has {', '.join(unknown[:5])}, not of {', '.join(column.allowed)}"
        yield from () if column.allowed or column.free else _no_codes(present, column)
    elif not pd.api.types.is_numeric_dtype(values):
        yield f"{column.name} is not a number"
    else:
        for outside, words in _outside(present, column):
            if outside.any():
                yield f"{column.name} is {words} in {int(outside.sum())} rows"


def _no_codes(present: pd.Series, column: Column) -> Iterator[str]:
    for code in sorted(map(str, present.unique())):
        if why := why_no_code(code):
            yield f"{column.name}: {code!r} {why}"


def _outside(present: pd.Series, column: Column) -> Iterator[tuple[pd.Series, str]]:
    """Say of each number whether it breaks a bound of its column, bound by bound."""
    yield pd.Series(np.isinf(present)), "endless"
    if column.kind == "integer":
        yield present % 1 != 0, "not whole"
    if column.minimum is not None:
        yield present < column.minimum, f"below {column.minimum}"
    if column.maximum is not None:
        yield present > column.maximum, f"above {column.maximum}"


def text(name: str, allowed: tuple[str, ...] = ()) -> Column:
    """Declare a column of codes, of a closed vocabulary where one is given."""
    return Column(name, "text", allowed=tuple(str(word) for word in allowed))


def free_text(name: str) -> Column:
    """Declare a column of words for a person, such as a name or a source, which may begin with any sign."""
    return Column(name, "text", free=True)


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
    """Declare a column for each quantile of a figure of 0 or more, blank where too few draws give no range."""
    return tuple(number(f"{stem}_{quantile}", unit, 0, optional=True) for quantile in quantiles)


ALL = "all"
"""Code of a total over a key column."""


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a table as plain dictionaries, by column."""
    return [{str(column): value for column, value in row.items()} for row in frame.to_dict("records")]
