"""What one more place saves, against adding a little room and solving again."""

from dataclasses import replace

import numpy as np
import pytest
from allocation_cases import Case, drawn, solved
from hypothesis import given, settings
from hypothesis import strategies as st

from models.programme.contradictions import ContradictionError

pytestmark = pytest.mark.property

A_LITTLE = 2.0**-6
"""Of a place; with whole learners and places the saving is the same all the way."""


def saving(case: Case, room: np.ndarray, phase_room: np.ndarray | None) -> float:
    rules = replace(case.rules, phase_room=phase_room)
    return (solved(case).objective_gbp - solved(case, room=room, rules=rules).objective_gbp) / A_LITTLE


@settings(max_examples=40)
@given(seed=st.integers(0, 10**9))
def test_the_value_of_a_place_is_what_a_little_more_room_saves(seed: int):
    case = drawn(seed)
    solution = solved(case)
    split = set(case.structure.phase_row_provider.tolist())
    for provider in range(case.room.size):
        room = case.room.copy()
        room[provider] += A_LITTLE
        saved = saving(case, room, case.rules.phase_room)
        if provider in split:
            assert solution.place_value_gbp[provider] >= saved - 1e-6
        else:
            assert solution.place_value_gbp[provider] == pytest.approx(saved, abs=1e-6)


@settings(max_examples=40)
@given(seed=st.integers(0, 10**9))
def test_the_value_of_a_place_is_that_of_the_phase_where_a_little_more_of_it_saves_most(seed: int):
    case = drawn(2 * seed + 1)
    solution = solved(case)
    for provider in set(case.structure.phase_row_provider.tolist()):
        room = case.room.copy()
        room[provider] += A_LITTLE
        saved = [saving(case, room, case.rules.phase_room)]
        for row in np.flatnonzero(case.structure.phase_row_provider == provider):
            phase_room = case.rules.phase_room.copy()
            phase_room[row] += A_LITTLE
            saved.append(saving(case, room, phase_room))
        assert solution.place_value_gbp[provider] == pytest.approx(max(saved), abs=1e-6)


@settings(max_examples=40)
@given(seed=st.integers(0, 10**9))
def test_the_value_of_one_learner_fewer_is_what_a_little_less_of_a_learner_saves(seed: int):
    """As many are directed as before: it is what a place kept for the cell saves before its own running cost."""
    case = drawn(seed)
    before = solved(case)
    for cell, entrants in enumerate(case.entrants):
        try:
            saved = (
                (before.objective_gbp - solved(with_fewer(case, cell)).objective_gbp) / A_LITTLE if entrants else 0.0
            )
        except ContradictionError:
            saved = 0.0  # a school is guaranteed them: nobody can be spared
        assert before.learner_value_gbp[cell] == pytest.approx(saved, abs=1e-6)


@settings(max_examples=40)
@given(seed=st.integers(0, 10**9))
def test_the_money_in_that_is_what_is_spent_less(seed: int):
    """Costs that are no whole numbers, so that one plan alone is the cheapest, with the tie-break or without."""
    case = drawn(seed)
    uneven = np.random.default_rng(seed).uniform(0, 7, case.structure.cell.size)
    case = replace(case, structure=replace(case.structure, cost_gbp=case.structure.cost_gbp + uneven))
    before = solved(case)
    for cell in np.flatnonzero(before.learner_value_gbp):
        cost = case.structure.cost_gbp
        spent = cost @ before.learners - cost @ solved(with_fewer(case, int(cell))).learners
        assert before.learner_money_gbp[cell] == pytest.approx(spent / A_LITTLE, abs=1e-6)


def with_fewer(case: Case, cell: int) -> Case:
    """Take a little of a learner off a cell, and leave as many directed as there were."""
    entrants = case.entrants.copy()
    entrants[cell] = max(entrants[cell] - A_LITTLE, 0.0)
    if case.rules.directed_share is None:
        return replace(case, entrants=entrants)
    sent = case.rules.directed_share * case.entrants
    share = np.divide(sent, entrants, out=np.zeros_like(sent), where=entrants > 0)
    return replace(case, entrants=entrants, rules=replace(case.rules, directed_share=share))
