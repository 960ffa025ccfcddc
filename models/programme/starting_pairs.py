"""Which pairs a programme starts from: few enough to be fast, near enough to the answer to need few more.

A small programme starts from the two cheapest pairs of each cell. A large one first guesses the prices of places:
with each cell spreading its learners over its options by a soft minimum of temperature ``T``, the bound of the
certificate becomes smooth in the prices and is maximised by a quasi-Newton method, cooling ``T``::

    maximise over p in [0, O]   sum_d entrants[d] softmin_T(cost[d,j] + p[j], U)  -  sum_j room[j] p[j]

and starts from the pairs within a small margin of each cell's cheapest at those prices. The guess decides nothing but
speed: every pair left out is priced afterwards, and comes in if it could make the plan cheaper.
"""

from dataclasses import dataclass

import numpy as np

from models.arrays import Flags, Floats, Ints
from models.programme.statement import Prices, Sides
from models.programme.structure import Structure

CHEAPEST_PAIRS = 2
"""Pairs a cell that a small programme starts from."""
LARGE = 60_000
"""Pairs from which a programme is large."""
COOLING = ((4000.0, 17), (1000.0, 7), (250.0, 1), (60.0, 1))
"""Temperatures, in scaled pounds (a median pair costs 16,384 to 32,768), and of how many cells one is looked at."""
REACH = 8.0
"""Temperatures above a cell's cheapest option beyond which a pair is left aside at the next, lower one."""
MARGIN = 120.0
"""Scaled pounds above a cell's cheapest option up to which a pair is taken from the start."""
STEPS = 100
"""Most steps of the quasi-Newton method at each temperature."""
PRICE_UNIT = 2.0**14
"""Scaled pounds that the quasi-Newton method counts as one."""


def starting_pairs(structure: Structure, prices: Prices, sides: Sides) -> Flags:
    """Pairs worth starting from, beside those that are needed, (pairs,)."""
    option = prices.cost
    if structure.cell.size >= LARGE:
        option = option + _guessed(structure, prices, sides)
        return np.asarray(option <= _cheapest(structure, option) + MARGIN)
    return np.asarray(_rank(structure, option) < CHEAPEST_PAIRS)


def needed_pairs(structure: Structure, prices: Prices) -> Flags:
    """Pairs that a programme cannot do without, (pairs,).

    They are each cell's cheapest pair, its cheapest directed pair, and every pair of a provider with commitments: with
    these, and the unplaced of cells without a pair, the programme is infeasible only if the whole one is, because any
    plan can be turned into one that uses them, by sending the others to those, above places.
    """
    needed = _rank(structure, prices.cost) == 0
    if structure.directed is not None:
        needed |= structure.directed & (_rank(structure, np.where(structure.directed, prices.cost, np.inf)) == 0)
    if structure.committed is not None:
        needed |= structure.committed[structure.provider]
    return np.asarray(needed)


def _rank(structure: Structure, cost: Floats) -> Ints:
    """Rank of each pair within its cell by cost, from 0."""
    order = np.lexsort((cost, structure.cell))
    rank = np.empty(order.size, dtype=np.int64)
    rank[order] = np.arange(order.size)
    return rank - np.searchsorted(structure.cell, structure.cell)


def _cheapest(structure: Structure, option: Floats) -> Floats:
    """Cheapest option of each pair's cell; shape (pairs,)."""
    first = np.flatnonzero(np.diff(structure.cell, prepend=-1))
    counts = np.diff(np.append(first, structure.cell.size))
    return np.asarray(np.repeat(np.minimum.reduceat(option, first), counts))


@dataclass(frozen=True, eq=False)
class _Sample:
    """Some cells and their nearer pairs: ``first`` and ``counts`` (cells,) delimit a cell's run of pairs."""

    cost: Floats
    place: Ints
    row: Ints
    first: Ints
    counts: Ints
    unplaced: Floats
    learners: Floats
    room: Floats


def _guessed(structure: Structure, prices: Prices, sides: Sides) -> Floats:
    """Guessed price of the place that each pair takes; shape (pairs,), scaled pounds."""
    from scipy.optimize import minimize  # noqa: PLC0415 - slow to import, and for large programmes alone

    highest = np.concatenate([prices.over, prices.phase_over]) / PRICE_UNIT
    bounds = list(zip(np.zeros(highest.size), highest, strict=True))
    guess, charged = np.zeros(highest.size), np.zeros(structure.cell.size)
    reach = np.inf
    for temperature, stride in COOLING:
        sample = _sampled(structure, prices, sides, charged, (stride, reach))
        found = minimize(
            _smooth_bound,
            guess,
            args=(sample, temperature),
            jac=True,
            method="L-BFGS-B",
            bounds=bounds,
            options={"maxiter": STEPS, "maxcor": 30, "ftol": 1e-10, "gtol": 1e-7},
        )
        guess, reach = found.x, REACH * temperature
        charged = _charged(structure, PRICE_UNIT * guess)
    return charged


def _charged(structure: Structure, places: Floats) -> Floats:
    """What each pair pays for its place at prices of providers, then of phase rows; shape (pairs,)."""
    providers = len(structure.providers)
    return structure.at_places(places[:providers], places[providers:])


def _sampled(
    structure: Structure, prices: Prices, sides: Sides, charged: Floats, narrowed: tuple[int, float]
) -> _Sample:
    """Every ``stride``-th cell, with the pairs that are within ``reach`` of its cheapest at the prices so far."""
    stride, reach = narrowed
    option = prices.cost + charged
    taken = np.flatnonzero((structure.cell % stride == 0) & (option <= _cheapest(structure, option) + reach))
    cells, first, counts = np.unique(structure.cell[taken], return_index=True, return_counts=True)
    providers = len(structure.providers)
    row = np.full(taken.size, -1) if structure.phase_row is None else structure.phase_row[taken]
    learners = sides.entrants[cells]
    share = float(learners.sum()) / max(float(sides.entrants.sum()), 1.0)
    return _Sample(
        cost=prices.cost[taken],
        place=structure.provider[taken],
        row=np.where(row >= 0, providers + row, providers + len(structure.phase_rows)),
        first=first,
        counts=counts,
        unplaced=prices.unplaced[cells],
        learners=learners,
        room=share * np.concatenate([sides.room, sides.phase_room]),
    )


def _smooth_bound(guess: Floats, sample: _Sample, temperature: float) -> tuple[float, Floats]:
    """The smoothed bound at guessed prices, negated, and its slope, both a learner."""
    places = np.append(PRICE_UNIT * guess, 0.0)
    option = sample.cost + places[sample.place] + places[sample.row]
    cheapest = np.minimum(np.minimum.reduceat(option, sample.first), sample.unplaced)
    weight = np.exp((np.repeat(cheapest, sample.counts) - option) / temperature)
    total = np.add.reduceat(weight, sample.first) + np.exp((cheapest - sample.unplaced) / temperature)
    placed = weight * np.repeat(sample.learners / total, sample.counts)
    everyone = max(float(sample.learners.sum()), 1.0)
    bound = (sample.learners * (cheapest - temperature * np.log(total))).sum() - (sample.room * places[:-1]).sum()
    taken = np.bincount(sample.place, placed, places.size) + np.bincount(sample.row, placed, places.size)
    return -float(bound) / PRICE_UNIT / everyone, (sample.room - taken[:-1]) / everyone
