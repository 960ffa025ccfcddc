"""The counts of the base year of every export, in one order whatever the order of the tables and their rows."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from models.arrays import Flags, Floats, Ints
from sufficiency.returns.exports import Export
from sufficiency.tables.contracts import ALL


@dataclass(frozen=True, eq=False)
class BaseTable:
    """The base year of one export.

    labels : the key columns but the year, as text, sorted.
    first : number of the first of its cells; the cell of a row and a column is ``first + row * columns + column``.
    values : (rows, columns) learners; a cell without a number counts as nought.
    """

    export: Export
    labels: pd.DataFrame
    values: Floats
    first: int

    @property
    def numbers(self) -> Ints:
        """The numbers of the cells, (rows, columns)."""
        return self.first + np.arange(self.values.size, dtype=np.int64).reshape(self.values.shape)

    @property
    def sealed(self) -> Flags:
        """Which cells are hidden whatever they are, (rows, columns): of a sealed export all but its totals."""
        added = [name for name in self.labels.columns if name not in self.export.not_added]
        parts = ~(self.labels[added] == ALL).all(axis=1).to_numpy(dtype=np.bool_)
        return np.broadcast_to((parts & self.export.sealed)[:, np.newaxis], self.values.shape)

    @property
    def totals(self) -> Ints:
        """How many times over each cell is a total, (rows, columns): by its labels and by the identities."""
        by_row = (self.labels == ALL).to_numpy().sum(axis=1, dtype=np.int64)
        wholes = [whole for whole, _ in self.export.identities]
        by_column = np.array([wholes.count(column) for column in self.export.counts], dtype=np.int64)
        return np.asarray(by_row[:, np.newaxis] + by_column)

    def name(self, number: int) -> str:
        """Say in words which cell it is."""
        row, column = divmod(number - self.first, len(self.export.counts))
        labels = ", ".join(f"{key} {label}" for key, label in self.labels.iloc[row].items())
        return f"{self.export.name}: {self.export.counts[column]} of {labels or 'all'}"


def base_tables(exports: Iterable[Export]) -> tuple[BaseTable, ...]:
    """Return the base year of each export, by name.

    Raises
    ------
    ValueError
        Two exports have one name, or two rows one key.
    """
    tables: list[BaseTable] = []
    first = 0
    for export in sorted(exports, key=lambda one: one.name):
        table = _base_table(export, first)
        if tables and tables[-1].export.name == export.name:
            raise ValueError(f"two exports are called {export.name}")
        tables.append(table)
        first += table.values.size
    return tuple(tables)


def labels_of(export: Export, rows: pd.DataFrame) -> pd.DataFrame:
    """Return the key columns but the year as text."""
    return rows[[name for name in export.key if name != export.year]].astype(str)


def _base_table(export: Export, first: int) -> BaseTable:
    year = export.frame[export.year]
    rows = export.frame[year == year.iloc[0]] if len(year) else export.frame
    labels = labels_of(export, rows).reset_index(drop=True)
    if labels.duplicated().any() or (labels.empty and len(rows) > 1):
        raise ValueError(f"{export.name}: two rows of the base year have one key")
    order = labels.sort_values(list(labels.columns), kind="stable").index if len(labels.columns) else labels.index
    values = rows[list(export.counts)].to_numpy(dtype=np.float64)[order]
    return BaseTable(export, labels.loc[order].reset_index(drop=True), np.nan_to_num(values), first)


def values_of(tables: Iterable[BaseTable]) -> Floats:
    """Return the values of all cells, by number."""
    return np.concatenate([np.zeros(0), *(table.values.ravel() for table in tables)])


def totals_of(tables: Iterable[BaseTable]) -> Ints:
    """Return how many times over each cell is a total, by number."""
    return np.concatenate([np.zeros(0, dtype=np.int64), *(table.totals.ravel() for table in tables)])


def sealed_of(tables: Iterable[BaseTable]) -> Flags:
    """Return which cells are hidden whatever they are, by number."""
    return np.concatenate([np.zeros(0, dtype=np.bool_), *(table.sealed.ravel() for table in tables)])
