"""State special schools of an authority: the needs they take, and how many places there are from which September.

**Schools of the register.** Where the authority publishes its places, the rolls of 2018/19 are scaled so that they make
that total together with the schools whose own places are published (A-21). A later published figure caps the scaled one
before it, so that no school seems to shrink. Where nothing is published, rolls grow as England's state special schools
did (A-37).

**Schools that open later**, where that is published. They take the needs that are published and no others (A-81), and
fill in equal yearly steps (A-80).
"""

from collections.abc import Hashable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from models.arrays import Floats
from models.vocabulary import NEEDS, academic_year, census_year
from sufficiency.importers.open_data.people.areas import Areas
from sufficiency.importers.open_data.providers import special_schools
from sufficiency.importers.open_data.providers.place_facts import FACTS_YEAR, SOURCE, PlaceFacts
from sufficiency.importers.open_data.providers.positions import positioned
from sufficiency.importers.open_data.providers.provider_tables import (
    ProviderTables,
    apportioned,
    from_base_year,
    joined,
    places_from,
)

OTHERS = "other-authorities-special"
OTHERS_MILES = 12.0
"""Miles one way to a state special school of another authority (A-24)."""
FEWEST_EXPORTED = 0.5
"""Places bought elsewhere below which there are none (A-24)."""
PLACES_A_LEARNER = 153_462 / 160_036
"""Places for each learner of state special schools, England, May 2024 (DfE School capacity 2023/24; A-37)."""
ROLL_GROWTH = 159_852 / 119_098
"""Plans in state special schools, England, January 2025 over January 2019 (DfE EHC plans release; A-37)."""
ROLL_GROWTH_TO = 2025
"""The January up to which it leads; rolls come on to a later base year by the growth that its release shows."""
ANY_NEEDS = "ASD SEMH SLCN MLD SLD PMLD"
"""Designation of a school of which none is known (A-37)."""
FILLING_YEARS = 5
"""Septembers until a new special school has all its places (A-80)."""


def state_schools(register: pd.DataFrame, designations: pd.DataFrame, dfe_code: str) -> pd.DataFrame:
    """State special schools of the authority in the register, with designation and ages.

    ``designated`` is ANY_NEEDS and ``known`` false where no designation is known.
    """
    own = register[(register["authority"] == dfe_code) & (register["kind"] == special_schools.STATE)]
    served = own.join(designations, on="urn")
    ages = special_schools.age_range(
        served.assign(
            age_low=served["served_low"].fillna(served["age_low"]),
            age_high=served["served_high"].fillna(served["age_high"]),
        )
    )
    known = served["designated"].notna()
    return served.assign(designated=served["designated"].fillna(ANY_NEEDS), known=known, **ages)


def special_supply(schools: pd.DataFrame, facts: PlaceFacts, learners: Floats) -> ProviderTables:
    """Return the state special schools, and the places bought in other authorities' schools.

    Parameters
    ----------
    schools
        From :func:`state_schools`, positioned.
    learners
        Residents in state special schools in the base year, shape (ages 2-25, needs).
    """
    total, imported, exported = _totals(schools, facts, float(learners.sum()))
    others = _others(_needs_of(learners), exported, facts) if exported >= FEWEST_EXPORTED else joined([])
    if schools.empty:
        return others
    dated = school_places(schools, facts, total)
    base = dated[dated["academic_year"] == facts.base_year].set_index("provider_id")["places"]
    held = pd.Series(apportioned(base.to_numpy(), imported, 0.01), index=base.index)
    dated = dated.assign(phase="all", reserved=held.reindex(dated["provider_id"]).to_numpy())
    short = special_schools.short_needs(schools, base.reindex(schools["urn"]).to_numpy(), learners)
    return joined([ProviderTables(_rows(schools, short), dated), others])


def _needs_of(learners: Floats) -> str:
    return " ".join(str(need) for need, count in zip(NEEDS, learners.sum(axis=0), strict=True) if count > 0)


def _totals(schools: pd.DataFrame, facts: PlaceFacts, learners: float) -> tuple[float, float, float]:
    """Places in the authority's schools, those held by others' learners, and those bought from others."""
    published = facts.value("state_special_places")
    if published is not None:
        return published, facts.value("imported") or 0.0, facts.value("exported") or 0.0
    here = float(round(_rolls(schools).sum() * ROLL_GROWTH * PLACES_A_LEARNER)) if len(schools) else 0.0
    used = learners * PLACES_A_LEARNER
    return here, max(here - used, 0.0), max(used - here, 0.0)


def _rolls(schools: pd.DataFrame) -> Floats:
    """Rolls of 2018/19; a school without one has the median of the others."""
    median = schools["roll"].median()
    return schools["roll"].fillna(100.0 if np.isnan(median) else median).to_numpy(dtype=np.float64)


def school_places(schools: pd.DataFrame, facts: PlaceFacts, total: float) -> pd.DataFrame:
    """Dated places of each school: provider_id, academic_year, places, basis, source; whole numbers.

    ``total`` is the places over all schools in the year of the facts, or the base year where nothing is published.
    """
    stated = facts.rows("school_places").set_index("provider")
    now, later = (
        stated[own]["value"].reindex(schools["urn"]).to_numpy(dtype=np.float64)
        for own in (stated["academic_year"] <= FACTS_YEAR, stated["academic_year"] > FACTS_YEAR)
    )
    known = ~np.isnan(now)
    caps = np.where(np.isnan(later), np.inf, later)[~known]
    base = now.copy()
    base[~known] = _scaled_to(_rolls(schools)[~known], total - float(now[known].sum()), caps)
    table = pd.DataFrame(
        {
            "provider_id": schools["urn"].to_numpy(),
            "academic_year": FACTS_YEAR,
            "places": base,
            "basis": np.where(known, "published", "scaled"),
            "source": np.where(known, SOURCE, f"{special_schools.SOURCE} A-21"),
        }
    )
    changes = _changes(table.set_index("provider_id")["places"], facts)
    dated = pd.concat([table, changes], ignore_index=True) if len(changes) else table
    return from_base_year(dated, facts.base_year)


def _scaled_to(rolls: Floats, total: float, caps: Floats) -> Floats:
    """Scale rolls to a whole total, none above its cap."""
    held = np.zeros(len(rolls), dtype=bool)
    places = apportioned(rolls, total)
    while (over := (places > caps) & ~held).any():
        held |= over
        places = np.where(held, caps, 0.0)
        places[~held] = apportioned(rolls[~held], total - float(caps[held].sum()))
    return places


def _changes(base: pd.Series, facts: PlaceFacts) -> pd.DataFrame:
    """Published places and additions dated after the year of the facts."""
    stated, added = facts.rows("school_places"), facts.rows("school_places_added")
    stated = stated[stated["academic_year"] > FACTS_YEAR]
    added = added.assign(value=added["value"].to_numpy() + base.reindex(added["provider"]).to_numpy())
    basis = ["published"] * len(stated) + ["scaled"] * len(added)
    rows = pd.concat([stated, added], ignore_index=True).rename(columns={"provider": "provider_id", "value": "places"})
    return rows[["provider_id", "academic_year", "places"]].assign(basis=basis, source=SOURCE)


def _rows(schools: pd.DataFrame, short: frozenset[str]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "provider_id": schools["urn"],
            "name": schools["name"],
            "provision": "state_special",
            "area": schools["area"],
            "easting": schools["easting"],
            "northing": schools["northing"],
            "journey_miles": np.nan,
            "min_age": schools["min_age"],
            "max_age": schools["max_age"],
            "needs": [special_schools.widened(codes, short) for codes in schools["designated"]],
            "requirements": "special",
            "elastic": "no",
            "basis": "estimated",
            "source": f"{special_schools.SOURCE} "
            + schools["known"].map({True: f"{special_schools.DESIGNATIONS} A-22", False: "A-22 A-37"})
            + schools["placed"].map({True: "", False: " A-28"}),
        }
    )


def _others(needs: str, places: float, facts: PlaceFacts) -> ProviderTables:
    provider = {
        "provider_id": OTHERS,
        "name": "State special schools of other authorities",
        "provision": "state_special",
        "area": None,
        "easting": np.nan,
        "northing": np.nan,
        "journey_miles": OTHERS_MILES,
        "min_age": 2,
        "max_age": 25,
        "needs": needs or ANY_NEEDS,
        "requirements": "special",
        "elastic": "no",
        "basis": "estimated",
        "source": "A-24",
    }
    providers = pd.DataFrame([provider])
    known = facts.value("exported") is not None
    basis, source = ("published", SOURCE) if known else ("estimated", "A-37")
    return ProviderTables(
        providers,
        places_from(facts.base_year, providers["provider_id"], np.array([round(places, 2)]), basis, source),
    )


def opened_schools(facts: PlaceFacts, points: pd.DataFrame, areas: Areas) -> ProviderTables:
    """Return the schools that open after the base year, each at the position that its district gives it (A-28)."""
    stated = facts.rows("school_opened")
    if stated.empty:
        return joined([])
    nowhere = stated.assign(urn=stated["provider"], easting=np.nan, northing=np.nan)
    schools = positioned(nowhere, points, areas, facts)
    providers = pd.DataFrame(
        {
            "provider_id": schools["provider"],
            "name": schools["name"],
            "provision": "state_special",
            "area": schools["area"],
            "easting": schools["easting"],
            "northing": schools["northing"],
            "journey_miles": np.nan,
            "min_age": schools["min_age"].astype(int),
            "max_age": schools["max_age"].astype(int),
            "needs": schools["needs"],
            "requirements": "special",
            "elastic": "no",
            "basis": "estimated",
            "source": f"{SOURCE} A-28",
        }
    )
    filling = pd.concat(list(map(_filling, stated.to_dict("records"))), ignore_index=True)
    return ProviderTables(providers, from_base_year(filling, facts.base_year))


def _filling(fact: Mapping[Hashable, Any]) -> pd.DataFrame:
    """Places of a new school by September; the last are the published ones."""
    first, places = census_year(str(fact["academic_year"])), float(str(fact["value"]))
    steps = np.arange(1, FILLING_YEARS + 1)
    return pd.DataFrame(
        {
            "provider_id": fact["provider"],
            "academic_year": [academic_year(int(first + step - 1)) for step in steps],
            "phase": "all",
            "places": np.round(places * steps / FILLING_YEARS),
            "reserved": 0.0,
            "basis": ["scaled"] * (FILLING_YEARS - 1) + ["published"],
            "source": f"{SOURCE} A-80",
        }
    )
