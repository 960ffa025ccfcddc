"""The first sheets: cover, contents and notes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from models.vocabulary import financial_year
from sufficiency.finance.shapes import Given
from sufficiency.reports.finance.sheets.desk import CONTENTS, Desk
from sufficiency.reports.finance.sheets.styles import NAVY
from sufficiency.reports.words import range_name, range_sentence
from sufficiency.reports.workbooks import Cell, plain, put

COVER, NOTES_SHEET = "Cover", "Notes"
_FIRST = 4
NOTES = (
    "Spending is above zero, income below it. A deficit of the block is below zero.",
    (
        "A financial year runs from April to March: it takes the old academic year up to summer and the new one from "
        "September on. Places and top-ups five twelfths and seven twelfths, fees as they are billed, transport by "
        "school days."
    ),
    (
        "Each ledger is somebody else's money: the high needs block of the Dedicated Schools Grant, the council's "
        "general fund, health, social care, and what DfE pays itself. They are never added up across ledgers."
    ),
    "Fees are split: the education of a fee falls on the block, health and care on ledgers of their own.",
    (
        "p10, p50 and p90 are taken over whole draws of the run, so that those of a total are not the sums of those "
        "of its lines."
    ),
    (
        "A fair share (Shapley) of a change does not depend on the order of its factors; shares add up to the change "
        "to the penny. Alone is what a factor does by itself; what is left over is the interaction."
    ),
    "An empty cell is a figure that is not known; it is not zero.",
    (
        "The sheets Workings, Summary (nominal), Summary (real) and Block summary are formulas that start from the "
        "sheet Assumptions. Change a cell in blue on cream there, and they follow, and so does the chart of the "
        "block. The tables of the run (Ledger, Reconciliation, Monitoring, INMSS against in county, Block position, "
        "Bridge) stay as the run made them."
    ),
    (
        "A price that is edited in the Assumptions moves money, not learners: nobody is placed anew. For that, change "
        "the scenario and run again."
    ),
)


@dataclass(frozen=True)
class Entry:
    """A sheet as the contents list it."""

    sheet: str
    holds: str


def write_cover(desk: Desk, given: Given, facts: Mapping[str, object], notices: Sequence[str]) -> None:
    """Say what this is, of which run and authority, in which pounds, and what must be known before it is used."""
    sheet = desk.book.add_worksheet(COVER)
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 3)
    sheet.set_column(1, 1, 28)
    sheet.set_column(2, 2, 92)
    sheet.set_row(1, 34)
    put(sheet, (1, 1), f"What it costs: {given.books.authority}", desk.styles.title)
    put(sheet, (2, 1), given.books.title, desk.styles.section)
    put(sheet, (2, 2), None, desk.styles.section)
    for row, notice in enumerate(notices, _FIRST):
        sheet.merge_range(row, 1, row, 2, "", desk.styles.warning)
        put(sheet, (row, 1), notice, desk.styles.warning)
        sheet.set_row(row, 14 * (1 + len(notice) // 115))
    of_run = _facts(given, facts)
    for row, (name, words) in enumerate(of_run, _FIRST + len(notices) + 1):
        put(sheet, (row, 1), name, desk.styles.bold)
        put(sheet, (row, 2), words, desk.styles.wrapped)
        sheet.set_row(row, 15 * (1 + len(words) // 95))
    link = _FIRST + len(notices) + len(of_run) + 2
    sheet.write_url(link, 1, f"internal:'{CONTENTS}'!A1", desk.styles.link, CONTENTS)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 1)
    sheet.set_tab_color(NAVY)


def _facts(given: Given, facts: Mapping[str, object]) -> list[tuple[str, str]]:
    books, base = given.books, financial_year(given.books.base)
    years = f"{financial_year(books.years[0])} to {financial_year(books.years[-1])}"
    draws = len(books.draws)
    named = f" p10 and p90 are the ends of the {range_name(draws)}." if range_name(draws) else ""
    beside = given.unmitigated.title if given.unmitigated else "no other run"
    return [
        ("Authority", books.authority),
        ("Run", f"{books.title} ({books.name})"),
        *((name.capitalize(), str(facts[name])) for name in ("question", "author") if facts.get(name)),
        ("Set beside", beside),
        ("Financial years", years),
        ("Base year", base),
        ("Real pounds", f"at the prices of {base} throughout"),
        ("Nominal pounds", f"pounds of each year: real pounds by the growth of each line's own index since {base}"),
        ("Ranges", range_sentence(draws) + named),
        ("Made with", _version(facts)),
    ]


def _version(facts: Mapping[str, object]) -> str:
    parts = [f"sufficiency {facts.get('version', '')}".strip()]
    parts += [f"commit {str(facts['commit'])[:12]}"] if facts.get("commit") else []
    parts += [f"seed {facts['seed']}"] if facts.get("seed") is not None else []
    return ", ".join(parts)


def write_contents(desk: Desk, entries: Sequence[Entry]) -> None:
    """List the sheets, each with a link and what it holds."""
    sheet = desk.book.add_worksheet(CONTENTS)
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, 1, 110)
    sheet.set_row(0, 24)
    put(sheet, (0, 0), CONTENTS, desk.styles.title)
    desk.headings(sheet, 2, ["Sheet", "What it holds"], height=18)
    for row, entry in enumerate(entries, 3):
        sheet.write_url(row, 0, f"internal:'{entry.sheet}'!A1", desk.styles.link, entry.sheet)
        put(sheet, (row, 1), entry.holds, desk.styles.wrapped)
        sheet.set_row(row, 14 * (1 + len(entry.holds) // 125))
    sheet.freeze_panes(3, 0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(2)
    sheet.set_tab_color(NAVY)


def write_notes(desk: Desk) -> None:
    """Write how figures are to be read."""
    sheet = desk.sheet(NOTES_SHEET, "How the figures of this workbook are to be read.", (4, 130))
    for row, note in enumerate(NOTES, 5):
        put(sheet, (row, 0), row - 4, desk.styles.plain)
        put(sheet, (row, 1), plain(note), desk.styles.wrapped)
        sheet.set_row(row, 14 * (1 + len(note) // 140))


def settings_of(facts: Mapping[str, object]) -> dict[str, tuple[Cell, str]]:
    """Settings of a run that move money: value, and who set it, by path."""
    settings = facts.get("settings")
    if not isinstance(settings, Mapping):
        return {}
    found = {str(path): given for path, given in settings.items() if any(word in str(path) for word in _MONEY)}
    return {
        path: (_cell(given.get("value")), str(given.get("set_by", "")))
        for path, given in sorted(found.items())
        if isinstance(given, Mapping)
    }


_MONEY = ("cost", "diversion", "price", "fee", "inflation", "fund")


def _cell(value: object) -> Cell:
    return value if isinstance(value, int | float) and not isinstance(value, bool) else str(value)
