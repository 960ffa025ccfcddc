"""Laws of the block: a year opens as the last one closed, a deficit alone bears interest, draws aggregate."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from models.money.block import (
    carry_cost,
    chance_below_zero,
    closing,
    in_year,
    mean_of_worst,
    openings,
    positions,
    stability_grant,
)

pytestmark = pytest.mark.property

pennies = st.integers(-(10**11), 10**11)
"""Whole pennies, so that sums are exact."""
years = st.integers(1, 6)


@given(st.data(), years, st.integers(1, 4), pennies)
def test_the_closing_of_a_year_opens_the_next(data, years, draws, opening):
    grant, stability = (data.draw(arrays(float, years, elements=pennies.map(float))) for _ in range(2))
    spend = data.draw(arrays(float, (draws, years), elements=pennies.map(float)))
    closed = positions(float(opening), grant, spend, stability)
    opened = openings(float(opening), closed)
    assert (opened[:, 0] == opening).all()
    assert np.array_equal(opened[:, 1:], closed[:, :-1])
    assert np.array_equal(closing(opened, in_year(grant, spend), stability), closed)
    assert np.array_equal(closed[:, -1], opening + (grant + stability - spend).sum(axis=1))


@given(pennies, pennies, st.floats(0.0, 0.2))
def test_carrying_a_deficit_never_earns(opening, closed, rate):
    cost = carry_cost(np.array(float(opening)), np.array(float(closed)), np.array(rate))
    assert cost >= 0.0
    if opening >= 0 and closed >= 0:
        assert cost == 0.0
    if opening < 0 and closed < 0:
        assert cost == pytest.approx(-rate * (opening + closed) / 2)


@given(st.floats(0.0, 1e9), st.floats(0.0, 1.0))
def test_the_stability_grant_is_a_share_of_the_deficit_and_none_of_a_surplus(deficit, share):
    assert 0.0 <= stability_grant(deficit, share) <= deficit
    assert stability_grant(-deficit, share) == 0.0


@given(st.data(), st.integers(1, 60), years, st.floats(0.01, 1.0))
def test_the_worst_are_worse_than_the_mean_and_no_worse_than_the_worst(data, draws, years, share):
    closed = data.draw(arrays(float, (draws, years), elements=st.floats(-1e9, 1e9)))
    worst = mean_of_worst(closed, share)
    assert (worst <= closed.mean(axis=0) + 1e-3).all()
    assert (worst >= closed.min(axis=0) - 1e-3).all()
    assert np.allclose(mean_of_worst(closed, 1.0), closed.mean(axis=0), atol=1e-3)


def test_the_worst_fifth_of_ten_draws_are_the_two_worst_and_of_seven_the_worst_and_two_fifths_of_the_next():
    assert mean_of_worst(np.array([[5.0], [-3.0], [9.0], [-1.0], [8.0], [4.0], [7.0], [6.0], [2.0], [1.0]])) == [-2.0]
    assert mean_of_worst(np.arange(7.0)[:, None]) == pytest.approx([0.4 * 1.0 / 1.4])


def test_a_run_without_draws_has_no_chance_of_a_deficit():
    assert np.isnan(chance_below_zero(np.empty((0, 3)))).all()
    assert np.isnan(mean_of_worst(np.empty((0, 3)))).all()
    assert chance_below_zero(np.array([[-1.0, 0.0], [1.0, 0.0], [-1.0, 0.0], [2.0, -0.5]])).tolist() == [0.5, 0.25]
