"""Says of which year group learners are in which place, and where everybody else with a plan is.

A path gives, for each cell, how many of each age require the place (rows) and how many are in each kind of provision
(columns). Among all tables with those two margins, the one taken is nearest to the base year's::

    x[d,a,k] = seed[a,n,k] u[d,a] v[d,k],   sum_k x = required[d,a],   sum_a x = placed[d,k]

with ``seed`` the learners of the base year of that age and need in the kind of provision (iterative proportional
fitting, as in :mod:`models.demand.joint`). Those who are unmet in mainstream or without a place have the ages of all
who require the place (A-452). Learners who require no specialist place are where those of their age and need are in
the base year (A-453).
"""

from itertools import product

import numpy as np

from models.arrays import Floats, settled
from models.placement.instance import Instance
from models.placement.path import Path
from models.vocabulary import AGES, NEEDS, PHASES, PROVISIONS, REQUIREMENTS, SPECIALIST, Provision, ages_of_phase

UNMET, UNPLACED = "unmet", "unplaced"
WHERE = (*SPECIALIST, UNMET, UNPLACED)
"""Where a learner who requires a place is: in a kind of provision, in mainstream for want of one, or nowhere."""
_STANDS = (*map(PROVISIONS.index, SPECIALIST), *map(PROVISIONS.index, (Provision.MAINSTREAM, Provision.ELSEWHERE)))
NEAR, ROUNDS = 1e-7, 1000
"""Learners of a cell by which a fitted table may miss its margins, and the most rounds of fitting."""
SUPPORT, AT_FIRST = 0.01, 1e-4
"""Learners that every seed has besides those counted, so that an age without any can have some later (A-451); in the
base year hardly any, so that it stays as it was counted."""


def placed_by_cell(instance: Instance, path: Path) -> Floats:
    """Learners of every cell by where they are, (years + 1, cells, WHERE)."""
    cells, size = len(instance.cells.area), len(SPECIALIST)
    of_kind = np.array([SPECIALIST.index(kind) if kind in SPECIALIST else 0 for kind in PROVISIONS])
    at = instance.pairs.cell * size + of_kind[instance.providers.provision[instance.pairs.provider]]
    return np.stack(
        [
            np.concatenate(
                [
                    year.held.total(at, cells * size).reshape(cells, size),
                    year.unmet[:, None],
                    year.unplaced[:, None],
                ],
                axis=1,
            )
            for year in path.years
        ]
    )


def placed_by_age(instance: Instance, path: Path) -> Floats:
    """Learners who require a place by where they are, (years + 1, areas, ages, needs, WHERE)."""
    cells, placed, seed = instance.cells, placed_by_cell(instance, path), _seed(instance.joint, len(path.years))
    whole = np.zeros((len(path.years), len(instance.areas), len(AGES), len(NEEDS), len(WHERE)))
    for phase, requirement in product(range(len(PHASES)), range(len(REQUIREMENTS))):
        at = np.flatnonzero((cells.phase == phase) & (cells.requirement == requirement))
        ages = list(ages_of_phase(PHASES[phase]))
        group = (slice(None), cells.area[at, None], ages, cells.need[at, None])
        required = path.required_by_age[..., requirement][group]
        margins = (seed[:, ages, cells.need[at, None]], required, placed[:, at])
        found = fitted(*(values.reshape(-1, *values.shape[2:]) for values in margins))
        whole[group] += found.reshape(margins[0].shape)
    return whole


def _seed(joint: Floats, years: int) -> Floats:
    """Learners of the base year by age, need and where they are, with support; (years, ages, needs, WHERE)."""
    counted = joint[:, :, [PROVISIONS.index(kind) for kind in SPECIALIST]]
    support = np.full((years, 1, 1, 1), SUPPORT)
    support[0] = AT_FIRST
    return np.concatenate([counted + support, np.ones((years, *counted.shape[:2], 2))], axis=3)


def fitted(seed: Floats, rows: Floats, columns: Floats) -> Floats:
    """Tables with the given margins, each nearest to its seed.

    Parameters
    ----------
    seed : (tables, rows, columns), above nought.
    rows, columns : (tables, rows) and (tables, columns) sums, which agree in each table.

    Returns
    -------
    (tables, rows, columns): rows add up in full, columns to within NEAR.
    """
    width = max(1, int((columns > 0).sum(axis=1).max(initial=1)))
    used = np.argsort(-columns, axis=1, kind="stable")[:, :width]
    asked = np.take_along_axis(columns, used, axis=1)
    narrow = np.take_along_axis(seed, used[:, None, :], axis=2)
    factors = _factors(narrow, rows, asked)
    found = np.zeros(seed.shape)
    np.put_along_axis(found, used[:, None, :], _with_rows(narrow * factors[:, None, :], rows), axis=2)
    return found


def _with_rows(table: Floats, rows: Floats) -> Floats:
    """Tables scaled to the sums of their rows."""
    sums = table.sum(axis=2)
    return np.asarray(table * _over(rows, sums)[:, :, None])


def _factors(seed: Floats, rows: Floats, columns: Floats) -> Floats:
    """Factor of every column with which, and with rows scaled, a table has its margins, (tables, columns)."""
    found = (columns > 0).astype(np.float64)
    going = np.arange(len(seed))
    for _ in range(ROUNDS):
        if not going.size:
            break
        mine, factor, asked = seed[going], found[going], columns[going]
        of_rows = _over(rows[going], np.einsum("nak,nk->na", mine, factor))
        unscaled = np.einsum("nak,na->nk", mine, of_rows)
        far = np.abs(unscaled * factor - asked).max(axis=1) > NEAR
        found[going[far]] = _over(asked, unscaled)[far]
        going = going[far]
    return found


def _over(part: Floats, whole: Floats) -> Floats:
    """A quotient, nought where the whole is."""
    return np.divide(part, whole, out=np.zeros_like(part), where=whole > 0)


def in_no_specialist_place(instance: Instance, path: Path) -> Floats:
    """Learners who require no specialist place, by provision, (years + 1, ages, needs, provisions)."""
    required = path.required_by_age.sum(axis=(1, 4))
    left = np.maximum(path.plans - required, 0.0)
    return settled(left[..., None] * instance.elsewhere)


def everyone(instance: Instance, path: Path, placed: Floats) -> Floats:
    """Everybody with a plan by where they are, (years + 1, ages, needs, provisions).

    ``placed`` are those of :func:`placed_by_age`. The unmet are in mainstream, those without a place elsewhere.
    """
    whole = in_no_specialist_place(instance, path)
    by_where = placed.sum(axis=1)
    for place, provision in enumerate(_STANDS):
        whole[..., provision] += by_where[..., place]
    return whole
