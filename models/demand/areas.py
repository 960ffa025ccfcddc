"""Plans by area: each area has its share of what the authority would have under the levers that hold there.

Levers that are aimed at areas give the areas different futures. Areas under the same levers share a *regime*: the
whole authority's cohort, projected as if those levers held everywhere. For area i of regime g(i), at age a::

    plans[i, a, n, t] = E_g(i)[a, n, t] * share[i, a, t],      total[a, n, t] = sum_i plans[i, a, n, t]

So the total follows from the areas and they agree in every draw; a lever aimed at every area is the same lever aimed
at none; and one aimed at an area leaves the plans of the others as they are. Plans go where residents go: an area whose
share of an age grows takes over plans at its own regime's rate, and what that adds or takes is a net transfer.

In every draw an area's share carries an error of its own, drawn once a path: an area moves against its authority as an
authority of its size moves against England (A-121; the local parts of :mod:`models.demand.growth_errors`)::

    share[i] = P[i] * exp(e[i, t]) / sum_j P[j] * exp(e[j, t])
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from models.arrays import Floats, Indices, settled
from models.demand.cohort import Flows, Rates
from models.demand.flows import Steer, by_phase, steered_flows
from models.demand.growth_errors import GrowthErrors
from models.levers.lever import ActsOn, Lever
from models.parameters.demand import CohortParameters
from models.sampling import Draws, normals, numbers
from models.vocabulary import AGE_GROUPS, AGES, PHASES, ages_of_group, ages_of_phase


@dataclass(frozen=True)
class Regimes:
    """Which levers hold where: ``levers`` of each regime by position, ``of_area`` (areas,) the regime of each area."""

    levers: tuple[tuple[int, ...], ...]
    of_area: Indices


@dataclass(frozen=True)
class AreaPlans:
    """Plans of many paths by area.

    plans : (regimes, paths, years, ages, needs), row 0 of the years the base year.
    shares : (paths or 1, years, areas, ages); ``regime`` (areas,) the regime of each area.
    """

    plans: Floats
    shares: Floats
    regime: Indices

    def path(self, number: int) -> "AreaPlans":
        """One of the paths alone."""
        shares = self.shares[number % len(self.shares)][None]
        return AreaPlans(self.plans[:, number : number + 1], shares, self.regime)

    def in_years(self, years: slice) -> "AreaPlans":
        """Plans of some of the years alone."""
        return AreaPlans(self.plans[:, :, years], self.shares[:, years], self.regime)

    def by_area(self) -> Floats:
        """Plans (paths, years, areas, ages, needs)."""
        return np.asarray(np.moveaxis(self.plans[self.regime], 0, 2) * self.shares[..., None])

    @cached_property
    def by_phase(self) -> Floats:
        """Plans (paths, years, areas, phases, needs)."""
        parts = [by_phase(self.plans[regime], self.shares[:, :, [area]]) for area, regime in enumerate(self.regime)]
        return np.concatenate(parts, axis=2)

    def total(self) -> Floats:
        """Plans of the authority (paths, years, ages, needs)."""
        if len(self.plans) == 1:
            return np.asarray(self.plans[0])
        return np.asarray(sum(plans * weight for plans, weight in zip(self.plans, self.weights(), strict=True)))

    def weights(self) -> Floats:
        """Share of each age that lives under each regime, (regimes, paths, years, ages, 1)."""
        rows = [self.shares[:, :, self.regime == regime].sum(axis=2) for regime in range(len(self.plans))]
        return np.stack(rows)[..., None]


def regimes_of(levers: Sequence[Lever], areas: tuple[str, ...]) -> Regimes:
    """Group the areas by the levers that hold there; without a lever aimed at areas there is one regime."""
    holds = [
        tuple(
            place
            for place, lever in enumerate(levers)
            if lever.kind.acts_on is not ActsOn.PLANS or not lever.where.areas or area in lever.where.areas
        )
        for area in areas
    ]
    different = sorted(set(holds))
    return Regimes(tuple(different), np.array([different.index(held) for held in holds], dtype=np.intp))


def area_flows(
    stock: Floats, rates: Rates, unsteered: Flows, steer: Steer, shares: Floats, parameters: CohortParameters
) -> tuple[Flows, AreaPlans]:
    """Flows of the authority as levers leave them, and plans by area.

    ``shares`` is (paths or 1, years + 1, areas, ages); ``steer.areas`` names the areas. Shapes else as in
    :func:`models.demand.flows.steered_flows`.
    """
    regimes = regimes_of(steer.levers, steer.areas)
    base = np.broadcast_to(stock, (len(unsteered.closing), 1, *stock.shape))
    plans, new_plans, ceased = [], np.zeros(()), np.zeros(())
    for regime, chosen in enumerate(regimes.levers):  # one at a time: the flows of many draws are large
        flows = steered_flows(stock, rates, unsteered, steer.only(chosen), parameters)
        plans.append(np.concatenate([base, flows.closing], axis=1))
        if len(regimes.levers) == 1:
            return flows, AreaPlans(plans[0][None], shares, regimes.of_area)
        weight = shares[:, 1:, regimes.of_area == regime].sum(axis=2)[..., None]
        new_plans, ceased = new_plans + weight * flows.new_plans, ceased + weight * flows.ceased
    by_area = AreaPlans(np.stack(plans), shares, regimes.of_area)
    return _together(by_area.total(), new_plans, ceased, unsteered.index), by_area


def _together(total: Floats, new_plans: Floats, ceased: Floats, index: Floats) -> Flows:
    """Flows of all regimes; the net transfers close on what moves between them."""
    opening = np.zeros(new_plans.shape)
    opening[:, :, 1:] = total[:, :-1, :-1]
    opening[:, :, -1] += total[:, :-1, -1]
    closing = total[:, 1:]
    return Flows(opening, new_plans, ceased, closing - opening - new_plans + ceased, closing, index)


def drawn_shares(shares: Floats, spread: Floats) -> Floats:
    """Shares (draws, years, areas, ages) with the factors ``spread`` (draws, years, areas) on them, adding to 1."""
    weighted = shares[None] * spread[..., None]
    total = weighted.sum(axis=2, keepdims=True)
    return np.asarray(np.where(total > 0, weighted / np.where(total > 0, total, 1.0), shares[None]))


def area_spread(
    areas: tuple[str, ...], plans: Floats, errors: GrowthErrors, years: int, seed: int, draws: Draws
) -> Floats:
    """Factors on the areas' shares, (draws, years + 1, areas), 1 in the base year; ``plans`` (areas,) of that year."""
    spread = np.ones((len(numbers(draws)), years + 1, len(areas)))
    if len(areas) == 1:
        return spread
    for place, area in enumerate(areas):
        luck = normals(seed, draws, f"area/{area}", 1 + years)
        _, persistent, noise = errors.sizes(np.arange(1.0, years + 1), float(plans[place]))
        steps = np.sqrt(np.diff(noise**2, prepend=0.0).clip(min=0.0))
        spread[:, 1:, place] = settled(np.exp(luck[:, :1] * persistent + np.cumsum(luck[:, 1:] * steps, axis=1)))
    return spread


def relative_rates(plans: Floats, residents: Floats) -> Floats:
    """Plans a resident of an area over plans a resident of all areas, by age band, (areas, ages).

    ``plans`` and ``residents`` are (areas, ages). It is 1 in an age band without plans, or where an area has nobody.
    """
    rates = np.ones(plans.shape)
    for ages in (list(ages_of_group(group)) for group in AGE_GROUPS):
        here, people = plans[:, ages].sum(axis=1), residents[:, ages].sum(axis=1)
        if (here.sum() > 0) and (people > 0).all():
            rates[:, ages] = ((here / people) / (here.sum() / people.sum()))[:, None]
    return rates


def residents_of_new_homes(added: Floats) -> Floats:
    """Persons in all new homes so far, (years, areas, ages), given those who come with each year's, by phase.

    ``added`` is (years, areas, phases). The persons of a phase are spread over its ages evenly and stay.
    """
    persons = np.zeros((*added.shape[:2], len(AGES)))
    for place, phase in enumerate(PHASES):
        ages = list(ages_of_phase(phase))
        persons[:, :, ages] = np.cumsum(added[:, :, place], axis=0)[:, :, None] / len(ages)
    return persons
