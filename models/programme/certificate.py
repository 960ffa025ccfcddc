"""The certificate of a solution: feasible, and no plan can cost less. Computed outside the solver.

Whatever the prices on places, no plan can cost less than each cell taking its cheapest option at those prices, less
what the places themselves are worth (the Lagrangian bound). With prices ``p >= 0`` on places (2), ``p_r >= 0`` on
places by phase (3) and ``q >= 0`` on commitments (4), and net prices ``P = p - q <= O``, ``P + p_r <= O``::

    n[d,j] = cost[d,j] + P[j] + p_r[d,j]
    bound  = sum_d entrants[d] ((1 - s) min(min_j n, U) + s min_{j directed} n)
             - sum_j room p + sum_j commitment q - sum_r phase_room p_r

The solver's prices are only a suggestion: wrong ones give a lower bound, hence a gap, hence no certificate.
"""

from dataclasses import dataclass

import numpy as np

from models.arrays import Floats
from models.programme.learners_at_pairs import AtPairs
from models.programme.statement import Sides, UnitCosts
from models.programme.structure import Runs, Structure, summed

LARGEST_GAP = 1e-7
"""Relative duality gap above which a solution is refused."""


class CertificateError(ValueError):
    """The solver's answer could not be certified; the message says what failed and by how much."""


@dataclass(frozen=True, eq=False)
class PlacePrices:
    """Prices of places, pounds a learner: places (providers,), commitments (providers,), phase_places (rows,)."""

    places: Floats
    commitments: Floats
    phase_places: Floats


@dataclass(frozen=True, eq=False)
class Plan:
    """Learners placed, by pair, unplaced (cells,), above places (providers,) and above phase places (rows,)."""

    placed: AtPairs
    unplaced: Floats
    over: Floats
    phase_over: Floats


def plan_of(structure: Structure, placed: AtPairs, sides: Sides) -> Plan:
    """Complete a plan from the learners placed: the unplaced and the over-capacity follow."""
    unplaced = sides.entrants - placed.total(structure.cell, len(structure.cells))
    at_row, at_provider = admitted(structure, placed)
    phase_over = np.maximum(at_row - sides.phase_room, 0.0)
    relieved = summed(phase_over, structure.phase_row_provider, len(structure.providers))
    return Plan(placed, unplaced, np.maximum(at_provider - relieved - sides.room, 0.0), phase_over)


def admitted(structure: Structure, placed: AtPairs) -> tuple[Floats, Floats]:
    """Learners placed by phase row and by provider."""
    by_provider = placed.total(structure.provider, len(structure.providers))
    if structure.phase_row is None:
        return np.zeros(len(structure.phase_rows)), by_provider
    return placed.total(structure.phase_row, len(structure.phase_rows)), by_provider


def within_places(structure: Structure, plan: Plan) -> tuple[Floats, Floats]:
    """Learners within the places of each phase row and of each provider."""
    at_row, at_provider = admitted(structure, plan.placed)
    relieved = summed(plan.phase_over, structure.phase_row_provider, len(structure.providers))
    return at_row - plan.phase_over, at_provider - relieved - plan.over


def infeasibility(structure: Structure, plan: Plan, sides: Sides) -> float:
    """Largest number of learners by which a plan breaks (1), (4), (5) or a sign; NaN is infinite."""
    breaches = [-plan.placed.learners, -plan.unplaced]
    if structure.committed is not None:
        breaches.append((sides.commitments - within_places(structure, plan)[1])[structure.committed])
    if structure.directed is not None:
        breaches.append(sides.directed - plan.placed.total(structure.directed_cell, sides.directed.size))
    worst = max((float(breach.max()) for breach in breaches if breach.size), default=0.0)
    return float("inf") if np.isnan(worst) else max(worst, 0.0)


def cost_of(plan: Plan, prices: UnitCosts) -> float:
    """The objective of a plan."""
    return (
        _product(plan.placed.learners, prices.cost[plan.placed.pairs])
        + _product(plan.unplaced, prices.unplaced)
        + _product(plan.over, prices.over)
        + _product(plan.phase_over, prices.phase_over)
    )


def _product(amounts: Floats, prices: Floats) -> float:
    """Sum of products, added up in one order on any machine and any number of threads."""
    return float((amounts * prices).sum())


def gap_of(cost: float, bound: float) -> float:
    """Share of its cost by which a plan might be too dear; NaN when the solver's prices are no numbers."""
    return (cost - bound) / max(cost, 1.0)


def bound_at(structure: Structure, suggested: PlacePrices, prices: UnitCosts, sides: Sides) -> float:
    """Pounds below which no plan can cost, from any prices on places."""
    ceiling = prices.over.copy()
    commitments = np.maximum(suggested.commitments, 0.0)
    places = np.clip(suggested.places, 0.0, ceiling + commitments)
    net = places - commitments
    rows = structure.phase_row_provider
    phase_places = np.clip(suggested.phase_places, 0.0, np.maximum(prices.phase_over - net[rows], 0.0))
    option = prices.cost + structure.at_places(net, phase_places)
    cheapest = np.minimum(_cheapest(structure.every_pair, option, prices.unplaced.size), prices.unplaced)
    required = np.maximum(sides.directed, 0.0)
    bound = _product(sides.entrants - required, cheapest)
    if structure.directed is not None:
        directed = _cheapest(structure.directed_pairs, option[structure.directed_pairs.pairs], required.size)
        bound += _product(required, np.where(required > 0, directed, 0.0))
    bound -= _product(sides.room, places) + _product(sides.phase_room, phase_places)
    return bound + _product(np.maximum(sides.commitments, 0.0), commitments)


def _cheapest(runs: Runs, option: Floats, cells: int) -> Floats:
    """Cheapest option of each cell among the pairs of ``runs``, infinite where there is none."""
    cheapest = np.full(cells, np.inf)
    cheapest[runs.cells] = runs.least(option)
    return cheapest
