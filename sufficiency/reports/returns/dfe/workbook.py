"""The workbook ``returns.xlsx``: cover, contents, notes, then each return in its own shape."""

from collections.abc import Mapping, Sequence

from sufficiency.packs.small_numbers import HOLDS_SMALL_NUMBERS
from sufficiency.reports.finance.sheets.desk import Desk
from sufficiency.reports.finance.sheets.front import Entry, write_contents
from sufficiency.reports.finance.sheets.styles import NAVY, styles_of
from sufficiency.reports.returns.dfe.printed import PrintedTable, ReturnsAsked
from sufficiency.reports.returns.dfe.sheets import sheets_of, titles, write_sheet
from sufficiency.reports.workbooks import new_book, put
from sufficiency.returns.audience import HIDDEN, INTERNAL_MARK, Audience
from sufficiency.returns.dfe.kinds import TITLES, notes_of
from sufficiency.returns.dfe.mapping import AGE_WORDS
from sufficiency.returns.disclosure.notes import RULE, with_officer

WORKBOOK = "returns.xlsx"
HIDDEN_WORDS = (
    f"{HIDDEN}: hidden, so that no child is known by a small number. DfE collects whole numbers: use --internal."
)


def returns_workbook(asked: ReturnsAsked, tables: Sequence[PrintedTable], facts: Mapping[str, object]) -> bytes:
    """Return the workbook's bytes, the same for the same tables; ``facts`` are those of the run's manifest."""
    title = f"Returns: {facts['authority']}"
    book, buffer = new_book(title)
    desk = Desk(book, styles_of(book), notice_of(asked), f"{facts['authority']}: {facts['title']}")
    sheets = sheets_of(asked, tables)
    _cover(desk, asked, facts, title)
    entries = [Entry("Notes", "What each return counts, how, and what it does not say.")]
    write_contents(desk, entries + [Entry(sheet.name, sheet.words) for sheet in sheets])
    _notes(desk, asked)
    for sheet in sheets:
        write_sheet(desk, sheet)
    book.close()
    return buffer.getvalue()


def notice_of(asked: ReturnsAsked) -> str:
    """What stands on every sheet."""
    mark = INTERNAL_MARK if asked.audience is Audience.INTERNAL else HIDDEN_WORDS
    small_numbers = bool(asked.facts.manifest.get(HOLDS_SMALL_NUMBERS))
    return with_officer(mark, asked.audience, small_numbers=small_numbers)


def _cover(desk: Desk, asked: ReturnsAsked, facts: Mapping[str, object], title: str) -> None:
    sheet = desk.book.add_worksheet("Cover")
    sheet.hide_gridlines(2)
    for place, width in enumerate((3, 24, 92)):
        sheet.set_column(place, place, width)
    put(sheet, (1, 1), title, desk.styles.title)
    put(sheet, (2, 1), str(facts["title"]), desk.styles.section)
    sheet.merge_range(4, 1, 4, 2, "", desk.styles.warning)
    put(sheet, (4, 1), notice_of(asked), desk.styles.warning)
    for row, (name, words) in enumerate(_facts(asked, facts), 6):
        put(sheet, (row, 1), name, desk.styles.bold)
        put(sheet, (row, 2), words, desk.styles.wrapped)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 1)
    sheet.set_tab_color(NAVY)


def _facts(asked: ReturnsAsked, facts: Mapping[str, object]) -> list[tuple[str, str]]:
    return [
        ("Authority", str(facts["authority"])),
        ("Run", f"{facts['title']} ({facts['scenario']})"),
        ("Returns", titles(asked.kinds)),
        ("Base year", f"{asked.facts.base}, the last census that was counted"),
        ("Ages", f"reform plan: {AGE_WORDS[asked.basis]}"),
        ("Rounding", f"whole numbers that add up; the furthest is {asked.shown.farthest:.2f} from its figure"),
        ("Made with", f"sufficiency {facts.get('version', '')}, seed {facts.get('seed', '')}"),
    ]


def _notes(desk: Desk, asked: ReturnsAsked) -> None:
    sheet = desk.sheet("Notes", "What each return counts, how, and what it does not say.", (26, 120))
    row = 4
    notes = [(TITLES[kind], note) for kind in asked.kinds for note in notes_of(kind)]
    if asked.audience is Audience.PUBLIC:
        notes += [("What is hidden", note) for note in RULE]
    for title, note in notes:
        put(sheet, (row, 0), title, desk.styles.bold)
        put(sheet, (row, 1), note, desk.styles.wrapped)
        sheet.set_row(row, 14 * (1 + len(note) // 125))
        row += 1
