"""Places against need: which are missing, where."""

from collections.abc import Iterator
from dataclasses import dataclass

from models.vocabulary import NEEDS, PHASES
from sufficiency.reports.pictures import charts
from sufficiency.reports.pictures.atlas.choropleths import area_maps
from sufficiency.reports.pictures.gap import gap_chart
from sufficiency.reports.report.part import Given, ReportPart
from sufficiency.reports.report.sentences.maps import AREA_MAPS_DESCRIPTION, area_maps_title
from sufficiency.reports.report.sentences.phrases import change_of, is_are, more_of, place_word, required_sentence
from sufficiency.reports.summary.values import Balance, Summary
from sufficiency.reports.summary.view import RunView
from sufficiency.reports.words import PHASE_NAMES, REQUIREMENT_NAMES, band_sentence, need_name, range_name, whole
from sufficiency.tables.contracts import ALL

HEAT_LEVELS = 5


LARGEST_PART = ("above the places of their school", "in INMSS for want of a place", "unmet in mainstream")
"""Parts of the gap as a title names them, in the order of ``Missing.parts``."""


@dataclass(frozen=True)
class HeatCell:
    """One cell of the heat table: its balance, if it has one, and its shade from 0 (none missing) to 5."""

    balance: Balance | None
    level: int


def gap_title(summary: Summary) -> str:
    """Say how many places are missing in the focus year."""
    missing = summary.total_in(summary.focus_year).missing
    if round(missing.total.central) <= 0:
        return f"In {summary.focus_year} nobody who requires a state place is without one, and no school is too full"
    total = missing.total.central
    return f"{whole(total)} state {place_word(total)} {is_are(total)} missing in {summary.focus_year}"


def places_title(summary: Summary) -> str:
    """Say how places required move against places available."""
    first, last = summary.total_in(summary.key_years[0]), summary.total_in(summary.key_years[-1])
    needed, there = last.required.central - first.required.central, last.places - first.places
    return (
        f"{more_of(needed)} learners require a state place in {last.academic_year} than in {first.academic_year}, and"
        f" there {is_are(there)} {more_of(there).lower()} {place_word(there)}"
    )


def gap_years_title(summary: Summary) -> str:
    """Say how the number of places missing moves, and which part of it is the largest at the end."""
    first, last = (summary.total_in(summary.key_years[place]) for place in (0, -1))
    if round(first.gap.central) <= 0 and round(last.gap.central) <= 0:
        return f"No place is missing in {first.academic_year}, and none in {last.academic_year}"
    parts = dict(zip(LARGEST_PART, last.missing.parts, strict=True))
    change = change_of(first.gap.central, last.gap.central, ("rise from", "fall from", "hardly move, from"))
    words = f"Places missing {change} {whole(first.gap.central)} to {whole(last.gap.central)} in {last.academic_year}"
    return words if round(last.gap.central) <= 0 else f"{words}, the largest part {max(parts, key=parts.__getitem__)}"


def committed_title(summary: Summary) -> str:
    """Say how many places of state schools and bases are committed, and how many the scenario adds, by the end."""
    changes = summary.changes
    if not changes.by_year or changes.cancelled:
        return "What is agreed and committed, with dates"
    last = changes.by_year[-1]
    own, committed = round(last.scenario), last.committed
    adds = f"; this scenario {'adds' if own > 0 else 'takes away'} {whole(abs(own))}" if own else ""
    return f"{_moved(committed).capitalize()} {is_are(committed)} committed in state schools and bases{adds}"


def needs_title(summary: Summary) -> str:
    """Say which need lacks the most places in the focus year."""
    year, total = summary.focus_year, summary.total_in(summary.focus_year).gap.central
    worst = max(summary.by_need, key=lambda row: row.gap.central, default=None)
    if worst is None or round(worst.gap.central) <= 0:
        return f"Places missing in {year} by need and phase"
    name = need_name(worst.need)
    most = f"{whole(worst.gap.central)} of {whole(total)}"
    return f"The most places missing in {year} are for {name[0].lower()}{name[1:]}: {most}"


def cells_title(summary: Summary) -> str:
    """Say which group of one need, phase, area and kind of place lacks the most places in the focus year."""
    worst = summary.largest_gaps[0]
    name = need_name(worst.need)
    group = f"{name[0].lower()}{name[1:]}, {PHASE_NAMES[worst.phase].lower()}, {REQUIREMENT_NAMES[worst.requirement]}"
    return f"The largest single gap in {summary.focus_year}: {whole(worst.gap.central)} in {worst.area_name} ({group})"


def _moved(places: float) -> str:
    if not round(places):
        return "no more places"
    return f"{whole(abs(places))} {'more' if places > 0 else 'fewer'} {place_word(places)}"


def _gather(view: RunView, summary: Summary) -> Given:
    titles = {"gap": gap_title(summary), "years": gap_years_title(summary), "places": places_title(summary)}
    titles["committed"], titles["needs"] = committed_title(summary), needs_title(summary)
    if summary.largest_gaps:
        titles["cells"] = cells_title(summary)
    by_year = tuple(row for row in summary.by_phase if row.phase == ALL)
    words = "Lines by academic year: learners who require a state place, places there, and learners in state special"
    words += " schools and bases, as counted and as the run has them."
    words += f" {band_sentence(summary.identity.draws)}"
    pictures = {"places": charts.places_chart(summary, titles["places"], words)}
    words = "A bar an academic year: places missing, made of learners above the places of their school, in INMSS for"
    words += f" want of a place, and unmet in mainstream.{_whiskers(summary)}"
    pictures["years"] = gap_chart(by_year, titles["years"], words)
    if view.boundaries is not None and summary.maps is not None and summary.maps.areas:
        titles["map"] = area_maps_title(summary.maps)
        pictures["map"] = area_maps(summary.maps, view.boundaries, titles["map"], AREA_MAPS_DESCRIPTION)
    return {
        "titles": titles,
        "pictures": pictures,
        "committed": summary.changes,
        "phases": _phases(summary),
        "heat": tuple(_heat(summary)),
        "total": summary.total_in(summary.focus_year),
        "required": required_sentence(summary.total_in(summary.focus_year)),
        "totals": by_year,
        "at_focus": {row.phase: row for row in summary.by_phase if row.academic_year == summary.focus_year},
    }


def _whiskers(summary: Summary) -> str:
    name = range_name(summary.identity.draws)
    return f" A line on each bar is the {name} of its total." if name else ""


def _phases(summary: Summary) -> list[str]:
    """Phases that the table of gaps has, in order."""
    present = {row.phase for row in summary.by_need_phase}
    return [str(phase) for phase in PHASES if phase in present]


def _heat(summary: Summary) -> Iterator[tuple[str, list[HeatCell], Balance]]:
    """Rows of the heat table: the need, its cells by phase, and its total."""
    cells = {(row.need, row.phase): row for row in summary.by_need_phase}
    totals = {row.need: row for row in summary.by_need}
    largest = max((row.gap.central for row in summary.by_need_phase), default=0.0)
    for need in NEEDS:
        if need in totals:
            row = [cells.get((str(need), phase)) for phase in _phases(summary)]
            yield str(need), [HeatCell(balance, heat_level(balance, largest)) for balance in row], totals[need]


def heat_level(balance: Balance | None, largest: float) -> int:
    """Return the shade of a cell, from 0 (no place missing) to 5 (as many as the worst cell lacks, or nearly)."""
    if balance is None or round(balance.gap.central) <= 0 or largest <= 0:
        return 0
    return min(1 + int(HEAT_LEVELS * balance.gap.central / largest), HEAT_LEVELS)


PART = ReportPart("need", "Places against need", _gather)
