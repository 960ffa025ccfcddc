import numpy as np
import pytest

from models.demand.age_shares import FADE, fit_movement, project_shares, shares_of

pytestmark = pytest.mark.unit

BEFORE = shares_of(np.random.default_rng(1).uniform(1, 10, (60, 3)))


def test_the_movement_of_one_year_is_found_again():
    rule = np.array([[0.02, 0.9, 0.0, 0.0], [0.01, 0.1, 0.85, 0.0], [0.0, 0.0, 0.15, 0.9]])
    after = rule[:, 0] + BEFORE @ rule[:, 1:].T
    assert fit_movement(BEFORE, after) == pytest.approx(rule, abs=1e-10)


def test_too_few_authorities_tell_no_movement_and_shares_stay():
    assert fit_movement(BEFORE[:20], BEFORE[:20]) is None
    assert project_shares(BEFORE, None, 3)[2] == pytest.approx(BEFORE)


def test_the_movement_fades_by_a_fixed_factor_each_year():
    rule = np.array([[0.1, 1.0, 0.0], [-0.1, 0.0, 1.0]])
    path = project_shares(np.array([[0.5, 0.5]]), rule, 2)
    assert path[:, 0, 0] == pytest.approx([0.5 + 0.1 * FADE, 0.5 + 0.1 * FADE + 0.1 * FADE**2])


def test_shares_stay_between_none_and_all_and_add_to_one():
    rule = np.array([[-0.5, 1.0, 0.0], [0.5, 0.0, 1.0]])
    path = project_shares(np.array([[0.1, 0.9], [1.0, 0.0]]), rule, 4)
    assert path.min() >= 0
    assert path.sum(axis=2) == pytest.approx(1.0)


def test_a_row_that_is_blank_or_empty_has_no_shares():
    assert np.isnan(shares_of([[0.0, 0.0], [np.nan, 1.0]])).all()
