"""The table of what it costs that learners keep their places (``models.explain.stability``)."""

import pandas as pd

from models.explain.stability import cost_of_stability
from sufficiency.results.shapes import Made, ResultTable, academic_years
from sufficiency.tables.contracts import ACADEMIC_YEAR, number


def stability(made: Made) -> pd.DataFrame:
    """What every year ahead would save, and how many it would move, if all were placed anew."""
    run = made.run
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
                "unserved": year.plan.unserved,
                "unserved_anew": year.anew.unserved,
                "above_places": year.plan.above_places,
                "above_places_anew": year.anew.above_places,
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
        *(number(f"{name}{which}", "learners", 0) for name in ("unserved", "above_places") for which in ("", "_anew")),
    ),
    words="A year of the plan against the same year with everyone in state places placed anew, which is never done:"
    " cost in pounds of the base year, of learners without a state place too, and incumbents who would lose their"
    " place. Learners without a state place and above places, in both.",
    make=stability,
    balance={"saving_gbp": {"plan_gbp": 1, "anew_gbp": -1}},
)
