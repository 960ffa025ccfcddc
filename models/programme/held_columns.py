"""The part of a programme that the solver holds: it grows and shrinks, and what is not held is priced all the same.

Pairs are priced in. Those that stay idle are given up again, and so is every settled cell: its learners have long gone
one way, and its rows and columns would cost time at each step to say so once more. What settled cells take is taken
off the places; as soon as another way would be cheaper, a cell is taken back.
"""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, NamedTuple

import highspy
import numpy as np

from models.arrays import Flags, Floats, Ints
from models.programme.statement import Sides
from models.programme.structure import Structure

IDLE, SPARE, NEW = 16, 0.3, 12
"""Answers in whose basis a column did not stand before it is idle, the share of idle columns at which they are given
up, since every step and every run costs time for each column, and how many answers a new solver counts as given."""
IN_OR_OUT = np.array([highspy.HighsBasisStatus.kBasic, highspy.HighsBasisStatus.kLower], dtype=object)
"""Status of what is in the basis and of what is outside it."""


class Starts(NamedTuple):
    """First row of (2), (3), (4) and (5), and the number of all; (4) and (5) have rows only where they can bind."""

    places: int
    phases: int
    commitments: int
    shares: int
    all: int


@dataclass(eq=False)
class Held:
    """Which columns, or rows, of a programme HiGHS holds: ``order`` is its order of these.

    ``position`` is the place of every one of the programme in that order, -1 while it is not held.
    """

    order: Ints
    position: Ints

    def add(self, new: Ints) -> None:
        """Hold ``new`` ones after the others."""
        self.position[new] = self.order.size + np.arange(new.size)
        self.order = np.concatenate([self.order, new])

    def drop(self, gone: Ints) -> None:
        """Hold ``gone`` no longer."""
        self.position[gone] = -1
        self.order = self.order[self.position[self.order] >= 0]
        self.position[self.order] = np.arange(self.order.size)


@dataclass(frozen=True, eq=False)
class Solver:
    """A HiGHS object, what it holds of a programme, and its last basis, on which answers must not depend.

    The columns of the whole programme are its pairs, then the unplaced of each cell (all these are its ways), then the
    places above those of each provider and of each phase row, always held; the rows are (1) to (5). All arrays but
    ``kept`` change in place:

    columns, rows : those that HiGHS holds.
    cost : what a learner in each column costs now.
    box : (cells,) upper bound of the learners of one way.
    lower, upper : sides of each row as HiGHS has them.
    idle_columns, idle_rows : for how many answers each has not been in the basis.
    settled : (ways,) the columns that settled cells take: none without entrants, two where one is the directed share's.
    kept : (ways,) pairs given up only with their whole cell: without them there might be no plan.
    """

    structure: Structure
    highs: Any
    columns: Held
    rows: Held
    cost: Floats
    box: Floats
    lower: Floats
    upper: Floats
    idle_columns: Ints
    idle_rows: Ints
    settled: Flags
    kept: Flags

    @cached_property
    def starts(self) -> Starts:
        """Where the rows of each numbered constraint begin."""
        structure = self.structure
        places = len(structure.cells)
        phases = places + len(structure.providers)
        commitments = phases + (len(structure.phase_rows) if structure.phase_row is not None else 0)
        shares = commitments + (int(structure.committed.sum()) if structure.committed is not None else 0)
        return Starts(places, phases, commitments, shares, shares + structure.directed_pairs.cells.size)

    @cached_property
    def cell(self) -> Ints:
        """Cell of each way."""
        return np.concatenate([self.structure.cell, np.arange(len(self.structure.cells))])

    @cached_property
    def cell_or_share(self) -> Ints:
        """Cell of each way or, of directed pairs, its directed share, which follow the cells."""
        return np.concatenate([self.structure.cell_or_share, np.arange(len(self.structure.cells))])

    @cached_property
    def share_row(self) -> Ints:
        """Row of (5) of each cell, -1 for none."""
        rows = np.full(len(self.structure.cells), -1, dtype=np.int64)
        rows[self.structure.directed_pairs.cells] = np.arange(self.starts.shares, self.starts.all)
        return rows

    @cached_property
    def may_settle(self) -> Flags:
        """Cells without a pair at a provider that may be given a commitment."""
        structure, may = self.structure, np.ones(len(self.structure.cells), dtype=np.bool_)
        if structure.committed is not None:
            may[structure.cell[structure.committed[structure.provider]]] = False
        return may

    @property
    def is_settled(self) -> Flags:
        """Whether each cell is settled."""
        return np.asarray(self.rows.position[: self.starts.places] < 0)


def copied(solver: Solver) -> Solver:
    """Another solver that holds the same and goes on from the same basis."""
    model = type(solver.highs)()
    model.passOptions(solver.highs.getOptions())
    model.passModel(solver.highs.getModel())
    model.setBasis(solver.highs.getBasis())
    changing = ("cost", "box", "lower", "upper", "idle_columns", "idle_rows", "settled")
    arrays = {name: getattr(solver, name).copy() for name in changing}
    columns, rows = (Held(held.order, held.position.copy()) for held in (solver.columns, solver.rows))
    return replace(solver, highs=model, columns=columns, rows=rows, **arrays)


@dataclass(frozen=True, eq=False)
class Settled:
    """The ways that settled cells take, ascending, the cell of each, and whether it is that of the directed share."""

    ways: Ints
    cells: Ints
    is_share: Flags
    beside_share: Flags

    def learners(self, sides: Sides) -> Floats:
        """How many learners take each."""
        share = sides.directed[self.cells]
        return np.where(self.is_share, share, sides.entrants[self.cells] - np.where(self.beside_share, share, 0.0))


def settled(solver: Solver) -> Settled:
    """Where the learners of settled cells go."""
    ways = np.flatnonzero(solver.settled)
    cells = solver.cell[ways]
    two = np.bincount(cells, minlength=solver.starts.places)[cells] == 2
    directed = solver.cell_or_share[ways] != cells
    return Settled(ways, cells, two & directed, two & ~directed)


def price_in(solver: Solver, ways: Ints, cheaper: Flags) -> None:
    """Give columns to ``ways``, whose cells are held; those that this answer does not use are spare after it.

    Those that are ``cheaper`` than what HiGHS has start at their upper bound, so that its last basis is dual feasible
    still: HiGHS puts a new column there if 0 is no nearer, so their lower bound is set to 0 only afterwards.
    """
    solver.idle_columns[ways] = IDLE
    rows, position = _entries(solver, ways)
    first = np.searchsorted(position, np.arange(ways.size)).astype(np.int32)
    most = solver.box[solver.cell[ways]]
    solver.columns.add(ways)
    at = solver.rows.position[rows].astype(np.int32)
    cost, least = solver.cost[ways], np.where(cheaper, -most, 0.0)
    solver.highs.addCols(ways.size, cost, least, most, at.size, first, at, np.ones(at.size))
    lifted = solver.columns.position[ways[cheaper]].astype(np.int32)
    solver.highs.changeColsBounds(lifted.size, lifted, np.zeros(lifted.size), most[cheaper])


def _entries(solver: Solver, ways: Ints) -> tuple[Ints, Ints]:
    """Rows in which ways stand, each with the position of its way, sorted by it."""
    structure, starts, everyone = solver.structure, solver.starts, np.arange(ways.size)
    pairs = np.flatnonzero(ways < len(structure.cell))
    providers = structure.provider[ways[pairs]]
    rows, positions = [solver.cell[ways], starts.places + providers], [everyone, pairs]
    if structure.phase_row is not None:
        phase_row = structure.phase_row[ways[pairs]]
        rows.append(starts.phases + phase_row[phase_row >= 0])
        positions.append(pairs[phase_row >= 0])
    if structure.committed is not None:
        used = structure.committed[providers]
        rows.append(starts.commitments + np.cumsum(structure.committed)[providers][used] - 1)
        positions.append(pairs[used])
    directed = solver.cell_or_share[ways] != solver.cell[ways]
    rows.append(solver.share_row[solver.cell[ways[directed]]])
    positions.append(everyone[directed])
    position = np.concatenate(positions)
    order = np.argsort(position, kind="stable")
    return np.concatenate(rows)[order], position[order]


def take_back(solver: Solver, cells: Ints, found: Settled) -> Settled:
    """Hold settled ``cells`` again: their rows, still without sides, the ways they took and those to be kept.

    ``found`` is what was settled; what is left of it is returned. The basis has the rows alone: HiGHS finds the ways in
    a step each, sooner than it is told of another basis.
    """
    if not cells.size:
        return found
    shares = solver.share_row[cells]
    rows = np.concatenate([cells, shares[shares >= 0]])
    solver.rows.add(rows)
    solver.lower[rows], solver.upper[rows] = -np.inf, np.inf
    none = np.empty(0, dtype=np.int32)
    first = np.zeros(rows.size, dtype=np.int32)
    solver.highs.addRows(rows.size, solver.lower[rows], solver.upper[rows], 0, first, none, np.empty(0))
    back = np.zeros(solver.starts.places, dtype=np.bool_)
    back[cells] = True
    ways = np.flatnonzero(solver.settled | solver.kept)
    ways = ways[back[solver.cell[ways]]]
    price_in(solver, ways, np.zeros(ways.size, dtype=np.bool_))
    solver.idle_columns[ways[solver.settled[ways]]] = 0
    solver.settled[ways] = False
    return settled(solver)


@dataclass(frozen=True, eq=False)
class Basis:
    """Which columns and rows of the whole programme, (columns,) and (rows,), are outside the basis."""

    columns: Flags
    rows: Flags


def basis_of(solver: Solver, found: Settled) -> Basis:
    """What is outside the basis of the last answer; what settled cells take is in it."""
    _, basic = solver.highs.getBasicVariables()
    basic = np.asarray(basic)
    outside = Basis(np.ones(solver.columns.position.size, dtype=np.bool_), np.ones(solver.starts.all, dtype=np.bool_))
    outside.columns[solver.columns.order[basic[basic >= 0]]] = False
    outside.rows[solver.rows.order[-1 - basic[basic < 0]]] = False
    outside.columns[found.ways] = False
    ways = np.bincount(found.cells, minlength=solver.starts.places)
    outside.rows[: ways.size] &= ~(solver.is_settled & (ways == 0))
    slack = solver.share_row[solver.is_settled & (ways < 2)]
    outside.rows[slack[slack >= 0]] = False
    return outside


def give_up(solver: Solver, basis: Basis) -> None:
    """Give up ways that have long not been in the basis and cells that have long gone one way, where they are many.

    What is left of the basis is one still: a settled cell takes as many columns and rows out of it as it has rows.
    """
    for idle, held, outside in (
        (solver.idle_columns, solver.columns.order, basis.columns),
        (solver.idle_rows, solver.rows.order, basis.rows),
    ):
        idle[held] = (idle[held] + 1) * outside[held]
    ways = solver.columns.order[solver.columns.order < solver.cell.size]
    spent = solver.idle_columns[ways] > IDLE
    unwanted = spent & ~solver.kept[ways]
    if np.count_nonzero(unwanted) < SPARE * solver.columns.order.size:
        return
    settling = _settling(solver, ways[~spent])
    of_cells = settling[solver.cell[ways]]
    spare = ways[of_cells | unwanted]
    solver.settled[ways[of_cells & ~spent]] = True
    shares = solver.share_row[settling]
    rows = np.concatenate([np.flatnonzero(settling), shares[shares >= 0]])
    _delete(solver, spare, rows, basis)


def _settling(solver: Solver, active: Ints) -> Flags:
    """Cells that have had the same ways and rows in the basis for long: as many of them as the cell has rows.

    ``active`` are the ways that have lately been in the basis.
    """
    cells, rows = solver.starts.places, np.append(solver.idle_rows <= IDLE, False)
    members = np.bincount(solver.cell[active], minlength=cells) + rows[:cells] + rows[solver.share_row]
    return np.asarray(~solver.is_settled & solver.may_settle & (members == 1 + (solver.share_row >= 0)))


def _delete(solver: Solver, ways: Ints, rows: Ints, basis: Basis) -> None:
    """Delete columns and rows from HiGHS, and hand it what is left of the basis."""
    for held, gone, delete in (
        (solver.columns, ways, solver.highs.deleteCols),
        (solver.rows, rows, solver.highs.deleteRows),
    ):
        delete(gone.size, np.sort(held.position[gone]).astype(np.int32))
        held.drop(gone)
    left = highspy.HighsBasis()
    left.col_status = list(IN_OR_OUT[basis.columns[solver.columns.order].astype(np.intp)])
    left.row_status = list(IN_OR_OUT[basis.rows[solver.rows.order].astype(np.intp)])
    solver.highs.setBasis(left)
