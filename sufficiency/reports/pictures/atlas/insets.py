"""Where a map is too dense for its labels: the squares that are shown again, larger, beside it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from models.arrays import Flags, Floats
from sufficiency.reports.pictures.atlas.ground import filled
from sufficiency.reports.pictures.atlas.placing import Box, Point, Size

DENSE, MOST = 4, 3
"""Marks that stand so close that they are shown again, and how many insets there are at most (A-512)."""
RIM = 20.0
"""Room on paper inside an inset about the part that it shows, for the marks on its edge."""
PART, CLOSEST = 11.0, 5.0
"""An inset shows this part of the longer side of the map at most, and enlarges it so many times at most (A-512)."""


@dataclass(frozen=True)
class Inset:
    """A part of the ground that is shown again under a letter: it fills an inset but for ``RIM`` on each side."""

    letter: str
    ground: Box


def insets_of(points: Sequence[Point], ground: Box, main: Size, small: Size) -> tuple[Inset, ...]:
    """The densest parts of the ground first; none lies on another.

    ``points`` are positions of marks that have long labels; ``main`` and ``small`` sizes on paper of map and inset.
    """
    left = np.array(points, dtype=np.float64).reshape(-1, 2)
    side = max(ground[2] - ground[0], ground[3] - ground[1]) / PART
    least = (ground[2] - ground[0]) / main[0] * small[0] / CLOSEST
    found: list[Box] = []
    while len(found) < MOST:
        close = _densest(left, side)
        if close.sum() < DENSE:
            break
        part = _within(_about(left[close], least, small), ground)
        if not any(_overlap(part, other) for other in found):
            found.append(part)
        left = left[~close]
    found.sort(key=lambda part: (-part[3], part[0]))
    return tuple(Inset(letter, part) for letter, part in zip("ABC", found, strict=False))


def inside(position: Point, part: Box) -> bool:
    """Whether a position is in a part of the ground."""
    return part[0] <= position[0] <= part[2] and part[1] <= position[1] <= part[3]


def _densest(points: Floats, side: float) -> Flags:
    """Which points lie in the square of a side, about one of them, that holds the most: (points,) of bool."""
    if not len(points):
        return np.zeros(0, dtype=bool)
    apart = np.abs(points[:, None, :] - points[None, :, :]).max(axis=2)
    near = apart <= side / 2
    return np.asarray(near[int(near.sum(axis=1).argmax())])


def _about(points: Floats, least: float, small: Size) -> Box:
    """The ground that holds the points, of the shape of an inset and not smaller than ``least`` across."""
    (west, south), (east, north) = points.min(axis=0), points.max(axis=0)
    wide = max(least - (east - west), 0.0) / 2
    core = (small[0] - 2 * RIM, small[1] - 2 * RIM)
    return filled((float(west - wide), float(south), float(east + wide), float(north)), core, 40.0)


def _within(part: Box, ground: Box) -> Box:
    """The part moved into the ground, where it fits there."""
    east = max(ground[0] - part[0], 0.0) + min(ground[2] - part[2], 0.0)
    north = max(ground[1] - part[1], 0.0) + min(ground[3] - part[3], 0.0)
    return (part[0] + east, part[1] + north, part[2] + east, part[3] + north)


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
