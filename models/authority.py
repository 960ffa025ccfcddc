"""One authority as the method sees it: its plans, population, areas and demand points."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from models.arrays import Floats
from models.demand.cohort import Observed
from models.demand.rates import Events


@dataclass(frozen=True)
class Authority:
    """One authority in arrays.

    history : plans by census year, named by the authority's code.
    joint : (ages, needs, provisions) plans of the base year.
    local, england : what was published of both around the base year; ``events`` of both over several years.
    need_counts : (age groups, needs before, needs after) plans followed for a year; None where nobody counted them.
    population : (years, areas, ages) persons; row 0 is the mid-year before the base census.
    relative_rates : (areas, ages) plans a resident of an area beside the authority's; 1 where nothing is known.
    points, persons, point_area : demand points (n, 2) in metres, (n, phases) persons, (n,) index of area.
    """

    base_census_year: int
    areas: tuple[str, ...]
    history: pd.Series
    england_history: pd.Series
    joint: Floats
    local: Observed
    england: Observed
    events: tuple[Events, Events]
    need_counts: Floats | None
    population: Floats
    relative_rates: Floats
    points: Floats
    persons: Floats
    point_area: NDArray[np.intp]

    @property
    def plans_and_persons(self) -> tuple[float, float, float, float]:
        """Plans and persons aged 0 to 25 around the base census: the authority's, then England's."""
        return (
            float(self.joint.sum()),
            float(self.population[0].sum()),
            float(self.england.stock.sum()),
            float(self.england.persons.sum()),
        )
