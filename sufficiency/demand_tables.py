"""Tables of the demand that planners ask for beside the forecast: why plans change, and the funnel of requests."""

import numpy as np
import pandas as pd

from models.areas import regimes_of
from models.drivers import DRIVERS, Story, drivers
from models.sampling import quantiles
from models.vocabulary import NEEDS
from sufficiency.inputs import Inputs
from sufficiency.pipeline import Run


def drivers_table(run: Run) -> pd.DataFrame:
    """Change of plans since the base year by driver, for all needs and each; contract DRIVERS."""
    authority, flows = run.authority, run.flows
    story = Story(
        stock=authority.joint.sum(axis=2),
        rates=run.demand.rates,
        base_persons=authority.population[0].sum(axis=0),
        persons=authority.population[1:].sum(axis=1),
        index=flows.index[0],
        years=run.setting.years[1:],
        levers=run.scenario.levers,
        regimes=regimes_of(run.scenario.levers, authority.areas).levers,
        weights=run.demand.by_area.weights()[:, 0, 1:, :, 0],
    )
    split = drivers(story, run.scenario.parameters.cohort)
    every = np.concatenate([split.sum(axis=2, keepdims=True), split], axis=2).transpose(1, 2, 0)
    labels = [run.setting.years[1:].tolist(), ["all", *map(str, NEEDS)], DRIVERS]
    index = pd.MultiIndex.from_product(labels, names=["census_year", "need", "driver"])
    return pd.DataFrame({"plans": every.ravel()}, index=index).reset_index()


def funnel_table(run: Run, inputs: Inputs) -> pd.DataFrame:
    """Requests, assessments and new plans by calendar year; contract FUNNEL.

    New plans are those of the flows; requests and assessments stand to them as in the last year published for all
    three (A-19). Without such a year the table is empty: absent is not zero.
    """
    published = inputs.tables["funnel"].dropna(subset=["assessments"])
    published = published[(published["requests"] > 0) & (published["assessments"] > 0) & (published["new_plans"] > 0)]
    last = published.sort_values("calendar_year").tail(1)
    started = run.flows.new_plans[0].sum(axis=(1, 2))
    low, high = quantiles(run.demand.drawn.new_plans.sum(axis=(2, 3)), (0.1, 0.9))
    ratio = {name: float((last[name] / last["new_plans"]).sum()) for name in ("requests", "assessments")}
    table = pd.DataFrame(
        {
            "calendar_year": run.setting.years[1:] - 1,
            "requests": started * ratio["requests"],
            "assessments": started * ratio["assessments"],
            "new_plans": started,
            "requests_p10": low * ratio["requests"],
            "requests_p90": high * ratio["requests"],
            "new_plans_p10": low,
            "new_plans_p90": high,
        }
    )
    return table if len(last) else table.head(0)
