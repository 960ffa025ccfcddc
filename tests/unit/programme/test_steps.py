"""Steps of going without a place and of being above places: how they are filled, and what is refused."""

from dataclasses import replace

import numpy as np
import pytest
from allocation_cases import Case, built, cost_of, solved, structure_of

from models.parameters.method import AllocationParameters
from models.programme.allocation import Money, Rules, build, solve
from models.programme.steps import Steps, Widths, filled
from models.programme.structure import AllocationError

pytestmark = pytest.mark.unit

NO_ROWS = np.zeros((0, 2))
STEPS = Steps((200.0, 300.0), (50.0, 100.0))


def crowded(entrants: float, last: float = np.inf, steps: Steps = STEPS) -> Case:
    """One school of 4 places that may take 1 above them, then ``last`` more; one learner may do without at less."""
    widths = Widths(np.array([[1.0]]), np.array([[1.0, last]]), NO_ROWS)
    structure = structure_of({("a", "s"): 10.0})
    return Case(structure, np.array([entrants]), np.array([4.0]), Rules(widths=widths), steps=steps)


def test_steps_are_filled_in_their_order_and_the_last_takes_what_is_left():
    assert filled(np.array([2.5, 0.0, 9.0]), np.array([[1.0, 1.0, 1.0]] * 3)).tolist() == [
        [1.0, 1.0, 0.5],
        [0.0, 0.0, 0.0],
        [1.0, 1.0, 7.0],
    ]


def test_the_first_learners_above_places_cost_less_than_those_after_them():
    solution = solved(crowded(7.0))
    assert solution.over.tolist() == [3.0]
    assert solution.objective_gbp == 7 * 10.0 + 50.0 + 2 * 100.0
    assert solution.place_value_gbp.tolist() == [100.0]


def test_a_ceiling_leaves_learners_without_a_place_in_steps():
    solution = solved(crowded(9.0, last=1.0))
    assert (solution.over.tolist(), solution.unplaced.tolist()) == ([2.0], [3.0])
    assert solution.objective_gbp == 6 * 10.0 + 50.0 + 100.0 + 200.0 + 2 * 300.0
    assert solution.place_value_gbp.tolist() == [290.0]


def test_a_dearer_step_above_places_leaves_learners_without_a_place_first():
    case = crowded(9.0, steps=Steps((200.0, 300.0), (50.0, 270.0)))
    solution = solved(case)
    assert (solution.over.tolist(), solution.unplaced.tolist()) == ([4.0], [1.0])


def test_going_without_a_place_may_cost_more_in_one_cell_than_in_another():
    structure = structure_of({("a", "s"): 10.0, ("b", "s"): 10.0})
    widths = Widths(np.zeros((2, 0)), np.zeros((1, 1)), np.zeros((0, 1)))
    steps = Steps(np.array([[100.0], [200.0]]), (50.0,))
    case = Case(structure, np.array([2.0, 2.0]), np.array([3.0]), Rules(widths=widths), steps=steps)
    assert solved(case).unplaced.tolist() == [1.0, 0.0]


def test_learners_above_the_places_of_a_school_of_phases_take_the_cheapest_step_there_is():
    structure = structure_of(
        {("p", "s"): 10.0, ("q", "s"): 10.0},
        phase_rows=("primary", "secondary"),
        phase_row_provider=np.array([0, 0]),
        phase_row=np.array([0, 1]),
    )
    widths = Widths(np.zeros((2, 0)), np.array([[1.0, 9.0]]), np.array([[1.0, 9.0], [2.0, 9.0]]))
    rules = Rules(phase_room=np.array([3.0, 9.0]), widths=widths)
    case = Case(structure, np.array([4.0, 6.0]), np.array([6.0]), rules, steps=Steps((900.0,), (50.0, 100.0)))
    solution = solved(case)
    assert (solution.phase_over.tolist(), solution.over.tolist()) == ([1.0, 2.0], [1.0])
    assert solution.objective_gbp == 10 * 10.0 + 4 * 50.0


def test_one_unlimited_step_is_the_plain_programme():
    case = crowded(9.0, steps=Steps((300.0,), (150.0,)))
    case = replace(case, rules=Rules())
    plain = solved(replace(case, steps=None))
    assert solved(case).learners.tolist() == plain.learners.tolist() == [9.0]
    assert solved(case).objective_gbp == plain.objective_gbp


def test_a_place_is_worth_the_money_that_is_spent_less_for_want_of_it():
    case = crowded(9.0, last=1.0)
    programme, money = built(case), Money(pairs=np.array([12.0]), unplaced=np.array([70.0]))
    solution = solve(programme, case.entrants, case.room, case.rules, place_values=money)
    assert solution.place_money_gbp.tolist() == [58.0]
    assert solution.learner_money_gbp.tolist() == [70.0]
    assert solved(case).place_money_gbp.tolist() == [-10.0]


@pytest.mark.parametrize(
    ("steps", "message"),
    [
        (Steps((300.0, 200.0), (1.0,)), "unplaced_gbp falls from 300 to 200"),
        (Steps((300.0,), (2.0, 1.0)), "over_gbp falls from 2 to 1"),
        (Steps((-1.0,), (1.0,)), "unplaced_gbp is -1"),
        (Steps((), (1.0,)), r"unplaced_gbp has shape \(1, 0\), expected \(1, steps\) with one step or more"),
        (Steps(np.ones((2, 1)), (1.0,)), r"unplaced_gbp has shape \(2, 1\)"),
        (Steps((1.0,), (np.inf,)), "over_gbp is inf"),
    ],
)
def test_prices_that_are_no_steps_are_refused_by_name(steps: Steps, message: str):
    with pytest.raises(AllocationError, match=message):
        build(structure_of({("a", "s"): 1.0}), AllocationParameters(), steps=steps)


@pytest.mark.parametrize(
    ("widths", "message"),
    [
        (None, "widths are needed for 2 steps unplaced and 2 above places"),
        (Widths(np.ones((1, 2)), np.ones((1, 2)), NO_ROWS), r"widths.unplaced has shape \(1, 2\), expected \(1, 1\)"),
        (Widths(np.ones((1, 1)), np.ones((1, 1)), NO_ROWS), r"widths.over has shape \(1, 1\), expected \(1, 2\)"),
        (Widths(np.ones((1, 1)), np.array([[1.0, -2.0]]), NO_ROWS), "widths.over is -2 at position 1"),
        (Widths(np.ones((1, 1)), np.array([[1.0, np.nan]]), NO_ROWS), "widths.over is nan"),
    ],
)
def test_widths_that_are_none_are_refused_by_name(widths: Widths | None, message: str):
    with pytest.raises(AllocationError, match=message):
        cost_of(crowded(1.0), rules=Rules(widths=widths))


@pytest.mark.parametrize("money", [Money(pairs=np.ones(2)), Money(unplaced=np.array([-1.0]))])
def test_money_that_is_none_is_refused(money: Money):
    case = crowded(1.0)
    with pytest.raises(AllocationError, match="money"):
        solve(built(case), case.entrants, case.room, case.rules, place_values=money)
