"""Flows of plans, centrally and on many paths, with and without levers; and where each learner of the cohort lives.

The authority's total follows the growth path for the governed years; afterwards the request-rate index follows
its own damped path with an error drawn once a path (``long_run``). Areas share each age by their residents::

    plans[i, a, n, t] = E[a, n, t] * P[i, a, t] / sum_i P[i, a, t]

so that areas add up to the authority in every draw, every age and every need (:mod:`models.demand.areas`).
"""

from dataclasses import dataclass

import numpy as np

from models.arrays import Floats, Ints, product, settled
from models.demand.cohort import Flows, Rates, Targets, need_mix, project, project_along
from models.demand.levers_on_plans import cohort_steering
from models.levers.lever import ActsOn, Lever
from models.parameters.demand import CohortParameters
from models.sampling import Draws, normals
from models.vocabulary import PHASES, ages_of_phase

PHASE_AGES: tuple[slice, ...] = tuple(slice(ages_of_phase(f)[0], ages_of_phase(f)[-1] + 1) for f in PHASES)


def central_flows(stock: Floats, rates: Rates, persons: Floats, total: Floats, parameters: CohortParameters) -> Flows:
    """The deterministic forecast: one path, shapes (1, years, ages, needs).

    ``stock`` (ages, needs), ``persons`` (years, ages), ``total`` (governed years,) plans.
    """
    targets = Targets(total[None, :], np.full(1, parameters.index_long_run), need_mix(stock))
    return project(stock, rates, persons, targets, parameters)


def sampled_flows(
    stock: Floats, rates: Rates, persons: Floats, totals: Floats, parameters: CohortParameters, luck: Floats
) -> Flows:
    """Many paths, shapes (draws, years, ages, needs); ``totals`` is (draws, governed years) plans.

    ``rates`` may differ between the draws (:mod:`models.demand.rates`); ``luck`` (draws,) is :func:`index_luck`.
    """
    long_run = parameters.index_long_run * settled(np.exp(parameters.index_error * luck))
    return project(stock, rates, persons, Targets(totals, long_run, need_mix(stock)), parameters)


def index_luck(seed: int, draws: Draws) -> Floats:
    """A standard normal deviate for each draw's long-run request-rate index, (draws,)."""
    return normals(seed, draws, "index", 1)[:, 0]


@dataclass(frozen=True)
class Steer:
    """Levers on demand: the levers, their luck (levers, paths), the census years ahead, and persons as they leave them.

    ``persons`` is (years, ages); ``areas`` are those of the authority.
    """

    levers: tuple[Lever, ...]
    luck: Floats
    years: Ints
    persons: Floats
    areas: tuple[str, ...] = ()

    def only(self, chosen: tuple[int, ...]) -> "Steer":
        """The same with some of the levers alone, by position."""
        levers = tuple(self.levers[place] for place in chosen)
        return Steer(levers, self.luck[list(chosen)], self.years, self.persons, self.areas)


def steered_flows(stock: Floats, rates: Rates, unsteered: Flows, steer: Steer, parameters: CohortParameters) -> Flows:
    """Flows as levers leave them, at the request-rate index of the unsteered paths, so that totals may move."""
    if not any(lever.kind.acts_on in (ActsOn.PERSONS, ActsOn.PLANS) for lever in steer.levers):
        return unsteered
    steering = cohort_steering(steer.levers, steer.luck, rates, need_mix(stock), steer.years)
    return project_along(stock, rates, steering, steer.persons, unsteered.index, parameters)


def area_shares(population: Floats) -> Floats:
    """Share of each age that lives in each area, shape as ``population`` (years, areas, ages).

    An age without residents anywhere is shared by residents of all ages, a year without any evenly.
    """
    everyone = population.sum(axis=2, keepdims=True)
    weight = np.where(population.sum(axis=1, keepdims=True) > 0, population, everyone)
    weight = np.where(weight.sum(axis=1, keepdims=True) > 0, weight, 1.0)
    return np.asarray(weight / weight.sum(axis=1, keepdims=True))


def by_phase(plans: Floats, shares: Floats) -> Floats:
    """Plans by area and phase.

    Parameters
    ----------
    plans : (paths, years, ages, needs).
    shares : (years, areas, ages), with a leading axis of paths where they differ between paths.

    Returns
    -------
    (paths, years, areas, phases, needs).
    """
    return np.stack([product(shares[..., ages], plans[:, :, ages]) for ages in PHASE_AGES], axis=3)
