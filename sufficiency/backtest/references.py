"""What the backtest reads besides the panel: residents by authority, codes that changed, returns known to be faulty."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from models.demand.growth_errors import GrowthErrors
from models.vocabulary import AGE_GROUPS
from sufficiency.errors import InputError
from sufficiency.packs.contracts import CENSUS_YEAR, PLANS, SOURCE
from sufficiency.tables.contracts import Contract, free_text, integer, number, text
from sufficiency.tables.files import read_table

REFERENCE_FOLDER = Path("data/reference")
POPULATION_LAG = 2
"""Residents are taken at mid-year this many years before the census, which every user of that census had (A-42)."""

GROWTH_POPULATION = Contract(
    "growth_population",
    (text("authority"), integer("mid_year", "mid-year", 2000, 2100)),
    (number("persons", "persons aged 0-25", 0),),
)
GROWTH_ENGLAND = Contract("growth_england", (CENSUS_YEAR,), (PLANS, SOURCE))
GROWTH_RECODED = Contract("growth_recoded", (text("code"),), (text("authority"), SOURCE))
GROWTH_KNOWN_FAULTS = Contract("growth_known_faults", (text("authority"), CENSUS_YEAR), (free_text("reason"), SOURCE))
_SIZES = tuple(number(part, "standard deviation in logs", 0) for part in ("common", "persistent", "own"))
GROWTH_ERRORS = Contract(
    "growth_errors", (integer("horizon", "years ahead", 1, 30),), (*_SIZES, number("size_plans", "plans", 0))
)
GROWTH_AGE_ERRORS = Contract(
    "growth_age_errors",
    (text("series", AGE_GROUPS), integer("horizon", "years ahead", 1, 30)),
    (*_SIZES, number("size_plans", "plans", 0)),
)


@dataclass(frozen=True)
class References:
    """The ``growth_`` tables. ``england`` (plans by year) and ``errors`` are for a panel too small to have its own."""

    population: pd.DataFrame
    recoded: pd.DataFrame
    faulty: pd.DataFrame
    england: pd.Series
    errors: GrowthErrors

    def persons(self, authorities: list[str], origin: int) -> pd.Series:
        """Residents aged 0-25 behind the census of ``origin``, by authority; blank where not known."""
        known = self.population[self.population["mid_year"] <= origin - POPULATION_LAG]
        latest = known.sort_values("mid_year").groupby("authority")["persons"].last()
        names = self.recoded.set_index("code")["authority"]
        by_name = latest.groupby(names.reindex(latest.index)).last()
        direct = latest.reindex(authorities)
        return direct.where(direct.notna(), names.reindex(authorities).map(by_name).to_numpy(dtype=np.float64))


def read_references(folder: Path) -> References:
    """Read the ``growth_`` tables of ``folder``.

    Raises
    ------
    InputError
        With every fault of every table.
    """
    contracts = (GROWTH_POPULATION, GROWTH_RECODED, GROWTH_KNOWN_FAULTS, GROWTH_ENGLAND, GROWTH_ERRORS)
    read = [read_table(folder / f"{contract.name}.csv", contract) for contract in contracts]
    faults = [fault for _, found in read for fault in found]
    if faults:
        raise InputError(faults)
    population, recoded, faulty, england, errors = (table for table, _ in read)
    totals = england.set_index("census_year")["plans"]
    return References(population, recoded, faulty, totals, GrowthErrors.from_table(errors))
