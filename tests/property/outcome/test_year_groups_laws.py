"""Laws of the fit of placements over ages, and an oracle: the slower fit of single tables."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from models.demand.joint import Margin, fit
from models.outcome.year_groups import NEAR, fitted

pytestmark = pytest.mark.property

TABLES, ROWS, COLUMNS = 4, 5, 3
LEARNERS = st.one_of(st.just(0.0), st.floats(0.01, 500))


@st.composite
def asked(draw):
    """A seed above nought and margins that some table has."""
    table = draw(arrays(float, (TABLES, ROWS, COLUMNS), elements=LEARNERS))
    seed = draw(arrays(float, (TABLES, ROWS, COLUMNS), elements=st.floats(0.01, 100)))
    return seed, table.sum(axis=2), table.sum(axis=1)


@given(asked())
def test_a_fitted_table_has_both_margins_and_nobody_below_nought(given_):
    seed, rows, columns = given_
    found = fitted(seed, rows, columns)
    assert (found >= 0).all()
    assert found.sum(axis=2) == pytest.approx(rows, abs=1e-9)
    assert np.abs(found.sum(axis=1) - columns).max() <= 10 * NEAR


@given(asked())
def test_a_fitted_table_is_the_one_that_scaling_in_turn_gives(given_):
    seed, rows, columns = given_
    found = fitted(seed, rows, columns)
    for mine, of, row, column in zip(found, seed, rows, columns, strict=True):
        slow = fit(of, [Margin((1,), column), Margin((0,), row)], tolerance=1e-8)
        assert mine == pytest.approx(slow.table, abs=1e-4)


@given(asked(), st.floats(0.1, 10))
def test_the_size_of_the_seed_changes_nothing(given_, times):
    seed, rows, columns = given_
    assert fitted(seed * times, rows, columns) == pytest.approx(fitted(seed, rows, columns), abs=1e-6)


@given(asked())
def test_a_seed_that_has_the_margins_is_the_answer(given_):
    seed, _, _ = given_
    assert fitted(seed, seed.sum(axis=2), seed.sum(axis=1)) == pytest.approx(seed, abs=1e-6)
