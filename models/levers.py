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
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from models.vocabulary import Need, Phase, Requirement, phase_of_age

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


class What(StrEnum):
    """What a lever moves."""

    REQUEST_RATE = "request_rate"
    SURVIVAL = "survival"
    NEED_MIX = "need_mix"
    REQUIREMENT_MIX = "requirement_mix"
    FEE = "fee"
    TOP_UP = "top_up"
    TRANSPORT_PRICE = "transport_price"
    JOURNEY_LIMIT = "journey_limit"
    DIRECTED_SHARE = "directed_share"
    MARKET_GROWTH = "market_growth"
    PREVALENCE_CEILING = "prevalence_ceiling"
    POPULATION = "population"


class How(StrEnum):
    """How the amount acts; the order of the members is the order in which levers act."""

    MULTIPLY = "multiply"
    ADD = "add"
    TARGET = "target"
    AT_MOST = "at_most"


class Shape(StrEnum):
    """How a lever comes in."""

    STEP = "step"
    LINEAR = "linear"
    FRONT_LOADED = "front_loaded"
    BACK_LOADED = "back_loaded"


@dataclass(frozen=True)
class Where:
    """The aim of a lever; an empty tuple or None leaves that side open.

    ``ages`` are on 31 August; ``born_from`` and ``born_to`` bound the academic year's age group by the census year in
    which its members are in Reception (age 4).
    """

    needs: tuple[Need, ...] = ()
    phases: tuple[Phase, ...] = ()
    ages: tuple[int, ...] = ()
    areas: tuple[str, ...] = ()
    providers: tuple[str, ...] = ()
    reception_from: int | None = None
    reception_to: int | None = None


@dataclass(frozen=True)
class Lever:
    """One lever. ``amount`` is its central value; ``low`` and ``high`` an 80% interval, drawn once a path.

    ``first_year`` and ``last_year`` are census years. ``moves_from`` and ``moves_to`` name the requirement of
    ``requirement_mix`` (None: no specialist place); the share taken from the one goes to the other.
    """

    name: str
    what: What
    how: How
    amount: float
    first_year: int
    last_year: int | None = None
    shape: Shape = Shape.STEP
    where: Where = Where()
    low: float | None = None
    high: float | None = None
    moves_from: Requirement | None = None
    moves_to: Requirement | None = None
    at_transfer: bool = True


NORMAL_80 = 1.2815515655446004
"""Standard normal deviate that holds the middle 80% between itself and its negative."""


def in_order(levers: Sequence[Lever]) -> tuple[Lever, ...]:
    """Levers in the order in which they act."""
    return tuple(sorted(levers, key=lambda lever: (list(How).index(lever.how), lever.name)))


def weights(lever: Lever, years: NDArray[np.int64]) -> Floats:
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
    spread = np.where(luck < 0, lever.amount - low, high - lever.amount) / NORMAL_80
    return np.asarray(lever.amount + spread * luck)


def moved(values: Floats, lever: Lever, amount: Floats | float, weight: Floats) -> Floats:
    """Values after one lever, by the equations of the module; ``weight`` has the shape of ``values`` or broadcasts."""
    if lever.how is How.MULTIPLY:
        return np.asarray(values * (1.0 + (amount - 1.0) * weight))
    if lever.how is How.ADD:
        return np.asarray(values + amount * weight)
    aim = np.minimum(values, amount) if lever.how is How.AT_MOST else amount
    return np.asarray(values + (aim - values) * weight)


def aims_at_ages(lever: Lever, years: NDArray[np.int64], ages: tuple[int, ...]) -> Floats:
    """1 where a lever aims at an age in a census year, else 0; (years, ages)."""
    where = lever.where
    aimed = np.array(
        [
            (not where.ages or age in where.ages) and (not where.phases or phase_of_age(age) in where.phases)
            for age in ages
        ]
    )
    reception = years[:, None] - np.array(ages)[None, :] + 4
    first = -np.inf if where.reception_from is None else where.reception_from
    last = np.inf if where.reception_to is None else where.reception_to
    return np.asarray(aimed[None, :] & (reception >= first) & (reception <= last), dtype=np.float64)


def aims_at_needs(lever: Lever, needs: tuple[Need, ...]) -> Floats:
    """1 where a lever aims at a need, else 0; (needs,)."""
    return np.array([not lever.where.needs or need in lever.where.needs for need in needs], dtype=np.float64)
