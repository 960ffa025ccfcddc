"""A table that may leave the authority, in the form in which small numbers are hidden: long, exact, totals as rows."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from sufficiency.tables.contracts import ACADEMIC_YEAR

Signed = tuple[str, int]
"""A column and the sign with which it is added up."""


@dataclass(frozen=True)
class Cell:
    """One count of an export: its column, in the row with the labels ``at``."""

    export: str
    at: tuple[tuple[str, str], ...]
    column: str


Link = tuple[tuple[Cell, int], ...]
"""Cells, and the sign of each: they add up to nought."""


@dataclass(frozen=True)
class Export:
    """A table that may leave.

    frame : one row for each combination of ``key`` columns; ``all`` in one of them is the sum over its other codes,
        unless the column is in ``not_added``.
    year : the key column of years. Its first row is of the base year of the run: where a return does not print that
        year, its rows stand there all the same and are left out after hiding.
    counts : columns that count learners.
    rates : columns that are a percentage, a mean or a unit cost, and the counts on which each rests; of a percentage
        the last of them is its base.
    follows : columns that are hidden wherever a count is, such as the ends of its range.
    identities : columns that are sums of others in their row, with signs.
    open : of columns that follow a count, the key column and its codes where they are public all the same.
    links : equations with cells of other exports in the base year.
    nearly : links between figures that were rounded apart: they hold to within a learner for each cell.
    sealed : of a table whose first year is a forecast, which no count of the base year stands behind: all is hidden
        but its totals, whatever the forecast (A-502).
    """

    name: str
    frame: pd.DataFrame
    key: tuple[str, ...]
    counts: tuple[str, ...]
    rates: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    identities: tuple[tuple[str, tuple[Signed, ...]], ...] = ()
    links: tuple[Link, ...] = ()
    not_added: tuple[str, ...] = ()
    year: str = ACADEMIC_YEAR.name
    follows: Mapping[str, str] = field(default_factory=dict)
    open: Mapping[str, tuple[str, frozenset[str]]] = field(default_factory=dict)
    nearly: tuple[Link, ...] = ()
    sealed: bool = False
