"""Puts the published files of England together into the pack of one authority: ``import open-data``."""

import difflib
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from models.demand.joint import Fit
from sufficiency.errors import Fault, InputError
from sufficiency.importers.open_data.merge import Renewed, existing_pack, renewed, with_better_rows, with_kept_texts
from sufficiency.importers.open_data.people import age_bands, areas, dfe_release, gaps, population
from sufficiency.importers.open_data.people import areas as small_areas
from sufficiency.importers.open_data.people import population as population_files
from sufficiency.importers.open_data.people.areas import Areas, LocalAuthority
from sufficiency.importers.open_data.people.boundaries import boundaries
from sufficiency.importers.open_data.people.joint_plans import JointPlans
from sufficiency.importers.open_data.people.population import Population, read_persons
from sufficiency.importers.open_data.providers import place_facts, prices, special_schools
from sufficiency.importers.open_data.providers.supply import mean_miles, supply_of
from sufficiency.importers.open_data.readme import readme_text
from sufficiency.importers.pack.sources import SourceFile, find_sources, yaml_text
from sufficiency.importers.pack.writer import table_text, write_files
from sufficiency.packs import contracts as packs
from sufficiency.packs.lookups import current_codes
from sufficiency.tables.contracts import ContractError

WANTED = (
    "dfe_ehc_2025",
    age_bands.SOURCES,
    "dfe_special_schools_2019",
    "ons_small_areas",
    "district_boundaries",
    "school_designations",
    "place_facts",
    "high_needs_2021_22",
)


@dataclass(frozen=True)
class PackReport:
    """What an import made: where, its tables with their numbers of rows, and how well the joint table was fitted.

    ``renewed`` says what changes in the pack that stood there; it is empty where none did.
    """

    authority: LocalAuthority
    destination: Path
    rows: dict[str, int]
    iterations: int
    residual: float
    renewed: tuple[Renewed, ...] = ()
    written: bool = True


@dataclass(frozen=True)
class National:
    """The published files, read once for any number of authorities."""

    folder: Path
    sources: dict[str, SourceFile]
    release: dfe_release.Release
    bands: pd.DataFrame
    population: Population
    small_areas: pd.DataFrame
    register: pd.DataFrame
    designations: pd.DataFrame
    england: gaps.England


def read_national(folder: Path) -> National:
    """Read every published file under ``folder``.

    Raises
    ------
    InputError
        Listing every missing file, or the faults of the first file that is not as published.
    """
    sources = find_sources(folder, (*WANTED, *population_files.wanted(folder)))
    persons = read_persons(folder)
    path = {source: file.path for source, file in sources.items()}
    release = dfe_release.read_release(path["dfe_ehc_2025"])
    authorities = release.authorities().replace({"ons_code": current_codes()})
    return National(
        folder,
        sources | persons.files,
        release,
        age_bands.bands_from(path, release),
        persons,
        small_areas.read_small_areas(path["ons_small_areas"]),
        special_schools.read_register(path["dfe_special_schools_2019"], authorities),
        special_schools.read_designations(path["school_designations"]),
        gaps.england_of(dfe_release.plan_tables(release, dfe_release.NATIONAL)),
    )


def import_open_data(authority: str, sources: Path, destination: Path) -> PackReport:
    """Make the pack of one authority from the published files under ``sources``.

    Raises
    ------
    InputError
        When a file is missing or not as published, or no authority has that name.
    """
    return make_pack(read_national(sources), authority, destination)


def find_authority(release: dfe_release.Release, wanted: str) -> LocalAuthority:
    """Find an authority by name (any case), DfE code or ONS code.

    Raises
    ------
    InputError
        Naming the nearest names.
    """
    known = release.authorities()
    matches = known[["dfe_code", "name", "ons_code"]].apply(lambda column: column.str.casefold() == wanted.casefold())
    found = known[matches.any(axis=1)]
    if found.empty:
        names = {name.casefold(): name for name in known["name"]}
        near = [names[name] for name in difflib.get_close_matches(wanted.casefold(), names, n=3, cutoff=0.5)]
        hint = f"; did you mean {' or '.join(near)}?" if near else ""
        raise InputError([Fault(release.file, 0, 0, "la_name", f"no authority is called {wanted!r}{hint}")])
    row = found.iloc[0]
    return LocalAuthority(row["dfe_code"], row["name"], current_codes().get(row["ons_code"], row["ons_code"]))


def make_pack(national: National, wanted: str, destination: Path, *, dry_run: bool = False) -> PackReport:
    """Make one pack from files already read; rows of better sources in a pack that stands there stay.

    Raises
    ------
    InputError
        When no authority has that name, its areas cannot be made, or another authority's pack stands there.
    """
    authority = find_authority(national.release, wanted)
    before = existing_pack(destination, authority.dfe_code)
    tables, files, fit = _made(national, authority)
    changes: tuple[Renewed, ...] = ()
    if before is not None:
        tables = with_better_rows(before, tables)
        files = with_kept_texts(before, files | _table_files(tables))
        changes = renewed(before, tables)
    written = not dry_run and _differs(destination, files)
    if written:
        write_files(destination, files)
    rows = {contract.name: len(tables[contract.name]) for contract in packs.PACK_TABLES}
    return PackReport(authority, destination, rows, fit.iterations, fit.residual, changes, written)


def _differs(destination: Path, files: dict[str, str]) -> bool:
    """Whether any of the files is new or says something new."""
    paths = {destination / name: text for name, text in files.items()}
    return any(not path.is_file() or path.read_text(encoding="utf-8") != text for path, text in paths.items())


def _made(national: National, authority: LocalAuthority) -> tuple[dict[str, pd.DataFrame], dict[str, str], Fit]:
    """Return the tables of open data, every file of the pack, and the fit of the joint table."""
    _, area_source = areas.area_kind(authority)
    sources = national.sources | find_sources(national.folder, (area_source,))
    if area_source == "middle_area_boundaries":
        del sources["district_boundaries"]
    own_areas = areas.areas_of(authority, national.small_areas, sources[area_source].path)
    plans, joint = _plan_tables(national, authority.dfe_code)
    facts = place_facts.read_place_facts(national.sources["place_facts"].path, authority.dfe_code)
    tables = plans | _other_tables(national, authority, own_areas, joint, facts)
    shapes = sources["middle_area_boundaries" if own_areas.kind == areas.MIDDLE_AREA else "district_boundaries"]
    files = _table_files(tables)
    files["areas.geojson"] = boundaries(shapes.path, own_areas)
    files["sources.yaml"] = yaml_text({source: file.entry() for source, file in sorted(sources.items())})
    files["pack.yaml"] = yaml_text(_particulars(authority, own_areas, joint.fit))
    files["README.md"] = readme_text(authority, own_areas, tables, joint.fit, facts)
    return tables, files, joint.fit


def _table_files(tables: dict[str, pd.DataFrame]) -> dict[str, str]:
    """Text of every table, or InputError with every contract that the published figures break."""
    files, faults = {}, []
    for contract in packs.PACK_TABLES:
        try:
            files[f"{contract.name}.csv"] = table_text(tables[contract.name], contract)
        except ContractError as breach:
            faults.append(Fault(f"{contract.name}.csv", 0, 0, "", f"cannot be made of the published figures: {breach}"))
    if faults:
        raise InputError(faults)
    return files


def _plan_tables(national: National, code: str) -> tuple[dict[str, pd.DataFrame], JointPlans]:
    release = national.release
    published = dfe_release.plan_tables(release, code)
    plans, joint = gaps.completed(published, national.england, dfe_release.plans_by_need(release, code))
    return plans | {"plans_by_age_band": age_bands.plans_by_age_band(national.bands, code)}, joint


def _other_tables(
    national: National, authority: LocalAuthority, own_areas: Areas, joint: JointPlans, facts: place_facts.PlaceFacts
) -> dict[str, pd.DataFrame]:
    code = authority.dfe_code
    points = areas.points_of(national.small_areas, own_areas)
    schools = (national.register, national.designations)
    supply = supply_of(authority, schools, own_areas, points, facts, joint)
    mix = prices.Mix(
        joint.by_need("state_special"),
        joint.by_need("independent_special", "non_maintained_special"),
        mean_miles(supply, points),
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
        "prices": prices.prices_table(facts, national.sources["high_needs_2021_22"], code, mix),
        "facts": place_facts.facts_table(facts, dfe_release.published_counts(national.release, code)),
    }


def _particulars(authority: LocalAuthority, own_areas: Areas, fit: Fit) -> dict[str, object]:
    return {
        "id": authority.id,
        "name": authority.name,
        "ons_code": authority.ons_code,
        "dfe_code": authority.dfe_code,
        "base_census_year": dfe_release.BASE_CENSUS_YEAR,
        "area_kind": own_areas.kind,
        "joint_fit": {
            "method": "iterative proportional fitting to three published margins (A-20)",
            "iterations": fit.iterations,
            "largest_residual_plans": float(f"{fit.residual:.0e}"),
        },
    }
