"""One path of the future in full: learners who require a place, their placements year by year, and the spend.

What is the same for every path stands in :class:`Setting`; :func:`follow` runs one path through it.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.allocation import Programme, build
from models.capacity import market_places
from models.cohort import Rates
from models.costs import Prices, academic_year_spend, financial_years, marginal_cost
from models.demand import area_shares
from models.eligibility import Cells, Eligible, Providers, cells_with_learners, eligible_pairs, read_providers
from models.parameters import MethodParameters
from models.pathway import Course, YearOfPlacement, base_year, follow_years, moves
from models.requirement import (
    by_phase,
    continuing_shares,
    learners_by_age,
    requirement_by_provision,
    requirement_shares,
)
from models.structure import Structure
from models.travel import Journeys, journeys, minutes_of
from models.vocabulary import INMSS, PHASES, PROVISIONS, Provision, ages_of_phase
from sufficiency.arrays import Authority
from sufficiency.supply import Supply

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Setting:
    """What every path shares.

    shares : (years + 1, areas, ages) of each age in each area.
    required_shares, continuing, survival : as in ``models.requirement`` and ``models.cohort``.
    usable, places, reserved : (years + 1, providers); ``cost_gbp`` per pair, in base prices.
    """

    parameters: MethodParameters
    areas: tuple[str, ...]
    cells: Cells
    providers: Providers
    pairs: Eligible
    prices: Prices
    shares: Floats
    required_shares: Floats
    continuing: Floats
    survival: Floats
    usable: Floats
    places: Floats
    reserved: Floats
    cost_gbp: Floats
    base: YearOfPlacement

    def programme(self) -> Programme:
        """Build the linear programme of one September; every year and path re-solves it."""
        structure = Structure(
            cells=self.cells.labels(self.areas),
            providers=self.providers.ids,
            cell=self.pairs.cell,
            provider=self.pairs.provider,
            cost_gbp=self.cost_gbp,
            miles=self.pairs.miles,
        )
        return build(structure, self.parameters.allocation)


@dataclass(frozen=True)
class Path:
    """One path: ``required`` (years + 1, cells), a placement for each year, ``spend`` (financial years, ...)."""

    required: Floats
    years: tuple[YearOfPlacement, ...]
    spend: Floats


def prepare(
    authority: Authority, supply: Supply, plans: Floats, rates: Rates, parameters: MethodParameters, prices: Prices
) -> Setting:
    """Work out what every path shares, base-year placements included.

    ``plans`` (years + 1, ages, needs) is the central forecast from the base year on: it says which cells occur.
    """
    providers = read_providers(supply.providers)
    shares = area_shares(authority.population)
    required_shares = requirement_shares(authority.joint, parameters.requirement)
    cells = cells_with_learners(by_phase(learners_by_age(plans, shares, required_shares)))
    travel = _journeys(authority, supply, parameters)
    learners = _base_learners(authority, shares[0], cells, parameters)
    pairs = eligible_pairs(cells, providers, travel, parameters.travel.longest_miles, learners)
    usable = _with_market(authority, supply, providers, parameters.capacity.market_growth)
    return Setting(
        parameters=parameters,
        areas=authority.areas,
        cells=cells,
        providers=providers,
        pairs=pairs,
        prices=prices,
        shares=shares,
        required_shares=required_shares,
        continuing=continuing_shares(authority.joint, parameters.requirement),
        survival=rates.survival,
        usable=usable,
        places=np.where(providers.elastic, usable, supply.places),
        reserved=supply.reserved,
        cost_gbp=marginal_cost(prices, providers.provision[pairs.provider], cells.need[pairs.cell], pairs.miles),
        base=base_year(pairs, providers, learners, usable[0]),
    )


def _journeys(authority: Authority, supply: Supply, parameters: MethodParameters) -> Journeys:
    """Journeys to every provider; one without a position has the journey that the pack states."""
    table = supply.providers
    position = table[["easting", "northing"]].to_numpy(dtype=np.float64)
    stated = np.isnan(position).any(axis=1)
    travel = journeys(
        authority.points,
        authority.persons,
        authority.point_area,
        np.where(stated[:, None], 0.0, position),
        parameters.travel,
    )
    miles = np.where(stated, table["journey_miles"].to_numpy(dtype=np.float64), travel.miles)
    return Journeys(miles, minutes_of(miles, parameters.travel))


def _with_market(authority: Authority, supply: Supply, providers: Providers, growth: float) -> Floats:
    """Places that residents can use, with the market's growth; (years + 1, providers)."""
    elastic = providers.elastic
    bought = [PROVISIONS.index(provision) for provision in INMSS if provision is not Provision.INDEPENDENT_MAINSTREAM]
    purchased = providers.needs[elastic] @ authority.joint[:, :, bought].sum(axis=(0, 2))
    usable = supply.usable.copy()
    usable[:, elastic] = market_places(usable[0, elastic], purchased, np.arange(len(usable)), growth)
    return usable


def _base_learners(authority: Authority, shares: Floats, cells: Cells, parameters: MethodParameters) -> Floats:
    """Learners of the base year by cell and provision, (cells, provisions)."""
    kinds = requirement_by_provision(parameters.requirement)
    by_area = np.einsum("anp,ia->ianp", authority.joint, shares, optimize=True)
    phases = np.add.reduceat(by_area, [ages_of_phase(phase)[0] for phase in PHASES], axis=1)
    return phases[cells.area, cells.phase, cells.need] * kinds[:, cells.requirement].T


def follow(setting: Setting, programme: Programme, plans: Floats, *, place_values: bool) -> Path:
    """Run one path; ``plans`` is (years + 1, ages, needs), row 0 the base year."""
    cells = setting.cells
    learners = learners_by_age(plans, setting.shares, setting.required_shares)
    required = by_phase(learners)[:, cells.area, cells.phase, cells.need, cells.requirement]
    steps = moves(cells, learners, setting.survival, setting.continuing)
    course = Course(required[1:], steps, setting.usable[1:])
    years = follow_years(programme, setting.pairs, setting.base, course, place_values=place_values)
    return Path(required, years, _spend(setting, years))


def _spend(setting: Setting, years: tuple[YearOfPlacement, ...]) -> Floats:
    pairs, providers = setting.pairs, setting.providers
    provision, need = providers.provision[pairs.provider], setting.cells.need[pairs.cell]
    academic = []
    for place, year in enumerate(years):
        filled = np.bincount(pairs.provider, year.learners, len(providers.ids)) + setting.reserved[place]
        paid = setting.places[place] * providers.home
        commissioned = (paid, providers.provision, filled)
        academic.append(academic_year_spend(setting.prices, year.learners, provision, need, pairs.miles, commissioned))
    return financial_years(np.array(academic), setting.parameters.costs.inflation)
