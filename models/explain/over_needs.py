"""Means over needs: what may be said of a saving while nobody knows what each need costs."""

import numpy as np

from models.arrays import Floats, Indices
from models.demand.requirement import Cells


def mean_over_needs(of: Floats, cells: Cells, weights: Floats) -> Floats:
    """Amounts (..., years, cells), each the mean over the needs of its area, phase and requirement.

    ``weights`` (years, cells) say how much a need counts; where a group has none, all count alike. What is not finite
    is left out of the mean, and is not a number where nothing is left.
    """
    group = _groups(cells)
    alike = np.where(_summed(weights, group) > 0, weights, 1.0)
    known = np.isfinite(of)
    whole = _summed(np.where(known, of, 0.0) * alike, group)
    counted = _summed(known * alike, group)
    return np.asarray(np.divide(whole, counted, out=np.full(whole.shape, np.nan), where=counted > 0))


def _groups(cells: Cells) -> Indices:
    """Group of each cell: those of one area, phase and requirement, (cells,)."""
    of_cell = np.stack([cells.area, cells.phase, cells.requirement])
    return np.asarray(np.unique(of_cell, axis=1, return_inverse=True)[1]).ravel()


def _summed(of: Floats, group: Indices) -> Floats:
    """Sums over the group of each cell, (..., cells)."""
    order = np.argsort(group, kind="stable")
    starts = np.flatnonzero(np.diff(group[order], prepend=-1))
    return np.asarray(np.add.reduceat(of[..., order], starts, axis=-1)[..., group])
