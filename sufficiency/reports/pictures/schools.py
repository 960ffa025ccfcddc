"""Occupancy of every school by year: one small picture a school, all of one kind at one scale, several to a figure.

Everything is drawn in one axes whose unit is the point, so that eighty schools cost little more than one.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.figure import Figure

from sufficiency.reports.pictures.style import (
    BLUE,
    INK,
    ORANGE,
    PALE_BLUE,
    PALE_ORANGE,
    SOFT,
    blank,
    printable,
    styled,
    svg,
    width_of,
)
from sufficiency.reports.summary.schools.values import ABOVE, FULL_PERCENT, PlacesUsed, SchoolShown
from sufficiency.reports.words import occupancy, whole

COLUMNS, MOST_ROWS = 4, 8
"""Schools beside one another, and rows of them in one figure: more would not stand on a printed page."""
WIDTH = 620.0
"""Of a figure, in points; so is every length below."""
CELL = WIDTH / COLUMNS
BEFORE, AFTER, SPACE, FIGURES = 30.0, 42.0, 12.0, 8.5
"""Room for the figures at either end of a line, between two schools, and the size of small letters."""
NAME_SIZE, NAME_LINE, AREA_LINE, PANEL, FOOT, GAP = 9.0, 12.0, 12.0, 46.0, 14.0, 16.0
INSET = 5.0
"""Above and below the scale of a small picture, so that a figure at its edge touches no name."""
KEY_HEIGHT, HEADING = 30.0, 24.0
LEAST_TOP, MOST_BOTTOM, STEP = 120, 90, 10
"""The scale holds 90% to 120% at least, in whole tens."""
Point = tuple[float, float]


@dataclass(frozen=True)
class SchoolGroup:
    """Schools that stand together under a heading."""

    heading: str
    schools: tuple[SchoolShown, ...]


@dataclass(frozen=True)
class Scale:
    """The occupancies, in per cent, at foot and top of every small picture."""

    low: int
    high: int

    def height(self, share: float) -> float:
        """Return how far above the foot a share stands, in points."""
        return INSET + (PANEL - 2 * INSET) * (100 * share - self.low) / (self.high - self.low)


@dataclass(frozen=True)
class _Row:
    """One row of a figure: a heading, or schools; ``top`` is its distance from the top of the figure."""

    top: float
    heading: str
    schools: tuple[SchoolShown, ...]

    @property
    def lines(self) -> int:
        """Lines that the longest of its names takes."""
        return max((len(name_lines(school.name)) for school in self.schools), default=0)

    @property
    def above(self) -> float:
        """Height of names and areas above the panels."""
        areas = max((len(area_lines(school.area_name)) for school in self.schools), default=1)
        return NAME_LINE * self.lines + AREA_LINE * areas

    @property
    def height(self) -> float:
        return HEADING if self.heading else self.above + PANEL + FOOT + GAP


def scale_of(schools: Sequence[SchoolShown]) -> Scale:
    """Return the scale that holds every figure and range of the schools."""
    ends = [end for school in schools for _, low, high in _points(school.years) for end in (100 * low, 100 * high)]
    low, high = min([*ends, MOST_BOTTOM]), max([*ends, LEAST_TOP])
    return Scale(STEP * math.floor(low / STEP), STEP * math.ceil(high / STEP))


def schools_charts(name: str, groups: Sequence[SchoolGroup], words: tuple[str, str]) -> tuple[str, ...]:
    """Draw the schools of one kind, thirty-two to a figure at most; ``words`` are title and description."""
    with styled():
        figures = schools_figures(groups)
        return tuple(
            svg(figure, f"{name}-{at}", _numbered(words[0], at, len(figures)), words[1])
            for at, figure in enumerate(figures, start=1)
        )


def schools_figures(groups: Sequence[SchoolGroup]) -> list[Figure]:
    """Return the figures, to be saved in the style of pictures."""
    scale = scale_of([school for group in groups for school in group.schools])
    return [_figure(page, scale) for page in _pages(groups)]


def name_lines(name: str) -> tuple[str, ...]:
    """A name on one line or two, the second cut short with an ellipsis where it is longer."""
    return _two_lines(name, NAME_SIZE)


def area_lines(name: str) -> tuple[str, ...]:
    """The same of the name of an area, which is written smaller."""
    return _two_lines(name, FIGURES)


@cache
def _two_lines(name: str, size: float) -> tuple[str, ...]:
    room, words = CELL - SPACE, printable(name)
    if _width(words, size) <= room:
        return (words,)
    parts = words.split(" ")
    first = max((at for at in range(1, len(parts)) if _width(" ".join(parts[:at]), size) <= room), default=0)
    if first == 0:
        return (fitted(words, room, size),)
    return (" ".join(parts[:first]), fitted(" ".join(parts[first:]), room, size))


def fitted(words: str, room: float, size: float) -> str:
    """Return words cut short with an ellipsis where they are wider than the room, in points."""
    if _width(words, size) <= room:
        return words
    kept = len(words)
    while kept and _width(f"{words[:kept].rstrip()}…", size) > room:
        kept -= 1
    return f"{words[:kept].rstrip()}…"


def _width(words: str, size: float) -> float:
    """How wide words are, in points."""
    return 0.72 * width_of(words, size)


def _numbered(title: str, at: int, count: int) -> str:
    return title if count == 1 else f"{title} ({at} of {count})"


def _pages(groups: Sequence[SchoolGroup]) -> list[list[tuple[str, tuple[SchoolShown, ...]]]]:
    """Rows of each figure, filled evenly; a group that goes on in a second figure has its heading there too."""
    rows = [
        (group.heading, group.schools[start : start + COLUMNS])
        for group in groups
        for start in range(0, len(group.schools), COLUMNS)
    ]
    count = max(1, math.ceil(len(rows) / MOST_ROWS))
    each = math.ceil(len(rows) / count)
    return [rows[start : start + each] for start in range(0, len(rows), each)]


def _laid_out(page: list[tuple[str, tuple[SchoolShown, ...]]]) -> Iterator[_Row]:
    top, last = KEY_HEIGHT, ""
    for heading, schools in page:
        rows = [_Row(top, heading, ())] if heading and heading != last else []
        rows.append(_Row(top + sum(row.height for row in rows), "", schools))
        yield from rows
        top, last = rows[-1].top + rows[-1].height, heading


def _figure(page: list[tuple[str, tuple[SchoolShown, ...]]], scale: Scale) -> Figure:
    rows = list(_laid_out(page))
    height = rows[-1].top + rows[-1].height - GAP + 2
    figure, axes = blank(WIDTH / 0.72, height / 0.72, (0, 0, 0, 0))
    axes.set_axis_off()
    axes.set_xlim(0, WIDTH)
    axes.set_ylim(-height, 0)
    _draw_key(axes, scale, max((row.schools[0].years for row in rows if row.schools), key=len))
    for row in rows:
        if row.heading:
            axes.text(0, -row.top - 10, row.heading, weight="bold", size=10, va="center")
    placed = [(CELL * at, row, school) for row in rows for at, school in enumerate(row.schools)]
    for left, row, school in placed:
        _write_names(axes, left, row, school)
    _draw_panels(axes, [(left, _foot_of(row), school) for left, row, school in placed], scale)
    return figure


def _foot_of(row: _Row) -> float:
    """Height of the foot of the panels of a row; heights are below zero, from the top."""
    return -(row.top + row.above + PANEL)


def _write_names(axes: Axes, left: float, row: _Row, school: SchoolShown) -> None:
    lines, top, room = name_lines(school.name), -row.top, CELL - SPACE
    for at, words in enumerate(lines):
        axes.text(left, top - NAME_LINE * (at + 0.5), words, size=NAME_SIZE, va="center")
    below = top - NAME_LINE * len(lines) + 1
    for at, words in enumerate(area_lines(school.area_name)):
        axes.text(left, below - AREA_LINE * (at + 0.5), words, size=FIGURES, color=SOFT, va="center")
    words = fitted(places_in_words(school), room, FIGURES)
    axes.text(left, _foot_of(row) - FOOT / 2 - 1, words, size=FIGURES, color=SOFT, va="center")


def places_in_words(school: SchoolShown) -> str:
    """Say how many places a school has and when they change: ``105 places``, ``105 to 135 places, 2027/28``."""
    steps = _steps(school.years)
    if not steps:
        return _places(school.now.places)
    opened, since = school.opens is not None, steps[-1][1].academic_year
    first, last = _places(steps[0][1].places if opened else school.now.places), _places(school.years[-1].places)
    if school.closes is not None:
        return f"{first}, closes {school.closes.academic_year}"
    if opened and len(steps) == 1:
        return f"{last}, opens {since}"
    return f"{first.partition(' ')[0]} to {last}{',' if len(steps) == 1 else ' by'} {since}"


def _places(count: float) -> str:
    return f"{whole(count)} place{'' if whole(count) == '1' else 's'}"


def _steps(years: Sequence[PlacesUsed]) -> list[tuple[int, PlacesUsed]]:
    """The years in which places change, each with its position."""
    return [
        (at, used)
        for at, (before, used) in enumerate(pairwise(years), start=1)
        if abs(used.places - before.places) >= ABOVE
    ]


def _points(years: Sequence[PlacesUsed]) -> list[tuple[int, float, float]]:
    """Position, least and most of each year that has an occupancy."""
    found = []
    for at, used in enumerate(years):
        if used.occupancy is not None:
            central = used.occupancy.central
            low, high = (central if end is None else end for end in (used.occupancy.low, used.occupancy.high))
            found.append((at, low, high))
    return found


def _draw_panels(axes: Axes, panels: list[tuple[float, float, SchoolShown]], scale: Scale) -> None:
    """Draw the panels of a figure: each is its left side, its foot, and its school."""
    for line, style in ((1.0, "solid"), (FULL_PERCENT / 100, (0, (1, 2)))):
        across = [_level(left, foot + scale.height(line), school) for left, foot, school in panels]
        axes.add_collection(LineCollection(across, colors=SOFT, linewidths=0.7, linestyles=[style]), autolim=False)
    lines, bands, ticks, dots = [], [], [], []
    for left, foot, school in panels:
        colours = (ORANGE, PALE_ORANGE) if school.is_full else (BLUE, PALE_BLUE)
        for run in _runs(school.years):
            path = [(_across(left, at, school), foot + scale.height(_share(used))) for at, used in run]
            lines.append((path, colours[0]))
            bands.append((_band(left, foot, school, run, scale), colours[1]))
            dots += [(path[0], colours[0]), (path[-1], colours[0])]
        ticks += [[(_across(left, at, school), foot + up) for up in (-2, 5)] for at, _ in _steps(school.years)]
        _write_ends(axes, left, foot, school, scale)
    axes.add_collection(PolyCollection([path for path, _ in bands], facecolors=[c for _, c in bands]), autolim=False)
    axes.add_collection(LineCollection(ticks, colors=INK, linewidths=1.1), autolim=False)
    drawn = LineCollection([path for path, _ in lines], colors=[c for _, c in lines], linewidths=1.6)
    axes.add_collection(drawn, autolim=False)
    for colour in (ORANGE, BLUE):
        of_colour = [point for point, known in dots if known == colour]
        axes.plot([x for x, _ in of_colour], [y for _, y in of_colour], "o", color=colour, markersize=2.6)


def _level(left: float, height: float, school: SchoolShown) -> list[Point]:
    """A line across a panel in the years with places: beside it stand the first and the last figure."""
    known = [at for at, used in enumerate(school.years) if used.occupancy is not None]
    if len(school.years) == 1 or not known:
        return [(left + BEFORE, height), (left + CELL - AFTER, height)]
    return [(_across(left, known[0], school), height), (_across(left, known[-1], school), height)]


def _across(left: float, at: int, school: SchoolShown) -> float:
    """Where a year stands from left to right."""
    return left + BEFORE + (CELL - BEFORE - AFTER) * (at / (len(school.years) - 1) if len(school.years) > 1 else 0.5)


def _share(used: PlacesUsed) -> float:
    if used.occupancy is None:
        raise AssertionError("a year of a run of years has an occupancy")
    return used.occupancy.central


def _runs(years: Sequence[PlacesUsed]) -> list[list[tuple[int, PlacesUsed]]]:
    """Years with an occupancy that follow one another, each with its position."""
    runs: list[list[tuple[int, PlacesUsed]]] = []
    for at, used in enumerate(years):
        if used.occupancy is None:
            continue
        if runs and runs[-1][-1][0] == at - 1:
            runs[-1].append((at, used))
        else:
            runs.append([(at, used)])
    return runs


def _band(
    left: float, foot: float, school: SchoolShown, run: list[tuple[int, PlacesUsed]], scale: Scale
) -> list[Point]:
    """The outline of the range about a line."""
    wanted = {at for at, _ in run}
    points = [(at, low, high) for at, low, high in _points(school.years) if at in wanted]
    lower = [(_across(left, at, school), foot + scale.height(low)) for at, low, _ in points]
    upper = [(_across(left, at, school), foot + scale.height(high)) for at, _, high in points]
    return [*lower, *reversed(upper)]


def _write_ends(axes: Axes, left: float, foot: float, school: SchoolShown, scale: Scale) -> None:
    """Write the first and the last figure beside the ends of the line."""
    known = [(at, used) for at, used in enumerate(school.years) if used.occupancy is not None]
    ends = [] if not known else [(known[-1], 4.0, "left")] if len(known) == 1 else _both(known)
    for (at, used), aside, side in ends:
        share = _share(used)
        x, y = _across(left, at, school) + aside, foot + scale.height(share)
        axes.text(x, y, occupancy(share), size=FIGURES, ha=side, va="center_baseline")


def _both(known: list[tuple[int, PlacesUsed]]) -> list[tuple[tuple[int, PlacesUsed], float, str]]:
    return [(known[0], -4.0, "right"), (known[-1], 4.0, "left")]


def _draw_key(axes: Axes, scale: Scale, years: Sequence[PlacesUsed]) -> None:
    """Say at the top what the lines are."""
    y, x = -8.0, 0.0
    when = f"{years[0].academic_year} to {years[-1].academic_year}" if len(years) > 1 else years[0].academic_year
    words = (
        (BLUE, "solid", f"occupancy, {when}, with its range"),
        (SOFT, "solid", "100% of places"),
        (SOFT, "dotted", f"{FULL_PERCENT}%"),
        (INK, "tick", "places change"),
    )
    for colour, style, text in words:
        if style == "tick":
            axes.plot([x + 8, x + 8], [y - 4, y + 4], color=colour, linewidth=1.1)
        else:
            axes.plot([x, x + 16], [y, y], color=colour, linewidth=1.6 if colour == BLUE else 0.9, linestyle=style)
        axes.text(x + 20, y, text, size=FIGURES, color=SOFT, va="center")
        x += 20 + _width(text, FIGURES) + 16
    axes.text(WIDTH, y, f"scale {scale.low}% to {scale.high}%", size=FIGURES, color=SOFT, va="center", ha="right")
