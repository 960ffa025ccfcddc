"""Checks of a run about its ranges: how many draws they rest on, whether a cap holds them, where the centre lies."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from models.arrays import Flags, Floats
from sufficiency.results.check_rows import TOLERANCE, Row, row, years_in_words
from sufficiency.results.headlines import MEASURES, central_of, totals_of_draws
from sufficiency.results.learners_by_kind import KIND_NAMES, UNMET_KIND
from sufficiency.results.place_need import GAP
from sufficiency.results.ranges import MEASURE_NAMES, MONEY
from sufficiency.results.shapes import Made, academic_years

FEWEST_DRAWS, ENOUGH_DRAWS = 10, 20
"""Draws below which no range is given, and below which one is called by their number, not by how many outcomes it
holds (A-184)."""
CAPPED = 0.005
"""A range whose top is no farther from its centre, as a share of it, is held by a cap (A-184)."""
GAP_NAMES = dict(
    zip(("gap", *GAP), ("", ": above places", ": in INMSS for want of a place", ": unmet in mainstream"), strict=True)
)


class Total(NamedTuple):
    """A total of the years ahead: its name, what it counts, and its figures, (years,) each."""

    name: str
    about: str
    central: Floats
    low: Floats
    high: Floats


def ranges_have_draws(made: Made) -> list[Row]:
    """Whether there are enough draws for ranges, and for ranges that hold four outcomes in five."""
    draws = made.run.scenario.draws
    words = f"ranges are from {draws:,} draws"
    if draws < FEWEST_DRAWS:
        words = f"{too_few(draws)}: none is given in summary, report and tables"
    elif draws < ENOUGH_DRAWS:
        words += f": too few for a range of four outcomes in five, so they are called ranges of {draws} draws"
    severity = "information" if draws >= ENOUGH_DRAWS else "warning"
    return [row("ranges have draws", severity, "draws", (draws, ENOUGH_DRAWS), words)]


def too_few(draws: int) -> str:
    """Say that so many draws give no range."""
    number = f"{draws:,} draws are" if draws > 1 else "one draw is"
    return f"{number} too few for a range, which takes {FEWEST_DRAWS} or more"


def ranges_are_not_capped(made: Made) -> list[Row]:
    """Totals whose range ends where its centre is, year by year."""
    found = []
    for total in _ranged(made):
        near = (total.central > TOLERANCE) & (np.abs(total.high - total.central) <= CAPPED * total.central)
        if near.any():
            words = f"{total.about}: the range ends at its centre, or nearly, in {_years(made, near)}: places or a"
            words += " ceiling cap it, so it says how much lower the figure may be, and not how much higher"
            found.append(row("ranges are not capped", "information", total.name, (int(near.sum()), 0.0), words))
    return found


def central_figures_are_inside(made: Made) -> list[Row]:
    """Totals whose central figure is outside its own range, and by how much."""
    found, figures, count = [], 0, 0
    why = "schools fill to a ceiling and no further, so draws do not lie evenly about it"
    if made.run.scenario.draws < ENOUGH_DRAWS:
        why = "so few draws may miss it by chance"
    for total in _ranged(made):
        central, low, high = total.central, total.low, total.high
        away = np.maximum(np.maximum(low - central, central - high), 0.0)
        outside = away > TOLERANCE * np.maximum(np.abs(central), 1.0)
        figures, count = figures + central.size, count + int(outside.sum())
        if outside.any():
            at = int(np.argmax(away))
            words = f"{total.about}: the central figure is outside its range in {_years(made, outside)}, furthest in"
            words += f" {academic_years(made.run)[1 + at]} ({central[at]:,.0f}; {low[at]:,.0f} to {high[at]:,.0f}):"
            words += f" {why}"
            found.append(row("central figures are inside", "warning", total.name, (int(outside.sum()), 0.0), words))
    words = f"of {figures:,} central totals {count:,} are outside their range"
    return [row("central figures are inside", "information", "all", (count, 0.0), words), *found] if figures else []


def cells_are_inside(made: Made) -> list[Row]:
    """How many figures of each table, cell by cell, lie outside their range, and why they may."""
    if made.run.scenario.draws < FEWEST_DRAWS:
        return []
    why = (
        "where schools are just full, figures move in jumps, and draws do not lie evenly about the centre; summary and"
    )
    why += " report show no range of a saving then"
    found = []
    for name, table in made.tables.items():
        for column in [column for column in table if f"{column}_p10" in table and f"{column}_p90" in table]:
            central, low, high = table[[column, f"{column}_p10", f"{column}_p90"]].to_numpy(dtype=np.float64).T
            near = TOLERANCE * np.maximum(np.abs(central), 1.0)
            outside = int(((central < low - near) | (central > high + near)).sum())
            if outside:
                words = f"{name}.csv: {outside:,} of {len(table):,} figures of {column} lie outside their range: {why}"
                found.append(row("cells are inside", "information", f"{name}, {column}", (outside, 0.0), words))
    return found


def _years(made: Made, some: Flags) -> str:
    years = academic_years(made.run)
    return years_in_words((years[1 + place] for place in np.flatnonzero(some)), years)


def _ranged(made: Made) -> Iterator[Total]:
    """Headline totals, learners by kind of provision and the gap; none where too few draws give no range."""
    run = made.run
    if run.scenario.draws < FEWEST_DRAWS:
        return
    central = central_of(run)
    low, high = run.draws.ranges(totals_of_draws(run.instance), (0.1, 0.9))
    for place, (measure, about) in enumerate(MEASURES.items()):
        known = np.flatnonzero(~np.isnan(central[measure]))[1:]
        yield Total(measure, about, central[measure][known], low[place][known], high[place][known])
    table = made.tables["learners_by_kind"].dropna(subset=["learners"]).sort_values("academic_year")
    for kind, rows in table[table["kind"] != UNMET_KIND].groupby("kind"):
        figures = rows[["learners", "learners_p10", "learners_p90"]].to_numpy(dtype=np.float64)[1:].T
        yield Total(f"learners_by_kind, {kind}", f"learners {KIND_NAMES[str(kind)]}", *figures)
    ranged = made.tables["ranges"].set_index(["measure", "academic_year"]).sort_index()
    for measure in (name for name in MONEY if name not in MEASURES):
        figures = ranged.loc[measure][["central", "p10", "p90"]].to_numpy(dtype=np.float64).T
        yield Total(measure, MEASURE_NAMES[measure], *figures)
    gaps = made.tables["place_need_totals"]
    rows = gaps[gaps["level"] == "authority"].sort_values("academic_year")
    for part, about in GAP_NAMES.items():
        figures = rows[[part, f"{part}_p10", f"{part}_p90"]].to_numpy(dtype=np.float64)[1:].T
        yield Total(f"gap, {part}", f"the gap in state places{about}", *figures)
