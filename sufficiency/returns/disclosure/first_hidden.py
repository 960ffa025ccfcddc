"""The counts that are hidden first: small ones, and fine breakdowns in which many are small."""

from collections.abc import Iterator, Sequence

import numpy as np

from models.arrays import Flags
from sufficiency.returns.disclosure.base_year import BaseTable
from sufficiency.returns.disclosure.small import small
from sufficiency.tables.contracts import ALL

MANY = 100
"""A breakdown with more counts than this, noughts left out, is a fine one (A-498)."""
TOO_MANY_SMALL = 0.1
"""Of a fine breakdown: with this share of small counts or more it is hidden altogether (A-498).

What is left of it would say little, and hiding it keeps more of its totals.
"""


def first_hidden(tables: Sequence[BaseTable]) -> Flags:
    """Return which counts are hidden first, by number."""
    return np.concatenate([np.zeros(0, dtype=np.bool_), *(_of_table(table).ravel() for table in tables)])


def _of_table(table: BaseTable) -> Flags:
    found = small(table.values)
    for rows in _breakdowns(table):
        some = table.values[rows] > 0
        counts = some.sum(axis=0)
        whole = (counts > MANY) & (found[rows].sum(axis=0) >= TOO_MANY_SMALL * counts)
        found[rows] |= some & whole
    return found


def _breakdowns(table: BaseTable) -> Iterator[Flags]:
    """The rows of each breakdown: those that are totals over the same columns, with one label where none is added."""
    apart = table.labels[[name for name in table.labels if name in table.export.not_added]]
    codes = apart.apply(lambda labels: labels.factorize()[0]).to_numpy(dtype=np.int64).reshape(len(apart), -1)
    totals = (table.labels == ALL).to_numpy(dtype=np.int64)
    kinds, number = np.unique(np.hstack([totals, codes]), axis=0, return_inverse=True)
    for kind in range(len(kinds)):
        yield number.ravel() == kind
