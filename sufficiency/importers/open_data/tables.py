"""Makes the tables and the other files of one authority's pack from the published files."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from models.demand.joint import Fit
from models.vocabulary import PHASES
from sufficiency.errors import Fault, InputError
from sufficiency.importers.open_data.files import National
from sufficiency.importers.open_data.people import age_bands, areas, dfe_release, gaps, population
from sufficiency.importers.open_data.people.areas import Areas, LocalAuthority
from sufficiency.importers.open_data.people.boundaries import boundaries
from sufficiency.importers.open_data.people.joint_plans import JointPlans
from sufficiency.importers.open_data.people.release_layout import CENSUS_AGES
from sufficiency.importers.open_data.placements import counts_of_caseload
from sufficiency.importers.open_data.providers import (
    bases,
    high_needs,
    independent,
    money_facts,
    place_facts,
    prices,
    state_special,
)
from sufficiency.importers.open_data.providers.place_facts import PlaceFacts
from sufficiency.importers.open_data.providers.positions import positioned, reach
from sufficiency.importers.open_data.providers.provider_tables import ProviderTables, joined
from sufficiency.importers.open_data.providers.spend_return import SpendReturn
from sufficiency.importers.open_data.readme import readme_text
from sufficiency.importers.pack.sources import find_sources, yaml_text
from sufficiency.importers.pack.writer import pack_table_text
from sufficiency.packs.contracts import GRANT, HIGH_NEEDS, PACK_TABLES
from sufficiency.packs.lookups import current_codes
from sufficiency.packs.placements import placements_by_year, usable_placements
from sufficiency.tables.contracts import Contract, ContractError

LEDGER_TABLES = (HIGH_NEEDS, GRANT)
"""Tables of a pack that open data give only of the authorities of which something is published."""


def tables_and_files(
    national: National, authority: LocalAuthority, known_faults: pd.DataFrame
) -> tuple[dict[str, pd.DataFrame], dict[str, str], Fit]:
    """Return the tables of open data, every file of the pack, and the fit of the joint table.

    ``known_faults`` are counts of the release that are no counts (``placements_known_faults``).
    """
    _, area_source = areas.area_kind(authority)
    sources = national.sources | find_sources(national.folder, (area_source,))
    if area_source == "middle_area_boundaries":
        del sources["district_boundaries"]
    own_areas = areas.areas_of(authority, national.small_areas, sources[area_source].path)
    plans, joint = _plan_tables(national, authority)
    base_year = national.release.base_year
    facts = place_facts.read_place_facts(national.sources["place_facts"].path, authority.dfe_code, base_year)
    returned = _spend_return(national, authority, known_faults)
    others = _other_tables(national, authority, own_areas, joint, (facts, returned))
    tables = plans | others | _ledger_tables(returned)
    shapes = sources["middle_area_boundaries" if own_areas.kind == areas.MIDDLE_AREA else "district_boundaries"]
    files = table_files(tables)
    files["areas.geojson"] = boundaries(shapes.path, own_areas)
    named = sources | {money_facts.SOURCE: money_facts.FACTS_FILE}
    files["sources.yaml"] = yaml_text({source: file.entry() for source, file in sorted(named.items())})
    files["pack.yaml"] = yaml_text(_particulars(authority, own_areas, joint.fit, base_year))
    files["README.md"] = readme_text(authority, own_areas, tables, joint.fit, facts, national.release)
    return tables, files, joint.fit


def table_files(tables: dict[str, pd.DataFrame]) -> dict[str, str]:
    """Text of every table, or InputError with every contract that the published figures break."""
    files, faults = {}, []
    for contract in contracts_of(tables):
        try:
            files[f"{contract.name}.csv"] = pack_table_text(tables[contract.name], contract)
        except ContractError as breach:
            faults.append(Fault(f"{contract.name}.csv", 0, 0, "", f"cannot be made of the published figures: {breach}"))
    if faults:
        raise InputError(faults)
    return files


def contracts_of(tables: Mapping[str, pd.DataFrame]) -> tuple[Contract, ...]:
    """Contracts of the tables that open data give: every table of a pack, and of its ledger those that there are."""
    return (*PACK_TABLES, *(contract for contract in LEDGER_TABLES if contract.name in tables))


def _spend_return(national: National, authority: LocalAuthority, known_faults: pd.DataFrame) -> SpendReturn:
    """The return of 2021-22 and the learners of then, without counts that may not be used."""
    rows, codes = national.release.counts_of_authorities, current_codes()
    counted = usable_placements(placements_by_year(counts_of_caseload(rows), codes), known_faults, codes)
    file = national.sources["high_needs_2021_22"]
    return SpendReturn(file, authority.dfe_code, authority.ons_code, counted, national.release.source)


def _ledger_tables(returned: SpendReturn) -> dict[str, pd.DataFrame]:
    """What is published of the authority's ledger; nothing where nothing is."""
    tables = {
        HIGH_NEEDS.name: high_needs.high_needs_table(returned),
        GRANT.name: high_needs.grant_table(returned.dfe_code),
    }
    return {name: table for name, table in tables.items() if len(table)}


def _plan_tables(national: National, authority: LocalAuthority) -> tuple[dict[str, pd.DataFrame], JointPlans]:
    release, code = national.release, authority.dfe_code
    published = dfe_release.plan_tables(release, code)
    if not gaps.has_ages(published, release.base_year):
        message = (
            f"has no plans of {authority.name} by age in January {release.base_year}: they were not returned, or are"
        )
        message += f" suppressed; make its pack of the release of {release.base_year - 1}"
        raise InputError([Fault(release.file, 0, 0, "", message)])
    plans, joint = gaps.completed(published, national.england, dfe_release.plans_by_need(release, code))
    return plans | {"plans_by_age_band": age_bands.plans_by_age_band(national.bands, code)}, joint


def _other_tables(
    national: National,
    authority: LocalAuthority,
    own_areas: Areas,
    joint: JointPlans,
    known: tuple[PlaceFacts, SpendReturn],
) -> dict[str, pd.DataFrame]:
    code, (facts, returned) = authority.dfe_code, known
    points = areas.points_of(national.small_areas, own_areas)
    grown = dfe_release.growth_since(national.release, "state_special", state_special.ROLL_GROWTH_TO)
    schools = (national.register.assign(roll=national.register["roll"] * grown), national.designations)
    supply = _supply(authority, schools, own_areas, points, facts, joint)
    base = supply.places[supply.places["academic_year"] == facts.base_year]
    mix = prices.Mix(
        joint.by_need("state_special"),
        _mean_miles(supply.providers, base, points),
    )
    return {
        "areas": own_areas.table,
        "plans_joint": joint.rows(),
        "population": population.population_table(
            national.population.persons, authority, own_areas, points, national.population.names
        ),
        "demand_points": points,
        "providers": supply.providers,
        "places": supply.places,
        "prices": prices.prices_table(facts, returned, mix),
        "facts": place_facts.facts_table(facts, dfe_release.published_counts(national.release, code)),
    }


def _supply(
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
    opened = state_special.opened_schools(facts, points, own_areas)
    return joined([special, opened, in_bases, independent.independent_supply(named, points, counts, demand)])


def _mean_miles(providers: pd.DataFrame, base: pd.DataFrame, points: pd.DataFrame) -> float:
    """Mean road miles one way of the base year's specialist places: gravity (A-26) where there is a position."""
    merged = providers.merge(base[["provider_id", "places"]], on="provider_id", validate="one_to_one")
    here, away = merged[merged["easting"].notna()], merged[merged["easting"].isna()]
    miles = np.concatenate([reach(points, here).miles, away["journey_miles"].to_numpy(dtype=np.float64)])
    places = np.concatenate([here["places"], away["places"]])
    return float(np.average(miles, weights=places)) if (places * miles).sum() > 0 else state_special.OTHERS_MILES


def _particulars(authority: LocalAuthority, own_areas: Areas, fit: Fit, base_year: int) -> dict[str, object]:
    return {
        "id": authority.id,
        "name": authority.name,
        "ons_code": authority.ons_code,
        "dfe_code": authority.dfe_code,
        "base_census_year": base_year,
        "area_kind": own_areas.kind,
        "joint_fit": {
            "method": "iterative proportional fitting to three published margins (A-20)",
            "iterations": fit.iterations,
            "largest_residual_plans": float(f"{fit.residual:.0e}"),
        },
    }
