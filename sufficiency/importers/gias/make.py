"""Puts the register of schools (GIAS) into a pack: ``import gias``.

The register gives the special schools of the authority and the specialist bases of its mainstream schools, with needs,
ages, capacity and position; it brings other schools that the pack has up to date. A school keeps the identifier that
it came into the pack with: ``provider_register.csv`` joins it to its reference numbers, earlier ones too.
"""

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from models.vocabulary import INMSS_SPECIAL
from sufficiency.errors import Fault, InputError
from sufficiency.importers.gias.files import Register, numbers_of, read_register
from sufficiency.importers.gias.links import Lineage, lineage, successions_by_site
from sufficiency.importers.gias.match import Matches, match
from sufficiency.importers.gias.merge import merge
from sufficiency.importers.gias.schools import (
    CLOSED,
    SCHOOL,
    Row,
    entries,
    has_base,
    no_ages,
    special_types,
    unknown_needs,
)
from sufficiency.importers.pack.better_rows import GIAS
from sufficiency.importers.pack.existing import ExistingPack, files_of
from sufficiency.importers.pack.report import ImportReport
from sufficiency.importers.pack.schools import read_schools, school_changes
from sufficiency.importers.pack.sources import source_entry
from sufficiency.importers.pack.writer import carried_out
from sufficiency.packs.contracts import PROVIDER_REGISTER
from sufficiency.tables.contracts import records

PUBLISHER, LICENCE = "Department for Education", "Open Government Licence v3.0"


@dataclass(frozen=True)
class RegisterFiles:
    """What a person gave: the register (file, zip or folder), its links if elsewhere, which schools to add."""

    register: Path
    links: Path | None = None
    add_independent: bool = False


def import_gias(given: RegisterFiles, folder: Path, *, dry_run: bool) -> ImportReport:
    """Merge the register into the pack in ``folder``; a dry run says the same and writes nothing.

    Raises
    ------
    InputError
        When the pack or the register cannot be read, or the pack does not say which authority it is of.
    """
    pack = read_schools(folder)
    code = pack.dfe_code
    register = read_register(given.register, given.links)
    chosen = numbers_of(register, _wanted(register, code, pack))
    if not (chosen["la"] == code).any():
        message = f"has no special school and no base of authority {code}; is it the file of all establishments?"
        raise InputError([Fault(register.file, 0, 0, "LA (code)", message)])
    specials = chosen[(chosen["la"] == code) & chosen["type"].isin(list(special_types()))]
    line = lineage(register.links, successions_by_site(specials))
    closed = frozenset(chosen.loc[chosen["status"] == CLOSED, "urn"])
    listed = entries(chosen)
    matches = match(_candidates(listed, code, pack, line, given), closed, pack, line)
    taken = _taken(listed, matches, pack)
    merged = merge(taken, matches, pack)
    tables = {"providers": merged.providers, "places": merged.places}
    report = ImportReport(
        folder,
        (f"read: {', '.join(register.files)}",),
        (*_notes(chosen, register, taken, matches, pack), *merged.notes),
        school_changes(pack, tables),
    )
    numbers = _register_rows(taken, listed, matches, line, set(merged.providers["provider_id"]))
    if len(numbers):
        tables[PROVIDER_REGISTER.name] = numbers
    files = files_of(pack, tables, _sources(register), _section(register, merged.providers, merged.places))
    return carried_out(report, files, dry_run=dry_run)


def _wanted(register: Register, code: str, pack: ExistingPack) -> pd.Series:
    """Whether each establishment is needed.

    These are the special schools and hosts of bases of the authority, the schools of the pack, and whatever those were
    before or have become.
    """
    table = register.establishments
    special = pd.to_numeric(table["type"], errors="coerce").isin(list(special_types()))
    own = (table["la"] == code) & (special | has_base(table))
    known = {*pack.tables["providers"]["provider_id"], *pack.tables["provider_register"]["urn"]}
    wanted = {*table.loc[own, "urn"], *(one for one in known if one.isdigit())}
    line = lineage(register.links, {})
    onward: dict[str, list[str]] = {}
    for urn, earlier in line.before.items():
        for one in earlier:
            onward.setdefault(one, []).append(urn)
    waiting = sorted(wanted)
    while waiting:
        one = waiting.pop()
        more = {*onward.get(one, ()), *line.before.get(one, ())} - wanted
        wanted |= more
        waiting += sorted(more)
    return table["urn"].isin(sorted(wanted))


def _candidates(
    listed: pd.DataFrame, code: str, pack: ExistingPack, line: Lineage, given: RegisterFiles
) -> pd.DataFrame:
    """Entries that are the authority's, or that are (or continue) a provider of the pack."""
    known = {*pack.tables["providers"]["provider_id"], *pack.tables["provider_register"]["urn"]}
    continues = [bool({urn, *line.predecessors(urn)} & known) for urn in listed["urn"]]
    own = listed["la"] == code
    if not given.add_independent:
        own &= ~listed["provision"].isin(INMSS_SPECIAL)
    school = listed["part"] == SCHOOL
    return listed[own | (pd.Series(continues, index=listed.index) & school)]


def _taken(listed: pd.DataFrame, matches: Matches, pack: ExistingPack) -> pd.DataFrame:
    """Entries that are matched, and closed ones that the pack still has."""
    ids = set(pack.tables["providers"]["provider_id"])
    parts = list(zip(listed["urn"], listed["part"], strict=True))
    return listed[
        [
            part in matches.provider or (closed and part[0] in ids)
            for part, closed in zip(parts, listed["status"] == CLOSED, strict=True)
        ]
    ]


def _register_rows(
    taken: pd.DataFrame, listed: pd.DataFrame, matches: Matches, line: Lineage, ids: set[str]
) -> pd.DataFrame:
    """Reference numbers of each provider that is in the pack: the current one, and those it had before."""
    by_part = {(row["urn"], row["part"]): row for row in records(listed)}
    rows = {}
    for entry in records(taken[taken["status"] != CLOSED]):
        part = (entry["urn"], entry["part"])
        provider = matches.provider[part]
        if provider not in ids:
            continue
        rows[part] = entry | {"provider_id": provider, "relation": "current"}
        for urn in line.predecessors(entry["urn"]):
            earlier = by_part.get((urn, entry["part"]))
            if earlier is not None and (urn, entry["part"]) not in matches.provider:
                rows.setdefault((urn, entry["part"]), earlier | {"provider_id": provider, "relation": "predecessor"})
    table = pd.DataFrame([*rows.values()]).assign(source=GIAS)
    return table.reindex(columns=PROVIDER_REGISTER.column_names)


def _sources(register: Register) -> dict[str, dict[str, object]]:
    """Return the entries of the files read: the establishments under ``gias``, the links under ``gias_links``."""
    titles = ("Get Information about Schools: all establishments", "Get Information about Schools: links")
    entries = {}
    for name, title, (file, digest) in zip((GIAS, f"{GIAS}_links"), titles, register.files.items(), strict=False):
        stamp = re.search(r"(\d{4})(\d{2})(\d{2})", file)
        date = "-".join(stamp.groups()) if stamp else "not stated"
        entries[name] = source_entry(file, PUBLISHER, title, digest, date=date, licence=LICENCE)
    return entries


def _notes(
    chosen: pd.DataFrame, register: Register, taken: pd.DataFrame, matches: Matches, pack: ExistingPack
) -> list[str]:
    """What a person should know before the numbers: succession, words not understood, schools not in the register."""
    names = dict(zip(pack.tables["providers"]["provider_id"], pack.tables["providers"]["name"], strict=True))
    notes = [
        f"{entry['name']} ({entry['urn']}) continues {names[provider]}, which keeps its identifier {provider}"
        for entry in records(taken[taken["status"] != CLOSED])
        for provider in [matches.of(entry)]
        if names.get(provider, entry["name"]) != entry["name"] and provider != entry["urn"]
    ]
    notes += [
        f"{names.get(one, one)} ({one}) is part of {names.get(into, into)} now; its row is taken out"
        for one, into in sorted(matches.merged.items())
    ]
    notes += [
        f"{word!r} in the columns SEN1 to SEN13 is no need ({times} times)"
        for word, times in unknown_needs(chosen).items()
    ]
    notes += _strange_ages(chosen[chosen["urn"].isin(taken["urn"]) & (chosen["status"] != CLOSED)])
    lost = sorted(one for one in names if one.isdigit() and one not in set(register.establishments["urn"]))
    notes += [f"{names[one]} ({one}) is not in the register; left as it was" for one in lost]
    return notes


def _strange_ages(establishments: pd.DataFrame) -> list[str]:
    """Name each line whose ages are no range."""
    wrong = establishments[no_ages(establishments)]
    return [
        f"{row['name']} ({row['urn']}), line {line}: its ages, {_years(row, 'low')} to {_years(row, 'high')}, "
        "are no range and count as not stated (A-36): put the true ones into providers.csv"
        for line, row in zip(wrong.index, records(wrong), strict=True)
    ]


def _years(row: Row, end: str) -> str:
    age = float(row[f"statutory_{end}_age"])
    return "blank" if np.isnan(age) else f"{age:g}"


def _section(register: Register, providers: pd.DataFrame, places: pd.DataFrame) -> str:
    """Return the README's section on the register."""
    ours = (int(frame["source"].str.match(rf"{GIAS}\b").sum()) for frame in (providers, places))
    rows, dated = ours
    return (
        "## From the register of schools (GIAS)\n\n"
        f"{rows} rows of `providers.csv` and {dated} of `places.csv` are from `{register.file}`\n"
        "(`sufficiency import gias`); their `source` begins with `gias`. Capacity stands for agreed places until the\n"
        "agreed numbers are imported. `provider_register.csv` joins each provider to its reference numbers.\n"
        "What this page says above of providers and places is as it was before.\n"
    )
