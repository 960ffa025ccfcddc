"""What hidden counts may be as far as anybody can work out: other answers that fit everything that is shown.

An answer is stated as the difference from the true counts. A linear programme finds it; it is kept in a solver that
goes on from its last basis.
"""

from typing import Any

import highspy
import numpy as np

from models.arrays import Flags, Floats, Ints
from sufficiency.returns.disclosure.equations import Equations

FAR = 1e4
"""Learners by which a hidden count may exceed the truth at most: more than any interval needs."""
MOVED = 1e-7
"""Learners; smaller differences are the solver's digits."""


class NoAnswerError(Exception):
    """The solver found no answer where there is one."""


class Attack:
    """The counts of a system, of which some are shown: what the hidden ones may be, and what it costs to hide more.

    Each count has two columns: what is added and what is taken away.
    """

    def __init__(self, equations: Equations, values: Floats, costs: Floats, far: float = FAR) -> None:
        self._values, self._costs, self._far = values, costs, far
        self._size = values.size
        self._highs = _solver(equations, self._size)
        self._bound(np.arange(self._size), np.zeros(self._size), np.zeros(self._size))

    def may_be_hidden(self, cells: Ints) -> None:
        """Let shown counts differ from the truth, each at its cost."""
        self._bound(cells, np.full(cells.size, self._far), self._values[cells])
        self._cost(cells, self._costs[cells])

    def hide(self, cells: Ints) -> None:
        """Let hidden counts differ from the truth, at no cost."""
        self._bound(cells, np.full(cells.size, self._far), self._values[cells])
        self._cost(cells, np.zeros(cells.size))

    def cheapest(self, cell: int, more: float) -> Floats:
        """Return the cheapest answer in which a count is ``more`` learners above the truth, as differences."""
        self._highs.changeColBounds(cell, more, more)
        answer = self._solved()
        self._highs.changeColBounds(cell, 0.0, self._far)
        return answer

    def farthest(self, towards: Floats) -> Floats:
        """Return the answer that goes farthest in a direction, as differences; costs are forgotten."""
        cells = np.arange(self._size)
        self._cost(cells, -towards, towards)
        return self._solved()

    def _bound(self, cells: Ints, more: Floats, less: Floats) -> None:
        both = np.concatenate([cells, cells + self._size]).astype(np.int32)
        self._highs.changeColsBounds(both.size, both, np.zeros(both.size), np.concatenate([more, less]))

    def _cost(self, cells: Ints, more: Floats, less: Floats | None = None) -> None:
        both = np.concatenate([cells, cells + self._size]).astype(np.int32)
        self._highs.changeColsCost(both.size, both, np.concatenate([more, more if less is None else less]))

    def _solved(self) -> Floats:
        self._highs.run()
        if self._highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            raise NoAnswerError(str(self._highs.getModelStatus()))
        both = np.asarray(self._highs.getSolution().col_value)
        moved = both[: self._size] - both[self._size :]
        return np.where(np.abs(moved) > MOVED, moved, 0.0)


def _solver(equations: Equations, size: int) -> Any:  # noqa: ANN401 - highspy ships no types
    solver = highspy.Highs()
    for option, value in {"output_flag": False, "threads": 1, "presolve": "off"}.items():
        solver.setOptionValue(option, value)
    solver.passModel(_programme(equations, size))
    return solver


def _programme(equations: Equations, size: int) -> highspy.HighsLp:
    """Rows of equations that come to nought, and the two columns of each count."""
    order = np.lexsort((equations.equation, equations.cell))
    starts = np.searchsorted(equations.cell[order], np.arange(size + 1))
    rows, signs = equations.equation[order], equations.sign[order]
    programme = highspy.HighsLp()
    programme.num_col_, programme.num_row_ = 2 * size, equations.count
    programme.col_cost_ = np.zeros(2 * size)
    programme.col_lower_, programme.col_upper_ = np.zeros(2 * size), np.zeros(2 * size)
    programme.row_lower_ = programme.row_upper_ = np.zeros(equations.count)
    programme.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    programme.a_matrix_.start_ = np.concatenate([starts, starts[1:] + rows.size])
    programme.a_matrix_.index_ = np.concatenate([rows, rows])
    programme.a_matrix_.value_ = np.concatenate([signs, -signs])
    return programme
