"""Every provider of an authority, put together: state special schools, bases, independent schools, the market."""

import numpy as np
import pandas as pd

from models.vocabulary import PHASES
from sufficiency.importers.open_data.people.areas import Areas, LocalAuthority
from sufficiency.importers.open_data.people.dfe_release import CENSUS_AGES
from sufficiency.importers.open_data.people.joint_plans import JointPlans
from sufficiency.importers.open_data.providers import bases, independent, state_special
from sufficiency.importers.open_data.providers import state_special as openings
from sufficiency.importers.open_data.providers.place_facts import PlaceFacts
from sufficiency.importers.open_data.providers.positions import positioned, reach
from sufficiency.importers.open_data.providers.provider_tables import BASE_YEAR, ProviderTables, joined


def supply_of(
    authority: LocalAuthority,
    schools: tuple[pd.DataFrame, pd.DataFrame],
    own_areas: Areas,
    points: pd.DataFrame,
    facts: PlaceFacts,
    joint: JointPlans,
) -> ProviderTables:
    """Return every provider and its dated places; ``schools`` are the register and the designations."""
    register, designations = schools
    own = state_special.state_schools(register, designations, authority.dfe_code)
    special = state_special.special_supply(
        positioned(own, points, own_areas, facts), facts, joint.by_age_need("state_special")
    )
    base_needs = {phase: joint.needs_in_phase("specialist_base", phase) for phase in PHASES}
    in_bases = bases.base_supply(joint.by_phase("specialist_base"), base_needs, points, facts)
    demand = independent.LearnersToPlace(
        CENSUS_AGES,
        joint.by_age_need("independent_special"),
        joint.by_age_need("non_maintained_special"),
        joint.by_age_need("independent_mainstream"),
    )
    near = independent.schools_within_reach(register, authority.dfe_code, points)
    counts = independent.counts_of(facts, near, demand)
    named = positioned(independent.named_places(near, counts, demand), points, own_areas, facts)
    opened = openings.opened_schools(facts, points, own_areas)
    return joined([special, opened, in_bases, independent.independent_supply(named, points, counts, demand)])


def mean_miles(supply: ProviderTables, points: pd.DataFrame) -> float:
    """Mean road miles one way of the base year's specialist places: gravity (A-26) where there is a position."""
    base = supply.places[supply.places["academic_year"] == BASE_YEAR]
    merged = supply.providers.merge(base[["provider_id", "places"]], on="provider_id", validate="one_to_one")
    here, away = merged[merged["easting"].notna()], merged[merged["easting"].isna()]
    miles = np.concatenate([reach(points, here).miles, away["journey_miles"].to_numpy(dtype=np.float64)])
    places = np.concatenate([here["places"], away["places"]])
    return float(np.average(miles, weights=places)) if (places * miles).sum() > 0 else state_special.OTHERS_MILES
