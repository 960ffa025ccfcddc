"""The trade-off between cost and journeys, as a picture and as text: one point, or line, for each weight."""

from dataclasses import dataclass

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.path import Path
from matplotlib.transforms import Bbox

from sufficiency.harmless import visible
from sufficiency.reports.pictures.style import (
    BLUE,
    INK,
    ORANGE,
    SOFT,
    as_file,
    blank,
    extent,
    is_free,
    plain,
    short,
    styled,
    svg,
)
from sufficiency.reports.words import millions, whole
from sufficiency.studies.frontier import mean_years, unchanged
from sufficiency.tables.aligned import TextColumn, aligned
from sufficiency.tables.contracts import records

DESCRIPTION = "A line of points, one a weight on the mile: miles a learner across, cost a year upwards."
HEADINGS = (
    "£ a mile",
    "cost a year",
    "miles a learner",
    "minutes over",
    "learners over",
    "unmet",
    "unplaced",
    "above places",
)
MARK = 5.0
"""Half the width of the mark of a point."""
PLACES = tuple(
    ((across, up), (side, height))
    for up, height in ((9, "bottom"), (-9, "top"), (26, "bottom"), (-26, "top"))
    for across, side in ((0, "left"), (0, "right"), (14, "left"), (-14, "right"))
)
"""Where a label may stand beside its point: points across and up, and how it is aligned there."""


@dataclass(frozen=True)
class Point:
    """One weight: pounds a mile, miles a learner, cost in millions, and whether it is the scenario's own."""

    weight: float
    miles: float
    cost: float
    own: bool

    @property
    def label(self) -> str:
        """What is written at the point."""
        return f"£{self.weight:,g} a mile" + (" (the scenario)" if self.own else "")


def points_of(table: pd.DataFrame) -> tuple[Point, ...]:
    """The mean year of each weight in which anybody has a place."""
    rows = mean_years(table).dropna(subset=["miles_each"])
    figures = zip(rows["mile_weight_gbp"], rows["miles_each"], rows["cost_gbp"], rows["own"], strict=True)
    return tuple(Point(float(weight), float(miles), cost / 1e6, own == "yes") for weight, miles, cost, own in figures)


def frontier_picture(table: pd.DataFrame, title: str, unexplained: str = "") -> str:
    """Draw cost a year against one-way miles a learner, the scenario's own weight marked; an SVG with its text.

    The description holds every point, for those who do not see the picture and for labels that found no room.
    ``unexplained`` is a line about the pounds, which stands under the picture too.
    """
    points = points_of(table)
    each = ", ".join(f"{point.label}: {point.miles:.2f} miles, {millions(point.cost * 1e6)}" for point in points)
    with styled():
        words = f"{DESCRIPTION} {each}. {unexplained}".rstrip()
        return as_file(svg(frontier_figure(points, unexplained), "frontier", title, words))


def frontier_figure(points: tuple[Point, ...], note: str = "") -> Figure:
    """The points, the line through them, and their labels; ``note`` stands under them."""
    miles, cost = [point.miles for point in points], [point.cost for point in points]
    under = 22.0 if note else 0.0
    figure, axes = blank(760, 430 + under, (70, 40, 70 + under, 40))
    figure.text(0.02, 0.02, note, color=SOFT, fontsize=9)
    axes.plot(miles, cost, "o-", color=BLUE, linewidth=2, markersize=5)
    plain(axes, "Cost a year, £ million: top-ups, fees and transport", from_zero=False, write=short)
    wide, high = max(max(miles) - min(miles), 0.05), max(max(cost) - min(cost), 0.5)
    axes.set_xlim(min(miles) - 0.2 * wide, max(miles) + 0.2 * wide)
    axes.set_ylim(min(cost) - 0.25 * high, max(cost) + 0.25 * high)
    axes.set_xlabel("One-way miles a learner, mean of the years ahead", color=SOFT)
    _label(axes, points)
    return figure


def _label(axes: Axes, points: tuple[Point, ...]) -> None:
    """Label each point where there is room beside it, the scenario's first; one that finds none is left out."""
    marks = axes.transData.transform([(point.miles, point.cost) for point in points])
    line = Path(marks)
    taken = [Bbox.from_extents(x - MARK, y - MARK, x + MARK, y + MARK) for x, y in marks]
    for point in sorted(points, key=lambda point: (not point.own, point.weight)):
        if point.own:
            axes.plot([point.miles], [point.cost], "o", color=ORANGE, markersize=10)
        for (across, up), (side, height) in PLACES:
            label = axes.annotate(
                point.label,
                (point.miles, point.cost),
                (across, up),
                textcoords="offset points",
                color=ORANGE if point.own else INK,
                ha=side,
                va=height,
            )
            box = extent(label)
            if is_free(box, taken, axes.bbox) and not line.intersects_bbox(box, filled=False):
                taken.append(box)
                break
            label.remove()


def in_words(table: pd.DataFrame, title: str, unexplained: str = "") -> str:
    """The mean year of each weight, one a line: the same as the picture in words."""
    rows = [
        (
            f"{row['mile_weight_gbp']:,g}{' *' if row['own'] == 'yes' else ''}",
            millions(row["cost_gbp"]),
            "" if pd.isna(row["miles_each"]) else f"{row['miles_each']:.2f}",
            whole(row["minutes_over"]),
            whole(row["learners_over"]),
            whole(row["unmet"]),
            whole(row["unplaced"]),
            whole(row["above_places"]),
        )
        for row in records(mean_years(table))
    ]
    lines = [
        f"{title}: what a shorter journey costs, mean of the years ahead",
        "",
        *aligned([TextColumn(heading, right=True) for heading in HEADINGS], rows, gap="  "),
        "",
        "* the scenario's own weight. Over: beyond 45 minutes one way to the end of primary age and 75 after it, the",
        "market left out, as nobody knows its journeys. Cost: top-ups, fees and transport, in prices of the base year.",
        *([unexplained] if unexplained else []),
        *(f"£{other:,g} a mile changes nothing against £{one:,g}." for one, other in unchanged(table)),
    ]
    return visible("\n".join(lines) + "\n")
