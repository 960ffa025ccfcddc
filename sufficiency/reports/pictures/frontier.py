"""The trade-off between cost and journeys, as a picture and as text: one point, or line, for each weight."""

from dataclasses import dataclass

import pandas as pd
from matplotlib.axes import Axes

from sufficiency.harmless import visible
from sufficiency.reports.pictures.style import BLUE, INK, ORANGE, SOFT, blank, plain, styled, svg
from sufficiency.reports.words import millions, whole
from sufficiency.studies.frontier import mean_years
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
LABEL_WIDTH, LABEL_HEIGHT = 0.21, 0.09
"""Room of a label, as shares of the picture."""


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


def frontier_picture(table: pd.DataFrame, title: str) -> str:
    """Draw cost a year against one-way miles a learner, the scenario's own weight marked; an SVG with its text.

    The description holds every point, for those who do not see the picture and for labels that found no room.
    """
    points = points_of(table)
    miles, cost = [point.miles for point in points], [point.cost for point in points]
    with styled():
        figure, axes = blank(760, 430, (70, 40, 70, 40))
        axes.plot(miles, cost, "o-", color=BLUE, linewidth=2, markersize=5)
        plain(axes, "Cost a year, £ million: top-ups, fees and transport", write="{:,.1f}".format)
        wide, high = max(max(miles) - min(miles), 0.05), max(max(cost) - min(cost), 0.5)
        axes.set_xlim(min(miles) - 0.08 * wide, max(miles) + 0.08 * wide)
        axes.set_ylim(min(cost) - 0.25 * high, max(cost) + 0.25 * high)
        axes.set_xlabel("One-way miles a learner, mean of the years ahead", color=SOFT)
        _label(axes, points)
        each = ", ".join(f"{point.label}: {point.miles:.2f} miles, {millions(point.cost * 1e6)}" for point in points)
        return svg(figure, "frontier", title, f"{DESCRIPTION} {each}.") + "\n"


def _label(axes: Axes, points: tuple[Point, ...]) -> None:
    """Label the scenario's point below, and every other above that finds room."""
    (left, end), (bottom, top) = axes.get_xlim(), axes.get_ylim()
    wide, high = end - left, top - bottom
    right = end - LABEL_WIDTH * wide
    labelled: list[Point] = []
    for point in sorted(points, key=lambda point: (not point.own, point.weight)):
        if any(
            abs(point.miles - other.miles) < LABEL_WIDTH * wide and abs(point.cost - other.cost) < LABEL_HEIGHT * high
            for other in labelled
            if not other.own
        ):
            continue
        colour, down = (ORANGE, -18) if point.own else (INK, 9)
        if point.own:
            axes.plot([point.miles], [point.cost], "o", color=ORANGE, markersize=10)
        side = "right" if point.miles > right else "left"
        axes.annotate(
            point.label, (point.miles, point.cost), (0, down), textcoords="offset points", color=colour, ha=side
        )
        labelled.append(point)


def in_words(table: pd.DataFrame, title: str) -> str:
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
        *aligned([TextColumn(heading, 16, right=True) for heading in HEADINGS], rows),
        "",
        "* the scenario's own weight. Minutes over: of all learners, one way, beyond 45 minutes to the end of",
        "primary age and 75 after it. Cost: top-ups, fees and transport, in prices of the base year.",
    ]
    return visible("\n".join(lines) + "\n")
