"""A September in two programmes, by hand: one state school, one independent one, three cells."""

from dataclasses import replace

import numpy as np
import pytest
from small_world import PULP_LOOKS_AHEAD

from models.parameters.method import AllocationParameters
from models.programme.allocation import Rules, build
from models.programme.steps import Steps, Widths
from models.programme.structure import Structure
from models.september.asked import September
from models.september.stages import Stage, TwoStages, placed_in_two

pytestmark = [pytest.mark.unit, pytest.mark.filterwarnings(PULP_LOOKS_AHEAD)]

NEAR, FAR, ONLY = range(3)
PAIRS = 5
STEERING = AllocationParameters(mile_weight_gbp=0.0)


def stage(at: list[int], steps: Steps) -> Stage:
    """Cells near and far may go to oak (pairs 0 and 1) and all to yew (pairs 2 to 4)."""
    structure = Structure(
        ("near", "far", "only"),
        ("oak", "yew"),
        np.array([NEAR, FAR, NEAR, FAR, ONLY])[at],
        np.array([0, 0, 1, 1, 1])[at],
        np.array([10.0, 20.0, 80.0, 80.0, 80.0])[at],
        np.zeros(len(at)),
    )
    return Stage(build(structure, STEERING, steps=steps), np.array(at), PAIRS, None)


STAGES = TwoStages(
    stage([0, 1], Steps((1_000.0,), (500.0,))),
    stage([2, 3, 4], Steps(np.array([[1_000.0], [1_000.0], [2_000.0]]), (5_000.0,))),
)


def september(entrants: list[float], room: list[float]) -> September:
    nobody = Widths(np.zeros((3, 0)), np.zeros((2, 1)), np.zeros((0, 1)))
    return September(np.array(entrants), np.array(room), Rules(phase_room=np.zeros(0), widths=nobody), None, None)


def placed(room: float, only: float, intake: list[float]):
    """Both programmes: five near and five far ask oak for four places, yew has so much room."""
    first = STAGES.state.placed(september([5.0, 5.0, 0.0], [4.0, 0.0]), None)
    assert first.learners.tolist() == [4.0, 0.0, 0.0, 0.0, 0.0]
    market = september([0.0, 0.0, only], [0.0, room])
    sent = (np.array([*intake, 0.0]), first.unplaced)
    return placed_in_two(STAGES, first, market, sent, lambda stage, of: stage.placed(of, None))


def test_the_intake_goes_to_inmss_and_the_rest_of_the_unserved_stay_in_mainstream():
    found = placed(room=9.0, only=2.0, intake=[1.0, 3.0])
    assert found.solution.learners.tolist() == [4.0, 0.0, 1.0, 3.0, 2.0]
    assert found.unmet.tolist() == [0.0, 2.0, 0.0]
    assert found.solution.unplaced.tolist() == [0.0, 0.0, 0.0]


def test_whom_a_full_market_refuses_is_unmet_and_whom_it_alone_can_serve_comes_first():
    found = placed(room=3.0, only=2.0, intake=[1.0, 3.0])
    assert found.solution.learners[[2, 3]].sum() == 1.0
    assert found.unmet.sum() == 1.0 + 5.0 - 1.0
    assert found.solution.unplaced.tolist() == [0.0, 0.0, 0.0]


def test_whom_only_inmss_could_serve_is_unplaced_without_it():
    found = placed(room=0.0, only=2.0, intake=[1.0, 3.0])
    assert found.solution.unplaced.tolist() == [0.0, 0.0, 2.0]
    assert found.unmet.tolist() == [1.0, 5.0, 0.0]


def test_the_objective_and_the_gap_are_of_both_programmes():
    found = placed(room=9.0, only=2.0, intake=[1.0, 3.0])
    assert found.solution.objective_gbp == pytest.approx(4 * 10 + 6 * 1_000 + 6 * 80)
    assert found.solution.gap <= 1e-7


def test_a_stage_has_learners_and_costs_of_all_pairs_though_it_has_some_of_them():
    asked = september([5.0, 5.0, 0.0], [4.0, 0.0])
    dear = np.array([90.0, 1.0, 0.0, 0.0, 0.0])
    assert STAGES.state.placed(replace(asked, cost_gbp=dear), None).learners.tolist() == [0.0, 4.0, 0.0, 0.0, 0.0]


def test_the_programmes_of_a_following_year_give_the_same_answer():
    asked = september([5.0, 5.0, 0.0], [4.0, 0.0])
    again = STAGES.following()
    assert again.state.placed(asked, None).learners.tolist() == STAGES.state.placed(asked, None).learners.tolist()
    assert TwoStages(STAGES.state, None).following().market is None


def test_a_september_of_one_programme_has_no_second_one():
    first = STAGES.state.placed(september([1.0, 0.0, 0.0], [4.0, 0.0]), None)
    nobody = (np.zeros(3), np.zeros(3))
    with pytest.raises(ValueError, match="no second one"):
        placed_in_two(TwoStages(STAGES.state, None), first, september([0.0] * 3, [0.0] * 2), nobody, lambda *_: first)
