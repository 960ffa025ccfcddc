"""The table of flows: how plans come and go from one census to the next."""

import numpy as np
import pandas as pd

from models.arrays import Floats
from models.vocabulary import AGE_GROUPS, NEEDS, ages_of_group
from sufficiency.results.shapes import Made, ResultTable, census_years, table_of
from sufficiency.tables.contracts import CENSUS_YEAR, NEED, number, text
from sufficiency.tables.rounding import DECIMALS


def flows(made: Made) -> pd.DataFrame:
    """Flows by need and age group, of those who are of the group at the later census.

    Transfers are taken from the other four as they are written, so that the written identity closes exactly.
    """
    names = ("opening", "new_plans", "ceased", "closing")
    grouped = {name: np.round(_by_group(getattr(made.run.flows, name)[0]), DECIMALS) for name in names}
    grouped["net_transfers"] = grouped["closing"] - grouped["opening"] - grouped["new_plans"] + grouped["ceased"]
    return table_of({"census_year": census_years(made.run)[1:], "need": NEEDS, "age_group": AGE_GROUPS}, grouped)


def _by_group(flow: Floats) -> Floats:
    """(years, ages, needs) to (years, needs, age groups)."""
    return np.stack([flow[:, list(ages_of_group(group))].sum(axis=1) for group in AGE_GROUPS], axis=2)


FLOWS = ResultTable(
    "flows",
    (CENSUS_YEAR, NEED, text("age_group", AGE_GROUPS)),
    (
        number("opening", "plans", 0),
        number("new_plans", "plans", 0),
        number("ceased", "plans", 0),
        number("net_transfers", "plans"),
        number("closing", "plans", 0),
    ),
    words="Plans of a need and age group, that of the later census: those of the census before, new and ceased"
    " plans, net transfers, and those of the later census.",
    make=flows,
    balance={"net_transfers": {"closing": 1, "opening": -1, "new_plans": -1, "ceased": 1}},
)
