import numpy as np
import pytest

from sufficiency.forecast.draws import order_of_draws

pytestmark = pytest.mark.unit


def test_points_on_a_line_are_taken_from_one_end_to_the_other():
    points = np.array([30.0, 10.0, 50.0, 20.0, 40.0]).reshape(5, 1, 1, 1)
    assert order_of_draws(points) == [1, 3, 0, 4, 2]


def test_each_draw_is_followed_by_the_nearest_that_is_left():
    points = np.random.default_rng(7).normal(size=(40, 3, 2, 2))
    order = order_of_draws(points)
    flat = points.reshape(40, -1)
    apart = np.linalg.norm(flat[:, None] - flat[None, :], axis=2)
    assert order[0] == flat.sum(axis=1).argmin()
    assert sorted(order) == list(range(40))
    for place in range(39):
        assert apart[order[place], order[place + 1]] == apart[order[place], order[place + 1 :]].min()


@pytest.mark.parametrize("points", [1, 2, 3])
def test_equal_and_few_points_are_taken_in_turn(points: int):
    assert order_of_draws(np.ones((points, 2, 1, 1))) == list(range(points))
