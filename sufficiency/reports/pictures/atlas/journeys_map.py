"""The map of journeys: lines from the middle of each area to the schools of its learners, as wide as these are many.

A line says from which area to which school, not where in the area anybody lives (A-514).
"""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from shapely.geometry.base import BaseGeometry

from models.arrays import Floats
from sufficiency.reports.pictures.atlas.ground import (
    FAINT,
    PAPER,
    Frame,
    chip,
    cut,
    draw_areas,
    lead,
    line,
    line_of,
    lines_of,
    middle,
    sheet,
    whole_map,
    write,
)
from sufficiency.reports.pictures.atlas.placing import Point, Room, Size, Spot, Wanted, place
from sufficiency.reports.pictures.atlas.school_marks import box_about, draw_mark
from sufficiency.reports.pictures.style import BLUE, INK, SOFT, styled, svg, width_of
from sufficiency.reports.summary.maps.values import JourneyLine, MapsShown
from sufficiency.reports.words import whole

LETTERS, SMALL = 8.0, 7.5
LINE, ROW = 17.0, 24.0
NUMBERED, COLUMNS, GUTTER = 12, 2, 16.0
"""Lines across a border that have a number and stand in the list: those of the most learners (A-512)."""
WIDTH_A_LEARNER, WIDEST = 0.06, 9.0
"""Points of a line's width for each learner, and of the widest line: where one is wider, all are narrower."""
WITHIN = "#7397b2"
SITE = 5.0
"""Places of the marks of schools, which are all alike here."""
IN_KEY = (10, 50, 100)
ALONG = (0.5, 0.6, 0.4, 0.7, 0.3, 0.8, 0.2)
"""Parts of a line at which its number is tried."""


def journeys_map(shown: MapsShown, boundaries: Mapping[str, BaseGeometry], title: str, description: str) -> str:
    """Draw the journeys of the focus year on the areas."""
    with styled():
        return svg(journeys_map_figure(shown, boundaries), "journeys-map", title, description)


def journeys_map_figure(shown: MapsShown, boundaries: Mapping[str, BaseGeometry]) -> Figure:
    """The key, the map, and the list of the largest journeys across a border."""
    notes = lines_of(_notes(shown), PAPER, LETTERS)
    key = ROW + LINE * len(notes) + 6
    frame = whole_map(shown.ground, key)
    numbered = shown.across[:NUMBERED]
    rows = -(-len(numbered) // COLUMNS)
    figure, axes = sheet(PAPER, key + frame.tall + LINE * (rows + 2 if rows else 0))
    scale = _scale(shown.lines)
    _key(axes, scale, notes)
    draw_areas(axes, frame, boundaries, {}, edge=FAINT)
    middles = {area: frame.at(middle(shape)) for area, shape in boundaries.items()}
    _lines(axes, frame, middles, shown.lines, scale)
    _labels(axes, frame, shown, middles, numbered)
    _list(axes, shown, numbered, -key - frame.tall - LINE)
    return figure


def _notes(shown: MapsShown) -> str:
    return (
        f"Learners of {shown.academic_year}, from the middle of the area in which they live (a dot with its name) to"
        " their school."
    )


def _scale(lines: Sequence[JourneyLine]) -> float:
    """Points of width a learner."""
    most = max((one.learners for one in lines), default=0.0)
    return min(WIDTH_A_LEARNER, WIDEST / most) if most > 0 else WIDTH_A_LEARNER


def _key(axes: Axes, scale: float, notes: Sequence[str]) -> None:
    x, y = 0.0, -ROW / 2
    for learners in IN_KEY:
        line(axes, (x, y), (x + 34, y), BLUE, learners * scale)
        words = f"{learners} learners" if learners == IN_KEY[0] else str(learners)
        write(axes, (x + 41, y), words, LETTERS, SOFT)
        x += 41 + width_of(words, LETTERS) + 20
    for colour, words in ((BLUE, "across the border of an area"), (WITHIN, "within the area")):
        line(axes, (x + 10, y), (x + 44, y), colour, 3.0)
        write(axes, (x + 51, y), words, LETTERS, SOFT)
        x += 61 + width_of(words, LETTERS) + 10
    for row, words in enumerate(notes):
        write(axes, (0, -ROW - LINE * (row + 0.5)), words, LETTERS, SOFT)


def _lines(axes: Axes, frame: Frame, middles: Mapping[str, Point], lines: Sequence[JourneyLine], scale: float) -> None:
    """Draw the journeys within areas, those across a border over them, then the schools."""
    for across, colour, order in ((False, WITHIN, 2.0), (True, BLUE, 2.5)):
        for one in lines:
            if one.across is across and one.area in middles:
                line(axes, middles[one.area], frame.at(one.school.at), colour, one.learners * scale, order)
    for school in dict.fromkeys(one.school for one in lines):
        draw_mark(axes, frame.at(school.at), school.kind, SITE, "pale")


def _labels(
    axes: Axes,
    frame: Frame,
    shown: MapsShown,
    middles: Mapping[str, Point],
    numbered: Sequence[JourneyLine],
) -> None:
    """Write the names of the areas, then the numbers of the largest journeys across a border on their lines."""
    west, south, east, north = frame.paper
    sites = [box_about(frame.at(one.school.at), 3.0) for one in shown.lines]
    room = Room((west + 3, south + 3, east - 3, north - 3), [*sites, *(box_about(at, 3.0) for at in middles.values())])
    names = [(cut(one.name, 260.0, LETTERS, "bold"), middles[one.area]) for one in shown.areas if one.area in middles]
    sizes: list[Size] = [(width_of(words, LETTERS, "bold") + 5, line_of(LETTERS)) for words, _ in names]
    spots = place([Wanted(at, 3.0, (size,), (60.0,)) for (_, at), size in zip(names, sizes, strict=True)], room)
    for (words, at), spot in zip(names, spots, strict=True):
        if spot is not None:
            lead(axes, at, spot)
            _chip(axes, spot, words, fontweight="bold")
    size = (width_of("88", SMALL, "bold") + 5, line_of(SMALL))
    for number, one in enumerate(numbered, 1):
        spot = _on_line(middles[one.area], frame.at(one.school.at), size, room)
        if spot is not None:
            if spot.leader is not None:
                line(axes, *spot.leader, colour=SOFT)
            _chip(axes, spot, str(number), fontweight="bold", color=BLUE)


def _on_line(one: Point, other: Point, size: Size, room: Room) -> Spot | None:
    """A spot for a number on a line, or beside its middle."""
    width, height = size
    boxes: Floats = np.array(
        [
            (x - width / 2, y - height / 2, x + width / 2, y + height / 2)
            for x, y in ((one[0] + (other[0] - one[0]) * part, one[1] + (other[1] - one[1]) * part) for part in ALONG)
        ]
    )
    free = room.within(boxes)
    if not free.any():
        between = ((one[0] + other[0]) / 2, (one[1] + other[1]) / 2)
        (spot,) = place([Wanted(between, 0.0, (size,), (60.0,))], room)
        return spot
    west, south, east, north = (float(edge) for edge in boxes[int(free.argmax())])
    found = Spot(0, (west, south, east, north), None)
    room.take(found)
    return found


def _chip(axes: Axes, spot: Spot, words: str, color: str = INK, **manner: str) -> None:
    west, south, east, north = spot.box
    chip(axes, spot.box)
    write(axes, ((west + east) / 2, (south + north) / 2), words, LETTERS, color, ha="center", **manner)


def _list(axes: Axes, shown: MapsShown, numbered: Sequence[JourneyLine], top: float) -> None:
    """Number, area, school and learners of the largest journeys across a border, in columns."""
    rows = -(-len(numbered) // COLUMNS)
    names = {one.area: one.name for one in shown.areas}
    wide = (PAPER - GUTTER * (COLUMNS - 1)) / COLUMNS
    for number, one in enumerate(numbered):
        x, y = (number // rows) * (wide + GUTTER), top - LINE * (number % rows + 0.5)
        write(axes, (x + 16, y), str(number + 1), SMALL, SOFT, ha="right")
        figure = whole(one.learners) if number % rows else f"{whole(one.learners)} learners"
        write(axes, (x + wide, y), figure, SMALL, SOFT, ha="right")
        room = wide - 34 - width_of(figure, SMALL)
        home = cut(names.get(one.area, one.area), room * 0.6, SMALL)
        write(axes, (x + 24, y), cut(f"{home} to {one.school.name}", room, SMALL), SMALL)
