"""Makes the pack of one authority from published files, or renews the one that stands there: ``import open-data``."""

from pathlib import Path

import pandas as pd

from sufficiency.errors import InputError
from sufficiency.importers.open_data.authorities import find_authority
from sufficiency.importers.open_data.files import National
from sufficiency.importers.open_data.merge import (
    changes_from,
    existing_pack,
    moved_on,
    with_better_rows,
    with_kept_texts,
)
from sufficiency.importers.open_data.people import gaps
from sufficiency.importers.open_data.tables import contracts_of, table_files, tables_and_files
from sufficiency.importers.opening.published_csv import read_words
from sufficiency.importers.pack.report import ImportReport
from sufficiency.importers.pack.writer import carried_out
from sufficiency.packs.england.contracts import ENGLAND_NEW_PLANS, PLACEMENTS_KNOWN_FAULTS
from sufficiency.tables.files import first_faults, read_table


def make_pack(national: National, wanted: str, destination: Path, *, dry_run: bool = False) -> ImportReport:
    """Make one pack from files already read; rows of better sources in a pack that stands there stay.

    ``figures`` of the report: the residual (plans) of the fit of the joint table.

    Raises
    ------
    InputError
        When no authority has that name, its areas cannot be made, or another authority's pack stands there.
    """
    authority = find_authority(national.release, wanted)
    before = existing_pack(destination, authority.dfe_code)
    tables, files, fit = tables_and_files(national, authority, _known_faults(destination.parent / "reference"))
    lacking = gaps.lacking(tables, national.release.base_year)
    notes = (
        *national.release.notes,
        *lacking,
        *_older_england(destination.parent / "reference", national.release.base_year),
    )
    if before is not None:
        before, moved = moved_on(before, national.release.base_year)
        notes = (*notes, *moved)
        tables = with_better_rows(before, tables)
        files = with_kept_texts(before, files | table_files(tables))
    head = (
        f"{authority.name}: {len(contracts_of(tables))} tables in {destination}",
        f"from {national.release.file}, plans of January {national.release.base_year}",
        f"joint table: {fit.iterations} rounds, largest residual {fit.residual:.1e} plans",
    )
    report = ImportReport(destination, head, notes, changes_from(before, tables), figures={"residual": fit.residual})
    return carried_out(report, files, dry_run=dry_run)


def _known_faults(reference: Path) -> pd.DataFrame:
    """Counts of placements beside the pack that are known to be none; no rows where the table is not there."""
    there = reference / f"{PLACEMENTS_KNOWN_FAULTS.name}.csv"
    if not there.is_file():
        return pd.DataFrame(columns=PLACEMENTS_KNOWN_FAULTS.column_names)
    table, faults = read_table(there, PLACEMENTS_KNOWN_FAULTS)
    if faults:
        raise InputError(first_faults(faults))
    return table


def _older_england(reference: Path, base_year: int) -> list[str]:
    """What to do where England's tables beside the pack end before the year that its runs begin with."""
    there = reference / f"{ENGLAND_NEW_PLANS.name}.csv"
    if not there.is_file():
        return []
    years = read_words(there, there.name, ("calendar_year",))["calendar_year"]
    if str(base_year - 1) in set(years):
        return []
    makes = "sufficiency import reference --from FOLDER makes those of this release"
    return [f"England's tables in {reference} lack {base_year - 1}, and a run needs it: {makes}"]
