"""Which places to spare serve whom: as many as can, and of those ways the one with the fewest minutes.

With ``short[d]`` units that group ``d`` is short of, ``spare[j]`` that school ``j`` has to spare, and ``minutes[d, j]``
endless where the school does not take the group::

    most of sum x[d, j], then fewest of sum minutes[d, j] x[d, j]
    sum_j x[d, j] <= short[d]     sum_d x[d, j] <= spare[j]     x = 0 where minutes > within

Both aims are one linear programme: a unit served is worth more than all the minutes that any other way of serving the
same units could save. A way through the schools changes hands at most once a group and once a school, so
``(the fewer of groups and schools + 1) * within`` minutes are enough. Whole amounts give whole answers.
"""

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array

from models.arrays import Floats, Indices

TIE = 1e-4
"""Minutes at most by which two ways that are equally long are told apart, so that there is one answer."""
GOLDEN = 0.6180339887498949


def serve(short: Floats, spare: Floats, minutes: Floats, within: float) -> Floats:
    """Return the units that serve each group from each school, (groups, schools), by the programme of the module.

    ``short`` (groups,) and ``spare`` (schools,) are whole numbers of units; ``minutes`` is (groups, schools).
    """
    able = (minutes <= within) & (short[:, None] > 0) & (spare[None, :] > 0)
    served = np.zeros(able.shape)
    group, school = np.nonzero(able)
    if group.size:
        served[able] = _programme(short, spare, (group, school), minutes[able], within)
    return served


def _programme(short: Floats, spare: Floats, pairs: tuple[Indices, Indices], minutes: Floats, within: float) -> Floats:
    """Solve for the units of the ``pairs`` of groups and schools, whose ``minutes`` are (pairs,)."""
    group, school = pairs
    size, at = len(minutes), np.arange(len(minutes))
    worth = (min(len(short), len(spare)) + 1) * (within + TIE)
    tie = TIE * (at * GOLDEN % 1)
    rows = np.concatenate([group, len(short) + school])
    entries = (np.ones(2 * size), (rows, np.concatenate([at, at])))
    limits = csr_array(entries, shape=(len(short) + len(spare), size))
    found = linprog(minutes + tie - worth, A_ub=limits, b_ub=np.concatenate([short, spare]), method="highs-ds")
    return np.asarray(np.rint(found.x), dtype=np.float64)
