"""The tables of plans: forecast, totals, flows, why plans change, and requests for assessment."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from models.arrays import Floats
from models.demand.areas import AreaPlans, regimes_of
from models.demand.drivers import DRIVER_NAMES, Story, drivers
from models.sampling import quantiles
from models.vocabulary import AGE_GROUPS, AGES, NEEDS, PHASES, ages_of_group
from sufficiency.forecast.pipeline import Run
from sufficiency.packs.inputs import Inputs
from sufficiency.results.shapes import census_years, table_of, with_range
from sufficiency.tables.contracts import (
    AREA,
    CENSUS_YEAR,
    NEED,
    PHASE,
    Contract,
    integer,
    number,
    quantile_columns,
    text,
)
from sufficiency.tables.files import DECIMALS

FORECAST = Contract(
    "forecast",
    (CENSUS_YEAR, AREA, PHASE, NEED),
    (number("plans", "plans", 0), *quantile_columns("plans", "plans", "p10", "p50", "p90")),
)
FORECAST_TOTALS = Contract(
    "forecast_totals",
    (CENSUS_YEAR, text("level", ("authority", "area", "phase", "need", "age_group")), text("code")),
    (number("plans", "plans", 0), *quantile_columns("plans", "plans", "p10", "p50", "p90")),
)
FLOWS = Contract(
    "flows",
    (CENSUS_YEAR, NEED, text("age_group", AGE_GROUPS)),
    (
        number("opening", "plans", 0),
        number("new_plans", "plans", 0),
        number("ceased", "plans", 0),
        number("net_transfers", "plans"),
        number("closing", "plans", 0),
    ),
)


DRIVERS = Contract(
    "drivers",
    (
        CENSUS_YEAR,
        text("need", ("all", *NEEDS)),
        text("driver", DRIVER_NAMES),
    ),
    (number("plans", "plans"),),
)
"""Change of plans since the base year, split exactly (``models.demand.drivers``)."""
FUNNEL = Contract(
    "funnel",
    (integer("calendar_year", "year", 2000, 2100),),
    (
        number("requests", "requests", 0),
        number("assessments", "assessments decided", 0),
        number("new_plans", "plans", 0),
        *quantile_columns("requests", "requests", "p10", "p90"),
        *quantile_columns("new_plans", "plans", "p10", "p90"),
    ),
)
"""Requests, assessments and new plans of each year ahead; new plans are those of the flows."""


def forecast(run: Run) -> pd.DataFrame:
    """Plans by area, phase and need."""
    central, draws = run.demand.by_area.by_phase[0], run.demand.drawn_by_area.by_phase
    axes: dict[str, Sequence[str] | Sequence[int]] = {
        "census_year": census_years(run),
        "area": run.authority.areas,
        "phase": PHASES,
        "need": NEEDS,
    }
    return table_of(axes, with_range("plans", central, draws))


def forecast_totals(run: Run) -> pd.DataFrame:
    """Plans aggregated in each draw before the quantile, by authority, area, phase, need and age group."""
    years, demand = census_years(run), run.demand
    frames = [
        table_of(
            {"census_year": years, "level": [level], "code": [*codes]},
            with_range("plans", total(demand.by_area, level)[0], total(demand.drawn_by_area, level)),
        )
        for level, codes in _codes(run).items()
    ]
    return pd.concat(frames, ignore_index=True)


def _codes(run: Run) -> dict[str, Sequence[str]]:
    """Codes of each level of aggregation."""
    areas = run.authority.areas
    return {"authority": ["all"], "area": areas, "phase": PHASES, "need": NEEDS, "age_group": AGE_GROUPS}


def total(areas: AreaPlans, level: str) -> Floats:
    """Plans summed to a level, (paths, years, codes)."""
    if level in {"area", "phase"}:
        return np.asarray(areas.by_phase.sum(axis=(3, 4) if level == "area" else (2, 4)))
    plans = areas.total()
    if level == "need":
        return np.asarray(plans.sum(axis=2))
    by_age = plans.sum(axis=3)
    groups = [list(AGES)] if level == "authority" else [list(ages_of_group(group)) for group in AGE_GROUPS]
    return np.stack([by_age[:, :, ages].sum(axis=2) for ages in groups], axis=2)


def flows(run: Run) -> pd.DataFrame:
    """Flows by need and age group, of those who are of the group at the later census.

    Transfers are taken from the other four as they are written, so that the written identity closes exactly.
    """
    names = ("opening", "new_plans", "ceased", "closing")
    grouped = {name: np.round(_by_group(getattr(run.flows, name)[0]), DECIMALS) for name in names}
    grouped["net_transfers"] = grouped["closing"] - grouped["opening"] - grouped["new_plans"] + grouped["ceased"]
    return table_of({"census_year": census_years(run)[1:], "need": NEEDS, "age_group": AGE_GROUPS}, grouped)


def _by_group(flow: Floats) -> Floats:
    """(years, ages, needs) to (years, needs, age groups)."""
    return np.stack([flow[:, list(ages_of_group(group))].sum(axis=1) for group in AGE_GROUPS], axis=2)


def drivers_table(run: Run) -> pd.DataFrame:
    """Change of plans since the base year by driver, for all needs and each; contract DRIVERS."""
    authority, flows = run.authority, run.flows
    story = Story(
        stock=authority.joint.sum(axis=2),
        rates=run.demand.rates,
        base_persons=authority.population[0].sum(axis=0),
        persons=authority.population[1:].sum(axis=1),
        index=flows.index[0],
        years=run.instance.years[1:],
        levers=run.scenario.levers,
        regimes=regimes_of(run.scenario.levers, authority.areas).levers,
        weights=run.demand.by_area.weights()[:, 0, 1:, :, 0],
    )
    split = drivers(story, run.scenario.parameters.cohort)
    every = np.concatenate([split.sum(axis=2, keepdims=True), split], axis=2).transpose(1, 2, 0)
    labels = [run.instance.years[1:].tolist(), ["all", *map(str, NEEDS)], DRIVER_NAMES]
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
            "calendar_year": run.instance.years[1:] - 1,
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
