"""Four small maps of the areas side by side, each area with its number and figure, and one list with all figures."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, to_hex
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from shapely.geometry import box as box_of
from shapely.geometry.base import BaseGeometry

from sufficiency.reports.pictures.atlas.ground import (
    BORDER,
    PAPER,
    Frame,
    chip,
    cut,
    draw_areas,
    filled,
    height_of,
    lead,
    line,
    line_of,
    middle,
    sheet,
    write,
)
from sufficiency.reports.pictures.atlas.placing import Box, Point, Room, Size, Spot, Wanted, place
from sufficiency.reports.pictures.style import RULE, SOFT, styled, svg, width_of
from sufficiency.reports.summary.maps.points import grounds_of
from sufficiency.reports.summary.maps.values import AreaFigures, MapsShown
from sufficiency.reports.words import percent, whole, with_span

SHADES = LinearSegmentedColormap.from_list("figures", ["#f4f6f8", "#9fc3dc", "#0b5c92"])
"""From the least to the most: one hue, growing darker."""
GUTTER, MARGIN, TALLEST = 24.0, 14.0, 430.0
"""Hundredths of an inch: between the maps, within each about the areas, and the tallest that a map is."""
HEAD = 50.0
"""Room above each map for its title and scale."""
LETTERS, SMALL, HEADING = 8.5, 7.0, 9.5
"""Points of the figures, of the numbers of areas, and of titles."""
LINE = 19.0
SWATCHES = 5
BESIDE, INSIDE = 0, 1
"""Forms of a label: beside a dot in its area, or within the area."""


@dataclass(frozen=True)
class _Measure:
    """One of the maps: its title, an area's figure as number and in print, names of its ends and in the list."""

    title: str
    value: Callable[[AreaFigures], float | None]
    words: Callable[[AreaFigures], str]
    ends: tuple[str, str]
    heading: str


def _share(one: AreaFigures) -> str:
    return "–" if one.share_in_area is None else percent(one.share_in_area)


def _minutes(one: AreaFigures) -> str:
    return "–" if one.minutes is None else whole(one.minutes)


MEASURES = (
    _Measure(
        "Learners who require a state specialist place",
        lambda one: one.required.central,
        lambda one: whole(one.required.central),
        ("fewest", "most"),
        "Required",
    ),
    _Measure(
        "Places missing",
        lambda one: one.missing.central,
        lambda one: whole(one.missing.central),
        ("fewest", "most"),
        "Places missing",
    ),
    _Measure(
        "Share with their place in a state school of the area",
        lambda one: one.share_in_area,
        _share,
        ("lowest", "highest"),
        "In the area",
    ),
    _Measure(
        "Mean minutes to the specialist place, one way",
        lambda one: one.minutes,
        _minutes,
        ("shortest", "longest"),
        "Minutes",
    ),
)
COLUMNS: tuple[tuple[float, Callable[[AreaFigures], str]], ...] = (
    (0.47, lambda one: with_span(one.required)),
    (0.70, lambda one: with_span(one.missing)),
    (0.85, _share),
    (1.0, _minutes),
)
"""Right edges of the figures in the list, as parts of its width, and how they are written."""


def area_maps(shown: MapsShown, boundaries: Mapping[str, BaseGeometry], title: str, description: str) -> str:
    """Draw the areas of a run four times, shaded by their figures, with a list of names and figures below."""
    with styled():
        return svg(area_maps_figure(shown, boundaries), "area-maps", title, description)


def area_maps_figure(shown: MapsShown, boundaries: Mapping[str, BaseGeometry]) -> Figure:
    """Two rows of two maps, and the list below them."""
    width = (PAPER - GUTTER) / 2
    ground = grounds_of(boundaries)
    tall = height_of(ground, width, MARGIN, 150.0, TALLEST)
    listed = 2 * LINE + LINE * len(shown.areas)
    height = 2 * (HEAD + tall) + GUTTER + listed
    figure, axes = sheet(PAPER, height)
    for index, measure in enumerate(MEASURES):
        left = (index % 2) * (width + GUTTER)
        top = -(index // 2) * (HEAD + tall + GUTTER / 2)
        paper = (left, top - HEAD - tall, left + width, top - HEAD)
        _map(axes, Frame(filled(ground, (width, tall), MARGIN), paper), measure, shown.areas, boundaries)
    _list(axes, shown.areas, listed - height - LINE / 2)
    return figure


def _map(
    axes: Axes, frame: Frame, measure: _Measure, areas: Sequence[AreaFigures], boundaries: Mapping[str, BaseGeometry]
) -> None:
    """One map: title, scale, shaded areas, and each area's number and figure."""
    values = {one.area: value for one in areas if (value := measure.value(one)) is not None}
    least, most = min(values.values(), default=0.0), max(values.values(), default=0.0)
    colours = {area: shade(value, least, most) for area, value in values.items()}
    draw_areas(axes, frame, boundaries, colours, edge=BORDER)
    _scale(axes, frame, measure, areas, values)
    labels = [(number, one) for number, one in enumerate(areas, 1) if one.area in boundaries]
    _label(axes, frame, [(number, measure.words(one), boundaries[one.area]) for number, one in labels])


def shade(value: float, least: float, most: float) -> str:
    """The colour of a figure between the least and the most of its map; the middle one where all are alike."""
    return str(to_hex(SHADES(0.5 if most <= least else (value - least) / (most - least))))


def _scale(
    axes: Axes, frame: Frame, measure: _Measure, areas: Sequence[AreaFigures], values: Mapping[str, float]
) -> None:
    """The title above a map and, below it, what its lightest and its darkest shade are."""
    west, _, _, north = frame.paper
    write(axes, (west, north + HEAD - 12), measure.title, HEADING, fontweight="bold")
    known = sorted((one for one in areas if one.area in values), key=lambda one: values[one.area])
    if not known:
        write(axes, (west, north + 14), "No figures.", LETTERS, SOFT)
        return
    low, high = (measure.words(one) for one in (known[0], known[-1]))
    if low == high:
        write(axes, (west, north + 14), f"all {low}" if len(known) > 1 else f"{low}", LETTERS, SOFT)
        return
    left = f"{measure.ends[0]} {low}"
    write(axes, (west, north + 14), left, LETTERS, SOFT)
    start = west + width_of(left, LETTERS) + 8
    for step in range(SWATCHES):
        colour = to_hex(SHADES(step / (SWATCHES - 1)))
        axes.add_artist(Rectangle((start + 20 * step, north + 9), 20, 10, facecolor=colour, edgecolor=BORDER, lw=0.5))
    write(axes, (start + 20 * SWATCHES + 8, north + 14), f"{measure.ends[1]} {high}", LETTERS, SOFT)


def _label(axes: Axes, frame: Frame, labels: Sequence[tuple[int, str, BaseGeometry]]) -> None:
    """Write number and figure in each area where there is room, else beside it with a line to it."""
    room = Room(frame.paper)
    sizes = [_size(number, words) for number, words, _ in labels]
    points = [frame.at(middle(shape)) for _, _, shape in labels]
    spots: list[Spot | None] = [None] * len(labels)
    for index, (_, _, shape) in enumerate(labels):
        spots[index] = _inside(frame, shape, points[index], sizes[index], room)
    for index in sorted(range(len(labels)), key=lambda index: (points[index][1], index)):
        if spots[index] is None:
            wanted = Wanted(points[index], 2.0, (sizes[index],), (60.0,))
            (spots[index],) = place([wanted], room)
    for (number, words, _), spot, point in zip(labels, spots, points, strict=True):
        if spot is not None:
            _write(axes, spot, number, words, point)


def _inside(frame: Frame, shape: BaseGeometry, at: Point, size: Size, room: Room) -> Spot | None:
    """A spot in the middle of an area that is large enough for it."""
    width, height = size
    box: Box = (at[0] - width / 2, at[1] - height / 2, at[0] + width / 2, at[1] + height / 2)
    west, south = ((box[axis] - frame.paper[axis]) / frame.scale + frame.ground[axis] for axis in (0, 1))
    ground = box_of(west, south, west + width / frame.scale, south + height / frame.scale)
    if shape.intersection(ground).area < 0.9 * ground.area or shape.area < 2 * ground.area:
        return None
    spot = Spot(INSIDE, box, None)
    room.take(spot)
    return spot


def _size(number: int, words: str) -> Size:
    return (width_of(str(number), SMALL) + width_of(words, LETTERS, "bold") + 10, line_of(LETTERS))


def _write(axes: Axes, spot: Spot, number: int, words: str, point: Point) -> None:
    west, south, _, north = spot.box
    chip(axes, spot.box)
    if spot.form == BESIDE:
        lead(axes, point, spot)
    write(axes, (west + 3, (south + north) / 2 + 2.5), str(number), SMALL, SOFT)
    write(axes, (west + width_of(str(number), SMALL) + 6, (south + north) / 2), words, LETTERS, fontweight="bold")


def _list(axes: Axes, areas: Sequence[AreaFigures], top: float) -> None:
    """Number, name and the four figures of each area."""
    for (part, _), measure in zip(COLUMNS, MEASURES, strict=True):
        write(axes, (PAPER * part, top), measure.heading, LETTERS, SOFT, ha="right")
    line(axes, (0, top - LINE / 2), (PAPER, top - LINE / 2), RULE)
    first, words_of = COLUMNS[0]
    room = PAPER * first - 46 - max((width_of(words_of(one), LETTERS) for one in areas), default=0.0)
    for number, one in enumerate(areas, 1):
        y = top - LINE * number
        write(axes, (24, y), str(number), LETTERS, SOFT, ha="right")
        write(axes, (34, y), cut(one.name, room, LETTERS), LETTERS)
        for part, words in COLUMNS:
            write(axes, (PAPER * part, y), words(one), LETTERS, ha="right")
