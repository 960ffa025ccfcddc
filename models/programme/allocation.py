"""The allocation of one September: who is placed where, what is missing, and what one more place saves.

:func:`build` states a structure once; :func:`solve` re-solves it for other entrants, places, rules or costs. The plan
is a function of what is given and of nothing else: not of the order of rows, nor of what was solved before. Costs
carry a tie-break, a tiny amount drawn from the labels of each pair, so that one plan alone is the cheapest; whole
programmes are scaled by powers of two and learners rounded to a binary grid, on which a plan's numbers are exact;
and an answer that is not proven to be the only one is thrown away and solved again from nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property

import numpy as np
import pulp

from models.arrays import Floats, Ints
from models.parameters.method import AllocationParameters
from models.programme.certificate import (
    LARGEST_GAP,
    CertificateError,
    Plan,
    bound_at,
    cost_of,
    gap_of,
    infeasibility,
    plan_of,
)
from models.programme.contradictions import ContradictionError, contradictions
from models.programme.held_columns import Solver, copied
from models.programme.place_values import Worth
from models.programme.place_values import place_values as least_values
from models.programme.solver import InfeasibleError, answer, highs, load
from models.programme.statement import Sides, Statement, UnitCosts, state
from models.programme.steps import Penalties, Steps, Widths, penalties_of, widths_of
from models.programme.structure import AllocationError, Order, Structure, canonical, check_amounts
from models.programme.tie_break import cost_scale, eased, gridded, in_learners, learner_scale, on_grid, tie_break

ON_GRID = 2.0**-28
"""Scaled learners by which a solver's value may miss the grid."""
GAP_DECIMALS = 12
"""Decimals of the published gap, beyond which there is rounding alone."""


class Status(StrEnum):
    """How a plan was found; either way it is certified."""

    OPTIMAL = "optimal"


@dataclass(frozen=True, eq=False)
class Rules:
    """What a person fixed: room by phase (rows,), commitments (providers,), directed share (cells,) 0-1.

    ``widths`` are those of the steps above places and without a place; None where there is one unlimited step each.
    """

    phase_room: Floats | None = None
    commitments: Floats | None = None
    directed_share: Floats | None = None
    widths: Widths | None = None


NO_RULES = Rules()


@dataclass(frozen=True, eq=False)
class Money:
    """What is money in a place value: pounds of a learner at each pair, (pairs,), and of one unplaced, (cells,).

    None: of a pair what it costs, of the unplaced nothing.
    """

    pairs: Floats | None = None
    unplaced: Floats | None = None


COSTS_ALONE = Money()


@dataclass(frozen=True, eq=False)
class Programme:
    """A structure ready to be solved, again and again; not to be shared between threads.

    ``solvers`` holds the last solver, none before the first solve, which starts from that of an ``earlier`` programme
    of the same structure, if there is one; answers do not depend on what a solver remembers.
    """

    structure: Structure
    order: Order
    parameters: AllocationParameters
    penalties: Penalties
    cost_scale: float
    ties: UnitCosts
    factory: Callable[[], pulp.LpSolver]
    solvers: list[Solver]
    earlier: "Programme | None" = None

    @cached_property
    def objective(self) -> "Objective":
        """The objective at the structure's own costs."""
        return objective_at(self, self.structure.cost_gbp)

    def following(self) -> "Programme":
        """A programme of the same structure whose first solve starts from where this one then is."""
        return replace(self, solvers=[], earlier=self)


@dataclass(frozen=True, eq=False)
class Objective:
    """Scaled prices, ``true`` ones and those that decide, in which ties are broken."""

    true: UnitCosts
    tied: UnitCosts


@dataclass(frozen=True, eq=False)
class Solution:
    """A certified plan, in the caller's order.

    learners (pairs,), unplaced (cells,), over (providers,) learners above places, phase_over (rows,), all steps
    together. place_value_gbp (providers,) pounds a year that one more place saves, in the phase where it saves most,
    learner_value_gbp (cells,) that one learner fewer would, place_money_gbp and learner_money_gbp the money in them,
    without penalties and the weight of miles; None when not asked for. objective_gbp pounds a year; gap relative, of
    the programme as solved, ties broken (the gap of the true costs is checked, too).
    """

    learners: Floats
    unplaced: Floats
    over: Floats
    phase_over: Floats
    place_value_gbp: Floats | None
    place_money_gbp: Floats | None
    learner_value_gbp: Floats | None
    learner_money_gbp: Floats | None
    objective_gbp: float
    gap: float
    status: Status


def build(
    structure: Structure,
    parameters: AllocationParameters,
    factory: Callable[[], pulp.LpSolver] = highs,
    steps: Steps | None = None,
) -> Programme:
    """State the programme of a structure once, to be solved for any number of Septembers.

    ``steps`` replace both penalties of the ``parameters``; each solve then says how wide they are (``Rules.widths``).

    Raises
    ------
    AllocationError
        The prices of the steps are not ascending, or not of the structure's cells.
    """
    ordered, order = canonical(structure)
    penalties = penalties_of(steps, parameters, order)
    cost = ordered.cost_gbp + parameters.mile_weight_gbp * ordered.miles
    scale, ties = cost_scale(cost), tie_break(ordered)
    return Programme(ordered, order, parameters, penalties, scale, ties, factory, [])


def solve(
    programme: Programme,
    entrants: Floats,
    room: Floats,
    rules: Rules = NO_RULES,
    cost_gbp: Floats | None = None,
    place_values: bool | Money = True,
) -> Solution:
    """Place ``entrants`` (cells,) in ``room`` (providers,), learners and places of 0 or more.

    ``cost_gbp`` (pairs,) replaces the structure's costs; ``place_values=False`` saves the time to work them out, and
    ``place_values=Money(...)`` says what is money in them where that is not what decides.

    Raises
    ------
    AllocationError
        An amount is negative, missing or of the wrong length.
    CertificateError
        The solver's answer could not be certified; there is no plan.
    ContradictionError
        Rules that a person fixed cannot all be kept.
    """
    structure, order = programme.structure, programme.order
    cost = structure.cost_gbp if cost_gbp is None else _ordered("cost_gbp", cost_gbp, order.pairs)
    objective = programme.objective if cost_gbp is None else objective_at(programme, cost)
    given, scale = _sides(programme, entrants, room, rules)
    sides = gridded(given)
    try:
        found = _certified(programme, objective, sides)
    except InfeasibleError:
        sides = eased(sides)
        found = _kept(programme, objective, sides, scale)
    values = None
    if place_values:
        money = _money(programme, place_values if isinstance(place_values, Money) else COSTS_ALONE, cost)
        values = least_values(structure, found.plan, sides, found.deciding, objective.true, money)
    return _solution(programme, found, (given, sides), values, scale)


def stated(
    programme: Programme, entrants: Floats, room: Floats, rules: Rules = NO_RULES, cost_gbp: Floats | None = None
) -> Statement:
    """State one September whole, in PuLP, exactly as :func:`solve` has it solved: scaled, on the grid, ties broken.

    Any solver that is given it must find the same plan, in canonical order and multiplied by :func:`learner_scale`.
    """
    cost = programme.structure.cost_gbp if cost_gbp is None else _ordered("cost_gbp", cost_gbp, programme.order.pairs)
    sides = gridded(_sides(programme, entrants, room, rules)[0])
    return state(programme.structure, objective_at(programme, cost).tied, sides)


@dataclass(frozen=True, eq=False)
class _Found:
    plan: Plan
    true_cost: float
    gap: float
    deciding: UnitCosts


def _kept(programme: Programme, objective: Objective, sides: Sides, scale: float) -> _Found:
    """Solve with rules eased by rounding alone, or name the contradictions among them."""
    try:
        return _certified(programme, objective, sides)
    except InfeasibleError:
        given = in_learners(sides, scale)
        raise ContradictionError(contradictions(programme.structure, objective.true, given)) from None


def _certified(programme: Programme, objective: Objective, sides: Sides) -> _Found:
    """Solve warm; unless proven the only optimum, from nothing; without the tie-break if that costs too much.

    What a solver answers first depends on what it is given alone; what it answers later is believed only where no
    other answer is possible.
    """
    structure, true, tied = programme.structure, objective.true, objective.tied
    if not programme.solvers and programme.earlier is not None:
        programme.solvers[:] = [copied(solver) for solver in programme.earlier.solvers]
    for solver in programme.solvers:
        try:
            found, only = _attempt(solver, objective, sides)
            if only:
                return found
        except (CertificateError, InfeasibleError):
            continue
    programme.solvers[:] = [load(structure, tied, sides, programme.factory)]
    try:
        return _attempt(programme.solvers[0], objective, sides)[0]
    except CertificateError:
        return _attempt(load(structure, true, sides, programme.factory), Objective(true, true), sides)[0]


def _attempt(solver: Solver, objective: Objective, sides: Sides) -> tuple[_Found, bool]:
    """One answer of the solver, certified; raises CertificateError when it cannot be."""
    structure, true, deciding = solver.structure, objective.true, objective.tied
    said = answer(solver, deciding, sides)
    learners = said.placed.learners
    if not np.isfinite(learners).all():
        raise CertificateError("the solver gave a number of learners that is not a number")
    placed = replace(said.placed, learners=on_grid(learners))
    missed = float(np.abs(placed.learners - learners).max(initial=0.0))
    if missed > ON_GRID:
        raise CertificateError(f"the solver's plan is no corner of the programme: off by {missed:.3g} scaled learners")
    plan = plan_of(structure, placed, sides, deciding)
    breach = infeasibility(structure, plan, sides)
    if breach > 0:
        raise CertificateError(f"the solver's plan breaks a constraint by {breach:.3g} scaled learners")
    cost, true_cost, reported = cost_of(plan, deciding), cost_of(plan, true), said.objective
    if not abs(cost - reported) <= LARGEST_GAP * max(abs(cost), 1.0):
        raise CertificateError(f"the solver reports an objective of {reported:.9g}, its plan costs {cost:.9g}")
    gap = gap_of(cost, bound_at(structure, said.prices, deciding, sides))
    true_gap = gap_of(true_cost, bound_at(structure, said.prices, true, sides))
    if not (gap <= LARGEST_GAP and true_gap <= LARGEST_GAP):
        largest = max(gap, true_gap)
        raise CertificateError(f"the plan may be too dear: relative gap {largest:.3g}, at most {LARGEST_GAP:g}")
    return _Found(plan, true_cost, gap, deciding), said.only


def _ordered(name: str, values: Floats, order: Ints, *, endless: bool = False) -> Floats:
    amounts = np.asarray(values, dtype=np.float64)
    if amounts.shape != order.shape:
        raise AllocationError(f"{name} has shape {amounts.shape}, expected {order.shape}")
    check_amounts(name, amounts, endless=endless)
    return amounts[order]


def objective_at(programme: Programme, cost_gbp: Floats) -> Objective:
    """The objective at some costs (pairs,), in canonical order."""
    structure, penalties, scale = programme.structure, programme.penalties, programme.cost_scale
    true = UnitCosts(
        scale * (cost_gbp + programme.parameters.mile_weight_gbp * structure.miles),
        scale * penalties.unplaced,
        np.tile(scale * penalties.over, (len(structure.providers), 1)),
        np.tile(scale * penalties.over, (len(structure.phase_rows), 1)),
    )
    return Objective(true, _sum(true, programme.ties))


def _money(programme: Programme, money: Money, cost_gbp: Floats) -> UnitCosts:
    """Unit costs in money alone: no penalties, no weight of miles."""
    order, scale, nothing = programme.order, programme.cost_scale, programme.objective.true
    pairs = cost_gbp if money.pairs is None else _ordered("money.pairs", money.pairs, order.pairs)
    unplaced = np.zeros_like(nothing.unplaced)
    if money.unplaced is not None:
        unplaced += scale * _ordered("money.unplaced", money.unplaced, order.cells)[:, None]
    return UnitCosts(scale * pairs, unplaced, np.zeros_like(nothing.over), np.zeros_like(nothing.phase_over))


def _sum(prices: UnitCosts, ties: UnitCosts) -> UnitCosts:
    return UnitCosts(
        prices.cost + ties.cost,
        prices.unplaced + ties.unplaced,
        prices.over + ties.over,
        prices.phase_over + ties.phase_over,
    )


def _sides(programme: Programme, entrants: Floats, room: Floats, rules: Rules) -> tuple[Sides, float]:
    """Right-hand sides in canonical order, scaled, and the scale of learners."""
    structure, order = programme.structure, programme.order
    cells = _ordered("entrants", entrants, order.cells)
    scale = learner_scale(cells)
    share = _rule("directed_share", rules.directed_share, order.cells, given=structure.directed is not None)
    return Sides(
        scale * cells,
        scale * _ordered("room", room, order.providers, endless=True),
        scale * _rule("phase_room", rules.phase_room, order.phase_rows, given=True),
        scale * _rule("commitments", rules.commitments, order.providers, given=structure.committed is not None),
        scale * share * cells,
        widths_of(programme.penalties, rules.widths, order).times(scale),
    ), scale


def _rule(name: str, values: Floats | None, order: Ints, *, given: bool) -> Floats:
    if values is None:
        if name == "phase_room" and order.size:
            raise AllocationError(f"phase_room is needed for {order.size} phase rows")
        return np.zeros(order.shape)
    if not given and np.any(values):
        raise AllocationError(f"{name} is given, but the structure marks no pair or provider for it")
    return _ordered(name, values, order, endless=name == "phase_room")


def _solution(
    programme: Programme, found: _Found, sides: tuple[Sides, Sides], values: Worth | None, scale: float
) -> Solution:
    """The plan in learners and in the caller's order; ``sides`` are those given and, on the grid, those solved for."""
    structure, order, plan = programme.structure, programme.order, found.plan
    given, solved = (side.entrants for side in sides)
    exact = np.divide(given, solved, out=np.zeros_like(solved), where=solved > 0) / scale
    learners = np.zeros(plan.placed.count)
    learners[order.pairs[plan.placed.pairs]] = plan.placed.learners * exact[structure.cell[plan.placed.pairs]]
    orders = (order.providers, order.providers, order.cells, order.cells)
    worth: list[Floats | None] = [None] * len(orders)
    if values is not None:
        parts = (values.providers, values.providers_money, values.cells, values.cells_money)
        worth = [_restored(part / programme.cost_scale, of) for part, of in zip(parts, orders, strict=True)]
    return Solution(
        learners,
        _restored(plan.unplaced.sum(axis=1) * exact, order.cells),
        _restored(plan.over.sum(axis=1) / scale, order.providers),
        _restored(plan.phase_over.sum(axis=1) / scale, order.phase_rows),
        worth[0],
        worth[1],
        worth[2],
        worth[3],
        found.true_cost / scale / programme.cost_scale,
        max(0.0, round(found.gap, GAP_DECIMALS)),
        Status.OPTIMAL,
    )


def _restored(values: Floats, order: Ints) -> Floats:
    """Canonical order back to the caller's."""
    restored = np.empty_like(values)
    restored[order] = values
    return restored
