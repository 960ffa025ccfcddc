"""Puts a SEN2 person-level return into a pack as counts: ``import sen2``.

Data of persons never leave this import: what it writes, prints and refuses with holds counts, codes and lines only.
"""

import traceback
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

import pandas as pd

from sufficiency.errors import Fault, InputError, ModelError, SufficiencyError
from sufficiency.importers.pack.existing import ExistingPack, files_of, read_existing
from sufficiency.importers.pack.report import ImportReport
from sufficiency.importers.pack.sources import digest_of, source_entry
from sufficiency.importers.pack.writer import carried_out
from sufficiency.importers.sen2.files import Sen2Return, read_return
from sufficiency.importers.sen2.merge import Returns, merge, particulars_of, section_of
from sufficiency.importers.sen2.people import People, people_of
from sufficiency.importers.sen2.places import areas_of, numbers_of, places_of, read_areas, read_register
from sufficiency.importers.sen2.text import Content, open_files
from sufficiency.importers.sen2.workbooks import refuse_workbook
from sufficiency.packs.contracts import OPTIONAL_PACK_TABLES, PACK_TABLES
from sufficiency.packs.small_numbers import NOT_FOR_PUBLICATION

T = TypeVar("T")
READ = tuple(
    table for table in PACK_TABLES if table.name.startswith(("areas", "providers", "plans", "new", "ceased", "funnel"))
)
"""Tables that a return is counted into, and those that say where and with whom."""


@dataclass(frozen=True)
class Sen2Files:
    """What a person gives: the return; the one of the year before; the GIAS register; postcodes with their areas.

    without_unclosed : leave out plans that nobody closed: of persons too old for one, or without the day of their end.
    """

    sen2: Path
    earlier: Path | None = None
    register: Path | None = None
    postcodes: Path | None = None
    without_unclosed: bool = False


def import_sen2(given: Sen2Files, folder: Path, *, dry_run: bool = False) -> ImportReport:
    """Replace the published rows of the pack in ``folder`` by the counts of a return.

    For the pack's base year the joint table is replaced too; a return of another year adds its rows and leaves the
    others. With ``dry_run`` nothing is written. ``figures`` of the report: plans, started, ended.

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


def _import(given: Sen2Files, folder: Path, *, dry_run: bool) -> ImportReport:
    pack = read_existing(folder, READ, OPTIONAL_PACK_TABLES)
    returns = _read_all(given, pack)
    merged = merge(returns, pack)
    section = section_of(pack, returns, merged)
    files = files_of(pack, merged.tables, _sources(given, returns), section)
    files |= {"pack.yaml": particulars_of(pack, returns, merged)}
    sen2, people = returns.main
    plans, started, ended = (len(rows) for rows in (people.learners, people.started, people.ended))
    events = f"{started:,} started and {ended:,} ended in {sen2.calendar_year}"
    head = f"{pack.about['name']}, January {sen2.census_year}: {plans:,} plans on census day, {events}"
    figures = {"plans": plans, "started": started, "ended": ended}
    report = ImportReport(folder, (head, f"{NOT_FOR_PUBLICATION}."), merged.notes, merged.changes, figures=figures)
    return carried_out(report, files, dry_run=dry_run)


def _read_all(given: Sen2Files, pack: ExistingPack) -> Returns:
    """Read every file; all faults of all files at once."""
    faults: list[Fault] = []
    register = _table(given.register, read_register, faults)
    own_areas = set(pack.tables["areas"]["area"])
    lookup = _table(given.postcodes, lambda content: read_areas(content, own_areas), faults)
    returns = [found for path in (given.earlier, given.sen2) if path and (found := _return(path, pack, faults, given))]
    if faults:
        raise InputError(faults)
    known = pd.DataFrame(columns=["urn", "ukprn", "provision", "open"]) if register is None else register
    providers = pack.tables["providers"]
    places = places_of(providers, numbers_of(pack.folder, providers), known)
    area_of = partial(areas_of, table=lookup or {})
    people: list[People] = []
    for sen2 in returns:
        counted, more = people_of(sen2, places, area_of, without_unclosed=given.without_unclosed)
        people.append(counted)
        faults += more
    if faults:
        raise InputError(faults)
    _check_years(returns, given)
    return Returns(tuple(zip(returns, people, strict=True)), lookup is not None)


def _table(path: Path | None, read: Callable[[Content], tuple[T, list[Fault]]], faults: list[Fault]) -> T | None:
    """Read the one CSV at ``path``; faults are added to ``faults``."""
    if path is None:
        return None
    try:
        refuse_workbook(path, "is a workbook; save its sheet as CSV (UTF-8) and name that file")
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


def _return(path: Path, pack: ExistingPack, faults: list[Fault], given: Sen2Files) -> Sen2Return | None:
    try:
        sen2 = read_return(path, without_unclosed=given.without_unclosed)
    except InputError as error:
        faults += error.faults
        return None
    expected = pack.dfe_code
    if sen2.authority != expected:
        message = f"is the return of authority {sen2.authority}; the pack is of {pack.about['name']}, {expected}"
        faults.append(Fault(sen2.modules["sen2"].file, 0, 0, "lea", message))
    return sen2


def _check_years(returns: list[Sen2Return], given: Sen2Files) -> None:
    if given.earlier and returns[1].census_year - returns[0].census_year != 1:
        years = " and ".join(str(sen2.census_year) for sen2 in returns)
        message = f"the two returns are of January {years}; the earlier must be of the year before"
        raise InputError([Fault(given.earlier.name, 0, 0, "referencedate", message)])


def _sources(given: Sen2Files, returns: Returns) -> dict[str, dict[str, object]]:
    """Return the entries of the files read, by their name in ``sources.yaml``."""
    entries = {
        sen2.source: source_entry(
            f"{len(sen2.files)} files of the return",
            "the authority (held, not published)",
            f"SEN2 person-level return, January {sen2.census_year}, as counts",
            sen2.sha256,
            date=sen2.census_day.isoformat(),
            licence="not for publication",
        )
        for sen2, _ in returns.both
    }
    further = (
        (
            "gias_register",
            given.register,
            "Department for Education",
            "Get information about schools, all establishments",
        ),
        ("postcode_areas", given.postcodes, "the authority", "Area of each postcode or postcode sector"),
    )
    return entries | {
        name: source_entry(path.name, publisher, title, digest_of(path))
        for name, path, publisher, title in further
        if path
    }
