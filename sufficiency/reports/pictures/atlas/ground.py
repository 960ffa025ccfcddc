"""Parts of the country drawn on paper: areas at one scale, and words on them. Paper is in hundredths of an inch."""

from collections.abc import Mapping
from dataclasses import dataclass

import shapely
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Circle, PathPatch, Rectangle
from matplotlib.path import Path
from shapely.geometry.base import BaseGeometry

from sufficiency.reports.pictures.atlas.placing import Box, Point, Size, Spot
from sufficiency.reports.pictures.style import INK, SOFT, blank, printable, width_of

PAPER = 860.0
"""Width of a picture of maps."""
MARGIN, SHORTEST, TALLEST = 45.0, 320.0, 760.0
"""Paper about the ground of a map as wide as the paper, and the least and the most that such a map is tall."""
LAND, BORDER, FAINT = "#f1f1ee", "#8c8c87", "#b0b0ab"
FINEST = 1.0
"""Details of a boundary smaller than this on paper are not drawn."""


@dataclass(frozen=True)
class Frame:
    """Ground (metres of the National Grid) on a part of the paper, each west, south, east, north; at one scale."""

    ground: Box
    paper: Box

    @property
    def scale(self) -> float:
        """Paper for each metre."""
        return (self.paper[2] - self.paper[0]) / (self.ground[2] - self.ground[0])

    @property
    def tall(self) -> float:
        """How tall it is on paper."""
        return self.paper[3] - self.paper[1]

    def at(self, position: Point) -> Point:
        """Where a position is on paper."""
        west, south = self.ground[:2]
        return (
            self.paper[0] + (position[0] - west) * self.scale,
            self.paper[1] + (position[1] - south) * self.scale,
        )

    def holds(self, position: Point) -> bool:
        """Whether a position is in the ground."""
        return self.ground[0] <= position[0] <= self.ground[2] and self.ground[1] <= position[1] <= self.ground[3]


def filled(ground: Box, size: Size, margin: float = 0.0) -> Box:
    """The ground grown about its middle to the shape of ``size`` on paper, with a ``margin`` of paper on each side."""
    west, south, east, north = ground
    width, height = size[0] - 2 * margin, size[1] - 2 * margin
    metres = max((east - west) / width, (north - south) / height, 1.0 / max(width, height))
    across, up = (west + east) / 2, (south + north) / 2
    half_width, half_height = metres * size[0] / 2, metres * size[1] / 2
    return (across - half_width, up - half_height, across + half_width, up + half_height)


def height_of(ground: Box, width: float, margin: float, least: float, most: float) -> float:
    """How tall a picture of the ground of such a width is, margins included."""
    west, south, east, north = ground
    natural = (north - south) / max(east - west, 1.0) * (width - 2 * margin) + 2 * margin
    return min(max(natural, least), most)


def whole_map(ground: Box | None, above: float) -> Frame:
    """The frame of a map as wide as the paper, with so much paper above it.

    Raises
    ------
    ValueError
        When there is no ground, as without boundaries.
    """
    if ground is None:
        raise ValueError("a map needs boundaries")
    tall = height_of(ground, PAPER, MARGIN, SHORTEST, TALLEST)
    return Frame(filled(ground, (PAPER, tall), MARGIN), (0.0, -above - tall, PAPER, -above))


def sheet(width: float, height: float) -> tuple[Figure, Axes]:
    """An empty paper on which positions are hundredths of an inch from its upper left corner, below it negative."""
    figure, axes = blank(width, height, (0, 0, 0, 0))
    axes.set(xlim=(0, width), ylim=(-height, 0))
    axes.set_axis_off()
    return figure, axes


def draw_areas(
    axes: Axes, frame: Frame, shapes: Mapping[str, BaseGeometry], colours: Mapping[str, str], edge: str = BORDER
) -> None:
    """Draw the areas that are in the frame, each in its colour or else as land; what is outside is left out."""
    for area in sorted(shapes):
        path = path_of(frame, shapes[area])
        if path is not None:
            axes.add_artist(PathPatch(path, facecolor=colours.get(area, LAND), edgecolor=edge, linewidth=0.8, zorder=1))


def path_of(frame: Frame, shape: BaseGeometry) -> Path | None:
    """The outline of a shape on paper, without details too fine to see; None where none of it is in the frame."""
    inside = shapely.clip_by_rect(shapely.simplify(shape, FINEST / frame.scale), *frame.ground)
    paths = [
        Path([frame.at((x, y)) for x, y in shapely.get_coordinates(ring)], closed=True)
        for polygon in shapely.get_parts(inside)
        if polygon.geom_type == "Polygon"
        for ring in (polygon.exterior, *polygon.interiors)
    ]
    return Path.make_compound_path(*paths) if paths else None


def middle(shape: BaseGeometry) -> Point:
    """The middle of an area, or a point in it where its middle is not."""
    centre = shape.centroid
    inside = centre if shape.contains(centre) else shape.representative_point()
    return (float(inside.x), float(inside.y))


def line_of(size: float) -> float:
    """How tall a line of letters of a size (points) is, with what stands above and below them."""
    return size * 1.75


def write(axes: Axes, at: Point, words: str, size: float, colour: str = INK, **manner: str) -> None:
    """Write words, their middle at the height of ``at``; ``manner`` may be ``ha`` or ``fontweight``."""
    axes.text(*at, words, fontsize=size, color=colour, va="center", **manner)  # type: ignore[arg-type]


def chip(axes: Axes, box: Box) -> None:
    """A white ground for a label, so that it is read on any shade."""
    west, south, east, north = box
    ground = Rectangle((west, south), east - west, north - south, facecolor="#ffffff", edgecolor="none", alpha=0.88)
    ground.set_zorder(3)
    axes.add_artist(ground)


def lead(axes: Axes, point: Point, spot: Spot) -> None:
    """A dot at the point of a label, and the line from it where the label is not beside it."""
    axes.add_artist(Circle(point, 2.2, facecolor=INK, edgecolor="#ffffff", linewidth=0.6, zorder=4))
    if spot.leader is not None:
        line(axes, point, spot.leader[1])


def line(axes: Axes, one: Point, other: Point, colour: str = INK, width: float = 0.7, zorder: float = 2) -> None:
    """A line between two points; its width in points."""
    drawn = Line2D((one[0], other[0]), (one[1], other[1]), color=colour, linewidth=width, solid_capstyle="butt")
    drawn.set_zorder(zorder)
    axes.add_artist(drawn)


def frame_line(axes: Axes, box: Box, colour: str = SOFT, manner: str = "-") -> None:
    """The outline of a box."""
    west, south, east, north = box
    outline = Rectangle(
        (west, south), east - west, north - south, fill=False, edgecolor=colour, linewidth=0.8, ls=manner
    )
    axes.add_artist(outline)


def cut(words: str, most: float, size: float, weight: str = "normal") -> str:
    """Words that can be printed, cut with an ellipsis where they are wider than ``most``."""
    shown = printable(words)
    if width_of(shown, size, weight) <= most:
        return shown
    kept = int(len(shown) * most / width_of(shown, size, weight))
    while kept and width_of(f"{shown[:kept].rstrip()}…", size, weight) > most:
        kept -= 1
    return f"{shown[:kept].rstrip()}…"


def lines_of(words: str, most: float, size: float) -> list[str]:
    """Words in lines that are not wider than ``most``, broken between words; a longer word is cut."""
    lines: list[str] = []
    for word in printable(words).split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width_of(longer, size) <= most:
            lines[-1] = longer
        else:
            lines.append(cut(word, most, size))
    return lines
