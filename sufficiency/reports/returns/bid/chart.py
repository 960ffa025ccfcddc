"""The picture of a bid: learners who require a place, mitigated and unmitigated, against the places that there are."""

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes

from sufficiency.reports.pictures.style import (
    BLUE,
    INK,
    ORANGE,
    PALE_BLUE,
    PALE_ORANGE,
    blank,
    label_ends,
    plain,
    styled,
    svg,
)
from sufficiency.returns.bid.evidence import BidCell
from sufficiency.returns.bid.given import BidGiven, BidRun

_APART = 0.07
TITLE = "Learners who require a place, against places"


@dataclass(frozen=True)
class _DemandLine:
    """One run as it is drawn: its required places by year, and its colours."""

    run: BidRun
    required: list[float]
    colour: str
    pale: str
    label: str


def demand_chart(given: BidGiven) -> str:
    """Draw demand with its range against places by academic year; nothing where a figure of it is hidden."""
    lines = [line for line in (_unmitigated(given), _line(given, given.main, BLUE, PALE_BLUE, "Mitigated")) if line]
    places = _known([given.main.facts.places(year, given.asked) for year in given.years])
    if places is None or not lines or lines[-1].run is not given.main:
        return ""
    with styled():
        figure, axes = blank(820, 360, (60, 150, 40, 35))
        last = float(len(given.years) - 1)
        for line in lines:
            _band(axes, given, line)
            axes.plot(given.years, line.required, color=line.colour, linewidth=2)
        axes.plot(given.years, places, color=INK, linewidth=2, linestyle="--")
        ends = [(last, line.required[-1], line.label, line.colour) for line in lines]
        plain(axes, "Learners and places")
        label_ends(axes, [*ends, (last, places[-1], "Places", INK)], _APART * axes.get_ylim()[1])
        axes.set_xticks(range(0, len(given.years), 2), given.years[::2])
        return svg(figure, "demand", TITLE, description(given))


def _unmitigated(given: BidGiven) -> _DemandLine | None:
    other = given.unmitigated
    if other is None or not set(given.years) <= set(other.facts.years):
        return None
    return _line(given, other, ORANGE, PALE_ORANGE, "Unmitigated")


def _line(given: BidGiven, run: BidRun, colour: str, pale: str, label: str) -> _DemandLine | None:
    required = _known([run.facts.of("required", year, given.asked) for year in given.years])
    return None if required is None else _DemandLine(run, required, colour, pale, label)


def description(given: BidGiven) -> str:
    """Say in words what the picture shows: its lines, their first and last values."""
    facts, (first, last) = given.main.facts, (given.years[0], given.years[-1])
    required = [facts.of("required", year, given.asked) for year in (first, last)]
    places = [facts.places(year, given.asked) for year in (first, last)]
    return (
        f"Lines by academic year. Learners who require a place, mitigated: {_say(required[0])} in {first},"
        f" {_say(required[1])} in {last}. Places: {_say(places[0])} and {_say(places[1])}."
        " Bands are ranges. The table below has every figure."
    )


def _say(cell: BidCell) -> str:
    return f"{cell:,.0f}" if isinstance(cell, float) else "not shown"


def _known(cells: Sequence[BidCell]) -> list[float] | None:
    """Figures, where all are known."""
    found = [cell for cell in cells if isinstance(cell, float)]
    return found if len(found) == len(cells) else None


def _band(axes: Axes, given: BidGiven, line: _DemandLine) -> None:
    """The range about a line, where every end of it is known."""
    ends = [line.run.facts.ends("required", year, given.asked) for year in given.years]
    low, high = (_known([end[place] for end in ends]) for place in (0, 1))
    if low is not None and high is not None:
        axes.fill_between(given.years, low, high, color=line.pale, linewidth=0, alpha=0.7)
