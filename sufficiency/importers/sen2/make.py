"""Puts a SEN2 person-level return into a pack as counts: ``import sen2``.

Person-level data never leaves this import: what it writes, prints and refuses with holds counts, codes and lines only.
"""

import textwrap
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TypeVar

import pandas as pd

from sufficiency.errors import Fault, InputError, ModelError, SufficiencyError
from sufficiency.importers.pack.existing import ExistingPack, with_section, with_sources
from sufficiency.importers.pack.rows import Change
from sufficiency.importers.pack.writer import write_files
from sufficiency.importers.sen2 import areas as sen2_areas
from sufficiency.importers.sen2 import counts as sen2_counts
from sufficiency.importers.sen2 import pack as sen2_pack
from sufficiency.importers.sen2.files import Sen2Return, read_return
from sufficiency.importers.sen2.moves import moves_between
from sufficiency.importers.sen2.pack import read_pack
from sufficiency.importers.sen2.people import People, people_of
from sufficiency.importers.sen2.places import SettingsSeen, numbers_of, places_of, read_register
from sufficiency.importers.sen2.text import Content, open_files
from sufficiency.packs.contracts import NOT_RECORDED, PLANS_BY_AREA_JOINT

Tables = dict[str, pd.DataFrame]
T = TypeVar("T")
AreaOf = Callable[[pd.Series], pd.Series]


@dataclass(frozen=True)
class Sen2Files:
    """What a person gives: the return; the one of the year before; the GIAS register; postcodes with their areas."""

    sen2: Path
    earlier: Path | None = None
    register: Path | None = None
    postcodes: Path | None = None


@dataclass(frozen=True)
class Sen2Report:
    """What an import found and changed; ``notes`` say in words what was counted specially."""

    authority: str
    census_year: int
    plans: int
    started: int
    ended: int
    changes: tuple[Change, ...]
    notes: tuple[str, ...]
    written: bool


@dataclass(frozen=True)
class _Read:
    """Everything read: returns, the earlier first, with their people; whether areas are known; notes so far."""

    returns: tuple[tuple[Sen2Return, People], ...]
    with_areas: bool
    notes: tuple[str, ...] = field(default=())


def import_sen2(given: Sen2Files, folder: Path, *, dry_run: bool = False) -> Sen2Report:
    """Replace the published rows of the pack in ``folder`` by the counts of a return.

    Of the pack's base year, the joint table is replaced too; a return of another year gives rows beside those that
    stand. With ``dry_run`` nothing is written.

    Raises
    ------
    InputError
        Listing every fault of the files; none holds a name, date of birth, UPN or postcode.
    ModelError
        When the import itself fails. Its own message is held back, for it may quote a file.
    """
    try:
        return _import(given, folder, dry_run=dry_run)
    except SufficiencyError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever fails may quote personal data, so nothing of it is shown
        raise ModelError(_failed(error)) from None


def _failed(error: Exception) -> str:
    """Say where the import failed, without a word of the message."""
    steps = [step for step in traceback.extract_tb(error.__traceback__) if "sufficiency" in Path(step.filename).parts]
    place = f"{Path(steps[-1].filename).name}, line {steps[-1].lineno}" if steps else "an unknown place"
    return f"the import failed at {place} ({type(error).__name__}); nothing is written; its message may name a person"


def _import(given: Sen2Files, folder: Path, *, dry_run: bool) -> Sen2Report:
    pack = read_pack(folder)
    read = _read_all(given, pack)
    tables, notes = _tables(read, pack)
    files, changes = sen2_pack.changed_files(pack, tables)
    main, people = read.returns[-1]
    notes = (*read.notes, *notes)
    files["sources.yaml"] = with_sources(pack, _source_entries(given, read))
    files["README.md"] = with_section(pack, sen2_pack.section_of(_section(pack, read, tables, notes)))
    if main.census_year == pack.base_census_year:
        files |= sen2_pack.with_joint(pack, f"counted from the SEN2 person-level return of January {main.census_year}")
    if not dry_run:
        write_files(pack.folder, files)
    counts = (len(people.learners), len(people.started), len(people.ended))
    return Sen2Report(str(pack.about["name"]), main.census_year, *counts, changes, notes, written=not dry_run)


def _read_all(given: Sen2Files, pack: ExistingPack) -> _Read:
    """Read every file; all faults of all files at once."""
    faults: list[Fault] = []
    register = _table(given.register, read_register, faults)
    own_areas = set(pack.tables["areas"]["area"])
    lookup = _table(given.postcodes, lambda content: sen2_areas.read_areas(content, own_areas), faults)
    returns = [found for path in (given.earlier, given.sen2) if path and (found := _return(path, pack, faults))]
    if faults:
        raise InputError(faults)
    known = pd.DataFrame(columns=["urn", "ukprn", "provision", "open"]) if register is None else register
    providers = pack.tables["providers"]
    places = places_of(providers, numbers_of(pack.folder, providers), known)
    area_of = partial(sen2_areas.areas_of, table=lookup or {})
    people = [_people(sen2, places, area_of, faults) for sen2 in returns]
    if faults:
        raise InputError(faults)
    _check_years(returns, given)
    notes = tuple(note for sen2, found in zip(returns, people, strict=True) for note in _dated(sen2, found))
    return _Read(tuple(zip(returns, people, strict=True)), lookup is not None, notes)


def _dated(sen2: Sen2Return, people: People) -> list[str]:
    return [f"January {sen2.census_year}: {note}" for note in people.notes]


def _table(path: Path | None, read: Callable[[Content], tuple[T, list[Fault]]], faults: list[Fault]) -> T | None:
    """Read the one CSV at ``path``; faults are added to ``faults``."""
    if path is None:
        return None
    try:
        contents = open_files(path, (".csv",))
    except InputError as error:
        faults += error.faults
        return None
    contents = [content for content in contents if "links" not in content.name.casefold()]
    if len(contents) != 1:
        faults.append(
            Fault(path.name, 0, 0, "", "holds more than one CSV file, or none but links; name the one to be read")
        )
        return None
    table, found = read(contents[0])
    faults += found
    return table


def _return(path: Path, pack: ExistingPack, faults: list[Fault]) -> Sen2Return | None:
    try:
        sen2 = read_return(path)
    except InputError as error:
        faults += error.faults
        return None
    expected = str(pack.about["dfe_code"])
    if sen2.authority != expected:
        message = f"is the return of authority {sen2.authority}; the pack is of {pack.about['name']}, {expected}"
        faults.append(Fault(sen2.modules["sen2"].file, 0, 0, "lea", message))
    return sen2


def _people(sen2: Sen2Return, places: SettingsSeen, area_of: AreaOf, faults: list[Fault]) -> People:
    people, found = people_of(sen2, places, area_of)
    faults += found
    return people


def _check_years(returns: list[Sen2Return], given: Sen2Files) -> None:
    if given.earlier and returns[1].census_year - returns[0].census_year != 1:
        years = " and ".join(str(sen2.census_year) for sen2 in returns)
        message = f"the two returns are of January {years}; the earlier must be of the year before"
        raise InputError([Fault(given.earlier.name, 0, 0, "referencedate", message)])


def _tables(read: _Read, pack: ExistingPack) -> tuple[Tables, tuple[str, ...]]:
    """Every new table, and notes."""
    parts: list[Tables] = []
    for sen2, people in read.returns:
        events, rolls = sen2_counts.event_tables(people, sen2), sen2_counts.provider_rolls(people, sen2)
        parts.append(sen2_counts.stock_tables(people, sen2) | events | {"provider_rolls": rolls})
    tables = {name: pd.concat([part[name] for part in parts], ignore_index=True) for name in parts[0]}
    notes: list[str] = []
    if len(read.returns) > 1:
        moves = moves_between(read.returns[0], read.returns[1])
        tables["placement_moves"] = moves.table
        learners = len(read.returns[1][1].learners)
        tables["need_changes"] = moves.needs
        notes.append(f"learners found in the earlier return: {moves.found:,} of {learners:,}")
        notes.append(f"of them with another primary need than a year before: {moves.changed:,}")
    based = [people for sen2, people in read.returns if sen2.census_year == pack.base_census_year]
    if based:
        joint, more = _joint_tables(based[0], pack, with_areas=read.with_areas)
        tables |= joint
        notes += more
    else:
        notes.append(f"the pack starts from January {pack.base_census_year}: its joint table stays as it is")
    return tables, tuple(notes)


def _joint_tables(people: People, pack: ExistingPack, *, with_areas: bool) -> tuple[Tables, list[str]]:
    joint = sen2_counts.joint_of(people, tuple(sorted(pack.tables["areas"]["area"])))
    tables = {"plans_joint": joint.authority()}
    if with_areas:
        lost = int((people.learners["area"] == NOT_RECORDED).sum())
        note = f"plans with an area by postcode: {len(people.learners) - lost:,}, without one: {lost:,}"
        return tables | {"plans_by_area_joint": joint.by_area()}, [note]
    if "plans_by_area_joint" in pack.tables:
        tables["plans_by_area_joint"] = sen2_pack.empty(PLANS_BY_AREA_JOINT)
    return tables, ["no table of postcodes was given: plans stay split between areas by population"]


def _source_entries(given: Sen2Files, read: _Read) -> dict[str, dict[str, object]]:
    entries: dict[str, dict[str, object]] = {}
    for sen2, _ in read.returns:
        entries[sen2.source] = {
            "file": f"{len(sen2.files)} files of the return",
            "publisher": "the authority (held, not published)",
            "title": f"SEN2 person-level return, January {sen2.census_year}, as counts",
            "date": sen2.census_day.isoformat(),
            "licence": "not for publication",
            "sha256": sen2.sha256,
        }
    if given.register:
        entries["gias_register"] = sen2_pack.file_entry(
            given.register, "Department for Education", "Get information about schools, all establishments"
        )
    if given.postcodes:
        entries["postcode_areas"] = sen2_pack.file_entry(
            given.postcodes, "the authority", "Area of each postcode or postcode sector"
        )
    return entries


def _section(pack: ExistingPack, read: _Read, tables: Tables, notes: tuple[str, ...]) -> dict[str, str]:
    sen2, people = read.returns[-1]
    whole = sen2.census_year == pack.base_census_year
    return {
        "source": sen2.source,
        "year": str(sen2.census_year),
        "calendar_year": str(sen2.calendar_year),
        "plans": f"{len(people.learners):,}",
        "started": f"{len(people.started):,}",
        "ended": f"{len(people.ended):,}",
        "tables": textwrap.fill(", ".join(f"`{name}.csv`" for name in sorted(tables)) + ".", 118),
        "joint": "The joint table is counted, not fitted." if whole else "The joint table stays as it was.",
        "pack": str(pack.about["id"]),
        "notes": "\n".join(f"* {note[0].upper()}{note[1:]}." for note in notes),
    }
