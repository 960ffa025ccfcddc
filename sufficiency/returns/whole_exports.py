"""Exports in whole numbers: rounded together, so that every total, identity and link holds in what is printed."""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

import numpy as np

from models.arrays import Floats, Ints
from sufficiency.returns.exports import Cell, Export
from sufficiency.returns.rounding import farthest, nearest_whole
from sufficiency.returns.turning import Equation
from sufficiency.tables.contracts import ALL


@dataclass(frozen=True)
class Rounded:
    """Exports whose counts are whole, and how far the one that is furthest off is from its figure."""

    exports: tuple[Export, ...]
    farthest: float


def whole_exports(exports: Sequence[Export]) -> Rounded:
    """Round the counts of exports together; rates and other columns stay as they are.

    Raises
    ------
    ValueError
        When some total, identity or link does not hold in the figures themselves.
    """
    values = np.concatenate([_counts(one).ravel() for one in exports]) if exports else np.zeros(0)
    whole = nearest_whole(values, [*equations(exports)], grand_totals(exports))
    starts = [0, *accumulate(_counts(one).size for one in exports)]
    rounded = [_with(one, whole[start:end]) for one, start, end in zip(exports, starts[:-1], starts[1:], strict=True)]
    return Rounded(tuple(rounded), farthest(values, whole))


def _counts(export: Export) -> Floats:
    return export.frame[list(export.counts)].to_numpy(dtype=np.float64)


def _with(export: Export, whole: Ints) -> Export:
    columns = whole.reshape(len(export.frame), len(export.counts)).T
    frame = export.frame.assign(**dict(zip(export.counts, columns, strict=True)))
    return replace(export, frame=frame)


def equations(exports: Sequence[Export]) -> Iterator[Equation]:
    """Every equation among the counts of exports, whose cells are numbered export by export, row by row.

    Yields totals over key columns, identities of rows, then links. A link whose cells are not all there is left out.
    """
    start = 0
    for one in exports:
        width = len(one.counts)
        for total, parts in sums_of_rows(one):
            for at in range(start, start + width):
                yield total * width + at, tuple((part * width + at, 1) for part in parts)
        yield from _identities(one, start)
        start += width * len(one.frame)
    yield from _links(exports)


def _links(exports: Sequence[Export]) -> Iterator[Equation]:
    """Links are stated for the base year, and hold in every year that all their exports have."""
    places, years = _places(exports), _years(exports)
    for link in (link for one in exports for link in one.links):
        for year in years:
            found = [(_place(places, cell, exports, year), sign) for cell, sign in link]
            known = [(place, sign) for place, sign in found if place is not None]
            if len(known) == len(found):
                total, own = known[0]
                yield total, tuple((place, -own * sign) for place, sign in known[1:])


def _years(exports: Sequence[Export]) -> list[str]:
    return list(dict.fromkeys(str(year) for one in exports for year in one.frame[one.year]))


def sums_of_rows(export: Export) -> Iterator[tuple[int, list[int]]]:
    """Rows that are totals over one key column, each with the rows that it is the sum of."""
    added = [name for name in export.key if name != export.year and name not in export.not_added]
    frame = export.frame.reset_index(drop=True)
    for name in added:
        if not (frame[name] == ALL).any():
            continue
        others = [other for other in export.key if other != name]
        for _, rows in frame.groupby(others, sort=False):
            total = rows.index[rows[name] == ALL]
            parts = rows.index[rows[name] != ALL]
            if len(total) and len(parts):
                yield int(total[0]), [int(part) for part in parts]


def _identities(export: Export, start: int) -> Iterator[Equation]:
    width = len(export.counts)
    at = {name: place for place, name in enumerate(export.counts)}
    for row in range(start, start + width * len(export.frame), width):
        for whole, parts in export.identities:
            yield row + at[whole], tuple((row + at[name], sign) for name, sign in parts)


def grand_totals(exports: Sequence[Export]) -> list[int]:
    """Places of the counts in rows that are totals over as many key columns as any row of their export."""
    found, start = [], 0
    for one in exports:
        width = len(one.counts)
        alls = (one.frame[list(one.key)] == ALL).sum(axis=1).to_numpy()
        rows = np.flatnonzero((alls == alls.max(initial=0)) & (alls > 0))
        found += [start + int(row) * width + at for row in rows for at in range(width)]
        start += width * len(one.frame)
    return found


def _places(exports: Sequence[Export]) -> dict[str, dict[Hashable, int]]:
    """The first place of each row, by export and labels of its key in the order of ``key``."""
    found: dict[str, dict[Hashable, int]] = {}
    start = 0
    for one in exports:
        keys = one.frame[list(one.key)].astype(str).itertuples(index=False, name=None)
        found[one.name] = {key: start + row * len(one.counts) for row, key in enumerate(keys)}
        start += len(one.counts) * len(one.frame)
    return found


def _place(
    places: Mapping[str, Mapping[Hashable, int]], cell: Cell, exports: Sequence[Export], year: str
) -> int | None:
    """Where the cell of a link stands in a year; None where it is not there."""
    export = next((one for one in exports if one.name == cell.export), None)
    if export is None:
        return None
    labels = {key: str(value) for key, value in cell.at} | {export.year: year}
    row = places[export.name].get(tuple(labels.get(key) for key in export.key))
    return None if row is None else row + export.counts.index(cell.column)
