"""Which pairs a programme starts from: those without which it might have no plan.

Every pair left out is priced afterwards, and comes in if it could make the plan cheaper. Starting from a second pair of
each cell saves no time, whatever the size.
"""

import numpy as np

from models.programme import Prices
from models.structure import Bools, Floats, Structure


def needed_pairs(structure: Structure, prices: Prices) -> Bools:
    """Pairs that a programme cannot do without, (pairs,).

    They are each cell's cheapest pair, its cheapest directed pair, and every pair of a provider with commitments: with
    these, and the unplaced of cells without a pair, the programme is infeasible only if the whole one is, because any
    plan can be turned into one that uses them, by sending the others to those, above places.
    """
    needed = _is_cheapest(structure, prices.cost)
    if structure.directed is not None:
        needed |= structure.directed & _is_cheapest(structure, np.where(structure.directed, prices.cost, np.inf))
    if structure.committed is not None:
        needed |= structure.committed[structure.provider]
    return np.asarray(needed)


def _is_cheapest(structure: Structure, cost: Floats) -> Bools:
    """Whether each pair is the cheapest of its cell, the first of several, (pairs,)."""
    order = np.lexsort((cost, structure.cell))
    cheapest = np.zeros(order.size, dtype=np.bool_)
    cheapest[order[np.diff(structure.cell[order], prepend=-1) > 0]] = True
    return cheapest
