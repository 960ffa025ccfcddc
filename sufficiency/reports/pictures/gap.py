"""The picture of places missing by academic year, as the sum of their parts."""

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sufficiency.reports.pictures.style import INK, ORANGE, PALE_ORANGE, SOFT, blank, label_ends, plain, styled, svg
from sufficiency.reports.summary.values import Balance
from sufficiency.reports.words import whole

COLOURS = (INK, ORANGE, PALE_ORANGE)
LABELS = ("Above places", "INMSS for want of a place", "Unmet in mainstream")
"""Parts of the gap from the foot of a bar to its top, in the order of ``Missing.parts``."""
OUTLINE = 0.7
APART = 0.08
"""Distance of the labels of parts, as a share of the height of the axes."""


def gap_chart(rows: tuple[Balance, ...], title: str, description: str) -> str:
    """Draw places missing in each academic year; ``rows`` are of the whole authority, a year each."""
    with styled():
        return svg(gap_figure(rows), "gap", title, description)


def gap_figure(rows: tuple[Balance, ...]) -> Figure:
    """A bar a year, made of its parts, with its total and a line for the range of the total."""
    figure, axes = blank(860, 360, (65, 272, 40, 35))
    for place, row in enumerate(rows):
        _bar(axes, place, row)
    plain(axes, "Places missing")
    top = max([1.0, *(max(row.gap.central, row.gap.high or 0.0) for row in rows)])
    axes.set_ylim(0, 1.12 * top)
    axes.set_xticks(range(0, len(rows), 2), [row.academic_year for row in rows[::2]])
    axes.set_xlim(-0.6, len(rows) - 0.4)
    _name_parts(axes, rows[-1], len(rows) - 0.55, 1.12 * top * APART)
    return figure


def _bar(axes: Axes, place: int, row: Balance) -> None:
    foot = 0.0
    for part, colour in zip(row.missing.parts, COLOURS, strict=True):
        axes.bar([place], [part], bottom=foot, width=0.66, color=colour, edgecolor=INK, linewidth=OUTLINE)
        foot += part
    if row.gap.low is not None and row.gap.high is not None:
        axes.plot([place, place], [row.gap.low, row.gap.high], color=SOFT, linewidth=1.4)
    label = axes.annotate(whole(row.gap.central), (place, foot), (0, 5), textcoords="offset points", ha="center")
    label.set(fontsize=10, bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.5})


def _name_parts(axes: Axes, last: Balance, x: float, least: float) -> None:
    """Write beside the last bar what each part of it is, and how much."""
    ends, foot = [], 0.0
    for part, words in zip(last.missing.parts, LABELS, strict=True):
        ends.append((x, foot + part / 2, f"{words} {whole(part)}", INK))
        foot += part
    label_ends(axes, ends, least)
