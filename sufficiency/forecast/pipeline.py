"""The method, one step a line. A run is this list and nothing else: every step is in ``models``."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from models.arrays import Floats
from models.authority import Authority
from models.demand.areas import AreaPlans, area_flows, area_spread, drawn_shares
from models.demand.cohort import Flows, Observed, Rates
from models.demand.forecast import Steer, area_shares, central_flows, sampled_flows
from models.demand.growth import forecast_total, relative_rate, total_paths
from models.demand.growth_errors import GrowthErrors
from models.demand.levers_on_plans import steered_population
from models.demand.rates import drawn_rates, fitted_rates, need_change
from models.demand.requirement import drawn_tilts
from models.levers.lever import Lever
from models.money.costs import Prices, read_prices
from models.parameters.demand import CohortParameters
from models.placement.instance import Forecast, Instance, prepare
from models.placement.outcome import Outcome
from models.placement.path import Path, follow
from models.placement.steered import steer
from models.places.supply import Supply
from models.sampling import normals, quantiles
from sufficiency.errors import Fault, InputError
from sufficiency.forecast.draws import run_draws
from sufficiency.forecast.supply import scenario_supply
from sufficiency.packs.arrange import arrange
from sufficiency.packs.inputs import Inputs
from sufficiency.scenario.values import Scenario
from sufficiency.workers import get_ready

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Demand:
    """The forecast of plans: the authority as levers leave it, its rates, central flows and those of every draw.

    ``by_area`` and ``drawn_by_area`` are the plans of both by area, base year in front. ``luck`` is that of the
    levers, (levers, draws).
    """

    authority: Authority
    rates: Rates
    flows: Flows
    drawn: Flows
    by_area: AreaPlans
    drawn_by_area: AreaPlans
    luck: Floats


@dataclass(frozen=True)
class Run:
    """Everything a run worked out, in arrays; ``sufficiency.results.placements`` makes the tables of it.

    plans : (years + 1, ages, needs) central forecast, row 0 the base year.
    drawn_plans : (draws, years + 1, ages, needs).
    """

    scenario: Scenario
    demand: Demand
    supply: Supply
    instance: Instance
    plans: Floats
    drawn_plans: Floats
    central: Path
    outcomes: Outcome

    @property
    def authority(self) -> Authority:
        """The authority in arrays."""
        return self.demand.authority

    @property
    def flows(self) -> Flows:
        """Central flows of plans."""
        return self.demand.flows

    @cached_property
    def required_quantiles(self) -> Floats:
        """Tenth, half and nine tenths of the draws of learners who require a place, (3, years + 1, cells)."""
        return quantiles(self.outcomes.required)


@dataclass(frozen=True)
class CentralRun:
    """A run before its draws; ``plans`` as in :class:`Run`."""

    demand: Demand
    supply: Supply
    instance: Instance
    plans: Floats
    path: Path


def run(scenario: Scenario, inputs: Inputs, workers: int, progress: Progress) -> Run:
    """Forecast demand, requirement, placements and spend, centrally and in every draw."""
    progress("forecasting plans and placing learners")
    get_ready(min(workers, scenario.draws), run_draws.__module__)
    made = central_run(scenario, inputs, place_values=True)
    demand, instance = made.demand, made.instance

    def report(done: int) -> None:
        progress(f"draw {done} of {scenario.draws}")

    outcomes = run_draws(instance, demand.drawn_by_area, demand.luck, workers, report)
    drawn_plans = demand.drawn_by_area.total()
    return Run(scenario, demand, made.supply, instance, made.plans, drawn_plans, made.path, outcomes)


def central_run(scenario: Scenario, inputs: Inputs, *, place_values: bool) -> CentralRun:
    """Forecast demand, requirement, placements and spend, centrally."""
    demand = forecast_demand(scenario, inputs)
    authority = demand.authority
    supply = scenario_supply(inputs, scenario, authority.base_census_year)
    forecast = Forecast(demand.by_area, demand.rates, _prices(inputs))
    instance = prepare(authority, supply, forecast, scenario.parameters, scenario.levers, scenario.policies)
    _check_anyone(instance, inputs)
    calm = np.zeros(len(scenario.levers))
    programmes = instance.programmes(shared=True)
    path = follow(instance, programmes, demand.by_area, steer(instance, calm), place_values=place_values)
    return CentralRun(demand, supply, instance, demand.by_area.total()[0], path)


def _check_anyone(instance: Instance, inputs: Inputs) -> None:
    """Refuse a pack in which nobody requires a specialist place: there would be nothing to say."""
    if not instance.cells.area.size:
        words = "nobody is in a base, a special or an independent school in the base year, so nobody requires a place;"
        fault = Fault(str(inputs.folder / "plans_joint.csv"), 0, 0, "provision", f"{words} is provision recorded?")
        raise InputError([fault])


def _prices(inputs: Inputs) -> Prices:
    try:
        return read_prices(inputs.tables["prices"])
    except ValueError as error:
        raise InputError([Fault(str(inputs.folder / "prices.csv"), 0, 0, "", f"{error}; add a row for it")]) from error


def forecast_demand(scenario: Scenario, inputs: Inputs) -> Demand:
    """Forecast plans: growth of the total, the cohort within it, and what levers change."""
    method, seed, levers = scenario.parameters, scenario.seed, scenario.levers
    authority = arrange(inputs, scenario.horizon)
    years = np.arange(authority.base_census_year + 1, scenario.horizon + 1)
    stock, persons = authority.joint.sum(axis=2), authority.population[1:].sum(axis=1)
    own, england = authority.history, authority.england_history
    governed = min(method.growth.handover_years, len(years))
    errors = GrowthErrors.from_table(inputs.reference["growth_errors"])

    rate = relative_rate(*authority.plans_and_persons)
    total = forecast_total(own, england, method.growth, governed, rate)
    totals = total_paths(own, england, method.growth, errors, governed, seed, scenario.draws, rate)
    rates = fitted_rates(with_need_change(authority, method.cohort), authority.england, authority.events, method.cohort)
    flows = central_flows(stock, rates, persons, total, method.cohort)
    each = drawn_rates(rates, persons[0], method.cohort, seed, scenario.draws)
    drawn = sampled_flows(stock, each, persons, totals, method.cohort, seed)

    authority = steered_authority(authority, levers, years)
    persons = authority.population[1:].sum(axis=1)
    calm, luck = np.zeros((len(levers), 1)), lever_luck(levers, seed, scenario.draws)
    shares = area_shares(authority.population * authority.relative_rates)
    spread = area_spread(authority.areas, shares[0] @ stock.sum(axis=1), errors, len(years), seed, scenario.draws)
    steer = Steer(levers, calm, years, persons, authority.areas)
    flows, by_area = area_flows(stock, rates, flows, steer, shares[None], method.cohort)
    shares = drawn_shares(shares, spread)
    drawn, drawn_by_area = area_flows(stock, each, drawn, replace(steer, luck=luck), shares, method.cohort)
    tilt = drawn_tilts(method.requirement, len(years), seed, scenario.draws)
    return Demand(authority, rates, flows, drawn, by_area, replace(drawn_by_area, tilt=tilt), luck)


def with_need_change(authority: Authority, parameters: CohortParameters) -> Observed:
    """What was published of the authority, with changes of need where they were counted."""
    counts = authority.need_counts
    change = None if counts is None else need_change(counts, parameters.need_change_pull)
    return replace(authority.local, need_change=change)


def steered_authority(authority: Authority, levers: tuple[Lever, ...], years: NDArray[np.int64]) -> Authority:
    """The authority with its future population as levers leave it."""
    ahead = steered_population(levers, authority.population[1:], authority.areas, years)
    return replace(authority, population=np.concatenate([authority.population[:1], ahead]))


def lever_luck(levers: tuple[Lever, ...], seed: int, draws: int) -> Floats:
    """A standard normal deviate for each lever and draw, (levers, draws); keyed by the lever's name."""
    return np.array([normals(seed, draws, f"lever/{lever.name}", 1)[:, 0] for lever in levers]).reshape(-1, draws)
