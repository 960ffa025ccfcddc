"""Does what one table names stand in the other: areas and providers."""

from collections.abc import Iterator

from sufficiency.errors import Fault, Severity
from sufficiency.packs.checks.register import check, finding, line, of_table
from sufficiency.packs.reading import Pack

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
