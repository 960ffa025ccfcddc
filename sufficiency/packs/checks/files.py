"""Are the files of a pack all there and sound, and does what they name exist."""

from collections.abc import Iterator
from dataclasses import replace

from sufficiency.errors import Fault, InputError, Severity
from sufficiency.packs.boundaries import MAP_FILE
from sufficiency.packs.checks.register import FILE_READ, Place, check, finding, line, of_table
from sufficiency.packs.particulars import PACK_FILE, faults_of
from sufficiency.packs.reading import Pack
from sufficiency.packs.small_numbers import HOLDS_SMALL_NUMBERS, counted_tables, named_tables
from sufficiency.tree.small_files import read_section

AREA, PROVIDER = "an area of areas.csv", "a provider of providers.csv"
NAMED = (
    ("providers", "area", "areas", f"{AREA}, or blank outside the authority"),
    ("population", "area", "areas", AREA),
    ("demand_points", "area", "areas", AREA),
    ("places", "provider_id", "providers", PROVIDER),
    ("journeys", "area", "areas", AREA),
    ("journeys", "provider_id", "providers", PROVIDER),
)
"""Table and column, the table in which its codes must stand, and what a code is there."""


@check(Severity.ERROR)
def tables_meet_their_contracts(pack: Pack) -> Iterator[Fault]:
    """Every fault of every table, with its line, column, value and what is allowed."""
    for faults in pack.faults.values():
        for fault in faults:
            yield replace(fault, value=fault.value or "blank") if fault.line else fault


@check(Severity.ERROR)
def particulars_are_given(pack: Pack) -> Iterator[Fault]:
    """What ``pack.yaml`` must say, each in its kind."""
    yield from pack.particulars.unreadable or faults_of(pack.about, pack.particulars.lines)


@check(Severity.WARNING, kind="particulars are given")
def the_number_of_the_authority_is_given(pack: Pack) -> Iterator[Fault]:
    """The code by which registers of schools know the authority."""
    code = str(pack.about.get("dfe_code", ""))
    if not code.isdigit():
        remedy = "write dfe_code; import gias finds the authority's schools by it"
        yield finding(Place(PACK_FILE, 0, "dfe_code"), code, "three figures in quotation marks, such as '850'", remedy)


@check(Severity.ERROR)
def the_map_is_sound(pack: Pack) -> Iterator[Fault]:
    """``areas.geojson`` is a GeoJSON of surfaces in Great Britain, each of an area, drawn without crossing itself."""
    yield from pack.boundaries.faults


@check(Severity.WARNING)
def small_numbers_are_marked(pack: Pack) -> Iterator[Fault]:
    """A pack that persons were counted into says so, and what is made of it is not published."""
    at = Place("pack.yaml", 0, HOLDS_SMALL_NUMBERS)
    said = pack.about.get(HOLDS_SMALL_NUMBERS)
    named = set(named_tables(pack.about))
    counted = set(counted_tables(pack.tables))
    if counted - named:
        allowed = "the name of every table that was counted from persons"
        remedy = f"write {HOLDS_SMALL_NUMBERS}: [{', '.join(sorted(counted | named))}]"
        yield finding(at, ", ".join(sorted(counted - named)), allowed, remedy)
    elif said:
        value = ", ".join(named_tables(pack.about)) or str(said)
        remedy = "do not publish the pack, nor what is made of it"
        yield finding(at, value, "counts of few children", remedy, severity=Severity.INFORMATION)


@check(Severity.ERROR, "areas")
def every_area_has_its_boundary(pack: Pack) -> Iterator[Fault]:
    """The areas of ``areas.csv`` and those of ``areas.geojson`` are the same."""
    drawn, listed = pack.boundaries.named, set(pack.tables["areas"]["area"])
    for area in sorted(listed ^ drawn) if drawn else ():
        known, lacking = ("areas.csv", MAP_FILE) if area in listed else (MAP_FILE, "areas.csv")
        remedy = f"add the area to {lacking}, or take it out of {known}"
        yield finding(Place(lacking, 0, ""), area, f"the areas of {known}", remedy)


@check(Severity.ERROR, "areas", "providers", "places", "population", "demand_points", optional=("journeys",))
def references_hold(pack: Pack) -> Iterator[Fault]:
    """Areas and providers that a table names exist; a code that does not is named once, at its first line."""
    for table, column, source, what in NAMED:
        if table not in pack.tables:
            continue
        known = set(pack.tables[source][column]) | ({""} if table == "providers" else set())
        codes = pack.tables[table][column].fillna("")
        for number, code in codes[~codes.isin(known)].drop_duplicates().items():
            remedy = f"add it to {source}.csv, or repair the code"
            message = f"{str(code)!r} is not {what}"
            yield finding(line(table, number, column), str(code), f"a code of {source}.csv", remedy, message)


@check(Severity.ERROR, "areas", "demand_points")
def every_area_has_demand_points(pack: Pack) -> Iterator[Fault]:
    """Journeys of an area start at its demand points. Its population is a check of people."""
    for area in sorted(set(pack.tables["areas"]["area"]) - set(pack.tables["demand_points"]["area"])):
        remedy = "import the pack again, or add the points; nobody there means no journeys from there"
        message = f"has no row for area {area}"
        yield finding(of_table("demand_points", "area"), area, "a row for every area of areas.csv", remedy, message)


@check(Severity.WARNING)
def sources_are_listed(pack: Pack) -> Iterator[Fault]:
    """A row's source that looks like the name of a file read stands in ``sources.yaml``."""
    try:
        listed = set(read_section(pack.folder / "sources.yaml").entries)
    except InputError as error:
        yield from error.faults
        return
    for table, frame in pack.tables.items():
        if "source" not in frame.columns or frame.empty:
            continue
        names = frame["source"].str.extract(f"({FILE_READ})", expand=False).dropna()
        for name in sorted(set(names) - listed):
            first = line(table, names.index[names == name][0], "source")
            allowed = f"one of {', '.join(sorted(listed)) or 'no file'}"
            yield finding(first, name, allowed, "add the file to sources.yaml: title, publisher, date, licence")
