"""Small multiples: a small line picture for each of many groups, named above, with its figure where its line ends.

Everything stands on one pair of axes whose unit is a hundredth of an inch, so that many panels are drawn quickly and
every label has a place of its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from sufficiency.reports.pictures.style import (
    BLUE,
    INK,
    LETTERS,
    PALE_BLUE,
    RULE,
    SOFT,
    blank,
    printable,
    styled,
    svg,
    width_of,
)
from sufficiency.reports.summary.estimate import Estimate
from sufficiency.reports.words import span, whole

MOST_PANELS = 16
WIDTH, LEFT, RIGHT, GAP = 820.0, 56.0, 4.0, 14.0
COLUMNS, PLOT, LINE, BELOW, YEARS, NOTE = 3, 84.0, 18.0, 16.0, 24.0, 30.0
"""Columns; heights of a plot, of a line of a name, of what is left below a row, of the years and of the note."""
SMALL = 9.5
ONE_SCALE = 1 / 3
"""Rows share one scale where the largest figure of each is a third of the largest of all, or more."""


@dataclass(frozen=True)
class PlansPanel:
    """One group: ``counted`` are published plans before the base census, ``forecast`` starts with that census.

    ``published`` says whether the figure of the base census is a count, which has a dot, or an estimate.
    """

    name: str
    counted: tuple[tuple[int, float], ...]
    forecast: tuple[tuple[int, Estimate], ...]
    published: bool = True

    @property
    def top(self) -> float:
        """The largest figure that is drawn."""
        ends = (value for _, one in self.forecast for value in (one.central, one.high) if value is not None)
        return max(1.0, *ends, *(plans for _, plans in self.counted))


@dataclass(frozen=True)
class PanelRoom:
    """Where one panel is drawn: from ``left`` to ``right`` the years ``first`` to ``last``, up from ``floor``."""

    left: float
    right: float
    floor: float
    first: int
    last: int
    top: float

    def across(self, year: int) -> float:
        """Place of a January along the picture."""
        return self.left + (year - self.first) / max(1, self.last - self.first) * (self.right - self.left)

    def up(self, plans: float) -> float:
        """Height of so many plans."""
        return self.floor + plans / self.top * PLOT


def panels_chart(name: str, panels: Sequence[PlansPanel], title: str, description: str) -> str:
    """Draw a panel for each of 1 to 16 groups, three a row."""
    with styled():
        return svg(panels_figure(panels), name, title, description)


def tops_of(panels: Sequence[PlansPanel]) -> list[float]:
    """The largest figure of each row's axis: one for all rows, or its own where the rows differ much."""
    tops = [max(panel.top for panel in row) for row in _rows(panels)]
    return [max(tops)] * len(tops) if min(tops) >= ONE_SCALE * max(tops) else tops


def scale_sentence(panels: Sequence[PlansPanel]) -> str:
    """Say how the panels may be compared."""
    if len(panels) == 1:
        return "The axis starts at zero."
    if len({*tops_of(panels)}) == 1:
        return "All panels share one scale, which starts at zero."
    return "Each row has a scale of its own, which its panels share; every scale starts at zero."


def panels_figure(panels: Sequence[PlansPanel]) -> Figure:
    """Draw the panels, unsaved; in the context of ``styled``."""
    rows, tops = _rows(panels), tops_of(panels)
    cell = (WIDTH - LEFT - RIGHT) / min(COLUMNS, len(panels))
    titles = [[_wrapped(panel.name, cell - GAP) for panel in row] for row in rows]
    lines = [max(map(len, row)) for row in titles]
    height = NOTE + sum(PLOT + BELOW + LINE * many for many in lines) + YEARS * (1 + (len(panels) % COLUMNS > 0))
    figure, axes = blank(WIDTH, height, (0, 0, 0, 0))
    axes.set_axis_off()
    axes.set_xlim(0, WIDTH)
    axes.set_ylim(0, height)
    axes.text(0, height - 4, "Plans on census day", va="top", color=SOFT, fontsize=SMALL)
    before, after = _side_rooms(panels)
    years = min((*panel.counted, *panel.forecast)[0][0] for panel in panels), panels[0].forecast[-1][0]
    floor = height - NOTE
    for place, (row, top, many) in enumerate(zip(rows, tops, lines, strict=True)):
        floor -= LINE * many + PLOT
        beneath = len(rows[place + 1]) if place + 1 < len(rows) else 0
        for column, panel in enumerate(row):
            left = LEFT + column * cell
            room = PanelRoom(left + before, left + cell - GAP - after, floor, *years, top * 1.08)
            for line, words in enumerate(reversed(titles[place][column])):
                axes.text(left, floor + PLOT + 10 + LINE * line, words, fontweight="bold")
            _grid(axes, room, labelled=column == 0)
            _draw(axes, room, panel)
            if column >= beneath:
                _years(axes, room, panel)
        floor -= BELOW + (YEARS if beneath < len(row) else 0)
    return figure


def _rows(panels: Sequence[PlansPanel]) -> list[Sequence[PlansPanel]]:
    return [panels[start : start + COLUMNS] for start in range(0, len(panels), COLUMNS)]


def _side_rooms(panels: Sequence[PlansPanel]) -> tuple[float, float]:
    """Room before the lines for the figure that they start with, and after them for the last figure and its range."""
    before = max(0.0 if panel.counted else _small(whole(panel.forecast[0][1].central)) + 10 for panel in panels)
    after = max(
        max(_small(whole(panel.forecast[-1][1].central)), _small(span(panel.forecast[-1][1]))) for panel in panels
    )
    return max(14.0, before + 4), after + 8


def _small(words: str) -> float:
    return width_of(words) * SMALL / LETTERS


def _wrapped(name: str, width: float) -> list[str]:
    """A name as two lines at most, cut where it is longer."""
    left = printable(name).split() or [""]
    lines: list[str] = []
    while left and len(lines) < 2:
        taken = next((many for many in range(len(left), 1, -1) if _bold(" ".join(left[:many])) <= width), 1)
        lines.append(" ".join(left[:taken]))
        left = left[taken:]
    if left:
        lines[-1] = f"{lines[-1]} …"
    return [_cut(line, width) for line in lines]


def _bold(words: str) -> float:
    """How wide words are in bold type, at most."""
    return width_of(words) * 1.15


def _cut(line: str, width: float) -> str:
    if _bold(line) <= width:
        return line
    kept = next(many for many in range(len(line) - 1, -1, -1) if _bold(f"{line[:many]}…") <= width)
    return f"{line[:kept].rstrip(' …')}…"


def _grid(axes: Axes, room: PanelRoom, *, labelled: bool) -> None:
    ticks = [tick for tick in MaxNLocator(nbins=2, integer=True).tick_values(0, room.top) if 0 <= tick <= room.top]
    for tick in ticks:
        height = room.up(tick)
        axes.plot([room.left, room.right], [height] * 2, color=SOFT if tick == 0 else RULE, linewidth=0.8, zorder=1)
        if labelled:
            axes.text(LEFT - 8, height, whole(tick), va="center", ha="right", color=SOFT, fontsize=SMALL)


def _draw(axes: Axes, room: PanelRoom, panel: PlansPanel) -> None:
    years = [room.across(year) for year, _ in panel.forecast]
    low, high = (
        [
            room.up(one.central if bound is None else bound)
            for (_, one), bound in zip(panel.forecast, bounds, strict=True)
        ]
        for bounds in ([one.low for _, one in panel.forecast], [one.high for _, one in panel.forecast])
    )
    if low != high:
        axes.fill_between(years, low, high, color=PALE_BLUE, linewidth=0)
    axes.plot(years, [room.up(one.central) for _, one in panel.forecast], color=BLUE, linewidth=1.8)
    base_year, base = panel.forecast[0]
    counts = [(room.across(year), room.up(plans)) for year, plans in (*panel.counted, (base_year, base.central))]
    if panel.counted:
        axes.plot(*zip(*counts, strict=True), color=INK, linewidth=1.6)
    if panel.published:
        axes.plot(*zip(*counts, strict=True), "o", color=INK, markersize=2.6)
    _start_label(axes, counts, whole(base.central), room.floor)
    last_year, last = panel.forecast[-1]
    x, y, bounds = room.across(last_year) + 7, room.up(last.central), span(last)
    axes.text(
        x, y, whole(last.central), color=BLUE, fontsize=SMALL, fontweight="bold", va="bottom" if bounds else "center"
    )
    if bounds:
        axes.text(x, y - 1, bounds, color=SOFT, fontsize=SMALL, va="top")


def _start_label(axes: Axes, counts: list[tuple[float, float]], words: str, floor: float) -> None:
    """Write the figure of the base census: left of a line that starts there, else above what came before, or below."""
    x, y = counts[-1]
    if len(counts) == 1:
        axes.text(x - 6, y, words, color=INK, fontsize=SMALL, ha="right", va="center")
        return
    start = x - 6 - _small(words)
    near = max(height for place, height in counts if place >= start)
    below = near > y + 3 and y - 20 >= floor
    height, side = (y - 5, "top") if below else (near + 4, "bottom")
    axes.text(x - 3, height, words, color=INK, fontsize=SMALL, ha="right", va=side)


def _years(axes: Axes, room: PanelRoom, panel: PlansPanel) -> None:
    """Write the last January, the base census and the first, as far as they have room."""
    taken: list[tuple[float, float]] = []
    for year in dict.fromkeys((room.last, panel.forecast[0][0], room.first)):
        x, half = room.across(year), _small(str(year)) / 2
        if all(x + half + 4 <= low or x - half - 4 >= high for low, high in taken):
            axes.text(x, room.floor - 6, str(year), color=SOFT, fontsize=SMALL, ha="center", va="top")
            taken.append((x - half, x + half))
