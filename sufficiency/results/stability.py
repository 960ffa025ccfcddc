"""The table of what it costs that learners keep their places (``models.explain.stability``)."""

import pandas as pd

from models.explain.stability import Placed, cost_of_stability
from sufficiency.results.shapes import Made, ResultTable, academic_years
from sufficiency.tables.contracts import ACADEMIC_YEAR, number

COUNTS = ("unplaced", "above_places", "inmss")


def stability(made: Made) -> pd.DataFrame:
    """What every year ahead would save, and how many it would move, if all were placed anew."""
    run = made.run

    def counts(placed: Placed, which: str) -> dict[str, float]:
        inmss = float(placed.learners[run.instance.directed].sum())
        values = (placed.unplaced, placed.above_places, inmss)
        return {f"{name}{which}": value for name, value in zip(COUNTS, values, strict=True)}

    years = zip(academic_years(run)[1:], cost_of_stability(run.instance, run.central), strict=True)
    return pd.DataFrame(
        [
            {
                "academic_year": label,
                "plan_gbp": year.plan.cost_gbp,
                "anew_gbp": year.anew.cost_gbp,
                "saving_gbp": year.plan.cost_gbp - year.anew.cost_gbp,
                "objective_saving_gbp": year.objective_saving_gbp,
                "incumbents": year.incumbents,
                "moved": year.moved,
                **counts(year.plan, ""),
                **counts(year.anew, "_anew"),
            }
            for label, year in years
        ]
    )


STABILITY = ResultTable(
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
    words="A year of the plan against the same year with everyone placed anew, which is never done: cost in pounds"
    " of the base year, and incumbents who would lose their place. Learners unplaced, above places and in"
    " independent schools, in both.",
    make=stability,
)
