"""The solver's side of a programme: the HiGHS object that PuLP holds, re-solved from its last basis.

Pairs are priced in: the programme starts from the few cheapest pairs of each cell and takes in those whose reduced
cost is negative until none is left, which is exact and keeps time and memory flat. Nothing here decides whether an
answer may be believed: that is the certificate's work.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np
import pulp
from numpy.typing import NDArray

from models.certificate import CertificateError, PlacePrices
from models.programme import Prices, Sides, state
from models.structure import Floats, Ints, Structure

CHEAPEST_PAIRS = 3
"""Pairs a cell that the programme starts from."""
TOLERANCE = 1e-9
"""Primal (scaled learners) and dual (scaled pounds) feasibility tolerance of the solver."""
NEVER_TIGHT = -1.0
"""Lower side of a commitment or directed share that is not set: below anything a plan can hold."""


def highs() -> pulp.LpSolver:
    """PuLP's HiGHS, silent, one thread, tolerances of ours; the random seed stays as HiGHS has it."""
    return pulp.HiGHS(
        msg=False, threads=1, primal_feasibility_tolerance=TOLERANCE, dual_feasibility_tolerance=TOLERANCE
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

    ``column`` (pairs,) is the column of each pair, -1 while it has none; ``columns`` (pairs,) the pair of each
    column after the first; both are extended in place as pairs are priced in.
    """

    structure: Structure
    highs: Any
    column: Ints
    unplaced: Ints
    over: Ints
    phase_over: Ints


def load(structure: Structure, prices: Prices, factory: Callable[[], pulp.LpSolver] = highs) -> Solver:
    """State the programme for the cheapest pairs and hand it to the solver, unsolved."""
    start = _starting_pairs(structure, prices.cost)
    statement = state(structure, prices, _nobody(structure), start)
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
    )


def _columns(variables: list[pulp.LpVariable]) -> Ints:
    return np.array([variable.index for variable in variables], dtype=np.int64)


def _nobody(structure: Structure) -> Sides:
    cells, providers = np.zeros(len(structure.cells)), np.zeros(len(structure.providers))
    return Sides(cells, providers, np.zeros(len(structure.phase_rows)), providers, cells)


def _starting_pairs(structure: Structure, cost: Floats) -> Ints:
    """The cheapest pairs of each cell; its cheapest directed pair; every pair of a provider with commitments.

    With these the first programme is infeasible only if the whole one is: any plan can be turned into one that uses
    them, by sending the rest to the cheapest directed pair, over capacity, or unplaced.
    """
    start = _rank(structure, cost) < CHEAPEST_PAIRS
    if structure.directed is not None:
        start |= structure.directed & (_rank(structure, np.where(structure.directed, cost, np.inf)) == 0)
    if structure.committed is not None:
        start |= structure.committed[structure.provider]
    return np.flatnonzero(start)


def _rank(structure: Structure, cost: Floats) -> Ints:
    """Rank of each pair within its cell by cost, from 0."""
    order = np.lexsort((cost, structure.cell))
    first = np.searchsorted(structure.cell, structure.cell)
    rank = np.empty(order.size, dtype=np.int64)
    rank[order] = np.arange(order.size)
    return rank - first


def answer(solver: Solver, prices: Prices, sides: Sides) -> Answer:
    """Solve for these prices and sides, from the last basis.

    Raises
    ------
    InfeasibleError
        No plan keeps every rule.
    CertificateError
        The solver stopped for another reason, broke down, or gave values that are not numbers.
    """
    try:
        _set(solver, prices, sides)
        while True:
            _run(solver.highs)
            suggested = _row_prices(solver)
            reduced = _reduced_costs(solver.structure, prices.cost, suggested)
            missing = np.flatnonzero((solver.column < 0) & (reduced < -TOLERANCE))
            if not missing.size:
                return _read(solver, suggested, reduced)
            _price_in(solver, missing, prices.cost)
    except (RuntimeError, TypeError, IndexError) as failure:
        raise CertificateError(f"the solver broke down: {failure}") from failure


def _run(model: Any) -> None:  # noqa: ANN401 - highspy ships no types
    model.run()
    status = model.getModelStatus()
    if status in {highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kUnboundedOrInfeasible}:
        raise InfeasibleError
    if status != highspy.HighsModelStatus.kOptimal:
        raise CertificateError(f"the solver stopped without an optimum: {model.modelStatusToString(status)}")


def _set(solver: Solver, prices: Prices, sides: Sides) -> None:
    structure = solver.structure
    held = np.flatnonzero(solver.column >= 0)
    columns = np.concatenate([solver.column[held], solver.unplaced, solver.over, solver.phase_over])
    cost = np.concatenate([prices.cost[held], prices.unplaced, prices.over, prices.phase_over])
    solver.highs.changeColsCost(columns.size, columns.astype(np.int32), cost)
    lower = [sides.entrants, np.full(sides.room.size + sides.phase_room.size, -np.inf)]
    upper = [sides.entrants, sides.room, sides.phase_room]
    if structure.committed is not None:
        commitments = sides.commitments[structure.committed]
        lower.append(np.where(commitments > 0, commitments, NEVER_TIGHT))
        upper.append(np.full(commitments.size, np.inf))
    if structure.directed is not None:
        lower.append(np.where(sides.directed > 0, sides.directed, NEVER_TIGHT))
        upper.append(np.full(sides.directed.size, np.inf))
    rows_lower, rows_upper = np.concatenate(lower), np.concatenate(upper)
    rows = np.arange(rows_lower.size, dtype=np.int32)
    solver.highs.changeRowsBounds(rows.size, rows, rows_lower, rows_upper)


def _rows(structure: Structure) -> tuple[int, int, int, int]:
    """First row of (2), (3), (4) and (5)."""
    places = len(structure.cells)
    phases = places + len(structure.providers)
    commitments = phases + (len(structure.phase_rows) if structure.phase_row is not None else 0)
    shares = commitments + (int(structure.committed.sum()) if structure.committed is not None else 0)
    return places, phases, commitments, shares


@dataclass(frozen=True, eq=False)
class RowPrices:
    """Dual values by numbered constraint, signed as the certificate has them, and the cells' own."""

    cells: Floats
    places: PlacePrices
    directed: Floats


def _row_prices(solver: Solver) -> RowPrices:
    structure = solver.structure
    duals = np.asarray(solver.highs.getSolution().row_dual, dtype=np.float64)
    places, phases, commitments, shares = _rows(structure)
    committed = np.zeros(len(structure.providers))
    if structure.committed is not None:
        committed[structure.committed] = duals[commitments:shares]
    directed = duals[shares:] if structure.directed is not None else np.zeros(places)
    phase_places = -duals[phases:commitments] if structure.phase_row is not None else np.zeros(0)
    return RowPrices(duals[:places], PlacePrices(-duals[places:phases], committed, phase_places), directed)


def _reduced_costs(structure: Structure, cost: Floats, rows: RowPrices) -> Floats:
    """Cost of placing one more learner by each pair, less what the cell would otherwise cost; shape (pairs,)."""
    net = rows.places.places - rows.places.commitments
    reduced = cost + net[structure.provider] - rows.cells[structure.cell]
    if structure.phase_row is not None:
        reduced += np.append(rows.places.phase_places, 0.0)[structure.phase_row]
    if structure.directed is not None:
        reduced -= np.where(structure.directed, rows.directed[structure.cell], 0.0)
    return reduced


def _price_in(solver: Solver, pairs: Ints, cost: Floats) -> None:
    """Give columns to ``pairs``."""
    rows, position = _entries(solver.structure, pairs)
    first = np.searchsorted(position, np.arange(pairs.size)).astype(np.int32)
    nothing, endless = np.zeros(pairs.size), np.full(pairs.size, np.inf)
    solver.column[pairs] = solver.highs.getNumCol() + np.arange(pairs.size)
    solver.highs.addCols(pairs.size, cost[pairs], nothing, endless, rows.size, first, rows, np.ones(rows.size))


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
        rows.append(shares + cells[used])
        positions.append(everyone[used])
    position = np.concatenate(positions)
    order = np.argsort(position, kind="stable")
    return np.concatenate(rows)[order].astype(np.int32), position[order]


def _read(solver: Solver, rows: RowPrices, reduced: Floats) -> Answer:
    values = np.asarray(solver.highs.getSolution().col_value, dtype=np.float64)
    held = solver.column >= 0
    placed = np.zeros(solver.column.size)
    placed[held] = values[solver.column[held]]
    return Answer(placed, rows.places, float(solver.highs.getInfo().objective_function_value), _only(solver, reduced))


def _only(solver: Solver, reduced: Floats) -> bool:
    """Whether every column and row outside the basis would cost more than nothing to bring in."""
    solution = solver.highs.getSolution()
    _, basic = solver.highs.getBasicVariables()
    basic = np.asarray(basic)
    duals = np.abs(np.asarray(solution.col_dual, dtype=np.float64))
    duals[basic[basic >= 0]] = np.inf
    row_duals = np.abs(np.asarray(solution.row_dual, dtype=np.float64))
    row_duals[: len(solver.structure.cells)] = np.inf
    row_duals[-1 - basic[basic < 0]] = np.inf
    left_out = reduced[solver.column < 0]
    return bool(min(part.min(initial=np.inf) for part in (duals, row_duals, left_out)) > TOLERANCE)
