"""A cap on the 95th percentile of the minutes of an area's entrants, soft: beyond it each learner has a price.

At most one in twenty of the entrants ``E[i]`` of an area ``i`` travels longer than ``T`` minutes::

    (6) far[i] = sum over pairs of i longer than T of x[d,j] <= 0.05 E[i] + s[i],   P sum s[i] in the objective

Constraint (6) crosses (1) and (5), and with it the programme is no network any more, on which its exactness rests
(``models.programme.tie_break``). So it is priced: for any prices ``0 <= q[i] <= P`` on such journeys, the network
programme gives a plan, and a bound below which no plan that keeps (6) or pays for it can be::

    bound = least cost with q  -  0.05 sum q[i] E[i]

Prices are halved in for all areas together, and the plan that costs least, penalties for the learners beyond a
twentieth included, is taken: never one that costs more than ignoring the cap and paying. How far it can be from the
optimum is known: its cost less the largest bound.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from models.arrays import Flags, Floats, Indices, product
from models.programme.allocation import Solution
from models.september.asked import September

SHARE = 0.05
"""Share of an area's entrants who may travel longer: beyond the 95th percentile."""
ROUNDS = 14
"""Most times that a September is solved for its prices."""
CLOSE = 1e-6
"""Relative distance from the bound at which a plan is taken."""


@dataclass(frozen=True)
class Fairness:
    """The cap as a programme has it.

    far : (pairs,) daily journeys longer than the cap; ``area`` (pairs,) and ``cell_area`` (cells,) the area of each.
    areas : how many; ``penalty_gbp`` a learner beyond the share; ``cost_gbp`` (pairs,) where a September has none.
    """

    far: Flags
    area: Indices
    cell_area: Indices
    areas: int
    penalty_gbp: float
    cost_gbp: Floats


@dataclass(frozen=True)
class Fair:
    """A plan under the cap: what it costs, penalties included, the largest bound found, and the prices by area."""

    solution: Solution
    cost_gbp: float
    bound_gbp: float
    prices: Floats


Place = Callable[[September, bool], Solution]


def fairly_placed(place: Place, september: September, fairness: Fairness, *, place_values: bool) -> Fair:
    """Place a September under the cap; ``place`` solves one without it, with place values or not."""
    cost = fairness.cost_gbp if september.cost_gbp is None else september.cost_gbp
    entrants = np.bincount(fairness.cell_area, september.entrants, fairness.areas)
    allowed = SHARE * entrants
    low, price = np.zeros(fairness.areas), np.zeros(fairness.areas)
    high = np.full(fairness.areas, fairness.penalty_gbp)
    best: Fair | None = None
    bound = -np.inf
    for _ in range(ROUNDS):
        found = place(replace(september, cost_gbp=cost + price[fairness.area] * fairness.far), False)
        far = np.bincount(fairness.area, found.learners * fairness.far, fairness.areas)
        bound = max(bound, found.objective_gbp - float(product(price, allowed)))
        true = found.objective_gbp - float(product(price, far))
        true += fairness.penalty_gbp * float(np.maximum(far - allowed, 0.0).sum())
        if best is None or true < best.cost_gbp:
            best = Fair(replace(found, objective_gbp=true), true, bound, price)
        if best.cost_gbp - bound <= CLOSE * max(abs(best.cost_gbp), 1.0):
            break
        over = far > allowed + CLOSE
        high = np.where(over, np.where(price >= high, fairness.penalty_gbp, high), price)
        low = np.where(over, price, np.minimum(low, price))
        price = np.where(over | (low > 0), (low + high) / 2.0, 0.0)
    if best is None:
        raise AssertionError("a September is solved at least once")
    if place_values:
        priced = replace(september, cost_gbp=cost + best.prices[fairness.area] * fairness.far)
        solution = replace(place(priced, True), objective_gbp=best.cost_gbp)
        best = replace(best, solution=solution)
    return replace(best, bound_gbp=bound)
