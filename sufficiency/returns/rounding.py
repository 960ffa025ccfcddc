"""Controlled rounding: whole numbers that add up as the figures do, each within one of its own (A-478).

find x whole    with floor(v) <= x <= ceil(v) for every cell, whole = sum of its signed parts for every equation
nearest         first each grand total to its own figure, then the sum of |x - v| over all cells

A cell that is whole already stays, so nought stays nought. Tables of two ways, and those whose totals nest, always have
such numbers. Tables of three and more ways, and several tables bound together, may have none: then totals alone may lie
further off, by as little as they can; what is no total of anything stays within one of its figure. Tables of more than
MOST_SEARCHED bound cells are not searched through: inner cells are turned one by one (``turning``), totals follow.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, hstack
from scipy.sparse.csgraph import connected_components

from models.arrays import Flags, Floats, Indices, Ints
from sufficiency.returns.turning import Equation, turned

MOST_SEARCHED = 600
"""Cells that are bound together and move, up to which the programme is solved."""
DECIMALS, FOOTS = 6, 1e-4
"""Digits in which a figure is taken for whole, and how far a total may be from its parts before it is none."""
SCALE, MOST_NODES = 1e4, 500
"""Cost of a whole unit away, in which the solver's tolerance is small; branches after which it gives what it has."""
GOLDEN = 0.6180339887498949


def nearest_whole(values: Floats, equations: Sequence[Equation], grand: Sequence[int] = ()) -> Ints:
    """Return whole numbers for ``values`` (cells,) that keep the equations; ``grand`` are places of grand totals.

    Raises
    ------
    ValueError
        When the figures themselves do not add up, or no whole numbers do.
    """
    exact = np.round(values, DECIMALS)
    floors = np.floor(exact)
    off = [total for total, parts in equations if abs(exact[total] - _sum(exact, parts)) > FOOTS]
    if off:
        raise ValueError(f"{len(off)} totals are not the sum of their parts, such as that in place {off[0]}")
    problem = _Problem(exact - floors, floors, tuple(equations), frozenset(grand))
    small = _most_bound(problem, np.flatnonzero(exact % 1)) <= MOST_SEARCHED
    ways = (_searched, _turned) if small else (_turned, _searched)
    for way in ways:
        whole = way(problem, exact)
        if whole is not None:
            return whole.astype(np.int64)
    raise ValueError("no whole numbers add up as these figures do")


def farthest(values: Floats, whole: Ints) -> float:
    """How far the whole number that is furthest off is from its figure; nought where there are none."""
    return float(np.abs(np.asarray(whole, dtype=np.float64) - values).max(initial=0.0))


@dataclass(frozen=True)
class _Problem:
    """Fractions above the floors of all cells."""

    fractions: Floats
    floors: Floats
    equations: tuple[Equation, ...]
    grand: frozenset[int]

    @cached_property
    def totals(self) -> Flags:
        """Which cells are the total of some equation."""
        places = [total for total, _ in self.equations]
        return np.isin(np.arange(len(self.fractions)), places)

    @cached_property
    def needed(self) -> Floats:
        """What the ups of each equation must add up to, (equations,)."""
        return np.array([_sum(self.floors, parts) - self.floors[total] for total, parts in self.equations])


@dataclass(frozen=True)
class _Part:
    """Cells that are bound together, and what binds them: ``matrix`` times the ups is ``needed``."""

    cells: Indices
    fractions: Floats
    matrix: csr_array
    needed: Floats
    totals: Flags
    grand: Flags


def _sum(values: Floats, parts: Sequence[tuple[int, int]]) -> float:
    return float(sum(sign * values[place] for place, sign in parts))


def _turned(problem: _Problem, exact: Floats) -> Floats | None:
    return turned(exact, problem.equations)


def _searched(problem: _Problem, exact: Floats) -> Floats | None:
    """Whole numbers by programme: cells that are not whole move, and only where that is not enough whole totals too."""
    broken = exact % 1 > 0
    for movable in (broken, broken | (problem.totals & (exact != 0))):
        ups = _solved(problem, movable)
        if ups is not None:
            return np.rint(problem.floors + ups)
    return None


def _solved(problem: _Problem, movable: Flags) -> Floats | None:
    """Ups of all cells, nought for those that do not move; None where there are none."""
    ups, free = np.zeros(len(movable)), np.flatnonzero(movable)
    matrix = _matrix(problem)[:, free]
    together = _part(problem, matrix, free, (np.arange(len(free)), np.arange(len(problem.equations))))
    found = _programme(together, together.grand, ups[free] > 0) if len(free) else None
    if found is not None:
        ups[free] = found
        return ups
    for part in _components(problem, matrix, free):
        found = _solved_part(part)
        if found is None:
            return None
        ups[part.cells] = found
    return ups


def _components(problem: _Problem, matrix: csr_array, free: Indices) -> Iterator[_Part]:
    """Split the cells that move into those that some chain of equations binds together."""
    label = _bound_together(matrix)
    order, size = np.argsort(label, kind="stable"), len(free)
    for members in np.split(order, np.flatnonzero(np.diff(label[order])) + 1):
        part = _part(problem, matrix, free, (members[members < size], members[members >= size] - size))
        if len(part.cells) or part.needed.any():
            yield part


def _part(problem: _Problem, matrix: csr_array, free: Indices, where: tuple[Indices, Indices]) -> _Part:
    """The cells and equations in these columns and rows of the matrix."""
    inside, rows = where
    cells = free[inside]
    return _Part(
        cells=cells,
        fractions=problem.fractions[cells],
        matrix=matrix[rows][:, inside],
        needed=problem.needed[rows],
        totals=problem.totals[cells],
        grand=np.isin(cells, list(problem.grand)),
    )


def _most_bound(problem: _Problem, free: Indices) -> int:
    """Most cells of those that move, ``free``, which some chain of equations binds together."""
    label = _bound_together(_matrix(problem)[:, free])
    return int(np.bincount(label[: len(free)]).max(initial=0))


def _matrix(problem: _Problem) -> csr_array:
    """Equations by cells: the total with 1, its parts with their signs turned, so that a row adds up to ``needed``."""
    entries = [(row, total, 1) for row, (total, _) in enumerate(problem.equations)]
    entries += [(row, place, -sign) for row, (_, parts) in enumerate(problem.equations) for place, sign in parts]
    rows, columns, signs = (np.array([entry[axis] for entry in entries], dtype=np.int64) for axis in range(3))
    shape = (len(problem.equations), len(problem.fractions))
    return csr_array((signs.astype(np.float64), (rows, columns)), shape=shape)


def _bound_together(matrix: csr_array) -> Indices:
    """Number of the chain to which each cell, and after them each equation, belongs: cells stand in equations."""
    rows, columns = matrix.nonzero()
    cells = matrix.shape[1]
    size = cells + matrix.shape[0]
    graph = csr_array((np.ones(len(rows)), (columns, rows + cells)), shape=(size, size))
    return np.asarray(connected_components(graph, directed=False)[1], dtype=np.intp)


def _solved_part(part: _Part) -> Floats | None:
    """Ups of the cells of a part: with grand totals nearest, else without, else with totals that may lie further."""
    if not len(part.needed):
        return np.floor(part.fractions + 0.5)
    if not len(part.cells):
        return None
    nowhere = np.zeros(len(part.cells), dtype=np.bool_)
    for held, further in ((part.grand, nowhere), (nowhere, nowhere), (nowhere, part.totals)):
        found = _programme(part, held, further)
        if found is not None:
            return found
    return None


def _programme(part: _Part, held: Flags, further: Flags) -> Floats | None:
    """Solve for the ups; None where there are none. Cells ``held`` go to the nearest, ``further`` ones beyond one."""
    size = len(part.cells)
    nearest = np.floor(part.fractions + 0.5)
    lower, upper = np.where(held, nearest, 0.0), np.where(held, nearest, np.ceil(part.fractions))
    most = np.where(further, float(size), 0.0)
    beyond = np.full(size, SCALE * (size + 1))
    matrix = hstack([part.matrix, part.matrix, -part.matrix], format="csr")
    answer = milp(
        np.concatenate([_costs(part), beyond, beyond]),
        integrality=np.ones(3 * size),
        bounds=Bounds(np.concatenate([lower, np.zeros(2 * size)]), np.concatenate([upper, most, most])),
        constraints=LinearConstraint(matrix, part.needed, part.needed),
        options={"mip_rel_gap": 0.0, "node_limit": MOST_NODES},
    )
    if answer.x is None:
        return None
    ups, more, less = np.rint(answer.x).reshape(3, size)
    return np.asarray(ups + more - less)


def _costs(part: _Part) -> Floats:
    """Cost of rounding each cell up rather than down, and a little by place, so that no two answers cost the same."""
    order = np.arange(1, len(part.cells) + 1) * GOLDEN % 1 / len(part.cells)
    return np.asarray(np.round((1 - 2 * part.fractions) * SCALE) + order)
