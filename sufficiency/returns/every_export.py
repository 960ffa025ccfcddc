"""The list of every table of a run that may be published: they are always hidden together.

Whichever of them a command writes, what is hidden is the same, so that no second export gives back what a first hid.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from sufficiency.returns.between import bound
from sufficiency.returns.dfe.free_school import GRID
from sufficiency.returns.dfe.reading import read_facts
from sufficiency.returns.dfe.shown import whole_returns
from sufficiency.returns.exports import Export
from sufficiency.returns.place_need.exports import exports_of
from sufficiency.returns.place_need.reading import read_tables
from sufficiency.returns.place_need.whole import whole_tables


def every_export(run: Path) -> tuple[Export, ...]:
    """Every export of a saved run, as it is printed, and what binds them to one another."""
    return together(whole_returns(read_facts(run)).exports, whole_tables(read_tables(run)))


def together(returns: Sequence[Export], need: Mapping[str, pd.DataFrame]) -> tuple[Export, ...]:
    """Every export of a run: its ``returns``, and those of its tables of place ``need``, both in whole numbers.

    The grid of new schools is not among them: which schools it holds is the scenario's, and what is hidden must not be
    (A-504).
    """
    return bound([*(one for one in returns if one.name != GRID), *exports_of(need)])
