"""A first choice of counts to hide: one sum at a time, each by itself, without a solver."""

from collections.abc import Iterator

import numpy as np

from models.arrays import Flags, Floats, Ints
from sufficiency.returns.disclosure.equations import Equations


def hidden_by_sums(equations: Equations, values: Floats, hidden: Flags, costs: Floats, wide: float) -> Flags:
    """Return which counts are hidden when no sum by itself gives one back.

    Of a sum with one hidden count, or with hidden counts that come to less than ``wide``, the cheapest other count is
    hidden too. A count at infinite cost is never chosen.
    """
    hidden = hidden.copy()
    sums = list(_sums(equations))
    of_cell = _by_cell(sums, values.size)
    waiting = list(range(len(sums)))
    while waiting:
        cells, signs = sums[waiting.pop()]
        while (more := _needed(cells, signs, values, hidden, costs, wide)) is not None:
            hidden[more] = True
            waiting.extend(of_cell[more])
    return hidden


def _needed(cells: Ints, signs: Floats, values: Floats, hidden: Flags, costs: Floats, wide: float) -> int | None:
    """The count that a sum needs hidden besides, if it needs one and has one."""
    inside = cells[hidden[cells]]
    if not inside.size:
        return None
    one_sided = np.ptp(signs[hidden[cells]]) == 0
    if inside.size > 1 and not (one_sided and values[inside].sum() < wide):
        return None
    others = cells[~hidden[cells] & np.isfinite(costs[cells])]
    return int(others[np.argmin(costs[others])]) if others.size else None


def _sums(equations: Equations) -> Iterator[tuple[Ints, Floats]]:
    order = np.argsort(equations.equation, kind="stable")
    cuts = np.searchsorted(equations.equation[order], np.arange(1, equations.count))
    yield from zip(
        np.split(equations.cell[order], cuts),
        np.split(equations.sign[order], cuts),
        strict=True,
    )


def _by_cell(sums: list[tuple[Ints, Floats]], size: int) -> list[list[int]]:
    found: list[list[int]] = [[] for _ in range(size)]
    for number, (cells, _) in enumerate(sums):
        for cell in cells:
            found[cell].append(number)
    return found
