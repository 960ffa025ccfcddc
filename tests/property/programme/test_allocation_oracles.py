"""The allocator against solvers and enumerations that share nothing with it but the formulation."""

import numpy as np
import pulp
import pytest
from allocation_cases import Case, built, drawn, least_cost, least_cost_by_enumeration, solved, stepped
from hypothesis import given
from hypothesis import strategies as st

from models.programme.allocation import solve, stated
from models.programme.statement import Statement
from models.programme.tie_break import learner_scale, on_grid

pytestmark = [pytest.mark.property, pytest.mark.slow]


@pytest.mark.parametrize("block", range(10))
def test_five_hundred_random_septembers_cost_what_linprog_says(block: int):
    for seed in range(50 * block, 50 * block + 50):
        case = drawn(seed, whole=seed % 3 > 0)
        assert solved(case).objective_gbp == pytest.approx(least_cost(case), rel=1e-6, abs=1e-6), seed


@given(seed=st.integers(10_000, 10**9), whole=st.booleans())
def test_any_random_september_costs_what_linprog_says(seed: int, whole: bool):
    case = drawn(seed, whole=whole)
    assert solved(case).objective_gbp == pytest.approx(least_cost(case), rel=1e-6, abs=1e-6)


@pytest.mark.parametrize("block", range(5))
def test_two_hundred_septembers_with_steps_are_planned_alike_by_cbc(block: int):
    for seed in range(40 * block, 40 * block + 40):
        case = stepped(seed, whole=seed % 3 > 0)
        if np.isfinite(least_cost(case)):
            assert_planned_alike(case, cbc())


@pytest.mark.parametrize("block", range(10))
def test_five_hundred_random_septembers_are_planned_alike_by_cbc(block: int):
    for seed in range(50 * block, 50 * block + 50):
        case = drawn(seed, whole=seed % 3 > 0)
        assert_planned_alike(case, cbc())


def test_the_interior_point_method_finds_the_same_plan():
    for seed in range(50):
        case = drawn(seed, whole=seed % 3 > 0)
        assert_planned_alike(case, pulp.HiGHS(msg=False, solver="ipm"))


def cbc() -> pulp.LpSolver:
    return pulp.COIN_CMD(path=pulp.PULP_CBC_CMD.pulp_cbc_path, msg=False)


def assert_planned_alike(case: Case, solver: pulp.LpSolver) -> None:
    programme = built(case)
    ours = solve(programme, case.entrants, case.room, case.rules)
    statement = stated(programme, case.entrants, case.room, case.rules)
    theirs = values_of(statement, solver) / learner_scale(case.entrants)
    assert np.abs(theirs - ours.learners[programme.order.pairs]).max(initial=0.0) < 1e-6


def values_of(statement: Statement, solver: pulp.LpSolver) -> np.ndarray:
    statement.problem.solve(solver)
    assert statement.problem.sol_status == pulp.LpSolutionOptimal
    return on_grid(np.array([variable.varValue or 0.0 for variable in statement.placed]))


@pytest.mark.parametrize("seed", range(40))
def test_tiny_septembers_cost_what_enumerating_every_plan_says(seed: int):
    case = drawn(seed, rules=False, most=3)
    case = Case(case.structure, np.minimum(case.entrants, 3.0), case.room)
    assert solved(case).objective_gbp == pytest.approx(least_cost_by_enumeration(case), rel=1e-9, abs=1e-9)
