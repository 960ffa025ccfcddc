import numpy as np
import pytest

from sufficiency.draws import near_to_near

pytestmark = pytest.mark.unit


def test_draws_on_a_line_are_taken_from_one_end_to_the_other():
    plans = np.array([30.0, 10.0, 50.0, 20.0, 40.0]).reshape(5, 1, 1, 1)
    assert near_to_near(plans) == [1, 3, 0, 4, 2]


def test_every_draw_is_taken_once_and_the_nearest_left_comes_next():
    plans = np.random.default_rng(7).normal(size=(40, 3, 2, 2))
    order = near_to_near(plans)
    assert sorted(order) == list(range(40))
    for place in range(39):
        apart = [float(((plans[order[place]] - plans[draw]) ** 2).sum()) for draw in order[place + 1 :]]
        assert apart[0] == min(apart)


def test_equal_draws_are_taken_in_turn():
    assert near_to_near(np.ones((3, 2, 1, 1))) == [0, 1, 2]
