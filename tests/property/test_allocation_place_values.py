"""What one more place saves, against adding a little room and solving again."""

from dataclasses import replace

import numpy as np
import pytest
from allocation_cases import Case, drawn, solved
from hypothesis import given, settings
from hypothesis import strategies as st

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
def test_the_value_of_a_place_of_one_phase_is_what_a_little_more_of_it_saves(seed: int):
    case = drawn(2 * seed + 1)
    solution = solved(case)
    for row, provider in enumerate(case.structure.phase_row_provider):
        room, phase_room = case.room.copy(), case.rules.phase_room.copy()
        room[provider] += A_LITTLE
        phase_room[row] += A_LITTLE
        assert solution.phase_place_value_gbp[row] == pytest.approx(saving(case, room, phase_room), abs=1e-6)
        assert solution.place_value_gbp[provider] >= solution.phase_place_value_gbp[row]
