"""A sabotaged solver publishes nothing: whatever it does, the plan is refused or it is the right one."""

from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import highspy
import numpy as np
import pulp
import pytest
from allocation_cases import Case, drawn, least_cost, stepped, structure_of

from models.parameters.method import AllocationParameters
from models.programme.allocation import build, solve
from models.programme.certificate import CertificateError, cost_of, infeasibility, plan_of
from models.programme.learners_at_pairs import AtPairs
from models.programme.solver import highs
from models.programme.statement import Sides, UnitCosts
from models.programme.steps import Widths, unlimited
from models.programme.structure import canonical

pytestmark = [pytest.mark.unit, pytest.mark.slow]

CASES = range(30)


class Sabotaged:
    """HiGHS, but for what a saboteur has replaced."""

    def __init__(self, real: highspy.Highs, replaced: dict[str, Callable[..., Any]]) -> None:
        self.real, self.replaced = real, replaced

    def __getattr__(self, name: str) -> Any:
        if name in self.replaced:
            return lambda *given: self.replaced[name](self.real, *given)
        return getattr(self.real, name)


def sabotage(**replaced: Callable[..., Any]) -> Callable[[], pulp.LpSolver]:
    class Saboteur(pulp.HiGHS):
        def buildSolverModel(self, lp: pulp.LpProblem) -> None:  # noqa: N802 - PuLP's own name
            super().buildSolverModel(lp)
            lp.solverModel = Sabotaged(lp.solverModel, replaced)

    return lambda: Saboteur(msg=False, threads=1)


def solution_with(change: Callable[[np.ndarray], np.ndarray], part: str = "col_value") -> Callable[..., Any]:
    def changed(real: highspy.Highs) -> Any:
        solution = real.getSolution()
        parts = {name: getattr(solution, name) for name in ("col_value", "col_dual", "row_value", "row_dual")}
        return SimpleNamespace(**{**parts, part: change(np.array(parts[part]))})

    return changed


def other_costs(real: highspy.Highs) -> None:
    columns = real.getNumCol()
    cost = np.array(real.getLp().col_cost_)
    real.changeColsCost(columns, np.arange(columns, dtype=np.int32), cost[::-1].copy())
    real.run()
    real.changeColsCost(columns, np.arange(columns, dtype=np.int32), cost)


def honest_objective(real: highspy.Highs) -> Any:
    paid = np.array(real.getLp().col_cost_) @ np.array(real.getSolution().col_value)
    return SimpleNamespace(objective_function_value=float(paid))


def crash(*_given: object) -> None:
    raise RuntimeError("segmentation fault")


def status(word: str) -> Callable[..., Any]:
    return lambda _real: getattr(highspy.HighsModelStatus, word)


def objective(change: Callable[[float], float]) -> Callable[..., Any]:
    def changed(real: highspy.Highs) -> Any:
        return SimpleNamespace(objective_function_value=change(real.getInfo().objective_function_value))

    return changed


SABOTAGES = {
    "a wrong objective": {"getInfo": objective(lambda value: value * 1.001 + 1)},
    "an objective that is not a number": {"getInfo": objective(lambda _: float("nan"))},
    "another objective minimised": {"run": other_costs},
    "another objective minimised and called optimal": {"run": other_costs, "getModelStatus": status("kOptimal")},
    "values doubled and called optimal": {"getSolution": solution_with(lambda values: values * 2)},
    "nobody placed and called optimal": {"getSolution": solution_with(np.zeros_like)},
    "values moved by half a learner": {"getSolution": solution_with(lambda values: values + 0.5)},
    "values a little off": {"getSolution": solution_with(lambda values: values * (1 + 1e-6))},
    "values that are not numbers": {"getSolution": solution_with(lambda values: values * np.nan)},
    "endless values": {"getSolution": solution_with(lambda values: values + np.inf)},
    "prices of nothing": {"getSolution": solution_with(np.zeros_like, "row_dual")},
    "prices that are not numbers": {"getSolution": solution_with(lambda values: values * np.nan, "row_dual")},
    "too few values": {"getSolution": solution_with(lambda values: values[:1])},
    "a time-out": {"getModelStatus": status("kTimeLimit")},
    "an iteration limit": {"getModelStatus": status("kIterationLimit")},
    "an infeasible programme that is not": {"getModelStatus": status("kInfeasible")},
    "an unbounded programme": {"getModelStatus": status("kUnbounded")},
    "a crash while solving": {"run": crash},
    "a crash while reading": {"getSolution": crash},
}


@pytest.mark.parametrize("draw", [drawn, stepped])
@pytest.mark.parametrize("what", SABOTAGES)
def test_a_sabotaged_solver_is_caught_in_every_case(what: str, draw: Callable[[int], Case]):
    refused = 0
    for seed in CASES:
        case = draw(seed)
        if not case.entrants.sum() or not case.structure.cell.size or np.isinf(least_cost(case)):
            continue
        programme = build(case.structure, case.parameters, sabotage(**SABOTAGES[what]), case.steps)
        try:
            solution = solve(programme, case.entrants, case.room, case.rules)
        except CertificateError:
            refused += 1
        else:
            assert solution.objective_gbp == pytest.approx(least_cost(case), rel=1e-6, abs=1e-6)
    assert refused > 0


def test_a_solver_that_knows_of_no_widths_is_caught():
    def endless(real: highspy.Highs, count: int, at: np.ndarray, least: np.ndarray, _most: np.ndarray) -> None:
        real.changeColsBounds(count, at, least, np.full(count, np.inf))

    refused = 0
    for seed in CASES:
        case = stepped(seed)
        programme = build(case.structure, case.parameters, sabotage(changeColsBounds=endless), case.steps)
        try:
            solution = solve(programme, case.entrants, case.room, case.rules)
        except CertificateError:
            refused += 1
        else:
            assert solution.objective_gbp == pytest.approx(least_cost(case), rel=1e-6, abs=1e-6)
    assert refused > len(CASES) / 3


@pytest.mark.parametrize(("dearer", "too_dear"), [(1e-8, False), (1e-5, True), (1e-2, True)])
def test_a_plan_that_is_dearer_by_a_hundred_thousandth_is_refused(dearer: float, too_dear: bool):
    """A solver that takes the other costs for the cheaper, and says honestly what its plan costs."""
    structure = structure_of({("a", "s"): 10_000.0})
    parameters = AllocationParameters(unplaced_penalty_gbp=10_000.0 * (1.0 + dearer), over_penalty_gbp=1e6)
    factory = sabotage(run=other_costs, getModelStatus=status("kOptimal"), getInfo=honest_objective)
    programme = build(structure, parameters, factory)
    given = programme, np.array([1.0]), np.array([1.0])
    if too_dear:
        with pytest.raises(CertificateError, match="the plan may be too dear: relative gap"):
            solve(*given)
    else:
        assert solve(*given).unplaced.tolist() == [1.0]


@pytest.mark.parametrize(("placed", "breach"), [(4.0, 0.0), (3.0, 0.0), (5.5, 1.5)])
def test_a_plan_that_places_more_learners_than_there_are_is_refused(placed: float, breach: float):
    structure = structure_of({("a", "s"): 10.0})
    sides = Sides(np.array([4.0]), np.array([9.0]), np.zeros(0), np.zeros(1), np.zeros(1), unlimited(structure))
    prices = UnitCosts(np.array([10.0]), np.array([[300.0]]), np.array([[150.0]]), np.zeros((0, 1)))
    plan = plan_of(structure, AtPairs.of(np.array([placed])), sides, prices)
    assert infeasibility(structure, plan, sides) == breach


@pytest.mark.parametrize(("guaranteed", "directed", "breach"), [(2.0, 1.0, 0.0), (3.5, 1.0, 1.5), (2.0, 2.25, 0.25)])
def test_a_plan_that_keeps_no_guarantee_or_no_directed_share_is_refused(
    guaranteed: float, directed: float, breach: float
):
    """Two learners are at s, which is guaranteed some, and two at t, to which some are to be directed."""
    structure = structure_of(
        {("a", "s"): 10.0, ("a", "t"): 20.0}, committed=np.array([True, False]), directed=np.array([False, True])
    )
    fixed = np.array([guaranteed, 0.0]), np.array([directed])
    sides = Sides(np.array([4.0]), np.array([9.0, 9.0]), np.zeros(0), *fixed, unlimited(structure))
    prices = UnitCosts(np.array([10.0, 20.0]), np.array([[300.0]]), np.full((2, 1), 150.0), np.zeros((0, 1)))
    plan = plan_of(structure, AtPairs.of(np.array([2.0, 2.0])), sides, prices)
    assert infeasibility(structure, plan, sides) == breach


@pytest.mark.parametrize(("above", "breach"), [(2.0, 0.0), (3.5, 1.5)])
def test_a_plan_that_breaks_a_ceiling_is_refused(above: float, breach: float):
    structure = structure_of({("a", "s"): 10.0})
    widths = Widths(np.zeros((1, 0)), np.array([[0.5, 1.5]]), np.zeros((0, 2)))
    sides = Sides(np.array([9.0]), np.array([4.0]), np.zeros(0), np.zeros(1), np.zeros(1), widths)
    prices = UnitCosts(np.array([10.0]), np.array([[300.0]]), np.array([[50.0, 150.0]]), np.zeros((0, 2)))
    plan = plan_of(structure, AtPairs.of(np.array([4.0 + above])), sides, prices)
    assert infeasibility(structure, plan, sides) == breach


def test_a_solver_that_cannot_start_is_named():
    def absent() -> pulp.LpSolver:
        raise pulp.PulpSolverError("HiGHS: not available")

    structure = structure_of({("a", "s"): 10.0})
    with pytest.raises(CertificateError, match="broke down: PulpSolverError HiGHS: not available"):
        solve(build(structure, AllocationParameters(), absent), np.ones(1), np.ones(1))


def test_a_solver_sabotaged_between_two_septembers_is_replaced():
    structure = structure_of({("a", "s"): 10.0, ("a", "t"): 20.0})
    programme = build(structure, AllocationParameters())
    solve(programme, np.array([2.0]), np.array([1.0, 1.0]))
    programme.solvers[0].highs.clear()
    solution = solve(programme, np.array([2.0]), np.array([1.0, 1.0]))
    assert solution.learners.tolist() == [1.0, 1.0]


def test_a_solver_out_of_time_publishes_nothing():
    structure = structure_of({("a", "s"): 10.0, ("a", "t"): 20.0})

    def hurried() -> pulp.LpSolver:
        solver = highs()
        solver.timeLimit = 0.0
        return solver

    with pytest.raises(CertificateError, match="without an optimum: Time limit"):
        solve(build(structure, AllocationParameters(), hurried), np.array([2.0]), np.array([1.0, 1.0]))


@pytest.mark.parametrize("seed", range(20))
def test_breaking_ties_adds_next_to_nothing_to_any_plan(seed: int):
    case, random = drawn(seed, rules=False), np.random.default_rng(seed)
    structure, _ = canonical(case.structure)
    objective = build(structure, case.parameters).objective
    nothing = np.zeros(len(structure.providers))
    sides = Sides(case.entrants, case.room, np.zeros(0), nothing, np.zeros_like(case.entrants), unlimited(structure))
    weight = random.random(structure.cell.size)
    whole = np.bincount(structure.cell, weight, case.entrants.size) + 0.2
    plan = plan_of(structure, AtPairs.of((case.entrants / whole)[structure.cell] * weight), sides, objective.tied)
    true_cost, tied_cost = cost_of(plan, objective.true), cost_of(plan, objective.tied)
    assert true_cost <= tied_cost <= true_cost + 0.001 * max(true_cost, case.entrants.sum())


@pytest.mark.parametrize("seed", CASES)
def test_a_penalty_of_nothing_is_certified_at_the_true_costs(seed: int):
    free = AllocationParameters(unplaced_penalty_gbp=300.0, over_penalty_gbp=0.0, mile_weight_gbp=2.0)
    case = replace(drawn(seed), parameters=free)
    programme = build(case.structure, case.parameters)
    found = solve(programme, case.entrants, case.room, case.rules)
    assert found.objective_gbp == pytest.approx(least_cost(case), rel=1e-6, abs=1e-6)


def test_a_difference_smaller_than_what_breaks_ties_still_decides():
    """Of twenty cells each is cheaper at s by a hundred-thousandth of a pound, where places cost 10,000 as a rule."""
    small = {(f"cell {number:02}", school): 1e-5 * (school == "t") for number in range(20) for school in "st"}
    usual = {("nobody", f"school {number:02}"): 10_000.0 for number in range(21)}
    structure = structure_of(small | usual)
    entrants = np.append(np.ones(20), 0.0)
    found = solve(build(structure, AllocationParameters()), entrants, np.full(len(structure.providers), 20.0))
    assert found.learners[:40].tolist() == [1.0, 0.0] * 20
    assert found.objective_gbp == 0.0
