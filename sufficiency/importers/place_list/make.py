"""Puts an authority's own list of agreed place numbers into its pack: ``import places``."""

import re
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from models.vocabulary import IN_COUNTY
from sufficiency.importers.pack.better_rows import PLACES_PREFIX
from sufficiency.importers.pack.existing import ExistingPack, files_of
from sufficiency.importers.pack.report import ImportReport
from sufficiency.importers.pack.schools import read_schools, school_changes
from sufficiency.importers.pack.sources import digest_of, source_entry
from sufficiency.importers.pack.writer import carried_out
from sufficiency.importers.place_list.files import read_place_list
from sufficiency.importers.place_list.match import provider_of
from sufficiency.importers.place_list.merge import merge_places


@dataclass(frozen=True)
class PlaceListFile:
    """What a person gave: the list, which sheet of it (all where none is named), and the date of the list."""

    file: Path
    sheet: str | None = None
    as_at: str = ""


def import_places(given: PlaceListFile, folder: Path, *, dry_run: bool) -> ImportReport:
    """Merge the list into the pack in ``folder``; a dry run says the same and writes nothing.

    Raises
    ------
    InputError
        Listing every fault of the list: no number, unknown schools with the nearest names, contradictions.
    """
    pack = read_schools(folder)
    listed = read_place_list(given.file, given.sheet)
    providers = provider_of(listed.stated, pack)
    source = source_id(given.file)
    places, notes = merge_places(pack.tables["places"], providers, source)
    listed_as = source_entry(
        given.file.name,
        str(pack.about.get("name", folder.name)),
        "Agreed place numbers by school, phase and year (the authority's own list)",
        digest_of(given.file),
        date=given.as_at or "not stated",
        licence="the authority's own",
    )
    report = ImportReport(
        folder,
        (f"read: {given.file.name}",),
        (*listed.passed_over, *notes, *_left_out(pack, places, set(providers.values()))),
        school_changes(pack, {**pack.tables, "places": places}),
    )
    files = files_of(pack, {"places": places}, {source: listed_as}, _section(given.file.name, source, places))
    return carried_out(report, files, dry_run=dry_run)


def source_id(file: Path) -> str:
    """Return the name of a list in ``sources.yaml``: another file is another source."""
    return PLACES_PREFIX + re.sub(r"[^a-z0-9]+", "-", file.stem.casefold()).strip("-")


def _left_out(pack: ExistingPack, places: pd.DataFrame, stated: set[str]) -> list[str]:
    """State special schools and bases whose places are still worked out, and that the list does not have."""
    providers = pack.tables["providers"]
    own = providers[providers["provision"].isin(IN_COUNTY) & (providers["area"] != "")]
    weak = set(places.loc[places["basis"] != "published", "provider_id"]) - stated
    left = own[own["provider_id"].isin(weak)]
    if left.empty:
        return []
    shown = ", ".join(left["name"].head(5)) + (" and others" if len(left) > 5 else "")
    return [f"{len(left)} schools and bases are not in the list and keep places that are worked out: {shown}"]


def _section(file: str, source: str, places: pd.DataFrame) -> str:
    rows = places[places["source"] == source]
    schools = rows["provider_id"].nunique()
    return (
        f"## Agreed places from {file}\n\n"
        f"{len(rows)} rows of `places.csv`, for {schools} schools and bases, are the authority's own "
        "(`sufficiency import places`);\n"
        f"their `source` is `{source}`. What this page says above of places is as it was before.\n"
    )
