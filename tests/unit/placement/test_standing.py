"""For whom places stand, and who is above them, counted by hand where a school keeps its places for phases."""

import numpy as np
import pytest
from small_world import PRIMARY, PRIVATE, PULP_LOOKS_AHEAD, SECONDARY, STATE, world

from models.placement.standing import Used, standing_of
from models.placement.years import above_places_by_cell
from models.programme.learners_at_pairs import AtPairs
from models.september.asked import UsablePlaces

pytestmark = [pytest.mark.unit, pytest.mark.filterwarnings(PULP_LOOKS_AHEAD)]

PHASES_SERVED = [PRIMARY, SECONDARY]


def split_school():
    """One school that keeps its places for phases, and an independent one; a cell of each phase."""
    return world(PHASES_SERVED, ("oak", STATE, 4, 16, 1.0), ("yew", PRIVATE, 4, 16, 5.0), split=("oak",))


def places_of(small, learners, for_any_phase, usable, of_rows):
    used = Used(np.array(learners), np.array([30.0, 10.0]), np.array([0, -1]))
    standing = standing_of(small.cells, small.providers, small.pairs, used, np.array(for_any_phase))
    return standing.by_cell(np.array(usable), np.array(of_rows), 2)


def at_oak(small, primary: float, secondary: float) -> list[float]:
    """Learners by pair, all of them at Oak."""
    of_cell = np.array([primary, secondary])[small.pairs.cell]
    return (of_cell * (small.pairs.provider == 0)).tolist()


def test_places_kept_for_a_phase_stand_for_that_phase_also_where_nobody_used_them():
    small = split_school()
    now, committed = places_of(
        small, at_oak(small, 8.0, 0.0), [[False, False]] * 2, [[12.0, 5.0], [18.0, 5.0]], [[8.0, 4.0], [8.0, 10.0]]
    )
    assert now.tolist() == [[8.0, 4.0], [8.0, 4.0]]
    assert committed.tolist() == [[0.0, 0.0], [0.0, 6.0]]


def test_places_that_were_for_all_phases_stand_for_the_learners_who_used_them():
    small = split_school()
    any_phase = [[True, True], [False, True]]
    now, committed = places_of(
        small, at_oak(small, 9.0, 3.0), any_phase, [[12.0, 5.0], [12.0, 5.0]], [[12.0, 12.0], [8.0, 4.0]]
    )
    assert now.tolist() == [[9.0, 3.0], [8.0, 3.0]]
    assert committed.tolist() == [[0.0, 0.0], [0.0, 1.0]]


def test_places_that_close_stand_for_nobody_any_more():
    small = split_school()
    now, committed = places_of(
        small, at_oak(small, 8.0, 4.0), [[False, False]] * 2, [[12.0, 5.0], [4.0, 5.0]], [[8.0, 4.0], [0.0, 4.0]]
    )
    assert now.tolist() == [[8.0, 4.0], [0.0, 4.0]]
    assert not committed.any()


def test_places_of_independent_schools_stand_for_nobody_who_could_be_in_a_state_school():
    small = split_school()
    nobody = np.zeros(len(small.pairs.cell)).tolist()
    now, _ = places_of(small, nobody, [[True, True]], [[0.0, 5.0]], [[0.0, 0.0]])
    assert not now.any()


def test_learners_above_the_places_of_a_phase_are_of_that_phase():
    small = split_school()
    counted = np.array([True, False])
    held = AtPairs.of(np.array(at_oak(small, 10.0, 3.0)))
    places = UsablePlaces(np.array([12.0, 0.0]), np.array([8.0, 4.0]))
    above = above_places_by_cell(small.pairs, held, places, counted, 2)
    assert above.tolist() == [2.0, 0.0], "the school has 13 on 12 places, its primary phase 10 on 8"


def test_learners_above_the_places_of_a_whole_school_are_of_all_its_cells_in_proportion():
    small = world(PHASES_SERVED, ("oak", STATE, 4, 16, 1.0), ("yew", PRIVATE, 4, 16, 5.0))
    learners = AtPairs.of(np.array(at_oak(small, 9.0, 3.0)) + 2.0 * (small.pairs.provider == 1))
    places = UsablePlaces(np.array([8.0, 1.0]), np.zeros(0))
    above = above_places_by_cell(small.pairs, learners, places, np.array([True, False]), 2)
    assert above.tolist() == pytest.approx([3.0, 1.0]), "Yew's three above its places are not counted"
