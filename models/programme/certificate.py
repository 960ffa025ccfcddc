"""The certificate of a solution: feasible, and no plan can cost less. Computed outside the solver.

Whatever the prices on places, no plan can cost less than each cell taking its cheapest option at those prices, less
what the places themselves are worth (the Lagrangian bound). With prices ``p >= 0`` on places (2), ``p_r >= 0`` on
places by phase (3) and ``q >= 0`` on commitments (4), and net prices ``P = p - q``, ``P_r = P + p_r``::

    n[d,j] = cost[d,j] + P[j] + p_r[d,j]
    m[d]   = min(min_j n, U_S)                       the dearest that a learner of the cell need be
    bound  = sum_d (1 - s) entrants m - sum_d sum_{k < S} taken[d,k] max(0, m - U_k) + s entrants min_{j directed} n
             - sum_j room p + sum_j commitment q - sum_r phase_room p_r
             - sum_j sum_k width_v max(0, P - O_k) - sum_r sum_k width_o max(0, P_r - O_k)

``taken`` are the entrants who are not directed, filled into the steps of going unplaced in their order: those of steps
cheaper than ``m`` stay there. Where a step above places has no limit, ``P`` and ``P_r`` are at most its price.

The solver's prices are only a suggestion: wrong ones give a lower bound, hence a gap, hence no certificate.
"""

from dataclasses import dataclass

import numpy as np

from models.arrays import Floats, Ints
from models.programme.learners_at_pairs import AtPairs
from models.programme.statement import Sides, UnitCosts
from models.programme.steps import filled
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
    """Learners placed, by pair, and by step: unplaced (cells, S), above places (providers, K) and (rows, K)."""

    placed: AtPairs
    unplaced: Floats
    over: Floats
    phase_over: Floats


def plan_of(structure: Structure, placed: AtPairs, sides: Sides, prices: UnitCosts) -> Plan:
    """Complete a plan from the learners placed, at least cost: steps are filled in their order.

    What is more than all the steps hold is in a last one, too wide.
    """
    unplaced = sides.entrants - placed.total(structure.cell, len(structure.cells))
    at_row, at_provider = admitted(structure, placed)
    phase_over = filled(np.maximum(at_row - sides.phase_room, 0.0), sides.widths.phase_over)
    left = np.maximum(at_provider - _relieved(structure, phase_over) - sides.room, 0.0)
    over = filled(left, sides.widths.over)
    for provider in np.unique(structure.phase_row_provider[left[structure.phase_row_provider] > 0]):
        rows = np.flatnonzero(structure.phase_row_provider == provider)
        _above_any_places(left[provider], provider, rows, (over, phase_over), sides, prices)
    return Plan(placed, filled(unplaced, sides.widths.unplaced_to_last), over, phase_over)


def _above_any_places(
    left: float, provider: int, rows: Ints, above: tuple[Floats, Floats], sides: Sides, prices: UnitCosts
) -> None:
    """Fill those ``left`` above a provider's places into its own steps and those of its phases, the cheapest first."""
    over, phase_over = above
    free = np.maximum(sides.widths.phase_over[rows] - phase_over[rows], 0.0)
    width = np.concatenate([sides.widths.over[provider], free.ravel()])
    order = np.argsort(np.concatenate([prices.over[provider], prices.phase_over[rows].ravel()]), kind="stable")
    taken = np.empty(order.size)
    taken[order] = filled(np.array([left]), width[order][None])[0]
    steps = over.shape[1]
    over[provider] = taken[:steps]
    phase_over[rows] += taken[steps:].reshape(rows.size, steps)


def _relieved(structure: Structure, phase_over: Floats) -> Floats:
    """Learners above the places of the phases of each provider."""
    return summed(phase_over.sum(axis=1), structure.phase_row_provider, len(structure.providers))


def admitted(structure: Structure, placed: AtPairs) -> tuple[Floats, Floats]:
    """Learners placed by phase row and by provider."""
    by_provider = placed.total(structure.provider, len(structure.providers))
    if structure.phase_row is None:
        return np.zeros(len(structure.phase_rows)), by_provider
    return placed.total(structure.phase_row, len(structure.phase_rows)), by_provider


def within_places(structure: Structure, plan: Plan) -> tuple[Floats, Floats]:
    """Learners within the places of each phase row and of each provider."""
    at_row, at_provider = admitted(structure, plan.placed)
    above = _relieved(structure, plan.phase_over), plan.over.sum(axis=1)
    return at_row - plan.phase_over.sum(axis=1), at_provider - above[0] - above[1]


def infeasibility(structure: Structure, plan: Plan, sides: Sides) -> float:
    """Largest number of learners by which a plan breaks (1), (4), (5), a ceiling or a sign; NaN is infinite."""
    breaches = [-plan.placed.learners, -plan.unplaced]
    breaches += [plan.over - sides.widths.over, plan.phase_over - sides.widths.phase_over]
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
    return float((amounts * prices).ravel().sum())


def gap_of(cost: float, bound: float) -> float:
    """Share of its cost by which a plan might be too dear; NaN when the solver's prices are no numbers."""
    return (cost - bound) / max(cost, 1.0)


def bound_at(structure: Structure, suggested: PlacePrices, prices: UnitCosts, sides: Sides) -> float:
    """Pounds below which no plan can cost, from any prices on places."""
    widths, rows = sides.widths, structure.phase_row_provider
    commitments = np.maximum(suggested.commitments, 0.0)
    places = np.clip(suggested.places, 0.0, _dearest(prices.over, widths.over) + commitments)
    net = places - commitments
    dearest = _dearest(prices.phase_over, widths.phase_over)
    phase_places = np.clip(suggested.phase_places, 0.0, np.maximum(dearest - net[rows], 0.0))
    option = prices.cost + structure.at_places(net, phase_places)
    required = np.maximum(sides.directed, 0.0)
    bound = _least_of_entrants(structure, option, sides.entrants - required, prices, sides)
    if structure.directed is not None:
        directed = _cheapest(structure.directed_pairs, option[structure.directed_pairs.pairs], required.size)
        bound += _product(required, np.where(required > 0, directed, 0.0))
    bound -= _product(sides.room, places) + _product(sides.phase_room, phase_places)
    bound -= _above(net, prices.over, widths.over)
    bound -= _above(net[rows] + phase_places, prices.phase_over, widths.phase_over)
    return bound + _product(np.maximum(sides.commitments, 0.0), commitments)


def _least_of_entrants(structure: Structure, option: Floats, free: Floats, prices: UnitCosts, sides: Sides) -> float:
    """Least cost of the entrants who are ``free`` (cells,) to go anywhere or nowhere, at the cost of each option."""
    *others, last = prices.unplaced.T
    dearest = np.minimum(_cheapest(structure.every_pair, option, last.size), last)
    steps = filled(np.maximum(free, 0.0), sides.widths.unplaced_to_last).T
    cost = _product(free, dearest)
    for taken, price in zip(steps, others, strict=False):
        cost -= _product(taken, np.maximum(dearest - price, 0.0))
    return cost


def _dearest(prices: Floats, widths: Floats) -> Floats:
    """Price of the first step without a limit, infinite where there is none."""
    return np.asarray(np.where(np.isinf(widths), prices, np.inf).min(axis=1))


def _above(net: Floats, prices: Floats, widths: Floats) -> float:
    """What the steps above places are worth at the net prices of places (any,)."""
    return _product(np.where(np.isinf(widths), 0.0, widths), np.maximum(net[:, None] - prices, 0.0))


def _cheapest(runs: Runs, option: Floats, cells: int) -> Floats:
    """Cheapest option of each cell among the pairs of ``runs``, infinite where there is none."""
    cheapest = np.full(cells, np.inf)
    cheapest[runs.cells] = runs.least(option)
    return cheapest
