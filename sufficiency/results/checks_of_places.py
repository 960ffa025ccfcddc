"""Checks of a run about places: that need foots, how full schools are, and that no school changes whom it takes."""

from typing import Any

import numpy as np

from models.parameters.placement import AS_COMMITTED
from models.vocabulary import IN_COUNTY, NEED_NAMES, Need
from sufficiency.results.check_rows import Row, at_most, law, row, years_in_words
from sufficiency.results.place_need import FOOT, GAP
from sufficiency.results.shapes import Made, academic_years
from sufficiency.tables.contracts import ALL, records

FULL, FULLEST = 1.1, 1.2
"""Learners a place above which a school is named, and above which that is a warning (A-182)."""
HARDLY = 0.0005
"""A school fuller than that by less is not."""
MOST_MOVED, YEARS_AHEAD, LEAST_LEARNERS = 0.1, 5, 10.0
"""A share of state places that moves by more within so many years is named, of at least so many learners. It moved with
the others if it is no further from where they would have taken it (A-183)."""

Figures = dict[str, Any]


def learners_and_places_foot(made: Made) -> list[Row]:
    """For each year and cell: required is the sum of where learners are, and the gap of its three parts."""
    need = made.tables["place_need"]
    left = need["required"] - need[list(FOOT)].sum(axis=1)
    gap = need["gap"] - need[list(GAP)].sum(axis=1)
    miss = max(float(left.abs().max()), float(gap.abs().max()))
    words = f"required less places, reallocated, above, at INMSS, unmet and unplaced leaves {at_most(miss)}"
    return law("learners and places foot", "every cell and year", miss, words)


def state_places_follow_a_rule(made: Made) -> list[Row]:
    """Which state places the run has."""
    rule = made.run.scenario.parameters.capacity.state_places
    words = (
        "state places are those that are dated, in the pack and the scenario, and no others (the baseline of a plan)"
        if rule == AS_COMMITTED
        else "state places grow besides as learners in them did in the last years (the baseline of a budget)"
    )
    return [row("state places follow a rule", "information", str(rule), (np.nan, np.nan), words)]


def schools_are_no_fuller_than_places(made: Made) -> list[Row]:
    """State schools and bases with more learners than 110% of their usable places in any year, the fullest year."""
    known = made.run.supply.providers[["provider_id", "name"]]
    table = made.tables["schools"].merge(known, on="provider_id", how="left", validate="many_to_one")
    table = table[table["provision"].isin([str(kind) for kind in IN_COUNTY]) & (table["usable_places"] > 0)]
    table = table.assign(full=(table["learners"] / table["usable_places"]).round(4))
    above = table[table["full"] > FULL + HARDLY].sort_values("academic_year")
    rows = [_fuller(records(school), academic_years(made.run)) for _, school in above.groupby("provider_id")]
    fullest = sum(one["severity"] == "warning" for one in rows)
    words = f"{len(rows)} of {table['provider_id'].nunique()} state schools and bases have more learners than"
    words += f" {FULL:.0%} of their places in some year, {fullest} more than {FULLEST:.0%}"
    return [row("schools are no fuller than places", "information", "all", (len(rows), 0.0), words), *rows]


def _fuller(school: list[Figures], years: list[str]) -> Row:
    """A school in the first of its fullest years; ``school`` are its rows above the threshold, in order."""
    worst = max(school, key=lambda year: year["full"])
    above = years_in_words([str(year["academic_year"]) for year in school], years)
    words = f"{worst['name']}: {worst['learners']:,.0f} learners on {worst['usable_places']:,.0f} places"
    words += f" ({worst['full']:.0%}) in {worst['academic_year']}; above {FULL:.0%} in {above}"
    fullest = worst["full"] > FULLEST + HARDLY
    numbers = (float(worst["full"]), FULLEST if fullest else FULL)
    severity = "warning" if fullest else "information"
    return row("schools are no fuller than places", severity, str(worst["provider_id"]), numbers, words)


def shares_of_state_places_hold(made: Made) -> list[Row]:
    """Needs in an area whose share of state places moves by more than ten points within five years, and why."""
    years = academic_years(made.run)[: YEARS_AHEAD + 1]
    table = made.tables["state_shares"]
    by_group: dict[tuple[str, str], dict[str, Figures]] = {}
    for one in records(table[table["academic_year"].isin(years)]):
        by_group.setdefault((str(one["area"]), str(one["need"])), {})[str(one["academic_year"])] = one
    everyone, names = by_group.get((ALL, ALL), {}), made.inputs.tables["areas"].set_index("area")["name"]
    found = []
    for (area, need), of_year in by_group.items():
        first = of_year.get(years[0])
        if ALL in (area, need) or first is None or first["required"] < LEAST_LEARNERS:
            continue
        last = max(of_year.values(), key=lambda one: abs(one["share"] - first["share"]))
        if abs(last["share"] - first["share"]) > MOST_MOVED:
            both = (everyone[years[0]], everyone[str(last["academic_year"])])
            found.append(_moved((str(names.get(area, area)), need), (first, last), both))
    return found


def _moved(group: tuple[str, str], own: tuple[Figures, Figures], everyone: tuple[Figures, Figures]) -> Row:
    """How far a share moved, with what it would have been had it moved as all shares together did."""
    (area, need), (before, after), (first, last) = group, own, everyone
    alike = before["share"] * (last["share"] / first["share"] if first["share"] > 0 else 1.0)
    beyond = after["share"] - alike
    with_others = abs(beyond) <= MOST_MOVED
    words = (
        f"{NEED_NAMES[Need(need)]}, {area}: {before['share']:.0%} of {before['required']:,.0f} learners were in a state"
        f" special school in {before['academic_year']}, {after['share']:.0%} of {after['required']:,.0f} in"
        f" {after['academic_year']}. Required: {_change(before['required'], after['required'])}; state places that"
        f" serve them: {_change(before['places'], after['places'])}. All needs and areas together go from"
        f" {first['share']:.0%} to {last['share']:.0%}, which alone would make it {alike:.0%}: it moved "
    )
    way = "above" if beyond > 0 else "below"
    words += "with the others" if with_others else f"{100 * abs(beyond):.0f} points {way} that"
    numbers = (after["share"] - before["share"], MOST_MOVED)
    severity = "information" if with_others else "warning"
    return row("shares of state places hold", severity, f"{need}, {area}", numbers, words)


def _change(before: float, after: float) -> str:
    """A change in per cent, with its sign."""
    if before <= 0:
        return "from none" if after > 0 else "none"
    return f"{100 * (after / before - 1):+.0f}%".replace("-", "−")
