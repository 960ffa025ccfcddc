"""Laws of levers: weights and shares stay within bounds, order does not matter, learners move and are not lost."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.levers import How, Lever, Shape, What, Where, amounts, weights
from models.steering import steered_prices, steered_requirement, steered_yearly
from models.vocabulary import AGES, NEEDS, PHASES, PROVISIONS, REQUIREMENTS

pytestmark = pytest.mark.property

YEARS = np.arange(2026, 2036)
SHARES = np.random.default_rng(1).dirichlet(np.ones(len(REQUIREMENTS) + 1), (len(AGES), len(NEEDS)))[..., :-1]
PRICES = np.random.default_rng(2).uniform(5_000, 90_000, (len(PROVISIONS), len(NEEDS)))
AIMS = st.builds(
    Where,
    needs=st.lists(st.sampled_from(NEEDS), max_size=2, unique=True).map(tuple),
    phases=st.lists(st.sampled_from(PHASES), max_size=2, unique=True).map(tuple),
    reception_from=st.none() | st.integers(2010, 2030),
)


@st.composite
def levers(draw: st.DrawFn, what: What, name: str) -> Lever:
    first = draw(st.integers(2026, 2035))
    shape = draw(st.sampled_from(Shape))
    ends = draw(st.integers(first, 2038)) if shape is not Shape.STEP else draw(st.none() | st.integers(first, 2038))
    amount = draw(st.floats(0.0, 2.0))
    ends_of_interval = draw(st.none() | st.tuples(st.floats(0.0, 0.5), st.floats(0.0, 0.5)))
    low, high = (
        (None, None) if ends_of_interval is None else (amount - ends_of_interval[0], amount + ends_of_interval[1])
    )
    between = draw(st.permutations([None, *REQUIREMENTS]))[:2]
    return Lever(
        name, what, draw(st.sampled_from(How)), amount, first, ends, shape, draw(AIMS), low, high, *between,
        at_transfer=draw(st.booleans()),
    )  # fmt: skip


@given(levers(What.REQUEST_RATE, "one"))
def test_weights_are_shares_that_are_nothing_before_the_lever_starts(lever):
    found = weights(lever, np.arange(2020, 2045))
    assert ((found >= 0) & (found <= 1)).all()
    assert not found[: lever.first_year - 2020].any()
    if lever.shape is not Shape.STEP:
        assert (np.diff(found) >= 0).all()
        assert found[-1] == 1


@given(levers(What.REQUEST_RATE, "one"), st.floats(-4, 4))
def test_more_luck_is_never_a_smaller_amount(lever, luck):
    low, high = amounts(lever, np.array([luck, luck + 0.5]))
    assert low <= high + 1e-12
    assert amounts(lever, np.zeros(1))[0] == lever.amount


@given(st.data(), st.lists(st.floats(-3, 3), min_size=2, max_size=2))
def test_requirement_shares_stay_shares_and_nobody_is_made_or_lost(data, luck):
    two = [data.draw(levers(What.REQUIREMENT_MIX, name)) for name in ("one", "two")]
    found = steered_requirement(two, np.array(luck), SHARES, YEARS)
    assert (found >= 0).all()
    assert (found.sum(axis=3) <= 1 + 1e-9).all()


@given(st.data())
def test_the_order_in_which_levers_are_given_changes_nothing(data):
    for what in (What.REQUIREMENT_MIX, What.FEE, What.MARKET_GROWTH):
        two = [data.draw(levers(what, name)) for name in ("one", "two")]
        luck = np.array([0.7, -1.1])
        there, back = (
            (steered_requirement(given, of, SHARES, YEARS), steered_prices(given, of, PRICES, YEARS),
             steered_yearly(given, What.MARKET_GROWTH, of, 0.2, YEARS))
            for given, of in ((two, luck), (two[::-1], luck[::-1]))
        )  # fmt: skip
        for one, other in zip(there, back, strict=True):
            np.testing.assert_allclose(one, other, rtol=1e-9, atol=1e-12)


@given(st.data())
def test_levers_that_do_not_overlap_are_each_applied_as_if_alone(data):
    needs = [(NEEDS[0],), (NEEDS[1],)]
    two = [data.draw(levers(What.FEE, name)) for name in ("one", "two")]
    apart = [Lever(**{**vars(one), "where": Where(needs=aim)}) for one, aim in zip(two, needs, strict=True)]
    calm = np.zeros(2)
    both = steered_prices(apart, calm, PRICES, YEARS)
    change = sum(steered_prices([one], calm[:1], PRICES, YEARS) - PRICES for one in apart)
    np.testing.assert_allclose(both, PRICES + change, rtol=1e-9)
