"""What everybody can add up: the equations among the cells of the base year of all exports."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from models.arrays import Floats, Ints
from sufficiency.returns.disclosure.base_year import BaseTable, values_of
from sufficiency.returns.exports import Cell, Link
from sufficiency.tables.contracts import ALL

FOOTS = 1e-6
"""Learners by which an equation may be out, for the digits of sums."""


@dataclass(frozen=True, eq=False)
class Equations:
    """Sums that come to nought: in each, cells and the sign of each, one entry a cell.

    equation, cell, sign : of each entry; ``count`` equations in all.
    """

    equation: Ints
    cell: Ints
    sign: Floats
    count: int

    def sums(self, values: Floats) -> Floats:
        """Return what each equation comes to."""
        sums = np.bincount(self.equation, self.sign * values[self.cell], minlength=self.count)
        return np.asarray(sums, dtype=np.float64)

    def among(self, cells: Ints) -> "Equations":
        """The entries of some cells, numbered by their place among them; equations without any fall away."""
        place = np.full(int(max(self.cell.max(initial=-1), cells.max(initial=-1))) + 1, -1, dtype=np.int64)
        place[cells] = np.arange(cells.size)
        kept = place[self.cell] >= 0
        names, equation = np.unique(self.equation[kept], return_inverse=True)
        return Equations(equation.astype(np.int64), place[self.cell[kept]], self.sign[kept], names.size)


def equations_of(tables: Sequence[BaseTable]) -> Equations:
    """Return the equations of totals, of identities and of links.

    Raises
    ------
    ValueError
        An equation does not foot, or a link names a cell that is not there.
    """
    exact = _joined([*(part for table in tables for part in _of_table(table)), *_links(tables)])
    _check(exact, tables)
    return _joined([exact, *_near_links(tables)])


def _of_table(table: BaseTable) -> Iterator[Equations]:
    for column in table.labels.columns:
        if column not in table.export.not_added:
            yield _totals(table, str(column))
    for whole, signed in table.export.identities:
        yield _identity(table, whole, tuple(signed))


def _totals(table: BaseTable, column: str) -> Equations:
    """The rows of ``all`` in a column are the sums of the rows that differ only there."""
    group = _groups(table.labels.drop(columns=column))
    total = (table.labels[column] == ALL).to_numpy()
    known = np.isin(group, group[total]) & np.isin(group, group[~total])
    width = len(table.export.counts)
    equation = group[known, np.newaxis] * width + np.arange(width)
    sign = np.broadcast_to(np.where(total[known], -1.0, 1.0)[:, np.newaxis], equation.shape)
    return _compact(equation.ravel(), table.numbers[known].ravel(), sign.ravel())


def _groups(labels: pd.DataFrame) -> Ints:
    if not len(labels.columns):
        return np.zeros(len(labels), dtype=np.int64)
    return np.asarray(labels.groupby(list(labels.columns), sort=True).ngroup(), dtype=np.int64)


def _identity(table: BaseTable, whole: str, parts: tuple[tuple[str, int], ...]) -> Equations:
    signed = ((whole, -1), *parts)
    places = [table.export.counts.index(column) for column, _ in signed]
    cells = table.numbers[:, places]
    sign = np.broadcast_to(np.array([sign for _, sign in signed], dtype=np.float64), cells.shape)
    equation = np.broadcast_to(np.arange(len(cells), dtype=np.int64)[:, np.newaxis], cells.shape)
    return Equations(equation.ravel(), cells.ravel(), sign.ravel(), len(cells))


def _links(tables: Sequence[BaseTable]) -> Iterator[Equations]:
    links = [link for table in tables for link in table.export.links]
    if links:
        known = _known(tables)
        yield from (_link(link, known) for link in links)


def _near_links(tables: Sequence[BaseTable]) -> Iterator[Equations]:
    """Links of figures that were rounded apart, where learners stand on both sides.

    What is hidden is found in differences from the truth, for which it does not matter that a sum is a learner out.
    """
    links = [link for table in tables for link in table.export.nearly]
    if not links:
        return
    known, values = _known(tables), values_of(tables)
    for link in links:
        found = _link(link, known)
        _check_near(found, values, link)
        learners = values[found.cell] > 0
        if (learners & (found.sign > 0)).any() and (learners & (found.sign < 0)).any():
            yield found


def _check_near(equation: Equations, values: Floats, link: Link) -> None:
    if abs(float(equation.sums(values)[0])) > len(link):
        named = sorted({cell.export for cell, _ in link})
        raise ValueError(f"a link between {' and '.join(named)} is out by more than rounding: {link}")


def _known(tables: Sequence[BaseTable]) -> "Known":
    return {table.export.name: (table, _rows(table)) for table in tables}


def _rows(table: BaseTable) -> dict[frozenset[tuple[str, str]], int]:
    records = table.labels.to_dict("records")
    return {frozenset((str(key), label) for key, label in row.items()): place for place, row in enumerate(records)}


Known = dict[str, tuple[BaseTable, dict[frozenset[tuple[str, str]], int]]]


def _link(link: Link, known: Known) -> Equations:
    cells = np.array([_number(cell, known) for cell, _ in link], dtype=np.int64)
    sign = np.array([sign for _, sign in link], dtype=np.float64)
    return Equations(np.zeros(cells.size, dtype=np.int64), cells, sign, 1)


def _number(cell: Cell, known: Known) -> int:
    table, rows = known.get(cell.export, (None, {}))
    if table is None:
        raise ValueError(f"a link names the export {cell.export}, which is not there")
    at = frozenset((key, str(label)) for key, label in cell.at if key != table.export.year)
    if at not in rows or cell.column not in table.export.counts:
        raise ValueError(f"a link names a cell that is not in {cell.export}: {cell.column} of {dict(cell.at)}")
    return int(table.numbers[rows[at], table.export.counts.index(cell.column)])


def _compact(equation: Ints, cell: Ints, sign: Floats) -> Equations:
    names, numbered = np.unique(equation, return_inverse=True)
    return Equations(numbered.astype(np.int64), cell, sign, names.size)


def _joined(parts: Iterable[Equations]) -> Equations:
    parts = list(parts)
    before = np.concatenate([[0], np.cumsum([part.count for part in parts])]).astype(np.int64)
    equation = [part.equation + start for part, start in zip(parts, before[:-1], strict=True)]
    none = np.zeros(0, dtype=np.int64)
    return Equations(
        np.concatenate([none, *equation]),
        np.concatenate([none, *(part.cell for part in parts)]),
        np.concatenate([np.zeros(0), *(part.sign for part in parts)]),
        int(before[-1]),
    )


def _check(equations: Equations, tables: Sequence[BaseTable]) -> None:
    out = np.flatnonzero(np.abs(equations.sums(values_of(tables))) > FOOTS)
    if out.size:
        cells = equations.cell[equations.equation == out[0]]
        first = next(table for table in reversed(tables) if table.first <= cells[0])
        raise ValueError(f"{out.size} sums do not foot, the first with {first.name(int(cells[0]))}")
