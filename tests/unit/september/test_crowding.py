"""How full a school may be, by hand."""

import numpy as np
import pytest
from small_world import PRIMARY, SECONDARY, STATE, world

from models.parameters.placement import AS_IN_THE_LAST_YEARS, CapacityParameters
from models.programme.learners_at_pairs import AtPairs
from models.september.asked import UsablePlaces
from models.september.crowding import STEPS, levels_of, of_year, room_and_widths

pytestmark = pytest.mark.unit

CAPACITY = CapacityParameters(crowding_a_year=0.02, crowding_step=0.03, ceiling=1.2)
STATE_SCHOOL = np.array([True])


def levels(places: list[float], base: float, capacity: CapacityParameters = CAPACITY, steps: bool = True) -> np.ndarray:
    """Levels of one school, (1 + steps, years + 1)."""
    return levels_of(np.array(places)[:, None], np.array([base]), np.array([steps]), capacity)[:, :, 0]


def test_a_school_with_places_to_spare_is_full_at_its_places_and_crowds_by_the_year_up_to_the_step():
    found = levels([100.0, 100.0, 100.0], 80.0)
    assert found[0] == pytest.approx([100.0, 100.0, 100.0])
    assert found[1] == pytest.approx([100.0, 102.0, 103.0])
    assert found[2] == pytest.approx([100.0, 104.0, 106.0])
    assert found[3] == pytest.approx([120.0, 120.0, 120.0])


def test_a_school_above_its_places_stays_so_when_it_grows_and_gives_it_up_in_proportion_when_it_shrinks():
    found = levels([100.0, 150.0, 50.0, 0.0], 110.0)
    assert found[0] == pytest.approx([110.0, 160.0, 55.0, 0.0])
    assert found[1] == pytest.approx([110.0, 163.0, 56.5, 0.0])
    assert found[3] == pytest.approx([120.0, 180.0, 60.0, 0.0])


def test_a_school_beyond_the_ceiling_keeps_what_it_had_and_takes_nobody_above_it():
    found = levels([100.0, 100.0], 130.0)
    assert found[:, 1] == pytest.approx([130.0] * 4)


def test_a_school_near_the_ceiling_has_steps_no_wider_than_what_is_left():
    found = levels([100.0, 100.0], 119.0)
    assert found[:, 1] == pytest.approx([119.0, 120.0, 120.0, 120.0])


def test_a_school_that_is_not_yet_open_has_nobody_above_its_places():
    found = levels([0.0, 50.0], 0.0)
    assert found[:, 0] == pytest.approx([0.0] * 4)
    assert found[:, 1] == pytest.approx([50.0, 51.0, 52.0, 60.0])


def test_independent_schools_have_nobody_above_their_places():
    assert levels([100.0, 100.0], 130.0, steps=False) == pytest.approx(np.full((1 + STEPS, 2), 100.0))


def test_without_practised_occupancy_a_full_school_is_full_at_its_places():
    assert levels([100.0, 100.0], 110.0, CapacityParameters(practised_occupancy=False))[0, 1] == 100.0


def test_where_places_grow_as_in_the_last_years_their_crowding_is_in_that_growth():
    found = levels([100.0, 105.0], 103.0, CapacityParameters(state_places=AS_IN_THE_LAST_YEARS))
    assert found[:3, 1] == pytest.approx([108.0] * 3)
    assert found[3, 1] == pytest.approx(126.0)


def test_incumbents_take_up_room_first_and_leave_the_steps_that_they_do_not_fill():
    school = world([PRIMARY], ("oak", STATE, 4, 15, 1.0))
    found = levels_of(np.array([[100.0], [100.0]]), np.array([100.0]), STATE_SCHOOL, CAPACITY)
    no_rows = np.zeros((1 + STEPS, 2, 0))
    for incumbents, room, widths in (
        (90.0, 10.0, [2.0, 2.0, 16.0]),
        (103.0, 0.0, [0.0, 1.0, 16.0]),
        (130.0, 0.0, [0.0, 0.0, 0.0]),
    ):
        free, _, (of_provider, of_rows) = room_and_widths(
            school.pairs, AtPairs.of(np.array([incumbents])), of_year(found, no_rows, 1)
        )
        assert free == pytest.approx([room])
        assert of_provider[0] == pytest.approx(widths)
        assert of_rows.shape == (0, STEPS)


def test_a_provider_that_keeps_places_for_phases_has_the_steps_of_its_phases_alone():
    school = world([PRIMARY, SECONDARY], ("oak", STATE, 4, 15, 1.0), split=("oak",))
    places = [UsablePlaces(np.array([12.0 + step]), np.array([8.0 + step, 4.0])) for step in range(1 + STEPS)]
    room, row_room, (of_provider, of_rows) = room_and_widths(
        school.pairs, AtPairs.of(np.array([9.0, 1.0])), tuple(places)
    )
    assert (room.tolist(), row_room.tolist()) == ([3.0], [0.0, 3.0])
    assert of_rows.tolist() == [[0.0, 1.0, 1.0], [0.0, 0.0, 0.0]]
    assert of_provider.tolist() == [[0.0, 0.0, 0.0]]
