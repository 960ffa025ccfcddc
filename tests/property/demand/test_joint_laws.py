"""Laws of joint tables fitted to margins."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from models.demand.joint import Margin, fit, joint_table, reconciled, recorded

pytestmark = pytest.mark.property

SHAPE = (4, 3, 5)
counts = st.one_of(st.just(0.0), st.integers(1, 400).map(float))
tables = arrays(np.float64, SHAPE, elements=counts).filter(lambda table: table.sum() > 0)


def margins_of(table: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """age x provision, need x age, need x provision of (age, need, provision)."""
    return table.sum(axis=1), table.sum(axis=2).T, table.sum(axis=0)


@settings(max_examples=20)
@given(tables)
def test_a_fitted_table_reproduces_the_margins_of_any_table(true: np.ndarray) -> None:
    age_provision, need_age, need_provision = margins_of(true)
    found = joint_table(age_provision, need_age, need_provision)
    slack = 1e-3 * true.sum()
    assert found.residual <= slack
    assert np.abs(found.table.sum(axis=1) - age_provision).max() <= slack
    assert np.abs(found.table.sum(axis=2).T - need_age).max() <= slack
    assert np.abs(found.table.sum(axis=0) - need_provision).max() <= slack


@settings(max_examples=20)
@given(tables)
def test_nobody_is_put_where_a_margin_has_nobody(true: np.ndarray) -> None:
    age_provision, need_age, need_provision = margins_of(true)
    found = joint_table(age_provision, need_age, need_provision).table
    assert (found >= 0).all()
    assert (found.sum(axis=1)[age_provision == 0] == 0).all()
    assert (found.sum(axis=2).T[need_age == 0] == 0).all()
    assert (found.sum(axis=0)[need_provision == 0] == 0).all()


@settings(max_examples=40)
@given(tables, tables)
def test_structural_zeros_of_the_seed_stay_zero(true: np.ndarray, seed: np.ndarray) -> None:
    allowed = (seed > 0).astype(float)
    found = fit(allowed, [Margin((0, 1), (true * allowed).sum(axis=2))]).table
    assert (found[allowed == 0] == 0).all()


@given(tables)
def test_a_table_that_already_fits_is_left_alone(true: np.ndarray) -> None:
    found = fit(true, [Margin((0, 2), true.sum(axis=1)), Margin((0, 1), true.sum(axis=2))])
    assert found.iterations == 0
    assert np.array_equal(found.table, true)


@given(tables, st.integers(1, 2))
def test_sharing_out_what_is_not_recorded_loses_nobody_and_moves_nobody(table: np.ndarray, axis: int) -> None:
    known = np.moveaxis(np.moveaxis(table, axis, -1)[..., :-1], -1, axis)
    if known.sum() == 0:
        table = table + 1.0
        known = np.moveaxis(np.moveaxis(table, axis, -1)[..., :-1], -1, axis)
    found = recorded(table, axis)
    assert found.shape == known.shape
    assert np.allclose(found.sum(axis=axis), table.sum(axis=axis))
    assert (found >= known - 1e-9).all()


@settings(max_examples=20)
@given(tables)
def test_margins_of_the_same_learners_agree_while_not_recorded_is_a_category(true: np.ndarray) -> None:
    """The last need and provision stand for not recorded: kept apart, the margins can be met, and nobody is lost."""
    found = joint_table(*reconciled(*margins_of(true)))
    assert found.residual <= 1e-3 * true.sum()
    shared = recorded(found.table, axis=2) if true[..., :-1].sum() else found.table
    assert shared.sum() == pytest.approx(found.table.sum())


@settings(max_examples=40)
@given(tables, st.integers(0, 5))
def test_margins_that_disagree_by_a_few_are_made_to_agree(true: np.ndarray, stray: int) -> None:
    age_provision, need_age, need_provision = margins_of(true)
    disagreeing = need_provision + stray * (need_provision > 0)
    first, second, third = reconciled(age_provision, need_age, disagreeing)
    assert np.allclose(first.sum(axis=1), second.sum(axis=0))
    assert np.allclose(second.sum(axis=1), third.sum(axis=1), atol=0.02 * true.sum())
    assert np.allclose(first.sum(axis=0), third.sum(axis=0), atol=0.02 * true.sum())
