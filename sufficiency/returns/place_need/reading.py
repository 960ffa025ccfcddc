"""What place need takes from a saved run: its tables, its scenario, and its pack as it was when the run was made."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pandas as pd

from sufficiency.finance.saved import refuse_changed, scenario_of
from sufficiency.forecast.supply import scenario_supply
from sufficiency.packs.inputs import Inputs, load_inputs
from sufficiency.results.as_files import Names, names_of
from sufficiency.results.place_need import PLACE_NEED
from sufficiency.results.place_need_by_group import PLACE_NEED_BY_GROUP
from sufficiency.results.place_need_totals import PLACE_NEED_TOTALS
from sufficiency.results.saved import load
from sufficiency.results.schools import SCHOOLS
from sufficiency.returns.place_need.whole import whole_tables
from sufficiency.scenario.values import Scenario
from sufficiency.tables.rounding import rounded

OF_RUN_TABLES = (PLACE_NEED_BY_GROUP, PLACE_NEED_TOTALS, SCHOOLS)
"""Tables that exports of place need are made of; with two decimals, so that what foots in the files still does."""
READ_OF_PACK = tuple(
    f"{name}.csv"
    for name in ("areas", "demand_points", "providers", "places", "prices", "journeys", "road_nodes", "road_edges")
)
"""Files of a pack that say what a place costs, whom a school takes and how far it is."""


@dataclass(frozen=True)
class SavedNeed:
    """A saved run, its tables with two decimals, its scenario and its pack."""

    folder: Path
    manifest: Mapping[str, Any]
    tables: Mapping[str, pd.DataFrame]
    scenario: Scenario
    inputs: Inputs

    @property
    def years(self) -> list[str]:
        """Academic years of the run, the base year first."""
        return sorted(self.tables[PLACE_NEED_BY_GROUP.name]["academic_year"].unique())

    @cached_property
    def names(self) -> Names:
        """The name of each code, by column."""
        base = int(self.inputs.about["base_census_year"])
        return names_of(self.inputs, scenario_supply(self.inputs, self.scenario, base).providers)

    @cached_property
    def whole(self) -> Mapping[str, pd.DataFrame]:
        """The tables in whole learners, as everybody sees them."""
        return whole_tables(self.tables)

    @property
    def authority(self) -> str:
        """Name of the authority."""
        return str(self.inputs.about["name"])


def read_need(folder: Path, scenarios: Path) -> SavedNeed:
    """Read a saved run and its pack; ``scenarios`` is the folder named so, beside that of packs.

    Raises
    ------
    InputError
        When the folder holds no run, or its pack is not there, is faulty, or has changed since.
    """
    results = load(folder, (*OF_RUN_TABLES, PLACE_NEED))
    scenario = scenario_of(folder, results.manifest, scenarios)
    inputs = load_inputs(scenario.pack_folder)
    refuse_changed(folder, results.manifest, inputs.folder, READ_OF_PACK)
    return SavedNeed(folder, results.manifest, _as_written(results.tables), scenario, inputs)


def read_tables(folder: Path) -> Mapping[str, pd.DataFrame]:
    """Read the tables of a saved run that exports of place need are made of, with two decimals.

    Raises
    ------
    InputError
        When the folder holds no run, or one that was changed since.
    """
    return _as_written(load(folder, OF_RUN_TABLES).tables)


def _as_written(tables: Mapping[str, pd.DataFrame]) -> Mapping[str, pd.DataFrame]:
    """Tables as a run writes them for people, whether or not it was written in full."""
    contracts = {one.name: one for one in (*OF_RUN_TABLES, PLACE_NEED)}
    return MappingProxyType(
        {name: rounded(table, contracts[name], contracts[name].balance) for name, table in tables.items()}
    )
