"""The allocation of one September: edges, rules, and what is refused."""

from dataclasses import replace

import numpy as np
import pytest
from allocation_cases import Case, least_cost, solved, structure_of

from models.parameters.method import AllocationParameters
from models.programme.allocation import Rules, Status, build, solve
from models.programme.structure import AllocationError, Structure
from models.programme.tie_break import cost_scale, learner_scale, on_grid

pytestmark = pytest.mark.unit

NO_PENALTIES = AllocationParameters(unplaced_penalty_gbp=0.0, over_penalty_gbp=0.0)
DEAR = AllocationParameters()


def september(structure: Structure, entrants: list[float], room: list[float], **more: object) -> Case:
    return Case(structure, np.array(entrants), np.array(room), **{"parameters": DEAR, **more})


def test_the_cheaper_school_fills_first_and_the_rest_go_to_the_dearer():
    case = september(structure_of({("a", "s"): 10_000.0, ("a", "t"): 50_000.0}), [5.0], [3.0, 4.0])
    solution = solved(case)
    assert solution.learners.tolist() == [3.0, 2.0]
    assert solution.objective_gbp == 130_000.0
    assert solution.place_value_gbp.tolist() == [40_000.0, 0.0]
    assert (solution.status, solution.gap) == (Status.OPTIMAL, 0.0)


@pytest.mark.parametrize(("beyond", "value"), [(0.0, 0.0), (1e-9, 0.0), (-1e-9, 0.0), (1e-3, 40_000.0), (-1e-3, 0.0)])
def test_a_remainder_of_arithmetic_that_finds_no_place_makes_no_place_worth_having(beyond, value):
    case = september(structure_of({("a", "s"): 10_000.0, ("a", "t"): 50_000.0}), [5.0], [5.0 - beyond, 4.0])
    assert solved(case).place_value_gbp.tolist() == [value, 0.0]


def test_fractions_of_learners_are_normal_and_add_up_exactly():
    case = september(structure_of({("a", "s"): 10.0, ("a", "t"): 20.0}), [1.1], [0.3, 9.0])
    assert solved(case).learners.tolist() == pytest.approx([0.3, 0.8], rel=1e-11)
    assert solved(case).learners.sum() == pytest.approx(1.1, rel=1e-15)


@pytest.mark.parametrize(
    ("structure", "entrants", "room", "unplaced"),
    [
        (structure_of({}, "", ""), [], [], []),
        (structure_of({}, "", "s"), [], [3.0], []),
        (structure_of({}, "a", ""), [2.0], [], [2.0]),
        (structure_of({}, "a", "s"), [2.0], [3.0], [2.0]),
        (structure_of({("a", "s"): 1.0}), [0.0], [3.0], [0.0]),
        (structure_of({("a", "s"): 1.0}, "ab"), [1.0, 4.0], [3.0], [0.0, 4.0]),
    ],
    ids=["nothing", "no cells", "no providers", "no pairs", "no learners", "a cell without a pair"],
)
def test_what_is_missing_leaves_learners_unplaced_and_nothing_breaks(structure, entrants, room, unplaced):
    solution = solved(september(structure, entrants, room))
    assert solution.unplaced.tolist() == unplaced
    assert solution.objective_gbp == pytest.approx(300_000.0 * sum(unplaced) + sum(solution.learners))


def test_a_school_without_places_admits_over_them_at_the_penalty():
    solution = solved(september(structure_of({("a", "s"): 7.0}), [2.0], [0.0]))
    assert solution.over.tolist() == [2.0]
    assert solution.objective_gbp == 300_014.0
    assert solution.place_value_gbp.tolist() == [150_000.0]


def test_a_free_pair_and_free_penalties_still_have_one_answer_in_which_places_win():
    case = september(structure_of({("a", "s"): 0.0, ("b", "s"): 0.0}), [2.0, 1.0], [3.0], parameters=NO_PENALTIES)
    solution = solved(case)
    assert solution.learners.tolist() == [2.0, 1.0]
    assert solution.objective_gbp == 0.0


def test_penalties_below_costs_leave_everybody_out():
    low = AllocationParameters(unplaced_penalty_gbp=5.0, over_penalty_gbp=1.0)
    solution = solved(september(structure_of({("a", "s"): 10.0}), [2.0], [9.0], parameters=low))
    assert solution.unplaced.tolist() == [2.0]


def test_endless_places_are_places_enough():
    solution = solved(september(structure_of({("a", "s"): 10.0}), [2.0], [np.inf]))
    assert solution.learners.tolist() == [2.0]
    assert solution.place_value_gbp.tolist() == [0.0]


@pytest.mark.parametrize("pounds", [1e-9, 1.0, 1e10])
@pytest.mark.parametrize("learners", [1e-9, 1.0, 1e9])
def test_tiny_and_huge_numbers_are_solved_alike(pounds: float, learners: float):
    def in_units(pounds: float, learners: float) -> Case:
        prices = AllocationParameters(unplaced_penalty_gbp=30.0 * pounds, over_penalty_gbp=15.0 * pounds)
        structure = structure_of({("a", "s"): 3.0 * pounds, ("a", "t"): 4.0 * pounds, ("b", "s"): 1.0 * pounds})
        return september(structure, [5.0 * learners, 2.0 * learners], [4.0 * learners, learners], parameters=prices)

    expected = least_cost(in_units(1.0, 1.0)) * pounds * learners
    assert solved(in_units(pounds, learners)).objective_gbp == pytest.approx(expected, rel=1e-9)


def test_costs_of_very_different_sizes_in_one_september_are_each_respected():
    structure = structure_of({("a", "s"): 1e-3, ("a", "t"): 2e-3, ("b", "s"): 1e9, ("b", "t"): 1e3})
    case = september(structure, [1.0, 1.0], [1.0, 1.0])
    assert solved(case).learners.tolist() == [1.0, 0.0, 0.0, 1.0]


def test_a_mile_costs_its_weight():
    structure = replace(structure_of({("a", "s"): 10.0, ("a", "t"): 9.0}), miles=np.array([1.0, 5.0]))
    entrants, room = [1.0], [9.0, 9.0]
    assert solved(september(structure, entrants, room)).learners.tolist() == [0.0, 1.0]
    weighted = AllocationParameters(mile_weight_gbp=2.0)
    assert solved(september(structure, entrants, room, parameters=weighted)).objective_gbp == 12.0


def test_other_costs_for_one_september_do_not_outlast_it():
    programme = build(structure_of({("a", "s"): 10.0, ("a", "t"): 20.0}), DEAR)
    entrants, room = np.array([1.0]), np.array([5.0, 5.0])
    assert solve(programme, entrants, room, cost_gbp=np.array([30.0, 20.0])).learners.tolist() == [0.0, 1.0]
    assert solve(programme, entrants, room).learners.tolist() == [1.0, 0.0]


SPLIT = structure_of(
    {("p", "s"): 10.0, ("q", "s"): 10.0},
    phase_rows=("primary", "secondary"),
    phase_row_provider=np.array([0, 0]),
    phase_row=np.array([0, 1]),
)


def test_places_of_one_phase_are_not_lent_to_another():
    solution = solved(september(SPLIT, [4.0, 1.0], [6.0], rules=Rules(phase_room=np.array([3.0, 3.0]))))
    assert solution.phase_over.tolist() == [1.0, 0.0]
    assert solution.over.tolist() == [0.0]
    assert solution.objective_gbp == 150_050.0
    assert solution.place_value_gbp.tolist() == [150_000.0]


def test_a_learner_above_the_phase_and_the_school_pays_once():
    solution = solved(september(SPLIT, [4.0, 3.0], [6.0], rules=Rules(phase_room=np.array([3.0, 3.0]))))
    assert (solution.phase_over.tolist(), solution.over.tolist()) == ([1.0, 0.0], [0.0])
    assert solution.objective_gbp == 150_070.0


def test_a_commitment_is_met_before_anything_cheaper():
    structure = structure_of({("a", "s"): 10.0, ("a", "t"): 30.0}, committed=np.array([False, True]))
    case = september(structure, [5.0], [9.0, 4.0], rules=Rules(commitments=np.array([0.0, 2.0])))
    assert solved(case).learners.tolist() == [3.0, 2.0]


def test_a_directed_share_is_sent_whatever_it_costs():
    structure = structure_of({("a", "s"): 10.0, ("a", "i"): 90_000.0}, directed=np.array([False, True]))
    case = september(structure, [10.0], [20.0, 1.0], rules=Rules(directed_share=np.array([0.3])))
    solution = solved(case)
    assert solution.learners.tolist() == [7.0, 3.0]
    assert solution.over.tolist() == [0.0, 2.0]


def test_rules_that_only_just_can_be_kept_are_kept():
    structure = structure_of({("a", "s"): 1.0, ("b", "s"): 1.0, ("a", "t"): 0.5}, committed=np.array([True, False]))
    case = september(structure, [0.1, 0.2], [0.3, 9.0], rules=Rules(commitments=np.array([0.1 + 0.2, 0.0])))
    assert solved(case).learners.tolist() == pytest.approx([0.1, 0.2, 0.0], abs=1e-9)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"entrants": np.array([-1.0])}, "entrants is -1 at position 0"),
        ({"entrants": np.array([np.nan])}, "entrants is nan"),
        ({"entrants": np.array([np.inf])}, "entrants is inf"),
        ({"entrants": np.array([1.0, 2.0])}, r"entrants has shape \(2,\), expected \(1,\)"),
        ({"room": np.array([np.nan])}, "room is nan"),
        ({"rules": Rules(commitments=np.array([1.0]))}, "commitments is given, but"),
        ({"rules": Rules(directed_share=np.array([0.5]))}, "directed_share is given, but"),
        ({"structure": SPLIT, "entrants": np.ones(2)}, "phase_room is needed for 2 phase rows"),
    ],
)
def test_amounts_that_are_none_are_refused_by_name(changes: dict[str, object], message: str):
    case = september(structure_of({("a", "s"): 1.0}), [1.0], [1.0])
    with pytest.raises(AllocationError, match=message):
        solved(case, **changes)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"cost_gbp": np.array([-1.0, 1.0])}, "cost_gbp is -1"),
        ({"miles": np.array([1.0])}, r"miles has shape \(1,\), expected \(2,\)"),
        ({"cells": ("a", "a")}, "the cell 'a' is there twice"),
        ({"provider": np.array([0, 7])}, r"provider 7 of a pair is not of 0\.\.1"),
        ({"cell": np.array([0, 0]), "provider": np.array([1, 1])}, "the pair of 'a' and 't' is there twice"),
        ({"phase_row": np.array([0, 0])}, "phase_row 0 of a pair is not of"),
        (
            {"phase_rows": ("x",), "phase_row_provider": np.array([0]), "phase_row": np.array([0, 0])},
            "uses a phase row of another provider",
        ),
    ],
)
def test_structures_that_do_not_fit_together_are_refused_by_name(changes: dict[str, object], message: str):
    with pytest.raises(AllocationError, match=message):
        replace(structure_of({("a", "s"): 1.0, ("b", "t"): 2.0}), **changes)


def test_scales_are_powers_of_two_that_bring_amounts_to_one_size():
    assert 2.0**14 <= 21_000.0 * cost_scale(np.array([21_000.0, 21_000.0, 1e9])) < 2.0**15
    assert 2.0**13 <= 999.0 * learner_scale(np.array([900.0, 99.0])) < 2.0**14
    assert cost_scale(np.array([0.0])) == learner_scale(np.zeros(3)) == 1.0
    assert on_grid(np.array([0.1])) != 0.1
    assert on_grid(np.array([0.125])) == 0.125


def test_a_large_programme_starts_from_few_pairs():
    random = np.random.default_rng(5)
    cells, providers = 3_100, 20
    cell, provider = (part.ravel() for part in np.mgrid[:cells, :providers])
    structure = Structure(
        tuple(f"cell {number:05}" for number in range(cells)),
        tuple(f"school {number:02}" for number in range(providers)),
        cell,
        provider,
        random.uniform(5_000, 60_000, cell.size),
        np.zeros(cell.size),
    )
    programme = build(structure, DEAR)
    entrants, room = random.uniform(0, 2, cells), np.full(providers, 140.0)
    solution = solve(programme, entrants, room)
    held = programme.solvers[0].columns.order.size
    assert held < cell.size / 4
    assert solution.unplaced.sum() == 0
