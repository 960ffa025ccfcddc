"""Which counts are small: so few children that they might be known by them."""

import numpy as np

from models.arrays import Flags, Floats

MOST_SMALL = 4
"""Counts of 1 to this many, as they are printed, are hidden (A-495)."""
LEAST_BASE = 10
"""A percentage of fewer than this many is hidden (A-497)."""


def small(counts: Floats) -> Flags:
    """Whether counts are printed as 1 to 4."""
    printed = np.rint(counts)
    return np.asarray((printed >= 1) & (printed <= MOST_SMALL))
