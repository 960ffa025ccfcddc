"""Laws of steps: penalties that rise by step, and ceilings above places."""

from contextlib import suppress
from dataclasses import replace

import numpy as np
import pytest
from allocation_cases import (
    Case,
    built,
    cost_of,
    labels_of,
    least_cost,
    least_cost_by_enumeration,
    shuffled_case,
    solved,
    stepped,
    steps_of,
)
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from models.programme import held_columns
from models.programme.allocation import Solution, solve
from models.programme.certificate import PlacePrices, bound_at
from models.programme.contradictions import ContradictionError
from models.programme.statement import Sides
from models.programme.steps import Steps, Widths
from models.programme.structure import canonical

pytestmark = [pytest.mark.property, pytest.mark.slow]

seeds = st.integers(0, 10**9)
CHEAPER = 1 + 1e-9
PARTS = ("learners", "unplaced", "over", "phase_over", "place_value_gbp", "place_money_gbp", "learner_value_gbp")


def plan_of(case: Case, **changes: object) -> Solution:
    """Its plan; a case whose rules contradict one another is left out."""
    try:
        return solved(case, **changes)
    except ContradictionError:
        assume(condition=False)
        raise


def same(one: Solution, other: Solution) -> bool:
    return all(np.array_equal(getattr(one, name), getattr(other, name)) for name in PARTS)


@pytest.mark.parametrize("block", range(10))
def test_five_hundred_septembers_with_steps_cost_what_linprog_says(block: int):
    for seed in range(50 * block, 50 * block + 50):
        case = stepped(seed, whole=seed % 3 > 0)
        assert cost_of(case) == pytest.approx(least_cost(case), rel=1e-6, abs=1e-6), seed


@given(seed=seeds, whole=st.booleans())
def test_any_september_with_steps_costs_what_linprog_says_or_contradicts_itself(seed: int, whole: bool):
    case = stepped(seed, whole=whole)
    assert cost_of(case) == pytest.approx(least_cost(case), rel=1e-6, abs=1e-6)


@pytest.mark.parametrize("seed", range(40))
def test_tiny_septembers_with_steps_cost_what_enumerating_every_plan_says(seed: int):
    case = stepped(seed, rules=False, most=3)
    case = replace(case, entrants=np.minimum(case.entrants, 3.0))
    assert solved(case).objective_gbp == pytest.approx(least_cost_by_enumeration(case), rel=1e-9, abs=1e-9)


@given(seed=seeds, whole=st.booleans())
def test_plans_place_everybody_or_nobody_and_never_break_a_ceiling(seed: int, whole: bool):
    case = stepped(seed, whole=whole)
    structure, (_, _, widths) = case.structure, steps_of(case)
    solution = plan_of(case)
    placed = np.bincount(structure.cell, solution.learners, case.entrants.size)
    assert np.abs(placed + solution.unplaced - case.entrants).max() < 1e-9
    assert (solution.over <= widths.over.sum(axis=1) + 1e-9).all()
    assert (solution.phase_over <= widths.phase_over.sum(axis=1) + 1e-9).all()
    relieved = np.bincount(structure.phase_row_provider, solution.phase_over, case.room.size)
    at = np.bincount(structure.provider, solution.learners, case.room.size)
    assert (at <= case.room + solution.over + relieved + 1e-9).all()
    for row, room in enumerate([] if case.rules.phase_room is None else case.rules.phase_room):
        assert solution.learners[structure.phase_row == row].sum() <= room + solution.phase_over[row] + 1e-9


@given(seed=seeds, where=st.integers(0, 30), what=st.sampled_from(["unplaced", "over", "phase_over"]))
def test_a_wider_step_never_costs_more(seed: int, where: int, what: str):
    case = stepped(seed)
    wider = getattr(case.rules.widths, what).copy()
    assume(wider.size)
    wider.flat[where % wider.size] += 1.0
    widths = replace(case.rules.widths, **{what: wider})
    assert cost_of(case, rules=replace(case.rules, widths=widths)) <= cost_of(case) * CHEAPER


@given(seed=seeds, share=st.floats(0, 1))
def test_cheaper_steps_never_cost_more(seed: int, share: float):
    case = stepped(seed)
    prices, over, _ = steps_of(case)
    cheaper = np.arange(over.size) <= over.size // 2
    for steps in (Steps(share * prices, tuple(over)), Steps(prices, tuple(np.where(cheaper, share * over, over)))):
        assert cost_of(case, steps=steps) <= cost_of(case) * CHEAPER


@given(seed=seeds, where=st.integers(0, 7))
def test_one_more_place_never_costs_more_under_ceilings(seed: int, where: int):
    case = stepped(seed)
    more = case.room.copy()
    more[where % more.size] += 1
    assert cost_of(case, room=more) <= cost_of(case) * CHEAPER


@given(seed=seeds, whole=st.booleans(), share=st.floats(0, 1), where=st.integers(0, 2))
def test_a_step_cut_in_two_of_one_price_changes_nothing(seed: int, whole: bool, share: float, where: int):
    case = stepped(seed, whole=whole)
    prices, over, widths = steps_of(case)
    at, last = where % over.size, where % prices.shape[1]
    wide = np.column_stack([widths.unplaced, np.full(len(prices), 3.0)])
    cut = Widths(
        np.insert(widths.unplaced, last, share * wide[:, last], axis=1),
        with_part(widths.over, at, share),
        with_part(widths.phase_over, at, share),
    )
    if last < widths.unplaced.shape[1]:
        cut.unplaced[:, last + 1] = (1 - share) * wide[:, last]
    steps = Steps(np.insert(prices, last, prices[:, last], axis=1), tuple(np.insert(over, at, over[at])))
    one, other = plan_of(case), plan_of(case, steps=steps, rules=replace(case.rules, widths=cut))
    assert np.abs(one.learners - other.learners).max(initial=0.0) < 1e-7
    assert other.objective_gbp == pytest.approx(one.objective_gbp, rel=1e-7, abs=1e-5)


def with_part(widths: np.ndarray, at: int, share: float) -> np.ndarray:
    """Widths of which one step is cut into a share and the rest."""
    limit = np.where(np.isinf(widths[:, at]), 2.0, widths[:, at])
    parts = np.insert(widths, at, share * limit, axis=1)
    parts[:, at + 1] = np.where(np.isinf(widths[:, at]), np.inf, (1 - share) * limit)
    return parts


@given(seed=seeds, whole=st.booleans())
def test_the_order_of_rows_changes_nothing_with_steps(seed: int, whole: bool):
    case = stepped(seed, whole=whole)
    shuffled, cells, providers, pairs, rows = shuffled_case(case, seed)
    one, other = plan_of(case), plan_of(shuffled)
    for name, order in zip(PARTS, (pairs, cells, providers, rows, providers, providers, cells), strict=True):
        assert np.array_equal(getattr(one, name)[order], getattr(other, name)), name
    assert one.objective_gbp == other.objective_gbp


@settings(max_examples=100)
@given(
    seed=seeds,
    whole=st.booleans(),
    years=st.lists(st.integers(1, 6), min_size=1, max_size=5),
    idle=st.sampled_from([0, 16]),
)
@pytest.mark.slow
def test_what_was_solved_before_changes_nothing_with_steps(seed: int, whole: bool, years: list[int], idle: int):
    case = stepped(seed, whole=whole)
    programme, (_, _, widths) = built(case), steps_of(case)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(held_columns, "IDLE", idle)
        patched.setattr(held_columns, "SPARE", 0.0)
        for year in years:
            unlike = Widths(
                np.roll(widths.unplaced, year, axis=0), np.roll(widths.over, year, axis=0), widths.phase_over
            )
            if year % 2:
                unlike = Widths(
                    unlike.unplaced, np.full_like(unlike.over, np.inf), np.full_like(unlike.phase_over, np.inf)
                )
            rules = replace(case.rules, widths=unlike)
            with suppress(ContradictionError):
                solve(programme, np.roll(case.entrants, year) * year / 3, np.roll(case.room, year), rules)
        following = programme.following()
        fresh = plan_of(case)
        assert same(solve(programme, case.entrants, case.room, case.rules), fresh)
        assert same(solve(following, case.entrants, case.room, case.rules), fresh)


@given(seed=seeds, whole=st.booleans())
def test_no_prices_of_places_give_a_bound_above_the_least_cost(seed: int, whole: bool):
    case, random = stepped(seed, whole=whole), np.random.default_rng(seed)
    structure, order = canonical(case.structure)
    prices, rules, widths = built(case).objective.true, case.rules, case.rules.widths
    scale = built(case).cost_scale
    nothing = [np.zeros(len(labels)) for labels in labels_of(case)]
    commitments = nothing[1] if rules.commitments is None else rules.commitments[order.providers]
    share = nothing[0] if rules.directed_share is None else rules.directed_share[order.cells]
    entrants = case.entrants[order.cells]
    sides = Sides(
        entrants,
        case.room[order.providers],
        nothing[2] if rules.phase_room is None else rules.phase_room[order.phase_rows],
        commitments,
        share * entrants,
        Widths(widths.unplaced[order.cells], widths.over[order.providers], widths.phase_over[order.phase_rows]),
    )
    sizes = nothing[1].size, nothing[1].size, nothing[2].size
    suggested = PlacePrices(*(scale * random.uniform(-50, 400, size) for size in sizes))
    if structure.committed is not None:
        suggested.commitments[~structure.committed] = 0.0
    else:
        suggested.commitments[:] = 0.0
    bound = bound_at(structure, suggested, prices, sides)
    assert bound <= scale * least_cost(case) * CHEAPER + 1e-6
