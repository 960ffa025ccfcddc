"""What a course asks of practice, by hand: two cells that need a special school, a base and one for INMSS alone."""

import numpy as np
import pytest

from models.demand.practised import KINDS
from models.demand.requirement import Cells
from models.september.elsewhere import fair_shares, groups_of, held_to, practised_by_cell
from models.vocabulary import PROVISIONS, REQUIREMENTS, Requirement

pytestmark = pytest.mark.unit

KIND = [REQUIREMENTS.index(name) for name in ("special", "special", "base", "independent_only")]
CELLS = Cells(np.zeros(4, dtype=int), np.arange(4), np.zeros(4, dtype=int), np.array(KIND))
SPECIAL_PLACES, BASE_PLACES = Requirement.SPECIAL, Requirement.BASE


def learners(**counts: list[float]) -> np.ndarray:
    """Learners of the base year, (cells, provisions)."""
    table = np.zeros((4, len(PROVISIONS)))
    for provision, of_cells in counts.items():
        table[:, PROVISIONS.index(provision)] = of_cells
    return table


BASE_YEAR = learners(
    state_special=[30.0, 10.0, 0.0, 0.0],
    specialist_base=[0.0, 0.0, 8.0, 0.0],
    independent_special=[8.0, 8.0, 0.0, 5.0],
    non_maintained_special=[2.0, 2.0, 0.0, 0.0],
)
REQUIRED = np.array([[40.0, 20.0, 8.0, 5.0], [44.0, 30.0, 12.0, 6.0]])


def totals(**counts: list[float]) -> np.ndarray:
    return np.array([counts[kind] for kind in KINDS]).T


PRACTISED = totals(
    base=[8.0, 9.0], state_special=[40.0, 45.0], inmss_special=[25.0, 33.0], independent_mainstream=[0.0, 0.0]
)


def test_what_practice_has_is_shared_over_cells_as_they_were_in_the_base_year():
    """Of the cells 3/4 and 1/2 are in state schools, 1/4 and 1/2 at INMSS; 6 of the 33 are served by INMSS alone."""
    found = practised_by_cell(CELLS, BASE_YEAR, REQUIRED, REQUIRED, PRACTISED, 0.2)
    assert found.state[0] == pytest.approx(np.array([33.0, 15.0, 0.0, 0.0]) * 45.0 / 48.0)
    assert found.inmss[0] == pytest.approx(np.array([11.0, 15.0, 0.0, 0.0]) * 27.0 / 26.0)
    assert found.diversion == 0.2


def test_independent_mainstream_schools_serve_some_of_those_whom_the_state_cannot():
    mainstream = PRACTISED + totals(
        base=[0.0, 0.0], state_special=[0.0, 0.0], inmss_special=[0.0, 0.0], independent_mainstream=[0.0, 2.0]
    )
    found = practised_by_cell(CELLS, BASE_YEAR, REQUIRED, REQUIRED, mainstream, 0.0)
    assert found.inmss[0].sum() == pytest.approx(33.0 - (6.0 - 2.0))


def test_what_levers_change_of_the_requirement_changes_what_practice_has_in_proportion():
    fewer = REQUIRED * np.array([1.0, 0.5, 1.0, 1.0])
    plain, steered = (practised_by_cell(CELLS, BASE_YEAR, of, REQUIRED, PRACTISED, 0.0) for of in (REQUIRED, fewer))
    assert steered.inmss[0] == pytest.approx(plain.inmss[0] * np.array([1.0, 0.5, 1.0, 1.0]))
    assert steered.state[0] == pytest.approx(plain.state[0] * np.array([1.0, 0.5, 1.0, 1.0]))


def test_those_whom_inmss_alone_can_serve_may_be_more_than_practice_has_there_and_nobody_else_is_then():
    few = PRACTISED * np.array([1.0, 1.0, 0.1, 1.0])
    assert practised_by_cell(CELLS, BASE_YEAR, REQUIRED, REQUIRED, few, 0.0).inmss.sum() == 0.0


def test_places_are_shared_as_in_the_base_year_and_all_of_them():
    places = {SPECIAL_PLACES: np.array([40.0, 42.0]), BASE_PLACES: np.array([8.0, 6.0])}
    found = fair_shares(CELLS, BASE_YEAR, REQUIRED, places)
    assert found[0] == pytest.approx([30.0, 10.0, 8.0, 0.0])
    assert found[1] == pytest.approx([33.0 * 42.0 / 48.0, 15.0 * 42.0 / 48.0, 6.0, 0.0])
    assert found[1].sum() == pytest.approx(42.0 + 6.0)


def test_nobody_is_due_more_places_than_they_ask_for():
    places = {SPECIAL_PLACES: np.array([40.0, 500.0]), BASE_PLACES: np.array([8.0, 500.0])}
    assert fair_shares(CELLS, BASE_YEAR, REQUIRED, places)[1] == pytest.approx([44.0, 30.0, 12.0, 0.0])


def test_a_cell_with_nobody_in_the_base_year_has_the_share_of_all_like_it():
    nobody = BASE_YEAR * np.array([[1.0], [0.0], [1.0], [1.0]])
    found = fair_shares(CELLS, nobody, REQUIRED, {SPECIAL_PLACES: np.array([40.0, 74.0 * 0.75])})
    assert found[1, :2] == pytest.approx([33.0, 22.5]), "three quarters, as of the only cell that anybody was in"


def test_a_need_of_a_phase_is_due_no_more_than_it_had_the_year_before_and_its_areas_give_way_alike():
    """Twelve are due where nine were: three quarters each. Four where six were, and none where nobody asks: as due."""
    group = np.array([0, 0, 1, 2])
    found = held_to(np.array([8.0, 4.0, 4.0, 0.0]), group, np.array([3.0, 6.0, 6.0, 0.0]))
    assert found == pytest.approx([6.0, 3.0, 4.0, 0.0])


def test_cells_of_one_requirement_phase_and_need_are_one_group_whatever_the_area():
    areas, phases, needs = np.array([0, 1, 0, 0, 1]), np.array([0, 0, 1, 0, 0]), np.array([2, 2, 2, 3, 2])
    group = groups_of(Cells(areas, phases, needs, np.array([1, 1, 1, 1, 0])))
    assert group[0] == group[1]
    assert len(set(group.tolist())) == 4
