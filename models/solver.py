"""The solver's side of a programme: the HiGHS object that PuLP holds, re-solved from its last basis.

Pairs are priced in: the programme starts from few pairs of each cell and takes in those whose reduced cost is negative
until none is left, which is exact and keeps time and memory flat; those that stay idle are given up again. Nothing here
decides whether an answer may be believed: that is the certificate's work.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np
import pulp
from numpy.typing import NDArray

from models.certificate import CertificateError, PlacePrices
from models.programme import Prices, Sides, state
from models.starting_pairs import needed_pairs, starting_pairs
from models.structure import Bools, Floats, Ints, Structure

TOLERANCE = 1e-9
"""Primal (scaled learners) and dual (scaled pounds) feasibility tolerance of the solver."""
PAIRS_AT_ONCE = 8
"""Most pairs a cell that are priced in at once: fewer need more rounds, more need more columns."""
DEVEX = 1
"""Pricing rule once there is a basis: steepest edge, HiGHS's own, has to start its weights afresh at each re-solve."""
SNUG, BOX, LOOSE = 1.05, 1.5, 3.0
"""Upper bound of a pair's learners, in entrants of its cell: never tight in a plan, but with it the dual simplex method
may pass many pairs in one step (the bound-flipping ratio test). It is set anew where it has become too snug or loose.
"""
IDLE, SPARE = 16, 0.3
"""Answers in whose basis a pair did not stand before its column is spare, and the share of spare columns at which they
are given up: every step and every run costs time for each column. Should such a pair be wanted, it is priced in."""
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
    """What the solver says: learners placed (pairs,), its prices, its objective, and whether it is the only optimum."""

    placed: Floats
    prices: PlacePrices
    objective: float
    only: bool


@dataclass(frozen=True, eq=False)
class Solver:
    """A HiGHS object with its columns; it remembers its last basis, and answers must not depend on that.

    ``column`` (pairs,) is the column of each pair, -1 while it has none, ``cost`` what each pair, unplaced cell and
    place above capacity costs now, ``box`` (cells,) the upper bound of a pair's learners, and ``idle`` (pairs,) for how
    many answers a pair has not been in the basis; all change in place. The pairs that are ``kept`` (pairs,) are never
    given up: without them there might be no plan.
    """

    structure: Structure
    highs: Any
    column: Ints
    unplaced: Ints
    over: Ints
    phase_over: Ints
    cost: Floats
    box: Floats
    idle: Ints
    kept: Bools


def load(structure: Structure, prices: Prices, sides: Sides, factory: Callable[[], pulp.LpSolver] = highs) -> Solver:
    """State the programme for the pairs it starts from and hand it to the solver, unsolved."""
    _check_directed(structure, sides)
    kept = needed_pairs(structure, prices)
    start = np.flatnonzero(starting_pairs(structure, prices, sides) | kept)
    statement = state(structure, prices, sides, start)
    with _breakdowns_named():
        solver = factory()
        solver.createAndConfigureSolver(statement.problem)
        solver.buildSolverModel(statement.problem)
    column = np.full(len(structure.cell), -1, dtype=np.int64)
    column[start] = _columns(statement.placed)
    return Solver(
        structure,
        statement.problem.solverModel,
        column,
        _columns(statement.unplaced),
        _columns(statement.over),
        _columns(statement.phase_over),
        np.concatenate([prices.cost, prices.unplaced, prices.over, prices.phase_over]),
        np.full(len(structure.cells), np.inf),
        np.zeros(len(structure.cell), dtype=np.int64),
        kept,
    )


def _check_directed(structure: Structure, sides: Sides) -> None:
    """Refuse a directed share where nobody could be directed to; only cells with directed pairs have a row of (5)."""
    nowhere = np.ones(sides.directed.size, dtype=np.bool_)
    nowhere[structure.directed_pairs.cells] = False
    if (sides.directed[nowhere] > 0).any():
        raise InfeasibleError


def _columns(variables: list[pulp.LpVariable]) -> Ints:
    return np.array([variable.index for variable in variables], dtype=np.int64)


def answer(solver: Solver, prices: Prices, sides: Sides) -> Answer:
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
        _set(solver, prices, sides)
        while True:
            _run(solver.highs)
            suggested = _row_prices(solver)
            reduced = _reduced_costs(solver.structure, prices.cost, suggested)
            missing = _missing(solver, reduced)
            if not missing.size:
                basis = basis_of(solver)
                said = _read(solver, suggested, _only(solver, suggested, reduced, basis))
                _give_up_idle(solver, basis)
                return said
            _price_in(solver, missing, prices.cost)


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


def _set(solver: Solver, prices: Prices, sides: Sides) -> None:
    """Hand over costs, where they changed, right-hand sides, and the bounds that go with them."""
    cost = np.concatenate([prices.cost, prices.unplaced, prices.over, prices.phase_over])
    if not np.array_equal(cost, solver.cost):
        columns = np.concatenate([solver.column, solver.unplaced, solver.over, solver.phase_over])
        held = np.flatnonzero((columns >= 0) & (cost != solver.cost))
        solver.highs.changeColsCost(held.size, columns[held].astype(np.int32), cost[held])
        solver.cost[:] = cost
    structure = solver.structure
    _box(solver, sides.entrants)
    lower = [sides.entrants, np.full(sides.room.size + sides.phase_room.size, -np.inf)]
    upper = [sides.entrants, sides.room, sides.phase_room]
    if structure.committed is not None:
        commitments = sides.commitments[structure.committed]
        lower.append(np.where(commitments > 0, commitments, NEVER_TIGHT))
        upper.append(np.full(commitments.size, np.inf))
    if structure.directed is not None:
        shares = sides.directed[structure.directed_pairs.cells]
        lower.append(np.where(shares > 0, shares, NEVER_TIGHT))
        upper.append(np.full(shares.size, np.inf))
    rows_lower, rows_upper = np.concatenate(lower), np.concatenate(upper)
    rows = np.arange(rows_lower.size, dtype=np.int32)
    solver.highs.changeRowsBounds(rows.size, rows, rows_lower, rows_upper)


def _box(solver: Solver, entrants: Floats) -> None:
    """Bound the learners of pairs that have columns, in the cells whose bound no longer fits."""
    misfits = (solver.box < SNUG * entrants) | (solver.box > LOOSE * entrants)
    solver.box[misfits] = BOX * entrants[misfits]
    cell = solver.structure.cell
    pairs = np.flatnonzero((solver.column >= 0) & misfits[cell])
    columns = solver.column[pairs].astype(np.int32)
    solver.highs.changeColsBounds(pairs.size, columns, np.zeros(pairs.size), solver.box[cell[pairs]])


def _rows(structure: Structure) -> tuple[int, int, int, int]:
    """First row of (2), (3), (4) and (5)."""
    places = len(structure.cells)
    phases = places + len(structure.providers)
    commitments = phases + (len(structure.phase_rows) if structure.phase_row is not None else 0)
    shares = commitments + (int(structure.committed.sum()) if structure.committed is not None else 0)
    return places, phases, commitments, shares


@dataclass(frozen=True, eq=False)
class RowPrices:
    """Dual values by numbered constraint, signed as the certificate has them, and the cells' own; ``all`` in a row."""

    cells: Floats
    places: PlacePrices
    directed: Floats
    all: Floats


def _row_prices(solver: Solver) -> RowPrices:
    structure = solver.structure
    duals = np.asarray(solver.highs.getSolution().row_dual, dtype=np.float64)
    places, phases, commitments, shares = _rows(structure)
    committed = np.zeros(len(structure.providers))
    if structure.committed is not None:
        committed[structure.committed] = duals[commitments:shares]
    directed = np.zeros(places)
    directed[structure.directed_pairs.cells] = duals[shares:]
    phase_places = -duals[phases:commitments] if structure.phase_row is not None else np.zeros(0)
    return RowPrices(duals[:places], PlacePrices(-duals[places:phases], committed, phase_places), directed, duals)


def _reduced_costs(structure: Structure, cost: Floats, rows: RowPrices) -> Floats:
    """Cost of placing one more learner by each pair, less what the cell would otherwise cost; shape (pairs,)."""
    net = rows.places.places - rows.places.commitments
    reduced = cost + net[structure.provider]
    reduced -= np.concatenate([rows.cells, rows.cells + rows.directed])[structure.cell_or_share]
    if structure.phase_row is not None:
        reduced += np.append(rows.places.phase_places, 0.0)[structure.phase_row]
    return reduced


def _missing(solver: Solver, reduced: Floats) -> Ints:
    """Pairs without a column that would make the plan cheaper, the best few of each cell, ascending."""
    missing = np.flatnonzero((solver.column < 0) & (reduced < -TOLERANCE))
    by_cell = missing[np.lexsort((reduced[missing], solver.structure.cell[missing]))]
    cells = solver.structure.cell[by_cell]
    return np.sort(by_cell[np.arange(by_cell.size) - np.searchsorted(cells, cells) < PAIRS_AT_ONCE])


def _price_in(solver: Solver, pairs: Ints, cost: Floats) -> None:
    """Give columns to ``pairs``."""
    rows, position = _entries(solver.structure, pairs)
    first = np.searchsorted(position, np.arange(pairs.size)).astype(np.int32)
    nothing, most = np.zeros(pairs.size), solver.box[solver.structure.cell[pairs]]
    solver.column[pairs] = solver.highs.getNumCol() + np.arange(pairs.size)
    solver.highs.addCols(pairs.size, cost[pairs], nothing, most, rows.size, first, rows, np.ones(rows.size))


def _entries(structure: Structure, pairs: Ints) -> tuple[NDArray[np.int32], Ints]:
    """Rows in which pairs stand, each with the position of its pair, sorted by it."""
    places, phases, commitments, shares = _rows(structure)
    cells, providers, everyone = structure.cell[pairs], structure.provider[pairs], np.arange(pairs.size)
    rows, positions = [cells, places + providers], [everyone, everyone]
    if structure.phase_row is not None:
        used = structure.phase_row[pairs] >= 0
        rows.append(phases + structure.phase_row[pairs][used])
        positions.append(everyone[used])
    if structure.committed is not None:
        used = structure.committed[providers]
        rows.append(commitments + np.cumsum(structure.committed)[providers][used] - 1)
        positions.append(everyone[used])
    if structure.directed is not None:
        used = structure.directed[pairs]
        rows.append(shares + np.searchsorted(structure.directed_pairs.cells, cells[used]))
        positions.append(everyone[used])
    position = np.concatenate(positions)
    order = np.argsort(position, kind="stable")
    return np.concatenate(rows)[order].astype(np.int32), position[order]


@dataclass(frozen=True, eq=False)
class Basis:
    """Which columns, with one more that stands for none, and which rows are outside the basis."""

    columns: Bools
    rows: Bools


def basis_of(solver: Solver) -> Basis:
    """What is outside the basis of the last answer."""
    _, basic = solver.highs.getBasicVariables()
    basic = np.asarray(basic)
    columns = np.ones(solver.highs.getNumCol() + 1, dtype=np.bool_)
    columns[basic[basic >= 0]] = False
    rows = np.ones(basic.size, dtype=np.bool_)
    rows[-1 - basic[basic < 0]] = False
    return Basis(columns, rows)


def _give_up_idle(solver: Solver, basis: Basis) -> None:
    """Take the columns from pairs that have long not been in the basis, where they are many; the basis stays."""
    np.multiply(solver.idle + 1, basis.columns[solver.column], out=solver.idle)
    spare = np.flatnonzero((solver.column >= 0) & (solver.idle > IDLE) & ~solver.kept)
    if spare.size <= SPARE * (basis.columns.size - 1):
        return
    given_up = np.sort(solver.column[spare]).astype(np.int32)
    left = np.ones(basis.columns.size - 1, dtype=np.bool_)
    left[given_up] = False
    basic, outside = highspy.HighsBasisStatus.kBasic, highspy.HighsBasisStatus.kLower
    same = highspy.HighsBasis()
    same.row_status = solver.highs.getBasis().row_status
    same.col_status = [outside if is_outside else basic for is_outside in basis.columns[:-1][left].tolist()]
    solver.highs.deleteCols(given_up.size, given_up)
    solver.highs.setBasis(same)
    solver.column[spare] = -1
    place = np.append(np.cumsum(left) - 1, -1)
    for columns in (solver.column, solver.unplaced, solver.over, solver.phase_over):
        columns[:] = place[columns]


def _read(solver: Solver, rows: RowPrices, only: bool) -> Answer:
    values = np.asarray(solver.highs.getSolution().col_value, dtype=np.float64)
    held = solver.column >= 0
    placed = np.zeros(solver.column.size)
    placed[held] = values[solver.column[held]]
    objective = float(solver.highs.getInfo().objective_function_value)
    return Answer(placed, rows.places, objective, only)


def _only(solver: Solver, rows: RowPrices, reduced: Floats, basis: Basis) -> bool:
    """Whether every column and row outside the basis would cost more than nothing to bring in."""
    columns = (solver.column, solver.unplaced, solver.over, solver.phase_over)
    duals = (reduced, *_reduced_otherwise(solver, rows))
    dear_rows = (np.abs(rows.all) > TOLERANCE) | ~basis.rows
    return bool(
        all(((np.abs(dual) > TOLERANCE) | ~basis.columns[at]).all() for at, dual in zip(columns, duals, strict=True))
        and dear_rows[len(solver.structure.cells) :].all()
    )


def _reduced_otherwise(solver: Solver, rows: RowPrices) -> tuple[Floats, Floats, Floats]:
    """Reduced costs of leaving learners unplaced, and of placing them above places or above those of a phase."""
    pairs, cells, providers = solver.column.size, rows.cells.size, rows.places.places.size
    unplaced, over, phase_over = np.split(solver.cost[pairs:], [cells, cells + providers])
    net = rows.places.places - rows.places.commitments
    phase_net = net[solver.structure.phase_row_provider] + rows.places.phase_places
    return unplaced - rows.cells, over - net, phase_over - phase_net
