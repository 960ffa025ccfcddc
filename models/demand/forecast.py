"""The forecast of plans, from the growth of the total to the plans of every area, centrally and in every draw.

Growth forecasts the authority's total; the cohort within it ages every plan, at rates fitted to what was counted; then
levers change rates and population, and areas share what comes out.
"""

from dataclasses import dataclass, replace

import numpy as np

from models.arrays import Floats, Ints, product
from models.authority import Authority, Observed
from models.demand.areas import AreaPlans, area_flows, area_spread, drawn_shares
from models.demand.cohort import Flows, Rates
from models.demand.flows import Steer, area_shares, central_flows, index_luck, sampled_flows
from models.demand.growth import forecast_total, relative_rate, total_paths
from models.demand.growth_errors import GrowthErrors
from models.demand.levers_on_plans import steered_population
from models.demand.rates import drawn_rates, fitted_rates, need_change
from models.levers.lever import Lever
from models.parameters.demand import CohortParameters
from models.parameters.method import MethodParameters
from models.sampling import Draws, normals, numbers


@dataclass(frozen=True)
class Demand:
    """The central forecast of plans: the authority as it was counted and as levers leave it, its rates and flows.

    ``by_area`` are the plans by area, base year in front.
    """

    counted: Authority
    authority: Authority
    rates: Rates
    flows: Flows
    by_area: AreaPlans

    @property
    def years(self) -> Ints:
        """Census years, the base year first."""
        return self.authority.base_census_year + np.arange(self.by_area.plans.shape[2])


@dataclass(frozen=True)
class DrawnDemand:
    """The forecast of plans in some draws: flows, plans by area, and the luck of the levers, (levers, draws)."""

    flows: Flows
    by_area: AreaPlans
    luck: Floats


def forecast_plans(authority: Authority, method: MethodParameters, levers: tuple[Lever, ...]) -> Demand:
    """Forecast plans for every year ahead for which ``authority`` has a population, centrally."""
    stock, persons = authority.joint.sum(axis=2), authority.population[1:].sum(axis=1)
    own, england, rate = authority.history, authority.england_history, relative_rate(*authority.plans_and_persons)
    total = forecast_total(own, england, method.growth, _governed(authority, method), rate)
    rates = fitted_rates(with_need_change(authority, method.cohort), authority.england, authority.events, method.cohort)
    flows = central_flows(stock, rates, persons, total, method.cohort)

    steered = steered_authority(authority, levers, _years_ahead(authority))
    steer, shares = _steer(steered, levers, np.zeros((len(levers), 1)))
    flows, by_area = area_flows(stock, rates, flows, steer, shares[None], method.cohort)
    return Demand(authority, steered, rates, flows, by_area)


def draw_plans(
    demand: Demand, errors: GrowthErrors, method: MethodParameters, levers: tuple[Lever, ...], seed: int, draws: Draws
) -> DrawnDemand:
    """The forecast in some draws, around the central one.

    ``errors`` say how far forecasts of the total have been off; ``seed`` and ``draws`` key the random streams.
    """
    authority, rates = demand.counted, demand.rates
    stock, persons = authority.joint.sum(axis=2), authority.population[1:].sum(axis=1)
    own, england, rate = authority.history, authority.england_history, relative_rate(*authority.plans_and_persons)
    totals = total_paths(own, england, method.growth, errors, _governed(authority, method), seed, draws, rate)
    each = drawn_rates(rates, persons[0], method.cohort, seed, draws)
    flows = sampled_flows(stock, each, persons, totals, method.cohort, index_luck(seed, draws))

    steer, shares = _steer(demand.authority, levers, lever_luck(levers, seed, draws))
    plans = product(shares[0], stock.sum(axis=1))
    spread = area_spread(authority.areas, plans, errors, len(steer.years), seed, draws)
    flows, by_area = area_flows(stock, each, flows, steer, drawn_shares(shares, spread), method.cohort)
    return DrawnDemand(flows, by_area, steer.luck)


def _years_ahead(authority: Authority) -> Ints:
    return authority.base_census_year + np.arange(1, len(authority.population))


def _governed(authority: Authority, method: MethodParameters) -> int:
    """Years ahead whose total is that of the growth path."""
    return min(method.growth.handover_years, len(authority.population) - 1)


def _steer(steered: Authority, levers: tuple[Lever, ...], luck: Floats) -> tuple[Steer, Floats]:
    """Levers on the authority as they leave it, and the share of each age that lives in each area."""
    persons = steered.population[1:].sum(axis=1)
    shares = area_shares(steered.population * steered.relative_rates)
    return Steer(levers, luck, _years_ahead(steered), persons, steered.areas), shares


def with_need_change(authority: Authority, parameters: CohortParameters) -> Observed:
    """What was published of the authority, with changes of need where they were counted."""
    counts = authority.need_counts
    change = None if counts is None else need_change(counts, parameters.need_change_pull)
    return replace(authority.local, need_change=change)


def steered_authority(authority: Authority, levers: tuple[Lever, ...], years: Ints) -> Authority:
    """The authority with its future population as levers leave it."""
    ahead = steered_population(levers, authority.population[1:], authority.areas, years)
    return replace(authority, population=np.concatenate([authority.population[:1], ahead]))


def lever_luck(levers: tuple[Lever, ...], seed: int, draws: Draws) -> Floats:
    """A standard normal deviate for each lever and draw, (levers, draws); keyed by the lever's name."""
    luck = [normals(seed, draws, f"lever/{lever.name}", 1)[:, 0] for lever in levers]
    return np.array(luck).reshape(-1, len(numbers(draws)))
