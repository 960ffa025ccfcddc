"""The files of the command ``explore``, what is said of them, and what a reader of any must know."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sufficiency.harmless import visible
from sufficiency.packs.small_numbers import NOT_FOR_PUBLICATION, notice
from sufficiency.reports.explore.atlas.geopackage import geopackage
from sufficiency.reports.explore.atlas.layers import (
    AREAS,
    FLOWS,
    GAPS,
    PROVIDERS,
    Layers,
    focus_year,
    layers_of,
    shown_years,
)
from sufficiency.reports.explore.atlas.styles import styles_of
from sufficiency.reports.explore.dictionary import HEADING, ColumnEntry, as_rows, entries
from sufficiency.reports.explore.opened import OpenRun
from sufficiency.reports.explore.vocabulary import Vocabularies, rows_of, vocabularies
from sufficiency.reports.explore.workbook import CODES_HEADING, Arranged, arranged, results_workbook
from sufficiency.reports.words import range_sentence
from sufficiency.results.as_files import file_of
from sufficiency.tables.files import csv_text

WORKBOOK, MAP, DICTIONARY, CODES = "results.xlsx", "map.gpkg", "tables.csv", "codes.csv"
EXPLORE_FILES = {
    WORKBOOK: "Every table of the run as a sheet, with what each column means and every code.",
    MAP: "Areas, gaps by year, schools and journeys for QGIS, which opens them styled.",
    DICTIONARY: "The dictionary: every column of every table, its unit, its meaning, and what it may hold.",
    CODES: "The name of every code, by column.",
}
INSIDE = (
    "For work inside the authority, like the run's own tables: nothing is hidden, journeys of few learners included."
    " What may be sent away is made by place-need, returns and bid."
)
PARTS = "A row is a part, never the total of other rows. Totals stand in tables whose names end in _totals, by level."
ROUNDED = "Learners, plans and places have two decimals and pounds none; an empty cell is a figure that is not known."
IN_FULL = "Figures are in full; an empty cell is a figure that is not known."
ON_THE_MAP = (
    "The map is on the British National Grid (EPSG:27700). A journey is a straight line from the middle of an area;"
    " markets have no position, so neither they nor journeys to them are on it. Names in it are as they were typed."
)
NO_BOUNDARIES = (
    "The pack has no boundaries: the map has neither areas nor gaps by year, and journeys start amid children."
)
_LAYERS = {AREAS: "areas", GAPS: "gaps by year", PROVIDERS: "schools", FLOWS: "journeys"}


@dataclass(frozen=True)
class Gathered:
    """What the files are made of."""

    run: OpenRun
    known: Vocabularies
    found: Sequence[ColumnEntry]
    chosen: Arranged
    layers: Layers


def gathered(run: OpenRun) -> Gathered:
    """Take from a run what its files hold."""
    known = vocabularies(run.names)
    return Gathered(run, known, entries(run.tables, known), arranged(run.tables), layers_of(run))


def explore_files(made: Gathered) -> dict[str, str | bytes]:
    """Return every file, by name."""
    run = made.run
    styles = styles_of(made.layers, focus_year(run), shown_years(run))
    return {
        WORKBOOK: results_workbook(run, made.found, made.known, list(notes_of(made)), made.chosen),
        MAP: geopackage(made.layers, styles),
        DICTIONARY: csv_text(HEADING, as_rows(made.found)),
        CODES: csv_text(CODES_HEADING, rows_of(made.known)),
        **{file_of(table.contract): table.content for table in run.tables},
    }


def notes_of(made: Gathered) -> Iterator[tuple[str, str]]:
    """What a reader must know, each under a name."""
    manifest = made.run.manifest
    if made.run.small_numbers:
        yield "Not for publication", f"{NOT_FOR_PUBLICATION}."
    yield "Who may see it", INSIDE
    yield "Run", f"{manifest['title']} ({manifest['scenario']})"
    yield from ((name.capitalize(), str(manifest[name])) for name in ("question", "author") if manifest[name])
    yield "Years", f"{made.run.years[0]} (base year) to {made.run.years[-1]}; academic years"
    yield "Ranges", range_sentence(int(manifest["draws"]))
    yield "Rows and totals", PARTS
    yield "Figures", IN_FULL if manifest.get("exact") else ROUNDED
    version, commit, seed = (str(manifest[name]) for name in ("version", "commit", "seed"))
    yield "Made with", f"sufficiency {version}, commit {commit[:12]}, seed {seed}, {int(manifest['draws']):,} draws"


def explore_notes(made: Gathered) -> str:
    """The notes of the README."""
    notes = [notice(small_numbers=made.run.small_numbers).strip(), INSIDE, PARTS, ON_THE_MAP]
    if not made.run.inputs.boundaries:
        notes.append(NO_BOUNDARIES)
    notes += [f"{table.name} is only in {table.name}.csv, as it {why}." for table, why in made.chosen.left]
    notes.append(
        "The folder is made of the run in which it stands and of its pack; it goes when the run is made again."
    )
    return " ".join(filter(None, notes))


def explore_text(made: Gathered, folder: str) -> str:
    """What the screen says: what was written, and how to open it."""
    run, rows = made.run, sum(len(table.rows) for table in made.run.tables)
    layers = ", ".join(f"{len(made.layers[name]):,} {words}" for name, words in _LAYERS.items() if name in made.layers)
    lines = [
        f"{run.manifest['authority']}: {run.manifest['title']}, in {folder}",
        f"  {WORKBOOK}  {len(made.chosen.sheets)} tables, a sheet each; begin with the sheet Contents",
        f"  *.csv         {len(run.tables)} tables, {rows:,} rows; {DICTIONARY} says what their columns mean",
        f"  {MAP}      {layers}; QGIS opens them styled",
        *(f"  {table.name} is only in {table.name}.csv, as it {why}" for table, why in made.chosen.left),
        *([] if run.inputs.boundaries else [f"  {NO_BOUNDARIES}"]),
        f"{INSIDE.partition(':')[0]}.",
    ]
    mark = notice(small_numbers=run.small_numbers)
    return visible(mark + "\n".join(lines) + "\n")
