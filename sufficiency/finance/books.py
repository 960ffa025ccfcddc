"""The books of a run: what each item costs in every academic year, centrally and in every draw."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from models.arrays import Floats
from models.demand.practised import PLANS
from models.money.financial_years import financial_years, old_share
from models.money.lines import ITEMS
from models.parameters.method import CostParameters
from models.sampling import quantiles
from models.vocabulary import census_year
from sufficiency.errors import Fault, InputError
from sufficiency.forecast.pipeline import CentralRun, Run
from sufficiency.forecast.practice import own_counts
from sufficiency.packs.inputs import Inputs
from sufficiency.results.checks_of_ranges import FEWEST_DRAWS
from sufficiency.results.forecast import FORECAST_TOTALS
from sufficiency.results.headlines import CENTRAL
from sufficiency.results.saved import load_manifest, settings_of
from sufficiency.results.spend_by_academic_year import (
    IN_FULL,
    UNITS_DECIMALS,
    UNITS_IN_FULL,
    before_the_base,
    from_the_year_before,
    spend_years,
)
from sufficiency.scenario.values import Scenario
from sufficiency.tables.contracts import Contract, number
from sufficiency.tables.files import read_table
from sufficiency.tables.outputs import OUTPUTS
from sufficiency.tables.rounding import FOR_PEOPLE, PENCE

_ITEMS = [item.name for item in ITEMS]
COSTS = "parameters.costs."


@dataclass(frozen=True)
class Books:
    """What money of a run is worked out from; pounds are real, at the prices of the financial year ``base``.

    name, title, authority : of the run's scenario.
    base : the base financial year, by the year in which it starts.
    academic : census years, the one before the base year first.
    units, central : (academic years, items) places or learners, and pounds.
    draws : (draws, academic years, items) pounds.
    plans : (academic years,) plans on census day.
    old_share : (items,) share of a financial year that is of the academic year which ends in it.
    """

    name: str
    title: str
    authority: str
    base: int
    academic: tuple[int, ...]
    units: Floats
    central: Floats
    draws: Floats
    plans: Floats
    old_share: Floats

    @property
    def years(self) -> tuple[int, ...]:
        """Financial years by the year in which each starts: that of the outturn first."""
        return self.academic[:-1]

    def financial(self, amounts: Floats) -> Floats:
        """Amounts of academic years (..., years, items) by financial year, (..., years - 1, items)."""
        return financial_years(amounts, self.old_share)

    def in_ranges(self, of: Floats) -> Floats:
        """Tenth, half and nine tenths over draws of ``of`` (draws, ...), (3, ...); not a number without draws."""
        if not len(of):
            return np.full((3, *of.shape[1:]), np.nan)
        return quantiles(of)


def read_books(folder: Path, panel: pd.DataFrame) -> Books:
    """Read the books of a saved run; draws that are too few for a range are left out (A-442).

    ``panel`` is what England's panel has of the authority: plans of the year before the base year stand there alone.

    Raises
    ------
    InputError
        When the folder holds no run, one of an older version, or one whose files were changed.
    """
    manifest = load_manifest(folder)
    _refuse_older(folder, manifest)
    academic, amounts = _amounts(folder)
    drawn = np.array([amounts[draw] for draw in sorted(amounts) if draw != CENTRAL])
    return Books(
        name=str(manifest["scenario"]),
        title=str(manifest["title"]),
        authority=str(manifest["authority"]),
        base=academic[0],
        academic=academic,
        units=_units(folder, academic),
        central=amounts[CENTRAL],
        draws=drawn if len(drawn) >= FEWEST_DRAWS else np.empty((0, len(academic), len(ITEMS))),
        plans=_plans(folder, academic, panel),
        old_share=old_share(costs_of(manifest)),
    )


def books_of(run: Run, inputs: Inputs) -> Books:
    """The books of a run in memory: the same as :func:`read_books` has of it once it is saved."""
    books = central_books(run, run.scenario, inputs)
    if len(run.draws.numbers) < FEWEST_DRAWS:
        return books
    drawn = np.concatenate([some.spend for some in run.draws.parts()])
    return replace(books, draws=from_the_year_before(drawn, before_the_base(run, inputs)).round(PENCE))


def central_books(run: Run | CentralRun, scenario: Scenario, inputs: Inputs) -> Books:
    """The books of the central forecast, without draws; in whole pennies, as files have them."""
    before, academic = before_the_base(run, inputs), tuple(spend_years(run, scenario.horizon))
    counts = own_counts(inputs)[PLANS].sum(min_count=1)
    plans = [float(counts.get(academic[0], np.nan)), *run.plans.sum(axis=(1, 2)).tolist()]
    return Books(
        name=scenario.scenario_id,
        title=scenario.title,
        authority=str(inputs.about["name"]),
        base=academic[0],
        academic=academic,
        units=from_the_year_before(run.units, before).round(UNITS_DECIMALS),
        central=from_the_year_before(run.spend, before).round(PENCE),
        draws=np.empty((0, len(academic), len(ITEMS))),
        plans=pd.Series(plans).bfill().round(FOR_PEOPLE).to_numpy(dtype=np.float64),
        old_share=old_share(scenario.parameters.costs),
    )


def first_year(folder: Path, manifest: Mapping[str, Any]) -> int:
    """The base financial year of a saved run: the census year before its base year."""
    _refuse_older(folder, manifest)
    labels = pd.read_csv(folder / IN_FULL, usecols=["academic_year"])["academic_year"]
    return min(map(census_year, labels.unique()))


def costs_of(manifest: Mapping[str, Any]) -> CostParameters:
    """How prices move and fees are billed in a saved run."""
    settings = settings_of(manifest)
    known = {name: settings[f"{COSTS}{name}"] for name in CostParameters.model_fields if f"{COSTS}{name}" in settings}
    return CostParameters.model_validate(known)


def _refuse_older(folder: Path, manifest: Mapping[str, Any]) -> None:
    absent = [name for name in (IN_FULL, UNITS_IN_FULL) if name not in manifest[OUTPUTS]]
    if absent:
        raise _older(folder, f"it has no {' and no '.join(absent)}")


def _older(folder: Path, why: str) -> InputError:
    return InputError([Fault(str(folder), 0, 0, "", f"{why}; it may be of an older version: make the run again")])


def _amounts(folder: Path) -> tuple[tuple[int, ...], dict[int, Floats]]:
    """Census years, and pounds of every item by draw, (years, items) each."""
    table = _read(folder, IN_FULL, "draw", "academic_year")
    draw, label = table["draw"].to_numpy(dtype=np.int64), [*map(census_year, table["academic_year"])]
    years, draws = tuple(sorted(set(label))), sorted(set(draw.tolist()))
    if len(table) != len(years) * len(draws) or CENTRAL not in draws:
        raise _older(folder, f"{IN_FULL} has not every year of every draw, or no central run")
    order = np.lexsort((np.array(label), draw))
    amounts = table[_ITEMS].to_numpy(dtype=np.float64)[order].reshape(len(draws), len(years), len(_ITEMS))
    return years, dict(zip(draws, amounts, strict=True))


def _units(folder: Path, academic: tuple[int, ...]) -> Floats:
    """Units of every item, (years, items)."""
    table = _read(folder, UNITS_IN_FULL, "academic_year")
    if tuple(map(census_year, table["academic_year"])) != academic:
        raise _older(folder, f"{UNITS_IN_FULL} has other years than {IN_FULL}")
    return table[_ITEMS].to_numpy(dtype=np.float64)


def _read(folder: Path, name: str, *labels: str) -> pd.DataFrame:
    """A file of a run with a column an item."""
    table = pd.read_csv(folder / name)
    if [*table.columns] != [*labels, *_ITEMS]:
        raise _older(folder, f"{name} has other columns than the lines of spend of this version")
    return table


def _plans(folder: Path, academic: tuple[int, ...], panel: pd.DataFrame) -> Floats:
    """Plans of every census year: the run's, before them the panel's; where nobody counted, those of the year after."""
    contract = Contract(FORECAST_TOTALS.name, FORECAST_TOTALS.key, (number("plans", "plans", 0),))
    table, faults = read_table(folder / f"{FORECAST_TOTALS.name}.csv", contract)
    if faults:
        raise InputError(faults)
    whole = table[table["level"] == "authority"].set_index("census_year")["plans"]
    counted = panel[panel["series"] == PLANS].set_index("census_year")["learners"]
    return whole.combine_first(counted).reindex(academic).bfill().to_numpy(dtype=np.float64)
