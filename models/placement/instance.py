"""What every path of a run shares: who requires a place, places, journeys, eligible pairs, prices and the base year."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np

from models.arrays import Flags, Floats, Indices, Ints, product
from models.authority import Authority
from models.demand.forecast import Demand
from models.demand.requirement import Cells, Required
from models.levers.lever import Lever
from models.levers.policy import Policies
from models.money.costs import journey_cost, marginal_cost
from models.money.prices import Prices
from models.parameters.method import MethodParameters
from models.placement.base_year import base_year
from models.placement.standing import Standing, Used, standing_of
from models.placement.years import YearOfPlacement
from models.places.eligibility import Eligibility, Eligible, Providers
from models.places.journeys import MeasuredJourneys
from models.places.new_places import kind_of_new_place, miles_within_areas
from models.places.supply import Supply
from models.programme.allocation import build
from models.programme.steps import Steps
from models.programme.structure import Structure
from models.september.ages_and_sex import Parts, of_pairs, split_cells, structure_of_parts
from models.september.asked import UsablePlaces
from models.september.stages import Stage, TwoStages
from models.vocabulary import (
    INMSS,
    INMSS_SPECIAL,
    PHASES,
    PROVISIONS,
    SPECIALIST,
    Provision,
    Requirement,
    ages_of_phase,
)

MAINSTREAM = Provision.MAINSTREAM


class Stages(NamedTuple):
    """What the stages before placement gave."""

    demand: Demand
    required: Required
    supply: Supply
    journeys: MeasuredJourneys
    eligibility: Eligibility
    prices: Prices


@dataclass(frozen=True)
class Instance:
    """What every path shares; arrays of years start with the base year.

    years : census years.
    survival : (ages, needs) of plans from the age before, as in ``models.demand.cohort``.
    places, reserved, usable_places : (years + 1, providers); usable are places less those that other authorities'
        learners hold; a market's are those of the base year.
    usable_row_places : (years + 1, rows) usable places of each phase row of the pairs.
    purchased : (markets,) learners of the base year in each market.
    local_miles : (areas, phases) of a journey to the middle of the area.
    parts : of cells, where providers take only learners of their own ages and sex; None: they take everyone.
    base : placements of the base year.
    standing : for which cells the places of each provider stand.
    joint : (ages, needs, provisions) plans of the base year.
    elsewhere : (ages, needs, provisions) shares of the base year's learners who are in no specialist place.
    """

    parameters: MethodParameters
    levers: tuple[Lever, ...]
    policies: Policies
    years: Ints
    areas: tuple[str, ...]
    survival: Floats
    required: Required
    journeys: MeasuredJourneys
    eligibility: Eligibility
    prices: Prices
    places: Floats
    reserved: Floats
    usable_places: Floats
    usable_row_places: Floats
    purchased: Floats
    local_miles: Floats
    parts: Parts | None
    base: YearOfPlacement
    standing: Standing
    joint: Floats
    elsewhere: Floats

    @property
    def cells(self) -> Cells:
        """The groups of learners who require a place."""
        return self.required.cells

    @property
    def providers(self) -> Providers:
        """Providers and what they take."""
        return self.eligibility.providers

    @property
    def pairs(self) -> Eligible:
        """The eligible pairs of cells and providers."""
        return self.eligibility.pairs

    @cached_property
    def cost_gbp(self) -> Floats:
        """Marginal cost of a learner-year in base prices, without levers, (pairs,)."""
        return marginal_cost(self.charge_gbp, self.journey_gbp)

    @property
    def journey_gbp(self) -> Floats:
        """Journey of a learner-year in base prices, without levers, (pairs,)."""
        return journey_cost(self.prices, self.pairs.miles, self.carried)

    @property
    def carried(self) -> Floats:
        """Share of the learners of each pair who are carried, (pairs,)."""
        return self.prices.carried[self.providers.provision[self.pairs.provider], self.cells.phase[self.pairs.cell]]

    @property
    def charge_gbp(self) -> Floats:
        """Top-up or fee of a learner-year in base prices, without levers, (pairs,)."""
        return self.prices.learner[self.providers.provision[self.pairs.provider], self.cells.need[self.pairs.cell]]

    @property
    def residential_fee(self) -> float:
        """Pounds a year of a learner who boards, in base prices."""
        own = self.prices.residential
        return self.parameters.costs.residential_fee_gbp if own is None else own

    @property
    def mainstream_top_up(self) -> float:
        """Pounds a year of a learner with a plan in a mainstream school, in base prices."""
        own = self.prices.mainstream
        return self.parameters.costs.mainstream_top_up_gbp if own is None else own

    @property
    def forbidden(self) -> Flags:
        """Pairs in which nobody is newly placed in any year ahead, (pairs,)."""
        return self.eligibility.long.beyond & self.parameters.travel.limit_is_hard

    @cached_property
    def directed(self) -> Flags:
        """Pairs with an independent or non-maintained provider, (pairs,)."""
        return directed_pairs(self.eligibility)

    def programmes(self, *, shared: bool) -> tuple[TwoStages, ...]:
        """Programmes of every September ahead.

        One ``shared`` by all years is solved for one after another, for a single path; of one for each year the first
        path starts from the year before, and every other from the same year of another path, which is nearer: a draw
        of many takes a tenth less time.
        """
        years, first = len(self.years) - 1, self._stages()
        if shared:
            return (first,) * years
        programmes = [first]
        while len(programmes) < years:
            programmes.append(programmes[-1].following())
        return tuple(programmes)

    @cached_property
    def state_pairs(self) -> Indices:
        """Pairs of the state's programme: all of them where INMSS takes everyone whom no state place takes."""
        if not self.parameters.placement.as_practised:
            return np.arange(len(self.pairs.cell))
        return np.flatnonzero(~self.directed)

    @property
    def directed_special(self) -> Flags:
        """Pairs to which learners are directed who need a special school, (pairs,); no others ever are."""
        return self.directed & self.cells.requires(Requirement.SPECIAL)[self.pairs.cell]

    def _stages(self) -> TwoStages:
        """State the linear programmes of one September, to be solved for others.

        Where practice says how many go to INMSS, the state's places have a programme of their own.
        """
        if not self.parameters.placement.as_practised:
            return TwoStages(self._stage(self.state_pairs, None), None)
        market = self._stage(np.flatnonzero(self.directed), self._market_steps())
        return TwoStages(self._stage(self.state_pairs, self.state_steps), market)

    def _stage(self, at: Indices, steps: Steps | None) -> Stage:
        parts = None if self.parts is None else of_pairs(self.parts, np.isin(np.arange(len(self.pairs.cell)), at))
        everything = np.arange(len(self.pairs.cell))
        structure = self.structure(at if parts is None else everything)
        structure = structure if parts is None else structure_of_parts(structure, parts)
        if steps is not None and parts is not None and isinstance(steps.unplaced_gbp, np.ndarray):
            steps = replace(steps, unplaced_gbp=steps.unplaced_gbp[parts.cell])
        return Stage(build(structure, self.parameters.allocation, steps=steps), at, len(self.pairs.cell), parts)

    @property
    def state_steps(self) -> Steps:
        """Prices of staying without a state place, by cell, and of crowding, which rise from step to step.

        Without a place a learner weighs so much more than the top-up of one: no need goes before another for being
        cheaper.
        """
        placement, capacity = self.parameters.placement, self.parameters.capacity
        provision, _ = kind_of_new_place(self.cells)
        unserved = placement.unserved_weight_gbp + self.prices.learner[provision, self.cells.need]
        spread = np.stack([unserved, unserved + placement.spread_weight_gbp], axis=1)
        crowded = (
            capacity.first_crowding_gbp,
            capacity.second_crowding_gbp,
            self.parameters.allocation.over_penalty_gbp,
        )
        return Steps(spread, tuple(np.maximum.accumulate(crowded).tolist()))

    def _market_steps(self) -> Steps:
        """Where INMSS has too few places, whom only it can serve come first: others have mainstream to stay in."""
        only, unplaced = (
            self.cells.requires(Requirement.INDEPENDENT_ONLY),
            self.parameters.allocation.unplaced_penalty_gbp,
        )
        left = np.where(only, 2.0 * unplaced, unplaced)
        return Steps(left[:, None], (self.parameters.allocation.over_penalty_gbp,))

    def structure(self, at: Indices) -> Structure:
        """The structure of one September with the pairs ``at`` some positions."""
        pairs, rows = self.pairs, self.pairs.rows
        return Structure(
            cells=self.cells.labels(self.areas),
            providers=self.providers.ids,
            cell=pairs.cell[at],
            provider=pairs.provider[at],
            cost_gbp=self.cost_gbp[at],
            miles=pairs.miles[at],
            directed=None if self.parameters.placement.as_practised else self.directed_special[at],
            phase_rows=rows.labels,
            phase_row_provider=rows.provider,
            phase_row=rows.of_pair[at] if rows.provider.size else None,
        )


def directed_pairs(eligibility: Eligibility) -> Flags:
    """Pairs with an independent or non-maintained provider, (pairs,)."""
    return eligibility.providers.of_kind(INMSS)[eligibility.pairs.provider]


def prepare(stages: Stages, parameters: MethodParameters, levers: tuple[Lever, ...], policies: Policies) -> Instance:
    """Put together what every path shares, placements of the base year included."""
    authority, supply, eligibility = stages.demand.authority, stages.supply, stages.eligibility
    cells, providers, pairs = stages.required.cells, eligibility.providers, eligibility.pairs
    row_places = pairs.rows.places(supply.usable_places_by_phase)
    at_first = UsablePlaces(supply.usable_places[0], row_places[0])
    exact = parameters.eligibility.own_ages_and_sex
    placed = base_year(pairs, providers, stages.required.learners, at_first, cells.labels(authority.areas))
    used = Used(placed.learners, stages.required.learners.sum(axis=1), _areas_of(authority, supply))
    return Instance(
        parameters=parameters,
        levers=levers,
        policies=policies,
        years=stages.demand.years,
        areas=authority.areas,
        survival=stages.demand.rates.survival,
        required=stages.required,
        journeys=stages.journeys,
        eligibility=eligibility,
        prices=stages.prices,
        places=supply.places,
        reserved=supply.reserved,
        usable_places=supply.usable_places,
        usable_row_places=row_places,
        purchased=_purchased(authority, providers),
        local_miles=miles_within_areas(
            authority.points, authority.persons, authority.point_area, parameters.travel.circuity
        ),
        parts=split_cells(cells, pairs, providers, directed_pairs(eligibility)) if exact else None,
        base=placed,
        standing=standing_of(cells, providers, pairs, used, supply.usable_places_by_phase[:, :, 0] > 0),
        joint=authority.joint,
        elsewhere=elsewhere_shares(authority.joint),
    )


def elsewhere_shares(joint: Floats) -> Floats:
    """Shares of those of an age and need who are in no specialist place, by provision; ``joint`` has the same shape.

    An age and need without any takes the shares of its phase and need, and where there are none either, mainstream.
    """
    at_all = np.array([0.0 if provision in SPECIALIST else 1.0 for provision in PROVISIONS])
    shares = np.zeros(joint.shape) + np.eye(len(PROVISIONS))[PROVISIONS.index(MAINSTREAM)]
    for phase in PHASES:
        ages = list(ages_of_phase(phase))
        own = joint[ages] * at_all
        for learners in (own.sum(axis=0, keepdims=True), own):
            total = learners.sum(axis=2, keepdims=True)
            shares[ages] = np.where(total > 0, learners / np.where(total > 0, total, 1.0), shares[ages])
    return np.asarray(shares)


def _areas_of(authority: Authority, supply: Supply) -> Indices:
    """Area in which each provider stands, (providers,); -1 outside the authority."""
    at = {area: place for place, area in enumerate(authority.areas)}
    return np.array([at.get(area, -1) for area in supply.providers["area"]], dtype=np.intp)


def _purchased(authority: Authority, providers: Providers) -> Floats:
    """Base-year learners in independent and non-maintained special schools, by market, (markets,)."""
    bought = [PROVISIONS.index(kind) for kind in INMSS_SPECIAL]
    return product(providers.needs[providers.elastic], authority.joint[:, :, bought].sum(axis=(0, 2)))
