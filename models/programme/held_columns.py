"""The part of a programme that the solver holds: every row, and the columns that were wanted of late.

Columns are priced in, and those that stay idle are given up again. What is not held is priced all the same.
"""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from models.arrays import Flags, Floats, Ints
from models.programme.structure import Structure

IDLE, SPARE = 16, 0.3
"""Answers in whose basis a column did not stand before it is idle, and the share of idle columns at which they are
given up: every step and every run costs time for each column. Without giving up, a draw takes 1.9 times as long."""


class Starts(NamedTuple):
    """First row of (2), (3), (4) and (5), and the number of all; (4) and (5) have rows only where they can bind."""

    places: int
    phases: int
    commitments: int
    shares: int
    all: int


class StepCounts(NamedTuple):
    """How many steps there are of the unplaced and above places."""

    unplaced: int
    over: int


@dataclass(eq=False)
class Held:
    """Which columns of a programme HiGHS holds: ``order`` is its order of these.

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

    The columns of the whole programme are its pairs, then the unplaced of each cell by step (all these are its ways),
    then the places above those of each provider and of each phase row by step, always held; the rows are (1) to (5).
    All arrays but ``kept`` change in place:

    steps : how many there are, of the unplaced and above places.
    columns : those that HiGHS holds.
    cost : (columns,) what a learner in each costs now, scaled pounds.
    box : (cells,) upper bound of the learners of one way, scaled.
    most : (columns,) upper bound of each: the box or the width of its step.
    lower, upper : (rows,) sides of each row as HiGHS has them, scaled.
    idle : (columns,) for how many answers each has not been in the basis.
    kept : (ways,) those that are never given up: without them there might be no plan.
    """

    structure: Structure
    steps: StepCounts
    highs: Any
    columns: Held
    cost: Floats
    box: Floats
    most: Floats
    lower: Floats
    upper: Floats
    idle: Ints
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
        return np.concatenate([self.structure.cell, self._unplaced_cell])

    @cached_property
    def cell_or_share(self) -> Ints:
        """Cell of each way or, of directed pairs, its directed share, which follow the cells."""
        return np.concatenate([self.structure.cell_or_share, self._unplaced_cell])

    @cached_property
    def _unplaced_cell(self) -> Ints:
        return np.repeat(np.arange(len(self.structure.cells)), self.steps.unplaced)

    @cached_property
    def share_row(self) -> Ints:
        """Row of (5) of each cell, -1 for none."""
        rows = np.full(len(self.structure.cells), -1, dtype=np.int64)
        rows[self.structure.directed_pairs.cells] = np.arange(self.starts.shares, self.starts.all)
        return rows


def copied(solver: Solver) -> Solver:
    """Another solver that holds the same and goes on from the same basis.

    Nine of them save each worker 1.4 seconds of first solves: as much as nine draws take.
    """
    model = type(solver.highs)()
    model.passOptions(solver.highs.getOptions())
    model.passModel(solver.highs.getModel())
    model.setBasis(solver.highs.getBasis())
    arrays = {name: getattr(solver, name).copy() for name in ("cost", "box", "most", "lower", "upper", "idle")}
    return replace(solver, highs=model, columns=Held(solver.columns.order, solver.columns.position.copy()), **arrays)


def price_in(solver: Solver, ways: Ints) -> None:
    """Give columns to ``ways``; those that the next answer does not use are idle after it."""
    solver.idle[ways] = IDLE
    rows, position = _entries(solver, ways)
    first, at = np.searchsorted(position, np.arange(ways.size)).astype(np.int32), rows.astype(np.int32)
    cost, least, most = solver.cost[ways], np.zeros(ways.size), solver.most[ways]
    solver.columns.add(ways)
    solver.highs.addCols(ways.size, cost, least, most, at.size, first, at, np.ones(at.size))


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


@dataclass(frozen=True, eq=False)
class OutsideBasis:
    """Which columns and rows of the whole programme, (columns,) and (rows,), are outside the basis."""

    columns: Flags
    rows: Flags


def basis_of(solver: Solver) -> OutsideBasis:
    """What is outside the basis of the last answer."""
    _, basic = solver.highs.getBasicVariables()
    basic = np.asarray(basic)
    outside = OutsideBasis(
        np.ones(solver.columns.position.size, dtype=np.bool_), np.ones(solver.starts.all, dtype=np.bool_)
    )
    outside.columns[solver.columns.order[basic[basic >= 0]]] = False
    outside.rows[-1 - basic[basic < 0]] = False
    return outside


def give_up(solver: Solver, basis: OutsideBasis, taken: Floats) -> None:
    """Give up ways that have long not been in the basis, where they are many; what is left of it is one still.

    A step that is ``taken`` (columns,) to its width is outside the basis, too, but not idle.
    """
    held = solver.columns.order
    solver.idle[held] = (solver.idle[held] + 1) * (basis.columns[held] & (taken[held] == 0))
    ways = held[held < solver.cell.size]
    unwanted = ways[(solver.idle[ways] > IDLE) & ~solver.kept[ways]]
    if unwanted.size < max(SPARE * held.size, 1.0):
        return
    left = solver.highs.getBasis()
    solver.highs.deleteCols(unwanted.size, np.sort(solver.columns.position[unwanted]).astype(np.int32))
    solver.columns.drop(unwanted)
    stays = solver.columns.position[held] >= 0
    left.col_status = [status for status, held_still in zip(left.col_status, stays, strict=True) if held_still]
    solver.highs.setBasis(left)
