"""Laws of places to spare: used once, never more than is short, more reach never leaves more to build."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.arrays import Floats
from sufficiency.returns.place_need.serving import serve

pytestmark = pytest.mark.property

MOST = 4
WITHIN = 30.0


@st.composite
def worlds(draw: st.DrawFn) -> tuple[Floats, Floats, Floats]:
    """Groups that are short, schools with places to spare, and minutes, some of them endless."""
    groups, schools = draw(st.integers(1, MOST)), draw(st.integers(1, MOST))
    units = st.integers(0, 500)
    short, spare = (draw(st.lists(units, min_size=size, max_size=size)) for size in (groups, schools))
    away = st.one_of(st.integers(5, 60).map(float), st.just(np.inf))
    minutes = draw(st.lists(away, min_size=groups * schools, max_size=groups * schools))
    return np.array(short, dtype=float), np.array(spare, dtype=float), np.array(minutes).reshape(groups, schools)


@given(worlds())
def test_each_place_serves_once_and_nobody_is_served_twice(world: tuple[Floats, Floats, Floats]) -> None:
    short, spare, minutes = world
    served = serve(short, spare, minutes, WITHIN)
    assert (served >= 0).all()
    assert (served % 1 == 0).all()
    assert (served.sum(axis=1) <= short).all()
    assert (served.sum(axis=0) <= spare).all()
    assert (served[minutes > WITHIN] == 0).all()
    to_build = short - served.sum(axis=1)
    assert (to_build >= np.maximum(short - spare.sum(), 0)).all()


@given(worlds(), st.integers(0, 60), st.integers(0, 60))
def test_more_reach_never_leaves_more_to_build(world: tuple[Floats, Floats, Floats], one: int, two: int) -> None:
    short, spare, minutes = world
    near, far = sorted((one, two))
    assert serve(short, spare, minutes, near).sum() <= serve(short, spare, minutes, far).sum()


@given(worlds())
def test_as_many_are_served_as_any_cut_allows(world: tuple[Floats, Floats, Floats]) -> None:
    short, spare, minutes = world
    served = serve(short, spare, minutes, WITHIN).sum()
    assert served == least_cut(short, spare, minutes <= WITHIN)


def least_cut(short: Floats, spare: Floats, able: np.ndarray) -> float:
    """Most that can be served: for every set of groups, those outside it and what the schools of those inside have."""
    groups = range(len(short))
    cuts = []
    for inside in product((False, True), repeat=len(short)):
        reached = able[np.array(inside)].any(axis=0)
        cuts.append(sum(short[group] for group in groups if not inside[group]) + spare[reached].sum())
    return float(min(cuts))


SMALL = st.integers(0, 2)


@given(
    st.lists(SMALL, min_size=2, max_size=2),
    st.lists(SMALL, min_size=2, max_size=2),
    st.lists(st.integers(1, 40), min_size=4, max_size=4),
)
def test_of_all_ways_to_serve_as_many_none_has_fewer_minutes(
    short: list[int], spare: list[int], away: list[int]
) -> None:
    minutes = np.array(away, dtype=float).reshape(2, 2)
    found = serve(np.array(short, dtype=float), np.array(spare, dtype=float), minutes, WITHIN)
    assert (found.sum(), -(found * minutes).sum()) == best_of_all(short, spare, minutes)


def best_of_all(short: list[int], spare: list[int], minutes: Floats) -> tuple[float, float]:
    """Try every way: the most served, and of those ways the fewest minutes, below nought."""
    ways = (np.array(way, dtype=float).reshape(2, 2) for way in product(range(3), repeat=4))
    allowed = [
        way
        for way in ways
        if (way.sum(axis=1) <= short).all() and (way.sum(axis=0) <= spare).all() and not way[minutes > WITHIN].any()
    ]
    return max((float(way.sum()), float(-(way * minutes).sum())) for way in allowed)
