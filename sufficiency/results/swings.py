"""The table of swings: the figures of the focus year when one assumption is low, or high, all else as it is."""

import numpy as np
import pandas as pd

from models.money.financial_years import financial_years, nominal_factors, old_share
from models.money.lines import Ledger, of_ledger
from models.vocabulary import academic_year
from sufficiency.forecast.pipeline import CentralRun, Run, base_financial_year, indices_for
from sufficiency.forecast.swing_list import plain
from sufficiency.forecast.swings import Figures, Swung
from sufficiency.packs.inputs import Inputs
from sufficiency.results.headlines import FOCUS_YEARS_AHEAD, central_of
from sufficiency.results.shapes import Made, ResultTable
from sufficiency.scenario.values import Scenario
from sufficiency.tables.contracts import ACADEMIC_YEAR, free_text, number, text

NOMINAL = "high_needs_nominal_gbp"
SWUNG_MEASURES = {
    "missing_places": "places",
    "plans": "plans",
    "inmss_learners": "learners",
    "unmet_learners": "learners",
    "high_needs_gbp": "pounds",
    NOMINAL: "pounds",
}
"""Measures of a swing and their units, the headline by which they are ranked first; pounds of the April after."""


def focus_census(scenario: Scenario, base: int) -> int:
    """The census year whose figures are swung: the focus year, or the last where a run ends before it."""
    return min(base + FOCUS_YEARS_AHEAD, scenario.horizon)


def figures_of(run: CentralRun | Run, scenario: Scenario, inputs: Inputs, census_year: int) -> Figures:
    """The measures of a central run in a census year; pounds are blank in the last year of a run."""
    at = int(np.flatnonzero(run.instance.years == census_year)[0])
    central = {name: float(values[at]) for name, values in central_of(run).items() if name in SWUNG_MEASURES}
    return {**central, NOMINAL: _nominal(run, scenario, inputs, at)}


def _nominal(run: CentralRun | Run, scenario: Scenario, inputs: Inputs, at: int) -> float:
    """Spend of the block from April of a census year, in pounds of that financial year."""
    years = tuple(run.instance.years[:-1].tolist())
    if at == len(years):
        return float("nan")
    factors = nominal_factors(indices_for(scenario, inputs), base_financial_year(inputs), years)
    spend = financial_years(run.spend, old_share(scenario.parameters.costs)) * factors
    return float(spend[at, of_ledger(Ledger.DSG_HIGH_NEEDS)].sum())


def swings(made: Made) -> pd.DataFrame:
    """One row an assumption that was swung; none where the run made no swings."""
    year = academic_year(focus_census(made.run.scenario, made.run.authority.base_census_year))
    rows = [_row(swung, year) for swung in made.swings]
    frame = pd.DataFrame(rows, columns=SWINGS_TABLE.column_names)
    return frame.astype({column.name: "float64" for column in SWINGS_TABLE.columns if column.kind == "number"})


def _row(swung: Swung, year: str) -> dict[str, object]:
    swing = swung.swing
    values = {"low": plain(swung.ends.low), "own": plain(swung.own), "high": plain(swung.ends.high)}
    about = {"path": swing.path, "academic_year": year, "name": swing.name, "assumption": swing.assumption}
    figures = {
        f"{measure}{end}": at[measure]
        for measure in SWUNG_MEASURES
        for end, at in (("", swung.as_it_is), ("_at_low", swung.at_low), ("_at_high", swung.at_high))
    }
    return {**about, "range_from": swing.because, **values, **figures}


SWINGS_TABLE = ResultTable(
    "swings",
    (text("path"),),
    (
        ACADEMIC_YEAR,
        free_text("name"),
        text("assumption"),
        text("range_from"),
        *(free_text(name) for name in ("low", "own", "high")),
        *(
            number(f"{measure}{end}", unit, optional=unit == "pounds")
            for measure, unit in SWUNG_MEASURES.items()
            for end in ("", "_at_low", "_at_high")
        ),
    ),
    words="What the central figures of the focus year are when one assumption is at the low or the high end of its"
    " plausible range, all else as it is; pounds are those of the high needs block from April of the year. Empty where"
    " the run has too few draws for 80% ranges, and in a sweep.",
    make=swings,
)
