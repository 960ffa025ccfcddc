"""The method, one step a line. A run is this list and nothing else: every step is in ``models``."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.cohort import Flows, shrunk_rates
from models.costs import read_prices
from models.demand import central_flows, sampled_flows
from models.growth import forecast_total, relative_rate, total_paths
from models.growth_errors import GrowthErrors
from sufficiency.arrays import Authority, arrange
from sufficiency.draws import Outcome, run_draws
from sufficiency.inputs import Inputs
from sufficiency.paths import Path, Setting, follow, prepare
from sufficiency.scenario.values import Scenario
from sufficiency.supply import Supply, scenario_supply

Floats = NDArray[np.float64]
Progress = Callable[[str], None]


@dataclass(frozen=True)
class Run:
    """Everything a run worked out, in arrays; ``sufficiency.run_tables`` makes the tables of it.

    plans : (years + 1, ages, needs) central forecast, row 0 the base year.
    drawn_plans : (draws, years + 1, ages, needs).
    """

    scenario: Scenario
    authority: Authority
    supply: Supply
    setting: Setting
    flows: Flows
    plans: Floats
    drawn_plans: Floats
    central: Path
    outcomes: Outcome


def run(scenario: Scenario, inputs: Inputs, workers: int, progress: Progress) -> Run:
    """Forecast demand, requirement, placements and spend, centrally and in every draw."""
    progress("arranging the pack")
    method, seed = scenario.parameters, scenario.seed
    authority = arrange(inputs, scenario.horizon)
    supply = scenario_supply(inputs, scenario, authority.base_census_year)
    prices = read_prices(inputs.tables["prices"])
    errors = GrowthErrors.from_table(inputs.reference["growth_errors"])
    persons_now, persons = authority.population[0], authority.population[1:].sum(axis=1)
    stock = authority.joint.sum(axis=2)
    governed = min(method.growth.handover_years, len(persons))

    progress("forecasting plans")
    own, england = authority.history, authority.england_history
    rates = shrunk_rates(authority.local, authority.england, method.cohort)
    rate = relative_rate(stock.sum(), persons_now.sum(), authority.england.stock.sum(), authority.england.persons.sum())
    total = forecast_total(own, england, method.growth, governed, rate)
    totals = total_paths(own, england, method.growth, errors, governed, seed, scenario.draws, rate)
    flows = central_flows(stock, rates, persons, total, method.cohort)
    drawn = sampled_flows(stock, rates, persons, totals, method.cohort, seed)

    progress("placing learners")
    plans = np.concatenate([stock[None], flows.closing[0]])
    drawn_plans = np.concatenate([np.broadcast_to(stock, (scenario.draws, 1, *stock.shape)), drawn.closing], axis=1)
    setting = prepare(authority, supply, plans, rates, method, prices)
    central = follow(setting, setting.programme(), plans, place_values=True)
    outcomes = run_draws(setting, drawn_plans, workers, lambda done: progress(f"draw {done} of {scenario.draws}"))
    return Run(scenario, authority, supply, setting, flows, plans, drawn_plans, central, outcomes)
