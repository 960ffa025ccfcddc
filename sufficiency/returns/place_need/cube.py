"""Totals of a table over every set of its key columns, as rows in which ``all`` stands for what is added up."""

from collections.abc import Sequence
from itertools import combinations

import pandas as pd

from sufficiency.tables.contracts import ACADEMIC_YEAR, ALL

YEAR = ACADEMIC_YEAR.name
AUTHORITY = "authority"


def with_totals(frame: pd.DataFrame, over: Sequence[str], columns: Sequence[str]) -> pd.DataFrame:
    """Return the rows of a table by year and ``over``, and every total of ``columns`` over some of ``over``.

    Sums are rounded to six decimals: parts of two decimals then add up exactly, as they are written.
    """
    parts = [_total(frame, over, gone, columns) for size in range(len(over) + 1) for gone in combinations(over, size)]
    table = pd.concat(parts, ignore_index=True)
    return table.assign(**{name: table[name].round(6) + 0.0 for name in columns})


def _total(frame: pd.DataFrame, over: Sequence[str], gone: Sequence[str], columns: Sequence[str]) -> pd.DataFrame:
    kept = [YEAR, *(name for name in over if name not in gone)]
    sums = frame.groupby(kept, sort=True)[list(columns)].sum().reset_index()
    return sums.assign(**dict.fromkeys(gone, ALL))[[YEAR, *over, *columns]]


def is_total(frame: pd.DataFrame, over: Sequence[str]) -> "pd.Series[bool]":
    """Whether each row is a total over some of ``over``."""
    return (frame[list(over)] == ALL).any(axis=1)


def levels(frame: pd.DataFrame, over: Sequence[str]) -> pd.Series:
    """At which level each row stands: the key columns that are not added up, or the authority."""
    names = pd.Series("", index=frame.index)
    for name in over:
        names = names.where(frame[name] == ALL, names + f" {name}")
    return names.str.strip().str.replace(" ", " x ").replace("", AUTHORITY)


def at(frame: pd.DataFrame, over: Sequence[str], **codes: str) -> pd.DataFrame:
    """Rows with some codes, and ``all`` in the other columns of ``over``; ``each`` keeps every code but ``all``."""
    kept = pd.Series(data=True, index=frame.index)
    for name in over:
        wanted = codes.get(name, ALL)
        kept &= (frame[name] != ALL) if wanted == EACH else (frame[name] == wanted)
    return frame[kept]


EACH = "each"
"""Asks :func:`at` for every code of a column but its total."""
