"""The tables of plans: by area, phase and need, and in total."""

from collections.abc import Sequence
from functools import partial

import numpy as np
import pandas as pd

from models.arrays import Floats
from models.vocabulary import AGE_GROUPS, AGES, NEEDS, PHASES, ages_of_group
from sufficiency.forecast.kept import Drawn
from sufficiency.results.shapes import Made, ResultTable, census_years, table_of
from sufficiency.tables.contracts import AREA, CENSUS_YEAR, NEED, PHASE, number, quantile_columns, text

PLANS = (number("plans", "plans", 0), *quantile_columns("plans", "plans", "p10", "p50", "p90"))


def forecast(made: Made) -> pd.DataFrame:
    """Plans by area, phase and need."""
    demand = made.run.demand
    axes: dict[str, Sequence[str] | Sequence[int]] = {
        "census_year": census_years(made.run),
        "area": demand.authority.areas,
        "phase": PHASES,
        "need": NEEDS,
    }
    ranges = made.run.draws.ranges(lambda drawn: drawn.plans_by_phase)
    return table_of(axes, _with_range(demand.by_area.by_phase[0], ranges))


def forecast_totals(made: Made) -> pd.DataFrame:
    """Plans by authority, area, phase, need and age group; added up in each draw before the quantile."""
    years, demand, draws = census_years(made.run), made.run.demand, made.run.draws
    codes = {
        "authority": ["all"],
        "area": demand.authority.areas,
        "phase": PHASES,
        "need": NEEDS,
        "age_group": AGE_GROUPS,
    }
    frames = [
        table_of(
            {"census_year": years, "level": [level], "code": [*of_level]},
            _with_range(
                _total(demand.by_area.total(), demand.by_area.by_phase, level)[0],
                draws.ranges(partial(_drawn_total, level)),
            ),
        )
        for level, of_level in codes.items()
    ]
    return pd.concat(frames, ignore_index=True)


def _with_range(central: Floats, ranges: Floats) -> dict[str, Floats]:
    """Central plans, and their quantiles over the draws in which they were added up."""
    low, middle, high = ranges
    return {"plans": central, "plans_p10": low, "plans_p50": middle, "plans_p90": high}


def _drawn_total(level: str, drawn: Drawn) -> Floats:
    return _total(drawn.plans, drawn.plans_by_phase, level)


def _total(plans: Floats, by_phase: Floats, level: str) -> Floats:
    """Plans summed to a level, (paths, years, codes)."""
    if level in {"area", "phase"}:
        return np.asarray(by_phase.sum(axis=(3, 4) if level == "area" else (2, 4)))
    if level == "need":
        return np.asarray(plans.sum(axis=2))
    by_age = plans.sum(axis=3)
    groups = [list(AGES)] if level == "authority" else [list(ages_of_group(group)) for group in AGE_GROUPS]
    return np.stack([by_age[:, :, ages].sum(axis=2) for ages in groups], axis=2)


FORECAST = ResultTable(
    "forecast",
    (CENSUS_YEAR, AREA, PHASE, NEED),
    PLANS,
    words="Plans on census day by area in which the child lives, phase and need, with the"
    " middle and the range of the draws (p10 to p90).",
    make=forecast,
)
FORECAST_TOTALS = ResultTable(
    "forecast_totals",
    (CENSUS_YEAR, text("level", ("authority", "area", "phase", "need", "age_group")), text("code")),
    PLANS,
    words="The same plans added up by authority, area, phase, need and age group, with ranges of their own.",
    make=forecast_totals,
)
