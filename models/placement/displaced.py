"""Learners who are in an independent or non-maintained school (INMSS) only for want of a local place.

A learner who needs a base or a special school and is at INMSS is one of three, so that they add up::

    at_inmss[d] = directed[d] + out_of_reach[d] + displaced[d]

* directed: sent there by order or preference, whatever the costs. In the base year the share of constraint (5), at
  most all who are there; afterwards such learners stay as other incumbents do, and every September adds those who are
  directed: ``b[t] = kept[t] * carried(b[t-1]) + directed[d] * x[d,j] / sum_{j in INMSS} x[d,j]``, with ``kept`` what is
  left of the incumbents after closures, shrinking requirement and reviews;
* out of reach: no open state provider of the authority that takes them is within the journey limit of their phase
  (A-133, A-141);
* displaced: everybody else. With more local places they could be placed locally.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from models.arrays import Flags, Floats
from models.demand.requirement import Cells
from models.placement.course import Course
from models.placement.years import YearOfPlacement
from models.places.eligibility import Eligible
from models.programme.learners_at_pairs import AtPairs
from models.vocabulary import STATE_REQUIREMENTS


@dataclass(frozen=True)
class AtInmss:
    """Learners at INMSS whose need a state place could meet, (years, cells) each; the last three add up."""

    at_inmss: Floats
    directed: Floats
    out_of_reach: Floats
    displaced: Floats


def directed_learners(
    pairs: Eligible, inmss: Flags, years: Sequence[YearOfPlacement], course: Course, share: Floats
) -> tuple[AtPairs, ...]:
    """Learners who are at INMSS by order or preference, in the base year and every year ahead.

    ``inmss`` (pairs,) marks the pairs that constraint (5) counts; ``share`` (cells,) is that of the base year.
    """
    base = years[0]
    everyone = base.held.total(pairs.cell, len(share)) + base.unplaced
    sent = [_sent(pairs, inmss, base.held, share * everyone)]
    for year, now in enumerate(years[1:]):
        entrants = AtPairs.of(now.entrants)
        arrived = entrants.total(pairs.cell, len(share)) + now.unplaced + now.unmet
        new = _sent(pairs, inmss, entrants, course.directed(year, arrived))
        learners = course.moves.from_year(pairs, year, sent[-1]) * now.kept
        learners[new.pairs] += new.learners
        sent.append(AtPairs.of(learners))
    return tuple(sent)


def _sent(pairs: Eligible, inmss: Flags, placed: AtPairs, directed: Floats) -> AtPairs:
    """Of the learners ``placed`` at INMSS those who were ``directed`` (cells,) there, at most all of them."""
    there = placed.times(inmss[placed.pairs])
    at_inmss = there.total(pairs.cell, len(directed))
    part = np.minimum(np.divide(directed, at_inmss, out=np.zeros_like(at_inmss), where=at_inmss > 0), 1.0)
    return there.times(part[pairs.cell[there.pairs]])


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
    cells: Cells,
    pairs: Eligible,
    inmss: Flags,
    learners: Sequence[AtPairs],
    directed: Sequence[AtPairs],
    reached: Flags,
) -> AtInmss:
    """Split the learners at INMSS by the equation of the module.

    ``learners`` and ``directed`` are those of each year, ``reached`` is (years, cells).
    """
    state = cells.requires(*STATE_REQUIREMENTS)
    counted = np.where(inmss & state[pairs.cell], pairs.cell, -1)
    there, sent = (np.array([year.total(counted, state.size) for year in years]) for years in (learners, directed))
    rest = np.maximum(there - sent, 0.0)
    return AtInmss(there, there - rest, np.where(reached, 0.0, rest), np.where(reached, rest, 0.0))
