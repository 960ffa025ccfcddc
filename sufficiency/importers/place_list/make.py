"""Puts a list of place numbers, the authority's own or one that DfE publishes, into a pack: ``import places``."""

import re
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from models.vocabulary import IN_COUNTY
from sufficiency.importers.pack.better_rows import PLACES_PREFIX, strength
from sufficiency.importers.pack.existing import ExistingPack, files_of
from sufficiency.importers.pack.report import ImportReport
from sufficiency.importers.pack.schools import read_schools, school_changes
from sufficiency.importers.pack.sources import digest_of, source_entry
from sufficiency.importers.pack.writer import carried_out
from sufficiency.importers.place_list.files import PlaceList, Stated, read_place_list
from sufficiency.importers.place_list.mapping import read_column_file
from sufficiency.importers.place_list.match import known_providers, provider_of
from sufficiency.importers.place_list.merge import merge_places
from sufficiency.importers.place_list.parts import in_rows

DFE_PREFIX = f"{PLACES_PREFIX}dfe-"
"""How the name of a list that DfE publishes begins in ``sources.yaml``."""
OWN = 4
"""Strength of a row that the authority gave or wrote itself."""
_MOST_NAMED = 10


@dataclass(frozen=True)
class PlaceListFile:
    """What a person gave: the list, which sheet of it (all where none is named), its date, and what its columns are."""

    file: Path
    sheet: str | None = None
    as_at: str = ""
    columns: Path | None = None


def import_places(given: PlaceListFile, folder: Path, *, dry_run: bool) -> ImportReport:
    """Merge the list into the pack in ``folder``; a dry run says the same and writes nothing.

    Raises
    ------
    InputError
        Listing every fault of the list: no number, unknown schools with the nearest names, contradictions.
    """
    pack = read_schools(folder)
    known = known_providers(pack)
    columns = read_column_file(given.columns) if given.columns else None
    listed = read_place_list(given.file, given.sheet, columns, known.by_number.keys())
    source = source_id(given.file, listed.publication)
    found, homeless = provider_of(listed.stated, known)
    rows, added = in_rows(found, pack.tables["providers"])
    if listed.publication:
        rows, kept = _beside_own(rows, pack.tables["places"])
        added += kept
    places, notes = merge_places(pack.tables["places"], rows, source)
    report = ImportReport(
        folder,
        (f"read: {given.file.name}",),
        (
            *(*listed.passed_over, *_others(listed, pack), *homeless, *added, *notes),
            *_left_out(pack, places, set(rows.values())),
        ),
        school_changes(pack, {**pack.tables, "places": places}),
    )
    entry = {source: _source(given, listed.publication, str(pack.about.get("name", folder.name)))}
    files = files_of(pack, {"places": places}, entry, _section(given.file.name, source, places))
    return carried_out(report, files, dry_run=dry_run)


def source_id(file: Path, publication: str = "") -> str:
    """Return the name of a list in ``sources.yaml``: another file is another source."""
    prefix = DFE_PREFIX if publication else PLACES_PREFIX
    return prefix + re.sub(r"[^a-z0-9]+", "-", file.stem.casefold()).strip("-")


def _source(given: PlaceListFile, publication: str, authority: str) -> dict[str, object]:
    """Return the list's entry in ``sources.yaml``."""
    own = "Agreed place numbers by school, phase and year (the authority's own list)"
    return source_entry(
        given.file.name,
        "Department for Education" if publication else authority,
        publication or own,
        digest_of(given.file),
        date=given.as_at or "not stated",
        licence="Open Government Licence v3.0" if publication else "the authority's own",
    )


def _beside_own(rows: dict[Stated, str], places: pd.DataFrame) -> tuple[dict[Stated, str], list[str]]:
    """Leave out what DfE publishes of schools whose number in force that year is the authority's own."""
    own: dict[str, list[str]] = {}
    for row in places.to_dict("records"):
        if strength(row["basis"], row["source"]) == OWN and not row["source"].startswith(DFE_PREFIX):
            own.setdefault(row["provider_id"], []).append(row["academic_year"])
    theirs = {one: provider for one, provider in rows.items() if one.academic_year >= min(own.get(provider, ["z"]))}
    kept = ", ".join(dict.fromkeys(theirs.values()))
    notes = [f"{kept}: the authority's own numbers in the pack stay, and go before published ones"] if kept else []
    return {one: provider for one, provider in rows.items() if one not in theirs}, notes


def _others(listed: PlaceList, pack: ExistingPack) -> list[str]:
    """Say which schools of a list of many authorities are not in the pack: the authority's own by name."""
    names = {str(pack.about.get(key, "")).casefold() for key in ("name", "dfe_code", "ons_code")} - {""}
    said = any(other.authority for other in listed.others)
    schools = [other for other in listed.others if other.urn or other.name]
    own = [other for other in schools if not said or _is_of(other.authority.casefold(), names)]
    rest = len(schools) - len(own)
    notes = [f"{rest:,} schools of other authorities passed over"] if rest else []
    if own:
        words = list(dict.fromkeys(f"{other.name} ({other.urn or 'no URN'})".strip() for other in own))
        shown = ", ".join(words[:_MOST_NAMED])
        more = f" and {len(words) - _MOST_NAMED:,} others" if len(words) > _MOST_NAMED else ""
        notes.append(f"not in the pack: {shown}{more}; bring in those that are the authority's with import gias")
    return notes


def _is_of(authority: str, names: set[str]) -> bool:
    """Whether an authority has one of the names, or one with more after it: Portsmouth City Council."""
    return any(authority == name or authority.startswith(f"{name} ") for name in names)


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
    whose = "published by DfE" if source.startswith(DFE_PREFIX) else "the authority's own"
    return (
        f"## Agreed places from {file}\n\n"
        f"{len(rows)} rows of `places.csv`, for {schools} schools and bases, are {whose} "
        "(`sufficiency import places`);\n"
        f"their `source` is `{source}`. What this page says above of places is as it was before.\n"
    )
