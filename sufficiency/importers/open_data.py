"""Puts the published files of England together into the pack of one authority: ``import open-data``."""

import difflib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from models.joint import Fit, joint_table, reconciled, spread
from models.vocabulary import NEEDS, PHASES, PROVISIONS, Phase, ages_of_phase
from sufficiency import packs
from sufficiency.errors import Fault, InputError
from sufficiency.importers import age_bands, areas, dfe_release, independent, place_facts, population, prices
from sufficiency.importers import small_areas, special_schools, state_special
from sufficiency.importers.areas import Areas, Authority
from sufficiency.importers.pack_writer import table_text, write_files
from sufficiency.importers.readme import readme_text
from sufficiency.importers.source_files import SourceFile, find_sources, yaml_text

WANTED = (
    "dfe_ehc_2025",
    "dfe_age_bands",
    "dfe_special_schools_2019",
    "ons_population",
    "ons_small_areas",
    "district_boundaries",
    "school_designations",
    "place_facts",
    "high_needs_2021_22",
)
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class PackReport:
    """What an import made: where, its tables with their numbers of rows, and how well the joint table was fitted."""

    authority: Authority
    destination: Path
    rows: dict[str, int]
    iterations: int
    residual: float


@dataclass(frozen=True)
class National:
    """The published files, read once for any number of authorities."""

    sources: dict[str, SourceFile]
    release: dfe_release.Release
    bands: pd.DataFrame
    persons: pd.DataFrame
    small_areas: pd.DataFrame
    register: pd.DataFrame
    designations: pd.DataFrame


def read_national(folder: Path) -> National:
    """Read every published file under ``folder``.

    Raises
    ------
    InputError
        Listing every missing file, or the faults of the first file that is not as published.
    """
    sources = find_sources(folder, WANTED)
    path = {source: file.path for source, file in sources.items()}
    return National(
        sources,
        dfe_release.read_release(path["dfe_ehc_2025"]),
        age_bands.read_age_bands(path["dfe_age_bands"]),
        population.read_population(path["ons_population"]),
        small_areas.read_small_areas(path["ons_small_areas"]),
        special_schools.read_register(path["dfe_special_schools_2019"]),
        special_schools.read_designations(path["school_designations"]),
    )


def import_open_data(authority: str, sources: Path, destination: Path) -> PackReport:
    """Make the pack of one authority from the published files under ``sources``.

    Raises
    ------
    InputError
        When a file is missing or not as published, or no authority has that name.
    """
    return make_pack(read_national(sources), authority, destination)


def find_authority(release: dfe_release.Release, wanted: str) -> Authority:
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
    return Authority(row["dfe_code"], row["name"], areas.current_code(row["ons_code"]))


def make_pack(national: National, wanted: str, destination: Path) -> PackReport:
    """Make one pack from files already read."""
    authority = find_authority(national.release, wanted)
    own_areas = areas.district_areas(authority)
    tables, joint = pack_tables(national, authority, own_areas)
    files = {f"{c.name}.csv": table_text(tables[c.name], c) for c in packs.PACK_TABLES}
    files["areas.geojson"] = areas.boundaries(national.sources["district_boundaries"].path, own_areas)
    files["sources.yaml"] = yaml_text({source: file.entry() for source, file in national.sources.items()})
    files["pack.yaml"] = yaml_text(_particulars(authority, own_areas, joint))
    files["README.md"] = readme_text(authority, own_areas, tables, joint)
    write_files(destination, files)
    rows = {contract.name: len(tables[contract.name]) for contract in packs.PACK_TABLES}
    return PackReport(authority, destination, rows, joint.iterations, joint.residual)


def pack_tables(national: National, authority: Authority, own_areas: Areas) -> tuple[dict[str, pd.DataFrame], Fit]:
    """Return every table of the pack, and the fit of the joint one."""
    code = authority.dfe_code
    plans = _plan_tables(national, code)
    facts = place_facts.read_place_facts(national.sources["place_facts"].path, code)
    points = areas.points_of(national.small_areas, own_areas)
    joint = fitted_joint(plans)
    supply = _supply(national, own_areas, points, facts, joint.table, code)
    mix = prices.Mix(_by_need(joint.table, "state_special"), _mean_miles(supply, points))
    others = {
        "areas": own_areas.table,
        "plans_joint": _joint_rows(joint.table),
        "population": population.persons_by_area(national.persons, own_areas.districts),
        "demand_points": points,
        "providers": supply.providers,
        "places": supply.places,
        "prices": prices.prices_table(facts, national.sources["high_needs_2021_22"], code, mix),
        "facts": place_facts.facts_table(facts, _published_counts(national.release, code, plans)),
    }
    return plans | others, joint


def _plan_tables(national: National, code: str) -> dict[str, pd.DataFrame]:
    release = national.release
    return {
        "plans_by_age_band": age_bands.plans_by_age_band(national.bands, code),
        "plans_by_age_provision": dfe_release.plans_by_age_provision(release, code),
        "plans_by_age_need": dfe_release.plans_by_age_need(release, code),
        "plans_by_need_provision": dfe_release.plans_by_need_provision(release, code),
        "new_plans": dfe_release.new_plans(release, code),
        "new_plans_by_need": dfe_release.new_plans_by_need(release, code),
        "ceased_plans": dfe_release.ceased_plans(release, code),
        "funnel": dfe_release.funnel(release, code),
    }


def _margin(
    table: pd.DataFrame, rows: str, columns: str, row_codes: list[object], column_codes: list[object]
) -> Floats:
    wide = table.pivot_table(index=rows, columns=columns, values="plans", aggfunc="sum", fill_value=0.0)
    return wide.reindex(index=row_codes, columns=column_codes, fill_value=0.0).to_numpy(dtype=np.float64)


def fitted_joint(plans: dict[str, pd.DataFrame]) -> Fit:
    """Fit plans by age (2-25), need (13) and provision (12) to the published margins of the base year.

    Learners whose need or provision is not recorded are spread in proportion first (A-20).
    """
    ages: list[object] = list(dfe_release.CENSUS_AGES)
    needs: list[object] = [*map(str, NEEDS), packs.NOT_RECORDED]
    provisions: list[object] = [*map(str, PROVISIONS), packs.NOT_RECORDED]
    now = plans["plans_by_age_provision"]
    now = now[now["census_year"] == dfe_release.BASE_CENSUS_YEAR]
    age_provision = _margin(now, "age", "provision", ages, provisions)
    need_age = _margin(plans["plans_by_age_need"], "need", "age", needs, ages)
    need_provision = _margin(plans["plans_by_need_provision"], "need", "provision", needs, provisions)
    age_provision = spread(age_provision[:, :-1], age_provision[:, -1], axis=1)
    need_age = spread(need_age[:-1], need_age[-1], axis=0)
    need_provision = spread(need_provision[:-1], need_provision[-1], axis=0)
    need_provision = spread(need_provision[:, :-1], need_provision[:, -1], axis=1)
    return joint_table(*reconciled(age_provision, need_age, need_provision))


def _joint_rows(table: Floats) -> pd.DataFrame:
    index = pd.MultiIndex.from_product(
        [dfe_release.CENSUS_AGES, map(str, NEEDS), map(str, PROVISIONS)], names=["age", "need", "provision"]
    )
    rows = pd.Series(table.ravel(), index=index, name="plans").reset_index()
    return rows.assign(basis="estimated")


def _by_age_need(table: Floats, *provisions: str) -> Floats:
    return np.asarray(table[:, :, [PROVISIONS.index(p) for p in PROVISIONS if p in provisions]].sum(axis=2))


def _by_need(table: Floats, provision: str) -> dict[str, float]:
    return dict(zip(map(str, NEEDS), _by_age_need(table, provision).sum(axis=0), strict=True))


def _needs_of(table: Floats, provision: str) -> str:
    return " ".join(need for need, learners in _by_need(table, provision).items() if learners > 0)


def _supply(
    national: National, own_areas: Areas, points: pd.DataFrame, facts: place_facts.PlaceFacts, joint: Floats, code: str
) -> state_special.Supply:
    schools = state_special.state_schools(national.register, national.designations, code)
    schools = state_special.positioned(schools, points, facts, own_areas)
    special = state_special.special_supply(
        schools, facts, sum(_by_need(joint, "state_special").values()), _needs_of(joint, "state_special")
    )
    in_bases = _by_age_need(joint, "specialist_base").sum(axis=1)
    by_phase = {phase: _of_phase(in_bases, phase) for phase in PHASES}
    bases = state_special.base_supply(by_phase, _needs_of(joint, "specialist_base"), points, facts)
    known = independent.independent_schools(national.register, code, points)
    known = state_special.positioned(known, points, facts, own_areas)
    demand = independent.Demand(
        dfe_release.CENSUS_AGES,
        _by_age_need(joint, "independent_special", "non_maintained_special"),
        _by_age_need(joint, "independent_mainstream"),
    )
    return state_special.joined([special, bases, independent.independent_supply(known, points, facts, demand)])


def _of_phase(by_age: Floats, phase: Phase) -> float:
    ages = ages_of_phase(phase)
    return float(sum(n for age, n in zip(dfe_release.CENSUS_AGES, by_age, strict=True) if age in ages))


def _mean_miles(supply: state_special.Supply, points: pd.DataFrame) -> float:
    """Mean road miles of the base year's specialist places: gravity for those with a position, as given for others."""
    base = supply.places[supply.places["academic_year"] == place_facts.BASE_YEAR]
    merged = supply.providers.merge(base[["provider_id", "places"]], on="provider_id", validate="one_to_one")
    here = merged[merged["easting"].notna()]
    away = merged[merged["easting"].isna()]
    miles = np.concatenate([independent.reach(points, here).miles, away["journey_miles"].to_numpy(dtype=np.float64)])
    return float(np.average(miles, weights=np.concatenate([here["places"], away["places"]])))


def _published_counts(
    release: dfe_release.Release, code: str, plans: dict[str, pd.DataFrame]
) -> dict[str, tuple[float, str]]:
    now = plans["plans_by_age_provision"]
    now = now[now["census_year"] == dfe_release.BASE_CENSUS_YEAR].groupby("provision")["plans"].sum()
    counts = {"plans, January 2025": (dfe_release.total_plans(release, code), dfe_release.SOURCE)}
    return counts | {f"plans, January 2025, {name}": (float(n), dfe_release.SOURCE) for name, n in now.items()}


def _particulars(authority: Authority, own_areas: Areas, joint: Fit) -> dict[str, object]:
    return {
        "id": authority.id,
        "name": authority.name,
        "ons_code": authority.ons_code,
        "dfe_code": authority.dfe_code,
        "base_census_year": dfe_release.BASE_CENSUS_YEAR,
        "area_kind": own_areas.kind,
        "joint_fit": {
            "method": "iterative proportional fitting to three published margins (A-20)",
            "iterations": joint.iterations,
            "largest_residual_plans": float(f"{joint.residual:.1e}"),
        },
    }

