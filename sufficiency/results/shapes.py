"""What the tables of a run have in common: how one is declared, and its years, axes and cells."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from models.arrays import Floats
from models.placement.instance import Instance
from models.vocabulary import NEEDS, PHASES, REQUIREMENTS, academic_year
from sufficiency.forecast.pipeline import Run
from sufficiency.forecast.swings import Swung
from sufficiency.packs.inputs import Inputs
from sufficiency.tables.balances import Balance
from sufficiency.tables.contracts import Contract


@dataclass(frozen=True)
class Made:
    """What a table is made of: the run, the pack that it read, the tables that stand before this one, by name.

    ``swings`` are what its figures would be under other assumptions; none where nobody asked.
    """

    run: Run
    inputs: Inputs
    tables: Mapping[str, pd.DataFrame]
    swings: tuple[Swung, ...] = ()


@dataclass(frozen=True)
class ResultTable(Contract):
    """A table of a run: its contract, ``words`` that say what a row and the columns are, and what makes it.

    ``make`` need not sort the rows or leave out other columns: the check of the contract does. ``totals`` are the key
    columns over which rows of the table are totals; in files they stand apart. ``balance`` says which columns follow
    from others, so that they do so as they are written too.
    """

    words: str
    make: Callable[[Made], pd.DataFrame]
    totals: tuple[str, ...] = ()
    balance: Balance = field(default_factory=dict)


def census_years(run: Run) -> list[int]:
    """The base census and every census ahead."""
    return list(range(run.authority.base_census_year, run.scenario.horizon + 1))


def academic_years(run: Run) -> list[str]:
    """The academic years in which those censuses fall."""
    return [academic_year(year) for year in census_years(run)]


def table_of(axes: Mapping[str, Sequence[str] | Sequence[int]], columns: Mapping[str, Floats]) -> pd.DataFrame:
    """One row for each combination of labels; the columns' arrays have one axis a key."""
    plain = [[label if isinstance(label, int) else str(label) for label in labels] for labels in axes.values()]
    index = pd.MultiIndex.from_product(plain, names=list(axes))
    return pd.DataFrame({name: np.ravel(values) for name, values in columns.items()}, index=index).reset_index()


def cell_columns(instance: Instance) -> dict[str, NDArray[np.object_]]:
    """The four labels of every cell, (cells,) each."""
    cells = instance.cells
    return {
        "area": np.array(instance.areas, dtype=object)[cells.area],
        "phase": np.array([str(phase) for phase in PHASES], dtype=object)[cells.phase],
        "need": np.array([str(need) for need in NEEDS], dtype=object)[cells.need],
        "requirement": np.array([str(kind) for kind in REQUIREMENTS], dtype=object)[cells.requirement],
    }


def by_cell(run: Run, year: str, labels: list[str] | list[int], values: dict[str, Floats]) -> pd.DataFrame:
    """A table of (years, cells) arrays."""
    cells = cell_columns(run.instance)
    frames = [
        pd.DataFrame({year: label, **cells, **{name: array[place] for name, array in values.items()}})
        for place, label in enumerate(labels)
    ]
    return pd.concat(frames, ignore_index=True)
