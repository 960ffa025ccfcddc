"""Are places right: who has none, what is counted twice, places against learners and rolls."""

from collections.abc import Iterator

import pandas as pd

from models.vocabulary import Phase, academic_year, ages_of_phase
from sufficiency.errors import Fault, Severity
from sufficiency.packs.checks.codes import is_academic_year
from sufficiency.packs.checks.providers import GROUPS
from sufficiency.packs.checks.register import check, count, finding, line, of_table, percent
from sufficiency.packs.reading import Pack

FEWEST_PER_PLACE, MOST_PER_PLACE = 0.75, 1.25
"""Learners a place that can be right: England's special schools have 1.04 (May 2024), two thirds are full (A-74)."""
FEWEST_LEARNERS = 10.0
"""Below this many learners or places the two are not compared."""


@check(Severity.WARNING, "providers", "places")
def every_provider_has_places(pack: Pack) -> Iterator[Fault]:
    """Places at some date; a market may start with none, for it grows, and so may all schools of other authorities."""
    providers = pack.tables["providers"]
    most = pack.tables["places"].groupby("provider_id")["places"].max()
    places = providers["provider_id"].map(most)
    without = providers[~(places > 0) & (providers["elastic"] == "no") & providers["easting"].notna()]
    for number, name in without["name"].items():
        remedy = "give its agreed number (import places), or take the provider out"
        yield finding(line("providers", number), str(name), "places above 0 from some September", remedy)


@check(Severity.ERROR, "places")
def places_are_counted_once(pack: Pack) -> Iterator[Fault]:
    """A provider has places for all phases together, or by phase; where both are in force they are added.

    The fault is named once, in the first year in which both are in force.
    """
    table = pack.tables["places"].reset_index(names="line")
    for provider, rows in table.sort_values(["academic_year", "phase"]).groupby("provider_id"):
        held: dict[str, float] = {}
        for year, dated in rows.groupby("academic_year"):
            held.update(zip(dated["phase"], dated["places"], strict=True))
            whole = held.get("all", 0.0)
            single = sum(places for phase, places in held.items() if phase != "all")
            if min(whole, single) <= 0:
                continue
            value = f"{provider}: all phases and single phases at once from {year}"
            remedy = f"write a row with 0 places in phase all from {year}, or take the phases out"
            message = (
                f"{provider} has {whole:g} places for all phases and {single:g} for single ones from {year}; "
                "end the one form with a row of 0 places in that year"
            )
            place = line("places", dated["line"].iloc[-1], "phase")
            yield finding(place, value, "all phases, or each phase", remedy, message)
            break


@check(Severity.ERROR, "providers", "places")
def places_of_a_market_are_for_all_phases(pack: Pack) -> Iterator[Fault]:
    """A market grows as a whole, so that it has no places of one phase."""
    providers, places = pack.tables["providers"], pack.tables["places"]
    market = set(providers.loc[providers["elastic"] == "yes", "provider_id"])
    split = places[places["provider_id"].isin(market) & (places["phase"] != "all") & (places["places"] > 0)]
    for number, provider in split["provider_id"].drop_duplicates().items():
        message = f"{provider} is a market: its places are for all phases"
        remedy = "write its places in phase all"
        yield finding(line("places", number, "phase"), str(provider), "phase all", remedy, message)


@check(Severity.WARNING, "providers", "places")
def places_are_of_its_ages(pack: Pack) -> Iterator[Fault]:
    """Places of a phase at a provider that takes no age of that phase hold nobody."""
    ages = pack.tables["providers"].set_index("provider_id")[["name", "min_age", "max_age"]]
    split = pack.tables["places"]
    split = split[(split["phase"] != "all") & (split["places"] > 0)].join(ages, on="provider_id", how="inner")
    for number, row in split.iterrows():
        taken = ages_of_phase(Phase(row["phase"]))
        if row["min_age"] <= taken[-1] and row["max_age"] >= taken[0]:
            continue
        value = (
            f"{row['name']}: {count(row['places'])} places in {row['phase']}, ages {row['min_age']} to {row['max_age']}"
        )
        remedy = "repair the ages, or give the places to a phase that it takes"
        yield finding(line("places", number, "phase"), value, "phases of its ages", remedy)


@check(Severity.ERROR, "places")
def reserved_places_exist(pack: Pack) -> Iterator[Fault]:
    """Places held by other authorities' learners are no more than the places."""
    places = pack.tables["places"]
    for number, row in places[places["reserved"] > places["places"]].iterrows():
        value = f"{row['provider_id']}: {count(row['reserved'])} of {count(row['places'])} places"
        remedy = "check how many learners of other authorities are there"
        yield finding(line("places", number, "reserved"), value, "at most the places", remedy)


def base_year_places(pack: Pack) -> pd.DataFrame:
    """Providers with places and reserved of the base year, summed over phases; none where nothing is dated yet."""
    now = academic_year(pack.base)
    places = pack.tables["places"]
    known = [year for year in places["academic_year"].unique() if is_academic_year(str(year)) and str(year) <= now]
    dated = places[places["academic_year"].isin(known)]
    latest = dated.sort_values("academic_year").groupby(["provider_id", "phase"]).last()
    sums = latest.groupby("provider_id")[["places", "reserved"]].sum().reset_index()
    table = pack.tables["providers"].merge(sums, on="provider_id", how="left", validate="one_to_one")
    none_yet = table["places"].isna()
    return table.assign(places=table["places"].mask(none_yet, 0.0), reserved=table["reserved"].mask(none_yet, 0.0))


@check(Severity.WARNING, "providers", "places", "plans_joint")
def places_fit_learners(pack: Pack) -> Iterator[Fault]:
    """Learners of the base year against the places that the authority's own learners can use, by kind of school."""
    supply = base_year_places(pack)
    supply = supply.assign(usable=supply["places"] - supply["reserved"])
    learners = pack.tables["plans_joint"].groupby("provision")["plans"].sum()
    for provision, name in ((provision, name) for provisions, name in GROUPS.values() for provision in provisions):
        there = float(learners.get(str(provision), 0.0))
        usable = float(supply.loc[supply["provision"] == provision, "usable"].sum())
        if max(there, usable) < FEWEST_LEARNERS or FEWEST_PER_PLACE * usable <= there <= MOST_PER_PLACE * usable:
            continue
        value = f"{str(provision).replace('_', ' ')}: {count(round(there))} learners, {count(round(usable))} places"
        allowed = f"{FEWEST_PER_PLACE} to {MOST_PER_PLACE} learners a place"
        remedy = f"are all {name} there, with their agreed numbers? Are places of other authorities counted?"
        yield finding(of_table("places", academic_year(pack.base)), value, allowed, remedy)


@check(Severity.WARNING, "providers", "places", optional=("provider_register",))
def rolls_fit_places(pack: Pack) -> Iterator[Fault]:
    """Pupils on roll of each school against its places, where the register of GIAS was imported."""
    register = pack.tables.get("provider_register")
    if register is None:
        return
    current = register[(register["relation"] == "current") & register["on_roll"].notna()]
    supply = base_year_places(pack)
    both = current.merge(supply, on="provider_id", validate="one_to_one", suffixes=("_register", ""))
    both = both[(both["places"] >= FEWEST_LEARNERS) & (both["provision"] == "state_special")]
    allowed = f"{percent(FEWEST_PER_PLACE)} to {percent(MOST_PER_PLACE)}"
    for school in both.to_dict("records"):
        ratio = school["on_roll"] / school["places"]
        if FEWEST_PER_PLACE <= ratio <= MOST_PER_PLACE:
            continue
        value = (
            f"{school['name']}: {count(school['on_roll'])} on roll, {count(school['places'])} places, {percent(ratio)}"
        )
        remedy = (
            "check the agreed number and its date (import places); full schools often have more on roll than places"
        )
        yield finding(of_table("places", school["provider_id"]), value, allowed, remedy)
