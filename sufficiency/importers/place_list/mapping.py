"""Reads a small file that says which columns of a sheet hold what, for a list whose headings are of another kind.

.. code-block:: yaml

    sheet: Places            # may be left out: every sheet that has the columns
    urn: School reference    # headings as they stand in the sheet; urn or school
    year: 2026/27            # of every number; or year_column, a heading
    places:
      - column: Funded before 16
        part: pre-16         # a phase, pre-16, post-16; left out: the school's phases together
        kind: special        # or base; left out: whatever the school is
"""

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sufficiency.errors import Fault, InputError
from sufficiency.importers.opening.lists import HEADER_WITHIN, folded, text_of
from sufficiency.importers.opening.workbooks import Sheet
from sufficiency.importers.place_list.columns import (
    BASE,
    PHASES,
    POST_16,
    PRE_16,
    SPECIAL,
    WHOLE,
    Header,
    PlaceColumn,
)
from sufficiency.importers.place_list.years import year_in
from sufficiency.tree.nodes import Listing, Node, Scalar, Section, dotted
from sufficiency.tree.small_files import read_section

_HEADINGS = {
    "urn": "urn",
    "school": "name",
    "authority": "authority",
    "phase": "phase",
    "year_column": "year",
    "reserved": "reserved",
}
"""Words of the file that name a heading, and what is held there."""
_SINGLE = ("sheet", "year")
_OF_A_COLUMN = ("column", "year", "part", "kind")
_PARTS = {**PHASES, PRE_16: PRE_16, POST_16: POST_16, "pre 16": PRE_16, "all": WHOLE}
_WANTED = "wanted is a small text file that says what the columns of the list are (docs/guide-data.md)"
_EXAMPLE = "write places: and below it - column: with a heading of the sheet"


@dataclass(frozen=True)
class ColumnFile:
    """What such a file says: the sheet (every one where blank), headings by what they hold, columns of places."""

    file: str
    sheet: str
    headings: dict[str, str]
    places: tuple[tuple[str, PlaceColumn], ...]

    def header_of(self, sheet: Sheet) -> Header | None:
        """Find the row that has every heading.

        Raises
        ------
        InputError
            Naming the headings that the nearest row lacks, where a row has some of them.
        """
        wanted = [*self.headings.values(), *(title for title, _ in self.places)]
        best: tuple[int, int, list[str]] = (0, 0, [])
        for number, row in sheet.rows[:HEADER_WITHIN]:
            titles = [text_of(value) for value in row]
            places = {folded(title): place for place, title in reversed(list(enumerate(titles)))}
            lacking = [title for title in wanted if folded(title) not in places]
            if not lacking:
                columns = {held: places[folded(title)] for held, title in self.headings.items()}
                return Header(number, columns, {places[folded(title)]: one for title, one in self.places}, titles)
            best = max(best, (len(wanted) - len(lacking), number, lacking), key=lambda found: found[0])
        if best[0] and (self.sheet or best[0] > len(wanted) / 2):
            there = [text_of(value) for number, row in sheet.rows if number == best[1] for value in row]
            words = f"has no heading {' nor '.join(map(repr, best[2]))}, which {self.file} names"
            words += f"; it has {', '.join(repr(title) for title in there if title)}"
            raise InputError([Fault(f"sheet {sheet.name}" if sheet.name else self.file, best[1], 0, "", words)])
        return None


def read_column_file(path: Path) -> ColumnFile:
    """Read the file that a person gave.

    Raises
    ------
    InputError
        With every fault of it, each with its line.
    """
    if not path.is_file():
        raise InputError([Fault(path.name, 0, 0, "", f"is no file; {_WANTED}")])
    if zipfile.is_zipfile(path):
        raise InputError([Fault(path.name, 0, 0, "", f"is a workbook or a zip; {_WANTED}")])
    section = read_section(path)
    faults = list(_unknown(section, (*_HEADINGS, *_SINGLE, "places"), ()))
    words = {key: _word(section, key, (), faults) for key in (*_HEADINGS, *_SINGLE)}
    year = _year(section, (), faults)
    listed = section.entries.get("places")
    items = listed.items if isinstance(listed, Listing) else ()
    if not items:
        faults.append(_fault(listed or section, ("places",), f"no columns of places; {_EXAMPLE}"))
    places = [one for number, item in enumerate(items) for one in _column(item, number, year, faults)]
    if not (words["urn"] or words["school"]):
        faults.append(_fault(section, (), "write urn: or school:, with the heading of that column"))
    titles = [folded(title) for title, _ in places]
    doubled = [title for title in dict.fromkeys(titles) if titles.count(title) > 1]
    if doubled:
        faults.append(_fault(listed or section, ("places",), f"{doubled[0]!r} stands twice; name each column once"))
    if not (words["year_column"] or words["year"]) and any(not one.year for _, one in places):
        faults.append(
            _fault(section, (), "write year: such as 2026/27, or year_column: with the heading of that column")
        )
    if faults:
        raise InputError(faults)
    headings = {held: words[key] for key, held in _HEADINGS.items() if words[key]}
    return ColumnFile(path.name, words["sheet"], headings, tuple(places))


def _column(item: Node, number: int, year: str, faults: list[Fault]) -> Iterator[tuple[str, PlaceColumn]]:
    """Yield the heading of a column of places and what its numbers are; nothing where it names none."""
    path = ("places", number)
    if not isinstance(item, Section):
        faults.append(_fault(item, path, f"names no column; {_EXAMPLE}"))
        return
    faults += _unknown(item, _OF_A_COLUMN, path)
    heading = _word(item, "column", path, faults)
    part = _one_of(item, "part", _PARTS, path, faults)
    kind = _one_of(item, "kind", {SPECIAL: SPECIAL, BASE: BASE}, path, faults)
    if heading:
        yield heading, PlaceColumn(_year(item, path, faults) or year, part or (WHOLE if kind else ""), kind)
    else:
        faults.append(_fault(item, (*path, "column"), "write the heading of the column"))


def _word(section: Section, key: str, path: tuple[str | int, ...], faults: list[Fault]) -> str:
    """Return a value as text; empty where it is left out."""
    node = section.entries.get(key)
    if node is not None and not isinstance(node, Scalar):
        faults.append(_fault(node, (*path, key), "write a single value"))
    return str(node.value) if isinstance(node, Scalar) else ""


def _year(section: Section, path: tuple[str | int, ...], faults: list[Fault]) -> str:
    words = _word(section, "year", path, faults)
    if words and not year_in(words):
        faults.append(_fault(section.entries["year"], (*path, "year"), f"{words!r} is no academic year; write 2026/27"))
    return year_in(words)


def _one_of(
    section: Section, key: str, allowed: dict[str, str], path: tuple[str | int, ...], faults: list[Fault]
) -> str:
    words = folded(_word(section, key, path, faults))
    if words and words not in allowed:
        listed = ", ".join(word for word in allowed if word)
        faults.append(_fault(section.entries[key], (*path, key), f"{words!r} is not known; allowed: {listed}"))
    return allowed.get(words, "") if words else ""


def _unknown(section: Section, known: tuple[str, ...], path: tuple[str | int, ...]) -> Iterator[Fault]:
    for key, mark in section.key_marks.items():
        if key not in known:
            words = f"is no word of such a file; allowed: {', '.join(known)}"
            yield Fault(mark.file, mark.line, mark.column, dotted((*path, key)), words)


def _fault(node: Node, path: tuple[str | int, ...], words: str) -> Fault:
    return Fault(node.mark.file, node.mark.line, node.mark.column, dotted(path), words)
