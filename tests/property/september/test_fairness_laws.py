"""The cap on the 95th percentile of minutes: between its bound and paying for it, against another solver."""

import numpy as np
import pytest
from allocation_cases import Case, drawn
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog
from small_world import PULP_LOOKS_AHEAD
from tiny_pack import run_tiny, write_tiny_pack

from models.programme.allocation import Rules, build, solve
from models.september.asked import September
from models.september.longest_journeys import Fair, Fairness, fairly_placed

pytestmark = [pytest.mark.property, pytest.mark.filterwarnings(PULP_LOOKS_AHEAD)]

BEYOND_THE_95TH = 1 / 20


def fairness_of(case: Case, random: np.random.Generator, penalty: float, far: float = 0.5) -> Fairness:
    structure = case.structure
    cell_area = random.integers(0, 2, len(structure.cells))
    beyond = random.random(structure.cell.size) < far
    return Fairness(beyond, cell_area[structure.cell], cell_area, 2, penalty, structure.cost_gbp)


def fair(case: Case, fairness: Fairness) -> Fair:
    programme = build(case.structure, case.parameters)

    def place(september: September, values: bool):
        return solve(
            programme, september.entrants, september.room, september.rules, september.cost_gbp, place_values=values
        )

    given_pairs = np.ones(case.structure.cell.size, dtype=bool)
    september = September(case.entrants, case.room, Rules(), None, given_pairs)
    return fairly_placed(place, september, fairness, place_values=False)


def least_cost_with_the_cap(case: Case, fairness: Fairness) -> float:
    """Objective with constraint (6), by scipy's linprog."""
    structure, parameters = case.structure, case.parameters
    pairs, cells, providers = structure.cell.size, len(structure.cells), len(structure.providers)
    x, u, v, s = np.split(np.eye(pairs + cells + providers + 2), np.cumsum([pairs, cells, providers]))
    cost = np.concatenate(
        [
            structure.cost_gbp + parameters.mile_weight_gbp * structure.miles,
            np.full(cells, parameters.unplaced_penalty_gbp),
            np.full(providers, parameters.over_penalty_gbp),
            np.full(2, fairness.penalty_gbp),
        ]
    )
    within = [x[structure.provider == j].sum(axis=0) - v[j] for j in range(providers)]
    capped = [x[fairness.far & (fairness.area == i)].sum(axis=0) - s[i] for i in range(2)]
    entrants = np.bincount(fairness.cell_area, case.entrants, 2)
    equal = np.array([x[structure.cell == d].sum(axis=0) + u[d] for d in range(cells)])
    limits = np.concatenate([case.room, BEYOND_THE_95TH * entrants])
    found = linprog(cost, A_ub=np.array([*within, *capped]), b_ub=limits, A_eq=equal, b_eq=case.entrants)
    assert found.status == 0, found.message
    return float(found.fun)


@settings(max_examples=60)
@given(seed=st.integers(0, 10**9), penalty=st.sampled_from([10.0, 60.0, 1000.0]))
def test_the_plan_costs_no_less_than_the_optimum_with_the_cap_and_its_bound_no_more(seed: int, penalty: float):
    case = drawn(seed, whole=False, rules=False)
    fairness = fairness_of(case, np.random.default_rng(seed), penalty)
    found, optimum = fair(case, fairness), least_cost_with_the_cap(case, fairness)
    assert found.bound_gbp <= optimum + 1e-6
    assert found.cost_gbp >= optimum - 1e-6
    assert ((found.prices >= 0) & (found.prices <= penalty)).all()


@settings(max_examples=40)
@given(seed=st.integers(0, 10**9))
def test_the_plan_never_costs_more_than_ignoring_the_cap_and_paying_for_it(seed: int):
    case = drawn(seed, whole=False, rules=False)
    fairness = fairness_of(case, np.random.default_rng(seed), 60.0)
    ignoring = solve(build(case.structure, case.parameters), case.entrants, case.room, place_values=False)
    far = np.bincount(fairness.area, ignoring.learners * fairness.far, 2)
    allowed = BEYOND_THE_95TH * np.bincount(fairness.cell_area, case.entrants, 2)
    paying = ignoring.objective_gbp + 60.0 * np.maximum(far - allowed, 0.0).sum()
    assert fair(case, fairness).cost_gbp <= paying * (1 + 1e-9)


@settings(max_examples=20)
@given(seed=st.integers(0, 10**9))
def test_a_cap_that_nobody_passes_changes_nothing(seed: int):
    case = drawn(seed, whole=False, rules=False)
    found = fair(case, fairness_of(case, np.random.default_rng(seed), 60.0, far=0.0))
    ignoring = solve(build(case.structure, case.parameters), case.entrants, case.room, place_values=False)
    assert np.array_equal(found.solution.learners, ignoring.learners)


def test_a_run_under_the_cap_has_fewer_entrants_who_travel_longer(tmp_path):
    """Half an hour on the tiny authority, worth more than any place: they go above places nearby instead."""
    longer = []
    for name, cap in (("without", 0.0), ("with", 30.0)):
        allocation = {"p95_minutes": cap, "p95_penalty_gbp": 200_000.0}
        scenario = {"draws": 1, "horizon": 2026, "parameters": {"allocation": allocation}}
        made = run_tiny(write_tiny_pack(tmp_path / name, scenario=scenario))[0]
        year = made.central.years[1]
        longer.append(float(year.entrants[made.instance.pairs.minutes > 30.0].sum()))
        placed = np.bincount(made.instance.pairs.cell, year.learners, len(year.unplaced))
        assert placed + year.unmet + year.unplaced == pytest.approx(made.central.required[1])
    assert 0 < longer[1] < longer[0]
