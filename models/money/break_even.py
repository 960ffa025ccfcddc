"""How many learners, of those who would else be at independent schools, make new places pay.

    saving(n) = n fee - n top_up - n filled - (places - n) empty - capital a year  =  0

``fee`` and ``top_up`` are pounds a learner with or without journeys, but both in the same way. Place funding is £10,000
for a place of a special school, filled or empty, and £6,000 for a filled and £10,000 for an empty one of a specialist
base (DfE, High needs operational guide 2024-25). Pounds are real.
"""

from dataclasses import dataclass

import numpy as np

from models.arrays import Floats

Amount = float | Floats
"""Pounds, learners or places, or an array of them."""


@dataclass(frozen=True)
class PlaceFunding:
    """Pounds a year of a place, filled and empty."""

    filled_gbp: float
    empty_gbp: float


def annuity_factor(rate: float, years: int) -> float:
    """What a pound a year for ``years`` is worth at the start, paid at each year's end: (1 - (1 + rate)^-years) / rate.

    HM Treasury, The Green Book; its rate is 0.035.
    """
    return float(years) if rate == 0.0 else (1.0 - (1.0 + rate) ** -years) / rate


def yearly_capital(capital_gbp: float, annuity: float) -> float:
    """Pounds a year that pay back capital over the years of an annuity factor."""
    return capital_gbp / annuity


def break_even_learners(
    places: Amount, fee_gbp: Amount, top_up_gbp: Amount, place: PlaceFunding, capital_gbp: float = 0.0
) -> Floats:
    """Learners at whom the yearly saving is zero; endless where another learner saves nothing.

    More than ``places`` says that they do not pay even when full. ``capital_gbp`` is a year's.

        n = (places empty + capital) / (fee - top_up - filled + empty)
    """
    a_learner = np.asarray(fee_gbp - top_up_gbp - place.filled_gbp + place.empty_gbp, dtype=np.float64)
    cost = np.asarray(places * place.empty_gbp + capital_gbp, dtype=np.float64)
    shape = np.broadcast_shapes(cost.shape, a_learner.shape)
    return np.asarray(np.divide(cost, a_learner, out=np.full(shape, np.inf), where=a_learner > 0.0))


def break_even_diversion(in_county_gbp: Amount, inmss_gbp: Amount, elsewhere_gbp: Amount) -> Floats:
    """Share of the learners of new places who must else be at independent schools for the places to pay when full.

    The rest would else be at ``elsewhere_gbp`` a learner, in a mainstream school. Zero or below: they pay whoever
    comes. Above one: they never do. Endless where independent schools are no dearer than elsewhere.

        in_county = share inmss + (1 - share) elsewhere
    """
    gap = np.asarray(inmss_gbp - elsewhere_gbp, dtype=np.float64)
    dearer = np.asarray(in_county_gbp - elsewhere_gbp, dtype=np.float64)
    shape = np.broadcast_shapes(gap.shape, dearer.shape)
    return np.asarray(np.divide(dearer, gap, out=np.full(shape, np.inf), where=gap > 0.0))
