"""Why an amount changed: from one value of its factors to another, split over the factors exactly.

    amount = plans * (learners / plans) * (pounds / learners)

What a factor does depends on which others have moved before it. Its *fair* part is the mean over every order in which
they can move (Shapley 1953, A value for n-person games): no order is preferred, the parts add up to the movement, a
factor that stands still gets nothing, and those that do the same get the same. *Alone* is what it would do were it the
only one to move; what is missing of the movement then is the *interaction*.
"""

from collections.abc import Callable
from itertools import product
from math import factorial

import numpy as np

from models.arrays import Flags, Floats


def shapley(value: Callable[[tuple[bool, ...]], Floats], factors: int) -> Floats:
    """Fair part of each factor, (..., factors), of ``value`` (...) when all have moved less that when none has.

    ``value`` takes which of the factors have moved.

        part[i] = sum over sets S without i of |S|! (n - |S| - 1)! / n! (value(S with i) - value(S))
    """
    values = {moved: np.asarray(value(moved)) for moved in product((False, True), repeat=factors)}
    return np.stack([_fair_part(values, factor, factors) for factor in range(factors)], axis=-1)


def _fair_part(values: dict[tuple[bool, ...], Floats], factor: int, factors: int) -> Floats:
    """Mean over all orders of what a factor adds to those that moved before it."""
    without = [moved for moved in values if not moved[factor]]
    orders = factorial(factors)
    weights = [factorial(sum(moved)) * factorial(factors - sum(moved) - 1) / orders for moved in without]
    gains = [values[(*moved[:factor], True, *moved[factor + 1 :])] - values[moved] for moved in without]
    return np.asarray(sum(weight * gain for weight, gain in zip(weights, gains, strict=True)))


def product_bridge(before: Floats, after: Floats) -> Floats:
    """Fair parts, (..., factors), of the movement of a product of factors (..., factors)."""

    def value(moved: tuple[bool, ...]) -> Floats:
        return np.asarray(np.where(np.array(moved), after, before).prod(axis=-1))

    return shapley(value, before.shape[-1])


def one_at_a_time(before: Floats, after: Floats) -> tuple[Floats, Floats]:
    """What each factor of a product does alone, (..., factors), and the interaction, (...)."""
    start = before.prod(axis=-1)
    alone = [np.where(_only(factor, before), after, before).prod(axis=-1) for factor in range(before.shape[-1])]
    parts = np.stack(alone, axis=-1) - start[..., None]
    return parts, np.asarray(after.prod(axis=-1) - start - parts.sum(axis=-1))


def _only(factor: int, like: Floats) -> Flags:
    return np.asarray(np.arange(like.shape[-1]) == factor)


def price_of(amount_gbp: Floats, units: Floats, otherwise: Floats) -> Floats:
    """Pounds a unit; ``otherwise`` where there is no unit, so that a price which nobody pays does not move."""
    return np.asarray(np.divide(amount_gbp, units, out=np.array(otherwise, dtype=np.float64), where=units != 0.0))


def volume_price_mix(
    units_before: Floats, units_after: Floats, gbp_before: Floats, gbp_after: Floats
) -> tuple[Floats, Floats, Floats]:
    """Movement of spend on several kinds (..., kinds) in three, (...) each; ``gbp_*`` are pounds a unit.

        volume = (N1 - N0) mean price before        N: units of all kinds
        price  = sum n1 (p1 - p0)                   the usual order: price at the new volume
        mix    = N1 (mean of p0 at the new mix - mean price before)

    The three add up to sum n1 p1 - sum n0 p0. Where there was nothing before all is volume, at prices as before.
    """
    before, after = units_before.sum(axis=-1), units_after.sum(axis=-1)
    at_old_prices = (units_after * gbp_before).sum(axis=-1)
    new_mean = price_of(at_old_prices, after, np.zeros(after.shape))
    mean = price_of((units_before * gbp_before).sum(axis=-1), before, new_mean)
    price = (units_after * (gbp_after - gbp_before)).sum(axis=-1)
    return np.asarray((after - before) * mean), np.asarray(price), np.asarray(at_old_prices - after * mean)


def to_the_penny(parts_gbp: Floats, total_gbp: Floats) -> Floats:
    """Parts (..., parts) in whole pennies that add up to ``total_gbp`` (...) in whole pennies.

    What rounding leaves over goes to the largest part.
    """
    pennies = np.rint(parts_gbp * 100.0)
    left = np.rint(total_gbp * 100.0) - pennies.sum(axis=-1)
    largest = np.abs(parts_gbp).argmax(axis=-1)
    whole = pennies + left[..., None] * (np.arange(parts_gbp.shape[-1]) == largest[..., None])
    return np.asarray(whole / 100.0 + 0.0)
