"""Several runs side by side as lines: a small picture a measure, each line named where it ends."""

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from models.vocabulary import academic_year
from sufficiency.reports.pictures.style import BLUE, INK, ORANGE, SOFT, blank, label_ends, plain, short, styled, svg
from sufficiency.reports.summary.beside.measured import BesideRuns, MeasuredValue
from sufficiency.reports.words import in_millions, whole

WIDE, HIGH = 940.0, 560.0
PANEL = (330.0, 190.0)
"""Width and height of the axes of one measure, in hundredths of an inch."""
LEFT, RIGHT, BOTTOM, STEP = 60.0, 530.0, 45.0, 280.0
DRAWN = {
    "missing_places": "State places missing",
    "inmss_learners": "Learners in INMSS",
    "unmet_learners": "Learners unmet in mainstream",
    "high_needs_gbp": "High needs block, £ million",
}
"""Measures that are drawn, and what stands above each."""
COLOURS, DASHES = (BLUE, ORANGE, INK, SOFT), ("-", "--", "-.", ":")
LEAST_APART = 0.1
"""Labels stand apart by this share of the height at least."""
MILLION = 1e6


def beside_chart(beside: BesideRuns, title: str, description: str) -> str:
    """Draw the runs as lines, a small picture a measure."""
    with styled():
        return svg(beside_figure(beside), "beside-lines", title, description)


def beside_figure(beside: BesideRuns) -> Figure:
    """Two rows of two measures."""
    figure, first = blank(WIDE, HIGH, (LEFT, WIDE - LEFT - PANEL[0], BOTTOM + STEP, HIGH - BOTTOM - STEP - PANEL[1]))
    measures = {measure.name: measure for measure in beside.measures}
    for place, (name, unit) in enumerate(DRAWN.items()):
        left, bottom = (LEFT, RIGHT)[place % 2], BOTTOM + STEP * (1 - place // 2)
        box = (left / WIDE, bottom / HIGH, PANEL[0] / WIDE, PANEL[1] / HIGH)
        axes = first if place == 0 else figure.add_axes(box)
        _panel(axes, beside, measures[name], unit)
    return figure


def _panel(axes: Axes, beside: BesideRuns, measure: MeasuredValue, unit: str) -> None:
    """One measure: a line a run, its letter and last figure at its end."""
    scale = MILLION if measure.in_pounds else 1.0
    ends: list[tuple[float, float, str, str]] = []
    for place, letter in enumerate(beside.letters):
        colour, dashes = COLOURS[place % len(COLOURS)], DASHES[place % len(DASHES)]
        known = [(year.census_year, year.totals[place]) for year in measure.years]
        points = [(at, one.central / scale) for at, one in known if one is not None]
        axes.plot([at for at, _ in points], [value for _, value in points], color=colour, linestyle=dashes, linewidth=2)
        last, value = points[-1]
        ends.append((last, value, f"{letter} {in_millions(value * scale) if scale > 1 else whole(value)}", colour))
    plain(axes, unit, write=short)
    top = axes.get_ylim()[1]
    heights = _below([value for _, value, _, _ in ends], top, LEAST_APART * top)
    placed = [(at, height, words, of) for (at, _, words, of), height in zip(ends, heights, strict=True)]
    label_ends(axes, placed, LEAST_APART * top)
    years = sorted(year.census_year for year in measure.years if any(one is not None for one in year.totals))
    shown = sorted({years[0], years[len(years) // 2], years[-1]})
    axes.set_xticks(shown, [year_shown(measure, year) for year in shown])
    axes.tick_params(axis="x", pad=9)


def _below(positions: list[float], top: float, least: float) -> list[float]:
    """Positions moved down as little as keeps them below ``top`` and ``least`` apart there; order is kept."""
    moved = dict(enumerate(positions))
    for index in sorted(moved, key=positions.__getitem__, reverse=True):
        moved[index] = min(moved[index], top)
        top = moved[index] - least
    return [moved[index] for index in range(len(positions))]


def year_shown(measure: MeasuredValue, census_year: int) -> str:
    """The academic year of a January census; of pounds, the financial year that starts in its April."""
    return academic_year(census_year + 1).replace("/", "-") if measure.in_pounds else academic_year(census_year)
