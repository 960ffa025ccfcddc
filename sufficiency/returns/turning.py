"""Whole numbers for tables of many cells and ways: inner cells are turned up or down one by one, and totals follow.

cost = sum over totals of d^2 + PENALTY max(0, |d| - EDGE)^2, d being how far a total is from its figure
turn   each inner cell in its order, wherever that lowers the cost, until no turn does
"""

from collections.abc import Mapping, Sequence

import numpy as np

from models.arrays import Floats

Equation = tuple[int, tuple[tuple[int, int], ...]]
"""The place of a total among the cells, and the places of its parts, each with its sign."""
PENALTY, EDGE, MOST_ROUNDS, LEAST_GAIN = 100.0, 0.95, 12, 1e-2
Sums = Mapping[int, Mapping[int, int]]
"""For each total its inner cells, which are the total of nothing, and how often each counts."""


def turned(exact: Floats, equations: Sequence[Equation]) -> Floats | None:
    """Whole numbers for the figures ``exact`` (cells,); inner cells are within one, totals as near as turns bring them.

    A total may be wanted elsewhere than at the sum of its parts' figures: ``exact`` says where.
    None where totals do not follow from inner cells alone.
    """
    sums = _sums(equations)
    off: list[float] = (np.floor(exact + 0.5) - exact).tolist()
    wanted: list[float] = exact.tolist()
    for total, inner in sums.items():
        off[total] = sum(times * (wanted[cell] + off[cell]) for cell, times in inner.items()) - wanted[total]
    counted = _counted(sums)
    loose = [cell for cell in np.flatnonzero(exact % 1).tolist() if cell in counted]
    for _ in range(MOST_ROUNDS):
        if not sum([_turn(off, cell, counted[cell]) for cell in loose]):
            break
    whole = np.rint(exact + np.array(off))
    adds_up = all(whole[total] == sum(sign * whole[part] for part, sign in parts) for total, parts in equations)
    return whole if adds_up else None


def _turn(off: list[float], cell: int, totals: Sequence[tuple[int, int]]) -> bool:
    """Turn a cell the other way where that brings its totals nearer; whether it did."""
    step = -1 if off[cell] > 0 else 1
    if sum([_cost(off[total] + step * times) - _cost(off[total]) for total, times in totals]) > -LEAST_GAIN:
        return False
    for total, times in totals:
        off[total] += step * times
    off[cell] += step
    return True


def _cost(off: float) -> float:
    beyond = abs(off) - EDGE
    return off * off + (PENALTY * beyond * beyond if beyond > 0 else 0.0)


def _sums(equations: Sequence[Equation]) -> dict[int, dict[int, int]]:
    """Each total as its inner cells, by the first equation of each."""
    first: dict[int, tuple[tuple[int, int], ...]] = {}
    for total, parts in equations:
        first.setdefault(total, parts)
    found: dict[int, dict[int, int]] = {}
    for total in first:
        _add_up(total, first, found)
    return found


def _add_up(cell: int, first: Mapping[int, Sequence[tuple[int, int]]], found: dict[int, dict[int, int]]) -> None:
    """Put the inner cells of a total into ``found``; where totals go round in a circle, one counts for nothing."""
    if cell in found:
        return
    found[cell] = {}
    sums: dict[int, int] = {}
    for part, sign in first[cell]:
        if part in first:
            _add_up(part, first, found)
        for inner, times in found.get(part, {part: 1}).items():
            sums[inner] = sums.get(inner, 0) + sign * times
    found[cell] = sums


def _counted(sums: Sums) -> dict[int, list[tuple[int, int]]]:
    """For each inner cell the totals in which it counts, and how often."""
    found: dict[int, list[tuple[int, int]]] = {}
    for total, inner in sums.items():
        for cell, times in inner.items():
            found.setdefault(cell, []).append((total, times))
    return found
