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
from models.demand.flows import Steer, area_shares, central_flows, sampled_flows
from models.demand.growth import forecast_total, relative_rate, total_paths
from models.demand.growth_errors import GrowthErrors
from models.demand.levers_on_plans import steered_population
from models.demand.rates import drawn_rates, fitted_rates, need_change
from models.levers.lever import Lever
from models.parameters.demand import CohortParameters
from models.parameters.method import MethodParameters
from models.sampling import normals


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

    @property
    def years(self) -> Ints:
        """Census years, the base year first."""
        return self.authority.base_census_year + np.arange(self.by_area.plans.shape[2])


def forecast_plans(
    authority: Authority,
    errors: GrowthErrors,
    method: MethodParameters,
    levers: tuple[Lever, ...],
    seed: int,
    draws: int,
) -> Demand:
    """Forecast plans for every year ahead for which ``authority`` has a population.

    ``errors`` say how far forecasts of the total have been off; ``seed`` and ``draws`` key the random streams.
    """
    years = authority.base_census_year + np.arange(1, len(authority.population))
    stock, persons = authority.joint.sum(axis=2), authority.population[1:].sum(axis=1)
    own, england = authority.history, authority.england_history
    governed = min(method.growth.handover_years, len(years))

    rate = relative_rate(*authority.plans_and_persons)
    total = forecast_total(own, england, method.growth, governed, rate)
    totals = total_paths(own, england, method.growth, errors, governed, seed, draws, rate)
    rates = fitted_rates(with_need_change(authority, method.cohort), authority.england, authority.events, method.cohort)
    flows = central_flows(stock, rates, persons, total, method.cohort)
    each = drawn_rates(rates, persons[0], method.cohort, seed, draws)
    drawn = sampled_flows(stock, each, persons, totals, method.cohort, seed)

    authority = steered_authority(authority, levers, years)
    persons = authority.population[1:].sum(axis=1)
    calm, luck = np.zeros((len(levers), 1)), lever_luck(levers, seed, draws)
    shares = area_shares(authority.population * authority.relative_rates)
    spread = area_spread(authority.areas, product(shares[0], stock.sum(axis=1)), errors, len(years), seed, draws)
    steer = Steer(levers, calm, years, persons, authority.areas)
    flows, by_area = area_flows(stock, rates, flows, steer, shares[None], method.cohort)
    shares = drawn_shares(shares, spread)
    drawn, drawn_by_area = area_flows(stock, each, drawn, replace(steer, luck=luck), shares, method.cohort)
    return Demand(authority, rates, flows, drawn, by_area, drawn_by_area, luck)


def with_need_change(authority: Authority, parameters: CohortParameters) -> Observed:
    """What was published of the authority, with changes of need where they were counted."""
    counts = authority.need_counts
    change = None if counts is None else need_change(counts, parameters.need_change_pull)
    return replace(authority.local, need_change=change)


def steered_authority(authority: Authority, levers: tuple[Lever, ...], years: Ints) -> Authority:
    """The authority with its future population as levers leave it."""
    ahead = steered_population(levers, authority.population[1:], authority.areas, years)
    return replace(authority, population=np.concatenate([authority.population[:1], ahead]))


def lever_luck(levers: tuple[Lever, ...], seed: int, draws: int) -> Floats:
    """A standard normal deviate for each lever and draw, (levers, draws); keyed by the lever's name."""
    return np.array([normals(seed, draws, f"lever/{lever.name}", 1)[:, 0] for lever in levers]).reshape(-1, draws)
