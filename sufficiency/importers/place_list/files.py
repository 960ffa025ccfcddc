"""Reads a list of place numbers: a workbook (.xlsx, .ods) or a CSV, by school, phase and academic year.

Three layouts are read: a row for each school, phase and year, with a column of places; a row for each school (and
phase), with a column for each year; a row for each school, with columns for parts of it, as DfE publishes. The header
may stand below a title. Each number keeps its file, sheet, row and column.
"""

import datetime as dt
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from sufficiency.errors import Fault, InputError
from sufficiency.importers.opening.lists import called_sum, folded, sheets_of, text_of
from sufficiency.importers.opening.workbooks import Sheet, Value
from sufficiency.importers.place_list.columns import PHASES, Header, PlaceColumn, header_of, years_above
from sufficiency.importers.place_list.mapping import ColumnFile
from sufficiency.importers.place_list.years import why_no_year, year_in

MOST_PLACES = 2_000
"""More than any school has; beyond it a number is a reference number or a sum."""
NOT_PUBLISHED = frozenset({"z", "x", "c", ":", "-", "~", "..", "low", "n/a", "not applicable"})
"""What stands in published tables where there is no number."""
_ALLOWED = "allowed: a whole number, 0 or more"
_WANTED = (
    "holds no place numbers; wanted is a header with School or URN, and either Phase, Academic year and Places, "
    "or a column a year such as 2025/26; for other headings give a file that names them (--columns)"
)


@dataclass(frozen=True)
class Stated:
    """One place number as it stands in the list: school, phase, academic year, places, held for others, and where.

    ``kind`` is the kind of provider that the column is of, and ``part`` the part of it, where the heading says them.
    """

    urn: str
    name: str
    phase: str
    academic_year: str
    places: float
    reserved: float | None
    where: str
    row: int
    column: int
    kind: str = ""
    part: str = ""


@dataclass(frozen=True)
class Other:
    """A row of a list of many authorities whose school is not in the pack: what it is called, and whose it is."""

    urn: str
    name: str
    authority: str


@dataclass(frozen=True)
class PlaceList:
    """A list as read: its numbers, what was passed over, rows of schools not in the pack, the release it is of."""

    stated: tuple[Stated, ...]
    passed_over: tuple[str, ...]
    others: tuple[Other, ...] = ()
    publication: str = ""


@dataclass
class _Read:
    """What has been read so far."""

    stated: list[Stated] = field(default_factory=list)
    passed_over: list[str] = field(default_factory=list)
    others: list[Other] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    publication: str = ""


def read_place_list(
    path: Path, sheet: str | None, columns: ColumnFile | None = None, known: Collection[str] = ()
) -> PlaceList:
    """Read every sheet that has a header, or the one named.

    ``columns`` says what the columns are, where their headings do not. ``known`` are the numbers of the pack's schools:
    in a list of many authorities the rows of others are passed over.

    Raises
    ------
    InputError
        Listing every fault of every sheet, or saying that no sheet has the columns.
    """
    read = _Read()
    sheets = sheets_of(path, sheet or (columns.sheet if columns else ""))
    for one in sheets:
        label = f"{path.name}, sheet {one.name}" if one.name else path.name
        header = columns.header_of(one) if columns else header_of(one)
        if header is None:
            read.passed_over.append(f"{label}: {years_above(one) or 'has no header of schools and places'}")
            continue
        read.publication = read.publication or header.publication
        _read_sheet(one, header, label, known, read)
    if read.faults:
        raise InputError(read.faults)
    if not read.stated:
        nobody = f"has numbers of {len(read.others):,} schools, none of which is in the pack; is it this authority's?"
        above = next((said for one in sheets if (said := years_above(one))), _WANTED)
        raise InputError([Fault(path.name, 0, 0, "", nobody if read.others else above)])
    return PlaceList(tuple(read.stated), tuple(read.passed_over), tuple(read.others), read.publication)


def _read_sheet(sheet: Sheet, header: Header, label: str, known: Collection[str], read: _Read) -> None:
    titles = header.titles
    read.faults += [Fault(label, header.row, place + 1, titles[place], why) for place, why in header.asked.items()]
    read.passed_over += [f"{label}: {titles[place]!r} {why}; passed over" for place, why in header.not_read.items()]
    for number, row in sheet.rows:
        if number <= header.row:
            continue
        cells = _Row(label, number, row, header)
        if total := cells.total():
            read.passed_over.append(f"{label}, row {number}: {total!r} is taken for a sum")
        elif header.of_many and "urn" in header.columns and cells.text("urn") not in known:
            if cells.has_places():
                read.others.append(Other(cells.text("urn"), cells.text("name"), cells.text("authority")))
        else:
            try:
                read.stated += cells.stated()
            except InputError as error:
                read.faults += error.faults


@dataclass(frozen=True)
class _Row:
    """One row of a sheet, read by its header."""

    label: str
    number: int
    cells: tuple[Value, ...]
    header: Header

    def value(self, place: int | None) -> Value:
        """Cell at a place; None beyond the row's end."""
        return self.cells[place] if place is not None and place < len(self.cells) else None

    def text(self, held: str) -> str:
        """Cell of a column as text."""
        return text_of(self.value(self.header.columns.get(held)))

    def total(self) -> str:
        """What the row calls itself, where it is a sum: its school, or its number, is a total."""
        words = (self.text("name"), self.text("urn"))
        return next((one for one in words if called_sum(one)), "")

    def has_places(self) -> bool:
        """Whether some column of places holds a number above nought."""
        return any(re.search(r"[1-9]", text_of(self.value(place))) for place in self.header.places)

    def stated(self) -> list[Stated]:
        """Return the row's numbers. Raises InputError with every fault of the row."""
        faults: list[Fault] = []
        found = list(self._numbers(faults))
        phase = PHASES.get(folded(self.text("phase")), "")
        if not phase and (found or faults) and not all(column.part for column in self.header.places.values()):
            allowed = f"is no phase; allowed: {', '.join(sorted({*PHASES} - {''}))}"
            faults.append(self._fault("phase", self.text("phase"), allowed))
        if (found or faults) and not (self.text("urn") or self.text("name")):
            words = "a place number without a school; name the school or its URN"
            faults.append(Fault(self.label, self.number, 0, "", words))
        reserved = self._reserved(faults)
        if faults:
            raise InputError(faults)
        urn, name = self.text("urn"), self.text("name")
        return [
            Stated(
                *(urn, name, phase, column.year, places, reserved, self.label, self.number, place + 1),
                kind=column.kind,
                part=column.part,
            )
            for column, places, place in found
        ]

    def _numbers(self, faults: list[Fault]) -> Iterator[tuple[PlaceColumn, float, int]]:
        """Yield column, places and place of each number; blank cells of several columns state nothing."""
        dated = [place for place, column in self.header.places.items() if not column.year]
        year = self._year(dated, faults) if dated else ""
        for place, column in self.header.places.items():
            alone = not column.year and not column.part
            blank = "is blank; give a number, or take the row out" if alone else ""
            if alone and not (text_of(self.value(place)) or self.text("year")):
                continue
            places = self._places(place, faults, blank=blank, published=bool(column.kind))
            if places is not None and (column.year or year):
                yield PlaceColumn(column.year or year, column.part, column.kind), places, place

    def _year(self, dated: list[int], faults: list[Fault]) -> str:
        """Return the year of the row; blank where neither it nor a number stands there."""
        value = self.value(self.header.columns.get("year"))
        year = year_in(value)
        if not year and (text_of(value) or any(text_of(self.value(place)) for place in dated)):
            asked = why_no_year(value)
            words = asked if "financial" in asked else "is no academic year; write 2025/26 or September 2025"
            faults.append(self._fault("year", self.text("year"), words))
        return year

    def _places(self, place: int, faults: list[Fault], *, blank: str, published: bool = False) -> float | None:
        """Return a number of places; None, with a fault, where the cell holds none."""
        value = self.value(place)
        words = text_of(value)
        if published and words.casefold() in NOT_PUBLISHED:
            return None
        problem = why_no_places(value, words, blank)
        if problem:
            title = self.header.titles[place] if place < len(self.header.titles) else ""
            faults.append(Fault(self.label, self.number, place + 1, title, f"{words!r} {problem}"))
        return None if problem or not words else float(words)

    def _reserved(self, faults: list[Fault]) -> float | None:
        place = self.header.columns.get("reserved")
        return None if place is None else self._places(place, faults, blank="")

    def _fault(self, held: str, words: str, message: str) -> Fault:
        place = self.header.columns.get(held, 0)
        return Fault(self.label, self.number, place + 1, self.header.titles[place], f"{words!r} {message}")


def why_no_places(value: Value, words: str, blank: str) -> str:
    """Say why a cell holds no number of places; nothing where it does. ``blank`` is what to say of a blank."""
    if not words:
        return blank
    if words.startswith("="):
        return "is a formula whose value was not saved; open the workbook in Excel and save it"
    if isinstance(value, bool | dt.datetime | dt.date) or not re.fullmatch(r"-?\d+(\.\d+)?", words):
        return "is no plain number; write digits only, such as 120 (no commas, units or symbols)"
    number = float(words)
    tests = (
        (number < 0, f"is below 0; {_ALLOWED}"),
        (number != round(number), f"is not whole; {_ALLOWED}"),
        (number > MOST_PLACES, f"is above {MOST_PLACES:,}; is it a reference number or a sum?"),
    )
    return next((message for failed, message in tests if failed), "")
