"""The solver's side of a programme: the HiGHS object that PuLP holds, re-solved from its last basis.

Pairs are priced in: the programme starts from about one pair a cell and takes in those whose reduced cost is negative
until none is left, which is exact and keeps time and memory flat. Nothing here decides whether an answer may be
believed: that is the certificate's work.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from typing import Any

import highspy
import numpy as np
import pulp

from models.arrays import Flags, Floats, Ints
from models.programme.certificate import CertificateError, PlacePrices
from models.programme.held_columns import IDLE, Held, OutsideBasis, Solver, StepCounts, basis_of, give_up, price_in
from models.programme.learners_at_pairs import AtPairs
from models.programme.statement import Sides, UnitCosts, state
from models.programme.structure import Structure

TOLERANCE = 1e-9
"""Primal (scaled learners) and dual (scaled pounds) feasibility tolerance of the solver."""
DEVEX = 1
"""Pricing rule once there is a basis: steepest edge, HiGHS's own, has to start its weights afresh at each re-solve.

With it a draw takes 1.16 times as long.
"""
SNUG, BOX, LOOSE = 1.05, 1.5, 3.0
"""Upper bound of a way's learners, in entrants of its cell: never tight in a plan, but with it the dual simplex method
may pass many ways in one step (the bound-flipping ratio test): without it a draw takes 1.3 times as long. It is set
anew where it has become too snug or loose.
"""
NEVER_TIGHT = -1.0
"""Lower side of a commitment or directed share that is not set: below anything a plan can hold."""


def highs() -> pulp.LpSolver:
    """PuLP's HiGHS, silent, one thread, tolerances of ours; the random seed stays as HiGHS has it.

    HiGHS's own perturbation of costs is off: the tie-break does its work, and keeps the last basis almost optimal.
    """
    return pulp.HiGHS(
        msg=False,
        threads=1,
        primal_feasibility_tolerance=TOLERANCE,
        dual_feasibility_tolerance=TOLERANCE,
        dual_simplex_cost_perturbation_multiplier=0.0,
    )


class InfeasibleError(Exception):
    """The solver found no plan that keeps every rule."""


@dataclass(frozen=True, eq=False)
class Answer:
    """What the solver says: learners placed, its prices, its objective, and whether it is the only optimum."""

    placed: AtPairs
    prices: PlacePrices
    objective: float
    only: bool


def load(structure: Structure, prices: UnitCosts, sides: Sides, factory: Callable[[], pulp.LpSolver] = highs) -> Solver:
    """State the programme for the pairs it starts from and hand it to the solver, unsolved."""
    _check_directed(structure, sides)
    kept = needed_pairs(structure, prices)
    start = np.flatnonzero(kept)
    statement = state(structure, prices, sides, start)
    with _breakdowns_named():
        solver = factory()
        solver.createAndConfigureSolver(statement.problem)
        solver.buildSolverModel(statement.problem)
    unplaced = _columns(list(chain.from_iterable(statement.unplaced)))
    over = _columns(list(chain.from_iterable(statement.over + statement.phase_over)))
    pairs = np.full(len(structure.cell), -1, dtype=np.int64)
    pairs[start] = _columns(statement.placed)
    position = np.concatenate([pairs, unplaced, over])
    order = np.flatnonzero(position >= 0)
    rows = len(statement.constraints)
    without_pairs = np.bincount(structure.cell, minlength=len(structure.cells)) == 0
    last = np.zeros(prices.unplaced.shape, dtype=np.bool_)
    last[:, -1] = without_pairs | sides.widths.have_ceilings
    return Solver(
        structure=structure,
        steps=StepCounts(prices.unplaced.shape[1], prices.over.shape[1]),
        highs=statement.problem.solverModel,
        columns=Held(order[np.argsort(position[order])], position),
        cost=prices.of_columns.copy(),
        box=np.full(len(structure.cells), np.inf),
        most=np.full(position.size, np.nan),
        lower=np.full(rows, -np.inf),
        upper=np.full(rows, np.inf),
        idle=np.full(position.size, IDLE, dtype=np.int64),
        kept=np.append(kept, last),
    )


def _check_directed(structure: Structure, sides: Sides) -> None:
    """Refuse a directed share where nobody could be directed to; only cells with directed pairs have a row of (5)."""
    nowhere = np.ones(sides.directed.size, dtype=np.bool_)
    nowhere[structure.directed_pairs.cells] = False
    if (sides.directed[nowhere] > 0).any():
        raise InfeasibleError


def _columns(variables: list[pulp.LpVariable]) -> Ints:
    return np.array([variable.index for variable in variables], dtype=np.int64)


def answer(solver: Solver, prices: UnitCosts, sides: Sides) -> Answer:
    """Solve for these prices and sides, from the last basis.

    Raises
    ------
    InfeasibleError
        No plan keeps every rule.
    CertificateError
        The solver stopped for another reason, broke down, or gave values that are not numbers.
    """
    _check_directed(solver.structure, sides)
    with _breakdowns_named():
        _set_costs(solver, prices)
        _set_bounds(solver, sides)
        _set_sides(solver, sides)
        _run_first(solver, sides)
        priced = _priced(solver)
        while (missing := _missing(solver, priced, sides.entrants > 0)).size:
            price_in(solver, missing)
            _run(solver.highs)
            priced = _priced(solver)
        basis, taken = basis_of(solver), _taken(solver)
        said = _read(solver, taken, priced, _only(solver, priced, basis))
        give_up(solver, basis, taken)
        return said


@contextmanager
def _breakdowns_named() -> Iterator[None]:
    """Whatever a solver breaks down with is one error of ours."""
    try:
        yield
    except CertificateError:
        raise
    except (
        pulp.PulpError,
        RuntimeError,
        ArithmeticError,
        AttributeError,
        LookupError,
        TypeError,
        ValueError,
    ) as failure:
        raise CertificateError(f"the solver broke down: {type(failure).__name__} {failure}") from failure


def _run(model: Any) -> None:  # noqa: ANN401 - highspy ships no types
    model.run()
    model.setOptionValue("simplex_dual_edge_weight_strategy", DEVEX)
    status = model.getModelStatus()
    if status in {highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kUnboundedOrInfeasible}:
        raise InfeasibleError
    if status not in {highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kModelEmpty}:
        raise CertificateError(f"the solver stopped without an optimum: {model.modelStatusToString(status)}")


def _run_first(solver: Solver, sides: Sides) -> None:
    """Run for new sides; where there are ceilings, take in what might be missing for there to be a plan."""
    try:
        _run(solver.highs)
    except InfeasibleError:
        missing = _ways_out(solver, sides)
        if not missing.size:
            raise
        price_in(solver, missing)
        _run(solver.highs)


def _ways_out(solver: Solver, sides: Sides) -> Ints:
    """Ways that are not held and without which there might be no plan under ceilings."""
    structure = solver.structure
    if not sides.widths.have_ceilings:
        return np.empty(0, dtype=np.int64)
    last = np.zeros((len(structure.cells), solver.steps.unplaced), dtype=np.bool_)
    last[:, -1] = sides.entrants > 0
    directed = np.append(sides.directed > 0, [False])[structure.directed_cell]
    wanted = np.flatnonzero(np.append(directed, last))
    return wanted[solver.columns.position[wanted] < 0]


def _set_costs(solver: Solver, prices: UnitCosts) -> None:
    """Hand over costs, where they changed."""
    cost = prices.of_columns
    if not np.array_equal(cost, solver.cost):
        at = np.flatnonzero((cost != solver.cost)[solver.columns.order]).astype(np.int32)
        solver.highs.changeColsCost(at.size, at, cost[solver.columns.order[at]])
        solver.cost[:] = cost


def _set_sides(solver: Solver, sides: Sides) -> None:
    """Hand over right-hand sides, where they changed."""
    structure, starts = solver.structure, solver.starts
    lower, upper = np.full(starts.all, -np.inf), np.full(starts.all, np.inf)
    lower[: starts.places] = upper[: starts.places] = sides.entrants
    upper[starts.places : starts.phases] = sides.room
    if structure.phase_row is not None:
        upper[starts.phases : starts.commitments] = sides.phase_room
    if structure.committed is not None:
        lower[starts.commitments : starts.shares] = _or_never_tight(sides.commitments[structure.committed])
    lower[starts.shares :] = _or_never_tight(sides.directed[structure.directed_pairs.cells])
    at = np.flatnonzero((lower != solver.lower) | (upper != solver.upper)).astype(np.int32)
    solver.highs.changeRowsBounds(at.size, at, lower[at], upper[at])
    solver.lower[:], solver.upper[:] = lower, upper


def _or_never_tight(least: Floats) -> Floats:
    return np.where(least > 0, least, NEVER_TIGHT)


def _set_bounds(solver: Solver, sides: Sides) -> None:
    """Hand over upper bounds of columns, where they changed: widths of steps, and boxes that no longer fit."""
    entrants, widths = sides.entrants, sides.widths
    misfits = (solver.box < SNUG * entrants) | (solver.box > LOOSE * entrants)
    solver.box[misfits] = BOX * entrants[misfits]
    unplaced = np.minimum(widths.unplaced_to_last, solver.box[:, None])
    most = np.concatenate(
        [solver.box[solver.structure.cell], unplaced.ravel(), widths.over.ravel(), widths.phase_over.ravel()]
    )
    held = solver.columns.order
    at = np.flatnonzero(most[held] != solver.most[held]).astype(np.int32)
    solver.highs.changeColsBounds(at.size, at, np.zeros(at.size), most[held[at]])
    solver.most[:] = most


@dataclass(frozen=True, eq=False)
class Priced:
    """Dual values (rows,) and, at these, what one more learner would cost by each way beyond what the cell pays.

    ``places`` are the same dual values, signed as the certificate has them; ``reduced`` has shape (ways,).
    """

    duals: Floats
    places: PlacePrices
    reduced: Floats


def _priced(solver: Solver) -> Priced:
    """Dual values of the last run, and what all ways cost at these."""
    structure, starts = solver.structure, solver.starts
    duals = np.array(solver.highs.getSolution().row_dual)
    committed = np.zeros(len(structure.providers))
    if structure.committed is not None:
        committed[structure.committed] = duals[starts.commitments : starts.shares]
    places = PlacePrices(-duals[starts.places : starts.phases], committed, -duals[starts.phases : starts.commitments])
    reduced = solver.cost[: solver.cell.size].copy()
    reduced[: structure.cell.size] += structure.at_places(places.places - places.commitments, places.phase_places)
    paid, more = duals[: starts.places], np.zeros(starts.places)
    more[structure.directed_pairs.cells] = duals[starts.shares :]
    reduced -= np.concatenate([paid, paid + more])[solver.cell_or_share]
    return Priced(duals, places, reduced)


def _missing(solver: Solver, priced: Priced, somebody: Flags) -> Ints:
    """Ways that are not held and would make the plan cheaper; cells without entrants want none.

    ``somebody`` (cells,) marks those that have any.
    """
    wanted = np.flatnonzero(priced.reduced < -TOLERANCE)
    absent = (solver.columns.position[wanted] < 0) & (solver.most[wanted] > 0)
    return wanted[absent & somebody[solver.cell[wanted]]]


def _taken(solver: Solver) -> Floats:
    """Learners in each column, (columns,)."""
    taken = np.zeros(solver.cost.size)
    taken[solver.columns.order] = solver.highs.getSolution().col_value
    return taken


def _read(solver: Solver, taken: Floats, priced: Priced, only: bool) -> Answer:
    """What HiGHS says."""
    pairs = solver.structure.cell.size
    used = np.flatnonzero(taken[:pairs] != 0)
    objective = float(solver.highs.getInfo().objective_function_value)
    return Answer(AtPairs(used, taken[used], pairs), priced.places, objective, only)


def _only(solver: Solver, priced: Priced, basis: OutsideBasis) -> bool:
    """Whether every column and row outside the basis would cost more than nothing to move.

    Steps without width cannot be moved.
    """
    net = priced.places.places - priced.places.commitments
    phase_net = net[solver.structure.phase_row_provider] + priced.places.phase_places
    above = solver.cost[solver.cell.size :] - np.repeat(np.concatenate([net, phase_net]), solver.steps.over)
    reduced = np.concatenate([priced.reduced, above])
    columns = (np.abs(reduced) > TOLERANCE) | ~basis.columns | (solver.most == 0)
    rows = (np.abs(priced.duals) > TOLERANCE) | ~basis.rows
    return bool(columns.all() and rows[solver.starts.places :].all())


def needed_pairs(structure: Structure, prices: UnitCosts) -> Flags:
    """Pairs that a programme starts from, because it might have no plan without them, (pairs,).

    Every other pair is priced afterwards, and comes in if it could make the plan cheaper. Starting from a second pair
    of each cell saves no time, whatever the size.

    They are each cell's cheapest pair, its cheapest directed pair, and every pair of a provider with commitments: with
    these, and the unplaced of cells without a pair, the programme is infeasible only if the whole one is, because any
    plan can be turned into one that uses them, by sending the others to those, above places. Where there are ceilings
    above places, the others go unplaced instead, so that the last step of this is always held, but the directed stay
    where they are: should there be no plan, all their pairs are taken in.
    """
    needed = _is_cheapest(structure, prices.cost)
    if structure.directed is not None:
        needed |= structure.directed & _is_cheapest(structure, np.where(structure.directed, prices.cost, np.inf))
    if structure.committed is not None:
        needed |= structure.committed[structure.provider]
    return np.asarray(needed)


def _is_cheapest(structure: Structure, cost: Floats) -> Flags:
    """Whether each pair is the cheapest of its cell, the first of several, (pairs,)."""
    order = np.lexsort((cost, structure.cell))
    cheapest = np.zeros(order.size, dtype=np.bool_)
    cheapest[order[np.diff(structure.cell[order], prepend=-1) > 0]] = True
    return cheapest
