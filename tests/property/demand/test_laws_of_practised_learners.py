import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.demand.growth_errors import GrowthErrors
from models.demand.practised import KINDS, Practice, diverted, practised_learners
from models.demand.practised_errors import PractisedErrors, practised_paths

pytestmark = pytest.mark.property

ERRORS = PractisedErrors(
    dict.fromkeys(KINDS, GrowthErrors.from_yearly(0.02, 0.01, 0.12, 100.0)),
    {"base": 0.1, "state_special": 1.0, "inmss_special": -0.3, "independent_mainstream": 0.0},
)
plans = st.lists(st.floats(50, 50_000), min_size=2, max_size=11).map(np.array)
kinds = st.lists(st.floats(0, 5000), min_size=4, max_size=4).map(np.array)
elasticities = st.lists(st.floats(0, 1.25), min_size=4, max_size=4).map(np.array)


def start(learners, elasticity, lead=0.0):
    return Practice(learners, np.full(4, lead), elasticity, 0.6)


@given(kinds, elasticities, plans, st.floats(-0.06, 0.06))
def test_learners_are_never_negative_and_nobody_stays_nobody(learners, elasticity, path, lead):
    found = practised_learners(start(learners, elasticity, lead), path)
    assert (found >= 0).all()
    assert (found[:, learners == 0] == 0).all()
    np.testing.assert_allclose(found[0], learners)


@given(kinds, elasticities, plans)
def test_more_plans_never_mean_fewer_learners(learners, elasticity, path):
    more = path * np.concatenate([[1.0], np.full(len(path) - 1, 1.1)])
    fewer, many = (practised_learners(start(learners, elasticity), one) for one in (path, more))
    assert (many >= fewer - 1e-9).all()


@given(kinds, plans, st.floats(1.0, 9.0))
def test_twice_the_learners_at_the_start_are_twice_as_many_for_ever(learners, path, factor):
    elasticity = np.array([1.0, 0.5, 1.0, 1.1])
    once, more = (practised_learners(start(one, elasticity), path) for one in (learners, learners * factor))
    np.testing.assert_allclose(more, once * factor, rtol=1e-9, atol=1e-9)


@given(kinds, elasticities, plans)
def test_paths_are_finite_and_never_negative(learners, elasticity, path):
    drawn = practised_paths(start(learners, elasticity), np.tile(path, (5, 1)), ERRORS, 3, 5, "A")
    assert drawn.shape == (5, len(path), len(KINDS))
    assert np.isfinite(drawn).all()
    assert (drawn >= 0).all()


@given(st.floats(0, 5000), st.floats(0, 9000), st.floats(0, 9000), st.floats(0, 1))
def test_no_more_learners_are_diverted_than_places_were_added(inmss, state, known, share):
    found = diverted(np.array(inmss), np.array(state), np.array(known), share)
    assert found >= 0
    assert abs(found - inmss) <= abs(known - state) + 1e-9
