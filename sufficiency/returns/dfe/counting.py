"""How learners are counted in a return: filters of the one table, and rows with their totals."""

from collections.abc import Mapping, Sequence

import pandas as pd

from sufficiency.returns.exports import Cell
from sufficiency.tables.contracts import ACADEMIC_YEAR, ALL

YEAR, LEARNERS = ACADEMIC_YEAR.name, "learners"


def counted(learners: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """Learners added up by these columns."""
    return learners.groupby(list(by), sort=True)[LEARNERS].sum().reset_index()


def filled(frame: pd.DataFrame, axes: Mapping[str, Sequence[str]]) -> pd.DataFrame:
    """One row for each combination of labels, with nought where nobody is."""
    index = pd.MultiIndex.from_product(list(axes.values()), names=list(axes))
    return frame.set_index(list(axes))[LEARNERS].reindex(index, fill_value=0.0).reset_index()


def with_total(frame: pd.DataFrame, over: str) -> pd.DataFrame:
    """The rows of a table, and those of its totals over a column."""
    others = [name for name in frame.columns if name not in {over, LEARNERS}]
    totals = frame.groupby(others, sort=False)[LEARNERS].sum().reset_index().assign(**{over: ALL})
    return pd.concat([frame, totals[list(frame.columns)]], ignore_index=True)


def chosen(
    learners: pd.DataFrame, where: Sequence[str] | None = None, groups: Sequence[int] | None = None
) -> pd.DataFrame:
    """Learners who are there, and of these year groups; None means all of them."""
    kept = learners if where is None else learners[learners["where"].isin(where)]
    return kept if groups is None else kept[kept["year_group"].isin(groups)]


def cell(export: str, year: str, **at: str) -> Cell:
    """The count of learners in a row of an export."""
    return Cell(export, ((YEAR, year), *at.items()), LEARNERS)
