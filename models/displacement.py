"""Learners who are in an independent or non-maintained school (INMSS) only for want of a local place.

A learner who needs a base or a special school and is at INMSS is one of three, so that they add up::

    at_inmss[d] = directed[d] + out_of_reach[d] + displaced[d]

* directed: sent there by order or preference, whatever the costs. In the base year the share of constraint (5), at
  most all who are there; afterwards such learners stay as other incumbents do, and every September adds the share of
  its entrants: ``b[t] = kept[t] * carried(b[t-1]) + share[d] * entrants[d] * x[d,j] / sum_{j in INMSS} x[d,j]``, with
  ``kept`` what is left of the incumbents after closures, shrinking requirement and reviews;
* out of reach: no open state provider of the authority that takes them is within the journey limit of their phase
  (A-133, A-141);
* displaced: everybody else. With more local places they could be placed locally.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.eligibility import Cells, Eligible
from models.pathway import Moves, YearOfPlacement
from models.structure import summed
from models.vocabulary import REQUIREMENTS, Requirement

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
STATE_REQUIREMENTS = tuple(REQUIREMENTS.index(kind) for kind in (Requirement.BASE, Requirement.SPECIAL))


@dataclass(frozen=True)
class AtInmss:
    """Learners at INMSS whose need a state place could meet, by cell, (..., cells) each; the last three add up."""

    at_inmss: Floats
    directed: Floats
    out_of_reach: Floats
    displaced: Floats


def directed_learners(
    pairs: Eligible, inmss: Flags, years: Sequence[YearOfPlacement], moves: Moves, shares: Floats
) -> Floats:
    """Learners who are at INMSS by order or preference, (years + 1, pairs).

    ``inmss`` (pairs,) marks the pairs that constraint (5) counts; ``shares`` is (years + 1, cells), base year first.
    """
    directed = np.zeros((len(years), len(pairs.cell)))
    _add_sent(directed[0], pairs, inmss, (years[0].learners, years[0].unplaced), shares[0])
    for year, now in enumerate(years[1:]):
        directed[year + 1] = moves.from_year(pairs, year, directed[year]) * now.kept
        _add_sent(directed[year + 1], pairs, inmss, (now.entrants, now.unplaced), shares[year + 1])
    return directed


def _add_sent(directed: Floats, pairs: Eligible, inmss: Flags, learners: tuple[Floats, Floats], share: Floats) -> None:
    """Add, of the ``learners`` placed (pairs,) and unplaced (cells,), the share who were sent to INMSS, by pair."""
    placed, unplaced = learners
    held = np.flatnonzero(placed > 0)
    cells = pairs.cell[held]
    there = placed[held] * inmss[held]
    everyone = np.bincount(cells, placed[held], len(share)) + unplaced
    at_inmss = np.bincount(cells, there, len(share)).astype(np.float64)
    part = np.minimum(np.divide(share * everyone, at_inmss, out=np.zeros_like(at_inmss), where=at_inmss > 0), 1.0)
    directed[held] += there * part[cells]


def within_reach(cells: Cells, pairs: Eligible, local: Flags, open_now: Flags, limit_minutes: Floats) -> Flags:
    """Whether a cell has an open local provider that takes it within the journey limit of its phase, (..., cells).

    ``local`` (pairs,) marks pairs with the authority's own state providers, ``open_now`` (..., pairs) those with
    places; ``limit_minutes`` is (phases,).
    """
    near = local & (pairs.minutes <= limit_minutes[cells.phase[pairs.cell]])
    years = open_now.shape[:-1]
    rows = (open_now & near).reshape(math.prod(years), near.size)
    reached = [np.bincount(pairs.cell[row], minlength=len(cells.area)) > 0 for row in rows]
    return np.array(reached).reshape(*years, len(cells.area))


def at_inmss(
    cells: Cells, pairs: Eligible, inmss: Flags, learners: Floats, directed: Floats, reached: Flags
) -> AtInmss:
    """Split the learners at INMSS by the equation of the module.

    ``learners`` and ``directed`` are (..., pairs), ``reached`` (..., cells).
    """
    state = np.isin(cells.requirement, STATE_REQUIREMENTS)
    counted = np.where(inmss & state[pairs.cell], pairs.cell, -1)
    there, sent = (_by_cell(counted, values, len(state)) for values in (learners, directed))
    rest = np.maximum(there - sent, 0.0)
    return AtInmss(there, there - rest, np.where(reached, 0.0, rest), np.where(reached, rest, 0.0))


def _by_cell(cell: NDArray[np.intp], values: Floats, cells: int) -> Floats:
    rows = values.reshape(math.prod(values.shape[:-1]), values.shape[-1])
    return np.array([summed(row, cell, cells) for row in rows]).reshape(*values.shape[:-1], cells)
