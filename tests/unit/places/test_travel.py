import numpy as np
import pytest

from models.parameters.method import TravelParameters
from models.places.roads import METRES_PER_MILE
from models.places.travel import Journeys, fitted_circuity, journeys, minutes_of, straight_line_miles, with_matrix

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


def test_a_detour_makes_every_journey_longer_by_the_same():
    plain, roundabout = PLAIN, PLAIN.model_copy(update={"detour_miles": 0.5})
    found = journeys(POINTS, PERSONS, AREAS, PROVIDERS, roundabout)
    assert found.miles == pytest.approx(journeys(POINTS, PERSONS, AREAS, PROVIDERS, plain).miles + 0.5)
    assert found.minutes == pytest.approx(minutes_of(found.miles, roundabout))


def test_what_the_authority_gives_is_used_exactly_and_the_rest_is_left():
    computed = Journeys(np.full((2, 2, 2), 7.0), np.full((2, 2, 2), 20.0))
    miles, minutes = np.full((2, 2, 2), np.nan), np.full((2, 2, 2), np.nan)
    miles[0, 1, 0], minutes[0, 1, 0] = 3.3, 11.1
    miles[1, 0, 1] = 6.0
    found = with_matrix(computed, miles, minutes, PLAIN)
    assert (found.miles[0, 1, 0], found.minutes[0, 1, 0]) == (3.3, 11.1)
    assert (found.miles[1, 0, 1], found.minutes[1, 0, 1]) == (6.0, 5.0 + 60 * 6.0 / 30)
    others = np.isnan(miles)
    assert (found.miles[others] == 7.0).all()
    assert (found.minutes[others] == 20.0).all()


@pytest.mark.parametrize(("circuity", "detour"), [(1.2, 0.0), (1.35, 0.6), (1.0, 2.0)])
def test_routes_give_back_the_circuity_that_made_them(circuity: float, detour: float):
    straight = np.array([0.5, 1.0, 4.0, 9.0, 20.0])
    found = fitted_circuity(straight, circuity * straight + detour, PLAIN)
    assert (found.circuity, found.detour_miles) == pytest.approx((circuity, detour), abs=1e-6)
    assert found.error_after == pytest.approx(0.0, abs=1e-5)
    assert found.error_before > 1.0


def test_a_fit_is_never_less_than_the_straight_line_and_needs_three_routes():
    straight = np.array([1.0, 2.0, 3.0])
    assert fitted_circuity(straight, 0.8 * straight, PLAIN).circuity == pytest.approx(1.0)
    with pytest.raises(ValueError, match="2 routes of some length"):
        fitted_circuity(straight[:2], straight[:2], PLAIN)
