"""How the total of plans divides into age bands: next year's shares follow this year's, learned from all authorities.

For age band ``b``, in year ``k`` ahead::

    share[b, k] = share[b, k-1] + fade**k * (a + u * share[b-1, k-1] + v * share[b, k-1] - share[b, k-1])

``a``, ``u`` and ``v`` are fitted by least squares to the change of the last year over all authorities: children move up
from the band below (``u``), and shares far from the usual are drawn back (``v < 1``). ``fade`` lets one year's change
count for less, the further it is carried. Shares then add to 1, so that bands always add to the total.
"""

from collections.abc import Sequence

import numpy as np

from models.arrays import Floats, product

FADE = 0.6
"""Share of the last year's movement that is carried into each year ahead (A-49)."""
FEWEST_AUTHORITIES = 30
"""With fewer authorities the movement is not fitted, and shares stay as they are (A-49)."""


def fit_movement(before: Floats, after: Floats) -> Floats | None:
    """Coefficients (bands, bands + 1) on a constant and each share, or None when too few authorities are known.

    ``before`` and ``after``: shares (authorities, bands) of two consecutive years, by ascending age.
    """
    known = np.isfinite(before).all(axis=1) & np.isfinite(after).all(axis=1)
    if known.sum() < FEWEST_AUTHORITIES:
        return None
    bands = before.shape[1]
    movement = np.zeros((bands, bands + 1))
    for band in range(bands):
        used = [0] + [1 + source for source in (band - 1, band) if source >= 0]
        design = np.column_stack([np.ones(known.sum()), before[known]])[:, used]
        movement[band, used] = np.linalg.lstsq(design, after[known, band], rcond=None)[0]
    return movement


def project_shares(shares: Floats, movement: Floats | None, steps: int, fade: float = FADE) -> Floats:
    """Shares (authorities, bands) carried ``steps`` years ahead; shape (steps, authorities, bands), adding to 1."""
    path = np.empty((steps + 1, *shares.shape))
    path[0] = shares
    for step in range(steps):
        now = path[step]
        following = now if movement is None else movement[:, 0] + product(now, movement[:, 1:].T)
        path[step + 1] = _adding_to_one(now + fade ** (step + 1) * (following - now))
    return path[1:]


def shares_of(counts: Floats | Sequence[Sequence[float]]) -> Floats:
    """Shares of the total of each row; blank where the row is blank or adds to nothing."""
    plans = np.asarray(counts, dtype=np.float64)
    total = plans.sum(axis=1, keepdims=True)
    return np.asarray(np.divide(plans, total, out=np.full_like(plans, np.nan), where=total > 0))


def _adding_to_one(shares: Floats) -> Floats:
    return shares_of(np.where(np.isnan(shares), np.nan, np.maximum(shares, 0.0)))
