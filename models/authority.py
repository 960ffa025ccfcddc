"""One authority as the method sees it: what was counted of it and of England, its population and where it lives."""

from dataclasses import dataclass

import pandas as pd

from models.arrays import Floats, Indices


@dataclass(frozen=True)
class Observed:
    """What was published of one place (the authority, or England) around the base year.

    stock : (ages, needs) plans at the base census.
    earlier : (ages,) plans a year before.
    new_plans : (ages,) plans started in the calendar year between, by age when started.
    new_needs : (ages, needs) the same by need (from another table, whose total may differ a little).
    ceased : (ages,) plans ended in that year, by age when ended.
    persons : (ages,) persons at the mid-year before the base census.
    need_change : (ages, needs, needs) share of each need's survivors who have each need a year on; None: all keep it.
    """

    stock: Floats
    earlier: Floats
    new_plans: Floats
    new_needs: Floats
    ceased: Floats
    persons: Floats
    need_change: Floats | None = None


@dataclass(frozen=True)
class Events:
    """Events of several calendar years, the last before the base census last; each (years, ages).

    ``persons`` at the mid-years; ``opening`` plans a year earlier by age now; ages 20 and over of the events spread.
    """

    new_plans: Floats
    persons: Floats
    ceased: Floats
    opening: Floats


@dataclass(frozen=True)
class Authority:
    """One authority in arrays.

    history : plans by census year, named by the authority's code.
    joint : (ages, needs, provisions) plans of the base year.
    local, england : what was published of both around the base year; ``events`` of both over several years.
    need_counts : (age groups, needs before, needs after) plans followed for a year; None where nobody counted them.
    population : (years, areas, ages) persons; row 0 is the mid-year before the base census.
    relative_rates : (areas, ages) plans a resident of an area over plans a resident of the authority; 1 where unknown.
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
    point_area: Indices

    @property
    def plans_and_persons(self) -> tuple[float, float, float, float]:
        """Plans and persons aged 0 to 25 around the base census: the authority's, then England's."""
        return (
            float(self.joint.sum()),
            float(self.population[0].sum()),
            float(self.england.stock.sum()),
            float(self.england.persons.sum()),
        )
