"""Laws of the appraisal that hold whatever the set, its prices and its diversion."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.money.appraisal import (
    Planned,
    UnitPounds,
    cash_flows,
    discount_factors,
    from_opening,
    net_present_value,
    switching_value,
)

pytestmark = pytest.mark.property

YEARS = 20
pounds = st.floats(0, 100_000)
units = st.builds(UnitPounds, *[pounds] * 7)
plans = st.builds(
    lambda cost, opens, fills: Planned(
        cost * np.array([0.4, 0.6, *[0.0] * (YEARS - 1)]),
        from_opening((60,), opens, YEARS),
        from_opening(fills, opens, YEARS),
    ),
    st.floats(0, 1e7),
    st.integers(0, YEARS - 1),
    st.lists(st.floats(0, 60), min_size=1, max_size=5),
)


def value(planned: Planned, unit: UnitPounds, share: float) -> float:
    return net_present_value(cash_flows(planned, unit, share).net, discount_factors(YEARS))


@given(plans, units, st.floats(0, 1))
def test_the_value_at_a_diversion_is_that_share_of_the_way_between_none_and_all(planned, unit, share):
    none, every = value(planned, unit, 0.0), value(planned, unit, 1.0)
    assert value(planned, unit, share) == pytest.approx((1 - share) * none + share * every, abs=0.01, rel=1e-9)


@given(plans, units)
def test_at_its_switching_value_a_diversion_saves_as_much_as_it_costs(planned, unit):
    nil = switching_value(lambda share: value(planned, unit, share), 0.0, 1.0)
    if nil is not None:
        size = max(abs(value(planned, unit, share)) for share in (0.0, 1.0, nil))
        assert value(planned, unit, nil) == pytest.approx(0, abs=1e-6 * max(size, 1) * max(abs(nil), 1))


@given(st.lists(st.floats(0, 60), min_size=1, max_size=6), st.integers(0, YEARS - 8))
def test_financial_years_hold_the_learners_of_academic_years_and_no_others(fills, opens):
    years = from_opening(fills, opens, YEARS)
    whole = [fills[min(place, len(fills) - 1)] for place in range(YEARS - opens + 1)]
    assert years.sum() == pytest.approx(sum(whole) - 5 / 12 * whole[-1])
    assert not years[:opens].any()
    assert years.max() <= max(fills) + 1e-9


@given(st.integers(1, 200))
def test_a_later_pound_is_never_worth_more(years):
    factors = discount_factors(years)
    assert factors[0] == 1
    assert (np.diff(factors) < 0).all()
