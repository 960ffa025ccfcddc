"""The cost of stability: the plan, in which incumbents stay, against the cheapest placement of everyone anew.

For each year ahead of the central run, with ``x`` the plan (incumbents and entrants), ``y`` the optimum of constraints
(1) to (5) with all required learners as entrants and all places as room, and ``C`` the objective::

    objective_saving = C(x) - C(y)  >= 0,  moved = sum over pairs of max(incumbents - y, 0)

The placement anew is worked out to be reported and is never taken: nobody moves for it.
"""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from models.arrays import Floats
from models.explain.septembers import anew
from models.parameters.method import AllocationParameters
from sufficiency.forecast.pipeline import Run
from sufficiency.results.shapes import academic_years
from sufficiency.tables.contracts import ACADEMIC_YEAR, Contract, number


@dataclass(frozen=True)
class Placed:
    """One placement of a year: learners (pairs,), unplaced and above places in all, and its running cost."""

    learners: Floats
    unplaced: float
    above_places: float
    cost_gbp: float

    def objective(self, miles: Floats, parameters: AllocationParameters) -> float:
        """Cost as the allocator counts it."""
        weighted = parameters.mile_weight_gbp * float(self.learners @ miles)
        penalties = parameters.unplaced_penalty_gbp * self.unplaced + parameters.over_penalty_gbp * self.above_places
        return self.cost_gbp + weighted + penalties


def stability(run: Run) -> pd.DataFrame:
    """What every year would save, and whom it would move, if all were placed anew."""
    instance, path = run.instance, run.central
    parameters, miles = instance.parameters.allocation, instance.pairs.miles
    course = replace(path.course, fairness=None)
    programme, rows = instance.programmes(shared=True)[0], []
    years = zip(academic_years(run)[1:], path.years[1:], path.cost_gbp[1:], anew(instance, path), strict=True)
    for place, (label, year, cost, september) in enumerate(years):
        found = course.placed(programme, place, september, place_values=False)
        plan = Placed(
            year.learners, float(year.unplaced.sum()), float(year.over_capacity.sum()), float(year.learners @ cost)
        )
        above = float(found.over.sum() + found.phase_over.sum())
        new = Placed(found.learners, float(found.unplaced.sum()), above, float(found.learners @ cost))
        saving = plan.objective(miles, parameters) - new.objective(miles, parameters)
        rows.append(
            {
                "academic_year": label,
                "plan_gbp": plan.cost_gbp,
                "anew_gbp": new.cost_gbp,
                "saving_gbp": plan.cost_gbp - new.cost_gbp,
                "objective_saving_gbp": max(saving, 0.0),
                "incumbents": float(year.incumbents.sum()),
                "moved": float(np.maximum(year.incumbents - found.learners, 0.0).sum()),
                **_counts(run, plan, ""),
                **_counts(run, new, "_anew"),
            }
        )
    return pd.DataFrame(rows)


def _counts(run: Run, placed: Placed, which: str) -> dict[str, float]:
    return {
        f"unplaced{which}": placed.unplaced,
        f"above_places{which}": placed.above_places,
        f"inmss{which}": float(placed.learners[run.instance.directed].sum()),
    }


COUNTS = ("unplaced", "above_places", "inmss")


STABILITY = Contract(
    "stability",
    (ACADEMIC_YEAR,),
    (
        number("plan_gbp", "pounds a year", 0),
        number("anew_gbp", "pounds a year", 0),
        number("saving_gbp", "pounds a year"),
        number("objective_saving_gbp", "pounds a year", 0),
        number("incumbents", "learners", 0),
        number("moved", "learners", 0),
        *(number(f"{measure}{which}", "learners", 0) for measure in COUNTS for which in ("", "_anew")),
    ),
)
"""What it costs that learners keep their places: each year of the central run against the cheapest placement of
everyone anew, which is never taken. Top-ups, fees and transport of the plan and of the placement anew, in prices of
the base year; ``objective_saving_gbp`` with penalties and the weight of miles, as the allocator counts; ``moved``
incumbents who would lose their place; learners unplaced, above places and in INMSS, in the plan and ``_anew``."""
