"""England's own tables, in the shapes of a pack: the rates of a small authority rest on them in part."""

from pathlib import Path

import pandas as pd

from sufficiency.errors import InputError
from sufficiency.importers.open_data.files import read_found_release
from sufficiency.importers.open_data.people import age_bands, dfe_release, population
from sufficiency.importers.open_data.people import population as population_files
from sufficiency.importers.open_data.people.population import read_persons
from sufficiency.importers.open_data.people.projections import ENGLAND_CODE
from sufficiency.importers.open_data.people.release_reading import ENGLAND
from sufficiency.importers.open_data.readme import periods
from sufficiency.importers.pack.sources import NEWEST_RELEASES, find_sources, known_sources, yaml_text
from sufficiency.importers.pack.writer import pack_table_text, write_reference_files
from sufficiency.packs import contracts as packs
from sufficiency.packs.england.contracts import (
    ENGLAND_CEASED_PLANS,
    ENGLAND_NEW_PLANS,
    ENGLAND_NEW_PLANS_BY_NEED,
    ENGLAND_PLANS_BY_AGE,
    ENGLAND_PLANS_BY_AGE_NEED,
    ENGLAND_POPULATION,
)
from sufficiency.tables.contracts import Contract
from sufficiency.tables.files import first_faults, read_table

WANTED = (NEWEST_RELEASES, age_bands.SOURCES)


def _england(contract: Contract) -> Contract:
    return Contract(f"england_{contract.name}", contract.key, contract.values)


CONTRACTS = (
    ENGLAND_PLANS_BY_AGE,
    ENGLAND_PLANS_BY_AGE_NEED,
    ENGLAND_NEW_PLANS,
    ENGLAND_NEW_PLANS_BY_NEED,
    ENGLAND_CEASED_PLANS,
    ENGLAND_POPULATION,
    _england(packs.PLANS_BY_AGE_BAND),
    _england(packs.PLANS_BY_AGE_PROVISION),
    _england(packs.PLANS_BY_NEED_PROVISION),
    _england(packs.FUNNEL),
)
"""The tables of ``data/reference`` that come from published files."""

README = """# England, for comparison and for rates

Each table has the shape of the table of the same name in a pack, without areas. The method leans on them where an
authority's own numbers are small, and measures its growth against them. The `england_...` tables are
made by `sufficiency import reference`; `sources.yaml` says from which files. The `growth_...` tables are the
method's own estimates (see `docs/method.md`); `check_ranges.csv` is what authorities of each size have shown
(`sufficiency import check-ranges`, A-70), against which `check-pack` holds a pack. `placements_panel.csv` is where the
learners of each authority were, January by January (`sufficiency import placements`); the other `placements_...` tables
are estimated from it (`sufficiency calibrate placements`, see `docs/accuracy.md`). `past_misses.csv` is written by the
benchmarks that fill `docs/accuracy.md`; without it a report says nothing of past misses. `placements_known_faults.csv`
and `price_indices.csv` are kept by hand; an authority that has indices of its own puts a `price_indices.csv` into
its pack, and each row of it goes before the one of that index and year here. Crown copyright, Open Government Licence
v3.0. A later release renews its own years and leaves the earlier ones, which packs of an earlier January need.

| table | what it holds |
|---|---|
| `england_plans_by_age.csv` | plans by single age, January {single_ages} (published) |
| `england_plans_by_age_band.csv` | statements and plans by age band, January {since_2010} (published) |
| `england_plans_by_age_provision.csv` | plans by single age and provision, January {single_ages} (published) |
| `england_plans_by_age_need.csv` | plans by single age and need, January {base} (published) |
| `england_plans_by_need_provision.csv` | plans by need and provision, January {base} (published) |
| `england_new_plans.csv` | new plans by age when started, {started} (published) |
| `england_new_plans_by_need.csv` | new plans by age when started and need, {started_by_need} (published) |
| `england_ceased_plans.csv` | ceased plans by age when ended and reason, {ended} (published) |
| `england_funnel.csv` | requests, assessments, new plans, {requested} (published) |
| `england_population.csv` | persons by single age: estimates to 2023, then carried on by the projection (A-34) |
| `placements_panel.csv` | plans and learners by kind of provision, each authority, January by January (published) |
| `placements_known_faults.csv` | counts of that panel that are no counts, with the reason |
| `placements_elasticities.csv` | how learners of each kind follow plans (A-185) |
| `placements_errors.csv` | how far that misses, given the plans (A-156) |
| `placements_diversion.csv` | learners fewer in other special schools for each one more in the state's (A-157) |
| `past_misses.csv` | how far forecasts of plans and of learners by kind of provision missed, by years ahead |
| `market_growth.csv` | how fast learners in other special schools grew, over authorities and spans of years (A-11) |
| `price_indices.csv` | how prices of each kind move from one financial year to another (A-31, A-410, A-413) |

Know before use: in January 2024 Hackney and Peterborough returned totals only, so that year's single ages add to
572,829 and not to the published 576,474. Age 2 stands for under 3; in new and ceased plans 20 stands for 20 and over,
and the few plans of unknown age are left out.
Down syndrome {down_syndrome}.
"""


def import_reference(folder: Path, destination: Path) -> tuple[dict[str, int], tuple[str, ...]]:
    """Write England's tables from the published files under ``folder``; returns the rows of each, and notes.

    Raises
    ------
    InputError
        When a file is missing or not as published.
    """
    sources = find_sources(folder, (*WANTED, *population_files.wanted(folder)))
    release, sources = read_found_release(sources)
    bands = age_bands.bands_from({source: file.path for source, file in sources.items()}, release)
    people = read_persons(folder)
    published = dfe_release.plan_tables(release, ENGLAND)
    by_age = published["plans_by_age_provision"].groupby(["census_year", "age", "source"])["plans"].sum()
    tables = published | {
        "plans_by_age": by_age.reset_index(),
        "population": population.persons_by_area(people.persons, {ENGLAND_CODE: ENGLAND_CODE}, people.names),
        "plans_by_age_band": age_bands.plans_by_age_band(bands, ENGLAND),
    }
    made = {c.name: _with_earlier(tables[c.name.removeprefix("england_")], c, destination) for c in CONTRACTS}
    files = {f"{c.name}.csv": pack_table_text(made[c.name], c) for c in CONTRACTS}
    files["README.md"] = README.format(**periods(release))
    files["sources.yaml"] = _sources(
        destination, {name: file.entry() for name, file in (sources | people.files).items()}
    )
    write_reference_files(destination, files)
    return {name: len(table) for name, table in made.items()}, release.notes


def _with_earlier(made: pd.DataFrame, contract: Contract, destination: Path) -> pd.DataFrame:
    """Keep the years of plans that the release does not have: packs of the release before need them."""
    there = destination / f"{contract.name}.csv"
    period = next((name for name in ("census_year", "calendar_year") if name in contract.key_names), None)
    if period is None or not there.is_file():
        return made
    earlier, faults = read_table(there, contract)
    if faults:
        raise InputError(first_faults(faults))
    kept = earlier[~earlier[period].isin(made[period])]
    return pd.concat([kept, made[kept.columns]], ignore_index=True) if len(kept) else made


def _sources(destination: Path, entries: dict[str, dict[str, object]]) -> str:
    """``sources.yaml`` with the files read; those that other tables of the folder were made from stay."""
    known = known_sources(destination)
    return yaml_text(entries | {name: entry for name, entry in known.items() if name not in entries})
