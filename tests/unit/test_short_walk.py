from itertools import permutations

import numpy as np
import pytest

from sufficiency.forecast.order_of_draws import from_near_to_near, length, short_walk, straightened

pytestmark = pytest.mark.unit


def distances(points: np.ndarray) -> np.ndarray:
    flat = points.reshape(len(points), -1)
    return np.linalg.norm(flat[:, None] - flat[None, :], axis=2)


def test_points_on_a_line_are_taken_from_one_end_to_the_other():
    points = np.array([30.0, 10.0, 50.0, 20.0, 40.0]).reshape(5, 1, 1, 1)
    assert short_walk(points) == [1, 3, 0, 4, 2]


def test_the_first_walk_goes_on_to_the_nearest_that_is_left():
    apart = distances(np.random.default_rng(7).normal(size=(40, 3, 2, 2)))
    order = from_near_to_near(apart, 5)
    assert order[0] == 5
    assert sorted(order) == list(range(40))
    for place in range(39):
        assert apart[order[place], order[place + 1]] == apart[order[place], order[place + 1 :]].min()


@pytest.mark.parametrize("seed", range(20))
def test_straightening_keeps_every_point_and_makes_the_walk_shorter(seed: int):
    points = np.random.default_rng(seed).normal(size=(60, 2))
    apart = distances(points)
    before = from_near_to_near(apart, 0)
    after = straightened(before, apart)
    assert sorted(after) == list(range(60))
    assert length(np.array(after), apart) < length(np.array(before), apart)


@pytest.mark.parametrize("seed", range(20))
def test_a_straightened_walk_is_near_the_shortest_of_all(seed: int):
    apart = distances(np.random.default_rng(seed).normal(size=(7, 2)))
    walk = straightened(list(range(7)), apart)
    shortest = min(length(np.array(order), apart) for order in permutations(range(7)))
    assert length(np.array(walk), apart) <= 1.15 * shortest


def test_a_crossing_is_undone_and_a_stray_point_put_where_it_belongs():
    apart = distances(np.array([0.0, 1.0, 2.0, 3.0, 4.0])[:, None])
    assert straightened([0, 2, 1, 3, 4], apart) == [0, 1, 2, 3, 4]
    assert straightened([0, 1, 3, 4, 2], apart) == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("points", [1, 2, 3])
def test_equal_and_few_points_are_taken_in_turn(points: int):
    assert short_walk(np.ones((points, 2, 1, 1))) == list(range(points))
