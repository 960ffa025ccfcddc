"""Scores the cohort as a forecaster of the total, and the bands of its cells; writes both into docs/accuracy.md.

    python benchmarks/cohort.py FOLDER

FOLDER holds the published files: the panel of plans by age band (2010 to 2025), DfE's release of 2025 and ONS persons
by single age. Single ages of plans are published for January 2024 and 2025 alone, so the cohort of single ages can be
scored from one origin, January 2024, one year ahead. A cohort of the five age bands can be scored from every origin.
"""

import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from backtest import PAGE, fill
from cohort_cells import Cells, cells_table, one_year_table, placements_table, read_cells

from models.arrays import Floats
from models.parameters.demand import GrowthParameters
from sufficiency.backtest.ours import OurMethod, actual_plans, central_at
from sufficiency.backtest.panel import AGE_BANDS, TOTAL, Panel, read_panel
from sufficiency.backtest.references import POPULATION_LAG, REFERENCE_FOLDER, References, read_references
from sufficiency.backtest.report import as_markdown
from sufficiency.backtest.scores import authority_sets
from sufficiency.importers.open_data.people.population import ESTIMATE, read_population

ORIGINS = range(2017, 2025)
HORIZONS = 5
BAND_AGES = ((0, 5), (5, 11), (11, 16), (16, 20), (20, 26))
LEAVING = np.array([0.5, 1 / 6, 1 / 5, 1 / 4, 1 / 6])
"""Share of a band's plans that are of its last age, and move up next year; half of those under 5 are 4."""
SCHOOL = np.array([True, True, True, False, False])
"""Bands whose balance is a rate a person (new plans); in the others it is a rate a plan (leaving)."""
INDEX_DECAY = 0.8


@dataclass(frozen=True)
class Known:
    """What is known at an origin: plans by band then and a year before (authorities, bands), and persons by age."""

    now: Floats
    before: Floats
    persons: Floats


def known_at(panel: Panel, persons: pd.DataFrame, origin: int) -> Known:
    """Plans and persons as known at an origin: residents of mid-year two years before, each a year older every year."""
    now, before = (np.stack([panel.counts[band][year] for band in AGE_BANDS], axis=1) for year in (origin, origin - 1))
    return Known(now, before, persons.xs(origin - POPULATION_LAG).reindex(panel.counts[TOTAL].index).to_numpy())


def older(persons: Floats, years: int) -> Floats:
    """Persons (authorities, 26 ages) so many years later; as many are born as in the last year known."""
    return np.hstack([np.repeat(persons[:, :1], years, axis=1), persons[:, : 26 - years]])


def by_band(persons: Floats) -> Floats:
    """Persons by band, (authorities, bands)."""
    return np.stack([persons[:, first:last].sum(axis=1) for first, last in BAND_AGES], axis=1)


def moved_up(plans: Floats) -> Floats:
    """Plans of a year ago by the band that they are of now, before anybody starts or leaves."""
    stay = plans * (1 - LEAVING)
    stay[:, 1:] += plans[:, :-1] * LEAVING[:-1]
    return stay


def cohort_paths(known: Known, own_weight: float, growth: Floats, governed: int) -> Floats:
    """Total of each authority by years ahead, (authorities, horizons).

    The balance of the last year, the authority's at ``own_weight`` and England's at the rest, goes on; for ``governed``
    years the request-rate index makes the total ``growth`` (authorities, horizons), then it nears 1.
    """
    usable = np.isfinite(known.now + known.before + by_band(known.persons)).all(axis=1)
    balance = _balance(known.now, known.before, by_band(older(known.persons, 1)))
    country = _balance(*(part[usable].sum(axis=0, keepdims=True) for part in (known.now, known.before)),
                       by_band(older(known.persons, 1))[usable].sum(axis=0, keepdims=True))  # fmt: skip
    rate = own_weight * balance + (1 - own_weight) * country
    plans, index, totals = known.now, np.ones(len(known.now)), np.empty((len(known.now), HORIZONS))
    for year in range(HORIZONS):
        stay = moved_up(plans) * np.where(SCHOOL, 1.0, rate)
        start = np.where(SCHOOL, rate, 0.0) * by_band(older(known.persons, year + 2))
        if year < governed:
            index = (growth[:, year] - stay.sum(axis=1)) / start.sum(axis=1)
        elif governed:
            index = 1 + INDEX_DECAY * (index - 1)
        plans = np.maximum(stay + index[:, None] * start, 0.0)
        totals[:, year] = plans.sum(axis=1)
    return np.where(usable[:, None], totals, np.nan)


def _balance(now: Floats, before: Floats, persons: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(SCHOOL, (now - moved_up(before)) / persons, now / moved_up(before))


def rolled(panel: Panel, references: References, persons: pd.DataFrame) -> pd.DataFrame:
    """Forecasts of the growth model and of every cohort from every origin, beside what was counted."""
    visible = panel.without(references.faulty)
    totals = Panel({TOTAL: visible.counts[TOTAL]}, visible.england)
    sets = authority_sets(panel)
    parts = []
    for origin in ORIGINS:
        rows = central_at(totals.up_to(origin), OurMethod(references, GrowthParameters(), HORIZONS))
        rows = rows.assign(actual=actual_plans(rows, totals))
        growth = rows.pivot_table(index="authority", columns="horizon", values="forecast")
        growth = growth.reindex(panel.counts[TOTAL].index)
        known = known_at(visible, persons, origin)
        asked = {f"cohort, {w:.0%} own": (w, 0) for w in (0.0, 0.25, 0.5, 1.0)}
        asked |= {f"growth {years} years, then cohort": (0.25, years) for years in (1, 2, 3, 4)}
        for name, (weight, governed) in asked.items():
            paths = cohort_paths(known, weight, growth.to_numpy(), governed)
            wide = pd.DataFrame(paths, growth.index, growth.columns)
            long = wide.melt(ignore_index=False, value_name=name).reset_index()
            rows = rows.merge(long, on=["authority", "horizon"], how="left")
        parts.append(rows[rows["authority"].map(sets) == "complete"])
    return pd.concat(parts, ignore_index=True).dropna()


def forecasters(rows: pd.DataFrame) -> dict[str, pd.Series]:
    """Every forecaster that is scored: the growth model, cohorts, averages of the two in logs, handovers."""
    growth, cohort = np.log(rows["forecast"]), np.log(rows["cohort, 25% own"])
    alone = {name: rows[name] for name in rows if name.startswith("cohort")}
    mixed = {
        f"growth and {w:.0%} of the cohort": pd.Series(np.exp((1 - w) * growth + w * cohort)) for w in (0.15, 0.3, 0.5)
    }
    handed = {name: rows[name] for name in rows if name.startswith("growth ")}
    return {"growth": rows["forecast"], **alone, **mixed, **handed}


def rolling_table(rows: pd.DataFrame) -> pd.DataFrame:
    """Mean absolute % error of every forecaster by horizon, and of three years over early and late origins."""
    late = rows["origin"] >= 2020
    three = rows["horizon"] == 3
    table = []
    for name, forecast in forecasters(rows).items():
        error = (forecast / rows["actual"] - 1).abs() * 100
        by_horizon = error.groupby(rows["horizon"]).mean()
        table.append((name, *by_horizon, error[three & ~late].mean(), error[three & late].mean()))
    columns = ["forecaster", *(f"h = {horizon}" for horizon in range(1, HORIZONS + 1))]
    return pd.DataFrame(table, columns=[*columns, "h = 3, origins to 2019", "h = 3, from 2020"])


def tables(folder: Path) -> dict[str, pd.DataFrame]:
    """Every table of docs/accuracy.md that is made here, by the name of its mark."""
    references = read_references(REFERENCE_FOLDER)
    panel = read_panel(folder / "dfe/plans_by_authority_age_band_2010_2025.csv.gz", references)
    persons = read_persons(folder / "ons/population_age_0_25_2000_2043.csv.gz", panel, references)
    cells: Cells = read_cells(folder / "dfe/education-health-and-care-plans_2025.zip", panel, references, persons)
    return {
        "cohort": rolling_table(rolled(panel, references, persons)),
        "cohort of single ages": one_year_table(cells),
        "cells": cells_table(cells),
        "placements": placements_table(cells),
    }


def read_persons(path: Path, panel: Panel, references: References) -> pd.DataFrame:
    """Persons by single age of every authority of the panel, under its latest code; index (year, authority)."""
    estimates = read_population(path).xs(ESTIMATE, level="variant")
    names = references.recoded.set_index("code")["authority"]
    codes = {names.get(code, code): code for code in panel.counts[TOTAL].index}
    latest = estimates.rename(index=lambda code: codes.get(names.get(code, code), code), level="area")
    return latest[~latest.index.duplicated()].swaplevel().sort_index()


def main(folder: Path) -> None:
    """Fill docs/accuracy.md."""
    made = tables(folder)
    for name, table in made.items():
        print(f"{name}\n{table.to_string(index=False)}\n")
    fill(PAGE, {name: as_markdown(table) for name, table in made.items()})


if __name__ == "__main__":
    main(Path(sys.argv[1]))
