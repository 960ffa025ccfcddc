"""What one more learner costs at a provider: charge and journey.

    marginal cost of a state place  = top_up + transport              (its place funding is paid in any case)
    marginal cost of an INMSS place = fee + transport
    transport                       = carried (fixed + pounds a mile * one-way miles)
    marginal cost of boarding       = residential fee, moved as the daily fee is   (no daily transport)

``carried`` is the share of learners who are carried: reported travellers are fewer than learners (A-411).
"""

import numpy as np

from models.arrays import Flags, Floats
from models.money.prices import Prices


def journey_cost(prices: Prices, miles: Floats, carried: Floats) -> Floats:
    """Yearly pounds of the journey of one learner, of whom the share ``carried`` is carried, on each pair."""
    return np.asarray(carried * (prices.journey + prices.mile * miles))


def marginal_cost(charge: Floats, journey: Floats) -> Floats:
    """Yearly pounds of one more learner on each pair: top-up or fee, and journey."""
    return np.asarray(charge + journey)


def with_boarding(
    charge: Floats, journey: Floats, before: Floats, fee_gbp: float, boards: Flags
) -> tuple[Floats, Floats]:
    """Charge and journey where learners board: the residential fee, moved as the daily one is, and no daily journey.

    ``charge`` and ``journey`` are (years, pairs) pounds a learner, ``before`` (pairs,) the charge in base prices, and
    ``boards`` (pairs,) marks the pairs whose learners board.
    """
    if not boards.any():
        return charge, journey
    moved = np.divide(charge, before, out=np.ones_like(charge), where=before > 0)
    return np.where(boards, fee_gbp * moved, charge), np.where(boards, 0.0, journey)
