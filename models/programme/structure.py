"""What does not change between two solves of an allocation: cells, providers, and who may be placed where.

Symbols (as in ``docs/method-allocation.md``): cells ``d``, providers ``j``, pairs ``(d, j)``, phase rows ``r`` (places
that a provider keeps for one phase). Labels, not positions, identify everything, so that the order of the rows of
a table changes nothing: :func:`canonical` sorts by label once, and answers are handed back in the caller's order.
"""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from models.arrays import Flags, Floats, Ints
from models.programme.learners_at_pairs import AtPairs


class AllocationError(ValueError):
    """What the allocator was given cannot be an allocation; the message names what, where and the numbers."""


def _no_ints() -> Ints:
    return np.empty(0, dtype=np.int64)


@dataclass(frozen=True, eq=False)
class Structure:
    """Cells, providers and eligible pairs; raises AllocationError when they do not fit together.

    Pair arrays, each of shape (pairs,): ``cell`` and ``provider`` are positions in the labels, ``cost_gbp`` is the
    marginal cost of a learner-year, ``miles`` one way. ``directed`` marks the pairs that satisfy a directed share
    (INMSS). ``phase_rows`` are labels of places split by phase, ``phase_row_provider`` (rows,) the provider of each,
    ``phase_row`` (pairs,) the row a pair uses, -1 for none. ``committed`` (providers,) marks the providers that may
    be given a commitment.
    """

    cells: tuple[str, ...]
    providers: tuple[str, ...]
    cell: Ints
    provider: Ints
    cost_gbp: Floats
    miles: Floats
    directed: Flags | None = None
    phase_rows: tuple[str, ...] = ()
    phase_row_provider: Ints = field(default_factory=_no_ints)
    phase_row: Ints | None = None
    committed: Flags | None = None

    def __post_init__(self) -> None:
        check_lengths(self)
        _check_labels("cell", self.cells)
        _check_labels("provider", self.providers)
        _check_labels(
            "phase row", tuple(f"{j} {row}" for j, row in zip(self.phase_row_provider, self.phase_rows, strict=True))
        )
        _check_positions("cell", self.cell, 0, len(self.cells))
        _check_positions("provider", self.provider, 0, len(self.providers))
        check_amounts("cost_gbp", self.cost_gbp)
        check_amounts("miles", self.miles)
        _check_pairs(self)
        _check_phase_rows(self)

    @cached_property
    def every_pair(self) -> "Runs":
        """Every pair, grouped by cell; for pairs sorted by cell."""
        return _runs(self.cell, np.arange(len(self.cell)))

    @cached_property
    def cell_or_share(self) -> Ints:
        """Position of each pair's cell or, of directed pairs, of its directed share, which follow the cells."""
        return self.cell if self.directed is None else self.cell + len(self.cells) * self.directed

    def at_places(self, of_providers: Floats, of_rows: Floats) -> Floats:
        """What the pair's provider has and what its phase row has, if there is one, added up; (pairs,)."""
        of_pairs = of_providers[self.provider]
        return of_pairs if self.phase_row is None else of_pairs + np.append(of_rows, 0.0)[self.phase_row]

    @cached_property
    def directed_cell(self) -> Ints:
        """Cell of each directed pair, -1 for the others."""
        return np.full(len(self.cell), -1) if self.directed is None else np.where(self.directed, self.cell, -1)

    @cached_property
    def directed_pairs(self) -> "Runs":
        """The directed pairs, grouped by cell; for pairs sorted by cell."""
        marked = np.flatnonzero(self.directed) if self.directed is not None else np.empty(0, dtype=np.int64)
        return _runs(self.cell, marked)


@dataclass(frozen=True, eq=False)
class Runs:
    """Some ``pairs`` and the ``cells`` that have any; ``first`` is where each cell's run of them begins."""

    pairs: Ints
    cells: Ints
    first: Ints

    def least(self, amounts: Floats) -> Floats:
        """Least of the ``amounts`` of these pairs by cell that has any."""
        return np.asarray(np.minimum.reduceat(amounts, self.first)) if amounts.size else amounts


def _runs(cell: Ints, pairs: Ints) -> Runs:
    first = np.flatnonzero(np.diff(cell[pairs], prepend=-1))
    return Runs(pairs, cell[pairs][first], first)


def check_lengths(structure: Structure) -> None:
    """Refuse arrays of different lengths."""
    pairs = len(structure.cell)
    expected = [("provider", pairs), ("cost_gbp", pairs), ("miles", pairs), ("directed", pairs), ("phase_row", pairs)]
    expected += [("committed", len(structure.providers)), ("phase_row_provider", len(structure.phase_rows))]
    for name, length in expected:
        values = getattr(structure, name)
        if values is not None and np.shape(values) != (length,):
            raise AllocationError(f"{name} has shape {np.shape(values)}, expected ({length},)")


def check_amounts(name: str, values: Floats, *, endless: bool = False) -> None:
    """Refuse negative or missing amounts, and infinite ones unless ``endless``."""
    amounts = np.asarray(values, dtype=np.float64)
    wrong = np.isnan(amounts) | (amounts < 0) | (np.isinf(amounts) & (not endless))
    if wrong.any():
        position = int(np.flatnonzero(wrong)[0])
        raise AllocationError(
            f"{name} is {amounts.flat[position]:g} at position {position}: expected a number of 0 or more"
        )


def summed(values: Floats, group: Ints, count: int) -> Floats:
    """Sum ``values`` by ``group``, -1 for none, shape (count,); few values are expected to be other than 0."""
    there = np.flatnonzero(values != 0)
    return AtPairs(there, values[there], values.size).total(group, count)


def _check_labels(name: str, labels: tuple[str, ...]) -> None:
    seen: set[str] = set()
    for label in labels:
        if label in seen:
            raise AllocationError(f"the {name} {label!r} is there twice")
        seen.add(label)


def _check_positions(name: str, positions: Ints, first: int, count: int) -> None:
    wrong = (positions < first) | (positions >= count)
    if wrong.any():
        raise AllocationError(f"{name} {positions[np.flatnonzero(wrong)[0]]} of a pair is not of {first}..{count - 1}")


def _check_pairs(structure: Structure) -> None:
    keys = np.sort(structure.cell * max(len(structure.providers), 1) + structure.provider)
    doubled = keys[1:][keys[1:] == keys[:-1]]
    if doubled.size:
        cell, provider = divmod(int(doubled[0]), len(structure.providers))
        raise AllocationError(
            f"the pair of {structure.cells[cell]!r} and {structure.providers[provider]!r} is there twice"
        )


def _check_phase_rows(structure: Structure) -> None:
    _check_positions("phase_row_provider", structure.phase_row_provider, 0, len(structure.providers))
    if structure.phase_row is None:
        return
    _check_positions("phase_row", structure.phase_row, -1, len(structure.phase_rows))
    used = structure.phase_row >= 0
    if (structure.phase_row_provider[structure.phase_row[used]] != structure.provider[used]).any():
        raise AllocationError("a pair uses a phase row of another provider")


@dataclass(frozen=True, eq=False)
class Order:
    """Positions of the caller's cells, providers, pairs and phase rows, sorted by label."""

    cells: Ints
    providers: Ints
    pairs: Ints
    phase_rows: Ints


def canonical(structure: Structure) -> tuple[Structure, Order]:
    """Sort by label: cells, providers, pairs by (cell, provider), phase rows by (provider, label)."""
    cells, new_cell = _sorted_labels(structure.cells)
    providers, new_provider = _sorted_labels(structure.providers)
    row_provider = new_provider[structure.phase_row_provider]
    _, new_label = _sorted_labels(structure.phase_rows)
    rows = np.lexsort((new_label, row_provider)).astype(np.int64)
    pairs = np.lexsort((new_provider[structure.provider], new_cell[structure.cell])).astype(np.int64)
    sorted_structure = Structure(
        cells=tuple(structure.cells[position] for position in cells),
        providers=tuple(structure.providers[position] for position in providers),
        cell=new_cell[structure.cell][pairs],
        provider=new_provider[structure.provider][pairs],
        cost_gbp=np.asarray(structure.cost_gbp, dtype=np.float64)[pairs],
        miles=np.asarray(structure.miles, dtype=np.float64)[pairs],
        directed=None if structure.directed is None else structure.directed[pairs],
        phase_rows=tuple(structure.phase_rows[position] for position in rows),
        phase_row_provider=row_provider[rows],
        phase_row=_sorted_rows(structure, rows)[pairs] if structure.phase_rows else None,
        committed=None if structure.committed is None else structure.committed[providers],
    )
    return sorted_structure, Order(cells, providers, pairs, rows)


def _sorted_labels(labels: tuple[str, ...]) -> tuple[Ints, Ints]:
    """Positions in sorted order, and the new position of each."""
    order = np.array(sorted(range(len(labels)), key=labels.__getitem__), dtype=np.int64)
    place = np.empty(len(labels), dtype=np.int64)
    place[order] = np.arange(len(labels))
    return order, place


def _sorted_rows(structure: Structure, rows: Ints) -> Ints:
    if structure.phase_row is None:
        return np.full(len(structure.cell), -1, dtype=np.int64)
    new_row = np.empty(len(rows) + 1, dtype=np.int64)
    new_row[rows] = np.arange(len(rows))
    new_row[-1] = -1
    return new_row[structure.phase_row]
