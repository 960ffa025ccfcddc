"""What one more place in an area would save in a year, were it kept for one group of learners.

The place is of the kind that the requirement asks for (a base, or a state special school) and stands where the
children of the area and phase live on average. It would be used by a learner of cell ``d`` = (area i, phase f, need n,
requirement r); the learner's own place, if any, goes to the next who gains by it, and so on
(``models.programme.place_values``)::

    running[d] = top_up[kind of r, n] + journey + mile * miles[i, f]
    value[d]   = max(0, f[d] - running[d] - w * miles[i, f])
    saving[d]  = money[d] - running[d]  where value[d] > 0, else 0

``f[d]`` is what one learner fewer in the cell would save the allocator, ``money[d]`` the pounds in that: penalties of
learners without a place and above places, and the weight of miles, steer the plan and are nobody's money. The place's
own funding and its building are left out of both. The value is that of the first such place, in one September.
"""

import numpy as np

from models.arrays import Flags, Floats, Indices, settled
from models.demand.requirement import Cells
from models.places.roads import METRES_PER_MILE
from models.vocabulary import PROVISIONS, REQUIREMENTS, STATE_KIND, STATE_REQUIREMENTS


def miles_within_areas(points: Floats, persons: Floats, areas: Indices, circuity: float) -> Floats:
    """Mean one-way miles from where children live to the middle of where they live, (areas, phases).

    ``points`` is (points, 2) metres, ``persons`` (points, phases), ``areas`` (points,) the index of each point's area.
    """
    member = np.equal.outer(np.arange(areas.max() + 1), areas).astype(np.float64)
    weight = member[:, :, None] * persons[None, :, :]
    weight = np.where(weight.sum(axis=1, keepdims=True) > 0, weight, member[:, :, None])
    weight = weight / weight.sum(axis=1, keepdims=True)
    middle = np.einsum("ikf,kx->ifx", weight, points)
    away = points[None, :, None, :] - middle[:, None, :, :]
    distance = settled(np.hypot(away[..., 0], away[..., 1]) / METRES_PER_MILE)
    return np.asarray(circuity * (weight * distance).sum(axis=1))


def kind_of_new_place(cells: Cells) -> tuple[Indices, Flags]:
    """Provision that a new place for each cell would be, and whether there is such a kind; (cells,) each."""
    kinds = [STATE_KIND.get(requirement) for requirement in REQUIREMENTS]
    provision = np.array([0 if kind is None else PROVISIONS.index(kind) for kind in kinds], dtype=np.intp)
    return provision[cells.requirement], cells.requires(*STATE_REQUIREMENTS)


def new_place_values(fewer: Floats, money: Floats, running: Floats, weighted_miles: Floats) -> tuple[Floats, Floats]:
    """Value and saving of one more place by the equations of the module; every argument is (..., cells)."""
    value = np.maximum(fewer - running - weighted_miles, 0.0)
    return value, np.where(value > 0, money - np.where(np.isfinite(running), running, 0.0), 0.0)


def break_even_diversion(place: Floats, inmss: Floats, mainstream: float) -> Floats:
    """Share of learners in new places who would have to come from INMSS for a place to save nothing, (..., cells).

    Pounds a year of a learner in the ``place``, its funding included, are met by that share of a learner at INMSS and
    the rest of one in ``mainstream``. Not a number where INMSS is no dearer than mainstream, or takes no such learner.
    """
    saved, kept = inmss - mainstream, place - mainstream
    known = (saved > 0) & np.isfinite(place)
    return np.divide(kept, saved, out=np.full_like(kept, np.nan), where=known)
