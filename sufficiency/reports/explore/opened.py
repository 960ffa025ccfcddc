"""A saved run opened for other people's programs: every table as it is written, its scenario, and its pack."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from sufficiency.errors import Fault, InputError
from sufficiency.finance.saved import refuse_changed, scenario_of
from sufficiency.forecast.supply import scenario_supply
from sufficiency.packs.boundaries import MAP_FILE
from sufficiency.packs.inputs import Inputs, load_inputs
from sufficiency.packs.small_numbers import HOLDS_SMALL_NUMBERS
from sufficiency.results.as_files import Names, file_of, names_of, totals_of, with_names, words_of
from sufficiency.results.every_table import EVERY_TABLE
from sufficiency.results.headlines import DRAWS, MEASURES
from sufficiency.results.saved import EVERY_FILE, load_manifest
from sufficiency.scenario.values import Scenario
from sufficiency.tables.cells import read_cells
from sufficiency.tables.contracts import CENSUS_YEAR, Column, Contract, integer, number
from sufficiency.tables.files import IN_POUNDS
from sufficiency.tables.outputs import OUTPUTS

READ_OF_PACK = ("areas.csv", "demand_points.csv", "providers.csv", "places.csv", MAP_FILE)
"""Files of a pack that say where areas and schools are, and what they are called."""
UNITS_OF_MEASURES = {"plans": "plans", "missing_places": "places", "learner_miles": "miles one way"}
"""Units of headline totals that are neither learners nor pounds."""


@dataclass(frozen=True)
class OpenTable:
    """A table as it is written: its contract, which columns are names, what a row is, its rows and its bytes.

    ``codes`` are the columns of the contract that are no names.
    """

    contract: Contract
    codes: Mapping[str, Column]
    words: str
    rows: pd.DataFrame
    content: bytes

    @property
    def name(self) -> str:
        """Name of the table."""
        return self.contract.name


@dataclass(frozen=True)
class OpenRun:
    """A saved run, its tables in the order in which they are described, its scenario and its pack."""

    folder: Path
    manifest: Mapping[str, Any]
    tables: Sequence[OpenTable]
    scenario: Scenario
    inputs: Inputs

    def table(self, name: str) -> pd.DataFrame:
        """The rows of a table."""
        return next(table.rows for table in self.tables if table.name == name)

    @cached_property
    def providers(self) -> pd.DataFrame:
        """Providers of the run, those that its scenario opens too."""
        base = int(self.inputs.about["base_census_year"])
        return scenario_supply(self.inputs, self.scenario, base).providers

    @cached_property
    def names(self) -> Names:
        """The name of each code, by column."""
        return names_of(self.inputs, self.providers)

    @property
    def small_numbers(self) -> bool:
        """Whether nothing made of the run may be published."""
        return bool(self.manifest[HOLDS_SMALL_NUMBERS]) or self.inputs.small_numbers

    @property
    def years(self) -> list[str]:
        """Academic years of the run, the base year first."""
        return sorted(set(self.table("place_need_totals")["academic_year"]))


def open_run(folder: Path, scenarios: Path) -> OpenRun:
    """Read a saved run and its pack; ``scenarios`` is the folder named so, beside that of packs.

    Raises
    ------
    InputError
        When the folder holds no run, or one of an older version, or its pack is not there, is faulty, or has changed.
    """
    manifest = load_manifest(folder)
    tables = _open_tables(folder, manifest[OUTPUTS])
    scenario = scenario_of(folder, manifest, scenarios)
    refuse_changed(folder, manifest, scenario.pack_folder, READ_OF_PACK)
    return OpenRun(folder, manifest, tables, scenario, load_inputs(scenario.pack_folder))


def contracts() -> Iterator[tuple[Contract, str]]:
    """Every table of a run as it is declared, and what a row of it is."""
    for table in EVERY_TABLE:
        words = words_of(table)
        yield table, words[file_of(table)]
        apart = totals_of(table)
        if apart is not None:
            yield apart, words[file_of(apart)]
    yield DRAWS_OF_RUN, EVERY_FILE[DRAWS]


def _open_tables(folder: Path, written: Mapping[str, str]) -> list[OpenTable]:
    """Every table of a run; those that it lacks or that have other columns are faults, all at once."""
    tables, faults = [], []
    for contract, words in contracts():
        path, named = folder / file_of(contract), with_names(contract)
        cells = read_cells(path) if file_of(contract) in written else None
        if cells is None or list(cells.columns) != named.column_names:
            faults.append(Fault(str(path), 0, 0, "", "is of an older version; make the run again: sufficiency run"))
            continue
        columns = zip(*cells.rows, strict=True) if cells.rows else [()] * len(named.columns)
        rows = {column.name: _values(column, cells_) for column, cells_ in zip(named.columns, columns, strict=True)}
        codes = {column.name: column for column in contract.columns}
        tables.append(OpenTable(named, codes, words, pd.DataFrame(rows), path.read_bytes()))
    if faults:
        raise InputError(faults)
    return tables


def _values(column: Column, words: Sequence[str]) -> pd.Series:
    """Words as a column has them: text, or figures, where nothing written is no figure."""
    if column.kind == "text":
        return pd.Series(words, dtype=object)
    return pd.Series(np.array([word or "nan" for word in words], dtype=np.float64))


def _unit(measure: str) -> str:
    return "pounds" if measure.endswith(IN_POUNDS) else UNITS_OF_MEASURES.get(measure, "learners")


DRAWS_OF_RUN = Contract(
    "draws",
    (integer("draw", "number of the draw", -1), CENSUS_YEAR),
    tuple(number(measure, _unit(measure), optional=True) for measure in MEASURES),
)
"""The table of the headline totals of every draw."""
