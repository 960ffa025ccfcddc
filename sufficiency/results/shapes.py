"""What the tables of a run have in common: years, axes, ranges and cells."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from models.arrays import Floats
from models.placement.instance import Instance
from models.sampling import quantiles
from models.vocabulary import NEEDS, PHASES, REQUIREMENTS, academic_year
from sufficiency.forecast.pipeline import Run

SMALLEST = 5e-9
"""Learners below this are nobody: they would be written as zero."""


def census_years(run: Run) -> list[int]:
    """The base census and every census ahead."""
    return list(range(run.authority.base_census_year, run.scenario.horizon + 1))


def academic_years(run: Run) -> list[str]:
    """The academic years in which those censuses fall."""
    return [academic_year(year) for year in census_years(run)]


def table_of(axes: Mapping[str, Sequence[str] | Sequence[int]], columns: Mapping[str, Floats]) -> pd.DataFrame:
    """One row for each combination of labels; the columns' arrays have one axis a key."""
    index = pd.MultiIndex.from_product(
        [[plain(label) for label in labels] for labels in axes.values()], names=list(axes)
    )
    return pd.DataFrame({name: np.ravel(values) for name, values in columns.items()}, index=index).reset_index()


def plain(label: str | int) -> str | int:
    """A label as pandas keeps it: a plain word or a whole number."""
    return label if isinstance(label, int) else str(label)


def with_range(stem: str, central: Floats, draws: Floats) -> dict[str, Floats]:
    """Central column and its quantiles over draws (first axis), which were aggregated inside each draw."""
    low, middle, high = quantiles(draws)
    return {stem: central, f"{stem}_p10": low, f"{stem}_p50": middle, f"{stem}_p90": high}


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
