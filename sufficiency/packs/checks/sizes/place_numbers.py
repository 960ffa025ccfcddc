"""Are numbers of places believable: schools too small or too large, steps from year to year, phases and needs."""

from collections.abc import Hashable, Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from models.vocabulary import (
    IN_COUNTY,
    NEED_NAMES,
    PHASES,
    SPECIALIST,
    Need,
    Provision,
    academic_year,
    ages_of_phase,
    census_year,
)
from sufficiency.errors import Fault, Severity
from sufficiency.packs.checks.codes import is_academic_year
from sufficiency.packs.checks.places import base_year_places
from sufficiency.packs.checks.register import check, count, finding, line, of_table
from sufficiency.packs.reading import Pack

POOLED = "A-25"
"""The assumption by which an importer pools the bases of an area and phase: such a row is not one school."""
GROWN = 159_852 / 119_098
"""Learners of state special schools, January 2025 over 2019, by which the rolls of 2018/19 have grown (A-37)."""
SMALLEST_BASE, LARGEST_BASE = 2.0, 60.0
"""Places of a specialist base that can be right; most have 6 to 20 (A-303)."""
LEAST_STEP, MOST_STEP, FEW_PLACES = 0.5, 2.5, 10.0
"""Part and times of the places of the year before beyond which a step is doubtful, from so many places on (A-306)."""
YEARS_BACK, YEARS_AHEAD = 15, 15
"""Years from the base year beyond which a date of places is doubtful (A-306)."""
FEWEST_A_PLACE, MOST_A_PLACE, FEWEST_LEARNERS = 1 / 3, 3.0, 20.0
"""Learners of a phase or need for each place that only they can take, that can be right (A-307)."""
ROLLS_MOST = 1.5
"""The authority's own learners for each usable place of a school that can be right (A-307)."""
SIZES = {
    Provision.STATE_SPECIAL: "state_special_places",
    Provision.INDEPENDENT_SPECIAL: "independent_special_places",
    Provision.NON_MAINTAINED_SPECIAL: "independent_special_places",
}
"""Measure of how large schools of a kind are."""


@check(Severity.WARNING, "providers", "places")
def schools_are_of_a_believable_size(pack: Pack) -> Iterator[Fault]:
    """A special school with three places or three thousand, a base with four hundred."""
    schools = {school["provider_id"]: school for school in pack.tables["providers"].to_dict("records")}
    places = pack.tables["places"].reset_index(names="line")
    sums = places.groupby(["provider_id", "academic_year"]).agg({"places": "sum", "line": "first", "source": "first"})
    largest = sums.reset_index().sort_values("places").groupby("provider_id").last().reset_index()
    for row in largest.to_dict("records"):
        school = schools.get(row["provider_id"])
        if school is None or row["places"] == 0 or POOLED in row["source"].split():
            continue
        bounds = _size_of(pack, school)
        if bounds is None or bounds[0] <= row["places"] <= bounds[1]:
            continue
        value = f"{school['name']}: {count(row['places'])} places in {row['academic_year']}"
        allowed = f"{count(round(bounds[0]))} to {count(round(bounds[1]))} places (A-303)"
        remedy = "is a nought missing, or one too many? Give the agreed number (import places)"
        yield finding(line("places", row["line"], "places"), value, allowed, remedy)


def _size_of(pack: Pack, school: Mapping[Hashable, Any]) -> tuple[float, float] | None:
    """Smallest and largest number of places of such a school; None where nothing is known.

    Of an independent school, and of one elsewhere, a pack holds only the places that this authority uses.
    """
    if school["provision"] == Provision.SPECIALIST_BASE:
        return SMALLEST_BASE, LARGEST_BASE
    measure = SIZES.get(school["provision"])
    seen = pack.ranges.of(measure, 0.0) if measure else None
    if seen is None or school["elastic"] == "yes" or pd.isna(school["easting"]):
        return None
    whole = school["provision"] == Provision.STATE_SPECIAL and school["area"] not in {"", None}
    return (seen.lowest if whole else 0.0), seen.highest * GROWN


@check(Severity.WARNING, "providers", "places", "demand_points")
def pooled_bases_fit_their_areas(pack: Pack) -> Iterator[Fault]:
    """Bases that stand for all of an area, against those of the other areas, by the children of each."""
    supply = base_year_places(pack)
    persons = pack.tables["demand_points"].groupby("area")[[f"persons_{phase}" for phase in PHASES]].sum()
    named = pack.tables["places"].loc[lambda rows: rows["source"].str.contains(rf"\b{POOLED}\b"), "provider_id"]
    pooled = supply[supply["provider_id"].isin(named) & supply["area"].isin(persons.index)]
    for phase in PHASES:
        ages = ages_of_phase(phase)
        alike = pooled[(pooled["min_age"] <= ages[-1]) & (pooled["max_age"] >= ages[0])]
        children = persons.loc[alike["area"], f"persons_{phase}"].to_numpy()
        usual = float(np.median(alike["places"] / np.maximum(children, 1.0))) * children if len(alike) else children
        for row, expected in zip(alike.to_dict("records"), usual, strict=True):
            far = abs(row["places"] - expected) >= FEW_PLACES
            if not far or expected / MOST_A_PLACE <= row["places"] <= MOST_A_PLACE * expected:
                continue
            value = f"{row['name']}, {row['area']}: {count(row['places'])} places"
            allowed = f"about {count(round(expected))}, as many a child as in the other areas (A-307)"
            remedy = "is a nought missing, or one too many? Give the agreed numbers (import places)"
            place = of_table("places", f"{row['provider_id']}, {academic_year(pack.base)}")
            yield finding(place, value, allowed, remedy)


@check(Severity.WARNING, "providers", "places")
def places_are_whole(pack: Pack) -> Iterator[Fault]:
    """Schools of the authority have no parts of places: a point stands where none should."""
    providers = pack.tables["providers"]
    here = providers["provision"].isin(IN_COUNTY) & (providers["area"].fillna("") != "")
    own = providers.loc[here, "provider_id"]
    places = pack.tables["places"]
    for number, row in places[places["provider_id"].isin(own) & (places["places"] % 1 != 0)].iterrows():
        value = f"{row['provider_id']}: {row['places']:g} places"
        remedy = "is the point in the wrong place? Give the agreed number, rounded where it is worked out"
        yield finding(line("places", number, "places"), value, "a whole number", remedy)


@check(Severity.WARNING, "providers", "places")
def places_last_and_grow_in_steps(pack: Pack) -> Iterator[Fault]:
    """Places that vanish in a later year, or that more than double in one."""
    names = pack.tables["providers"].set_index("provider_id")["name"]
    ends_other_form = _forms(pack)
    dated = pack.tables["places"].sort_values(["provider_id", "phase", "academic_year"])
    for (provider, _), rows in dated.groupby(["provider_id", "phase"]):
        for (_, before), (number, now) in zip(rows.iloc[:-1].iterrows(), rows.iloc[1:].iterrows(), strict=True):
            was, places = float(before["places"]), float(now["places"])
            if max(was, places) < FEW_PLACES or was == 0 or LEAST_STEP * was <= places <= MOST_STEP * was:
                continue
            if places == 0 and (provider, now["academic_year"]) in ends_other_form:
                continue
            value = f"{names.get(provider, provider)}: {count(was)} places, then {count(places)}"
            remedy = (
                "does the school close, or grow so much? Places hold until the next row: leave out a row of no change"
            )
            allowed = f"{LEAST_STEP} to {MOST_STEP} times the year before (A-306)"
            yield finding(line("places", number, f"places, {now['academic_year']}"), value, allowed, remedy)


def _forms(pack: Pack) -> set[tuple[object, object]]:
    """Providers and years in which places begin in another form: all phases together, or each phase."""
    places = pack.tables["places"]
    begun = places[places["places"] > 0]
    return set(zip(begun["provider_id"], begun["academic_year"], strict=True))


@check(Severity.WARNING, "places")
def dates_of_places_are_near(pack: Pack) -> Iterator[Fault]:
    """A date of long ago, or of a far future, is a slip of the pen."""
    places = pack.tables["places"]
    years = places["academic_year"].astype(str)
    for number, year in years[years.map(is_academic_year)].items():
        if not pack.base - YEARS_BACK <= census_year(year) <= pack.base + YEARS_AHEAD:
            allowed = f"{academic_year(pack.base - YEARS_BACK)} to {academic_year(pack.base + YEARS_AHEAD)} (A-306)"
            remedy = "write the academic year from whose September the places are there"
            yield finding(line("places", number, "academic_year"), year, allowed, remedy)


@check(Severity.WARNING, "providers", "places")
def some_places_are_for_this_authority(pack: Pack) -> Iterator[Fault]:
    """A school of the authority all of whose places are held by learners of others."""
    supply = base_year_places(pack)
    here = supply[(supply["places"] > 0) & (supply["reserved"] >= supply["places"])]
    for row in here.to_dict("records"):
        value = f"{row['name']}: {count(row['reserved'])} of {count(row['places'])} places"
        remedy = "is the number of learners from elsewhere in the wrong column?"
        yield finding(of_table("places", f"reserved, {row['provider_id']}"), value, "fewer than the places", remedy)


@check(Severity.WARNING, "providers", "places", "plans_joint")
def every_phase_has_places(pack: Pack) -> Iterator[Fault]:
    """Learners of a phase against the places that may take them: none at all, or far fewer or more."""
    supply, joint = _by_phase(pack), pack.tables["plans_joint"]
    for kind in SPECIALIST:
        here, name = supply[supply["provision"] == kind], str(kind).replace("_", " ")
        learners = joint[joint["provision"] == kind]
        for phase in PHASES:
            ages = ages_of_phase(phase)
            there = float(learners.loc[learners["age"].isin(ages), "plans"].sum())
            takes = (here["min_age"] <= ages[-1]) & (here["max_age"] >= ages[0])
            open_to = float(here.loc[takes & here["phase"].isin(["all", phase]), "usable"].sum())
            own = float(here.loc[here["phase"] == phase, "usable"].sum())
            learning = f"{phase.replace('_', ' ')}: {count(round(there))} learners in {name}"
            if there >= FEWEST_LEARNERS and there > MOST_A_PLACE * open_to:
                remedy = "which schools have these learners? Give their places, ages and phases"
            elif own >= FEWEST_LEARNERS and there < FEWEST_A_PLACE * own:
                remedy = "are these places of another phase, or is there a nought too many?"
            else:
                continue
            place = of_table("places", f"{phase}, {academic_year(pack.base)}")
            value = f"{learning}, {count(round(open_to))} places"
            yield finding(place, value, "1/3 to 3 learners a place (A-307)", remedy)


@check(Severity.WARNING, "providers", "places", "plans_joint")
def every_need_has_places(pack: Pack) -> Iterator[Fault]:
    """Learners of a need against all places that take it, and against those that take nothing else."""
    supply, joint = base_year_places(pack), pack.tables["plans_joint"]
    supply = supply.assign(
        usable=supply["places"] - supply["reserved"], codes=supply["needs"].map(lambda one: str(one).split())
    )
    for kind in SPECIALIST:
        here, name = supply[supply["provision"] == kind], str(kind).replace("_", " ")
        learners = joint[joint["provision"] == kind].groupby("need")["plans"].sum()
        for need, there in learners.items():
            open_to = float(here.loc[here["codes"].map(lambda codes, need=need: need in codes), "usable"].sum())
            only = float(here.loc[here["codes"].map(lambda codes, need=need: codes == [need]), "usable"].sum())
            words = f"{NEED_NAMES[Need(str(need))]}: {count(round(float(there)))} learners in {name}"
            place = of_table("places", f"{need}, {academic_year(pack.base)}")
            if there >= FEWEST_LEARNERS and there > MOST_A_PLACE * open_to:
                remedy = "which schools have these learners? Give their places, and the need in their row"
                yield finding(place, f"{words}, {count(round(open_to))} places", "at most 3 a place (A-307)", remedy)
            elif only >= FEWEST_LEARNERS and there < FEWEST_A_PLACE * only:
                remedy = "do these schools take other needs too, or is there a nought too many?"
                value = f"{words}, {count(round(only))} places for nothing else"
                yield finding(place, value, "at least 1/3 a place (A-307)", remedy)


@check(Severity.WARNING, "providers", "places", optional=("provider_rolls",))
def own_learners_fit_places(pack: Pack) -> Iterator[Fault]:
    """The authority's own learners at each school on census day, where the return was imported, against its places."""
    rolls = pack.tables.get("provider_rolls")
    if rolls is None:
        return
    now = rolls[rolls["census_year"] == pack.base].groupby("provider_id")["learners"].sum()
    for school in base_year_places(pack).to_dict("records"):
        learners, usable = float(now.get(school["provider_id"], 0.0)), school["places"] - school["reserved"]
        if school["elastic"] == "yes" or max(learners, usable) < FEWEST_LEARNERS or learners <= ROLLS_MOST * usable:
            continue
        value = f"{school['name']}: {count(learners)} learners of the authority, {count(usable)} places for them"
        remedy = "is the agreed number right, and are places of others held back that are not theirs?"
        allowed = f"at most {ROLLS_MOST} learners a place (A-307)"
        yield finding(of_table("places", str(school["provider_id"])), value, allowed, remedy)


def _by_phase(pack: Pack) -> pd.DataFrame:
    """Usable places of the base year by provider and phase, with provision and ages."""
    now = academic_year(pack.base)
    places = pack.tables["places"]
    known = [year for year in places["academic_year"].unique() if is_academic_year(str(year)) and str(year) <= now]
    dated = places[places["academic_year"].isin(known)]
    latest = dated.sort_values("academic_year").groupby(["provider_id", "phase"]).last().reset_index()
    schools = pack.tables["providers"][["provider_id", "provision", "min_age", "max_age"]]
    joined = latest.merge(schools, on="provider_id", validate="many_to_one")
    return joined.assign(usable=joined["places"] - joined["reserved"])
