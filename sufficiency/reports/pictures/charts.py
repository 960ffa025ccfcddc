"""The charts of a report: lines with their ranges, labelled where they end, no legend."""

from dataclasses import dataclass
from itertools import accumulate

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sufficiency.reports.pictures.style import (
    BLUE,
    INK,
    ORANGE,
    PALE_BLUE,
    PALE_ORANGE,
    RULE,
    SOFT,
    blank,
    label_ends,
    plain,
    styled,
    svg,
)
from sufficiency.reports.summary.drivers import NAMES
from sufficiency.reports.summary.estimate import Estimate
from sufficiency.reports.summary.values import Plans, Summary
from sufficiency.reports.words import range_name, span, whole
from sufficiency.tables.contracts import ALL

REFORM_YEAR = 2014
"""EHC plans replaced statements from September 2014, and run to age 25 (Children and Families Act 2014)."""


@dataclass(frozen=True)
class Line:
    """One line of a chart: what it is called, its values in order, and its colours.

    ``start`` is the place of its first value along the axis; the first ``counted`` values are history, which is dotted.
    """

    label: str
    estimates: tuple[Estimate, ...]
    colour: str
    pale: str
    start: int = 0
    counted: int = 0


STATE_KINDS = ("state_special", "base")


def forecast_chart(summary: Summary, title: str, description: str) -> str:
    """Draw plans on census day: the published years, then the forecast with its range."""
    with styled():
        figure, axes = blank(820, 400, (66, 165, 40, 35))
        _published(axes, summary.history, summary.plans[0].census_year)
        years = [row.census_year for row in summary.plans]
        band(axes, years, tuple(row.plans for row in summary.plans), PALE_BLUE)
        axes.plot(years, [row.plans.central for row in summary.plans], color=BLUE, linewidth=2)
        last = summary.plans[-1]
        axes.plot([last.census_year], [last.plans.central], "o", color=BLUE, markersize=4)
        _end_label(axes, last, range_name(summary.identity.draws))
        plain(axes, "Plans on census day")
        axes.set_xlim((summary.history or summary.plans)[0].census_year - 0.5, last.census_year + 0.3)
        return svg(figure, "forecast", title, description)


def places_chart(summary: Summary, title: str, description: str) -> str:
    """Draw places required, with their range, against places available and those who are in them, by academic year."""
    rows = [row for row in summary.by_phase if row.phase == ALL]
    counted = _counted_in_places(summary, rows[0].academic_year)
    inside = (*(learners for _, learners in counted), *(row.inside for row in rows))
    start, dots = len(counted), len(counted) + 1 if counted else 0
    lines = (
        Line("Required", tuple(row.required for row in rows), ORANGE, PALE_ORANGE, start),
        Line("In them", tuple(map(Estimate, inside)), INK, RULE, 0, dots),
        Line("Places", tuple(Estimate(row.places) for row in rows), BLUE, PALE_BLUE, start),
    )
    years = [*(year for year, _ in counted), *(row.academic_year for row in rows)]
    return _lines("places", years, lines, "Learners and places", (title, description), width=820)


def _counted_in_places(summary: Summary, base: str) -> list[tuple[str, float]]:
    """Learners counted in state special schools and bases together before the base year, by academic year."""
    kinds = [dict(found.counted) for found in map(summary.of_kind, STATE_KINDS) if found is not None]
    if len(kinds) < len(STATE_KINDS):
        return []
    known = sorted(year for year in kinds[0] if year < base and all(year in counts for counts in kinds))
    return [(year, sum(counts[year] for counts in kinds)) for year in known]


def drivers_chart(summary: Summary, title: str, description: str) -> str:
    """Draw what each driver adds or takes by the last year, one after another, and the change that they add up to."""
    last = summary.plans[-1].census_year
    steps = [(NAMES[step.driver], step.by(last)) for step in summary.drivers]
    with styled():
        return svg(drivers_figure(steps), "drivers", title, description)


def drivers_figure(steps: list[tuple[str, float]]) -> Figure:
    """Bars of the changes alone, from none: each starts where the one above it ends. In the context of ``styled``."""
    total = sum(added for _, added in steps)
    ends = [0.0, *accumulate(added for _, added in steps)]
    low, high = min(ends), max(*ends, 1.0)
    figure, axes = blank(820, 30 * len(steps) + 90, (185, 30, 20, 15))
    axes.set_axis_off()
    for place, (name, added) in enumerate(steps):
        start, end = ends[place], ends[place + 1]
        axes.barh([-place], [added], left=start, height=0.62, color=BLUE if added >= 0 else ORANGE)
        axes.plot([end, end], [-place + 0.31, -place - 1.31], color=SOFT, linewidth=0.8)
        _driver_label(axes, (name, _signed(added), -place, max(start, end)))
    place = -len(steps)
    axes.barh([place], [total], height=0.62, color=INK)
    _driver_label(axes, ("Change of plans", _signed(total), place, max(0.0, total)))
    axes.plot([0, 0], [0.6, place - 0.6], color=SOFT, linewidth=0.8)
    axes.set_xlim(low, low + 1.18 * (high - low))
    axes.set_ylim(place - 0.7, 0.7)
    return figure


def _driver_label(axes: Axes, row: tuple[str, str, float, float]) -> None:
    """Write the name of a bar before the picture, and its figure after the bar: name, figure, height, end."""
    name, figure, height, end = row
    axes.annotate(
        name,
        (0, height),
        (-12, 0),
        xycoords=("axes fraction", "data"),
        textcoords="offset points",
        ha="right",
        va="center",
    )
    axes.annotate(figure, (end, height), (6, 0), textcoords="offset points", va="center")


def _signed(value: float) -> str:
    return f"+{whole(value)}" if round(value) > 0 else whole(value)


def _published(axes: Axes, history: tuple[Plans, ...], base_year: int) -> None:
    years = [row.census_year for row in history]
    plans = [row.plans.central for row in history]
    axes.plot(years, plans, color=INK, linewidth=2)
    axes.plot(years, plans, "o", color=INK, markersize=3)
    if base_year in years:
        base = plans[years.index(base_year)]
        axes.annotate(
            f"{whole(base)} in {base_year}", (base_year, base), (-10, 6), textcoords="offset points", ha="right"
        )
    if REFORM_YEAR in years and len(years) > 1:
        at = plans[years.index(REFORM_YEAR)]
        axes.annotate(
            f"{REFORM_YEAR}: plans\nreplace statements",
            (REFORM_YEAR, at),
            (0, 26),
            textcoords="offset points",
            ha="center",
            color=SOFT,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 2},
            arrowprops={"arrowstyle": "-", "color": SOFT, "linewidth": 0.8, "shrinkB": 4},
        )


def _end_label(axes: Axes, last: Plans, name: str) -> None:
    bounds = span(last.plans)
    note = f"\n{name}\n{bounds}" if bounds else ""
    words = f"{whole(last.plans.central)} in {last.census_year}{note}"
    axes.annotate(
        words, (last.census_year, last.plans.central), (10, 0), textcoords="offset points", va="center", color=BLUE
    )


def _lines(
    name: str, years: list[str], lines: tuple[Line, ...], unit: str, words: tuple[str, str], *, width: float = 520
) -> str:
    with styled():
        figure, axes = blank(width, 330, (65, 185, 40, 35))
        for line in lines:
            places = list(range(line.start, line.start + len(line.estimates)))
            values = [estimate.central for estimate in line.estimates]
            band(axes, places, line.estimates, line.pale)
            axes.plot(places, values, color=line.colour, linewidth=2)
            axes.plot(places[: line.counted], values[: line.counted], "o", color=line.colour, markersize=3)
        plain(axes, unit)
        top = axes.get_ylim()[1]
        ends = [(line, line.estimates[-1].central) for line in lines]
        named = [(len(years) - 1, value, f"{line.label} {whole(value)}", line.colour) for line, value in ends]
        label_ends(axes, named, top * 0.07)
        shown = list(range(len(years)))[:: max(1, (len(years) - 1) // 2)]
        axes.set_xticks(shown, [years[place] for place in shown])
        axes.set_xlim(-0.3, len(years) - 0.8)
        return svg(figure, name, *words)


def band(axes: Axes, places: list[int], estimates: tuple[Estimate, ...], colour: str) -> None:
    """Shade the range; a figure without one is its own range."""
    low = [estimate.central if estimate.low is None else estimate.low for estimate in estimates]
    high = [estimate.central if estimate.high is None else estimate.high for estimate in estimates]
    if low != high:
        axes.fill_between(places, low, high, color=colour, linewidth=0, alpha=0.8)
