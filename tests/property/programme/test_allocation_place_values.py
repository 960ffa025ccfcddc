"""What one more place saves, against adding a little room and solving again."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from allocation_cases import Case, built, cost_of, drawn, solved, stepped
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from models.programme.allocation import Money, Solution, solve
from models.programme.contradictions import ContradictionError

pytestmark = [pytest.mark.property, pytest.mark.slow]

A_LITTLE = 2.0**-6
"""Of a place; with whole learners and places the saving is the same all the way."""


with_and_without_steps = pytest.mark.parametrize("draw", [drawn, stepped])


def saving(case: Case, room: np.ndarray, phase_room: np.ndarray | None) -> float:
    rules = replace(case.rules, phase_room=phase_room)
    return (solved(case).objective_gbp - solved(case, room=room, rules=rules).objective_gbp) / A_LITTLE


def planned(case: Case) -> Solution:
    """Its plan; a case whose rules contradict one another under its ceilings is left out."""
    assume(np.isfinite(cost_of(case)))
    return solved(case)


def uneven(case: Case, seed: int) -> Case:
    """Costs that are no whole numbers, so that one plan alone is the cheapest, with the tie-break or without."""
    more = np.random.default_rng(seed).uniform(0, 7, case.structure.cell.size)
    return replace(case, structure=replace(case.structure, cost_gbp=case.structure.cost_gbp + more))


@with_and_without_steps
@settings(max_examples=40)
@given(seed=st.integers(0, 10**9))
@pytest.mark.slow
def test_the_value_of_a_place_is_what_a_little_more_room_saves(draw: Callable[[int], Case], seed: int):
    case = draw(seed)
    solution = planned(case)
    split = set(case.structure.phase_row_provider.tolist())
    for provider in range(case.room.size):
        room = case.room.copy()
        room[provider] += A_LITTLE
        saved = saving(case, room, case.rules.phase_room)
        if provider in split:
            assert solution.place_value_gbp[provider] >= saved - 1e-6
        else:
            assert solution.place_value_gbp[provider] == pytest.approx(saved, abs=1e-6)


@with_and_without_steps
@settings(max_examples=40)
@given(seed=st.integers(0, 10**9))
@pytest.mark.slow
def test_the_value_of_a_place_is_that_of_the_phase_where_a_little_more_of_it_saves_most(
    draw: Callable[[int], Case], seed: int
):
    case = draw(2 * seed + 1)
    solution = planned(case)
    for provider in set(case.structure.phase_row_provider.tolist()):
        room = case.room.copy()
        room[provider] += A_LITTLE
        saved = [saving(case, room, case.rules.phase_room)]
        for row in np.flatnonzero(case.structure.phase_row_provider == provider):
            phase_room = case.rules.phase_room.copy()
            phase_room[row] += A_LITTLE
            saved.append(saving(case, room, phase_room))
        assert solution.place_value_gbp[provider] == pytest.approx(max(saved), abs=1e-6)


@with_and_without_steps
@settings(max_examples=40)
@given(seed=st.integers(0, 10**9))
def test_the_value_of_one_learner_fewer_is_what_a_little_less_of_a_learner_saves(
    draw: Callable[[int], Case], seed: int
):
    """As many are directed as before: it is what a place kept for the cell saves before its own running cost."""
    case = draw(seed)
    before = planned(case)
    for cell, entrants in enumerate(case.entrants):
        try:
            saved = (
                (before.objective_gbp - solved(with_fewer(case, cell)).objective_gbp) / A_LITTLE if entrants else 0.0
            )
        except ContradictionError:
            saved = 0.0  # a school is guaranteed them: nobody can be spared
        assert before.learner_value_gbp[cell] == pytest.approx(saved, abs=1e-6)


@with_and_without_steps
@settings(max_examples=40)
@given(seed=st.integers(0, 10**9))
def test_the_money_in_that_is_what_is_spent_less(draw: Callable[[int], Case], seed: int):
    case = uneven(draw(seed), seed)
    before = planned(case)
    for cell in np.flatnonzero(before.learner_value_gbp):
        cost = case.structure.cost_gbp
        spent = cost @ before.learners - cost @ solved(with_fewer(case, int(cell))).learners
        assert before.learner_money_gbp[cell] == pytest.approx(spent / A_LITTLE, abs=1e-6)


@with_and_without_steps
@settings(max_examples=40)
@given(seed=st.integers(0, 10**9))
def test_the_money_in_the_value_of_a_place_is_what_is_spent_less(draw: Callable[[int], Case], seed: int):
    """With money of its own for every pair and for learners without a place."""
    case, random = uneven(draw(2 * seed), seed), np.random.default_rng(seed)
    money = Money(random.uniform(0, 90, case.structure.cell.size), random.uniform(0, 90, case.entrants.size))
    planned(case)
    before = solve(built(case), case.entrants, case.room, case.rules, place_values=money)
    for provider in range(case.room.size):
        room = case.room.copy()
        room[provider] += A_LITTLE
        after = solved(case, room=room)
        spent = money.pairs @ (before.learners - after.learners) + money.unplaced @ (before.unplaced - after.unplaced)
        assert before.place_money_gbp[provider] == pytest.approx(spent / A_LITTLE, abs=1e-6)


@settings(max_examples=40)
@given(seed=st.integers(0, 10**9))
def test_money_changes_no_plan_and_no_value(seed: int):
    case = stepped(seed)
    before, money = planned(case), Money(np.zeros(case.structure.cell.size), np.full(case.entrants.size, 5.0))
    after = solve(built(case), case.entrants, case.room, case.rules, place_values=money)
    for name in ("learners", "unplaced", "place_value_gbp", "learner_value_gbp"):
        assert np.array_equal(getattr(before, name), getattr(after, name))


def with_fewer(case: Case, cell: int) -> Case:
    """Take a little of a learner off a cell, and leave as many directed as there were."""
    entrants = case.entrants.copy()
    entrants[cell] = max(entrants[cell] - A_LITTLE, 0.0)
    if case.rules.directed_share is None:
        return replace(case, entrants=entrants)
    sent = case.rules.directed_share * case.entrants
    share = np.divide(sent, entrants, out=np.zeros_like(sent), where=entrants > 0)
    return replace(case, entrants=entrants, rules=replace(case.rules, directed_share=share))
