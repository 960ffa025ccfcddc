"""Laws of the allocation: what must hold whatever the September."""

from contextlib import suppress
from dataclasses import replace

import numpy as np
import pytest
from allocation_cases import drawn, shuffled_case, solved
from hypothesis import given, settings
from hypothesis import strategies as st

from models.programme import held_columns
from models.programme.allocation import Solution, build, solve
from models.programme.contradictions import ContradictionError
from models.programme.held_columns import Solver

pytestmark = pytest.mark.property

seeds = st.integers(0, 10**9)
CHEAPER = 1 + 1e-9


def same(one: Solution, other: Solution) -> bool:
    return all(
        np.array_equal(getattr(one, name), getattr(other, name))
        for name in ("learners", "unplaced", "over", "phase_over", "place_value_gbp")
    ) and (one.objective_gbp, one.gap) == (other.objective_gbp, other.gap)


@given(seed=seeds, whole=st.booleans())
def test_every_entrant_is_placed_or_unplaced(seed: int, whole: bool):
    case = drawn(seed, whole=whole)
    solution = solved(case)
    placed = np.bincount(case.structure.cell, solution.learners, len(case.structure.cells))
    assert np.abs(placed + solution.unplaced - case.entrants).max() < 1e-9
    assert min(solution.learners.min(initial=0), solution.unplaced.min(initial=0), solution.over.min(initial=0)) >= 0


@given(seed=seeds, where=st.integers(0, 7))
def test_one_more_place_never_costs_more(seed: int, where: int):
    case = drawn(seed)
    more = case.room.copy()
    more[where % more.size] += 1
    assert solved(case, room=more).objective_gbp <= solved(case).objective_gbp * CHEAPER


@given(seed=seeds)
def test_a_wider_eligibility_never_costs_more(seed: int):
    case = drawn(seed, rules=False)
    structure = case.structure
    narrow = np.arange(structure.cell.size) % 3 > 0
    fewer = replace(
        structure,
        cell=structure.cell[narrow],
        provider=structure.provider[narrow],
        cost_gbp=structure.cost_gbp[narrow],
        miles=structure.miles[narrow],
    )
    assert solved(case).objective_gbp <= solved(case, structure=fewer).objective_gbp * CHEAPER


@given(seed=seeds)
def test_a_full_school_takes_nobody_unless_that_is_cheaper_than_no_place(seed: int):
    case = drawn(seed, rules=False)
    dear = case.parameters.model_copy(update={"over_penalty_gbp": 1000.0})
    closed = solved(case, room=np.zeros_like(case.room), parameters=dear)
    assert closed.learners.sum() == 0
    assert closed.over.sum() == 0
    cheap = solved(case, room=np.zeros_like(case.room))
    assert cheap.over.sum() == pytest.approx(cheap.learners.sum())


@given(seed=seeds, whole=st.booleans())
def test_the_order_of_rows_changes_nothing(seed: int, whole: bool):
    case = drawn(seed, whole=whole)
    shuffled, cells, providers, pairs, rows = shuffled_case(case, seed)
    one, other = solved(case), solved(shuffled)
    assert np.array_equal(one.learners[pairs], other.learners)
    assert np.array_equal(one.unplaced[cells], other.unplaced)
    assert np.array_equal(one.over[providers], other.over)
    assert np.array_equal(one.phase_over[rows], other.phase_over)
    assert np.array_equal(one.place_value_gbp[providers], other.place_value_gbp)
    assert one.objective_gbp == other.objective_gbp


@settings(max_examples=50)
@given(
    seed=seeds,
    whole=st.booleans(),
    years=st.lists(st.integers(1, 6), min_size=1, max_size=5),
    idle=st.sampled_from([0, 16]),
)
def test_what_was_solved_before_changes_nothing(seed: int, whole: bool, years: list[int], idle: int):
    case = drawn(seed, whole=whole)
    programme = build(case.structure, case.parameters)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(held_columns, "IDLE", idle)
        patched.setattr(held_columns, "SPARE", 0.0)
        for year in years:
            other = np.roll(case.entrants, year) * year / 3, np.roll(case.room, year)
            with suppress(ContradictionError):
                solve(programme, *other, case.rules, place_values=False)
            solve(programme, case.entrants, case.room, case.rules, case.structure.cost_gbp[::-1] + year)
        assert same(solve(programme, case.entrants, case.room, case.rules), solved(case))


def assert_sound(held: Solver) -> None:
    """What the solver holds fits together."""
    position, count = held.columns.position, held.highs.getNumCol()
    assert position[held.columns.order].tolist() == list(range(count))
    assert (position >= 0).sum() == count
    assert (position[: held.cell.size] >= 0)[held.kept].all()
    assert (position[held.cell.size :] >= 0).all()


@settings(max_examples=100)
@given(seed=seeds, whole=st.booleans(), years=st.lists(st.integers(1, 6), min_size=2, max_size=5))
@pytest.mark.slow
def test_giving_up_idle_pairs_changes_nothing_and_keeps_the_solver(seed: int, whole: bool, years: list[int]):
    case = drawn(seed, whole=whole)
    programme = build(case.structure, case.parameters)
    with pytest.MonkeyPatch.context() as patched, suppress(ContradictionError):
        patched.setattr(held_columns, "IDLE", 0)
        patched.setattr(held_columns, "SPARE", 0.0)
        first = solve(programme, case.entrants, case.room, case.rules)
        [held] = programme.solvers
        for year in [*years, 0, 0]:
            entrants, room = case.entrants * (1 + np.roll(case.entrants, year) % 1), np.roll(case.room, year)
            entrants[:: year + 2] *= year % 2
            assert_sound(held)
            found = solve(programme, entrants, room, case.rules)
            assert same(found, solved(replace(case, entrants=entrants, room=room)))
            assert programme.solvers == [held]
        following = programme.following()
        assert same(solve(programme, case.entrants, case.room, case.rules), first)
        assert same(solve(following, case.entrants, case.room, case.rules), first)
        assert_sound(following.solvers[0])
        assert following.solvers[0].highs is not held.highs


@given(seed=seeds, cost_power=st.integers(-20, 20), learner_power=st.integers(-20, 20))
def test_other_units_give_the_same_plan(seed: int, cost_power: int, learner_power: int):
    case = drawn(seed, rules=False)
    pounds, learners = 2.0**cost_power, 2.0**learner_power
    prices = {name: value * pounds for name, value in case.parameters.model_dump().items() if name != "directed_share"}
    scaled = replace(
        case,
        structure=replace(case.structure, cost_gbp=case.structure.cost_gbp * pounds),
        parameters=case.parameters.model_copy(update=prices),
        entrants=case.entrants * learners,
        room=case.room * learners,
    )
    one, other = solved(case), solved(scaled)
    assert np.array_equal(one.learners * learners, other.learners)
    assert np.array_equal(one.place_value_gbp * pounds, other.place_value_gbp)
