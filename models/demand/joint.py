"""Joint tables from published margins, by iterative proportional fitting.

Published data give need x age, age x provision and need x provision, never the three together. Among all tables
with those margins, the fitted one has the least that the margins do not tell (Deming and Stephan, 1940):

``T[a,n,p] = seed[a,n,p] * u[a,p] * v[a,n] * w[n,p]``, with ``u, v, w`` such that each margin is met.

A cell that any margin gives as zero, and every cell of a seed that is zero, stays zero (no Reception child in a
college). Margins that count the same learners agree as long as *not recorded* is kept as a need and as a provision of
its own: it is shared out after the fit (:func:`recorded`), never before, or zeros of one margin contradict counts of
another. Margins that do not count the same learners are made to agree first (:func:`reconciled`).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from models.arrays import Floats


@dataclass(frozen=True)
class Margin:
    """A published total over the axes that are not named: ``values`` has the lengths of ``axes``, in their order."""

    axes: tuple[int, ...]
    values: Floats


@dataclass(frozen=True)
class Fit:
    """A fitted table, the rounds it took, and the largest absolute residual against any margin (learners)."""

    table: Floats
    iterations: int
    residual: float


def fit(seed: Floats, margins: Sequence[Margin], *, tolerance: float = 1e-9, most_iterations: int = 5000) -> Fit:
    """Scale ``seed`` to every margin in turn until the largest residual is at most ``tolerance`` learners.

    Parameters
    ----------
    seed
        Non-negative start, any number of axes; zeros are structural and stay.
    margins
        Totals to meet; each margin's ``axes`` ascend.
    tolerance, most_iterations
        The fit ends at either; where margins cannot be met together the residual says by how much.

    Raises
    ------
    ValueError
        When the seed or a margin is negative or not finite, or a margin has not the seed's shape.
    """
    table = np.array(seed, dtype=np.float64)
    for margin in margins:
        _check(table, margin)
    residual, iterations = _residual(table, margins), 0
    while residual > tolerance and iterations < most_iterations:
        for margin in margins:
            table = _scaled(table, margin)
        iterations += 1
        residual = _residual(table, margins)
    return Fit(table, iterations, residual)


def recorded(table: Floats, axis: int) -> Floats:
    """Share out the learners of the last category of ``axis``, whose category is not recorded, over the others.

    They follow the recorded learners of the same cell; where there are none, those of the same index on the first axis
    (the same age); where there are none either, everybody. Returns the table without that category.

    Raises
    ------
    ValueError
        When some are not recorded, and nobody is.
    """
    lines = np.moveaxis(np.asarray(table, dtype=np.float64), axis, -1)
    known, unknown = lines[..., :-1], lines[..., -1:]
    if unknown.sum() > 0 and known.sum() == 0:
        raise ValueError("learners whose category is not recorded cannot be shared out where nobody's is")
    between = tuple(range(1, known.ndim - 1))
    shares = np.zeros_like(known)
    for pattern in (known.sum(axis=(0, *between), keepdims=True), known.sum(axis=between, keepdims=True), known):
        sums = pattern.sum(axis=-1, keepdims=True)
        shares = np.where(sums > 0, pattern / np.where(sums > 0, sums, 1.0), shares)
    return np.asarray(np.moveaxis(known + shares * unknown, -1, axis))


def reconciled(age_provision: Floats, need_age: Floats, need_provision: Floats) -> tuple[Floats, Floats, Floats]:
    """Make three two-way margins agree on every one-way total.

    ``age_provision`` (ages, provisions) stands. ``need_age`` (needs, ages) is scaled to its ages, and
    ``need_provision`` (needs, provisions) is fitted to the needs and provisions that follow.
    """
    need_age = _scaled(np.asarray(need_age, dtype=np.float64), Margin((1,), age_provision.sum(axis=1)))
    sides = (Margin((0,), need_age.sum(axis=1)), Margin((1,), age_provision.sum(axis=0)))
    supported = np.outer(sides[0].values > 0, sides[1].values > 0) & (need_provision > 0)
    orphaned = np.outer(~supported.any(axis=1), sides[1].values > 0) | np.outer(
        sides[0].values > 0, ~supported.any(axis=0)
    )
    seed = np.where(supported, need_provision, np.where(orphaned, np.outer(*(side.values for side in sides)), 0.0))
    return age_provision, need_age, fit(seed, sides).table


def joint_table(age_provision: Floats, need_age: Floats, need_provision: Floats) -> Fit:
    """Fit the three-way table (ages, needs, provisions) to its two-way margins, which must agree (see above)."""
    seed = np.ones((age_provision.shape[0], need_age.shape[0], age_provision.shape[1]))
    margins = (Margin((1, 2), need_provision), Margin((0, 1), need_age.T), Margin((0, 2), age_provision))
    return fit(seed, margins)


def _check(table: Floats, margin: Margin) -> None:
    shape = tuple(table.shape[axis] for axis in margin.axes)
    if margin.values.shape != shape:
        raise ValueError(f"a margin over axes {margin.axes} has shape {margin.values.shape}, the table {shape}")
    for values in (table, margin.values):
        if not np.isfinite(values).all() or (values < 0).any():
            raise ValueError("iterative proportional fitting takes finite, non-negative numbers")


def _others(table: Floats, margin: Margin) -> tuple[int, ...]:
    return tuple(axis for axis in range(table.ndim) if axis not in margin.axes)


def _residual(table: Floats, margins: Sequence[Margin]) -> float:
    return max(float(np.abs(table.sum(axis=_others(table, m)) - m.values).max()) for m in margins)


def _scaled(table: Floats, margin: Margin) -> Floats:
    others = _others(table, margin)
    sums = table.sum(axis=others)
    factors = np.divide(margin.values, sums, out=np.zeros_like(sums), where=sums > 0)
    return np.asarray(table * np.expand_dims(factors, others))
