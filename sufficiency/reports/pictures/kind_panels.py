"""Pictures of several panels: everybody by kind of provision, and how near home and how far learners travel."""

from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from models.vocabulary import academic_year
from sufficiency.reports.pictures.charts import band
from sufficiency.reports.pictures.style import (
    BLUE,
    INK,
    ORANGE,
    PALE_BLUE,
    PALE_ORANGE,
    RULE,
    SOFT,
    label_ends,
    plain,
    styled,
    svg,
)
from sufficiency.reports.summary.values import NearHome, OfKind, Summary, Travelled
from sufficiency.reports.words import KIND_TITLES, percent, span, whole
from sufficiency.results.learners_by_kind import COLLEGE_KIND, ELSEWHERE_KIND, MAINSTREAM_KIND, UNMET_KIND

PANELS = (
    MAINSTREAM_KIND,
    UNMET_KIND,
    "state_special",
    "base",
    "inmss_special",
    "independent_mainstream",
    COLLEGE_KIND,
    ELSEWHERE_KIND,
)
"""Kinds of provision in the order in which they are drawn, two a row."""
SHORT_NAMES = {UNMET_KIND: "Of them unmet", "independent_mainstream": "Independent mainstream"}
"""What a panel is called where the name of the kind is too long, or says less."""
PERSON_LEVEL = 2023
"""First January counted person by person, not as one figure an authority (DfE, Education, health and care plans:
methodology)."""
WIDTH, ROW, LEFT = 820, 154, 64
"""Hundredths of an inch: the picture, one row of panels, and what the figures of an axis take."""
DOTS = 0.72
"""Points, in which axes are measured, to a hundredth of an inch."""
HEADROOM = 1.25
"""Height of a panel over what is drawn in it, so that the last figure does not reach the panel's name."""


def everybody_chart(summary: Summary, title: str, description: str) -> str:
    """Draw everybody with a plan by kind of provision, a panel each with a scale of its own, counted and forecast."""
    with styled():
        return svg(everybody_figure(summary), "everybody", title, description)


def everybody_figure(summary: Summary) -> Figure:
    """Return the panels of the kinds that the run has."""
    found = [kind for kind in map(summary.of_kind, PANELS) if kind is not None]
    years = sorted({year for kind in found for year, _ in (*kind.counted, *kind.forecast)})
    rows = max(1, -(-len(found) // 2))
    figure = _figure(WIDTH, ROW * rows)
    for place, kind in enumerate(found):
        down, across = divmod(place, 2)
        axes = _panel(figure, (LEFT + 412 * across, ROW * down + 30, 214, ROW - 60))
        _kind(axes, kind, years)
    return figure


def _kind(axes: Axes, kind: OfKind, years: list[str]) -> None:
    """One kind: dots for counts, a line and its band for the forecast, and the last figure with its range."""
    counted = [(years.index(year), learners) for year, learners in kind.counted]
    ahead = [(years.index(year), estimate) for year, estimate in kind.forecast]
    axes.plot([at for at, _ in counted], [learners for _, learners in counted], "o", color=INK, markersize=3)
    places, estimates = [at for at, _ in ahead], tuple(estimate for _, estimate in ahead)
    band(axes, places, estimates, PALE_BLUE)
    axes.plot(places, [estimate.central for estimate in estimates], color=BLUE, linewidth=2)
    _plain(axes, _named(kind))
    _leave_headroom(axes)
    _years(axes, years, [years[0], *(year for year, _ in kind.forecast[:1]), years[-1]])
    if ahead:
        at, last = ahead[-1]
        bounds = span(last)
        label_ends(axes, [(at, last.central, whole(last.central) + (f"\n{bounds}" if bounds else ""), BLUE)], 0)
    changed = academic_year(PERSON_LEVEL)
    if changed in years and years.index(changed) > 0:
        axes.axvline(years.index(changed) - 0.5, color=SOFT, linewidth=0.8, linestyle=(0, (1, 2)))


def _named(kind: OfKind) -> str:
    """What a panel is called, with the figure at which the forecast starts."""
    name = SHORT_NAMES.get(kind.kind, KIND_TITLES[kind.kind])
    return f"{name}, {whole(kind.forecast[0][1].central)} in {kind.forecast[0][0]}" if kind.forecast else name


def near_home_chart(summary: Summary, title: str, description: str) -> str:
    """Draw how near home specialist places are, in shares, and below it how long journeys are and how many too long."""
    with styled():
        return svg(near_home_figure(summary), "near-home", title, description)


def near_home_figure(summary: Summary) -> Figure:
    """Return the panels of which the run has figures: where places are, minutes one way, learners over the limit."""
    near, travelled = summary.near_home, summary.travelled
    high = 300 * bool(near)
    figure = _figure(WIDTH, high + 200 * bool(travelled))
    if near:
        _where(_panel(figure, (LEFT, 30, 460, 235)), near, several=len(summary.area_names) > 1)
    if travelled:
        with_minutes = [row for row in travelled if row.minutes is not None]
        if with_minutes:
            _minutes(_panel(figure, (LEFT, high + 30, 190, 135)), with_minutes)
        _over(_panel(figure, (500, high + 30, 200, 135)), travelled)
    return figure


@dataclass(frozen=True)
class Layer:
    """Where some specialist places are: in words, the learners of each year, and how it is filled."""

    words: str
    learners: tuple[float, ...]
    colour: str
    text: str
    hatch: str = ""


def layers(near: tuple[NearHome, ...], *, several: bool) -> tuple[Layer, ...]:
    """Where specialist places are, from near to far; the market stands nowhere that is known, so below the outside."""
    own, rest = ("State-funded, own area", "Elsewhere in the authority")
    if not several:
        own, rest = ("State-funded, in the authority", "Other, in the authority")
    return (
        Layer(own, tuple(row.in_area_state for row in near), BLUE, BLUE),
        Layer(rest, tuple(row.elsewhere_in_authority for row in near), PALE_BLUE, INK),
        Layer("Market: where is not known", tuple(row.in_market for row in near), PALE_ORANGE, SOFT, "////"),
        Layer("Outside the authority", tuple(row.out_of_authority for row in near), ORANGE, ORANGE),
    )


def _where(axes: Axes, near: tuple[NearHome, ...], *, several: bool) -> None:
    years = [row.academic_year for row in near]
    shown = [layer for layer in layers(near, several=several) if max(layer.learners) >= LEAST]
    below, ends = np.zeros(len(years)), []
    for layer in shown:
        share = np.array([row.share_of(learners) for row, learners in zip(near, layer.learners, strict=True)])
        axes.bar(
            range(len(years)), share, bottom=below, width=0.86, color=layer.colour, hatch=layer.hatch, edgecolor="white"
        )
        ends.append((len(years) - 0.6, below[-1] + share[-1] / 2, f"{layer.words} {percent(share[-1])}", layer.text))
        below += share
    plain(axes, "Share of learners with a specialist place", write=percent)
    axes.set_ylim(0, 1)
    axes.set_yticks([0, 0.25, 0.5, 0.75, 1])
    axes.set_xlim(-0.6, len(years) - 0.4)
    _years(axes, years, [years[0], years[len(years) // 2], years[-1]])
    label_ends(axes, ends, 0.09)


LEAST = 0.5
"""Learners below which a layer is left out."""


def _minutes(axes: Axes, rows: list[Travelled]) -> None:
    years, both = [row.academic_year for row in rows], [row.minutes for row in rows if row.minutes is not None]
    ends = []
    for of, words, colour in ((1, "19 in 20 within", SOFT), (0, "mean", BLUE)):
        values = [minutes[of] for minutes in both]
        axes.plot(range(len(years)), values, color=colour, linewidth=2)
        ends.append((len(years) - 1.0, values[-1], f"{words} {whole(values[-1])}", colour))
    _plain(axes, "Minutes one way, those who travel daily")
    _leave_headroom(axes)
    _years(axes, years, [years[0], years[-1]])
    label_ends(axes, ends, 0.14 * axes.get_ylim()[1])


def _over(axes: Axes, rows: tuple[Travelled, ...]) -> None:
    years, values = [row.academic_year for row in rows], [row.over_limit for row in rows]
    axes.plot(range(len(years)), values, color=BLUE, linewidth=2)
    _plain(axes, "Learners over the limit")
    _leave_headroom(axes)
    _years(axes, years, [years[0], years[-1]])
    label_ends(axes, [(len(years) - 1.0, values[-1], whole(values[-1]), BLUE)], 0)


def _figure(width: float, height: float) -> Figure:
    figure = Figure(figsize=(width / 100, height / 100))
    FigureCanvasSVG(figure)
    return figure


def _panel(figure: Figure, box: tuple[float, float, float, float]) -> Axes:
    """Return axes at a ``box`` (left, down from the top, width, height), in hundredths of an inch."""
    left, down, width, height = box
    across, up = (100 * float(size) for size in figure.get_size_inches())
    return figure.add_axes((left / across, 1 - (down + height) / up, width / across, height / up))


def _plain(axes: Axes, words: str) -> None:
    """Leave of a small panel its lines and few figures, its name above it."""
    plain(axes, words)
    axes.texts[0].set(color=INK, x=-0.9 * LEFT * DOTS / axes.bbox.width)
    axes.yaxis.set_major_locator(MaxNLocator(3, integer=True))
    axes.tick_params(axis="x", pad=9)
    axes.spines["bottom"].set_color(RULE)


def _leave_headroom(axes: Axes) -> None:
    """Let a panel end well above what is drawn in it, and its figures below its name."""
    top = HEADROOM * max(axes.get_ylim()[1], 1.0)
    axes.set_ylim(0, top)
    axes.set_yticks([place for place in axes.get_yticks() if 0 <= place <= 0.9 * top])


def _years(axes: Axes, years: list[str], named: list[str]) -> None:
    """Name some of the years along an axis."""
    places = sorted({years.index(year) for year in named})
    axes.set_xticks(places, [years[place] for place in places])
    if len(years) > 1 and axes.get_xlim()[1] > len(years) - 0.7:
        axes.set_xlim(-0.6, len(years) - 0.4)
