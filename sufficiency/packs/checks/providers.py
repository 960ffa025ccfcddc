"""Are providers believable, and priced: where each stands, needs that nobody takes, a price for every need."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from models.vocabulary import (
    IN_COUNTY,
    INMSS,
    KINDS_OF_PROVISION,
    NEED_NAMES,
    NEEDS,
    PHASES,
    SPECIALIST,
    Need,
    Phase,
    Requirement,
    ages_of_phase,
)
from sufficiency.errors import Fault, Severity
from sufficiency.packs.boundaries import IN_DEGREES, SWAP, misplaced
from sufficiency.packs.checks.register import check, count, finding, line, of_table
from sufficiency.packs.reading import Pack

MILE = 1609.344
FAR_MILES = 5.0
"""Miles beyond which a provider stands outside the area that the pack gives it (A-73)."""
ENGLAND = {"easting": (80_000, 660_000), "northing": (5_000, 660_000)}
"""Where England lies on the British National Grid, in metres."""
GROUPS = {
    requirement: (tuple(kind for kind in SPECIALIST if KINDS_OF_PROVISION[kind].takes[0] is requirement), name)
    for requirement, name in (
        (Requirement.BASE, "specialist bases"),
        (Requirement.SPECIAL, "special schools"),
        (Requirement.INDEPENDENT_ONLY, "independent mainstream schools"),
    )
}
"""Requirement of a place, the provisions whose learners need it, and what people call them."""
ANY = ("any",)
WANTED: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    *(("top_up", provision, NEEDS) for provision in IN_COUNTY),
    *(("place_funding", provision, ANY) for provision in IN_COUNTY),
    *(("fee", provision, NEEDS) for provision in INMSS),
    ("transport_fixed", "any", ANY),
    ("transport_mile", "any", ANY),
)
"""Items with the provision and the needs for which each must have a price."""


@check(Severity.WARNING, "providers", kind="positions are in England")
def positions_are_in_england(pack: Pack) -> Iterator[Fault]:
    """Easting and northing the right way round, and not in the sea."""
    providers = pack.tables["providers"]
    for column, (low, high) in ENGLAND.items():
        outside = providers[(providers[column] < low) | (providers[column] > high)]
        for number, value in outside[column].items():
            remedy = "look the school up; are easting and northing the wrong way round?"
            yield finding(line("providers", number, column), count(float(value)), f"{low:,} to {high:,} metres", remedy)


@check(Severity.ERROR, "providers")
def positions_are_metres_the_right_way_round(pack: Pack) -> Iterator[Fault]:
    """A provider in degrees, or with easting and northing swapped: every journey to it is wrong."""
    providers = pack.tables["providers"]
    for number, provider in providers[providers["easting"].notna() & providers["northing"].notna()].iterrows():
        east, north, area = float(provider["easting"]), float(provider["northing"]), str(provider["area"])
        wrong = misplaced(east, north, area, pack.boundaries.shapes)
        if wrong is not None and wrong.remedy in (IN_DEGREES, SWAP):
            place, value = line("providers", number, "easting, northing"), f"{provider['name']} {wrong.seen}"
            yield finding(place, value, "metres on the British National Grid", wrong.remedy)


@check(Severity.WARNING, "providers", "demand_points")
def providers_stand_in_their_area(pack: Pack) -> Iterator[Fault]:
    """A provider of an area stands near the people of the area."""
    providers, points = pack.tables["providers"], pack.tables["demand_points"]
    for number, provider in providers[providers["easting"].notna()].iterrows():
        here = points[points["area"] == provider["area"]]
        if here.empty:
            continue
        steps = here[["easting", "northing"]].to_numpy(np.float64) - [provider["easting"], provider["northing"]]
        miles = float(np.hypot(steps[:, 0], steps[:, 1]).min()) / MILE
        if miles > FAR_MILES:
            value = f"{provider['name']}: {miles:.0f} miles from the nearest people of {provider['area']}"
            remedy = "check position and area; a school outside the authority has no area"
            yield finding(line("providers", number, "area"), value, f"at most {FAR_MILES:.0f} miles", remedy)


@check(Severity.ERROR, "providers")
def every_provider_takes_somebody(pack: Pack) -> Iterator[Fault]:
    """Needs, a requirement, and ages in their order."""
    providers = pack.tables["providers"]
    for column in ("needs", "requirements"):
        for number, name in providers.loc[providers[column].str.strip() == "", "name"].items():
            remedy = "write whose places these are; without it nobody is ever placed there"
            yield finding(line("providers", number, column), str(name), "one code or more", remedy)
    for number, provider in providers[providers["min_age"] > providers["max_age"]].iterrows():
        ages = f"{provider['name']}: {provider['min_age']} to {provider['max_age']}"
        remedy = "write ages on 31 August; a statutory range 11-16 is 11 to 15"
        yield finding(line("providers", number, "min_age, max_age"), ages, "the younger age first", remedy)


@check(Severity.WARNING, "providers", "plans_joint")
def every_need_is_taken(pack: Pack) -> Iterator[Fault]:
    """Needs and phases that have learners in specialist places, and that no provider takes."""
    joint, providers = pack.tables["plans_joint"], pack.tables["providers"]
    for requirement, (provisions, name) in GROUPS.items():
        takers = providers.loc[[requirement in str(words).split() for words in providers["requirements"]]]
        here = joint[joint["provision"].isin([str(provision) for provision in provisions])]
        for phase in PHASES:
            yield from _needs_of_a_phase(here, takers, phase, name)


def _needs_of_a_phase(learners: pd.DataFrame, takers: pd.DataFrame, phase: Phase, name: str) -> Iterator[Fault]:
    """Needs of a phase that nobody takes, or only a market: that is for information."""
    ages = ages_of_phase(phase)
    by_need = learners[learners["age"].isin(ages)].groupby("need")["plans"].sum()
    open_to = takers[(takers["min_age"] <= ages[-1]) & (takers["max_age"] >= ages[0])]
    for need, plans in by_need[by_need >= 0.5].items():
        taking = open_to.loc[[need in str(words).split() for words in open_to["needs"]]]
        there = f"{NEED_NAMES[Need(str(need))]}, {phase.replace('_', ' ')}: {count(round(float(plans)))} learners"
        there = f"{there} in {name}"
        place, allowed = of_table("providers", "needs"), "a provider that takes need, phase and requirement"
        if taking.empty:
            remedy = f"add the need or the ages to the {name} that have such learners today"
            yield finding(place, there, allowed, f"{remedy}; else they are left unplaced")
        elif (taking["elastic"] == "yes").all():
            remedy = "only the market takes them: if a named school does, add the need to its row"
            yield finding(place, there, allowed, remedy, severity=Severity.INFORMATION)


@check(Severity.ERROR, "prices")
def every_price_is_there(pack: Pack) -> Iterator[Fault]:
    """A price for each kind of place, or for each need of it; one for any provision or any need stands for all."""
    prices = pack.tables["prices"]
    for item, provision, needs in WANTED:
        priced = prices[(prices["item"] == item) & prices["provision"].isin([provision, "any"])]
        lacking = sorted(set(needs) - set(priced["need"]))
        if "any" in set(priced["need"]) or not lacking:
            continue
        value = f"{item}, {provision}: none for {', '.join(lacking)}"
        remedy = "add the price, or one for need any; without it no run can say what it costs"
        message = f"no price for {item}, {provision}, {', '.join(lacking)}; add a row for it"
        yield finding(of_table("prices"), value, "a price for every need", remedy, message)
