"""Joint tables, by hand."""

import numpy as np
import pytest

from models.demand.joint import Margin, fit, joint_table, reconciled, recorded

pytestmark = pytest.mark.unit


def test_two_margins_of_a_flat_seed_give_the_product_of_shares() -> None:
    found = fit(np.ones((2, 2)), [Margin((0,), np.array([30.0, 10.0])), Margin((1,), np.array([20.0, 20.0]))])
    assert found.table == pytest.approx(np.array([[15.0, 15.0], [5.0, 5.0]]))
    assert found.residual <= 1e-9


def test_a_joint_table_with_one_possible_answer_is_found() -> None:
    # Two ages, two needs, two provisions; every 12-year-old is ASD in special, every 5-year-old SLCN in mainstream.
    found = joint_table(
        age_provision=np.array([[7.0, 0.0], [0.0, 3.0]]),
        need_age=np.array([[0.0, 3.0], [7.0, 0.0]]),
        need_provision=np.array([[0.0, 3.0], [7.0, 0.0]]),
    )
    assert found.table[0, 1, 0] == pytest.approx(7.0)
    assert found.table[1, 0, 1] == pytest.approx(3.0)
    assert found.table.sum() == pytest.approx(10.0)


def test_learners_not_recorded_follow_the_recorded_ones_of_their_line_else_of_their_age() -> None:
    # Two needs, two provisions and not recorded: nobody of the second need has a recorded provision, and those of
    # another age are elsewhere.
    table = np.array([[[6.0, 2.0, 4.0], [0.0, 0.0, 8.0]], [[0.0, 4.0, 0.0], [0.0, 0.0, 0.0]]])
    found = np.array([[[9.0, 3.0], [6.0, 2.0]], [[0.0, 4.0], [0.0, 0.0]]])
    assert recorded(table, axis=2) == pytest.approx(found)


def test_learners_of_an_age_at_which_nothing_is_recorded_follow_everybody() -> None:
    table = np.array([[[3.0, 1.0, 0.0]], [[0.0, 0.0, 8.0]]])
    assert recorded(table, axis=2) == pytest.approx(np.array([[[3.0, 1.0]], [[6.0, 2.0]]]))


def test_learners_not_recorded_cannot_be_shared_out_where_nobody_is_recorded() -> None:
    with pytest.raises(ValueError, match="cannot be shared out"):
        recorded(np.array([[0.0, 5.0]]), axis=1)


def test_margins_that_contradict_each_other_say_by_how_much() -> None:
    margins = [Margin((0,), np.array([5.0, 5.0])), Margin((1,), np.array([4.0, 4.0]))]
    found = fit(np.ones((2, 2)), margins, most_iterations=10)
    assert found.iterations == 10
    assert found.residual == pytest.approx(1.0)


def test_reconciling_keeps_the_first_table_and_its_total() -> None:
    age_provision = np.array([[10.0, 0.0], [5.0, 5.0]])
    first, second, third = reconciled(age_provision, np.array([[8.0, 6.0], [2.0, 6.0]]), np.array([[12, 2], [5, 4.0]]))
    assert first is age_provision
    assert second.sum() == pytest.approx(20.0)
    assert third.sum() == pytest.approx(20.0)


@pytest.mark.parametrize("wrong", [-1.0, np.nan, np.inf])
def test_a_margin_that_is_no_count_is_refused(wrong: float) -> None:
    with pytest.raises(ValueError, match="finite, non-negative"):
        fit(np.ones((2, 2)), [Margin((0,), np.array([1.0, wrong]))])


def test_a_margin_of_another_shape_is_refused() -> None:
    with pytest.raises(ValueError, match="has shape"):
        fit(np.ones((2, 2)), [Margin((0,), np.ones(3))])
