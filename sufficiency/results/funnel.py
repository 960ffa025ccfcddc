"""The table of requests and assessments behind new plans."""

import pandas as pd

from models.demand.drivers import requests_a_plan
from sufficiency.results.shapes import Made, ResultTable
from sufficiency.tables.contracts import integer, number, quantile_columns


def funnel(made: Made) -> pd.DataFrame:
    """Requests, assessments and new plans by calendar year; empty where no year is published for all three."""
    run, published = made.run, made.inputs.tables["funnel"].sort_values("calendar_year")
    ratio = requests_a_plan(*(published[name].to_numpy() for name in ("requests", "assessments", "new_plans")))
    if ratio is None:
        return pd.DataFrame({name: pd.Series(dtype="float64") for name in FUNNEL.column_names})
    requests, assessments = ratio
    started = run.flows.new_plans[0].sum(axis=(1, 2))
    low, high = run.draws.ranges(lambda drawn: drawn.new_plans, (0.1, 0.9))
    return pd.DataFrame(
        {
            "calendar_year": run.instance.years[1:] - 1,
            "requests": started * requests,
            "assessments": started * assessments,
            "new_plans": started,
            "requests_p10": low * requests,
            "requests_p90": high * requests,
            "new_plans_p10": low,
            "new_plans_p90": high,
        }
    )


FUNNEL = ResultTable(
    "funnel",
    (integer("calendar_year", "year", 2000, 2100),),
    (
        number("requests", "requests", 0),
        *quantile_columns("requests", "requests", "p10", "p90"),
        number("assessments", "assessments decided", 0),
        number("new_plans", "plans", 0),
        *quantile_columns("new_plans", "plans", "p10", "p90"),
    ),
    words="Requests for assessment, assessments decided and new plans of each calendar year ahead, with"
    " the range of the draws (p10 to p90).",
    make=funnel,
)
