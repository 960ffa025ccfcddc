"""Levers: dated, ramped, aimed changes to what the method takes, composed in a stated order.

A lever moves a value v of its aim in year t by the weight w[t] of its shape::

    multiply   v * (1 + (amount - 1) * w)
    add        v + amount * w
    target     v + (amount - v) * w
    at_most    v + (min(v, amount) - v) * w

Order: every multiply, then every add, then every target, then every at_most; within each, by the lever's name. So
levers that do not overlap give the same in any order, and those that do are not left to the order of a file.

Shapes: ``step`` holds from the first year to the last (none: for good). The others reach the full amount in the last
year and keep it: ``linear`` evenly, ``front_loaded`` as the square root of the way, ``back_loaded`` as its square.
"""

from collections.abc import Sequence

import numpy as np

from models.arrays import Floats, Ints
from models.levers.lever import KINDS_OF_LEVER, How, Lever, Shape, What, aims_at
from models.sampling import within_interval
from models.vocabulary import Need


def in_order(levers: Sequence[Lever]) -> tuple[Lever, ...]:
    """Levers in the order in which they act."""
    return tuple(sorted(levers, key=lambda lever: (list(How).index(lever.how), lever.name)))


def chosen(levers: Sequence[Lever], *kinds: What) -> list[tuple[int, Lever]]:
    """Levers of some kinds in the order in which they act, each with its row of luck."""
    rows = {lever.name: row for row, lever in enumerate(levers)}
    return [(rows[lever.name], lever) for lever in in_order(levers) if lever.what in kinds]


def weights(lever: Lever, years: Ints) -> Floats:
    """Weight of a lever in each census year, 0 before it starts."""
    begun = years >= lever.first_year
    if lever.shape is Shape.STEP:
        ended = np.zeros(len(years), dtype=np.bool_) if lever.last_year is None else years > lever.last_year
        return np.asarray(begun & ~ended, dtype=np.float64)
    span = (lever.first_year if lever.last_year is None else lever.last_year) - lever.first_year + 1
    way = np.clip((years - lever.first_year + 1) / span, 0.0, 1.0)
    power = {Shape.LINEAR: 1.0, Shape.FRONT_LOADED: 0.5, Shape.BACK_LOADED: 2.0}[lever.shape]
    return np.asarray(np.where(begun, way**power, 0.0))


def amounts(lever: Lever, luck: Floats) -> Floats:
    """Amount on each path, (paths,); ``luck`` is standard normal. An interval is drawn as two half-normals."""
    low = lever.amount if lever.low is None else lever.low
    high = lever.amount if lever.high is None else lever.high
    return within_interval(lever.amount, low, high, luck)


def moved(values: Floats, lever: Lever, amount: Floats | float, weight: Floats) -> Floats:
    """Values after one lever, by the equations of the module; ``weight`` has the shape of ``values`` or broadcasts."""
    if lever.how is How.MULTIPLY:
        return np.asarray(values * (1.0 + (amount - 1.0) * weight))
    if lever.how is How.ADD:
        return np.asarray(values + amount * weight)
    aim = np.minimum(values, amount) if lever.how is How.AT_MOST else amount
    return np.asarray(values + (aim - values) * weight)


def within(values: Floats, what: What) -> Floats:
    """Values cut to the bounds of what a lever moves."""
    kind = KINDS_OF_LEVER[what]
    return np.clip(values, kind.least, kind.most)


def aims_at_ages(lever: Lever, years: Ints, ages: tuple[int, ...]) -> Floats:
    """1 where a lever aims at an age in a census year, else 0; (years, ages)."""
    aimed = [[aims_at(lever.where, int(year), age) for age in ages] for year in years]
    return np.array(aimed, dtype=np.float64).reshape(len(years), len(ages))


def aims_at_needs(lever: Lever, needs: tuple[Need, ...]) -> Floats:
    """1 where a lever aims at a need, else 0; (needs,)."""
    return np.array([not lever.where.needs or need in lever.where.needs for need in needs], dtype=np.float64)
