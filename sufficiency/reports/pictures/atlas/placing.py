"""Labels that find their own place: each takes the first of its spots that is free. Units are those of the picture."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from models.arrays import Flags, Floats

Point = tuple[float, float]
Size = tuple[float, float]
"""Width and height."""
Box = tuple[float, float, float, float]
"""West, south, east, north."""
WAYS = (0, 180, 45, -45, 135, -135, 90, -90, 20, -20, 160, -160, 65, -65, 115, -115)
"""Degrees from a point at which a label is tried, the best first: beside it, then above and below."""
STEP = 7.0
"""How much further away a label is tried at each turn."""
LEADER = 5.0
"""From this far away a label has a line to its point."""


@dataclass(frozen=True)
class Wanted:
    """A label for a point whose mark has a radius: its ``forms`` from the best to the shortest.

    ``reach`` is how far away each form may stand; the last is tried all over the room after that.
    """

    at: Point
    radius: float
    forms: tuple[Size, ...]
    reach: tuple[float, ...]


@dataclass(frozen=True)
class Spot:
    """Where a label stands: which of its forms, its box, and the two ends of its line where it needs one."""

    form: int
    box: Box
    leader: tuple[Point, Point] | None


@dataclass
class Room:
    """The part of a picture in which labels are placed, and what is taken of it: boxes, and lines to labels."""

    box: Box
    boxes: list[Box] = field(default_factory=list)
    leaders: list[Box] = field(default_factory=list)

    def take(self, spot: Spot) -> None:
        """Keep the room of a label from others."""
        self.boxes.append(spot.box)
        if spot.leader is not None:
            (one_x, one_y), (other_x, other_y) = spot.leader
            self.leaders.append((one_x, one_y, other_x, other_y))

    def within(self, boxes: Floats) -> Flags:
        """Whether each of the boxes, (boxes, 4), lies in the room and on nothing that is taken."""
        west, south, east, north = self.box
        inside = (boxes[:, 0] >= west) & (boxes[:, 1] >= south) & (boxes[:, 2] <= east) & (boxes[:, 3] <= north)
        return np.asarray(inside & ~on_any(boxes, self.boxes))

    def clear_of_lines(self, boxes: Floats) -> Flags:
        """Whether no line to a label that stands already passes through each of the boxes."""
        if not self.leaders:
            return np.ones(len(boxes), dtype=bool)
        return np.asarray(~passes(np.array(self.leaders), boxes).any(axis=0))

    def lines_are_clear(self, lines: Floats) -> Flags:
        """Whether each of the lines, (lines, 4), passes through no label that stands already."""
        if not self.boxes:
            return np.ones(len(lines), dtype=bool)
        return np.asarray(~passes(lines, np.array(self.boxes)).any(axis=1))


def place(labels: Iterable[Wanted], room: Room) -> list[Spot | None]:
    """Find a spot for each label in turn and take it; None only where no form fits anywhere in what is left."""
    spots = []
    for label in labels:
        spot = _first_free(label, room)
        if spot is not None:
            room.take(spot)
        spots.append(spot)
    return spots


def on_any(boxes: Floats, taken: Sequence[Box]) -> Flags:
    """Whether each of the boxes, (boxes, 4), lies on any that is taken; boxes that touch do not."""
    if not taken:
        return np.zeros(len(boxes), dtype=bool)
    mine, theirs = boxes[:, None, :], np.array(taken)[None, :, :]
    across = (mine[..., 0] < theirs[..., 2]) & (theirs[..., 0] < mine[..., 2])
    along = (mine[..., 1] < theirs[..., 3]) & (theirs[..., 1] < mine[..., 3])
    return np.asarray((across & along).any(axis=1))


def passes(lines: Floats, boxes: Floats) -> Flags:
    """Whether each line, (lines, 4), passes through each box, (boxes, 4): (lines, boxes)."""
    start, along = lines[:, None, :2], (lines[:, 2:] - lines[:, :2])[:, None, :]
    along = np.where(np.abs(along) < 1e-9, 1e-9, along)
    one, other = (boxes[None, :, :2] - start) / along, (boxes[None, :, 2:] - start) / along
    enters = np.minimum(one, other).max(axis=2).clip(min=0.0)
    leaves = np.maximum(one, other).min(axis=2).clip(max=1.0)
    return np.asarray(enters < leaves - 1e-9)


def _first_free(label: Wanted, room: Room) -> Spot | None:
    for form, (size, reach) in enumerate(zip(label.forms, label.reach, strict=True)):
        found = _try(label, form, around(label.at, label.radius, size, reach), room, strict=True)
        if found is not None:
            return found
    last = len(label.forms) - 1
    everywhere = around(label.at, label.radius, label.forms[last], math.hypot(*_size(room.box)))
    found = _try(label, last, everywhere, room, strict=True)
    return found or _try(
        label, last, np.concatenate([everywhere, grid(room.box, label.forms[last])]), room, strict=False
    )


def _try(label: Wanted, form: int, boxes: Floats, room: Room, *, strict: bool) -> Spot | None:
    """The first box that is free; strictly, no line of this label or another may pass through a label either."""
    free = room.within(boxes)
    if strict and free.any():
        free[free] = room.clear_of_lines(boxes[free])
        lines = _lines(label, boxes[free])
        free[free] = room.lines_are_clear(lines)
    if not free.any():
        return None
    west, south, east, north = (float(edge) for edge in boxes[int(np.argmax(free))])
    box = (west, south, east, north)
    return Spot(form, box, _leader(label, box))


def _lines(label: Wanted, boxes: Floats) -> Floats:
    """The lines from the edge of the mark to each box; of one beside its mark, a line of no length at the box."""
    lines = np.empty((len(boxes), 4))
    for index, (west, south, east, north) in enumerate(boxes.tolist()):
        leader = _leader(label, (west, south, east, north))
        tip = leader or ((west, south), (west, south))
        lines[index] = (*tip[0], *tip[1])
    return lines


def _leader(label: Wanted, box: Box) -> tuple[Point, Point] | None:
    """The line from the edge of the mark to the nearest point of a box that is not beside it."""
    x, y = label.at
    end = (min(max(x, box[0]), box[2]), min(max(y, box[1]), box[3]))
    away = math.hypot(end[0] - x, end[1] - y)
    if away - label.radius < LEADER:
        return None
    part = label.radius / away
    return ((x + (end[0] - x) * part, y + (end[1] - y) * part), end)


def side_by_side(points: Sequence[Point], radii: Sequence[float], within: Box, turns: int = 80) -> list[Point]:
    """Points moved apart until marks of such radii do not cover each other, or nearly, and no mark leaves the box."""
    at, room = np.array(points, dtype=np.float64).reshape(-1, 2), np.array(radii)
    least, most = np.array(within[:2]) + room[:, None], np.array(within[2:]) - room[:, None]
    for _ in range(turns):
        between = at[:, None, :] - at[None, :, :]
        away = np.hypot(between[..., 0], between[..., 1])
        order = np.arange(len(at))
        aside = np.sign(order[:, None] - order[None, :])[..., None] * np.array([1.0, 0.2])
        between = np.where(away[..., None] < 1e-6, aside, between)
        length = np.maximum(np.hypot(between[..., 0], between[..., 1]), 1e-6)
        short = np.maximum(room[:, None] + room[None, :] - away, 0.0)
        np.fill_diagonal(short, 0.0)
        if short.max(initial=0.0) < 0.05:
            break
        at = at + (between / length[..., None] * short[..., None] * 0.45).sum(axis=1)
        at = np.clip(at, least, most)
    return [(float(x), float(y)) for x, y in at]


def around(at: Point, radius: float, size: Size, reach: float) -> Floats:
    """Boxes of a size about a point, (boxes, 4), from beside its mark outwards to ``reach`` away."""
    turns = np.deg2rad(np.array(WAYS))
    away = radius + 1.5 + np.arange(0.0, reach + 0.5, STEP)
    across, up = np.cos(turns), np.sin(turns)
    shift_x, shift_y = (np.clip(part * math.sqrt(2), -1, 1) for part in (across, up))
    x = (at[0] + away[:, None] * across + shift_x * size[0] / 2).ravel()
    y = (at[1] + away[:, None] * up + shift_y * size[1] / 2).ravel()
    return _boxes(x, y, size)


def grid(room: Box, size: Size) -> Floats:
    """Boxes of a size that fill a room, (boxes, 4), none on another."""
    width, height = _size(room)
    across = np.arange(0.0, max(width - size[0], 0.0) + 1e-9, size[0]) + room[0] + size[0] / 2
    up = np.arange(0.0, max(height - size[1], 0.0) + 1e-9, size[1]) + room[1] + size[1] / 2
    x, y = np.meshgrid(across, up)
    return _boxes(x.ravel(), y.ravel(), size)


def _boxes(x: Floats, y: Floats, size: Size) -> Floats:
    width, height = size
    return np.stack([x - width / 2, y - height / 2, x + width / 2, y + height / 2], axis=1)


def _size(box: Box) -> Size:
    return (box[2] - box[0], box[3] - box[1])
