"""Which column of an invoice list holds what: by its heading, or as a small file says (``--columns``)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sufficiency.errors import Fault, InputError
from sufficiency.importers.opening.lists import HEADER_WITHIN, folded, text_of
from sufficiency.importers.opening.workbooks import Sheet
from sufficiency.tree.nodes import Scalar
from sufficiency.tree.small_files import read_section

LEARNER, INVOICE = "learner", "invoice"
"""Columns that tell rows apart while they are read, and are kept nowhere."""
NAMES: dict[str, tuple[str, ...]] = {
    "urn": ("urn", "dfe urn", "school urn", "provider urn", "provider id", "unique reference number"),
    "provider": (
        *("provider", "provider name", "school", "school name", "setting", "establishment", "establishment name"),
        *("supplier", "supplier name", "institution", "placement", "placement name"),
    ),
    "provision": ("provision", "kind", "kind of school", "school type", "type of school", "sector", "provision type"),
    "need": ("need", "primary need", "sen need", "main need", "type of need", "primary type of need", "sen type"),
    "day_or_residential": (
        *("day or residential", "day/residential", "day / residential", "placement type", "type of placement"),
        *("type of place", "place type", "attendance", "day/boarding"),
    ),
    "weeks": (
        "weeks",
        "weeks a year",
        "weeks per year",
        "weeks paid",
        "number of weeks",
        "no of weeks",
        "weeks in year",
    ),
    "education": ("education", "education cost", "education share", "education contribution", "education amount"),
    "health": ("health", "health cost", "health share", "health contribution", "health amount", "icb", "nhs"),
    "care": ("care", "social care", "care cost", "care share", "care contribution", "social care contribution"),
    "amount": (
        *("amount", "total", "total amount", "total cost", "annual cost", "annual amount", "cost", "fee", "annual fee"),
        *("invoice amount", "invoice total", "amount paid", "paid", "net amount"),
    ),
    "financial_year": ("financial year", "fy", "year"),
    "academic_year": ("academic year", "school year"),
    LEARNER: (
        *("learner", "learner reference", "learner ref", "learner id", "learner name", "pupil", "pupil reference"),
        *("pupil ref", "pupil id", "pupil name", "name of pupil", "child", "child id", "child name", "name of child"),
        *("student", "student id", "student name", "young person", "upn", "unique pupil number", "uln", "name"),
        *("forename", "first name", "surname", "last name", "family name", "initials", "date of birth", "dob"),
        *("case", "case id", "case reference", "client id", "person id"),
    ),
    INVOICE: ("invoice", "invoice number", "invoice no", "invoice reference", "invoice date", "date", "period", "term"),
}
"""What people call the columns, as ``_heading`` writes it."""
NEEDED = ("need", "day_or_residential")
WANTED = (
    "holds no invoices; wanted is a header with Provider or URN, Need, Day or residential, and Amount or Education; "
    "Weeks, Health, Care, Financial year, Provision, Learner may stand there too; for other headings give a file that "
    "names them (--columns)"
)


@dataclass(frozen=True)
class InvoiceHeader:
    """Row of the header, its headings, the places of columns (from 0) by what they hold, and what is wrong.

    ``apart`` has every column that tells learners, or invoices, apart.
    """

    row: int
    titles: tuple[str, ...]
    columns: Mapping[str, int]
    apart: Mapping[str, tuple[int, ...]]
    faults: tuple[tuple[int, str], ...] = ()

    def title(self, held: str) -> str:
        """Heading of a column; what it holds where there is none."""
        return self.titles[self.columns[held]] if held in self.columns else held


@dataclass(frozen=True)
class InvoiceColumns:
    """What a small file says: the sheet (every one where blank), and headings by what they hold."""

    sheet: str = ""
    headings: Mapping[str, str] = field(default_factory=dict)


def read_columns(path: Path) -> InvoiceColumns:
    """Read a file of lines such as ``amount: Annual cost to us``.

    Raises
    ------
    InputError
        With every fault of the file, each with its line.
    """
    section = read_section(path)
    faults, words = [], {}
    for key, node in section.entries.items():
        if key not in {*NAMES, "sheet"}:
            mark, message = section.key_marks[key], f"is no word of such a file; allowed: sheet, {', '.join(NAMES)}"
            faults.append(Fault(mark.file, mark.line, mark.column, key, message))
        elif not isinstance(node, Scalar):
            faults.append(
                Fault(node.mark.file, node.mark.line, node.mark.column, key, "write the heading as it stands")
            )
        else:
            words[key] = str(node.value)
    if faults:
        raise InputError(faults)
    return InvoiceColumns(words.pop("sheet", ""), words)


def invoice_header(sheet: Sheet, given: InvoiceColumns) -> InvoiceHeader | None:
    """Find the header: a provider and an amount, or education; None where no row has them."""
    for number, row in sheet.rows[:HEADER_WITHIN]:
        titles = tuple(text_of(value) for value in row)
        found = {held: _places(titles, held, given) for held in NAMES}
        if not (found["urn"] or found["provider"]) or not (found["amount"] or found["education"]):
            continue
        columns = {held: places[0] for held, places in found.items() if places}
        apart = {held: tuple(found[held]) for held in (LEARNER, INVOICE)}
        return InvoiceHeader(number, titles, columns, apart, tuple(_wrong(titles, found, given)))
    return None


def _places(titles: tuple[str, ...], held: str, given: InvoiceColumns) -> list[int]:
    """Where headings stand that hold something: the one that the small file names, or those of the usual names."""
    if held in given.headings:
        return [place for place, title in enumerate(titles) if folded(title) == folded(given.headings[held])]
    taken = {folded(title) for title in given.headings.values()}
    names = {*NAMES[held], held.replace("_", " ")}
    return [place for place, title in enumerate(titles) if _heading(title) in names and folded(title) not in taken]


def _heading(title: str) -> str:
    """Heading without underscores, brackets and the sign of pounds."""
    return folded(re.sub(r"\(.*?\)|\u00a3|\bgbp\b|[_:*]", " ", title.casefold()))


def _wrong(titles: tuple[str, ...], found: Mapping[str, list[int]], given: InvoiceColumns) -> list[tuple[int, str]]:
    """Columns that lack, that the small file names in vain, and that hold one thing twice."""
    there = ", ".join(repr(title) for title in titles if title)
    wrong = []
    for held, places in found.items():
        named = given.headings.get(held, "")
        if not places and named:
            wrong.append((0, f"has no heading {named!r} for {held}; it has {there}"))
        elif not places and held in NEEDED:
            usual = NAMES[held][0].capitalize()
            wrong.append((0, f"has no column {usual}; it has {there}; name the column with --columns ({held}: ...)"))
        elif len(places) > 1 and held not in {LEARNER, INVOICE}:
            both = " and ".join(repr(titles[place]) for place in places)
            words = f"{both} both hold {held.replace('_', ' ')}; say which with --columns ({held}: ...)"
            wrong.append((places[1] + 1, words))
    return wrong
