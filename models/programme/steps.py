"""Steps: going without a place, and being above places, are priced in steps, each dearer than the one before.

A step has a price and a width, the most learners that it takes, so that the first learners above a school's places
cost less than those after them::

    cost(amount) = sum_k price[k] taken[k],   0 <= taken[k] <= width[k],   sum_k taken[k] = amount,   price ascending

which is convex: the least cost fills the steps in their order. The last step of going without a place is unlimited, so
that a plan always exists. The last step above places may be unlimited too; if it is not, the places and all widths
together are a ceiling that no plan breaks. Prices are stated once, widths at each solve. One unlimited step each is the
plain programme. Two steps of one price are one step: the width of the first is given to the second.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from models.arrays import Floats, Ints
from models.parameters.method import AllocationParameters
from models.programme.structure import AllocationError, Order, Structure, check_amounts


@dataclass(frozen=True, eq=False)
class Steps:
    """Pounds put on a learner without a place and on one above places, step by step, ascending.

    ``unplaced_gbp`` has a price a step, for all cells alike, or shape (cells, steps); ``over_gbp`` a price a step.
    """

    unplaced_gbp: tuple[float, ...] | Floats
    over_gbp: tuple[float, ...]


@dataclass(frozen=True, eq=False)
class Widths:
    """Most learners of each step, of one September.

    unplaced (cells, steps - 1), the last step being unlimited; over (providers, steps) and phase_over (rows, steps)
    learners above the places of each provider and phase row, infinite where there is no limit.
    """

    unplaced: Floats
    over: Floats
    phase_over: Floats

    @cached_property
    def unplaced_to_last(self) -> Floats:
        """Those of learners without a place, the unlimited last step too, (cells, steps)."""
        return np.column_stack([self.unplaced, np.full(len(self.unplaced), np.inf)])

    @cached_property
    def have_ceilings(self) -> bool:
        """Whether a provider or phase row may take only so many above its places."""
        return not (np.isinf(self.over).any(axis=1).all() and np.isinf(self.phase_over).any(axis=1).all())

    def times(self, factor: float) -> "Widths":
        """Widths in another unit of learners."""
        return Widths(factor * self.unplaced, factor * self.over, factor * self.phase_over)


@dataclass(frozen=True, eq=False)
class Penalties:
    """Pounds a learner by step, in canonical order: ``unplaced`` (cells, steps), ``over`` (steps,)."""

    unplaced: Floats
    over: Floats


def unlimited(structure: Structure) -> Widths:
    """One step each, without limits."""
    rows, providers = len(structure.phase_rows), len(structure.providers)
    return Widths(np.zeros((len(structure.cells), 0)), np.full((providers, 1), np.inf), np.full((rows, 1), np.inf))


def penalties_of(steps: Steps | None, parameters: AllocationParameters, order: Order) -> Penalties:
    """Prices of all steps, those of ``parameters`` where there are no ``steps``.

    Raises
    ------
    AllocationError
        A price is negative or missing, a step is cheaper than the one before, or there are prices for other cells.
    """
    if steps is None:
        steps = Steps((parameters.unplaced_penalty_gbp,), (parameters.over_penalty_gbp,))
    unplaced = np.asarray(steps.unplaced_gbp, dtype=np.float64)
    if unplaced.ndim == 1:
        unplaced = np.tile(unplaced, (order.cells.size, 1))
    over = np.asarray(steps.over_gbp, dtype=np.float64)
    _check_prices("unplaced_gbp", unplaced, order.cells.size)
    _check_prices("over_gbp", over[None], 1)
    return Penalties(unplaced[order.cells], over)


def _check_prices(name: str, prices: Floats, count: int) -> None:
    if prices.ndim != 2 or len(prices) != count or not prices.shape[1]:
        raise AllocationError(f"{name} has shape {prices.shape}, expected ({count}, steps) with one step or more")
    check_amounts(name, prices)
    cheaper = np.argwhere(np.diff(prices, axis=1) < 0)
    if cheaper.size:
        row, step = cheaper[0]
        dear, cheap = prices[row, step], prices[row, step + 1]
        raise AllocationError(f"{name} falls from {dear:g} to {cheap:g}: a step may not be cheaper than the one before")


def widths_of(penalties: Penalties, widths: Widths | None, order: Order) -> Widths:
    """Widths in canonical order, steps of one price being one: the last of them.

    Raises
    ------
    AllocationError
        A width is negative, missing or of the wrong shape, or there are steps, but no widths.
    """
    cells, providers, rows = order.cells.size, order.providers.size, order.phase_rows.size
    unplaced_steps, over_steps = penalties.unplaced.shape[1], penalties.over.size
    if widths is None:
        if (unplaced_steps, over_steps) != (1, 1):
            raise AllocationError(
                f"widths are needed for {unplaced_steps} steps unplaced and {over_steps} above places"
            )
        widths = Widths(np.zeros((cells, 0)), np.full((providers, 1), np.inf), np.full((rows, 1), np.inf))
    unplaced = _ordered("widths.unplaced", widths.unplaced, order.cells, unplaced_steps - 1)
    over = _ordered("widths.over", widths.over, order.providers, over_steps)
    phase_over = _ordered("widths.phase_over", widths.phase_over, order.phase_rows, over_steps)
    joined = _joined(Widths(unplaced, over, phase_over).unplaced_to_last, penalties.unplaced)
    return Widths(joined[:, :-1], _joined(over, penalties.over[None]), _joined(phase_over, penalties.over[None]))


def _ordered(name: str, widths: Floats, order: Ints, steps: int) -> Floats:
    amounts = np.asarray(widths, dtype=np.float64)
    if amounts.shape != (order.size, steps):
        raise AllocationError(f"{name} has shape {amounts.shape}, expected {(order.size, steps)}")
    check_amounts(name, amounts, endless=True)
    return amounts[order]


def _joined(widths: Floats, prices: Floats) -> Floats:
    """Give the width of a step to the next where both have one price."""
    joined = widths.copy()
    for step in range(widths.shape[1] - 1):
        alike = prices[:, step] == prices[:, step + 1]
        joined[:, step + 1] += np.where(alike, joined[:, step], 0.0)
        joined[:, step] = np.where(alike, 0.0, joined[:, step])
    return joined


def filled(amounts: Floats, widths: Floats) -> Floats:
    """Amounts (any,) in steps of ``widths`` (any, steps), filled in their order; the last takes what is left."""
    left, steps = amounts, []
    for width in widths.T[:-1]:
        taken = np.clip(left, 0.0, width)
        left = left - taken
        steps.append(taken)
    return np.stack([*steps, left], axis=1)
