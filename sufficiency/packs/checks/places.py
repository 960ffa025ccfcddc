"""Checks of places: who has none, what is counted twice, places against learners and rolls."""

import pandas as pd

from models.vocabulary import Phase, academic_year, ages_of_phase
from sufficiency.packs.checks.files import is_academic_year
from sufficiency.packs.checks.providers import GROUPS
from sufficiency.packs.checks.rows import Pack, Registered, Row, Severity, count, line, percent

FEWEST_PER_PLACE, MOST_PER_PLACE = 0.75, 1.25
"""Learners a place that can be right: England's special schools have 1.04 (May 2024), two thirds are full (A-74)."""
FEWEST_LEARNERS = 10.0
"""Below this many learners or places the two are not compared."""


def every_provider_has_places(pack: Pack) -> list[Row]:
    """Places at some date; a market may start with none, for it grows, and so may all schools of other authorities."""
    providers = pack.tables["providers"]
    most = pack.tables["places"].groupby("provider_id")["places"].max()
    places = providers["provider_id"].map(most)
    without = providers[~(places > 0) & (providers["elastic"] == "no") & providers["easting"].notna()]
    return [
        Row(
            "every provider has places",
            Severity.WARNING,
            line("providers", number),
            str(name),
            "places above 0 from some September",
            "give its agreed number (import places), or take the provider out",
        )
        for number, name in without["name"].items()
    ]


def places_are_counted_once(pack: Pack) -> list[Row]:
    """A provider has places for all phases together, or by phase; where both are in force they are added."""
    table = pack.tables["places"].reset_index(names="line")
    dated = table.pivot_table(index=["provider_id", "phase"], columns="academic_year", values="places").ffill(axis=1)
    whole = dated.index.get_level_values("phase") == "all"
    parts = dated[~whole].groupby("provider_id").sum()
    both = (dated[whole].droplevel("phase").reindex(parts.index) > 0) & (parts > 0)
    rows = []
    for provider in both.index[both.any(axis=1)]:
        year = both.columns[both.loc[provider]][0]
        value = f"{provider}: all phases and single phases at once from {year}"
        action = f"write a row with 0 places in phase all from {year}, or take the phases out"
        own = table.loc[table["provider_id"] == provider, "line"]
        where = line("places", own.iloc[0], "phase")
        rows.append(Row("places are counted once", Severity.ERROR, where, value, "all phases, or each phase", action))
    return rows


def places_are_of_its_ages(pack: Pack) -> list[Row]:
    """Places of a phase at a provider that takes no age of that phase hold nobody."""
    ages = pack.tables["providers"].set_index("provider_id")[["name", "min_age", "max_age"]]
    split = pack.tables["places"]
    split = split[(split["phase"] != "all") & (split["places"] > 0)].join(ages, on="provider_id", how="inner")
    rows = []
    for number, row in split.iterrows():
        taken = ages_of_phase(Phase(row["phase"]))
        if row["min_age"] <= taken[-1] and row["max_age"] >= taken[0]:
            continue
        value = (
            f"{row['name']}: {count(row['places'])} places in {row['phase']}, ages {row['min_age']} to {row['max_age']}"
        )
        action = "repair the ages, or give the places to a phase that it takes"
        where = line("places", number, "phase")
        rows.append(Row("places are of its ages", Severity.WARNING, where, value, "phases of its ages", action))
    return rows


def reserved_places_exist(pack: Pack) -> list[Row]:
    """Places held by other authorities' learners are no more than the places."""
    places = pack.tables["places"]
    beyond = places[places["reserved"] > places["places"]]
    return [
        Row(
            "reserved places exist",
            Severity.ERROR,
            line("places", number, "reserved"),
            f"{row['provider_id']}: {count(row['reserved'])} of {count(row['places'])} places",
            "at most the places",
            "check how many learners of other authorities are there",
        )
        for number, row in beyond.iterrows()
    ]


def base_year_places(pack: Pack) -> pd.DataFrame:
    """Providers with places and reserved of the base year, summed over phases; none where nothing is dated yet."""
    now = academic_year(pack.base)
    places = pack.tables["places"]
    dated = places[places["academic_year"].map(is_academic_year) & (places["academic_year"] <= now)]
    latest = dated.sort_values("academic_year").groupby(["provider_id", "phase"]).last()
    sums = latest.groupby("provider_id")[["places", "reserved"]].sum().reset_index()
    table = pack.tables["providers"].merge(sums, on="provider_id", how="left", validate="one_to_one")
    none_yet = table["places"].isna()
    return table.assign(places=table["places"].mask(none_yet, 0.0), reserved=table["reserved"].mask(none_yet, 0.0))


def places_fit_learners(pack: Pack) -> list[Row]:
    """Learners of the base year against the places that the authority's own learners can use, by kind of school."""
    supply = base_year_places(pack)
    supply = supply.assign(usable=supply["places"] - supply["reserved"])
    learners = pack.tables["plans_joint"].groupby("provision")["plans"].sum()
    rows = []
    for provisions, name in GROUPS.values():
        for provision in provisions:
            there = float(learners.get(str(provision), 0.0))
            usable = float(supply.loc[supply["provision"] == provision, "usable"].sum())
            if max(there, usable) < FEWEST_LEARNERS or FEWEST_PER_PLACE * usable <= there <= MOST_PER_PLACE * usable:
                continue
            value = f"{str(provision).replace('_', ' ')}: {count(round(there))} learners, {count(round(usable))} places"
            allowed = f"{FEWEST_PER_PLACE} to {MOST_PER_PLACE} learners a place"
            action = f"are all {name} there, with their agreed numbers? Are places of other authorities counted?"
            rows.append(
                Row(
                    "places fit learners",
                    Severity.WARNING,
                    f"places.csv, {academic_year(pack.base)}",
                    value,
                    allowed,
                    action,
                )
            )
    return rows


def rolls_fit_places(pack: Pack) -> list[Row]:
    """Pupils on roll of each school against its places, where the register of GIAS was imported."""
    register = pack.tables.get("provider_register")
    if register is None:
        return []
    current = register[(register["relation"] == "current") & register["on_roll"].notna()]
    supply = base_year_places(pack)
    both = current.merge(supply, on="provider_id", validate="one_to_one", suffixes=("_register", ""))
    both = both[(both["places"] >= FEWEST_LEARNERS) & (both["provision"] == "state_special")]
    rows = []
    for school in both.to_dict("records"):
        ratio = school["on_roll"] / school["places"]
        if FEWEST_PER_PLACE <= ratio <= MOST_PER_PLACE:
            continue
        value = (
            f"{school['name']}: {count(school['on_roll'])} on roll, {count(school['places'])} places, {percent(ratio)}"
        )
        action = (
            "check the agreed number and its date (import places); full schools often have more on roll than places"
        )
        where = f"places.csv, {school['provider_id']}"
        allowed = f"{percent(FEWEST_PER_PLACE)} to {percent(MOST_PER_PLACE)}"
        rows.append(Row("rolls fit places", Severity.WARNING, where, value, allowed, action))
    return rows


PROVIDERS_AND_PLACES = ("providers", "places")
CHECKS = (
    Registered(every_provider_has_places, PROVIDERS_AND_PLACES),
    Registered(places_are_counted_once, ("places",)),
    Registered(places_are_of_its_ages, PROVIDERS_AND_PLACES),
    Registered(reserved_places_exist, ("places",)),
    Registered(places_fit_learners, (*PROVIDERS_AND_PLACES, "plans_joint")),
    Registered(rolls_fit_places, PROVIDERS_AND_PLACES),
)
