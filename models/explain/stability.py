"""The cost of stability: the plan, in which incumbents stay, against the cheapest placement of everyone anew.

For each year ahead of the central run, with ``x`` the plan (incumbents and entrants), ``y`` the optimum of constraints
(1) to (5) with all required learners as entrants and all places as room, and ``C`` the objective::

    objective_saving = C(x) - C(y)  >= 0,  moved = sum over pairs of max(incumbents - y, 0)

The placement anew is worked out to be reported and is never taken: nobody moves for it.
"""

from dataclasses import dataclass, replace

import numpy as np

from models.arrays import Floats
from models.explain.septembers import anew
from models.parameters.method import AllocationParameters
from models.placement.instance import Instance
from models.placement.path import Path


@dataclass(frozen=True)
class Placed:
    """One placement of a year: learners (pairs,), unplaced and above places in all, and its running cost."""

    learners: Floats
    unplaced: float
    above_places: float
    cost_gbp: float

    def objective(self, miles: Floats, parameters: AllocationParameters) -> float:
        """Cost as the allocator counts it: with penalties and the weight of miles."""
        weighted = parameters.mile_weight_gbp * float(self.learners @ miles)
        penalties = parameters.unplaced_penalty_gbp * self.unplaced + parameters.over_penalty_gbp * self.above_places
        return self.cost_gbp + weighted + penalties


@dataclass(frozen=True)
class CostOfStability:
    """A year of the plan, the same year with everyone placed anew, and what lies between them."""

    plan: Placed
    anew: Placed
    objective_saving_gbp: float
    incumbents: float
    moved: float


def cost_of_stability(instance: Instance, path: Path) -> list[CostOfStability]:
    """Solve every year ahead with everyone to place, and compare it with the plan."""
    parameters, miles = instance.parameters.allocation, instance.pairs.miles
    course = replace(path.course, fairness=None)
    programme, found = instance.programmes(shared=True)[0], []
    years = zip(path.years[1:], path.cost_gbp[1:], anew(instance, path), strict=True)
    for place, (year, cost, september) in enumerate(years):
        made = course.placed(programme, place, september, place_values=False)
        unplaced, above = float(year.unplaced.sum()), float(year.over_capacity.sum())
        plan = Placed(year.learners, unplaced, above, float(year.learners @ cost))
        above = float(made.over.sum() + made.phase_over.sum())
        new = Placed(made.learners, float(made.unplaced.sum()), above, float(made.learners @ cost))
        saving = plan.objective(miles, parameters) - new.objective(miles, parameters)
        incumbents, moved = year.incumbents, np.maximum(year.incumbents - made.learners, 0.0)
        found.append(CostOfStability(plan, new, max(saving, 0.0), float(incumbents.sum()), float(moved.sum())))
    return found
