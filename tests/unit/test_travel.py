import numpy as np
import pytest

from models.parameters import TravelParameters
from models.travel import METRES_PER_MILE, journeys, minutes_of, straight_line_miles

pytestmark = pytest.mark.unit

PLAIN = TravelParameters(circuity=1.5, speed_mph=30.0, boarding_minutes=5.0)
MILE = METRES_PER_MILE
POINTS = np.array([[0.0, 0.0], [3 * MILE, 0.0], [0.0, 10 * MILE]])
AREAS = np.array([0, 0, 1])
PROVIDERS = np.array([[0.0, 4 * MILE], [3 * MILE, 4 * MILE]])
PERSONS = np.array([[1.0, 0.0], [3.0, 0.0], [2.0, 5.0]])


def test_straight_lines_are_measured_on_the_grid():
    assert straight_line_miles(POINTS, PROVIDERS) == pytest.approx(np.array([[4, 5], [5, 4], [6, np.hypot(3, 6)]]))


def test_a_journey_is_the_mean_over_the_areas_children_times_the_circuity():
    found = journeys(POINTS, PERSONS, AREAS, PROVIDERS, PLAIN)
    assert found.miles[0, 0] == pytest.approx([1.5 * (1 * 4 + 3 * 5) / 4, 1.5 * (1 * 5 + 3 * 4) / 4])
    assert found.miles[1, 1] == pytest.approx([9.0, 1.5 * np.hypot(3, 6)])


def test_minutes_are_boarding_and_driving():
    found = journeys(POINTS, PERSONS, AREAS, PROVIDERS, PLAIN)
    assert found.miles[1, 0, 0] == pytest.approx(9.0)
    assert found.minutes[1, 0, 0] == pytest.approx(5 + 18)
    assert minutes_of(np.zeros(1), PLAIN).tolist() == [5.0]


def test_an_area_without_residents_of_a_phase_weighs_its_points_alike():
    assert journeys(POINTS, PERSONS, AREAS, PROVIDERS, PLAIN).miles[0, 1] == pytest.approx(
        [1.5 * (4 + 5) / 2, 1.5 * (5 + 4) / 2]
    )


def test_nobody_travels_less_than_the_straight_line_of_the_nearest_point():
    found = journeys(POINTS, PERSONS, AREAS, PROVIDERS, TravelParameters())
    nearest = np.array([straight_line_miles(POINTS[area == AREAS], PROVIDERS).min(axis=0) for area in (0, 1)])
    assert (found.miles >= nearest[:, None, :]).all()


def test_points_may_stand_in_any_order():
    order = np.array([2, 0, 1])
    again = journeys(POINTS[order], PERSONS[order], AREAS[order], PROVIDERS, PLAIN)
    assert again.miles == pytest.approx(journeys(POINTS, PERSONS, AREAS, PROVIDERS, PLAIN).miles)
