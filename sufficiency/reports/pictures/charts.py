"""The charts of a report: lines with their ranges, labelled where they end, no legend."""

from dataclasses import dataclass

from matplotlib.axes import Axes

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
from sufficiency.reports.summary.values import Estimate, Plans, Summary
from sufficiency.reports.words import span, whole
from sufficiency.tables.contracts import ALL

REFORM_YEAR = 2014
"""EHC plans replaced statements from September 2014, and run to age 25 (Children and Families Act 2014)."""


@dataclass(frozen=True)
class Line:
    """One line of a chart: what it is called, its values in order, and its colours."""

    label: str
    estimates: tuple[Estimate, ...]
    colour: str
    pale: str


def forecast_chart(summary: Summary, title: str, description: str) -> str:
    """Draw plans on census day: the published years, then the forecast with its range."""
    with styled():
        figure, axes = blank(820, 400, (60, 165, 40, 35))
        _published(axes, summary.history, summary.plans[0].census_year)
        years = [row.census_year for row in summary.plans]
        band(axes, years, tuple(row.plans for row in summary.plans), PALE_BLUE)
        axes.plot(years, [row.plans.central for row in summary.plans], color=BLUE, linewidth=2)
        last = summary.plans[-1]
        axes.plot([last.census_year], [last.plans.central], "o", color=BLUE, markersize=4)
        _end_label(axes, last)
        plain(axes, "Plans on census day")
        axes.set_xlim((summary.history or summary.plans)[0].census_year - 0.5, last.census_year + 0.3)
        return svg(figure, "forecast", title, description)


def places_chart(summary: Summary, title: str, description: str) -> str:
    """Draw places required, with their range, against places available, by academic year."""
    rows = [row for row in summary.by_phase if row.phase == ALL]
    lines = (
        Line("Required", tuple(row.required for row in rows), ORANGE, PALE_ORANGE),
        Line("Available", tuple(Estimate(row.places) for row in rows), BLUE, PALE_BLUE),
    )
    return _lines("places", [row.academic_year for row in rows], lines, "Places", (title, description))


def learners_chart(summary: Summary, title: str, description: str) -> str:
    """Draw learners in county and in INMSS by academic year."""
    rows = summary.learners
    lines = (
        Line("In county", tuple(row.in_county for row in rows), BLUE, PALE_BLUE),
        Line("INMSS", tuple(row.inmss for row in rows), ORANGE, PALE_ORANGE),
    )
    return _lines("learners", [row.academic_year for row in rows], lines, "Learners", (title, description))


def drivers_chart(summary: Summary, title: str, description: str) -> str:
    """Draw the plans of the base year, what each driver adds or takes by the last year, and the plans of that year."""
    first, last = summary.plans[0], summary.plans[-1]
    bars = [(NAMES[step.driver], step.by(last.census_year)) for step in summary.drivers]
    labels = [f"January {first.census_year}", *(name for name, _ in bars), f"January {last.census_year}"]
    with styled():
        figure, axes = blank(820, 380, (65, 20, 55, 40))
        axes.bar([0, len(bars) + 1], [first.plans.central, last.plans.central], width=0.7, color=INK)
        top = first.plans.central
        tops = [top]
        for place, (_, added) in enumerate(bars, start=1):
            axes.plot([place - 0.65, place + 0.35], [top, top], color=RULE, linewidth=1)
            axes.bar([place], [added], bottom=top, width=0.7, color=BLUE if added >= 0 else ORANGE)
            top += added
            tops.append(max(top, top - added))
        figures = [whole(first.plans.central), *(_signed(added) for _, added in bars), whole(last.plans.central)]
        for place, (height, words) in enumerate(zip([*tops, last.plans.central], figures, strict=True)):
            axes.annotate(words, (place, height), (0, 4), textcoords="offset points", ha="center")
        plain(axes, "Plans on census day")
        axes.set_ylim(0, 1.12 * max(*tops, last.plans.central, 1.0))
        axes.set_xticks(range(len(labels)), [label.replace(" ", "\n") for label in labels])
        return svg(figure, "drivers", title, description)


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


def _end_label(axes: Axes, last: Plans) -> None:
    bounds = span(last.plans)
    note = f"\n80% range\n{bounds}" if bounds else ""
    words = f"{whole(last.plans.central)} in {last.census_year}{note}"
    axes.annotate(
        words, (last.census_year, last.plans.central), (10, 0), textcoords="offset points", va="center", color=BLUE
    )


def _lines(name: str, years: list[str], lines: tuple[Line, ...], unit: str, words: tuple[str, str]) -> str:
    with styled():
        figure, axes = blank(500, 330, (65, 130, 40, 35))
        places = list(range(len(years)))
        for line in lines:
            band(axes, places, line.estimates, line.pale)
            axes.plot(places, [estimate.central for estimate in line.estimates], color=line.colour, linewidth=2)
        plain(axes, unit)
        top = axes.get_ylim()[1]
        ends = [(line, line.estimates[-1].central) for line in lines]
        named = [(places[-1], value, f"{line.label} {whole(value)}", line.colour) for line, value in ends]
        label_ends(axes, named, top * 0.07)
        shown = places[:: max(1, (len(places) - 1) // 2)]
        axes.set_xticks(shown, [years[place] for place in shown])
        axes.set_xlim(places[0] - 0.3, places[-1] + 0.2)
        return svg(figure, name, *words)


def band(axes: Axes, places: list[int], estimates: tuple[Estimate, ...], colour: str) -> None:
    """Shade the range; a figure without one is its own range."""
    low = [estimate.central if estimate.low is None else estimate.low for estimate in estimates]
    high = [estimate.central if estimate.high is None else estimate.high for estimate in estimates]
    if low != high:
        axes.fill_between(places, low, high, color=colour, linewidth=0, alpha=0.8)
