"""The picture of what one more place saves in a year where the most are missing, its funding paid."""

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sufficiency.reports.pictures.style import BLUE, INK, ORANGE, RULE, SOFT, blank, printable, styled, svg, width_of
from sufficiency.reports.summary.values import PlaceValue
from sufficiency.reports.words import PHASE_NAMES, need_name, percent, pounds
from sufficiency.tables.contracts import ALL

ROW, HEAD, FOOT = 30.0, 44.0, 12.0
"""Heights in hundredths of an inch: of a row of one line, and of what stands above and below the rows."""
WIDTH, NARROWEST = 860.0, 260.0
"""Width of the picture, which long names widen, and the least of the part in which figures are drawn."""
SIDE = 26.0
"""Width beside the names, and beside the figures, in hundredths of an inch."""
SPARE = 1.04
"""Letters may be a little wider where a picture is shown than where it is measured."""
ROOM = 0.06
"""Part of the drawn width that stays free at either side."""


def worth_chart(values: tuple[PlaceValue, ...], title: str, description: str) -> str:
    """Draw what one more place saves, a row each, left of the line where it costs more than it saves."""
    with styled():
        return svg(worth_figure(values), "place-worth", title, description)


def worth_figure(values: tuple[PlaceValue, ...]) -> Figure:
    """A dot a row with its range, its place on the left, its figure and break-even on the right."""
    names, figures = [_place(value) for value in values], [_figure(value) for value in values]
    left, right = (SIDE + SPARE * max(map(width_of, words)) for words in (names, figures))
    tall = ROW * max(1 + name.count("\n") / 2 for name in names) * len(values)
    width = max(WIDTH, left + NARROWEST + right)
    figure, axes = blank(width, HEAD + tall + FOOT, (left, right, FOOT, HEAD))
    for row, value in enumerate(values):
        _draw(axes, row, value)
        axes.annotate(figures[row], (1, row), (8, 0), ("axes fraction", "data"), "offset points", va="center")
    axes.axvline(0, color=INK, linewidth=1)
    axes.set_ylim(len(values) - 0.5, -0.5)
    axes.set_yticks(range(len(values)), names)
    axes.tick_params(length=0, pad=8, labelcolor=INK)
    axes.set_xticks([])
    axes.spines[["top", "right", "bottom", "left"]].set_visible(False)
    axes.set_xlim(*_limits(values))
    _head(axes)
    return figure


def _draw(axes: Axes, row: int, value: PlaceValue) -> None:
    net, colour = value.net, BLUE if value.net.central >= 0 else ORANGE
    axes.axhline(row, color=RULE, linewidth=0.8, zorder=0)
    if net.low is not None and net.high is not None:
        axes.plot([net.low, net.high], [row, row], color=colour, linewidth=3, alpha=0.45, solid_capstyle="butt")
    axes.plot([net.central], [row], "o", color=colour, markersize=7)


def _head(axes: Axes) -> None:
    """Say on which side of the line a place pays for itself."""
    low, high = axes.get_xlim()
    sides = ((low / 2, "costs more", low), (high / 2, "saves more", high))
    for at, words, end in sides:
        if abs(end) >= (high - low) / 3:
            axes.annotate(words, (at, 1), (0, 8), ("data", "axes fraction"), "offset points", ha="center", color=SOFT)


def _limits(values: tuple[PlaceValue, ...]) -> tuple[float, float]:
    """Ends of the axis: every figure and range, and the line at nothing, with some room."""
    nets = [value.net for value in values]
    every = [0.0, *(end for net in nets for end in (net.central, net.low, net.high) if end is not None)]
    room = ROOM * max(max(every) - min(every), 1.0)
    return min(every) - room, max(every) + room


def _place(value: PlaceValue) -> str:
    where = f"{PHASE_NAMES[value.phase]}, {printable(value.area_name)}"
    return where if value.need == ALL else f"{need_name(value.need)}\n{where}"


def _figure(value: PlaceValue) -> str:
    even = "" if value.break_even is None else f"; breaks even at {percent(value.break_even)}"
    return f"{pounds(value.net.central)} a year{even}"
