"""Oracle: sums that an accountant can follow."""

import numpy as np
import pytest
from test_prices import ASD, PRICES, PRIVATE, STATE, read

from models.money.costs import journey_cost, marginal_cost, with_boarding

pytestmark = pytest.mark.unit


def test_one_more_learner_costs_top_up_and_journey_in_a_state_school_and_fee_and_journey_in_another():
    prices = read(PRICES)
    journey = journey_cost(prices, np.array([5.0, 20.0]), np.array([0.75, 1.0]))
    found = marginal_cost(prices.learner[[STATE, PRIVATE], [ASD, ASD]], journey)
    assert found == pytest.approx([14_000 + 0.75 * (3_000 + 5 * 400), 80_000 + 3_000 + 20 * 400])


def test_whoever_boards_has_the_residential_fee_moved_as_the_daily_one_and_no_journey():
    charge, journey = np.array([[80_000.0, 80_000.0], [88_000.0, 88_000.0]]), np.full((2, 2), 5_000.0)
    moved, left = with_boarding(charge, journey, charge[0], 140_000.0, np.array([True, False]))
    assert moved.tolist() == [[140_000, 80_000], [154_000, 88_000]]
    assert left.tolist() == [[0, 5_000], [0, 5_000]]
