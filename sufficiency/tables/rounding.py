"""Figures as a person reads them: two decimals of a learner, whole pounds, and totals that hold all the same.

A table of thousands of small parts does not add up once each part is rounded by itself: at Hartlepool a column of
learners missed its total by up to 2%. Counts are therefore rounded so that the running sum of a column within a year,
in the order of the table, is the rounded running sum: a part is within 0.01 of its figure, and the sum of a year within
0.005. A column that is the sum of others is added up from what is written of them (see `balances`), and the ends of a
range move with their middle. Figures that nobody adds up (miles, minutes, shares, pounds, totals by level) are rounded
each by itself.
"""

import numpy as np
import pandas as pd

from models.arrays import Floats
from sufficiency.tables.balances import OF_COUNTS, Balance, balanced
from sufficiency.tables.contracts import Column, Contract

DECIMALS_BY_UNIT = {"pounds": 2, "pounds a year": 2, "miles one way": 3, "minutes one way": 2}
"""Decimals written for a unit; every other number gets eight, so that written tables still add up to 1e-6."""
DECIMALS, PENCE = 8, 2
FOR_PEOPLE_BY_UNIT = {
    "pounds": 0,
    "pounds a year": 0,
    "miles one way": 1,
    "minutes one way": 1,
    "share": 4,
    "share of the actual": 4,
}
"""Decimals of a unit in a file for people; learners, plans and places get two."""
FOR_PEOPLE, POUNDS_FOR_PEOPLE = OF_COUNTS, 0
QUANTILES = ("_p10", "_p50", "_p90")
LEVEL = "level"
"""The key column that says of a total what it is a total of."""
NO_PARTS = frozenset({LEVEL, "measure"})
"""Key columns of tables whose rows are no parts of one another."""


def decimals(column: Column, *, for_people: bool = False) -> int:
    """Return the decimals with which a column is written, in full or for people."""
    if column.kind == "integer":
        return 0
    if for_people:
        return FOR_PEOPLE_BY_UNIT.get(column.unit, FOR_PEOPLE)
    return DECIMALS_BY_UNIT.get(column.unit, DECIMALS)


def rounded(frame: pd.DataFrame, contract: Contract, balance: Balance) -> pd.DataFrame:
    """Return a table sorted by key, its counts rounded for people as the module says; other columns as they are."""
    table = frame[contract.column_names].sort_values(contract.key_names, kind="stable", ignore_index=True)
    alone = bool(NO_PARTS & {*contract.key_names})
    groups = np.arange(len(table)) if alone else table.groupby(contract.key_names[0]).ngroup().to_numpy()
    counts = {one.name: one for one in contract.values if _is_count(one)}
    ranges = {name: name[: -len(QUANTILES[0])] for name in counts if name.endswith(QUANTILES)}
    plain = table[list(counts)].astype("float64").round(DECIMALS).round(FOR_PEOPLE)
    written = {name: running(table[name].to_numpy(dtype=np.float64), groups) for name in counts if name not in ranges}
    minimums = {one.name: one.minimum for one in contract.values}
    written = balanced(written, table, balance, minimums, groups)
    for name, stem in ranges.items():
        moved = (plain[name] + (written[stem] - plain[stem])).round(FOR_PEOPLE)
        written[name] = moved.clip(lower=counts[name].minimum).to_numpy()
    return table.assign(**written)


def _is_count(column: Column) -> bool:
    """Whether a column counts learners, plans or places, so that a reader may add it up."""
    return column.kind == "number" and bool(column.unit) and column.unit not in FOR_PEOPLE_BY_UNIT


def without_ends(frame: pd.DataFrame) -> pd.DataFrame:
    """A table with the ends and the middle of its ranges left blank."""
    names, ends = frame.columns.astype(str), tuple(end.removeprefix("_") for end in QUANTILES)
    return frame.assign(**{name: np.nan for name in names if name.endswith(ends)})


def running(values: Floats, groups: np.ndarray) -> Floats:
    """Round figures so that the running sum in each group is rounded; whole numbers make it the same anywhere."""
    known = ~np.isnan(values)
    fine = pd.Series(np.rint(np.where(known, values, 0.0) * 10**DECIMALS).astype(np.int64))
    step = 10 ** (DECIMALS - FOR_PEOPLE)
    sums = (fine.groupby(groups).cumsum() + step // 2) // step
    parts = sums - sums.groupby(groups).shift(fill_value=0)
    return np.where(known, parts.to_numpy() / 10**FOR_PEOPLE, np.nan)
