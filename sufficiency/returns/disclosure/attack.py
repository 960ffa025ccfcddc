"""What hidden counts may be as far as anybody can work out: other answers that fit everything that is shown.

An answer is stated as the difference from the true counts. A linear programme finds it, in a solver that goes on from
its last basis.
"""

from typing import Any

import highspy
import numpy as np
from scipy import sparse

from models.arrays import Flags, Floats, Ints
from sufficiency.returns.disclosure.atoms import Sums

FAR = 1e5
"""Learners by which a hidden count may exceed the truth at most: more than any interval needs."""
MOVED = 1e-7
"""Learners; smaller differences are the solver's digits."""


class NoAnswerError(Exception):
    """The solver found no answer where there is one."""


class Attack:
    """The sums of a system, of which some are shown: what the hidden ones may be, and what it costs to hide more.

    A sum that is shown may be moved at its cost, in learners.
    """

    def __init__(self, sums: Sums, shown: Flags, costs: Floats) -> None:
        self._sums = sums
        self._shown = np.flatnonzero(shown)
        self._costs = costs[self._shown]
        self._atoms = np.arange(sums.matrix.shape[1])
        self._rows = self._shown.size + sums.still.shape[0]
        self._highs = _solver(sums, self._shown)
        self._basis: Any = None

    def look(self, towards: Floats, most: float) -> Floats:
        """Return the answer that goes farthest in a direction of the atoms, none of them by more than ``most``.

        What is shown stays as it is. Shape of the answer: (sums,), learners.
        """
        self._bound(self._atoms, -np.minimum(self._sums.atoms, most), np.full(self._atoms.size, most))
        self._cost(self._atoms, -towards)
        return self._solved()

    def hide_more(self) -> None:
        """From now on what is shown may be moved, at its cost."""
        self._bound(self._atoms, -self._sums.atoms, np.full(self._atoms.size, FAR))
        self._cost(self._atoms, np.zeros(self._atoms.size))
        every = np.arange(self._costs.size)
        self._bound(self._moves(every), np.zeros(2 * every.size), np.full(2 * every.size, FAR))
        self._price(self._costs, every)
        self._solved()
        self._basis = self._highs.getBasis()

    def hide(self, sums: Ints) -> None:
        """Let sums that were shown be moved at no cost."""
        places = np.searchsorted(self._shown, sums)
        self._price(np.zeros(places.size), places)

    def cheapest(self, some: Ints, more: Floats) -> Floats:
        """Return the cheapest answer in which hidden sums are ``more`` learners above the truth, as differences."""
        asked = self._sums.matrix[some]
        far = np.full(some.size, FAR)
        self._highs.setBasis(self._basis)
        self._highs.addRows(some.size, more, far, asked.nnz, asked.indptr[:-1], asked.indices, asked.data)
        answer = self._solved()
        self._highs.deleteRows(some.size, np.arange(self._rows, self._rows + some.size, dtype=np.int32))
        return answer

    def _moves(self, places: Ints) -> Ints:
        """The columns that add to and take from shown sums."""
        first = self._atoms.size + places
        return np.concatenate([first, first + self._shown.size])

    def _price(self, costs: Floats, places: Ints) -> None:
        self._cost(self._moves(places), np.concatenate([costs, costs]))

    def _bound(self, columns: Ints, least: Floats, most: Floats) -> None:
        self._highs.changeColsBounds(columns.size, columns.astype(np.int32), least, most)

    def _cost(self, columns: Ints, costs: Floats) -> None:
        self._highs.changeColsCost(columns.size, columns.astype(np.int32), costs)

    def _solved(self) -> Floats:
        self._highs.run()
        if self._highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            raise NoAnswerError(str(self._highs.getModelStatus()))
        atoms = np.asarray(self._highs.getSolution().col_value)[: self._atoms.size]
        moved = np.asarray(self._sums.matrix.dot(atoms))
        return np.where(np.abs(moved) > MOVED, moved, 0.0)


def _solver(sums: Sums, shown: Ints) -> Any:  # noqa: ANN401 - highspy ships no types
    solver: Any = highspy.Highs()  # type: ignore[no-untyped-call]
    for option, value in {"output_flag": False, "threads": 1}.items():
        solver.setOptionValue(option, value)
    solver.passModel(_programme(sums, shown))
    return solver


def _programme(sums: Sums, shown: Ints) -> highspy.HighsLp:
    """A row for each sum that is shown and each equation left; columns of atoms, and of what moves a shown sum.

    Nothing may move yet.
    """
    moves = sparse.eye(shown.size + sums.still.shape[0], shown.size, format="csc")
    matrix = sparse.hstack([sparse.vstack([sums.matrix[shown], sums.still]), -moves, moves]).tocsc()
    programme = highspy.HighsLp()
    programme.num_row_, programme.num_col_ = matrix.shape
    nothing = np.zeros(matrix.shape[1])
    programme.col_cost_ = programme.col_lower_ = programme.col_upper_ = nothing
    programme.row_lower_ = programme.row_upper_ = np.zeros(matrix.shape[0])
    programme.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    programme.a_matrix_.start_, programme.a_matrix_.index_ = matrix.indptr, matrix.indices
    programme.a_matrix_.value_ = matrix.data
    return programme
