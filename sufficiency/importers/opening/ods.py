"""Reads the sheets of an .ods workbook (OpenDocument, as DfE publishes) as rows of values, after a look at its size.

A line of an .ods may stand for a million equal cells or spaces, so that a small file can fill the memory of whatever
reads it. Each sheet is therefore measured first, without being written out. Refused too: macros, passwords, document
types and what ``zips`` refuses.
"""

import importlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element  # only the type: the parser is defusedxml's
from zipfile import ZipFile

from defusedxml.ElementTree import ParseError, iterparse

from sufficiency.importers.opening.workbooks import MOST_CELLS, MOST_ROWS, Sheet, no_document_type
from sufficiency.importers.opening.zips import Limits, checked_zip, member_bytes, refusal

OPEN_DOCUMENT = Limits(members=500, member_bytes=64_000_000, total_bytes=96_000_000, ratio=400)
"""Cells of an .ods take ten times the letters that those of an .xlsx take, and pack better."""
_CONTENT = "content.xml"
_CELLS = ("table-cell", "covered-table-cell")
_MOST_PARTS = 8 * MOST_CELLS
"""Beginnings and ends of elements: a cell with a paragraph has four."""
_MOST_SPACES = 10_000
"""Spaces that one element may stand for."""


def read_ods(path: Path) -> tuple[Sheet, ...]:
    """Return every visible sheet, without its empty rows.

    Raises
    ------
    InputError
        When the file is no .ods workbook, or one with macros, a password, a document type or too much in it.
    """
    with checked_zip(path, OPEN_DOCUMENT) as bundle:
        names = bundle.namelist()
        if _CONTENT not in names:
            raise refusal(path, "is a zip archive, but no .ods workbook; save the list as .ods, .xlsx or CSV")
        if any(name.startswith(("Basic/", "Scripts/")) for name in names):
            raise refusal(path, "holds macros; save it without them")
        _no_password(path, bundle)
        no_document_type(path, bundle, ".ods")
        _measured(path, member_bytes(bundle, _CONTENT))
    reader = importlib.import_module("python_calamine")  # compiled; no other list needs it
    try:
        book = reader.CalamineWorkbook.from_filelike(BytesIO(path.read_bytes()))
        shown = [one.name for one in book.sheets_metadata if one.visible is reader.SheetVisibleEnum.Visible]
        sheets = tuple(_sheet(book.get_sheet_by_name(name)) for name in shown)
    except (reader.CalamineError, ValueError, OverflowError) as reason:
        raise refusal(path, f"is not a readable workbook ({reason}); save it again as .ods or .xlsx") from reason
    if not any(sheet.rows for sheet in sheets):
        raise refusal(path, "has nothing on any visible sheet")
    return sheets


def _sheet(sheet: Any) -> Sheet:  # noqa: ANN401 - the reader is loaded when an .ods is read
    rows = enumerate(sheet.to_python(skip_empty_area=False), start=1)
    return Sheet(sheet.name, tuple((number, tuple(row)) for number, row in rows if any(cell != "" for cell in row)))


def _no_password(path: Path, bundle: ZipFile) -> None:
    manifest = "META-INF/manifest.xml"
    if manifest in bundle.namelist() and b"encryption-data" in member_bytes(bundle, manifest):
        raise refusal(path, "has a password; save it without")


@dataclass
class _Size:
    """How far a sheet reaches once repeats are written out, whether its end is still to come, cells of those before."""

    name: str
    inside: bool = False
    before: int = 0
    row: int = 0
    height: int = 0
    width: int = 0

    @property
    def cells(self) -> int:
        """Cells of the sheet."""
        return self.height * self.width


def _measured(path: Path, content: bytes) -> None:
    """Refuse a sheet with more cells than are read, and cells that hold an error; nothing is written out."""
    size = _Size("")
    try:
        parts = iterparse(BytesIO(content), events=("start", "end"), forbid_dtd=True)
        for number, (event, element) in enumerate(parts):
            if number > _MOST_PARTS:
                raise refusal(path, f"has more than {MOST_CELLS:,} cells; keep only the list of places")
            name = _local(element.tag)
            if event == "start" and name == "table" and size.inside:
                raise refusal(path, f"sheet {size.name!r} has a table inside a table; save it again as .xlsx")
            if name == "table":
                size = _Size(_said(element, "name"), inside=event == "start", before=size.before + size.cells)
            elif event == "end" and name == "table-row":
                _add_row(path, size, element)
                element.clear()
            elif event == "end" and name == "s" and _number(element, "c") > _MOST_SPACES:
                raise refusal(path, f"sheet {size.name!r} has a cell of {_MOST_SPACES:,} spaces or more; take it out")
    except (ParseError, ValueError) as reason:
        raise refusal(path, f"is damaged in {_CONTENT!r} ({reason}); save it again as .ods or .xlsx") from reason


def _add_row(path: Path, size: _Size, row: Element) -> None:
    """Count a row on, and see that the sheet is not too large so far."""
    size.row += _number(row, "number-rows-repeated")
    width = max(_filled(path, size, row), default=0)
    if width:
        size.height, size.width = size.row, max(size.width, width)
    if size.height > MOST_ROWS or size.cells > MOST_CELLS or size.before + size.cells > 4 * MOST_CELLS:
        limit = f"{MOST_ROWS:,} rows or {MOST_CELLS:,} cells"
        raise refusal(path, f"sheet {size.name!r} has more than {limit}; keep only the list of places")


def _filled(path: Path, size: _Size, row: Element) -> Iterator[int]:
    """Yield the last column of each cell, or run of equal cells, that has something in it."""
    column = 0
    for cell in (child for child in row if _local(child.tag) in _CELLS):
        column += _number(cell, "number-columns-repeated")
        words = "".join(cell.itertext()).strip()
        kinds = [value for key, value in cell.items() if _local(key) == "value-type"]
        if "error" in kinds:
            place = f"sheet {size.name!r}, row {size.row}, column {column}"
            raise refusal(path, f"{place} holds the error of a formula ({words}); repair it and save again")
        if kinds or words:
            yield column


def _local(name: str) -> str:
    """Name without its namespace: the reader knows elements by their letters alone."""
    return name.rpartition("}")[2]


def _said(element: Element, name: str) -> str:
    return next((value for key, value in element.items() if _local(key) == name), "")


def _number(element: Element, name: str) -> int:
    """How many an element stands for; 1 where it does not say. Raises ValueError for what is no number."""
    repeated = [int(value) for key, value in element.items() if _local(key) == name]
    if min(repeated, default=1) < 0:
        raise ValueError(f"{min(repeated)} repeats")
    return max(repeated, default=1)
