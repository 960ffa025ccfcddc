"""The workbook ``place_need.xlsx``: cover, schools, a summary, and every table of place need."""

from collections.abc import Iterator, Mapping

import pandas as pd

from models.vocabulary import NEED_GROUP_NAMES, NEED_GROUPS, PHASES
from sufficiency.reports.returns.place_need.columns import WORDS_OF, ShownTable
from sufficiency.reports.returns.place_need.lookup import Lookup, Value
from sufficiency.reports.returns.place_need.screen import mark_of
from sufficiency.reports.returns.place_need.sheets import COVER, Stand, stand_of, write_shown
from sufficiency.reports.words import PHASE_NAMES, pounds, range_sentence
from sufficiency.reports.workbooks import new_book, put
from sufficiency.returns.audience import HIDDEN, Audience
from sufficiency.returns.disclosure.notes import RULE
from sufficiency.returns.place_need.answer import PlaceNeedAnswer
from sufficiency.returns.place_need.cube import YEAR
from sufficiency.tables.contracts import ALL

SUMMARY = "Summary"
ACROSS, LINE_HEIGHT = 105, 14
"""Letters on a line of the cover, and the height of one."""
ORDER = ("schools", SUMMARY, "market_position", "costs_a_place", "independent_only", "place_need_totals", "place_need")
MEASURES = {
    "required": "Required",
    "places": "Places",
    "gap": "Gap",
    "to_spare": "To spare",
    "to_build": "To build",
}
SCHOOL = {
    "provider_name": "School",
    "provision": "Kind",
    "area_name": "Area",
    "takes_needs": "Needs taken",
    "min_age": "From age",
    "max_age": "To age",
}
OF_YEAR = {
    "places": "Places",
    "learners": "Learners",
    "learners_p10": "p10 of learners",
    "learners_p90": "p90 of learners",
    "occupancy": "Occupancy",
    "unused": "Unused",
}
SCHOOLS_SHEET = (
    "Every school, base and market, now, five and ten years on: places, learners with their range, and how full that"
    " makes it, other authorities' learners too. Every year, and where places are from: schools.csv."
)
SUMMARY_WORDS = (
    "Learners who require a base or special school, places that stand for them, the gap, places to spare that serve it,"
    " and places to build, by need group and phase, now, five and ten years on; whole numbers."
)
NOTES = (
    (
        "Required: learners whose need asks for a specialist base or a special school. Those whom only an "
        "independent school can serve stand apart."
    ),
    (
        "Places: agreed in the base year, plus what is committed since, less what closes; they stand for "
        "learners like those who filled them in the base year."
    ),
    (
        "Gap: learners above the places of their school, in an independent or non-maintained school (INMSS) "
        "only for want of a local place, and unmet in mainstream."
    ),
    (
        "Places to spare that serve it: unused places of the authority's own schools and bases that take the "
        "need, phase and kind of place, within {within:g} minutes one way (A-460), each used once. A surplus "
        "elsewhere offsets nothing."
    ),
    "Places to build: the gap less those; never below nought.",
    (
        "INMSS avoided: of learners in places built, {share:.0%} ({low:.0%} to {high:.0%}) would else be in "
        "INMSS: the run's diversion."
    ),
    (
        "Miles saved: one-way miles of learners in INMSS for want of a place, less a journey to the middle of"
        " their own area."
    ),
    (
        "Ranges (p10 to p90) are over whole draws; a range of a total is no sum of ranges, and stands only "
        "where the run has it."
    ),
    (
        "Building costs are between the cheapest and the dearest usual kind of building (A-427, A-461), or as"
        " given; pounds a year are at base-year prices."
    ),
    ("Forecast learners are expected numbers: nobody is counted in them. An empty cell is a figure that is not known."),
)


def place_need_workbook(answer: PlaceNeedAnswer, tables: Mapping[str, ShownTable]) -> bytes:
    """Return the workbook's bytes, the same for the same tables."""
    title = f"Place need: {answer.saved.authority}, {answer.saved.manifest['title']}"
    book, buffer = new_book(title)
    book.set_calc_mode("auto")
    stand = stand_of(book, mark_of(answer), title)
    look = Lookup(answer)
    every = {**tables, SUMMARY: summary_of(look), "schools": schools_of(answer, tables["schools"])}
    _write_cover(stand, answer, title, [every[name] for name in ORDER])
    for name in ORDER:
        shown = every[name]
        write_shown(stand, shown, WORDS_OF, _figures(look, ALL, ALL) if name == SUMMARY else None)
    book.close()
    return buffer.getvalue()


def summary_of(look: Lookup) -> ShownTable:
    """The summary: a row a need group and phase, and columns for the years shown."""
    rows = [
        {
            "need_group_name": NEED_GROUP_NAMES[group],
            "phase": PHASE_NAMES[phase],
            **_figures(look, str(group), str(phase)),
        }
        for group in NEED_GROUPS
        for phase in PHASES
    ]
    return ShownTable("summary", SUMMARY, SUMMARY_WORDS, pd.DataFrame(rows))


def schools_of(answer: PlaceNeedAnswer, long: ShownTable) -> ShownTable:
    """The first sheet: a row a school, and columns for the years shown; every year stands in ``schools.csv``."""
    who = ["provider_id", *SCHOOL]
    frames = [
        long.rows.loc[long.rows[YEAR] == year, [*who, *OF_YEAR]].rename(
            columns={name: f"{words} {year}" for name, words in OF_YEAR.items()}
        )
        for year in answer.years
    ]
    wide = frames[0]
    for frame in frames[1:]:
        wide = wide.merge(frame.drop(columns=list(SCHOOL)), on="provider_id", how="left", validate="1:1")
    return ShownTable("schools", long.title, SCHOOLS_SHEET, wide.rename(columns=dict(SCHOOL)))


def _figures(look: Lookup, group: str, phase: str) -> dict[str, Value]:
    return {
        f"{words} {year}": look.whole(year, name, group, phase)
        for year in look.answer.years
        for name, words in MEASURES.items()
    }


def _write_cover(stand: Stand, answer: PlaceNeedAnswer, title: str, tables: list[ShownTable]) -> None:
    """Say what this is, list the sheets with links, and write the notes: one column of words, none merged."""
    sheet = stand.book.add_worksheet(COVER)
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, ACROSS)
    put(sheet, (0, 0), title, stand.styles.title)
    facts = [*_facts(answer, stand.mark), ("Contents", "The sheets of this workbook:")]
    links = [(table.title, table.words) for table in tables]
    notes = [(f"Note {number}", note) for number, note in enumerate(_notes(answer), 1)]
    for row, (name, words) in enumerate((*facts, *links, *notes), 1):
        if (name, words) in links:
            sheet.write_url(row, 0, f"internal:'{name}'!A1", stand.styles.link, name)
        else:
            put(sheet, (row, 0), name, stand.styles.bold)
        put(sheet, (row, 1), words, stand.styles.wrapped)
        sheet.set_row(row, LINE_HEIGHT * (1 + len(words) // ACROSS))
    stand.printed(sheet, COVER, 24 + ACROSS)


def _facts(answer: PlaceNeedAnswer, mark: str) -> Iterator[tuple[str, str]]:
    manifest = answer.saved.manifest
    yield "Who may see it", mark
    yield "Authority", answer.saved.authority
    yield "Run", f"{manifest['title']} ({manifest['scenario']})"
    yield from ((name.capitalize(), str(manifest[name])) for name in ("question", "author") if manifest.get(name))
    yield "Years", f"{answer.saved.years[0]} (base year) to {answer.saved.years[-1]}; academic years"
    yield "Ranges", range_sentence(int(manifest["draws"]))
    for kind, cost in answer.costs.building.items():
        beside = "" if cost.benchmark is None else f", benchmark {pounds(cost.benchmark)}"
        words = f"{pounds(cost.low)} to {pounds(cost.high)} a place{beside}: {cost.source}"
        yield f"Building, {kind}", words
    yield (
        "Made with",
        f"sufficiency {manifest['version']}, commit {str(manifest['commit'])[:12]}, seed {manifest['seed']}",
    )


def _notes(answer: PlaceNeedAnswer) -> Iterator[str]:
    shares = {"share": answer.diversion.share, "low": answer.diversion.low, "high": answer.diversion.high}
    for note in NOTES:
        yield note.format(within=answer.asked.within, **shares)
    if answer.asked.audience is Audience.PUBLIC:
        yield f"A cell with {HIDDEN} is hidden."
        yield from RULE
