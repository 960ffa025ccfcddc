"""The map of a report: areas shaded by places missing, with labels at the sides. It needs no tiles and no network."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

import geopandas as gpd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, to_hex
from matplotlib.patheffects import withStroke
from shapely.geometry.base import BaseGeometry

from sufficiency.reports.pictures.style import INK, apart, blank, printable, styled, svg
from sufficiency.reports.summary.values import Estimate, Summary
from sufficiency.reports.words import with_span

SHADES = LinearSegmentedColormap.from_list("missing", ["#fdf1e7", "#f3b88a", "#b34700"])
"""From none to most places missing: one hue, growing darker."""
SPARE = "#cfe0ec"
NONE = "#efefec"
EDGE = "#ffffff"
WIDTH, MAP_WIDTH, TALLEST = 860.0, 430.0, 560.0
"""Hundredths of an inch: the picture, the map within it, and the height that no map exceeds."""
LINE_HEIGHT = 44.0
"""Height of a label of two lines, with the room about it."""

Point = tuple[float, float]


@dataclass(frozen=True)
class _Label:
    """The words of a label, and the point in the area to which its line leads."""

    words: str
    point: Point


def gap_map(summary: Summary, boundaries: Mapping[str, BaseGeometry], title: str, description: str) -> str:
    """Draw the shapes of the areas, on the British National Grid, shaded by places missing in the focus year."""
    codes = sorted(boundaries)
    areas = gpd.GeoDataFrame({"area": codes}, geometry=[boundaries[code] for code in codes])
    gaps = {row.area: row.gap for row in summary.by_area}
    names = dict(summary.area_names)
    largest = max((gap.central for gap in gaps.values()), default=0.0)
    west, south, east, north = areas.total_bounds
    scale = max((east - west) / MAP_WIDTH, (north - south) / TALLEST)
    with styled():
        figure, axes = blank(WIDTH, (north - south) / scale + 2 * LINE_HEIGHT, (0, 0, LINE_HEIGHT, LINE_HEIGHT))
        colours = [shade(gaps.get(area), largest) for area in areas["area"]]
        areas.plot(ax=axes, color=colours, edgecolor=EDGE, linewidth=1.2)
        points = [(point.x, point.y) for point in areas.representative_point()]
        labels = [
            _label(names.get(area, area), gaps.get(area), at) for area, at in zip(areas["area"], points, strict=True)
        ]
        middle = (west + east) / 2
        axes.set(xlim=(middle - WIDTH / 2 * scale, middle + WIDTH / 2 * scale), ylim=(south, north))
        axes.set_axis_off()
        _write_labels(axes, labels, areas.total_bounds, LINE_HEIGHT * scale)
        return svg(figure, "map", title, description)


def shade(gap: Estimate | None, largest: float) -> str:
    """Return the colour of an area that lacks ``gap`` places where the worst lacks ``largest``."""
    if gap is None:
        return NONE
    return SPARE if gap.central <= 0 else to_hex(SHADES(gap.central / largest))


def _label(name: str, gap: Estimate | None, point: Point) -> _Label:
    return _Label(printable(name) if gap is None else f"{printable(name)}\n{with_span(gap)}", point)


def _write_labels(axes: Axes, labels: list[_Label], bounds: tuple[float, float, float, float], line: float) -> None:
    """Write the labels in two columns, west and east of the map, each with a thin line to its area."""
    west, _, east, _ = bounds
    by_x = sorted(labels, key=lambda label: label.point)
    half = len(by_x) // 2
    sides = ((by_x[:half], west - line / 2, -line / 8, "right"), (by_x[half:], east + line / 2, line / 8, "left"))
    for column, edge, gap, align in sides:
        for label, y in zip(column, column_heights([label.point for label in column], edge, line), strict=True):
            x_and_y = zip(label.point, (edge, y), strict=True)
            axes.plot(*x_and_y, color=INK, linewidth=0.7, path_effects=[withStroke(linewidth=2.2, foreground=EDGE)])
            axes.plot(*label.point, "o", color=INK, markersize=3, markeredgecolor=EDGE, markeredgewidth=0.7)
            axes.text(edge + gap, y, label.words, ha=align, va="center")


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
