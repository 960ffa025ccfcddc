"""Pockets: places to spare and learners short of one in the same year, and re-designations that would join them.

Short of a local place in a year, by cell ``d`` (requirement ``base`` or ``special``)::

    short[d] = unmet[d] + unplaced[d] + displaced[d] + above[d]

with those above the places of the authority's state providers ``j`` (``models.placement.years``), whose places to spare
are ``spare[j] = places[j] + over[j] - learners[j]``. A pocket is a cell with somebody short and a provider with places
to spare that takes the phase and the requirement, within the journey limit, but not the need. The candidate
re-designation is "provider p also takes need n". What it saves in the September is found by solving again with its
pairs. Before that, a bound says which are worth trying::

    saving <= max over y of sum_d (f[d] - cost[d,p] - w miles[d,p]) y[d],  0 <= y[d] <= entrants[d],  sum_d y[d] <=
    room[p]

with ``f`` what one learner fewer would save (``models.programme.place_values``). ``f`` and the places' values are
prices at which no plan is cheaper than this one; offering the new pairs at them gains at most that.
"""

from dataclasses import dataclass

import numpy as np

from models.arrays import Flags, Floats, Indices
from models.demand.requirement import Cells
from models.placement.years import YearOfPlacement
from models.places.eligibility import Eligible, Providers

LEAST_SPARE = 1.0
"""Places to spare below which there is no pocket."""
LEAST_SHORT = 0.05
"""Learners short of a place below which there is no pocket."""


@dataclass(frozen=True)
class Candidate:
    """Provider ``provider`` also takes need ``need``: the pairs that this would add, (pairs,) each.

    ``like`` is the provider's own pair of the same area and phase, which has the same journey; ``row`` its phase row.
    """

    provider: int
    need: int
    cell: Indices
    like: Indices
    miles: Floats
    minutes: Floats
    row: Indices


def spare_places(pairs: Eligible, year: YearOfPlacement) -> Floats:
    """Places to spare by provider in a year; those kept for one phase can be spare while another is full."""
    filled = year.held.total(pairs.provider, len(year.usable_places))
    return np.maximum(year.usable_places + year.over_capacity - filled, 0.0)


def candidates(cells: Cells, providers: Providers, pairs: Eligible, local: Flags) -> list[Candidate]:
    """Every need that a ``local`` provider (providers,) could be designated for, besides those it takes.

    Journeys are those of the provider's own pairs of the same area and phase.
    """
    found = []
    for provider in np.flatnonzero(local).tolist():
        own = np.flatnonzero(pairs.provider == provider)
        place = {
            (int(cells.area[cell]), int(cells.phase[cell])): pair
            for cell, pair in zip(pairs.cell[own].tolist(), own.tolist(), strict=True)
        }
        takes = providers.requirements[provider] | providers.substitutes[provider]
        for need in np.flatnonzero(~providers.needs[provider]).tolist():
            wanted = np.flatnonzero((cells.need == need) & takes[cells.requirement])
            at = [place.get((int(cells.area[cell]), int(cells.phase[cell])), -1) for cell in wanted.tolist()]
            like = np.array(at, dtype=np.intp)
            wanted, like = wanted[like >= 0], like[like >= 0]
            if wanted.size:
                row = pairs.rows.of_pair[like]
                found.append(Candidate(provider, need, wanted, like, pairs.miles[like], pairs.minutes[like], row))
    return found


def most_saved(candidate: Candidate, gain: Floats, entrants: Floats, room: Floats) -> float:
    """Most that a re-designation could save, by the bound of the module.

    ``gain`` (pairs of the candidate,) is pounds a learner placed; ``entrants`` (cells,), ``room`` (providers,).
    """
    best = np.argsort(-gain, kind="stable")
    learners = np.minimum(np.cumsum(entrants[candidate.cell][best]), room[candidate.provider])
    return float((np.diff(learners, prepend=0.0) * np.maximum(gain[best], 0.0)).sum())
