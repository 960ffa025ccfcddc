"""A bid as a workbook: cover, contents, the officer's boxes, and a sheet for each table; text is never a formula."""

from collections.abc import Mapping, Sequence
from math import ceil

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from sufficiency.reports.finance.sheets.desk import CONTENTS, HEAD, Desk
from sufficiency.reports.finance.sheets.front import Entry, write_contents
from sufficiency.reports.finance.sheets.styles import styles_of
from sufficiency.reports.returns.bid.figures import hidden_words, written
from sufficiency.reports.returns.bid.front import boxes, findings, particulars
from sufficiency.reports.words import range_sentence
from sufficiency.reports.workbooks import new_book, plain, put, widest
from sufficiency.returns.audience import HIDDEN, INTERNAL_MARK, UNVERIFIED, Audience
from sufficiency.returns.bid.evidence import BidCell, BidHeading, BidSection, BidTable, Figures
from sufficiency.returns.bid.given import BidGiven
from sufficiency.returns.bid.project import TO_BE_WRITTEN

COVER, WORDS_SHEET = "Cover", "Officer's words"
SHEETS = {
    "demand": "Demand",
    "demand_by_phase": "Demand by phase",
    "supply": "Supply",
    "schools": "Schools",
    "gap": "Gap",
    "where_learners_are": "Where learners are",
    "gap_and_project": "Gap and project",
    "three_ways": "Why not a base",
    "requirement": "Requirement",
    "requirement_by_need": "Requirement by need",
    "options": "Options",
    "appraisal": "Appraisal",
    "benchmarks": "Cost a place",
    "switching": "Switching values",
    "cash_flows": "Cash flows",
    "phasing": "Phasing",
    "commissioners": "Commissioners",
    "travel": "Travel",
    "journey_costs": "Cost of journeys",
    "market_position": "Market position",
    "risks": "Risks",
    "assumptions": "Assumptions",
    "sources": "Sources",
    "runs": "Runs",
    "accuracy": "Accuracy",
    "checks": "Checks",
}
"""The sheet of each table."""
_WIDE, _FIGURES, _LINE, _LEAST_ACROSS, _ROOM = 46, 13, 14, 100, 3


def bid_workbook(given: BidGiven, sections: Sequence[BidSection], notices: Sequence[str]) -> bytes:
    """Return the workbook's bytes, the same for the same bid."""
    book, buffer = new_book(f"{given.authority}: {given.project.title}")
    internal = given.audience is Audience.INTERNAL
    notice = " ".join([*([f"{INTERNAL_MARK}."] if internal else []), *notices, hidden_words(internal=internal)]).strip()
    desk = Desk(book, styles_of(book), notice, f"{given.authority}: {given.project.title}")
    tables = [table for section in sections for table in section.tables]
    _cover(desk, given, sections, internal=internal)
    write_contents(desk, _entries(tables))
    put(book.get_worksheet_by_name(CONTENTS), (1, 0), notice, desk.styles.warning)
    _boxes(desk, given)
    for section in sections:
        for table in section.tables:
            _table(desk, table)
    book.close()
    return buffer.getvalue()


def _entries(tables: Sequence[BidTable]) -> list[Entry]:
    return [
        Entry(COVER, "What is asked for, and the figures on which the case rests."),
        Entry(WORDS_SHEET, "What the officer has written, and the boxes that are to be written."),
        *(Entry(SHEETS[table.name], table.title) for table in tables),
    ]


def _cover(desk: Desk, given: BidGiven, sections: Sequence[BidSection], *, internal: bool) -> None:
    words = f"{given.project.title}. {range_sentence(given.main.draws)} {hidden_words(internal=internal)}".strip()
    sheet = desk.sheet(COVER, words, (32, 100), title=f"Evidence for a bid: {given.authority}")
    rows = [*particulars(given), *((one.figure, one.words) for one in findings(given))]
    rows += [(section.title, sentence) for section in sections for sentence in section.sentences]
    rows.append(("Forms and guides", f"Those of the Department for Education were not seen: {UNVERIFIED}."))
    _pairs(desk, sheet, ("What", "Which"), rows)


def _boxes(desk: Desk, given: BidGiven) -> None:
    sheet = desk.sheet(WORDS_SHEET, "As the project's file has them.", (40, 110))
    _pairs(desk, sheet, ("Box", "Words"), [(title, text or TO_BE_WRITTEN) for title, text in boxes(given).values()])


def _pairs(desk: Desk, sheet: Worksheet, heading: tuple[str, str], rows: Sequence[tuple[str, str]]) -> None:
    desk.headings(sheet, HEAD, heading, height=18)
    for at, (name, words) in enumerate(rows, HEAD + 1):
        put(sheet, (at, 0), name, desk.styles.wrapped)
        put(sheet, (at, 1), words, desk.styles.wrapped)
        sheet.set_row(at, _LINE * (1 + max(len(words) // 95, len(name) // 28)))
    sheet.freeze_panes(HEAD + 1, 0)


def _table(desk: Desk, table: BidTable) -> None:
    """Write one table on a sheet of its own; below it its notes."""
    widths = [_width(heading, [row[at] for row in table.rows]) for at, heading in enumerate(table.headings)]
    empty = [_FIGURES] * max(0, (_LEAST_ACROSS - sum(widths)) // _FIGURES)
    sheet = desk.sheet(SHEETS[table.name], table.words, [*widths, *empty], title=table.title)
    desk.headings(sheet, HEAD, [heading.words for heading in table.headings], height=44)
    formats = _formats(desk)
    for at, row in enumerate(table.rows, HEAD + 1):
        is_total = at > HEAD + len(table.rows) - table.totals
        for place, (heading, cell) in enumerate(zip(table.headings, row, strict=True)):
            put(sheet, (at, place), cell, _format(desk, formats, heading, cell, is_total=is_total))
        sheet.set_row(at, _height(row, widths))
    last = HEAD + 2 + len(table.rows)
    for at, note in enumerate(table.notes, last):
        put(sheet, (at, 0), note, desk.styles.text)
    sheet.freeze_panes(HEAD + 1, 1)
    sheet.repeat_rows(HEAD)


def _formats(desk: Desk) -> Mapping[Figures, Format]:
    whole = desk.book.add_format({"font_size": 10, "valign": "top", "num_format": "#,##0"})
    share = desk.book.add_format({"font_size": 10, "valign": "top", "num_format": "0%"})
    tenths = desk.book.add_format({"font_size": 10, "valign": "top", "num_format": "#,##0.0#"})
    kinds = {Figures.COUNT: whole, Figures.SHARE: share, Figures.TENTHS: tenths}
    pounds = dict.fromkeys((Figures.POUNDS, Figures.MILLIONS), desk.styles.pounds)
    return {**kinds, **pounds, Figures.WORDS: desk.styles.wrapped}


def _format(
    desk: Desk, formats: Mapping[Figures, Format], heading: BidHeading, cell: BidCell, *, is_total: bool
) -> Format:
    if is_total:
        return desk.styles.total_text if heading.kind is Figures.WORDS else _total(desk)
    return desk.styles.plain if cell == HIDDEN else formats[heading.kind]


def _total(desk: Desk) -> Format:
    return desk.book.add_format({"font_size": 10, "bold": True, "top": 1, "bg_color": "#DCE6F1", "num_format": "#,##0"})


def _width(heading: BidHeading, cells: Sequence[BidCell]) -> int:
    if heading.kind is not Figures.WORDS:
        return _FIGURES
    shown = [written(cell, heading.kind) for cell in cells]
    return _ROOM + widest(shown, least=max(10, len(heading.words)), most=_WIDE)


def _height(row: Sequence[BidCell], widths: Sequence[int]) -> float:
    """As many lines as the longest text of a row needs."""
    lines = [
        ceil(len(plain(cell)) / (width - _ROOM))
        for cell, width in zip(row, widths, strict=True)
        if isinstance(cell, str)
    ]
    return _LINE * max([1, *lines])
