"""Every count as a sum of the smallest counts, of which there are fewer; counts that are the same sum are one.

Whoever sees one of two equal sums has the other: they are shown or hidden together.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse

from models.arrays import Flags, Floats, Ints
from sufficiency.returns.disclosure.equations import Equations


@dataclass(frozen=True, eq=False)
class Sums:
    """Different sums of the smallest counts.

    matrix : (sums, atoms), how often each atom counts in a sum.
    values : (sums,) learners.
    of_cell : the sum that each cell is.
    still : (equations, atoms), what holds among the atoms besides.
    """

    matrix: Any
    values: Floats
    of_cell: Ints
    still: Any

    def per_sum(self, costs: Floats) -> Floats:
        """Add up a number of each cell over the cells that are the same sum."""
        return np.asarray(np.bincount(self.of_cell, costs, minlength=self.values.size), dtype=np.float64)

    @property
    def atoms(self) -> Floats:
        """The values of the atoms: each is a sum by itself."""
        single = np.flatnonzero(np.diff(self.matrix.indptr) == 1)
        found = np.zeros(self.matrix.shape[1])
        found[self.matrix.indices[self.matrix.indptr[single]]] = self.values[single]
        return found


def sums_of(equations: Equations, values: Floats) -> Sums:
    """Return the different sums that the cells of a system are."""
    all_equations = _matrix(equations, values.size)
    every = _expressions(equations, all_equations)
    used = np.flatnonzero(np.diff(every.tocsc().indptr))
    every = every[:, used].tocsr()
    matrix, of_cell = _different(every)
    worth = np.zeros(matrix.shape[0])
    worth[of_cell] = values
    still = all_equations.dot(every)
    still.eliminate_zeros()
    kept = np.flatnonzero(np.diff(still.indptr))
    return Sums(matrix, worth, of_cell, _different(still[kept])[0] if kept.size else still[kept])


def _matrix(equations: Equations, size: int) -> Any:  # noqa: ANN401 - scipy ships no types
    return sparse.csr_matrix((equations.sign, (equations.equation, equations.cell)), (equations.count, size))


def _expressions(equations: Equations, matrix: Any) -> Any:  # noqa: ANN401 - scipy ships no types
    """Each cell as a sum of atoms, (cells, cells): the wholes of equations are replaced by their parts."""
    size = matrix.shape[1]
    definition = _definitions(equations, size)
    found = sparse.diags((definition < 0).astype(np.float64)).tocsr()
    known = definition < 0
    while (ready := _ready(matrix, definition, known)).size:
        parts = matrix[definition[ready]].tolil()
        parts[np.arange(ready.size), ready] = 0
        place = sparse.csr_matrix((np.ones(ready.size), (ready, np.arange(ready.size))), (size, ready.size))
        found = found + place.dot(parts.tocsr().dot(found))
        known[ready] = True
    return found + sparse.diags((~known).astype(np.float64))


def _definitions(equations: Equations, size: int) -> Ints:
    """The first equation in which a cell is the only one taken away; -1 for a cell without one."""
    taken = equations.sign < 0
    single = np.bincount(equations.equation[taken], minlength=equations.count) == 1
    wholes = taken & single[equations.equation]
    found = np.full(size, -1, dtype=np.int64)
    found[equations.cell[wholes][::-1]] = equations.equation[wholes][::-1]
    return found


def _ready(matrix: Any, definition: Ints, known: Flags) -> Ints:  # noqa: ANN401 - scipy ships no types
    """The cells whose parts are all known."""
    waiting = np.flatnonzero(~known)
    unknown = matrix[definition[waiting]]
    unknown.data = np.ones_like(unknown.data)
    return np.asarray(waiting[unknown.dot((~known).astype(np.float64)) == 1])


def _different(rows: Any) -> tuple[Any, Ints]:  # noqa: ANN401 - scipy ships no types
    """The different rows of a sparse matrix, and which of them each row is."""
    rows.sort_indices()
    cuts = rows.indptr
    seen: dict[bytes, int] = {}
    number = np.zeros(rows.shape[0], dtype=np.int64)
    first: list[int] = []
    for row in range(rows.shape[0]):
        span = slice(cuts[row], cuts[row + 1])
        text = rows.indices[span].tobytes() + b"|" + rows.data[span].tobytes()
        number[row] = seen.setdefault(text, len(seen))
        if number[row] == len(first):
            first.append(row)
    return rows[first], number
