"""The mark of a school: its shape and colour say the kind, its area the places, its filling how full it is.

Of an independent or non-maintained school the area is the authority's learners there: it has no places of its own.
"""

import math

from matplotlib.axes import Axes
from matplotlib.patches import Circle, Patch, Polygon, Rectangle

from models.vocabulary import Provision
from sufficiency.reports.pictures.atlas.placing import Box, Point
from sufficiency.reports.pictures.style import BLUE, INK, ORANGE, PALE_BLUE, PALE_ORANGE, SOFT
from sufficiency.reports.summary.maps.values import FAR_OVER, OVER, SchoolPoint

PAPER_A_PLACE = 1.9
"""Area of a mark for each place, in squared hundredths of an inch."""
SMALLEST, RING = 2.0, 2.8
"""The least radius that can be seen, and how far a ring is outside its mark."""
PALE_GREY = "#e4e4e1"
COLOURS: dict[str, tuple[str, str]] = {
    str(Provision.STATE_SPECIAL): (BLUE, PALE_BLUE),
    str(Provision.SPECIALIST_BASE): (ORANGE, PALE_ORANGE),
}
"""Strong and pale colour of a kind; every other kind is grey."""
OTHER = (SOFT, PALE_GREY)
CIRCLE, SQUARE, DIAMOND = "circle", "square", "diamond"
SHAPES = {str(Provision.STATE_SPECIAL): CIRCLE, str(Provision.SPECIALIST_BASE): SQUARE}


def radius(places: float) -> float:
    """Radius of the circle whose area is that of the mark for so many places."""
    return max(math.sqrt(PAPER_A_PLACE * places / math.pi), SMALLEST)


def reach(school: SchoolPoint) -> float:
    """How far the mark of a school extends, its ring included."""
    ringed = RING + 1.0 if fullness(school.per_cent) == RINGED else 0.0
    return _half(SHAPES.get(school.kind, DIAMOND), radius(school.size)) + ringed + 0.5


def box_about(at: Point, half: float) -> Box:
    """The square about a point."""
    return (at[0] - half, at[1] - half, at[0] + half, at[1] + half)


PALE, STRONG, RINGED = "pale", "strong", "ringed"


def fullness(per_cent: int | None) -> str:
    """How a mark is filled: pale to 100%, strong above, with a ring above 110%."""
    if per_cent is None or per_cent <= OVER:
        return PALE
    return STRONG if per_cent <= FAR_OVER else RINGED


def draw_school(axes: Axes, at: Point, school: SchoolPoint) -> None:
    """Draw the mark of a school."""
    draw_mark(axes, at, school.kind, school.size, fullness(school.per_cent))


def draw_mark(axes: Axes, at: Point, kind: str, places: float, filling: str) -> None:
    """Draw a mark of a kind for so many places."""
    strong, pale = COLOURS.get(kind, OTHER)
    shape, size = SHAPES.get(kind, DIAMOND), radius(places)
    face, edge = (pale, strong) if filling == PALE else (strong, "#ffffff")
    axes.add_artist(_patch(shape, at, size, face, edge))
    if filling == RINGED:
        axes.add_artist(_patch(shape, at, size + RING, "none", INK))


def _patch(shape: str, at: Point, size: float, face: str, edge: str) -> Patch:
    half, (x, y) = _half(shape, size), at
    if shape == CIRCLE:
        patch: Patch = Circle(at, size)
    elif shape == SQUARE:
        patch = Rectangle((x - half, y - half), 2 * half, 2 * half)
    else:
        patch = Polygon([(x - half, y), (x, y - half), (x + half, y), (x, y + half)])
    patch.set(facecolor=face, edgecolor=edge, linewidth=1.0, zorder=4)
    return patch


def _half(shape: str, size: float) -> float:
    """How far a mark of a shape extends that is as large as a circle of the radius ``size``."""
    if shape == CIRCLE:
        return size
    return size * math.sqrt(math.pi) / 2 if shape == SQUARE else size * math.sqrt(math.pi / 2)
