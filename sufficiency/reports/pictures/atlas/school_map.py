"""The map of schools: each where it stands, as large as it has places, by its name or by its number in a list below."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from shapely.geometry.base import BaseGeometry

from models.arrays import Floats
from sufficiency.reports.pictures.atlas.ground import (
    FAINT,
    PAPER,
    Frame,
    cut,
    draw_areas,
    filled,
    frame_line,
    line,
    line_of,
    lines_of,
    middle,
    sheet,
    whole_map,
    write,
)
from sufficiency.reports.pictures.atlas.insets import MOST, RIM, Inset, insets_of, inside
from sufficiency.reports.pictures.atlas.placing import Box, Point, Room, Size, Spot, Wanted, place, side_by_side
from sufficiency.reports.pictures.atlas.school_key import KEY, draw_key
from sufficiency.reports.pictures.atlas.school_marks import box_about, draw_mark, draw_school, fullness, reach
from sufficiency.reports.pictures.style import INK, SOFT, styled, svg, width_of
from sufficiency.reports.summary.maps.values import MapsShown, SchoolPoint
from sufficiency.reports.words import whole

LETTERS, SMALL = 7.5, 7.0
"""Points of names, and of the figures and numbers with them."""
"""About the areas on the map, and the least and the greatest height of the map."""
GUTTER, LINE = 12.0, 17.0
EDGE = 2.0
"""Below insets that no list follows, so that their outline is whole."""
INSET_HEIGHT = 290.0
COLUMNS = 2
WIDEST_NAME, NAME_LINES = 150.0, 2
"""A name on the map takes so many lines of such a width at most; a longer one has a number instead."""
NAMES_REACH, NUMBERS_REACH = 85.0, 40.0
"""How far from its mark a name is tried, and a number before it is tried everywhere."""


@dataclass(frozen=True)
class _Label:
    """A school on a part of the map, with the lines that name it and its figures, or with no lines but a number.

    It has no spot only on a map that is full of labels: then its number stands in the list alone.
    """

    school: SchoolPoint
    at: Point
    spot: Spot | None
    lines: tuple[str, ...]


@dataclass(frozen=True)
class _Part:
    """The map, or an inset under a letter: its schools, and the names of areas for which there was room."""

    frame: Frame
    letter: str
    labels: tuple[_Label, ...]
    names: tuple[tuple[str, Box], ...]


def school_map(shown: MapsShown, boundaries: Mapping[str, BaseGeometry], title: str, description: str) -> str:
    """Draw the schools of the focus year on the areas."""
    with styled():
        return svg(school_map_figure(shown, boundaries), "school-map", title, description)


def school_map_figure(shown: MapsShown, boundaries: Mapping[str, BaseGeometry]) -> Figure:
    """The key, the map, its insets, and the list of those that have a number."""
    frame = whole_map(shown.ground, KEY)
    insets, size = _insets(shown, frame)
    names = {one.area: one.name for one in shown.areas}
    parts = [
        _main(shown, frame, insets, boundaries, names),
        *_enlarged(shown, frame, insets, size),
    ]
    numbers = _numbers(parts, names)
    below = KEY + frame.tall + (INSET_HEIGHT + GUTTER if insets else 0.0)
    listed = LINE * (-(-len(numbers) // COLUMNS) + 2) if numbers else EDGE
    figure, axes = sheet(PAPER, below + listed)
    draw_key(axes, shown)
    for part in parts:
        _draw(axes, part, boundaries, numbers)
    _outline(axes, frame, insets)
    _list(axes, numbers, names, -below - LINE)
    return figure


def _insets(shown: MapsShown, frame: Frame) -> tuple[tuple[Inset, ...], Size]:
    """The insets and their size on paper: as wide as so many side by side can be."""
    named = [one.at for one in shown.schools if one.is_state]
    found = insets_of(named, frame.ground, (PAPER, frame.tall), inset_size(MOST))
    wider = insets_of(named, frame.ground, (PAPER, frame.tall), inset_size(max(len(found), 1)))
    if len(wider) == len(found):
        return wider, inset_size(max(len(found), 1))
    return found, inset_size(MOST)


def inset_size(abreast: int) -> Size:
    """Width and height on paper of each of so many insets in a row."""
    return ((PAPER - (abreast - 1) * GUTTER) / abreast, INSET_HEIGHT)


def _main(
    shown: MapsShown,
    frame: Frame,
    insets: Sequence[Inset],
    boundaries: Mapping[str, BaseGeometry],
    names: Mapping[str, str],
) -> _Part:
    """The map with the schools that are in no inset."""
    left = [one for one in shown.schools if not any(inside(one.at, inset.ground) for inset in insets)]
    squares = [_on_paper(frame, inset.ground) for inset in insets]
    middles = {names.get(area, area): frame.at(middle(shape)) for area, shape in boundaries.items()}
    return _labelled(frame, "", left, squares, middles)


def _enlarged(shown: MapsShown, frame: Frame, insets: Sequence[Inset], size: Size) -> Iterator[_Part]:
    """The insets in a row below the map, each with its schools."""
    north = frame.paper[1] - GUTTER
    for index, inset in enumerate(insets):
        west = index * (size[0] + GUTTER)
        paper = (west, north - size[1], west + size[0], north)
        here = [one for one in shown.schools if inside(one.at, inset.ground)]
        yield _labelled(Frame(filled(inset.ground, size, RIM), paper), inset.letter, here, [], {})


def _on_paper(frame: Frame, ground: Box) -> Box:
    return (*frame.at((ground[0], ground[1])), *frame.at((ground[2], ground[3])))


def _labelled(
    frame: Frame, letter: str, schools: Sequence[SchoolPoint], taken: list[Box], middles: Mapping[str, Point]
) -> _Part:
    """A part of the map with its labels placed: state schools and bases by name first, the largest before others."""
    west, south, east, north = frame.paper
    room = Room((west + 3, south + 3, east - 3, north - 3), [*taken])
    if letter:
        room.boxes.append((west, north - 24, west + 24, north))
    ordered = sorted(schools, key=lambda one: (not one.is_state, -one.size, one.providers))
    points = side_by_side([frame.at(one.at) for one in ordered], [reach(one) for one in ordered], room.box)
    room.boxes += [box_about(at, reach(one)) for at, one in zip(points, ordered, strict=True)]
    forms = [_lines(one) for one in ordered]
    spots = place([_wanted(*each) for each in zip(ordered, points, forms, strict=True)], room)
    labels = [
        _Label(one, at, spot, lines if lines and spot is not None and spot.form == 0 else ())
        for one, at, lines, spot in zip(ordered, points, forms, spots, strict=True)
    ]
    return _Part(frame, letter, tuple(labels), tuple(_area_names(middles, room)))


def _lines(school: SchoolPoint) -> tuple[str, ...]:
    """Name and figures of a school as they stand on the map; none where it has a number there."""
    if not school.is_state:
        return ()
    name = lines_of(school.name, WIDEST_NAME, LETTERS)
    return () if len(name) > NAME_LINES else (*name, figures(school))


def figures(school: SchoolPoint) -> str:
    """Places, whether they are new or how many are, and how full they are."""
    if not school.is_state:
        return f"{whole(school.learners)} learners"
    places = f"{whole(school.places)} place{'' if round(school.places) == 1 else 's'}"
    if school.is_new:
        places = f"new: {places}"
    elif school.added:
        places += f" ({whole(abs(school.added))} {'more' if school.added > 0 else 'fewer'})"
    return places if school.per_cent is None else f"{places}, {school.per_cent}%"


def _wanted(school: SchoolPoint, at: Point, lines: tuple[str, ...]) -> Wanted:
    number: Size = (width_of("888", SMALL) + 3, line_of(SMALL) - 1)
    forms, distances = [number], [NUMBERS_REACH]
    if lines:
        width = max(width_of(words, LETTERS) for words in lines) + 4
        forms, distances = [(width, line_of(LETTERS) * len(lines)), number], [NAMES_REACH, NUMBERS_REACH]
    return Wanted(at, reach(school), tuple(forms), tuple(distances))


def _area_names(middles: Mapping[str, Point], room: Room) -> list[tuple[str, Box]]:
    """Names of areas near their middles, where there is room for them beside the schools."""
    found = []
    for name in sorted(middles):
        words = cut(name, 170.0, LETTERS)
        boxes = _near(middles[name], (width_of(words, LETTERS), line_of(LETTERS)))
        free = room.within(boxes) & room.clear_of_lines(boxes)
        if free.any():
            west, south, east, north = (float(edge) for edge in boxes[int(free.argmax())])
            found.append((words, (west, south, east, north)))
            room.boxes.append(found[-1][1])
    return found


def _near(at: Point, size: Size) -> Floats:
    """Boxes of a size at a point, or a little above or below it, (boxes, 4)."""
    (x, y), (width, height) = at, size
    rows = [y + shift - height / 2 for shift in (0, 12, -12, 24, -24, 36, -36)]
    return np.array([(x - width / 2, south, x + width / 2, south + height) for south in rows])


def _numbers(parts: Sequence[_Part], names: Mapping[str, str]) -> dict[SchoolPoint, int]:
    """Numbers of the schools that are not named on the map, by area and name."""
    numbered = [label.school for part in parts for label in part.labels if not label.lines]
    numbered.sort(key=lambda one: (one.area == "", names.get(one.area, one.area), one.name, one.providers))
    return {one: number for number, one in enumerate(numbered, 1)}


def _draw(axes: Axes, part: _Part, boundaries: Mapping[str, BaseGeometry], numbers: Mapping[SchoolPoint, int]) -> None:
    draw_areas(axes, part.frame, boundaries, {}, edge=FAINT)
    for words, (west, south, _, north) in part.names:
        write(axes, (west, (south + north) / 2), words, LETTERS, SOFT, fontstyle="italic")
    for label in sorted(part.labels, key=lambda label: (-label.school.size, label.school.providers)):
        draw_school(axes, label.at, label.school)
        if label.spot is not None and label.spot.leader is not None:
            line(axes, *label.spot.leader, colour=SOFT)
    for label in part.labels:
        _write(axes, label, numbers)
    if part.letter:
        west, _, _, north = part.frame.paper
        frame_line(axes, part.frame.paper)
        write(axes, (west + 7, north - 12), part.letter, 10, fontweight="bold")


def _write(axes: Axes, label: _Label, numbers: Mapping[SchoolPoint, int]) -> None:
    """The lines of a label, towards its mark; or its number."""
    if label.spot is None:
        return
    west, south, east, north = label.spot.box
    if not label.lines:
        write(axes, ((west + east) / 2, (south + north) / 2), str(numbers[label.school]), SMALL, ha="center")
        return
    side = "right" if east <= label.at[0] else "left" if west >= label.at[0] else "center"
    x = {"right": east - 2, "left": west + 2, "center": (west + east) / 2}[side]
    tall = (north - south) / len(label.lines)
    for row, words in enumerate(label.lines):
        is_figure = row == len(label.lines) - 1
        write(
            axes,
            (x, north - tall * (row + 0.5)),
            words,
            SMALL if is_figure else LETTERS,
            SOFT if is_figure else INK,
            ha=side,
        )


def _outline(axes: Axes, frame: Frame, insets: Sequence[Inset]) -> None:
    """Show on the map which parts the insets are."""
    for inset in insets:
        part = _on_paper(frame, inset.ground)
        frame_line(axes, part, INK, "--")
        write(axes, (part[0] + 5, part[3] - 9), inset.letter, 8.5, fontweight="bold")


def _list(axes: Axes, numbers: Mapping[SchoolPoint, int], names: Mapping[str, str], top: float) -> None:
    """Number, mark, name, area and figures of the schools that have numbers, in columns."""
    rows = -(-len(numbers) // COLUMNS)
    wide = (PAPER - GUTTER * (COLUMNS - 1)) / COLUMNS
    for school, number in numbers.items():
        column, row = (number - 1) // rows, (number - 1) % rows
        x, y = column * (wide + GUTTER), top - LINE * (row + 0.5)
        write(axes, (x + 16, y), str(number), SMALL, SOFT, ha="right")
        draw_mark(axes, (x + 27, y), school.kind, 25.0, fullness(school.per_cent))
        words = figures(school)
        write(axes, (x + wide, y), words, SMALL, SOFT, ha="right")
        area = names.get(school.area, "")
        where = school.name if school.name.endswith(area) else f"{school.name}, {area}"
        write(axes, (x + 38, y), cut(where, wide - 50 - width_of(words, SMALL), LETTERS), LETTERS)
