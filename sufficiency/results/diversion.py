"""What a saving rests on: how many learners in new state places would else be at independent schools, and break-even.

Of learners whom one more state place takes, the share ``diversion`` would else be at an independent or non-maintained
school, the others in mainstream. The break-even is the share from which a place saves more than it costs, its funding
included: the middle of those of the cells that are short of places, each counted as often as it is short.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from models.arrays import Floats
from models.explain.access import weighted_quantile
from models.parameters.placement import PlacementParameters


@dataclass(frozen=True)
class AssumedDiversion:
    """The share, the interval that it is drawn from, and the break-even, None where no cell that is short has one."""

    share: float
    low: float
    high: float
    break_even: float | None


def assumed(parameters: PlacementParameters) -> tuple[float, float, float]:
    """The share and its interval; where independent schools take everyone whom no state place takes, it is all."""
    if not parameters.as_practised:
        return (1.0, 1.0, 1.0)
    return (parameters.diversion, parameters.diversion_low, parameters.diversion_high)


def diversion_of(tables: Mapping[str, pd.DataFrame], academic_year: str) -> AssumedDiversion | None:
    """The diversion of a run, from ``place_values`` and ``place_need``; None where no place would save anything.

    The break-even is that of an academic year.
    """
    values, need = tables["place_values"], tables["place_need"]
    if values.empty:
        return None
    key = ["academic_year", "area", "phase", "need", "requirement"]
    short = values[values["academic_year"] == academic_year].merge(need[[*key, "gap"]], on=key, validate="one_to_one")
    first = values.iloc[0]
    break_even = middle(*short[["break_even_diversion", "gap"]].to_numpy(dtype=np.float64).T)
    share, low, high = (float(first[name]) for name in ("diversion", "diversion_low", "diversion_high"))
    return AssumedDiversion(share, low, high, break_even)


def middle(break_even: Floats, short: Floats) -> float | None:
    """Middle of the break-evens of cells, (cells,) each, counted as often as the cell is short; None: none is."""
    counted = np.isfinite(break_even) & (short > 0)
    return weighted_quantile(break_even[counted], short[counted], 0.5) if counted.any() else None
