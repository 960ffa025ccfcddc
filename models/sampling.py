"""Named random streams and quantiles of draws.

A stream is keyed by (seed, draw, step), so that scenarios share their luck and adding a step, a worker or a
draw changes nobody else's numbers.
"""

import hashlib

import numpy as np
from scipy.special import ndtr, stdtrit

from models.arrays import Floats

Draws = int | range
"""Draws by their number: so many from the first on, or a run of them."""
NORMAL_80 = 1.2815515655446004
"""Standard normal deviate that holds the middle 80% between itself and its negative."""


def stream(seed: int, draw: int, step: str) -> np.random.Generator:
    """Return the random generator of one step of one draw."""
    name = int.from_bytes(hashlib.sha256(step.encode()).digest()[:8], "big")
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, draw, name])))


def numbers(draws: Draws) -> range:
    """The number of each draw."""
    return range(draws) if isinstance(draws, int) else draws


def normals(seed: int, draws: Draws, step: str, size: int) -> Floats:
    """Standard normal deviates, shape (draws, size); the row of draw d depends on (seed, d, step) alone."""
    which = numbers(draws)
    return np.array([stream(seed, draw, step).standard_normal(size) for draw in which]).reshape(len(which), size)


def quantiles(draws: Floats, probabilities: tuple[float, ...] = (0.1, 0.5, 0.9)) -> Floats:
    """Quantiles over the first axis (draws); shape (len(probabilities), ...). Sorted first, they are found sooner."""
    ascending = np.sort(np.moveaxis(draws, 0, -1), axis=-1)
    return np.asarray(np.quantile(ascending, probabilities, axis=-1, overwrite_input=True), dtype=np.float64)


def within_interval(centre: float, low: float, high: float, luck: Floats) -> Floats:
    """Two half-normals about a centre, of which ``low`` and ``high`` hold the middle 80%; ``luck`` is standard normal.

    An end on the wrong side of the centre is the centre.
    """
    below, above = max(centre - low, 0.0), max(high - centre, 0.0)
    return np.asarray(centre + np.where(luck < 0, below, above) / NORMAL_80 * luck)


def heavy_tailed(scores: Floats, degrees: float) -> Floats:
    """Stretch standard normal scores into Student's tails of ``degrees`` (above 2), still of unit variance.

    Each score keeps its rank, so that scores which move together do so after it too.
    """
    return np.asarray(np.sqrt((degrees - 2.0) / degrees) * stdtrit(degrees, ndtr(np.clip(scores, -8.0, 8.0))))
