"""The key of the map of schools."""

from collections.abc import Callable
from functools import partial

from matplotlib.axes import Axes

from models.vocabulary import Provision
from sufficiency.reports.pictures.atlas.ground import PAPER, write
from sufficiency.reports.pictures.atlas.placing import Point
from sufficiency.reports.pictures.atlas.school_marks import PALE, RINGED, STRONG, draw_mark, radius
from sufficiency.reports.pictures.style import SOFT, width_of
from sufficiency.reports.summary.maps.points import FEWEST
from sufficiency.reports.summary.maps.values import FAR_OVER, OVER, MapsShown

LETTERS = 8.0
ROW = 25.0
SIZES = (50, 150, 300)
SPECIAL, BASE, INDEPENDENT = (
    str(kind) for kind in (Provision.STATE_SPECIAL, Provision.SPECIALIST_BASE, Provision.INDEPENDENT_SPECIAL)
)
KINDS = (
    (SPECIAL, "State special school"),
    (BASE, "Specialist base, or bases that stand together"),
    (INDEPENDENT, f"Independent or non-maintained school with {FEWEST} learners or more"),
)
FILLINGS = (
    (PALE, f"full to {OVER}% or less"),
    (STRONG, f"above {OVER}% of its places"),
    (RINGED, f"above {FAR_OVER}%"),
)
NOTE = 17.0
KEY = 2 * ROW + 2 * NOTE + 8.0
"""Height of the key."""

Entry = tuple[Callable[[Axes, Point], None], float, str]
"""What draws the mark of an entry, the radius that it takes, and its words."""


def draw_key(axes: Axes, shown: MapsShown) -> None:
    """Three rows at the top of the paper: kinds, fillings and sizes, and what stands in the list."""
    _row(axes, 0, [(partial(_mark, kind=kind), 6.0, words) for kind, words in KINDS])
    _row(axes, 1, [(partial(_mark, filling=filling), 8.0, words) for filling, words in FILLINGS])
    sizes: list[Entry] = [
        (partial(_mark, places=places), radius(places), f"{places} places" if places == SIZES[0] else str(places))
        for places in SIZES
    ]
    _row(axes, 1, sizes, 470.0)
    for row, words in enumerate(
        (
            f"Figures of {shown.academic_year}; new, more and fewer are against {shown.base_year}.",
            "A number stands for a school of the list below. Marks that would cover others stand beside them.",
        )
    ):
        write(axes, (0, -2 * ROW - NOTE * (row + 0.5)), words, LETTERS, SOFT)


def _mark(axes: Axes, at: Point, kind: str = SPECIAL, places: float = 50.0, filling: str = PALE) -> None:
    draw_mark(axes, at, kind, places, filling)


def _row(axes: Axes, row: int, entries: list[Entry], x: float = 4.0) -> None:
    """Entries one after the other, each as wide as its mark and words."""
    y = -ROW * (row + 0.5)
    for draw, half, words in entries:
        draw(axes, (x + half, y))
        write(axes, (x + 2 * half + 7, y), words, LETTERS, SOFT)
        x += 2 * half + width_of(words, LETTERS) + 24
    if x > PAPER + 24:
        raise AssertionError("the key is wider than the paper")
