"""Reads an authority's own list of agreed place numbers: a workbook or a CSV, by school, phase and academic year.

Two layouts are read: a row for each school, phase and year, with a column of places; or a row for each school (and
phase), with a column for each year. The header may stand below a title. ``NAMES`` and ``PHASES`` are the words that
authorities use for columns and phases. Each number keeps its file, sheet, row and column.
"""

import csv
import datetime as dt
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from models.vocabulary import Phase, academic_year
from sufficiency.errors import Fault, InputError
from sufficiency.importers.opening.workbooks import Sheet, Value, read_workbook
from sufficiency.tables.cells import decoded

MOST_PLACES = 2_000
"""More than any school has; beyond it a number is a reference number or a sum."""
NAMES = {
    "urn": ("urn", "dfe urn", "provider id", "provider_id", "reference number"),
    "name": (
        "school",
        "school name",
        "name",
        "setting",
        "provider",
        "establishment",
        "establishment name",
        "institution",
    ),
    "phase": ("phase", "phase of education", "stage"),
    "year": ("year", "academic year", "academic_year", "from", "from september", "effective from", "start", "date"),
    "places": (
        "places",
        "agreed places",
        "agreed place number",
        "agreed place numbers",
        "apn",
        "place number",
        "number of places",
        "commissioned places",
        "planned places",
        "total places",
    ),
    "reserved": ("reserved", "held for other authorities", "other authorities", "other las", "other la places"),
}
"""What people call the columns, in small letters."""
PHASES: dict[str, str] = {
    "": "all",
    "all": "all",
    "all phases": "all",
    "all through": "all",
    "all-through": "all",
    "whole school": "all",
    "early years": str(Phase.EARLY_YEARS),
    "early_years": str(Phase.EARLY_YEARS),
    "nursery": str(Phase.EARLY_YEARS),
    "primary": str(Phase.PRIMARY),
    "secondary": str(Phase.SECONDARY),
    "post 16": str(Phase.POST_16),
    "post-16": str(Phase.POST_16),
    "post_16": str(Phase.POST_16),
    "16-19": str(Phase.POST_16),
    "sixth form": str(Phase.POST_16),
    "post 19": str(Phase.POST_19),
    "post-19": str(Phase.POST_19),
    "post_19": str(Phase.POST_19),
    "19-25": str(Phase.POST_19),
}
_MONTHS = "sep|sept|september"
_ALLOWED = "allowed: a whole number, 0 or more"
HEADER_WITHIN = 30
"""Rows from the top in which a header is looked for."""
_WANTED = (
    "holds no place numbers; wanted is a header with School or URN, and either Phase, Academic year and Places, "
    "or a column a year such as 2025/26"
)


@dataclass(frozen=True)
class Stated:
    """One place number as it stands in the list: school, phase, academic year, places, held for others, and where."""

    urn: str
    name: str
    phase: str
    academic_year: str
    places: float
    reserved: float | None
    where: str
    row: int
    column: int


@dataclass(frozen=True)
class PlaceList:
    """A list as read: its numbers, and what was passed over (sheets without a header, totals)."""

    stated: tuple[Stated, ...]
    passed_over: tuple[str, ...]


def read_place_list(path: Path, sheet: str | None) -> PlaceList:
    """Read every sheet that has a header, or the one named.

    Raises
    ------
    InputError
        Listing every fault of every sheet, or saying that no sheet has the columns.
    """
    sheets = read_workbook(path) if path.suffix.casefold() not in {".csv", ".txt"} else (_csv_sheet(path),)
    if sheet is not None:
        names = [one.name for one in sheets]
        if sheet not in names:
            raise InputError([Fault(path.name, 0, 0, "", f"has no sheet {sheet!r}; it has {', '.join(names)}")])
        sheets = tuple(one for one in sheets if one.name == sheet)
    stated: list[Stated] = []
    passed_over: list[str] = []
    faults: list[Fault] = []
    for one in sheets:
        label = f"{path.name}, sheet {one.name}" if one.name else path.name
        header = _header(one)
        if header is None:
            passed_over.append(f"{label}: has no header of schools and places")
            continue
        found, totals, wrong = _read_sheet(one, header, label)
        stated += found
        passed_over += totals
        faults += wrong
    if faults:
        raise InputError(faults)
    if not stated:
        raise InputError([Fault(path.name, 0, 0, "", _WANTED)])
    return PlaceList(tuple(stated), tuple(passed_over))


def _csv_sheet(path: Path) -> Sheet:
    if not path.is_file():
        raise InputError([Fault(path.name, 0, 0, "", "the file is not there")])
    text, _ = decoded(path.read_bytes(), path.name)
    lines = text.splitlines()
    mark = max(",;\t", key=lambda one: sum(line.count(one) for line in lines[:HEADER_WITHIN]))
    try:
        rows = [
            (number, tuple(row))
            for number, row in enumerate(csv.reader(io.StringIO(text), delimiter=mark), start=1)
            if any(row)
        ]
    except csv.Error as reason:
        raise InputError([Fault(path.name, 0, 0, "", f"is not a readable CSV file ({reason})")]) from reason
    return Sheet("", tuple(rows))


@dataclass(frozen=True)
class _Header:
    """Where each column stands (from 0), by what it holds; years of the wide layout by column."""

    row: int
    columns: Mapping[str, int]
    years: Mapping[int, str]
    titles: Sequence[str]


def _header(sheet: Sheet) -> _Header | None:
    """Find the header: a school column, and places with a year or columns of years."""
    for number, row in sheet.rows[:HEADER_WITHIN]:
        titles = [text_of(value) for value in row]
        folded = [re.sub(r"\s+", " ", title.casefold()) for title in titles]
        columns = {held: place for held, names in NAMES.items() for place, title in enumerate(folded) if title in names}
        years = {place: year for place, value in enumerate(row) if (year := year_in(value))}
        long = {"places", "year"} <= columns.keys()
        if ({"urn", "name"} & columns.keys()) and (long or years):
            return _Header(number, columns, {} if long else years, titles)
    return None


def _read_sheet(sheet: Sheet, header: _Header, label: str) -> tuple[list[Stated], list[str], list[Fault]]:
    stated: list[Stated] = []
    totals: list[str] = []
    faults = [
        Fault(label, header.row, place + 1, title, "is a year alone; write 2025/26 or September 2025")
        for place, title in enumerate(header.titles)
        if re.fullmatch(r"20\d\d", title)
    ]
    for number, row in sheet.rows:
        if number <= header.row:
            continue
        cells = _Row(label, number, row, header)
        if re.match(r"(grand |sub-?)?total", cells.text("name").casefold()):
            totals.append(f"{label}, row {number}: {cells.text('name')!r} is taken for a sum")
            continue
        try:
            stated += cells.stated()
        except InputError as error:
            faults += error.faults
    return stated, totals, faults


@dataclass(frozen=True)
class _Row:
    """One row of a sheet, read by its header."""

    label: str
    number: int
    cells: tuple[Value, ...]
    header: _Header

    def value(self, place: int | None) -> Value:
        """Cell at a place; None beyond the row's end."""
        return self.cells[place] if place is not None and place < len(self.cells) else None

    def text(self, held: str) -> str:
        """Cell of a column as text."""
        return text_of(self.value(self.header.columns.get(held)))

    def stated(self) -> list[Stated]:
        """Return the row's numbers. Raises InputError with every fault of the row."""
        faults: list[Fault] = []
        found = list(self._numbers(faults))
        phase = PHASES.get(re.sub(r"\s+", " ", self.text("phase").casefold()))
        if found or faults:
            if phase is None:
                faults.append(
                    self._fault(
                        "phase", self.text("phase"), f"is no phase; allowed: {', '.join(sorted({*PHASES} - {''}))}"
                    )
                )
            if not (self.text("urn") or self.text("name")):
                faults.append(
                    Fault(self.label, self.number, 0, "", "a place number without a school; name the school or its URN")
                )
        reserved = self._reserved(faults)
        if faults:
            raise InputError(faults)
        urn, name = self.text("urn"), self.text("name")
        return [
            Stated(urn, name, str(phase), year, places, reserved, self.label, self.number, column + 1)
            for year, places, column in found
        ]

    def _numbers(self, faults: list[Fault]) -> Iterator[tuple[str, float, int]]:
        """Year, places and column of each number; blank cells of the wide layout state nothing."""
        if not self.header.years:
            place, year_place = self.header.columns["places"], self.header.columns["year"]
            year = year_in(self.value(year_place))
            if not any(text_of(self.value(one)) for one in (place, year_place)):
                return
            if not year:
                words = "is no academic year; write 2025/26 or September 2025"
                faults.append(self._fault("year", self.text("year"), words))
            places = self._places(place, faults, blank="is blank; give a number, or take the row out")
            if year and places is not None:
                yield year, places, place
            return
        for place, year in self.header.years.items():
            places = self._places(place, faults, blank="")
            if places is not None:
                yield year, places, place

    def _places(self, place: int, faults: list[Fault], *, blank: str) -> float | None:
        """Return a number of places; None, with a fault, where the cell holds none."""
        value = self.value(place)
        words = text_of(value)
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


def year_in(value: Value) -> str:
    """Return the academic year that a cell names, such as 2025/26; empty where it names none.

    A date before September is in the academic year begun by then (A-79). A year alone is not taken: it may be either.
    """
    if isinstance(value, dt.datetime | dt.date):
        return academic_year(value.year + (value.month >= 9))
    words = text_of(value).casefold()
    both = re.search(r"\b(20\d\d) ?[/\u2013-] ?(20)?(\d\d)\b", words)
    if both and int(both[3]) == (int(both[1]) + 1) % 100:
        return academic_year(int(both[1]) + 1)
    month = re.search(rf"\b(?:{_MONTHS})[ .-]*(?:(20\d\d)|(\d\d))\b", words)
    return academic_year(int(month[1] or f"20{month[2]}") + 1) if month else ""


def text_of(value: Value) -> str:
    """Cell as a person sees it: whole numbers without decimals, no spaces around."""
    if value is None:
        return ""
    if isinstance(value, float) and value == round(value):
        return str(round(value))
    return str(value).strip()
