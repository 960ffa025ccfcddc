"""Checks of providers and prices: position, area, whom each takes, needs that nobody takes."""

import numpy as np
import pandas as pd

from models.vocabulary import (
    IN_COUNTY,
    KINDS_OF_PROVISION,
    NEED_NAMES,
    PHASES,
    SPECIALIST,
    Need,
    Phase,
    Requirement,
    ages_of_phase,
)
from sufficiency.packs.checks.rows import Pack, Registered, Row, Severity, count, line

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


def every_provider_has_a_position(pack: Pack) -> list[Row]:
    """A position on the National Grid, or a stated journey."""
    providers = pack.tables["providers"]
    grid = providers[["easting", "northing"]].isna()
    lost = grid.any(axis=1) & (providers["journey_miles"].isna() | (grid.sum(axis=1) == 1))
    return [
        Row(
            "every provider has a position",
            Severity.ERROR,
            line("providers", number, "easting, northing"),
            str(name),
            "easting and northing, or journey_miles",
            "look the school up in GIAS (import gias), or state the journey in miles one way",
        )
        for number, name in providers.loc[lost, "name"].items()
    ]


def positions_are_in_england(pack: Pack) -> list[Row]:
    """Easting and northing the right way round, and not in the sea."""
    providers = pack.tables["providers"]
    rows = []
    for column, (low, high) in ENGLAND.items():
        outside = providers[(providers[column] < low) | (providers[column] > high)]
        rows += [
            Row(
                "positions are in England",
                Severity.WARNING,
                line("providers", number, column),
                count(float(value)),
                f"{low:,} to {high:,} metres",
                "look the school up; are easting and northing the wrong way round?",
            )
            for number, value in outside[column].items()
        ]
    return rows


def providers_stand_in_their_area(pack: Pack) -> list[Row]:
    """A provider of an area stands near the people of the area."""
    providers, points = pack.tables["providers"], pack.tables["demand_points"]
    rows = []
    for number, provider in providers[providers["easting"].notna()].iterrows():
        here = points[points["area"] == provider["area"]]
        if here.empty:
            continue
        steps = here[["easting", "northing"]].to_numpy(np.float64) - [provider["easting"], provider["northing"]]
        miles = float(np.hypot(steps[:, 0], steps[:, 1]).min()) / MILE
        if miles > FAR_MILES:
            value = f"{provider['name']}: {miles:.0f} miles from the nearest people of {provider['area']}"
            action = "check position and area; a school outside the authority has no area"
            where = line("providers", number, "area")
            allowed = f"at most {FAR_MILES:.0f} miles"
            rows.append(Row("providers stand in their area", Severity.WARNING, where, value, allowed, action))
    return rows


def every_provider_takes_somebody(pack: Pack) -> list[Row]:
    """Needs, a requirement, and ages in their order."""
    rows = []
    for number, provider in pack.tables["providers"].iterrows():
        name = str(provider["name"])
        faults = [
            (column, name, "one code or more", "write whom it takes; without it nobody is ever placed there")
            for column in ("needs", "requirements")
            if not str(provider[column]).split()
        ]
        if provider["min_age"] > provider["max_age"]:
            ages = f"{name}: {provider['min_age']} to {provider['max_age']}"
            action = "write ages on 31 August; a statutory range 11-16 is 11 to 15"
            faults.append(("min_age, max_age", ages, "the younger age first", action))
        rows += [
            Row("every provider takes somebody", Severity.ERROR, line("providers", number, column), *words)
            for column, *words in faults
        ]
    return rows


def every_need_is_taken(pack: Pack) -> list[Row]:
    """Needs and phases that have learners in specialist places, and that no provider takes."""
    joint, providers = pack.tables["plans_joint"], pack.tables["providers"]
    rows = []
    for requirement, (provisions, name) in GROUPS.items():
        takers = providers[[requirement in str(words).split() for words in providers["requirements"]]]
        here = joint[joint["provision"].isin([str(provision) for provision in provisions])]
        rows += [row for phase in PHASES for row in _needs_of_a_phase(here, takers, phase, name)]
    return rows


def _needs_of_a_phase(learners: pd.DataFrame, takers: pd.DataFrame, phase: Phase, name: str) -> list[Row]:
    ages = ages_of_phase(phase)
    by_need = learners[learners["age"].isin(ages)].groupby("need")["plans"].sum()
    open_to = takers[(takers["min_age"] <= ages[-1]) & (takers["max_age"] >= ages[0])]
    rows = []
    for need, plans in by_need[by_need >= 0.5].items():
        found = open_to[[need in str(words).split() for words in open_to["needs"]]]
        there = f"{NEED_NAMES[Need(str(need))]}, {phase.replace('_', ' ')}: {count(round(float(plans)))} learners"
        rows.append(_taken(f"{there} in {name}", name, found))
    return [row for row in rows if row is not None]


def _taken(value: str, name: str, found: pd.DataFrame) -> Row | None:
    """Say that a need is taken by nobody, or only by a market; None where a named provider takes it."""
    check, allowed = "every need is taken", "a provider that takes need, phase and requirement"
    if found.empty:
        action = f"add the need or the ages to the {name} that have such learners today; else they are left unplaced"
        return Row(check, Severity.WARNING, "providers.csv, needs", value, allowed, action)
    if (found["elastic"] == "yes").all():
        action = "only the market takes them: if a named school does, add the need to its row"
        return Row(check, Severity.INFORMATION, "providers.csv, needs", value, allowed, action)
    return None


def every_price_is_there(pack: Pack) -> list[Row]:
    """A price for each kind of place, or for each need of it."""
    prices = pack.tables["prices"]
    wanted = (
        *((KINDS_OF_PROVISION[kind].charge, str(kind)) for kind in SPECIALIST),
        *(("place_funding", str(kind)) for kind in IN_COUNTY),
        ("transport_fixed", "any"),
        ("transport_mile", "any"),
    )
    rows = []
    for item, provision in wanted:
        found = prices[(prices["item"] == item) & prices["provision"].isin([provision, "any"])]
        lacking = sorted({str(need) for need in Need} - set(found["need"]) - {"DS"})
        if "any" in set(found["need"]) or not lacking:
            continue
        value = f"{item}, {provision}: none for {', '.join(lacking)}"
        action = "add the price, or one for need any; a missing price counts as nothing"
        rows.append(Row("every price is there", Severity.ERROR, "prices.csv", value, "a price for every need", action))
    return rows


CHECKS = (
    Registered(every_provider_has_a_position, ("providers",)),
    Registered(positions_are_in_england, ("providers",)),
    Registered(providers_stand_in_their_area, ("providers", "demand_points")),
    Registered(every_provider_takes_somebody, ("providers",)),
    Registered(every_need_is_taken, ("providers", "plans_joint")),
    Registered(every_price_is_there, ("prices",)),
)
