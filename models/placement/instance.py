"""What every path of a run shares: cells, providers, pairs, prices, places and the placements of the base year."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from models.arrays import Floats
from models.authority import Authority
from models.demand.areas import AreaPlans
from models.demand.cohort import Rates
from models.demand.levers_on_plans import may_require
from models.demand.requirement import (
    by_phase,
    continuing_shares,
    learners_by_age,
    requirement_by_provision,
    requirement_shares,
)
from models.levers.lever import Lever
from models.levers.policy import Policies
from models.money.costs import Prices, journey_cost, marginal_cost
from models.parameters.method import MethodParameters
from models.parameters.substitution import opened
from models.placement.ages_and_sex import Parts, split_cells, structure_of_parts
from models.placement.base_year import base_year
from models.placement.new_places import miles_within_areas
from models.placement.years import Places, YearOfPlacement
from models.places.eligibility import (
    Cells,
    Eligible,
    Providers,
    by_age_and_sex,
    cells_with_learners,
    eligible_pairs,
    read_providers,
    with_substitutes,
)
from models.places.journeys import LongJourneys, MeasuredJourneys, long_journeys, measured_journeys
from models.places.supply import Supply
from models.programme.allocation import Programme, build
from models.programme.structure import Structure
from models.vocabulary import INMSS, INMSS_SPECIAL, PHASES, PROVISIONS, Requirement, ages_of_phase


@dataclass(frozen=True)
class Forecast:
    """What the instance takes of the demand: central plans by area, rates, and the pack's prices."""

    plans: AreaPlans
    rates: Rates
    prices: Prices


@dataclass(frozen=True)
class Instance:
    """What every path shares.

    required_shares, continuing, survival : as in ``models.demand.requirement`` and ``models.demand.cohort``.
    usable, places, reserved : (years + 1, providers), the market's places those of the base year; ``row_places``
    (years + 1, rows) usable places of the pairs' phase rows; ``cost_gbp`` per pair, in base prices;
    ``local_miles`` (areas, phases) of a journey to the middle of the area; ``years`` the census years, base year first;
    ``purchased`` (markets,) learners; ``parts`` of cells, where providers take only learners of their own ages and
    sex; ``measured`` the journeys, ``long`` the pairs that are too far apart.
    """

    parameters: MethodParameters
    levers: tuple[Lever, ...]
    policies: Policies
    years: NDArray[np.int64]
    purchased: Floats
    areas: tuple[str, ...]
    cells: Cells
    providers: Providers
    pairs: Eligible
    prices: Prices
    required_shares: Floats
    continuing: Floats
    survival: Floats
    usable: Floats
    places: Floats
    reserved: Floats
    row_places: Floats
    cost_gbp: Floats
    local_miles: Floats
    base: YearOfPlacement
    parts: Parts | None
    measured: MeasuredJourneys
    long: LongJourneys

    @property
    def residential_fee(self) -> float:
        """Pounds a year of a learner who boards, in base prices."""
        own = self.prices.residential
        return self.parameters.costs.residential_fee_gbp if own is None else own

    @property
    def forbidden(self) -> NDArray[np.bool_]:
        """Pairs in which nobody is newly placed in any year ahead, (pairs,)."""
        return self.long.beyond & self.parameters.travel.limit_is_hard

    @cached_property
    def directed(self) -> NDArray[np.bool_]:
        """Pairs with an independent or non-maintained provider, (pairs,)."""
        return directed_pairs(self.pairs, self.providers)

    def programmes(self, *, shared: bool) -> tuple[Programme, ...]:
        """Programmes of every September ahead.

        One ``shared`` by all years is solved for one after another, for a single path; of one for each year the first
        path starts from the year before, and every other from the same year of another path.
        """
        years, first = len(self.years) - 1, self._programme()
        if shared:
            return (first,) * years
        programmes = [first]
        while len(programmes) < years:
            programmes.append(programmes[-1].following())
        return tuple(programmes)

    def _programme(self) -> Programme:
        """Build the linear programme of one September, to be re-solved for others.

        Only learners who could go to a state special school are ever directed elsewhere.
        """
        whole = Structure(
            cells=self.cells.labels(self.areas),
            providers=self.providers.ids,
            cell=self.pairs.cell,
            provider=self.pairs.provider,
            cost_gbp=self.cost_gbp,
            miles=self.pairs.miles,
            directed=self.directed & self.cells.requires(Requirement.SPECIAL)[self.pairs.cell],
            phase_rows=self.pairs.rows.labels,
            phase_row_provider=self.pairs.rows.provider,
            phase_row=self.pairs.rows.of_pair if self.pairs.rows.provider.size else None,
        )
        structure = whole if self.parts is None else structure_of_parts(whole, self.parts)
        return build(structure, self.parameters.allocation)


def directed_pairs(pairs: Eligible, providers: Providers) -> NDArray[np.bool_]:
    """Pairs with an independent or non-maintained provider, (pairs,)."""
    return providers.of_kind(INMSS)[pairs.provider]


def prepare(
    authority: Authority,
    supply: Supply,
    forecast: Forecast,
    parameters: MethodParameters,
    levers: tuple[Lever, ...],
    policies: Policies,
) -> Instance:
    """Work out what every path shares, base-year placements included.

    The central forecast and the moves of levers say which cells occur.
    """
    stated = read_providers(supply.providers, supply.split)
    providers = with_substitutes(stated, opened(parameters.substitution.model_dump()))
    exact = parameters.eligibility.own_ages_and_sex
    providers = by_age_and_sex(providers, supply.sexes) if exact else providers
    required_shares = requirement_shares(authority.joint, parameters.requirement)
    occurs = np.maximum(required_shares, may_require(levers, required_shares))
    cells = cells_with_learners(by_phase(learners_by_age(forecast.plans.by_area()[0], occurs)))
    measured = measured_journeys(authority, supply.providers, supply.ways, parameters.travel)
    learners = _base_learners(authority, forecast.plans.shares[0, 0], cells, parameters)
    is_open = supply.usable[0] > 0
    pairs = eligible_pairs(cells, providers, measured.travel, parameters.travel.longest_miles, learners, is_open)
    inmss = providers.of_kind(INMSS)
    long = long_journeys(cells, pairs, supply.boards & inmss, measured, parameters.travel)
    row_places = pairs.rows.places(supply.usable_by_phase)
    base_census, last = authority.base_census_year, authority.base_census_year + forecast.plans.plans.shape[2] - 1
    return Instance(
        parameters=parameters,
        levers=levers,
        policies=policies,
        years=np.arange(base_census, last + 1),
        purchased=_purchased(authority, providers),
        areas=authority.areas,
        cells=cells,
        providers=providers,
        pairs=pairs,
        prices=forecast.prices,
        required_shares=required_shares,
        continuing=continuing_shares(authority.joint, parameters.requirement),
        survival=forecast.rates.survival,
        usable=supply.usable,
        places=supply.places,
        reserved=supply.reserved,
        cost_gbp=marginal_cost(
            forecast.prices.learner[providers.provision[pairs.provider], cells.need[pairs.cell]],
            journey_cost(forecast.prices, pairs.miles),
        ),
        row_places=row_places,
        parts=split_cells(cells, pairs, providers, directed_pairs(pairs, providers)) if exact else None,
        local_miles=miles_within_areas(
            authority.points, authority.persons, authority.point_area, parameters.travel.circuity
        ),
        measured=measured,
        long=long,
        base=base_year(
            pairs, providers, learners, Places(supply.usable[0], row_places[0]), cells.labels(authority.areas)
        ),
    )


def _purchased(authority: Authority, providers: Providers) -> Floats:
    """Base-year learners in independent and non-maintained special schools, by market, (markets,)."""
    bought = [PROVISIONS.index(kind) for kind in INMSS_SPECIAL]
    return np.asarray(providers.needs[providers.elastic] @ authority.joint[:, :, bought].sum(axis=(0, 2)))


def _base_learners(authority: Authority, shares: Floats, cells: Cells, parameters: MethodParameters) -> Floats:
    """Learners of the base year by cell and provision, (cells, provisions)."""
    kinds = requirement_by_provision(parameters.requirement)
    by_area = np.einsum("anp,ia->ianp", authority.joint, shares, optimize=True)
    phases = np.add.reduceat(by_area, [ages_of_phase(phase)[0] for phase in PHASES], axis=1)
    return phases[cells.area, cells.phase, cells.need] * kinds[:, cells.requirement].T
