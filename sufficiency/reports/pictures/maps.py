"""The map of a report: areas shaded by places missing, with labels at the sides. It needs no tiles and no network."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

import geopandas as gpd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, to_hex
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke
from shapely.geometry.base import BaseGeometry

from sufficiency.reports.pictures.style import INK, apart, blank, printable, styled, svg, width_of
from sufficiency.reports.summary.estimate import Estimate
from sufficiency.reports.summary.values import Summary
from sufficiency.reports.words import with_span

SHADES = LinearSegmentedColormap.from_list("missing", ["#fdf1e7", "#f3b88a", "#b34700"])
"""From none to most places missing: one hue, growing darker."""
SPARE = "#cfe0ec"
NONE = "#efefec"
EDGE = "#ffffff"
WIDTH, MAP_WIDTH, TALLEST = 860.0, 430.0, 560.0
"""Hundredths of an inch: the picture, which long labels widen, the map within it, and the height that none exceeds."""
LINE_HEIGHT = 22.0
"""Height of a line of a label, with its part of the room about the label."""

Point = tuple[float, float]


@dataclass(frozen=True)
class _Label:
    """The lines of a label, and the point in the area to which its line leads."""

    lines: tuple[str, ...]
    point: Point


def gap_map(summary: Summary, boundaries: Mapping[str, BaseGeometry], title: str, description: str) -> str:
    """Draw the shapes of the areas, on the British National Grid, shaded by places missing in the focus year."""
    with styled():
        return svg(map_figure(summary, boundaries), "map", title, description)


def map_figure(summary: Summary, boundaries: Mapping[str, BaseGeometry]) -> Figure:
    """The shaded areas, and their labels in two columns beside them."""
    codes = sorted(boundaries)
    areas = gpd.GeoDataFrame({"area": codes}, geometry=[boundaries[code] for code in codes])
    gaps = {row.area: row.gap for row in summary.by_area}
    names = dict(summary.area_names)
    largest = max((gap.central for gap in gaps.values()), default=0.0)
    points = [(point.x, point.y) for point in areas.representative_point()]
    labels = [_label(names.get(code, code), gaps.get(code), at) for code, at in zip(codes, points, strict=True)]
    tall = LINE_HEIGHT * max(len(label.lines) for label in labels)
    west, south, east, north = areas.total_bounds
    scale = max((east - west) / MAP_WIDTH, (north - south) / TALLEST)
    height = max((north - south) / scale, tall * ((len(labels) + 1) // 2)) + 2 * tall
    beside = max(width_of(line) for label in labels for line in label.lines) + 1.5 * LINE_HEIGHT
    width = max(WIDTH, MAP_WIDTH + 2 * beside)
    figure, axes = blank(width, height, (0, 0, 0, 0))
    areas.plot(ax=axes, color=[shade(gaps.get(code), largest) for code in codes], edgecolor=EDGE, linewidth=1.2)
    across, up = (west + east) / 2, (south + north) / 2
    axes.set(xlim=(across - width / 2 * scale, across + width / 2 * scale))
    axes.set(ylim=(up - height / 2 * scale, up + height / 2 * scale))
    axes.set_axis_off()
    _write_labels(axes, labels, areas.total_bounds, (tall * scale, LINE_HEIGHT * scale))
    return figure


def shade(gap: Estimate | None, largest: float) -> str:
    """Return the colour of an area that lacks ``gap`` places where the worst lacks ``largest``."""
    if gap is None:
        return NONE
    return SPARE if gap.central <= 0 else to_hex(SHADES(gap.central / largest))


def _label(name: str, gap: Estimate | None, point: Point) -> _Label:
    return _Label((printable(name), *([] if gap is None else [with_span(gap)])), point)


def _write_labels(
    axes: Axes, labels: list[_Label], bounds: tuple[float, float, float, float], heights: tuple[float, float]
) -> None:
    """Write the labels in two columns, west and east of the map, each with a thin line to its area.

    ``heights`` are those of a label and of one of its lines, in metres of the map.
    """
    west, _, east, _ = bounds
    tall, line = heights
    by_x = sorted(labels, key=lambda label: label.point)
    half = len(by_x) // 2
    sides = ((by_x[:half], west - line, -line / 4, "right"), (by_x[half:], east + line, line / 4, "left"))
    for column, edge, gap, align in sides:
        for label, y in zip(column, column_heights([label.point for label in column], edge, tall), strict=True):
            x_and_y = zip(label.point, (edge, y), strict=True)
            axes.plot(*x_and_y, color=INK, linewidth=0.7, path_effects=[withStroke(linewidth=2.2, foreground=EDGE)])
            axes.plot(*label.point, "o", color=INK, markersize=3, markeredgecolor=EDGE, markeredgewidth=0.7)
            for place, words in enumerate(label.lines):  # one text a line: each is aligned in whatever font there is
                below = (place - (len(label.lines) - 1) / 2) * line * 0.85
                axes.text(edge + gap, y - below, words, ha=align, va="center")


def column_heights(points: list[Point], edge: float, line: float) -> list[float]:
    """Return the heights of labels at ``x = edge``, ``line`` apart or more, so that no two of their lines cross."""
    spread = sorted(apart([y for _, y in points], line))
    shift = sum(spread) / len(spread) - sum(y for _, y in points) / len(points) if points else 0.0
    heights = [0.0] * len(points)
    for slot, index in enumerate(sorted(range(len(points)), key=lambda index: points[index][1])):
        heights[index] = spread[slot] - shift
    pairs = list(combinations(range(len(points)), 2))
    for one, other in pairs * len(points):
        if _cross(points[one], heights[one], points[other], heights[other], edge):
            heights[one], heights[other] = heights[other], heights[one]
    return heights


def _cross(one: Point, one_height: float, other: Point, other_height: float, edge: float) -> bool:
    """Whether the lines from two points to their labels at ``x = edge`` cross: then swapping shortens both."""
    near, near_height, far, far_height = one, one_height, other, other_height
    if abs(edge - one[0]) > abs(edge - other[0]):
        near, near_height, far, far_height = other, other_height, one, one_height
    along = (near[0] - far[0]) / (edge - far[0])
    passing = far[1] + along * (far_height - far[1])
    return (near[1] - passing) * (near_height - far_height) < 0
