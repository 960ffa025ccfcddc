"""The table of drivers: why plans change."""

import numpy as np
import pandas as pd

from models.demand.areas import regimes_of
from models.demand.drivers import DRIVER_NAMES, Story, drivers
from models.vocabulary import NEEDS
from sufficiency.results.shapes import Made, ResultTable, table_of
from sufficiency.tables.contracts import ALL, CENSUS_YEAR, number, text


def drivers_table(made: Made) -> pd.DataFrame:
    """Change of plans since the base year by driver, for all needs together and each."""
    run, authority = made.run, made.run.authority
    story = Story(
        stock=authority.joint.sum(axis=2),
        rates=run.demand.rates,
        base_persons=authority.population[0].sum(axis=0),
        persons=authority.population[1:].sum(axis=1),
        index=run.flows.index[0],
        years=run.instance.years[1:],
        levers=run.scenario.levers,
        regimes=regimes_of(run.scenario.levers, authority.areas).levers,
        weights=run.demand.by_area.weights()[:, 0, 1:, :, 0],
    )
    split = drivers(story, run.scenario.parameters.cohort)
    every = np.concatenate([split.sum(axis=2, keepdims=True), split], axis=2).transpose(1, 2, 0)
    axes = {"census_year": run.instance.years[1:].tolist(), "need": (ALL, *NEEDS), "driver": DRIVER_NAMES}
    return table_of(axes, {"plans": every})


DRIVERS = ResultTable(
    "drivers",
    (CENSUS_YEAR, text("need", (ALL, *NEEDS)), text("driver", DRIVER_NAMES)),
    (number("plans", "plans"),),
    words="Plans that a driver adds since the base year, by need; the drivers add up to the change.",
    make=drivers_table,
    totals=("need",),
)
