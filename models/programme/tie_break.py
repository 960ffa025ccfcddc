"""What makes the plan unique and its numbers exact: scales, the binary grid, and the tie-break.

Costs are multiplied by a power of two that brings the median pair to 16,384-32,768, learners by one that brings all
entrants to 8,192-16,384, so that a solver's absolute tolerances mean the same for any instance; multiplying by a power
of two rounds nothing. Scaled learners and places are rounded to multiples of 2**-26. The constraints form a network,
so that every corner of the programme is a sum of plus or minus its right-hand sides: it lies on the grid, where
double precision is exact, and the solver's value rounded to the grid is the corner itself.

The tie-break adds to each scaled cost 2**-12 times a number in 0-1 drawn from the labels of the pair (1-2 for going
unplaced or above places, so that a place wins a tie): at most 2**-26 of the median cost. All steps of a cell, provider
or phase row get the same, so that a step which is cut in two changes nothing.
"""

import hashlib
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from models.arrays import Floats
from models.programme.statement import Sides, UnitCosts
from models.programme.steps import Widths
from models.programme.structure import Structure

MEDIAN_COST_POWER = 14
ALL_ENTRANTS_POWER = 13
GRID = 2.0**26
"""Grid points a scaled learner."""
STEP = 2.0**-12
"""Scaled pounds of the tie-break."""

Words = NDArray[np.uint64]


def cost_scale(cost: Floats) -> float:
    """Power of two by which the costs (pairs,) of an instance are multiplied."""
    positive = cost[cost > 0]
    return _power(float(np.median(positive)) if positive.size else 0.0, MEDIAN_COST_POWER)


def learner_scale(entrants: Floats) -> float:
    """Power of two by which learners and places are multiplied."""
    return _power(float(entrants.sum()), ALL_ENTRANTS_POWER)


def _power(amount: float, power: int) -> float:
    if not amount > 0:
        return 1.0
    _, exponent = np.frexp(amount)
    return float(np.ldexp(1.0, power + 1 - int(exponent)))


def on_grid(scaled: Floats) -> Floats:
    """Nearest points of the grid."""
    return np.asarray(np.rint(scaled * GRID) * (1.0 / GRID) + 0.0)


def gridded(given: Sides) -> Sides:
    """Right-hand sides on the grid: places beyond all entrants are cut down to them, so that endless is a number.

    Widths beyond all entrants are no limits.
    """
    entrants = on_grid(given.entrants)
    everyone = float(entrants.sum()) + 1.0
    widths = (given.widths.unplaced, given.widths.over, given.widths.phase_over)
    return Sides(
        entrants,
        on_grid(np.minimum(given.room, everyone)),
        on_grid(np.minimum(given.phase_room, everyone)),
        on_grid(given.commitments),
        on_grid(given.directed),
        Widths(*(np.where(width < everyone, on_grid(width), np.inf) for width in widths)),
    )


def eased(sides: Sides) -> Sides:
    """Commitments and directed shares lowered by a grid point a cell and step, so that rounding contradicts nothing."""
    slack = (sides.entrants.size + sides.widths.over.shape[1]) / GRID
    return replace(
        sides,
        commitments=np.maximum(sides.commitments - slack, 0.0),
        directed=np.maximum(sides.directed - slack, 0.0),
    )


def in_learners(sides: Sides, scale: float) -> Sides:
    """Scaled right-hand sides back to learners."""
    return Sides(
        sides.entrants / scale,
        sides.room / scale,
        sides.phase_room / scale,
        sides.commitments / scale,
        sides.directed / scale,
        sides.widths.times(1.0 / scale),
    )


def tie_break(structure: Structure) -> UnitCosts:
    """Scaled pounds added to each cost, by step the same, drawn from labels alone."""
    cells, providers = _words("cell", structure.cells), _words("provider", structure.providers)
    row_labels = tuple(
        f"{structure.providers[provider]}\0{row}"
        for provider, row in zip(structure.phase_row_provider.tolist(), structure.phase_rows, strict=True)
    )
    return UnitCosts(
        STEP * _share(cells[structure.cell] ^ _mixed(providers[structure.provider])),
        STEP * (1.0 + _share(cells))[:, None],
        STEP * (1.0 + _share(providers))[:, None],
        STEP * (2.0 + _share(_words("phase row", row_labels)))[:, None],
    )


def _words(kind: str, labels: tuple[str, ...]) -> Words:
    digests = b"".join(
        hashlib.blake2b(f"{kind}\0{label}".encode("utf-8", "surrogatepass"), digest_size=8).digest() for label in labels
    )
    return np.frombuffer(digests, dtype="<u8").astype(np.uint64)


def _mixed(words: Words) -> Words:
    """Scatter the bits of 64-bit words (the finaliser of SplitMix64)."""
    mixed = (words ^ (words >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))


def _share(words: Words) -> Floats:
    """A number in 0-1, of 32 bits, from each word."""
    return (_mixed(words) >> np.uint64(32)).astype(np.float64) / 2.0**32
