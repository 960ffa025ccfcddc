"""The headline totals of a run by year: what runs are compared by, and what a goal aims at.

All but pounds are of the academic year of a January census; pounds, at the prices of the base financial year, are of
the financial year that starts in April of that year, so the last census year of a run has none.

Each is the figure that summary, report and tables give under the same name: who requires a state place, who is above
the places of a state school, and places missing are those of ``place_need_totals``.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from models.arrays import Flags, Floats
from models.money.financial_years import financial_years, old_share
from models.money.lines import Ledger, of_ledger
from models.outcome.outcome import Outcome, outcome_of
from models.placement.instance import Instance
from models.vocabulary import STATE_REQUIREMENTS
from sufficiency.forecast.kept import Drawn
from sufficiency.forecast.pipeline import CentralRun, Run, central_run
from sufficiency.packs.inputs import Inputs
from sufficiency.scenario.values import Scenario
from sufficiency.tables.files import frame_text
from sufficiency.tables.rounding import FOR_PEOPLE, PENCE, POUNDS_FOR_PEOPLE

FOCUS_YEARS_AHEAD = 5
"""The furthest horizon at which the accuracy of such forecasts has been measured (design, section 7; A-446)."""
CENTRAL = -1
"""Stands for the central forecast among the draws of the table."""
MEASURES = {
    "plans": "EHC plans",
    "required_learners": "learners who require a state special school or base",
    "missing_places": "state places missing",
    "inmss_learners": "learners in independent and non-maintained schools",
    "displaced_learners": "learners in independent and non-maintained schools only for want of a local place",
    "in_county_learners": "learners in state special schools and bases that stand in the authority",
    "unmet_learners": "learners unmet in mainstream",
    "unplaced_learners": "learners without a place",
    "over_capacity_learners": "learners above the places of their state school",
    "learner_miles": "one-way miles of all journeys together",
    "high_needs_gbp": "spend of the high needs block from April of the year, at base-year prices",
    "transport_gbp": "the council's transport to specialist places from that April, at base-year prices",
}
DRAWS = "draws.csv"
"""The file of a run that holds the measures of every draw, so that a difference of two runs has its own range."""
DRAWS_IN_FULL, DRAWS_DECIMALS = "draws_in_full.txt", 6
"""The same with more decimals, which a comparison reads: a figure rounded twice may be one off."""


IN_POUNDS = {"high_needs_gbp": Ledger.DSG_HIGH_NEEDS, "transport_gbp": Ledger.GENERAL_FUND}
"""Measures of a financial year, and the ledger that each adds up."""


def totals(outcome: Outcome | Drawn, plans: Floats, state: Flags, old: Floats) -> dict[str, Floats]:
    """Measures of one path or of many: (..., years + 1) each.

    ``plans`` is (..., years + 1, ages, needs); ``state`` (cells,) marks those who require a base or a special school;
    ``old`` (items,) is the share of a financial year that is of the academic year which ends in it.
    """
    above, displaced, unmet = (of.sum(axis=-1) for of in (outcome.above, outcome.displaced, outcome.unmet))
    spend = financial_years(outcome.spend, old)
    blank = np.full((*spend.shape[:-2], 1), np.nan)
    pounds = {name: spend[..., of_ledger(ledger)].sum(axis=-1) for name, ledger in IN_POUNDS.items()}
    return {
        "plans": plans.sum(axis=(-1, -2)),
        "required_learners": outcome.required[..., state].sum(axis=-1),
        "missing_places": above + displaced + unmet,
        "inmss_learners": outcome.inmss,
        "displaced_learners": displaced,
        "in_county_learners": outcome.in_county,
        "unmet_learners": unmet,
        "unplaced_learners": outcome.unplaced.sum(axis=-1),
        "over_capacity_learners": above,
        "learner_miles": outcome.miles,
        **{name: np.concatenate([gbp, blank], axis=-1) for name, gbp in pounds.items()},
    }


def draws_files(run: Run, *, exact: bool) -> dict[str, str]:
    """The files DRAWS, ``exact`` or for people, and DRAWS_IN_FULL, by name."""
    in_full = draws_text(run)
    return {DRAWS: in_full if exact else draws_text(run, (FOR_PEOPLE, POUNDS_FOR_PEOPLE)), DRAWS_IN_FULL: in_full}


def draws_text(run: Run, places: tuple[int, int] = (DRAWS_DECIMALS, PENCE)) -> str:
    """Draw (-1 is the central forecast), census_year, and the measures with ``places`` of decimals, and of pounds."""
    central, drawn = central_of(run), totals_of_draws(run.instance)
    text = _measures_text(run, [CENTRAL], np.stack([central[name] for name in MEASURES])[None], places)
    parts = [_measures_text(run, some.numbers, drawn(some), places) for some in run.draws.parts()]
    return text + "".join(part.partition("\n")[2] for part in parts)


def _measures_text(run: Run, draws: Sequence[int], figures: Floats, places: tuple[int, int]) -> str:
    """Some draws of the file, under the heading; ``figures`` (draws, measures, years + 1)."""
    years = run.instance.years
    table = {"draw": np.repeat(draws, len(years)), "census_year": np.tile(years, len(draws))}
    frame = pd.DataFrame({**table, **{name: figures[:, place].ravel() for place, name in enumerate(MEASURES)}})
    return frame_text(frame, *places)


def central_of(run: Run | CentralRun) -> dict[str, Floats]:
    """Measures of the central forecast, (years + 1,) each."""
    path = run.central if isinstance(run, Run) else run.path
    instance = run.instance
    state, old = instance.cells.requires(*STATE_REQUIREMENTS), old_share(instance.parameters.costs)
    return totals(outcome_of(instance, path), run.plans, state, old)


def totals_of_draws(instance: Instance) -> Callable[[Drawn], Floats]:
    """Return what makes the measures of some draws, (draws, measures, years + 1)."""
    state, old = instance.cells.requires(*STATE_REQUIREMENTS), old_share(instance.parameters.costs)

    def stacked(drawn: Drawn) -> Floats:
        found = totals(drawn, drawn.plans, state, old)
        return np.stack([found[name] for name in MEASURES], axis=1)

    return stacked


def central_totals(scenario: Scenario, inputs: Inputs) -> pd.DataFrame:
    """Measures of the central forecast alone, by census year."""
    run = central_run(replace(scenario, draws=1), inputs, place_values=False)
    return pd.DataFrame(central_of(run), index=pd.Index(run.instance.years, name="census_year"))
