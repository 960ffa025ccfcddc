"""A short walk through points, each once: from each to the nearest left, then straightened.

Straightened by the two classic moves of the travelling salesman: turning a stretch of the walk round (2-opt; Croes,
1958), and taking one point out and putting it in elsewhere (Or, 1976), while they make the walk notably shorter.
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating]
SHORTER = 1e-6
"""Share of the longest distance by which a move must shorten the walk, above rounding."""
ENOUGH = 0.998
"""A round of moves that leaves more than this share of the walk is the last."""


def short_walk(points: Floats) -> list[int]:
    """Order of ``points`` (first axis) in which neighbours are near; equal points stay in their own order."""
    flat = points.reshape(len(points), -1)
    squares = np.einsum("dk,dk->d", flat, flat)
    apart = np.sqrt(np.maximum(squares[:, None] + squares[None, :] - 2.0 * flat @ flat.T, 0.0)).astype(np.float64)
    return straightened(from_near_to_near(apart, int(flat.sum(axis=1).argmin())), apart)


def from_near_to_near(apart: Floats, first: int) -> list[int]:
    """Walk from ``first`` to the nearest that is left, and so on; ``apart`` (points, points) are distances."""
    left = apart.copy()
    order = [first]
    while len(order) < len(apart):
        left[:, order[-1]] = np.inf
        order.append(int(left[order[-1]].argmin()))
    return order


def straightened(order: list[int], apart: Floats) -> list[int]:
    """The walk, turned round and moved about until that makes it little shorter."""
    if len(order) < 3:
        return order
    least = SHORTER * float(apart.max())
    walk, before = np.array(order), np.inf
    while length(walk, apart) < ENOUGH * before:
        before = length(walk, apart)
        for place in range(len(walk) - 1):
            _turn(walk, apart, place, least)
        for point in range(len(walk)):
            walk = _moved(walk, apart, point, least)
    return [int(point) for point in walk]


def length(walk: NDArray[np.intp], apart: Floats) -> float:
    """Length of a walk."""
    return float(apart[walk[:-1], walk[1:]].sum())


def _turn(walk: NDArray[np.intp], apart: Floats, place: int, least: float) -> None:
    """Turn round the stretch from ``place`` on that saves most, if it does."""
    here, ends = walk[place], walk[place + 1 :]
    saved = np.zeros(len(ends))
    if place:
        saved += apart[walk[place - 1], here] - apart[walk[place - 1], ends]
    saved[:-1] += apart[ends[:-1], ends[1:]] - apart[here, ends[1:]]
    best = int(saved.argmax())
    if saved[best] > least:
        walk[place : place + best + 2] = walk[place : place + best + 2][::-1].copy()


def _moved(walk: NDArray[np.intp], apart: Floats, point: int, least: float) -> NDArray[np.intp]:
    """The walk with ``point`` where it makes the shortest detour."""
    place = int(np.flatnonzero(walk == point)[0])
    rest = np.delete(walk, place)
    detour = apart[rest[:-1], point] + apart[point, rest[1:]] - apart[rest[:-1], rest[1:]]
    best = int(detour.argmin())
    if length(walk, apart) - length(rest, apart) - detour[best] <= least:
        return walk
    return np.insert(rest, best + 1, point)
