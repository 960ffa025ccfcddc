"""Hand-made Septembers: few cells, few schools, whole numbers."""

import numpy as np
import pytest
from small_world import PRIMARY, PRIVATE, PULP_LOOKS_AHEAD, SECONDARY, SPECIAL, STATE, course, everywhere, world

from models.demand.requirement import Cells
from models.placement.base_year import base_year
from models.placement.moves import Moves, moves
from models.programme.learners_at_pairs import AtPairs
from models.vocabulary import NEEDS, PHASES, PROVISIONS

pytestmark = [pytest.mark.unit, pytest.mark.filterwarnings(PULP_LOOKS_AHEAD)]


def test_those_not_in_the_phases_last_age_stay_with_the_rate_at_which_plans_go_on():
    learners = np.zeros((2, 1, 26, len(NEEDS), 3))
    learners[0, 0, 4:11, 0, SPECIAL] = 10.0
    survival = np.full((26, len(NEEDS)), 0.9)
    continuing = np.full((len(PHASES), len(NEEDS), 3), 0.5)
    cells = world([PRIMARY], ("oak", STATE, 4, 15, 1.0)).cells
    found = moves(cells, learners, survival, continuing)
    assert found.stay[0] == pytest.approx([6 * 10 * 0.9 / 70])
    assert found.onward[0] == pytest.approx([10 * 0.9 * 0.5 / 70])


def test_the_rate_is_that_of_the_age_to_come():
    learners = np.zeros((2, 1, 26, len(NEEDS), 3))
    learners[0, 0, [4, 10], 0, SPECIAL] = 10.0
    survival = np.zeros((26, len(NEEDS)))
    survival[5], survival[11] = 0.8, 0.6
    cells = world([PRIMARY], ("oak", STATE, 4, 15, 1.0)).cells
    found = moves(cells, learners, survival, np.ones((len(PHASES), len(NEEDS), 3)))
    assert (found.stay[0, 0], found.onward[0, 0]) == pytest.approx((0.4, 0.3))


def test_nobody_stays_beyond_the_last_age():
    learners = np.zeros((2, 1, 26, len(NEEDS), 3))
    learners[0, 0, 25, 0, SPECIAL] = 4.0
    cells = Cells(*(np.array([index]) for index in (0, len(PHASES) - 1, 0, SPECIAL)))
    found = moves(cells, learners, np.ones((26, len(NEEDS))), np.ones((len(PHASES), len(NEEDS), 3)))
    assert (found.stay[0, 0], found.onward[0, 0]) == (0.0, 0.0)


def test_incumbents_are_those_who_stay_and_those_who_come_up():
    school = world([PRIMARY, SECONDARY], ("oak", STATE, 4, 15, 1.0), ("junior", STATE, 4, 10, 1.0))
    assert school.pairs.provider.tolist() == [0, 1, 0]
    going = Moves(np.array([[0.7, 0.7, 0.6]]), np.array([[0.2, 0.2, 0.4]]), by_pair=True)
    found = going.from_year(school.pairs, 0, AtPairs.of(np.array([10.0, 20.0, 30.0])))
    assert found == pytest.approx([7.0, 14.0, 0.6 * 30 + 0.2 * 10])


def test_incumbents_stay_where_they_are_though_a_nearer_place_is_free():
    school = world([PRIMARY], ("far", STATE, 4, 15, 30.0), ("near", STATE, 4, 15, 1.0))
    years = school.follow([10.0, 0.0], course([[10.0]], [[50.0, 50.0]], stay=0.8))
    assert years[1].incumbents.tolist() == [8.0, 0.0]
    assert school.at(years[1], 0) == [8.0, 2.0]


def test_an_all_through_school_keeps_its_learners_across_the_phase_boundary():
    school = world([PRIMARY, SECONDARY], ("all-through", STATE, 4, 15, 30.0), ("upper", STATE, 11, 15, 1.0))
    years = school.follow([10.0, 0.0, 0.0], course([[9.0, 5.0]], [[50.0, 50.0]], stay=0.8, onward=0.2))
    assert school.at(years[1], 1) == [2.0, 3.0]
    assert years[1].incumbents.tolist() == [8.0, 2.0, 0.0]


def test_a_school_that_ends_with_the_phase_passes_its_learners_on_to_be_placed():
    school = world([PRIMARY, SECONDARY], ("junior", STATE, 4, 10, 1.0), ("upper", STATE, 11, 15, 1.0))
    years = school.follow([10.0, 0.0], course([[9.0, 5.0]], [[50.0, 50.0]], stay=0.8, onward=0.2))
    assert school.at(years[1], 1) == [0.0, 5.0]
    assert years[1].incumbents[1] == 0.0


def test_a_provider_that_closes_keeps_nobody():
    school = world([PRIMARY], ("closing", STATE, 4, 15, 1.0), ("other", STATE, 4, 15, 9.0))
    years = school.follow([10.0, 0.0], course([[10.0]], [[0.0, 50.0]], stay=1.0))
    assert school.at(years[1], 0) == [0.0, 10.0]


def test_a_provider_that_shrinks_keeps_its_incumbents_and_is_over_capacity():
    school = world([PRIMARY], ("shrinking", STATE, 4, 15, 1.0), ("other", STATE, 4, 15, 9.0))
    years = school.follow([10.0, 0.0], course([[10.0]], [[4.0, 50.0]], stay=0.8))
    assert school.at(years[1], 0) == [8.0, 2.0]
    assert years[1].over_capacity.tolist() == [4.0, 0.0]


def test_incumbents_never_exceed_the_learners_who_require_the_place():
    school = world([PRIMARY], ("oak", STATE, 4, 15, 1.0), ("elm", STATE, 4, 15, 2.0))
    years = school.follow([30.0, 10.0], course([[8.0]], [[50.0, 50.0]], stay=0.9))
    assert years[1].incumbents == pytest.approx([6.0, 2.0]), "each school gives up the same share"
    assert years[1].entrants.tolist() == [0.0, 0.0]


def test_entrants_take_the_cheapest_places_that_incumbents_leave_free_and_then_the_dear_ones():
    school = world([PRIMARY], ("state", STATE, 4, 15, 1.0), ("private", PRIVATE, 4, 15, 1.0))
    years = school.follow([8.0, 0.0], course([[15.0]], [[10.0, 50.0]], stay=1.0))
    assert years[1].entrants.tolist() == [2.0, 5.0]


def test_who_finds_no_provider_is_unplaced_and_never_dropped():
    school = world([PRIMARY, SECONDARY], ("junior", STATE, 4, 10, 1.0))
    years = school.follow([0.0], course([[3.0, 5.0]], [[10.0]]))
    assert years[1].unplaced.tolist() == [0.0, 5.0]
    assert years[1].gap <= 1e-7


def test_the_year_after_next_builds_on_the_next():
    school = world([PRIMARY], ("oak", STATE, 4, 15, 1.0))
    years = school.follow([8.0], course([[8.0], [8.0], [0.0]], [[9.0]] * 3, stay=0.5))
    assert [year.incumbents.tolist() for year in years] == [[8.0], [4.0], [4.0], [0.0]]
    assert [year.entrants.tolist() for year in years] == [[0.0], [4.0], [4.0], [0.0]]


def known(size: int, **learners: list[float]) -> np.ndarray:
    """Learners of the base year, (cells, provisions), by provision."""
    table = np.zeros((size, len(PROVISIONS)))
    for provision, counts in learners.items():
        table[:, PROVISIONS.index(provision)] = counts
    return table


def base_of(school, learners, places):
    labels = tuple(f"cell {number}" for number in range(len(learners)))
    return base_year(school.pairs, school.providers, learners, everywhere(places), labels)


def test_the_base_year_puts_learners_in_the_provision_they_are_known_to_be_in():
    school = world([PRIMARY], ("state", STATE, 4, 15, 1.0), ("private", PRIVATE, 4, 15, 1.0))
    learners = known(1, state_special=[6.0], independent_special=[4.0])
    base = base_of(school, learners, np.array([20.0, 20.0]))
    assert school.at(base, 0) == [6.0, 4.0]
    assert base.entrants.sum() == base.unplaced.sum() == base.over_capacity.sum() == 0


def test_the_base_year_takes_the_shortest_journeys_within_each_kind():
    school = world([PRIMARY], ("far", STATE, 4, 15, 30.0), ("near", STATE, 4, 15, 1.0))
    base = base_of(school, known(1, state_special=[10.0]), np.array([20.0, 7.0]))
    assert school.at(base, 0) == [3.0, 7.0]


def test_schools_start_over_capacity_in_proportion_to_their_places():
    school = world([PRIMARY], ("big", STATE, 4, 15, 5.0), ("small", STATE, 4, 15, 1.0))
    base = base_of(school, known(1, state_special=[36.0]), np.array([20.0, 10.0]))
    assert school.at(base, 0) == [24.0, 12.0]
    assert base.over_capacity == pytest.approx([4.0, 2.0])


def test_learners_without_a_provider_of_their_kind_take_any_that_is_eligible():
    school = world([PRIMARY], ("private", PRIVATE, 4, 15, 1.0))
    base = base_of(school, known(1, state_special=[3.0]), np.array([20.0]))
    assert school.at(base, 0) == [3.0]


def test_a_school_that_is_not_yet_open_holds_nobody_in_the_base_year():
    school = world([PRIMARY], ("near", STATE, 4, 15, 1.0), ("far", STATE, 4, 15, 9.0))
    base = base_of(school, known(1, state_special=[12.0]), np.array([0.0, 8.0]))
    assert school.at(base, 0) == [0.0, 12.0]
    assert base.over_capacity.tolist() == [0.0, 4.0]


def test_learners_whose_only_school_of_their_kind_is_not_yet_open_take_any_that_is():
    school = world([PRIMARY], ("coming", STATE, 4, 15, 1.0), ("private", PRIVATE, 4, 15, 9.0))
    base = base_of(school, known(1, state_special=[3.0]), np.array([0.0, 20.0]))
    assert school.at(base, 0) == [0.0, 3.0]


def test_learners_whom_no_open_school_takes_are_unplaced_in_the_base_year():
    school = world([PRIMARY], ("coming", STATE, 4, 15, 1.0))
    base = base_of(school, known(1, state_special=[3.0]), np.array([0.0]))
    assert base.unplaced.tolist() == [3.0]
    assert base.over_capacity.tolist() == [0.0]


def test_learners_without_any_provider_are_unplaced_in_the_base_year():
    school = world([PRIMARY, SECONDARY], ("junior", STATE, 4, 10, 1.0))
    base = base_of(school, known(2, state_special=[3.0, 5.0]), np.array([20.0]))
    assert base.unplaced.tolist() == [0.0, 5.0]
